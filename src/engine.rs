//! The engine: everything loaded once, and one call from an article to its annotation.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use serde::{Deserialize, Serialize};

use crate::{
    article::Article,
    gazetteer::{Gazetteer, GazetteerError, PlaceClass, PlaceId, PlaceKey},
    geoparse::{
        Mention, lookup,
        outlet::Outlets,
        recognise::{Recognised, Recogniser},
        resolve::{self, Context, Explanation},
        words::Words,
    },
    language::{
        Document,
        script::{Language, detect},
    },
    proposals::{self, Input, Proposal},
    quotes::{self, Quote},
    text::ByteSpan,
};

/// All machine output for one article. The analyst's decisions are kept apart, in the project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// Mentions in text order; they do not overlap.
    pub mentions: Vec<Mention>,
    /// Quotes in text order.
    pub quotes: Vec<Quote>,
    /// Proposals in order of first evidence.
    pub proposals: Vec<Proposal>,
}

/// The toponyms of an article, resolved by it alone: what its outlet is learnt from before the rest is read.
#[derive(Clone, Debug)]
pub struct Toponyms {
    /// Mentions in text order; they do not overlap.
    pub mentions: Vec<Mention>,
    recognised: Vec<Recognised>,
    language: Language,
}

/// Why the engine could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// The gazetteer or an overlay.
    #[error(transparent)]
    Gazetteer(#[from] GazetteerError),
    /// A model or table.
    #[error("{0}; install Dateline again")]
    Model(String),
}

/// What an annotation was made by: it tells whether another run could find something else.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    /// The program's version and its models' checksum: `0.1.0 (1a2b3c4d)`.
    pub engine: String,
    /// The gazetteer's checksum, overlays included: `5e6f7a8b`.
    pub gazetteer: String,
}

/// Gazetteer and models, loaded once and shared by all threads.
pub struct Engine {
    gazetteer: Gazetteer,
    recogniser: Recogniser,
    /// Checksum of the models.
    models: u32,
    /// Capitals by country, gathered when first asked for.
    capitals: OnceLock<BTreeMap<[u8; 2], PlaceKey>>,
}

impl Engine {
    /// The engine with the assets inside the program.
    ///
    /// # Errors
    /// Never in a sound build.
    #[cfg(feature = "embedded")]
    pub fn embedded() -> Result<Self, EngineError> {
        Self::with_own_models(Gazetteer::embedded()?)
    }

    /// The engine with another gazetteer under the program's own overlay: one that the asset builder made,
    /// of `allCountries` for example.
    ///
    /// # Errors
    /// [`EngineError::Gazetteer`] where the bytes are of another version or damaged.
    #[cfg(feature = "embedded")]
    pub fn with_gazetteer(bytes: Vec<u8>) -> Result<Self, EngineError> {
        Self::with_own_models(Gazetteer::open_curated(bytes.into())?)
    }

    #[cfg(feature = "embedded")]
    fn with_own_models(gazetteer: Gazetteer) -> Result<Self, EngineError> {
        let words = Cow::Borrowed(include_bytes!("../assets/words.bin").as_slice());
        Self::new(gazetteer, include_bytes!("../assets/recogniser.bin"), words)
    }

    /// An engine from a gazetteer and the bytes of the models.
    ///
    /// # Errors
    /// [`EngineError::Model`] where the bytes are damaged.
    pub fn new(gazetteer: Gazetteer, model: &[u8], words: Cow<'static, [u8]>) -> Result<Self, EngineError> {
        let mut models = crc32fast::Hasher::new();
        models.update(model);
        models.update(&words);
        models.update(proposals::model::TABLE.as_bytes());
        let words = Words::open(words).map_err(EngineError::Model)?;
        let recogniser = Recogniser::open(model, words).map_err(EngineError::Model)?;
        Ok(Self { gazetteer, recogniser, models: models.finalize(), capitals: OnceLock::new() })
    }

    /// Lays a user's own overlay on top of the gazetteer.
    ///
    /// # Errors
    /// When an entry of it cannot be used; the error names it.
    pub fn with_overlay(mut self, json: &str, file: &str) -> Result<Self, EngineError> {
        let overlay = crate::gazetteer::overlay::Overlay::parse(json, file).map_err(GazetteerError::from)?;
        self.gazetteer = self.gazetteer.with_overlay(&overlay).map_err(GazetteerError::from)?;
        Ok(self)
    }

    /// What its annotations are made by.
    #[must_use]
    pub fn version(&self) -> Version {
        Version {
            engine: format!("{} ({:08x})", env!("CARGO_PKG_VERSION"), self.models),
            gazetteer: format!("{:08x}", self.gazetteer.checksum()),
        }
    }

    /// Names and places.
    #[must_use]
    pub const fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Finds and resolves the toponyms, quotes and proposals of an article. The same article and context
    /// give the same annotation on every thread and machine.
    #[must_use]
    pub fn annotate(&self, article: &Article, context: Context<'_>) -> Annotation {
        let document = Document::new(&article.text);
        let Toponyms { mentions, language, .. } = self.toponyms(&document, context);
        self.read(article, &document, mentions, language)
    }

