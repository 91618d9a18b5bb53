//! Proposals: courses of action that an article presents as put forward by somebody.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    gazetteer::PlaceId,
    geoparse::{Mention, words::Words},
    language::Document,
    quotes::Quote,
    text::ByteSpan,
};
use model::{Models, Task};

mod actors;
mod calendar;
mod cluster;
mod cues;
mod evidence;
mod kind;
pub mod learning;
mod lexicon;
pub mod merge;
pub mod model;
mod naming;
mod parties;
mod prepositions;
mod reading;
mod roles;
mod sentence;
mod sites;
mod status;
mod time;

/// The kind of act proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// Talks, mediation, a visit, a hearing.
    Meeting,
    /// A peace plan, treaty, autonomy, status, borders.
    Settlement,
    /// A ceasefire, withdrawal, disarmament.
    Ceasefire,
    /// A deployment, operation or attack.
    Force,
    /// An amnesty, exchange or release.
    Release,
    /// Sanctions, expulsions, bans on travel or trade.
    Sanction,
    /// Relief, evacuation, public health.
    Aid,
    /// Roads, corridors, rail, power, water.
    Infrastructure,
    /// Buildings, sites, land use.
    Construction,
    /// Grants, budgets, loans, deals.
    Funding,
    /// Bills, rules, policies, inquiries.
    Law,
    /// Elections, candidacies, appointments.
    Election,
    /// Protests, ceremonies, festivals.
    Event,
    /// None of the above.
    Other,
}

/// What became of a proposal, as far as the text tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Mentioned as possible.
    Floated,
    /// Put to somebody who may answer.
    Offered,
    /// Its own agent means to do it; no date fixed.
    Planned,
    /// Planned and dated.
    Scheduled,
    /// Agreed or approved, in whole or in part.
    Accepted,
    /// Turned down.
    Refused,
    /// Left without an answer.
    Ignored,
    /// Taken back, cancelled or shelved.
    Withdrawn,
    /// Done or begun.
    CarriedOut,
    /// Left open in another way.
    Unknown,
}

/// What a place is to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceRole {
    /// Where the act takes place or the thing is built.
    Venue,
    /// A place that a route passes.
    Via,
    /// Where a route or movement begins.
    From,
    /// Where a route or movement ends.
    To,
    /// The place acted on.
    Target,
    /// A wider area affected.
    Area,
}

/// Somebody with a part in a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The words that name the party in this article.
    pub span: Option<ByteSpan>,
    /// The normalised name: "Baku" as an actor is "Azerbaijan".
    pub name: String,
}

/// A place with its part in a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalPlace {
    /// The words that name it.
    pub mention: ByteSpan,
    /// Its part.
    pub role: PlaceRole,
    /// The gazetteer entry, inherited from the geoparser's resolution.
    pub place: Option<PlaceId>,
}

/// When a proposed act is to happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalDate {
    /// The words that say so.
    pub span: ByteSpan,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `None` where the text leaves it open.
    pub iso: Option<String>,
}

/// A proposal as one article tells it. A field that is not sure is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// `p1`, `p2`, … in order of first evidence.
    pub id: String,
    /// The kind of act.
    pub kind: ProposalKind,
    /// The passages that show it, the main one first; never empty.
    pub evidence: Vec<ByteSpan>,
    /// Who puts it forward.
    pub proposer: Option<Party>,
    /// Whose assent or action is asked.
    pub addressee: Option<Party>,
    /// Who reports it; `None` is the article's own voice.
    pub source: Option<Party>,
    /// Its places with their roles.
    pub places: Vec<ProposalPlace>,
    /// When the act is to happen.
    pub date: Option<ProposalDate>,
    /// What became of it.
    pub status: Status,
    /// Where that is told, if not in the main evidence.
    pub status_evidence: Option<ByteSpan>,
    /// "if", "unless", "subject to" …
    pub conditions: Option<ByteSpan>,
    /// Calibrated probability, 0…1, that this is a proposal.
    pub confidence: f32,
}

/// Turns the place a party is called by into the party: the state, where the place is its capital or itself.
pub type StateOf<'g> = &'g dyn Fn(&PlaceId) -> Option<String>;

/// Turns a country into its capital.
pub type CapitalOf<'g> = &'g dyn Fn(&PlaceId) -> Option<PlaceId>;

