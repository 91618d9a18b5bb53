//! What is another in a project since an index was made of it.

use std::{collections::BTreeSet, sync::Arc};

use crate::project::{ArticleId, Entry, Project};

/// What has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changed {
    /// Articles that came or went, were annotated again, or on which other words stand.
    pub(super) articles: BTreeSet<ArticleId>,
    /// Whether any came or went or was annotated again.
    pub(super) texts: bool,
    /// Whether other places are one.
    pub(super) merges: bool,
}

impl Changed {
    /// What has changed between two states of a project. Costs nothing where they share their articles and
    /// words.
    pub(super) fn between(before: &Project, after: &Project) -> Self {
        let mut changed = Self::default();
        if !Arc::ptr_eq(&before.articles, &after.articles) {
            let same = |a: &Entry, b: &Entry| {
                Arc::ptr_eq(&a.article, &b.article) && Arc::ptr_eq(&a.annotation, &b.annotation)
            };
            let stays = |(id, entry): (&ArticleId, &Entry)| {
                before.articles.get(id).is_some_and(|other| same(other, entry))
            };
            let came = after.articles.iter().filter(|of| !stays(*of)).map(|(id, _)| *id);
            changed.articles.extend(came);
            let went = before.articles.keys().filter(|id| !after.articles.contains_key(id));
            changed.articles.extend(went);
            changed.texts = !changed.articles.is_empty();
        }
        if !Arc::ptr_eq(&before.decisions, &after.decisions) {
            changed.articles.extend(after.decisions.other_than(&before.decisions));
            changed.merges = !after.decisions.merges_as(&before.decisions);
        }
        changed
    }
}
