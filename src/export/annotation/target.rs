//! Where an annotation points: an article, the words with their surroundings, and their place in the text.

use serde_json::{Value, json};

use super::AROUND;
use crate::{
    article::Article,
    text::{ByteSpan, CharSpan, OffsetMap},
};

/// What names an article: its address on the web, else its id.
pub(super) fn source(article: &Article) -> String {
    match &article.url {
        Some(url) if !url.trim().is_empty() => url.clone(),
        _ => format!("urn:dateline:article:{}", encoded(&article.id)),
    }
}

/// Percent-encodes what a URN may not hold.
pub(super) fn encoded(id: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@!$'()*+,;=".contains(&byte);
    id.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The checksum that tells two texts of one name apart.
pub(super) fn checksum(text: &str) -> String {
    format!("crc32:{:08x}", crc32fast::hash(text.as_bytes()))
}

/// A span of an article as a specific resource.
pub(super) fn target(article: &Article, map: &OffsetMap<'_>, span: ByteSpan) -> Value {
    let chars = map.chars(span);
    let (prefix, suffix) = surroundings(&article.text, span);
    json!({
        "type": "SpecificResource",
        "source": source(article),
        "dateline:article": article.id,
        "dateline:text": checksum(&article.text),
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": span.of(&article.text),
                "prefix": prefix,
                "suffix": suffix,
            },
            {"type": "TextPositionSelector", "start": chars.start, "end": chars.end},
        ],
    })
}

/// The text just before and just after a span.
fn surroundings(text: &str, span: ByteSpan) -> (&str, &str) {
    let before = text.get(..span.start()).unwrap_or("");
    let after = text.get(span.end()..).unwrap_or("");
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    (&before[from..], &after[..to])
}

/// A selector as read.
#[derive(Clone, Debug, Default)]
pub(super) struct Pointer {
    pub(super) exact: Option<String>,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) position: Option<CharSpan>,
}

impl Pointer {
    /// Reads the selector, or the list of selectors, of a target.
    pub(super) fn read(target: &Value) -> Option<Self> {
        let mut pointer = Self::default();
        for selector in listed(&target["selector"]) {
            let text = |key: &str| selector[key].as_str().map(str::to_owned);
            match selector["type"].as_str() {
                Some("TextQuoteSelector") => {
                    pointer.exact = text("exact");
                    pointer.prefix = text("prefix").unwrap_or_default();
                    pointer.suffix = text("suffix").unwrap_or_default();
                }
                Some("TextPositionSelector") => {
                    let at = |key: &str| usize::try_from(selector[key].as_u64()?).ok();
                    pointer.position = at("start").zip(at("end")).map(|(start, end)| CharSpan { start, end });
                }
                _ => {}
            }
        }
        (pointer.exact.is_some() || pointer.position.is_some()).then_some(pointer)
    }

    /// The span where the position says, if the quoted words stand there.
    pub(super) fn there(&self, map: &OffsetMap<'_>, text: &str) -> Option<ByteSpan> {
        let span = map.bytes(self.position.filter(|position| position.start <= position.end)?)?;
        let fits = match &self.exact {
            Some(exact) => span.of(text) == exact,
            None => !span.of(text).is_empty(),
        };
        fits.then_some(span)
    }

    /// The one place where the quoted words stand with their surroundings, or the only one where they stand
    /// at all.
    pub(super) fn search(&self, text: &str) -> Option<ByteSpan> {
        let exact = self.exact.as_ref().filter(|exact| !exact.is_empty())?;
        let spans: Vec<ByteSpan> = text
            .match_indices(exact.as_str())
            .take(MOST)
            .map(|(at, words)| ByteSpan::new(at, at + words.len()))
            .collect();
        let framed: Vec<ByteSpan> =
            spans.iter().copied().filter(|span| self.is_framed(text, *span)).collect();
        match (&framed[..], &spans[..]) {
            ([one], _) | ([], [one]) => Some(*one),
            _ => None,
        }
    }

    fn is_framed(&self, text: &str, span: ByteSpan) -> bool {
        let before = text.get(..span.start()).unwrap_or("");
        let after = text.get(span.end()..).unwrap_or("");
        before.ends_with(&self.prefix) && after.starts_with(&self.suffix)
    }
}

/// Places of the same words that are looked at in one text.
const MOST: usize = 1000;

/// A value, or the values of a list.
pub(super) fn listed(value: &Value) -> &[Value] {
    match value {
        Value::Array(all) => all,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_target_finds_its_own_span(text in "[aé ب]{1,60}", from in 0_usize..60, length in 1_usize..9) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = from.min(starts.len() - 2);
            let to = (from + length).min(starts.len() - 1);
            let span = ByteSpan::new(starts[from], starts[to]);
            let article = Article::from_text("an id/ü", text.as_str());
            let target = target(&article, &OffsetMap::new(&text), span);
            let pointer = Pointer::read(&target).expect("its selectors");
            prop_assert_eq!(pointer.there(&OffsetMap::new(&text), &text), Some(span));
        }
    }

    #[test]
    fn words_that_moved_are_found_by_their_surroundings() {
        let pointer = Pointer {
            exact: Some("Baku".to_owned()),
            prefix: "from ".to_owned(),
            suffix: " to".to_owned(),
            position: Some(CharSpan { start: 0, end: 4 }),
        };
        assert_eq!(pointer.there(&OffsetMap::new("Paris"), "Paris"), None);
        let text = "A line before. Baku said: from Baku to Sofia.";
        assert_eq!(pointer.search(text), Some(ByteSpan::new(31, 35)));
        assert_eq!(pointer.search("Baku or Baku"), None, "either could be meant");
    }
}
