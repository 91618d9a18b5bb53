//! Label placement: greedy by rank, four positions each, over a grid of what is already there.

use std::collections::HashMap;

/// A rectangle in points: left, top, right, bottom.
pub type Box4 = [f32; 4];

/// A label that wants a place.
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
    boxes: Vec<Box4>,
    cells: HashMap<(i32, i32), Vec<usize>>,
}

impl Grid {
    /// Takes a box: nothing is placed over it.
    pub fn block(&mut self, taken: Box4) {
        let at = self.boxes.len();
        for cell in cells(taken) {
            self.cells.entry(cell).or_default().push(at);
        }
        self.boxes.push(taken);
    }

    /// Whether a box is free.
    #[must_use]
    pub fn is_free(&self, wanted: Box4) -> bool {
        !cells(wanted)
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .any(|at| overlap(self.boxes[*at], wanted))
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
    let cell = |value: f32| (value / CELL).floor().clamp(-1e6, 1e6) as i32;
    let (from_x, to_x, from_y, to_y) = (cell(left), cell(right), cell(top), cell(bottom));
    (from_y..=to_y).flat_map(move |y| (from_x..=to_x).map(move |x| (x, y)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
    }
}
