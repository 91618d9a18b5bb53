//! Natural Earth's layers as features of the basemap.

use std::path::Path;

use dateline::{basemap::layer, geodesy::Position};
use serde_json::{Map, Value};

/// A geometry in the Web Mercator square.
pub(crate) enum Geometry {
    Points(Vec<[f64; 2]>),
    Lines(Vec<Vec<[f64; 2]>>),
    /// Closed rings, drawn by the even-odd rule: Natural Earth's are not consistently wound.
    Rings(Vec<Vec<[f64; 2]>>),
}

/// A feature of the basemap.
pub(super) struct Feature {
    pub(super) layer: &'static str,
    pub(super) class: i64,
    /// The zoom from which it is drawn.
    pub(super) min_zoom: f64,
    pub(super) name: Option<String>,
    pub(super) geometry: Geometry,
}

/// Class, first zoom and name of a feature; `None` for one that is left out.
type Reading = Option<(i64, f64, Option<String>)>;

/// What a file gives.
struct Source {
    file: &'static str,
    layer: &'static str,
    read: fn(&Properties<'_>) -> Reading,
    /// Draw the geometry, or a label at its middle.
    label: bool,
}

const SOURCES: &[Source] = &[
    Source {
        file: "ne_10m_bathymetry_K_200",
        layer: layer::DEPTHS,
        read: |_| Some((200, 2.0, None)),
        label: false,
    },
    Source {
        file: "ne_10m_bathymetry_I_2000",
        layer: layer::DEPTHS,
        read: |_| Some((2000, 2.0, None)),
        label: false,
    },
    Source {
        file: "ne_10m_bathymetry_G_4000",
        layer: layer::DEPTHS,
        read: |_| Some((4000, 3.0, None)),
        label: false,
    },
    Source { file: "ne_10m_land", layer: layer::LAND, read: |_| Some((0, 0.0, None)), label: false },
    Source { file: "ne_10m_minor_islands", layer: layer::LAND, read: |_| Some((0, 5.0, None)), label: false },
    Source {
        file: "ne_10m_glaciated_areas",
        layer: layer::ICE,
        read: |_| Some((0, 2.0, None)),
        label: false,
    },
    Source {
        file: "ne_10m_antarctic_ice_shelves_polys",
        layer: layer::ICE,
        read: |_| Some((1, 0.0, None)),
        label: false,
    },
    Source { file: "ne_50m_urban_areas", layer: layer::URBAN, read: |_| Some((0, 5.0, None)), label: false },
    Source {
        file: "ne_10m_lakes",
        layer: layer::LAKES,
        read: |p| Some((0, p.zoom(0.0), None)),
        label: false,
    },
    Source { file: "ne_10m_lakes_europe", layer: layer::LAKES, read: |_| Some((0, 6.0, None)), label: false },
    Source {
        file: "ne_10m_lakes_north_america",
        layer: layer::LAKES,
        read: |_| Some((0, 6.0, None)),
        label: false,
    },
    Source {
        file: "ne_10m_rivers_lake_centerlines",
        layer: layer::RIVERS,
        read: |p| Some((0, p.zoom(3.0), None)),
        label: false,
    },
    Source {
        file: "ne_10m_rivers_europe",
        layer: layer::RIVERS,
        read: |_| Some((1, 6.0, None)),
        label: false,
    },
    Source {
        file: "ne_10m_rivers_north_america",
        layer: layer::RIVERS,
        read: |_| Some((1, 6.0, None)),
        label: false,
    },
    Source {
        file: "ne_10m_railroads_north_america",
        layer: layer::RAILWAYS,
        read: |_| Some((0, 6.0, None)),
        label: false,
    },
    Source { file: "ne_10m_railroads", layer: layer::RAILWAYS, read: |_| Some((0, 6.0, None)), label: false },
    Source { file: "ne_10m_roads", layer: layer::ROADS, read: |_| Some((0, 6.0, None)), label: false },
    Source {
        file: "ne_10m_admin_1_states_provinces_lines_derived",
        layer: layer::BOUNDARIES,
        read: |_| Some((layer::REGION_LINE, 4.0, None)),
        label: false,
    },
    Source {
        file: "ne_10m_admin_0_boundary_lines_land",
        layer: layer::BOUNDARIES,
        read: boundary,
        label: false,
    },
    Source {
        file: "ne_10m_admin_0_boundary_lines_disputed_areas",
        layer: layer::BOUNDARIES,
        read: disputed,
        label: false,
    },
    Source { file: "ne_10m_admin_0_countries", layer: layer::PLACES, read: country, label: true },
    Source { file: "ne_10m_populated_places", layer: layer::PLACES, read: town, label: true },
    Source { file: "ne_10m_geography_marine_polys", layer: layer::PLACES, read: sea, label: true },
    Source { file: "ne_10m_geography_regions_polys", layer: layer::PLACES, read: region, label: true },
];

fn boundary(p: &Properties<'_>) -> Reading {
    let class = p.text("featurecla")?.to_ascii_lowercase();
    let sure = class.starts_with("international");
    let line = if sure { layer::COUNTRY_LINE } else { layer::DISPUTED_LINE };
    (!class.starts_with("overlay") && !class.starts_with("lease")).then(|| (line, p.zoom(0.0).min(3.0), None))
}

/// Claims and lines of control. The lines around Karabakh show the state of 1991 and of 1994 to 2020 and are
/// no boundary today.
fn disputed(p: &Properties<'_>) -> Reading {
    let class = p.text("featurecla")?;
    let sides = [p.text("adm0_a3_l").unwrap_or(""), p.text("adm0_a3_r").unwrap_or("")];
    if class.starts_with("Reference")
        || sides.iter().all(|side| matches!(*side, "AZE" | "ARM" | "KAB" | "NKR"))
    {
        return None;
    }
    Some((layer::DISPUTED_LINE, p.zoom(4.0), None))
}

fn country(p: &Properties<'_>) -> Reading {
    let name = p.text("NAME_EN").or_else(|| p.text("NAME"))?;
    let zoom = p.number("MIN_LABEL").unwrap_or(4.0);
    (p.text("TYPE") != Some("Lease")).then(|| (layer::COUNTRY_NAME, zoom - 1.0, Some(name.to_owned())))
}

fn town(p: &Properties<'_>) -> Reading {
    let class = p.text("FEATURECLA").unwrap_or("");
    let kind = if class.starts_with("Admin-0 capital") {
        layer::CAPITAL_NAME
    } else if p.number("POP_MAX").unwrap_or(0.0) >= 500_000.0 {
        layer::CITY_NAME
    } else {
        layer::TOWN_NAME
    };
    let zoom = p.zoom(6.0).max(p.number("SCALERANK").unwrap_or(6.0).min(8.0) - 1.0).max(2.5);
    Some((kind, zoom, Some(p.text("NAME")?.to_owned())))
}

fn sea(p: &Properties<'_>) -> Reading {
    let name = p.text("name_en").or_else(|| p.text("name"))?;
    Some((layer::SEA_NAME, p.number("min_label").unwrap_or(5.0), Some(title_case(name))))
}

fn region(p: &Properties<'_>) -> Reading {
    let class = p.text("featurecla")?.to_ascii_lowercase();
    let shown = ["range/mtn", "desert", "plateau", "peninsula", "island", "plain", "basin"];
    let name = p.text("name_en").or_else(|| p.text("name"))?;
    shown
        .contains(&class.as_str())
        .then(|| (layer::AREA_NAME, p.number("min_label").unwrap_or(6.0) + 0.5, Some(title_case(name))))
}

fn title_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| format!("{first}{}", letters.as_str().to_lowercase()))
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Properties looked up without regard to case.
struct Properties<'v>(&'v Map<String, Value>);

