//! Natural Earth's layers as features of the basemap.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use dateline::{basemap::layer, geodesy::Position};
use serde_json::{Map, Value};

use super::{
    contested::{Contested, Masks},
    middle,
    names::Names,
};

/// A geometry in the Web Mercator square.
pub(crate) enum Geometry {
    Points(Vec<[f64; 2]>),
    Lines(Vec<Vec<[f64; 2]>>),
    /// Closed rings, drawn by the even-odd rule: Natural Earth's are not consistently wound.
    Rings(Vec<Vec<[f64; 2]>>),
}

/// What a feature says of itself.
#[derive(Clone, Default)]
pub(super) struct Facts {
    pub(super) class: i64,
    /// The points of view from which it is of another class.
    pub(super) seen: Masks,
    /// The zoom from which it is drawn.
    pub(super) min_zoom: f64,
    /// The zoom up to which it is drawn.
    pub(super) max_zoom: Option<f64>,
    /// Its rank in its class, 0 the greatest.
    pub(super) rank: i64,
    /// Its name and those in other languages, by the ends of their tags.
    pub(super) name: Option<String>,
    pub(super) names: BTreeMap<String, String>,
    /// Every party's name.
    pub(super) both: Option<String>,
}

/// A feature of the basemap.
pub(super) struct Feature {
    pub(super) layer: &'static str,
    pub(super) facts: Arc<Facts>,
    pub(super) geometry: Geometry,
}

/// How a file's geometry is used.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// As it is.
    Drawn,
    /// As the point where its name stands.
    Label,
    /// As the point or the line along which its name runs.
    Spread,
    /// As it is, and its name along it.
    River,
}

