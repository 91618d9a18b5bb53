//! What a passage is about: its content words by stem, without those that only say how something is put
//! forward, by whom, or what became of it.

use std::{collections::HashSet, sync::LazyLock};

use crate::{
    language::calendar::{MONTHS, WEEKDAYS},
    quotes::lexicon::rows,
};

/// Words that carry no topic: function words, and nouns that any report may hold.
const EMPTY: &str = "the and but for from with are was were been being its this that these those she they you \
    his her their our who which what when where while not nor than then there here will would could should may \
    might must can had has have does did both all any some more most other another into over under after before \
    between through during about out off again against also only own same such very just still yet per since \
    until because however meanwhile instead earlier first second third last next new old part side sides year \
    years month months week weeks day days time today yesterday tomorrow people person without within across \
    along even many much once twice how why whether each every either neither few several one two three four \
    five six seven eight nine ten hundred thousand well back hold held take taken took make made come came went \
    put set let begin began get got give gave given see seen use used idea including according around among \
    towards toward later soon already ago far near long him them your themselves itself himself herself mrs \
    spoke told news report reports agency asked";

/// Endings cut from words, longest first where one ends another.
const ENDINGS: &[&str] = &[
    "ations", "ation", "ings", "ing", "ions", "ion", "ments", "ment", "ers", "er", "ies", "ied", "es", "ed",
    "s", "e", "y",
];

/// The stems of words without a topic: those above, and the tables of cues, reports, outcomes and titles,
/// but for the words that name acts.
static EMPTY_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let tables = [
        include_str!("../../../assets/lexicons/cues.tsv"),
        include_str!("../../../assets/lexicons/reporting.tsv"),
        include_str!("../../../assets/lexicons/status.tsv"),
        include_str!("../../../assets/lexicons/titles.tsv"),
    ];
    let first = |row: Vec<&'static str>| row.first().copied().unwrap_or_default();
    let listed = tables.into_iter().flat_map(rows).map(first).map(|word| word.trim_end_matches('*'));
    let plain = EMPTY.split_whitespace().chain(WEEKDAYS.iter().copied()).chain(MONTHS.iter().copied());
    let mut stems: HashSet<String> =
        listed.filter(|word| !word.contains(' ')).chain(plain).map(|word| stem(word).to_owned()).collect();
    for act in rows(include_str!("../../../assets/lexicons/acts.tsv")).map(first) {
        stems.remove(stem(act));
    }
    stems
});

/// A folded word without its ending: enough to tell "reopened" from no other word than "reopening".
pub(super) fn stem(word: &str) -> &str {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let cut =
        ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).find(|stem| stem.chars().count() >= 4);
    cut.unwrap_or(word)
}

/// Whether a stem says what a passage is about.
pub(super) fn is_topic(stem: &str) -> bool {
    stem.chars().count() > 2 && !EMPTY_STEMS.contains(stem)
}

/// Stems of words that any meeting shares with any other.
pub(super) fn is_general(stem: &str) -> bool {
    matches!(stem, "meet" | "talk" | "talks" | "negoti" | "dialogu" | "summit" | "conferenc" | "road" | "law")
}

/// A number for a text, the same in every run (FNV-1a).
pub(super) fn key(kind: u8, text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(step(0xcbf2_9ce4_8422_2325, kind), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem_and_words_of_putting_forward_have_no_topic() {
        assert_eq!(stem("reopening"), stem("reopened"));
        assert_eq!(stem("negotiations"), stem("negotiation"));
        assert_eq!(stem("amnesty"), "amnest");
        for empty in ["proposed", "officials", "the"] {
            assert!(!is_topic(stem(empty)), "{empty}");
        }
        for topic in ["amnesty", "corridor", "plates", "convoy"] {
            assert!(is_topic(stem(topic)), "{topic}");
        }
    }
}
