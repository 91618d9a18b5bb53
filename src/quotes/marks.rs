//! Where quote marks open and close.

use crate::{language::Document, text::ByteSpan};

/// Text between a pair of quote marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marked {
    /// Marks included.
    pub(super) span: ByteSpan,
    /// Index of the paragraph it opens in.
    pub(super) paragraph: usize,
    /// Index of the paragraph it ends in.
    pub(super) last_paragraph: usize,
    /// Whether the closing mark is missing: the speech goes on in the next paragraph.
    pub(super) open: bool,
}

/// Whether any marked text shares some with a span, by search: marks stand in order and never overlap.
pub(super) fn any_overlaps(marked: &[Marked], span: ByteSpan) -> bool {
    let first = marked.partition_point(|mark| mark.span.end() <= span.start());
    marked.get(first).is_some_and(|mark| mark.span.start() < span.end())
}

/// So many paragraphs may lie in one pair of marks.
const MOST_PARAGRAPHS: usize = 6;

/// A family of quote marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// “ ” „ " `` '' and strays of « ».
    Double,
    /// « ».
    Angle,
    /// ‘ ’ and '.
    Single,
}

/// A quote that has opened and not yet closed.
#[derive(Clone, Copy)]
struct Opened {
    start: usize,
    /// Where its words begin.
    inner: usize,
    family: Family,
    paragraph: usize,
    /// Its opening mark was curly, so that a straight one inside opens another quote.
    curly: bool,
    /// A straight quote inside it is open.
    nested: bool,
}

/// All quotes of a document.
pub(crate) fn find(document: &Document<'_>) -> Vec<Marked> {
    let mut scan = Scan { text: document.text, document, open: None, out: Vec::new() };
    for (number, paragraph) in document.paragraphs.iter().enumerate() {
        scan.paragraph(number, *paragraph);
    }
    scan.give_up();
    scan.out
}

struct Scan<'d> {
    text: &'d str,
    document: &'d Document<'d>,
    open: Option<Opened>,
    out: Vec<Marked>,
}

impl Scan<'_> {
    fn paragraph(&mut self, number: usize, span: ByteSpan) {
        let part = span.of(self.text);
        if let Some(open) = self.open {
            let fresh = part.starts_with(['“', '«', '„', '"', '‘']);
            // A fresh mark repeats the quote; its last paragraph is a record of its own.
            if fresh || open.family == Family::Single || number - open.paragraph >= MOST_PARAGRAPHS {
                self.give_up();
            }
        }
        let mut before = ' ';
        let mut chars = part.char_indices().peekable();
        while let Some((at, mut c)) = chars.next() {
            let mut width = c.len_utf8();
            // Two single marks are a double one.
            if matches!(c, '\'' | '’' | '`' | '‘') && part[at + width..].starts_with(c) {
                chars.next();
                width *= 2;
                c = if matches!(c, '`' | '‘') { '“' } else { '”' };
            }
            let after = part[at + width..].chars().next().unwrap_or(' ');
            self.mark(number, span.start() + at, c, width, before, after);
            before = c;
        }
    }

    fn mark(&mut self, number: usize, at: usize, c: char, width: usize, before: char, after: char) {
        let Some(open) = &mut self.open else {
            self.open = opens(c, before, after).map(|family| Opened {
                start: at,
                inner: at + width,
                family,
                paragraph: number,
                curly: c != '"',
                nested: false,
            });
            return;
        };
        let closes_here = !before.is_whitespace() && !after.is_alphanumeric();
        match open.family {
            Family::Single => match c {
                '’' | '\'' if closes_here && (open.paragraph == number) => {
                    let lower = self.text[open.inner..].chars().next().is_some_and(char::is_lowercase);
                    if matches!(before, ',' | '.' | '!' | '?' | '…') || (!lower && c == '’') {
                        self.close(number, at + width);
                    }
                }
                // A double mark inside what looked like a single quote: the single one was an apostrophe.
                _ => {
                    if opens(c, before, after).is_some() {
                        self.open = None;
                        self.mark(number, at, c, width, before, after);
                    }
                }
            },
            Family::Double | Family::Angle => match c {
                '"' if open.nested && closes_here => open.nested = false,
                // A straight mark before a word, inside curly ones, opens a quote within the quote.
                '"' if open.curly && before.is_whitespace() && !after.is_whitespace() => open.nested = true,
                '"' if before.is_whitespace() && !after.is_whitespace() => {}
                '"' | '»' => self.close(number, at + width),
                '”' if open.family == Family::Double || closes_here => self.close(number, at + width),
                '“' if closes_here => self.close(number, at + width),
                // The closing mark was forgotten: the quote ended with its sentence.
                '“' | '„' if !after.is_whitespace() || before.is_whitespace() => {
                    self.give_up_at_sentence();
                    self.mark(number, at, c, width, before, after);
                }
                _ => {}
            },
        }
    }

    fn close(&mut self, number: usize, end: usize) {
        let Some(open) = self.open.take() else { return };
        self.push(open, number, end, false);
    }

    fn push(&mut self, open: Opened, number: usize, end: usize, missing: bool) {
        let span = ByteSpan::new(open.start, end);
        if span.of(self.text).chars().any(char::is_alphanumeric) {
            let (paragraph, last_paragraph) = (open.paragraph, number);
            self.out.push(Marked { span, paragraph, last_paragraph, open: missing });
        }
    }

    /// The closing mark never came: the quote ends with its first paragraph.
    fn give_up(&mut self) {
        let Some(open) = self.open.take().filter(|open| open.family != Family::Single) else { return };
        let end = self.document.paragraphs[open.paragraph].end();
        self.push(open, open.paragraph, end, true);
    }

    fn give_up_at_sentence(&mut self) {
        let Some(open) = self.open.take() else { return };
        let end = self.document.sentence_at(open.start).map_or(open.inner, |sentence| sentence.span.end());
        let first_token_after = self.document.token_at(open.inner);
        let end = if end <= open.inner {
            self.document.tokens.get(first_token_after).map_or(open.inner, |token| token.span.end())
        } else {
            end
        };
        self.push(open, open.paragraph, end, true);
    }
}

fn opens(c: char, before: char, after: char) -> Option<Family> {
    let free = !before.is_alphanumeric();
    match c {
        '“' | '„' => Some(Family::Double),
        '«' => Some(Family::Angle),
        // Used the wrong way round, they open before a word all the same.
        '»' if free && !after.is_whitespace() && (before.is_whitespace()) => Some(Family::Angle),
        '”' if (before.is_whitespace() || before == ':') && after.is_alphanumeric() => Some(Family::Double),
        '"' if free && !after.is_whitespace() => Some(Family::Double),
        // A single mark opens a quote only where no apostrophe can stand.
        '‘' | '\'' if (before.is_whitespace() || before == '(') && after.is_alphabetic() => {
            Some(Family::Single)
        }
        _ => None,
    }
}
