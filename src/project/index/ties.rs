//! Where each proposal stands, and which tellings and articles are its. Tied once for a whole index; what an edit
//! turns since lies over it, so that an edit costs what it touches.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{Index, ProposalEntry, sheet::Before as _};
use crate::project::{ArticleId, ProposalId, TellingId};

/// As it is tied in a whole index, or a part of one.
#[derive(Debug, Default)]
struct Whole {
    at: HashMap<ProposalId, usize>,
    of: HashMap<TellingId, ProposalId>,
    told_in: HashMap<ArticleId, Vec<ProposalId>>,
}

/// What is another since. The proposals are in order of their ids then.
#[derive(Clone, Debug, Default)]
struct Since {
    of: BTreeMap<TellingId, Option<ProposalId>>,
    told_in: BTreeMap<ArticleId, Vec<ProposalId>>,
}

/// The ties of proposals. A copy costs next to nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    whole: Arc<Whole>,
    since: Option<Since>,
}

impl Ties {
    /// Where a proposal stands among all of the index.
    pub(super) fn at(&self, id: ProposalId, proposals: &[Arc<ProposalEntry>]) -> Option<usize> {
        match self.since {
            Some(_) => proposals.binary_search_by_key(&id, |entry| entry.id).ok(),
            None => self.whole.at.get(&id).copied(),
        }
    }

    /// The proposal that a telling belongs to.
    pub(super) fn of(&self, telling: TellingId) -> Option<ProposalId> {
        match self.since.as_ref().and_then(|since| since.of.get(&telling)) {
            Some(turned) => *turned,
            None => self.whole.of.get(&telling).copied(),
        }
    }

    /// The proposals told in an article, in order.
    pub(super) fn told_in(&self, article: ArticleId) -> &[ProposalId] {
        let since = self.since.as_ref().and_then(|since| since.told_in.get(&article));
        since.or_else(|| self.whole.told_in.get(&article)).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Index {
    /// Notes where each proposal stands, and which tellings and articles are its.
    pub(super) fn tie_proposals(&mut self) {
        let mut whole = Whole::default();
        for (at, proposal) in self.proposals.iter().enumerate() {
            whole.at.insert(proposal.id, at);
            whole.of.extend(proposal.tellings.iter().map(|telling| (*telling, proposal.id)));
            for telling in &proposal.tellings {
                let told = whole.told_in.entry(telling.article).or_default();
                if told.last() != Some(&proposal.id) {
                    told.push(proposal.id);
                }
            }
        }
        self.ties = Ties { whole: Arc::new(whole), since: None };
    }

    /// Puts proposals in the place of others, each in its order, and ties them. The sheets must be turned.
    pub(super) fn retie(&mut self, old: &[Arc<ProposalEntry>], new: Vec<Arc<ProposalEntry>>) {
        let mut since = self.ties.since.take().unwrap_or_default();
        let mut articles: BTreeSet<ArticleId> = BTreeSet::new();
        let proposals = Arc::make_mut(&mut self.proposals);
        for entry in old {
            if let Ok(at) = proposals.binary_search_by_key(&entry.id, |entry| entry.id) {
                proposals.remove(at);
            }
            since.of.extend(entry.tellings.iter().map(|telling| (*telling, None)));
            articles.extend(entry.tellings.iter().map(|telling| telling.article));
        }
        for entry in new {
            since.of.extend(entry.tellings.iter().map(|telling| (*telling, Some(entry.id))));
            articles.extend(entry.tellings.iter().map(|telling| telling.article));
            match proposals.binary_search_by_key(&entry.id, |entry| entry.id) {
                Ok(at) => proposals[at] = entry,
                Err(at) => proposals.insert(at, entry),
            }
        }
        self.ties.since = Some(since);
        for article in articles {
            let Some(sheet) = self.sheet(article) else { continue };
            let told: BTreeSet<ProposalId> =
                sheet.told.iter().filter_map(|told| self.ties.of(told.id)).collect();
            if let Some(since) = &mut self.ties.since {
                since.told_in.insert(article, told.into_iter().collect());
            }
        }
    }
}
