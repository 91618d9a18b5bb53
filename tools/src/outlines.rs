//! Outlines of countries and first-level divisions, tied to GeoNames' ids.

use std::{collections::HashMap, path::Path};

use dateline::{basemap::outline, gazetteer::normalise};
use serde_json::Value;

use crate::{
    basemap::{Geometry, geometry, simplify},
    gazetteer::{lines, rows},
};

/// How far an outline may lie from the true one, in the Web Mercator square: about 600 m at the equator.
const COUNTRY_TOLERANCE: f64 = 1.5e-5;
const REGION_TOLERANCE: f64 = 2.5e-5;
/// Rings smaller than this are left out, unless they are all there is.
const LEAST_AREA: f64 = 2e-9;

/// Builds the outlines file.
pub(crate) fn build(sources: &Path) -> anyhow::Result<Vec<u8>> {
    let mut outlines: HashMap<u32, Vec<Vec<[f64; 2]>>> = HashMap::new();
    let mut countries = HashMap::new();
    for row in rows(&sources.join("geonames/countryInfo.txt.gz"))? {
        if let Some(id) = row.get(16).and_then(|id| id.parse::<u32>().ok()) {
            countries.insert(row[0].clone(), id);
        }
    }
    let mut regions: HashMap<(String, String), u32> = HashMap::new();
    let mut codes: HashMap<String, u32> = HashMap::new();
    for row in rows(&sources.join("geonames/admin1CodesASCII.txt.gz"))? {
        let (Some((country, _)), Ok(id)) = (row[0].split_once('.'), row[3].parse::<u32>()) else { continue };
        for name in [&row[1], &row[2]] {
            regions.insert((country.to_owned(), plain(name)), id);
        }
        codes.insert(row[0].clone(), id);
    }
    let folder = sources.join("natural-earth");
    for line in lines(&folder.join("ne_10m_admin_0_countries.geojson.gz"))? {
        let Some((get, rings)) = feature(&line?) else { continue };
        let code = get("ISO_A2_EH").filter(|code| code.len() == 2).or_else(|| get("ISO_A2"));
        if let Some(id) = code.and_then(|code| countries.get(&code)) {
            outlines.entry(*id).or_default().extend(reduce(&rings, COUNTRY_TOLERANCE));
        }
    }
    for line in lines(&folder.join("ne_10m_admin_1_states_provinces.geojson.gz"))? {
        let Some((get, rings)) = feature(&line?) else { continue };
        let Some(country) = get("iso_a2") else { continue };
        let named = ["name", "gn_name", "woe_name", "name_en"]
            .iter()
            .filter_map(|key| get(key))
            .find_map(|name| regions.get(&(country.clone(), plain(&name))).copied());
        let coded = || {
            let fips = get("fips")?;
            codes.get(&format!("{country}.{}", fips.get(2..)?)).copied()
        };
        if let Some(id) = named.or_else(coded) {
            outlines.entry(id).or_default().extend(reduce(&rings, REGION_TOLERANCE));
        }
    }
    eprintln!("{} outlines", outlines.len());
    let mut all: Vec<(u32, Vec<Vec<[f64; 2]>>)> = outlines.into_iter().collect();
    all.sort_by_key(|(id, _)| *id);
    Ok(outline::write(&all))
}

/// A division's name without its class.
fn plain(name: &str) -> String {
    let normal = normalise(name);
    let words =
        ["province", "oblast", "region", "state", "county", "rayon", "district", "governorate", "city"];
    normal.split(' ').filter(|word| !words.contains(word)).collect::<Vec<_>>().join(" ")
}

type Getter = Box<dyn Fn(&str) -> Option<String>>;

fn feature(line: &str) -> Option<(Getter, Vec<Vec<[f64; 2]>>)> {
    let value: Value = serde_json::from_str(line.trim().trim_end_matches(',')).ok()?;
    let Geometry::Rings(rings) = geometry(value.get("geometry")?)? else { return None };
    let properties = value.get("properties")?.as_object()?.clone();
    let get = move |wanted: &str| {
        let found = properties.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted))?;
        Some(found.1.as_str()?.trim().to_owned()).filter(|text| !text.is_empty())
    };
    Some((Box::new(get), rings))
}

fn reduce(rings: &[Vec<[f64; 2]>], tolerance: f64) -> Vec<Vec<[f64; 2]>> {
    let mut reduced: Vec<Vec<[f64; 2]>> =
        rings.iter().map(|ring| simplify(ring, tolerance)).filter(|ring| ring.len() >= 4).collect();
    reduced.sort_by(|a, b| area(b).total_cmp(&area(a)));
    let keep = reduced.iter().take_while(|ring| area(ring) >= LEAST_AREA).count().max(1);
    reduced.truncate(keep);
    reduced
}

fn area(ring: &[[f64; 2]]) -> f64 {
    let cross = ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]);
    (cross.sum::<f64>() / 2.0).abs()
}
