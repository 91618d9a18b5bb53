//! What a project keeps by name besides articles and decisions: figures, views and settings. Each is a JSON
//! text whose meaning, version included, belongs to whoever saved it.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{EditError, Project};

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    /// Composed figures.
    Figures,
    /// Views of the map and lists to come back to.
    Views,
    /// Settings that belong to the project and not to the user.
    Settings,
}

/// The longest text that is kept under one name, in bytes.
pub const MAX_SAVED_BYTES: usize = 16 << 20;
/// The longest name, in bytes.
const MAX_NAME_BYTES: usize = 1 << 10;

/// Everything kept by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Saved(BTreeMap<(Shelf, String), Arc<str>>);

impl Saved {
    /// Keeps or, with `None`, drops a text; what was there before.
    ///
    /// # Errors
    /// [`EditError::NotKept`] where the name is empty or too long, or the text too long or no JSON.
    pub(super) fn set(
        &mut self,
        shelf: Shelf,
        name: &str,
        text: Option<Arc<str>>,
    ) -> Result<Option<Arc<str>>, EditError> {
        if name.trim().is_empty() || name.len() > MAX_NAME_BYTES {
            return Err(EditError::NotKept("its name is empty or too long"));
        }
        let key = (shelf, name.to_owned());
        match text {
            None => Ok(self.0.remove(&key)),
            Some(text) if text.len() > MAX_SAVED_BYTES => Err(EditError::NotKept("it is larger than 16 MB")),
            Some(text) => {
                serde_json::from_str::<serde::de::IgnoredAny>(&text)
                    .map_err(|_not_json| EditError::NotKept("it is no valid JSON"))?;
                Ok(self.0.insert(key, text))
            }
        }
    }
}

impl Project {
    /// What is kept on a shelf, by name, in order of names.
    pub fn saved(&self, shelf: Shelf) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.saved.0.iter().filter(move |((at, _), _)| *at == shelf).map(|((_, name), text)| (&**name, text))
    }

    /// The text kept under a name; change it by [`Edit::Save`](super::Edit::Save).
    #[must_use]
    pub fn saved_as(&self, shelf: Shelf, name: &str) -> Option<&Arc<str>> {
        self.saved.0.get(&(shelf, name.to_owned()))
    }

    /// The figures saved, by name: the JSON of each definition.
    pub fn saved_figures(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.saved(Shelf::Figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Edit, History};

    #[test]
    fn a_figure_is_saved_replaced_and_brought_back() {
        let (mut project, mut history) = (Project::default(), History::default());
        let save = |text: &str| Edit::Save(Shelf::Figures, "Talks".to_owned(), Some(text.into()));
        history.apply(&mut project, save(r#"{"version":1}"#)).expect("saved");
        history.apply(&mut project, save(r#"{"version":2}"#)).expect("saved");
        let stands = |project: &Project| project.saved_as(Shelf::Figures, "Talks").map(ToString::to_string);
        assert_eq!(stands(&project).as_deref(), Some(r#"{"version":2}"#));
        history.undo(&mut project).expect("undone");
        assert_eq!(stands(&project).as_deref(), Some(r#"{"version":1}"#));
        history.undo(&mut project).expect("undone");
        assert_eq!(project.saved_figures().count(), 0);
        history.redo(&mut project).expect("made again");
        let delete = Edit::Save(Shelf::Figures, "Talks".to_owned(), None);
        history.apply(&mut project, delete).expect("deleted");
        assert_eq!(stands(&project), None);
        assert!(project.apply(save("no JSON")).is_err());
        assert!(project.apply(Edit::Save(Shelf::Views, " ".to_owned(), Some("1".into()))).is_err());
    }
}
