//! What a view may read while it draws. Views change nothing: they return commands.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    basemap::outline::Outlines,
    cartography::layers::Layers,
    engine::Engine,
    gazetteer::PlaceId,
    geoparse::resolve::Explanation,
    project::{
        ArticleId, Estimate, History, MentionId, Project, Review, TellingId,
        index::{ActorEntry, Index},
    },
};

use super::{
    composer::Preview,
    desk::Desk,
    keeping::Keeping,
    selection::{Highlight, Selection, Subject},
    settings::Settings,
};

/// Everything a view may read.
pub struct ViewContext<'a> {
    /// Articles and decisions.
    pub project: &'a Project,
    /// What is tied to what, for this revision of the project.
    pub index: &'a Arc<Index>,
    /// What the map draws.
    pub layers: &'a Arc<Layers>,
    /// Outlines of countries and regions.
    pub outlines: &'a Outlines,
    /// The engine, once it is loaded.
    pub engine: Option<&'a Engine>,
    /// The one selection.
    pub selection: &'a Selection,
    /// What the pointer rested on in the last frame, in any view.
    pub hover: Option<&'a Subject>,
    /// Why the selected mention was resolved as it was, once that is known.
    pub explanation: Option<(MentionId, &'a Explanation)>,
    /// What lies on the desk of the selected mention.
    pub desk: Option<&'a Desk>,
    /// Whether the next click on the map sets a pin.
    pub placing: bool,
    /// The review under way.
    pub review: Option<&'a Review>,
    /// What the answers of the review say of the rest.
    pub estimate: Option<Estimate>,
    /// The changes made.
    pub history: &'a History,
    /// How the project is kept.
    pub keeping: &'a Keeping,
    /// The figure as it will be written, while it is composed.
    pub preview: Option<&'a Preview>,
    /// Whether a newer preview is on its way.
    pub composing: bool,
    /// The user's settings.
    pub settings: &'a Settings,
    /// Whether the window is in its dark theme.
    pub dark: bool,
    /// What undo would take back.
    pub undo: Option<&'a str>,
    /// What redo would make again.
    pub redo: Option<&'a str>,
    /// What is being worked on.
    pub status: Option<String>,
    /// What the user was told, latest last.
    pub notices: &'a [String],
    /// Whether there is an earlier selection.
    pub can_go_back: bool,
    /// Whether there is a later selection.
    pub can_go_forward: bool,
}

impl ViewContext<'_> {
    /// How strongly a subject is marked: by itself, or through the place or proposal it belongs to.
    #[must_use]
    pub fn highlight(&self, subject: &Subject) -> Highlight {
        if self.selection.contains(subject) {
            return Highlight::Selected;
        }
        if self.hover == Some(subject) {
            return Highlight::Hovered;
        }
        let lead = self.selection.lead().is_some_and(|lead| self.are_related(lead, subject));
        if lead || (self.selection.subjects().len() > 1 && self.is_among(subject)) {
            Highlight::Related
        } else {
            Highlight::None
        }
    }

    /// Whether one of several selected subjects holds this one: the place of a mention, the places of a
    /// proposal, the article of a mention.
    fn is_among(&self, subject: &Subject) -> bool {
        let place = |id: &PlaceId| self.selection.contains(&Subject::Place(id.clone()));
        match subject {
            Subject::Mention(mention) => {
                self.selection.contains(&Subject::Article(mention.article))
                    || self.index.place_of(*mention).is_some_and(|entry| place(&entry.place.id))
            }
            Subject::Proposal(proposal) => {
                let entry = self.index.proposal(*proposal);
                entry.is_some_and(|entry| entry.places.iter().any(|(_, id)| place(id)))
            }
            Subject::Place(id) => self.index.place(id).is_some_and(|entry| {
                entry.proposals.iter().any(|id| self.selection.contains(&Subject::Proposal(*id)))
            }),
            _ => false,
        }
    }

    fn are_related(&self, lead: &Subject, other: &Subject) -> bool {
        let index = self.index;
        match (lead, other) {
            (Subject::Mention(mention), Subject::Place(place))
            | (Subject::Place(place), Subject::Mention(mention)) => {
                index.place_of(*mention).is_some_and(|entry| entry.place.id == *place)
            }
            (Subject::Mention(a), Subject::Mention(b)) => {
                let place = index.place_of(*a);
                place.is_some()
                    && place.map(|entry| &entry.place.id) == index.place_of(*b).map(|entry| &entry.place.id)
            }
            (Subject::Place(place), Subject::Proposal(proposal))
            | (Subject::Proposal(proposal), Subject::Place(place)) => {
                index.place(place).is_some_and(|entry| entry.proposals.contains(proposal))
            }
            (Subject::Mention(mention), Subject::Proposal(proposal))
            | (Subject::Proposal(proposal), Subject::Mention(mention)) => {
                index.place_of(*mention).is_some_and(|entry| entry.proposals.contains(proposal))
            }
            (Subject::Speaker(name), Subject::Proposal(proposal))
            | (Subject::Proposal(proposal), Subject::Speaker(name)) => {
                let part =
                    |actor: &ActorEntry| actor.proposes.contains(proposal) || actor.asked.contains(proposal);
                index.actor(name).is_some_and(part)
            }
            (Subject::Article(article), Subject::Place(place))
            | (Subject::Place(place), Subject::Article(article)) => index.place(place).is_some_and(|entry| {
                // Mentions stand in order of their articles.
                let first = entry.mentions.partition_point(|mention| mention.article < *article);
                entry.mentions.get(first).is_some_and(|mention| mention.article == *article)
            }),
            (Subject::Article(article), Subject::Proposal(proposal))
            | (Subject::Proposal(proposal), Subject::Article(article)) => index
                .proposal(*proposal)
                .is_some_and(|entry| entry.tellings.iter().any(|telling| telling.article == *article)),
            (Subject::Mention(mention), Subject::Article(article))
            | (Subject::Article(article), Subject::Mention(mention)) => mention.article == *article,
            (Subject::TimeRange(from, to), Subject::Article(article)) => self.published(*article, *from, *to),
            (Subject::TimeRange(from, to), Subject::Mention(mention)) => {
                self.published(mention.article, *from, *to)
            }
            (Subject::TimeRange(from, to), Subject::Place(place)) => {
                let within = |mention: &MentionId| self.published(mention.article, *from, *to);
                index.place(place).is_some_and(|entry| entry.mentions.iter().any(within))
            }
            (Subject::TimeRange(from, to), Subject::Proposal(proposal)) => {
                let within = |telling: &TellingId| self.published(telling.article, *from, *to);
                index.proposal(*proposal).is_some_and(|entry| entry.tellings.iter().any(within))
            }
            _ => false,
        }
    }

    /// Whether an article was published in a range of days, both included.
    #[must_use]
    pub fn published(&self, article: ArticleId, from: Date, to: Date) -> bool {
        let date = self.project.article(article).and_then(|entry| entry.article.date);
        date.is_some_and(|date| from <= date && date <= to)
    }
}
