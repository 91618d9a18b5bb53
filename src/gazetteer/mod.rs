//! The gazetteer: names, and the places they may stand for.

use std::{borrow::Cow, collections::HashMap, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::geodesy::Position;

pub mod addition;
pub mod format;
mod near;
mod normalise;
pub mod overlay;
pub mod search;

pub use normalise::{normalise, normalise_into};

/// Names a place across versions of the gazetteer; what files and the command line show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceId {
    /// A GeoNames id: `geonames:587084`.
    GeoNames(u32),
    /// A Natural Earth id: `ne:1159121001`.
    NaturalEarth(u64),
    /// An entry of a gazetteer overlay or supplement: `dateline:karabakh`, `user:old-bridge`.
    Own(Arc<str>),
}

/// A place id that is not of the form `geonames:1`, `ne:1` or `source:name`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no place id: expected geonames:NUMBER, ne:NUMBER or SOURCE:NAME")]
pub struct NoPlaceId(String);

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GeoNames(id) => write!(f, "geonames:{id}"),
            Self::NaturalEarth(id) => write!(f, "ne:{id}"),
            Self::Own(id) => f.write_str(id),
        }
    }
}

impl FromStr for PlaceId {
    type Err = NoPlaceId;

    fn from_str(text: &str) -> Result<Self, NoPlaceId> {
        let refuse = || NoPlaceId(text.to_owned());
        match text.split_once(':') {
            Some(("geonames", id)) => id.parse().map(Self::GeoNames).map_err(|_not_a_number| refuse()),
            Some(("ne", id)) => id.parse().map(Self::NaturalEarth).map_err(|_not_a_number| refuse()),
            Some((source, name)) if !source.is_empty() && !name.is_empty() => Ok(Self::Own(text.into())),
            _ => Err(refuse()),
        }
    }
}

/// How a place id lies in a compact file.
#[derive(Serialize, Deserialize)]
enum CompactId {
    GeoNames(u32),
    NaturalEarth(u64),
    Own(String),
}

impl Serialize for PlaceId {
    /// Text where people may read it: `"geonames:587084"`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        match self {
            Self::GeoNames(id) => CompactId::GeoNames(*id),
            Self::NaturalEarth(id) => CompactId::NaturalEarth(*id),
            Self::Own(id) => CompactId::Own(id.to_string()),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PlaceId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let text = if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
        } else {
            match CompactId::deserialize(deserializer)? {
                CompactId::GeoNames(id) => return Ok(Self::GeoNames(id)),
                CompactId::NaturalEarth(id) => return Ok(Self::NaturalEarth(id)),
                CompactId::Own(id) => id,
            }
        };
        text.parse().map_err(D::Error::custom)
    }
}

/// What kind of place an entry is. The order is that of the tables' byte codes: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceClass {
    /// A continent (GeoNames CONT).
    Continent,
    /// A country or dependent territory (PCLI, PCLD, …).
    Country,
    /// A first-level division (ADM1).
    Region,
    /// A second-level division (ADM2): a county or district.
    District,
    /// A region without administration: Karabakh, the Balkans (RGN).
    Area,
    /// The capital of a country (PPLC).
    Capital,
    /// The seat of a first-level division (PPLA).
    RegionSeat,
    /// The seat of a second-level division (PPLA2).
    DistrictSeat,
    /// The seat of a lower division (PPLA3, PPLA4, …).
    LocalSeat,
    /// Any other settlement (PPL).
    Settlement,
    /// A part of a settlement (PPLX).
    Quarter,
    /// A name known from postal codes alone.
    PostalPlace,
    /// A sea, ocean, gulf or strait.
    Sea,
    /// A river or canal.
    River,
    /// A lake or reservoir.
    Lake,
    /// An island or group of islands.
    Island,
    /// A mountain or range.
    Mountain,
    /// Another natural feature: a desert, plain, cape, valley.
    Natural,
    /// A park or protected area.
    Park,
    /// An airport.
    Airport,
    /// A road or corridor.
    Road,
    /// Another built site: a bridge, a base, a checkpoint.
    Facility,
}

impl PlaceClass {
    /// Whether people live in it as in one town or village.
    #[must_use]
    pub const fn is_settlement(self) -> bool {
        matches!(
            self,
            Self::Capital
                | Self::RegionSeat
                | Self::DistrictSeat
                | Self::LocalSeat
                | Self::Settlement
                | Self::Quarter
                | Self::PostalPlace
        )
    }

