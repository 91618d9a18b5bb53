//! The figure composer: a live preview of what will be written, and everything that can be said about it.

use egui::{Context, Ui, Window};

use crate::{
    app::{command::Command, context::ViewContext},
    basemap::{MapView, style::Style},
    figure::{
        FigureDefinition,
        definition::{Extent, PageSize, Part},
        evidence::Evidence,
    },
    project::Filter,
};

mod callouts;
mod dropped;
mod preview;
mod settings;

/// What the composer remembers.
#[derive(Debug, Default)]
pub struct FigureState {
    /// It is open.
    pub open: bool,
    /// The figure as it is wanted.
    pub definition: FigureDefinition,
    /// The name under which it is kept in the project.
    pub name: String,
    /// The part whose words are edited.
    selected: Option<Part>,
    /// The part that is dragged, and how far.
    dragged: Option<(Part, egui::Vec2)>,
    /// Pixels a point that the preview wants.
    pub scale: f64,
    /// It was composed before: size and theme are kept.
    begun: bool,
    /// A figure from elsewhere, whose project is not open.
    pub dropped: Option<(String, Evidence)>,
    /// A figure whose project is being opened: the project, the figure's file, what it carries.
    pub awaited: Option<(std::path::PathBuf, String, Evidence)>,
}

impl FigureState {
    /// Opens the composer on what the map and the lists show.
    pub fn begin(&mut self, view: &MapView, style: Style, filter: Filter) {
        self.open = true;
        self.scale = 1.0;
        if !std::mem::replace(&mut self.begun, true) {
            self.definition.page = PageSize::Slide;
            self.definition.dpi = 192.0;
        }
        // A report is light, however the window is, until the analyst says otherwise.
        let theme = self.definition.style.theme;
        self.definition.style = Style { theme, ..style };
        self.definition.extent = Extent::of(view);
        self.definition.filter = filter;
        self.definition.moved.clear();
    }

    /// Closes it, or what lies over it; whether there was anything.
    pub fn close_one(&mut self) -> bool {
        self.dropped.take().is_some() || std::mem::take(&mut self.open)
    }

    /// Opens the composer on a figure that was kept.
    pub fn resume(&mut self, name: String, definition: FigureDefinition) {
        self.begun = true;
        self.open = true;
        self.scale = 1.0;
        self.selected = None;
        self.name = name;
        self.definition = definition;
    }
}

/// Draws the composer where it is open. `words` are those that the lists are filtered by.
pub fn ui(
    context: &Context,
    view: &ViewContext<'_>,
    state: &mut FigureState,
    map: &MapView,
    words: &str,
) -> Vec<Command> {
    let mut commands = Vec::new();
    dropped::ui(context, &mut state.dropped);
    let screen = context.content_rect();
    let mut open = state.open;
    Window::new("Export figure")
        .open(&mut open)
        .collapsible(false)
        .default_size([(screen.width() * 0.9).min(1500.0), (screen.height() * 0.86).min(980.0)])
        .default_pos([screen.width() * 0.05, screen.height() * 0.05])
        .show(context, |ui| {
            egui::Panel::left("figure settings").resizable(false).exact_size(330.0).show(ui, |ui| {
                egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    settings::ui(ui, view, state, (map, words), &mut commands);
                });
            });
            egui::CentralPanel::no_frame().show(ui, |ui| canvas(ui, view, state, &mut commands));
        });
    state.open &= open;
    commands
}

fn canvas(ui: &mut Ui, view: &ViewContext<'_>, state: &mut FigureState, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        if ui.button("Save figure…").on_hover_text("As PNG, SVG or PDF, by the ending of its name").clicked()
        {
            commands.push(Command::WriteFigure(Box::new(state.definition.clone())));
        }
        if ui.button("Copy picture").on_hover_text("Put the figure on the clipboard").clicked() {
            commands.push(Command::CopyFigure(Box::new(state.definition.clone())));
        }
        ui.menu_button("Handout…", |ui| {
            use crate::figure::handout::Subjects;
            for (name, subjects) in [
                ("A page for each place", Subjects::Places),
                ("A page for each proposal", Subjects::Proposals),
                ("Both", Subjects::All),
            ] {
                if ui.button(name).clicked() {
                    commands.push(Command::WriteHandout(subjects, Box::new(state.definition.clone())));
                    ui.close();
                }
            }
        })
        .response
        .on_hover_text("One PDF with a map, all passages and their sources for each");
        if view.composing {
            ui.spinner();
        }
    });
    ui.separator();
    preview::ui(ui, view, state);
}
