//! What lies on the desk while a mention is corrected: what it could be and why, what a search found, and
//! which other mentions a correction could reach. Worked out once a selection and revision, not each frame.

use std::sync::Arc;

use super::{coming::Coming, reach::Reach};
use crate::{
    article::Article,
    gazetteer::{Gazetteer, Place, Places},
    geodesy::Position,
    project::{MentionId, Project, index::Index},
};

/// Which mentions a correction reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// This one.
    #[default]
    Mention,
    /// The same name in this article.
    Article,
    /// The same name where the filter of the lists shows its article or its place.
    Visible,
    /// The same name in all articles.
    Everywhere,
}

impl Scope {
    /// All of them, narrowest first.
    pub const ALL: [Self; 4] = [Self::Mention, Self::Article, Self::Visible, Self::Everywhere];

    /// What the card calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mention => "This mention",
            Self::Article => "This article",
            Self::Visible => "What the filter shows",
            Self::Everywhere => "All articles",
        }
    }
}

/// A place to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The place.
    pub place: Place,
    /// The machine's probability for it, 0…1, where it gave one.
    pub probability: Option<f32>,
    /// What speaks for it, in words.
    pub why: String,
}

impl Choice {
    /// Its name with where it lies.
    #[must_use]
    pub fn name(&self) -> String {
        let parts = [Some(&self.place.label(true)), self.place.region.as_ref(), self.place.country.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>();
        parts.join(", ")
    }
}

/// A place found by a search, with the name that matched.
pub type Found = (Place, String);

/// What a desk was made for: the project's revision, whether its index was still partial, the filter of the lists.
type Key = (u64, bool, String);

/// The desk of one mention.
pub struct Desk {
    /// The mention.
    pub mention: MentionId,
    /// The name as written.
    pub surface: String,
    /// What the machine thinks it could be, best first.
    pub candidates: Vec<Choice>,
    /// What a search found, with what was searched for.
    pub found: (String, Vec<Choice>),
    key: Key,
    others: Vec<(String, Position)>,
    reach: Reach,
    coming: Coming<Reach>,
}

impl Desk {
    /// The desk of a mention under the filter of the lists; `None` where there is no such mention.
    #[must_use]
    pub fn new(
        mention: MentionId,
        project: &Project,
        index: &Index,
        gazetteer: &Gazetteer,
        filter: &str,
    ) -> Option<Self> {
        let reading = project.reading(mention)?;
        let entry = project.article(mention.article)?;
        let mut desk = Self {
            mention,
            surface: mention.span.of(&entry.article.text).to_owned(),
            candidates: Vec::new(),
            found: (String::new(), Vec::new()),
            key: Self::key(project, index, filter),
            others: others(mention, project, index),
            reach: Reach::of_one(mention),
            coming: Coming::default(),
        };
        for candidate in reading.machine.map(|machine| machine.candidates.as_slice()).unwrap_or_default() {
            if let Some(place) = gazetteer.place(&candidate.place) {
                let choice = desk.choice(place, None, Some(candidate.probability));
                desk.candidates.push(choice);
            }
        }
        Some(desk)
    }

    fn key(project: &Project, index: &Index, filter: &str) -> Key {
        (project.revision(), index.is_partial(), filter.to_owned())
    }

    /// Whether it was made for this mention, state of the project and filter.
    #[must_use]
    pub fn is_for(&self, mention: MentionId, project: &Project, index: &Index, filter: &str) -> bool {
        let (revision, partial, words) = &self.key;
        (self.mention, *revision, *partial) == (mention, project.revision(), index.is_partial())
            && words == filter
    }

    /// Takes over from the desk of a moment ago what still holds: what a search found, and the reach until the new
    /// one is there.
    pub(super) fn follow(&mut self, before: Self) {
        self.found = before.found;
        self.reach = before.reach;
    }

    /// Finds out which mentions a correction can reach: at once, or on a worker where the name is written often.
    pub(super) fn gather(&mut self, project: &Project, index: &Arc<Index>, context: &egui::Context) {
        let (mention, filter) = (self.mention, self.key.2.clone());
        if Reach::is_short(mention, project, index) {
            self.reach = Reach::gather(mention, project, index, &filter);
            return;
        }
        let (project, index) = (project.clone(), Arc::clone(index));
        self.coming.start(context, move || Reach::gather(mention, &project, &index, &filter));
    }

    /// Takes in what the worker has gathered.
    pub(super) fn take_gathered(&mut self) {
        if let Some(reach) = self.coming.take() {
            self.reach = reach;
        }
    }

    /// Whether the mentions that a correction can reach are still being gathered.
    #[must_use]
    pub const fn is_gathering(&self) -> bool {
        self.coming.is_busy()
    }

    /// Lays down what a search found.
    pub fn lay_down(&mut self, query: String, found: Vec<Found>) {
        let choices =
            found.into_iter().map(|(place, matched)| self.choice(place, Some(matched), None)).collect();
        self.found = (query, choices);
    }

    /// The mentions that a scope reaches. Those that the analyst has decided before are kept as they are
    /// unless asked for; the mention at hand is always among them.
    #[must_use]
    pub fn reach(&self, scope: Scope, also_decided: bool) -> &[MentionId] {
        self.reach.of(scope, also_decided)
    }

    /// How many mentions a scope holds, decided ones included.
    #[must_use]
    pub fn count(&self, scope: Scope) -> usize {
        self.reach.count(scope)
    }

    fn choice(&self, place: Place, matched: Option<String>, probability: Option<f32>) -> Choice {
        let mut why = vec![place.class.label().to_owned()];
        if place.population > 0 {
            why.push(format!("{} inhabitants", place.population));
        }
        let nearest = self
            .others
            .iter()
            .map(|(name, at)| (at.distance_m(place.position) / 1000.0, name))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((km, name)) = nearest {
            why.push(format!("{km:.0} km from {name}"));
        }
        let name = crate::gazetteer::normalise(&place.name);
        match matched {
            Some(matched) if matched != name => why.push(format!("known as “{matched}”")),
            None if name != crate::gazetteer::normalise(&self.surface) => {
                why.push(format!("“{}” is another name of it", self.surface));
            }
            _ => why.push("its own name".to_owned()),
        }
        Choice { place, probability, why: why.join(" · ") }
    }
}

/// Other places of the article that are points rather than areas, each once.
fn others(mention: MentionId, project: &Project, index: &Index) -> Vec<(String, Position)> {
    let own = index.place_of(mention).map(|entry| &entry.place.id);
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for reading in project.readings(mention.article) {
        let Some(entry) = index.place_of(reading.id) else { continue };
        let place = &entry.place;
        if Some(&place.id) != own && !place.class.is_wide() && seen.insert(place.id.clone()) {
            out.push((place.name.clone(), place.position));
        }
    }
    out
}

/// What the lists' filter is held against for an article.
#[must_use]
pub fn article_text(article: &Article) -> String {
    let date = article.date.map(|date| date.to_string()).unwrap_or_default();
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    format!("{} {} {} {date}", article.heading(), part(&article.outlet), part(&article.author))
}

/// What the lists' filter is held against for a place.
#[must_use]
pub fn place_text(place: &Place) -> String {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    format!("{} {} {} {}", place.label(true), place.class.label(), part(&place.country), part(&place.region))
}

/// Whether a text holds every word of a filter, case aside.
#[must_use]
pub fn matches(text: &str, filter: &str) -> bool {
    let text = text.to_lowercase();
    filter.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
