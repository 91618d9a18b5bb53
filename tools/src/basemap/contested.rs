//! Contested ground: how each point of view sees a line. Natural Earth's lines of these versions carry no view
//! of their own; it is worked out from what its other layers say: the `FCLASS_*` views of countries, and who
//! holds and who claims each disputed area.

use std::{collections::HashMap, path::Path};

use dateline::basemap::{Worldview, layer};
use serde_json::Value;

use super::{
    names::Names,
    source::{Facts, Geometry, Properties, geometry},
};

/// For each class, the points of view from which a feature is of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Masks(pub(super) Vec<(i64, u64)>);

impl Masks {
    /// Sees a feature as of a class; a view that sees it otherwise already keeps that.
    fn see(&mut self, view: Worldview, class: i64) {
        if self.0.iter().any(|(_, mask)| mask & view.bit() != 0) {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| *known == class) {
            Some((_, mask)) => *mask |= view.bit(),
            None => self.0.push((class, view.bit())),
        }
        self.0.sort_unstable();
    }

    pub(super) fn or(self, other: Self) -> Self {
        if self.0.is_empty() { other } else { self }
    }
}

/// A disputed area: who holds it, who claims it.
struct Area {
    holder: String,
    claimants: Vec<Worldview>,
    rings: Vec<Vec<[f64; 2]>>,
    bounds: [f64; 4],
}

/// What the sources say of contested ground.
#[derive(Default)]
pub(crate) struct Contested {
    /// Which views do not see a country as one, by its code of three letters.
    unrecognised: HashMap<String, Vec<Worldview>>,
    areas: Vec<Area>,
    by_code: HashMap<String, Vec<Worldview>>,
}

/// Karabakh as it was before 2020: no boundary today.
const PAST: &str = "B38";
/// Abkhazia and South Ossetia: Russia sees them as countries.
const SEEN_BY_RUSSIA: [&str; 3] = ["B35", "B37", "B90"];
/// Georgia's breakaway regions: the United States' own maps mark their lines.
const MARKED_BY_US: [&str; 2] = ["B35", "B37"];

