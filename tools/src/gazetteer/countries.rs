//! Countries: GeoNames' ids and points, names from CLDR, the Factbook and GeoNames, demonyms.

use std::{collections::HashMap, path::Path};

use dateline::gazetteer::{NameKind, PlaceClass, PlaceId};

use super::draft::{Drafts, code, draft, field, position, rows, rows_if_there};

/// Languages whose country names are taken: the languages in which toponyms are found, and others whose
/// names do not collide with places.
const LANGUAGES: &[&str] = &[
    "en", "ru", "az", "hy", "tr", "ar", "uk", "fr", "de", "es", "ka", "fa", "he", "it", "pt", "nl", "pl",
    "zh", "el",
];

pub(super) fn add(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    let mut points = HashMap::new();
    let table = sources.join("geonames/country_points.tsv");
    let own = if table.is_file() {
        for row in rows(&table)? {
            if let Some(position) = position(field(&row, 4), field(&row, 3)) {
                points.insert(field(&row, 0).to_owned(), position);
            }
        }
        None
    } else {
        Some(super::cities::admin_points(sources)?)
    };
    for row in rows(&sources.join("geonames/countryInfo.txt.gz"))? {
        let (Some(iso), Ok(id)) = (code(field(&row, 0)), field(&row, 16).parse()) else { continue };
        let main = own.as_ref().and_then(|own| own.by_id.get(&id)).map(|point| point.position);
        let Some(point) = points.get(field(&row, 0)).copied().or(main) else { continue };
        let mut place = draft(PlaceId::GeoNames(id), field(&row, 4), PlaceClass::Country, point);
        place.country = Some(iso);
        place.population = field(&row, 7).parse().unwrap_or(0);
        let at = drafts.add(place);
        drafts.countries.insert(iso, at);
        if let Some(short) = field(&row, 4).strip_prefix("The ") {
            drafts.name(at, short, NameKind::Preferred);
        }
    }
    if drafts.countries.is_empty() {
        anyhow::bail!("no country has a point: country_points.tsv or allCountries.txt is needed");
    }
    names(drafts, sources)?;
    demonyms(drafts, sources)
}

fn names(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    for row in rows(&sources.join("names/cldr_territories.tsv.gz"))? {
        let language = field(&row, 1).split(['_', '-']).next().unwrap_or("");
        let at = code(field(&row, 0)).and_then(|iso| drafts.countries.get(&iso)).copied();
        if let Some(at) = at.filter(|_| LANGUAGES.contains(&language)) {
            let short = field(&row, 3).len() <= 3;
            let kind = match (language, short) {
                (_, true) => NameKind::Abbreviation,
                ("en", false) => NameKind::Preferred,
                _ => NameKind::Alternate,
            };
            drafts.name(at, field(&row, 3), kind);
        }
    }
    for row in rows(&sources.join("names/country_names_factbook.tsv.gz"))? {
        let at = code(field(&row, 0)).and_then(|iso| drafts.countries.get(&iso)).copied();
        let name = field(&row, 2);
        if let Some(at) = at.filter(|_| !name.contains([';', '(']) && name.len() > 3 && name != "none") {
            let kind = match field(&row, 1) {
                "conventional short form" | "conventional long form" => NameKind::Preferred,
                "local short form" | "local long form" => NameKind::Alternate,
                _ => continue,
            };
            drafts.name(at, name, kind);
        }
    }
    for row in rows_if_there(&sources.join("geonames/country_alternate_names.tsv.gz"))? {
        let at = field(&row, 0).parse().ok().and_then(|id| drafts.by_id.get(&PlaceId::GeoNames(id))).copied();
        if let Some(at) = at.filter(|_| LANGUAGES.contains(&field(&row, 1)) && field(&row, 2).len() > 3) {
            drafts.name(at, field(&row, 2), NameKind::Alternate);
        }
    }
    Ok(())
}

fn demonyms(drafts: &mut Drafts, sources: &Path) -> anyhow::Result<()> {
    for file in ["names/demonyms_factbook.tsv.gz", "names/demonyms_supplement.tsv.gz"] {
        for row in rows(&sources.join(file))? {
            let Some(at) = code(field(&row, 0)).and_then(|iso| drafts.countries.get(&iso)).copied() else {
                continue;
            };
            let form = field(&row, 3);
            if super::admin::is_peoples_of_division(form) {
                continue;
            }
            let capitals = form.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
            let kind = match field(&row, 2) {
                "alias" if capitals => NameKind::Abbreviation,
                "alias" => NameKind::Preferred,
                _ => NameKind::Demonym,
            };
            if form.chars().next().is_some_and(char::is_uppercase) && !form.contains(['(', ';']) {
                drafts.name(at, form, kind);
            }
        }
    }
    Ok(())
}
