//! Proposals: courses of action that an article presents as put forward by somebody.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{gazetteer::PlaceId, text::ByteSpan};

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

/// What relative dates of an article count from.
pub type DocumentDate = Option<Date>;
