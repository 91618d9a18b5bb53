//! The card of a mention: what it could be and why, the gazetteer, and how far a correction reaches.

use egui::{RichText, TextEdit, Ui};

use super::{place_head, preview, quiet};
use crate::{
    app::{
        command::Command,
        context::ViewContext,
        desk::{Choice, Desk, Scope},
        kept::Kept,
        selection::Subject,
        theme,
    },
    gazetteer::{PlaceId, Places},
    geodesy::Position,
    geoparse::MentionKind,
    project::{Change, Decision, MentionId, ProposalId, Reading, Referent},
};

/// Something to be said of mentions.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) enum Word {
    /// What they stand for; `None` goes back to the machine's choice.
    Means(Option<Decision>),
    /// Literal or associative.
    Kind(MentionKind),
}

/// A correction that is shown before it is made.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) struct Pending {
    pub(in crate::app) word: Word,
    pub(in crate::app) label: String,
    /// Whether it follows on a correction that stands already.
    pub(in crate::app) follows: bool,
}

/// What the card remembers.
#[derive(Debug, Default)]
pub struct CardState {
    mention: Option<MentionId>,
    pub(super) query: String,
    pub(super) place_query: String,
    pub(super) focus: bool,
    pub(in crate::app) scope: Scope,
    pub(in crate::app) also_decided: bool,
    pub(in crate::app) pending: Option<Pending>,
    pub(super) adding: Option<super::adding::Adding>,
    pub(super) passages: super::Passages,
    pub(super) offers: Kept<(u64, ProposalId, String), Vec<ProposalId>>,
}

impl CardState {
    /// Puts the cursor into the search of the gazetteer.
    pub(in crate::app) fn focus_search(&mut self) {
        self.focus = true;
    }

    fn follow(&mut self, mention: MentionId) {
        if self.mention != Some(mention) {
            *self = Self { mention: Some(mention), ..Self::default() };
        }
    }
}

/// Says a word of the mention at hand; where the scope is wider, shows first what would change.
pub(in crate::app) fn choose(
    context: &ViewContext<'_>,
    state: &mut CardState,
    word: Word,
    label: String,
) -> Option<Command> {
    let desk = context.desk?;
    state.follow(desk.mention);
    let pending = Pending { word, label, follows: false };
    if state.scope == Scope::Mention {
        return Some(said(&pending, &[desk.mention]));
    }
    state.pending = Some(pending);
    None
}

/// Makes the correction that is shown.
pub(in crate::app) fn confirm(context: &ViewContext<'_>, state: &mut CardState) -> Option<Command> {
    let desk = context.desk.filter(|desk| !desk.is_gathering())?;
    let pending = state.pending.take()?;
    Some(said(&pending, desk.reach(state.scope, state.also_decided)))
}

/// The command for a word on mentions.
pub(in crate::app) fn said(pending: &Pending, mentions: &[MentionId]) -> Command {
    let change = |id: &MentionId| match &pending.word {
        Word::Means(decision) => Change::Mention(*id, decision.clone()),
        Word::Kind(kind) => Change::Kind(*id, Some(*kind)),
    };
    let label = match mentions.len() {
        1 => pending.label.clone(),
        count => format!("{} ({count} mentions)", pending.label),
    };
    Command::Say(label, mentions.iter().map(change).collect())
}

pub(super) fn ui(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    id: MentionId,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    state.follow(id);
    let Some(reading) = context.project.reading(id) else { return };
    let Some(desk) = context.desk.filter(|desk| desk.mention == id) else { return };
    head(ui, context, desk, &reading, commands);
    if state.pending.is_some() {
        preview::ui(ui, context, desk, state, commands);
        return;
    }
    scope(ui, context, desk, state);
    let mut asked: Vec<(Word, String)> = Vec::new();
    kind(ui, desk, &reading, &mut asked);
    buttons(ui, context, desk, &reading, &mut asked, commands);
    super::adding::ui(ui, desk, &reading, state, commands);
    search(ui, context, desk, state, &mut asked, commands);
    ui.separator();
    ui.label(quiet(context, "What else it could be"));
    for (number, candidate) in (1..).zip(&desk.candidates) {
        choice(ui, context, desk, candidate, Some(number), &mut asked);
    }
    for (word, label) in asked {
        commands.extend(choose(context, state, word, label));
    }
    why(ui, context, id);
}

