//! Label placement: one list for the selection, callouts, the analyst's places and the basemap's names; greedy
//! by rank over boxes in world pixels, with a hash grid of what is taken. Screen and figure use the same.
//!
//! A placement holds for half a zoom step (see [`Placement::wide`] and [`Placement::covers`]): boxes keep their
//! size and move with their points, most of them apart. Two whose labels lie crosswise come nearer, so a box is
//! free only if it stays so over the whole step.

use std::{collections::HashMap, hash::Hash, hash::Hasher as _, sync::Arc};

use crate::basemap::{MapView, style::TextStyle};

mod along;

pub use along::Letter;

/// A rectangle in points: left, top, right, bottom.
pub type Box4 = [f32; 4];

/// Who goes first: the first rank of each kind of label. Within a kind, less is placed earlier.
pub mod rank {
    /// What is selected or under the pointer.
    pub const SELECTED: u32 = 0;
    /// Numbered notes of a figure.
    pub const CALLOUT: u32 = 1_000;
    /// The analyst's places, by mentions.
    pub const PLACE: u32 = 2_000;
    /// The names of countries and regions that are named in the coverage.
    pub const AREA: u32 = 30_000;
    /// The basemap's own names, by class and rank.
    pub const BASEMAP: u32 = 40_000;
}

/// Where a label belongs. Points are in the Web Mercator square, x in 0…1; the placement repeats them in every
/// copy of the world that is seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// Its middle stands on the point.
    On([f64; 2]),
    /// It stands beside a symbol of this radius in points. The symbol is drawn in any case: its box is among
    /// the [`Obstacle`]s.
    Beside([f64; 2], f32),
    /// It stands beside a dot of this radius in points, which is drawn only with it.
    Dot([f64; 2], f32),
    /// Letter by letter along a line; lifted off the line by a share of the letters' size.
    Along(Arc<[[f64; 2]]>, f32),
}

/// A label that wants a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What it names, the same in every placement: see [`key`].
    pub key: u64,
    /// What it says, in reading order.
    pub text: Box<str>,
    /// Where it belongs.
    pub anchor: Anchor,
    /// How it is set.
    pub style: TextStyle,
    /// Less is placed first: see [`rank`].
    pub rank: u32,
}

/// A number for what a label names.
#[must_use]
pub fn key(named: impl Hash) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    named.hash(&mut hasher);
    hasher.finish()
}

/// Something drawn that no label may cover: a box around a point of the Web Mercator square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Obstacle {
    /// The point, x in 0…1.
    pub point: [f64; 2],
    /// Left, top, right and bottom of the box, in points from the point.
    pub around: Box4,
}

impl Obstacle {
    /// A round symbol.
    #[must_use]
    pub const fn round(point: [f64; 2], radius: f32) -> Self {
        Self { point, around: [-radius, -radius, radius, radius] }
    }
}

/// On which side of its box a label's text begins or ends, should it be measured otherwise when drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its left.
    Left,
    /// In its middle.
    Centre,
    /// At its right.
    Right,
}

/// A label that has a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Which label, counted in the list that was given.
    pub label: usize,
    /// The point it belongs to, in the Web Mercator square; x outside 0…1 is another copy of the world.
    pub point: [f64; 2],
    /// Left, top, right and bottom of its box, in points from the point.
    pub around: Box4,
    /// Where the text stands in the box.
    pub align: Align,
    /// Its letters, where it runs along a line; empty where it is set straight.
    pub letters: Vec<Letter>,
    /// Which of its positions it has: kept while the map moves.
    position: u8,
}

/// The labels of a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placement {
    /// The view it was made for.
    pub view: Option<MapView>,
    /// The placed labels, the first of the ranking first.
    pub placed: Vec<Placed>,
}

/// Placements are made for zooms this far apart.
const STEP: f64 = 0.5;

impl Placement {
    /// The view a placement is made for, so that it serves while the map is panned by half a window and zoomed
    /// in by half a step.
    #[must_use]
    pub fn wide(view: &MapView) -> MapView {
        let zoom = ((view.zoom + 1e-6) / STEP).floor() * STEP;
        let factor = 2.0 * (zoom - view.zoom).exp2();
        MapView { zoom, size: [view.size[0] * factor, view.size[1] * factor], ..*view }
    }

