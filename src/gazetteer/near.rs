//! Names within a few edits of what was typed, found in the name index without building a table first.
//!
//! The states of the Levenshtein automaton are kept as bits, one a letter of the query and one word a number
//! of edits (Wu and Manber, "Fast text searching allowing errors", 1992), with two neighbouring letters
//! swapped as one edit. A step costs a few operations, so that a keystroke is not spent on building automata.

use fst::Automaton;

/// The most edits.
const EDITS: usize = 2;
/// Letters of the longest query: one bit each, and one for its end.
const LONGEST: usize = 62;
/// The second edit lies behind three letters: few names are misspelt twice at their start, and most of the
/// index is spared.
const FIRM: u64 = 0b111;

/// An automaton that accepts what is within some edits of a query.
pub(super) struct Near {
    /// Each letter of the query with where it stands.
    masks: Vec<(char, u64)>,
    end: u64,
    edits: usize,
}

/// How far a name was read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// For each number of edits: bit `n` is set where the first `n` letters of the query are spelt.
    spelt: [u64; EDITS + 1],
    /// The same where the letter after the next was read first, and the next one is to follow.
    swapped: [u64; EDITS + 1],
    /// A letter that was read in part, and how many of its bytes are missing.
    letter: u32,
    missing: u8,
}

impl Near {
    /// The names within so many edits, at most two. `None` where the query is too long to have any.
    pub(super) fn new(query: &str, edits: usize) -> Option<Self> {
        let mut masks: Vec<(char, u64)> = Vec::new();
        let mut count = 0;
        for letter in query.chars() {
            let bit = 1 << count;
            match masks.iter_mut().find(|(known, _)| *known == letter) {
                Some((_, mask)) => *mask |= bit,
                None => masks.push((letter, bit)),
            }
            count += 1;
            if count > LONGEST {
                return None;
            }
        }
        Some(Self { masks, end: 1 << count, edits: edits.min(EDITS) })
    }

    /// What letters that the query lacks can still reach.
    fn skip(&self, spelt: &mut [u64; EDITS + 1]) {
        for edits in 1..=self.edits {
            spelt[edits] |= spelt[edits - 1] << 1;
        }
        self.keep_firm(spelt);
    }

    fn keep_firm(&self, spelt: &mut [u64; EDITS + 1]) {
        spelt[EDITS] &= !FIRM;
        let within = self.end | (self.end - 1);
        spelt.iter_mut().for_each(|bits| *bits &= within);
    }

    fn read(&self, state: &State, letter: char) -> State {
        let mask = self.masks.iter().find(|(known, _)| *known == letter).map_or(0, |(_, mask)| *mask);
        let mut next = State::default();
        for edits in 0..=self.edits {
            let mut spelt = (state.spelt[edits] & mask) << 1 | (state.swapped[edits] & mask) << 2;
            if edits > 0 {
                let fewer = state.spelt[edits - 1];
                // A letter too many, and another letter.
                spelt |= fewer | fewer << 1;
                next.swapped[edits] = fewer & (mask >> 1);
            }
            next.spelt[edits] = spelt;
        }
        self.skip(&mut next.spelt);
        next.swapped[EDITS] &= !FIRM;
        next
    }
}

impl Automaton for Near {
    type State = State;

    fn start(&self) -> State {
        let mut state = State::default();
        state.spelt[0] = 1;
        self.skip(&mut state.spelt);
        state
    }

    fn is_match(&self, state: &State) -> bool {
        state.missing == 0 && state.spelt.iter().any(|bits| bits & self.end != 0)
    }

    fn can_match(&self, state: &State) -> bool {
        state.missing > 0 || state.spelt.iter().chain(&state.swapped).any(|bits| *bits != 0)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let (letter, missing) = match byte {
            0x00..=0x7f => (u32::from(byte), 0),
            0x80..=0xbf => (state.letter << 6 | u32::from(byte & 0x3f), state.missing.saturating_sub(1)),
            0xc0..=0xdf => (u32::from(byte & 0x1f), 1),
            0xe0..=0xef => (u32::from(byte & 0x0f), 2),
            0xf0..=0xff => (u32::from(byte & 0x07), 3),
        };
        if missing > 0 {
            return State { letter, missing, ..*state };
        }
        self.read(state, char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepts(near: &Near, name: &str) -> bool {
        let mut state = near.start();
        for byte in name.bytes() {
            if !near.can_match(&state) {
                return false;
            }
            state = near.accept(&state, byte);
        }
        near.is_match(&state)
    }

    /// Edits between two words by the textbook (optimal string alignment).
    fn distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let other = usize::from(a[i - 1] != b[j - 1]);
                    let mut least =
                        (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + other);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(table[i - 2][j - 2] + 1);
                    }
                    least
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn one_edit_is_as_in_the_textbook(query in "[abю]{1,7}", name in "[abю]{0,8}") {
            let near = Near::new(&query, 1).expect("short");
            prop_assert_eq!(accepts(&near, &name), distance(&query, &name) <= 1);
        }

        #[test]
        fn two_edits_are_found_behind_a_firm_start(query in "[abю]{1,6}", name in "[abю]{0,8}") {
            let (query, firm) = (format!("vxyz{query}"), format!("vxyz{name}"));
            let near = Near::new(&query, 2).expect("short");
            prop_assert_eq!(accepts(&near, &firm), distance(&query, &firm) <= 2, "{} {}", query, firm);
            prop_assert!(!accepts(&near, &name) || distance(&query, &name) <= 2, "and never more");
        }

        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..20), query in ".{0,12}") {
            let Some(near) = Near::new(&query, 2) else { return Ok(()) };
            let mut state = near.start();
            for byte in bytes {
                state = near.accept(&state, byte);
            }
            let _end = near.is_match(&state);
        }
    }

    #[test]
    fn swapped_letters_are_one_edit_and_long_queries_have_none() {
        let near = Near::new("bratislava", 1).expect("short");
        assert!(accepts(&near, "bratisalva") && accepts(&near, "bratislavа".trim_end_matches('а')));
        assert!(Near::new(&"x".repeat(63), 2).is_none());
        assert!(Near::new(&"x".repeat(62), 2).is_some());
    }
}
