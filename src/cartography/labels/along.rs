//! Labels that run along a line: rivers, ranges, seas.

use super::{Align, Label, Placed, Work, moved};

/// A piece of a label's text that is turned as one: a letter with its marks, or the whole text in scripts
/// whose letters join.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// The bytes of the label's text.
    pub bytes: std::ops::Range<usize>,
    /// Its middle, in points from the label's point.
    pub centre: [f32; 2],
    /// How far it is turned clockwise, in radians.
    pub angle: f32,
}

/// The most that two letters next to each other may be turned against each other, in radians.
const MOST_BEND: f32 = 0.42;
/// The same name along lines stands at least so far apart, in points.
const APART: f32 = 420.0;
/// Where along the line a label is tried: shares of the free length, the middle first.
const TRIES: [f32; 9] = [0.5, 0.38, 0.62, 0.25, 0.75, 0.12, 0.88, 0.0, 1.0];

impl Work<'_> {
    pub(super) fn along(
        &mut self,
        at: usize,
        label: &Label,
        line: &[[f64; 2]],
        lift: f32,
        out: &mut Vec<Placed>,
    ) {
        let Some(middle) = line.get(line.len() / 2).copied() else { return };
        let pieces = pieces(label);
        let width: f32 = pieces.iter().map(|(_, width)| width).sum();
        let reach = f64::from(width) + self.length(line);
        for point in self.seen(middle, reach) {
            let shift = point[0] - middle[0];
            let mut path: Vec<[f32; 2]> = line.iter().map(|[x, y]| self.at([x + shift, *y])).collect();
            if path.first().zip(path.last()).is_some_and(|(first, last)| first[0] > last[0]) {
                path.reverse();
            }
            let path = Path::new(path);
            let free = path.length() - width;
            if free < 0.0 {
                continue;
            }
            let found =
                TRIES.iter().find_map(|share| self.fitting(&path, &pieces, free * share, label, lift));
            if let Some((letters, centre)) = found {
                self.runs.push((label.text.clone(), centre));
                out.push(self.placed(at, letters, centre, label.style.size));
            }
        }
    }

    fn length(&self, line: &[[f64; 2]]) -> f64 {
        let world = self.view.world();
        line.windows(2).map(|pair| (pair[0][0] - pair[1][0]).hypot(pair[0][1] - pair[1][1]) * world).sum()
    }

    /// The letters from a start on, in points of the view, if they bend gently, are free and are not the same name
    /// anew.
    fn fitting(
        &self,
        path: &Path,
        pieces: &[(std::ops::Range<usize>, f32)],
        start: f32,
        label: &Label,
        lift: f32,
    ) -> Option<(Vec<Letter>, [f32; 2])> {
        let size = label.style.size;
        let mut from = start;
        let mut letters: Vec<Letter> = Vec::with_capacity(pieces.len());
        for (bytes, width) in pieces {
            // The chord under a letter and its neighbours turns it: small wiggles of the line do not.
            let reach = (width / 2.0).max(size * 0.9);
            let middle = from + width / 2.0;
            let (a, b) = (path.point(middle - reach), path.point(middle + reach));
            let angle = (b[1] - a[1]).atan2(b[0] - a[0]);
            let on = path.point(middle);
            let chord = [f32::midpoint(a[0], b[0]), f32::midpoint(a[1], b[1])];
            let on = [f32::midpoint(on[0], chord[0]), f32::midpoint(on[1], chord[1])];
            let centre = [on[0] + angle.sin() * lift * size, on[1] - angle.cos() * lift * size];
            if angle.abs() > std::f32::consts::FRAC_PI_2 {
                return None;
            }
            let bent = letters.last().is_some_and(|before| (before.angle - angle).abs() > MOST_BEND);
            if bent || !self.fits(centre, around(*width, size)) {
                return None;
            }
            letters.push(Letter { bytes: bytes.clone(), centre, angle });
            from += width;
        }
        let centre = letters.get(letters.len() / 2)?.centre;
        // Zoomed, the letters keep together.
        let off = |letter: &Letter| [letter.centre[0] - centre[0], letter.centre[1] - centre[1]];
        let kept = |letter: &Letter| self.fits(centre, moved(around(size, size), off(letter)));
        if !letters.iter().all(kept) {
            return None;
        }
        let near = |(known, at): &(Box<str>, [f32; 2])| {
            *known == label.text && (at[0] - centre[0]).hypot(at[1] - centre[1]) < APART
        };
        (!self.runs.iter().any(near)).then_some((letters, centre))
    }

    fn placed(&mut self, label: usize, mut letters: Vec<Letter>, centre: [f32; 2], size: f32) -> Placed {
        let mut bounds = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
        for letter in &mut letters {
            letter.centre = [letter.centre[0] - centre[0], letter.centre[1] - centre[1]];
            let taken = moved(around(size, size), letter.centre);
            self.grid.block_at(centre, taken);
            bounds = [
                bounds[0].min(taken[0]),
                bounds[1].min(taken[1]),
                bounds[2].max(taken[2]),
                bounds[3].max(taken[3]),
            ];
        }
        let point = self.view.unproject(centre.map(f64::from));
        Placed { label, point, around: bounds, align: Align::Centre, letters, position: 0 }
    }
}

