//! Changes to a project, each with an exact inverse.

use super::{ArticleId, Decision, Entry, MentionId, Project};

/// A change.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Puts articles in, under ids that are free.
    Add(Vec<(ArticleId, Entry)>),
    /// Takes articles out, with the decisions on them.
    Remove(Vec<ArticleId>),
    /// Puts articles and the decisions on them back: the inverse of removing.
    Restore(Vec<(ArticleId, Entry)>, Vec<(MentionId, Decision)>),
    /// Sets, or with `None` takes back, the analyst's word on mentions.
    Decide(Vec<(MentionId, Option<Decision>)>),
}

/// Why a change could not be made. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no such article.
    #[error("the article is no longer in the project")]
    NoArticle,
    /// The id is taken.
    #[error("the article is already in the project")]
    Taken,
}

impl Edit {
    /// What it does, for the undo menu.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Add(_) | Self::Restore(..) => "add articles",
            Self::Remove(_) => "remove articles",
            Self::Decide(_) => "correct places",
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
            Edit::Add(entries) => self.put(entries)?,
            Edit::Restore(entries, decisions) => {
                let inverse = self.put(entries)?;
                self.decisions.extend(decisions);
                inverse
            }
            Edit::Remove(ids) => self.take(&ids)?,
            Edit::Decide(changes) => {
                if changes.iter().any(|(mention, _)| !self.articles.contains_key(&mention.article)) {
                    return Err(EditError::NoArticle);
                }
                let mut before: Vec<(MentionId, Option<Decision>)> = changes
                    .into_iter()
                    .map(|(mention, decision)| {
                        let old = match decision {
                            Some(decision) => self.decisions.insert(mention, decision),
                            None => self.decisions.remove(&mention),
                        };
                        (mention, old)
                    })
                    .collect();
                // A mention decided twice must be undone in reverse.
                before.reverse();
                Edit::Decide(before)
            }
        };
        self.revision += 1;
        Ok(inverse)
    }

    fn put(&mut self, entries: Vec<(ArticleId, Entry)>) -> Result<Edit, EditError> {
        let mut ids: Vec<ArticleId> = entries.iter().map(|(id, _)| *id).collect();
        let listed = ids.len();
        ids.sort();
        ids.dedup();
        if ids.len() != listed || ids.iter().any(|id| self.articles.contains_key(id)) {
            return Err(EditError::Taken);
        }
        for (id, entry) in entries {
            self.next = self.next.max(id.0 + 1);
            self.articles.insert(id, entry);
        }
        Ok(Edit::Remove(ids))
    }

    fn take(&mut self, ids: &[ArticleId]) -> Result<Edit, EditError> {
        if ids.iter().any(|id| !self.articles.contains_key(id)) {
            return Err(EditError::NoArticle);
        }
        let entries = ids.iter().filter_map(|id| Some((*id, self.articles.remove(id)?))).collect();
        let lost: Vec<MentionId> =
            self.decisions.keys().filter(|mention| ids.contains(&mention.article)).copied().collect();
        let decisions = lost
            .into_iter()
            .filter_map(|mention| Some((mention, self.decisions.remove(&mention)?)))
            .collect();
        Ok(Edit::Restore(entries, decisions))
    }
}
