//! Scale bar, north arrow, locator map and legend: where they stand, clear of symbols.

use super::{Composer, callouts::Columns, look, map, symbols::Mark};
use crate::{
    cartography::labels::Box4,
    figure::{
        definition::Part,
        drawing::{Group, Pen, Role, overlap, shapes},
        scale_bar,
        text::{Style, shape},
    },
};

/// Free space between furniture and the map's edge.
const INSET: f32 = 12.0;
/// The height of a callout that can be read with pleasure.
const CALLOUT: f32 = 108.0;

/// What was put on the map and in the column.
pub(super) struct Furniture {
    pub(super) group: Group,
    /// The height that the legend takes of the right column; 0 where it stands on the map.
    pub(super) legend_height: f32,
}

#[derive(Clone, Copy)]
enum Corner {
    BottomLeft,
    BottomRight,
    TopRight,
    TopLeft,
}

impl Composer<'_> {
    /// Places the furniture.
    pub(super) fn furniture(&mut self, symbols: &[Mark], columns: &Columns, wanted: usize) -> Furniture {
        let mut all = Group::new(Role::Ornament);
        let mut legend_height = 0.0;
        if self.definition.shows(&Part::ScaleBar) {
            let bar = self.scale_bar();
            all.group(self.in_corner(Part::ScaleBar, bar, symbols, Corner::BottomLeft));
        }
        if self.definition.shows(&Part::Legend)
            && let Some(legend) = self.legend(symbols, if columns.sides > 0 { columns.width } else { 230.0 })
        {
            let area = legend.area().unwrap_or_default();
            let mut boxed = self.panel(area);
            boxed.label.clone_from(&legend.label);
            boxed.nodes.extend(legend.nodes.iter().cloned());
            let on_map = columns.sides == 0
                || self.is_crowded(wanted, area[3] - area[1]) && self.suits_map(&boxed, symbols);
            if on_map {
                all.group(self.in_corner(Part::Legend, boxed, symbols, Corner::TopRight));
            } else {
                legend_height = area[3] - area[1];
                let to = [self.map[2] + super::GUTTER, self.map[3] - legend_height];
                let legend = legend.moved([to[0] - area[0], to[1] - area[1]]);
                all.group(self.place(Part::Legend, legend));
            }
        }
        if self.definition.shows(&Part::Inset)
            && let Some(inset) = self.inset()
        {
            all.group(self.in_corner(Part::Inset, inset, symbols, Corner::BottomRight));
        }
        if self.definition.shows(&Part::NorthArrow) {
            let arrow = self.north_arrow();
            all.group(self.in_corner(Part::NorthArrow, arrow, symbols, Corner::TopRight));
        }
        Furniture { group: all, legend_height }
    }

    /// Whether so many callouts have too little room above a legend in their column.
    fn is_crowded(&self, wanted: usize, legend: f32) -> bool {
        #[allow(clippy::cast_precision_loss)] // a page of notes
        let needed = wanted as f32 * CALLOUT;
        needed > self.map[3] - self.map[1] - legend
    }

    /// Whether a panel is small enough for the map, and has a corner to itself.
    fn suits_map(&self, panel: &Group, symbols: &[Mark]) -> bool {
        let Some(area) = panel.area() else { return false };
        let size = [area[2] - area[0], area[3] - area[1]];
        let small =
            size[0] < 0.36 * (self.map[2] - self.map[0]) && size[1] < 0.52 * (self.map[3] - self.map[1]);
        small && self.corner_for(size, symbols, Corner::TopRight).1 == 0
    }

    /// A background that letters can be read on.
    fn panel(&self, area: Box4) -> Group {
        let mut panel = Group::new(Role::Furniture);
        let around = [area[0] - 9.0, area[1] - 7.0, area[2] + 9.0, area[3] + 7.0];
        panel.shape(
            shapes::rounded(around, 4.0),
            Some(self.look.paper),
            Some(Pen::solid(self.look.faint, 1.0)),
        );
        panel
    }

    /// The first corner, from its own on, where a part covers least; and how much it covers there.
    fn corner_for(&self, [width, height]: [f32; 2], symbols: &[Mark], own: Corner) -> ([f32; 2], usize) {
        let corners = match own {
            Corner::BottomLeft => {
                [Corner::BottomLeft, Corner::BottomRight, Corner::TopLeft, Corner::TopRight]
            }
            Corner::BottomRight => {
                [Corner::BottomRight, Corner::TopRight, Corner::TopLeft, Corner::BottomLeft]
            }
            Corner::TopRight => [Corner::TopRight, Corner::TopLeft, Corner::BottomRight, Corner::BottomLeft],
            Corner::TopLeft => [Corner::TopLeft, Corner::TopRight, Corner::BottomLeft, Corner::BottomRight],
        };
        let [left, top, right, bottom] = self.map;
        let at = |corner: Corner| -> [f32; 2] {
            let x = match corner {
                Corner::BottomLeft | Corner::TopLeft => left + INSET,
                Corner::BottomRight | Corner::TopRight => right - INSET - width,
            };
            let y = match corner {
                Corner::TopLeft | Corner::TopRight => top + INSET,
                Corner::BottomLeft | Corner::BottomRight => bottom - INSET - height,
            };
            [x, y]
        };
        let boxed = |[x, y]: [f32; 2]| [x, y, x + width, y + height];
        let covered = |at: &[f32; 2]| {
            let area = boxed(*at);
            let on_others = self.taken.iter().filter(|taken| overlap(**taken, area)).count() * 100;
            on_others + symbols.iter().filter(|symbol| overlap(symbol.area(), area)).count()
        };
        let best = corners.into_iter().map(at).min_by_key(covered).unwrap_or([left, top]);
        (best, covered(&best))
    }

    /// Puts a part into the first corner, from its own on, where it covers no symbol.
    fn in_corner(&mut self, part: Part, group: Group, symbols: &[Mark], own: Corner) -> Group {
        let Some(area) = group.area() else { return group };
        let (width, height) = (area[2] - area[0], area[3] - area[1]);
        let (best, covered) = self.corner_for([width, height], symbols, own);
        let boxed = [best[0], best[1], best[0] + width, best[1] + height];
        // Over others or symbols it would do harm: the analyst can put it where it fits.
        let moved = self.definition.moved.contains_key(&part);
        if !moved && (covered > 0 || !map::inside(boxed, self.map)) {
            self.warnings.push(super::Warning::NoRoom { part: part.name() });
            return Group::new(Role::Furniture);
        }
        let group = self.place(part, group.moved([best[0] - area[0], best[1] - area[1]]));
        if let Some(area) = group.area().filter(|area| overlap(*area, self.map)) {
            let grown = [area[0] - 2.0, area[1] - 2.0, area[2] + 2.0, area[3] + 2.0];
            self.taken.push(area);
            self.obstacles.push(self.obstacle(grown));
        }
        group
    }

    fn scale_bar(&self) -> Group {
        let (metres, points) = scale_bar(self.view.metres_per_point(), 150.0);
        #[allow(clippy::cast_possible_truncation)] // a page
        let length = points as f32;
        let text = if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") };
        let mut bar = self.panel([0.0, -17.0, length, 4.0]);
        bar.label = Some(format!("Scale bar: {text}"));
        let pen = Pen { round: false, ..Pen::solid(self.look.ink, 1.8) };
        bar.stroke(shapes::line(&[[0.0, -5.0], [0.0, 0.0], [length, 0.0], [length, -5.0]]), pen);
        let line = shape(&text, Style::Regular, look::SMALL);
        bar.text([(length - line.width) / 2.0, -6.0], line, self.look.ink);
        bar
    }

    fn north_arrow(&self) -> Group {
        let mut arrow = self.panel([0.0, 0.0, 18.0, 38.0]);
        arrow.label = Some("North is up".to_owned());
        let (ink, middle) = (self.look.ink, 9.0);
        arrow.fill(shapes::polygon(&[[middle, 14.0], [middle + 6.5, 36.0], [middle, 31.0]]), ink);
        let pen = Pen::solid(ink, 1.2);
        arrow.stroke(
            shapes::polygon(&[[middle, 14.0], [middle + 6.5, 36.0], [middle, 31.0], [middle - 6.5, 36.0]]),
            pen,
        );
        let line = shape("N", Style::Bold, 12.0);
        arrow.text([middle - line.width / 2.0, 10.5], line, ink);
        arrow
    }
}
