//! The locator map: where on the Earth the map lies.

use super::{Composer, map::draw_pieces};
use crate::{
    basemap::{MapView, paint::ground},
    figure::drawing::{Group, Pen, Role, shapes},
};

/// Width and height of the locator map.
const SIZE: [f32; 2] = [132.0, 92.0];
/// How much farther out it is than the map, in zooms.
const OUT: f64 = 2.3;
/// Below this zoom the map itself shows where it is.
const LEAST_ZOOM: f64 = 3.2;

impl Composer<'_> {
    /// The locator map at the page's corner; `None` where the map shows half a continent by itself.
    pub(super) fn inset(&self) -> Option<Group> {
        let too_small =
            self.map[2] - self.map[0] < 2.6 * SIZE[0] || self.map[3] - self.map[1] < 2.6 * SIZE[1];
        if self.view.zoom < LEAST_ZOOM || too_small {
            return None;
        }
        let size = SIZE.map(f64::from);
        // So far out that the map is a fifth of it.
        let share = (size[0] / self.view.size[0]).min(size[1] / self.view.size[1]).log2();
        let zoom = (self.view.zoom + share - OUT).clamp(-0.6, 4.0);
        let view = MapView { centre: self.view.centre, zoom, size };
        let mut inset = Group::new(Role::Furniture).labelled("Locator map");
        let area = [0.0, 0.0, SIZE[0], SIZE[1]];
        let mut inside = Group::new(Role::Ornament);
        inside.clip = Some(area);
        let style = self.definition.style;
        inside.fill(shapes::rectangle(area), ground(self.material.archive, style));
        draw_pieces(self.material.archive, &view, style, [0.0, 0.0], &mut inside);
        let [west, north, east, south] = self.view.window();
        let corner = |x: f64, y: f64| {
            let [x, y] = view.project([x, y]);
            #[allow(clippy::cast_possible_truncation)] // a small map
            let at = [x as f32, y as f32];
            at
        };
        let (a, b) = (corner(west, north), corner(east, south));
        // Never so small that it could not be seen.
        let grow = |low: f32, high: f32| {
            let lack = (5.0 - (high - low)).max(0.0) / 2.0;
            (low - lack, high + lack)
        };
        let ((left, right), (top, bottom)) = (grow(a[0], b[0]), grow(a[1], b[1]));
        let frame = shapes::rectangle([left, top, right, bottom]);
        inside.stroke(frame.clone(), Pen::solid(self.look.halo, 3.4));
        inside.stroke(frame, Pen::solid(self.look.accent, 1.6));
        inset.group(inside);
        inset
            .stroke(shapes::rectangle(area), Pen::solid(self.look.theme.of((0x0080_7a70, 0x0068_7278)), 1.0));
        Some(inset)
    }
}
