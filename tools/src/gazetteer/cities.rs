//! Settlements, and every other feature of GeoNames' main table; names known from postal codes.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use dateline::{
    gazetteer::{NameKind, PlaceClass, PlaceId, normalise},
    geodesy::Position,
};

use super::draft::{Drafts, code, draft, field, find, lines, position, rows_if_there};

/// Countries whose postal names are taken: local news there names hamlets that no other table has.
const POSTAL_COUNTRIES: &[&str] = &["US", "CA", "AU", "NZ", "ZA"];
/// A postal name this near a settlement of the same name is that settlement.
const SAME_PLACE_M: f64 = 20_000.0;

/// The class of a GeoNames feature; `None` for features that are left out.
pub(super) fn class_of(feature: &str, kind: &str) -> Option<PlaceClass> {
    Some(match kind {
        "PCLI" | "PCLD" | "PCLS" | "PCLF" | "PCLIX" | "PCL" | "TERR" => PlaceClass::Country,
        "ADM1" => PlaceClass::Region,
        "ADM2" => PlaceClass::District,
        "PPLC" => PlaceClass::Capital,
        "PPLA" => PlaceClass::RegionSeat,
        "PPLA2" => PlaceClass::DistrictSeat,
        "PPLA3" | "PPLA4" | "PPLA5" => PlaceClass::LocalSeat,
        "PPLX" => PlaceClass::Quarter,
        "PPLQ" | "PPLH" | "PPLW" | "PPLCH" => return None,
        _ if feature == "P" => PlaceClass::Settlement,
        "CONT" => PlaceClass::Continent,
        // Unions of states are zones.
        "RGN" | "RGNE" | "RGNL" | "ZN" => PlaceClass::Area,
        "OCN" | "SEA" | "GULF" | "STRT" | "BAY" | "CHNM" => PlaceClass::Sea,
        "STM" | "CNL" | "STMI" => PlaceClass::River,
        "LK" | "LKS" | "RSV" => PlaceClass::Lake,
        "ISL" | "ISLS" | "ATOL" | "ISLET" => PlaceClass::Island,
        "MT" | "MTS" | "PK" | "VLC" => PlaceClass::Mountain,
        "PRK" | "RESN" | "RES" | "RESW" => PlaceClass::Park,
        "AIRP" | "AIRB" => PlaceClass::Airport,
        "DSRT" | "PLN" | "PEN" | "CAPE" | "VAL" | "DLTA" | "PLAT" | "CST" => PlaceClass::Natural,
        _ => return None,
    })
}

/// Adds `cities500.txt` or `allCountries.txt`, and `no-country.txt`: all have the same columns.
pub(super) fn add(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    let folder = sources.join("geonames");
    for path in [main_table(sources), folder.join("no-country.txt.gz")] {
        for line in lines(&path)? {
            add_line(drafts, &line?);
        }
    }
    Ok(())
}

/// GeoNames' main table: `allCountries` where it is there, else `cities500`.
fn main_table(sources: &Path) -> PathBuf {
    let [all, cities] =
        ["allCountries.txt.gz", "cities500.txt.gz"].map(|name| sources.join("geonames").join(name));
    if find(&all).is_some() { all } else { cities }
}

/// A point and the number of people there.
#[derive(Clone, Copy)]
pub(super) struct Point {
    pub(super) position: Position,
    pub(super) population: u32,
}

/// The points of countries and divisions in the main table, by id; of divisions that only their
/// settlements are known of (`cities500` has no divisions), the largest settlement's by code.
pub(super) struct AdminPoints {
    pub(super) by_id: HashMap<u32, Point>,
    pub(super) largest: HashMap<String, Point>,
}

pub(super) fn admin_points(sources: &Path) -> anyhow::Result<AdminPoints> {
    let mut points = AdminPoints { by_id: HashMap::new(), largest: HashMap::new() };
    for line in lines(&main_table(sources))? {
        let line = line?;
        let row: Vec<&str> = line.split('\t').collect();
        let get = |at: usize| row.get(at).copied().unwrap_or("");
        let (Some(position), Ok(id)) = (position(get(5), get(4)), get(0).parse()) else { continue };
        let point = Point { position, population: people(get(14)) };
        let class = class_of(get(6), get(7));
        if matches!(class, Some(PlaceClass::Country | PlaceClass::Region | PlaceClass::District)) {
            points.by_id.insert(id, point);
        } else if class.is_some_and(PlaceClass::is_settlement) {
            let region = format!("{}.{}", get(8), get(10));
            for code in [format!("{region}.{}", get(11)), region] {
                let largest = points.largest.entry(code).or_insert(point);
                if point.population > largest.population {
                    *largest = point;
                }
            }
        }
    }
    Ok(points)
}

/// A number of people; 0 where it is unknown.
fn people(text: &str) -> u32 {
    text.parse::<u64>().map_or(0, |people| u32::try_from(people).unwrap_or(u32::MAX))
}

fn add_line(drafts: &mut Drafts, line: &str) -> Option<()> {
    let row: Vec<&str> = line.split('\t').collect();
    let get = |at: usize| row.get(at).copied().unwrap_or("");
    let class = class_of(get(6), get(7))?;
    let id: u32 = get(0).parse().ok()?;
    let mut place = draft(PlaceId::GeoNames(id), get(1), class, position(get(5), get(4))?);
    place.population = people(get(14));
    place.country = code(get(8));
    let region = format!("{}.{}", get(8), get(10));
    place.region = drafts.divisions.get(&region).copied();
    place.district = drafts.divisions.get(&format!("{region}.{}", get(11))).copied();
    if !get(2).is_empty() && get(2) != get(1) {
        place.names.push((get(2).to_owned(), NameKind::Preferred));
    }
    let airport_code = |name: &str| name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    for name in get(3).split(',').filter(|name| !name.is_empty() && !airport_code(name)) {
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 3 || (letters >= 2 && !name.is_ascii()) {
            place.names.push((name.to_owned(), NameKind::Alternate));
        }
    }
    drafts.add(place);
    Some(())
}

/// Adds postal names that no settlement nearby has.
pub(super) fn add_postal(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    let mut known: HashMap<String, Vec<Position>> = HashMap::new();
    for place in drafts.places.iter().filter(|place| place.class.is_settlement()) {
        known.entry(normalise(&place.name)).or_default().push(place.position);
    }
    for row in rows_if_there(&sources.join("geonames/postal_places.tsv.gz"))? {
        let (iso, name, state) = (field(&row, 0), field(&row, 1), field(&row, 2));
        let Some(at) = position(field(&row, 5), field(&row, 4)) else { continue };
        let normal = normalise(name);
        let digits = name.chars().any(|c| c.is_ascii_digit());
        if !POSTAL_COUNTRIES.contains(&iso) || normal.len() < 3 || digits {
            continue;
        }
        let near = known.entry(normal.clone()).or_default();
        if near.iter().any(|other| other.distance_m(at) < SAME_PLACE_M) {
            continue;
        }
        near.push(at);
        let slug = normal.replace(' ', "-");
        let id = format!("postal:{}-{}-{}-{slug}", iso.to_lowercase(), state.to_lowercase(), field(&row, 3));
        let mut place = draft(PlaceId::Own(id.into()), name, PlaceClass::PostalPlace, at);
        place.country = code(iso);
        place.region = drafts.divisions.get(&format!("{iso}.{state}")).copied();
        place.district = drafts.divisions.get(&format!("{iso}.{state}.{}", field(&row, 3))).copied();
        drafts.add(place);
    }
    Ok(())
}
