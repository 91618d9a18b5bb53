//! Paints a view of the basemap, and gathers the names in it.

use std::sync::Arc;

use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use super::{
    Archive, MapView, layer,
    style::{Draw, RULES, Rule, Theme},
    tile::{EXTENT, Feature, Tile},
};

/// Pixels along a side that are painted at the most.
const MAX_SIDE: f64 = 16_384.0;

/// A tile and where its top left corner lies in the picture, with its size in pixels.
struct Placed {
    tile: Arc<Tile>,
    corner: [f32; 2],
    side: f32,
    /// Whether the tile touches the antimeridian on its left, on its right.
    ends: [bool; 2],
}

/// Paints a view at `scale` pixels a point. The same view gives the same picture on one kind of machine.
/// Sides are clamped to 1…16,384 pixels.
#[must_use]
pub fn paint(archive: &Archive, view: &MapView, scale: f64, theme: Theme) -> Option<Pixmap> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let side = |points: f64| (points * scale).round().clamp(1.0, MAX_SIDE) as u32;
    let mut pixmap = Pixmap::new(side(view.size[0]), side(view.size[1]))?;
    let [r, g, b] = theme.sea();
    pixmap.fill(Color::from_rgba8(r, g, b, 255));
    let tiles = tiles(archive, view, scale);
    // Rule by rule over all tiles: neighbours overlap by their buffers.
    for rule in RULES.iter().filter(|rule| view.zoom >= rule.from_zoom) {
        for placed in &tiles {
            apply(rule, placed, view.zoom, scale, theme, &mut pixmap);
        }
    }
    Some(pixmap)
}

/// The zoom of the tiles that a view is drawn from.
fn tile_zoom(archive: &Archive, view: &MapView) -> u8 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0…20
    let whole = view.zoom.round().clamp(0.0, 20.0) as u8;
    whole.min(archive.max_zoom())
}

fn tiles(archive: &Archive, view: &MapView, scale: f64) -> Vec<Placed> {
    let z = tile_zoom(archive, view);
    let across = f64::from(1_u32 << z);
    let [west, north, east, south] = view.window();
    let mut out = Vec::new();
    #[allow(clippy::cast_possible_truncation)] // tile numbers
    let (columns, rows) = (
        (west * across).floor() as i64..=(east * across).floor() as i64,
        ((north * across).floor().max(0.0)) as i64..=((south * across).floor().min(across - 1.0)) as i64,
    );
    for row in rows {
        for column in columns.clone() {
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
            let (x, y, left, top) = (
                column.rem_euclid(across as i64) as u32,
                row as u32,
                column as f64 / across,
                row as f64 / across,
            );
            let corner = view.project([left, top]);
            #[allow(clippy::cast_possible_truncation)] // pixels
            out.push(Placed {
                tile: archive.tile(z, x, y),
                corner: [(corner[0] * scale) as f32, (corner[1] * scale) as f32],
                side: (view.world() / across * scale) as f32,
                ends: [x == 0, f64::from(x) + 1.0 >= across],
            });
        }
    }
    out
}

fn apply(rule: &Rule, placed: &Placed, zoom: f64, scale: f64, theme: Theme, pixmap: &mut Pixmap) {
    let mut path = PathBuilder::new();
    let factor = placed.side / EXTENT;
    #[allow(clippy::cast_precision_loss)] // pixels
    let (width, height) = (pixmap.width() as f32, pixmap.height() as f32);
    let at = |[x, y]: [f32; 2]| [placed.corner[0] + x * factor, placed.corner[1] + y * factor];
    for feature in placed.tile.features(rule.layer) {
        #[allow(clippy::cast_possible_truncation)] // a zoom
        let early = feature.min_zoom > zoom as f32 + 0.5;
        if rule.class.is_some_and(|class| class != feature.class) || early {
            continue;
        }
        for part in &feature.parts {
            if outside(part, &at, width, height) {
                continue;
            }
            add_part(rule.draw, part, placed.ends, &at, &mut path);
        }
    }
    let Some(path) = path.finish() else { return };
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    let [r, g, b] = theme.of(rule.colour);
    paint.set_color_rgba8(r, g, b, 255);
    match rule.draw {
        Draw::Fill => pixmap.fill_path(&path, &paint, FillRule::EvenOdd, Transform::identity(), None),
        Draw::Outline => {
            let stroke = stroke(rule, &[], zoom, scale);
            pixmap.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
        }
        Draw::Line(dash) => {
            let stroke = stroke(rule, dash, zoom, scale);
            pixmap.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
        }
    }
}

