//! What the window asks and tells about the project's file: work left behind, work without a name, a file
//! that cannot be written, and what another run of the engine would change.

use egui::{Context, RichText, ScrollArea, Ui, Window};

use crate::{
    app::{
        action::Action,
        command::Command,
        context::ViewContext,
        keeping::{Ask, Keeping, Leaving},
        selection::Subject,
        theme,
    },
    text::counted,
};

/// The bar over the window while changes cannot be written.
pub(super) fn problem(ui: &mut Ui, keeping: &Keeping) -> Vec<Command> {
    let mut commands = Vec::new();
    let Some(problem) = keeping.problem() else { return commands };
    egui::Panel::top("not saved").show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(problem).strong().color(ui.visuals().warn_fg_color));
            if ui.button("Save under another name…").clicked() {
                commands.push(Command::Act(Action::SaveAs));
            }
        });
    });
    commands
}

/// The projects opened last, in a menu.
pub(super) fn recent(ui: &mut Ui, keeping: &Keeping) -> Option<Command> {
    let mut command = None;
    ui.add_enabled_ui(!keeping.recent.is_empty(), |ui| {
        ui.menu_button("Open recent", |ui| {
            for path in &keeping.recent {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                    command = Some(Command::Keep(Ask::Open(path.clone())));
                    ui.close();
                }
            }
        });
    });
    command
}

/// The windows.
pub(super) fn ui(context: &Context, view: &ViewContext<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let keeping = view.keeping;
    if let Some(leaving) = &keeping.leaving {
        leave(context, keeping, leaving, &mut commands);
    } else if !keeping.left.is_empty() || keeping.crash.is_some() || keeping.crashed_with.is_some() {
        left_behind(context, keeping, &mut commands);
    }
    if keeping.rerun.changes().is_some() {
        changes(context, view, &mut commands);
    }
    commands
}

fn dialog(title: &str) -> Window<'_> {
    Window::new(title).collapsible(false).resizable(false).anchor(egui::Align2::CENTER_CENTER, [0.0, -40.0])
}

fn leave(context: &Context, keeping: &Keeping, leaving: &Leaving, commands: &mut Vec<Command>) {
    dialog("Save this project?").show(context, |ui| {
        ui.set_max_width(430.0);
        match keeping.problem() {
            Some(problem) => ui.label(problem),
            None => {
                ui.label("Your work has no name yet. It is kept for recovery, and offered at the next start.")
            }
        };
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            if ui.button("Save…").clicked() {
                commands.push(Command::SaveAndLeave);
            }
            let later = match leaving {
                Leaving::Close => "Keep for next time",
                Leaving::New | Leaving::Open(_) => "Keep for later",
            };
            let can_keep = keeping.problem().is_none();
            if ui.add_enabled(can_keep, egui::Button::new(later)).clicked() {
                commands.push(Command::Keep(Ask::Leave { keep: true }));
            }
            if ui.button("Discard").on_hover_text("This work is deleted").clicked() {
                commands.push(Command::Keep(Ask::Leave { keep: false }));
            }
            if ui.button("Stay").clicked() {
                commands.push(Command::Keep(Ask::Stay));
            }
        });
    });
}

fn left_behind(context: &Context, keeping: &Keeping, commands: &mut Vec<Command>) {
    dialog("Work from last time").show(context, |ui| {
        ui.set_max_width(480.0);
        if let Some(crash) = &keeping.crash {
            ui.label(crash);
        }
        if let Some(path) = &keeping.crashed_with {
            ui.horizontal_wrapped(|ui| {
                ui.label(format!("{} was open then; everything saved is in it.", path.display()));
                if ui.button("Open it again").clicked() {
                    commands.push(Command::Keep(Ask::Open(path.clone())));
                }
            });
        }
        for left in &keeping.left {
            ui.horizontal_wrapped(|ui| {
                ui.label(format!("Not saved under a name: {}", left.what));
                if ui.button("Recover").clicked() {
                    commands.push(Command::Keep(Ask::Recover(left.path.clone())));
                }
                if ui.button("Delete").clicked() {
                    commands.push(Command::Keep(Ask::Discard(left.path.clone())));
                }
            });
        }
        ui.add_space(6.0);
        if ui.button("Not now").clicked() {
            commands.push(Command::Keep(Ask::Later));
        }
    });
}

fn changes(context: &Context, view: &ViewContext<'_>, commands: &mut Vec<Command>) {
    let Some((changes, kept)) = view.keeping.rerun.changes() else { return };
    Window::new("Annotated again").collapsible(false).default_width(460.0).show(context, |ui| {
        ui.label(match changes.len() {
            0 => "Nothing would change.".to_owned(),
            1 => "1 mention would change.".to_owned(),
            many => format!("{many} mentions would change."),
        });
        ui.label(
            RichText::new(format!("What you decided stays as it is: {}.", counted(kept, "decision"))).small(),
        );
        let row = 20.0;
        ScrollArea::vertical().max_height(320.0).show_rows(ui, row, changes.len(), |ui, range| {
            for change in &changes[range] {
                ui.horizontal(|ui| {
                    if ui.link(format!("“{}”", change.name)).on_hover_text("Show it in its article").clicked()
                    {
                        commands.push(Command::Select(Subject::Mention(change.mention)));
                    }
                    let text = format!("{}, then {}", change.before, change.after);
                    ui.label(RichText::new(text).small().color(theme::quiet(view.dark)));
                });
            }
        });
        ui.horizontal(|ui| {
            if ui.button("Take over").on_hover_text("One step to undo").clicked() {
                commands.push(Command::Keep(Ask::TakeOver(true)));
            }
            if ui.button("Leave as it was").clicked() {
                commands.push(Command::Keep(Ask::TakeOver(false)));
            }
        });
    });
}
