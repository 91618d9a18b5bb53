//! What is known of single words: distributional clusters, personal names, and the cue words around toponyms.

use std::borrow::Cow;

/// Clusters and name flags of a word; all zero for an unknown one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordFacts {
    /// Cluster of 64, from 1; 0 where unknown.
    pub coarse: u16,
    /// Cluster of 512, from 1.
    pub middle: u16,
    /// Cluster of 2048, from 1.
    pub fine: u16,
    /// Bit 1: a first name; bit 2: a last name.
    pub name: u8,
}

impl WordFacts {
    /// As one number of the table.
    #[must_use]
    pub const fn pack(self) -> u64 {
        self.coarse as u64 | (self.middle as u64) << 7 | (self.fine as u64) << 17 | (self.name as u64) << 29
    }

    const fn unpack(packed: u64) -> Self {
        Self {
            coarse: (packed & 0x7f) as u16,
            middle: (packed >> 7 & 0x3ff) as u16,
            fine: (packed >> 17 & 0xfff) as u16,
            name: (packed >> 29 & 3) as u8,
        }
    }
}

/// The word table: a finite-state map from folded words.
pub struct Words(fst::Map<Cow<'static, [u8]>>);

impl Words {
    /// Opens the bytes of a word table.
    ///
    /// # Errors
    /// A message where they are none.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, String> {
        fst::Map::new(bytes).map(Self).map_err(|error| error.to_string())
    }

    /// What is known of a folded word.
    #[must_use]
    pub fn facts(&self, folded: &str) -> WordFacts {
        self.0.get(folded).map(WordFacts::unpack).unwrap_or_default()
    }
}

/// Last words of organisations' names.
pub(super) const ORGANISATION_WORDS: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "airlines",
    "army",
    "assembly",
    "association",
    "authority",
    "bank",
    "bar",
    "board",
    "brigade",
    "bureau",
    "cabinet",
    "center",
    "centre",
    "chamber",
    "church",
    "club",
    "coalition",
    "college",
    "commission",
    "committee",
    "company",
    "conference",
    "congress",
    "corp",
    "corporation",
    "corps",
    "council",
    "court",
    "department",
    "embassy",
    "federation",
    "force",
    "forces",
    "foundation",
    "front",
    "fund",
    "government",
    "group",
    "guard",
    "herald",
    "hospital",
    "house",
    "inc",
    "institute",
    "journal",
    "league",
    "ltd",
    "ministry",
    "museum",
    "news",
    "office",
    "organisation",
    "organization",
    "parliament",
    "party",
    "police",
    "post",
    "press",
    "school",
    "senate",
    "service",
    "society",
    "team",
    "times",
    "tribune",
    "trust",
    "union",
    "united",
    "university",
];
/// Last words of places' names.
pub(super) const PLACE_WORDS: &[&str] = &[
    "airport",
    "avenue",
    "basin",
    "bay",
    "beach",
    "boulevard",
    "bridge",
    "canal",
    "canyon",
    "cape",
    "city",
    "coast",
    "corridor",
    "county",
    "creek",
    "desert",
    "district",
    "drive",
    "falls",
    "forest",
    "gulf",
    "harbor",
    "harbour",
    "heights",
    "highway",
    "hill",
    "hills",
    "island",
    "islands",
    "lake",
    "lane",
    "mountain",
    "mountains",
    "ocean",
    "parish",
    "park",
    "peninsula",
    "plaza",
    "port",
    "province",
    "region",
    "republic",
    "ridge",
    "river",
    "road",
    "sea",
    "springs",
    "square",
    "state",
    "strait",
    "street",
    "territory",
    "town",
    "township",
    "valley",
    "village",
];
/// Titles before a person's name.
pub(super) const TITLES: &[&str] = &[
    "adm.",
    "ambassador",
    "analyst",
    "bishop",
    "brig.",
    "capt.",
    "captain",
    "chairman",
    "chief",
    "coach",
    "col.",
    "colonel",
    "commissioner",
    "director",
    "dr",
    "dr.",
    "father",
    "gen.",
    "general",
    "gov.",
    "governor",
    "judge",
    "justice",
    "king",
    "lady",
    "lord",
    "lt.",
    "maj.",
    "major",
    "mayor",
    "minister",
    "miss",
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "officer",
    "pastor",
    "president",
    "prime",
    "prince",
    "princess",
    "prof.",
    "professor",
    "queen",
    "rep.",
    "rev.",
    "secretary",
    "sen.",
    "senator",
    "sgt.",
    "sheikh",
    "sheriff",
    "sir",
    "spokesman",
    "spokeswoman",
];
/// Prepositions before places.
pub(super) const PLACE_PREPOSITIONS: &[&str] = &[
    "across",
    "around",
    "at",
    "between",
    "from",
    "in",
    "inside",
    "into",
    "near",
    "outside",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "within",
];
/// Verbs behind a speaker.
pub(super) const SAYING_VERBS: &[&str] = &[
    "added",
    "announced",
    "argued",
    "asked",
    "believes",
    "claimed",
    "confirmed",
    "continued",
    "explained",
    "had",
    "has",
    "noted",
    "replied",
    "said",
    "says",
    "stated",
    "thinks",
    "told",
    "was",
    "wrote",
];

/// Whether a folded word stands in a sorted list.
pub(super) fn among(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_is_lossless() {
        let facts = WordFacts { coarse: 64, middle: 512, fine: 2048, name: 3 };
        assert_eq!(WordFacts::unpack(facts.pack()), facts);
    }
}
