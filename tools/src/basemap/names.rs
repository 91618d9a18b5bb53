//! Names by language: Natural Earth's, the Unicode CLDR's for countries, GeoNames' in the script of the country,
//! and every party's name of a contested place.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use anyhow::Context;
use dateline::basemap::NameLanguage;
use serde_json::Value;

use super::source::Properties;
use crate::gazetteer::{lines, rows};

/// Names by the ends of their tags.
type ByLanguage = BTreeMap<String, String>;

/// Where names are looked up.
#[derive(Default)]
pub(crate) struct Names {
    /// CLDR's names of a territory.
    territories: HashMap<String, ByLanguage>,
    /// The first language of a country.
    spoken: HashMap<String, String>,
    /// A town's name in the script of its country, by GeoNames id.
    local: HashMap<u32, String>,
    /// The leading name and all parties' names of contested places, by GeoNames id.
    contested: HashMap<u32, (String, String)>,
}

impl Names {
    pub(super) fn read(sources: &Path, overlay: &Path) -> anyhow::Result<Self> {
        let mut names = Self::default();
        for row in rows(&sources.join("geonames/countryInfo.txt.gz"))? {
            if let Some(first) = row.get(15).and_then(|spoken| spoken.split([',', '-']).next()) {
                names.spoken.insert(row[0].clone(), first.to_owned());
            }
        }
        let cldr = sources.join("names/cldr_territories.tsv.gz");
        if crate::gazetteer::find(&cldr).is_some() {
            for row in rows(&cldr)?.into_iter().filter(|row| row.get(2).is_some_and(|kind| kind == "name")) {
                let language = if row[1] == "zh_Hant" { "zht" } else { &row[1] };
                let wanted = NameLanguage::of(language).is_some()
                    || names.spoken.get(&row[0]).is_some_and(|spoken| spoken == language);
                if wanted {
                    names
                        .territories
                        .entry(row[0].clone())
                        .or_default()
                        .insert(language.to_owned(), row[3].clone());
                }
            }
        }
        for line in lines(&sources.join("geonames/cities500.txt.gz"))? {
            let line = line?;
            let row: Vec<&str> = line.split('\t').collect();
            let (Some(Ok(id)), Some(country)) = (row.first().map(|id| id.parse::<u32>()), row.get(8)) else {
                continue;
            };
            let known = row.get(3).and_then(|others| in_script(others, script_of(country)?));
            if let Some(name) = known {
                names.local.insert(id, name.to_owned());
            }
        }
        names.read_contested(overlay)?;
        Ok(names)
    }

    fn read_contested(&mut self, overlay: &Path) -> anyhow::Result<()> {
        let json = std::fs::read(overlay).with_context(|| format!("reading {}", overlay.display()))?;
        let parsed: Value = serde_json::from_slice(&json)?;
        for entry in parsed.get("places").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let id = text("id").and_then(|id| id.strip_prefix("geonames:")?.parse::<u32>().ok());
            let others = entry.get("contested").and_then(Value::as_array).into_iter().flatten();
            let others: Vec<&str> = others.filter_map(Value::as_str).collect();
            if let (Some(id), Some(name), false) = (id, text("name"), others.is_empty()) {
                let both = std::iter::once(name).chain(others).collect::<Vec<_>>().join(" / ");
                self.contested.insert(id, (name.to_owned(), both));
            }
        }
        Ok(())
    }

    /// The English name of a feature, else its own, and those in other languages.
    pub(super) fn of(&self, p: &Properties<'_>) -> (Option<String>, ByLanguage) {
        let Some(name) = p.text("name_en").or_else(|| p.text("name")).map(title_case) else {
            return (None, ByLanguage::new());
        };
        let others = p
            .texts()
            .filter_map(|(key, text)| Some((key.strip_prefix("name_")?.to_owned(), text)))
            .filter(|(language, text)| known(language) && !text.is_empty() && *text != name)
            .map(|(language, text)| (language, title_case(text)))
            .collect();
        (Some(name), others)
    }

    pub(super) fn country(&self, p: &Properties<'_>) -> (Option<String>, ByLanguage) {
        let (name, mut others) = self.of(p);
        let code = p.text("ISO_A2_EH").or_else(|| p.text("ISO_A2")).unwrap_or("");
        if let Some(territory) = self.territories.get(code) {
            for (language, text) in territory.iter().filter(|(language, _)| known(language)) {
                others.entry(language.clone()).or_insert_with(|| text.clone());
            }
            if let Some(text) = self.spoken.get(code).and_then(|spoken| territory.get(spoken)) {
                others.insert("local".to_owned(), text.clone());
            }
        }
        others.retain(|_, text| Some(&*text) != name.as_ref());
        (name, others)
    }

    /// A town's leading name, its names in other languages, and every party's name.
    pub(super) fn town(&self, p: &Properties<'_>) -> Option<(String, ByLanguage, Option<String>)> {
        let mut name = p.text("NAME_EN").or_else(|| p.text("NAME"))?.to_owned();
        let (_, mut others) = self.of(p);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // an id
        let id = p.number("GEONAMEID").map(|id| id as u32);
        let spoken = p.text("ISO_A2").and_then(|code| self.spoken.get(code));
        let local = id
            .and_then(|id| self.local.get(&id))
            .or_else(|| others.get(spoken?))
            .map_or_else(|| p.text("NAME").unwrap_or(&name).to_owned(), Clone::clone);
        let contested = id.and_then(|id| self.contested.get(&id));
        if let Some((lead, _)) = contested {
            name.clone_from(lead);
        }
        others.insert("local".to_owned(), local);
        others.retain(|_, text| *text != name);
        Some((name, others, contested.map(|(_, both)| both.clone())))
    }

    /// The zoom from which the divisions of a country are named: those of large countries are large.
    pub(super) fn division_zoom(country: &str) -> f64 {
        match country {
            "RU" | "CA" | "AU" | "BR" => 4.5,
            "US" | "CN" | "IN" | "AR" | "KZ" | "MX" | "DZ" => 5.0,
            "IR" | "ZA" | "ES" | "FR" | "DE" | "PK" | "SA" | "TR" | "UA" | "ID" | "EG" | "SD" | "CD"
            | "NG" | "MN" => 6.6,
            _ => 7.2,
        }
    }
}

