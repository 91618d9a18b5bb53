//! Every symbol painted once into one picture: the window shows thousands of markers as rectangles of it.

use std::collections::HashMap;

use tiny_skia::{FillRule, LineCap, Paint, PathBuilder, Pixmap, Stroke, Transform};

use super::{
    palette::{self, StatusGroup},
    symbol::Symbol,
};
use crate::basemap::style::{Colour, Theme};

/// Radii of markers, in points.
pub const RADII: std::ops::RangeInclusive<u8> = 4..=22;
/// Space around a symbol for its rim and the blur of scaling, in points.
const RIM: f32 = 2.5;
/// The width of the picture in points.
const WIDTH: f32 = 720.0;
/// The radius of a pin's head in points.
pub const PIN: f32 = 8.0;

/// A picture in the atlas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// A marker of a radius in points; hollow where it is not certain.
    Marker(Symbol, bool, u8),
    /// The disc of a cluster of a radius in points.
    Cluster(u8),
    /// A soft white disc, to be tinted: the glow around what is selected.
    Glow,
    /// The head of a pin.
    Pin(StatusGroup),
}

/// The symbols of one theme at one scale.
pub struct Atlas {
    /// The picture: premultiplied RGBA.
    pub pixmap: Pixmap,
    cells: HashMap<Cell, Place>,
}

/// Where a symbol is in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Left, top, right, bottom as shares of the picture's sides.
    pub uv: [f32; 4],
    /// Half its side in points, the rim included.
    pub half: f32,
}

impl Atlas {
    /// Paints all symbols at `scale` pixels a point; `None` where the scale is no number or beyond 16.
    #[must_use]
    pub fn new(theme: Theme, scale: f32) -> Option<Self> {
        let mut wanted: Vec<(Cell, f32)> = Vec::new();
        for radius in RADII {
            for symbol in Symbol::ALL {
                let reach = f32::from(radius) * 1.45 + RIM;
                wanted.extend([false, true].map(|hollow| (Cell::Marker(symbol, hollow, radius), reach)));
            }
            wanted.push((Cell::Cluster(radius), f32::from(radius) + RIM + 3.0));
        }
        wanted.push((Cell::Glow, 34.0));
        wanted.extend(StatusGroup::ALL.map(|group| (Cell::Pin(group), PIN + RIM)));
        let (corners, height) = packed(&wanted);
        if !(0.1..=16.0).contains(&scale) {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a few thousand
        let side = |points: f32| (points * scale).ceil() as u32;
        let mut pixmap = Pixmap::new(side(WIDTH), side(height))?;
        #[allow(clippy::cast_precision_loss)]
        let (width, height) = (pixmap.width() as f32 / scale, pixmap.height() as f32 / scale);
        let mut cells = HashMap::new();
        for ((cell, half), [x, y]) in wanted.iter().zip(corners) {
            let mut pen = Pen { pixmap: &mut pixmap, theme, scale, centre: [x + half, y + half] };
            pen.draw(*cell);
            let uv = [x / width, y / height, (x + 2.0 * half) / width, (y + 2.0 * half) / height];
            cells.insert(*cell, Place { uv, half: *half });
        }
        Some(Self { pixmap, cells })
    }

    /// Where a symbol is. Radii beyond [`RADII`] are the nearest of them.
    #[must_use]
    pub fn place(&self, cell: Cell) -> Option<Place> {
        let near = |radius: u8| radius.clamp(*RADII.start(), *RADII.end());
        let cell = match cell {
            Cell::Marker(symbol, hollow, radius) => Cell::Marker(symbol, hollow, near(radius)),
            Cell::Cluster(radius) => Cell::Cluster(near(radius)),
            other => other,
        };
        self.cells.get(&cell).copied()
    }
}

/// Upper left corners in rows, and the height of all rows, in points.
fn packed(wanted: &[(Cell, f32)]) -> (Vec<[f32; 2]>, f32) {
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0_f32);
    let mut corners = Vec::with_capacity(wanted.len());
    for (_, half) in wanted {
        let side = (half * 2.0).ceil() + 1.0;
        if x + side > WIDTH {
            (x, y, row) = (0.0, y + row, 0.0);
        }
        corners.push([x, y]);
        x += side;
        row = row.max(side);
    }
    (corners, y + row)
}