impl Contested {
    pub(super) fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut out = Self::default();
        for line in crate::gazetteer::lines(&folder.join("ne_10m_admin_0_countries.geojson.gz"))? {
            let line = line?;
            let Some(value) = feature(&line) else { continue };
            let Some(properties) = value.get("properties").and_then(Value::as_object) else { continue };
            let p = Properties(properties);
            let views = p
                .texts()
                .filter(|(_, class)| class.starts_with("Unrecognized") || class.starts_with("Admin-1"))
                .filter_map(|(key, _)| view(key.strip_prefix("fclass_")?));
            let views: Vec<Worldview> = views.collect();
            if let Some(code) = p
                .text("ADM0_A3")
                .filter(|_| !views.is_empty() && p.text("FCLASS_TLC") != Some("Unrecognized"))
            {
                out.unrecognised.insert(code.to_owned(), views);
            }
        }
        for line in crate::gazetteer::lines(&folder.join("ne_10m_admin_0_disputed_areas.geojson.gz"))? {
            let line = line?;
            out.add_area(&line);
        }
        Ok(out)
    }

    fn add_area(&mut self, line: &str) -> Option<()> {
        let value = feature(line)?;
        let p = Properties(value.get("properties")?.as_object()?);
        let code = p.text("BRK_A3")?;
        let note = p.text("NOTE_BRK").unwrap_or("");
        let claimants: Vec<Worldview> = claimants(note);
        let Geometry::Rings(rings) = geometry(value.get("geometry")?)? else { return None };
        if code == PAST {
            return None;
        }
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for [x, y] in rings.iter().flatten() {
            bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
        }
        self.by_code.insert(code.to_owned(), claimants.clone());
        self.areas.push(Area { holder: p.text("ADM0_A3")?.to_owned(), claimants, rings, bounds });
        Some(())
    }

    /// From which views a country's name is that of no country.
    pub(super) fn name_of(&self, p: &Properties<'_>) -> Masks {
        let mut masks = Masks::default();
        for view in p.text("ADM0_A3").and_then(|code| self.unrecognised.get(code)).into_iter().flatten() {
            masks.see(*view, layer::DISPUTED_NAME);
        }
        masks
    }

    /// The name of a breakaway or claimed area.
    pub(super) fn area_name(&self, p: &Properties<'_>, _: &Names) -> Option<Facts> {
        let kind = p.text("TYPE")?;
        let code = p.text("BRK_A3")?;
        let own_country = self.unrecognised.contains_key(p.text("ADM0_A3").unwrap_or(""));
        if !matches!(kind, "Breakaway" | "Disputed")
            || code == PAST
            || own_country
            || code == "B51"
            || code == "B56"
        {
            return None;
        }
        let zoom = p.number("MIN_LABEL").unwrap_or(6.0).max(5.0);
        let name = p.text("BRK_NAME")?.to_owned();
        Some(Facts {
            class: layer::DISPUTED_NAME,
            min_zoom: zoom,
            rank: 6,
            name: Some(name),
            ..Facts::default()
        })
    }

    /// A claim, or the line around a breakaway area.
    pub(super) fn claim(&self, p: &Properties<'_>) -> Option<Facts> {
        let class = p.text("featurecla")?;
        let codes: Vec<&str> = ["brk_a3_l", "brk_a3_r"].iter().filter_map(|key| p.text(key)).collect();
        let near_past = p.text("name").is_some_and(|name| name.contains("1994") || name.contains("1991"));
        if class.starts_with("Reference") || codes.contains(&PAST) || near_past {
            return None;
        }
        let mut seen = Masks::default();
        if class.starts_with("Breakaway") {
            for other in Worldview::all().skip(1) {
                let russia = other.code() == "RU" && codes.iter().any(|code| SEEN_BY_RUSSIA.contains(code));
                let marked = other.code() == "US" && codes.iter().any(|code| MARKED_BY_US.contains(code));
                if !marked {
                    seen.see(other, if russia { layer::COUNTRY_LINE } else { layer::REGION_LINE });
                }
            }
            let zoom = p.number("min_zoom").unwrap_or(4.0).min(4.0);
            return Some(Facts { class: layer::DISPUTED_LINE, seen, min_zoom: zoom, ..Facts::default() });
        }
        let by_name = p.text("name").and_then(|name| by_adjective(name.strip_suffix(" claim")?));
        let by_note = p.text("note").map(claimants).unwrap_or_default();
        for claimant in by_name.into_iter().chain(by_note) {
            // Between two areas that it claims both, the line is no border to it.
            let both = codes.len() == 2
                && codes
                    .iter()
                    .all(|code| self.by_code.get(*code).is_some_and(|all| all.contains(&claimant)));
            seen.see(claimant, if both { layer::REGION_LINE } else { layer::COUNTRY_LINE });
        }
        if let Some(holder) = p.text("adm0_a3_l").and_then(by_code) {
            seen.see(holder, layer::NO_LINE);
        }
        if let Some(iso) = view("iso") {
            seen.see(iso, layer::NO_LINE);
        }
        let zoom = p.number("min_zoom").unwrap_or(4.0).max(4.0);
        Some(Facts { class: layer::CLAIM_LINE, seen, min_zoom: zoom, ..Facts::default() })
    }

    /// How others see a line between two countries.
    pub(super) fn line(&self, p: &Properties<'_>, facts: &Facts, line: &Geometry) -> Masks {
        let mut masks = Masks::default();
        let (Some(left), Some(right)) = (p.text("adm0_a3_l"), p.text("adm0_a3_r")) else { return masks };
        if facts.class == layer::REGION_LINE {
            return masks;
        }
        for (side, other) in [(left, right), (right, left)] {
            if parent(side).contains(&other) {
                for view in self.unrecognised.get(side).into_iter().flatten() {
                    masks.see(*view, layer::REGION_LINE);
                }
            }
        }
        for area in self.beside(line) {
            let holder = [left, right].contains(&area.holder.as_str());
            let other = if area.holder == left { right } else { left };
            let claimed = by_code(other).filter(|other| holder && area.claimants.contains(other));
            if let Some(claimant) = claimed {
                masks.see(claimant, layer::REGION_LINE);
                if let Some(view) = by_code(&area.holder) {
                    masks.see(view, layer::COUNTRY_LINE);
                }
            }
        }
        masks
    }

    /// The disputed areas along most of a line.
    fn beside(&self, line: &Geometry) -> Vec<&Area> {
        let Geometry::Lines(parts) = line else { return Vec::new() };
        let mut probes: Vec<[[f64; 2]; 2]> = Vec::new();
        for pair in parts.iter().flat_map(|part| part.windows(2)) {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            let length = (bx - ax).hypot(by - ay).max(1e-12);
            // About 3 km to either side.
            let (dx, dy) = ((by - ay) / length * 8e-5, (bx - ax) / length * 8e-5);
            let middle = [f64::midpoint(ax, bx), f64::midpoint(ay, by)];
            probes.push([[middle[0] + dx, middle[1] - dy], [middle[0] - dx, middle[1] + dy]]);
        }
        let step = (probes.len() / 40).max(1);
        let probes: Vec<_> = probes.into_iter().step_by(step).collect();
        let along = |area: &&Area| {
            let near = probes.iter().filter(|sides| sides.iter().any(|at| area.holds(*at))).count();
            near * 2 > probes.len()
        };
        self.areas.iter().filter(along).collect()
    }
}

