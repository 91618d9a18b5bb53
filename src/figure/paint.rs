//! Paints a page into pixels: for PNG and the preview, with no display and no graphics card.

use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Pixmap, PixmapPaint, Stroke, StrokeDash, Transform};

use super::drawing::{Group, Node, Page, Pen, Shape, Text};
use crate::{basemap::style::Colour, cartography::labels::Box4};

/// The most pixels that are painted.
pub const MAX_PIXELS: f64 = 400e6;

/// Paints a page at `scale` pixels a point. `None` where that is more than [`MAX_PIXELS`].
#[must_use]
pub fn paint(page: &Page, scale: f64) -> Option<Pixmap> {
    let [width, height] = page.size.map(|side| (f64::from(side) * scale).round().max(1.0));
    if width * height > MAX_PIXELS {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // bounded above
    let mut pixmap = Pixmap::new(width as u32, height as u32)?;
    let [r, g, b] = page.paper;
    pixmap.fill(tiny_skia::Color::from_rgba8(r, g, b, 255));
    #[allow(clippy::cast_possible_truncation)] // pixels a point
    let mut painter = Painter { pixmap, scale: scale as f32, corner: [0, 0] };
    painter.group(&page.nodes);
    Some(painter.pixmap)
}

struct Painter {
    pixmap: Pixmap,
    scale: f32,
    /// Where the picture begins on the page, in pixels.
    corner: [i32; 2],
}

impl Painter {
    fn group(&mut self, group: &Group) {
        match group.clip {
            None => self.nodes(&group.nodes),
            Some(clip) => self.clipped(clip, &group.nodes),
        }
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Group(group) => self.group(group),
                Node::Shape(shape) => self.shape(shape),
                Node::Text(text) => self.text(text),
            }
        }
    }

    /// Paints parts on a picture of their own that is as large as the box, and lays it down.
    fn clipped(&mut self, clip: Box4, nodes: &[Node]) {
        #[allow(clippy::cast_possible_truncation)] // pixels of a bounded page
        let [left, top, right, bottom] = clip.map(|side| (side * self.scale).round() as i32);
        let (Ok(width), Ok(height)) = (u32::try_from(right - left), u32::try_from(bottom - top)) else {
            return;
        };
        let Some(pixmap) = Pixmap::new(width, height) else { return };
        let mut inner = Self { pixmap, scale: self.scale, corner: [left, top] };
        inner.nodes(nodes);
        let at = [left - self.corner[0], top - self.corner[1]];
        let plain = PixmapPaint::default();
        self.pixmap.draw_pixmap(at[0], at[1], inner.pixmap.as_ref(), &plain, Transform::identity(), None);
    }

    fn transform(&self) -> Transform {
        #[allow(clippy::cast_precision_loss)] // pixels
        let [left, top] = self.corner.map(|side| side as f32);
        Transform::from_row(self.scale, 0.0, 0.0, self.scale, -left, -top)
    }

    fn shape(&mut self, shape: &Shape) {
        let transform = self.transform();
        if let Some(fill) = shape.fill {
            let paint = colour(fill, shape.opacity);
            self.pixmap.fill_path(&shape.path, &paint, FillRule::EvenOdd, transform, None);
        }
        if let Some(pen) = &shape.stroke {
            let paint = colour(pen.colour, 1.0);
            self.pixmap.stroke_path(&shape.path, &paint, &stroke(pen), transform, None);
        }
    }

    fn text(&mut self, text: &Text) {
        let Some(path) = text.line.outline(text.at) else { return };
        let mut transform = self.transform();
        if text.turn != 0.0 {
            let [x, y] = text.at;
            transform = transform.pre_concat(Transform::from_rotate_at(text.turn.to_degrees(), x, y));
        }
        if let Some((around, width)) = text.halo {
            let pen = stroke(&Pen::solid(around, width));
            self.pixmap.stroke_path(&path, &colour(around, 1.0), &pen, transform, None);
        }
        self.pixmap.fill_path(&path, &colour(text.colour, 1.0), FillRule::Winding, transform, None);
    }
}

fn colour([r, g, b]: Colour, opacity: f32) -> Paint<'static> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let alpha = (opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(r, g, b, alpha);
    paint
}

fn stroke(pen: &Pen) -> Stroke {
    Stroke {
        width: pen.width,
        line_cap: if pen.round { LineCap::Round } else { LineCap::Butt },
        line_join: LineJoin::Round,
        dash: StrokeDash::new(pen.dash.clone(), 0.0),
        ..Stroke::default()
    }
}
