//! What can be said about a figure: words, page, theme, map, callouts, parts; and what to look at before it is
//! written.

use egui::{ComboBox, DragValue, RichText, TextEdit, Ui};

use super::{FigureState, callouts};
use crate::{
    app::{command::Command, context::ViewContext, views::in_view},
    basemap::{MapView, Worldview, style::Theme},
    figure::definition::{Extent, FigureDefinition, PageSize, Part},
};

pub(super) fn ui(
    ui: &mut Ui,
    view: &ViewContext<'_>,
    state: &mut FigureState,
    (map, listed): (&MapView, &str),
    commands: &mut Vec<Command>,
) {
    words(ui, view, state);
    heading(ui, "What is shown");
    in_view::chooser(ui, view, listed, &mut state.definition.filter);
    heading(ui, "Page");
    page(ui, &mut state.definition);
    heading(ui, "Map");
    extent(ui, &mut state.definition, map);
    heading(ui, "Callouts");
    callouts::ui(ui, view, &mut state.definition);
    heading(ui, "Parts");
    parts(ui, &mut state.definition);
    heading(ui, "Before it is written");
    warnings(ui, view);
    heading(ui, "Kept in the project");
    kept(ui, view, state, commands);
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(8.0);
    ui.label(RichText::new(text).strong());
}

fn field(ui: &mut Ui, name: &str, hint: &str, text: &mut String) {
    let label = ui.label(name);
    ui.add(TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY)).labelled_by(label.id);
}

fn words(ui: &mut Ui, view: &ViewContext<'_>, state: &mut FigureState) {
    let plain = view.preview.map_or("", |preview| preview.facts.title.as_str());
    field(ui, "Title", plain, &mut state.definition.title);
    field(ui, "Subtitle", "None", &mut state.definition.subtitle);
    let Some(part) = state.selected.clone() else { return };
    if !matches!(part, Part::Caption | Part::Sources | Part::DateRange | Part::Callout(_)) {
        return;
    }
    let label = ui.label(format!("Words of the part “{}”", part.name()));
    let mut text = state.definition.edited.get(&part).cloned().unwrap_or_default();
    let edit = TextEdit::multiline(&mut text)
        .hint_text("As Dateline writes them")
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    if ui.add(edit).labelled_by(label.id).changed() {
        if text.trim().is_empty() {
            state.definition.edited.remove(&part);
        } else {
            state.definition.edited.insert(part, text);
        }
    }
}

fn page(ui: &mut Ui, definition: &mut FigureDefinition) {
    let sizes = [
        ("Slide, 16:9", PageSize::Slide),
        ("A4, lying", PageSize::A4 { portrait: false }),
        ("A4, upright", PageSize::A4 { portrait: true }),
        ("Letter, lying", PageSize::Letter { portrait: false }),
        ("Letter, upright", PageSize::Letter { portrait: true }),
        ("Square", PageSize::Square),
        ("Own size in mm", PageSize::Millimetres([200.0, 150.0])),
        ("Own size in pixels", PageSize::Points([1600.0, 1000.0])),
    ];
    let same = |size: &PageSize| {
        *size == definition.page
            || std::mem::discriminant(size) == std::mem::discriminant(&definition.page)
                && matches!(size, PageSize::Millimetres(_) | PageSize::Points(_))
    };
    let current = sizes.iter().find(|(_, size)| same(size)).map_or("", |(name, _)| name);
    ComboBox::from_label("Size").selected_text(current).show_ui(ui, |ui| {
        for (name, size) in sizes {
            ui.selectable_value(&mut definition.page, size, name);
        }
    });
    if let PageSize::Millimetres(size) | PageSize::Points(size) = &mut definition.page {
        ui.horizontal(|ui| {
            for (side, name) in size.iter_mut().zip(["Width", "Height"]) {
                let label = ui.label(name);
                ui.add(DragValue::new(side).range(80.0..=8000.0).speed(2.0)).labelled_by(label.id);
            }
        });
    }
    ui.horizontal(|ui| {
        let label = ui.label("Pixels to the inch");
        let drag = DragValue::new(&mut definition.dpi).range(96.0..=600.0).speed(4.0).fixed_decimals(0);
        ui.add(drag).labelled_by(label.id);
        let [width, height] = definition.page.points().map(|side| f64::from(side) * definition.scale());
        ui.label(RichText::new(format!("{width:.0} × {height:.0} pixels")).small());
    });
    ui.horizontal(|ui| {
        for (theme, name) in
            [(Theme::Light, "Light"), (Theme::Dark, "Dark"), (Theme::Print, "Print, in greys")]
        {
            ui.radio_value(&mut definition.style.theme, theme, name);
        }
    });
    ui.checkbox(&mut definition.outlined, "SVG with letters as outlines").on_hover_text(
        "For programs that do not read the fonts inside the file; the words cannot be edited then",
    );
}

fn extent(ui: &mut Ui, definition: &mut FigureDefinition, map: &MapView) {
    ui.horizontal(|ui| {
        if ui.button("As the map shows now").clicked() {
            definition.extent = Extent::of(map);
        }
        if ui.button("Fit the coverage").clicked() {
            definition.extent = Extent::Coverage;
        }
    });
    let style = &mut definition.style;
    ComboBox::from_label("Boundaries").selected_text(style.worldview.label()).show_ui(ui, |ui| {
        for worldview in Worldview::all() {
            ui.selectable_value(&mut style.worldview, worldview, worldview.label());
        }
    });
}

fn parts(ui: &mut Ui, definition: &mut FigureDefinition) {
    for part in Part::SWITCHES {
        let mut on = definition.shows(&part);
        if ui.checkbox(&mut on, part.name()).changed() {
            definition.switch(&part, on);
        }
    }
    ui.label(RichText::new("Boundaries and sources of the map are always stated.").small());
    let changed = !definition.moved.is_empty() || !definition.edited.is_empty();
    let button = egui::Button::new("Put everything back");
    if ui.add_enabled(changed, button).on_hover_text("Undo what was moved or reworded").clicked() {
        definition.moved.clear();
        definition.edited.clear();
    }
}

fn warnings(ui: &mut Ui, view: &ViewContext<'_>) {
    let Some(preview) = view.preview else { return };
    if preview.facts.warnings.is_empty() {
        ui.label("Nothing to note.");
    }
    for warning in &preview.facts.warnings {
        ui.label(RichText::new(format!("• {warning}")).small());
    }
}

fn kept(ui: &mut Ui, view: &ViewContext<'_>, state: &mut FigureState, commands: &mut Vec<Command>) {
    let saved: Vec<(String, String)> =
        view.project.saved_figures().map(|(name, text)| (name.to_owned(), text.to_string())).collect();
    field(ui, "Name of the figure", "Needed to keep it", &mut state.name);
    let name = state.name.trim().to_owned();
    let button = egui::Button::new("Keep in the project");
    if ui
        .add_enabled(!name.is_empty(), button)
        .on_hover_text("To be made again when the coverage has grown")
        .clicked()
    {
        commands.push(Command::KeepFigure(name, Some(Box::new(state.definition.clone()))));
    }
    for (name, text) in saved {
        ui.horizontal(|ui| {
            if ui.button(format!("Open “{name}”")).clicked()
                && let Ok(definition) = serde_json::from_str(&text)
            {
                state.resume(name.clone(), definition);
            }
            if ui.button("Delete").on_hover_text(format!("Delete “{name}” from the project")).clicked() {
                commands.push(Command::KeepFigure(name, None));
            }
        });
    }
}
