//! Colours, sizes and fonts of the window: the only place that knows them.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke, TextStyle, Visuals,
};

use super::settings::ThemeChoice;
use crate::{
    basemap::style::{Colour, Theme},
    fonts,
};

/// The name of the bold family.
const BOLD: &str = "bold";
/// The name of the slanted family.
const ITALIC: &str = "italic";

/// Sets fonts and styles up once.
pub fn install(context: &egui::Context) {
    let mut definitions = FontDefinitions::default();
    for face in [fonts::REGULAR, fonts::BOLD, fonts::ITALIC].iter().chain(fonts::OTHER_SCRIPTS) {
        definitions.font_data.insert(face.name.to_owned(), Arc::new(FontData::from_static(face.bytes)));
    }
    let others: Vec<String> = fonts::OTHER_SCRIPTS.iter().map(|face| face.name.to_owned()).collect();
    let family = |first: &str, rest: &[String]| -> Vec<String> {
        std::iter::once(first.to_owned()).chain(others.iter().cloned()).chain(rest.iter().cloned()).collect()
    };
    let usual = definitions.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    definitions.families.insert(FontFamily::Proportional, family(fonts::REGULAR.name, &usual));
    definitions.families.insert(FontFamily::Name(BOLD.into()), family(fonts::BOLD.name, &usual));
    definitions.families.insert(FontFamily::Name(ITALIC.into()), family(fonts::ITALIC.name, &usual));
    context.set_fonts(definitions);
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        context.style_mut_of(theme, |style| {
            style.visuals = visuals(theme);
            style.spacing.item_spacing = egui::vec2(8.0, 6.0);
            style.spacing.button_padding = egui::vec2(9.0, 4.0);
            style.spacing.scroll = egui::style::ScrollStyle::thin();
            style.text_styles = [
                (TextStyle::Heading, FontId::new(17.0, FontFamily::Name(BOLD.into()))),
                (TextStyle::Body, FontId::new(13.5, FontFamily::Proportional)),
                (TextStyle::Button, FontId::new(13.0, FontFamily::Proportional)),
                (TextStyle::Small, FontId::new(11.5, FontFamily::Proportional)),
                (TextStyle::Monospace, FontId::new(12.5, FontFamily::Monospace)),
            ]
            .into();
        });
    }
}

/// Follows the user's choice of light or dark.
pub fn apply(context: &egui::Context, choice: ThemeChoice) {
    let wanted = match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    };
    if context.options(|options| options.theme_preference) != wanted {
        context.set_theme(wanted);
    }
}

fn visuals(theme: egui::Theme) -> Visuals {
    let dark = theme == egui::Theme::Dark;
    let mut visuals = if dark { Visuals::dark() } else { Visuals::light() };
    let pick = |light: u32, night: u32| rgb(map_theme(dark).of((light, night)));
    visuals.panel_fill = pick(0x00fb_faf7, 0x001f_2326);
    visuals.window_fill = pick(0x00ff_ffff, 0x0026_2b2f);
    visuals.extreme_bg_color = pick(0x00ff_ffff, 0x0018_1b1e);
    visuals.faint_bg_color = pick(0x00f3_f1ec, 0x0025_2a2d);
    visuals.selection.bg_fill = pick(0x00c6_e4e6, 0x0015_4f56);
    visuals.selection.stroke = Stroke::new(1.0, pick(0x0000_4b52, 0x00d6_f5f7));
    visuals.hyperlink_color = accent(dark);
    visuals.widgets.noninteractive.fg_stroke.color = pick(0x002b_2e31, 0x00d9_dee2);
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, pick(0x00e2_ded5, 0x0035_3b40));
    visuals.widgets.inactive.fg_stroke.color = pick(0x002b_2e31, 0x00d9_dee2);
    visuals.widgets.inactive.weak_bg_fill = pick(0x00ef_ece6, 0x002e_3439);
    visuals.widgets.hovered.weak_bg_fill = pick(0x00e6_e2d9, 0x0038_4046);
    visuals.widgets.active.weak_bg_fill = pick(0x00d9_d4c9, 0x0043_4c53);
    for widget in [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered, &mut visuals.widgets.active] {
        widget.corner_radius = CornerRadius::same(5);
        widget.expansion = 0.0;
    }
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.window_stroke = Stroke::new(1.0, pick(0x00d9_d4c9, 0x003b_4247));
    visuals
}

/// The map's theme for a dark or light window.
#[must_use]
pub const fn map_theme(dark: bool) -> Theme {
    if dark { Theme::Dark } else { Theme::Light }
}

/// A map colour as a window colour.
#[must_use]
pub const fn rgb([r, g, b]: Colour) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// The colour of what can be acted on.
#[must_use]
pub const fn accent(dark: bool) -> Color32 {
    rgb(crate::cartography::palette::selection(map_theme(dark)))
}

/// Quiet text.
#[must_use]
pub const fn quiet(dark: bool) -> Color32 {
    rgb(map_theme(dark).of((0x0070_7478, 0x0092_9ba2)))
}

/// A bold font of a size.
#[must_use]
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(BOLD.into()))
}

/// A slanted font of a size, as the names of waters are set.
#[must_use]
pub fn italic(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ITALIC.into()))
}
