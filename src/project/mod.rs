//! The project: articles with what the machine found in them, and the analyst's word over it.
//!
//! Everything shown is machine output overlaid with decisions, so that a new run of the engine can
//! never overwrite what the analyst said. Every change raises the [revision](Project::revision);
//! caches key on it.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, similar::Sketch},
    engine::{Annotation, Version},
    geoparse::Mention,
    language::Document,
    text::ByteSpan,
};

#[cfg(test)]
mod arbitrary;
mod cores;
mod decision;
mod edit;
pub mod file;
mod filter;
mod history;
pub mod index;
mod join;
mod known;
mod reading;
mod record;
mod review;
mod saved;
mod stories;

pub use decision::{Change, Decision, Decisions, Home, TellingWord};
pub use edit::{Edit, EditError};
pub use filter::{Excerpt, Filter, Selected};
pub use history::History;
pub use known::Known;
pub use reading::{Reading, Referent};
pub use record::Record;
pub use review::{Estimate, Review};
pub use saved::{MAX_SAVED_BYTES, Shelf};
pub use stories::Stories;

/// An article of the project. Ids are given in order of arrival and never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub u32);

/// A mention: its article and where it stands. It stays valid when the engine runs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MentionId {
    /// The article.
    pub article: ArticleId,
    /// Where the name stands in the article's text.
    pub span: ByteSpan,
}

/// One article's telling of a proposal, named by its main passage: it stays valid when the engine runs
/// again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TellingId {
    /// The article.
    pub article: ArticleId,
    /// The main evidence, as it was when the telling was found or added.
    pub evidence: ByteSpan,
    /// Which of the tellings with that main evidence, from 0.
    pub nth: u32,
}

/// A proposal across articles, named by the first of its tellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProposalId(pub TellingId);

/// A sentence with its paragraph, as shown around a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Passage {
    /// The sentence.
    pub sentence: ByteSpan,
    /// The paragraph it stands in.
    pub paragraph: ByteSpan,
}

impl Passage {
    /// The passages of a text, one a sentence.
    #[must_use]
    pub fn all(document: &Document<'_>) -> Vec<Self> {
        let of = |sentence: &crate::language::Sentence| Self {
            sentence: sentence.span,
            paragraph: document.paragraphs.get(sentence.paragraph).copied().unwrap_or(sentence.span),
        };
        document.sentences.iter().map(of).collect()
    }
}

/// An article of the project with its machine output.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The article as read.
    pub article: Arc<Article>,
    /// What the engine found in it.
    pub annotation: Arc<Annotation>,
    /// Its sentences in order.
    pub passages: Arc<[Passage]>,
    /// The file it was read from.
    origin: Option<Arc<Origin>>,
    /// What annotated it.
    by: Arc<Version>,
    /// How often it was annotated before.
    pass: u32,
    sketch: Arc<OnceLock<Sketch>>,
}

/// The file that an article was read from, as it was then: to know it again, and to tell whether it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its path.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last changed, where the system says.
    pub modified: Option<jiff::Timestamp>,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// The machine's output for one article, to be put in the place of another.
#[derive(Clone, Debug)]
pub struct Machine {
    annotation: Arc<Annotation>,
    passages: Arc<[Passage]>,
    by: Arc<Version>,
    pass: u32,
}

impl Entry {
    /// An entry from an article, its annotation and its passages in order.
    #[must_use]
    pub fn new(article: Article, annotation: Annotation, passages: Vec<Passage>) -> Self {
        Self {
            article: Arc::new(article),
            annotation: Arc::new(annotation),
            passages: passages.into(),
            origin: None,
            by: Arc::default(),
            pass: 0,
            sketch: Arc::default(),
        }
    }

    /// The same, with what annotated it.
    #[must_use]
    pub fn by(self, version: Arc<Version>) -> Self {
        Self { by: version, ..self }
    }

    /// The same, with the file it was read from.
    #[must_use]
    pub fn read_from(self, origin: Option<Arc<Origin>>) -> Self {
        Self { origin, ..self }
    }

