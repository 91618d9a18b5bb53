//! What every map needs: scale bar, coordinates under the pointer, legend, boundary note.

use egui::{Align2, FontId, Painter, Pos2, Rect, Stroke, pos2, vec2};

use crate::{
    app::{context::ViewContext, theme},
    basemap::MapView,
    cartography::palette,
    geodesy::Position,
};

/// A round distance whose bar is at most so many points long: metres and points.
#[must_use]
pub(super) fn scale_bar(metres_per_point: f64, most: f64) -> (f64, f64) {
    crate::figure::scale_bar(metres_per_point, most)
}

pub(super) fn draw(
    painter: &Painter,
    rect: Rect,
    view: &MapView,
    pointer: Option<Pos2>,
    context: &ViewContext<'_>,
) {
    let map = theme::map_theme(context.dark);
    let ink = theme::rgb(palette::ink(map));
    let halo = theme::rgb(palette::halo(map)).gamma_multiply(0.85);
    let (metres, points) = scale_bar(view.metres_per_point(), 120.0);
    #[allow(clippy::cast_possible_truncation)] // points
    let points = points as f32;
    let base = rect.left_bottom() + vec2(14.0, -14.0);
    let text = if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") };
    painter.rect_filled(
        Rect::from_min_max(base + vec2(-6.0, -22.0), base + vec2(points + 6.0, 6.0)),
        4.0,
        halo,
    );
    painter.line_segment([base, base + vec2(points, 0.0)], Stroke::new(2.0, ink));
    for x in [0.0, points] {
        painter.line_segment([base + vec2(x, -4.0), base + vec2(x, 1.0)], Stroke::new(1.5, ink));
    }
    painter.text(
        base + vec2(points / 2.0, -6.0),
        Align2::CENTER_BOTTOM,
        text,
        FontId::proportional(11.0),
        ink,
    );
    let mut lines = vec![context.settings.boundaries.note()];
    if let Some(pointer) = pointer.filter(|pointer| rect.contains(*pointer)) {
        let at = pointer - rect.left_top();
        let position = Position::from_mercator(view.unproject([f64::from(at.x), f64::from(at.y)]));
        lines.insert(0, format!("{:.4}, {:.4} · zoom {:.1}", position.lat(), position.lon(), view.zoom));
    }
    let galley = painter.layout_no_wrap(lines.join("\n"), FontId::proportional(11.0), ink);
    let corner = rect.right_bottom() - vec2(10.0, 8.0) - galley.size();
    painter.rect_filled(Rect::from_min_size(corner, galley.size()).expand(4.0), 4.0, halo);
    painter.galley(pos2(corner.x, corner.y), galley, ink);
}
