//! The one selection that all views share, and what the pointer rests on.

use crate::{
    gazetteer::PlaceId,
    project::{ArticleId, MentionId, ProposalId},
    text::ByteSpan,
};
use jiff::civil::Date;

/// Something that can be selected or hovered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An article.
    Article(ArticleId),
    /// One mention of a place.
    Mention(MentionId),
    /// A place, with all its mentions.
    Place(PlaceId),
    /// A passage of an article.
    Passage(ArticleId, ByteSpan),
    /// A proposal across articles.
    Proposal(ProposalId),
    /// Everything a speaker is quoted with.
    Speaker(String),
    /// Articles published in a range of days, both included.
    TimeRange(Date, Date),
}

/// How strongly a view marks something. Ordered: a stronger mark wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Highlight {
    /// Not at all.
    #[default]
    None,
    /// Tied to what is selected.
    Related,
    /// Under the pointer here or in another view.
    Hovered,
    /// Selected.
    Selected,
}

/// What is selected, in order of selecting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    subjects: Vec<Subject>,
}

impl Selection {
    /// All selected subjects.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// The one selected last: what the card shows and the other views go to.
    #[must_use]
    pub fn lead(&self) -> Option<&Subject> {
        self.subjects.last()
    }

    /// Whether this very subject is selected.
    #[must_use]
    pub fn contains(&self, subject: &Subject) -> bool {
        self.subjects.contains(subject)
    }

    /// Selects this alone.
    pub fn set(&mut self, subject: Subject) {
        self.subjects = vec![subject];
    }

    /// Adds a subject, or takes it away if it was selected.
    pub fn toggle(&mut self, subject: Subject) {
        match self.subjects.iter().position(|selected| *selected == subject) {
            Some(at) => {
                self.subjects.remove(at);
            }
            None => self.subjects.push(subject),
        }
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        self.subjects.clear();
    }
}