struct Pen<'p> {
    pixmap: &'p mut Pixmap,
    theme: Theme,
    scale: f32,
    centre: [f32; 2],
}

impl Pen<'_> {
    fn draw(&mut self, cell: Cell) {
        let halo = palette::halo(self.theme);
        match cell {
            Cell::Marker(symbol, hollow, radius) => {
                let (radius, colour) = (f32::from(radius), symbol.colour(self.theme));
                self.stroke(symbol, radius, halo, 3.0);
                self.fill(symbol, radius, if hollow { halo } else { colour }, 1.0);
                if hollow {
                    self.stroke(symbol, radius - 1.2, colour, 2.2);
                } else if symbol == Symbol::Capital {
                    self.fill(Symbol::Settlement, radius * 0.36, halo, 1.0);
                }
            }
            Cell::Cluster(radius) => {
                let (radius, ink) = (f32::from(radius), palette::cluster(self.theme));
                self.fill(Symbol::Settlement, radius + 3.0, ink, 0.28);
                self.fill(Symbol::Settlement, radius, halo, 1.0);
                self.fill(Symbol::Settlement, radius - 1.2, ink, 1.0);
            }
            Cell::Glow => {
                for step in 0_u8..12 {
                    self.fill(Symbol::Settlement, 31.0 - f32::from(step), [255; 3], 0.16);
                }
            }
            Cell::Pin(group) => self.pin(group, halo),
        }
    }

    /// The sign of a status on a pin's head: a ring, a ring with a dot, a tick, a cross.
    fn pin(&mut self, group: StatusGroup, halo: Colour) {
        let colour = group.colour(self.theme);
        self.fill(Symbol::Settlement, PIN + 1.6, halo, 1.0);
        match group {
            StatusGroup::Open => self.stroke(Symbol::Settlement, PIN - 1.3, colour, 2.6),
            StatusGroup::Planned => {
                self.stroke(Symbol::Settlement, PIN - 1.1, colour, 2.2);
                self.fill(Symbol::Settlement, 3.2, colour, 1.0);
            }
            StatusGroup::Agreed => {
                self.fill(Symbol::Settlement, PIN, colour, 1.0);
                self.line(&[[-3.6, 0.2], [-1.0, 3.0], [3.8, -2.8]], halo, 2.2);
            }
            StatusGroup::TurnedDown => {
                self.fill(Symbol::Settlement, PIN, colour, 1.0);
                self.line(&[[-3.0, -3.0], [3.0, 3.0]], halo, 2.2);
                self.line(&[[-3.0, 3.0], [3.0, -3.0]], halo, 2.2);
            }
        }
    }

    fn path(&self, symbol: Symbol, radius: f32) -> Option<tiny_skia::Path> {
        let (radius, [x, y]) = (radius.max(0.5), self.centre);
        let Some(corners) = symbol.corners() else { return PathBuilder::from_circle(x, y, radius) };
        let mut path = PathBuilder::new();
        for (at, [dx, dy]) in corners.into_iter().enumerate() {
            let (px, py) = (x + dx * radius, y + dy * radius);
            if at == 0 { path.move_to(px, py) } else { path.line_to(px, py) }
        }
        path.close();
        path.finish()
    }

    fn fill(&mut self, symbol: Symbol, radius: f32, colour: Colour, opacity: f32) {
        let Some(path) = self.path(symbol, radius) else { return };
        let scale = Transform::from_scale(self.scale, self.scale);
        self.pixmap.fill_path(&path, &paint(colour, opacity), FillRule::Winding, scale, None);
    }

    fn stroke(&mut self, symbol: Symbol, radius: f32, colour: Colour, width: f32) {
        let Some(path) = self.path(symbol, radius) else { return };
        let stroke = Stroke { width, ..Stroke::default() };
        let scale = Transform::from_scale(self.scale, self.scale);
        self.pixmap.stroke_path(&path, &paint(colour, 1.0), &stroke, scale, None);
    }

    fn line(&mut self, points: &[[f32; 2]], colour: Colour, width: f32) {
        let mut path = PathBuilder::new();
        for (at, [dx, dy]) in points.iter().enumerate() {
            let (x, y) = (self.centre[0] + dx, self.centre[1] + dy);
            if at == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        let Some(path) = path.finish() else { return };
        let stroke = Stroke { width, line_cap: LineCap::Round, ..Stroke::default() };
        let scale = Transform::from_scale(self.scale, self.scale);
        self.pixmap.stroke_path(&path, &paint(colour, 1.0), &stroke, scale, None);
    }
}

