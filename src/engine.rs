//! The engine: everything loaded once, and one call from an article to its annotation.

use serde::{Deserialize, Serialize};

use crate::{geoparse::Mention, proposals::Proposal, quotes::Quote};

/// All machine output for one article. The analyst's decisions are kept apart, in the project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// Mentions in text order; they do not overlap.
    pub mentions: Vec<Mention>,
    /// Quotes in text order.
    pub quotes: Vec<Quote>,
    /// Proposals in order of first evidence.
    pub proposals: Vec<Proposal>,
}
