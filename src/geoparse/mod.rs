//! The geoparser: toponyms recognised and resolved to the gazetteer.

use serde::{Deserialize, Serialize};

use crate::{gazetteer::PlaceId, text::ByteSpan};

pub mod candidates;
pub mod crf;
pub mod evidence;
pub mod features;
pub mod lookup;
mod metonymy;
pub mod outlet;
pub mod recognise;
pub mod resolve;
mod shape;
pub mod words;

/// Whether a mention means the place itself or something known by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// The place itself: "in Yevlakh".
    Literal,
    /// A government, people or thing known by the place: "Baku refused", "Bulgarian officials".
    Associative,
}

/// How a mention is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionForm {
    /// A name or abbreviation of the place.
    Name,
    /// An adjective or the name of its people: "Armenian", "Bulgarians".
    Demonym,
}

/// One occurrence of a toponym in an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The name as it stands in the text.
    pub span: ByteSpan,
    /// Literal or associative.
    pub kind: MentionKind,
    /// Name or demonym.
    pub form: MentionForm,
    /// Calibrated probability, 0…1, that this is a toponym at all.
    pub recognition: f32,
    /// What it stands for; `None` where no candidate is good enough.
    pub resolution: Option<Resolution>,
    /// The likeliest candidates, best first, at most [`Mention::MAX_CANDIDATES`].
    pub candidates: Vec<Candidate>,
}

impl Mention {
    /// How many candidates a mention keeps for the analyst to choose from.
    pub const MAX_CANDIDATES: usize = 6;
}

/// A place that a mention could be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The gazetteer entry.
    pub place: PlaceId,
    /// Its probability among all candidates, 0…1.
    pub probability: f32,
}

/// The place chosen for a mention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// The gazetteer entry.
    pub place: PlaceId,
    /// Calibrated probability, 0…1, that the mention is a toponym and this its place.
    pub confidence: f32,
}
