//! Two places that are one: merged, and split again.

use egui::{TextEdit, Ui};

use super::{CardState, quiet};
use crate::{
    app::{command::Command, context::ViewContext, desk::matches},
    gazetteer::Places as _,
    project::{Change, index::PlaceEntry},
};

/// Places offered to merge with.
const OFFERED: usize = 6;

pub(super) fn ui(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    entry: &PlaceEntry,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    let place = &entry.place;
    for merged in context.project.decisions().merged_into(&place.id) {
        let known = context.engine.and_then(|engine| engine.gazetteer().place(merged));
        let name = known.map_or_else(|| merged.to_string(), |place| place.label(true));
        ui.horizontal(|ui| {
            ui.label(quiet(context, format!("{name} was merged into it by you")));
            if ui.small_button(format!("Split {name} off")).clicked() {
                let label = format!("split {name} from {}", place.name);
                commands.push(Command::Say(label, vec![Change::Same(merged.clone(), None)]));
            }
        });
    }
    ui.collapsing("Same place as…", |ui| {
        let edit = TextEdit::singleline(&mut state.place_query)
            .hint_text("A place of these articles")
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Merge with which place"));
        let others = context.index.places.iter().filter(|other| {
            other.place.id != place.id && matches(&other.place.label(true), &state.place_query)
        });
        for other in others.take(OFFERED) {
            let name = other.place.label(true);
            let text = format!("Merge into {name} ({} mentions)", other.mentions.len());
            if ui.link(text).on_hover_text("Show every mention of this place as that one").clicked() {
                let label = format!("merge {} into {name}", place.name);
                let change = Change::Same(place.id.clone(), Some(other.place.id.clone()));
                commands.push(Command::Say(label, vec![change]));
                commands.push(Command::Select(crate::app::selection::Subject::Place(other.place.id.clone())));
            }
        }
    });
}
