//! An edit carried over into an index at once: what a frame has time for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Index, PlaceEntry, ProposalEntry, Resolved,
    changed::Changed,
    places::sort,
    sheet::{self, Before as _, Sheet, Tied, mention},
};
use crate::{
    gazetteer::{PlaceId, Places},
    project::{ArticleId, Entry, MentionId, Project, ProposalId, TellingId},
};

/// More changed articles than this are left to the whole index.
const AT_ONCE: usize = 24;

/// The sheets of one article, before and after.
struct Turned {
    article: ArticleId,
    before: Arc<Sheet>,
    after: Arc<Sheet>,
}

/// The mentions on a sheet that stand for a place.
fn tied_to<'s>(sheet: &'s Sheet, id: &PlaceId) -> Vec<&'s Tied> {
    sheet.tied.iter().filter(|tied| tied.place.as_ref() == Some(id)).collect()
}

impl Index {
    /// The index with the analyst's latest words on single articles carried over. Mentions and places are as
    /// in a whole index; proposals tell what they tell now, but which tellings belong together, and the list
    /// of actors, are as they were: [`Self::after`] makes them whole. `None` where more has changed than a
    /// frame has time for.
    #[must_use]
    pub fn at_once(&self, project: &Project, places: &(dyn Places + Sync)) -> Option<Self> {
        let changed = Changed::between(&self.basis.project, project);
        if changed.texts || changed.merges || changed.articles.len() > AT_ONCE {
            return None;
        }
        let entry = |id: &ArticleId| project.article(*id).map(|entry| (*id, entry));
        let again: Vec<(ArticleId, &Entry)> = changed.articles.iter().filter_map(entry).collect();
        let mut index = Self { revision: project.revision(), ..self.clone() };
        index.basis.project = project.clone();
        let made = sheet::sheets(project, &again, self, &mut index.basis.known, places);
        let turned: Vec<Turned> = made
            .into_iter()
            .filter_map(|(article, after)| {
                let before = Arc::clone(self.sheet(article)?);
                Some(Turned { article, before, after })
            })
            .collect();
        index.turn_sheets(&turned);
        let left = index.turn_places(&turned);
        index.turn_proposals(&turned, left, project);
        Some(index)
    }

    fn turn_sheets(&mut self, turned: &[Turned]) {
        let Resolved::Sheets(sheets) = &mut self.resolved else { return };
        let sheets = Arc::make_mut(sheets);
        for one in turned {
            if let Ok(at) = sheets.binary_search_by_key(&one.article, |(id, _)| *id) {
                sheets[at].1 = Arc::clone(&one.after);
            }
        }
    }

    /// The proposals of places that are gone are given: they tell of other places now.
    fn turn_places(&mut self, turned: &[Turned]) -> BTreeSet<ProposalId> {
        let mut entries: BTreeMap<PlaceId, PlaceEntry> = BTreeMap::new();
        for Turned { article, before, after } in turned {
            if before.tied == after.tied && before.given == after.given {
                continue;
            }
            self.turn_unresolved(*article, after);
            let repeated = self.stories.is_repeat(*article);
            let touched: BTreeSet<&PlaceId> = before.places().chain(after.places()).collect();
            for id in touched {
                let (was, is) = (tied_to(before, id), tied_to(after, id));
                if was == is && before.given == after.given {
                    continue;
                }
                let Some(mut entry) = entries.remove(id).or_else(|| self.entry_to_turn(id)) else { continue };
                entry.change(*article, &was, &is, repeated);
                entries.insert(id.clone(), entry);
            }
        }
        self.put_places(entries)
    }

    /// The entry of a place, or an empty one where it was not named so far.
    fn entry_to_turn(&self, id: &PlaceId) -> Option<PlaceEntry> {
        let known = || Some(PlaceEntry::empty((**self.basis.known.get(id)?.as_ref()?).clone()));
        self.place(id).cloned().or_else(known)
    }

