//! The windows over the window: palette, keys, settings, about.

use egui::{Context, RichText, ScrollArea, TextEdit, Window};

use crate::app::{action::Action, command::Command, context::ViewContext, settings::ThemeChoice};

/// Which windows are open, and what was typed into them.
#[derive(Debug, Default)]
pub struct Dialogs {
    palette: bool,
    query: String,
    /// The keys.
    pub keys: bool,
    /// The changes made.
    pub history: bool,
    /// The settings.
    pub settings: bool,
    /// Licences and sources.
    pub about: bool,
    mapping: super::mapping::MappingState,
    /// Data out, decisions in.
    pub exchange: super::exchange::ExchangeState,
}

impl Dialogs {
    /// Opens or closes the palette.
    pub fn toggle_palette(&mut self) {
        self.palette = !self.palette;
        self.query.clear();
    }

    /// Closes the window in front; whether there was one.
    pub fn close_one(&mut self) -> bool {
        if self.exchange.close_one() {
            return true;
        }
        let open =
            [&mut self.palette, &mut self.settings, &mut self.history, &mut self.keys, &mut self.about];
        for window in open {
            if std::mem::take(window) {
                return true;
            }
        }
        false
    }
}

/// Draws what is open.
pub fn ui(context: &Context, view: &ViewContext<'_>, dialogs: &mut Dialogs) -> Vec<Command> {
    let mut commands = Vec::new();
    palette(context, dialogs, &mut commands);
    let Dialogs { keys, history, settings, about, mapping, .. } = dialogs;
    Window::new("Keyboard shortcuts").open(keys).resizable(false).collapsible(false).show(context, |ui| {
        egui::Grid::new("keys").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
            for action in Action::ALL {
                if let Some(key) = action.shortcut() {
                    ui.label(RichText::new(context.format_shortcut(&key)).strong());
                    ui.label(action.name());
                    ui.end_row();
                }
            }
            for (key, does) in [
                ("Scroll, + and -", "Zoom the map"),
                ("Drag, arrow keys", "Move the map"),
                ("Double-click", "Go there"),
                ("Ctrl+click", "Add to the selection"),
                ("Esc", "Close, then select nothing"),
                ("Review: Enter, 1–9, N, U", "Accept, candidate, no place, open"),
                ("Review: S, A, K", "Search, apply to all, skip"),
                ("Ctrl+V", "Paste text, paths or file links"),
            ] {
                ui.label(RichText::new(key).strong());
                ui.label(does);
                ui.end_row();
            }
        });
    });
    Window::new("History").open(history).default_width(420.0).collapsible(false).show(context, |ui| {
        commands.extend(super::history::ui(ui, view));
    });
    Window::new("Settings").open(settings).resizable(false).collapsible(false).show(context, |ui| {
        settings_ui(ui, view, mapping, &mut commands);
    });
    Window::new("About Dateline").open(about).default_width(520.0).collapsible(false).show(context, |ui| {
        ui.label(format!(
            "Dateline {} maps the places named in news coverage, offline.",
            env!("CARGO_PKG_VERSION")
        ));
        ui.add_space(6.0);
        ScrollArea::vertical().max_height(380.0).show(ui, |ui| {
            ui.add(egui::Label::new(include_str!("../../../assets/NOTICES.txt")).wrap());
        });
    });
    commands
}

fn settings_ui(
    ui: &mut egui::Ui,
    view: &ViewContext<'_>,
    mapping: &mut super::mapping::MappingState,
    commands: &mut Vec<Command>,
) {
    ui.label(RichText::new("Theme").strong());
    ui.horizontal(|ui| {
        for (choice, name) in [
            (ThemeChoice::System, "As the desktop"),
            (ThemeChoice::Light, "Light"),
            (ThemeChoice::Dark, "Dark"),
        ] {
            if ui.radio(view.settings.theme == choice, name).clicked() {
                commands.push(Command::SetTheme(choice));
            }
        }
    });
    commands.extend(super::mapping::ui(ui, view, mapping));
    let mut still = view.settings.reduce_motion;
    if ui.checkbox(&mut still, "Reduce motion: the map jumps instead of flying").changed() {
        commands.push(Command::SetStill(still));
    }
    ui.label(RichText::new("Own gazetteer overlay").strong());
    ui.label(match &view.settings.overlay {
        Some(overlay) => overlay.display().to_string(),
        None => "None. A JSON file like places.json adds places and names of your own.".to_owned(),
    });
    ui.horizontal(|ui| {
        if ui.button("Choose overlay…").on_hover_text("Used for articles opened from then on").clicked() {
            commands.push(Command::ChooseOverlay);
        }
        if view.settings.overlay.is_some() && ui.button("Use none").clicked() {
            commands.push(Command::SetOverlay(None));
        }
    });
    watch_ui(ui, view, commands);
    if let Some(gazetteer) = &view.settings.gazetteer {
        ui.label(format!("Own gazetteer: {}", gazetteer.display()));
    }
}

fn watch_ui(ui: &mut egui::Ui, view: &ViewContext<'_>, commands: &mut Vec<Command>) {
    ui.label(RichText::new("Watched folder").strong());
    ui.label(match &view.settings.watch {
        Some(folder) => folder.display().to_string(),
        None => "None. Files that are put into a watched folder are read by themselves.".to_owned(),
    });
    ui.horizontal(|ui| {
        if ui.button("Watch a folder…").clicked() {
            commands.push(Command::ChooseWatch);
        }
        if view.settings.watch.is_some() && ui.button("Watch none").clicked() {
            commands.push(Command::SetWatch(None));
        }
    });
}

fn palette(context: &Context, dialogs: &mut Dialogs, commands: &mut Vec<Command>) {
    if !dialogs.palette {
        return;
    }
    let anchor = egui::Align2::CENTER_TOP;
    let mut chosen = None;
    Window::new("Commands").anchor(anchor, [0.0, 80.0]).title_bar(false).resizable(false).show(
        context,
        |ui| {
            let edit =
                TextEdit::singleline(&mut dialogs.query).hint_text("Type a command…").desired_width(360.0);
            let response = ui.add(edit);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Command"));
            response.request_focus();
            let words = dialogs.query.to_lowercase();
            let fitting: Vec<Action> = Action::ALL
                .into_iter()
                .filter(|action| action.name().to_lowercase().contains(&words))
                .collect();
            let enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
            if enter {
                chosen = fitting.first().copied();
            }
            for action in fitting.into_iter().take(12) {
                let mut button = egui::Button::new(action.name()).frame(false);
                if let Some(key) = action.shortcut() {
                    button = button.shortcut_text(context.format_shortcut(&key));
                }
                if ui.add_sized([360.0, 22.0], button).on_hover_text(action.help()).clicked() {
                    chosen = Some(action);
                }
            }
        },
    );
    if let Some(action) = chosen {
        dialogs.palette = false;
        commands.push(Command::Act(action));
    }
}
