//! Everything a menu, a shortcut or the palette can do: one list for all three.

use egui::{Key, KeyboardShortcut, Modifiers};

/// A thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start an empty project.
    New,
    /// Save the project.
    Save,
    /// Save the project under another name.
    SaveAs,
    /// Annotate all articles again.
    Again,
    /// Choose files to open.
    Open,
    /// Choose a folder to open.
    OpenFolder,
    /// What was read last, and what was not.
    ReadingReport,
    /// Open the sample coverage.
    OpenSample,
    /// Compose a figure.
    ExportFigure,
    /// Write places and proposals as data.
    ExportData,
    /// Take in a colleague's decisions.
    ImportAnnotations,
    /// Save a picture of the window.
    Screenshot,
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Go through the mentions, least certain first.
    Review,
    /// The changes made.
    History,
    /// All proposals in a table.
    ProposalsTable,
    /// Filter the list in front.
    Find,
    /// Every command by name.
    Palette,
    /// The keys.
    Keys,
    /// Show everything on the map.
    FitAll,
    /// Show the selection on the map.
    FitSelection,
    /// The selection before.
    Back,
    /// The selection after.
    Forward,
    /// Switch between light and dark.
    SwitchTheme,
    /// The settings.
    Settings,
    /// Licences and sources.
    About,
    /// Close the window.
    Quit,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT_CTRL: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

impl Action {
    /// All of them, in the order of the palette.
    pub const ALL: [Self; 28] = [
        Self::New,
        Self::Open,
        Self::OpenFolder,
        Self::ReadingReport,
        Self::Save,
        Self::SaveAs,
        Self::OpenSample,
        Self::ExportFigure,
        Self::ExportData,
        Self::ImportAnnotations,
        Self::Screenshot,
        Self::Undo,
        Self::Redo,
        Self::Review,
        Self::Again,
        Self::History,
        Self::ProposalsTable,
        Self::Find,
        Self::Palette,
        Self::Keys,
        Self::FitAll,
        Self::FitSelection,
        Self::Back,
        Self::Forward,
        Self::SwitchTheme,
        Self::Settings,
        Self::About,
        Self::Quit,
    ];

    /// What menus and the palette call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "New project",
            Self::Save => "Save",
            Self::SaveAs => "Save as…",
            Self::Again => "Annotate again…",
            Self::Open => "Open…",
            Self::OpenFolder => "Open folder…",
            Self::ReadingReport => "What was read",
            Self::OpenSample => "Open sample coverage",
            Self::ExportFigure => "Export figure…",
            Self::ExportData => "Export data…",
            Self::ImportAnnotations => "Import annotations…",
            Self::Screenshot => "Save screenshot…",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Review => "Review places",
            Self::History => "History of changes",
            Self::ProposalsTable => "Proposals table",
            Self::Find => "Find in list",
            Self::Palette => "Command palette",
            Self::Keys => "Keyboard shortcuts",
            Self::FitAll => "Show everything",
            Self::FitSelection => "Show selection",
            Self::Back => "Previous selection",
            Self::Forward => "Next selection",
            Self::SwitchTheme => "Switch light and dark",
            Self::Settings => "Settings",
            Self::About => "About and licences",
            Self::Quit => "Quit",
        }
    }

    /// What it does, in a sentence.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Self::New => "Start an empty project.",
            Self::Save => "Give the project a file; from then on every change is saved at once.",
            Self::SaveAs => "Save the project under another name and go on there.",
            Self::Again => {
                "Run this version over all articles; your decisions stay, and changes are listed first."
            }
            Self::Open => {
                "Choose a project or files: text, web pages, PDF, Word, e-mail, feeds, tables, subtitles, archives."
            }
            Self::OpenFolder => "Choose a folder; all files of known kinds in it and below are read.",
            Self::ReadingReport => "Show what was read last, and what could not be read and why.",
            Self::OpenSample => "Add the bundled sample coverage to the project.",
            Self::ExportFigure => {
                "Compose the map with callouts and a legend, and save it as PNG, SVG or PDF."
            }
            Self::ExportData => "Save places, mentions and proposals as a report or as data.",
            Self::ImportAnnotations => "Take in a colleague’s decisions from a file of Web Annotations.",
            Self::Screenshot => "Save a picture of this window.",
            Self::Undo => "Take the last change back.",
            Self::Redo => "Make the change again that was taken back.",
            Self::Review => "Go through the mentions one by one, least certain first.",
            Self::History => "List every change, and go back to any of them.",
            Self::ProposalsTable => "Show or hide the table of proposals.",
            Self::Find => "Filter the list in front by words.",
            Self::Palette => "Find any command by its name.",
            Self::Keys => "Show all keyboard shortcuts.",
            Self::FitAll => "Move the map to show all places.",
            Self::FitSelection => "Move the map to what is selected.",
            Self::Back => "Go back to what was selected before.",
            Self::Forward => "Go forward again.",
            Self::SwitchTheme => "Change between the light and the dark theme.",
            Self::Settings => "Theme, boundaries, place names, basemap, gazetteer overlay.",
            Self::About => "Version, sources of the data and licences.",
            Self::Quit => "Close Dateline.",
        }
    }

    /// Its key, if it has one.
    #[must_use]
    pub const fn shortcut(self) -> Option<KeyboardShortcut> {
        Some(match self {
            Self::New => KeyboardShortcut::new(CTRL, Key::N),
            Self::Save => KeyboardShortcut::new(CTRL, Key::S),
            Self::SaveAs => KeyboardShortcut::new(SHIFT_CTRL, Key::S),
            Self::Open => KeyboardShortcut::new(CTRL, Key::O),
            Self::OpenFolder => KeyboardShortcut::new(SHIFT_CTRL, Key::O),
            Self::ExportFigure => KeyboardShortcut::new(CTRL, Key::E),
            Self::ExportData => KeyboardShortcut::new(SHIFT_CTRL, Key::E),
            Self::Undo => KeyboardShortcut::new(CTRL, Key::Z),
            Self::Redo => KeyboardShortcut::new(SHIFT_CTRL, Key::Z),
            Self::Review => KeyboardShortcut::new(CTRL, Key::R),
            Self::History => KeyboardShortcut::new(CTRL, Key::H),
            Self::ProposalsTable => KeyboardShortcut::new(CTRL, Key::T),
            Self::Find => KeyboardShortcut::new(CTRL, Key::F),
            Self::Palette => KeyboardShortcut::new(CTRL, Key::P),
            Self::Keys => KeyboardShortcut::new(Modifiers::NONE, Key::F1),
            Self::FitAll => KeyboardShortcut::new(Modifiers::NONE, Key::F),
            Self::FitSelection => KeyboardShortcut::new(Modifiers::SHIFT, Key::F),
            Self::Back => KeyboardShortcut::new(Modifiers::ALT, Key::ArrowLeft),
            Self::Forward => KeyboardShortcut::new(Modifiers::ALT, Key::ArrowRight),
            Self::Settings => KeyboardShortcut::new(CTRL, Key::Comma),
            Self::Quit => KeyboardShortcut::new(CTRL, Key::Q),
            Self::ReadingReport
            | Self::OpenSample
            | Self::Again
            | Self::ImportAnnotations
            | Self::Screenshot
            | Self::SwitchTheme
            | Self::About => {
                return None;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_help_and_no_two_share_a_key() {
        let mut keys = Vec::new();
        for action in Action::ALL {
            assert!(action.help().ends_with('.') && !action.name().is_empty());
            if let Some(key) = action.shortcut() {
                assert!(!keys.contains(&key), "{}", action.name());
                keys.push(key);
            }
        }
    }
}
