//! Mentions gathered by the place they stand for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Index, PlaceEntry};
use crate::{
    gazetteer::{Place, PlaceClass, PlaceId, Places},
    geodesy::Position,
    geoparse::MentionKind,
    project::{ArticleId, Entry, MentionId, Project, Reading, Referent, TellingWord},
};

/// Resolved mentions of a place while they are gathered.
#[derive(Default)]
struct Gathered {
    mentions: Vec<MentionId>,
    repeats: Vec<MentionId>,
    literal: usize,
    decided: usize,
    articles: BTreeSet<ArticleId>,
    confidence: f32,
}

impl Gathered {
    /// Takes a mention in. What an article repeats of another counts nowhere, but is still tied to its place.
    fn add(&mut self, reading: &Reading<'_>, repeated: bool) {
        if repeated {
            self.repeats.push(reading.id);
            return;
        }
        self.mentions.push(reading.id);
        self.literal += usize::from(reading.kind == MentionKind::Literal);
        self.decided += usize::from(reading.decision.is_some());
        self.articles.insert(reading.id.article);
        self.confidence += reading.confidence();
    }
}

/// Everything gathered so far.
#[derive(Default)]
struct Gathering {
    places: BTreeMap<PlaceId, Gathered>,
    pins: BTreeMap<PlaceId, Place>,
    unresolved: Vec<MentionId>,
    repeated: bool,
}

impl Gathering {
    fn article(&mut self, project: &Project, id: ArticleId, entry: &Entry) {
        for reading in project.readings(id) {
            let place = match reading.referent() {
                Referent::NoPlace => continue,
                Referent::Open => {
                    self.unresolved.push(reading.id);
                    continue;
                }
                Referent::Place(place) => place.clone(),
                Referent::Pin(position) => {
                    let pin = pin(position, reading.id.span.of(&entry.article.text));
                    let id = pin.id.clone();
                    self.pins.entry(id.clone()).or_insert(pin);
                    id
                }
            };
            let shown = project.decisions().canonical(&place).clone();
            self.places.entry(shown).or_default().add(&reading, self.repeated);
        }
        // A place that the analyst gave a proposal is shown, also where no text names it.
        for (telling, proposal) in project.tellings(id) {
            if let Some(TellingWord::As(_)) = project.decisions().telling(telling) {
                for place in proposal.places.iter().filter_map(|place| place.place.as_ref()) {
                    self.places.entry(project.decisions().canonical(place).clone()).or_default();
                }
            }
        }
    }
}

impl Index {
    pub(super) fn gather_places(&mut self, project: &Project, places: &dyn Places) {
        let mut gathering = Gathering::default();
        for (id, entry) in project.articles() {
            gathering.repeated = self.stories.is_repeat(id);
            gathering.article(project, id, entry);
        }
        let Gathering { places: gathered, pins, unresolved, .. } = gathering;
        self.unresolved = unresolved;
        for (id, one) in gathered {
            let Some(place) = pins.get(&id).cloned().or_else(|| places.place(&id)) else {
                self.unresolved.extend(one.mentions.into_iter().chain(one.repeats));
                continue;
            };
            #[allow(clippy::cast_precision_loss)] // a mean
            let confidence =
                if one.mentions.is_empty() { 1.0 } else { one.confidence / one.mentions.len() as f32 };
            self.places.push(PlaceEntry {
                place,
                mentions: one.mentions,
                repeats: one.repeats,
                literal: one.literal,
                articles: one.articles.len(),
                confidence,
                decided: one.decided,
                proposals: Vec::new(),
            });
        }
        self.unresolved.sort();
        self.places.sort_by(|a, b| b.mentions.len().cmp(&a.mentions.len()).then(a.place.id.cmp(&b.place.id)));
        self.tie_places();
    }

    /// Notes where each place and each mention's place stand.
    pub(super) fn tie_places(&mut self) {
        for (at, entry) in self.places.iter().enumerate() {
            self.place_at.insert(entry.place.id.clone(), at);
            let mentions = entry.mentions.iter().chain(&entry.repeats);
            self.resolved.extend(mentions.map(|mention| (*mention, at)));
        }
    }
}

/// A place that only a pin of the analyst's marks.
fn pin(position: Position, name: &str) -> Place {
    Place {
        id: PlaceId::Own(format!("pin:{:.5},{:.5}", position.lon(), position.lat()).into()),
        name: name.to_owned(),
        contested_names: Vec::new(),
        class: PlaceClass::Facility,
        position,
        country: None,
        region: None,
        population: 0,
    }
}
