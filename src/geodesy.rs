//! Positions on the Earth: WGS 84 degrees, great circles, bounds that may cross the antimeridian,
//! and the Web Mercator square that every map here is drawn in.

mod grid;

use geo::Distance as _;
use serde::{Deserialize, Serialize};

pub use grid::Utm;

/// Mean radius of the GRS 80 ellipsoid in metres. On this sphere distances are within 0.6 % of the
/// ellipsoid's.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Greatest latitude of the Web Mercator square, in degrees.
pub const MAX_MERCATOR_LATITUDE: f64 = 85.051_128_779_806_59;

/// A point on the Earth in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct Position {
    lon: f64,
    lat: f64,
}

/// A longitude or latitude that is no number or out of range.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("no position on the Earth: longitude {lon}, latitude {lat} (±180 and ±90 degrees are the limits)")]
pub struct NoPosition {
    lon: f64,
    lat: f64,
}

impl Position {
    /// A position from longitude (−180…180) and latitude (−90…90) in degrees.
    ///
    /// # Errors
    /// [`NoPosition`] when either is out of range or not a number.
    pub fn new(lon: f64, lat: f64) -> Result<Self, NoPosition> {
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok(Self { lon, lat })
        } else {
            Err(NoPosition { lon, lat })
        }
    }

    /// The nearest valid position: longitude wrapped, latitude clamped, NaN as 0.
    #[must_use]
    pub fn wrapped(lon: f64, lat: f64) -> Self {
        let lon = if lon.is_finite() { lon } else { 0.0 };
        let lat = if lat.is_finite() { lat.clamp(-90.0, 90.0) } else { 0.0 };
        let lon = if (-180.0..=180.0).contains(&lon) { lon } else { (lon + 180.0).rem_euclid(360.0) - 180.0 };
        Self { lon, lat }
    }

    /// Degrees east of Greenwich, −180…180.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north of the equator, −90…90.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Great-circle distance in metres (haversine on [`EARTH_RADIUS_M`]).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let point = |position: Self| geo::Point::new(position.lon, position.lat);
        geo::Haversine.distance(point(self), point(other))
    }

    /// The unit vector from the Earth's centre; dot products of these order by distance.
    #[must_use]
    pub fn unit_vector(self) -> [f64; 3] {
        let (lon, lat) = (self.lon.to_radians(), self.lat.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    }

    /// The point in the Web Mercator unit square: x grows east, y grows south, both 0…1.
    /// Latitudes beyond ±[`MAX_MERCATOR_LATITUDE`] land on the edge.
    #[must_use]
    pub fn to_mercator(self) -> [f64; 2] {
        let lat = self.lat.clamp(-MAX_MERCATOR_LATITUDE, MAX_MERCATOR_LATITUDE).to_radians();
        let x = self.lon / 360.0 + 0.5;
        let y = 0.5 - lat.tan().asinh() / (2.0 * std::f64::consts::PI);
        [x, y]
    }

    /// The position of a point of the Web Mercator square; x outside 0…1 is another copy of the world.
    #[must_use]
    pub fn from_mercator([x, y]: [f64; 2]) -> Self {
        let lat = ((0.5 - y) * 2.0 * std::f64::consts::PI).sinh().atan().to_degrees();
        Self::wrapped((x - 0.5) * 360.0, lat)
    }

    /// Points along the great circle from here to `other`, both ends included, no further apart than
    /// `step_m` metres (at most 512 points). Antipodes, whose great circle is undefined, give the two ends.
    #[must_use]
    pub fn great_circle(self, other: Self, step_m: f64) -> Vec<Self> {
        let distance = self.distance_m(other);
        let angle = distance / EARTH_RADIUS_M;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 1…511
        let steps = (distance / step_m.max(1.0)).ceil().clamp(1.0, 511.0) as usize;
        if angle.sin().abs() < 1e-9 || steps == 1 {
            return vec![self, other];
        }
        let (a, b) = (self.unit_vector(), other.unit_vector());
        let mut points: Vec<Self> = (0..=steps)
            .map(|step| {
                #[allow(clippy::cast_precision_loss)] // at most 511
                let t = step as f64 / steps as f64;
                let (wa, wb) = (((1.0 - t) * angle).sin() / angle.sin(), (t * angle).sin() / angle.sin());
                let [x, y, z] = [0, 1, 2].map(|i| wa * a[i] + wb * b[i]);
                Self::wrapped(y.atan2(x).to_degrees(), z.atan2(x.hypot(y)).to_degrees())
            })
            .collect();
        points[0] = self;
        points[steps] = other;
        points
    }
}

