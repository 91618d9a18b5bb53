//! Points of view on contested boundaries: the lines as they are on the ground, or as one country draws them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Whose boundaries are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Worldview(u8);

/// Code and name of each point of view that Natural Earth carries (its `FCLASS_*` fields), after de facto. The
/// order is that of the bits in the archive: new ones are added at the end.
const VIEWS: [(&str, &str); 33] = [
    ("de-facto", "de facto"),
    ("ISO", "ISO 3166"),
    ("US", "the United States"),
    ("FR", "France"),
    ("RU", "Russia"),
    ("ES", "Spain"),
    ("CN", "China"),
    ("TW", "Taiwan"),
    ("IN", "India"),
    ("NP", "Nepal"),
    ("PK", "Pakistan"),
    ("DE", "Germany"),
    ("GB", "the United Kingdom"),
    ("BR", "Brazil"),
    ("IL", "Israel"),
    ("PS", "Palestine"),
    ("SA", "Saudi Arabia"),
    ("EG", "Egypt"),
    ("MA", "Morocco"),
    ("PT", "Portugal"),
    ("AR", "Argentina"),
    ("JP", "Japan"),
    ("KO", "South Korea"),
    ("VN", "Vietnam"),
    ("TR", "Turkey"),
    ("ID", "Indonesia"),
    ("PL", "Poland"),
    ("GR", "Greece"),
    ("IT", "Italy"),
    ("NL", "the Netherlands"),
    ("SE", "Sweden"),
    ("BD", "Bangladesh"),
    ("UA", "Ukraine"),
];

/// A name that is no point of view.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no boundaries as “{0}” sees them; known are {known}", known = Worldview::codes())]
pub struct UnknownWorldview(String);

impl Worldview {
    /// The lines as they are held on the ground.
    pub const DE_FACTO: Self = Self(0);

    /// All of them, de facto first.
    pub fn all() -> impl Iterator<Item = Self> {
        #[allow(clippy::cast_possible_truncation)] // 33
        (0..VIEWS.len() as u8).map(Self)
    }

    /// Its short name: `de-facto`, `ISO`, or the country's code as Natural Earth writes it.
    #[must_use]
    pub fn code(self) -> &'static str {
        VIEWS.get(usize::from(self.0)).map_or("", |view| view.0)
    }

    /// Its name for menus and figures: “de facto”, “as seen by India”.
    #[must_use]
    pub fn label(self) -> String {
        let name = VIEWS.get(usize::from(self.0)).map_or("", |view| view.1);
        if self.0 < 2 { name.to_owned() } else { format!("as seen by {name}") }
    }

    /// The line that says whose boundaries a map shows.
    #[must_use]
    pub fn note(self) -> String {
        format!("Boundaries: {}, Natural Earth", self.label())
    }

    /// Its bit in the masks of the archive.
    #[must_use]
    pub const fn bit(self) -> u64 {
        1 << self.0
    }

    /// The codes, for messages.
    #[must_use]
    pub fn codes() -> String {
        VIEWS.iter().map(|view| view.0).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Worldview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Worldview {
    type Err = UnknownWorldview;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|view| view.code().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownWorldview(text.to_owned()))
    }
}

impl Serialize for Worldview {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Worldview {
    /// A code; one that is not known, as a later version may write, is de facto.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(deserializer)?.parse().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_without_regard_to_case() {
        assert_eq!("de-facto".parse(), Ok(Worldview::DE_FACTO));
        assert_eq!("in".parse::<Worldview>().map(|view| view.label()), Ok("as seen by India".to_owned()));
        let error = "Atlantis".parse::<Worldview>().expect_err("no such country").to_string();
        assert!(error.contains("Atlantis") && error.contains("de-facto, ISO, US"), "{error}");
    }

    #[test]
    fn every_bit_is_another() {
        let all = Worldview::all().fold(0, |mask, view| {
            assert_eq!(mask & view.bit(), 0);
            mask | view.bit()
        });
        assert_eq!(all.count_ones(), 33);
    }

    #[test]
    fn settings_of_another_version_are_read() {
        assert_eq!(serde_json::from_str::<Worldview>("\"XX\"").ok(), Some(Worldview::DE_FACTO));
        let india: Worldview = "IN".parse().expect("a code");
        assert_eq!(serde_json::to_string(&india).ok().as_deref(), Some("\"IN\""));
    }
}
