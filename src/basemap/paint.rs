//! Paints a view of the basemap.

use std::sync::Arc;

use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use super::{
    Archive, MapView,
    style::{Colour, Draw, RULES, Rule, Style},
    tile::{EXTENT, Part, Tile},
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

impl Placed {
    fn at(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let factor = self.side / EXTENT;
        [self.corner[0] + x * factor, self.corner[1] + y * factor]
    }
}

/// Paints a view at `scale` pixels a point. The same view gives the same picture on one kind of machine.
/// Sides are clamped to 1…16,384 pixels.
#[must_use]
pub fn paint(archive: &Archive, view: &MapView, scale: f64, style: impl Into<Style>) -> Option<Pixmap> {
    let style = style.into();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let side = |points: f64| (points * scale).round().clamp(1.0, MAX_SIDE) as u32;
    let mut pixmap = Pixmap::new(side(view.size[0]), side(view.size[1]))?;
    let [r, g, b] = ground(archive, style);
    pixmap.fill(Color::from_rgba8(r, g, b, 255));
    for_each(archive, view, scale, style, &mut |piece| piece.paint(&mut pixmap));
    Some(pixmap)
}

/// The colour beneath everything.
#[must_use]
pub fn ground(archive: &Archive, style: Style) -> Colour {
    if archive.ground_is_land() { style.theme.land() } else { style.theme.sea() }
}

/// What one rule draws of one tile: a path in pixels from the view's top left corner.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its geometry.
    pub path: tiny_skia::Path,
    /// Its colour.
    pub colour: Colour,
    /// The width of its line and the lengths of its dash, in pixels; filled by the even-odd rule where it is
    /// no line.
    pub line: Option<(f32, Vec<f32>)>,
    /// Left, top, right and bottom of the tile. Neighbouring tiles draw the same beyond it.
    pub tile: [f32; 4],
}

impl Piece {
    fn paint(self, pixmap: &mut Pixmap) {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        let [r, g, b] = self.colour;
        paint.set_color_rgba8(r, g, b, 255);
        let (path, still) = (&self.path, Transform::identity());
        match self.line {
            Some((width, dash)) => pixmap.stroke_path(path, &paint, &stroke(width, dash), still, None),
            None => pixmap.fill_path(path, &paint, FillRule::EvenOdd, still, None),
        }
    }
}

/// Hands a view out piece by piece in the order of painting, at `scale` pixels a point: for painters of
/// other kinds than pixels. The [`ground`] is beneath all of them.
pub fn for_each(archive: &Archive, view: &MapView, scale: f64, style: Style, sink: &mut dyn FnMut(Piece)) {
    #[allow(clippy::cast_possible_truncation)] // pixels
    let size = view.size.map(|side| (side * scale) as f32);
    let tiles = tiles(archive, view, scale);
    // Rule by rule over all tiles: neighbours overlap by their buffers.
    for rule in RULES {
        let Some(colour) = rule.colour_at(view.zoom, style.theme) else { continue };
        #[allow(clippy::cast_possible_truncation)] // a few pixels
        let (width, thinnest) = (rule.width_at(view.zoom) * scale as f32, scale as f32);
        let line = match rule.draw {
            Draw::Fill => None,
            Draw::Outline => Some((width, Vec::new())),
            Draw::Line(dash) => Some((width, dash.iter().map(|part| part * width.max(thinnest)).collect())),
        };
        for placed in &tiles {
            let Some(path) = path_of(rule, placed, view.zoom, style, size) else { continue };
            let [left, top] = placed.corner;
            let tile = [left, top, left + placed.side, top + placed.side];
            sink(Piece { path, colour, line: line.clone(), tile });
        }
    }
}

/// The zoom of the tiles that a view is drawn from.
pub(super) fn tile_zoom(archive: &Archive, view: &MapView) -> u8 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0…20
    let whole = view.zoom.round().clamp(0.0, 20.0) as u8;
    whole.clamp(archive.min_zoom(), archive.max_zoom().max(archive.min_zoom()))
}

/// Whether an archive begins only far below a view: then it holds thousands of tiles of it, and none is drawn.
pub(super) fn is_too_deep(archive: &Archive, view: &MapView) -> bool {
    f64::from(archive.min_zoom()) > view.zoom + 2.0
}

/// Whether an archive has anything to draw in a view, as one of a single city has not everywhere.
#[must_use]
pub fn covers(archive: &Archive, view: &MapView) -> bool {
    !is_too_deep(archive, view) && spots(archive, view).any(|(z, x, y)| archive.has(z, x, y))
}

/// Whether an archive has a tile wherever a view looks.
#[must_use]
pub fn covers_all(archive: &Archive, view: &MapView) -> bool {
    !is_too_deep(archive, view) && spots(archive, view).all(|(z, x, y)| archive.has(z, x, y))
}

