//! Coordinates as people write them down: decimal degrees, degrees with minutes and seconds, UTM and the
//! Military Grid Reference System.
//!
//! The transverse Mercator projection is Krüger's series in the third flattening to the fourth order (Karney,
//! *Transverse Mercator with an accuracy of a few nanometers*, 2011): within a millimetre in a UTM zone. The
//! letters of MGRS are those of NGA.STND.0037 for WGS 84.

use super::Position;

/// Semi-major axis of WGS 84 in metres, and its flattening.
const AXIS: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// The scale on a zone's central meridian.
const SCALE: f64 = 0.9996;
/// Latitude bands of 8° from 80° south; the last has 12°.
const BANDS: &[u8] = b"CDEFGHJKLMNPQRSTUVWX";
/// Rows of 100 km squares.
const ROWS: &[u8] = b"ABCDEFGHJKLMNPQRSTUV";
/// Columns of 100 km squares, in zones 1, 4, 7 …, 2, 5, 8 … and 3, 6, 9 ….
const COLUMNS: [&[u8]; 3] = [b"STUVWXYZ", b"ABCDEFGH", b"JKLMNPQR"];

/// A position in a UTM zone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Utm {
    /// 1…60.
    pub zone: u8,
    /// Whether it is south of the equator.
    pub south: bool,
    /// Metres east, 500,000 on the central meridian.
    pub easting: f64,
    /// Metres north of the equator, with 10,000,000 added in the south.
    pub northing: f64,
}

impl Position {
    /// Latitude and longitude in decimal degrees with five digits, about a metre: "40.37767, 49.89201".
    #[must_use]
    pub fn decimal(self) -> String {
        format!("{:.5}, {:.5}", self.lat(), self.lon())
    }

    /// Degrees, minutes and seconds to a tenth, about three metres: "40°22′39.6″N 49°53′31.2″E".
    #[must_use]
    pub fn dms(self) -> String {
        let part = |degrees: f64, signs: [char; 2]| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below 180 · 36,000
            let tenths = (degrees.abs() * 36_000.0).round() as u64;
            let (d, m, s) = (tenths / 36_000, tenths / 600 % 60, tenths % 600);
            let sign = signs[usize::from(degrees < 0.0)];
            format!("{d}°{m:02}′{:02}.{}″{sign}", s / 10, s % 10)
        };
        format!("{} {}", part(self.lat(), ['N', 'S']), part(self.lon(), ['E', 'W']))
    }

    /// The place in its UTM zone, with the exceptions of Norway and Svalbard; `None` beyond 80° south and
    /// 84° north, where UTM ends.
    #[must_use]
    pub fn utm(self) -> Option<Utm> {
        let (lat, lon) = (self.lat(), self.lon());
        if !(-80.0..=84.0).contains(&lat) {
            return None;
        }
        let zone = zone(lat, lon);
        let mut from_centre = lon - central(zone);
        if from_centre < -180.0 {
            from_centre += 360.0;
        } else if from_centre > 180.0 {
            from_centre -= 360.0;
        }
        let [x, y] = project(lat.to_radians(), from_centre.to_radians());
        let south = lat < 0.0;
        let northing = y + if south { 10_000_000.0 } else { 0.0 };
        Some(Utm { zone, south, easting: x + 500_000.0, northing })
    }

    /// The MGRS reference to a metre: "39T VE 07235 70385"; `None` beyond 80° south and 84° north, where the
    /// polar grid begins. Like all such references it names the square a point lies in: digits are cut off.
    #[must_use]
    pub fn mgrs(self) -> Option<String> {
        let utm = self.utm()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive, small
        let (east, north, band) = (
            utm.easting.floor() as usize,
            utm.northing.floor() as usize,
            (((self.lat() + 80.0) / 8.0).floor() as usize).min(BANDS.len() - 1),
        );
        let column = COLUMNS[usize::from(utm.zone % 3)].get((east / 100_000).checked_sub(1)?)?;
        // In even zones the rows begin five letters later.
        let shift = if utm.zone % 2 == 0 { 5 } else { 0 };
        let row = ROWS[(north / 100_000 + shift) % ROWS.len()];
        Some(format!(
            "{}{} {}{} {:05} {:05}",
            utm.zone,
            char::from(BANDS[band]),
            char::from(*column),
            char::from(row),
            east % 100_000,
            north % 100_000
        ))
    }
}

