//! Positions in text, with the unit in the type.
//!
//! Inside Dateline every span counts **bytes** of UTF-8; files and the command line count Unicode
//! **code points**. The two types do not convert into each other except through [`OffsetMap`].

use serde::{Deserialize, Serialize};

/// A half-open range of byte offsets into one UTF-8 text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ByteSpan {
    start: u32,
    end: u32,
}

impl ByteSpan {
    /// The span from `start` to `end` in bytes. An end before the start gives an empty span at
    /// `start`; offsets beyond 4 GiB, more than an article may have, are clamped.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// First byte of the span.
    #[must_use]
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte of the span.
    #[must_use]
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether a byte offset lies inside.
    #[must_use]
    pub const fn contains(self, offset: usize) -> bool {
        self.start() <= offset && offset < self.end()
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text the span covers; `""` where the span does not fit the text or cuts a character.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or("")
    }
}

/// A half-open range of offsets in Unicode code points, as in files and on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CharSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Converts between byte and code point offsets of one text in constant time and little memory: it
/// remembers the code point count at 128 bytes and counts the rest.
#[derive(Clone, Debug)]
pub struct OffsetMap<'t> {
    text: &'t str,
    /// Code points that start before byte `i * STRIDE`.
    counts: Vec<u32>,
    ascii: bool,
}

impl<'t> OffsetMap<'t> {
    /// Bytes between two remembered counts.
    const STRIDE: usize = 128;

    /// Reads the text once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let ascii = text.is_ascii();
        let mut counts = Vec::new();
        if !ascii {
            let mut seen = 0;
            for block in text.as_bytes().chunks(Self::STRIDE) {
                counts.push(seen);
                seen += count_starts(block);
            }
        }
        Self { text, counts, ascii }
    }

    /// The number of code points before a byte offset; offsets past the end count the whole text,
    /// an offset inside a character counts that character.
    #[must_use]
    pub fn char_offset(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        if self.ascii {
            return byte;
        }
        let Some(block) = byte.checked_div(Self::STRIDE).filter(|block| *block < self.counts.len()) else {
            return self.text.chars().count();
        };
        let from = block * Self::STRIDE;
        self.counts[block] as usize + count_starts(&self.text.as_bytes()[from..byte]) as usize
    }

    /// The byte at which a code point starts, or the text's length for the offset just past the
    /// last one; `None` beyond.
    #[must_use]
    pub fn byte_offset(&self, char: usize) -> Option<usize> {
        if self.ascii {
            return (char <= self.text.len()).then_some(char);
        }
        let block = self.counts.partition_point(|count| *count as usize <= char).saturating_sub(1);
        let from = block * Self::STRIDE;
        let before = self.counts.get(block).copied().unwrap_or(0) as usize;
        let bytes = self.text.as_bytes();
        let mut starts = (from..bytes.len()).filter(|at| is_start(bytes[*at]));
        match starts.nth(char - before) {
            Some(at) => Some(at),
            None => (self.char_offset(bytes.len()) == char).then_some(bytes.len()),
        }
    }

    /// The span in code points.
    #[must_use]
    pub fn chars(&self, span: ByteSpan) -> CharSpan {
        CharSpan { start: self.char_offset(span.start()), end: self.char_offset(span.end()) }
    }

    /// The span in bytes; `None` where it reaches past the text.
    #[must_use]
    pub fn bytes(&self, span: CharSpan) -> Option<ByteSpan> {
        Some(ByteSpan::new(self.byte_offset(span.start)?, self.byte_offset(span.end)?))
    }
}

const fn is_start(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[allow(clippy::cast_possible_truncation)] // a block is 128 bytes; a text under 4 GiB
fn count_starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| is_start(**byte)).count() as u32
}

/// A number with its noun, for people: "1 place", "12 places".
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reversed_span_is_empty() {
        let span = ByteSpan::new(7, 3);
        assert!(span.is_empty());
        assert_eq!(span.start(), 7);
    }

    #[test]
    fn a_span_that_cuts_a_character_covers_no_text() {
        assert_eq!(ByteSpan::new(0, 1).of("ə"), "");
        assert_eq!(ByteSpan::new(0, 2).of("ə"), "ə");
    }

    proptest! {
        #[test]
        fn code_points_to_bytes_and_back_is_identity(text in "\\PC{0,400}") {
            let map = OffsetMap::new(&text);
            let mut chars = 0;
            for (byte, _) in text.char_indices() {
                prop_assert_eq!(map.char_offset(byte), chars);
                prop_assert_eq!(map.byte_offset(chars), Some(byte));
                chars += 1;
            }
            prop_assert_eq!(map.byte_offset(chars), Some(text.len()));
            prop_assert_eq!(map.byte_offset(chars + 1), None);
            prop_assert_eq!(map.char_offset(text.len() + 5), chars);
        }
    }
}
