//! Quotes and their speakers.

use serde::{Deserialize, Serialize};

use crate::text::ByteSpan;

/// Whether the speaker's words stand between quote marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteKind {
    /// Between quote marks; the span includes them.
    Direct,
    /// Reported: "X told Turan that …", "according to X".
    Indirect,
}

/// Words attributed to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The quoted words, marks included.
    pub span: ByteSpan,
    /// Direct or indirect.
    pub kind: QuoteKind,
    /// The nearest words that name the speaker; a pronoun only if no name is in the sentence.
    pub speaker: Option<ByteSpan>,
    /// Who that is, pronouns and descriptions resolved.
    pub speaker_name: Option<String>,
    /// Role or affiliation as given: "political observer".
    pub role: Option<ByteSpan>,
    /// The reporting verb or phrase.
    pub cue: Option<ByteSpan>,
    /// The agency or outlet that relays it, where the text says.
    pub relayed_by: Option<ByteSpan>,
}
