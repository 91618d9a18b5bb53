//! Which part of the world is shown, and how large.

use crate::geodesy::{Bounds, Position};

/// Pixels along the world's side at zoom 0.
const WORLD: f64 = 256.0;

/// A view of the map: centre, zoom and size. Zoom 0 shows the world in 256 points; each step doubles it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapView {
    /// The centre in the Web Mercator square; x outside 0…1 is another copy of the world.
    pub centre: [f64; 2],
    /// Fractional zoom.
    pub zoom: f64,
    /// Width and height in points.
    pub size: [f64; 2],
}

impl MapView {
    /// Lowest and highest zoom that are shown.
    pub const ZOOMS: std::ops::RangeInclusive<f64> = 1.0..=14.0;

    /// The zoom that is shown where another is asked for.
    #[must_use]
    pub const fn in_range(zoom: f64) -> f64 {
        zoom.clamp(*Self::ZOOMS.start(), *Self::ZOOMS.end())
    }

    /// The length of the world's side in points.
    #[must_use]
    pub fn world(&self) -> f64 {
        WORLD * self.zoom.exp2()
    }

    /// Where a point of the Web Mercator square lies, in points from the view's top left corner.
    #[must_use]
    pub fn project(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let world = self.world();
        [(x - self.centre[0]) * world + self.size[0] / 2.0, (y - self.centre[1]) * world + self.size[1] / 2.0]
    }

    /// Where a position lies in the copy of the world nearest to the centre.
    #[must_use]
    pub fn place(&self, position: Position) -> [f64; 2] {
        let [x, y] = position.to_mercator();
        self.project([x + (self.centre[0] - x).round(), y])
    }

    /// The point of the Web Mercator square under a point of the view.
    #[must_use]
    pub fn unproject(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let world = self.world();
        [self.centre[0] + (x - self.size[0] / 2.0) / world, self.centre[1] + (y - self.size[1] / 2.0) / world]
    }

    /// The visible rectangle of the Web Mercator square: west, north, east, south.
    #[must_use]
    pub fn window(&self) -> [f64; 4] {
        let [west, north] = self.unproject([0.0, 0.0]);
        let [east, south] = self.unproject(self.size);
        [west, north, east, south]
    }

    /// The copies of the world that are visible, as whole shifts of x.
    pub fn copies(&self) -> std::ops::RangeInclusive<i32> {
        let [west, _, east, _] = self.window();
        #[allow(clippy::cast_possible_truncation)] // a few copies
        let range = west.floor() as i32..=(east.ceil() as i32 - 1);
        range
    }

    /// The view that shows bounds with a margin in points.
    #[must_use]
    pub fn fit(bounds: Bounds, size: [f64; 2], margin: f64) -> Self {
        let corner = |lon: f64, lat: f64| Position::wrapped(lon, lat).to_mercator();
        let [west, north] = corner(bounds.west, bounds.north);
        let south = corner(bounds.west, bounds.south)[1];
        let width = bounds.width() / 360.0;
        let free = [(size[0] - 2.0 * margin).max(32.0), (size[1] - 2.0 * margin).max(32.0)];
        let zoom_x = (free[0] / (width.max(1e-9) * WORLD)).log2();
        let zoom_y = (free[1] / ((south - north).max(1e-9) * WORLD)).log2();
        let zoom = zoom_x.min(zoom_y).clamp(*Self::ZOOMS.start(), 9.0);
        Self { centre: [west + width / 2.0, f64::midpoint(north, south)], zoom, size }
    }

    /// Metres on the ground that a point covers at the centre.
    #[must_use]
    pub fn metres_per_point(&self) -> f64 {
        let lat = Position::from_mercator(self.centre).lat().to_radians();
        2.0 * std::f64::consts::PI * 6_378_137.0 * lat.cos() / self.world()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projecting_there_and_back() {
        let view = MapView { centre: [0.6, 0.4], zoom: 6.3, size: [800.0, 600.0] };
        let point = view.unproject([123.0, 45.0]);
        let back = view.project(point);
        assert!((back[0] - 123.0).abs() < 1e-6 && (back[1] - 45.0).abs() < 1e-6);
    }

    #[test]
    fn a_fitted_view_holds_its_bounds_across_the_antimeridian() {
        let bounds = Bounds { west: 170.0, south: -20.0, east: -170.0, north: 10.0 };
        let view = MapView::fit(bounds, [800.0, 600.0], 40.0);
        for lon in [170.0, 180.0, -170.0] {
            let [x, y] = view.place(Position::wrapped(lon, 0.0));
            assert!((0.0..=800.0).contains(&x) && (0.0..=600.0).contains(&y), "{lon}: {x} {y}");
        }
    }
}