    /// Whether it is an area that a dot would misplace: a continent, country, region, district or sea.
    #[must_use]
    pub const fn is_wide(self) -> bool {
        matches!(
            self,
            Self::Continent | Self::Country | Self::Region | Self::District | Self::Area | Self::Sea
        )
    }

    /// What it is called in English.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Continent => "continent",
            Self::Country => "country",
            Self::Region => "region",
            Self::District => "district",
            Self::Area => "area",
            Self::Capital => "capital",
            Self::RegionSeat => "regional capital",
            Self::DistrictSeat | Self::LocalSeat => "town, seat of its district",
            Self::Settlement => "settlement",
            Self::Quarter => "part of a town",
            Self::PostalPlace => "postal place",
            Self::Sea => "sea",
            Self::River => "river",
            Self::Lake => "lake",
            Self::Island => "island",
            Self::Mountain => "mountain",
            Self::Natural => "natural feature",
            Self::Park => "park",
            Self::Airport => "airport",
            Self::Road => "road",
            Self::Facility => "facility",
        }
    }
}

/// All that is shown of a gazetteer entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// The name that leads: "Khankendi".
    pub name: String,
    /// The names other parties use for a contested place ("Stepanakert"), in the overlay's order.
    pub contested_names: Vec<String>,
    /// What kind of place it is.
    pub class: PlaceClass,
    /// One point for it. For countries and regions GeoNames' own point: draw an outline instead.
    pub position: Position,
    /// ISO 3166-1 alpha-2 code of its country, where it lies in one.
    pub country: Option<String>,
    /// The name of its first-level division, where it lies in one.
    pub region: Option<String>,
    /// Inhabitants; 0 where unknown.
    pub population: u64,
}

impl Place {
    /// The leading name, with the other parties' names behind it when both are asked for:
    /// "Khankendi / Stepanakert".
    #[must_use]
    pub fn label(&self, both_names: bool) -> String {
        if both_names && !self.contested_names.is_empty() {
            format!("{} / {}", self.name, self.contested_names.join(" / "))
        } else {
            self.name.clone()
        }
    }
}

/// Looks places up by id: the gazetteer, or a handful of places in a test.
pub trait Places {
    /// The entry of that id, if there is one.
    fn place(&self, id: &PlaceId) -> Option<Place>;

    /// The name of the country with an ISO 3166-1 alpha-2 code, where it is known.
    fn country_name(&self, _code: &str) -> Option<String> {
        None
    }
}

/// A place within one loaded gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceKey(pub u32);

impl PlaceKey {
    /// As an index into the tables.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a name belongs to a place. The order is that of the tables' byte codes: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NameKind {
    /// The name, or its plain ASCII form.
    Preferred,
    /// An exonym, transliteration or former name.
    Alternate,
    /// An adjective or the name of its people.
    Demonym,
    /// "N.Y.", "UAE".
    Abbreviation,
    /// Made from a longer name: "X" from "X County".
    Derived,
}

impl NameKind {
    const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Preferred,
            2 => Self::Demonym,
            3 => Self::Abbreviation,
            4 => Self::Derived,
            _ => Self::Alternate,
        }
    }
}

/// Bits that say what kinds of place a name may stand for: evidence for the recogniser.
pub mod tags {
    /// A country or its alias.
    pub const COUNTRY: u16 = 1;
    /// A demonym.
    pub const DEMONYM: u16 = 2;
    /// A first-level division.
    pub const REGION: u16 = 4;
    /// A capital or a city of a million.
    pub const METROPOLIS: u16 = 8;
    /// A city of 100,000.
    pub const CITY: u16 = 16;
    /// A town of 15,000.
    pub const TOWN: u16 = 32;
    /// A smaller settlement.
    pub const VILLAGE: u16 = 64;
    /// A second-level division.
    pub const DISTRICT: u16 = 128;
    /// A natural feature.
    pub const NATURAL: u16 = 256;
    /// A continent, an alliance, a region in the news.
    pub const AREA: u16 = 512;
}

/// Why a gazetteer or an overlay could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GazetteerError {
    /// The tables.
    #[error(transparent)]
    Format(#[from] format::FormatError),
    /// The overlay.
    #[error(transparent)]
    Overlay(#[from] overlay::OverlayError),
}

/// What ranking needs to know of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// What kind of place it is.
    pub class: PlaceClass,
    /// One point for it.
    pub position: Position,
    /// Inhabitants, 0 where unknown.
    pub population: u32,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<[u8; 2]>,
    /// First-level division.
    pub region: Option<PlaceKey>,
    /// Second-level division.
    pub district: Option<PlaceKey>,
    /// How many names it has, at most 255: the better known the more.
    pub names: u8,
}

