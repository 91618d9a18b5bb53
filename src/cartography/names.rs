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

/// Within so many points the same name is the same place.
const SAME: f64 = 80.0;

/// Adds the basemap's labels to the analyst's, without those that name a place the analyst's have a label for.
/// `world` is the length of the world's side in points.
pub fn add(own: &mut Vec<Label>, basemap: Vec<Label>, world: f64) {
    let known: Vec<(String, [f64; 2])> = own
        .iter()
        .filter_map(|label| Some((label, point(label)?)))
        .flat_map(|(label, at)| {
            label.text.split(" / ").map(move |part| (part.to_lowercase(), at)).collect::<Vec<_>>()
        })
        .collect();
    let named = |label: &Label| {
        let (text, Some(at)) = (label.text.to_lowercase(), point(label)) else { return false };
        let wide = matches!(label.anchor, Anchor::On(_) | Anchor::Along(..));
        text.split(" / ").any(|part| {
            known.iter().any(|(name, other)| {
                name == part && (wide || (at[0] - other[0]).hypot(at[1] - other[1]) * world < SAME)
            })
        })
    };
    own.extend(basemap.into_iter().filter(|label| !named(label)));
}

fn point(label: &Label) -> Option<[f64; 2]> {
    match &label.anchor {
        Anchor::On(point) | Anchor::Beside(point, _) | Anchor::Dot(point, _) => Some(*point),
        Anchor::Along(line, _) => line.get(line.len() / 2).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basemap::{layer, style::TextStyle};

    #[test]
    fn a_place_of_the_coverage_is_not_named_twice() {
        let own = |text: &str, x| Label {
            key: key(text),
            text: text.into(),
            anchor: Anchor::Beside([x, 0.4], 5.0),
            style: TextStyle::default(),
            rank: rank::PLACE,
        };
        let town = |text: &str, x| Name {
            text: text.into(),
            class: layer::TOWN_NAME,
            rank: 3,
            spot: Spot::Point([x, 0.4]),
            min_zoom: 0.0,
        };
        let mut all = vec![own("Khankendi / Stepanakert", 0.63)];
        let names = [town("Stepanakert", 0.6301), town("Paris", 0.51), town("Stepanakert", 0.9)];
        add(&mut all, labels(&names, 6.0, Theme::Light, 1.0), 16_384.0);
        let sea = Name {
            text: "Khankendi".into(),
            class: layer::SEA_NAME,
            rank: 1,
            spot: Spot::Line(vec![[0.6, 0.4], [0.62, 0.4], [0.64, 0.4]].into()),
            min_zoom: 0.0,
        };
        add(&mut all, labels(&[sea], 6.0, Theme::Light, 1.0), 16_384.0);
        let texts: Vec<&str> = all.iter().map(|label| &*label.text).collect();
        assert_eq!(texts, ["Khankendi / Stepanakert", "Paris", "Stepanakert"]);
    }
}