fn known(language: &str) -> bool {
    language != "en" && NameLanguage::of(language).is_some()
}

/// The letters of a country's script, where it is not the Latin one.
fn script_of(country: &str) -> Option<fn(char) -> bool> {
    Some(match country {
        "AM" => |c| matches!(c, '\u{530}'..='\u{58f}'),
        "GE" => |c| matches!(c, '\u{10a0}'..='\u{10ff}'),
        "GR" | "CY" => |c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'),
        "IL" => |c| matches!(c, '\u{590}'..='\u{5ff}'),
        "RU" | "UA" | "BY" | "BG" | "MK" | "RS" | "KZ" | "KG" | "TJ" | "MN" => {
            |c| matches!(c, '\u{400}'..='\u{4ff}')
        }
        "SA" | "IQ" | "SY" | "JO" | "LB" | "EG" | "LY" | "TN" | "DZ" | "MA" | "SD" | "YE" | "OM" | "AE"
        | "QA" | "BH" | "KW" | "PS" | "IR" | "AF" | "PK" => |c| matches!(c, '\u{600}'..='\u{6ff}'),
        "KR" | "KP" => |c| matches!(c, '\u{ac00}'..='\u{d7af}'),
        "CN" | "TW" | "HK" | "JP" => |c| matches!(c, '\u{4e00}'..='\u{9fff}'),
        "TH" => |c| matches!(c, '\u{e00}'..='\u{e7f}'),
        _ => return None,
    })
}

/// The shortest of the names that are wholly in a script, the first of these.
fn in_script(others: &str, script: fn(char) -> bool) -> Option<&str> {
    let fits =
        |name: &&str| name.chars().all(|c| script(c) || matches!(c, ' ' | '-')) && name.chars().count() > 1;
    others.split(',').filter(fits).min_by_key(|name| name.chars().count())
}

/// Natural Earth writes some names in capitals.
fn title_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || !name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| format!("{first}{}", letters.as_str().to_lowercase()))
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_name_is_in_the_script_of_the_country() {
        let script = script_of("AM").expect("a script");
        assert_eq!(in_script("Erevan,Yerevan,Ереван,Երևան,エレバン", script), Some("Երևան"));
        assert!(script_of("FR").is_none());
    }

    #[test]
    fn capitals_are_set_as_names() {
        assert_eq!(title_case("SOUTHERN OCEAN"), "Southern Ocean");
        assert_eq!(title_case("Mer d’Aral"), "Mer d’Aral");
        assert_eq!(title_case("南冰洋"), "南冰洋");
    }
}
