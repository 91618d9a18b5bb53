//! What is tied to what: places, their mentions, the proposals that concern them, and who acts. Made for a
//! revision of the project and then only read; every view and every export asks it.
//!
//! It is put together from a sheet for each article, which is made again only where the article or the word
//! on it is another. [`Index::after`] makes it whole for another revision. [`Index::at_once`] only carries an edit
//! over, within a frame, and leaves to the whole one what rests on all articles: which tellings are of one
//! proposal, and who is who.

use std::{collections::HashMap, sync::Arc};

use super::{ArticleId, MentionId, Project, ProposalId, Stories, TellingId};
use crate::{
    gazetteer::{Place, PlaceId, Places},
    proposals::{PlaceRole, ProposalKind, Status, merge::Reason},
};

mod actors;
mod changed;
mod differences;
mod follow;
mod names;
mod narrow;
mod places;
mod proposals;
mod sheet;
#[cfg(test)]
mod tests;
mod ties;

pub use actors::{ActorEntry, ActorKind};
pub use differences::{Aspect, Difference};

use changed::Changed;
use sheet::{Before as _, Known, Sheet};

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
    /// The proposals that concern it, in order.
    pub proposals: Vec<ProposalId>,
    /// The sum of its mentions' confidences.
    sure: u64,
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
    /// When the latest report was published.
    pub latest: Option<jiff::civil::Date>,
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

/// The index of one revision. A copy costs next to nothing.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The project's revision that this describes.
    pub revision: u64,
    /// All places, most mentions first.
    pub places: Arc<Vec<Arc<PlaceEntry>>>,
    /// All proposals, in order of their first telling.
    pub proposals: Arc<Vec<Arc<ProposalEntry>>>,
    /// Who has a part in proposals or is quoted, those with most to say first.
    pub actors: Arc<Vec<ActorEntry>>,
    /// Proposals that may be the same, likeliest first.
    pub near: Arc<Vec<NearMiss>>,
    /// Which articles repeat which; empty where each is counted by itself.
    pub stories: Arc<Stories>,
    place_at: Arc<HashMap<PlaceId, usize>>,
    actor_at: Arc<HashMap<String, usize>>,
    near_of: Arc<HashMap<ProposalId, Vec<usize>>>,
    ties: ties::Ties,
    resolved: Resolved,
    unresolved: Arc<Vec<MentionId>>,
    basis: Basis,
    partial: bool,
}

/// Which place each mention stands for.
#[derive(Clone, Debug)]
enum Resolved {
    /// As the sheets say, in order of the articles.
    Sheets(Arc<Vec<(ArticleId, Arc<Sheet>)>>),
    /// Of a part: these alone.
    Part(Arc<HashMap<MentionId, usize>>),
}

impl Default for Resolved {
    fn default() -> Self {
        Self::Sheets(Arc::default())
    }
}

/// What an index was made from, to make the next one with.
#[derive(Clone, Debug, Default)]
struct Basis {
    project: Project,
    known: Arc<Known>,
    people: Arc<actors::People>,
    joined: Arc<proposals::Joined>,
    names: Arc<names::ByName>,
}

impl Index {
    /// A place by its id.
    #[must_use]
    pub fn place(&self, id: &PlaceId) -> Option<&PlaceEntry> {
        Some(self.places.get(*self.place_at.get(id)?)?)
    }

    /// The places that an article's mentions stand for, in text order, each as often as it is named.
    pub fn places_in(&self, article: ArticleId) -> impl Iterator<Item = &PlaceEntry> {
        let tied = self.sheet(article).map(|sheet| sheet.tied.as_slice()).unwrap_or_default();
        tied.iter().filter_map(|tied| self.place(tied.place.as_ref()?))
    }

    /// The place a mention stands for, decisions included.
    #[must_use]
    pub fn place_of(&self, mention: MentionId) -> Option<&PlaceEntry> {
        match &self.resolved {
            Resolved::Sheets(_) => {
                let sheet = self.sheet(mention.article)?;
                self.place(sheet.at(mention.span)?.place.as_ref()?)
            }
            Resolved::Part(mentions) => Some(self.places.get(*mentions.get(&mention)?)?),
        }
    }

    /// A proposal by its id.
    #[must_use]
    pub fn proposal(&self, id: ProposalId) -> Option<&ProposalEntry> {
        Some(self.proposals.get(self.ties.at(id, &self.proposals)?)?)
    }

    /// The proposal that a telling belongs to.
    #[must_use]
    pub fn proposal_of(&self, telling: TellingId) -> Option<&ProposalEntry> {
        self.proposal(self.ties.of(telling)?)
    }

