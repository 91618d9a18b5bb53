//! Overlays: curated places and names on top of the tables, edited by people.
//!
//! A file is a JSON object with `places`, a list of entries. An entry with an `id` of the gazetteer
//! amends that place; one with a new id (`source:name`) adds a place and must say where it is.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Facts, NameKind, PlaceClass, PlaceId, PlaceKey, format::Tables, normalise, tags};
use crate::geodesy::Position;

/// Why an overlay was refused. Names the file and the entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverlayError {
    /// Not the expected JSON.
    #[error("{file}: not a valid overlay: {reason}")]
    Json {
        /// The file.
        file: String,
        /// What the parser said.
        reason: String,
    },
    /// An entry that cannot be used.
    #[error("{file}: entry {number} (“{id}”): {reason}")]
    Entry {
        /// The file.
        file: String,
        /// Its number in the list, from 1.
        number: usize,
        /// Its id.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    #[allow(dead_code)] // for the people who edit the file
    about: Option<String>,
    places: Vec<Entry>,
}

/// One entry of an overlay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: Option<String>,
    #[serde(default)]
    contested: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    class: Option<PlaceClass>,
    lon: Option<f64>,
    lat: Option<f64>,
    country: Option<String>,
    population: Option<u32>,
    #[serde(default)]
    #[allow(dead_code)] // for the people who edit the file
    note: Option<String>,
}

/// A validated overlay.
#[derive(Clone, Debug)]
pub struct Overlay {
    file: String,
    entries: Vec<(PlaceId, Entry, Option<Position>)>,
    checksum: u32,
}

impl Overlay {
    /// Reads and validates an overlay; `file` names it in errors.
    ///
    /// # Errors
    /// [`OverlayError`], naming the entry.
    pub fn parse(json: &str, file: &str) -> Result<Self, OverlayError> {
        let parsed: File = serde_json::from_str(json)
            .map_err(|error| OverlayError::Json { file: file.to_owned(), reason: error.to_string() })?;
        let mut entries: Vec<(PlaceId, Entry, Option<Position>)> = Vec::new();
        for (at, entry) in parsed.places.into_iter().enumerate() {
            let refuse = |reason: String| OverlayError::Entry {
                file: file.to_owned(),
                number: at + 1,
                id: entry.id.clone(),
                reason,
            };
            let id: PlaceId =
                entry.id.parse().map_err(|error: super::NoPlaceId| refuse(error.to_string()))?;
            let position = match (entry.lon, entry.lat) {
                (Some(lon), Some(lat)) => {
                    Some(Position::new(lon, lat).map_err(|error| refuse(error.to_string()))?)
                }
                (None, None) => None,
                _ => return Err(refuse("a position needs both lon and lat".to_owned())),
            };
            if let Some(code) = &entry.country
                && !(code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
            {
                return Err(refuse(format!("“{code}” is no two-letter country code")));
            }
            let mut all = entry.name.iter().chain(&entry.contested).chain(&entry.names);
            if let Some(blank) = all.find(|name| normalise(name).is_empty()) {
                return Err(refuse(format!("“{blank}” is no name")));
            }
            if entries.iter().any(|(known, _, _)| *known == id) {
                return Err(refuse("the id stands twice".to_owned()));
            }
            entries.push((id, entry, position));
        }
        Ok(Self { file: file.to_owned(), entries, checksum: crc32fast::hash(json.as_bytes()) })
    }
}

/// A place an overlay added.
#[derive(Clone, Debug)]
pub(super) struct Added {
    pub(super) id: PlaceId,
    pub(super) name: String,
    pub(super) contested: Vec<String>,
    pub(super) facts: Facts,
}

/// What an overlay says of a place of the tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Amended {
    pub(super) name: Option<String>,
    pub(super) contested: Vec<String>,
    position: Option<Position>,
    class: Option<PlaceClass>,
    population: Option<u32>,
}

impl Amended {
    pub(super) fn apply(&self, facts: &mut Facts) {
        facts.position = self.position.unwrap_or(facts.position);
        facts.class = self.class.unwrap_or(facts.class);
        facts.population = self.population.unwrap_or(facts.population);
    }
}

/// All overlays laid on one set of tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) added: Vec<Added>,
    pub(super) amended: HashMap<PlaceKey, Amended>,
    pub(super) names: BTreeMap<String, Vec<(PlaceKey, NameKind)>>,
    pub(super) tags: BTreeMap<String, u16>,
    pub(super) checksums: Vec<u32>,
}

