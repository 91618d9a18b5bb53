//! The menu bar.

use egui::{MenuBar, Ui};

use crate::app::{action::Action, command::Command, context::ViewContext};

const FILE: &[Action] = &[
    Action::New,
    Action::Open,
    Action::OpenFolder,
    Action::Save,
    Action::SaveAs,
    Action::OpenSample,
    Action::ReadingReport,
    Action::ExportFigure,
    Action::ExportData,
    Action::ImportAnnotations,
    Action::Screenshot,
    Action::Quit,
];
const EDIT: &[Action] = &[
    Action::Undo,
    Action::Redo,
    Action::History,
    Action::Review,
    Action::Again,
    Action::Find,
    Action::Settings,
];
const VIEW: &[Action] = &[
    Action::FitAll,
    Action::FitSelection,
    Action::Back,
    Action::Forward,
    Action::ProposalsTable,
    Action::SwitchTheme,
    Action::Palette,
];
const HELP: &[Action] = &[Action::Keys, Action::About];

pub(super) fn ui(ui: &mut Ui, context: &ViewContext<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    MenuBar::new().ui(ui, |ui| {
        for (name, actions) in [("File", FILE), ("Edit", EDIT), ("View", VIEW), ("Help", HELP)] {
            ui.menu_button(name, |ui| {
                if name == "File" {
                    commands.extend(super::keeping::recent(ui, context.keeping));
                }
                if name == "View" {
                    commands.extend(super::saved::menu(ui, context));
                }
                for action in actions {
                    if item(ui, *action, context) {
                        commands.push(Command::Act(*action));
                        ui.close();
                    }
                }
            });
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for (label, action) in
                [("Export figure", Action::ExportFigure), ("Open…", Action::Open), ("Review", Action::Review)]
            {
                if ui.button(label).on_hover_text(action.help()).clicked() {
                    commands.push(Command::Act(action));
                }
            }
        });
    });
    commands
}

fn item(ui: &mut Ui, action: Action, context: &ViewContext<'_>) -> bool {
    let enabled = match action {
        Action::Undo => context.undo.is_some(),
        Action::Redo => context.redo.is_some(),
        Action::Back => context.can_go_back,
        Action::Forward => context.can_go_forward,
        Action::FitSelection => context.selection.lead().is_some(),
        Action::ExportFigure
        | Action::ExportData
        | Action::ImportAnnotations
        | Action::Review
        | Action::Again => !context.project.is_empty(),
        _ => true,
    };
    let name = match (action, context.undo, context.redo) {
        (Action::Undo, Some(label), _) => format!("Undo: {label}"),
        (Action::Redo, _, Some(label)) => format!("Redo: {label}"),
        _ => action.name().to_owned(),
    };
    let mut button = egui::Button::new(name);
    if let Some(key) = action.shortcut() {
        button = button.shortcut_text(ui.ctx().format_shortcut(&key));
    }
    ui.add_enabled(enabled, button).on_hover_text(action.help()).clicked()
}
