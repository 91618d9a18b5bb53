//! The lines that a correction would change, before it is made.

use egui::{RichText, Ui};

use super::{CardState, confirm, mention::Word, quiet};
use crate::{
    app::{
        command::Command,
        context::ViewContext,
        desk::{Desk, Scope},
    },
    project::{MentionId, Referent},
};

/// Lines shown.
const LINES: usize = 40;
/// Characters of context on each side.
const AROUND: usize = 38;

pub(super) fn ui(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    desk: &Desk,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    let Some(pending) = state.pending.clone() else { return };
    let reach = desk.reach(state.scope, state.also_decided);
    ui.separator();
    ui.label(RichText::new(format!("{}: these lines change", pending.label)).strong());
    ui.horizontal_wrapped(|ui| {
        for scope in Scope::ALL {
            let name = format!("{} ({})", scope.label(), desk.count(scope));
            ui.radio_value(&mut state.scope, scope, RichText::new(name).small());
        }
    });
    let kept = desk.count(state.scope) - desk.reach(state.scope, false).len();
    if kept > 0 {
        ui.checkbox(&mut state.also_decided, format!("Also {kept} that you decided before"));
    }
    ui.horizontal(|ui| {
        let name = match reach.len() {
            _ if desk.is_gathering() => "Looking for the others…".to_owned(),
            1 => "Change 1 mention".to_owned(),
            count => format!("Change {count} mentions"),
        };
        let change = ui.add_enabled(!desk.is_gathering(), egui::Button::new(name));
        if change.on_hover_text("One step to undo").clicked() {
            commands.extend(confirm(context, state));
        }
        let (cancel, help) = if pending.follows {
            ("Leave the others", "Only the mention you corrected changes")
        } else {
            ("Cancel", "Change nothing")
        };
        if ui.button(cancel).on_hover_text(help).clicked() {
            state.pending = None;
            commands.push(Command::LeaveOthers);
        }
    });
    for id in reach.iter().take(LINES) {
        line(ui, context, *id, &pending.word);
    }
    if reach.len() > LINES {
        ui.label(quiet(context, format!("and {} more lines", reach.len() - LINES)));
    }
}

fn line(ui: &mut Ui, context: &ViewContext<'_>, id: MentionId, word: &Word) {
    let (Some(entry), Some(reading)) = (context.project.article(id.article), context.project.reading(id))
    else {
        return;
    };
    let text = &entry.article.text;
    let before: String = text[..id.span.start()].chars().rev().take(AROUND).collect();
    let before: String = before.chars().rev().collect::<String>().replace('\n', " ");
    let after: String = text[id.span.end()..].chars().take(AROUND).collect::<String>().replace('\n', " ");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.label(quiet(context, format!("…{before}")));
        ui.label(RichText::new(id.span.of(text)).small().strong());
        ui.label(quiet(context, format!("{after}…")));
    });
    let now = match word {
        Word::Kind(_) => format!("{:?}", reading.kind).to_lowercase(),
        Word::Means(_) => match (context.index.place_of(id), reading.referent()) {
            (Some(entry), _) => entry.place.label(true),
            (None, Referent::NoPlace) => "not a place".to_owned(),
            (None, _) => "tied to no place".to_owned(),
        },
    };
    let outlet = entry.article.outlet.clone().unwrap_or_else(|| entry.article.heading());
    ui.label(quiet(context, format!("    now: {now} · {outlet}")));
}
