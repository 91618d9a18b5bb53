//! Reported speech: "X told Turan that …", "X said …", "…, X said", "according to X".

use super::{
    Quote, QuoteKind,
    phrase::{Naming, Scene},
    speaker::{Speakers, quote},
    tags::Tag,
};
use crate::{language::Sentence, text::ByteSpan};

/// The indirect quotes of a document, one a sentence at most.
pub(super) fn find(speakers: &Speakers<'_>) -> Vec<Quote> {
    let sentences = speakers.scene.document.sentences.iter().zip(&speakers.tags);
    sentences.filter_map(|(sentence, tags)| reported(speakers, sentence, tags)).collect()
}

fn reported(speakers: &Speakers<'_>, sentence: &Sentence, tags: &[Tag]) -> Option<Quote> {
    let scene = speakers.scene;
    if super::marks::any_overlaps(scene.marked, sentence.span) {
        return None;
    }
    tags.iter().filter(|tag| tag.strength >= 2).find_map(|tag| {
        let phrase = tag.speaker?;
        let (words, relayed) = words_of(scene, sentence, tag)?;
        // Trim signs at the edges.
        let text = words.of(scene.document.text);
        let trimmed = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = words.end() - trimmed.len();
        let end = start + trimmed.trim_end_matches(|c: char| c == ',' || c.is_whitespace()).len();
        (end > start).then(|| {
            let span = ByteSpan::new(start, end);
            let speaker = speakers.speaker(&phrase);
            quote(scene, span, QuoteKind::Indirect, Some(speaker), Some(tag), relayed)
        })
    })
}

/// The reported words, and the outlet that was told.
fn words_of(scene: &Scene<'_>, sentence: &Sentence, tag: &Tag) -> Option<(ByteSpan, Option<ByteSpan>)> {
    let tokens = &scene.document.tokens;
    let range = &sentence.tokens;
    let from = |at: usize| tokens.get(at).map(|token| ByteSpan::new(token.span.start(), sentence.span.end()));
    let until = |at: usize| ByteSpan::new(sentence.span.start(), tokens[at].span.start());
    let phrase = tag.speaker?;
    if scene.word(tag.first) == "according" {
        let behind = phrase.last + 1;
        let span = if tag.first == range.start {
            from(behind).filter(|_| behind < range.end)?
        } else {
            until(tag.first)
        };
        return Some((span, None));
    }
    let first = phrase.start.min(tag.first);
    let last = phrase.last.max(tag.last);
    // "…, Petrova said."
    if range.end.saturating_sub(last) <= 4 && first > range.start + 3 && scene.word(first - 1) == "," {
        return Some((until(first), None));
    }
    let mut at = tag.last + 1;
    let mut relayed = None;
    let hears = matches!(scene.word(tag.last), "told" | "tells" | "telling" | "tell");
    if hears && let Some(hearer) = scene.starting(at, range.end) {
        if hearer.naming == Naming::Name {
            relayed = Some(scene.span(&hearer));
        }
        at = hearer.last + 1;
    }
    if let Some(that) = (at..range.end.min(at + 5)).find(|at| scene.word(*at) == "that") {
        return Some((from(that + 1).filter(|_| that + 1 < range.end)?, relayed));
    }
    // "said" alone takes a clause too: where a phrase and more follow.
    let clause = matches!(scene.word(tag.last), "said" | "says" | "told") && !tag.inverted;
    let opens = scene.starting(at, range.end).is_some() && range.end.saturating_sub(at) > 4;
    (clause && opens).then(|| from(at).map(|span| (span, relayed)))?
}
