//! The analyst's word: from a wish of a view to an edit, and on to what it leads to.

use std::sync::Arc;

use super::{
    App,
    coming::Coming,
    desk::{Desk, Scope},
    selection::Subject,
    upkeep::is_small,
    views::card::{Pending, Word},
};
use crate::project::{Change, Decision, Edit, MentionId, Referent, Review};

impl App {
    /// Makes changes under a name for the history. In a review, what follows from an answer is shown, or
    /// the next mention.
    pub(super) fn say(&mut self, label: String, changes: Vec<Change>) {
        let answered = self.review.as_ref().and_then(Review::current);
        let answer = changes.iter().find_map(|change| match change {
            Change::Mention(id, Some(word)) if Some(*id) == answered => Some(word.clone()),
            _ => None,
        });
        let alone = changes.len() == 1;
        let made = self.history.apply_as(&mut self.project, label.clone(), Edit::Decide(changes));
        let failed = made.is_err();
        self.tell_failure(made);
        if let (Some(id), Some(word), false) = (answered, answer, failed) {
            if alone && self.others_differ(id, &word) {
                let card = &mut self.views.card;
                card.scope = Scope::Everywhere;
                card.pending = Some(Pending { word: Word::Means(Some(word)), label, follows: true });
            } else {
                self.next_in_review();
            }
        }
    }

    /// Whether a correction of one mention speaks for others of its name, which still read as before.
    fn others_differ(&self, id: MentionId, word: &Decision) -> bool {
        let machine = self.project.mention(id).and_then(|mention| mention.resolution.as_ref());
        if let (Decision::Place(place), Some(resolution)) = (word, machine)
            && *place == resolution.place
        {
            return false;
        }
        // Those that the analyst marked are decided.
        self.index.named(&self.project, id).iter().filter_map(|other| self.project.reading(*other)).any(
            |other| {
                other.decision.is_none()
                    && match (other.referent(), word) {
                        (Referent::Place(a), Decision::Place(b)) => a != b,
                        (Referent::Open, Decision::Unresolved) => false,
                        _ => true,
                    }
            },
        )
    }

    /// Starts or ends a review.
    pub(super) fn set_review(&mut self, on: bool, context: &egui::Context) {
        (self.review, self.reviewing, self.estimate) = (None, Coming::default(), None);
        if on && is_small(&self.project) {
            self.review = Some(Review::new(&self.project));
            self.show_in_review();
        } else if on {
            let project = self.project.clone();
            self.reviewing.start(context, move || Review::new(&project));
        }
    }

    /// Takes in a queue that a worker has made.
    pub(super) fn take_review(&mut self) {
        if let Some(review) = self.reviewing.take() {
            self.review = Some(review);
            self.show_in_review();
        }
    }

    /// The next mention of the review; nothing where there is none.
    pub(super) fn next_in_review(&mut self) {
        if let Some(review) = &mut self.review {
            review.advance(&self.project);
            self.show_in_review();
        }
    }

    fn show_in_review(&mut self) {
        if let Some(id) = self.review.as_ref().and_then(Review::current) {
            self.show(Subject::Mention(id));
        }
    }

    /// Sets a pin where the pointer let go of it.
    pub(super) fn drop_pin(&mut self, at: egui::Pos2) {
        self.placing = false;
        let (Some(position), Some(desk)) = (self.views.map.position_at(at), &self.desk) else { return };
        let (lat, lon) = (position.lat(), position.lon());
        let label = format!("“{}”: pin at {lat:.4}, {lon:.4}", desk.surface);
        let word = Word::Means(Some(Decision::Pin(position)));
        let pending = Pending { word, label, follows: false };
        if self.views.card.scope == Scope::Mention {
            let mention = desk.mention;
            self.say(pending.label, vec![Change::Mention(mention, Some(Decision::Pin(position)))]);
        } else {
            self.views.card.pending = Some(pending);
        }
    }

    /// Searches the gazetteer on a thread of its own.
    pub(super) fn search(&mut self, query: String) {
        let Some(engine) = &self.engine else { return };
        self.searched.clone_from(&query);
        self.jobs.search(Arc::clone(engine), query);
    }

    /// Keeps the desk with the mention that is selected.
    pub(super) fn lay_desk(&mut self, context: &egui::Context) {
        let Some(Subject::Mention(mention)) = self.selection.lead().cloned() else {
            self.desk = None;
            self.placing = false;
            return;
        };
        let Some(engine) = &self.engine else { return };
        let (project, index, filter) = (&self.project, &self.index, self.views.coverage.filter());
        if let Some(desk) = &mut self.desk {
            desk.take_gathered();
            if desk.is_for(mention, project, index, filter) {
                return;
            }
        }
        let before = self.desk.take().filter(|desk| desk.mention == mention);
        self.desk = Desk::new(mention, project, index, engine.gazetteer(), filter);
        let Some(desk) = &mut self.desk else { return };
        let known = before.is_some();
        if let Some(before) = before {
            desk.follow(before);
        }
        desk.gather(project, index, context);
        // A name that the machine knows nothing of is looked up at once.
        if !known && desk.candidates.is_empty() {
            let query = desk.surface.clone();
            self.search(query);
        }
    }
}
