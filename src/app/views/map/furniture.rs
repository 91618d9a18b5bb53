//! What every map needs: scale bar, coordinates under the pointer, the legend of what is drawn.

use egui::{Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Stroke, pos2, vec2};

use crate::{
    app::theme,
    cartography::{
        atlas::Cell,
        legend::{Form, Legend, Sign},
        palette,
        symbol::Symbol,
    },
    geodesy::Position,
};

use super::{
    Scene,
    ink::{Ink, Pen},
    markers::SymbolTexture,
};

/// The height of a row of the legend, and the width of its signs, in points.
const ROW: f32 = 18.0;
const SIGN: f32 = 34.0;

impl Scene<'_, '_> {
    /// Scale bar, and where the pointer is.
    pub(super) fn furniture(&self, painter: &Painter, pointer: Option<Pos2>) {
        let ink = theme::rgb(palette::ink(self.theme));
        let halo = theme::rgb(palette::halo(self.theme)).gamma_multiply(0.85);
        let (metres, points) = crate::figure::scale_bar(self.view.metres_per_point(), 120.0);
        #[allow(clippy::cast_possible_truncation)] // points
        let points = points as f32;
        let base = self.rect.left_bottom() + vec2(14.0, -14.0);
        let text = if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") };
        let box_ = Rect::from_min_max(base + vec2(-6.0, -22.0), base + vec2(points + 6.0, 6.0));
        painter.rect_filled(box_, 4.0, halo);
        painter.line_segment([base, base + vec2(points, 0.0)], Stroke::new(2.0, ink));
        for x in [0.0, points] {
            painter.line_segment([base + vec2(x, -4.0), base + vec2(x, 1.0)], Stroke::new(1.5, ink));
        }
        let above = base + vec2(points / 2.0, -6.0);
        painter.text(above, Align2::CENTER_BOTTOM, text, FontId::proportional(11.0), ink);
        let mut lines = vec![self.context.settings.boundaries.note()];
        if let Some(pointer) = pointer.filter(|pointer| self.rect.contains(*pointer)) {
            let position = Position::from_mercator(self.mercator(pointer));
            let grid = position.mgrs().map(|grid| format!(" · {grid}")).unwrap_or_default();
            lines.insert(0, format!("{}{grid} · zoom {:.1}", position.decimal(), self.view.zoom));
        }
        let galley = painter.layout_no_wrap(lines.join("\n"), FontId::proportional(11.0), ink);
        let corner = self.rect.right_bottom() - vec2(10.0, 8.0) - galley.size();
        painter.rect_filled(Rect::from_min_size(corner, galley.size()).expand(4.0), 4.0, halo);
        painter.galley(pos2(corner.x, corner.y), galley, ink);
    }

    /// The legend, above the scale bar.
    pub(super) fn paint_legend(&self, painter: &Painter, atlas: &SymbolTexture, legend: &Legend) {
        if legend.is_empty() || !self.shown.legend {
            return;
        }
        let ink = theme::rgb(palette::ink(self.theme));
        let quiet = theme::quiet(self.context.dark);
        let font = FontId::proportional(11.5);
        let rows: Vec<(Sign, std::sync::Arc<egui::Galley>)> = legend
            .signs()
            .map(|sign| (sign, painter.layout_no_wrap(sign.label(), font.clone(), ink)))
            .collect();
        let note = legend
            .note_on_size()
            .map(|note| painter.layout_no_wrap(note.to_owned(), FontId::proportional(10.5), quiet));
        #[allow(clippy::cast_precision_loss)] // a few rows
        let height = rows.len() as f32 * ROW + if note.is_some() { ROW } else { 0.0 };
        let widest = rows.iter().map(|(_, row)| row.size().x).fold(0.0, f32::max);
        let widest = widest.max(note.as_ref().map_or(0.0, |note| note.size().x - SIGN));
        let size = vec2(SIGN + widest + 16.0, height + 12.0);
        if size.y > self.rect.height() - 120.0 || size.x > self.rect.width() - 40.0 {
            return;
        }
        let left_top = self.rect.left_bottom() + vec2(8.0, -46.0 - size.y);
        let halo = theme::rgb(palette::halo(self.theme)).gamma_multiply(0.9);
        let frame = Stroke::new(1.0, quiet.gamma_multiply(0.35));
        painter.rect(Rect::from_min_size(left_top, size), 5.0, halo, frame, egui::StrokeKind::Inside);
        let mut symbols = Mesh::with_texture(atlas.texture.id());
        let mut lines = Ink::new(self.rect);
        let mut y = left_top.y + 6.0;
        for (sign, galley) in rows {
            let middle = pos2(left_top.x + 8.0 + SIGN / 2.0 - 4.0, y + ROW / 2.0);
            self.sign(painter, sign, middle, atlas, &mut symbols, &mut lines);
            let text = pos2(left_top.x + 8.0 + SIGN, y + (ROW - galley.size().y) / 2.0);
            painter.galley(text, galley, ink);
            y += ROW;
        }
        painter.add(lines.finish());
        painter.add(symbols);
        if let Some(note) = note {
            painter.galley(pos2(left_top.x + 8.0, y + 2.0), note, quiet);
        }
    }

