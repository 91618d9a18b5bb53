//! Keeps the project safe: every change goes to its file at once, work without a name goes to a recovery
//! file, and the window says how things stand.

use std::path::PathBuf;

use super::settings::Settings;
use crate::{
    gazetteer::{PlaceId, addition::Addition},
    project::{
        MentionId,
        file::{FileError, Loaded, ProjectFile, Saver},
    },
};

mod home;
mod opening;
mod places;
mod rerun;
mod saving;
mod views;

pub use home::{Home, Left};
pub use rerun::{Changed, Rerun};

/// Where the project lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Under no name yet.
    #[default]
    Untitled,
    /// In this file.
    File(PathBuf),
    /// It was read from this file, which cannot be written.
    ReadOnly(PathBuf),
}

/// What the user wants to do when asked about work without a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaving {
    /// Close the window.
    Close,
    /// Start anew.
    New,
    /// Open this project.
    Open(PathBuf),
}

/// A wish about the project's file.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Open a project.
    Open(PathBuf),
    /// Save under a name of the user's choice.
    SaveAs,
    /// Save, under the name it has.
    Save,
    /// Start an empty project.
    New,
    /// Leave without a name: the work is kept for next time, or discarded.
    Leave {
        /// Whether it is kept.
        keep: bool,
    },
    /// Stay.
    Stay,
    /// Open work that an earlier run left.
    Recover(PathBuf),
    /// Delete work that an earlier run left.
    Discard(PathBuf),
    /// Add to the user's own places; these mentions stand for it.
    Add(Addition, Vec<MentionId>),
    /// Save what is shown under a name.
    SaveView(String),
    /// Show a saved view.
    ShowView(String),
    /// Delete a saved view.
    DeleteView(String),
    /// Leave it where it is.
    Later,
    /// Annotate all articles again.
    Again,
    /// Take over what that found, or not.
    TakeOver(bool),
}

/// What a job of the file brings.
pub(super) enum Outcome {
    /// A project was read, and its file if it may be written.
    Opened(PathBuf, Box<Result<Opened, FileError>>),
    /// Work that earlier runs left, the report of a crash, the project that was open.
    Left(Vec<Left>, Option<PathBuf>, Option<PathBuf>),
    /// The overlay was added to.
    Added(PathBuf, PlaceId, Vec<MentionId>),
    /// Another run of the engine has ended.
    Again(Box<rerun::Found>),
}

/// A project that was read.
pub(super) struct Opened {
    /// Its file, if it may be written.
    file: Option<ProjectFile>,
    loaded: Loaded,
    /// Why it may not.
    why: Option<FileError>,
}

/// The state of keeping.
#[derive(Default)]
pub struct Keeping {
    home: Option<Home>,
    place: Place,
    saver: Option<Saver>,
    /// The file being written by "save as".
    next: Option<Saver>,
    opening: bool,
    /// Articles to be read once the project is open.
    then_read: Vec<PathBuf>,
    title: String,
    /// Projects opened last.
    pub recent: Vec<PathBuf>,
    /// Work that earlier runs left.
    pub left: Vec<Left>,
    /// What is known of a crash.
    pub crash: Option<String>,
    /// The project that was open then.
    pub crashed_with: Option<PathBuf>,
    /// What is asked about work without a name.
    pub leaving: Option<Leaving>,
    may_close: bool,
    leave_after_save: bool,
    kept_settings: Settings,
    /// Annotating again with another version.
    pub rerun: Rerun,
}

impl Keeping {
    /// Where the project lies.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.place {
            Place::Untitled => "Untitled".to_owned(),
            Place::File(path) | Place::ReadOnly(path) => {
                path.file_name().unwrap_or_default().to_string_lossy().into_owned()
            }
        }
    }

    /// How saving stands, in a few words.
    #[must_use]
    pub fn state(&self) -> &'static str {
        let saving = self.saver.as_ref().map(Saver::state).unwrap_or_default();
        match (&self.place, saving.waiting) {
            _ if saving.problem.is_some() => "not saved",
            _ if self.next.is_some() => "saving…",
            (_, 1..) => "saving…",
            (Place::File(_), 0) => "saved",
            (Place::ReadOnly(_), 0) => "read-only",
            (Place::Untitled, 0) if self.saver.is_some() => "no name yet, kept for recovery",
            (Place::Untitled, 0) => "no name yet",
        }
    }

    /// Why changes are not on disk, if they are not.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let problem = self.saver.as_ref()?.state().problem?;
        Some(format!("Not saved: {problem}. Your work is kept in memory, and saving is tried again."))
    }

    /// Whether work would be lost if the window closed now, or is there under no name.
    fn is_unnamed_work(&self) -> bool {
        self.saver.is_some() && !matches!(self.place, Place::File(_)) || self.problem().is_some()
    }

    /// Whether a file is being opened or written.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let busy = |saver: &Saver| saver.state().waiting > 0 && saver.state().problem.is_none();
        self.opening || self.next.is_some() || self.saver.as_ref().is_some_and(busy)
    }
}
