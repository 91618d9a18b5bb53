//! Lines to paragraphs: hyphens at line ends joined, paragraphs that run over a column or page closed up.

use std::collections::HashSet;

use super::lines::{Line, Page};
use crate::article::prose::Prose;

/// A paragraph and the size of its type.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) size: f64,
}

/// The paragraphs of all pages in order.
pub(super) fn paragraphs(pages: Vec<Page>) -> Vec<Paragraph> {
    let words = hyphenated(&pages);
    let mut out: Vec<Paragraph> = Vec::new();
    for block in pages.into_iter().flat_map(|page| page.blocks) {
        for (at, paragraph) in split(block).into_iter().enumerate() {
            let size = paragraph.iter().map(|line| line.size).fold(0.0, f64::max);
            let mut text = String::new();
            for line in &paragraph {
                append(&mut text, &line.text, &words);
            }
            // A sentence that has not ended goes on in the next column or on the next page.
            let goes_on = text.starts_with(|c: char| c.is_lowercase());
            match out.last_mut() {
                Some(last)
                    if at == 0 && goes_on && (last.size - size).abs() < 0.1 * size && is_open(&last.text) =>
                {
                    append(&mut last.text, &text, &words);
                }
                _ => out.push(Paragraph { text, size }),
            }
        }
    }
    for paragraph in &mut out {
        let mut prose = Prose::default();
        prose.push(&paragraph.text);
        paragraph.text = prose.finish();
    }
    out.retain(|paragraph| !paragraph.text.is_empty());
    out
}

/// The headline: what is set largest near the head of the text.
pub(super) fn headline(paragraphs: &[Paragraph]) -> Option<String> {
    let mut sizes: Vec<(usize, f64)> = paragraphs.iter().map(|part| (part.text.len(), part.size)).collect();
    sizes.sort_by(|a, b| a.1.total_cmp(&b.1));
    let half = sizes.iter().map(|(len, _)| len).sum::<usize>() / 2;
    let mut seen = 0;
    let body = sizes.iter().find(|(len, _)| {
        seen += len;
        seen >= half
    })?;
    let head = paragraphs.iter().take(6);
    let largest = head.reduce(|best, part| if part.size > best.size + 0.1 { part } else { best })?;
    let fits = largest.size >= 1.15 * body.1 && (4..250).contains(&largest.text.chars().count());
    fits.then(|| largest.text.clone())
}

fn is_open(text: &str) -> bool {
    !text.trim_end().ends_with(['.', '!', '?', ':', '…', '”', '"', '»', '。'])
}

/// Splits a column into paragraphs.
fn split(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut leads: Vec<f64> =
        lines.windows(2).map(|pair| pair[1].base - pair[0].base).filter(|lead| *lead > 0.5).collect();
    leads.sort_by(f64::total_cmp);
    // The lower quartile: in a text of short paragraphs most gaps are between paragraphs.
    let lead = leads.get(leads.len() / 4).copied().unwrap_or(0.0);
    let left = edge(lines.iter().map(|line| line.left));
    let right = lines.iter().map(|line| line.right).fold(f64::MIN, f64::max);
    let mut out: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        let begins = out.last().and_then(|part| part.last()).is_none_or(|last| {
            let gap = line.base - last.base;
            let indented = line.left - left > 0.8 * line.size && last.left - left < 0.5 * line.size;
            let outdented = left - line.left > 0.8 * line.size;
            let short = last.right < right - 0.2 * (right - left) && !is_open(&last.text);
            let other_size = (line.size - last.size).abs() > 0.12 * last.size;
            gap > 1.3 * lead.max(line.size) || indented || outdented || short || other_size
        });
        match out.last_mut() {
            Some(part) if !begins => part.push(line),
            _ => out.push(vec![line]),
        }
    }
    out
}

/// The left edge of a column: where most lines begin.
fn edge(lefts: impl Iterator<Item = f64>) -> f64 {
    let mut lefts: Vec<f64> = lefts.collect();
    lefts.sort_by(f64::total_cmp);
    let half = lefts.len().div_ceil(2);
    lefts.get(half.saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

/// Words that keep their hyphen where no line ends.
fn hyphenated(pages: &[Page]) -> HashSet<String> {
    let lines = pages.iter().flat_map(|page| page.blocks.iter().flatten());
    let words = lines.flat_map(|line| line.text.split(|c: char| !c.is_alphanumeric() && c != '-'));
    let inner = |word: &&str| word.contains('-') && !word.starts_with('-') && !word.ends_with('-');
    words.filter(inner).map(str::to_lowercase).collect()
}

/// Appends a line to a paragraph. A hyphen at the end of the line before is layout where a small letter
/// follows, unless the word has it elsewhere too; before a capital or a figure it belongs to the name.
fn append(text: &mut String, line: &str, hyphenated: &HashSet<String>) {
    let Some(bare) = text.strip_suffix(['-', '\u{2010}', '\u{ad}']) else {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
        return;
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '-';
    let first = bare.rsplit(|c: char| !is_word(c)).next().unwrap_or_default();
    let second = line.split(|c: char| !is_word(c)).next().unwrap_or_default();
    if first.is_empty() || !second.starts_with(char::is_alphanumeric) {
        text.push(' ');
    } else if second.starts_with(char::is_lowercase)
        && !hyphenated.contains(&format!("{first}-{second}").to_lowercase())
    {
        text.truncate(bare.len());
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str], known: &[&str]) -> String {
        let known = known.iter().map(|word| (*word).to_owned()).collect();
        let mut text = String::new();
        for line in lines {
            append(&mut text, line, &known);
        }
        text
    }

    #[test]
    fn hyphens_at_line_ends_are_joined_where_they_are_layout() {
        assert_eq!(joined(&["the negotia-", "tions in Baku"], &[]), "the negotiations in Baku");
        assert_eq!(joined(&["in Nagorno-", "Karabakh"], &[]), "in Nagorno-Karabakh");
        assert_eq!(joined(&["a cease-", "fire line"], &["cease-fire"]), "a cease-fire line");
        assert_eq!(joined(&["from 1991-", "1994"], &[]), "from 1991-1994");
        assert_eq!(joined(&["he said -", "and left"], &[]), "he said - and left");
    }

    #[test]
    fn paragraphs_begin_at_gaps_and_indents() {
        let line = |text: &str, left: f64, base: f64| Line {
            left,
            right: left + 200.0,
            base,
            size: 10.0,
            text: text.to_owned(),
        };
        let lines = vec![
            line("One begins", 50.0, 100.0),
            line("and goes on.", 50.0, 112.0),
            line("Two is indented", 62.0, 124.0),
            line("and goes on", 50.0, 136.0),
            line("Three stands apart", 50.0, 160.0),
        ];
        let parts: Vec<usize> = split(lines).iter().map(Vec::len).collect();
        assert_eq!(parts, [2, 2, 1]);
    }
}
