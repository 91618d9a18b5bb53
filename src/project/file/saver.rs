//! Saves as one goes, on a thread of its own: changes are handed over, and count as saved once they are on
//! disk. What cannot be written is kept and tried again.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{FileError, ProjectFile};
use crate::project::{History, Project, Record};

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

/// Makes the file to save into; asked again after a failure.
type Make = Box<dyn FnMut() -> Result<ProjectFile, FileError> + Send>;

impl Saver {
    /// Saves into a file from now on; `woken` is called when the state has changed.
    #[must_use]
    pub fn new(file: ProjectFile, woken: impl Fn() + Send + 'static) -> Self {
        let path = file.path().to_owned();
        Self::start(path, Saving::default(), move |receiver, state| save(file, receiver, state, &woken))
    }

    /// Writes a project whole under a name and saves its changes from now on. It counts as one change that
    /// waits.
    #[must_use]
    pub fn making(
        path: PathBuf,
        project: Project,
        history: History,
        replace: bool,
        woken: impl Fn() + Send + 'static,
    ) -> Self {
        let at = path.clone();
        let make: Make = Box::new(move || ProjectFile::create(&at, &project, &history, replace));
        let saving = Saving { waiting: 1, problem: None };
        Self::start(path, saving, move |receiver, state| {
            if let Some(file) = make_file(make, receiver, state, &woken) {
                save(file, receiver, state, &woken);
            }
        })
    }

    fn start(
        path: PathBuf,
        saving: Saving,
        run: impl FnOnce(&Waiting, &Mutex<Saving>) + Send + 'static,
    ) -> Self {
        let (sender, receiver) = channel();
        let state = Arc::new(Mutex::new(saving));
        let shared = Arc::clone(&state);
        let waiting = Waiting { receiver, made: RefCell::default() };
        let thread = thread::spawn(move || run(&waiting, &shared));
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

/// Changes on their way.
struct Waiting {
    receiver: Receiver<Vec<Record>>,
    /// Those that came while the file was made.
    made: RefCell<Vec<Record>>,
}

fn make_file(
    mut make: Make,
    waiting: &Waiting,
    state: &Mutex<Saving>,
    woken: &dyn Fn(),
) -> Option<ProjectFile> {
    loop {
        match make() {
            Ok(file) => {
                let mut saving = lock(state);
                saving.waiting -= 1;
                saving.problem = None;
                drop(saving);
                woken();
                return Some(file);
            }
            Err(problem) => {
                lock(state).problem = Some(problem);
                woken();
            }
        }
        match waiting.receiver.recv_timeout(AGAIN) {
            Ok(records) => waiting.made.borrow_mut().extend(records),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

fn save(mut file: ProjectFile, from: &Waiting, state: &Mutex<Saving>, woken: &dyn Fn()) {
    let mut waiting: Vec<Record> = from.made.take();
    let mut open = true;
    while open || !waiting.is_empty() {
        let failed = lock(state).problem.is_some();
        let more = match (waiting.is_empty(), failed) {
            (true, _) => from.receiver.recv().map_err(|_closed| RecvTimeoutError::Disconnected),
            (false, true) => from.receiver.recv_timeout(AGAIN),
            (false, false) => Ok(Vec::new()),
        };
        match more {
            Ok(records) => waiting.extend(records),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => open = false,
        }
        // Changes that came meanwhile go along: one flush for all.
        waiting.extend(from.receiver.try_iter().flatten());
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
