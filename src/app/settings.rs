//! The user's settings: kept beside the window's layout, never in a project.

use serde::{Deserialize, Serialize};

use crate::{
    basemap::{NameLanguage, Worldview, style::Style},
    cli::Sources,
};

/// Light, dark, or whatever the desktop says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the desktop.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Which names the map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NamePolicy {
    /// The leading name alone.
    Leading,
    /// Every party's name of a contested place: "Khankendi / Stepanakert".
    #[default]
    Both,
}

/// What the map stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basemap {
    /// Natural Earth, inside the program.
    #[default]
    Embedded,
    /// An archive of tiles on this machine.
    File(std::path::PathBuf),
    /// OpenStreetMap's own tile server: only ever chosen with the user's consent.
    OpenStreetMap,
    /// Another tile server: only ever chosen with the user's consent.
    Template {
        /// The address, with `{z}`, `{x}`, `{y}` and perhaps `{key}`.
        url: String,
        /// The user's key.
        key: String,
        /// What the provider wants on the map.
        attribution: String,
    },
}

impl Basemap {
    /// Whether it needs the network.
    #[must_use]
    pub const fn is_online(&self) -> bool {
        matches!(self, Self::OpenStreetMap | Self::Template { .. })
    }
}

/// The user's settings.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Names of contested places.
    pub names: NamePolicy,
    /// Whose boundaries the map draws.
    pub boundaries: Worldview,
    /// The language of the basemap's names.
    pub language: NameLanguage,
    /// What the map stands on. Nothing is asked for over the network unless the user chose so.
    pub basemap: Basemap,
    /// Which layers the map draws.
    pub layers: crate::app::views::map::Shown,
    /// Nothing moves by itself: the map jumps instead of flying.
    pub reduce_motion: bool,
    /// The user's own gazetteer overlay.
    pub overlay: Option<std::path::PathBuf>,
    /// A folder whose new files are taken in.
    pub watch: Option<std::path::PathBuf>,
    /// Count articles that repeat another's text by themselves.
    pub keep_duplicates: bool,
    /// A gazetteer in place of the program's own.
    pub gazetteer: Option<std::path::PathBuf>,
}

impl Settings {
    /// How the basemap is drawn in a light or dark window.
    #[must_use]
    pub fn map_style(&self, dark: bool) -> Style {
        Style {
            theme: super::theme::map_theme(dark),
            worldview: self.boundaries,
            language: self.language,
            both_names: self.names == NamePolicy::Both,
        }
    }

    /// What the engine is loaded from.
    #[must_use]
    pub fn sources(&self) -> Sources {
        Sources { places: self.overlay.clone(), gazetteer: self.gazetteer.clone() }
    }
}