    /// Whether it still serves a view.
    #[must_use]
    pub fn covers(&self, view: &MapView) -> bool {
        self.view.is_some_and(|made| {
            let [west, north, east, south] = view.window();
            let [w, n, e, s] = made.window();
            let slack = 1e-9;
            (Self::wide(view).zoom - made.zoom).abs() < 1e-6
                && w <= west + slack
                && n <= north + slack
                && e >= east - slack
                && s >= south - slack
        })
    }

    /// Places labels in a view. Where `inside` is set, every label lies wholly in it, as a page needs;
    /// else those at its edge reach beyond. Labels that `before` has keep their position where it is free.
    #[must_use]
    pub fn new(
        view: &MapView,
        labels: &[Label],
        obstacles: &[Obstacle],
        inside: bool,
        before: Option<(&Self, &[Label])>,
    ) -> Self {
        // A page stays as it is; a window is zoomed.
        let growth = if inside { 0.0 } else { STEP.exp2() - 1.0 };
        #[allow(clippy::cast_possible_truncation)] // less than one
        let grid = Grid { growth: growth as f32, ..Grid::default() };
        let mut work = Work { view, grid, inside, runs: Vec::new() };
        for obstacle in obstacles {
            for point in work.seen(obstacle.point, 64.0) {
                let at = work.at(point);
                work.grid.block_at(at, obstacle.around);
            }
        }
        let kept: HashMap<(u64, i64), u8> = before
            .iter()
            .flat_map(|(placement, labels)| {
                placement.placed.iter().filter_map(|placed| {
                    Some(((labels.get(placed.label)?.key, copy_of(placed.point)), placed.position))
                })
            })
            .collect();
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by_key(|at| labels[*at].rank);
        let mut placed = Vec::new();
        for at in order {
            work.place(at, &labels[at], &kept, &mut placed);
        }
        Self { view: Some(*view), placed }
    }
}

#[allow(clippy::cast_possible_truncation)] // a few copies
fn copy_of(point: [f64; 2]) -> i64 {
    point[0].floor() as i64
}

fn moved([left, top, right, bottom]: Box4, [x, y]: [f32; 2]) -> Box4 {
    [left + x, top + y, right + x, bottom + y]
}

struct Work<'v> {
    view: &'v MapView,
    grid: Grid,
    inside: bool,
    /// What runs along lines already, and where: a river is named anew only far from there.
    runs: Vec<(Box<str>, [f32; 2])>,
}

