//! The preview: the page as it will be written. Its parts can be dragged.

use egui::{Color32, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::FigureState;
use crate::{
    app::{context::ViewContext, theme},
    figure::definition::Part,
};

pub(super) fn ui(ui: &mut Ui, view: &ViewContext<'_>, state: &mut FigureState) {
    let room = ui.available_size() - vec2(8.0, 8.0);
    let Some(preview) = view.preview else {
        ui.centered_and_justified(|ui| ui.label("Composing the figure…"));
        return;
    };
    let facts = &preview.facts;
    let [width, height] = facts.size;
    let zoom = (room.x / width).min(room.y / height).max(0.05);
    // As many pixels as are seen, and no more: the preview is drawn anew when the window grows.
    state.scale = f64::from((zoom * ui.ctx().pixels_per_point() * 4.0).ceil() / 4.0).clamp(0.25, 3.0);
    let size = vec2(width, height) * zoom;
    let (area, page) = ui.allocate_exact_size(room, Sense::click());
    let sheet = Rect::from_center_size(area.center(), size);
    page.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Image, true, format!("Preview: {}", facts.description))
    });
    let painter = ui.painter_at(area);
    painter.rect_filled(
        sheet.translate(vec2(3.0, 4.0)),
        CornerRadius::same(2),
        Color32::from_black_alpha(40),
    );
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(preview.texture.id(), sheet, whole, Color32::WHITE);
    painter.rect_stroke(sheet, 0, Stroke::new(1.0, theme::quiet(view.dark)), StrokeKind::Outside);
    if page.clicked() {
        state.selected = None;
    }
    for (part, [left, top, right, bottom]) in &facts.parts {
        let at = |x: f32, y: f32| sheet.min + vec2(x, y) * zoom;
        let boxed = Rect::from_min_max(at(*left, *top), at(*right, *bottom)).expand(3.0);
        handle(ui, view, state, part, boxed, zoom);
    }
}

/// Lets a part be dragged; a click selects it, a double click puts it back.
fn handle(ui: &Ui, view: &ViewContext<'_>, state: &mut FigureState, part: &Part, boxed: Rect, zoom: f32) {
    let id = ui.scope_id().with(("part", part));
    let response = ui.interact(boxed, id, Sense::click_and_drag());
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Move {}", part.name())));
    let accent = theme::accent(view.dark);
    if response.drag_started() {
        state.dragged = Some((part.clone(), Vec2::ZERO));
    }
    if response.dragged()
        && let Some((_, by)) = state.dragged.as_mut().filter(|(dragged, _)| dragged == part)
    {
        *by += response.drag_delta();
        ui.painter().rect_stroke(boxed.translate(*by), 3, Stroke::new(1.5, accent), StrokeKind::Outside);
    }
    if response.drag_stopped()
        && let Some((_, by)) = state.dragged.take()
    {
        let [x, y] = state.definition.offset(part);
        state.definition.moved.insert(part.clone(), [x + by.x / zoom, y + by.y / zoom]);
        state.selected = Some(part.clone());
    }
    if response.double_clicked() {
        state.definition.moved.remove(part);
    } else if response.clicked() {
        state.selected = Some(part.clone());
    }
    let chosen = state.selected.as_ref() == Some(part);
    if chosen || response.hovered() {
        let stroke = Stroke::new(if chosen { 1.5 } else { 1.0 }, accent);
        ui.painter().rect_stroke(boxed, 3, stroke, StrokeKind::Outside);
    }
    response
        .on_hover_cursor(egui::CursorIcon::Grab)
        .on_hover_text(format!("{}: drag to move, click to edit, double-click to put back", part.name()));
}
