//! Which part of a project is in view: one filter for the lists, the figures and every export.
//!
//! Conditions on articles narrow everything. Conditions on places and mentions keep the mentions that meet
//! them and the proposals that concern such a place. Conditions on proposals keep the proposals that meet
//! them and, of the mentions, those in their passages. An article is kept where its own conditions hold and,
//! where anything else is asked, something in it was kept.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ArticleId, MentionId, ProposalId};
use crate::{
    gazetteer::{PlaceClass, PlaceId},
    proposals::{ProposalKind, Status},
};

mod excerpt;
mod words;

pub use excerpt::Excerpt;

/// What is to be in view. Empty conditions ask for nothing; several values of one condition are
/// alternatives; all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// These articles.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub articles: BTreeSet<ArticleId>,
    /// Articles of these outlets, case aside.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub outlets: BTreeSet<String>,
    /// Articles published on this day or later; those without a date are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Articles published on this day or before; those without a date are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Words that all stand in what the lists show of an article, a place or a proposal, case aside.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// These places.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub places: BTreeSet<PlaceId>,
    /// Places of these classes.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub classes: BTreeSet<PlaceClass>,
    /// Places in these countries: ISO 3166-1 alpha-2 codes.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub countries: BTreeSet<String>,
    /// Proposals of these kinds.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub kinds: BTreeSet<ProposalKind>,
    /// Proposals that have come to this.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub statuses: BTreeSet<Status>,
    /// Proposals that one of these puts forward or is asked by, case aside.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub actors: BTreeSet<String>,
    /// Only what the analyst has decided, or only what is still to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<bool>,
    /// Mentions and proposals at least this sure, 0…1; what the analyst decided is sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_confidence: Option<f32>,
    /// What is selected, and what is tied to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<Selected>,
}

/// A selection, as a condition of a filter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selected {
    /// Articles, with all that is in them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub articles: BTreeSet<ArticleId>,
    /// Single mentions.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub mentions: BTreeSet<MentionId>,
    /// Places, with their mentions and the proposals that concern them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub places: BTreeSet<PlaceId>,
    /// Proposals, with the mentions in their passages.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub proposals: BTreeSet<ProposalId>,
}

impl Selected {
    /// How many things are selected.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len() + self.mentions.len() + self.places.len() + self.proposals.len()
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Filter {
    /// Whether nothing is asked: everything is in view.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether articles alone are asked about.
    fn asks_articles_alone(&self) -> bool {
        let articles = Self {
            articles: self.articles.clone(),
            outlets: self.outlets.clone(),
            from: self.from,
            until: self.until,
            ..Self::default()
        };
        *self == articles
    }

    /// Whether places are asked about.
    fn asks_places(&self) -> bool {
        !(self.places.is_empty() && self.classes.is_empty() && self.countries.is_empty())
    }

    /// Whether proposals are asked about.
    fn asks_proposals(&self) -> bool {
        !(self.kinds.is_empty() && self.statuses.is_empty() && self.actors.is_empty())
    }
}

/// Whether a text holds every word, case aside. The words are lower case already.
fn holds(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests;
