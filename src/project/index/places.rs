//! Mentions gathered by the place they stand for.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{
    Index, PlaceEntry,
    sheet::{SURE, Tied, mention},
};
use crate::{
    gazetteer::{Place, PlaceId},
    project::{ArticleId, MentionId},
};

/// Resolved mentions of a place while they are gathered, articles in order.
#[derive(Default)]
struct Gathered {
    mentions: Vec<MentionId>,
    repeats: Vec<MentionId>,
    literal: usize,
    decided: usize,
    articles: usize,
    sure: u64,
}

impl Gathered {
    /// Takes a mention in. What an article repeats of another counts nowhere, but is still tied to its place.
    fn add(&mut self, article: ArticleId, tied: &Tied, repeated: bool) {
        if repeated {
            self.repeats.push(mention(article, tied));
            return;
        }
        self.articles += usize::from(self.mentions.last().is_none_or(|last| last.article != article));
        self.mentions.push(mention(article, tied));
        self.literal += usize::from(tied.literal);
        self.decided += usize::from(tied.decided);
        self.sure += tied.sure;
    }
}

impl PlaceEntry {
    fn of(place: Place, gathered: Gathered) -> Self {
        let Gathered { mentions, repeats, literal, decided, articles, sure } = gathered;
        let mut entry = Self {
            place,
            mentions,
            repeats,
            literal,
            articles,
            confidence: 1.0,
            decided,
            proposals: Vec::new(),
            sure,
        };
        entry.weigh();
        entry
    }

    /// A place that nothing is tied to yet.
    pub(super) fn empty(place: Place) -> Self {
        Self::of(place, Gathered::default())
    }

    /// The mean of the confidences.
    fn weigh(&mut self) {
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // a mean
        let mean = (self.sure as f64 / SURE / self.mentions.len().max(1) as f64) as f32;
        self.confidence = if self.mentions.is_empty() { 1.0 } else { mean };
    }

    /// Takes an article's mentions out and others of it in.
    pub(super) fn change(&mut self, article: ArticleId, before: &[&Tied], after: &[&Tied], repeated: bool) {
        let list = if repeated { &mut self.repeats } else { &mut self.mentions };
        let first = list.partition_point(|id| id.article < article);
        let end = list.partition_point(|id| id.article <= article);
        list.splice(first..end, after.iter().map(|tied| mention(article, tied)));
        if repeated {
            return;
        }
        let count = |of: &[&Tied], what: fn(&Tied) -> bool| of.iter().filter(|tied| what(tied)).count();
        let sum = |of: &[&Tied]| of.iter().map(|tied| tied.sure).sum::<u64>();
        self.articles = self.articles + usize::from(!after.is_empty()) - usize::from(!before.is_empty());
        self.literal = self.literal + count(after, |tied| tied.literal) - count(before, |tied| tied.literal);
        self.decided = self.decided + count(after, |tied| tied.decided) - count(before, |tied| tied.decided);
        self.sure = self.sure + sum(after) - sum(before);
        self.weigh();
    }
}

impl Index {
    /// Gathers all mentions from the sheets.
    pub(super) fn gather_places(&mut self) {
        let mut gathered: HashMap<&PlaceId, Gathered> = HashMap::new();
        let mut unresolved = Vec::new();
        for (article, sheet) in self.sheets() {
            let repeated = self.stories.is_repeat(*article);
            for tied in &sheet.tied {
                match &tied.place {
                    Some(place) => gathered.entry(place).or_default().add(*article, tied, repeated),
                    None => unresolved.push(mention(*article, tied)),
                }
            }
            for place in &sheet.given {
                gathered.entry(place).or_default();
            }
        }
        let mut pins: BTreeMap<&PlaceId, &Place> = BTreeMap::new();
        for pin in self.sheets().iter().flat_map(|(_, sheet)| &sheet.pins) {
            pins.entry(&pin.id).or_insert(pin);
        }
        let mut places = Vec::with_capacity(gathered.len());
        for (id, one) in gathered {
            let known = || self.basis.known.get(id)?.as_deref();
            match pins.get(id).copied().or_else(known) {
                Some(place) => places.push(Arc::new(PlaceEntry::of(place.clone(), one))),
                None => unresolved.extend(one.mentions.into_iter().chain(one.repeats)),
            }
        }
        unresolved.sort_unstable();
        sort(&mut places);
        self.unresolved = Arc::new(unresolved);
        self.places = Arc::new(places);
        self.tie_places();
    }

    /// Notes where each place stands.
    pub(super) fn tie_places(&mut self) {
        let at = self.places.iter().enumerate().map(|(at, entry)| (entry.place.id.clone(), at));
        self.place_at = Arc::new(at.collect());
    }
}

/// Puts places in their order.
pub(super) fn sort(places: &mut [Arc<PlaceEntry>]) {
    places.sort_by(|a, b| b.mentions.len().cmp(&a.mentions.len()).then_with(|| a.place.id.cmp(&b.place.id)));
}
