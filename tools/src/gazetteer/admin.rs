//! First- and second-level divisions.

use std::{collections::HashMap, path::Path};

use dateline::gazetteer::{NameKind, PlaceClass, PlaceId};

use super::{
    cities::{Point, admin_points},
    draft::{Drafts, code, draft, field, find, position, rows, rows_if_there},
};

/// Words that a division's name may go without.
const TYPE_WORDS: &[&str] = &[
    " Province",
    " Oblast",
    " Oblast'",
    " Krai",
    " Region",
    " Governorate",
    " Prefecture",
    " County",
    " Parish",
    " Borough",
    " State",
    " Department",
    " District",
    " Rayon",
    " Raion",
    " Municipality",
    " Canton",
    " Voivodeship",
    " Republic",
    " Autonomous Region",
    " Autonomous Republic",
    " Census Area",
    " City and Borough",
    " Kommun",
    " Kraj",
    " Judet",
    " Județ",
];
const TYPE_PREFIXES: &[&str] = &[
    "State of ",
    "Province of ",
    "Republic of ",
    "Department of ",
    "Departamento de ",
    "Provincia de ",
    "City of ",
    "Municipality of ",
    "County of ",
    "Gouvernorat de ",
    "Respublika ",
    "Estado de ",
    "Région de ",
    "Judeţul ",
    "Județul ",
    "Raionul ",
];

/// Peoples of divisions that news tells apart from those of the state.
const PEOPLES: &[(&str, &[&str])] = &[
    ("GB.ENG", &["English", "Englishman", "Englishmen", "Englishwoman", "Englishwomen"]),
    ("GB.NIR", &["Northern Irish"]),
    ("GB.SCT", &["Scottish", "Scot", "Scots", "Scotsman", "Scotsmen"]),
    ("GB.WLS", &["Welsh", "Welshman", "Welshmen"]),
];

/// Whether a demonym belongs to a division, so that its state does not take it.
pub(super) fn is_peoples_of_division(form: &str) -> bool {
    PEOPLES.iter().any(|(_, peoples)| peoples.contains(&form))
}

pub(super) fn add(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    let mut points: HashMap<String, Point> = HashMap::new();
    let derived = sources.join("geonames/admin_points_derived.tsv.gz");
    if find(&derived).is_some() {
        for row in rows(&derived)? {
            if let Some(position) = position(field(&row, 6), field(&row, 5)) {
                let population = field(&row, 7).parse().unwrap_or(0);
                points.insert(field(&row, 1).to_owned(), Point { position, population });
            }
        }
    } else {
        own_points(sources, &mut points)?;
    }
    let supplements =
        [("geonames/admin1_points_supplement.tsv.gz", 0, 4, 3), ("names/us_counties.tsv.gz", 1, 7, 6)];
    for (file, key, lon, lat) in supplements {
        for row in rows_if_there(&sources.join(file))? {
            if let Some(position) = position(field(&row, lon), field(&row, lat)) {
                let population = points.get(field(&row, key)).map_or(0, |point| point.population);
                points.insert(field(&row, key).to_owned(), Point { position, population });
            }
        }
    }
    for (file, class) in
        [("admin1CodesASCII.txt.gz", PlaceClass::Region), ("admin2Codes.txt.gz", PlaceClass::District)]
    {
        for row in rows(&sources.join("geonames").join(file))? {
            add_division(drafts, &points, &row, class);
        }
    }
    for (division, peoples) in PEOPLES {
        if let Some(at) = drafts.divisions.get(*division).copied() {
            for people in *peoples {
                drafts.name(at, people, NameKind::Demonym);
            }
        }
    }
    for row in rows_if_there(&sources.join("names/us_counties.tsv.gz"))? {
        if let Some(at) = drafts.divisions.get(field(&row, 1)).copied() {
            drafts.name(at, field(&row, 3), NameKind::Derived);
        }
    }
    for row in rows(&sources.join("names/admin1_aliases.tsv.gz"))? {
        if let Some(at) = drafts.divisions.get(field(&row, 0)).copied() {
            let alias = field(&row, 1);
            let letters = alias.chars().filter(|c| c.is_alphabetic()).count();
            let short = alias.ends_with('.') || letters <= 3;
            let demonym =
                ["an", "ans", "er", "ers", "ite", "ites", "ese"].iter().any(|end| alias.ends_with(end));
            let kind = match (short, demonym) {
                (true, _) => NameKind::Abbreviation,
                (_, true) => NameKind::Demonym,
                _ => NameKind::Preferred,
            };
            drafts.name(at, alias, kind);
        }
    }
    Ok(())
}

/// The points that GeoNames' main table itself gives.
fn own_points(sources: &Path, points: &mut HashMap<String, Point>) -> anyhow::Result<()> {
    let own = admin_points(sources)?;
    for file in ["admin1CodesASCII.txt.gz", "admin2Codes.txt.gz"] {
        for row in rows(&sources.join("geonames").join(file))? {
            let code = field(&row, 0);
            let by_id = field(&row, 3).parse().ok().and_then(|id: u32| own.by_id.get(&id));
            if let Some(point) = by_id.or_else(|| own.largest.get(code)) {
                points.insert(code.to_owned(), *point);
            }
        }
    }
    Ok(())
}

fn add_division(drafts: &mut Drafts, points: &HashMap<String, Point>, row: &[String], class: PlaceClass) {
    let (key, name) = (field(row, 0), field(row, 1));
    let (Some(point), Ok(id)) = (points.get(key), field(row, 3).parse()) else { return };
    let mut place = draft(PlaceId::GeoNames(id), name, class, point.position);
    place.country = code(&key[..2.min(key.len())]);
    place.population = point.population;
    if class == PlaceClass::District {
        place.region = key.rsplit_once('.').and_then(|(region, _)| drafts.divisions.get(region)).copied();
    }
    let at = drafts.add(place);
    drafts.divisions.insert(key.to_owned(), at);
    drafts.name(at, field(row, 2), NameKind::Preferred);
    let short = TYPE_WORDS
        .iter()
        .find_map(|word| name.strip_suffix(word))
        .or_else(|| TYPE_PREFIXES.iter().find_map(|word| name.strip_prefix(word)));
    if let Some(short) = short {
        let kind = if class == PlaceClass::Region { NameKind::Preferred } else { NameKind::Derived };
        drafts.name(at, short, kind);
    }
}