type Read = fn(&Properties<'_>, &Helpers) -> Option<Facts>;

/// What readers look things up in.
pub(super) struct Helpers {
    pub(super) names: Names,
    pub(super) contested: Contested,
}

struct Source {
    file: &'static str,
    layer: &'static str,
    read: Read,
    used: Use,
}

const fn drawn(file: &'static str, layer: &'static str, read: Read) -> Source {
    Source { file, layer, read, used: Use::Drawn }
}

const fn named(file: &'static str, read: Read, used: Use) -> Source {
    Source { file, layer: layer::PLACES, read, used }
}

const SOURCES: &[Source] = &[
    drawn("ne_10m_bathymetry_K_200", layer::DEPTHS, |_, _| plain(200, 2.0)),
    drawn("ne_10m_bathymetry_I_2000", layer::DEPTHS, |_, _| plain(2000, 2.0)),
    drawn("ne_10m_bathymetry_G_4000", layer::DEPTHS, |_, _| plain(4000, 3.0)),
    drawn("ne_10m_land", layer::LAND, |_, _| plain(0, 0.0)),
    drawn("ne_10m_minor_islands", layer::LAND, |_, _| plain(0, 5.0)),
    drawn("ne_10m_glaciated_areas", layer::ICE, |_, _| plain(0, 2.0)),
    drawn("ne_10m_antarctic_ice_shelves_polys", layer::ICE, |_, _| plain(1, 0.0)),
    drawn("ne_10m_urban_areas", layer::URBAN, |_, _| plain(0, 5.0)),
    drawn("ne_50m_urban_areas", layer::URBAN, |_, _| plain(0, 5.0)),
    drawn("ne_10m_lakes", layer::LAKES, |p, _| plain(0, p.zoom(0.0))),
    drawn("ne_10m_lakes_europe", layer::LAKES, |_, _| plain(0, 6.0)),
    drawn("ne_10m_lakes_north_america", layer::LAKES, |_, _| plain(0, 6.0)),
    Source { file: "ne_10m_rivers_lake_centerlines", layer: layer::RIVERS, read: river, used: Use::River },
    drawn("ne_10m_rivers_europe", layer::RIVERS, |_, _| plain(1, 6.0)),
    drawn("ne_10m_rivers_north_america", layer::RIVERS, |_, _| plain(1, 6.0)),
    drawn("ne_10m_railroads_north_america", layer::RAILWAYS, |_, _| plain(0, 6.0)),
    drawn("ne_10m_railroads", layer::RAILWAYS, |_, _| plain(0, 6.0)),
    drawn("ne_10m_roads", layer::ROADS, road),
    drawn("ne_10m_admin_1_states_provinces_lines", layer::BOUNDARIES, |_, _| plain(layer::REGION_LINE, 4.0)),
    drawn("ne_10m_admin_1_states_provinces_lines_derived", layer::BOUNDARIES, |_, _| {
        plain(layer::REGION_LINE, 4.0)
    }),
    drawn("ne_10m_admin_0_boundary_lines_land", layer::BOUNDARIES, |p, _| boundary(p)),
    drawn("ne_10m_admin_0_boundary_lines_disputed_areas", layer::BOUNDARIES, |p, helpers| {
        helpers.contested.claim(p)
    }),
    named("ne_10m_admin_0_countries", country, Use::Label),
    named(
        "ne_10m_admin_0_disputed_areas",
        |p, helpers| helpers.contested.area_name(p, &helpers.names),
        Use::Label,
    ),
    named("ne_10m_admin_1_states_provinces", division, Use::Label),
    named("ne_10m_populated_places", town, Use::Label),
    named("ne_10m_geography_marine_polys", sea, Use::Spread),
    named("ne_10m_geography_regions_polys", region, Use::Spread),
    named("ne_10m_lakes", lake, Use::Label),
];

fn plain(class: i64, min_zoom: f64) -> Option<Facts> {
    Some(Facts { class, min_zoom, ..Facts::default() })
}

/// Rivers have few names below the zoom at which they are drawn large.
fn river(p: &Properties<'_>, helpers: &Helpers) -> Option<Facts> {
    let zoom = p.zoom(3.0);
    let named = p.text("featurecla").is_none_or(|class| class.starts_with("River"));
    let (name, names) = if named { helpers.names.of(p) } else { (None, BTreeMap::new()) };
    Some(Facts { min_zoom: zoom, rank: rank(p.number("scalerank")), name, names, ..Facts::default() })
}

fn road(p: &Properties<'_>, _: &Helpers) -> Option<Facts> {
    let class = match p.text("type").unwrap_or("") {
        "Major Highway" | "Beltway" => layer::MOTORWAY,
        "Ferry Route" | "Ferry, seasonal" => return None,
        "Secondary Highway" => layer::MAJOR_ROAD,
        _ => layer::MINOR_ROAD,
    };
    plain(class, p.zoom(6.0).max(5.0))
}

fn boundary(p: &Properties<'_>) -> Option<Facts> {
    let class = p.text("featurecla")?.to_ascii_lowercase();
    if class.starts_with("overlay") || class.starts_with("lease") {
        return None;
    }
    let sure = class.starts_with("international");
    let line = if sure { layer::COUNTRY_LINE } else { layer::DISPUTED_LINE };
    plain(line, p.zoom(0.0).min(3.0))
}

fn country(p: &Properties<'_>, helpers: &Helpers) -> Option<Facts> {
    let (name, names) = helpers.names.country(p);
    let zoom = p.number("MIN_LABEL").unwrap_or(4.0);
    if matches!(p.text("TYPE"), Some("Lease" | "Indeterminate")) && p.text("ADM0_A3") != Some("SAH") {
        return None;
    }
    Some(Facts {
        class: layer::COUNTRY_NAME,
        seen: helpers.contested.name_of(p),
        min_zoom: (zoom - 1.2).max(0.0),
        rank: rank(p.number("LABELRANK").map(|rank| rank - 2.0)),
        name,
        names,
        ..Facts::default()
    })
}

fn division(p: &Properties<'_>, _: &Helpers) -> Option<Facts> {
    let name = p.text("name")?.to_owned();
    // The large ones first: the source has no ranks.
    let zoom = Names::division_zoom(p.text("iso_a2").unwrap_or(""));
    Some(Facts {
        class: layer::REGION_NAME,
        min_zoom: zoom,
        max_zoom: Some(9.5),
        rank: 4,
        name: Some(name),
        ..Facts::default()
    })
}

fn town(p: &Properties<'_>, helpers: &Helpers) -> Option<Facts> {
    let class = p.text("FEATURECLA").unwrap_or("");
    let kind = if class.starts_with("Admin-0 capital") {
        layer::CAPITAL_NAME
    } else if p.number("POP_MAX").unwrap_or(0.0) >= 500_000.0 {
        layer::CITY_NAME
    } else {
        layer::TOWN_NAME
    };
    let zoom = p.zoom(6.0).max(p.number("SCALERANK").unwrap_or(6.0).min(8.0) - 1.0).max(2.5);
    let (name, names, both) = helpers.names.town(p)?;
    let rank = rank(p.number("SCALERANK"));
    Some(Facts { class: kind, min_zoom: zoom, rank, name: Some(name), names, both, ..Facts::default() })
}

fn sea(p: &Properties<'_>, helpers: &Helpers) -> Option<Facts> {
    let (name, names) = helpers.names.of(p);
    let class = if p.text("featurecla") == Some("ocean") { layer::OCEAN_NAME } else { layer::SEA_NAME };
    Some(Facts {
        class,
        min_zoom: p.number("min_label").unwrap_or(5.0),
        max_zoom: p.number("max_label").map(|zoom| zoom + 1.0),
        rank: rank(p.number("scalerank")),
        name: Some(name?),
        names,
        ..Facts::default()
    })
}

fn region(p: &Properties<'_>, helpers: &Helpers) -> Option<Facts> {
    let class = match p.text("featurecla")?.to_ascii_lowercase().as_str() {
        "range/mtn" | "desert" | "plateau" | "peninsula" | "plain" | "basin" | "lowland" | "tundra" => {
            layer::AREA_NAME
        }
        "island" | "island group" => layer::ISLAND_NAME,
        _ => return None,
    };
    let (name, names) = helpers.names.of(p);
    Some(Facts {
        class,
        min_zoom: p.number("min_label").unwrap_or(6.0) + 0.5,
        max_zoom: p.number("max_label").map(|zoom| zoom + 1.0),
        rank: rank(p.number("scalerank")),
        name: Some(name?),
        names,
        ..Facts::default()
    })
}

fn lake(p: &Properties<'_>, helpers: &Helpers) -> Option<Facts> {
    let (name, names) = helpers.names.of(p);
    Some(Facts {
        class: layer::LAKE_NAME,
        min_zoom: p.number("min_label").unwrap_or(6.0),
        rank: rank(p.number("scalerank")),
        name: Some(name?),
        names,
        ..Facts::default()
    })
}

#[allow(clippy::cast_possible_truncation)] // a rank
fn rank(value: Option<f64>) -> i64 {
    value.unwrap_or(6.0).clamp(0.0, 12.0) as i64
}

/// Properties looked up without regard to case.
pub(super) struct Properties<'v>(pub(super) &'v Map<String, Value>);

