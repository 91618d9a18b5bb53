//! Windows about files taken in: what was read and what was not, and what the columns of tables hold.

use egui::{ComboBox, Context, Grid, RichText, ScrollArea, Ui, Window};

use crate::{
    app::{
        command::Command,
        intake::{Intake, Tables},
    },
    article::Field,
};

/// Rows of a table that are shown.
const ROWS: usize = 5;
/// Characters of a cell that are shown.
const CELL: usize = 48;

pub(super) fn ui(context: &Context, state: &mut Intake) -> Vec<Command> {
    let mut commands = Vec::new();
    report(context, state);
    let more = state.waiting.len().saturating_sub(1);
    if let Some(tables) = state.waiting.first_mut() {
        commands.extend(columns(context, tables, more));
    }
    commands
}

/// What was read and what was not.
fn report(context: &Context, state: &mut Intake) {
    let Intake { report, open, all, .. } = state;
    Window::new("What was read").open(open).default_width(560.0).collapsible(false).show(context, |ui| {
        ui.label(RichText::new(report.summary()).strong());
        ui.horizontal(|ui| {
            ui.checkbox(all, "Also files without problems");
            if ui.button("Copy report").on_hover_text("The whole report as text").clicked() {
                ui.ctx().copy_text(report.text());
            }
        });
        ui.separator();
        let rows: Vec<(String, bool)> = rows(report, *all);
        if rows.is_empty() {
            ui.weak("Everything was read.");
        }
        let height = ui.text_style_height(&egui::TextStyle::Body);
        ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show_rows(
            ui,
            height,
            rows.len(),
            |ui, range| {
                for (text, is_problem) in &rows[range] {
                    let text = if *is_problem { RichText::new(text) } else { RichText::new(text).weak() };
                    ui.add(egui::Label::new(text).truncate());
                }
            },
        );
    });
}

/// A line a problem, and a line a file where all are shown; whether it is a problem.
fn rows(report: &crate::app::intake::Report, all: bool) -> Vec<(String, bool)> {
    let mut rows: Vec<(String, bool)> = report.problems.iter().map(|text| (text.clone(), true)).collect();
    for file in &report.files {
        if all {
            let articles = if file.articles == 1 { "article" } else { "articles" };
            rows.push((format!("{}: {} {articles}", file.file, file.articles), false));
        }
        rows.extend(file.problems.iter().map(|text| (text.clone(), true)));
    }
    rows
}

/// What the columns of tables hold.
fn columns(context: &Context, tables: &mut Tables, more: usize) -> Option<Command> {
    let mut command = None;
    let mut open = true;
    Window::new("What the columns hold").open(&mut open).default_width(640.0).collapsible(false).show(
        context,
        |ui| {
            let name = tables.files[0].file_name().map(|name| name.to_string_lossy().into_owned());
            let others = tables.files.len() - 1;
            let mut title = name.unwrap_or_default();
            if others > 0 {
                title += &format!(" and {others} more with the same columns");
            }
            ui.label(RichText::new(title).strong());
            ui.add_space(4.0);
            fields(ui, tables);
            ui.separator();
            preview(ui, tables);
            ui.separator();
            ui.horizontal(|ui| {
                let chosen = tables.columns.get(Field::Text).is_some();
                let read = ui.add_enabled(chosen, egui::Button::new("Read these articles"));
                if read.on_disabled_hover_text("Choose the column that holds the text").clicked() {
                    command = Some(Command::ReadTables(Some(tables.columns.clone())));
                }
                if ui.button("Leave them out").clicked() {
                    command = Some(Command::ReadTables(None));
                }
                if more > 0 {
                    ui.weak(format!("{more} more to ask about"));
                }
            });
        },
    );
    if open { command } else { Some(Command::ReadTables(None)) }
}

fn fields(ui: &mut Ui, tables: &mut Tables) {
    let Tables { preview, columns, .. } = tables;
    Grid::new("fields").num_columns(4).spacing([12.0, 6.0]).show(ui, |ui| {
        for (at, field) in Field::ALL.into_iter().enumerate() {
            let label = ui.label(field.label());
            let now = columns.get(field).unwrap_or("none").to_owned();
            let combo = ComboBox::from_id_salt(("field", at)).selected_text(&now).width(190.0);
            let shown = combo.show_ui(ui, |ui| {
                let mut chosen = None;
                if ui.selectable_label(now == "none", "none").clicked() {
                    chosen = Some(None);
                }
                for column in &preview.columns {
                    if ui.selectable_label(now == *column, column).clicked() {
                        chosen = Some(Some(column.as_str()));
                    }
                }
                chosen
            });
            if let Some(Some(chosen)) = shown.inner {
                columns.set(field, chosen);
            }
            shown.response.labelled_by(label.id);
            if at % 2 == 1 {
                ui.end_row();
            }
        }
    });
}

fn preview(ui: &mut Ui, tables: &Tables) {
    let used =
        |column: &String| Field::ALL.into_iter().find(|field| tables.columns.get(*field) == Some(column));
    ScrollArea::horizontal().id_salt("preview").show(ui, |ui| {
        Grid::new("rows").striped(true).spacing([14.0, 4.0]).show(ui, |ui| {
            for column in &tables.preview.columns {
                let text = RichText::new(cut(column)).small().strong();
                let field = used(column).map_or("not read", Field::label);
                ui.label(text).on_hover_text(field);
            }
            ui.end_row();
            for row in tables.preview.rows.iter().take(ROWS) {
                for (column, cell) in tables.preview.columns.iter().zip(row) {
                    let text = RichText::new(cut(cell)).small();
                    ui.label(if used(column).is_some() { text } else { text.weak() }).on_hover_text(cell);
                }
                ui.end_row();
            }
        });
    });
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(CELL).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
