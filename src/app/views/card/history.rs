//! The history of a proposal: a row a report, earliest first, with its passages and why it is here.

use egui::{RichText, Ui, pos2};

use super::{
    proposal::{chip, date, outlet, status_colour},
    quiet,
};
use crate::{
    app::{command::Command, context::ViewContext, selection::Subject, theme},
    project::{Change, Home, TellingId, index::ProposalEntry},
    proposals::Proposal,
};

/// Room for the line that ties the reports, in points.
const GUTTER: f32 = 18.0;

pub(super) fn ui(ui: &mut Ui, context: &ViewContext<'_>, entry: &ProposalEntry, commands: &mut Vec<Command>) {
    ui.add_space(6.0);
    let title = if entry.tellings.len() == 1 { "Evidence" } else { "History" };
    ui.label(RichText::new(title).font(theme::bold(13.0)));
    let last = entry.tellings.len() - 1;
    for (at, telling) in entry.tellings.iter().enumerate() {
        let Some(told) = context.project.telling(*telling) else { continue };
        let left = ui.cursor().left() + 6.0;
        let top = ui.cursor().top() + 10.0;
        ui.horizontal_top(|ui| {
            ui.add_space(GUTTER);
            ui.vertical(|ui| report(ui, context, entry, at, told, commands));
        });
        let painter = ui.painter();
        if at < last {
            let line = [pos2(left, top + 5.0), pos2(left, ui.cursor().top() + 5.0)];
            painter
                .line_segment(line, egui::Stroke::new(1.5, theme::quiet(context.dark).gamma_multiply(0.6)));
        }
        painter.circle_filled(pos2(left, top), 4.5, status_colour(context, told.status));
    }
}

fn report(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    entry: &ProposalEntry,
    at: usize,
    told: &Proposal,
    commands: &mut Vec<Command>,
) {
    let telling = entry.tellings[at];
    let Some(article) = context.project.article(telling.article).map(|entry| &entry.article) else { return };
    let outlet = outlet(context, telling);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(date(context, telling)).small().strong());
        if ui.link(RichText::new(&outlet).small()).on_hover_text(article.heading()).clicked() {
            commands.push(Command::Select(Subject::Article(telling.article)));
        }
        chip(ui, context, told.status);
        if entry.tellings.len() > 1 {
            let button = ui.small_button(format!("Split off {outlet}"));
            if button.on_hover_text("This article tells of another proposal").clicked() {
                let label = format!("{outlet} split off: {}", entry.title);
                commands.push(Command::Say(label, split(context, entry, telling)));
            }
        }
    });
    let mut said = Vec::new();
    said.extend(told.source.as_ref().map(|source| format!("{} says", source.name)));
    said.extend(told.proposer.as_ref().map(|party| format!("by {}", party.name)));
    said.extend(told.addressee.as_ref().map(|party| format!("to {}", party.name)));
    said.push(format!("confidence {:.0} %", told.confidence * 100.0));
    ui.label(quiet(context, said.join(" · ")));
    let status = told.status_evidence.filter(|span| !told.evidence.contains(span));
    for span in told.evidence.iter().copied().chain(status) {
        let text = article.text.get(span.start()..span.end()).unwrap_or_default();
        let response = ui.add(egui::Label::new(text).wrap().sense(egui::Sense::click()));
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        if response.on_hover_text("Read it in the article").clicked() {
            commands.push(Command::Select(Subject::Passage(telling.article, span)));
        }
    }
    if let Some(link) = entry.links.get(at).and_then(Option::as_ref) {
        let sure = if link.score < 1.0 { format!(" ({:.0} %)", link.score * 100.0) } else { String::new() };
        ui.label(quiet(context, format!("joined because: {}{sure}", link.why())));
    }
    ui.add_space(3.0);
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
