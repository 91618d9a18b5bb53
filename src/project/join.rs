//! Two projects as one.

use super::{ArticleId, Change, Edit, EditError, Home, MentionId, Project, TellingId};

impl Project {
    /// Takes in another project's articles, under ids of its own, with the decisions on them. A merge of
    /// places that this project says otherwise stays as it is here.
    ///
    /// # Errors
    /// [`EditError`] where there are more articles than ids.
    pub fn join(&mut self, other: &Self) -> Result<Edit, EditError> {
        let ids = self.next_ids(other.articles().len());
        let pairs: Vec<(ArticleId, ArticleId)> =
            other.articles().map(|(id, _)| id).zip(ids.iter().copied()).collect();
        let here = |id: ArticleId| {
            let at = pairs.binary_search_by_key(&id, |(there, _)| *there).ok()?;
            Some(pairs[at].1)
        };
        let entries = other.articles().filter_map(|(id, entry)| Some((here(id)?, entry.clone()))).collect();
        let words = other.decisions().all().filter_map(|word| moved(word, &here));
        let kept = |word: &Change| match word {
            Change::Same(place, _) => self.decisions().canonical(place) == place,
            Change::Alias(name, _) => self.decisions().alias(name).is_none(),
            _ => true,
        };
        let words: Vec<Change> = words.filter(kept).collect();
        self.apply(Edit::Together(vec![Edit::Add(entries), Edit::Decide(words)]))
    }
}

/// A word on the same article under its id here.
fn moved(word: Change, here: &dyn Fn(ArticleId) -> Option<ArticleId>) -> Option<Change> {
    let mention = |id: MentionId| Some(MentionId { article: here(id.article)?, ..id });
    let telling = |id: TellingId| Some(TellingId { article: here(id.article)?, ..id });
    Some(match word {
        Change::Mention(id, word) => Change::Mention(mention(id)?, word),
        Change::Kind(id, kind) => Change::Kind(mention(id)?, kind),
        Change::Same(..) | Change::Alias(..) => word,
        Change::Telling(id, word) => Change::Telling(telling(id)?, word),
        Change::Home(id, Some(Home::With(other))) => {
            Change::Home(telling(id)?, Some(Home::With(telling(other)?)))
        }
        Change::Home(id, home) => Change::Home(telling(id)?, home),
        Change::Apart(a, b, on) => {
            let (a, b) = (telling(a)?, telling(b)?);
            Change::Apart(a.min(b), a.max(b), on)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        gazetteer::PlaceId,
        project::{Decision, arbitrary::entry},
        text::ByteSpan,
    };

    #[test]
    fn decisions_go_along_with_their_articles() {
        let project = |number: u32| {
            let mut project = Project::default();
            let id = project.next_ids(1)[0];
            project.apply(Edit::Add(vec![(id, entry(number))])).expect("added");
            let mention = MentionId { article: id, span: ByteSpan::new(0, 4) };
            let word = Change::Mention(mention, Some(Decision::Place(PlaceId::GeoNames(100 + number))));
            project.apply(Edit::Decide(vec![word])).expect("decided");
            project
        };
        let (mut all, other) = (project(1), project(2));
        all.join(&other).expect("joined");
        let read: Vec<_> = all
            .articles()
            .map(|(id, entry)| {
                let mention = MentionId { article: id, span: ByteSpan::new(0, 4) };
                (entry.article.id.clone(), all.decision(mention).cloned())
            })
            .collect();
        let place = |number| Some(Decision::Place(PlaceId::GeoNames(number)));
        assert_eq!(read, [("article 1".to_owned(), place(101)), ("article 2".to_owned(), place(102))]);
    }
}
