//! The choice of what of a project goes into a figure or a file.

use egui::Ui;

use crate::{
    app::{
        context::ViewContext,
        exchange::{filter_in_force, filter_of},
    },
    project::Filter,
};

/// Lets one choose: everything, what the lists show, what is selected, or what was chosen before. `words` are those
/// that the lists are filtered by.
pub(super) fn chooser(ui: &mut Ui, view: &ViewContext<'_>, words: &str, chosen: &mut Filter) {
    let say = |filter: &Filter| filter.describe(view.project, view.index);
    let mut choices = vec![("Everything".to_owned(), Filter::default())];
    let shown = filter_in_force(words, view.selection);
    if !shown.is_empty() {
        choices.push((format!("What the lists show: {}", say(&shown)), shown));
    }
    if let Some(selected) = filter_of(view.selection) {
        choices.push((format!("Only {}", say(&selected)), selected));
    }
    if choices.iter().all(|(_, filter)| filter != chosen) {
        choices.push((format!("As chosen before: {}", say(chosen)), chosen.clone()));
    }
    for (label, filter) in choices {
        if ui.radio(*chosen == filter, label).clicked() {
            *chosen = filter;
        }
    }
}