fn head(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    desk: &Desk,
    reading: &Reading<'_>,
    commands: &mut Vec<Command>,
) {
    match context.index.place_of(desk.mention) {
        Some(entry) => {
            place_head(ui, context, entry);
            if ui.link(format!("All {} mentions of this place", entry.mentions.len())).clicked() {
                commands.push(Command::Select(Subject::Place(entry.place.id.clone())));
            }
        }
        None => {
            ui.label(RichText::new(format!("“{}”", desk.surface)).font(theme::bold(15.0)));
            let state = match reading.referent() {
                Referent::NoPlace => "not a place",
                _ => "tied to no place",
            };
            ui.label(quiet(context, state));
        }
    }
    let who = if reading.decision.is_some() { "decided by you" } else { "found by Dateline" };
    let how = match reading.machine {
        Some(machine) => format!("recognised at {:.0} %", machine.recognition * 100.0),
        None => "marked by you".to_owned(),
    };
    let sure = match (reading.decision, reading.referent()) {
        (None, Referent::Place(_)) => format!(" · {:.0} % sure", reading.confidence() * 100.0),
        _ => String::new(),
    };
    ui.label(quiet(context, format!("{who} · {how}{sure}")));
}

fn scope(ui: &mut Ui, context: &ViewContext<'_>, desk: &Desk, state: &mut CardState) {
    if desk.count(Scope::Everywhere) < 2 {
        if desk.is_gathering() {
            ui.label(quiet(context, "Looking for the same name elsewhere…"));
        }
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(quiet(context, "Corrections apply to"));
        for scope in Scope::ALL {
            let name = match scope {
                Scope::Mention => scope.label().to_owned(),
                _ => format!("{} ({})", scope.label(), desk.count(scope)),
            };
            ui.radio_value(&mut state.scope, scope, RichText::new(name).small());
        }
    });
}

fn kind(ui: &mut Ui, desk: &Desk, reading: &Reading<'_>, asked: &mut Vec<(Word, String)>) {
    ui.horizontal(|ui| {
        for (kind, name, help) in [
            (MentionKind::Literal, "Literal", "The place itself: “in Baku”."),
            (MentionKind::Associative, "Associative", "What is known by it: “Baku refused”."),
        ] {
            if ui.radio(reading.kind == kind, name).on_hover_text(help).clicked() && reading.kind != kind {
                asked.push((Word::Kind(kind), format!("“{}” is {}", desk.surface, name.to_lowercase())));
            }
        }
    });
}

fn choice(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    desk: &Desk,
    choice: &Choice,
    number: Option<usize>,
    asked: &mut Vec<(Word, String)>,
) {
    let number = number.map(|number| format!("{number}  ")).unwrap_or_default();
    let sure = choice.probability.map(|p| format!(" · {:.0} %", p * 100.0)).unwrap_or_default();
    let name = choice.name();
    if ui.link(format!("{number}{name}{sure}")).on_hover_text("Choose this place").clicked() {
        asked.push((means(&choice.place.id), format!("“{}” is {name}", desk.surface)));
    }
    ui.label(quiet(context, &choice.why));
}

fn means(place: &PlaceId) -> Word {
    Word::Means(Some(Decision::Place(place.clone())))
}

