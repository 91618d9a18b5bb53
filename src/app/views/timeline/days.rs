//! Which articles were published, and which proposals are for, each day: worked out once a revision, and how
//! strongly a day is marked once a selection.

use std::{collections::BTreeMap, sync::Arc};

use egui::Ui;
use jiff::civil::Date;

use crate::{
    app::{
        context::ViewContext,
        kept::Kept,
        selection::{Highlight, Subject},
    },
    project::{ArticleId, Project, ProposalId, index::Index},
};

/// Days for which an act may be proposed before the first or after the last article and still be shown.
const BEYOND: i32 = 60;
/// So many articles and proposals are looked through within a frame.
const SHORT: usize = 2_000;

/// The days of a revision.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// Articles by the day they were published.
    pub(super) dated: Vec<(Date, Vec<ArticleId>)>,
    /// Proposals by the day they are for.
    pub(super) events: Vec<(Date, Vec<ProposalId>)>,
}

impl Days {
    fn new(project: &Project, index: &Index) -> Self {
        let mut dated: BTreeMap<Date, Vec<ArticleId>> = BTreeMap::new();
        for (id, entry) in project.articles() {
            if let Some(date) = entry.article.date {
                dated.entry(date).or_default().push(id);
            }
        }
        let ends = dated.keys().next().copied().zip(dated.keys().next_back().copied());
        let near = |date: &Date| {
            ends.is_some_and(|(first, last)| {
                (first - *date).get_days() <= BEYOND && (*date - last).get_days() <= BEYOND
            })
        };
        let mut events: BTreeMap<Date, Vec<ProposalId>> = BTreeMap::new();
        for entry in index.proposals.iter() {
            if let Some(date) = entry.date.as_deref().and_then(day).filter(near) {
                events.entry(date).or_default().push(entry.id);
            }
        }
        Self { dated: dated.into_iter().collect(), events: events.into_iter().collect() }
    }

    /// The first and the last day.
    pub(super) fn ends(&self) -> Option<(Date, Date)> {
        let (dated, events) = (&self.dated, &self.events);
        let first = [dated.first().map(|(day, _)| *day), events.first().map(|(day, _)| *day)];
        let last = [dated.last().map(|(day, _)| *day), events.last().map(|(day, _)| *day)];
        first.into_iter().flatten().min().zip(last.into_iter().flatten().max())
    }
}

/// A whole day, where a text is one.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == 10)
}

/// The days, and how strongly each is marked.
#[derive(Debug, Default)]
pub(super) struct Marked {
    days: Arc<Days>,
    /// Of the days of articles.
    pub(super) dated_marks: Vec<Highlight>,
    /// Of the days of proposals.
    pub(super) event_marks: Vec<Highlight>,
}

impl std::ops::Deref for Marked {
    type Target = Days;

    fn deref(&self) -> &Days {
        &self.days
    }
}

impl Marked {
    fn new(days: Arc<Days>, context: &ViewContext<'_>) -> Self {
        let mut dated = vec![Highlight::None; days.dated.len()];
        let mut events = vec![Highlight::None; days.events.len()];
        if context.selection.lead().is_some() {
            for (mark, (_, articles)) in dated.iter_mut().zip(&days.dated) {
                let each = articles.iter().map(|id| highlight(context, &Subject::Article(*id)));
                *mark = each.max().unwrap_or_default();
            }
            let mut mark = |id: ProposalId, highlight: Highlight| {
                let date = context.index.proposal(id).and_then(|entry| day(entry.date.as_deref()?));
                let at = date.and_then(|date| days.events.binary_search_by_key(&date, |(day, _)| *day).ok());
                if let Some(mark) = at.and_then(|at| events.get_mut(at)) {
                    *mark = highlight.max(*mark);
                }
            };
            context.kin().proposals.into_iter().for_each(|id| mark(id, Highlight::Related));
            for subject in context.selection.subjects() {
                if let Subject::Proposal(id) = subject {
                    mark(*id, Highlight::Selected);
                }
            }
        }
        Self { days, dated_marks: dated, event_marks: events }
    }
}

/// How strongly a subject is marked; what the pointer rests on is looked at every frame.
fn highlight(context: &ViewContext<'_>, subject: &Subject) -> Highlight {
    match context.highlight(subject) {
        Highlight::Hovered => Highlight::None,
        other => other,
    }
}

/// Keeps the days up with the project and the selection.
#[derive(Debug, Default)]
pub(super) struct Dates {
    days: Kept<(u64, bool), Arc<Days>>,
    marked: Option<(u64, Arc<Marked>)>,
}

impl Dates {
    pub(super) fn of(&mut self, ui: &Ui, context: &ViewContext<'_>) -> Arc<Marked> {
        let (project, index) = (context.project.clone(), Arc::clone(context.index));
        let short = project.articles().len() + index.proposals.len() <= SHORT;
        let key = (index.revision, index.is_partial());
        let days = self.days.of(key, short, ui.ctx(), move || Arc::new(Days::new(&project, &index)));
        let selection = context.selection.revision();
        if let Some((revision, marked)) = &self.marked
            && *revision == selection
            && Arc::ptr_eq(&marked.days, days)
        {
            return Arc::clone(marked);
        }
        let marked = Arc::new(Marked::new(Arc::clone(days), context));
        self.marked = Some((selection, Arc::clone(&marked)));
        marked
    }
}
