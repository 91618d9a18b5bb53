//! The gazetteer: names, and the places they may stand for.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::geodesy::Position;

/// Names a place across versions of the gazetteer; what files and the command line show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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

impl TryFrom<String> for PlaceId {
    type Error = NoPlaceId;

    fn try_from(text: String) -> Result<Self, NoPlaceId> {
        text.parse()
    }
}

impl From<PlaceId> for String {
    fn from(id: PlaceId) -> Self {
        id.to_string()
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
}