fn zone(lat: f64, lon: f64) -> u8 {
    if (56.0..64.0).contains(&lat) && (3.0..12.0).contains(&lon) {
        return 32;
    }
    if lat >= 72.0 && (0.0..42.0).contains(&lon) {
        return match lon {
            ..9.0 => 31,
            9.0..21.0 => 33,
            21.0..33.0 => 35,
            _ => 37,
        };
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0…59
    let zone = ((lon + 180.0) / 6.0).floor().rem_euclid(60.0) as u8;
    zone + 1
}

fn central(zone: u8) -> f64 {
    f64::from(zone) * 6.0 - 183.0
}

/// The third flattening and the radius of a sphere with meridians as long.
fn ellipsoid() -> (f64, f64) {
    let n = FLATTENING / (2.0 - FLATTENING);
    (n, AXIS / (1.0 + n) * (1.0 + n * n / 4.0 + n.powi(4) / 64.0))
}

/// Metres east of the central meridian and north of the equator.
fn project(lat: f64, from_centre: f64) -> [f64; 2] {
    let (n, radius) = ellipsoid();
    let alpha = [
        n / 2.0 - 2.0 * n * n / 3.0 + 5.0 * n.powi(3) / 16.0 + 41.0 * n.powi(4) / 180.0,
        13.0 * n * n / 48.0 - 3.0 * n.powi(3) / 5.0 + 557.0 * n.powi(4) / 1440.0,
        61.0 * n.powi(3) / 240.0 - 103.0 * n.powi(4) / 140.0,
        49_561.0 * n.powi(4) / 161_280.0,
    ];
    let e = (FLATTENING * (2.0 - FLATTENING)).sqrt();
    let sin = lat.sin();
    // The conformal latitude.
    let t = (sin.atanh() - e * (e * sin).atanh()).sinh();
    let xi = t.atan2(from_centre.cos());
    let eta = (from_centre.sin() / t.hypot(from_centre.cos())).asinh();
    let (mut x, mut y) = (eta, xi);
    for (a, k) in alpha.iter().zip([2.0, 4.0, 6.0, 8.0]) {
        y += a * (k * xi).sin() * (k * eta).cosh();
        x += a * (k * xi).cos() * (k * eta).sinh();
    }
    [SCALE * radius * x, SCALE * radius * y]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::wrapped(lon, lat)
    }

    /// The inverse series, for the tests alone: metres back to latitude and longitude.
    fn unproject(utm: Utm) -> Position {
        let (n, radius) = ellipsoid();
        let beta = [
            n / 2.0 - 2.0 * n * n / 3.0 + 37.0 * n.powi(3) / 96.0 - n.powi(4) / 360.0,
            n * n / 48.0 + n.powi(3) / 15.0 - 437.0 * n.powi(4) / 1440.0,
            17.0 * n.powi(3) / 480.0 - 37.0 * n.powi(4) / 840.0,
            4_397.0 * n.powi(4) / 161_280.0,
        ];
        let north = utm.northing - if utm.south { 10_000_000.0 } else { 0.0 };
        let (xi, eta) = (north / (SCALE * radius), (utm.easting - 500_000.0) / (SCALE * radius));
        let (mut x, mut y) = (eta, xi);
        for (b, k) in beta.iter().zip([2.0, 4.0, 6.0, 8.0]) {
            y -= b * (k * xi).sin() * (k * eta).cosh();
            x -= b * (k * xi).cos() * (k * eta).sinh();
        }
        let e = (FLATTENING * (2.0 - FLATTENING)).sqrt();
        let conformal = (y.sin() / x.cosh()).asin();
        let mut lat = conformal;
        for _ in 0..8 {
            let sin = f64::tanh(conformal.sin().atanh() + e * (e * lat.sin()).atanh());
            lat = sin.asin();
        }
        let lon = x.sinh().atan2(y.cos()).to_degrees() + central(utm.zone);
        at(lon, lat.to_degrees())
    }

    proptest! {
        #[test]
        fn utm_there_and_back_is_within_a_millimetre(lon in -180.0_f64..180.0, lat in -80.0_f64..84.0) {
            let position = at(lon, lat);
            let utm = position.utm().expect("within UTM");
            prop_assert!((100_000.0..900_000.0).contains(&utm.easting), "{utm:?}");
            prop_assert!(unproject(utm).distance_m(position) < 1e-3, "{utm:?}");
        }

        #[test]
        fn a_reference_names_the_square_it_lies_in(lon in -180.0_f64..180.0, lat in -79.9_f64..83.9) {
            let position = at(lon, lat);
            let utm = position.utm().expect("within UTM");
            let text = position.mgrs().expect("within MGRS");
            let parts: Vec<&str> = text.split(' ').collect();
            prop_assert_eq!(parts.len(), 4);
            prop_assert!(!text.contains('I') && !text.contains('O'), "letters that look like digits");
            let metres = |part: &str| part.parse::<f64>().expect("digits");
            prop_assert!((utm.easting % 100_000.0 - metres(parts[2])).abs() <= 1.0);
            prop_assert!((utm.northing % 100_000.0 - metres(parts[3])).abs() <= 1.0);
        }

        #[test]
        fn seconds_never_reach_sixty(lon in -180.0_f64..=180.0, lat in -90.0_f64..=90.0) {
            let text = at(lon, lat).dms();
            prop_assert!(!text.contains("60.") && !text.contains("60′"), "{}", text);
        }
    }

    #[test]
    fn known_references() {
        // The GeoNames points of Baku and Khankendi, the Washington Monument, Sydney's Opera House and a spot in
        // Bergen's widened zone, as GeographicLib's GeoConvert gives them.
        let square = |lon, lat| at(lon, lat).mgrs().expect("a reference");
        assert_eq!(&square(-77.035_25, 38.889_47)[..6], "18S UJ");
        assert_eq!(&square(151.2153, -33.8568)[..6], "56H LH");
        assert_eq!(&square(5.32, 60.39)[..3], "32V");
        assert_eq!(&square(49.892, 40.3777)[..3], "39T");
        // On the equator at a central meridian the projection has no freedom.
        let utm = at(3.0, 0.0).utm().expect("a zone");
        assert!((utm.easting - 500_000.0).abs() < 1e-6 && utm.northing.abs() < 1e-6 && utm.zone == 31);
        assert_eq!(square(3.0, 0.0), "31N EA 00000 00000");
        // Snyder, *Map Projections: A Working Manual* (1987), p. 269: the CN Tower's zone; WGS 84's meridian
        // quadrant is 10,001,965.729 m, of which UTM shows 0.9996.
        let quarter = project(std::f64::consts::FRAC_PI_2 - 1e-12, 0.0)[1] / SCALE;
        assert!((quarter - 10_001_965.729).abs() < 0.01, "{quarter}");
    }

    #[test]
    fn the_poles_have_no_utm_and_zones_wrap() {
        assert!(at(0.0, 85.0).mgrs().is_none() && at(0.0, -81.0).utm().is_none());
        assert_eq!(at(180.0, 0.0).utm().map(|utm| utm.zone), Some(1));
        assert_eq!(at(-180.0, 0.0).utm().map(|utm| utm.zone), Some(1));
    }

    #[test]
    fn positions_as_people_write_them() {
        let position = at(49.892, -40.377_67);
        assert_eq!(position.decimal(), "-40.37767, 49.89200");
        assert_eq!(position.dms(), "40°22′39.6″S 49°53′31.2″E");
        assert_eq!(at(0.999_999_9, 0.0).dms(), "0°00′00.0″N 1°00′00.0″E");
    }
}
