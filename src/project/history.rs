//! Undo and redo, without limit.

use super::{Edit, EditError, Project};

/// A change in the history: what it was called, and the edit that turns it round.
#[derive(Clone, Debug)]
struct Step {
    label: String,
    edit: Edit,
}

/// The changes made to a project, with their inverses.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

impl History {
    /// Makes a change that can be undone, under the edit's own name.
    ///
    /// # Errors
    /// As [`Project::apply`]; then nothing is remembered.
    pub fn apply(&mut self, project: &mut Project, edit: Edit) -> Result<(), EditError> {
        let label = edit.label();
        self.apply_as(project, label, edit)
    }

    /// Makes a change that can be undone, under a name for the list of changes: "Paris → Paris, Texas".
    ///
    /// # Errors
    /// As [`Project::apply`]; then nothing is remembered.
    pub fn apply_as(
        &mut self,
        project: &mut Project,
        label: impl Into<String>,
        edit: Edit,
    ) -> Result<(), EditError> {
        let inverse = project.apply(edit)?;
        self.undo.push(Step { label: label.into(), edit: inverse });
        self.redo.clear();
        Ok(())
    }

    /// Takes the last change back. Whether there was one.
    ///
    /// # Errors
    /// As [`Project::apply`]; then project and history are as they were.
    pub fn undo(&mut self, project: &mut Project) -> Result<bool, EditError> {
        Self::step(&mut self.undo, &mut self.redo, project)
    }

    /// Makes the last change undone again. Whether there was one.
    ///
    /// # Errors
    /// As [`Project::apply`]; then project and history are as they were.
    pub fn redo(&mut self, project: &mut Project) -> Result<bool, EditError> {
        Self::step(&mut self.redo, &mut self.undo, project)
    }

    /// Undoes or makes again until so many changes stand.
    ///
    /// # Errors
    /// As [`Project::apply`]; then the steps before the failing one are made.
    pub fn go_to(&mut self, project: &mut Project, standing: usize) -> Result<(), EditError> {
        while self.undo.len() > standing {
            self.undo(project)?;
        }
        while self.undo.len() < standing && self.redo(project)? {}
        Ok(())
    }

    fn step(from: &mut Vec<Step>, to: &mut Vec<Step>, project: &mut Project) -> Result<bool, EditError> {
        let Some(Step { label, edit }) = from.last().cloned() else { return Ok(false) };
        let inverse = project.apply(edit)?;
        from.pop();
        to.push(Step { label, edit: inverse });
        Ok(true)
    }

    /// The changes that stand, first to last.
    pub fn standing(&self) -> impl ExactSizeIterator<Item = &str> {
        self.undo.iter().map(|step| step.label.as_str())
    }

    /// The changes undone, in the order in which redo makes them again.
    pub fn undone(&self) -> impl ExactSizeIterator<Item = &str> {
        self.redo.iter().rev().map(|step| step.label.as_str())
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// What redo would make again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        article::Article,
        engine::Annotation,
        gazetteer::PlaceId,
        geodesy::Position,
        geoparse::MentionKind,
        project::{ArticleId, Change, Decision, Entry, Home, MentionId, TellingId, TellingWord},
        text::ByteSpan,
    };

    fn state(project: &Project) -> String {
        let articles: Vec<_> = project.articles.keys().collect();
        format!("{articles:?} {:?}", project.decisions)
    }

    fn change() -> impl Strategy<Value = Change> {
        let mention = (0_u32..5, 0_usize..6).prop_map(|(article, at)| MentionId {
            article: ArticleId(article),
            span: ByteSpan::new(at, at + 3),
        });
        let telling = (0_u32..5, 0_usize..3, 0_u32..2).prop_map(|(article, at, nth)| TellingId {
            article: ArticleId(article),
            evidence: ByteSpan::new(at, at + 9),
            nth,
        });
        let place = (0_u32..4).prop_map(PlaceId::GeoNames);
        let pin = Position::new(10.0, 20.0).expect("on the Earth");
        let decision = prop_oneof![
            place.clone().prop_map(Decision::Place),
            Just(Decision::Pin(pin)),
            Just(Decision::NotAPlace),
            Just(Decision::Unresolved),
        ];
        let kind = prop_oneof![Just(MentionKind::Literal), Just(MentionKind::Associative)];
        let home = prop_oneof![Just(Home::Alone), telling.clone().prop_map(Home::With)];
        prop_oneof![
            (mention.clone(), proptest::option::of(decision))
                .prop_map(|(id, word)| Change::Mention(id, word)),
            (mention, proptest::option::of(kind)).prop_map(|(id, kind)| Change::Kind(id, kind)),
            (place.clone(), proptest::option::of(place)).prop_map(|(a, b)| Change::Same(a, b)),
            (telling.clone(), any::<bool>())
                .prop_map(|(id, deleted)| Change::Telling(id, deleted.then_some(TellingWord::Deleted))),
            (telling, proptest::option::of(home)).prop_map(|(id, home)| Change::Home(id, home)),
        ]
    }

    fn edit() -> impl Strategy<Value = Edit> {
        let entry = || Entry::new(Article::from_text("a", "text"), Annotation::default(), Vec::new());
        let plain = prop_oneof![
            (0_u32..5).prop_map(move |id| Edit::Add(vec![(ArticleId(id), entry())])),
            proptest::collection::btree_set(0_u32..5, 1..3)
                .prop_map(|ids| Edit::Remove(ids.into_iter().map(ArticleId).collect())),
            proptest::collection::vec(change(), 0..6).prop_map(Edit::Decide),
            proptest::collection::vec(change(), 0..6).prop_map(Edit::Decide),
        ];
        let together = proptest::collection::vec(plain.clone(), 0..4).prop_map(Edit::Together);
        prop_oneof![3 => plain, 1 => together]
    }

    proptest! {
        #[test]
        fn undoing_everything_gives_the_first_state_back(edits in proptest::collection::vec(edit(), 0..60)) {
            let mut project = Project::default();
            let mut history = History::default();
            let mut states = vec![state(&project)];
            for edit in edits {
                let before = state(&project);
                if history.apply(&mut project, edit).is_ok() {
                    states.push(state(&project));
                } else {
                    prop_assert_eq!(state(&project), before, "a change that fails changes nothing");
                }
            }
            let last = states.len() - 1;
            for expected in states[..last].iter().rev() {
                prop_assert_eq!(history.undo(&mut project), Ok(true));
                prop_assert_eq!(&state(&project), expected);
            }
            prop_assert_eq!(history.undo(&mut project), Ok(false));
            for expected in &states[1..] {
                prop_assert_eq!(history.redo(&mut project), Ok(true));
                prop_assert_eq!(&state(&project), expected);
            }
            history.go_to(&mut project, 0).expect("every step can be undone");
            prop_assert_eq!(&state(&project), &states[0]);
            history.go_to(&mut project, last).expect("and made again");
            prop_assert_eq!(&state(&project), &states[last]);
        }
    }

    #[test]
    fn a_step_that_cannot_be_undone_is_told_and_kept() {
        let mut project = Project::default();
        let mut history = History::default();
        let entry = Entry::new(Article::from_text("a", "text"), Annotation::default(), Vec::new());
        history.apply(&mut project, Edit::Add(vec![(ArticleId(0), entry)])).expect("added");
        project.apply(Edit::Remove(vec![ArticleId(0)])).expect("taken out behind the history's back");
        assert_eq!(history.undo(&mut project), Err(EditError::NoArticle));
        assert_eq!(history.undo_label(), Some("add articles"));
    }
}
