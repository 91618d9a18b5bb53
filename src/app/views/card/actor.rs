//! The card of an actor: its names, what it proposes and is asked, and what it says.

use egui::{RichText, TextEdit, Ui};

use super::{CardState, proposal::chip, quiet};
use crate::{
    app::{command::Command, context::ViewContext, desk::matches, selection::Subject, theme},
    project::{
        Change, ProposalId,
        index::{ActorEntry, ActorKind},
    },
};

/// Names, proposals and quotes shown.
const NAMES: usize = 12;
const PROPOSALS: usize = 30;
const QUOTES: usize = 8;
/// Actors offered to merge with.
const OFFERED: usize = 6;

pub(super) fn ui(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    name: &str,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    ui.label(RichText::new(name).font(theme::bold(15.0)));
    let Some(actor) = context.index.actor(name) else {
        ui.label(quiet(context, "nothing in these articles"));
        return;
    };
    let by = if actor.decided { " · named by you" } else { "" };
    ui.label(quiet(context, format!("{}{by}", actor.kind.label())));
    let button = ui.button("Filter the proposals table");
    if button.on_hover_text("Only what it proposes and is asked").clicked() {
        commands.push(Command::FilterActor(name.to_owned()));
    }
    names(ui, context, actor, commands);
    merge(ui, context, actor, state, commands);
    for (title, ids) in
        [("Proposes", &actor.proposes), ("Is asked", &actor.asked), ("Reports", &actor.reports)]
    {
        proposals(ui, context, title, ids, commands);
    }
    quotes(ui, context, actor, commands);
}

fn names(ui: &mut Ui, context: &ViewContext<'_>, actor: &ActorEntry, commands: &mut Vec<Command>) {
    let others: Vec<&(String, usize)> =
        actor.aliases.iter().filter(|(alias, _)| *alias != actor.name).collect();
    if others.is_empty() {
        return;
    }
    ui.label(quiet(context, "Also called"));
    for (alias, count) in others.iter().take(NAMES) {
        ui.horizontal(|ui| {
            ui.label(format!("{alias} ({count})"));
            let given = context.project.decisions().alias(alias) == Some(&actor.name);
            let button = ui.small_button(format!("Split {alias} off"));
            if button.on_hover_text("These words name somebody else").clicked() {
                let home = (!given).then(|| alias.clone());
                let label = format!("“{alias}” is not {}", actor.name);
                commands.push(Command::Say(label, vec![Change::Alias(alias.clone(), home)]));
            }
        });
    }
    if others.len() > NAMES {
        ui.label(quiet(context, format!("and {} more names", others.len() - NAMES)));
    }
}

fn merge(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    actor: &ActorEntry,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    for given in context.project.decisions().aliases_of(&actor.name) {
        if actor.aliases.iter().any(|(alias, _)| alias == given) {
            continue; // offered above
        }
        ui.horizontal(|ui| {
            ui.label(quiet(context, format!("{given} was merged into it by you")));
            if ui.small_button(format!("Split {given} off")).clicked() {
                let label = format!("split {given} from {}", actor.name);
                commands.push(Command::Say(label, vec![Change::Alias(given.to_owned(), None)]));
            }
        });
    }
    ui.collapsing("Same actor as…", |ui| {
        let edit = TextEdit::singleline(&mut state.place_query)
            .hint_text("An actor of these articles")
            .desired_width(f32::INFINITY);
        ui.add(edit)
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Merge with which actor"));
        let fits =
            |other: &&ActorEntry| other.name != actor.name && matches(&searched(other), &state.place_query);
        for other in context.index.actors.iter().filter(fits).take(OFFERED) {
            let link = ui.link(format!("Merge into {}", other.name));
            if link.on_hover_text("One actor under both names").clicked() {
                let change = Change::Alias(actor.name.clone(), Some(other.name.clone()));
                let label = format!("{} is {}", actor.name, other.name);
                commands.push(Command::Say(label, vec![change]));
                commands.push(Command::Select(Subject::Speaker(other.name.clone())));
            }
        }
    });
}

/// The colour of an actor's kind.
pub(in crate::app::views) fn colour(context: &ViewContext<'_>, kind: ActorKind) -> egui::Color32 {
    match kind {
        ActorKind::State => theme::accent(context.dark),
        ActorKind::Organisation => theme::accent(context.dark).gamma_multiply(0.6),
        ActorKind::Person => theme::quiet(context.dark),
    }
}

/// What an actor is found by: all its names.
pub(in crate::app::views) fn searched(actor: &ActorEntry) -> String {
    let mut text = format!("{} {}", actor.name, actor.kind.label());
    for (alias, _) in &actor.aliases {
        text.push(' ');
        text.push_str(alias);
    }
    text
}

fn proposals(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    title: &str,
    ids: &[ProposalId],
    commands: &mut Vec<Command>,
) {
    if ids.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.label(RichText::new(format!("{title} {}", ids.len())).font(theme::bold(13.0)));
    for entry in ids.iter().take(PROPOSALS).filter_map(|id| context.index.proposal(*id)) {
        ui.horizontal_wrapped(|ui| {
            let link = ui.link(&entry.title);
            if link.hovered() {
                commands.push(Command::Hover(Subject::Proposal(entry.id)));
            }
            if link.clicked() {
                commands.push(Command::Select(Subject::Proposal(entry.id)));
            }
            chip(ui, context, entry.status);
        });
    }
    if ids.len() > PROPOSALS {
        ui.label(quiet(context, format!("and {} more, in the table", ids.len() - PROPOSALS)));
    }
}

fn quotes(ui: &mut Ui, context: &ViewContext<'_>, actor: &ActorEntry, commands: &mut Vec<Command>) {
    if actor.quotes.is_empty() {
        return;
    }
    ui.add_space(4.0);
    let title = if actor.kind == ActorKind::Person { "Says" } else { "Says, through its people" };
    ui.label(RichText::new(format!("{title} {}", actor.quotes.len())).font(theme::bold(13.0)));
    for (id, span) in actor.quotes.iter().take(QUOTES) {
        let Some(entry) = context.project.article(*id) else { continue };
        let text = entry.article.text.get(span.start()..span.end()).unwrap_or_default();
        let response = ui.add(egui::Label::new(text).wrap().sense(egui::Sense::click()));
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        if response.on_hover_text("Read it in the article").clicked() {
            commands.push(Command::Select(Subject::Passage(*id, *span)));
        }
        let outlet = entry.article.outlet.clone().unwrap_or_else(|| entry.article.heading());
        let date = entry.article.date.map(|date| date.to_string()).unwrap_or_default();
        ui.label(quiet(context, format!("{outlet} {date}")));
    }
}