impl Work<'_> {
    fn at(&self, point: [f64; 2]) -> [f32; 2] {
        let [x, y] = self.view.project(point);
        #[allow(clippy::cast_possible_truncation)] // points
        let at = [x as f32, y as f32];
        at
    }

    /// A point in every copy of the world in which it is seen, or lies at most `margin` points outside.
    fn seen(&self, [x, y]: [f64; 2], margin: f64) -> impl Iterator<Item = [f64; 2]> + use<> {
        let [west, north, east, south] = self.view.window();
        let margin = margin / self.view.world();
        let (west, east) = (west - margin, east + margin);
        let rows = (north - margin..=south + margin).contains(&y);
        #[allow(clippy::cast_possible_truncation)] // a few copies
        let copies = (west - x).ceil() as i32..=(east - x).floor() as i32;
        copies.filter(move |_| rows).map(move |copy| [x + f64::from(copy), y])
    }

    fn fits(&self, at: [f32; 2], around: Box4) -> bool {
        let wanted = moved(around, at);
        #[allow(clippy::cast_possible_truncation)] // points
        let [width, height] = self.view.size.map(|side| side as f32);
        let whole = !self.inside
            || (wanted[0] >= 2.0
                && wanted[1] >= 2.0
                && wanted[2] <= width - 2.0
                && wanted[3] <= height - 2.0);
        whole && self.grid.is_free_at(at, grown(around))
    }

    fn place(&mut self, at: usize, label: &Label, kept: &HashMap<(u64, i64), u8>, out: &mut Vec<Placed>) {
        let size = [label.style.measure(&label.text), label.style.size * 1.25];
        match &label.anchor {
            Anchor::Along(line, lift) => self.along(at, label, line, *lift, out),
            Anchor::On(point) => {
                for point in self.seen(*point, f64::from(size[0])) {
                    let around = [-size[0] / 2.0, -size[1] / 2.0, size[0] / 2.0, size[1] / 2.0];
                    let centre = self.at(point);
                    if self.fits(centre, around) {
                        self.grid.block_at(centre, around);
                        let letters = Vec::new();
                        out.push(Placed {
                            label: at,
                            point,
                            around,
                            align: Align::Centre,
                            letters,
                            position: 0,
                        });
                    }
                }
            }
            Anchor::Beside(point, radius) | Anchor::Dot(point, radius) => {
                let own_dot = matches!(label.anchor, Anchor::Dot(..));
                for point in self.seen(*point, 24.0) {
                    let before = kept.get(&(label.key, copy_of(point))).copied();
                    out.extend(self.beside(at, point, *radius, size, own_dot, before));
                }
            }
        }
    }

    fn beside(
        &mut self,
        label: usize,
        point: [f64; 2],
        radius: f32,
        [w, h]: [f32; 2],
        own_dot: bool,
        before: Option<u8>,
    ) -> Option<Placed> {
        let centre = self.at(point);
        let dot = [-radius, -radius, radius, radius];
        if own_dot && !self.fits(centre, dot) {
            return None;
        }
        let gap = radius + 3.0;
        let slant = gap * 0.7;
        let positions = [
            ([gap, -h / 2.0], Align::Left),
            ([-gap - w, -h / 2.0], Align::Right),
            ([-w / 2.0, -gap - h], Align::Centre),
            ([-w / 2.0, gap], Align::Centre),
            ([slant, -slant - h], Align::Left),
            ([slant, slant], Align::Left),
            ([-slant - w, -slant - h], Align::Right),
            ([-slant - w, slant], Align::Right),
        ];
        let first = before.map_or(0, usize::from);
        let order = std::iter::once(first).chain((0..positions.len()).filter(|at| *at != first));
        for at in order {
            let ([left, top], align) = *positions.get(at)?;
            let around = [left, top, left + w, top + h];
            if self.fits(centre, around) {
                self.grid.block_at(centre, around);
                if own_dot {
                    self.grid.block_at(centre, dot);
                }
                #[allow(clippy::cast_possible_truncation)] // eight positions
                let position = at as u8;
                return Some(Placed { label, point, around, align, letters: Vec::new(), position });
            }
        }
        None
    }
}

/// A label for a page, in points from its corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Where it belongs, in points.
    pub anchor: [f32; 2],
    /// Width and height in points.
    pub size: [f32; 2],
    /// Free space around its anchor, in points: the radius of its symbol. 0 centres the label on it.
    pub clearance: f32,
}

/// The side of a grid cell in points.
const CELL: f32 = 64.0;
/// Free space between labels in points.
const GAP: f32 = 2.0;

/// Boxes already taken.
#[derive(Default)]
pub struct Grid {
    boxes: Vec<Taken>,
    cells: HashMap<(i32, i32), Vec<usize>>,
    /// By what share of their distance points may yet move apart.
    growth: f32,
}

/// A box around the point that it moves with.
#[derive(Clone, Copy)]
struct Taken {
    at: [f32; 2],
    around: Box4,
}

impl Taken {
    /// Whether the two overlap, or will while the distance of their points grows by up to a share of it.
    fn meets(&self, other: &Self, growth: f32) -> bool {
        if overlap(moved(self.around, self.at), moved(other.around, other.at)) {
            return true;
        }
        let (mut from, mut to) = (0.0_f32, growth);
        for axis in [0, 1] {
            let apart = self.at[axis] - other.at[axis];
            // Overlapping is two conditions on each axis, both straight in the growth: gap + slope · growth < 0.
            for (gap, slope) in [
                (apart + self.around[axis] - other.around[axis + 2], apart),
                (other.around[axis] - self.around[axis + 2] - apart, -apart),
            ] {
                if slope > 0.0 {
                    to = to.min(-gap / slope);
                } else if slope < 0.0 {
                    from = from.max(-gap / slope);
                } else if gap >= 0.0 {
                    return false;
                }
            }
        }
        from < to
    }