impl<'v> Properties<'v> {
    fn get(&self, wanted: &str) -> Option<&'v Value> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    }

    fn text(&self, wanted: &str) -> Option<&'v str> {
        self.get(wanted).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    fn number(&self, wanted: &str) -> Option<f64> {
        self.get(wanted).and_then(Value::as_f64)
    }

    /// The published minimum zoom, or another.
    fn zoom(&self, default: f64) -> f64 {
        self.number("min_zoom").unwrap_or(default)
    }
}

pub(super) fn read(folder: &Path) -> anyhow::Result<Vec<Feature>> {
    let mut features = Vec::new();
    for source in SOURCES {
        let path = folder.join(format!("{}.geojson.gz", source.file));
        if crate::gazetteer::find(&path).is_none() {
            continue;
        }
        for line in crate::gazetteer::lines(&path)? {
            features.extend(read_line(source, &line?));
        }
    }
    Ok(features)
}

fn read_line(source: &Source, line: &str) -> Option<Feature> {
    let value: Value = serde_json::from_str(line.trim().trim_end_matches(',')).ok()?;
    let properties = Properties(value.get("properties")?.as_object()?);
    let (class, min_zoom, name) = (source.read)(&properties)?;
    let whole = geometry(value.get("geometry")?)?;
    let geometry = if source.label {
        let told = properties.number("LABEL_X").zip(properties.number("LABEL_Y"));
        let point = match told {
            Some((lon, lat)) => Position::new(lon, lat).ok()?.to_mercator(),
            None => middle(&whole)?,
        };
        Geometry::Points(vec![point])
    } else {
        whole
    };
    Some(Feature { layer: source.layer, class, min_zoom, name, geometry })
}

/// The middle of the largest part.
fn middle(geometry: &Geometry) -> Option<[f64; 2]> {
    let parts = match geometry {
        Geometry::Points(points) => return points.first().copied(),
        Geometry::Lines(parts) | Geometry::Rings(parts) => parts,
    };
    let largest = parts.iter().max_by_key(|part| part.len())?;
    let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for [x, y] in largest {
        bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
    }
    Some([f64::midpoint(bounds[0], bounds[2]), f64::midpoint(bounds[1], bounds[3])])
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