impl Area {
    fn holds(&self, [x, y]: [f64; 2]) -> bool {
        let [west, north, east, south] = self.bounds;
        (west..=east).contains(&x)
            && (north..=south).contains(&y)
            && super::middle::holds(&self.rings, [x, y])
    }
}

fn feature(line: &str) -> Option<Value> {
    serde_json::from_str(line.trim().trim_end_matches(',')).ok()
}

fn view(code: &str) -> Option<Worldview> {
    code.parse().ok()
}

/// Whose part a country is that others do not see as one.
fn parent(code: &str) -> &'static [&'static str] {
    match code {
        "KOS" => &["SRB"],
        "SOL" => &["SOM"],
        "CYN" => &["CYP", "CNM"],
        "SAH" => &["MAR"],
        "PSX" => &["ISR"],
        "ISR" => &["PSX"],
        "TWN" | "HKG" => &["CHN"],
        "GIB" => &["ESP"],
        _ => &[],
    }
}

/// Countries of which Natural Earth carries the view: code, names in its notes and the adjective of its claims.
const COUNTRIES: [(&str, &str, &[&str], &str); 22] = [
    ("IND", "IN", &["India"], "Indian"),
    ("PAK", "PK", &["Pakistan"], "Pakistani"),
    ("CHN", "CN", &["China"], "Chinese"),
    ("NPL", "NP", &["Nepal"], "Nepalese"),
    ("MAR", "MA", &["Morocco"], "Moroccan"),
    ("ISR", "IL", &["Israel"], "Israeli"),
    ("ESP", "ES", &["Spain"], "Spanish"),
    ("PRT", "PT", &["Portugal"], "Portuguese"),
    ("ARG", "AR", &["Argentina"], "Argentine"),
    ("JPN", "JP", &["Japan"], "Japanese"),
    ("TWN", "TW", &["Taiwan"], "Taiwanese"),
    ("VNM", "VN", &["Vietnam"], "Vietnamese"),
    ("UKR", "UA", &["Ukraine"], "Ukrainian"),
    ("RUS", "RU", &["Russia"], "Russian"),
    ("EGY", "EG", &["Egypt"], "Egyptian"),
    ("SAU", "SA", &["Saudi Arabia"], "Saudi"),
    ("FRA", "FR", &["France"], "French"),
    ("GBR", "GB", &["U.K."], "British"),
    ("USA", "US", &["U.S.A.", "the United States"], "American"),
    ("KOR", "KO", &["South Korea"], "South Korean"),
    ("BGD", "BD", &["Bangladesh"], "Bangladeshi"),
    ("TUR", "TR", &["Turkey"], "Turkish"),
];

fn by_code(code: &str) -> Option<Worldview> {
    COUNTRIES.iter().find(|country| country.0 == code).and_then(|country| view(country.1))
}

fn by_adjective(adjective: &str) -> Option<Worldview> {
    COUNTRIES.iter().find(|country| country.3 == adjective).and_then(|country| view(country.1))
}

/// Who claims, in a note such as “Admin. by India; Claimed by Pakistan”.
fn claimants(note: &str) -> Vec<Worldview> {
    let Some((_, claimed)) = note.split_once("laimed by ") else { return Vec::new() };
    let said = |country: &&(&str, &str, &[&str], &str)| {
        claimed
            .split([',', ';', ')'])
            .flat_map(|part| part.split(" and "))
            .any(|name| country.2.contains(&name.trim().trim_start_matches("and ")))
    };
    COUNTRIES.iter().filter(said).filter_map(|country| view(country.1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claimants_are_read_from_notes() {
        let codes = |note| claimants(note).into_iter().map(Worldview::code).collect::<Vec<_>>();
        assert_eq!(codes("Admin. by India; Claimed by Pakistan"), ["PK"]);
        assert_eq!(codes("Claimed by Pakistan and India"), ["IN", "PK"]);
        assert_eq!(codes("Admin. by Japan; Claimed by China and Taiwan"), ["CN", "TW"]);
        assert!(codes("Self admin.").is_empty());
    }

    #[test]
    fn a_view_keeps_what_it_first_sees() {
        let india = view("IN").expect("a view");
        let mut masks = Masks::default();
        masks.see(india, layer::COUNTRY_LINE);
        masks.see(india, layer::NO_LINE);
        assert_eq!(masks.0, [(layer::COUNTRY_LINE, india.bit())]);
    }
}
