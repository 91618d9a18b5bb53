//! What the project knows that helps the engine with an article: what its outlet writes about, and what the
//! analyst has decided on the same names.

use std::collections::HashMap;

use super::{Decision, Project};
use crate::{
    article::Article,
    engine::{Annotation, Engine, Toponyms},
    gazetteer::{Gazetteer, PlaceId, normalise},
    geoparse::{Mention, outlet::Outlets, resolve::Context},
    language::Document,
};

/// Evidence from the project's other articles.
#[derive(Clone, Debug, Default)]
pub struct Known {
    outlets: Outlets,
    decided: HashMap<String, PlaceId>,
}

impl Known {
    /// What the articles and decisions of a project say.
    #[must_use]
    pub fn of(project: &Project, gazetteer: &Gazetteer) -> Self {
        let mut known = Self::default();
        for (_, entry) in project.articles() {
            known.learn(&entry.article, &entry.annotation.mentions, gazetteer);
        }
        let decided = project.decisions().mentions().filter_map(|(mention, decision)| {
            let Decision::Place(place) = decision else { return None };
            let text = &project.article(mention.article)?.article.text;
            Some((text.get(mention.span.start()..mention.span.end())?, place))
        });
        known.heed(decided);
        known
    }

    /// Takes in what the analyst has decided: names with their places. A name that was given to two places
    /// is left to the evidence of each text.
    pub fn heed<'a>(&mut self, decided: impl IntoIterator<Item = (&'a str, &'a PlaceId)>) {
        let mut places: HashMap<String, Option<PlaceId>> = HashMap::new();
        for (name, place) in decided {
            places
                .entry(normalise(name))
                .and_modify(|known| *known = known.take().filter(|known| known == place))
                .or_insert_with(|| Some(place.clone()));
        }
        self.decided = places.into_iter().filter_map(|(name, place)| Some((name, place?))).collect();
    }

    /// Takes in what was found in one article.
    pub fn learn(&mut self, article: &Article, mentions: &[Mention], gazetteer: &Gazetteer) {
        if let Some(outlet) = &article.outlet {
            self.outlets.learn(outlet, mentions, gazetteer);
        }
    }

    /// The toponyms of an article by what the analyst has decided.
    #[must_use]
    pub fn toponyms(&self, engine: &Engine, article: &Article) -> Toponyms {
        let context = Context { outlet: None, decided: Some(&self.decided) };
        engine.toponyms(&Document::new(&article.text), context)
    }

    /// Annotates an article whose toponyms were found and taken in, by what its outlet writes about besides it.
    #[must_use]
    pub fn annotate(&self, engine: &Engine, article: &Article, found: Toponyms) -> Annotation {
        engine.annotate_among(article, found, &self.outlets, Some(&self.decided))
    }
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;
    use crate::project::{Change, Edit, Entry, History, MentionId, Passage};

    fn entry(engine: &Engine, id: &str, text: &str) -> Entry {
        let mut article = Article::from_text(id, text);
        article.outlet = Some("The Lane County Echo".to_owned());
        let annotation = engine.annotate(&article, Context::default());
        let passages = Passage::all(&Document::new(text));
        Entry::new(article, annotation, passages)
    }

    /// The region of the likeliest candidate.
    fn region_of(engine: &Engine, mentions: &[Mention], name: &str, text: &str) -> Option<String> {
        let mention = mentions.iter().find(|mention| mention.span.of(text) == name)?;
        let key = engine.gazetteer().key(&mention.candidates.first()?.place)?;
        engine.gazetteer().describe(key)?.region
    }

    #[test]
    fn an_outlets_other_articles_and_the_analysts_word_help() {
        let engine = Engine::embedded().expect("the program's own assets");
        let gazetteer = engine.gazetteer();
        let home = "Schools in Eugene, Oregon, stay closed. Roads from Eugene to Salem, Oregon, are open.";
        let bare = "Firefighters were called to a house in Springfield on Monday.";
        let mut project = Project::default();
        let mut history = History::default();
        let ids = project.next_ids(9);
        let texts = std::iter::repeat_n(home, 8).chain([bare]);
        let entries = texts.enumerate().map(|(at, text)| entry(&engine, &at.to_string(), text));
        let edit = Edit::Add(ids.iter().copied().zip(entries).collect());
        history.apply(&mut project, edit).expect("new articles");
        let known = Known::of(&project, gazetteer);
        let bare_entry = project.article(ids[8]).expect("the article").clone();
        assert_ne!(
            region_of(&engine, &bare_entry.annotation.mentions, "Springfield", bare).as_deref(),
            Some("Oregon")
        );
        let found = known.toponyms(&engine, &bare_entry.article);
        assert_eq!(found.mentions, bare_entry.annotation.mentions);
        let annotation = known.annotate(&engine, &bare_entry.article, found);
        assert_eq!(region_of(&engine, &annotation.mentions, "Springfield", bare).as_deref(), Some("Oregon"));

        let mention = MentionId { article: ids[8], span: bare_entry.annotation.mentions[0].span };
        let illinois = PlaceId::GeoNames(4_250_542);
        let change = Change::Mention(mention, Some(Decision::Place(illinois.clone())));
        history.apply(&mut project, Edit::Decide(vec![change])).expect("a decision");
        let known = Known::of(&project, gazetteer);
        let found = known.toponyms(&engine, &bare_entry.article);
        let annotation = known.annotate(&engine, &bare_entry.article, found);
        assert_eq!(annotation.mentions[0].resolution.as_ref().map(|found| &found.place), Some(&illinois));
    }
}