impl Layer {
    pub(super) fn key_of(&self, id: &PlaceId, base: usize) -> Option<PlaceKey> {
        let at = self.added.iter().position(|entry| entry.id == *id)?;
        u32::try_from(base + at).ok().map(PlaceKey)
    }

    /// Whether some name starts with this one and goes on with another word.
    pub(super) fn has_prefix(&self, path: &str) -> bool {
        self.tags
            .range::<str, _>((std::ops::Bound::Excluded(path), std::ops::Bound::Unbounded))
            .next()
            .is_some_and(|(name, _)| name.starts_with(path))
    }

    pub(super) fn add(&mut self, overlay: &Overlay, tables: &Tables) -> Result<(), OverlayError> {
        self.checksums.push(overlay.checksum);
        for (at, (id, entry, position)) in overlay.entries.iter().enumerate() {
            let refuse = |reason: &str| OverlayError::Entry {
                file: overlay.file.clone(),
                number: at + 1,
                id: entry.id.clone(),
                reason: reason.to_owned(),
            };
            let (key, class) = if let Some(key) = tables.key_of(id) {
                let amended = self.amended.entry(key).or_default();
                amended.name = entry.name.clone().or(amended.name.take());
                if !entry.contested.is_empty() {
                    amended.contested.clone_from(&entry.contested);
                }
                amended.position = position.or(amended.position);
                amended.class = entry.class.or(amended.class);
                amended.population = entry.population.or(amended.population);
                let class = entry.class.or_else(|| tables.record(key.index()).map(|record| record.class));
                (key, class.unwrap_or(PlaceClass::Settlement))
            } else if matches!(id, PlaceId::Own(_)) {
                let name = entry.name.clone().ok_or_else(|| refuse("a new place needs a name"))?;
                let position = position.ok_or_else(|| refuse("a new place needs lon and lat"))?;
                let class = entry.class.ok_or_else(|| refuse("a new place needs a class"))?;
                let code = entry.country.as_ref().and_then(|code| code.as_bytes().try_into().ok());
                let facts = Facts {
                    class,
                    position,
                    population: entry.population.unwrap_or(0),
                    country: code,
                    region: None,
                    district: None,
                    names: u8::try_from(entry.names.len() + entry.contested.len() + 1).unwrap_or(u8::MAX),
                };
                let added = Added { id: id.clone(), name, contested: entry.contested.clone(), facts };
                let at = match self.added.iter().position(|known| known.id == *id) {
                    Some(at) => {
                        self.added[at] = added;
                        at
                    }
                    None => {
                        self.added.push(added);
                        self.added.len() - 1
                    }
                };
                (PlaceKey(u32::try_from(tables.len() + at).unwrap_or(u32::MAX)), class)
            } else {
                return Err(refuse("the gazetteer has no place of that id"));
            };
            for name in entry.name.iter().chain(&entry.contested).chain(&entry.names) {
                self.add_name(name, key, class);
            }
        }
        Ok(())
    }

    fn add_name(&mut self, name: &str, key: PlaceKey, class: PlaceClass) {
        let normal = normalise(name);
        let places = self.names.entry(normal.clone()).or_default();
        if !places.iter().any(|(known, _)| *known == key) {
            places.push((key, NameKind::Preferred));
        }
        let bit = match class {
            PlaceClass::Country => tags::COUNTRY,
            PlaceClass::Region => tags::REGION,
            PlaceClass::District => tags::DISTRICT,
            PlaceClass::Continent | PlaceClass::Area => tags::AREA,
            PlaceClass::Capital => tags::METROPOLIS,
            // A curated settlement is in the news: it counts as a town whatever its size.
            class if class.is_settlement() => tags::TOWN,
            _ => tags::NATURAL,
        };
        *self.tags.entry(normal).or_default() |= bit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_file_and_the_entry() {
        let missing = Overlay::parse(r#"{"places":[{"id":"nonsense"}]}"#, "mine.json").expect_err("no id");
        assert!(missing.to_string().starts_with("mine.json: entry 1 (“nonsense”)"), "{missing}");
        let far = Overlay::parse(
            r#"{"places":[{"id":"user:a","name":"A","lon":1,"lat":2,"class":"road"},{"id":"user:b","lon":1,"lat":99}]}"#,
            "mine.json",
        )
        .expect_err("no latitude");
        assert!(far.to_string().contains("entry 2 (“user:b”)"), "{far}");
        assert!(Overlay::parse("[", "mine.json").expect_err("no JSON").to_string().contains("mine.json"));
    }

    #[test]
    fn the_curated_overlay_is_valid() {
        let overlay = Overlay::parse(include_str!("../../places.json"), "places.json").expect("valid");
        assert!(overlay.entries.len() > 10);
    }
}
