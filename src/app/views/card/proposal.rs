//! The card of a proposal: what it is, what outlets tell of it, and what the analyst can do to it.

use std::sync::Arc;

use egui::{RichText, TextEdit, Ui};

use super::{CardState, history, quiet};
use crate::{
    app::{command::Command, context::ViewContext, desk::matches, selection::Subject, theme},
    cartography::palette,
    project::{
        Change, Home, ProposalId, TellingId, TellingWord,
        index::{Index, NearMiss, ProposalEntry},
    },
    proposals::{ProposalKind, Status},
};

/// Proposals offered to merge with.
const OFFERED: usize = 6;
/// So many proposals are searched within a frame.
const SHORT: usize = 2_000;
/// Proposals shown that may be the same.
const NEAR: usize = 4;

pub(super) fn ui(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    id: ProposalId,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    let Some(entry) = context.index.proposal(id) else { return };
    head(ui, context, entry, commands);
    ui.add_space(2.0);
    actions(ui, entry, commands);
    merge(ui, context, entry, state, commands);
    near(ui, context, entry, commands);
    differences(ui, context, entry, commands);
    history::ui(ui, context, entry, commands);
}

/// The colour of a status in the window.
pub(in crate::app::views) fn status_colour(context: &ViewContext<'_>, status: Status) -> egui::Color32 {
    theme::rgb(palette::status(status, theme::map_theme(context.dark)).0)
}

/// A status on a tint of its colour.
pub(super) fn chip(ui: &mut Ui, context: &ViewContext<'_>, status: Status) {
    let colour = status_colour(context, status);
    let frame = egui::Frame::new().fill(colour.gamma_multiply(0.15)).corner_radius(4.0);
    frame.inner_margin(egui::Margin::symmetric(6, 1)).show(ui, |ui| {
        ui.label(RichText::new(status.label()).font(theme::bold(12.0)).color(colour));
    });
}

fn head(ui: &mut Ui, context: &ViewContext<'_>, entry: &ProposalEntry, commands: &mut Vec<Command>) {
    ui.add(egui::Label::new(RichText::new(&entry.title).font(theme::bold(15.0))).wrap());
    ui.horizontal_wrapped(|ui| {
        chip(ui, context, entry.status);
        ui.label(quiet(context, "reported by"));
        let report = format!("{} {}", outlet(context, entry.reported_by), date(context, entry.reported_by));
        let link = ui.link(RichText::new(report.trim()).small());
        if link.on_hover_text("Read it in the article").clicked()
            && let Some(told) = context.project.telling(entry.reported_by)
        {
            let span = told.status_evidence.or(told.evidence.first().copied()).unwrap_or_default();
            commands.push(Command::Select(Subject::Passage(entry.reported_by.article, span)));
        }
    });
    parties(ui, context, entry, commands);
    ui.horizontal_wrapped(|ui| {
        for (role, place) in &entry.places {
            if let Some(place) = context.index.place(place) {
                ui.label(quiet(context, role.label()));
                if ui.link(&place.place.name).clicked() {
                    commands.push(Command::Select(Subject::Place(place.place.id.clone())));
                }
            }
        }
    });
    let mut facts = vec![entry.kind.label().to_owned()];
    facts.extend(entry.date.as_ref().map(|date| format!("on {date}")));
    facts.push(match entry.tellings.len() {
        1 => "told once".to_owned(),
        count => format!("told {count} times"),
    });
    facts.push(format!("confidence {:.0} %", entry.confidence * 100.0));
    facts.push(if entry.decided { "edited by you" } else { "found by Dateline" }.to_owned());
    ui.label(quiet(context, facts.join(" · ")));
}

/// Who puts it forward, and to whom.
fn parties(ui: &mut Ui, context: &ViewContext<'_>, entry: &ProposalEntry, commands: &mut Vec<Command>) {
    if entry.proposer.is_none() && entry.addressee.is_none() {
        ui.label(quiet(context, "nobody is named as putting it forward"));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (word, party) in [("by", &entry.proposer), ("to", &entry.addressee)] {
            let Some(name) = party else { continue };
            ui.label(quiet(context, word));
            if ui.link(name).on_hover_text("All that this actor proposes and is asked").clicked() {
                commands.push(Command::Select(Subject::Speaker(name.clone())));
            }
        }
    });
}

fn actions(ui: &mut Ui, entry: &ProposalEntry, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        if ui.button("Edit…").on_hover_text("Kind, parties, places, date, status, evidence").clicked() {
            commands.push(Command::EditProposal(entry.reported_by));
        }
        if ui.button("No proposal").on_hover_text("Delete it; Undo brings it back").clicked() {
            let delete = |id: &TellingId| Change::Telling(*id, Some(TellingWord::Deleted));
            let changes = entry.tellings.iter().map(delete).collect();
            commands.push(Command::Say(format!("deleted: {}", entry.title), changes));
        }
        if entry.decided && ui.button("Back to the machine’s reading").clicked() {
            let back = |id: &TellingId| [Change::Telling(*id, None), Change::Home(*id, None)];
            let changes = entry.tellings.iter().flat_map(back).collect();
            commands.push(Command::Say(format!("edits taken back: {}", entry.title), changes));
        }
    });
}