    /// A sign as the map draws it.
    fn sign(
        &self,
        painter: &Painter,
        sign: Sign,
        at: Pos2,
        atlas: &SymbolTexture,
        symbols: &mut Mesh,
        lines: &mut Ink,
    ) {
        let area = |lines: &mut Ink, colour: Color32, width: f32, dash: &[f32], wash: f32| {
            let box_ = Rect::from_center_size(at, vec2(24.0, 11.0));
            let corners = [box_.left_top(), box_.right_top(), box_.right_bottom(), box_.left_bottom()];
            lines.fill(corners.into_iter(), &[0, 1, 2, 0, 2, 3], colour.gamma_multiply(wash));
            let closed = [corners[0], corners[1], corners[2], corners[3], corners[0]];
            lines.line(&closed, Pen { width, colour, dash });
        };
        match sign {
            Sign::Place(symbol) => {
                atlas.add(symbols, Cell::Marker(symbol, false, 6), at, 1.0, Color32::WHITE);
            }
            Sign::Unsure(symbol) => {
                atlas.add(symbols, Cell::Marker(symbol, true, 6), at, 1.0, Color32::WHITE);
            }
            Sign::Cluster => {
                atlas.add(symbols, Cell::Cluster(11), at, 0.62, Color32::WHITE);
            }
            Sign::Outline | Sign::UnsureOutline => {
                let colour = theme::rgb(Symbol::Area.colour(self.theme));
                let dash: &[f32] = if sign == Sign::Outline { &[] } else { &[4.0, 3.0] };
                area(lines, colour, 1.3, dash, 0.0);
            }
            Sign::Proposal(Form::Venue, group) => {
                atlas.add(symbols, Cell::Pin(group), at, 0.85, Color32::WHITE);
            }
            Sign::Proposal(Form::Route, group) => {
                let colour = theme::rgb(group.colour(self.theme));
                let ends = [at - vec2(15.0, 0.0), at + vec2(15.0, 0.0)];
                lines.line(&ends, Pen { width: 3.0, colour, dash: group.dash() });
                lines.arrowhead(&ends, 2.6, colour);
            }
            Sign::Proposal(Form::Area, group) => {
                area(lines, theme::rgb(group.colour(self.theme)), 1.8, group.dash(), 0.16);
            }
            Sign::Arc => {
                let colour = theme::rgb(palette::arc(self.theme)).gamma_multiply(0.7);
                let bow: Vec<Pos2> = (0_u8..=10)
                    .map(|step| {
                        let t = f32::from(step) / 10.0;
                        at + vec2(28.0 * t - 14.0, 4.0 - 32.0 * t * (1.0 - t))
                    })
                    .collect();
                lines.line(&bow, Pen { width: 1.8, colour, dash: &[] });
            }
            Sign::Heat => {
                for (step, colour) in (0_u8..).zip(palette::heat(self.theme)) {
                    let left = at - vec2(14.0 - f32::from(step) * 7.0, 5.0);
                    let part = Rect::from_min_size(left, vec2(7.0, 10.0));
                    painter.rect_filled(part, 0.0, theme::rgb(colour));
                }
            }
        }
    }
}
