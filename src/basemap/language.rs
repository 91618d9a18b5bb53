//! The languages of the basemap's names.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// In which language the basemap's places are named. A place without a name in it has its English one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameLanguage(u8);

/// Code and own name of each language, in English where no face in the program has its script; the code ends the tag of the name in the archive (`name:ka`).
const LANGUAGES: [(&str, &str); 32] = [
    ("en", "English"),
    ("local", "Local names"),
    ("ar", "العربية"),
    ("az", "Azərbaycanca"),
    ("be", "Беларуская"),
    ("bn", "Bengali"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "Hindi"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Indonesia"),
    ("it", "Italiano"),
    ("ja", "Japanese"),
    ("ka", "ქართული"),
    ("ko", "Korean"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh", "Chinese, simplified"),
    ("zht", "Chinese, traditional"),
];

impl NameLanguage {
    /// The name in English, or as the archive's maker leads with it.
    pub const ENGLISH: Self = Self(0);
    /// The name where the place is.
    pub const LOCAL: Self = Self(1);

    /// All of them, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        #[allow(clippy::cast_possible_truncation)] // 32
        (0..LANGUAGES.len() as u8).map(Self)
    }

    /// Its code: `en`, `local`, or that of the Unicode CLDR.
    #[must_use]
    pub fn code(self) -> &'static str {
        LANGUAGES.get(usize::from(self.0)).map_or("en", |language| language.0)
    }

    /// Its name for menus.
    #[must_use]
    pub fn label(self) -> &'static str {
        LANGUAGES.get(usize::from(self.0)).map_or("English", |language| language.1)
    }

    /// The language of a code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::all().find(|language| language.code() == code)
    }
}

impl Serialize for NameLanguage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for NameLanguage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::of(&String::deserialize(deserializer)?).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_can_be_read_in_the_menu() {
        for language in NameLanguage::all() {
            assert!(crate::fonts::covers(language.label()), "{}", language.code());
        }
    }

    #[test]
    fn languages_are_found_by_their_codes() {
        assert!(NameLanguage::all().all(|language| NameLanguage::of(language.code()) == Some(language)));
        assert_eq!(NameLanguage::of("tlh"), None);
        assert_eq!(
            serde_json::from_str::<NameLanguage>("\"ka\"").map(NameLanguage::label).ok(),
            Some("ქართული")
        );
    }
}
