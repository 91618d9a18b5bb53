//! One program at a time writes a project: a lock of the operating system, which ends with its holder
//! however that ends. It lies on a small file beside the project, gone when the project is closed.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// How long a lock is waited for: whoever only looks whether it is held lets go of it at once.
const PATIENCE: Duration = Duration::from_millis(250);

/// A lock that is held.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Another program has it; what it said of itself.
    Held(String),
    /// The lock's file cannot be made.
    Io(io::Error),
}

/// Where the lock of a project lies.
pub(super) fn beside(project: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(project.file_name().unwrap_or_default());
    name.push("-lock");
    project.with_file_name(name)
}

impl Lock {
    /// Takes the lock of a project.
    ///
    /// # Errors
    /// [`NoLock`].
    pub(super) fn take(project: &Path) -> Result<Self, NoLock> {
        let path = beside(project);
        let given_up = Instant::now() + PATIENCE;
        let mut deleted = 0;
        // A lock on a file that its last holder has just deleted holds nothing: then once more.
        while deleted < 16 {
            let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = options.map_err(NoLock::Io)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if Instant::now() < given_up => {
                    thread::sleep(PATIENCE / 25);
                    continue;
                }
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    // Only to say who holds it: that it is held is known.
                    let _read = file.take(200).read_to_string(&mut holder);
                    return Err(NoLock::Held(holder.trim().to_owned()));
                }
                Err(TryLockError::Error(error)) => return Err(NoLock::Io(error)),
            }
            if !is_still(&file, &path) {
                deleted += 1;
                continue;
            }
            // For people who find the file.
            let _written = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| write!(file, "process {}", std::process::id()));
            return Ok(Self { path, _file: file });
        }
        Err(NoLock::Held(String::new()))
    }
}

/// Whether a program holds the lock of a project. Looking makes no file and keeps nobody out for longer than
/// it takes.
pub(super) fn is_held(project: &Path) -> bool {
    let Ok(file) = File::open(beside(project)) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Left behind it would do no harm.
        let _removed = fs::remove_file(&self.path);
    }
}

/// Whether an open file is the one that now lies at a path.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_once_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let project = folder.path().join("p.dateline");
        let held = Lock::take(&project).expect("free");
        assert!(matches!(Lock::take(&project), Err(NoLock::Held(holder)) if holder.contains("process")));
        drop(held);
        assert!(!is_held(&project));
        let again = Lock::take(&project).expect("free again");
        assert!(is_held(&project));
        drop(again);
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
    }

    #[test]
    fn who_only_looks_keeps_nobody_out() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let project = folder.path().join("p.dateline");
        // Left by a program that ended without a word.
        let left = File::create(beside(&project)).expect("made");
        left.try_lock_shared().expect("free");
        let looking = thread::spawn(move || {
            thread::sleep(PATIENCE / 5);
            drop(left);
        });
        assert!(Lock::take(&project).is_ok());
        looking.join().expect("looked");
    }
}