    /// Finds and resolves the toponyms of a document alone, without quotes and proposals.
    #[must_use]
    pub fn toponyms(&self, document: &Document<'_>, context: Context<'_>) -> Toponyms {
        let language = detect(document.text);
        let recognised = self.recognise(document, language);
        let mentions = resolve::resolve(document, &recognised, &self.gazetteer, context);
        Toponyms { mentions, recognised, language }
    }

    /// Annotates an article whose toponyms were found: where its outlet has other articles that say what it writes
    /// about, they are resolved once more with the help of those. The outlet must have taken in what was found.
    #[must_use]
    pub fn annotate_among(
        &self,
        article: &Article,
        found: Toponyms,
        outlets: &Outlets,
        decided: Option<&HashMap<String, PlaceId>>,
    ) -> Annotation {
        let document = Document::new(&article.text);
        let Toponyms { mentions, recognised, language } = found;
        let outlet = article.outlet.as_ref();
        let mentions = match outlet.and_then(|outlet| outlets.others(outlet, &mentions, &self.gazetteer)) {
            Some(others) => {
                let context = Context { outlet: Some(&others), decided };
                resolve::resolve(&document, &recognised, &self.gazetteer, context)
            }
            None => mentions,
        };
        self.read(article, &document, mentions, language)
    }

    /// Adds quotes and proposals to the toponyms of an article.
    fn read(
        &self,
        article: &Article,
        document: &Document<'_>,
        mentions: Vec<Mention>,
        language: Language,
    ) -> Annotation {
        let quotes = quotes::find(document, &spans_of(&mentions));
        let proposals = match language {
            Language::English | Language::Other => {
                self.with_found(article, document, &mentions, &quotes, proposals::extract)
            }
            _ => Vec::new(),
        };
        Annotation { mentions, quotes, proposals }
    }

    /// The state that a place stands for as an actor: a country itself, or the country of its capital.
    fn state_of(&self, id: &PlaceId) -> Option<String> {
        let key = self.gazetteer.key(id)?;
        let facts = self.gazetteer.facts(key)?;
        let state = match facts.class {
            PlaceClass::Country => key,
            PlaceClass::Capital => self.gazetteer.country(facts.country?)?,
            _ => return None,
        };
        Some(self.gazetteer.name(state))
    }

    /// The capital of a country.
    fn capital_of(&self, id: &PlaceId) -> Option<PlaceId> {
        let country = self.gazetteer.facts(self.gazetteer.key(id)?)?;
        let code = country.country.filter(|_| country.class == PlaceClass::Country)?;
        let capitals = self.capitals.get_or_init(|| {
            let keys = (0..u32::try_from(self.gazetteer.len()).unwrap_or(u32::MAX)).map(PlaceKey);
            keys.filter_map(|key| {
                let facts = self.gazetteer.facts(key)?;
                (facts.class == PlaceClass::Capital).then_some((facts.country?, key))
            })
            .collect()
        });
        self.gazetteer.id(*capitals.get(&code)?)
    }

    /// Hands on what proposals are extracted from, where toponyms and quotes are known: to train and measure.
    pub fn with_found<T>(
        &self,
        article: &Article,
        document: &Document<'_>,
        mentions: &[Mention],
        quotes: &[Quote],
        then: impl FnOnce(Input<'_>) -> T,
    ) -> T {
        let state_of = |id: &PlaceId| self.state_of(id);
        let capital_of = |id: &PlaceId| self.capital_of(id);
        let date = article.date;
        let words = Some(self.recogniser.words());
        then(Input { document, mentions, quotes, date, state_of: &state_of, capital_of: &capital_of, words })
    }

    /// Why a mention of an article was resolved as it was.
    #[must_use]
    pub fn explain(&self, article: &Article, span: ByteSpan, context: Context<'_>) -> Option<Explanation> {
        let document = Document::new(&article.text);
        let recognised = self.recognise(&document, detect(document.text));
        resolve::explain(&document, &recognised, span, &self.gazetteer, context)
    }

    /// Resolves spans that are known to be toponyms: to measure resolution alone.
    #[must_use]
    pub fn resolve(
        &self,
        document: &Document<'_>,
        spans: &[Recognised],
        context: Context<'_>,
    ) -> Vec<Mention> {
        resolve::resolve(document, spans, &self.gazetteer, context)
    }

    fn recognise(&self, document: &Document<'_>, language: Language) -> Vec<Recognised> {
        match language {
            Language::English | Language::Other => self.recogniser.recognise(document, &self.gazetteer).0,
            language => lookup::recognise(document, &self.gazetteer, language),
        }
    }
}

fn spans_of(mentions: &[Mention]) -> Vec<ByteSpan> {
    mentions.iter().map(|mention| mention.span).collect()
}