/// Names and places: the tables, with an overlay on top.
pub struct Gazetteer {
    tables: format::Tables,
    overlay: overlay::Layer,
}

impl Gazetteer {
    /// The gazetteer inside the program, with its curated overlay.
    ///
    /// # Errors
    /// Never in a sound build; the error is the same as for a file.
    #[cfg(feature = "embedded")]
    pub fn embedded() -> Result<Self, GazetteerError> {
        Self::open_curated(Cow::Borrowed(include_bytes!("../../assets/gazetteer.bin")))
    }

    /// A gazetteer from a file's bytes, with the curated overlay inside the program.
    ///
    /// # Errors
    /// When the bytes are no gazetteer of this version or damaged.
    #[cfg(feature = "embedded")]
    pub fn open_curated(bytes: Cow<'static, [u8]>) -> Result<Self, GazetteerError> {
        let overlay = overlay::Overlay::parse(include_str!("../../places.json"), "places.json")?;
        Ok(Self::open(bytes)?.with_overlay(&overlay)?)
    }

    /// A gazetteer from a file's bytes, without an overlay.
    ///
    /// # Errors
    /// When the bytes are no gazetteer of this version or damaged.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, GazetteerError> {
        Ok(Self { tables: format::Tables::open(bytes)?, overlay: overlay::Layer::default() })
    }

    /// Lays another overlay on top; its names and positions win.
    ///
    /// # Errors
    /// When an entry amends a place that is not there.
    pub fn with_overlay(mut self, overlay: &overlay::Overlay) -> Result<Self, overlay::OverlayError> {
        let mut layer = std::mem::take(&mut self.overlay);
        layer.add(overlay, &self.tables)?;
        self.overlay = layer;
        Ok(self)
    }

    /// A checksum of tables and overlays: another one where any place or name is another.
    #[must_use]
    pub fn checksum(&self) -> u32 {
        let mut sum = crc32fast::Hasher::new();
        sum.update(&self.tables.checksum().to_le_bytes());
        for overlay in &self.overlay.checksums {
            sum.update(&overlay.to_le_bytes());
        }
        sum.finalize()
    }

    /// The number of places, overlays included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tables.len() + self.overlay.added.len()
    }

    /// Whether there is no place at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of an id.
    #[must_use]
    pub fn key(&self, id: &PlaceId) -> Option<PlaceKey> {
        self.overlay.key_of(id, self.tables.len()).or_else(|| self.tables.key_of(id))
    }

    /// The country of a code.
    #[must_use]
    pub fn country(&self, code: [u8; 2]) -> Option<PlaceKey> {
        self.tables.country(code)
    }

    /// What ranking needs to know of a place.
    #[must_use]
    pub fn facts(&self, key: PlaceKey) -> Option<Facts> {
        if let Some(added) = key.index().checked_sub(self.tables.len()) {
            return self.overlay.added.get(added).map(|entry| entry.facts.clone());
        }
        let record = self.tables.record(key.index())?;
        let mut facts = Facts {
            class: record.class,
            position: record.position,
            population: record.population,
            country: record.country,
            region: record.region,
            district: record.district,
            names: record.names,
        };
        if let Some(amended) = self.overlay.amended.get(&key) {
            amended.apply(&mut facts);
        }
        Some(facts)
    }

    /// The id of a place.
    #[must_use]
    pub fn id(&self, key: PlaceKey) -> Option<PlaceId> {
        match key.index().checked_sub(self.tables.len()) {
            Some(added) => self.overlay.added.get(added).map(|entry| entry.id.clone()),
            None => self.tables.record(key.index()).map(|record| record.id),
        }
    }

    /// The leading name of a place.
    #[must_use]
    pub fn name(&self, key: PlaceKey) -> String {
        if let Some(added) = key.index().checked_sub(self.tables.len()) {
            return self.overlay.added.get(added).map(|entry| entry.name.clone()).unwrap_or_default();
        }
        if let Some(name) = self.overlay.amended.get(&key).and_then(|amended| amended.name.clone()) {
            return name;
        }
        self.tables
            .record(key.index())
            .map(|record| self.tables.text(record.name).to_owned())
            .unwrap_or_default()
    }

    /// All that is shown of a place.
    #[must_use]
    pub fn describe(&self, key: PlaceKey) -> Option<Place> {
        let facts = self.facts(key)?;
        let contested = match key.index().checked_sub(self.tables.len()) {
            Some(added) => self.overlay.added.get(added).map(|entry| entry.contested.clone()),
            None => self.overlay.amended.get(&key).map(|amended| amended.contested.clone()),
        };
        Some(Place {
            id: self.id(key)?,
            name: self.name(key),
            contested_names: contested.unwrap_or_default(),
            class: facts.class,
            position: facts.position,
            country: facts.country.and_then(|code| String::from_utf8(code.to_vec()).ok()),
            region: facts.region.filter(|region| *region != key).map(|region| self.name(region)),
            population: u64::from(facts.population),
        })
    }

    /// The places of a normalised name, with how the name belongs to each.
    pub fn exact(&self, normal: &str) -> Vec<(PlaceKey, NameKind)> {
        let mut places: Vec<_> =
            self.tables.index().get(normal).map(|at| self.tables.postings(at).collect()).unwrap_or_default();
        if let Some(more) = self.overlay.names.get(normal) {
            for (key, kind) in more {
                match places.iter_mut().find(|(known, _)| known == key) {
                    Some(known) => known.1 = known.1.min(*kind),
                    None => places.push((*key, *kind)),
                }
            }
        }
        places
    }

    /// The tag bits of a normalised name; 0 where it is no name.
    #[must_use]
    pub fn tags(&self, normal: &str) -> u16 {
        let base = self.tables.index().get(normal).map_or(0, |at| self.tables.postings(at).tags);
        base | self.overlay.tags.get(normal).copied().unwrap_or(0)
    }

    /// Whether an overlay holds this normalised name: somebody said that it is a place of interest.
    #[must_use]
    pub fn is_curated(&self, normal: &str) -> bool {
        self.overlay.tags.contains_key(normal)
    }

    /// A walk along the name index, one word at a time.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        Walk {
            gazetteer: self,
            node: Some(self.tables.index().as_fst().root().addr()),
            at: 0,
            path: String::new(),
        }
    }
}

