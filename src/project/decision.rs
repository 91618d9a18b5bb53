//! The analyst's word: on mentions, places and proposals. It lies over the machine's annotation, which it
//! never changes, and is kept when the engine runs again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ArticleId, MentionId, TellingId};
use crate::{
    gazetteer::PlaceId, geodesy::Position, geoparse::MentionKind, proposals::Proposal, text::ByteSpan,
};

/// The analyst's word on what a mention stands for. On a span where the machine found nothing it adds a
/// mention; machine mentions that it overlaps give way to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Decision {
    /// It stands for this place.
    Place(PlaceId),
    /// It stands for this point, which no gazetteer entry has.
    Pin(Position),
    /// It names no place.
    NotAPlace,
    /// It names a place, but which one is open.
    Unresolved,
}

/// The analyst's word on one article's telling of a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TellingWord {
    /// It is no proposal.
    Deleted,
    /// It reads so: a correction of the machine's, or a proposal that the machine missed.
    As(Box<Proposal>),
}

/// The analyst's word on which proposal a telling belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Home {
    /// A proposal of its own.
    Alone,
    /// The same proposal as this other telling.
    With(TellingId),
}

/// One word of the analyst's, set or, with `None`, taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// What a mention stands for.
    Mention(MentionId, Option<Decision>),
    /// Whether a mention is literal or associative.
    Kind(MentionId, Option<MentionKind>),
    /// The first place is the same as the second and is shown as it.
    Same(PlaceId, Option<PlaceId>),
    /// How a telling reads.
    Telling(TellingId, Option<TellingWord>),
    /// Which proposal a telling belongs to.
    Home(TellingId, Option<Home>),
    /// These two tellings are of different proposals, however alike they are; the smaller id first.
    Apart(TellingId, TellingId, bool),
    /// This name, as parties are called, is one of the actor's.
    Alias(String, Option<String>),
}

impl Change {
    /// The change that says of two tellings that they are of different proposals.
    #[must_use]
    pub fn apart(a: TellingId, b: TellingId) -> Self {
        Self::Apart(a.min(b), a.max(b), true)
    }

    /// The article that it is about; merged places and aliases are about none.
    #[must_use]
    pub const fn article(&self) -> Option<ArticleId> {
        match self {
            Self::Mention(mention, _) | Self::Kind(mention, _) => Some(mention.article),
            Self::Telling(telling, _) | Self::Home(telling, _) | Self::Apart(telling, ..) => {
                Some(telling.article)
            }
            Self::Same(..) | Self::Alias(..) => None,
        }
    }

    /// Whether it takes a word back.
    #[must_use]
    pub const fn takes_back(&self) -> bool {
        matches!(
            self,
            Self::Mention(_, None)
                | Self::Kind(_, None)
                | Self::Same(_, None)
                | Self::Telling(_, None)
                | Self::Home(_, None)
                | Self::Apart(_, _, false)
                | Self::Alias(_, None)
        )
    }

    /// The change that takes this word back.
    #[must_use]
    pub fn taken_back(&self) -> Self {
        match self {
            Self::Mention(id, _) => Self::Mention(*id, None),
            Self::Kind(id, _) => Self::Kind(*id, None),
            Self::Same(id, _) => Self::Same(id.clone(), None),
            Self::Telling(id, _) => Self::Telling(*id, None),
            Self::Home(id, _) => Self::Home(*id, None),
            Self::Apart(a, b, _) => Self::Apart(*a, *b, false),
            Self::Alias(name, _) => Self::Alias(name.clone(), None),
        }
    }
}

/// All that the analyst has said in a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    mentions: BTreeMap<MentionId, Decision>,
    kinds: BTreeMap<MentionId, MentionKind>,
    same: BTreeMap<PlaceId, PlaceId>,
    tellings: BTreeMap<TellingId, TellingWord>,
    homes: BTreeMap<TellingId, Home>,
    apart: BTreeMap<(TellingId, TellingId), ()>,
    aliases: BTreeMap<String, String>,
}

fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: Option<V>) -> Option<V> {
    match value {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    }
}

/// Visits the keys under which two maps hold different values.
fn differing<K: Ord, V: PartialEq>(a: &BTreeMap<K, V>, b: &BTreeMap<K, V>, mut visit: impl FnMut(&K)) {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    loop {
        match (a.peek(), b.peek()) {
            (None, None) => return,
            (Some((key, _)), Some((other, _))) if key == other => {
                if let (Some((key, value)), Some((_, other))) = (a.next(), b.next())
                    && value != other
                {
                    visit(key);
                }
            }
            (Some((key, _)), Some((other, _))) if key > other => {
                visit(other);
                b.next();
            }
            (Some((key, _)), _) => {
                visit(key);
                a.next();
            }
            (None, Some((key, _))) => {
                visit(key);
                b.next();
            }
        }
    }
}

impl Decisions {
    /// Sets or takes back one word; the change that undoes it.
    pub(super) fn set(&mut self, change: Change) -> Change {
        match change {
            Change::Mention(id, word) => Change::Mention(id, put(&mut self.mentions, id, word)),
            Change::Kind(id, word) => Change::Kind(id, put(&mut self.kinds, id, word)),
            Change::Same(id, word) => Change::Same(id.clone(), put(&mut self.same, id, word)),
            Change::Telling(id, word) => Change::Telling(id, put(&mut self.tellings, id, word)),
            Change::Home(id, word) => Change::Home(id, put(&mut self.homes, id, word)),
            Change::Apart(a, b, on) => {
                Change::Apart(a, b, put(&mut self.apart, (a, b), on.then_some(())).is_some())
            }
            Change::Alias(name, actor) => Change::Alias(name.clone(), put(&mut self.aliases, name, actor)),
        }
    }

    /// The word that stands where a change would set one, as the change that would set it so.
    pub(super) fn standing(&self, of: &Change) -> Change {
        match of {
            Change::Mention(id, _) => Change::Mention(*id, self.mentions.get(id).cloned()),
            Change::Kind(id, _) => Change::Kind(*id, self.kinds.get(id).copied()),
            Change::Same(id, _) => Change::Same(id.clone(), self.same.get(id).cloned()),
            Change::Telling(id, _) => Change::Telling(*id, self.tellings.get(id).cloned()),
            Change::Home(id, _) => Change::Home(*id, self.homes.get(id).copied()),
            Change::Apart(a, b, _) => Change::Apart(*a, *b, self.are_apart(*a, *b)),
            Change::Alias(name, _) => Change::Alias(name.clone(), self.aliases.get(name).cloned()),
        }
    }

    /// Every word as the change that would set it, in a fixed order.
    pub fn all(&self) -> impl Iterator<Item = Change> {
        let mentions = self.mentions.iter().map(|(id, word)| Change::Mention(*id, Some(word.clone())));
        let kinds = self.kinds.iter().map(|(id, kind)| Change::Kind(*id, Some(*kind)));
        let same = self.same.iter().map(|(id, other)| Change::Same(id.clone(), Some(other.clone())));
        let tellings = self.tellings.iter().map(|(id, word)| Change::Telling(*id, Some(word.clone())));
        let homes = self.homes.iter().map(|(id, home)| Change::Home(*id, Some(*home)));
        let apart = self.apart.keys().map(|(a, b)| Change::Apart(*a, *b, true));
        let aliases =
            self.aliases.iter().map(|(name, actor)| Change::Alias(name.clone(), Some(actor.clone())));
        mentions.chain(kinds).chain(same).chain(tellings).chain(homes).chain(apart).chain(aliases)
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let places = self.mentions.len() + self.kinds.len() + self.same.len();
        places + self.tellings.len() + self.homes.len() + self.apart.len() + self.aliases.len()
    }

