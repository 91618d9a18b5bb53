//! The views. Each reads a context and returns commands.

use egui::{Key, Modifiers, Panel, Ui};

use super::{ViewState, action::Action, command::Command, context::ViewContext};

mod bidi;
pub mod card;
pub mod coverage;
pub mod dialogs;
pub mod exchange;
pub mod figure;
mod history;
mod in_view;
mod intake;
mod keeping;
pub mod map;
pub mod mapping;
mod menu;
mod picker;
pub mod proposals;
pub mod reader;
pub mod review;
mod saved;
mod status;
pub mod timeline;

/// Keys, drops and pastes that belong to no widget.
pub fn input(
    context: &egui::Context,
    dialogs: &mut dialogs::Dialogs,
    figure: &mut figure::FigureState,
) -> Vec<Command> {
    let mut commands = Vec::new();
    let typing = context.egui_wants_keyboard_input();
    context.input_mut(|input| {
        // Longer combinations first: egui takes Ctrl+Shift+Z for Ctrl+Z too.
        let mut actions: Vec<Action> = Action::ALL.to_vec();
        actions.sort_by_key(|action| {
            std::cmp::Reverse(action.shortcut().is_some_and(|key| key.modifiers.shift))
        });
        for action in actions {
            let Some(key) = action.shortcut() else { continue };
            let plain = key.modifiers == Modifiers::NONE || key.modifiers == Modifiers::SHIFT;
            if !(plain && typing && key.logical_key != Key::F1) && input.consume_shortcut(&key) {
                commands.push(Command::Act(action));
            }
        }
        if input.consume_key(Modifiers::COMMAND, Key::K) {
            commands.push(Command::Act(Action::Palette));
        }
        if !typing && input.consume_key(Modifiers::SHIFT, Key::Questionmark) {
            commands.push(Command::Act(Action::Keys));
        }
        if input.key_pressed(Key::Escape) && !dialogs.close_one() && !figure.close_one() && !typing {
            commands.push(Command::Deselect);
        }
        if !typing {
            for event in &input.events {
                if let egui::Event::Paste(text) = event {
                    commands.push(Command::Paste(text.clone()));
                }
            }
        }
        let dropped: Vec<_> = input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect();
        if !dropped.is_empty() {
            commands.push(Command::Open(dropped));
        }
    });
    commands
}

/// The whole window.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut ViewState) -> Vec<Command> {
    let mut commands = Vec::new();
    Panel::top("menu").show(ui, |ui| commands.extend(menu::ui(ui, context)));
    commands.extend(keeping::problem(ui, context.keeping));
    Panel::bottom("status").show(ui, |ui| commands.extend(status::ui(ui, context)));
    let wide = ui.available_width();
    Panel::left("coverage")
        .default_size((wide * 0.24).clamp(240.0, 380.0))
        .size_range(200.0..=520.0)
        .show(ui, |ui| commands.extend(coverage::ui(ui, context, &mut state.coverage)));
    Panel::right("reader").default_size((wide * 0.30).clamp(280.0, 520.0)).size_range(240.0..=800.0).show(
        ui,
        |ui| {
            commands.extend(review::ui(ui, context, &mut state.card));
            commands.extend(reader::ui(ui, context, &mut state.reader, &mut state.card));
        },
    );
    Panel::bottom("timeline")
        .exact_size(46.0)
        .show(ui, |ui| commands.extend(timeline::ui(ui, context, &mut state.timeline)));
    if state.proposals.open {
        Panel::bottom("proposals").default_size(230.0).size_range(120.0..=520.0).show(ui, |ui| {
            commands.extend(proposals::ui(ui, context, &mut state.proposals));
        });
    }
    egui::CentralPanel::no_frame().show(ui, |ui| commands.extend(map::ui(ui, context, &mut state.map)));
    commands.extend(picker::ui(ui.ctx(), &mut state.picker));
    commands.extend(keeping::ui(ui.ctx(), context));
    commands.extend(intake::ui(ui.ctx(), &mut state.intake));
    let marked = state.reader.marked();
    commands.extend(proposals::edit::ui(ui.ctx(), context, &mut state.proposals.editor, marked));
    let words = state.coverage.filter().to_owned();
    commands.extend(exchange::ui(ui.ctx(), context, &mut state.dialogs.exchange, &words));
    commands.extend(figure::ui(ui.ctx(), context, &mut state.figure, &state.map.view(), &words));
    commands.extend(dialogs::ui(ui.ctx(), context, &mut state.dialogs));
    commands
}
