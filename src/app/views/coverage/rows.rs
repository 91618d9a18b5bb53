//! What the lists hold: order and filter are worked out once for a revision; the words of a row only where it
//! is seen.

use std::{cmp::Reverse, sync::Arc};

use super::{Order, Tab, stories};
use crate::{
    app::{context::ViewContext, desk::matches, selection::Subject, settings::NamePolicy, theme},
    app::{desk, views::card::actor},
    cartography::palette,
    project::{
        ArticleId,
        index::{ActorEntry, PlaceEntry, ProposalEntry},
    },
};

/// What rows were made for: the project's revision, the list, its order and filter, the policy of names, and whether
/// repeated articles count.
type Key = (u64, Tab, Order, String, (NamePolicy, bool));

/// The rows of a list, by number in the index, or by article.
#[derive(Debug, Default)]
pub(super) struct Rows {
    key: Option<Key>,
    shown: Arc<Vec<u32>>,
    /// How many there are without the filter.
    pub(super) all: usize,
}

/// A row, ready to be drawn.
pub(super) struct Row {
    pub(super) subject: Subject,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) count: String,
    pub(super) colour: egui::Color32,
}

impl Rows {
    /// The rows that the filter leaves, made anew only where something they rest on has changed.
    pub(super) fn shown(
        &mut self,
        context: &ViewContext<'_>,
        tab: Tab,
        order: Order,
        filter: &str,
    ) -> Arc<Vec<u32>> {
        let looks = (context.settings.names, context.settings.keep_duplicates);
        let same = self.key.as_ref().is_some_and(|(revision, of, by, words, names)| {
            (*revision, *of, *by, *names) == (context.index.revision, tab, order, looks) && words == filter
        });
        if !same {
            let key = (context.index.revision, tab, order, filter.to_owned(), looks);
            self.key = Some(key);
            let mut rows = ordered(context, tab, order);
            self.all = rows.len();
            if !filter.trim().is_empty() {
                rows.retain(|at| matches(&searched(context, tab, *at), filter));
            }
            self.shown = Arc::new(rows);
        }
        Arc::clone(&self.shown)
    }
}

/// All rows of a list in an order.
fn ordered(context: &ViewContext<'_>, tab: Tab, order: Order) -> Vec<u32> {
    let index = context.index;
    let numbers = |count: usize| -> Vec<u32> { (0..count).filter_map(|at| u32::try_from(at).ok()).collect() };
    match tab {
        Tab::Articles => articles(context, order),
        Tab::Places => {
            let mut rows = numbers(index.places.len());
            let of = |at: &u32| &index.places[*at as usize];
            match order {
                Order::Name => rows.sort_by_cached_key(|at| of(at).place.name.to_lowercase()),
                Order::Unsure => rows.sort_by(|a, b| of(a).confidence.total_cmp(&of(b).confidence)),
                _ => {} // the index's own order
            }
            rows
        }
        Tab::Proposals => {
            let mut rows = numbers(index.proposals.len());
            let of = |at: &u32| &index.proposals[*at as usize];
            match order {
                Order::Name => rows.sort_by_cached_key(|at| of(at).title.to_lowercase()),
                Order::Unsure => rows.sort_by(|a, b| of(a).confidence.total_cmp(&of(b).confidence)),
                Order::Most => rows.sort_by_key(|at| Reverse(of(at).tellings.len())),
                Order::Date => rows.sort_by_key(|at| Reverse(of(at).latest)),
            }
            rows
        }
        Tab::Actors => {
            let mut rows = numbers(index.actors.len());
            if order == Order::Name {
                rows.sort_by_cached_key(|at| index.actors[*at as usize].name.to_lowercase());
            }
            rows
        }
    }
}

fn articles(context: &ViewContext<'_>, order: Order) -> Vec<u32> {
    let once = context.project.articles().filter(|(id, _)| !context.index.stories.is_repeat(*id));
    let mut rows: Vec<u32> = once.map(|(id, _)| id.0).collect();
    let entry = |id: &u32| context.project.article(ArticleId(*id));
    match order {
        Order::Name => {
            rows.sort_by_cached_key(|id| entry(id).map(|entry| entry.article.heading().to_lowercase()));
        }
        Order::Most => {
            rows.sort_by_cached_key(|id| Reverse(entry(id).map(|entry| entry.annotation.mentions.len())));
        }
        Order::Date => rows.sort_by_cached_key(|id| Reverse(entry(id).and_then(|entry| entry.article.date))),
        Order::Unsure => {}
    }
    rows
}

