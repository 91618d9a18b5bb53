//! What is tied to what: places, their mentions, and the proposals that concern them. Built anew for
//! a revision of the project and then only read; every view and every export asks it.

use std::collections::HashMap;

use super::{ArticleId, MentionId, ProposalId, TellingId};
use crate::{
    gazetteer::{Place, PlaceId},
    proposals::{PlaceRole, ProposalKind, Status},
};

/// A place with all that is tied to it.
#[derive(Clone, Debug)]
pub struct PlaceEntry {
    /// The place itself.
    pub place: Place,
    /// Its mentions in order of article and position.
    pub mentions: Vec<MentionId>,
    /// How many of them are literal.
    pub literal: usize,
    /// How many articles name it.
    pub articles: usize,
    /// Mean confidence of its mentions, 0…1; 1 where the analyst decided.
    pub confidence: f32,
    /// The proposals that concern it.
    pub proposals: Vec<ProposalId>,
}

/// A proposal across articles.
#[derive(Clone, Debug)]
pub struct ProposalEntry {
    /// Its id: the first of its tellings.
    pub id: ProposalId,
    /// One article's telling each, earliest publication first.
    pub tellings: Vec<TellingId>,
    /// A line that names it: "Meeting · Bratislava · 2023-08-01".
    pub title: String,
    /// The kind of act.
    pub kind: ProposalKind,
    /// The status of the latest telling.
    pub status: Status,
    /// Who puts it forward.
    pub proposer: Option<String>,
    /// Whose assent is asked.
    pub addressee: Option<String>,
    /// Resolved places with their roles, in the order routes run: from, via, to, then the others.
    pub places: Vec<(PlaceRole, PlaceId)>,
    /// When the act is to happen: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Highest confidence of its tellings, 0…1.
    pub confidence: f32,
}

/// The index of one revision.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The project's revision that this describes.
    pub revision: u64,
    /// All places, most mentions first.
    pub places: Vec<PlaceEntry>,
    /// All proposals, in order of their first telling.
    pub proposals: Vec<ProposalEntry>,
    place_at: HashMap<PlaceId, usize>,
    proposal_at: HashMap<ProposalId, usize>,
    resolved: HashMap<MentionId, usize>,
    proposal_of: HashMap<TellingId, ProposalId>,
    unresolved: Vec<MentionId>,
}

impl Index {
    /// A place by its id.
    #[must_use]
    pub fn place(&self, id: &PlaceId) -> Option<&PlaceEntry> {
        self.places.get(*self.place_at.get(id)?)
    }

    /// The place a mention stands for, decisions included.
    #[must_use]
    pub fn place_of(&self, mention: MentionId) -> Option<&PlaceEntry> {
        self.places.get(*self.resolved.get(&mention)?)
    }

    /// A proposal by its id.
    #[must_use]
    pub fn proposal(&self, id: ProposalId) -> Option<&ProposalEntry> {
        self.proposals.get(*self.proposal_at.get(&id)?)
    }

    /// The proposal that a telling belongs to.
    #[must_use]
    pub fn proposal_of(&self, telling: TellingId) -> Option<&ProposalEntry> {
        self.proposal(*self.proposal_of.get(&telling)?)
    }

    /// Mentions recognised but tied to no place.
    #[must_use]
    pub fn unresolved(&self) -> &[MentionId] {
        &self.unresolved
    }

    /// The proposals told in an article.
    pub fn proposals_in(&self, article: ArticleId) -> impl Iterator<Item = &ProposalEntry> {
        self.proposals
            .iter()
            .filter(move |proposal| proposal.tellings.iter().any(|telling| telling.article == article))
    }
}
