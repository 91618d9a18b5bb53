//! The card of what is selected, on top of the reader.

use egui::{RichText, ScrollArea, Ui};
use jiff::civil::Date;

use crate::{
    app::{command::Command, context::ViewContext, selection::Subject, theme},
    gazetteer::PlaceId,
    project::{MentionId, index::PlaceEntry},
    text::counted,
};

pub(super) mod actor;
mod adding;
mod history;
mod mention;
mod merging;
mod preview;
pub(super) mod proposal;

pub use mention::CardState;
pub(in crate::app) use mention::{Pending, Word, choose, confirm};

/// Passages shown of a place at first, and how many more whenever asked.
const PASSAGES: usize = 12;
const MORE: usize = 50;
/// Proposals of a place, and articles of a range of days, that a card names.
const NAMED: usize = 30;

/// Draws the card, if anything is selected.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut CardState) -> Vec<Command> {
    let mut commands = Vec::new();
    let Some(lead) = context.selection.lead() else { return commands };
    let fill = ui.visuals().faint_bg_color;
    let frame = egui::Frame::new().fill(fill).corner_radius(7.0).inner_margin(10.0);
    let most = (ui.available_height() * 0.6).max(120.0);
    ui.add_space(4.0);
    frame.show(ui, |ui| {
        ScrollArea::vertical().id_salt("card").max_height(most).auto_shrink([false, true]).show(ui, |ui| {
            match lead {
                Subject::Place(place) => {
                    if let Some(entry) = context.index.place(place) {
                        place_card(ui, context, entry, state, &mut commands);
                    }
                }
                Subject::Mention(mention) => mention::ui(ui, context, *mention, state, &mut commands),
                Subject::Proposal(id) => proposal::ui(ui, context, *id, state, &mut commands),
                Subject::Speaker(name) => actor::ui(ui, context, name, state, &mut commands),
                Subject::Article(article) => {
                    if let Some(entry) = context.project.article(*article) {
                        ui.label(RichText::new(entry.article.heading()).font(theme::bold(14.0)));
                        let (mentions, proposals) =
                            (entry.annotation.mentions.len(), context.index.proposals_in(*article).count());
                        ui.label(format!(
                            "{} of places · {}",
                            counted(mentions, "mention"),
                            counted(proposals, "proposal")
                        ));
                        for proposal in context.index.proposals_in(*article) {
                            if ui.link(&proposal.title).clicked() {
                                commands.push(Command::Select(Subject::Proposal(proposal.id)));
                            }
                        }
                    }
                }
                Subject::TimeRange(from, to) => range_card(ui, context, *from, *to, &mut commands),
                Subject::Passage(..) => {}
            }
        });
    });
    ui.add_space(2.0);
    commands
}

fn quiet(context: &ViewContext<'_>, text: impl Into<String>) -> RichText {
    RichText::new(text).small().color(theme::quiet(context.dark))
}

fn range_card(ui: &mut Ui, context: &ViewContext<'_>, from: Date, to: Date, commands: &mut Vec<Command>) {
    let title = if from == to { from.to_string() } else { format!("{from} to {to}") };
    ui.label(RichText::new(title).font(theme::bold(15.0)));
    let within = |date: &Date| from <= *date && *date <= to;
    let mut articles =
        context.project.articles().filter(|(_, entry)| entry.article.date.as_ref().is_some_and(within));
    for (id, entry) in articles.by_ref().take(NAMED) {
        if ui.link(entry.article.heading()).clicked() {
            commands.push(Command::Select(Subject::Article(id)));
        }
        let date = entry.article.date.map(|date| date.to_string()).unwrap_or_default();
        ui.label(quiet(context, format!("{} {date}", entry.article.outlet.as_deref().unwrap_or(""))));
    }
    let more = articles.count();
    if more > 0 {
        ui.label(quiet(context, format!("and {more} more articles")));
    }
}

