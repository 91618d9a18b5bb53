//! What is tied to what: places, their mentions, and the proposals that concern them. Built anew for
//! a revision of the project and then only read; every view and every export asks it.

use std::collections::{BTreeMap, HashMap};

use super::{ArticleId, Decision, MentionId, Project, ProposalId, TellingId};
use crate::{
    gazetteer::{Place, PlaceClass, PlaceId, Places},
    geodesy::Position,
    geoparse::MentionKind,
    proposals::{
        Party, PlaceRole, Proposal, ProposalKind, Status,
        merge::{Telling, merge},
    },
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
    /// Why each telling after the first was joined.
    pub reasons: Vec<String>,
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

/// Resolved mentions of a place while they are gathered.
#[derive(Default)]
struct Gathered {
    mentions: Vec<MentionId>,
    literal: usize,
    articles: std::collections::BTreeSet<ArticleId>,
    confidence: f32,
}

impl Index {
    /// Reads a project once and ties everything together.
    #[must_use]
    pub fn new(project: &Project, places: &dyn Places) -> Self {
        let mut index = Self { revision: project.revision(), ..Self::default() };
        let mut gathered: BTreeMap<PlaceId, Gathered> = BTreeMap::new();
        let mut pins: BTreeMap<PlaceId, Place> = BTreeMap::new();
        for (article, entry) in project.articles() {
            for mention in &entry.annotation.mentions {
                let id = MentionId { article, span: mention.span };
                let (place, confidence) = match project.decision(id) {
                    Some(Decision::NotAPlace) => continue,
                    Some(Decision::Unresolved) => (None, 1.0),
                    Some(Decision::Place(place)) => (Some(place.clone()), 1.0),
                    Some(Decision::Pin(position)) => {
                        let pin = pin(*position, mention.span.of(&entry.article.text));
                        let id = pin.id.clone();
                        pins.insert(id.clone(), pin);
                        (Some(id), 1.0)
                    }
                    None => match &mention.resolution {
                        Some(resolution) => (Some(resolution.place.clone()), resolution.confidence),
                        None => (None, 0.0),
                    },
                };
                let Some(place) = place else {
                    index.unresolved.push(id);
                    continue;
                };
                let one = gathered.entry(place).or_default();
                one.mentions.push(id);
                one.literal += usize::from(mention.kind == MentionKind::Literal);
                one.articles.insert(article);
                one.confidence += confidence;
            }
        }
        index.gather_places(gathered, &pins, places);
        index.gather_proposals(project);
        index
    }

    fn gather_places(
        &mut self,
        gathered: BTreeMap<PlaceId, Gathered>,
        pins: &BTreeMap<PlaceId, Place>,
        places: &dyn Places,
    ) {
        for (id, one) in gathered {
            let Some(place) = pins.get(&id).cloned().or_else(|| places.place(&id)) else {
                self.unresolved.extend(one.mentions);
                continue;
            };
            #[allow(clippy::cast_precision_loss)] // a mean
            let confidence = one.confidence / one.mentions.len() as f32;
            self.places.push(PlaceEntry {
                place,
                mentions: one.mentions,
                literal: one.literal,
                articles: one.articles.len(),
                confidence,
                proposals: Vec::new(),
            });
        }
        self.unresolved.sort();
        self.places.sort_by(|a, b| b.mentions.len().cmp(&a.mentions.len()).then(a.place.id.cmp(&b.place.id)));
        for (at, entry) in self.places.iter().enumerate() {
            self.place_at.insert(entry.place.id.clone(), at);
            self.resolved.extend(entry.mentions.iter().map(|mention| (*mention, at)));
        }
    }

    fn gather_proposals(&mut self, project: &Project) {
        let mut ids = Vec::new();
        let mut tellings = Vec::new();
        for (article, entry) in project.articles() {
            for (number, proposal) in (0..).zip(&entry.annotation.proposals) {
                ids.push(TellingId { article, number });
                tellings.push(Telling { article: article.0, date: entry.article.date, proposal });
            }
        }
        for group in merge(&tellings) {
            let members: Vec<TellingId> = group.tellings.iter().map(|at| ids[*at]).collect();
            let told: Vec<&Proposal> = group.tellings.iter().map(|at| tellings[*at].proposal).collect();
            let entry = self.proposal_entry(&members, &told, group.reasons);
            for (_, place) in &entry.places {
                if let Some(at) = self.place_at.get(place)
                    && !self.places[*at].proposals.contains(&entry.id)
                {
                    self.places[*at].proposals.push(entry.id);
                }
            }
            self.proposal_of.extend(members.iter().map(|telling| (*telling, entry.id)));
            self.proposals.push(entry);
        }
        self.proposals.sort_by_key(|proposal| proposal.id);
        self.proposal_at =
            self.proposals.iter().enumerate().map(|(at, proposal)| (proposal.id, at)).collect();
    }

    fn proposal_entry(
        &self,
        members: &[TellingId],
        told: &[&Proposal],
        reasons: Vec<String>,
    ) -> ProposalEntry {
        // Places as the analyst sees them: a corrected mention moves its proposal along.
        let mut places: Vec<(PlaceRole, PlaceId)> = Vec::new();
        for (telling, proposal) in members.iter().zip(told) {
            for place in &proposal.places {
                let mention = MentionId { article: telling.article, span: place.mention };
                // A description such as "the Azerbaijani capital" is no mention of its own.
                let described = || place.place.clone().filter(|id| self.place_at.contains_key(id));
                let resolved = self.place_of(mention).map(|entry| entry.place.id.clone()).or_else(described);
                if let Some(id) = resolved.filter(|id| !places.contains(&(place.role, id.clone()))) {
                    places.push((place.role, id));
                }
            }
        }
        let order = |role: PlaceRole| match role {
            PlaceRole::From => 0,
            PlaceRole::Via => 1,
            PlaceRole::To => 2,
            PlaceRole::Venue => 3,
            PlaceRole::Target => 4,
            PlaceRole::Area => 5,
        };
        places.sort_by_key(|(role, _)| order(*role));
        let kind = told[0].kind;
        let date = told.iter().find_map(|proposal| proposal.date.as_ref()?.iso.clone());
        let mut title = kind.label().to_owned();
        let names: Vec<&str> = places
            .iter()
            .filter_map(|(_, id)| self.place(id).map(|entry| entry.place.name.as_str()))
            .fold(Vec::new(), |mut names, name| {
                if !names.contains(&name) {
                    names.push(name);
                }
                names
            });
        if !names.is_empty() {
            title = format!("{title} · {}", names.join(" – "));
        }
        if let Some(date) = &date {
            title = format!("{title} · {date}");
        }
        let party = |of: fn(&Proposal) -> Option<&Party>| {
            told.iter().find_map(|p| of(p).map(|party| party.name.clone()))
        };
        ProposalEntry {
            id: ProposalId(members.iter().copied().min().unwrap_or(members[0])),
            tellings: members.to_vec(),
            title,
            kind,
            status: told[told.len() - 1].status,
            proposer: party(|proposal| proposal.proposer.as_ref()),
            addressee: party(|proposal| proposal.addressee.as_ref()),
            places,
            date,
            confidence: told.iter().map(|proposal| proposal.confidence).fold(0.0, f32::max),
            reasons,
        }
    }
}

/// A place that only a pin of the analyst's marks.
fn pin(position: Position, name: &str) -> Place {
    Place {
        id: PlaceId::Own(format!("pin:{:.5},{:.5}", position.lon(), position.lat()).into()),
        name: name.to_owned(),
        contested_names: Vec::new(),
        class: PlaceClass::Facility,
        position,
        country: None,
        region: None,
        population: 0,
    }
}