fn stroke(rule: &Rule, dash: &[f32], zoom: f64, scale: f64) -> Stroke {
    #[allow(clippy::cast_possible_truncation)] // a few pixels
    let width = rule.width_at(zoom) * scale as f32;
    let dash = StrokeDash::new(dash.iter().map(|part| part * width.max(1.0)).collect(), 0.0);
    let line_cap = if dash.is_some() { LineCap::Butt } else { LineCap::Round };
    Stroke { width, line_cap, line_join: LineJoin::Round, dash, ..Stroke::default() }
}

fn outside(part: &[[f32; 2]], at: &impl Fn([f32; 2]) -> [f32; 2], width: f32, height: f32) -> bool {
    let mut bounds = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    for point in part {
        bounds = [
            bounds[0].min(point[0]),
            bounds[1].min(point[1]),
            bounds[2].max(point[0]),
            bounds[3].max(point[1]),
        ];
    }
    let [left, top] = at([bounds[0], bounds[1]]);
    let [right, bottom] = at([bounds[2], bounds[3]]);
    right < -4.0 || bottom < -4.0 || left > width + 4.0 || top > height + 4.0
}

/// Tile units beyond the edge at which tiles are cut.
const CUT: f32 = 128.0;

fn add_part(
    draw: Draw,
    part: &[[f32; 2]],
    ends: [bool; 2],
    at: &impl Fn([f32; 2]) -> [f32; 2],
    path: &mut PathBuilder,
) {
    // An edge made by cutting lies exactly on the buffer's line, one where the source cuts the world on the
    // antimeridian: neither is a coast.
    let cut_edge = |a: [f32; 2], b: [f32; 2]| {
        let on = |value: f32| value <= -CUT || value >= EXTENT + CUT;
        let end = |x: f32| (ends[0] && x.abs() < 1.5) || (ends[1] && (x - EXTENT).abs() < 1.5);
        ((on(a[0]) || end(a[0])) && (a[0] - b[0]).abs() < 1.5) || (on(a[1]) && (a[1] - b[1]).abs() < 0.5)
    };
    let mut pen_down = false;
    for (index, point) in part.iter().enumerate() {
        let [x, y] = at(*point);
        let cut = draw == Draw::Outline && index > 0 && cut_edge(part[index - 1], *point);
        if pen_down && !cut {
            path.line_to(x, y);
        } else {
            path.move_to(x, y);
            pen_down = true;
        }
    }
    if draw == Draw::Fill {
        path.close();
    }
}

/// A name of the basemap in a view.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// What it says.
    pub text: Box<str>,
    /// Its class: see [`layer`].
    pub class: i64,
    /// Where it belongs, in the Web Mercator square (in the visible copy of the world).
    pub point: [f64; 2],
    /// The zoom from which it may be shown.
    pub min_zoom: f32,
}

/// The names that may be shown in a view, the most important first.
#[must_use]
pub fn names(archive: &Archive, view: &MapView) -> Vec<Name> {
    let z = tile_zoom(archive, view);
    let across = f64::from(1_u32 << z);
    let [west, north, east, south] = view.window();
    let mut out = Vec::new();
    #[allow(clippy::cast_possible_truncation)] // tile numbers
    for row in
        ((north * across).floor().max(0.0)) as i64..=((south * across).floor().min(across - 1.0)) as i64
    {
        for column in (west * across).floor() as i64..=(east * across).floor() as i64 {
            #[allow(clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let (x, y) = (column.rem_euclid(across as i64) as u32, row as u32);
            let tile = archive.tile(z, x, y);
            for feature in tile.features(layer::PLACES) {
                #[allow(clippy::cast_precision_loss)]
                if let Some(name) = name(feature, column as f64, row as f64, across) {
                    out.push(name);
                }
            }
        }
    }
    #[allow(clippy::cast_possible_truncation)] // a zoom
    out.retain(|name| {
        let [x, y] = name.point;
        name.min_zoom <= view.zoom as f32 && (west..=east).contains(&x) && (north..=south).contains(&y)
    });
    out.sort_by(|a, b| {
        a.min_zoom
            .total_cmp(&b.min_zoom)
            .then_with(|| a.text.cmp(&b.text))
            .then(a.point[0].total_cmp(&b.point[0]))
    });
    out
}

fn name(feature: &Feature, column: f64, row: f64, across: f64) -> Option<Name> {
    let text = feature.name.clone()?;
    let [x, y] = *feature.parts.first()?.first()?;
    // The buffer holds neighbours' names too: each belongs to the tile it lies in.
    if !(0.0..EXTENT).contains(&x) || !(0.0..EXTENT).contains(&y) {
        return None;
    }
    let point = [(column + f64::from(x / EXTENT)) / across, (row + f64::from(y / EXTENT)) / across];
    Some(Name { text, class: feature.class, point, min_zoom: feature.min_zoom })
}