fn search(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    desk: &Desk,
    state: &mut CardState,
    asked: &mut Vec<(Word, String)>,
    commands: &mut Vec<Command>,
) {
    let edit = TextEdit::singleline(&mut state.query)
        .hint_text("Search the gazetteer, or type 40.18, 44.51")
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search the gazetteer for this mention")
    });
    if std::mem::take(&mut state.focus) {
        response.request_focus();
    }
    if response.changed() {
        commands.push(Command::Search(state.query.clone()));
    }
    if let Some(position) = coordinates(&state.query) {
        let label = format!("Pin at {:.4}, {:.4}", position.lat(), position.lon());
        if ui.link(&label).clicked() {
            let word = Word::Means(Some(Decision::Pin(position)));
            asked.push((word, format!("“{}”: {}", desk.surface, label.to_lowercase())));
        }
        return;
    }
    let (query, found) = &desk.found;
    if query.is_empty() || (!state.query.is_empty() && *query != state.query) {
        return;
    }
    if found.is_empty() {
        ui.label(quiet(context, format!("No place is called “{query}”; drop a pin instead.")));
    }
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if let Some(first) = found.first().filter(|_| enter) {
        asked.push((means(&first.place.id), format!("“{}” is {}", desk.surface, first.name())));
    }
    for hit in found {
        choice(ui, context, desk, hit, None, asked);
    }
}

/// A latitude and longitude typed in.
pub(super) fn coordinates(text: &str) -> Option<Position> {
    let (lat, lon) = text.split_once([',', ';'])?;
    Position::new(lon.trim().parse().ok()?, lat.trim().parse().ok()?).ok()
}

fn buttons(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    desk: &Desk,
    reading: &Reading<'_>,
    asked: &mut Vec<(Word, String)>,
    commands: &mut Vec<Command>,
) {
    let name = &desk.surface;
    ui.horizontal_wrapped(|ui| {
        if ui.button("Not a place").clicked() {
            asked.push((Word::Means(Some(Decision::NotAPlace)), format!("“{name}” is not a place")));
        }
        if ui.button("Leave open").on_hover_text("A place, but which one is open").clicked() {
            asked.push((Word::Means(Some(Decision::Unresolved)), format!("“{name}” is left open")));
        }
        let pin = ui.add(egui::Button::new("Drop a pin").sense(egui::Sense::click_and_drag()));
        let pin = pin.on_hover_text("Click here and then the map, or drag from here onto the map");
        if pin.clicked() {
            commands.push(Command::Place(!context.placing));
        }
        if pin.drag_started() {
            commands.push(Command::Place(true));
        }
        if pin.dragged() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        }
        if let Some(at) = ui.ctx().pointer_latest_pos().filter(|_| pin.drag_stopped()) {
            commands.push(Command::DropPin(at));
        }
        if reading.decision.is_some() {
            let (label, help) = match reading.machine {
                Some(_) => ("Back to the machine’s choice", "Take your word back"),
                None => ("Take the mark away", "Remove the mention that you marked"),
            };
            if ui.button(label).on_hover_text(help).clicked() {
                asked.push((Word::Means(None), format!("“{name}”: your word taken back")));
            }
        }
    });
    if context.placing {
        ui.label(RichText::new("Click the map where it is; Esc leaves it.").strong());
    }
}

fn why(ui: &mut Ui, context: &ViewContext<'_>, id: MentionId) {
    let Some(engine) = context.engine else { return };
    let Some((_, why)) = context.explanation.filter(|(explained, _)| *explained == id) else { return };
    ui.collapsing("Why here?", |ui| {
        for candidate in why.candidates.iter().take(2) {
            let Some(place) = engine.gazetteer().place(&candidate.place) else { continue };
            let title = format!("{} · {:.0} %", place.name, candidate.probability * 100.0);
            ui.label(RichText::new(title).strong());
            for (evidence, weight) in candidate.evidence.iter().take(5) {
                ui.label(quiet(context, format!("{weight:+.1} {evidence}")));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_read_and_names_with_commas_are_not() {
        let at = coordinates("40.18, 44.51").expect("a position");
        assert!((at.lat() - 40.18).abs() < 1e-9 && (at.lon() - 44.51).abs() < 1e-9);
        assert_eq!(coordinates("Paris, Texas"), None);
        assert_eq!(coordinates("95, 10"), None, "there is no such latitude");
    }
}
