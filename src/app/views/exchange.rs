//! The dialogs of data: what is written in which format, and whose word stands when decisions are taken in.

use std::sync::Arc;

use egui::{Context, RichText, Ui, Window};

use crate::{
    app::{
        command::Command,
        context::ViewContext,
        exchange::{DataRequest, filter_in_force},
        views::in_view,
    },
    export::{
        Format, Table,
        annotation::{Matched, Precedence},
    },
    project::Filter,
};

/// Decisions that differ from the analyst's own.
#[derive(Debug, PartialEq)]
pub struct Offer {
    /// The name of the file they came in.
    pub file: String,
    /// What is taken in where the analyst's own word stands.
    pub mine: Matched,
    /// What is taken in where the colleague's word stands.
    pub theirs: Matched,
}

/// What the dialogs remember.
#[derive(Debug)]
pub struct ExchangeState {
    /// Whether the export is asked about.
    pub open: bool,
    /// Decisions that wait for an answer.
    pub offer: Option<Arc<Offer>>,
    format: Format,
    table: Table,
    /// What is written; what the lists show until something else is chosen.
    filter: Option<Filter>,
}

impl Default for ExchangeState {
    fn default() -> Self {
        let (format, table) = (Format::GeoJson, Table::Mentions);
        Self { open: false, offer: None, format, table, filter: None }
    }
}

impl ExchangeState {
    /// Closes the window in front; whether there was one.
    pub fn close_one(&mut self) -> bool {
        self.offer.take().is_some() || std::mem::take(&mut self.open)
    }
}

/// Draws what is open. `words` are those that the lists are filtered by.
pub fn ui(context: &Context, view: &ViewContext<'_>, state: &mut ExchangeState, words: &str) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut open = state.open;
    Window::new("Export data").open(&mut open).resizable(false).collapsible(false).show(context, |ui| {
        commands.extend(export(ui, view, state, words));
    });
    state.open = open && commands.is_empty();
    if !state.open {
        state.filter = None;
    }
    if let Some(offer) = state.offer.clone() {
        Window::new("Import annotations").resizable(false).collapsible(false).show(context, |ui| {
            let answers = offer_ui(ui, &offer);
            if !answers.is_empty() {
                state.offer = None;
            }
            commands.extend(answers);
        });
    }
    commands
}

fn export(ui: &mut Ui, view: &ViewContext<'_>, state: &mut ExchangeState, words: &str) -> Option<Command> {
    ui.set_max_width(420.0);
    ui.label(RichText::new("Format").strong());
    for format in Format::DATA {
        ui.radio_value(&mut state.format, format, format.label()).on_hover_text(format.help());
    }
    if Table::of(state.format).is_some() {
        ui.label(RichText::new("Table").strong());
        ui.horizontal(|ui| {
            for table in Table::ALL {
                ui.radio_value(&mut state.table, table, table.label());
            }
        });
    }
    ui.add_space(4.0);
    ui.label(RichText::new("What").strong());
    let mut filter = state.filter.clone().unwrap_or_else(|| filter_in_force(words, view.selection));
    let before = filter.clone();
    in_view::chooser(ui, view, words, &mut filter);
    if filter != before {
        state.filter = Some(filter.clone());
    }
    ui.label(RichText::new("The file says what it was filtered by.").small());
    ui.add_space(4.0);
    ui.button("Save data…").clicked().then(|| {
        let table = Table::of(state.format).map(|_| state.table);
        Command::WriteData(Box::new(DataRequest { format: state.format, table, filter }))
    })
}

fn offer_ui(ui: &mut Ui, offer: &Arc<Offer>) -> Vec<Command> {
    ui.set_max_width(420.0);
    ui.label(format!("{}: {}", offer.file, offer.mine.report(Precedence::Mine)));
    let mut commands = Vec::new();
    ui.horizontal(|ui| {
        let mine = format!("Keep mine, take in {}", offer.mine.changes.len());
        if ui.button(mine).clicked() {
            commands.push(Command::TakeDecisions(Arc::clone(offer), Precedence::Mine));
        }
        let theirs = format!("Take theirs, {} in all", offer.theirs.changes.len());
        if ui.button(theirs).clicked() {
            commands.push(Command::TakeDecisions(Arc::clone(offer), Precedence::Theirs));
        }
        if ui.button("Take in nothing").clicked() {
            commands.push(Command::TakeNoDecisions);
        }
    });
    commands
}
