//! The one selection that all views share, and what the pointer rests on.

use std::collections::HashSet;

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
    known: HashSet<Subject>,
    revision: u64,
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

    /// Rises with every change: what is worked out for a selection keys on it.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether this very subject is selected.
    #[must_use]
    pub fn contains(&self, subject: &Subject) -> bool {
        self.known.contains(subject)
    }

    /// Selects this alone.
    pub fn set(&mut self, subject: Subject) {
        self.set_all(vec![subject]);
    }

    /// Selects these, the first as the lead: it is what the card shows.
    pub fn set_all(&mut self, mut subjects: Vec<Subject>) {
        subjects.reverse();
        self.known = subjects.iter().cloned().collect();
        self.subjects = subjects;
        self.revision += 1;
    }

    /// Adds those that are not selected yet; the first becomes the lead.
    pub fn add_all(&mut self, subjects: Vec<Subject>) {
        for subject in subjects.into_iter().rev() {
            if self.known.insert(subject.clone()) {
                self.subjects.push(subject);
            }
        }
        self.revision += 1;
    }

    /// Adds a subject, or takes it away if it was selected.
    pub fn toggle(&mut self, subject: Subject) {
        if self.known.remove(&subject) {
            self.subjects.retain(|selected| *selected != subject);
        } else {
            self.known.insert(subject.clone());
            self.subjects.push(subject);
        }
        self.revision += 1;
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        self.set_all(Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_selected_with_the_first_in_the_lead() {
        let of = |id| Subject::Article(ArticleId(id));
        let mut selection = Selection::default();
        selection.set_all(vec![of(1), of(2)]);
        assert_eq!(selection.lead(), Some(&of(1)));
        let before = selection.revision();
        selection.add_all(vec![of(3), of(2)]);
        assert!(selection.revision() > before && selection.contains(&of(3)));
        assert_eq!((selection.lead(), selection.subjects().len()), (Some(&of(3)), 3));
        selection.toggle(of(3));
        assert!(!selection.contains(&of(3)) && selection.lead() == Some(&of(1)));
        selection.clear();
        assert!(selection.lead().is_none() && !selection.contains(&of(1)));
    }
}
