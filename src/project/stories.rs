//! Articles that print the same text: one story with its outlets, counted once.

use std::collections::BTreeMap;

use super::{ArticleId, Entry, Project, cores};
use crate::article::similar::stories;

/// Which articles of a project repeat which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stories {
    lead_of: BTreeMap<ArticleId, ArticleId>,
    repeats: BTreeMap<ArticleId, Vec<ArticleId>>,
}

impl Stories {
    /// Compares all articles. A story is led by the article published first, or read first. Each article's
    /// text is read once and remembered.
    #[must_use]
    pub(super) fn of(project: &Project) -> Self {
        cores::map(project.articles.values().collect(), Entry::compare_ready);
        let ids: Vec<ArticleId> = project.articles().map(|(id, _)| id).collect();
        let first = stories(project.articles().map(|(_, entry)| entry.sketch()));
        let mut members: BTreeMap<usize, Vec<ArticleId>> = BTreeMap::new();
        for (at, first) in first.into_iter().enumerate() {
            members.entry(first).or_default().push(ids[at]);
        }
        let mut out = Self::default();
        for mut story in members.into_values().filter(|story| story.len() > 1) {
            let published = |id: &ArticleId| project.article(*id).and_then(|entry| entry.article.date);
            story.sort_by_key(|id| (published(id).is_none(), published(id), *id));
            let lead = story.remove(0);
            out.lead_of.extend(story.iter().map(|id| (*id, lead)));
            out.repeats.insert(lead, story);
        }
        out
    }

    /// The article that leads the story of an article: itself where it repeats none.
    #[must_use]
    pub fn lead(&self, id: ArticleId) -> ArticleId {
        self.lead_of.get(&id).copied().unwrap_or(id)
    }

    /// Whether an article repeats another.
    #[must_use]
    pub fn is_repeat(&self, id: ArticleId) -> bool {
        self.lead_of.contains_key(&id)
    }

    /// The articles that repeat this one.
    #[must_use]
    pub fn repeats(&self, id: ArticleId) -> &[ArticleId] {
        self.repeats.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many articles repeat another.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lead_of.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::Article,
        engine::Annotation,
        project::{Edit, Entry},
    };

    fn project(articles: &[(&str, &str, &str)]) -> Project {
        let mut project = Project::default();
        let ids = project.next_ids(articles.len());
        let entry = |(id, date, text): &(&str, &str, &str)| {
            let article = Article { date: date.parse().ok(), ..Article::from_text(*id, *text) };
            Entry::new(article, Annotation::default(), Vec::new())
        };
        let entries = ids.into_iter().zip(articles.iter().map(entry)).collect();
        project.apply(Edit::Add(entries)).expect("added");
        project
    }

    #[test]
    fn a_story_is_led_by_the_article_published_first() {
        let copy = "The delegations of both sides met in Yevlakh on Monday and spoke about the road, the gas and \
                    the electricity; they agreed to meet again in Sofia or Bratislava before the end of the month, \
                    and to open the road for bread and medicine at once.";
        let project = project(&[
            ("a", "2023-08-02", copy),
            (
                "b",
                "2023-08-02",
                "Something else happened in Sofia, where nobody spoke about any of this at all.",
            ),
            ("c", "2023-08-01", copy),
            ("d", "", copy),
        ]);
        let stories = Stories::of(&project);
        assert_eq!(stories.repeats(ArticleId(2)), [ArticleId(0), ArticleId(3)]);
        assert_eq!(stories.lead(ArticleId(0)), ArticleId(2));
        assert!(stories.is_repeat(ArticleId(3)) && !stories.is_repeat(ArticleId(1)));
        assert_eq!(stories.count(), 2);
    }
}
