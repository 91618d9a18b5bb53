//! The basemap's names as labels among all others.

use crate::basemap::{
    names::{Name, Spot},
    style::{Theme, name_style},
};

use super::labels::{Anchor, Label, key, rank};

/// The radius of the dot at a town, in points.
pub const TOWN_DOT: f32 = 2.0;

/// The labels of the basemap's names at a zoom. `larger` is a factor on their size, for print.
#[must_use]
pub fn labels(names: &[Name], zoom: f64, theme: Theme, larger: f32) -> Vec<Label> {
    names
        .iter()
        .map(|name| {
            let look = name_style(name.class, name.rank, zoom, theme);
            let mut style = look.text();
            style.size *= larger;
            style.spacing *= larger;
            let text = if look.capitals { name.text.to_uppercase().into() } else { name.text.clone() };
            if joined(&text) {
                style.spacing = 0.0;
                style.italic = false;
            }
            let anchor = match &name.spot {
                Spot::Point(point) if look.dot => Anchor::Dot(*point, TOWN_DOT * larger),
                Spot::Point(point) => Anchor::On(*point),
                Spot::Line(line) => Anchor::Along(line.clone(), look.lift),
            };
            let spot = match &name.spot {
                Spot::Point(point) => *point,
                Spot::Line(line) => line[line.len() / 2],
            };
            Label {
                key: key((name.class, &name.text, spot.map(f64::to_bits))),
                text,
                anchor,
                style,
                rank: rank::BASEMAP + look.rank * 20 + name.rank.min(19),
            }
        })
        .collect()
}

/// Scripts without slanted faces or whose letters join: neither slanted nor spaced.
fn joined(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{530}'..='\u{58f}' | '\u{590}'..='\u{8ff}' | '\u{900}'..='\u{109f}' | '\u{10a0}'..='\u{10ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{2e80}'..='\u{d7af}'))
}
