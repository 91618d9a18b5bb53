//! The figure: a composed page with map, title, numbered callouts, legend, scale bar and sources.
//!
//! [`definition`] is what the analyst asks for, [`compose`] says where everything stands, and the result is a
//! [`drawing`] without pixels. [`paint`] puts it into pixels; `export` writes it as PNG, SVG and PDF.

pub mod check;
mod compose;
pub mod definition;
pub mod drawing;
pub mod evidence;
mod facts;
pub mod handout;
pub mod paint;
pub mod text;

pub use compose::{About, Figure, Material, compose};
pub use definition::FigureDefinition;
pub use facts::{Callout, Facts, Warning};

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
