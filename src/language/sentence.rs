//! Sentences and paragraphs.

use super::{Sentence, Token, TokenKind};
use crate::text::ByteSpan;

/// A sentence longer than this is cut, so that no later step meets an endless one.
const MAX_TOKENS: usize = 120;

/// Words that open a sentence often enough to end it after an abbreviation.
const STARTERS: &[&str] = &[
    "A", "After", "An", "And", "As", "At", "But", "For", "He", "His", "However", "I", "If", "In", "It", "On",
    "She", "That", "The", "There", "These", "They", "This", "Those", "We", "When", "While", "You",
];

/// Sentences, and the lines that are not blank.
pub(super) fn split(text: &str, tokens: &[Token]) -> (Vec<Sentence>, Vec<ByteSpan>) {
    let mut sentences = Vec::new();
    let mut paragraphs = Vec::new();
    let mut first = 0;
    let mut line_start = 0;
    // The last token that is no closing quote or bracket.
    let mut core = 0;
    for (at, token) in tokens.iter().enumerate() {
        if !is_closer(token.span.of(text)) {
            core = at;
        }
        let next = tokens.get(at + 1);
        let gap_end = next.map_or(text.len(), |next| next.span.start());
        let gap = &text[token.span.end()..gap_end];
        let line_ends = next.is_none() || gap.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
        if line_ends || at + 1 - first >= MAX_TOKENS || ends_here(text, tokens, core, at, gap) {
            sentences.push(Sentence {
                span: tokens[first].span.join(token.span),
                tokens: first..at + 1,
                paragraph: paragraphs.len(),
            });
            first = at + 1;
        }
        if line_ends {
            paragraphs.push(tokens[line_start].span.join(token.span));
            line_start = at + 1;
        }
    }
    (sentences, paragraphs)
}

/// Whether a sentence ends after this token, given the token before its closing quotes and brackets and the
/// white space behind it.
fn ends_here(text: &str, tokens: &[Token], core: usize, at: usize, gap: &str) -> bool {
    let Some(next) = tokens.get(at + 1) else { return true };
    if gap.is_empty() {
        return false;
    }
    let next_text = next.span.of(text);
    let opens = next_text.chars().next().is_some_and(|c| !c.is_lowercase());
    if !opens {
        return false;
    }
    let last = tokens[core].span.of(text);
    match tokens[core].kind {
        TokenKind::Sign => last.starts_with(['.', '?', '!', '…', '。', '؟', '։', '۔']),
        TokenKind::Word if last.ends_with('.') => core == at && STARTERS.contains(&next_text),
        _ => false,
    }
}

fn is_closer(text: &str) -> bool {
    matches!(text, "\"" | "”" | "’" | "»" | ")" | "]" | "'" | "“")
}