impl<'v> Properties<'v> {
    fn get(&self, wanted: &str) -> Option<&'v Value> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    }

    pub(super) fn text(&self, wanted: &str) -> Option<&'v str> {
        self.get(wanted).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    pub(super) fn number(&self, wanted: &str) -> Option<f64> {
        self.get(wanted).and_then(Value::as_f64)
    }

    /// All texts, with their keys in lower case.
    pub(super) fn texts(&self) -> impl Iterator<Item = (String, &'v str)> {
        self.0.iter().filter_map(|(key, value)| Some((key.to_ascii_lowercase(), value.as_str()?.trim())))
    }

    /// The published minimum zoom, or another.
    fn zoom(&self, default: f64) -> f64 {
        self.number("min_zoom").unwrap_or(default)
    }
}

/// Reads what there is: a layer that the sources lack is left out.
pub(super) fn read(folder: &Path, helpers: &Helpers) -> anyhow::Result<Vec<Feature>> {
    let mut features = Vec::new();
    let has = |file: &str| crate::gazetteer::find(&folder.join(format!("{file}.geojson.gz"))).is_some();
    for source in SOURCES {
        // The official files go before those derived or coarser.
        let replaced = match source.file {
            "ne_50m_urban_areas" => has("ne_10m_urban_areas"),
            "ne_10m_admin_1_states_provinces_lines_derived" => has("ne_10m_admin_1_states_provinces_lines"),
            "ne_10m_railroads_north_america" => has("ne_10m_railroads"),
            _ => false,
        };
        if !has(source.file) || replaced {
            continue;
        }
        for line in crate::gazetteer::lines(&folder.join(format!("{}.geojson.gz", source.file)))? {
            read_line(source, &line?, helpers, &mut features);
        }
    }
    Ok(features)
}

