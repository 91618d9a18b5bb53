//! Shape: from the names that the CRF labelled to the spans that name one place each.
//!
//! The CRF runs names together that stand side by side ("Bozeman, Mont.", "Seoul's Jamsil Stadium") and
//! takes a building with the town in its name as one ("Ludlow Town Hall"). What lands on the map is the
//! town; so names are cut where one place ends, and a building without an entry of its own gives its town.

use std::collections::HashSet;

use super::{
    crf::NameClass,
    features::{Sight, longest_name},
    recognise::Labelled,
};
use crate::{
    gazetteer::{Gazetteer, normalise, tags},
    language::Document,
};

/// Days and the like at the end of a headline's name: "Superior Court Tuesday".
const DAYS: &[&str] =
    &["friday", "monday", "saturday", "sunday", "thursday", "today", "tonight", "tuesday", "wednesday"];
/// Last words of names that say where along a way, or where people are buried, not in which town.
const WAYS: &[&str] = &[
    "alley",
    "ave",
    "avenue",
    "blvd",
    "boulevard",
    "bridge",
    "cemetery",
    "circle",
    "court",
    "creek",
    "crescent",
    "dr",
    "drive",
    "highway",
    "house",
    "lane",
    "parkway",
    "pike",
    "place",
    "plaza",
    "rd",
    "road",
    "route",
    "row",
    "square",
    "st",
    "street",
    "terrace",
    "trail",
    "turnpike",
    "way",
];
/// A place this well known names the town of a building in its own right.
const WELL_KNOWN: u16 = tags::COUNTRY | tags::REGION | tags::METROPOLIS | tags::CITY | tags::DISTRICT;
/// Anything with an entry that people live in.
const SETTLED: u16 = WELL_KNOWN | tags::TOWN | tags::VILLAGE;

/// Cuts labelled names into names of one place each.
pub(super) struct Shaper<'d> {
    document: &'d Document<'d>,
    gazetteer: &'d Gazetteer,
    sight: &'d Sight,
    /// Normalised names that the CRF labelled as places on their own.
    places: HashSet<String>,
}

impl<'d> Shaper<'d> {
    pub(super) fn new(
        document: &'d Document<'d>,
        gazetteer: &'d Gazetteer,
        sight: &'d Sight,
        labelled: &[Labelled],
    ) -> Self {
        let places = labelled
            .iter()
            .filter(|name| name.class == NameClass::Place)
            .map(|name| normalise(document.span_of(name.first, name.last).of(document.text)))
            .collect();
        Self { document, gazetteer, sight, places }
    }

    /// The names with those cut that hold several places.
    pub(super) fn shape(&self, labelled: &[Labelled]) -> Vec<Labelled> {
        let mut out = Vec::with_capacity(labelled.len());
        let mut end = 0;
        for (at, name) in labelled.iter().enumerate() {
            if name.first < end {
                continue;
            }
            let name = &self.grown(*name, &labelled[at + 1..]);
            end = name.last + 1;
            if matches!(name.class, NameClass::Place | NameClass::Facility) && name.first < name.last {
                self.cut(*name, &mut out);
            } else {
                out.push(*name);
            }
        }
        out
    }

    fn tags_of(&self, first: usize, last: usize) -> u16 {
        self.gazetteer.tags(&self.normal(first, last))
    }

    fn normal(&self, first: usize, last: usize) -> String {
        normalise(self.document.span_of(first, last).of(self.document.text))
    }

    fn word(&self, at: usize) -> &str {
        &self.sight.tokens[at].word
    }

    /// The longest entry that the name begins, unless it would cut another name or take in one of another
    /// kind: "Newfoundland and Labrador".
    fn grown(&self, name: Labelled, following: &[Labelled]) -> Labelled {
        if name.class != NameClass::Place {
            return name;
        }
        let end = self.document.sentence_end(name.first);
        let mut buffer = String::new();
        let barrier = following.iter().take(8).find(|next| next.class != NameClass::Place);
        let end = end.min(barrier.map_or(usize::MAX, |next| next.first));
        let found = longest_name(self.document, self.gazetteer, name.first, end, &mut buffer);
        let last = found.map_or(name.last, |(_, len)| name.first + len - 1);
        let cuts = following.iter().take_while(|next| next.first <= last).any(|next| next.last > last);
        if !cuts && last > name.last && self.sight.tokens[last].capitals.is_capital() {
            Labelled { last, ..name }
        } else {
            name
        }
    }

    fn cut(&self, mut name: Labelled, out: &mut Vec<Labelled>) {
        if self.tags_of(name.first, name.last) != 0 {
            out.push(name);
            return;
        }
        while name.first < name.last && DAYS.binary_search(&self.word(name.last)).is_ok() {
            name.last -= 1;
        }
        let Some((end, start)) = self.seam(&name) else {
            out.push(self.town_of(name));
            return;
        };
        let head = Labelled { last: end, class: NameClass::Place, ..name };
        let mut tail = Labelled { first: start, ..name };
        if tail.first == tail.last && self.tags_of(start, start) != 0 {
            tail.class = NameClass::Place;
        }
        out.push(self.town_of(head));
        self.cut(tail, out);
    }

    /// Where one place ends and the next begins: the last token of the one, the first of the other.
    fn seam(&self, name: &Labelled) -> Option<(usize, usize)> {
        for at in name.first + 1..name.last {
            let (before, after) = ((name.first, at - 1), (at + 1, name.last));
            let known = |(first, last): (usize, usize)| self.tags_of(first, last) & SETTLED != 0;
            let is_seam = match self.word(at) {
                "," => true,
                "'s" | "'" => known(before),
                "-" | "–" | "—" | "/" => known(before) && known(after),
                _ => false,
            };
            if is_seam {
                return Some((at - 1, at + 1));
            }
        }
        None
    }

    /// A building that the gazetteer does not know gives the town that its name begins with.
    fn town_of(&self, name: Labelled) -> Labelled {
        let Labelled { first, last, .. } = name;
        let is_way = WAYS.binary_search(&self.word(last).trim_end_matches('.')).is_ok();
        if first == last || is_way || self.tags_of(first, last) != 0 {
            return name;
        }
        let mut buffer = String::new();
        let Some((found, len)) = longest_name(self.document, self.gazetteer, first, last + 1, &mut buffer)
        else {
            return name;
        };
        let end = first + len - 1;
        if end >= last {
            return name;
        }
        let borne_by_people = len == 1 && self.sight.tokens[first].facts.name != 0;
        let named = self.places.contains(&self.normal(first, end));
        let town = found & SETTLED != 0 && named || found & WELL_KNOWN != 0 && !borne_by_people;
        if town { Labelled { last: end, ..name } } else { name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_lists_are_sorted_for_the_search() {
        for list in [DAYS, WAYS] {
            assert!(list.is_sorted());
        }
    }
}
