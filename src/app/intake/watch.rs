//! A folder that is watched: what is put into it is taken in. The system tells of changes, so that nothing
//! runs while nothing happens.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::article;

/// A file is taken in once nothing has changed for so long: it may still be being written.
const QUIET: Duration = Duration::from_millis(800);

/// A watch under way; dropped, it ends.
#[derive(Debug)]
pub(in crate::app) struct Watch {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches a folder with all below it. What is in it already is not new. `arrived` is called with new
    /// files, on a thread of its own.
    ///
    /// # Errors
    /// Why the folder cannot be watched.
    pub(in crate::app) fn start(
        folder: &Path,
        arrived: impl Fn(Vec<PathBuf>) + Send + 'static,
    ) -> Result<Self, String> {
        let problem = |reason: String| format!("{}: cannot be watched ({reason})", folder.display());
        if !folder.is_dir() {
            return Err(problem("there is no such folder".to_owned()));
        }
        let (sender, changes) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if let Ok(event) = event
                && matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any)
            {
                // The watch may just have ended.
                let _sent = sender.send(());
            }
        })
        .map_err(|error| problem(error.to_string()))?;
        watcher.watch(folder, RecursiveMode::Recursive).map_err(|error| problem(error.to_string()))?;
        let known: HashSet<PathBuf> = article::files(&[folder.to_owned()]).0.into_iter().collect();
        let root = folder.to_owned();
        thread::spawn(move || follow(&root, known, &changes, &arrived));
        Ok(Self { _watcher: watcher })
    }
}

/// Waits for changes until the watcher is gone.
fn follow(
    folder: &Path,
    mut known: HashSet<PathBuf>,
    changes: &Receiver<()>,
    arrived: &dyn Fn(Vec<PathBuf>),
) {
    while changes.recv().is_ok() {
        // Until it is quiet again.
        loop {
            match changes.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        let found = article::files(&[folder.to_owned()]).0;
        let new: Vec<PathBuf> = found.into_iter().filter(|file| known.insert(file.clone())).collect();
        if !new.is_empty() {
            arrived(new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_the_folder_arrives_and_what_was_there_does_not() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        std::fs::write(folder.path().join("old.txt"), "Baku").expect("written");
        let (sender, arrived) = channel();
        let watch =
            Watch::start(folder.path(), move |files| sender.send(files).expect("heard")).expect("watched");
        std::fs::create_dir(folder.path().join("08")).expect("made");
        std::fs::write(folder.path().join("08/new.txt"), "Yerevan").expect("written");
        std::fs::write(folder.path().join("new.png"), "x").expect("written");
        let files = arrived.recv_timeout(Duration::from_secs(30)).expect("something arrives");
        assert_eq!(files, [folder.path().join("08/new.txt")]);
        drop(watch);
        assert!(Watch::start(&folder.path().join("missing"), |_| {}).is_err());
    }
}
