//! A place that the gazetteer lacks, added to the user's own places; or another name of one it has.

use egui::{ComboBox, TextEdit, Ui};

use super::CardState;
use crate::{
    app::{command::Command, desk::Desk, keeping::Ask},
    gazetteer::{PlaceClass, addition::Addition},
    geodesy::Position,
    project::{Reading, Referent},
};

/// Kinds of places that an analyst adds.
const KINDS: [PlaceClass; 11] = [
    PlaceClass::Settlement,
    PlaceClass::Quarter,
    PlaceClass::Facility,
    PlaceClass::Road,
    PlaceClass::Area,
    PlaceClass::District,
    PlaceClass::River,
    PlaceClass::Lake,
    PlaceClass::Mountain,
    PlaceClass::Island,
    PlaceClass::Natural,
];

/// What was typed in.
#[derive(Debug)]
pub(super) struct Adding {
    names: String,
    class: PlaceClass,
    position: String,
}

impl Adding {
    fn new(desk: &Desk, reading: &Reading<'_>) -> Self {
        let position = match reading.referent() {
            Referent::Pin(at) => format!("{:.5}, {:.5}", at.lat(), at.lon()),
            _ => String::new(),
        };
        Self { names: desk.surface.clone(), class: PlaceClass::Settlement, position }
    }

    fn addition(&self, position: Position) -> Option<Addition> {
        let names: Vec<String> =
            self.names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        (!names.is_empty()).then_some(Addition::Place { names, class: self.class, position })
    }
}

pub(super) fn ui(
    ui: &mut Ui,
    desk: &Desk,
    reading: &Reading<'_>,
    state: &mut CardState,
    commands: &mut Vec<Command>,
) {
    let (scope, also_decided) = (state.scope, state.also_decided);
    if let (Referent::Place(place), Some(_)) = (reading.referent(), reading.decision) {
        let text = format!("Remember “{}” as a name of it", desk.surface);
        if ui.link(text).on_hover_text("Adds the name to your own places; Dateline then knows it").clicked() {
            let addition = Addition::Name { place: place.clone(), name: desk.surface.clone() };
            commands.push(Command::Keep(Ask::Add(addition, Vec::new())));
        }
    }
    ui.collapsing("Add to my places…", |ui| {
        let adding = state.adding.get_or_insert_with(|| Adding::new(desk, reading));
        if adding.position.is_empty()
            && let Referent::Pin(at) = reading.referent()
        {
            adding.position = format!("{:.5}, {:.5}", at.lat(), at.lon());
        }
        let label = ui.label("Names, the leading one first");
        ui.add(TextEdit::singleline(&mut adding.names).desired_width(f32::INFINITY)).labelled_by(label.id);
        ComboBox::from_label("Kind").selected_text(adding.class.label()).show_ui(ui, |ui| {
            for kind in KINDS {
                ui.selectable_value(&mut adding.class, kind, kind.label());
            }
        });
        let label = ui.label("Latitude, longitude");
        ui.add(TextEdit::singleline(&mut adding.position).hint_text("40.18, 44.51, or drop a pin first"))
            .labelled_by(label.id);
        let addition = super::mention::coordinates(&adding.position).and_then(|at| adding.addition(at));
        let add = ui.add_enabled(addition.is_some() && !desk.is_gathering(), egui::Button::new("Add place"));
        if add.on_hover_text("It is kept in your own places, and this mention stands for it").clicked()
            && let Some(addition) = addition
        {
            let mentions = desk.reach(scope, also_decided).to_vec();
            commands.push(Command::Keep(Ask::Add(addition, mentions)));
        }
    });
}
