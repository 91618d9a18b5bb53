//! Which places and proposals get a callout.

use egui::{DragValue, ScrollArea, Ui};

use crate::{
    app::context::ViewContext,
    figure::definition::{Callouts, FigureDefinition, Target},
};

/// Rows that the list of a kind shows.
const ROWS: usize = 200;

pub(super) fn ui(ui: &mut Ui, view: &ViewContext<'_>, definition: &mut FigureDefinition) {
    let mut chosen = matches!(definition.callouts, Callouts::Chosen(_));
    ui.horizontal(|ui| {
        ui.radio_value(&mut chosen, false, "Named most often");
        ui.radio_value(&mut chosen, true, "Chosen");
    });
    match (&mut definition.callouts, chosen) {
        (Callouts::Most(count), false) => {
            ui.horizontal(|ui| {
                let label = ui.label("How many");
                ui.add(DragValue::new(count).range(0..=60)).labelled_by(label.id);
            });
        }
        (Callouts::Chosen(targets), true) => {
            list(ui, view, targets);
        }
        (callouts, true) => *callouts = Callouts::Chosen(selected(view)),
        (callouts, false) => *callouts = Callouts::Most(8),
    }
}

/// What is selected in the window is chosen first.
fn selected(view: &ViewContext<'_>) -> Vec<Target> {
    use crate::app::selection::Subject;
    match view.selection.lead() {
        Some(Subject::Place(place)) => vec![Target::Place(place.clone())],
        Some(Subject::Proposal(proposal)) => vec![Target::Proposal(*proposal)],
        _ => Vec::new(),
    }
}

fn list(ui: &mut Ui, view: &ViewContext<'_>, targets: &mut Vec<Target>) {
    let places = view
        .index
        .places
        .iter()
        .take(ROWS)
        .map(|entry| (Target::Place(entry.place.id.clone()), entry.place.name.clone()));
    let proposals =
        view.index.proposals.iter().take(ROWS).map(|entry| (Target::Proposal(entry.id), entry.title.clone()));
    ScrollArea::vertical().id_salt("callouts").max_height(170.0).auto_shrink([false, true]).show(ui, |ui| {
        for (target, name) in places.chain(proposals) {
            let mut on = targets.contains(&target);
            if ui.checkbox(&mut on, name).changed() {
                targets.retain(|other| *other != target);
                if on {
                    targets.push(target);
                }
            }
        }
    });
}
