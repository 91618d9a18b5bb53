//! Where quote marks open and close.

use crate::{language::Document, text::ByteSpan};

/// Text between a pair of quote marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    /// Marks included.
    pub(super) span: ByteSpan,
    /// Index of its paragraph.
    pub(super) paragraph: usize,
    /// Whether the closing mark is missing: the speech goes on in the next paragraph.
    pub(super) open: bool,
}

/// Whether any marked text shares some with a span, by search: marks stand in order and never overlap.
pub(super) fn any_overlaps(marked: &[Marked], span: ByteSpan) -> bool {
    let first = marked.partition_point(|mark| mark.span.end() <= span.start());
    marked.get(first).is_some_and(|mark| mark.span.start() < span.end())
}

/// Which pair of marks a quote is between.
fn closers(open: char) -> &'static [char] {
    match open {
        '“' | '„' => &['”', '“', '"'],
        '«' => &['»'],
        '"' => &['"', '”'],
        '‘' => &['’'],
        _ => &[],
    }
}

/// All quotes of a document, paragraph by paragraph.
pub(super) fn find(document: &Document<'_>) -> Vec<Marked> {
    let mut out = Vec::new();
    for (number, paragraph) in document.paragraphs.iter().enumerate() {
        scan(document.text, *paragraph, number, &mut out);
    }
    out
}

fn scan(text: &str, paragraph: ByteSpan, number: usize, out: &mut Vec<Marked>) {
    let part = paragraph.of(text);
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, c) in part.char_indices() {
        let after = part[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        if let Some((start, mark)) = open
            && closers(mark).contains(&c)
            && !(c == '’' && after.is_alphanumeric())
            && !(c == '"' && before.is_whitespace() && !after.is_whitespace())
        {
            push(text, paragraph, (start, at + c.len_utf8()), number, false, out);
            open = None;
        } else if open.is_none() && opens(c, before, after) {
            open = Some((at, c));
        }
        before = c;
    }
    if let Some((start, mark)) = open
        && mark != '‘'
    {
        push(text, paragraph, (start, part.len()), number, true, out);
    }
}

fn opens(c: char, before: char, after: char) -> bool {
    let free = !before.is_alphanumeric();
    match c {
        '“' | '„' | '«' => true,
        '"' => free && !after.is_whitespace(),
        // A single mark opens a quote only where no apostrophe can stand.
        '‘' => free && after.is_uppercase(),
        _ => false,
    }
}

fn push(
    text: &str,
    paragraph: ByteSpan,
    (start, end): (usize, usize),
    number: usize,
    open: bool,
    out: &mut Vec<Marked>,
) {
    let span = ByteSpan::new(paragraph.start() + start, paragraph.start() + end);
    let inner = span.of(text).trim_matches(|c: char| !c.is_alphanumeric());
    if !inner.is_empty() {
        out.push(Marked { span, paragraph: number, open });
    }
}
