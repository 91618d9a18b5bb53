//! Lines of text, shaped once: the same glyphs at the same places in pixels, SVG and PDF. Right-to-left text
//! is ordered by the Unicode bidirectional algorithm and joined by the face's own rules.

use std::{ops::Range, sync::LazyLock};

use rustybuzz::{Direction, Face, UnicodeBuffer, ttf_parser};
use unicode_bidi::BidiInfo;

use crate::fonts;

/// The face of a run: its place in [`faces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub usize);

/// How letters are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Upright.
    #[default]
    Regular,
    /// Heavy.
    Bold,
    /// Slanted.
    Italic,
}

impl Style {
    const fn face(self) -> usize {
        match self {
            Self::Regular => 0,
            Self::Bold => 1,
            Self::Italic => 2,
        }
    }
}

/// A glyph of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the face.
    pub id: u16,
    /// Its left end from the beginning of the line, in points.
    pub x: f32,
    /// How far it is raised, in points.
    pub rise: f32,
    /// How far it moves the pen, in points.
    pub advance: f32,
    /// The bytes of the line that it shows.
    pub bytes: Range<usize>,
}

/// Glyphs of one face and direction, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Their face.
    pub face: FaceId,
    /// Read from right to left.
    pub right_to_left: bool,
    /// Where the run begins on the left, in points from the beginning of the line.
    pub x: f32,
    /// Its width in points.
    pub width: f32,
    /// Its bytes of the line.
    pub bytes: Range<usize>,
    /// Its glyphs.
    pub glyphs: Vec<Glyph>,
}

/// A shaped line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What it says, as it is drawn: without control characters, and a replacement for what no face can draw.
    pub text: String,
    /// The size of its letters in points.
    pub size: f32,
    /// Its width in points.
    pub width: f32,
    /// Points put between letters.
    pub spacing: f32,
    /// The line as a whole is read from right to left.
    pub right_to_left: bool,
    /// Its runs from left to right.
    pub runs: Vec<Run>,
    /// Characters that no face can draw, each as often as it stands in the text.
    pub missing: String,
}

/// Every face inside the program: regular, bold, italic, then the other scripts.
pub fn faces() -> impl ExactSizeIterator<Item = fonts::Face> {
    let all: Vec<fonts::Face> = [fonts::REGULAR, fonts::BOLD, fonts::ITALIC]
        .into_iter()
        .chain(fonts::OTHER_SCRIPTS.iter().copied())
        .collect();
    all.into_iter()
}

/// The faces, read once. One that cannot be read would be missing in a damaged build only.
static FACES: LazyLock<Vec<Face<'static>>> =
    LazyLock::new(|| faces().filter_map(|face| Face::from_slice(face.bytes, 0)).collect());

/// A face's outlines and measures.
#[must_use]
pub fn face(id: FaceId) -> Option<&'static Face<'static>> {
    FACES.get(id.0)
}

/// What stands for a character that no face can draw.
const MISSING: char = '\u{fffd}';

fn face_of(c: char, style: Style) -> Option<usize> {
    let has = |at: &usize| FACES.get(*at).is_some_and(|face| face.glyph_index(c).is_some());
    [style.face(), 0].into_iter().chain(3..FACES.len()).find(has)
}

/// Whether a face inside the program can draw the character.
#[must_use]
pub fn can_draw(c: char) -> bool {
    c.is_whitespace() || is_dropped(c) || face_of(c, Style::Regular).is_some()
}

/// Characters that draw nothing and could only turn the order of a line about.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Text as it can be drawn on one line.
fn drawable(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let mut out = String::with_capacity(line.len());
    for c in line.chars().filter(|c| !is_dropped(*c)) {
        let drawn = if face_of(c, Style::Regular).is_some() { c } else { MISSING };
        out.push(if face_of(drawn, Style::Regular).is_some() { drawn } else { '?' });
    }
    out
}

fn missing(text: &str) -> String {
    text.chars().filter(|c| !can_draw(*c)).collect()
}

/// Shapes a line.
#[must_use]
pub fn shape(text: &str, style: Style, size: f32) -> Line {
    let missing = missing(text);
    let text = drawable(text);
    let mut line = Line { size, missing, ..Line::default() };
    let bidi = BidiInfo::new(&text, None);
    if let Some(paragraph) = bidi.paragraphs.first() {
        line.right_to_left = paragraph.level.is_rtl();
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for bytes in runs {
            let backwards = levels[bytes.start].is_rtl();
            let mut pieces = by_face(&text, bytes, style);
            if backwards {
                pieces.reverse();
            }
            for (face, bytes) in pieces {
                line.push(&text, face, bytes, backwards);
            }
        }
    }
    line.text = text;
    line
}

