//! Undo and redo, without limit.

use super::{Edit, EditError, Project};

/// The changes made to a project, with their inverses.
#[derive(Debug, Default)]
pub struct History {
    undo: Vec<(&'static str, Edit)>,
    redo: Vec<(&'static str, Edit)>,
}

impl History {
    /// Makes a change that can be undone.
    ///
    /// # Errors
    /// As [`Project::apply`]; then nothing is remembered.
    pub fn apply(&mut self, project: &mut Project, edit: Edit) -> Result<(), EditError> {
        let label = edit.label();
        let inverse = project.apply(edit)?;
        self.undo.push((label, inverse));
        self.redo.clear();
        Ok(())
    }

    /// Takes the last change back; what it was, or `None` where there is none.
    pub fn undo(&mut self, project: &mut Project) -> Option<&'static str> {
        Self::step(&mut self.undo, &mut self.redo, project)
    }

    /// Makes the last change undone again; what it was, or `None` where there is none.
    pub fn redo(&mut self, project: &mut Project) -> Option<&'static str> {
        Self::step(&mut self.redo, &mut self.undo, project)
    }

    fn step(
        from: &mut Vec<(&'static str, Edit)>,
        to: &mut Vec<(&'static str, Edit)>,
        project: &mut Project,
    ) -> Option<&'static str> {
        let (label, edit) = from.pop()?;
        let inverse = project.apply(edit).ok()?;
        to.push((label, inverse));
        Some(label)
    }

    /// What undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&'static str> {
        self.undo.last().map(|(label, _)| *label)
    }

    /// What redo would make again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&'static str> {
        self.redo.last().map(|(label, _)| *label)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        article::Article,
        engine::Annotation,
        project::{ArticleId, Decision, Entry, MentionId},
        text::ByteSpan,
    };

    fn state(project: &Project) -> String {
        format!("{:?} {:?}", project.articles.keys().collect::<Vec<_>>(), project.decisions)
    }

    fn edit(kind: u8, number: u32) -> Edit {
        let article = ArticleId(number % 5);
        let mention = MentionId { article, span: ByteSpan::new(number as usize, number as usize + 3) };
        let entry = || Entry::new(Article::from_text("a", "text"), Annotation::default(), Vec::new());
        match kind % 4 {
            0 => Edit::Add(vec![(article, entry())]),
            1 => Edit::Remove(vec![article]),
            2 => Edit::Decide(vec![
                (mention, Some(Decision::NotAPlace)),
                (mention, Some(Decision::Unresolved)),
            ]),
            _ => Edit::Decide(vec![(mention, None)]),
        }
    }

    proptest! {
        #[test]
        fn undoing_everything_gives_the_first_state_back(steps in proptest::collection::vec((0_u8..4, 0_u32..10), 0..40)) {
            let mut project = Project::default();
            let mut history = History::default();
            let mut states = vec![state(&project)];
            for (kind, number) in steps {
                if history.apply(&mut project, edit(kind, number)).is_ok() {
                    states.push(state(&project));
                }
            }
            let last = states.len() - 1;
            for expected in states[..last].iter().rev() {
                prop_assert!(history.undo(&mut project).is_some());
                prop_assert_eq!(&state(&project), expected);
            }
            for expected in &states[1..] {
                prop_assert!(history.redo(&mut project).is_some());
                prop_assert_eq!(&state(&project), expected);
            }
        }
    }
}
