//! Saves as one goes, on a thread of its own: changes are handed over, and count as saved once they are on
//! disk. What cannot be written is kept and tried again.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{FileError, ProjectFile};
use crate::project::Record;

/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// How far saving is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// Changes handed over that are not on disk yet.
    pub waiting: usize,
    /// Why the last try failed; they are kept in memory and tried again.
    pub problem: Option<FileError>,
}

/// A project file that is saved as one goes.
pub struct Saver {
    path: PathBuf,
    sender: Option<Sender<Vec<Record>>>,
    state: Arc<Mutex<Saving>>,
    thread: Option<JoinHandle<()>>,
}

fn lock(state: &Mutex<Saving>) -> MutexGuard<'_, Saving> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Saver {
    /// Saves into a file from now on; `woken` is called when the state has changed.
    #[must_use]
    pub fn new(file: ProjectFile, woken: impl Fn() + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        let state = Arc::new(Mutex::new(Saving::default()));
        let path = file.path().to_owned();
        let shared = Arc::clone(&state);
        let thread = thread::spawn(move || run(file, &receiver, &shared, &woken));
        Self { path, sender: Some(sender), state, thread: Some(thread) }
    }

    /// Hands changes over.
    pub fn save(&self, records: Vec<Record>) {
        if records.is_empty() {
            return;
        }
        lock(&self.state).waiting += records.len();
        let sent = self.sender.as_ref().map(|sender| sender.send(records));
        if !matches!(sent, Some(Ok(()))) {
            let reason = "the thread that saves has ended".to_owned();
            lock(&self.state).problem = Some(FileError::Io { file: self.path.display().to_string(), reason });
        }
    }

    /// How far it is.
    #[must_use]
    pub fn state(&self) -> Saving {
        lock(&self.state).clone()
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Saves what waits, if that is possible now, and closes the file. What could not be saved is told.
    #[must_use]
    pub fn close(mut self) -> Saving {
        self.end();
        self.state()
    }

    fn end(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been told already.
            let _ended = thread.join();
        }
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.end();
    }
}

fn run(mut file: ProjectFile, receiver: &Receiver<Vec<Record>>, state: &Mutex<Saving>, woken: &dyn Fn()) {
    let mut waiting: Vec<Record> = Vec::new();
    let mut open = true;
    while open || !waiting.is_empty() {
        let more = if waiting.is_empty() {
            receiver.recv().map_err(|_closed| RecvTimeoutError::Disconnected)
        } else {
            receiver.recv_timeout(AGAIN)
        };
        match more {
            Ok(records) => waiting.extend(records),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => open = false,
        }
        // Changes that came meanwhile go along: one flush for all.
        waiting.extend(receiver.try_iter().flatten());
        if waiting.is_empty() {
            continue;
        }
        let result = file.write(&waiting);
        let mut saving = lock(state);
        match result {
            Ok(()) => {
                saving.waiting -= waiting.len();
                saving.problem = None;
                waiting.clear();
            }
            Err(problem) => saving.problem = Some(problem),
        }
        drop(saving);
        woken();
        if !open {
            break;
        }
    }
}