/// Zoom, column and row of the tiles under a view, in the world's first copy.
fn spots(archive: &Archive, view: &MapView) -> impl Iterator<Item = (u8, u32, u32)> {
    let z = tile_zoom(archive, view);
    let across = f64::from(1_u32 << z);
    let [west, north, east, south] = view.window();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // tile numbers
    let cell = |value: f64, short: f64| (value * across + short).floor().clamp(0.0, across - 1.0) as u32;
    let columns = cell(west, 1e-6)..=cell(east, -1e-6);
    (cell(north, 1e-6)..=cell(south, -1e-6)).flat_map(move |y| columns.clone().map(move |x| (z, x, y)))
}

fn tiles(archive: &Archive, view: &MapView, scale: f64) -> Vec<Placed> {
    if is_too_deep(archive, view) {
        return Vec::new();
    }
    let z = tile_zoom(archive, view);
    let across = f64::from(1_u32 << z);
    let [west, north, east, south] = view.window();
    let mut out = Vec::new();
    // A window that ends at a tile's edge does not reach into the next one.
    let last = |value: f64| (value * across - 1e-6).floor();
    #[allow(clippy::cast_possible_truncation)] // tile numbers
    let (columns, rows) = (
        (west * across + 1e-6).floor() as i64..=last(east) as i64,
        ((north * across + 1e-6).floor().max(0.0)) as i64..=(last(south).min(across - 1.0)) as i64,
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

fn path_of(rule: &Rule, placed: &Placed, zoom: f64, style: Style, size: [f32; 2]) -> Option<tiny_skia::Path> {
    let mut path = PathBuilder::new();
    #[allow(clippy::cast_possible_truncation)] // a zoom
    let zoom_now = zoom as f32;
    for feature in placed.tile.features(rule.layer) {
        let shown =
            feature.min_zoom <= zoom_now + 0.5 && feature.max_zoom.is_none_or(|most| zoom_now <= most);
        if !shown || rule.class.is_some_and(|class| class != feature.class_seen(style.worldview)) {
            continue;
        }
        for part in feature.parts.iter().filter(|part| !outside(part, placed, size)) {
            add_part(rule.draw, part, placed, &mut path);
        }
    }
    path.finish()
}

fn stroke(width: f32, dash: Vec<f32>) -> Stroke {
    let dash = StrokeDash::new(dash, 0.0);
    let line_cap = if dash.is_some() { LineCap::Butt } else { LineCap::Round };
    Stroke { width, line_cap, line_join: LineJoin::Round, dash, ..Stroke::default() }
}

fn outside(part: &Part, placed: &Placed, [width, height]: [f32; 2]) -> bool {
    let [left, top] = placed.at([part.bounds[0], part.bounds[1]]);
    let [right, bottom] = placed.at([part.bounds[2], part.bounds[3]]);
    right < -4.0 || bottom < -4.0 || left > width + 4.0 || top > height + 4.0
}

/// Tile units beyond the edge at which tiles are cut.
const CUT: f32 = 128.0;

fn add_part(draw: Draw, part: &Part, placed: &Placed, path: &mut PathBuilder) {
    // An edge made by cutting lies exactly on the buffer's line, one where the source cuts the world on the
    // antimeridian: neither is a coast.
    let cut_edge = |a: [f32; 2], b: [f32; 2]| {
        let on = |value: f32| value <= -CUT || value >= EXTENT + CUT;
        let end = |x: f32| (placed.ends[0] && x.abs() < 1.5) || (placed.ends[1] && (x - EXTENT).abs() < 1.5);
        ((on(a[0]) || end(a[0])) && (a[0] - b[0]).abs() < 1.5) || (on(a[1]) && (a[1] - b[1]).abs() < 0.5)
    };
    let mut pen_down = false;
    for (index, point) in part.points.iter().enumerate() {
        let [x, y] = placed.at(*point);
        let cut = draw == Draw::Outline && index > 0 && cut_edge(part.points[index - 1], *point);
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

/// A name of the basemap in a view, as a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// What it says.
    pub text: Box<str>,
    /// Its class: see [`super::layer`].
    pub class: i64,
    /// Where it belongs, in the Web Mercator square (in the visible copy of the world).
    pub point: [f64; 2],
    /// The zoom from which it may be shown.
    pub min_zoom: f32,
}

/// The names that may be shown in a view, the most important first.
#[must_use]
pub fn names(archive: &Archive, view: &MapView) -> Vec<Name> {
    let found = super::names::gather(archive, view, &Style::default());
    found
        .into_iter()
        .filter_map(|name| match name.spot {
            super::names::Spot::Point([x, y]) => Some(Name {
                text: name.text,
                class: name.class,
                point: [x + (view.centre[0] - x).round(), y],
                min_zoom: name.min_zoom,
            }),
            super::names::Spot::Line(_) => None,
        })
        .collect()
}
