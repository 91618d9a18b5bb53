//! What an outlet writes about: the local lexicon of its readers (Lieberman, Samet & Sankaranarayanan 2010).

use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use super::Mention;
use crate::{
    gazetteer::{Facts, Gazetteer, PlaceKey},
    geodesy::EARTH_RADIUS_M,
};

/// The heaviest places that distances are taken to.
const HEAVIEST: usize = 150;
/// How fast a place's weight fades with distance, in km; beyond [`FAR`] times that nothing is left of it.
const FADES: f64 = 50.0;
const FAR: f64 = 16.0;

/// How much is said of each place, and where those lie.
#[derive(Clone, Debug, Default)]
struct Profile {
    total: f32,
    countries: BTreeMap<[u8; 2], f32>,
    regions: BTreeMap<PlaceKey, f32>,
    places: BTreeMap<PlaceKey, (f32, Facts)>,
    /// Places below the size of a region, heaviest first; gathered when first asked for.
    small: OnceLock<Vec<PlaceKey>>,
}

impl Profile {
    /// Takes in the resolved mentions of one article.
    fn add(&mut self, mentions: &[Mention], gazetteer: &Gazetteer) {
        let mut seen = BTreeMap::new();
        for resolution in mentions.iter().filter_map(|mention| mention.resolution.as_ref()) {
            if let Some(key) = gazetteer.key(&resolution.place) {
                let best: &mut f32 = seen.entry(key).or_insert(0.0);
                *best = best.max(resolution.confidence);
            }
        }
        for (key, weight) in seen {
            let Some(facts) = gazetteer.facts(key) else { continue };
            self.total += weight;
            if let Some(country) = facts.country {
                *self.countries.entry(country).or_default() += weight;
            }
            if let Some(region) = facts.region {
                *self.regions.entry(region).or_default() += weight;
            }
            self.places.entry(key).or_insert((0.0, facts)).0 += weight;
        }
        self.small = OnceLock::new();
    }

    fn small(&self) -> &[PlaceKey] {
        self.small.get_or_init(|| {
            let small = self.places.iter().filter(|(_, (_, facts))| !is_big(facts));
            let mut small: Vec<(f32, PlaceKey)> = small.map(|(key, (weight, _))| (*weight, *key)).collect();
            small.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            small.into_iter().map(|(_, key)| key).collect()
        })
    }

    fn country(&self, facts: &Facts) -> f32 {
        facts.country.and_then(|code| self.countries.get(&code)).copied().unwrap_or(0.0)
    }

    fn region(&self, facts: &Facts) -> f32 {
        facts.region.and_then(|region| self.regions.get(&region)).copied().unwrap_or(0.0)
    }

    fn place(&self, key: PlaceKey) -> f32 {
        self.places.get(&key).map_or(0.0, |(weight, _)| *weight)
    }
}

/// How often the other articles of an article's outlet name each place, as shares.
#[derive(Clone, Debug)]
pub struct OutletProfile<'o> {
    all: &'o Profile,
    /// What the article itself put in.
    own: Profile,
    /// The heaviest small places of the others: weight and unit vector.
    heaviest: Vec<(f32, [f64; 3])>,
}

impl<'o> OutletProfile<'o> {
    fn new(all: &'o Profile, own: Profile) -> Self {
        // What the article put in can push no more places below the others than it names.
        let likely = all.small().iter().take(HEAVIEST + own.places.len());
        let mut heaviest: Vec<(f32, PlaceKey)> =
            likely.map(|key| (all.place(*key) - own.place(*key), *key)).collect();
        heaviest.retain(|(weight, _)| *weight > 0.0);
        heaviest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        heaviest.truncate(HEAVIEST);
        let placed =
            |(weight, key): (f32, PlaceKey)| Some((weight, all.places.get(&key)?.1.position.unit_vector()));
        let heaviest = heaviest.into_iter().filter_map(placed).collect();
        Self { all, own, heaviest }
    }

    /// The shares of a place's country, of its region, of places near it (by distance), and of itself.
    #[must_use]
    pub(super) fn features(&self, key: PlaceKey, facts: &Facts, vector: [f64; 3]) -> [f32; 4] {
        let total = (self.all.total - self.own.total).max(0.0) + 3.0;
        let share = |of: &dyn Fn(&Profile) -> f32| (of(self.all) - of(&self.own)).max(0.0) / total;
        let own = share(&|profile| profile.place(key));
        let mut near = 0.0;
        let far = (FAR * FADES * 1000.0 / EARTH_RADIUS_M).cos();
        for (weight, known) in &self.heaviest {
            let dot: f64 = vector.iter().zip(known).map(|(a, b)| a * b).sum();
            if dot > far {
                let km = dot.min(1.0).acos() * EARTH_RADIUS_M / 1000.0;
                #[allow(clippy::cast_possible_truncation)] // a share needs no more
                let faded = (-km / FADES).exp() as f32;
                near += weight / total * faded;
            }
        }
        let country = share(&|profile| profile.country(facts));
        let region = share(&|profile| profile.region(facts));
        [country, region, near, (5.0 * own).min(1.0)]
    }
}

/// What each outlet of a stream or a project writes about.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    /// The articles taken in, and what they name.
    profiles: HashMap<String, (usize, Profile)>,
}

impl Outlets {
    /// An outlet must have this many articles before it says anything.
    const LEAST_ARTICLES: usize = 2;

    /// Takes in what was found in one article of an outlet.
    pub fn learn(&mut self, outlet: &str, mentions: &[Mention], gazetteer: &Gazetteer) {
        let (count, profile) = self.profiles.entry(outlet.to_owned()).or_default();
        *count += 1;
        profile.add(mentions, gazetteer);
    }

    /// What the outlet's other articles are about, given what was taken in of this one; `None` where there
    /// are none.
    #[must_use]
    pub fn others(
        &self,
        outlet: &str,
        mentions: &[Mention],
        gazetteer: &Gazetteer,
    ) -> Option<OutletProfile<'_>> {
        let (count, all) = self.profiles.get(outlet)?;
        (*count >= Self::LEAST_ARTICLES).then(|| {
            let mut own = Profile::default();
            own.add(mentions, gazetteer);
            OutletProfile::new(all, own)
        })
    }
}

fn is_big(facts: &Facts) -> bool {
    use crate::gazetteer::PlaceClass as C;
    matches!(facts.class, C::Country | C::Region | C::Area | C::Continent | C::Sea)
}