    /// How far the whole box lies off its point.
    fn off(&self) -> f32 {
        let [left, top, right, bottom] = self.around;
        left.max(top).max(-right).max(-bottom).max(0.0)
    }
}

impl Grid {
    /// Takes a box: nothing is placed over it.
    pub fn block(&mut self, taken: Box4) {
        self.block_at([0.0, 0.0], taken);
    }

    /// Takes a box around a point that it moves with.
    fn block_at(&mut self, at: [f32; 2], around: Box4) {
        let taken = Taken { at, around };
        let number = self.boxes.len();
        for cell in cells(self.reach(&taken)) {
            self.cells.entry(cell).or_default().push(number);
        }
        self.boxes.push(taken);
    }

    /// Where a box may yet meet others: two come nearer by at most the growth of what they lie off their points.
    fn reach(&self, taken: &Taken) -> Box4 {
        let nearer = self.growth * taken.off();
        let [left, top, right, bottom] = moved(taken.around, taken.at);
        [left - nearer, top - nearer, right + nearer, bottom + nearer]
    }

    /// Whether a box is free.
    #[must_use]
    pub fn is_free(&self, wanted: Box4) -> bool {
        self.is_free_at([0.0, 0.0], wanted)
    }

    /// Whether a box around a point is free, and stays so.
    fn is_free_at(&self, at: [f32; 2], around: Box4) -> bool {
        let wanted = Taken { at, around };
        !cells(self.reach(&wanted))
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .any(|number| self.boxes[*number].meets(&wanted, self.growth))
    }

    /// Places a label at the first free position within `page`, and takes its box.
    pub fn place(&mut self, label: &Wanted, page: [f32; 2]) -> Option<Box4> {
        let [w, h] = label.size;
        let [x, y] = label.anchor;
        let gap = label.clearance + 3.0;
        let positions = if label.clearance <= 0.0 {
            vec![[x - w / 2.0, y - h / 2.0]]
        } else {
            vec![
                [x + gap, y - h / 2.0],
                [x - gap - w, y - h / 2.0],
                [x - w / 2.0, y - gap - h],
                [x - w / 2.0, y + gap],
                [x + gap * 0.7, y - gap * 0.7 - h],
                [x + gap * 0.7, y + gap * 0.7],
            ]
        };
        let free =
            positions.into_iter().map(|[left, top]| [left, top, left + w, top + h]).find(|wanted| {
                let inside =
                    wanted[0] >= 0.0 && wanted[1] >= 0.0 && wanted[2] <= page[0] && wanted[3] <= page[1];
                inside && self.is_free(grown(*wanted))
            })?;
        self.block(free);
        Some(free)
    }
}

fn grown([left, top, right, bottom]: Box4) -> Box4 {
    [left - GAP, top - GAP, right + GAP, bottom + GAP]
}

