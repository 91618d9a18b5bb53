//! The evidence that ranks candidates, and the weight of each kind.
//!
//! Weights are round numbers set by hand, not fitted to any corpus; the mutual-support features follow
//! the idea of Lieberman & Samet 2012 ("adaptive context features").

use std::collections::HashMap;

use super::{
    metonymy,
    recognise::Recognised,
    resolve::{Name, Ranked},
};
use crate::{
    gazetteer::{Gazetteer, NameKind, PlaceClass, PlaceKey, normalise, tags},
    geodesy::EARTH_RADIUS_M,
    language::Document,
};

macro_rules! evidence {
    ($($name:ident, $weight:expr, $label:expr;)*) => {
        /// A kind of evidence for or against a candidate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Evidence { $(#[doc = $label] $name,)* }

        impl Evidence {
            /// All kinds, in the order of the feature vector.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What it is called on the "why here?" card.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }

        /// How many kinds of evidence there are.
        pub const FEATURES: usize = Evidence::ALL.len();
        /// The weight of each.
        pub const WEIGHTS: [f32; FEATURES] = [$($weight,)*];
    };
}

evidence! {
    Population, 1.0, "population";
    KnownNames, 0.3, "how widely it is known";
    Class, 1.0, "kind of place";
    NameFit, 1.0, "how the name fits";
    InContainer, 2.0, "lies in the place named right after it";
    OutsideContainer, -2.0, "lies outside the place named right after it";
    ContainerShare, 1.0, "its container is named with it";
    Contains, 2.0, "the place named right before it lies in it";
    Acts, 1.0, "a government known by it acts";
    DistrictWord, 1.0, "a word for its class follows";
    CountryNamed, 1.0, "its country is named";
    RegionNamed, 1.0, "its region is named";
    DistrictNamed, 1.0, "its district is named";
    RegionInText, 0.5, "its region stands in the text";
    SameCountry, 2.0, "other places of its country are named";
    SameRegion, 2.0, "other places of its region are named";
    Within30, 1.0, "places within 30 km are named";
    Within150, 1.0, "places within 150 km are named";
    Within600, 1.0, "places within 600 km are named";
    Beside150, 1.0, "places within 150 km are named close by in the text";
    Beside600, 1.0, "places within 600 km are named close by in the text";
    Nearest30, 1.0, "a place within 30 km is named";
    Nearest150, 1.0, "a place within 150 km is named";
    Capitals, 0.5, "an abbreviation in capitals";
    OutletCountry, 1.0, "the outlet writes about its country";
    OutletRegion, 1.5, "the outlet writes about its region";
    OutletNear, 2.0, "the outlet writes about places near it";
    OutletPlace, 0.5, "the outlet writes about it";
}

fn class_bonus(class: PlaceClass) -> f32 {
    use PlaceClass as C;
    match class {
        C::Country => 3.0,
        C::Continent => 2.5,
        C::Region | C::Capital => 1.6,
        C::Area => 1.5,
        C::Sea => 1.2,
        C::RegionSeat => 1.0,
        C::Island => 0.6,
        C::Mountain => 0.5,
        C::DistrictSeat => 0.4,
        C::River | C::Airport | C::Park | C::Natural => 0.3,
        C::Lake => 0.2,
        C::LocalSeat => 0.1,
        C::Quarter => -0.3,
        C::PostalPlace => -0.6,
        _ => 0.0,
    }
}

/// How likely a candidate is before the document is read.
pub(super) fn prior_score(candidate: &Ranked) -> f32 {
    let kind = match candidate.found.kind {
        NameKind::Preferred => 0.0,
        NameKind::Alternate => -1.0,
        NameKind::Demonym => 2.0,
        NameKind::Abbreviation => 0.8,
        NameKind::Derived => -0.3,
    };
    let known = f32::from(candidate.facts.names).ln_1p();
    candidate.log_population + class_bonus(candidate.facts.class) + 0.35 * known + kind
}

/// The first probabilities: the prior alone.
pub(super) fn prior(names: &mut [Name]) {
    for name in names {
        let scores: Vec<f32> = name.candidates.iter().map(|candidate| 1.2 * prior_score(candidate)).collect();
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum();
        for (candidate, score) in name.candidates.iter_mut().zip(scores) {
            candidate.probability = (score - top).exp() / sum;
        }
    }
}

/// What the document says besides the names themselves.
pub(super) struct Frame {
    /// For each name: how many of its mentions have a container right after, and the containers.
    containers: Vec<Vec<Container>>,
    /// For each name: the names that it stands right after as their container.
    contained: Vec<Vec<usize>>,
    /// For each name: the share of its mentions that do what governments do ("Washington denied").
    acts: Vec<f32>,
    /// Regions named in the raw text, also inside longer names, with counts.
    regions: HashMap<PlaceKey, u32>,
    /// For each name: a word right after a mention that tells the class.
    class_word: Vec<Option<ClassWord>>,
}

enum Container {
    /// Another name of the document.
    Name(usize),
    /// A region's abbreviation that is no mention itself.
    Region(PlaceKey),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ClassWord {
    District,
    Water,
}

impl Frame {
    pub(super) fn new(
        document: &Document<'_>,
        recognised: &[Recognised],
        names: &[Name],
        gazetteer: &Gazetteer,
    ) -> Self {
        let mut name_of = vec![0; recognised.len()];
        for (name, entry) in names.iter().enumerate() {
            for mention in &entry.mentions {
                name_of[*mention] = name;
            }
        }
        let mut frame = Self {
            containers: names.iter().map(|_| Vec::new()).collect(),
            contained: names.iter().map(|_| Vec::new()).collect(),
            acts: vec![0.0; names.len()],
            regions: HashMap::new(),
            class_word: vec![None; names.len()],
        };
        for (at, found) in recognised.iter().enumerate() {
            let name = name_of[at];
            let next = found.tokens.1 + 1;
            if metonymy::acts(document, found.tokens.0, found.tokens.1) {
                #[allow(clippy::cast_precision_loss)]
                let share = 1.0 / names[name].mentions.len() as f32;
                frame.acts[name] += share;
            }
            match document.token_text(next).to_lowercase().as_str() {
                "county" | "parish" | "borough" => frame.class_word[name] = Some(ClassWord::District),
                "river" | "lake" | "creek" | "bay" => frame.class_word[name] = Some(ClassWord::Water),
                "," | "(" | "in" | "of" => {
                    let follower = recognised.get(at + 1).filter(|other| other.tokens.0 == next + 1);
                    if follower.is_some() && name_of[at + 1] != name {
                        frame.containers[name].push(Container::Name(name_of[at + 1]));
                        frame.contained[name_of[at + 1]].push(name);
                    } else if let Some(region) = region_code(document, next, gazetteer) {
                        frame.containers[name].push(Container::Region(region));
                    }
                }
                _ => {}
            }
        }
        frame.count_regions(document, gazetteer);
        frame
    }

    fn count_regions(&mut self, document: &Document<'_>, gazetteer: &Gazetteer) {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        for at in 0..document.tokens.len() {
            let text = document.token_text(at);
            if text.len() > 3 && text.chars().next().is_some_and(char::is_uppercase) {
                *seen.entry(text).or_default() += 1;
            }
        }
        for (text, count) in seen {
            let normal = normalise(text);
            if gazetteer.tags(&normal) & tags::REGION == 0 {
                continue;
            }
            for (key, _) in gazetteer.exact(&normal) {
                if gazetteer.facts(key).is_some_and(|facts| facts.class == PlaceClass::Region) {
                    *self.regions.entry(key).or_default() += count;
                }
            }
        }
    }
}

/// A state's code in capitals after a comma or bracket: "Paris, TX".
fn region_code(document: &Document<'_>, sign: usize, gazetteer: &Gazetteer) -> Option<PlaceKey> {
    let text = document.token_text(sign + 1);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let short =
        (text.len() == 2 && text.chars().all(char::is_uppercase)) || (text.ends_with('.') && letters >= 2);
    if !short || !matches!(document.token_text(sign), "," | "(") {
        return None;
    }
    let places = gazetteer.exact(&normalise(text));
    places
        .into_iter()
        .find(|(key, kind)| {
            *kind == NameKind::Abbreviation
                && gazetteer.facts(*key).is_some_and(|facts| facts.class == PlaceClass::Region)
        })
        .map(|(key, _)| key)
}

/// Whether a candidate lies in a container.
fn lies_in(candidate: &Ranked, container: PlaceKey, facts_of: &Ranked) -> bool {
    match facts_of.facts.class {
        PlaceClass::Country => {
            candidate.facts.country == facts_of.facts.country && candidate.found.key != container
        }
        PlaceClass::Region => candidate.facts.region == Some(container),
        PlaceClass::District => candidate.facts.district == Some(container),
        class if class.is_settlement() => {
            !candidate.facts.class.is_wide()
                && candidate.found.key != container
                && candidate.facts.position.distance_m(facts_of.facts.position) < 30_000.0
        }
        PlaceClass::Area | PlaceClass::Continent | PlaceClass::Island => {
            candidate.facts.position.distance_m(facts_of.facts.position) < 300_000.0
        }
        _ => false,
    }
}

/// The best share of a name right before this one that lies in the candidate.
fn contains(candidate: &Ranked, contained: &[usize], names: &[Name]) -> f32 {
    let inside = contained.iter().map(|other| -> f32 {
        let inner = names[*other].candidates.iter();
        inner
            .filter(|inner| lies_in(inner, candidate.found.key, candidate))
            .map(|inner| inner.probability)
            .sum()
    });
    inside.fold(0.0, f32::max)
}

/// Support of one other name for every candidate of this one.
struct Support {
    weight: f32,
    beside: f32,
    near: Vec<[f32; 3]>,
    country: Vec<f32>,
    region: Vec<f32>,
    is_country: Vec<f32>,
    is_region: Vec<f32>,
    is_district: Vec<f32>,
}

fn support(name: &Name, other: &Name, gazetteer: &Gazetteer) -> Support {
    let count = name.candidates.len();
    #[allow(clippy::cast_precision_loss)] // at most 3
    let weight = 1.0 + 0.3 * (other.mentions.len().min(3) as f32 - 1.0);
    let gap = closest(&name.positions, &other.positions);
    #[allow(clippy::cast_precision_loss)]
    let beside = (-(gap as f32) / 400.0).exp();
    let mut out = Support {
        weight,
        beside,
        near: vec![[0.0; 3]; count],
        country: vec![0.0; count],
        region: vec![0.0; count],
        is_country: vec![0.0; count],
        is_region: vec![0.0; count],
        is_district: vec![0.0; count],
    };
    for (at, candidate) in name.candidates.iter().enumerate() {
        let country = candidate.facts.country.and_then(|code| gazetteer.country(code));
        for rival in other.candidates.iter().filter(|rival| rival.probability > 0.02) {
            if rival.found.key == candidate.found.key {
                continue;
            }
            let p = rival.probability;
            let key = Some(rival.found.key);
            if candidate.facts.country.is_some() && rival.facts.country == candidate.facts.country {
                out.country[at] += p;
            }
            let same_region = candidate.facts.region.is_some()
                && (rival.facts.region == candidate.facts.region || candidate.facts.region == key);
            if same_region || rival.facts.region == Some(candidate.found.key) {
                out.region[at] += p;
            }
            for (named, list) in [
                (country, &mut out.is_country),
                (candidate.facts.region, &mut out.is_region),
                (candidate.facts.district, &mut out.is_district),
            ] {
                if named == key && named != Some(candidate.found.key) {
                    list[at] = list[at].max(p);
                }
            }
            if !matches!(
                rival.facts.class,
                PlaceClass::Country | PlaceClass::Area | PlaceClass::Sea | PlaceClass::Continent
            ) {
                let dot: f64 = candidate.vector.iter().zip(rival.vector).map(|(a, b)| a * b).sum();
                #[allow(clippy::cast_possible_truncation)]
                let km = (dot.clamp(-1.0, 1.0).acos() * EARTH_RADIUS_M / 1000.0) as f32;
                for (cell, scale) in out.near[at].iter_mut().zip([30.0, 150.0, 600.0]) {
                    *cell = cell.max(p * (-km / scale).exp());
                }
            }
        }
    }
    out
}

/// The least distance between two sorted lists of offsets.
fn closest(a: &[usize], b: &[usize]) -> usize {
    let (mut i, mut j, mut best) = (0, 0, usize::MAX);
    while i < a.len() && j < b.len() {
        best = best.min(a[i].abs_diff(b[j]));
        if a[i] < b[j] { i += 1 } else { j += 1 }
    }
    best
}

/// The features of every candidate of one name.
pub(super) fn features(
    names: &[Name],
    at: usize,
    frame: &Frame,
    gazetteer: &Gazetteer,
) -> Vec<[f32; FEATURES]> {
    use Evidence as E;
    let name = &names[at];
    let mut rows: Vec<[f32; FEATURES]> = name.candidates.iter().map(|_| [0.0; FEATURES]).collect();
    if name.candidates.len() < 2 {
        return rows;
    }
    let capitals = name.surface.len() <= 5
        && name.surface.chars().any(char::is_alphabetic)
        && name.surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    for (row, candidate) in rows.iter_mut().zip(&name.candidates) {
        own_features(row, candidate, capitals, frame.class_word[at]);
        if let Some(region) = candidate.facts.region {
            #[allow(clippy::cast_precision_loss)]
            let count = frame.regions.get(&region).copied().unwrap_or(0) as f32;
            row[E::RegionInText as usize] = count.ln_1p().min(1.5);
        }
        row[E::OutletCountry as usize] = candidate.home[0];
        row[E::OutletRegion as usize] = candidate.home[1];
        row[E::OutletNear as usize] = candidate.home[2];
        row[E::OutletPlace as usize] = candidate.home[3];
    }
    container_features(&mut rows, name, &frame.containers[at], names);
    for (row, candidate) in rows.iter_mut().zip(&name.candidates) {
        let seat = matches!(candidate.facts.class, PlaceClass::Country | PlaceClass::Capital);
        row[E::Acts as usize] = if seat { frame.acts[at] } else { 0.0 };
        row[E::Contains as usize] = contains(candidate, &frame.contained[at], names);
    }
    let mut total = 0.0;
    let mut total_beside = 0.0;
    for (_, other) in names.iter().enumerate().filter(|(other, _)| *other != at).take(200) {
        if other.candidates.is_empty() {
            continue;
        }
        let support = support(name, other, gazetteer);
        total += support.weight;
        total_beside += support.beside;
        for (index, row) in rows.iter_mut().enumerate() {
            let near = support.near[index];
            row[E::SameCountry as usize] += support.weight * support.country[index];
            row[E::SameRegion as usize] += support.weight * support.region[index];
            row[E::Within30 as usize] += support.weight * near[0];
            row[E::Within150 as usize] += support.weight * near[1];
            row[E::Within600 as usize] += support.weight * near[2];
            row[E::Beside150 as usize] += support.beside * near[1];
            row[E::Beside600 as usize] += support.beside * near[2];
            for (kind, value) in [
                (E::Nearest30, near[0]),
                (E::Nearest150, near[1]),
                (E::CountryNamed, support.is_country[index]),
                (E::RegionNamed, support.is_region[index]),
                (E::DistrictNamed, support.is_district[index]),
            ] {
                row[kind as usize] = row[kind as usize].max(value);
            }
        }
    }
    for row in &mut rows {
        for kind in [E::SameCountry, E::SameRegion, E::Within30, E::Within150, E::Within600] {
            row[kind as usize] /= total + 1.0;
        }
        for kind in [E::Beside150, E::Beside600] {
            row[kind as usize] /= total_beside + 1.0;
        }
    }
    rows
}

fn own_features(row: &mut [f32; FEATURES], candidate: &Ranked, capitals: bool, word: Option<ClassWord>) {
    use {Evidence as E, PlaceClass as C};
    let class = candidate.facts.class;
    row[E::Population as usize] = candidate.log_population;
    row[E::KnownNames as usize] = f32::from(candidate.facts.names).ln_1p();
    row[E::Class as usize] = match class {
        C::Country | C::Capital => 1.0,
        C::Region | C::RegionSeat | C::Continent | C::Area | C::Sea => 0.5,
        C::DistrictSeat => 0.3,
        C::LocalSeat => 0.2,
        C::District | C::Quarter => -0.5,
        C::PostalPlace => -0.6,
        _ => 0.0,
    };
    row[E::NameFit as usize] = match candidate.found.kind {
        NameKind::Alternate => -2.0,
        NameKind::Derived => -1.5,
        NameKind::Demonym if matches!(class, C::Country | C::Continent) => 0.5,
        _ => 0.0,
    };
    row[E::DistrictWord as usize] = match word {
        Some(ClassWord::District) => {
            if class == C::District {
                1.0
            } else {
                -1.0
            }
        }
        Some(ClassWord::Water) if matches!(class, C::River | C::Lake | C::Sea) => 1.0,
        _ => 0.0,
    };
    if capitals && candidate.found.kind == NameKind::Abbreviation {
        row[E::Capitals as usize] = 1.0;
    }
}

fn container_features(rows: &mut [[f32; FEATURES]], name: &Name, containers: &[Container], names: &[Name]) {
    use Evidence as E;
    if containers.is_empty() {
        return;
    }
    #[allow(clippy::cast_precision_loss)]
    let share = (containers.len() as f32 / name.mentions.len() as f32).min(1.0);
    for (row, candidate) in rows.iter_mut().zip(&name.candidates) {
        let inside = containers.iter().map(|container| match container {
            Container::Region(region) => f32::from(u8::from(candidate.facts.region == Some(*region))),
            Container::Name(other) => names[*other]
                .candidates
                .iter()
                .filter(|container| lies_in(candidate, container.found.key, container))
                .map(|container| container.probability)
                .sum(),
        });
        let inside = inside.fold(0.0_f32, f32::max);
        row[E::InContainer as usize] = inside;
        row[E::ContainerShare as usize] = inside * share;
    }
    // A container that holds none of the candidates is no container: "Paris, London and Rome".
    let held = rows.iter().map(|row| row[E::InContainer as usize]).fold(0.0_f32, f32::max);
    if held > 0.3 {
        for row in rows.iter_mut() {
            row[E::OutsideContainer as usize] = f32::from(u8::from(row[E::InContainer as usize] < 0.1));
        }
    }
}