/// The box of a piece around its middle.
fn around(width: f32, size: f32) -> super::Box4 {
    let half = [width.max(size) / 2.0, size * 0.6];
    [-half[0], -half[1], half[0], half[1]]
}

/// The pieces of a text that are turned one by one, with their widths in points.
fn pieces(label: &Label) -> Vec<(std::ops::Range<usize>, f32)> {
    let text = &label.text;
    if !text.chars().all(stands_alone) {
        return vec![(0..text.len(), label.style.measure(text))];
    }
    let starts: Vec<usize> = text.char_indices().filter(|(_, c)| !is_mark(*c)).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(from, to)| (*from..to, label.style.measure(&text[*from..to]))).collect()
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a letter keeps its form beside any other and is written from left to right.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\0'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1e00}'..='\u{2fff}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// A line with the length up to each of its points.
struct Path {
    points: Vec<[f32; 2]>,
    along: Vec<f32>,
}

impl Path {
    fn new(points: Vec<[f32; 2]>) -> Self {
        let mut length = 0.0;
        let mut along = vec![0.0];
        for pair in points.windows(2) {
            length += (pair[0][0] - pair[1][0]).hypot(pair[0][1] - pair[1][1]);
            along.push(length);
        }
        Self { points, along }
    }

    fn length(&self) -> f32 {
        self.along.last().copied().unwrap_or(0.0)
    }

    /// The point after a length; before the start and beyond the end the line goes straight on.
    fn point(&self, length: f32) -> [f32; 2] {
        let last = self.points.len().saturating_sub(1);
        let at = self.along.partition_point(|along| *along < length).clamp(1, last.max(1));
        let (Some(a), Some(b)) = (self.points.get(at - 1), self.points.get(at)) else {
            return self.points.first().copied().unwrap_or([0.0, 0.0]);
        };
        let span = (self.along[at] - self.along[at - 1]).max(1e-3);
        let t = (length - self.along[at - 1]) / span;
        [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Anchor, Placement, key};
    use super::*;
    use crate::basemap::{MapView, style::TextStyle};

    fn river(text: &str, line: Vec<[f64; 2]>) -> Label {
        let style = TextStyle { size: 12.0, ..TextStyle::default() };
        Label {
            key: key(text),
            text: text.into(),
            anchor: Anchor::Along(Arc::from(line), 0.0),
            style,
            rank: 0,
        }
    }

    #[test]
    fn letters_follow_the_line_and_read_from_left_to_right() {
        let view = MapView { centre: [0.5, 0.5], zoom: 4.0, size: [800.0, 600.0] };
        let line: Vec<[f64; 2]> = (0..=20)
            .map(|at| {
                let t = f64::from(20 - at) / 20.0;
                [0.47 + 0.06 * t, 0.5 + 0.01 * (t * 3.0).sin()]
            })
            .collect();
        let placement = Placement::new(&view, &[river("Euphrates", line)], &[], false, None);
        let letters = &placement.placed[0].letters;
        assert_eq!(letters.len(), "Euphrates".len());
        assert!(letters.windows(2).all(|pair| pair[0].centre[0] < pair[1].centre[0]));
        assert!(letters.windows(2).all(|pair| (pair[0].angle - pair[1].angle).abs() <= MOST_BEND));
    }

    #[test]
    fn a_river_is_named_anew_only_far_away() {
        let view = MapView { centre: [0.5, 0.5], zoom: 5.0, size: [1600.0, 600.0] };
        let at = |x: f64| river("Kura", vec![[x, 0.5], [x + 0.02, 0.5]]);
        let placement = Placement::new(&view, &[at(0.45), at(0.475), at(0.52)], &[], false, None);
        assert_eq!(placement.placed.iter().map(|placed| placed.label).collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn joined_scripts_are_turned_as_one() {
        let view = MapView { centre: [0.5, 0.5], zoom: 4.0, size: [800.0, 600.0] };
        let line = vec![[0.47, 0.5], [0.53, 0.5]];
        let placement = Placement::new(&view, &[river("الفرات", line)], &[], false, None);
        assert_eq!(placement.placed[0].letters.len(), 1);
    }

    #[test]
    fn a_line_too_short_for_the_name_has_none() {
        let view = MapView { centre: [0.5, 0.5], zoom: 4.0, size: [800.0, 600.0] };
        let placement =
            Placement::new(&view, &[river("Euphrates", vec![[0.5, 0.5], [0.502, 0.5]])], &[], false, None);
        assert!(placement.placed.is_empty());
    }
}