impl Places for Gazetteer {
    fn place(&self, id: &PlaceId) -> Option<Place> {
        self.describe(self.key(id)?)
    }

    fn country_name(&self, code: &str) -> Option<String> {
        let code = code.as_bytes().try_into().ok()?;
        Some(self.name(self.country(code)?))
    }
}

impl Places for HashMap<PlaceId, Place> {
    fn place(&self, id: &PlaceId) -> Option<Place> {
        self.get(id).cloned()
    }
}

/// A walk along the name index: finds the longest name that a run of words makes.
pub struct Walk<'g> {
    gazetteer: &'g Gazetteer,
    node: Option<fst::raw::CompiledAddr>,
    at: u64,
    path: String,
}

impl Walk<'_> {
    /// Takes the next word, already normalised. Returns the tag bits if the words so far are a name
    /// (0 if a name without tags), and whether a longer name may follow.
    pub fn step(&mut self, word: &str) -> (Option<u16>, bool) {
        if !self.path.is_empty() {
            self.path.push(' ');
            self.descend(b" ");
        }
        self.path.push_str(word);
        self.descend(word.as_bytes());
        let gazetteer = self.gazetteer;
        let base = self.node.and_then(|addr| {
            let node = gazetteer.tables.index().as_fst().node(addr);
            node.is_final().then(|| {
                let at = self.at + node.final_output().value();
                gazetteer.tables.postings(at).tags
            })
        });
        let more = gazetteer.overlay.tags.get(&self.path).copied();
        let found = match (base, more) {
            (None, None) => None,
            (base, more) => Some(base.unwrap_or(0) | more.unwrap_or(0)),
        };
        let longer = self.node.is_some() || gazetteer.overlay.has_prefix(&self.path);
        (found, longer)
    }

    fn descend(&mut self, bytes: &[u8]) {
        let fst = self.gazetteer.tables.index().as_fst();
        for byte in bytes {
            let Some(addr) = self.node else { return };
            let node = fst.node(addr);
            self.node = node.find_input(*byte).map(|at| {
                let transition = node.transition(at);
                self.at += transition.out.value();
                transition.addr
            });
        }
    }
}
