//! The text as a sequence of tokens, sentences and paragraphs: read once, used by every later room.

use crate::text::ByteSpan;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits, inner apostrophes or the dots of an abbreviation.
    Word,
    /// Digits with their separators, perhaps followed by letters.
    Number,
    /// Any other visible sign.
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
    /// Indices into [`Document::tokens`].
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
    /// The sentence that holds a byte offset, or the nearest one before it.
    #[must_use]
    pub fn sentence_at(&self, byte: usize) -> Option<&Sentence> {
        let after = self.sentences.partition_point(|sentence| sentence.span.start() <= byte);
        self.sentences.get(after.checked_sub(1)?)
    }

    /// The text of a token.
    #[must_use]
    pub fn token_text(&self, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |token| token.span.of(self.text))
    }
}
