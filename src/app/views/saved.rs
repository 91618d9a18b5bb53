//! The menu of saved views.

use egui::{TextEdit, Ui};

use crate::{
    app::{command::Command, context::ViewContext, keeping::Ask},
    project::Shelf,
};

/// Draws the menu.
pub(super) fn menu(ui: &mut Ui, context: &ViewContext<'_>) -> Option<Command> {
    let mut command = None;
    ui.menu_button("Saved views", |ui| {
        let id = ui.scope_id().with("name of a view");
        let mut name = ui.data(|data| data.get_temp::<String>(id)).unwrap_or_default();
        ui.horizontal(|ui| {
            let edit = ui.add(TextEdit::singleline(&mut name).hint_text("Name").desired_width(150.0));
            edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the view"));
            let save = ui.add_enabled(!name.trim().is_empty(), egui::Button::new("Save this view"));
            if save.on_hover_text("What the map shows, and the filter of the lists").clicked() {
                command = Some(Command::Keep(Ask::SaveView(name.trim().to_owned())));
                name.clear();
                ui.close();
            }
        });
        ui.data_mut(|data| data.insert_temp(id, name));
        for (name, _) in context.project.saved(Shelf::Views) {
            ui.horizontal(|ui| {
                if ui.button(name).on_hover_text("Show this view").clicked() {
                    command = Some(Command::Keep(Ask::ShowView(name.to_owned())));
                    ui.close();
                }
                if ui.small_button(format!("Delete {name}")).clicked() {
                    command = Some(Command::Keep(Ask::DeleteView(name.to_owned())));
                    ui.close();
                }
            });
        }
    });
    command
}
