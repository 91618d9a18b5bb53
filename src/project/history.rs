//! Undo and redo, without limit and, where a project is kept in a file, across sessions.

use super::{
    Edit, EditError, Project,
    record::{Record, Step, Touch},
};

/// The changes made to a project, with their inverses.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// How many of the changes that stand were made before the project was opened.
    opened_with: usize,
    /// Whether records of changes are gathered for a file.
    recording: bool,
    records: Vec<Record>,
}

impl History {
    /// The history of a project that was read from a file: steps that stand, first to last, and steps
    /// undone, the next to be made again last.
    pub(super) fn read(undo: Vec<Step>, redo: Vec<Step>) -> Self {
        Self { opened_with: undo.len(), undo, redo, ..Self::default() }
    }

    /// Gathers records of all changes from now on, for [`Self::take_records`].
    pub fn start_recording(&mut self) {
        self.recording = true;
        self.records.clear();
    }

    /// What was changed since this was last asked.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

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
        let touch = if self.recording { Touch::of(&edit) } else { Touch::default() };
        let inverse = project.apply(edit)?;
        let step = Step { label: label.into(), made: jiff::Timestamp::now(), edit: inverse };
        let number = self.undo.len();
        if self.recording {
            self.records.push(Record::new(project, &touch, &step, (number, number + 1), true));
        }
        self.undo.push(step);
        self.redo.clear();
        self.opened_with = self.opened_with.min(number);
        Ok(())
    }

    /// Takes the last change back. Whether there was one.
    ///
    /// # Errors
    /// As [`Project::apply`]; then project and history are as they were.
    pub fn undo(&mut self, project: &mut Project) -> Result<bool, EditError> {
        let Some(last) = self.undo.last() else { return Ok(false) };
        let (touch, step) = turned(project, last)?;
        self.undo.pop();
        let number = self.undo.len();
        self.turn(project, &touch, &step, (number, number));
        self.redo.push(step);
        Ok(true)
    }

    /// Makes the last change undone again. Whether there was one.
    ///
    /// # Errors
    /// As [`Project::apply`]; then project and history are as they were.
    pub fn redo(&mut self, project: &mut Project) -> Result<bool, EditError> {
        let Some(last) = self.redo.last() else { return Ok(false) };
        let (touch, step) = turned(project, last)?;
        self.redo.pop();
        let number = self.undo.len();
        self.turn(project, &touch, &step, (number, number + 1));
        self.undo.push(step);
        Ok(true)
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

    fn turn(&mut self, project: &Project, touch: &Touch, step: &Step, at: (usize, usize)) {
        if self.recording {
            self.records.push(Record::new(project, touch, step, at, false));
        }
    }

    /// Every step: those that stand, first to last, then those undone in the order in which redo makes
    /// them again.
    pub(super) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.undo.iter().chain(self.redo.iter().rev())
    }

    /// How many of the changes that stand were made before the project was opened.
    #[must_use]
    pub const fn opened_with(&self) -> usize {
        self.opened_with
    }

    /// When each change was made, in the order of [`Self::standing`] and then [`Self::undone`].
    pub fn made(&self) -> impl Iterator<Item = jiff::Timestamp> {
        self.steps().map(|step| step.made)
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

/// Makes a step's edit; the step that takes it back.
fn turned(project: &mut Project, step: &Step) -> Result<(Touch, Step), EditError> {
    let Step { label, made, edit } = step.clone();
    let touch = Touch::of(&edit);
    let edit = project.apply(edit)?;
    Ok((touch, Step { label, made, edit }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        article::Article,
        engine::Annotation,
        project::{
            ArticleId, Entry,
            arbitrary::{edit, state, with_next_ids},
        },
    };

    proptest! {
        #[test]
        fn undoing_everything_gives_the_first_state_back(
            edits in proptest::collection::vec((edit(), proptest::bool::weighted(0.8)), 0..60),
        ) {
            let mut project = Project::default();
            let mut history = History::default();
            let mut states = vec![state(&project)];
            for (edit, fitting) in edits {
                let before = state(&project);
                let edit = if fitting { with_next_ids(edit, &project) } else { edit };
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
    fn an_id_is_given_once() {
        let (mut project, mut history) = (Project::default(), History::default());
        let entry = || Entry::new(Article::from_text("a", "text"), Annotation::default(), Vec::new());
        let add = |project: &Project| Edit::Add(vec![(project.next_ids(1)[0], entry())]);
        let first = add(&project);
        history.apply(&mut project, first.clone()).expect("added");
        history.undo(&mut project).expect("taken out");
        assert_eq!(history.apply(&mut project, first), Err(EditError::Taken));
        assert!(history.redo(&mut project).expect("redo puts it back"));
        history.apply(&mut project, Edit::Remove(vec![ArticleId(0)])).expect("taken out");
        let next = add(&project);
        history.apply(&mut project, next).expect("added");
        assert!(project.article(ArticleId(1)).is_some());
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
