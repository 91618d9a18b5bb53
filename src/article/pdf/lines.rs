//! Letters to lines, and lines to columns in reading order.

/// A letter as a page has it, in points from the page's upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Letter {
    pub(super) left: f64,
    pub(super) right: f64,
    /// Its base line, downwards.
    pub(super) base: f64,
    /// The size of its type.
    pub(super) size: f64,
    /// What it stands for: often one character, more for ligatures.
    pub(super) text: String,
}

/// A line, or where columns stand side by side, one column's part of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) text: String,
}

impl Line {
    const fn top(&self) -> f64 {
        self.base - self.size
    }
}

/// A page's columns, each of lines from top to bottom.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) height: f64,
    pub(super) blocks: Vec<Vec<Line>>,
}

/// How many times a page may be cut.
const CUTS: usize = 40;
/// A gap between two letters that is a space, in sizes of type.
const SPACE: f64 = 0.16;
/// So many of the widest gaps are tried in pairs.
const PAIRED: usize = 8;
/// A gap that sets two columns or cells apart, in sizes of type.
const COLUMN_GAP: f64 = 1.1;

/// Puts the letters of a page into reading order.
pub(super) fn page(letters: Vec<Letter>, height: f64) -> Page {
    let pieces = pieces(letters);
    let mut blocks = Vec::new();
    cut(pieces, CUTS, &mut blocks);
    Page { height, blocks: blocks.into_iter().map(joined).collect() }
}

/// Pieces of lines: what stands on one base line without a wide gap.
fn pieces(mut letters: Vec<Letter>) -> Vec<Line> {
    letters.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left)));
    let mut pieces = Vec::new();
    let mut rest = letters.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut row = vec![first];
        // Small figures beside the text, such as note marks, stand a little above or below its base line.
        while let Some(next) = rest.next_if(|next| {
            let size = next.size.max(row[0].size);
            next.base - row[0].base <= 0.35 * size
        }) {
            row.push(next);
        }
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        split(row, &mut pieces);
    }
    pieces
}

/// Splits a row at wide gaps and puts its letters together.
fn split(row: Vec<Letter>, out: &mut Vec<Line>) {
    let mut part: Vec<Letter> = Vec::new();
    for letter in row {
        if let Some(last) = part.last() {
            let size = last.size.max(letter.size);
            // Some programs print a letter twice to make it bold.
            if letter.text == last.text && (letter.left - last.left).abs() < 0.12 * size {
                continue;
            }
            let right = part.iter().rev().take(4).map(|letter| letter.right).fold(f64::MIN, f64::max);
            if letter.left - right > COLUMN_GAP * size && !letter.text.trim().is_empty() {
                out.extend(line(&std::mem::take(&mut part)));
            }
        }
        if letter.text.trim().is_empty() && part.is_empty() {
            continue;
        }
        part.push(letter);
    }
    out.extend(line(&part));
}

fn line(letters: &[Letter]) -> Option<Line> {
    let drawn = letters.iter().filter(|letter| !letter.text.trim().is_empty());
    let (left, right) = drawn
        .clone()
        .fold((f64::MAX, f64::MIN), |(left, right), letter| (left.min(letter.left), right.max(letter.right)));
    let mut sizes: Vec<f64> = drawn.map(|letter| letter.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = *sizes.get(sizes.len() / 2)?;
    let base =
        letters.iter().find(|letter| (letter.size - size).abs() < 0.01).map_or(0.0, |letter| letter.base);
    let mut text = String::new();
    let mut end: Option<f64> = None;
    for letter in letters {
        let gap = end.is_some_and(|end| letter.left - end > SPACE * letter.size.max(0.8 * size));
        if (gap || letter.text.trim().is_empty()) && !text.ends_with(' ') && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(letter.text.trim());
        if !letter.text.trim().is_empty() {
            end = Some(letter.right);
        }
    }
    let text = reading_order(text.trim());
    (!text.is_empty()).then_some(Line { left, right, base, size, text })
}

const fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Arabic and Hebrew stand in the order of the eye on a page: turned to the order of reading.
fn reading_order(text: &str) -> String {
    let right = text.chars().filter(|c| is_right_to_left(*c)).count();
    if right * 2 <= text.chars().filter(|c| c.is_alphabetic()).count() {
        return text.to_owned();
    }
    let mirrored = |c: char| match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        _ => c,
    };
    let mut out = String::with_capacity(text.len());
    let mut other = String::new();
    for c in text.chars().rev() {
        if c.is_ascii_alphanumeric() || (!other.is_empty() && matches!(c, '.' | ',' | ':' | '/' | '%' | '-'))
        {
            other.push(c);
            continue;
        }
        out.extend(other.drain(..).rev());
        out.push(mirrored(c));
    }
    out.extend(other.drain(..).rev());
    out
}

/// Cuts a page into columns, and above and below into bands, until nothing is left to cut.
fn cut(pieces: Vec<Line>, cuts: usize, out: &mut Vec<Vec<Line>>) {
    if let Some(at) = gutter(&pieces).filter(|_| cuts > 0) {
        let (left, right) = pieces.into_iter().partition(|piece| piece.left < at);
        cut(left, cuts - 1, out);
        cut(right, cuts - 1, out);
    } else if let Some(at) = band(&pieces).filter(|_| cuts > 0) {
        let (above, below) = pieces.into_iter().partition(|piece| piece.base <= at);
        cut(above, cuts - 1, out);
        cut(below, cuts - 1, out);
    } else if !pieces.is_empty() {
        out.push(pieces);
    }
}

