//! A file picker of our own, for desktops where no dialog answers.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Files after folders.
    pub is_file: bool,
    /// Its name.
    pub name: String,
}

/// What the picker shows.
#[derive(Clone, Debug)]
pub struct Picker {
    /// The name proposed for a file to be saved; `None` where files are opened.
    pub save_as: Option<String>,
    /// The folder shown.
    pub folder: PathBuf,
    /// What is in it, folders first, or why it cannot be read.
    pub items: Result<Vec<Item>, String>,
    /// The files chosen.
    pub chosen: BTreeSet<PathBuf>,
    /// The path typed in.
    pub typed: String,
}

impl Picker {
    /// A picker for a folder that is still to be read.
    #[must_use]
    pub fn new(folder: PathBuf, save_as: Option<String>) -> Self {
        let typed = folder.display().to_string();
        Self { save_as, folder, items: Ok(Vec::new()), chosen: BTreeSet::new(), typed }
    }

    /// Shows what was found in a folder.
    pub fn lay_down(&mut self, folder: PathBuf, items: Result<Vec<Item>, String>) {
        self.typed = folder.display().to_string();
        self.folder = folder;
        self.items = items;
        self.chosen.clear();
    }

    /// What would be picked now.
    #[must_use]
    pub fn picks(&self) -> Vec<PathBuf> {
        match &self.save_as {
            Some(name) if name.trim().is_empty() => Vec::new(),
            Some(name) => vec![self.folder.join(name.trim())],
            None if self.chosen.is_empty() => vec![PathBuf::from(self.typed.trim())],
            None => self.chosen.iter().cloned().collect(),
        }
    }

    /// Whether saving would replace a file that is there.
    #[must_use]
    pub fn replaces(&self) -> bool {
        let Some(name) = &self.save_as else { return false };
        self.items
            .as_ref()
            .is_ok_and(|items| items.iter().any(|item| item.is_file && item.name == name.trim()))
    }
}

/// The entries of a folder, hidden ones left out, folders first.
///
/// # Errors
/// Why it cannot be read.
pub fn list(folder: &Path) -> Result<Vec<Item>, String> {
    let problem = |error: std::io::Error| format!("{}: cannot be read ({error})", folder.display());
    let mut items = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(problem)? {
        let entry = entry.map_err(problem)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            items.push(Item { is_file: !entry.path().is_dir(), name });
        }
    }
    items.sort();
    Ok(items)
}