/// Cuts a stretch of text where the face must change. Spaces stay with what is before them.
fn by_face(text: &str, bytes: Range<usize>, style: Style) -> Vec<(usize, Range<usize>)> {
    let mut out: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, c) in text[bytes.clone()].char_indices() {
        let (start, end) = (bytes.start + at, bytes.start + at + c.len_utf8());
        let last = out.last().map(|(face, _)| *face);
        // What every face has, such as a space, needs no change of face.
        let keeps = last.filter(|face| {
            !c.is_alphabetic() && FACES.get(*face).is_some_and(|face| face.glyph_index(c).is_some())
        });
        let wanted = keeps.or_else(|| face_of(c, style)).unwrap_or_else(|| style.face());
        match out.last_mut() {
            Some((face, range)) if *face == wanted => range.end = end,
            _ => out.push((wanted, start..end)),
        }
    }
    out
}

impl Line {
    fn push(&mut self, text: &str, face: usize, bytes: Range<usize>, right_to_left: bool) {
        let Some(shaper) = FACES.get(face) else { return };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text[bytes.clone()]);
        buffer.guess_segment_properties();
        buffer.set_direction(if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
        let shaped = rustybuzz::shape(shaper, &[], buffer);
        #[allow(clippy::cast_precision_loss)] // font units
        let scale = self.size / shaper.units_per_em().max(1) as f32;
        let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let begin = self.width;
        let mut glyphs = Vec::with_capacity(shaped.len());
        for (info, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let start = info.cluster as usize;
            let after = starts.partition_point(|other| *other <= start);
            let end = starts.get(after).copied().unwrap_or(bytes.len());
            #[allow(clippy::cast_precision_loss)] // font units
            let points = |units: i32| units as f32 * scale;
            glyphs.push(Glyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                x: self.width + points(place.x_offset),
                rise: points(place.y_offset),
                advance: points(place.x_advance),
                bytes: bytes.start + start..bytes.start + end,
            });
            self.width += points(place.x_advance);
        }
        let width = self.width - begin;
        self.runs.push(Run { face: FaceId(face), right_to_left, x: begin, width, bytes, glyphs });
    }

    /// With points put between letters.
    #[must_use]
    pub fn spaced(mut self, spacing: f32) -> Self {
        if spacing == 0.0 {
            return self;
        }
        self.spacing = spacing;
        let mut more = 0.0;
        for run in &mut self.runs {
            run.x += more;
            for glyph in &mut run.glyphs {
                glyph.x += more;
                glyph.advance += spacing;
                more += spacing;
            }
            #[allow(clippy::cast_precision_loss)] // a few letters
            let wider = run.glyphs.len() as f32 * spacing;
            run.width += wider;
        }
        self.width += more;
        self
    }

    /// How far letters reach above the baseline, in points: enough for all faces.
    #[must_use]
    pub fn ascent(&self) -> f32 {
        self.size * 0.97
    }

    /// How far letters reach below the baseline, in points.
    #[must_use]
    pub fn descent(&self) -> f32 {
        self.size * 0.27
    }

    /// The outlines of its glyphs as one path, with its baseline beginning at a point.
    #[must_use]
    pub fn outline(&self, [x, y]: [f32; 2]) -> Option<tiny_skia::Path> {
        let mut pen = Pen { path: tiny_skia::PathBuilder::new(), x: 0.0, y, scale: 1.0 };
        for run in &self.runs {
            let Some(face) = face(run.face) else { continue };
            #[allow(clippy::cast_precision_loss)] // font units
            let scale = self.size / face.units_per_em().max(1) as f32;
            pen.scale = scale;
            for glyph in &run.glyphs {
                (pen.x, pen.y) = (x + glyph.x, y - glyph.rise);
                // A space has no outline.
                let _bounds = face.outline_glyph(ttf_parser::GlyphId(glyph.id), &mut pen);
            }
        }
        pen.path.finish()
    }
}

