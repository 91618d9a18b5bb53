//! The figure: a composed page with map, title, numbered callouts, legend, scale bar and sources. A drawing
//! model without pixels; PNG, SVG and PDF are made from it, with no display.

mod compose;
mod svg;

pub use compose::{Callout, Figure, Item, Material, compose};
pub use svg::{overlay_svg, page_svg};

use crate::basemap::{MapView, style::Theme};

/// How a figure is to look.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The title; a plain one is made where there is none.
    pub title: Option<String>,
    /// Width and height of the page in points.
    pub size: [f64; 2],
    /// Pixels a point, for PNG.
    pub scale: f64,
    /// Light or dark.
    pub theme: Theme,
    /// What the map shows; everything where nothing is asked for.
    pub view: Option<MapView>,
    /// West, south, east, north in degrees; goes before `view`.
    pub bounds: Option<crate::geodesy::Bounds>,
    /// How many places get a numbered callout.
    pub callouts: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: None,
            size: [1600.0, 1000.0],
            scale: 1.0,
            theme: Theme::Light,
            view: None,
            bounds: None,
            callouts: 8,
        }
    }
}

/// A round distance whose bar is at most so many points long: metres, and the bar's length in points.
#[must_use]
pub fn scale_bar(metres_per_point: f64, most: f64) -> (f64, f64) {
    let room = (metres_per_point * most).max(1.0);
    let power = 10_f64.powf(room.log10().floor());
    let metres =
        [5.0, 2.0, 1.0].iter().map(|step| step * power).find(|metres| *metres <= room).unwrap_or(power);
    (metres, metres / metres_per_point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_bars_are_round_and_fit() {
        for metres_per_point in [0.7, 33.0, 1234.5, 80_000.0] {
            let (metres, points) = scale_bar(metres_per_point, 120.0);
            assert!(points <= 120.0 && points > 20.0);
            let lead = metres / 10_f64.powf(metres.log10().floor());
            assert!([1.0, 2.0, 5.0].iter().any(|step| (lead - step).abs() < 1e-9), "{metres}");
        }
    }
}
