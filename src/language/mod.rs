//! The text as a sequence of tokens, sentences and paragraphs: read once, used by every later room.

use crate::text::ByteSpan;

pub mod calendar;
pub mod script;
mod sentence;
mod token;

pub use token::fold;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits, inner apostrophes or the dots of an abbreviation.
    Word,
    /// Digits with their separators, perhaps followed by letters.
    Number,
    /// Any other visible sign, or a run of full stops or hyphens.
    Sign,
}

/// A word, number or sign of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: ByteSpan,
    /// What it is made of.
    pub kind: TokenKind,
}

/// A sentence as a run of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first to its last token.
    pub span: ByteSpan,
    /// Indices into [`Document::tokens`]; never empty.
    pub tokens: std::ops::Range<usize>,
    /// Index into [`Document::paragraphs`].
    pub paragraph: usize,
}

/// A text with its segmentation.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    /// The text all spans refer to.
    pub text: &'t str,
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// All sentences in order; together they hold every token.
    pub sentences: Vec<Sentence>,
    /// Lines of the text that are not blank, in order.
    pub paragraphs: Vec<ByteSpan>,
}

impl<'t> Document<'t> {
    /// Cuts a text into tokens, sentences and paragraphs, in time linear in its length.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let tokens = token::tokenise(text);
        let (sentences, paragraphs) = sentence::split(text, &tokens);
        Self { text, tokens, sentences, paragraphs }
    }

    /// The sentence that holds a byte offset, or the nearest one before it.
    #[must_use]
    pub fn sentence_at(&self, byte: usize) -> Option<&Sentence> {
        let after = self.sentences.partition_point(|sentence| sentence.span.start() <= byte);
        self.sentences.get(after.checked_sub(1)?)
    }

    /// The number of the sentence that holds a token; past the last token, one past the last sentence.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.tokens.end <= token)
    }

    /// The token behind the last one of a token's sentence.
    #[must_use]
    pub fn sentence_end(&self, token: usize) -> usize {
        self.sentences.get(self.sentence_of(token)).map_or(token + 1, |sentence| sentence.tokens.end)
    }

    /// The text of a token; `""` past the last.
    #[must_use]
    pub fn token_text(&self, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |token| token.span.of(self.text))
    }

    /// The token that holds a byte offset, or the first one after it.
    #[must_use]
    pub fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.span.end() <= byte)
    }

    /// The span from one token to another, both included.
    #[must_use]
    pub fn span_of(&self, first: usize, last: usize) -> ByteSpan {
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(first), Some(last)) => first.span.join(last.span),
            _ => ByteSpan::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentences(text: &str) -> Vec<&str> {
        Document::new(text).sentences.iter().map(|sentence| sentence.span.of(text)).collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(
            sentences("Gov. J. Smith met U.S. officials in St. Louis. They left."),
            ["Gov. J. Smith met U.S. officials in St. Louis.", "They left."]
        );
    }

    #[test]
    fn a_closing_quote_belongs_to_its_sentence() {
        assert_eq!(sentences("“No.” He left.\nNew line"), ["“No.”", "He left.", "New line"]);
    }

    #[test]
    fn lines_are_paragraphs() {
        let document = Document::new("One. Two.\n\n  \nThree.");
        assert_eq!(document.paragraphs.len(), 2);
        assert_eq!(document.sentences.iter().map(|s| s.paragraph).collect::<Vec<_>>(), [0, 0, 1]);
    }

    proptest! {
        #[test]
        fn segmentation_covers_any_text_in_order(text in "(\\PC|[ \n.!?'’“”-]){0,300}") {
            let document = Document::new(&text);
            let mut end = 0;
            for token in &document.tokens {
                prop_assert!(token.span.start() >= end && !token.span.of(&text).is_empty());
                prop_assert!(text[end..token.span.start()].chars().all(|c| c.is_whitespace() || c.is_control()
                    || token::is_invisible(c)));
                end = token.span.end();
            }
            let mut next = 0;
            for sentence in &document.sentences {
                prop_assert_eq!(sentence.tokens.start, next);
                prop_assert!(!sentence.tokens.is_empty());
                prop_assert!(document.paragraphs[sentence.paragraph].covers(sentence.span));
                next = sentence.tokens.end;
            }
            prop_assert_eq!(next, document.tokens.len());
        }
    }
}