fn read_line(source: &Source, line: &str, helpers: &Helpers, out: &mut Vec<Feature>) -> Option<()> {
    let value: Value = serde_json::from_str(line.trim().trim_end_matches(',')).ok()?;
    let properties = Properties(value.get("properties")?.as_object()?);
    let mut facts = (source.read)(&properties, helpers)?;
    let whole = geometry(value.get("geometry")?)?;
    if source.layer == layer::BOUNDARIES {
        let line = helpers.contested.line(&properties, &facts, &whole);
        facts.seen = std::mem::take(&mut facts.seen).or(line);
    }
    let told = properties.number("LABEL_X").zip(properties.number("LABEL_Y"));
    let told = told.and_then(|(lon, lat)| Some(Position::new(lon, lat).ok()?.to_mercator()));
    let named = Arc::new(facts.clone());
    let mut push = |layer, facts: &Arc<Facts>, geometry| {
        out.push(Feature { layer, facts: Arc::clone(facts), geometry });
    };
    match source.used {
        Use::Drawn => push(source.layer, &named, whole),
        Use::Label => {
            let point = match told {
                Some(point) => point,
                None => middle::inside(&whole)?,
            };
            push(source.layer, &named, Geometry::Points(vec![point]));
        }
        Use::Spread => {
            let geometry = match middle::spine(&whole) {
                Some(line) => Geometry::Lines(vec![line]),
                None => Geometry::Points(vec![middle::inside(&whole)?]),
            };
            push(source.layer, &named, geometry);
        }
        Use::River => {
            if facts.name.is_some() {
                let name =
                    Facts { class: layer::RIVER_NAME, min_zoom: facts.min_zoom + 1.0, ..facts.clone() };
                push(layer::PLACES, &Arc::new(name), Geometry::Lines(lines_of(&whole)));
            }
            let bare = Facts { name: None, names: BTreeMap::new(), ..facts.clone() };
            push(source.layer, &Arc::new(bare), whole);
        }
    }
    Some(())
}

fn lines_of(geometry: &Geometry) -> Vec<Vec<[f64; 2]>> {
    match geometry {
        Geometry::Lines(lines) | Geometry::Rings(lines) => lines.clone(),
        Geometry::Points(_) => Vec::new(),
    }
}

pub(crate) fn geometry(value: &Value) -> Option<Geometry> {
    let coordinates = value.get("coordinates")?;
    let point = |value: &Value| -> Option<[f64; 2]> {
        Some(Position::wrapped(value.get(0)?.as_f64()?, value.get(1)?.as_f64()?).to_mercator())
    };
    let line = |value: &Value| -> Vec<[f64; 2]> {
        value.as_array().into_iter().flatten().filter_map(point).collect()
    };
    let lines =
        |value: &Value| -> Vec<Vec<[f64; 2]>> { value.as_array().into_iter().flatten().map(line).collect() };
    Some(match value.get("type")?.as_str()? {
        "Point" => Geometry::Points(vec![point(coordinates)?]),
        "LineString" => Geometry::Lines(vec![line(coordinates)]),
        "MultiLineString" => Geometry::Lines(lines(coordinates)),
        "Polygon" => Geometry::Rings(lines(coordinates)),
        "MultiPolygon" => Geometry::Rings(coordinates.as_array()?.iter().flat_map(lines).collect()),
        _ => return None,
    })
}