impl TryFrom<[f64; 2]> for Position {
    type Error = NoPosition;

    fn try_from([lon, lat]: [f64; 2]) -> Result<Self, NoPosition> {
        Self::new(lon, lat)
    }
}

impl From<Position> for [f64; 2] {
    fn from(position: Position) -> Self {
        [position.lon, position.lat]
    }
}

/// A rectangle in degrees. Where `west` is greater than `east` it crosses the antimeridian, as in
/// GeoJSON (RFC 7946, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Western edge, −180…180 degrees.
    pub west: f64,
    /// Southern edge, −90…90 degrees.
    pub south: f64,
    /// Eastern edge, −180…180 degrees.
    pub east: f64,
    /// Northern edge, −90…90 degrees.
    pub north: f64,
}

impl Bounds {
    /// Degrees of longitude from west to east, 0…360.
    #[must_use]
    pub fn width(self) -> f64 {
        if self.west <= self.east { self.east - self.west } else { self.east - self.west + 360.0 }
    }

    /// The middle of the rectangle.
    #[must_use]
    pub fn centre(self) -> Position {
        Position::wrapped(self.west + self.width() / 2.0, f64::midpoint(self.south, self.north))
    }

    /// Whether the position lies inside or on the edge.
    #[must_use]
    pub fn contains(self, position: Position) -> bool {
        let (lon, lat) = (position.lon, position.lat);
        let inside_lon = if self.west <= self.east {
            self.west <= lon && lon <= self.east
        } else {
            lon >= self.west || lon <= self.east
        };
        inside_lon && self.south <= lat && lat <= self.north
    }

    /// The narrowest rectangle around the positions, across the antimeridian when that is narrower;
    /// `None` without positions.
    #[must_use]
    pub fn around(positions: impl IntoIterator<Item = Position>) -> Option<Self> {
        let mut lons = Vec::new();
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        for position in positions {
            lons.push(position.lon);
            south = south.min(position.lat);
            north = north.max(position.lat);
        }
        lons.sort_by(f64::total_cmp);
        let (first, last) = (*lons.first()?, *lons.last()?);
        // The widest empty gap between neighbours, the one around the back included, is left out.
        let mut best = (first + 360.0 - last, first, last);
        for pair in lons.windows(2) {
            if pair[1] - pair[0] > best.0 {
                best = (pair[1] - pair[0], pair[1], pair[0]);
            }
        }
        Some(Self { west: best.1, south, east: best.2, north })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::wrapped(lon, lat)
    }

    #[test]
    fn positions_outside_the_earth_are_refused() {
        assert!(Position::new(180.1, 0.0).is_err());
        assert!(Position::new(0.0, f64::NAN).is_err());
        assert!(Position::new(-180.0, 90.0).is_ok());
    }

    #[test]
    fn baku_to_yerevan_is_about_454_km() {
        let distance = at(49.892, 40.3777).distance_m(at(44.5126, 40.1777));
        assert!((distance - 457_000.0).abs() < 5_000.0, "{distance}");
    }

    #[test]
    fn mercator_round_trips() {
        for position in [at(46.75, 39.82), at(-179.9, -60.0), at(0.0, 0.0)] {
            let back = Position::from_mercator(position.to_mercator());
            assert!(position.distance_m(back) < 1e-3);
        }
    }

    #[test]
    fn bounds_choose_the_narrow_way_round() {
        let bounds = Bounds::around([at(179.0, 1.0), at(-179.0, -1.0)]).expect("two positions");
        assert!((bounds.width() - 2.0).abs() < 1e-9);
        assert!(bounds.contains(at(180.0, 0.0)));
        assert!(!bounds.contains(at(0.0, 0.0)));
    }

    #[test]
    fn great_circles_keep_their_ends_and_step() {
        let (a, b) = (at(170.0, 10.0), at(-160.0, 20.0));
        let line = a.great_circle(b, 100_000.0);
        assert_eq!((line[0], line[line.len() - 1]), (a, b));
        assert!(line.windows(2).all(|w| w[0].distance_m(w[1]) <= 100_001.0));
    }
}
