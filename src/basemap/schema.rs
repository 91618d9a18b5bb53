//! What the layers and tags of an archive mean: our own, and those of the two schemas that user's archives have,
//! Protomaps (version 4) and OpenMapTiles (version 3).

use super::{NameLanguage, layer, tile::Feature};

/// Whose layers and tags an archive has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Schema {
    /// Our own: classes and zooms stand in the tags.
    #[default]
    Own,
    /// docs.protomaps.com/basemaps/layers.
    Protomaps,
    /// openmaptiles.org/schema.
    OpenMapTiles,
}

/// The tags of a feature.
#[derive(Default)]
pub(super) struct Tags<'t> {
    pub(super) texts: Vec<(&'t str, &'t str)>,
    pub(super) numbers: Vec<(&'t str, i64)>,
}

impl<'t> Tags<'t> {
    fn text(&self, key: &str) -> &'t str {
        self.texts.iter().find(|(known, _)| *known == key).map_or("", |(_, text)| text)
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.numbers.iter().find(|(known, _)| *known == key).map(|(_, number)| *number)
    }
}

/// A layer of ours and the feature to be drawn there, without its geometry.
type Reading = Option<(&'static str, Feature)>;

impl Schema {
    /// The schema whose layers an archive has.
    pub(super) fn of(layers: &[&str]) -> Self {
        let has = |name: &str| layers.contains(&name);
        if has("transportation") || has("water_name") || has("waterway") {
            Self::OpenMapTiles
        } else if has("earth") || has("landcover") || has("landuse") {
            Self::Protomaps
        } else {
            Self::Own
        }
    }

    /// Whether what is not drawn is land: else it is sea.
    pub(super) fn ground_is_land(self) -> bool {
        self == Self::OpenMapTiles
    }

    /// What a feature is; `None` for one that is not drawn.
    pub(super) fn read(self, name: &str, tags: &Tags<'_>) -> Reading {
        match self {
            Self::Own => own(name, tags),
            Self::Protomaps => protomaps(name, tags),
            Self::OpenMapTiles => open_map_tiles(name, tags),
        }
    }
}

#[allow(clippy::cast_precision_loss)] // a zoom
fn own(name: &str, tags: &Tags<'_>) -> Reading {
    const LAYERS: [&str; 10] = [
        layer::DEPTHS,
        layer::LAND,
        layer::ICE,
        layer::URBAN,
        layer::LAKES,
        layer::RIVERS,
        layer::RAILWAYS,
        layer::ROADS,
        layer::BOUNDARIES,
        layer::PLACES,
    ];
    let name = LAYERS.into_iter().find(|known| *known == name)?;
    let class = |key| match key {
        "v0" => Some(layer::NO_LINE),
        "v1" => Some(layer::COUNTRY_LINE),
        "v2" => Some(layer::DISPUTED_LINE),
        "v3" => Some(layer::REGION_LINE),
        "v4" => Some(layer::CLAIM_LINE),
        "v12" => Some(layer::DISPUTED_NAME),
        _ => None,
    };
    let views =
        tags.numbers.iter().filter_map(|(key, mask)| Some((class(*key)?, mask.cast_unsigned()))).collect();
    let feature = Feature {
        class: tags.number("class").unwrap_or(0),
        views,
        min_zoom: tags.number("zoom").unwrap_or(0) as f32 / 10.0,
        max_zoom: tags.number("until").map(|zoom| zoom as f32 / 10.0),
        rank: rank(tags.number("rank")),
        names: names(tags, "name", "name:"),
        both: Some(tags.text("both")).filter(|both| !both.is_empty()).map(Into::into),
        ..Feature::default()
    };
    Some((name, feature))
}

fn rank(value: Option<i64>) -> u32 {
    u32::try_from(value.unwrap_or(0).clamp(0, 99)).unwrap_or(0)
}

/// The names of a feature: `first` leads, the tags that begin with `prefix` and end with a language follow.
fn names(tags: &Tags<'_>, first: &str, prefix: &str) -> Box<[(NameLanguage, Box<str>)]> {
    let lead = tags.text(first);
    let mut out: Vec<(NameLanguage, Box<str>)> = Vec::new();
    if !lead.is_empty() {
        out.push((NameLanguage::ENGLISH, lead.into()));
    }
    for (key, text) in &tags.texts {
        let language = key.strip_prefix(prefix).and_then(NameLanguage::of);
        if let Some(language) = language.filter(|_| !text.is_empty()) {
            out.push((language, (*text).into()));
        }
    }
    out.into()
}

/// The names as OpenStreetMap tags them: `name` is the local one, English leads.
fn osm_names(tags: &Tags<'_>) -> Box<[(NameLanguage, Box<str>)]> {
    let mut out = names(tags, "name:en", "name:").into_vec();
    if out.is_empty() {
        out = names(tags, "name_en", "name_").into_vec();
    }
    let local = tags.text("name");
    if !local.is_empty() {
        if out.is_empty() {
            out.push((NameLanguage::ENGLISH, local.into()));
        }
        out.push((NameLanguage::LOCAL, local.into()));
    }
    out.into()
}

fn of_class(name: &'static str, class: i64) -> Reading {
    Some((name, Feature { class, ..Feature::default() }))
}

fn boundary(level: Option<i64>, disputed: bool, maritime: bool) -> Reading {
    let class = match level {
        _ if maritime => return None,
        Some(..=2) if disputed => layer::DISPUTED_LINE,
        Some(..=2) => layer::COUNTRY_LINE,
        Some(3 | 4) => layer::REGION_LINE,
        _ => return None,
    };
    of_class(layer::BOUNDARIES, class)
}

/// A place: its class by its kind, its rank by the schema's own number.
fn place(kind: &str, capital: bool, tags: &Tags<'_>, of_rank: Option<i64>) -> Reading {
    let class = match kind {
        "country" => layer::COUNTRY_NAME,
        "state" | "province" | "region" => layer::REGION_NAME,
        "city" if capital => layer::CAPITAL_NAME,
        "city" => layer::CITY_NAME,
        "ocean" => layer::OCEAN_NAME,
        "sea" | "bay" | "strait" => layer::SEA_NAME,
        "lake" | "water" | "reservoir" => layer::LAKE_NAME,
        "island" | "islet" => layer::ISLAND_NAME,
        _ => layer::TOWN_NAME,
    };
    let names = osm_names(tags);
    #[allow(clippy::cast_precision_loss)] // a zoom
    let min_zoom = tags.number("min_zoom").or_else(|| tags.number("pmap:min_zoom")).unwrap_or(0) as f32;
    let feature = Feature { class, rank: rank(of_rank), names, min_zoom, ..Feature::default() };
    (!feature.names.is_empty()).then_some((layer::PLACES, feature))
}

fn road(kind: &str) -> Reading {
    match kind {
        "rail" | "railway" | "transit" => of_class(layer::RAILWAYS, 0),
        "motorway" | "highway" | "trunk" => of_class(layer::ROADS, layer::MOTORWAY),
        "primary" | "secondary" | "major_road" | "medium_road" => of_class(layer::ROADS, layer::MAJOR_ROAD),
        "ferry" | "aerialway" | "pier" => None,
        _ => of_class(layer::ROADS, layer::MINOR_ROAD),
    }
}

fn protomaps(name: &str, tags: &Tags<'_>) -> Reading {
    let kind = match tags.text("kind") {
        "" => tags.text("pmap:kind"),
        kind => kind,
    };
    match name {
        "earth" => of_class(layer::LAND, 0),
        "landcover" | "landuse" => match kind {
            "glacier" => of_class(layer::ICE, 0),
            "urban_area" | "residential" | "commercial" | "industrial" => of_class(layer::URBAN, 0),
            "forest" | "wood" | "park" | "nature_reserve" | "grassland" | "national_park" | "scrub" => {
                of_class(layer::GREEN, 0)
            }
            _ => None,
        },
        "water" => match kind {
            "river" | "stream" | "canal" => of_class(layer::RIVERS, 0),
            "ocean" | "sea" if !osm_names(tags).is_empty() => place(kind, false, tags, None),
            _ => of_class(layer::LAKES, 0),
        },
        "roads" | "transit" => road(kind),
        "buildings" => of_class(layer::BUILDINGS, 0),
        "boundaries" => {
            let level = tags
                .number("kind_detail")
                .or_else(|| tags.text("kind_detail").parse().ok())
                .or_else(|| tags.number("pmap:min_admin_level"))
                .or(match kind {
                    "country" => Some(2),
                    "region" => Some(4),
                    _ => None,
                });
            boundary(level, tags.number("disputed") == Some(1) || kind.contains("disputed"), false)
        }
        "places" => {
            let kind = match (kind, tags.text("kind_detail")) {
                ("locality", detail) if !detail.is_empty() => detail,
                (kind, _) => kind,
            };
            let capital = tags.text("capital") == "yes" || tags.text("capital") == "2";
            let rank = tags.number("population_rank").map(|rank| (14 - rank).max(0));
            if kind == "neighbourhood" { None } else { place(kind, capital, tags, rank) }
        }
        _ => None,
    }
}

fn open_map_tiles(name: &str, tags: &Tags<'_>) -> Reading {
    let kind = tags.text("class");
    match name {
        "water" => of_class(layer::LAKES, 0),
        "waterway" => of_class(layer::RIVERS, 0),
        "landcover" => match kind {
            "ice" => of_class(layer::ICE, 0),
            "wood" | "grass" => of_class(layer::GREEN, 0),
            _ => None,
        },
        "landuse" => match kind {
            "residential" | "suburb" | "commercial" | "industrial" => of_class(layer::URBAN, 0),
            _ => None,
        },
        "park" => of_class(layer::GREEN, 0),
        "transportation" => road(kind),
        "building" => of_class(layer::BUILDINGS, 0),
        "boundary" => boundary(
            tags.number("admin_level"),
            tags.number("disputed") == Some(1),
            tags.number("maritime") == Some(1),
        ),
        "place" => {
            let kind = if kind == "continent" { return None } else { kind };
            place(kind, tags.number("capital") == Some(2), tags, tags.number("rank"))
        }
        "water_name" => place(kind, false, tags, None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags<'t>(texts: &[(&'t str, &'t str)], numbers: &[(&'t str, i64)]) -> Tags<'t> {
        Tags { texts: texts.to_vec(), numbers: numbers.to_vec() }
    }

    #[test]
    fn schemas_are_told_by_their_layers() {
        assert_eq!(Schema::of(&["water", "transportation", "place"]), Schema::OpenMapTiles);
        assert_eq!(Schema::of(&["earth", "water", "roads"]), Schema::Protomaps);
        assert_eq!(Schema::of(&["land", "lakes"]), Schema::Own);
    }

    #[test]
    fn lines_and_places_of_other_makers_are_told_apart() {
        let class = |reading: Reading| reading.map(|(layer, feature)| (layer, feature.class));
        let omt = |name, texts: &[(&'static str, &'static str)], numbers: &[(&'static str, i64)]| {
            class(Schema::OpenMapTiles.read(name, &tags(texts, numbers)))
        };
        assert_eq!(
            omt("boundary", &[], &[("admin_level", 2), ("disputed", 1)]),
            Some(("boundaries", layer::DISPUTED_LINE))
        );
        assert_eq!(omt("boundary", &[], &[("admin_level", 2), ("maritime", 1)]), None);
        assert_eq!(
            omt("place", &[("class", "city"), ("name", "Baku")], &[("capital", 2)]),
            Some(("places", layer::CAPITAL_NAME))
        );
        let pm = |name, texts: &[(&'static str, &'static str)]| {
            class(Schema::Protomaps.read(name, &tags(texts, &[])))
        };
        assert_eq!(pm("roads", &[("kind", "highway")]), Some(("roads", layer::MOTORWAY)));
        assert_eq!(pm("boundaries", &[("kind", "country")]), Some(("boundaries", layer::COUNTRY_LINE)));
        assert_eq!(pm("pois", &[("kind", "cafe")]), None);
    }

    #[test]
    fn names_are_by_language_and_english_leads() {
        let (_, feature) = Schema::Protomaps
            .read(
                "places",
                &tags(
                    &[
                        ("kind", "country"),
                        ("name", "Հայաստան"),
                        ("name:en", "Armenia"),
                        ("name:ka", "სომხეთი"),
                    ],
                    &[],
                ),
            )
            .expect("a place");
        let name = |code| feature.name(NameLanguage::of(code).expect("a language"));
        assert_eq!(name("en"), Some("Armenia"));
        assert_eq!(name("ka"), Some("სომხეთი"));
        assert_eq!(name("local"), Some("Հայաստան"));
        assert_eq!(name("sv"), Some("Armenia"));
    }
}