fn place_head(ui: &mut Ui, context: &ViewContext<'_>, entry: &PlaceEntry) {
    let place = &entry.place;
    ui.label(RichText::new(place.label(true)).font(theme::bold(15.0)));
    let mut facts = vec![place.class.label().to_owned()];
    facts.extend(place.region.clone());
    facts.extend(place.country.clone());
    if place.population > 0 {
        facts.push(format!("{} inhabitants", place.population));
    }
    ui.label(quiet(context, facts.join(" · ")));
}

fn place_card(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    entry: &PlaceEntry,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    place_head(ui, context, entry);
    if entry.decided > 0 {
        let all = entry.mentions.len();
        ui.label(quiet(context, format!("{} of {} decided by you", entry.decided, counted(all, "mention"))));
    }
    ui.label(quiet(
        context,
        format!(
            "{:.4}, {:.4} · {} · confidence {:.0} %",
            entry.place.position.lat(),
            entry.place.position.lon(),
            entry.place.id,
            entry.confidence * 100.0
        ),
    ));
    for proposal in entry.proposals.iter().take(NAMED).filter_map(|id| context.index.proposal(*id)) {
        if ui.link(format!("{} — {}", proposal.title, proposal.status.label())).clicked() {
            commands.push(Command::Select(Subject::Proposal(proposal.id)));
        }
    }
    if entry.proposals.len() > NAMED {
        let more = entry.proposals.len() - NAMED;
        let link = ui.link(format!("and {more} more proposals, in the table"));
        if link.on_hover_text("All that concern this place").clicked() {
            commands.push(Command::FilterPlace(entry.place.label(true)));
        }
    }
    merging::ui(ui, context, entry, state, commands);
    ui.separator();
    let (mut shown, most) = (0, state.passages.of(&entry.place.id));
    for mention in passages(context, entry).take(most) {
        passage(ui, context, mention, commands);
        shown += 1;
    }
    if shown == most && passages(context, entry).nth(shown).is_some() {
        let all = entry.mentions.len();
        let more = ui.button("More passages").on_hover_text(format!("Of {all} mentions; the next {MORE}"));
        if more.clicked() {
            state.passages.more += MORE;
        }
    }
}

/// How many passages of the place on the card are shown.
#[derive(Debug, Default)]
pub(super) struct Passages {
    place: Option<PlaceId>,
    more: usize,
}

impl Passages {
    fn of(&mut self, place: &PlaceId) -> usize {
        if self.place.as_ref() != Some(place) {
            *self = Self { place: Some(place.clone()), more: 0 };
        }
        PASSAGES + self.more
    }
}

/// One mention for each sentence that names a place, in their order: found as far as they are asked for.
pub(super) fn passages<'c>(
    context: &'c ViewContext<'_>,
    entry: &'c PlaceEntry,
) -> impl Iterator<Item = MentionId> + 'c {
    let mut last = None;
    entry.mentions.iter().copied().filter(move |mention| {
        let passage = context.project.article(mention.article);
        let passage = passage.and_then(|entry| entry.passage_at(mention.span.start()));
        let here = passage.map(|passage| (mention.article, passage.sentence));
        here.is_some() && std::mem::replace(&mut last, here) != here
    })
}

fn passage(ui: &mut Ui, context: &ViewContext<'_>, mention: MentionId, commands: &mut Vec<Command>) {
    let Some(entry) = context.project.article(mention.article) else { return };
    let Some(passage) = entry.passage_at(mention.span.start()) else { return };
    let text = passage.sentence.of(&entry.article.text);
    let date = entry.article.date.map(|date| date.to_string()).unwrap_or_default();
    let outlet = entry.article.outlet.as_deref().unwrap_or("");
    let response = ui.add(egui::Label::new(text).wrap().sense(egui::Sense::click()));
    ui.label(quiet(context, format!("{outlet} {date}")));
    if response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text("Read it in the article")
        .clicked()
    {
        commands.push(Command::Select(Subject::Mention(mention)));
    }
}