/// The text that the filter is held against.
fn searched(context: &ViewContext<'_>, tab: Tab, at: u32) -> String {
    let index = context.index;
    let number = at as usize;
    match tab {
        Tab::Articles => context
            .project
            .article(ArticleId(at))
            .map(|entry| desk::article_text(&entry.article))
            .unwrap_or_default(),
        Tab::Places => desk::place_text(&index.places[number].place),
        Tab::Proposals => {
            let entry = &index.proposals[number];
            format!("{} {} {}", entry.title, entry.kind.label(), proposal_detail(entry))
        }
        Tab::Actors => actor::searched(&index.actors[number]),
    }
}

/// A row in words.
pub(super) fn row(context: &ViewContext<'_>, tab: Tab, at: u32) -> Option<Row> {
    let index = context.index;
    let number = at as usize;
    match tab {
        Tab::Articles => article_row(context, ArticleId(at)),
        Tab::Places => index.places.get(number).map(|entry| place_row(context, entry)),
        Tab::Proposals => index.proposals.get(number).map(|entry| proposal_row(context, entry)),
        Tab::Actors => index.actors.get(number).map(|entry| actor_row(context, entry)),
    }
}

fn article_row(context: &ViewContext<'_>, id: ArticleId) -> Option<Row> {
    let entry = context.project.article(id)?;
    let article = &entry.article;
    let date = article.date.map(|date| date.to_string());
    let also = stories::also_in(context, id);
    let detail: Vec<&str> =
        [article.outlet.as_deref(), date.as_deref(), also.as_deref()].into_iter().flatten().collect();
    Some(Row {
        subject: Subject::Article(id),
        title: article.heading(),
        detail: detail.join(" · "),
        count: entry.annotation.mentions.len().to_string(),
        colour: theme::quiet(context.dark),
    })
}

fn place_row(context: &ViewContext<'_>, entry: &PlaceEntry) -> Row {
    let place = &entry.place;
    let articles = if entry.articles == 1 { "article" } else { "articles" };
    let mut detail = vec![place.class.label().to_owned()];
    detail.extend(place.country.clone());
    detail.push(format!("{} {articles}", entry.articles));
    Row {
        subject: Subject::Place(place.id.clone()),
        title: place.label(context.settings.names == NamePolicy::Both),
        detail: detail.join(" · "),
        count: entry.mentions.len().to_string(),
        colour: theme::rgb(palette::place(place.class, theme::map_theme(context.dark))),
    }
}

fn proposal_detail(entry: &ProposalEntry) -> String {
    let mut detail = vec![entry.status.label().to_owned()];
    detail.extend(entry.proposer.as_ref().map(|name| format!("by {name}")));
    detail.extend(entry.addressee.as_ref().map(|name| format!("to {name}")));
    detail.join(" · ")
}

fn proposal_row(context: &ViewContext<'_>, entry: &ProposalEntry) -> Row {
    Row {
        subject: Subject::Proposal(entry.id),
        title: entry.title.clone(),
        detail: proposal_detail(entry),
        count: entry.tellings.len().to_string(),
        colour: super::super::card::proposal::status_colour(context, entry.status),
    }
}

fn actor_row(context: &ViewContext<'_>, actor: &ActorEntry) -> Row {
    let parts = [
        (actor.proposes.len(), "proposes"),
        (actor.asked.len(), "is asked"),
        (actor.reports.len(), "reports"),
        (actor.quotes.len(), "is quoted"),
    ];
    let told = parts.iter().filter(|(count, _)| *count > 0).map(|(count, part)| format!("{part} {count}"));
    Row {
        subject: Subject::Speaker(actor.name.clone()),
        title: actor.name.clone(),
        detail: told.collect::<Vec<_>>().join(" · "),
        count: actor.proposals().to_string(),
        colour: super::super::card::actor::colour(context, actor.kind),
    }
}