/// Draws glyph outlines into a path.
struct Pen {
    path: tiny_skia::PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// The width of a line of text in points.
#[must_use]
pub fn width(text: &str, style: Style, size: f32) -> f32 {
    shape(text, style, size).width
}

/// A line cut with an ellipsis where it is too wide.
#[must_use]
pub fn cut(text: &str, style: Style, size: f32, room: f32) -> Line {
    let whole = shape(text, style, size);
    if whole.width <= room {
        return whole;
    }
    let chars: Vec<usize> = whole.text.char_indices().map(|(at, _)| at).collect();
    // The longest beginning that fits, by halving.
    let (mut fits, mut not) = (0, chars.len());
    while not - fits > 1 {
        let middle = usize::midpoint(fits, not);
        let tried = format!("{}…", whole.text[..chars[middle]].trim_end());
        if width(&tried, style, size) <= room { fits = middle } else { not = middle }
    }
    shape(&format!("{}…", whole.text[..chars[fits]].trim_end()), style, size)
}

/// Lines of at most a width, at most so many; whether the text went on.
#[must_use]
pub fn wrap(text: &str, style: Style, size: f32, room: f32, most: usize) -> (Vec<Line>, bool) {
    let (mut lines, is_cut) = wrapped(&drawable(text), style, size, room, most);
    if let Some(first) = lines.first_mut() {
        first.missing = missing(text);
    }
    (lines, is_cut)
}

fn wrapped(text: &str, style: Style, size: f32, room: f32, most: usize) -> (Vec<Line>, bool) {
    let space = width("a a", style, size) - width("aa", style, size);
    let mut lines = Vec::new();
    let (mut line, mut taken) = (String::new(), 0.0_f32);
    for (word, wide) in text.split(' ').flat_map(|word| broken(word, style, size, room)) {
        if !line.is_empty() && taken + space + wide > room {
            lines.push(std::mem::take(&mut line));
            taken = 0.0;
            if lines.len() == most {
                let last = lines.pop().unwrap_or_default();
                let mut lines: Vec<Line> = lines.iter().map(|line| shape(line, style, size)).collect();
                // The next word makes the line too wide, so that it is cut with an ellipsis.
                lines.push(cut(&format!("{last} {word} …………"), style, size, room));
                return (lines, true);
            }
        }
        if !line.is_empty() {
            line.push(' ');
            taken += space;
        }
        line.push_str(&word);
        taken += wide;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    (lines.iter().map(|line| cut(line, style, size, room)).collect(), false)
}

/// A word with its width; in pieces where it is wider than a whole line.
fn broken(word: &str, style: Style, size: f32, room: f32) -> Vec<(String, f32)> {
    let wide = width(word, style, size);
    if wide <= room || word.chars().count() < 2 {
        return vec![(word.to_owned(), wide)];
    }
    let middle = word.chars().count() / 2;
    let at = word.char_indices().nth(middle).map_or(word.len(), |(at, _)| at);
    let mut pieces = broken(&word[..at], style, size, room);
    pieces.extend(broken(&word[at..], style, size, room));
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wrapped_lines_fit_and_keep_the_words() {
        let text = "The United States has proposed building a road through Aghdam to Khankendi";
        let (lines, more) = wrap(text, Style::Regular, 13.0, 180.0, 9);
        assert!(!more && lines.iter().all(|line| line.width <= 180.0));
        let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(words.join(" "), text);
        let (short, more) = wrap(text, Style::Regular, 13.0, 180.0, 1);
        assert!(more && short[0].text.ends_with('…') && short[0].width <= 180.0);
    }

    #[test]
    fn right_to_left_words_run_from_the_right() {
        let line = shape("مدينة شوشا في قره باغ", Style::Regular, 12.0);
        assert!(line.right_to_left && line.runs.iter().all(|run| run.right_to_left));
        let glyphs: Vec<&Glyph> = line.runs.iter().flat_map(|run| &run.glyphs).collect();
        assert!(glyphs[0].bytes.start > glyphs[glyphs.len() - 1].bytes.start, "the first word is rightmost");
        let mixed = shape("He said باكو today", Style::Regular, 12.0);
        assert!(!mixed.right_to_left && mixed.runs.len() == 3);
        assert!(mixed.runs.windows(2).all(|pair| pair[0].x < pair[1].x));
    }

    #[test]
    fn what_no_face_can_draw_is_replaced_and_controls_are_dropped() {
        let line = shape("a\u{202e}b\u{0} 東京", Style::Bold, 12.0);
        assert!(line.text.starts_with("ab "));
        assert!(line.runs.iter().flat_map(|run| &run.glyphs).all(|glyph| glyph.id != 0), "{line:?}");
        assert!(!can_draw('東') && can_draw('ə') && can_draw('Ս'));
    }

    proptest! {
        #[test]
        fn any_text_is_shaped_whole(text in "\\PC{0,60}", room in 20_f32..300.0) {
            let line = shape(&text, Style::Regular, 13.0);
            let mut covered: Vec<Range<usize>> = line.runs.iter().map(|run| run.bytes.clone()).collect();
            covered.sort_by_key(|range| range.start);
            prop_assert_eq!(covered.iter().map(std::iter::ExactSizeIterator::len).sum::<usize>(), line.text.len());
            for glyph in line.runs.iter().flat_map(|run| &run.glyphs) {
                prop_assert!(line.text.get(glyph.bytes.clone()).is_some());
            }
            let (lines, _) = wrap(&text, Style::Regular, 13.0, room, 50);
            prop_assert!(lines.iter().all(|line| line.width <= room.max(20.0)));
        }
    }
}
