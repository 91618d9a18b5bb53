//! Flying to a view: out, over and in again along the path of van Wijk & Nuij (*Smooth and efficient zooming
//! and panning*, 2003), which looks like one even movement.

use crate::basemap::MapView;

/// How much zooming out a movement may use: the paper's users liked about 1.4.
const RHO: f64 = 1.4;
/// Path lengths a second.
const SPEED: f64 = 3.2;

/// A movement under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    from: MapView,
    to: MapView,
    start: f64,
    seconds: f64,
}

impl Flight {
    /// A flight that starts now, in seconds of the window's clock. It takes the shorter way around the world.
    pub(super) fn new(from: MapView, mut to: MapView, now: f64) -> Self {
        to.centre[0] += (from.centre[0] - to.centre[0]).round();
        let length = Path::new(&from, &to).length;
        Self { from, to, start: now, seconds: (length / SPEED).clamp(0.18, 1.2) }
    }

    /// The view at a time, and whether that is the last.
    pub(super) fn at(&self, now: f64) -> (MapView, bool) {
        let t = ((now - self.start) / self.seconds).clamp(0.0, 1.0);
        if t >= 1.0 {
            return (self.to, true);
        }
        // Sets off and arrives gently.
        let eased = t * t * (3.0 - 2.0 * t);
        (Path::new(&self.from, &self.to).at(&self.from, &self.to, eased), false)
    }
}

/// The path in units of the paper: `u` along the ground, `w` the width of the world that is seen.
struct Path {
    u1: f64,
    w0: f64,
    w1: f64,
    r0: f64,
    length: f64,
}

impl Path {
    fn new(from: &MapView, to: &MapView) -> Self {
        let width = |view: &MapView| view.size[0].max(1.0) / view.world();
        let (w0, w1) = (width(from), width(to));
        let u1 = (to.centre[0] - from.centre[0]).hypot(to.centre[1] - from.centre[1]);
        if u1 < 1e-9 {
            return Self { u1: 0.0, w0, w1, r0: 0.0, length: (w1 / w0).ln().abs() / RHO };
        }
        let b = |w: f64, other: f64, sign: f64| {
            let rho2u = RHO * RHO * u1;
            (w1 * w1 - w0 * w0 + sign * rho2u * rho2u) / (2.0 * if sign > 0.0 { w } else { other } * rho2u)
        };
        let r = |b: f64| ((b * b + 1.0).sqrt() - b).ln();
        let (r0, r1) = (r(b(w0, w1, 1.0)), r(b(w0, w1, -1.0)));
        Self { u1, w0, w1, r0, length: (r1 - r0).abs() / RHO }
    }

    fn at(&self, from: &MapView, to: &MapView, t: f64) -> MapView {
        let s = t * self.length;
        let (share, width) = if self.u1 < 1e-9 {
            (t, self.w0 * (RHO * s * (self.w1 / self.w0).ln().signum()).exp())
        } else {
            let u = self.w0 / (RHO * RHO) * (self.r0.cosh() * (RHO * s + self.r0).tanh() - self.r0.sinh());
            (u / self.u1, self.w0 * self.r0.cosh() / (RHO * s + self.r0).cosh())
        };
        let mix = |a: f64, b: f64| a + (b - a) * share;
        let zoom = from.zoom + (self.w0 / width).log2();
        MapView {
            centre: [mix(from.centre[0], to.centre[0]), mix(from.centre[1], to.centre[1])],
            zoom: MapView::in_range(zoom),
            size: to.size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(x: f64, y: f64, zoom: f64) -> MapView {
        MapView { centre: [x, y], zoom, size: [800.0, 600.0] }
    }

    #[test]
    fn a_flight_begins_and_ends_where_it_should_and_goes_out_between() {
        let (from, to) = (view(0.6, 0.4, 8.0), view(0.3, 0.35, 9.0));
        let flight = Flight::new(from, to, 10.0);
        let (first, done) = flight.at(10.0);
        assert!(
            !done && (first.centre[0] - 0.6).abs() < 1e-6 && (first.zoom - 8.0).abs() < 1e-6,
            "{first:?}"
        );
        assert!(flight.at(10.0 + flight.seconds / 2.0).0.zoom < 7.0, "it goes out to come across");
        let (near, _) = flight.at(10.0 + flight.seconds * 0.9999);
        assert!((near.centre[0] - 0.3).abs() < 1e-3 && (near.zoom - 9.0).abs() < 0.05, "{near:?}");
        assert_eq!(flight.at(99.0), (to, true));
    }

    #[test]
    fn zooming_on_the_spot_only_zooms() {
        let flight = Flight::new(view(0.5, 0.5, 3.0), view(0.5, 0.5, 6.0), 0.0);
        let mut last = 3.0;
        for step in 1..=20 {
            let (at, _) = flight.at(flight.seconds * f64::from(step) / 20.0);
            assert!((at.centre[0] - 0.5).abs() < 1e-9 && at.zoom >= last, "{at:?}");
            last = at.zoom;
        }
        assert!((last - 6.0).abs() < 1e-9);
    }

    #[test]
    fn the_shorter_way_leads_over_the_antimeridian() {
        let flight = Flight::new(view(0.98, 0.4, 4.0), view(0.02, 0.4, 4.0), 0.0);
        let (middle, _) = flight.at(flight.seconds / 2.0);
        assert!((middle.centre[0] - 1.0).abs() < 0.03, "{middle:?}");
    }
}