    /// An actor by the name that leads.
    #[must_use]
    pub fn actor(&self, name: &str) -> Option<&ActorEntry> {
        self.actors.get(*self.actor_at.get(name)?)
    }

    /// Proposals that may be the same as one, likeliest first.
    pub fn near(&self, id: ProposalId) -> impl Iterator<Item = &NearMiss> {
        let at = self.near_of.get(&id).map(Vec::as_slice).unwrap_or_default();
        at.iter().filter_map(|at| self.near.get(*at))
    }

    /// Mentions recognised but tied to no place.
    #[must_use]
    pub fn unresolved(&self) -> &[MentionId] {
        &self.unresolved
    }

    /// The proposals told in an article, in order of their first telling.
    pub fn proposals_in(&self, article: ArticleId) -> impl Iterator<Item = &ProposalEntry> {
        self.ties.told_in(article).iter().filter_map(|id| self.proposal(*id))
    }

    /// Whether it holds places and mentions alone, and the rest is still to come.
    #[must_use]
    pub const fn is_partial(&self) -> bool {
        self.partial
    }

    /// Reads a project once and ties everything together. Articles that repeat another's text are counted
    /// once, as one story.
    #[must_use]
    pub fn new(project: &Project, places: &(dyn Places + Sync)) -> Self {
        Self::default().after(project, places, false)
    }

    /// The same with every article counted by itself, also where it repeats another.
    #[must_use]
    pub fn keeping_duplicates(project: &Project, places: &(dyn Places + Sync)) -> Self {
        Self::default().after(project, places, true)
    }

    /// The places and mentions of a project alone, every article counted by itself: what can be shown first
    /// of a large one. It is nothing to make another index from.
    #[must_use]
    pub fn of_places(project: &Project, places: &(dyn Places + Sync)) -> Self {
        let mut known = Arc::default();
        let articles: Vec<_> = project.articles().collect();
        let sheets = Arc::new(sheet::without_tellings(project, &articles, &mut known, places));
        let mut index = Self {
            revision: project.revision(),
            resolved: Resolved::Sheets(sheets),
            basis: Basis { known, ..Basis::default() },
            partial: true,
            ..Self::default()
        };
        index.gather_places();
        index
    }

    /// The index of another revision, made with what of this one still holds: the same as a new one. The places
    /// must be those that this one was made with.
    #[must_use]
    pub fn after(&self, project: &Project, places: &(dyn Places + Sync), keep_duplicates: bool) -> Self {
        let changed = Changed::between(&self.basis.project, project);
        let names = match changed.texts {
            false => Arc::clone(&self.basis.names),
            true => Arc::new(names::ByName::of(project)),
        };
        let stories = if keep_duplicates { Stories::default() } else { project.stories().clone() };
        let mut known = Arc::clone(&self.basis.known);
        let sheets = self.sheets_after(project, &changed, &mut known, places);
        let mut index = Self {
            revision: project.revision(),
            stories: Arc::new(stories),
            resolved: Resolved::Sheets(Arc::new(sheets)),
            basis: Basis { project: project.clone(), known, names, ..Basis::default() },
            ..Self::default()
        };
        index.gather_places();
        index.basis.people = Arc::new(actors::People::of(project, &index, places));
        index.gather_proposals(project, &self.basis.joined);
        index.gather_actors(project);
        index
    }

    /// The sheets of another revision, in order: those made before where nothing has changed.
    fn sheets_after(
        &self,
        project: &Project,
        changed: &Changed,
        known: &mut Arc<Known>,
        places: &(dyn Places + Sync),
    ) -> Vec<(ArticleId, Arc<Sheet>)> {
        let stays =
            |id: ArticleId| self.sheet(id).filter(|_| !changed.merges && !changed.articles.contains(&id));
        let again: Vec<_> = project.articles().filter(|(id, _)| stays(*id).is_none()).collect();
        let mut made = sheet::sheets(project, &again, self, known, places).into_iter();
        let each = project.articles().filter_map(|(id, _)| match stays(id) {
            Some(sheet) => Some((id, Arc::clone(sheet))),
            None => made.next(),
        });
        each.collect()
    }

    fn sheets(&self) -> &[(ArticleId, Arc<Sheet>)] {
        match &self.resolved {
            Resolved::Sheets(sheets) => sheets,
            Resolved::Part(_) => &[],
        }
    }
}

impl sheet::Before for Index {
    fn sheet(&self, id: ArticleId) -> Option<&Arc<Sheet>> {
        let sheets = self.sheets();
        let at = sheets.binary_search_by_key(&id, |(of, _)| *of).ok()?;
        sheets.get(at).map(|(_, sheet)| sheet)
    }
}
