//! Search for people: any name in any language, as it is typed.

use std::collections::HashMap;

use fst::{Automaton, IntoStreamer, Streamer, automaton::Str};

use super::{Gazetteer, NameKind, PlaceKey, near::Near, normalise};

/// A place found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The place.
    pub key: PlaceKey,
    /// The normalised name that matched.
    pub matched: String,
    /// How well it fits; higher is better.
    pub score: f64,
}

/// So many names that start with what was typed are enough.
const FEW: usize = 3;

/// How many names one look-up reads at the most: keeps a keystroke short.
const MAX_NAMES: usize = 4000;

impl Gazetteer {
    /// Places whose names are, start with, or nearly are what was typed, best first.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let normal = normalise(query);
        if normal.is_empty() {
            return Vec::new();
        }
        let mut best: HashMap<PlaceKey, Hit> = HashMap::new();
        self.search_prefix(&normal, &mut best);
        // Similar names are the slow part of a keystroke: only where what was typed is hardly any name.
        let is_name = best.values().any(|hit| hit.matched == normal);
        let letters = normal.chars().count();
        if !is_name && best.len() < limit.min(FEW) && letters >= 4 {
            // Two edits only where nothing else is found: a long name that is being typed is none yet.
            let edits = if best.is_empty() && letters >= 8 { 2 } else { 1 };
            self.search_similar(&normal, edits, &mut best);
        }
        let mut hits: Vec<Hit> = best.into_values().collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.key.cmp(&b.key)));
        hits.truncate(limit);
        hits
    }

    fn keep(&self, best: &mut HashMap<PlaceKey, Hit>, name: &str, places: &[(PlaceKey, NameKind)], fit: f64) {
        for (key, kind) in places.iter().take(200) {
            let Some(facts) = self.facts(*key) else { continue };
            let known = f64::from(facts.population + 1).log10() + 0.35 * f64::from(facts.names).ln_1p();
            let class = if facts.class.is_wide() { 2.0 } else { 0.0 };
            let score = fit + known + class - if *kind == NameKind::Preferred { 0.0 } else { 0.5 };
            let hit = best.entry(*key).or_insert_with(|| Hit { key: *key, matched: name.to_owned(), score });
            if score > hit.score {
                *hit = Hit { key: *key, matched: name.to_owned(), score };
            }
        }
    }

    fn search_prefix(&self, normal: &str, best: &mut HashMap<PlaceKey, Hit>) {
        self.keep(best, normal, &self.exact(normal), 12.0);
        let mut names = self.tables.index().search(Str::new(normal).starts_with()).into_stream();
        let mut read = 0;
        while let Some((name, at)) = names.next() {
            read += 1;
            if read > MAX_NAMES {
                break;
            }
            let name = String::from_utf8_lossy(name);
            if name != normal {
                let places: Vec<_> = self.tables.postings(at).collect();
                self.keep(best, &name, &places, 4.0);
            }
        }
        for (name, places) in self.overlay.names.range(normal.to_owned()..) {
            if !name.starts_with(normal) {
                break;
            }
            self.keep(best, name, places, 6.0);
        }
    }

    /// Names within so many edits.
    fn search_similar(&self, normal: &str, edits: usize, best: &mut HashMap<PlaceKey, Hit>) {
        let Some(near) = Near::new(normal, edits) else { return };
        let mut names = self.tables.index().search(near).into_stream();
        let mut read = 0;
        while let Some((name, at)) = names.next() {
            read += 1;
            if read > MAX_NAMES {
                break;
            }
            let name = String::from_utf8_lossy(name);
            let places: Vec<_> = self.tables.postings(at).collect();
            self.keep(best, &name, &places, 1.0);
        }
    }
}
