//! Which mentions a correction may reach: the same name here, in the article, where the filter shows it,
//! everywhere. A name may stand in thousands of articles: then a worker gathers them.

use std::collections::HashMap;

use super::desk::{Scope, article_text, matches, place_text};
use crate::project::{
    MentionId, Project,
    index::{Index, PlaceEntry},
};

/// A name that stands so often is gathered within a frame.
const AT_ONCE: usize = 400;

/// Mentions, and those of them that a correction changes unless it is to change decided ones too.
#[derive(Debug, Default)]
struct List {
    all: Vec<MentionId>,
    free: Vec<MentionId>,
}

impl List {
    /// The mention at hand is always changed; others that the analyst has decided are kept as they are.
    fn new(all: Vec<MentionId>, mention: MentionId, project: &Project) -> Self {
        let free = |id: &MentionId| *id == mention || project.decision(*id).is_none();
        let free = all.iter().copied().filter(free).collect();
        Self { all, free }
    }
}

/// The mentions of one name, by scope.
#[derive(Debug)]
pub(super) struct Reach {
    mention: MentionId,
    article: List,
    visible: List,
    everywhere: List,
}

impl Reach {
    /// The mention alone, until the others are known.
    pub(super) fn of_one(mention: MentionId) -> Self {
        let one = || List { all: vec![mention], free: vec![mention] };
        Self { mention, article: one(), visible: one(), everywhere: one() }
    }

    /// The mentions of the name that a mention carries, under the filter of the lists.
    pub(super) fn gather(mention: MentionId, project: &Project, index: &Index, filter: &str) -> Self {
        let everywhere = index.same_name(project, mention);
        let article = everywhere.iter().copied().filter(|id| id.article == mention.article).collect();
        let visible = visible(&everywhere, mention, project, index, filter);
        let list = |all| List::new(all, mention, project);
        Self { mention, article: list(article), visible: list(visible), everywhere: list(everywhere) }
    }

    /// Whether the others can be gathered within a frame.
    pub(super) fn is_short(mention: MentionId, project: &Project, index: &Index) -> bool {
        index.named(project, mention).len() <= AT_ONCE
    }

    /// What a correction of a scope changes.
    pub(super) fn of(&self, scope: Scope, also_decided: bool) -> &[MentionId] {
        match self.list(scope) {
            None => std::slice::from_ref(&self.mention),
            Some(list) if also_decided => &list.all,
            Some(list) => &list.free,
        }
    }

    /// How many mentions a scope holds, decided ones included.
    pub(super) fn count(&self, scope: Scope) -> usize {
        self.list(scope).map_or(1, |list| list.all.len())
    }

    const fn list(&self, scope: Scope) -> Option<&List> {
        match scope {
            Scope::Mention => None,
            Scope::Article => Some(&self.article),
            Scope::Visible => Some(&self.visible),
            Scope::Everywhere => Some(&self.everywhere),
        }
    }
}

/// The mentions whose article or place the filter of the lists shows, and the one at hand. Each article, and
/// each place, is looked at once.
fn visible(
    everywhere: &[MentionId],
    mention: MentionId,
    project: &Project,
    index: &Index,
    filter: &str,
) -> Vec<MentionId> {
    if filter.trim().is_empty() {
        return everywhere.to_vec();
    }
    let (mut articles, mut places) = (HashMap::new(), HashMap::new());
    let mut is_visible = |id: &MentionId| {
        let article = *articles.entry(id.article).or_insert_with(|| {
            project.article(id.article).is_some_and(|entry| matches(&article_text(&entry.article), filter))
        });
        let place = |entry: &PlaceEntry| {
            let shown = || matches(&place_text(&entry.place), filter);
            *places.entry(entry.place.id.clone()).or_insert_with(shown)
        };
        *id == mention || article || index.place_of(*id).is_some_and(place)
    };
    everywhere.iter().copied().filter(|id| is_visible(id)).collect()
}
