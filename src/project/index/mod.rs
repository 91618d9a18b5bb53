//! What is tied to what: places, their mentions, the proposals that concern them, and who acts. Built anew for
//! a revision of the project and then only read; every view and every export asks it.

use std::collections::HashMap;

use super::{ArticleId, MentionId, Project, ProposalId, Stories, TellingId};
use crate::{
    gazetteer::{Place, PlaceId, Places},
    proposals::{PlaceRole, ProposalKind, Status, merge::Reason},
};

mod actors;
mod differences;
mod narrow;
mod places;
mod proposals;

pub use actors::{ActorEntry, ActorKind};
pub use differences::{Aspect, Difference};

/// A place with all that is tied to it.
#[derive(Clone, Debug)]
pub struct PlaceEntry {
    /// The place itself.
    pub place: Place,
    /// Its mentions in order of article and position.
    pub mentions: Vec<MentionId>,
    /// How many of them are literal.
    pub literal: usize,
    /// Further mentions, in articles that repeat another's text: tied to it, but not counted.
    pub repeats: Vec<MentionId>,
    /// How many articles name it.
    pub articles: usize,
    /// Mean confidence of its mentions, 0…1; 1 where the analyst decided.
    pub confidence: f32,
    /// How many of its mentions the analyst decided.
    pub decided: usize,
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
    /// The report that tells the status.
    pub reported_by: TellingId,
    /// Why each telling is here, in their order; `None` for the one that others were joined to.
    pub links: Vec<Option<Link>>,
    /// What the outlets tell differently.
    pub differences: Vec<Difference>,
    /// Whether the analyst had a word in it.
    pub decided: bool,
}

/// Why a telling belongs to a proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The telling it is most like.
    pub to: TellingId,
    /// How likely both are of one proposal, 0…1.
    pub score: f32,
    /// What speaks for it, and against.
    pub reasons: Vec<Reason>,
}

impl Link {
    /// The reasons in words.
    #[must_use]
    pub fn why(&self) -> String {
        self.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// Two proposals that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// The proposals, in order.
    pub proposals: (ProposalId, ProposalId),
    /// The tellings that are most alike, one of each.
    pub tellings: (TellingId, TellingId),
    /// How likely they are of one proposal, 0…1.
    pub score: f32,
    /// What speaks for it, and against.
    pub reasons: Vec<Reason>,
}

impl NearMiss {
    /// The other one of the two.
    #[must_use]
    pub fn other(&self, id: ProposalId) -> ProposalId {
        if self.proposals.0 == id { self.proposals.1 } else { self.proposals.0 }
    }

    /// The reasons in words.
    #[must_use]
    pub fn why(&self) -> String {
        self.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
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
    /// Who has a part in proposals or is quoted, those with most to say first.
    pub actors: Vec<ActorEntry>,
    /// Proposals that may be the same, likeliest first.
    pub near: Vec<NearMiss>,
    /// Which articles repeat which; empty where each is counted by itself.
    pub stories: Stories,
    place_at: HashMap<PlaceId, usize>,
    actor_at: HashMap<String, usize>,
    proposal_at: HashMap<ProposalId, usize>,
    resolved: HashMap<MentionId, usize>,
    proposal_of: HashMap<TellingId, ProposalId>,
    told_in: HashMap<ArticleId, Vec<usize>>,
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

    /// An actor by the name that leads.
    #[must_use]
    pub fn actor(&self, name: &str) -> Option<&ActorEntry> {
        self.actors.get(*self.actor_at.get(name)?)
    }

    /// Proposals that may be the same as one, likeliest first.
    pub fn near(&self, id: ProposalId) -> impl Iterator<Item = &NearMiss> {
        self.near.iter().filter(move |near| near.proposals.0 == id || near.proposals.1 == id)
    }

    /// Mentions recognised but tied to no place.
    #[must_use]
    pub fn unresolved(&self) -> &[MentionId] {
        &self.unresolved
    }

    /// The proposals told in an article, in order of their first telling.
    pub fn proposals_in(&self, article: ArticleId) -> impl Iterator<Item = &ProposalEntry> {
        let told = self.told_in.get(&article).map(Vec::as_slice).unwrap_or_default();
        told.iter().filter_map(|at| self.proposals.get(*at))
    }

    /// Reads a project once and ties everything together. Articles that repeat another's text are counted
    /// once, as one story.
    #[must_use]
    pub fn new(project: &Project, places: &dyn Places) -> Self {
        Self::with_stories(project, places, project.stories().clone())
    }

    /// The same with every article counted by itself, also where it repeats another.
    #[must_use]
    pub fn keeping_duplicates(project: &Project, places: &dyn Places) -> Self {
        Self::with_stories(project, places, Stories::default())
    }

    fn with_stories(project: &Project, places: &dyn Places, stories: Stories) -> Self {
        let mut index = Self { revision: project.revision(), stories, ..Self::default() };
        index.gather_places(project, places);
        let names = actors::Names::new(project, &index, places);
        index.gather_proposals(project, &names);
        index.gather_actors(project, &names);
        index
    }
}