    fn put_places(&mut self, entries: BTreeMap<PlaceId, PlaceEntry>) -> BTreeSet<ProposalId> {
        let mut left = BTreeSet::new();
        if entries.is_empty() {
            return left;
        }
        let given = |id: &PlaceId| self.sheets().iter().any(|(_, sheet)| sheet.given.contains(id));
        let mut gone: BTreeSet<PlaceId> = BTreeSet::new();
        let mut places = Vec::clone(&self.places);
        for (id, entry) in entries {
            if entry.mentions.is_empty() && entry.repeats.is_empty() && !given(&id) {
                left.extend(entry.proposals);
                gone.insert(id);
                continue;
            }
            match self.place_at.get(&id).and_then(|at| places.get_mut(*at)) {
                Some(place) => *place = Arc::new(entry),
                None => places.push(Arc::new(entry)),
            }
        }
        if !gone.is_empty() {
            places.retain(|entry| !gone.contains(&entry.place.id));
        }
        sort(&mut places);
        let stand = places.len() == self.places.len()
            && places.iter().zip(&**self.places).all(|(a, b)| a.place.id == b.place.id);
        self.places = Arc::new(places);
        if !stand {
            self.tie_places();
        }
        left
    }

    fn turn_unresolved(&mut self, article: ArticleId, after: &Sheet) {
        let known = |tied: &&Tied| {
            tied.place.as_ref().is_none_or(|place| !matches!(self.basis.known.get(place), Some(Some(_))))
        };
        let open: Vec<MentionId> =
            after.tied.iter().filter(known).map(|tied| mention(article, tied)).collect();
        let first = self.unresolved.partition_point(|id| id.article < article);
        let end = self.unresolved.partition_point(|id| id.article <= article);
        if self.unresolved[first..end] != open {
            Arc::make_mut(&mut self.unresolved).splice(first..end, open);
        }
    }

    fn turn_proposals(&mut self, turned: &[Turned], mut touched: BTreeSet<ProposalId>, project: &Project) {
        let mut fresh: BTreeSet<TellingId> = BTreeSet::new();
        for Turned { before, after, .. } in turned {
            for id in before.told.iter().chain(&*after.told).map(|told| told.id) {
                match self.ties.of(id) {
                    Some(proposal) => _ = touched.insert(proposal),
                    None => _ = fresh.insert(id),
                }
            }
        }
        if touched.is_empty() && fresh.is_empty() {
            return;
        }
        let old: Vec<Arc<ProposalEntry>> = (touched.iter())
            .filter_map(|id| self.proposals.get(self.ties.at(*id, &self.proposals)?).cloned())
            .collect();
        let again = old.iter().map(|entry| {
            let links = entry.links.iter().cloned().chain(std::iter::repeat(None));
            entry.tellings.iter().copied().zip(links).collect()
        });
        let alone = fresh.into_iter().map(|id| vec![(id, None)]);
        let new: Vec<Arc<ProposalEntry>> = again
            .chain(alone)
            .filter_map(|tellings| self.proposal_entry(project, tellings))
            .map(Arc::new)
            .collect();
        self.put_proposals(&old, new);
    }

    fn put_proposals(&mut self, old: &[Arc<ProposalEntry>], new: Vec<Arc<ProposalEntry>>) {
        let stand: Vec<usize> =
            old.iter().filter_map(|entry| self.ties.at(entry.id, &self.proposals)).collect();
        let same = old.len() == new.len()
            && old.iter().zip(&new).all(|(a, b)| a.id == b.id && a.tellings == b.tellings);
        let places = Arc::make_mut(&mut self.places);
        let mut tie = |entry: &ProposalEntry, on: bool| {
            for (_, place) in &entry.places {
                let Some(place) = self.place_at.get(place).and_then(|at| places.get_mut(*at)) else {
                    continue;
                };
                let there = place.proposals.binary_search(&entry.id);
                match (on, there) {
                    (true, Err(at)) => Arc::make_mut(place).proposals.insert(at, entry.id),
                    (false, Ok(at)) => _ = Arc::make_mut(place).proposals.remove(at),
                    _ => {}
                }
            }
        };
        old.iter().for_each(|entry| tie(entry, false));
        new.iter().for_each(|entry| tie(entry, true));
        if same {
            let proposals = Arc::make_mut(&mut self.proposals);
            for (entry, at) in new.into_iter().zip(stand) {
                proposals[at] = entry;
            }
            return;
        }
        self.retie(old, new);
    }
}
