//! Rivers, lakes, seas, ranges, islands, parks, airports from Natural Earth; regions in the news.

use std::path::Path;

use dateline::{
    gazetteer::{NameKind, PlaceClass, PlaceId, normalise},
    geodesy::{Bounds, Position},
};
use serde_json::Value;

use super::draft::{Drafts, code, draft, field, find, lines, position, rows};

/// Natural Earth files and the class of what they hold; `None` reads it from `featurecla`.
const FILES: &[(&str, Option<PlaceClass>)] = &[
    ("ne_10m_rivers_lake_centerlines", Some(PlaceClass::River)),
    ("ne_10m_rivers_europe", Some(PlaceClass::River)),
    ("ne_10m_rivers_north_america", Some(PlaceClass::River)),
    ("ne_10m_lakes", Some(PlaceClass::Lake)),
    ("ne_10m_lakes_europe", Some(PlaceClass::Lake)),
    ("ne_10m_lakes_north_america", Some(PlaceClass::Lake)),
    ("ne_10m_geography_marine_polys", Some(PlaceClass::Sea)),
    ("ne_10m_geography_regions_polys", None),
    ("ne_10m_geography_regions_points", Some(PlaceClass::Natural)),
    ("ne_10m_geography_regions_elevation_points", Some(PlaceClass::Mountain)),
    ("ne_10m_airports", Some(PlaceClass::Airport)),
    ("ne_10m_parks_and_protected_lands_area", Some(PlaceClass::Park)),
];

pub(super) fn add(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    for (file, class) in FILES {
        let path = sources.join("natural-earth").join(format!("{file}.geojson.gz"));
        if find(&path).is_some() {
            for line in lines(&path)? {
                add_feature(drafts, file, *class, &line?);
            }
        }
    }
    regions(drafts, sources)
}

fn add_feature(drafts: &mut Drafts, file: &str, class: Option<PlaceClass>, line: &str) -> Option<()> {
    let feature: Value = serde_json::from_str(line.trim().trim_end_matches(',')).ok()?;
    let properties = feature.get("properties")?.as_object()?;
    let get = |wanted: &str| {
        let found = properties.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    };
    let text =
        |wanted: &str| get(wanted).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let name = text("name").or_else(|| text("name_en"))?;
    let class =
        class.unwrap_or_else(|| match text("featurecla").unwrap_or("").to_ascii_lowercase().as_str() {
            "range/mtn" => PlaceClass::Mountain,
            "island" | "island group" => PlaceClass::Island,
            "continent" => PlaceClass::Continent,
            "geoarea" | "region" => PlaceClass::Area,
            _ => PlaceClass::Natural,
        });
    if class == PlaceClass::Continent {
        return None;
    }
    let at = middle(feature.get("geometry")?)?;
    // A river in several pieces, or one that two files hold, is one place.
    let normal = normalise(name);
    let twin = drafts.places.iter().rposition(|place| {
        place.class == class && place.position.distance_m(at) < 600_000.0 && normalise(&place.name) == normal
    });
    if twin.is_some() {
        return None;
    }
    let shown = if name.chars().any(char::is_lowercase) { name.to_owned() } else { title_case(name) };
    let id = get("ne_id").and_then(Value::as_u64).filter(|id| *id > 0 && u32::try_from(*id).is_ok());
    let id = match id {
        Some(id) => PlaceId::NaturalEarth(id),
        None => {
            let slug = normal.replace(' ', "-");
            PlaceId::Own(
                format!("{}:{slug}-{:.1}-{:.1}", file.replace("ne_10m_", "ne-"), at.lon(), at.lat()).into(),
            )
        }
    };
    let mut place = draft(id, &shown, class, at);
    let prefix = match class {
        PlaceClass::River => Some("River"),
        PlaceClass::Lake => Some("Lake"),
        _ => None,
    };
    for key in [
        "name_en", "name_alt", "namealt", "name_fr", "name_de", "name_es", "name_ru", "name_tr", "name_ar",
        "name_uk",
    ] {
        if let Some(other) = text(key) {
            place.names.push((other.to_owned(), NameKind::Alternate));
        }
    }
    if let Some(word) = prefix.filter(|word| !shown.contains(word)) {
        place.names.push((format!("{shown} {word}"), NameKind::Preferred));
        place.names.push((format!("{word} {shown}"), NameKind::Preferred));
    }
    drafts.add(place);
    Some(())
}

fn title_case(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        first + &letters.as_str().to_lowercase()
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A point for a geometry: the middle vertex of its longest line, or the middle of its largest ring.
fn middle(geometry: &Value) -> Option<Position> {
    let coordinates = geometry.get("coordinates")?;
    let point = |value: &Value| Position::new(value.get(0)?.as_f64()?, value.get(1)?.as_f64()?).ok();
    let line = |value: &Value| -> Vec<Position> {
        value.as_array().into_iter().flatten().filter_map(point).collect()
    };
    let longest = |value: &Value| {
        let parts: Vec<Vec<Position>> = value.as_array().into_iter().flatten().map(line).collect();
        parts.into_iter().max_by_key(Vec::len)
    };
    match geometry.get("type")?.as_str()? {
        "Point" => point(coordinates),
        "LineString" => middle_vertex(&line(coordinates)),
        "MultiLineString" => middle_vertex(&longest(coordinates)?),
        "Polygon" => Bounds::around(line(coordinates.get(0)?)).map(Bounds::centre),
        "MultiPolygon" => {
            let rings = coordinates.as_array()?.iter().filter_map(|polygon| Some(line(polygon.get(0)?)));
            Bounds::around(rings.max_by_key(Vec::len)?).map(Bounds::centre)
        }
        _ => None,
    }
}

fn middle_vertex(line: &[Position]) -> Option<Position> {
    line.get(line.len() / 2).copied()
}

fn regions(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    for row in rows(&sources.join("names/regions_supplement.tsv.gz"))? {
        let Some(at) = position(field(&row, 5), field(&row, 4)) else { continue };
        let name = field(&row, 0);
        // Karabakh is curated in places.json, with both parties' names.
        if name == "Nagorno-Karabakh" {
            continue;
        }
        let class = match field(&row, 2) {
            "SEA" => PlaceClass::Sea,
            "MT" | "MTS" => PlaceClass::Mountain,
            "ISL" => PlaceClass::Island,
            _ => PlaceClass::Area,
        };
        let id = format!("dateline:{}", normalise(name).replace(' ', "-"));
        let mut place = draft(PlaceId::Own(id.into()), name, class, at);
        place.country = code(field(&row, 3));
        for other in field(&row, 1).split(';').map(str::trim).filter(|other| !other.is_empty()) {
            place.names.push((other.to_owned(), NameKind::Preferred));
        }
        drafts.add(place);
    }
    for row in rows(&sources.join("names/region_aliases.tsv.gz"))? {
        let target = drafts.places.iter().position(|place| {
            place.name == field(&row, 1) && matches!(place.class, PlaceClass::Continent | PlaceClass::Area)
        });
        if let Some(at) = target {
            let alias = field(&row, 0);
            let demonym = ["an", "ans", "n", "ns"].iter().any(|end| alias.ends_with(end));
            let kind = if alias.len() <= 3 && alias.bytes().all(|byte| byte.is_ascii_uppercase()) {
                NameKind::Abbreviation
            } else if demonym {
                NameKind::Demonym
            } else {
                NameKind::Preferred
            };
            drafts.name(at, alias, kind);
        }
    }
    Ok(())
}