fn paint([r, g, b]: Colour, opacity: f32) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a byte
    paint.set_color_rgba8(r, g, b, (opacity * 255.0).round() as u8);
    paint
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colour of the pixel a few points from a symbol's middle.
    fn pixel(atlas: &Atlas, cell: Cell, [dx, dy]: [f32; 2]) -> [u8; 4] {
        let place = atlas.place(cell).expect("a cell");
        #[allow(clippy::cast_precision_loss)]
        let (width, height) = (atlas.pixmap.width() as f32, atlas.pixmap.height() as f32);
        let x = f32::midpoint(place.uv[0], place.uv[2]) * width + dx;
        let y = f32::midpoint(place.uv[1], place.uv[3]) * height + dy;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let pixel = atlas.pixmap.pixel(x as u32, y as u32).expect("inside").demultiply();
        [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
    }

    fn opaque([r, g, b]: Colour) -> [u8; 4] {
        [r, g, b, 255]
    }

    #[test]
    fn symbols_are_filled_where_certain_and_hollow_where_not() {
        for theme in [Theme::Light, Theme::Dark] {
            let atlas = Atlas::new(theme, 1.0).expect("an atlas");
            for symbol in Symbol::ALL {
                let rim = [if symbol == Symbol::Capital { 6.0 } else { 0.0 }, 0.0];
                let sure = pixel(&atlas, Cell::Marker(symbol, false, 10), rim);
                assert_eq!(sure, opaque(symbol.colour(theme)), "{theme:?} {symbol:?}");
                let unsure = pixel(&atlas, Cell::Marker(symbol, true, 10), [0.0, 0.0]);
                assert_eq!(unsure, opaque(palette::halo(theme)), "{theme:?} {symbol:?}");
            }
        }
    }

    #[test]
    fn every_status_has_its_own_sign() {
        let atlas = Atlas::new(Theme::Light, 2.0).expect("an atlas");
        let (ink, paper) =
            (|group: StatusGroup| opaque(group.colour(Theme::Light)), opaque(palette::halo(Theme::Light)));
        let middle = |group| pixel(&atlas, Cell::Pin(group), [0.0, 0.0]);
        assert_eq!(middle(StatusGroup::Open), paper, "a ring");
        assert_eq!(middle(StatusGroup::Planned), ink(StatusGroup::Planned), "a dot");
        assert_eq!(middle(StatusGroup::TurnedDown), paper, "a cross");
        assert_eq!(
            pixel(&atlas, Cell::Pin(StatusGroup::TurnedDown), [10.0, 0.0]),
            ink(StatusGroup::TurnedDown)
        );
        assert_eq!(pixel(&atlas, Cell::Pin(StatusGroup::Agreed), [0.0, -10.0]), ink(StatusGroup::Agreed));
        assert_eq!(pixel(&atlas, Cell::Pin(StatusGroup::Agreed), [-2.0, 6.0]), paper, "a tick");
    }

    #[test]
    fn no_two_symbols_share_a_pixel() {
        let atlas = Atlas::new(Theme::Dark, 1.5).expect("an atlas");
        let all: Vec<Place> = atlas.cells.values().copied().collect();
        for (at, a) in all.iter().enumerate() {
            assert!(a.uv.iter().all(|share| (0.0..=1.0).contains(share)), "{a:?}");
            for b in &all[at + 1..] {
                let apart =
                    a.uv[2] <= b.uv[0] || b.uv[2] <= a.uv[0] || a.uv[3] <= b.uv[1] || b.uv[3] <= a.uv[1];
                assert!(apart, "{a:?} {b:?}");
            }
        }
        assert!(Atlas::new(Theme::Light, f32::NAN).is_none());
    }
}