/// Where a white strip runs from top to bottom between two columns of text.
fn gutter(pieces: &[Line]) -> Option<f64> {
    if pieces.len() < 6 {
        return None;
    }
    let mut spans: Vec<&Line> = pieces.iter().collect();
    spans.sort_by(|a, b| a.left.total_cmp(&b.left));
    let size = typical(pieces);
    let mut right = spans[0].right;
    let mut best: Option<(f64, f64)> = None;
    for (at, piece) in spans.iter().enumerate().skip(1) {
        let gap = piece.left - right;
        if gap > 0.8 * size && is_column(&spans[..at], size) && is_column(&spans[at..], size) {
            let middle = right + gap / 2.0;
            if best.is_none_or(|(widest, _)| gap > widest) {
                best = Some((gap, middle));
            }
        }
        right = right.max(piece.right);
    }
    best.map(|(_, middle)| middle)
}

/// Columns of text have several lines of some width; the cells of a table do not.
fn is_column(pieces: &[&Line], size: f64) -> bool {
    let wide = pieces.iter().filter(|piece| piece.right - piece.left > 7.0 * size).count();
    wide >= 3 && wide * 2 >= pieces.len()
}

/// Where a page is to be cut across so that columns come to light above or below.
fn band(pieces: &[Line]) -> Option<f64> {
    let mut rows: Vec<&Line> = pieces.iter().collect();
    rows.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let mut gaps = Vec::new();
    let mut low = rows.first()?.base;
    for piece in rows.iter().skip(1) {
        if piece.top() > low - 0.3 * piece.size {
            gaps.push((piece.top() - low, f64::midpoint(piece.top().max(low), low).max(low)));
        }
        low = low.max(piece.base);
    }
    gaps.sort_by(|a, b| b.0.total_cmp(&a.0));
    gaps.truncate(24);
    let between = |above: f64, below: f64| -> Vec<Line> {
        pieces.iter().filter(|piece| above < piece.base && piece.base <= below).cloned().collect()
    };
    let single = gaps.iter().map(|(_, at)| *at).find(|at| {
        let (above, below) = (between(f64::MIN, *at), between(*at, f64::MAX));
        !above.is_empty() && !below.is_empty() && (gutter(&above).is_some() || gutter(&below).is_some())
    });
    // A headline above and a page number below may both run over the columns.
    let pairs =
        || gaps.iter().take(PAIRED).flat_map(|(_, a)| gaps.iter().take(PAIRED).map(move |(_, b)| (*a, *b)));
    single.or_else(|| pairs().find(|(a, b)| a < b && gutter(&between(*a, *b)).is_some()).map(|(a, _)| a))
}

fn typical(pieces: &[Line]) -> f64 {
    let mut sizes: Vec<f64> = pieces.iter().map(|piece| piece.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes[sizes.len() / 2]
}

/// Puts the pieces on one base line together again: the cells of a table's row.
fn joined(mut pieces: Vec<Line>) -> Vec<Line> {
    pieces.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left)));
    let mut lines: Vec<Line> = Vec::new();
    for piece in pieces {
        match lines.last_mut().filter(|last| piece.base - last.base <= 0.35 * last.size.max(piece.size)) {
            Some(last) => {
                let behind = piece.left >= last.left;
                last.text = if behind {
                    format!("{} {}", last.text, piece.text)
                } else {
                    format!("{} {}", piece.text, last.text)
                };
                last.left = last.left.min(piece.left);
                last.right = last.right.max(piece.right);
            }
            None => lines.push(piece),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, left: f64, base: f64) -> Vec<Letter> {
        let each = |(at, c): (usize, char)| {
            #[allow(clippy::cast_precision_loss)] // a few letters
            let left = left + at as f64 * 5.0;
            Letter { left, right: left + 5.0, base, size: 10.0, text: c.to_string() }
        };
        text.chars().enumerate().filter(|(_, c)| *c != ' ').map(each).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let mut letters = typed("A headline over both columns of this page", 50.0, 40.0);
        for row in 0..6 {
            let base = 60.0 + 12.0 * f64::from(row);
            letters.extend(typed(&format!("left column, line {row}"), 50.0, base));
            letters.extend(typed(&format!("right column, row {row}"), 180.0, base));
        }
        let page = page(letters, 800.0);
        let text: Vec<&str> = page.blocks.iter().flatten().map(|line| line.text.as_str()).collect();
        assert_eq!(text[0], "A headline over both columns of this page");
        assert_eq!(text[1], "left column, line 0");
        assert_eq!(text[6], "left column, line 5");
        assert_eq!(text[7], "right column, row 0");
    }

    #[test]
    fn rows_of_a_table_stay_rows() {
        let mut letters = Vec::new();
        for row in 0..6 {
            let base = 60.0 + 12.0 * f64::from(row);
            letters.extend(typed("Baku", 50.0, base));
            letters.extend(typed("120", 180.0, base));
        }
        let page = page(letters, 800.0);
        assert_eq!(page.blocks.len(), 1);
        assert_eq!(page.blocks[0][0].text, "Baku 120");
    }

    #[test]
    fn arabic_is_turned_to_the_order_of_reading() {
        assert_eq!(reading_order("2023 وكاب"), "باكو 2023");
        assert_eq!(reading_order("Baku 2023"), "Baku 2023");
    }
}