fn overlap(a: Box4, b: Box4) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn cells([left, top, right, bottom]: Box4) -> impl Iterator<Item = (i32, i32)> {
    #[allow(clippy::cast_possible_truncation)] // a page is a few thousand points
    let cell = |value: f32| (value / CELL).floor().clamp(-1e4, 1e4) as i32;
    let (from_x, to_x, from_y, to_y) = (cell(left), cell(right), cell(top), cell(bottom));
    (from_y..=to_y).flat_map(move |y| (from_x..=to_x).map(move |x| (x, y)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn view() -> MapView {
        MapView { centre: [0.62, 0.38], zoom: 6.0, size: [900.0, 600.0] }
    }

    fn label(text: &str, anchor: Anchor, rank: u32) -> Label {
        let style = TextStyle { size: 13.0, ..TextStyle::default() };
        Label { key: key(text), text: text.into(), anchor, style, rank }
    }

    fn boxes(view: &MapView, placement: &Placement) -> Vec<Box4> {
        placement
            .placed
            .iter()
            .map(|placed| {
                let [x, y] = view.project(placed.point);
                #[allow(clippy::cast_possible_truncation)]
                let at = [x as f32, y as f32];
                moved(placed.around, at)
            })
            .collect()
    }

    #[test]
    fn the_lower_rank_wins_and_obstacles_stay_free() {
        let view = view();
        let labels = [
            label("Second", Anchor::On([0.62, 0.38]), 9),
            label("First", Anchor::On([0.62, 0.38]), 1),
            label("Blocked", Anchor::On([0.621, 0.3815]), 0),
        ];
        let obstacle = Obstacle::round([0.621, 0.3815], 4.0);
        let placement = Placement::new(&view, &labels, &[obstacle], false, None);
        assert_eq!(placement.placed.iter().map(|placed| placed.label).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_label_is_seen_in_every_copy_of_the_world() {
        let view = MapView { centre: [1.0, 0.5], zoom: 1.0, size: [1400.0, 500.0] };
        let labels = [label("Fiji", Anchor::Dot([0.99, 0.5], 2.0), 0)];
        let placement = Placement::new(&view, &labels, &[], false, None);
        let copies: Vec<i64> = placement.placed.iter().map(|placed| copy_of(placed.point)).collect();
        assert_eq!(copies, [-1, 0, 1]);
    }

    #[test]
    fn a_placement_serves_until_its_margin_or_half_a_zoom_is_used_up() {
        let view = view();
        let placement = Placement::new(&Placement::wide(&view), &[], &[], false, None);
        assert!(placement.covers(&view));
        assert!(placement.covers(&MapView { zoom: 6.4, ..view }));
        assert!(!placement.covers(&MapView { zoom: 6.6, ..view }));
        assert!(!placement.covers(&MapView { zoom: 5.9, ..view }));
        let by = |points: f64| MapView { centre: [0.62 + points / view.world(), 0.38], ..view };
        assert!(placement.covers(&by(440.0)));
        assert!(!placement.covers(&by(460.0)));
    }

    #[test]
    fn labels_keep_their_side_while_the_map_moves() {
        let view = view();
        let near = [0.62 + 8.0 / view.world(), 0.38];
        let both =
            [label("A town", Anchor::Dot([0.62, 0.38], 2.0), 2), label("Other", Anchor::Dot(near, 2.0), 1)];
        let before = Placement::new(&view, &both, &[], false, None);
        let alone = [both[0].clone()];
        let after = Placement::new(&view, &alone, &[], false, Some((&before, &both)));
        let old = before.placed.iter().find(|placed| placed.label == 0).expect("placed");
        assert_ne!(old.position, 0);
        assert_eq!(after.placed[0].position, old.position);
    }

    proptest! {
        #[test]
        fn placed_labels_never_overlap_nor_leave_the_page(anchors in proptest::collection::vec((0_f32..500.0, 0_f32..400.0, 10_f32..90.0), 0..60)) {
            let mut grid = Grid::default();
            let mut placed = Vec::new();
            for (x, y, width) in anchors {
                let wanted = Wanted { anchor: [x, y], size: [width, 14.0], clearance: 5.0 };
                placed.extend(grid.place(&wanted, [500.0, 400.0]));
            }
            for (at, a) in placed.iter().enumerate() {
                prop_assert!(a[0] >= 0.0 && a[1] >= 0.0 && a[2] <= 500.0 && a[3] <= 400.0);
                prop_assert!(placed[at + 1..].iter().all(|b| !overlap(*a, *b)));
            }
        }

        #[test]
        fn no_two_labels_overlap_at_any_zoom_of_their_step(
            points in proptest::collection::vec((0.6_f64..0.64, 0.36_f64..0.40, 0_u32..5), 0..80),
            zoom in 6.0_f64..6.5,
        ) {
            let labels: Vec<Label> = points
                .iter()
                .enumerate()
                .map(|(at, (x, y, rank))| label(&format!("Name {at}"), Anchor::Dot([*x, *y], 2.0), *rank))
                .collect();
            let made = Placement::new(&view(), &labels, &[], false, None);
            let taken = boxes(&MapView { zoom, ..view() }, &made);
            for (at, a) in taken.iter().enumerate() {
                prop_assert!(taken[at + 1..].iter().all(|b| !overlap(*a, *b)));
            }
        }
    }
}
