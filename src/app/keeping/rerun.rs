//! Another run of the engine over a project: decisions stay, and what would change is listed before it does.

use std::{collections::BTreeMap, sync::Arc};

use rayon::prelude::*;

use super::Outcome;
use crate::{
    app::{App, jobs::Outcome as JobOutcome},
    engine::Engine,
    gazetteer::{PlaceId, Places as _},
    language::Document,
    project::{ArticleId, Edit, Entry, Known, Machine, MentionId, Passage, Project, Referent},
    text::{ByteSpan, counted},
};

/// One thing that is another after the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Where.
    pub mention: MentionId,
    /// The name as written.
    pub name: String,
    /// What it stood for.
    pub before: String,
    /// What it would stand for.
    pub after: String,
}

/// What another run found.
pub(in crate::app) struct Found {
    revision: u64,
    machines: Vec<(ArticleId, Machine)>,
    changes: Vec<Changed>,
    kept: usize,
    ask: bool,
}

/// The state of annotating again.
#[derive(Default)]
pub struct Rerun {
    stale: Vec<ArticleId>,
    running: bool,
    found: Option<Found>,
    told: bool,
}

impl Rerun {
    pub(super) fn of(stale: Vec<ArticleId>) -> Self {
        Self { stale, ..Self::default() }
    }

    /// What would change, and how many decisions stay as they are; `None` before a run has ended.
    #[must_use]
    pub fn changes(&self) -> Option<(&[Changed], usize)> {
        self.found.as_ref().map(|found| (found.changes.as_slice(), found.kept))
    }
}

impl App {
    /// Annotates everything again and shows what would change.
    pub(super) fn annotate_again(&mut self) {
        let ids = self.project.articles().map(|(id, _)| id).collect();
        self.run_again(ids, true);
    }

    /// Annotates what cannot be read of an older version, and tells that a newer one could find more.
    pub(super) fn annotate_stale(&mut self) {
        let Some(engine) = &self.engine else { return };
        let stale = std::mem::take(&mut self.keeping.rerun.stale);
        if !stale.is_empty() {
            self.run_again(stale, false);
            return;
        }
        if !self.keeping.rerun.told && !self.project.is_empty() {
            self.keeping.rerun.told = true;
            let version = engine.version();
            let is_other = |entry: &Entry| !entry.version().engine.is_empty() && *entry.version() != version;
            let others = self.project.articles().filter(|(_, entry)| is_other(entry)).count();
            if others > 0 {
                self.tell(format!(
                    "{others} articles were annotated by another version or with other places; “Annotate again” in \
                     the Edit menu lists what would change"
                ));
            }
        }
    }

    fn run_again(&mut self, ids: Vec<ArticleId>, ask: bool) {
        let Some(engine) = self.engine.clone().filter(|_| !self.keeping.rerun.running) else { return };
        self.keeping.rerun.running = true;
        let project = self.project.clone();
        self.jobs.start("Annotating again", 0, move |sender| {
            let found = again(&project, &engine, &ids, ask);
            let _sent = sender.send(JobOutcome::Keeping(Outcome::Again(Box::new(found))));
        });
    }

    pub(super) fn take_again(&mut self, found: Found) {
        self.keeping.rerun.running = false;
        let ask = found.ask;
        self.keeping.rerun.found = Some(found);
        if !ask {
            self.take_over(true);
        }
    }

    /// Takes over what another run found, as one step to undo, or leaves all as it is.
    pub(super) fn take_over(&mut self, yes: bool) {
        let Some(found) = self.keeping.rerun.found.take().filter(|_| yes) else { return };
        if self.project.revision() != found.revision {
            // Articles may be gone since; decisions made meanwhile stay in any case.
            self.tell("the project changed while it was annotated again".to_owned());
        }
        let machines: Vec<_> =
            found.machines.into_iter().filter(|(id, _)| self.project.article(*id).is_some()).collect();
        let label = format!("annotate {} again", counted(machines.len(), "article"));
        let made = self.history.apply_as(&mut self.project, label, Edit::Annotate(machines));
        self.tell_failure(made);
    }
}

fn again(project: &Project, engine: &Engine, ids: &[ArticleId], ask: bool) -> Found {
    let known = Known::of(project, engine.gazetteer());
    let version = Arc::new(engine.version());
    let machine = |id: &ArticleId| {
        let entry = project.article(*id)?;
        let found = known.toponyms(engine, &entry.article);
        let annotation = known.annotate(engine, &entry.article, found);
        let passages = Passage::all(&Document::new(&entry.article.text));
        Some((*id, entry.again(annotation, passages, Arc::clone(&version))))
    };
    let machines: Vec<_> = ids.par_iter().filter_map(machine).collect();
    let mut after = project.clone();
    let mut changes = Vec::new();
    if after.apply(Edit::Annotate(machines.clone())).is_ok() {
        for id in ids {
            compare(project, &after, *id, engine, &mut changes);
        }
    }
    Found { revision: project.revision(), machines, changes, kept: project.decisions().len(), ask }
}

fn compare(before: &Project, after: &Project, id: ArticleId, engine: &Engine, out: &mut Vec<Changed>) {
    let Some(entry) = before.article(id) else { return };
    let (was, is) = (readings(before, id), readings(after, id));
    let mut spans: Vec<ByteSpan> = was.keys().chain(is.keys()).copied().collect();
    spans.sort_unstable();
    spans.dedup();
    let name = |place: Option<&Option<PlaceId>>| match place {
        None => "no mention".to_owned(),
        Some(None) => "tied to no place".to_owned(),
        Some(Some(place)) => {
            engine.gazetteer().place(place).map_or_else(|| place.to_string(), |place| place.label(true))
        }
    };
    for span in spans {
        let (was, is) = (was.get(&span), is.get(&span));
        if was != is {
            let mention = MentionId { article: id, span };
            let text = span.of(&entry.article.text).to_owned();
            out.push(Changed { mention, name: text, before: name(was), after: name(is) });
        }
    }
}

/// What the mentions of an article stand for, as shown: decisions are the same before and after.
fn readings(project: &Project, id: ArticleId) -> BTreeMap<ByteSpan, Option<PlaceId>> {
    let place = |referent| match referent {
        Referent::Place(place) => Some(place.clone()),
        Referent::Pin(_) | Referent::Open | Referent::NoPlace => None,
    };
    project.readings(id).iter().map(|reading| (reading.id.span, place(reading.referent()))).collect()
}
