//! The names of the basemap in a view.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Archive, MapView, layer,
    paint::{is_too_deep, tile_zoom},
    style::Style,
    tile::{EXTENT, Feature, NAMES},
};

/// Where a name belongs, in the Web Mercator square with x in 0…1 (a line may reach beyond).
#[derive(Clone, Debug, PartialEq)]
pub enum Spot {
    /// At a point.
    Point([f64; 2]),
    /// Along a line.
    Line(Arc<[[f64; 2]]>),
}

/// A name of the basemap.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// What it says in the language asked for.
    pub text: Box<str>,
    /// Its class: see [`layer`].
    pub class: i64,
    /// Its rank in its class: 0 is the greatest.
    pub rank: u32,
    /// Where it belongs.
    pub spot: Spot,
    /// The zoom from which it may be shown.
    pub min_zoom: f32,
}

/// The names that may be shown in a view, the most important of each class first. Each name stands in the one
/// tile it belongs to: none is found twice, however many copies of the world are seen.
#[must_use]
pub fn gather(archive: &Archive, view: &MapView, style: &Style) -> Vec<Name> {
    if is_too_deep(archive, view) {
        return Vec::new();
    }
    let z = tile_zoom(archive, view);
    let across = f64::from(1_u32 << z);
    let [west, north, east, south] = view.window();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // tile numbers
    let (side, first) = (across as i64, (west * across).floor() as i64);
    #[allow(clippy::cast_possible_truncation)]
    let columns = first..=((east * across).floor() as i64).min(first + side - 1);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rows =
        (north * across).floor().max(0.0) as u32..=(south * across).floor().clamp(0.0, across - 1.0) as u32;
    let mut out = Vec::new();
    for y in rows {
        for column in columns.clone() {
            let x = u32::try_from(column.rem_euclid(side)).unwrap_or(0);
            let tile = archive.tile(z, x, y);
            let corner = [f64::from(x), f64::from(y)];
            out.extend(
                tile.features(NAMES)
                    .iter()
                    .filter_map(|feature| name(feature, corner, across, view.zoom, style)),
            );
        }
    }
    out.sort_by(|a, b| {
        let spot = |name: &Name| match &name.spot {
            Spot::Point(point) => *point,
            Spot::Line(line) => line.first().copied().unwrap_or_default(),
        };
        (a.class, a.rank)
            .cmp(&(b.class, b.rank))
            .then(a.min_zoom.total_cmp(&b.min_zoom))
            .then_with(|| a.text.cmp(&b.text))
            .then_with(|| spot(a)[0].total_cmp(&spot(b)[0]))
    });
    once(out)
}

fn name(feature: &Feature, [x, y]: [f64; 2], across: f64, zoom: f64, style: &Style) -> Option<Name> {
    #[allow(clippy::cast_possible_truncation)] // a zoom
    let zoom = zoom as f32;
    if feature.min_zoom > zoom || feature.max_zoom.is_some_and(|most| zoom > most) {
        return None;
    }
    let both = feature.both.as_deref().filter(|_| style.both_names);
    let text = both.or_else(|| feature.name(style.language))?;
    let points = &feature.parts.first()?.points;
    // The buffer holds neighbours' names too: each belongs to the tile that its middle lies in.
    let middle = points.get(points.len() / 2)?;
    if !(0.0..EXTENT).contains(&middle[0]) || !(0.0..EXTENT).contains(&middle[1]) {
        return None;
    }
    let place =
        |[px, py]: [f32; 2]| [(x + f64::from(px / EXTENT)) / across, (y + f64::from(py / EXTENT)) / across];
    let spot = if points.len() > 1 {
        Spot::Line(points.iter().map(|point| place(*point)).collect())
    } else {
        Spot::Point(place(*middle))
    };
    let class = feature.class_seen(style.worldview);
    (class != layer::NO_LINE).then(|| Name {
        text: text.into(),
        class,
        rank: feature.rank,
        spot,
        min_zoom: feature.min_zoom,
    })
}

/// Without the very same name twice at one point, as some archives have it, and without islands and areas that
/// are called as the country they are.
fn once(names: Vec<Name>) -> Vec<Name> {
    let country = |class| matches!(class, layer::COUNTRY_NAME | layer::DISPUTED_NAME);
    let countries: BTreeSet<Box<str>> =
        names.iter().filter(|name| country(name.class)).map(|name| name.text.clone()).collect();
    let mut seen: BTreeSet<(Box<str>, i64, [i64; 2])> = BTreeSet::new();
    names
        .into_iter()
        .filter(|name| {
            let [x, y] = match &name.spot {
                Spot::Point(point) => *point,
                Spot::Line(line) => line[line.len() / 2],
            };
            #[allow(clippy::cast_possible_truncation)] // about 40 m
            let cell = [(x * 1e6).round() as i64, (y * 1e6).round() as i64];
            let again = matches!(name.class, layer::ISLAND_NAME | layer::AREA_NAME | layer::REGION_NAME)
                && countries.contains(&name.text);
            !again && seen.insert((name.text.clone(), name.class, cell))
        })
        .collect()
}