    /// Whether nothing was said yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The articles on whose mentions and tellings other words stand than before.
    pub(super) fn other_than(&self, before: &Self) -> BTreeSet<ArticleId> {
        let mut articles = BTreeSet::new();
        differing(&before.mentions, &self.mentions, |id| {
            articles.insert(id.article);
        });
        differing(&before.kinds, &self.kinds, |id| {
            articles.insert(id.article);
        });
        differing(&before.tellings, &self.tellings, |id| {
            articles.insert(id.article);
        });
        articles
    }

    /// Whether the words on which places are one are the same as before.
    pub(super) fn merges_as(&self, before: &Self) -> bool {
        self.same == before.same
    }

    /// What a mention stands for.
    #[must_use]
    pub fn mention(&self, id: MentionId) -> Option<&Decision> {
        self.mentions.get(&id)
    }

    /// Literal or associative.
    #[must_use]
    pub fn kind(&self, id: MentionId) -> Option<MentionKind> {
        self.kinds.get(&id).copied()
    }

    /// How a telling reads.
    #[must_use]
    pub fn telling(&self, id: TellingId) -> Option<&TellingWord> {
        self.tellings.get(&id)
    }

    /// Which proposal a telling belongs to.
    #[must_use]
    pub fn home(&self, id: TellingId) -> Option<Home> {
        self.homes.get(&id).copied()
    }

    /// Every telling with the proposal it was put to, in order.
    pub(super) fn homes(&self) -> impl Iterator<Item = (TellingId, Home)> {
        self.homes.iter().map(|(id, home)| (*id, *home))
    }

    /// Whether two tellings were said to be of different proposals.
    #[must_use]
    pub fn are_apart(&self, a: TellingId, b: TellingId) -> bool {
        self.apart.contains_key(&(a.min(b), a.max(b)))
    }

    /// The pairs of tellings said to be of different proposals, in order.
    pub(super) fn apart(&self) -> impl Iterator<Item = (TellingId, TellingId)> {
        self.apart.keys().copied()
    }

    /// The names given to an actor, in order.
    pub fn aliases_of(&self, actor: &str) -> impl Iterator<Item = &str> {
        self.aliases
            .iter()
            .filter(move |(name, of)| *of == actor && *name != actor)
            .map(|(name, _)| name.as_str())
    }

    /// The actor that a name was given to.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<&str> {
        self.aliases.get(name).map(String::as_str)
    }

    /// The words on all mentions, by article and in text order.
    pub fn mentions(&self) -> impl Iterator<Item = (MentionId, &Decision)> {
        self.mentions.iter().map(|(id, decision)| (*id, decision))
    }

    /// The analyst's word on the mentions of one article, in order.
    pub fn mentions_in(&self, article: ArticleId) -> impl Iterator<Item = (MentionId, &Decision)> {
        let (first, last) = (ByteSpan::default(), ByteSpan::new(usize::MAX, usize::MAX));
        let range = MentionId { article, span: first }..=MentionId { article, span: last };
        self.mentions.range(range).map(|(id, word)| (*id, word))
    }

    /// The words on tellings of an article, in order.
    pub(super) fn tellings_in(&self, article: ArticleId) -> impl Iterator<Item = (TellingId, &TellingWord)> {
        let id = |at, nth| TellingId { article, evidence: ByteSpan::new(at, at), nth };
        self.tellings.range(id(0, 0)..=id(usize::MAX, u32::MAX)).map(|(id, word)| (*id, word))
    }

    /// The place that a place was merged into, through any number of merges; itself where it was not.
    #[must_use]
    pub fn canonical<'d>(&'d self, place: &'d PlaceId) -> &'d PlaceId {
        let mut at = place;
        // No more steps than there are merges: a ring ends.
        for _ in 0..self.same.len() {
            match self.same.get(at) {
                Some(next) if next != place => at = next,
                _ => break,
            }
        }
        at
    }

    /// The places merged directly into a place, in order.
    pub fn merged_into(&self, place: &PlaceId) -> impl Iterator<Item = &PlaceId> {
        self.same.iter().filter(move |(_, into)| *into == place).map(|(from, _)| from)
    }
}
