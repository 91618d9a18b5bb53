//! Candidates: the places a name may stand for, by the first tier that answers.

use super::lookup::known_form;
use crate::{
    gazetteer::{Gazetteer, NameKind, PlaceClass, PlaceKey, normalise},
    language::script::Language,
};

/// A place that a name may stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The place.
    pub key: PlaceKey,
    /// How the name belongs to it.
    pub kind: NameKind,
    /// How far the name had to be altered, as a factor of the confidence: 1 where it was not.
    pub trust: f32,
}

/// Words that name a class when they stand before or behind a name.
const TYPE_WORDS: &[(&str, &[PlaceClass])] = &[
    ("county", &[PlaceClass::District, PlaceClass::Region]),
    ("parish", &[PlaceClass::District]),
    ("borough", &[PlaceClass::District, PlaceClass::Quarter]),
    ("district", &[PlaceClass::District, PlaceClass::Region]),
    ("rayon", &[PlaceClass::District, PlaceClass::Region]),
    ("region", &[PlaceClass::Region, PlaceClass::Area, PlaceClass::District]),
    ("province", &[PlaceClass::Region]),
    ("oblast", &[PlaceClass::Region]),
    ("state", &[PlaceClass::Region]),
    ("prefecture", &[PlaceClass::Region]),
    ("governorate", &[PlaceClass::Region]),
    ("republic", &[PlaceClass::Country, PlaceClass::Region]),
    ("island", &[PlaceClass::Island]),
    ("islands", &[PlaceClass::Island, PlaceClass::Country]),
    ("river", &[PlaceClass::River]),
    ("lake", &[PlaceClass::Lake]),
    ("airport", &[PlaceClass::Airport]),
];
const CITY_WORDS: &[&str] = &["city", "town", "township", "village"];
const MODIFIERS: &[&str] = &[
    "central",
    "downtown",
    "east",
    "eastern",
    "far",
    "greater",
    "inner",
    "lower",
    "metro",
    "metropolitan",
    "mid",
    "middle",
    "north",
    "northeast",
    "northeastern",
    "northern",
    "northwest",
    "northwestern",
    "outer",
    "rural",
    "south",
    "southeast",
    "southeastern",
    "southern",
    "southwest",
    "southwestern",
    "suburban",
    "upper",
    "upstate",
    "west",
    "western",
];
const AREA_WORDS: &[&str] = &["area", "coast", "metro", "metropolitan area", "region", "suburbs", "valley"];
const DEMONYM_ENDS: &[(&str, &[&str])] = &[
    ("ians", &["ia", "", "y", "e"]),
    ("ian", &["ia", "", "y", "e"]),
    ("ers", &["", "e"]),
    ("er", &["", "e"]),
    ("ites", &["", "a"]),
    ("ite", &["", "a"]),
    ("ese", &["", "a", "e"]),
    ("ans", &["a", "", "o"]),
    ("an", &["a", "", "o"]),
    ("is", &[""]),
    ("i", &[""]),
];

/// The places a name may stand for. Empty where no tier answers.
#[must_use]
pub fn find(gazetteer: &Gazetteer, surface: &str) -> Vec<Found> {
    let normal = normalise(surface);
    // "the States" is a name; "the Netherlands" is one with an article.
    let whole = !gazetteer.exact(&normal).is_empty();
    let normal = normal.strip_prefix("the ").filter(|_| !whole).unwrap_or(&normal);
    let exact = |name: &str, trust: f32| -> Vec<Found> {
        let found = gazetteer.exact(name);
        found.into_iter().map(|(key, kind)| Found { key, kind, trust }).collect()
    };
    let mut found = exact(normal, 1.0);
    found.extend(typed(gazetteer, normal, &found));
    if found.is_empty() {
        found = respelled(normal).iter().flat_map(|name| exact(name, 0.9)).collect();
    }
    if found.is_empty()
        && let Some(core) = without_modifier(normal)
    {
        found = exact(core, 0.9);
    }
    if found.is_empty() && !normal.contains(' ') {
        found = DEMONYM_ENDS
            .iter()
            .filter_map(|(end, stems)| Some((normal.strip_suffix(end)?, stems)))
            .filter(|(stem, _)| stem.len() >= 4)
            .flat_map(|(stem, ends)| ends.iter().map(move |end| format!("{stem}{end}")))
            .flat_map(|name| exact(&name, 0.8))
            .filter(|found| found.kind == NameKind::Preferred && is_well_known(gazetteer, found.key))
            .collect();
    }
    if found.is_empty() {
        found = inner(gazetteer, surface);
    }
    found
}

/// The places of a name in a text of another language than English, which may be inflected.
#[must_use]
pub(super) fn find_inflected(gazetteer: &Gazetteer, surface: &str, language: Language) -> Vec<Found> {
    let Some(form) = known_form(gazetteer, &normalise(surface), language, 3) else {
        return find(gazetteer, surface);
    };
    gazetteer.exact(&form).into_iter().map(|(key, kind)| Found { key, kind, trust: 1.0 }).collect()
}