    /// The file it was read from, where that is known.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_deref()
    }

    /// What annotated it; empty where that is not known.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.by
    }

    /// What another run of the engine found, to take the place of what stands.
    #[must_use]
    pub fn again(&self, annotation: Annotation, passages: Vec<Passage>, by: Arc<Version>) -> Machine {
        let (annotation, passages) = (Arc::new(annotation), passages.into());
        Machine { annotation, passages, by, pass: self.pass + 1 }
    }

    /// The machine's output as it stands.
    fn machine(&self) -> Machine {
        Machine {
            annotation: Arc::clone(&self.annotation),
            passages: Arc::clone(&self.passages),
            by: Arc::clone(&self.by),
            pass: self.pass,
        }
    }

    /// Puts the machine's output in place; what was there.
    fn put_machine(&mut self, machine: Machine) -> Machine {
        let Machine { annotation, passages, by, pass } = machine;
        Machine {
            annotation: std::mem::replace(&mut self.annotation, annotation),
            passages: std::mem::replace(&mut self.passages, passages),
            by: std::mem::replace(&mut self.by, by),
            pass: std::mem::replace(&mut self.pass, pass),
        }
    }

    /// The sample of its text that other articles are compared with, made once.
    pub(crate) fn sketch(&self) -> &Sketch {
        self.sketch.get_or_init(|| Sketch::new(&self.article.text))
    }

    /// Does what comparing articles needs now, off the thread that draws.
    pub fn compare_ready(&self) {
        self.sketch();
    }

    /// The passage that holds a byte offset, or the nearest one before it.
    #[must_use]
    pub fn passage_at(&self, byte: usize) -> Option<Passage> {
        let after = self.passages.partition_point(|passage| passage.sentence.start() <= byte);
        self.passages.get(after.checked_sub(1)?).copied()
    }
}

/// Articles, annotations and decisions. Changed only by edits, each of which raises the revision.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// Shared by all copies until one of them changes: a copy for a job costs nothing.
    articles: Arc<BTreeMap<ArticleId, Entry>>,
    decisions: Arc<Decisions>,
    saved: saved::Saved,
    next: u32,
    revision: u64,
    /// Which articles repeat which, made when asked for and anew when articles come or go.
    stories: Arc<OnceLock<Stories>>,
}

impl Project {
    /// Rises by at least one with every change.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The same, counted on from the revision of a project that was shown before: a cache of that one is
    /// never taken for one of this.
    #[must_use]
    pub fn following(self, before: &Self) -> Self {
        Self { revision: before.revision + 1, ..self }
    }

    /// All articles in order of arrival.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = (ArticleId, &Entry)> {
        self.articles.iter().map(|(id, entry)| (*id, entry))
    }

    /// Which articles repeat another's text.
    #[must_use]
    pub fn stories(&self) -> &Stories {
        self.stories.get_or_init(|| Stories::of(self))
    }

    /// The same, where that was worked out already.
    #[must_use]
    pub fn known_stories(&self) -> Option<&Stories> {
        self.stories.get()
    }

    /// One article.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> Option<&Entry> {
        self.articles.get(&id)
    }

    /// Whether there is no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The ids that the next articles added will have.
    #[must_use]
    pub fn next_ids(&self, count: usize) -> Vec<ArticleId> {
        (self.next..).take(count).map(ArticleId).collect()
    }

    /// The machine's reading of a mention.
    #[must_use]
    pub fn mention(&self, id: MentionId) -> Option<&Mention> {
        let mentions = &self.articles.get(&id.article)?.annotation.mentions;
        let at = mentions.binary_search_by_key(&id.span.start(), |mention| mention.span.start()).ok()?;
        mentions.get(at).filter(|mention| mention.span == id.span)
    }

    /// The analyst's word on what a mention stands for, if given.
    #[must_use]
    pub fn decision(&self, id: MentionId) -> Option<&Decision> {
        self.decisions.mention(id)
    }

    /// All that the analyst has said.
    #[must_use]
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }
}