/// What a document's proposals are extracted from.
#[derive(Clone, Copy)]
pub struct Input<'i> {
    /// The text with its segmentation.
    pub document: &'i Document<'i>,
    /// Its toponyms, resolved, in order.
    pub mentions: &'i [Mention],
    /// Its quotes, in order.
    pub quotes: &'i [Quote],
    /// Its publication date.
    pub date: Option<Date>,
    /// The state that a capital or country stands for as an actor.
    pub state_of: StateOf<'i>,
    /// The capital of a country: "the Azerbaijani capital".
    pub capital_of: CapitalOf<'i>,
    /// Classes of words by the company they keep.
    pub words: Option<&'i Words>,
}

/// Sentences brought together that are less likely a proposal than this are none.
const PROPOSAL_FROM: f32 = 0.47;

/// The proposals of a document, in order of first evidence, by the weights inside the program.
#[must_use]
pub fn extract(input: Input<'_>) -> Vec<Proposal> {
    extract_by(input, Models::shipped())
}

/// The proposals of a document by given weights. What is decided is decided from classes of words and
/// places in the sentence; no rule and no weight names a place or a person.
#[must_use]
pub fn extract_by(input: Input<'_>, models: &Models) -> Vec<Proposal> {
    reading::with(input, models, |reading| {
        let gathered = cluster::gather(reading);
        let told = gathered.iter().zip(cluster::among(reading, &gathered));
        let mut proposals: Vec<Proposal> = told
            .filter(|(cluster, _)| cluster.likelihood >= PROPOSAL_FROM)
            .map(|(cluster, among)| describe(cluster, reading, models.probability(Task::Confidence, &among)))
            .collect();
        proposals.sort_by_key(|proposal| proposal.evidence.iter().copied().min());
        for (proposal, number) in proposals.iter_mut().zip(1..) {
            proposal.id = format!("p{number}");
        }
        proposals
    })
}

/// Fills in what a cluster of sentences tells of its proposal.
fn describe(cluster: &cluster::Cluster, reading: &reading::Reading<'_>, confidence: f32) -> Proposal {
    let input = reading.input;
    let kind = kind::kind(cluster, reading);
    let date = time::act_date(cluster, reading);
    let (status, status_evidence) = status::status(cluster, reading);
    let parties = parties::parties(cluster, reading, status);
    let places = roles::places(cluster, reading, kind, &parties);
    Proposal {
        id: String::new(),
        kind,
        evidence: cluster.sentences().map(|at| input.document.sentences[at].span).collect(),
        proposer: parties.proposer,
        addressee: parties.addressee,
        source: parties.source,
        places,
        date,
        status,
        status_evidence,
        conditions: reading.sentences[cluster.main()].condition(input),
        confidence,
    }
}

impl ProposalKind {
    /// All kinds.
    pub const ALL: [Self; 14] = [
        Self::Meeting,
        Self::Settlement,
        Self::Ceasefire,
        Self::Force,
        Self::Release,
        Self::Sanction,
        Self::Aid,
        Self::Infrastructure,
        Self::Construction,
        Self::Funding,
        Self::Law,
        Self::Election,
        Self::Event,
        Self::Other,
    ];

    /// What it is called in English.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Meeting => "Meeting",
            Self::Settlement => "Settlement",
            Self::Ceasefire => "Ceasefire",
            Self::Force => "Use of force",
            Self::Release => "Release",
            Self::Sanction => "Sanction",
            Self::Aid => "Aid",
            Self::Infrastructure => "Infrastructure",
            Self::Construction => "Construction",
            Self::Funding => "Funding",
            Self::Law => "Law or policy",
            Self::Election => "Election",
            Self::Event => "Event",
            Self::Other => "Other",
        }
    }
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 10] = [
        Self::Floated,
        Self::Offered,
        Self::Planned,
        Self::Scheduled,
        Self::Accepted,
        Self::Refused,
        Self::Ignored,
        Self::Withdrawn,
        Self::CarriedOut,
        Self::Unknown,
    ];

    /// What it is called in English.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Floated => "floated",
            Self::Offered => "offered",
            Self::Planned => "planned",
            Self::Scheduled => "scheduled",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Ignored => "ignored",
            Self::Withdrawn => "withdrawn",
            Self::CarriedOut => "carried out",
            Self::Unknown => "open",
        }
    }
}

impl PlaceRole {
    /// All roles.
    pub const ALL: [Self; 6] = [Self::Venue, Self::Via, Self::From, Self::To, Self::Target, Self::Area];

    /// What it is called in English.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Venue => "venue",
            Self::Via => "via",
            Self::From => "from",
            Self::To => "to",
            Self::Target => "target",
            Self::Area => "area",
        }
    }
}
