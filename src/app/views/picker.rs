//! The file picker of our own.

use egui::{Context, ScrollArea, TextEdit, Window};

use crate::app::{command::Command, picker::Picker};

pub(super) fn ui(context: &Context, state: &mut Option<Picker>) -> Vec<Command> {
    let mut commands = Vec::new();
    let Some(picker) = state else { return commands };
    let mut open = true;
    let title = if picker.save_as.is_some() { "Save as" } else { "Open files" };
    Window::new(title).open(&mut open).default_width(460.0).collapsible(false).show(context, |ui| {
        ui.weak("No file dialog of the desktop answers; choose here.");
        ui.horizontal(|ui| {
            let label = ui.label("File or folder");
            ui.add(TextEdit::singleline(&mut picker.typed).desired_width(250.0)).labelled_by(label.id);
            if ui.button("Go to folder").clicked() {
                commands.push(Command::ListFolder(picker.typed.trim().into()));
            }
        });
        if let Some(parent) = picker.folder.parent()
            && ui.button("Folder above").clicked()
        {
            commands.push(Command::ListFolder(parent.to_owned()));
        }
        match &picker.items {
            Err(problem) => {
                ui.label(problem);
            }
            Ok(items) => {
                ScrollArea::vertical().max_height(300.0).auto_shrink([false, true]).show_rows(
                    ui,
                    20.0,
                    items.len(),
                    |ui, range| {
                        for item in &items[range] {
                            let path = picker.folder.join(&item.name);
                            let name =
                                if item.is_file { item.name.clone() } else { format!("{}/", item.name) };
                            if ui.selectable_label(picker.chosen.contains(&path), name).clicked() {
                                if !item.is_file {
                                    commands.push(Command::ListFolder(path));
                                } else if picker.save_as.is_some() {
                                    picker.save_as = Some(item.name.clone());
                                } else if !picker.chosen.remove(&path) {
                                    picker.chosen.insert(path);
                                }
                            }
                        }
                    },
                );
            }
        }
        if let Some(name) = &mut picker.save_as {
            ui.horizontal(|ui| {
                let label = ui.label("File name");
                ui.add(TextEdit::singleline(name).desired_width(250.0)).labelled_by(label.id);
            });
        }
        let does = match (&picker.save_as, picker.replaces()) {
            (Some(_), true) => "Replace this file",
            (Some(_), false) => "Save here",
            (None, _) => "Open these",
        };
        ui.horizontal(|ui| {
            let picks = picker.picks();
            if ui.add_enabled(!picks.is_empty(), egui::Button::new(does)).clicked() {
                commands.push(Command::Picked(picks));
            }
            if ui.button("Pick nothing").clicked() {
                commands.push(Command::Picked(Vec::new()));
            }
        });
    });
    if !open {
        commands.push(Command::Picked(Vec::new()));
    }
    commands
}