/// What may be the same, for the analyst to say.
fn near(ui: &mut Ui, context: &ViewContext<'_>, entry: &ProposalEntry, commands: &mut Vec<Command>) {
    let all: Vec<&NearMiss> = context.index.near(entry.id).take(NEAR).collect();
    if all.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.label(RichText::new("Maybe the same").font(theme::bold(13.0)));
    for near in all {
        let Some(other) = context.index.proposal(near.other(entry.id)) else { continue };
        ui.horizontal_wrapped(|ui| {
            if ui.link(&other.title).on_hover_text("Look at it").clicked() {
                commands.push(Command::Select(Subject::Proposal(other.id)));
            }
            if ui.small_button("Join").on_hover_text(format!("One proposal with {}", other.title)).clicked() {
                commands.extend(joined(entry, other));
            }
            let apart = ui.small_button("Keep apart");
            if apart.on_hover_text("They are two; it is not asked again").clicked() {
                let change = Change::apart(near.tellings.0, near.tellings.1);
                commands.push(Command::Say(format!("kept apart: {}", other.title), vec![change]));
            }
        });
        ui.label(quiet(context, format!("{:.0} %: {}", near.score * 100.0, near.why())));
    }
}

/// One proposal of two, each kept whole: a later report that is like either joins both.
fn joined(entry: &ProposalEntry, other: &ProposalEntry) -> Vec<Command> {
    let target = other.tellings[0];
    let join = |id: &TellingId| Change::Home(*id, Some(Home::With(target)));
    let changes = entry.tellings.iter().chain(&other.tellings[1..]).map(join).collect();
    vec![
        Command::Say(format!("joined to {}", other.title), changes),
        Command::Select(Subject::Proposal(other.id.min(entry.id))),
    ]
}

fn merge(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    entry: &ProposalEntry,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    ui.collapsing("Same proposal as…", |ui| {
        let edit = TextEdit::singleline(&mut state.place_query)
            .hint_text("Words of its title")
            .desired_width(f32::INFINITY);
        ui.add(edit).widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Merge with which proposal")
        });
        let (index, id, kind) = (Arc::clone(context.index), entry.id, entry.kind);
        let words = state.place_query.clone();
        let key = (index.revision, id, words.clone());
        let short = index.proposals.len() <= SHORT;
        let offered = state.offers.of(key, short, ui.ctx(), move || offers(&index, id, kind, &words));
        for other in offered.iter().filter_map(|id| context.index.proposal(*id)) {
            let text = format!("Join to {}", other.title);
            if ui.link(text).on_hover_text("One proposal with both histories").clicked() {
                commands.extend(joined(entry, other));
            }
        }
    });
}

/// Proposals that one may be the same as, those of its kind first.
fn offers(index: &Index, id: ProposalId, kind: ProposalKind, words: &str) -> Vec<ProposalId> {
    let fits = |other: &&Arc<ProposalEntry>| other.id != id && matches(&other.title, words);
    // A walk over all that ends when enough are found.
    let own = index.proposals.iter().filter(|other| other.kind == kind).filter(fits);
    let others = index.proposals.iter().filter(|other| other.kind != kind).filter(fits);
    own.chain(others).take(OFFERED).map(|other| other.id).collect()
}

/// What the outlets tell differently, side by side.
fn differences(ui: &mut Ui, context: &ViewContext<'_>, entry: &ProposalEntry, commands: &mut Vec<Command>) {
    if entry.differences.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.label(RichText::new("Outlets differ").font(theme::bold(13.0)));
    for difference in &entry.differences {
        ui.label(quiet(context, format!("on the {}", difference.aspect.label())));
        let width = ui.available_width();
        #[allow(clippy::cast_precision_loss)] // a few sides
        let each = (width / difference.sides.len() as f32 - 8.0).max(90.0);
        ui.horizontal_wrapped(|ui| {
            for (value, tellings) in &difference.sides {
                let frame = egui::Frame::new().stroke(ui.visuals().widgets.noninteractive.bg_stroke);
                frame.corner_radius(5.0).inner_margin(6.0).show(ui, |ui| {
                    ui.vertical(|ui| {
                        ui.set_width(each - 14.0);
                        ui.add(egui::Label::new(RichText::new(value).strong()).wrap());
                        for telling in tellings {
                            let said = format!("{} {}", outlet(context, *telling), date(context, *telling));
                            let link = ui.link(RichText::new(said.trim()).small());
                            if link.on_hover_text("Read it in the article").clicked() {
                                let passage = Subject::Passage(telling.article, telling.evidence);
                                commands.push(Command::Select(passage));
                            }
                        }
                    });
                });
            }
        });
    }
}

/// The outlet of a telling, or else its article's heading.
pub(super) fn outlet(context: &ViewContext<'_>, telling: TellingId) -> String {
    let article = context.project.article(telling.article).map(|entry| &entry.article);
    article.map(|article| article.outlet.clone().unwrap_or_else(|| article.heading())).unwrap_or_default()
}

/// The day a telling was published, where it is known.
pub(super) fn date(context: &ViewContext<'_>, telling: TellingId) -> String {
    let date = context.project.article(telling.article).and_then(|entry| entry.article.date);
    date.map(|date| date.to_string()).unwrap_or_default()
}
