//! The settings of the map: whose boundaries, which names, and what it stands on.

use egui::{ComboBox, RichText, TextEdit, Ui};

use crate::{
    app::{
        command::Command,
        context::ViewContext,
        settings::{Basemap, NamePolicy},
        views::map::complaint,
    },
    basemap::{NameLanguage, Worldview},
};

/// What is being filled in.
#[derive(Clone, Debug, Default)]
pub struct MappingState {
    /// An online basemap that waits for the user's consent.
    asking: Option<Basemap>,
    url: String,
    key: String,
    attribution: String,
    /// Whether the fields are open.
    template: bool,
}

/// The settings of the map.
pub(in crate::app::views) fn ui(
    ui: &mut Ui,
    view: &ViewContext<'_>,
    state: &mut MappingState,
) -> Vec<Command> {
    let mut commands = Vec::new();
    boundaries(ui, view, &mut commands);
    names(ui, view, &mut commands);
    ground(ui, view, state, &mut commands);
    commands
}

fn boundaries(ui: &mut Ui, view: &ViewContext<'_>, commands: &mut Vec<Command>) {
    let label = ui.label(RichText::new("Boundaries").strong());
    let now = view.settings.boundaries;
    let shown =
        ComboBox::from_id_salt("boundaries").height(400.0).selected_text(now.label()).show_ui(ui, |ui| {
            for choice in Worldview::all() {
                if ui.selectable_label(choice == now, choice.label()).clicked() {
                    commands.push(Command::SetBoundaries(choice));
                }
            }
        });
    shown.response.labelled_by(label.id).on_hover_text(
        "De facto: lines as they are held on the ground. A country’s view: as Natural Earth says it draws them.",
    );
}

fn names(ui: &mut Ui, view: &ViewContext<'_>, commands: &mut Vec<Command>) {
    let label = ui.label(RichText::new("Names on the basemap").strong());
    let now = view.settings.language;
    let shown =
        ComboBox::from_id_salt("language").height(400.0).selected_text(now.label()).show_ui(ui, |ui| {
            for choice in NameLanguage::all() {
                if ui.selectable_label(choice == now, choice.label()).clicked() {
                    commands.push(Command::SetLanguage(choice));
                }
            }
        });
    shown.response.labelled_by(label.id);
    ui.label(RichText::new("Names of contested places").strong());
    ui.horizontal(|ui| {
        for (policy, name) in
            [(NamePolicy::Both, "Every party’s name"), (NamePolicy::Leading, "The leading name")]
        {
            if ui.radio(view.settings.names == policy, name).clicked() {
                commands.push(Command::SetNames(policy));
            }
        }
    });
}

fn ground(ui: &mut Ui, view: &ViewContext<'_>, state: &mut MappingState, commands: &mut Vec<Command>) {
    ui.label(RichText::new("Basemap").strong());
    let now = &view.settings.basemap;
    if ui.radio(*now == Basemap::Embedded, "Natural Earth, inside the program").clicked() {
        state.asking = None;
        commands.push(Command::SetBasemap(Basemap::Embedded));
    }
    ui.horizontal(|ui| {
        let own = matches!(now, Basemap::File(_));
        if ui
            .radio(own, "A PMTiles file…")
            .on_hover_text("Vector tiles of Protomaps or OpenMapTiles, or pictures")
            .clicked()
        {
            commands.push(Command::ChooseBasemap);
        }
        if let Basemap::File(path) = now {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            ui.label(RichText::new(name).small()).on_hover_text(path.display().to_string());
        }
    });
    if ui.radio(*now == Basemap::OpenStreetMap, "OpenStreetMap, online").clicked()
        && *now != Basemap::OpenStreetMap
    {
        state.asking = Some(Basemap::OpenStreetMap);
    }
    let own = matches!(now, Basemap::Template { .. });
    if ui.radio(own || state.template, "Another tile server…").clicked() {
        state.template = !state.template;
        if let Basemap::Template { url, key, attribution } = now {
            (state.url, state.key, state.attribution) = (url.clone(), key.clone(), attribution.clone());
        }
    }
    if state.template {
        template(ui, state);
    }
    consent(ui, state, commands);
}

fn template(ui: &mut Ui, state: &mut MappingState) {
    egui::Grid::new("template").num_columns(2).show(ui, |ui| {
        for (name, hint, text, secret) in [
            ("Address", "https://tiles.example.org/{z}/{x}/{y}.png?key={key}", &mut state.url, false),
            ("Key", "stands where {key} is", &mut state.key, true),
            ("Attribution", "what the provider wants on the map", &mut state.attribution, false),
        ] {
            let label = ui.label(name);
            ui.add(TextEdit::singleline(text).hint_text(hint).password(secret).desired_width(320.0))
                .labelled_by(label.id);
            ui.end_row();
        }
    });
    let complaint = complaint(&state.url).or_else(|| {
        state.attribution.trim().is_empty().then_some("The provider’s attribution must stand on the map")
    });
    if let Some(complaint) = complaint.filter(|_| !state.url.is_empty()) {
        ui.label(RichText::new(complaint).small());
    }
    if ui.add_enabled(complaint.is_none(), egui::Button::new("Use this server…")).clicked() {
        let (url, key) = (state.url.trim().to_owned(), state.key.trim().to_owned());
        state.asking = Some(Basemap::Template { url, key, attribution: state.attribution.trim().to_owned() });
    }
}

/// Nothing leaves the machine before the user has read what will.
fn consent(ui: &mut Ui, state: &mut MappingState, commands: &mut Vec<Command>) {
    let Some(asked) = state.asking.clone() else { return };
    let host = match &asked {
        Basemap::Template { url, .. } => {
            url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("the server").to_owned()
        }
        _ => "tile.openstreetmap.org".to_owned(),
    };
    egui::Frame::group(ui.style()).show(ui, |ui| {
        ui.label(RichText::new("This goes online").strong());
        ui.add(
            egui::Label::new(format!(
                "Dateline will ask {host} for pictures of every part of the map you look at. The server sees your \
                 address on the network and where you look, though not your articles. Pictures are kept on this \
                 machine as long as the server allows."
            ))
            .wrap(),
        );
        ui.horizontal(|ui| {
            if ui.button("Go online").clicked() {
                commands.push(Command::SetBasemap(asked));
                state.asking = None;
                state.template = false;
            }
            if ui.button("Stay offline").clicked() {
                state.asking = None;
            }
        });
    });
}
