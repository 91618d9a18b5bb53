//! Changes to a project, each with an exact inverse.

use std::{collections::BTreeSet, sync::Arc};

use super::{ArticleId, Change, Entry, Machine, Project, Shelf};

/// A change.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Puts articles in, under ids that no article ever had: the history may yet bring back one that was
    /// taken out, and a file keeps it under its id until then.
    Add(Vec<(ArticleId, Entry)>),
    /// Takes articles out, with the decisions on them.
    Remove(Vec<ArticleId>),
    /// Puts articles and the decisions on them back: the inverse of removing.
    Restore(Vec<(ArticleId, Entry)>, Vec<Change>),
    /// Sets or takes back words of the analyst's, in order.
    Decide(Vec<Change>),
    /// Puts what another run of the engine found in the place of what stands. Decisions stay.
    Annotate(Vec<(ArticleId, Machine)>),
    /// Keeps a JSON text under a name, in place of what was there, or drops it with `None`.
    Save(Shelf, String, Option<Arc<str>>),
    /// Several changes as one, in order: all of them or none.
    Together(Vec<Edit>),
}

/// Why a change could not be made. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no such article.
    #[error("the article is no longer in the project")]
    NoArticle,
    /// The id is taken, or once was.
    #[error("the article is already in the project")]
    Taken,
    /// It cannot be kept by name; why.
    #[error("it cannot be saved in the project: {0}")]
    NotKept(&'static str),
}

impl Edit {
    /// What it does, for a history that was told nothing better.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Add(_) | Self::Restore(..) => "add articles",
            Self::Remove(_) => "remove articles",
            Self::Decide(_) => "correction",
            Self::Annotate(_) => "annotate again",
            Self::Save(Shelf::Figures, _, Some(_)) => "save figure",
            Self::Save(Shelf::Figures, _, None) => "delete figure",
            Self::Save(Shelf::Views, _, Some(_)) => "save view",
            Self::Save(Shelf::Views, _, None) => "delete view",
            Self::Save(Shelf::Settings, ..) => "project settings",
            Self::Together(edits) => edits.last().map_or("nothing", Self::label),
        }
    }
}

impl Project {
    /// Makes a change and returns its inverse.
    ///
    /// # Errors
    /// [`EditError`]; then nothing was changed.
    pub fn apply(&mut self, edit: Edit) -> Result<Edit, EditError> {
        let inverse = match edit {
            Edit::Add(entries) => {
                if entries.iter().any(|(id, _)| id.0 < self.next) {
                    return Err(EditError::Taken);
                }
                self.put(entries)?
            }
            Edit::Restore(entries, words) => {
                let inverse = self.put(entries)?;
                for word in words {
                    Arc::make_mut(&mut self.decisions).set(word);
                }
                inverse
            }
            Edit::Remove(ids) => self.take(&ids)?,
            Edit::Decide(changes) => {
                let gone = |article: ArticleId| !self.articles.contains_key(&article);
                if changes.iter().filter_map(Change::article).any(gone) {
                    return Err(EditError::NoArticle);
                }
                let mut before: Vec<Change> = changes
                    .into_iter()
                    .map(|change| Arc::make_mut(&mut self.decisions).set(change))
                    .collect();
                // What was changed twice must be undone in reverse.
                before.reverse();
                Edit::Decide(before)
            }
            Edit::Annotate(machines) => self.put_machines(machines)?,
            Edit::Save(shelf, name, text) => {
                let before = self.saved.set(shelf, &name, text)?;
                Edit::Save(shelf, name, before)
            }
            Edit::Together(edits) => self.apply_together(edits)?,
        };
        self.revision += 1;
        Ok(inverse)
    }

    fn apply_together(&mut self, edits: Vec<Edit>) -> Result<Edit, EditError> {
        let (mut inverses, next) = (Vec::with_capacity(edits.len()), self.next);
        for edit in edits {
            match self.apply(edit) {
                Ok(inverse) => inverses.push(inverse),
                Err(error) => {
                    for inverse in inverses.into_iter().rev() {
                        // What was just made can be unmade.
                        self.apply(inverse)?;
                    }
                    self.next = next;
                    return Err(error);
                }
            }
        }
        inverses.reverse();
        Ok(Edit::Together(inverses))
    }

    fn put_machines(&mut self, machines: Vec<(ArticleId, Machine)>) -> Result<Edit, EditError> {
        if machines.iter().any(|(id, _)| !self.articles.contains_key(id)) {
            return Err(EditError::NoArticle);
        }
        let mut before = Vec::with_capacity(machines.len());
        for (id, machine) in machines {
            if let Some(entry) = Arc::make_mut(&mut self.articles).get_mut(&id) {
                before.push((id, entry.put_machine(machine)));
            }
        }
        before.reverse();
        Ok(Edit::Annotate(before))
    }

    fn put(&mut self, entries: Vec<(ArticleId, Entry)>) -> Result<Edit, EditError> {
        let mut ids: Vec<ArticleId> = entries.iter().map(|(id, _)| *id).collect();
        let listed = ids.len();
        ids.sort();
        ids.dedup();
        if ids.len() != listed || ids.iter().any(|id| self.articles.contains_key(id)) {
            return Err(EditError::Taken);
        }
        self.stories = Arc::default();
        for (id, entry) in entries {
            self.next = self.next.max(id.0 + 1);
            Arc::make_mut(&mut self.articles).insert(id, entry);
        }
        Ok(Edit::Remove(ids))
    }

    fn take(&mut self, ids: &[ArticleId]) -> Result<Edit, EditError> {
        if ids.iter().any(|id| !self.articles.contains_key(id)) {
            return Err(EditError::NoArticle);
        }
        self.stories = Arc::default();
        let articles = Arc::make_mut(&mut self.articles);
        let entries = ids.iter().filter_map(|id| Some((*id, articles.remove(id)?))).collect();
        let gone: BTreeSet<ArticleId> = ids.iter().copied().collect();
        let on_them = |word: &Change| word.article().is_some_and(|article| gone.contains(&article));
        let words: Vec<Change> = self.decisions.all().filter(on_them).collect();
        for word in &words {
            Arc::make_mut(&mut self.decisions).set(word.taken_back());
        }
        Ok(Edit::Restore(entries, words))
    }
}