/// "X County", "Province of X", "Lachin district": X, held to the class.
fn typed(gazetteer: &Gazetteer, normal: &str, known: &[Found]) -> Vec<Found> {
    let mut out = Vec::new();
    let mut add = |name: &str, fits: &dyn Fn(PlaceClass) -> bool| {
        for (key, kind) in gazetteer.exact(name) {
            let class = gazetteer.facts(key).map(|facts| facts.class);
            if class.is_some_and(fits) && !known.iter().any(|found| found.key == key) {
                out.push(Found { key, kind, trust: 1.0 });
            }
        }
    };
    for (word, classes) in TYPE_WORDS {
        let core = normal
            .strip_suffix(word)
            .and_then(|rest| rest.strip_suffix(' '))
            .or_else(|| normal.strip_prefix(word).and_then(|rest| rest.strip_prefix(" of ")))
            .or_else(|| normal.strip_prefix(word).and_then(|rest| rest.strip_prefix(' ')));
        if let Some(core) = core.filter(|core| !core.is_empty()) {
            add(core, &|class| classes.contains(&class));
        }
    }
    for word in CITY_WORDS {
        let core = normal
            .strip_suffix(word)
            .and_then(|rest| rest.strip_suffix(' '))
            .or_else(|| normal.strip_prefix(word).and_then(|rest| rest.strip_prefix(" of ")));
        if let Some(core) = core.filter(|core| !core.is_empty()) {
            add(core, &PlaceClass::is_settlement);
        }
    }
    out
}

/// The same name in other spellings.
fn respelled(normal: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (a, b) in [("st ", "saint "), ("mt ", "mount "), ("ft ", "fort "), ("ste ", "sainte ")] {
        if let Some(rest) = normal.strip_prefix(a) {
            out.push(format!("{b}{rest}"));
        } else if let Some(rest) = normal.strip_prefix(b) {
            out.push(format!("{a}{rest}"));
        }
    }
    if let Some(rest) = normal.strip_prefix("lake ") {
        out.push(format!("{rest} lake"));
    } else if let Some(rest) = normal.strip_suffix(" lake") {
        out.push(format!("lake {rest}"));
    }
    if normal.contains(' ') {
        out.push(normal.replace(' ', ""));
    }
    if let Some(singular) = normal.strip_suffix('s').filter(|singular| singular.len() >= 5) {
        out.push(singular.to_owned());
    }
    out
}

/// "northern X", "the X area".
fn without_modifier(normal: &str) -> Option<&str> {
    let (first, rest) = normal.split_once(' ')?;
    if MODIFIERS.binary_search(&first).is_ok() {
        return Some(rest);
    }
    AREA_WORDS.iter().find_map(|word| normal.strip_suffix(word)?.strip_suffix(' '))
}

fn is_well_known(gazetteer: &Gazetteer, key: PlaceKey) -> bool {
    gazetteer.facts(key).is_some_and(|facts| {
        matches!(facts.class, PlaceClass::Country | PlaceClass::Region | PlaceClass::Capital)
            || facts.population >= 50_000
    })
}

/// The place inside a long name: what stands behind "of" or "in" ("University of London"), or else what
/// the name begins with ("London Stadium"). The last word alone says what a thing is, not where.
fn inner(gazetteer: &Gazetteer, surface: &str) -> Vec<Found> {
    let words: Vec<&str> = surface.split_whitespace().collect();
    let joint = words.iter().rposition(|word| matches!(word.to_lowercase().as_str(), "of" | "in" | "at"));
    let behind = joint.map_or(&[][..], |joint| &words[joint + 1..]);
    let longest = |part: &[&str]| {
        (1..=part.len().min(5))
            .rev()
            .map(|len| named(gazetteer, &part[..len]))
            .find(|found| !found.is_empty())
    };
    longest(behind).or_else(|| longest(&words[..words.len().saturating_sub(1)])).unwrap_or_default()
}

/// The places of exactly these words, if they are worth a guess.
fn named(gazetteer: &Gazetteer, words: &[&str]) -> Vec<Found> {
    let big = |key: PlaceKey| {
        gazetteer.facts(key).is_some_and(|facts| {
            facts.population >= 15_000 || matches!(facts.class, PlaceClass::Country | PlaceClass::Region)
        })
    };
    if !words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase)) {
        return Vec::new();
    }
    gazetteer
        .exact(&normalise(&words.join(" ")))
        .into_iter()
        .filter(|(_, kind)| !matches!(kind, NameKind::Alternate | NameKind::Demonym))
        .filter(|(key, _)| words.len() > 1 || big(*key))
        .map(|(key, kind)| Found { key, kind, trust: 0.5 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_are_sorted_for_the_search() {
        assert!(MODIFIERS.is_sorted());
    }

    #[test]
    fn modifiers_come_off_either_end() {
        assert_eq!(without_modifier("northern syria"), Some("syria"));
        assert_eq!(without_modifier("boston area"), Some("boston"));
        assert_eq!(without_modifier("north"), None);
    }
}
