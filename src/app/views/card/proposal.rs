//! The card of a proposal: what it is, its history with the evidence, and what the analyst can do to it.

use std::collections::BTreeMap;

use egui::{RichText, TextEdit, Ui};

use super::{CardState, quiet};
use crate::{
    app::{command::Command, context::ViewContext, desk::matches, selection::Subject, theme},
    project::{Change, Home, ProposalId, TellingId, TellingWord, index::ProposalEntry},
};

/// Proposals offered to merge with.
const OFFERED: usize = 6;

pub(super) fn ui(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    id: ProposalId,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    let Some(entry) = context.index.proposal(id) else { return };
    ui.label(RichText::new(&entry.title).font(theme::bold(15.0)));
    let mut facts = vec![format!("{} · {}", entry.kind.label(), entry.status.label())];
    facts.extend(entry.proposer.as_ref().map(|name| format!("proposed by {name}")));
    facts.extend(entry.addressee.as_ref().map(|name| format!("to {name}")));
    facts.push(format!("confidence {:.0} %", entry.confidence * 100.0));
    facts.push(if entry.decided { "edited by you" } else { "found by Dateline" }.to_owned());
    ui.label(quiet(context, facts.join(" · ")));
    ui.horizontal_wrapped(|ui| {
        for (role, place) in &entry.places {
            if let Some(place) = context.index.place(place)
                && ui.link(format!("{}: {}", role.label(), place.place.name)).clicked()
            {
                commands.push(Command::Select(Subject::Place(place.place.id.clone())));
            }
        }
    });
    actions(ui, entry, commands);
    merge(ui, context, entry, state, commands);
    differences(ui, context, entry);
    ui.separator();
    for (at, telling) in entry.tellings.iter().enumerate() {
        history(ui, context, entry, at, *telling, commands);
    }
}

fn actions(ui: &mut Ui, entry: &ProposalEntry, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        if ui.button("Edit…").on_hover_text("Kind, parties, places, date, status, evidence").clicked() {
            commands.push(Command::EditProposal(entry.tellings[entry.tellings.len() - 1]));
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
        let kind_first = |other: &&ProposalEntry| other.kind != entry.kind;
        let mut others: Vec<&ProposalEntry> = context
            .index
            .proposals
            .iter()
            .filter(|other| other.id != entry.id && matches(&other.title, &state.place_query))
            .collect();
        others.sort_by_key(kind_first);
        for other in others.into_iter().take(OFFERED) {
            let text = format!("Join to {}", other.title);
            if ui.link(text).on_hover_text("One proposal with both histories").clicked() {
                let target = other.tellings[0];
                let join = |id: &TellingId| Change::Home(*id, Some(Home::With(target)));
                let changes = entry.tellings.iter().map(join).collect();
                commands.push(Command::Say(format!("joined to {}", other.title), changes));
                commands.push(Command::Select(Subject::Proposal(other.id.min(entry.id))));
            }
        }
    });
}

/// What the outlets tell differently, side by side.
fn differences(ui: &mut Ui, context: &ViewContext<'_>, entry: &ProposalEntry) {
    let mut dates: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut proposers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for telling in &entry.tellings {
        let Some(told) = context.project.telling(*telling) else { continue };
        let outlet = outlet(context, *telling);
        if let Some(iso) = told.date.as_ref().and_then(|date| date.iso.clone()) {
            dates.entry(iso).or_default().push(outlet.clone());
        }
        if let Some(party) = &told.proposer {
            proposers.entry(party.name.clone()).or_default().push(outlet);
        }
    }
    for (what, told) in [("date", dates), ("proposer", proposers)] {
        if told.len() > 1 {
            let sides = told.iter().map(|(value, outlets)| format!("{value} ({})", outlets.join(", ")));
            let sides: Vec<String> = sides.collect();
            ui.label(RichText::new(format!("Outlets differ on the {what}: {}", sides.join(" — "))).small());
        }
    }
}

fn outlet(context: &ViewContext<'_>, telling: TellingId) -> String {
    let article = context.project.article(telling.article).map(|entry| &entry.article);
    article.map(|article| article.outlet.clone().unwrap_or_else(|| article.heading())).unwrap_or_default()
}

fn history(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    entry: &ProposalEntry,
    at: usize,
    telling: TellingId,
    commands: &mut Vec<Command>,
) {
    let (Some(told), Some(article)) =
        (context.project.telling(telling), context.project.article(telling.article))
    else {
        return;
    };
    let date = article.article.date.map(|date| date.to_string()).unwrap_or_default();
    let outlet = outlet(context, telling);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("{date} {outlet}: {}", told.status.label())).strong().small());
        if entry.tellings.len() > 1 {
            let button = ui.small_button(format!("Split off {outlet}"));
            if button.on_hover_text("This article tells of another proposal").clicked() {
                let label = format!("{outlet} split off: {}", entry.title);
                commands.push(Command::Say(label, split(context, entry, telling)));
            }
        }
    });
    for span in &told.evidence {
        let text = span.of(&article.article.text);
        let response = ui.add(egui::Label::new(text).wrap().sense(egui::Sense::click()));
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            commands.push(Command::Select(Subject::Passage(telling.article, *span)));
        }
    }
    if let Some(link) = entry.links.get(at).and_then(Option::as_ref) {
        ui.label(quiet(context, format!("joined because: {}", link.why())));
    }
}

/// Takes one telling out; those that were put to it stay with the others.
fn split(context: &ViewContext<'_>, entry: &ProposalEntry, telling: TellingId) -> Vec<Change> {
    let others: Vec<TellingId> = entry.tellings.iter().copied().filter(|id| *id != telling).collect();
    let mut changes = vec![Change::Home(telling, Some(Home::Alone))];
    let words = context.project.decisions();
    let put_to_it = |id: &TellingId| words.home(*id) == Some(Home::With(telling));
    // One of the others takes its part.
    let stays = others.iter().copied().find(|id| !put_to_it(id)).or(others.first().copied());
    for id in others.iter().copied().filter(put_to_it) {
        let home = if Some(id) == stays { Some(Home::Alone) } else { stays.map(Home::With) };
        changes.push(Change::Home(id, home));
    }
    changes
}

/// The card of somebody with a part in proposals.
pub(super) fn actor(ui: &mut Ui, context: &ViewContext<'_>, name: &str, commands: &mut Vec<Command>) {
    ui.label(RichText::new(name).font(theme::bold(15.0)));
    if ui.button("Filter the proposals table").clicked() {
        commands.push(Command::FilterActor(name.to_owned()));
    }
    for (part, of) in [("Proposes", true), ("Is asked", false)] {
        let party = |entry: &&ProposalEntry| {
            let party = if of { &entry.proposer } else { &entry.addressee };
            party.as_deref() == Some(name)
        };
        for entry in context.index.proposals.iter().filter(party) {
            ui.horizontal_wrapped(|ui| {
                ui.label(quiet(context, part));
                if ui.link(format!("{} — {}", entry.title, entry.status.label())).clicked() {
                    commands.push(Command::Select(Subject::Proposal(entry.id)));
                }
            });
        }
    }
}
