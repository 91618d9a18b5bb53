//! What an outlet writes about: the local lexicon of its readers (Lieberman, Samet & Sankaranarayanan 2010).

use std::collections::{BTreeMap, HashMap};

use super::Mention;
use crate::gazetteer::{Facts, Gazetteer, PlaceKey};

/// The heaviest places that distances are taken to.
const HEAVIEST: usize = 150;

/// How often an outlet's articles name each place, as shares.
#[derive(Clone, Debug, Default)]
pub struct OutletProfile {
    total: f32,
    countries: BTreeMap<[u8; 2], f32>,
    regions: BTreeMap<PlaceKey, f32>,
    places: BTreeMap<PlaceKey, (f32, Option<Facts>)>,
}

impl OutletProfile {
    /// Takes in (or, with a negative factor, takes out) the resolved mentions of one article.
    fn add(&mut self, mentions: &[Mention], gazetteer: &Gazetteer, factor: f32) {
        let mut seen = BTreeMap::new();
        for resolution in mentions.iter().filter_map(|mention| mention.resolution.as_ref()) {
            if let Some(key) = gazetteer.key(&resolution.place) {
                let best: &mut f32 = seen.entry(key).or_insert(0.0);
                *best = best.max(resolution.confidence);
            }
        }
        for (key, weight) in seen {
            let Some(facts) = gazetteer.facts(key) else { continue };
            let weight = weight * factor;
            self.total += weight;
            if let Some(country) = facts.country {
                *self.countries.entry(country).or_default() += weight;
            }
            if let Some(region) = facts.region {
                *self.regions.entry(region).or_default() += weight;
            }
            self.places.entry(key).or_insert_with(|| (0.0, Some(facts))).0 += weight;
        }
    }

    /// The shares of a place's country, of its region, of places near it (by distance), and of itself.
    #[must_use]
    pub(super) fn features(&self, key: PlaceKey, facts: &Facts) -> [f32; 4] {
        let total = self.total.max(0.0) + 3.0;
        let share = |weight: Option<&f32>| weight.copied().unwrap_or(0.0).max(0.0) / total;
        let country = share(facts.country.as_ref().and_then(|code| self.countries.get(code)));
        let region = share(facts.region.as_ref().and_then(|region| self.regions.get(region)));
        let own = share(self.places.get(&key).map(|(weight, _)| weight));
        let mut near = 0.0;
        for (weight, known) in self.heaviest() {
            if let Some(known) = known {
                #[allow(clippy::cast_possible_truncation)] // a share needs no more
                let km = (known.position.distance_m(facts.position) / 1000.0) as f32;
                near += weight / total * (-km / 50.0).exp();
            }
        }
        [country, region, near, (5.0 * own).min(1.0)]
    }

    /// Places below the size of a region, heaviest first.
    fn heaviest(&self) -> impl Iterator<Item = (f32, Option<&Facts>)> {
        let mut all: Vec<(f32, &PlaceKey, Option<&Facts>)> = self
            .places
            .iter()
            .filter(|(_, (weight, facts))| {
                *weight > 0.0 && facts.as_ref().is_some_and(|facts| !is_big(facts))
            })
            .map(|(key, (weight, facts))| (*weight, key, facts.as_ref()))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        all.truncate(HEAVIEST);
        all.into_iter().map(|(weight, _, facts)| (weight, facts))
    }
}

/// What each outlet of a stream or a project writes about.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    /// The articles taken in, and what they name.
    profiles: HashMap<String, (usize, OutletProfile)>,
}

impl Outlets {
    /// An outlet must have this many articles before it says anything.
    const LEAST_ARTICLES: usize = 2;

    /// Takes in what was found in one article of an outlet.
    pub fn learn(&mut self, outlet: &str, mentions: &[Mention], gazetteer: &Gazetteer) {
        let (count, profile) = self.profiles.entry(outlet.to_owned()).or_default();
        *count += 1;
        profile.add(mentions, gazetteer, 1.0);
    }

    /// What the outlet's other articles are about, given what was taken in of this one; `None` where there
    /// are none.
    #[must_use]
    pub fn others(&self, outlet: &str, mentions: &[Mention], gazetteer: &Gazetteer) -> Option<OutletProfile> {
        let (count, profile) = self.profiles.get(outlet)?;
        (*count >= Self::LEAST_ARTICLES).then(|| {
            let mut others = profile.clone();
            others.add(mentions, gazetteer, -1.0);
            others
        })
    }
}

fn is_big(facts: &Facts) -> bool {
    use crate::gazetteer::PlaceClass as C;
    matches!(facts.class, C::Country | C::Region | C::Area | C::Continent | C::Sea)
}
