//! What the lists hold: order and filter are worked out once for a revision; the words of a row only where it
//! is seen.

use std::{cmp::Reverse, sync::Arc};

use egui::Ui;

use super::{Order, Tab, stories};
use crate::{
    app::{context::ViewContext, desk::matches, selection::Subject, settings::NamePolicy, theme},
    app::{desk, kept::Kept, views::card::actor},
    cartography::palette,
    project::{
        ArticleId, Project,
        index::{ActorEntry, Index, PlaceEntry, ProposalEntry},
    },
};

/// What rows were made for: the project's revision and whether its index was still partial, the list, its order
/// and filter, the policy of names, and whether repeated articles count.
type Key = (u64, bool, Tab, Order, String, (NamePolicy, bool));

/// So many rows are filtered and sorted within a frame.
const SHORT: usize = 2_000;

/// The rows of each list, by number in the index, or by article.
#[derive(Debug, Default)]
pub(super) struct Rows([Kept<Key, Found>; 4]);

/// The rows that a filter leaves.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) rows: Arc<Vec<u32>>,
    /// How many there are without the filter.
    pub(super) all: usize,
    /// Whether other rows are on their way.
    pub(super) coming: bool,
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
    pub(super) fn shown(&mut self, ui: &Ui, view: &ViewContext<'_>, list: &List) -> Found {
        let looks = (view.settings.names, view.settings.keep_duplicates);
        let (project, index, list) = (view.project.clone(), Arc::clone(view.index), list.clone());
        let key = (index.revision, index.is_partial(), list.tab, list.order, list.filter.clone(), looks);
        let short = match list.tab {
            Tab::Articles => project.articles().len() <= SHORT,
            // In the index's own order.
            Tab::Places => {
                list.order == Order::Most && list.filter.trim().is_empty() || index.places.len() <= SHORT
            }
            Tab::Proposals => index.proposals.len() <= SHORT,
            Tab::Actors => index.actors.len() <= SHORT,
        };
        let rows = &mut self.0[list.tab as usize];
        let mut found = rows.of(key, short, ui.ctx(), move || list.found(&project, &index)).clone();
        found.coming = rows.is_coming();
        found
    }
}

/// A list that is asked for.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) tab: Tab,
    pub(super) order: Order,
    pub(super) filter: String,
}

impl List {
    fn found(&self, project: &Project, index: &Index) -> Found {
        let mut rows = self.ordered(project, index);
        let all = rows.len();
        if !self.filter.trim().is_empty() {
            rows.retain(|at| matches(&self.searched(project, index, *at), &self.filter));
        }
        Found { rows: Arc::new(rows), all, coming: false }
    }

    /// All rows of the list in its order.
    fn ordered(&self, project: &Project, index: &Index) -> Vec<u32> {
        let numbers =
            |count: usize| -> Vec<u32> { (0..count).filter_map(|at| u32::try_from(at).ok()).collect() };
        match self.tab {
            Tab::Articles => articles(project, index, self.order),
            Tab::Places => {
                let mut rows = numbers(index.places.len());
                let of = |at: &u32| &index.places[*at as usize];
                match self.order {
                    Order::Name => rows.sort_by_cached_key(|at| of(at).place.name.to_lowercase()),
                    Order::Unsure => rows.sort_by(|a, b| of(a).confidence.total_cmp(&of(b).confidence)),
                    _ => {} // the index's own order
                }
                rows
            }
            Tab::Proposals => {
                let mut rows = numbers(index.proposals.len());
                let of = |at: &u32| &index.proposals[*at as usize];
                match self.order {
                    Order::Name => rows.sort_by_cached_key(|at| of(at).title.to_lowercase()),
                    Order::Unsure => rows.sort_by(|a, b| of(a).confidence.total_cmp(&of(b).confidence)),
                    Order::Most => rows.sort_by_key(|at| Reverse(of(at).tellings.len())),
                    Order::Date => rows.sort_by_key(|at| Reverse(of(at).latest)),
                }
                rows
            }
            Tab::Actors => {
                let mut rows = numbers(index.actors.len());
                if self.order == Order::Name {
                    rows.sort_by_cached_key(|at| index.actors[*at as usize].name.to_lowercase());
                }
                rows
            }
        }
    }

    /// The text that the filter is held against.
    fn searched(&self, project: &Project, index: &Index, at: u32) -> String {
        let number = at as usize;
        match self.tab {
            Tab::Articles => {
                let entry = project.article(ArticleId(at));
                entry.map(|entry| desk::article_text(&entry.article)).unwrap_or_default()
            }
            Tab::Places => desk::place_text(&index.places[number].place),
            Tab::Proposals => {
                let entry = &index.proposals[number];
                format!("{} {} {}", entry.title, entry.kind.label(), proposal_detail(entry))
            }
            Tab::Actors => actor::searched(&index.actors[number]),
        }
    }
}

fn articles(project: &Project, index: &Index, order: Order) -> Vec<u32> {
    let once = project.articles().filter(|(id, _)| !index.stories.is_repeat(*id));
    let mut rows: Vec<u32> = once.map(|(id, _)| id.0).collect();
    let entry = |id: &u32| project.article(ArticleId(*id));
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
