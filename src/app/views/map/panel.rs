//! The controls on the map: which layers are drawn, what a drag does, zooming.

use egui::{Frame, Rect, Ui, UiBuilder, WidgetInfo, vec2};
use serde::{Deserialize, Serialize};

use crate::app::{action::Action, command::Command, context::ViewContext};

use super::gesture::Tool;

/// Which layers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of the window
pub struct Shown {
    /// Markers, clusters and outlines.
    pub places: bool,
    /// Pins, routes and washes.
    pub proposals: bool,
    /// Names.
    pub labels: bool,
    /// Arcs between places named in one sentence.
    pub arcs: bool,
    /// The heat map.
    pub heat: bool,
    /// The legend.
    pub legend: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self { places: true, proposals: true, labels: true, arcs: false, heat: false, legend: true }
    }
}

/// What the buttons ask for beside commands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// Levels to zoom by.
    pub(super) zoom: f64,
}

/// Draws the controls in the map's upper right corner.
pub(super) fn ui(
    ui: &mut Ui,
    rect: Rect,
    context: &ViewContext<'_>,
    tool: &mut Tool,
) -> (Vec<Command>, Asked) {
    let (mut commands, mut asked) = (Vec::new(), Asked::default());
    let room = Rect::from_min_max(rect.min + vec2(8.0, 8.0), rect.max - vec2(8.0, 8.0));
    let mut child =
        ui.new_child(UiBuilder::new().max_rect(room).layout(egui::Layout::right_to_left(egui::Align::Min)));
    Frame::popup(child.style()).inner_margin(4.0).show(&mut child, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            for (text, name, zoom) in [("−", "Zoom out", -1.0), ("+", "Zoom in", 1.0)] {
                let button = ui.small_button(text).on_hover_text(name);
                button.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
                if button.clicked() {
                    asked.zoom = zoom;
                }
            }
            if ui.small_button("All").on_hover_text(Action::FitAll.help()).clicked() {
                commands.push(Command::Act(Action::FitAll));
            }
            ui.separator();
            for (own, text, help) in [
                (Tool::Pan, "Move", "Drag to move the map. Shift and drag zooms to a box; Ctrl and drag selects by a box, with Shift by a lasso."),
                (Tool::Box, "Box", "Drag to select what lies in a box; with Ctrl, add it to the selection."),
                (Tool::Lasso, "Lasso", "Draw around what you want to select; with Ctrl, add it to the selection."),
            ] {
                if ui.selectable_label(*tool == own, egui::RichText::new(text).small()).on_hover_text(help).clicked() {
                    *tool = own;
                }
            }
            ui.separator();
            let mut shown = context.settings.layers;
            ui.menu_button(egui::RichText::new("Layers").small(), |ui| {
                for (layer, name) in [
                    (&mut shown.places, "Places"),
                    (&mut shown.proposals, "Proposals"),
                    (&mut shown.labels, "Names"),
                    (&mut shown.arcs, "Named together"),
                    (&mut shown.heat, "Heat map"),
                    (&mut shown.legend, "Legend"),
                ] {
                    ui.checkbox(layer, name);
                }
            });
            if shown != context.settings.layers {
                commands.push(Command::SetLayers(shown));
            }
        });
    });
    (commands, asked)
}
