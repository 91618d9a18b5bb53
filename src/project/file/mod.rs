//! The project file: one `.dateline` file, a SQLite database, in which every change is safely on disk when
//! it is acknowledged.
//!
//! While a project is open, SQLite keeps a write-ahead log beside it: a change costs one flush, the file
//! itself is sound at every instant however the program ends, and others can read it meanwhile. Closing
//! folds the log into the file, so that a project that is closed is one file.
//!
//! What the file holds comes from outside: values carry checksums, spans are held against their texts, and
//! nothing in the file's own schema is trusted.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    thread,
};

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::{ArticleId, History, Origin, Project, Record};
use crate::{article::Article, engine::Version};

mod intake;
mod load;
mod lock;
mod machine;
mod pack;
mod saver;
mod schema;
mod step;
#[cfg(test)]
mod tests;
mod write;

pub use intake::Intake;
pub use saver::{Saver, Saving};

use lock::{Lock, NoLock};
use schema::{Mode, Pages};
use write::{Rows, WriteError};

/// The ending of project files.
pub const ENDING: &str = "dateline";

/// Whether a path names a project file, by its ending.
#[must_use]
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// Whether a window has the project open for writing.
#[must_use]
pub fn is_open_elsewhere(path: &Path) -> bool {
    lock::is_held(path)
}

/// Why a project file cannot be used. Says which file and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is no project.
    #[error("{file}: this is no Dateline project")]
    NoProject {
        /// The file.
        file: String,
    },
    /// It was written by a newer version.
    #[error("{file}: a newer version of Dateline wrote this project; update Dateline to open it")]
    Newer {
        /// The file.
        file: String,
    },
    /// It is of an older version and cannot be brought up to date.
    #[error("{file}: an older version of Dateline wrote this project; open it once where it may be written")]
    Older {
        /// The file.
        file: String,
    },
    /// It does not hold together.
    #[error("{file}: the project is damaged ({what}); nothing was changed; use a copy made before")]
    Damaged {
        /// The file.
        file: String,
        /// What does not hold together.
        what: String,
    },
    /// It is open in another window.
    #[error("{file}: the project is open in another window of Dateline{by}")]
    Open {
        /// The file.
        file: String,
        /// Who holds it, as far as that is known: " (process 4711)".
        by: String,
    },
    /// It is there already.
    #[error("{file}: the file is already there")]
    Exists {
        /// The file.
        file: String,
    },
    /// The file that was open is gone or another one.
    #[error("{file}: the file was moved, deleted or replaced; save the project under a name again")]
    Gone {
        /// The file.
        file: String,
    },
    /// There is no room.
    #[error("{file}: the disk is full")]
    Full {
        /// The file.
        file: String,
    },
    /// It may not be written.
    #[error("{file}: the file or its folder may not be written")]
    ReadOnly {
        /// The file.
        file: String,
    },
    /// It cannot be read or written.
    #[error("{file}: cannot be read or written ({reason})")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        reason: String,
    },
}

impl FileError {
    fn damaged(file: &Path, what: &str) -> Self {
        Self::Damaged { file: file.display().to_string(), what: what.to_owned() }
    }

    fn of(path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let file = path.display().to_string();
        match error.sqlite_error_code() {
            Some(Code::NotADatabase) => Self::NoProject { file },
            Some(Code::DiskFull) => Self::Full { file },
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly { file },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Open { file, by: String::new() },
            Some(Code::DatabaseCorrupt | Code::TooBig) => {
                Self::Damaged { file, what: "its pages do not fit together".to_owned() }
            }
            Some(Code::CannotOpen) if !path.exists() => {
                Self::Io { file, reason: "there is no such file".to_owned() }
            }
            Some(Code::CannotOpen) => Self::ReadOnly { file },
            Some(Code::SystemIoFailure) if !path.exists() => Self::Gone { file },
            _ => Self::Io { file, reason: error.to_string() },
        }
    }

    fn io(path: &Path, error: &io::Error) -> Self {
        let file = path.display().to_string();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { file },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { file },
            io::ErrorKind::NotFound => {
                Self::Io { file, reason: "there is no such file or folder".to_owned() }
            }
            io::ErrorKind::AlreadyExists => Self::Exists { file },
            _ => Self::Io { file, reason: error.to_string() },
        }
    }

    fn write(path: &Path, error: &WriteError) -> Self {
        match error {
            WriteError::Sqlite(error) => Self::of(path, error),
            WriteError::Value(what) => {
                Self::Io { file: path.display().to_string(), reason: (*what).to_owned() }
            }
        }
    }
}

/// What is read of a project file.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Articles, annotations and decisions.
    pub project: Project,
    /// The changes made, those of earlier sessions.
    pub history: History,
    /// Articles whose annotation was written by a version of Dateline whose annotations this one cannot
    /// read: their annotation is empty, and they are to be annotated again.
    pub stale: Vec<ArticleId>,
}

/// A project file open for writing. No other window can write it meanwhile.
pub struct ProjectFile {
    connection: Connection,
    path: PathBuf,
    runs: HashMap<Version, i64>,
    identity: Option<(u64, u64)>,
    // Let go of after the connection is closed.
    _lock: Lock,
}

/// Which file lies at a path, so that one that was moved away is noticed.
fn inode(path: &Path) -> Option<(u64, u64)> {
    let metadata = fs::metadata(path).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Some((metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        // Elsewhere an open file cannot be moved.
        let _there = metadata;
        Some((0, 0))
    }
}

/// The SHA-256 by which an article is known again: of its text, title, outlet, date and address, and of its
/// id where the source gave it one of its own.
#[must_use]
pub fn identity(article: &Article, own_id: bool) -> [u8; 32] {
    let mut hash = Sha256::new();
    let date = article.date.map(|date| date.to_string());
    let parts = [
        Some(&*article.text),
        article.title.as_deref(),
        article.outlet.as_deref(),
        date.as_deref(),
        article.url.as_deref(),
        own_id.then_some(article.id.as_str()),
    ];
    for part in parts {
        hash.update([u8::from(part.is_some())]);
        hash.update((part.map_or(0, str::len) as u64).to_le_bytes());
        hash.update(part.unwrap_or_default());
    }
    hash.finalize().into()
}

/// What is to be remembered of a file that articles are read from.
///
/// # Errors
/// What the system says.
pub fn origin(path: &Path) -> io::Result<Origin> {
    let (metadata, mut file) = (fs::metadata(path)?, File::open(path)?);
    let mut hash = Sha256::new();
    let (mut block, mut bytes) = (vec![0; 1 << 16], 0);
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            break;
        }
        hash.update(&block[..read]);
        bytes += read as u64;
    }
    let modified = metadata.modified().ok().and_then(|time| jiff::Timestamp::try_from(time).ok());
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let path = std::path::absolute(path).unwrap_or_else(|_unknown| path.to_owned());
    Ok(Origin { path: path.display().to_string(), bytes, modified, sha256 })
}

impl ProjectFile {
    /// Opens a project to go on with it.
    ///
    /// # Errors
    /// [`FileError`]; then the file is as it was.
    pub fn open(path: &Path) -> Result<(Self, Loaded), FileError> {
        let file = Self::connect(path, Pages::Later)?;
        let loaded = load_checked(&file.connection, path, &|| schema::connect(path, Mode::Read))?;
        Ok((file, loaded))
    }

    /// Reads a project and leaves it alone. It may be open in a window meanwhile.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn read(path: &Path) -> Result<Loaded, FileError> {
        let failed = |error: &rusqlite::Error| FileError::of(path, error);
        if !path.is_file() {
            return Err(FileError::io(path, &io::ErrorKind::NotFound.into()));
        }
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let read = |connect: &(dyn Fn() -> rusqlite::Result<Connection> + Sync)| {
            let mut connection = connect().map_err(|error| failed(&error))?;
            schema::check(&mut connection, path, Mode::Read, Pages::Later)?;
            load_checked(&connection, path, connect)
        };
        match read(&|| schema::connect(path, Mode::Read)) {
            Err(FileError::ReadOnly { .. }) if !Path::new(&log).exists() => {
                read(&|| schema::connect_immutable(path))
            }
            plain => plain,
        }
    }

    /// Opens a project without reading its articles.
    fn open_bare(path: &Path) -> Result<Self, FileError> {
        Self::connect(path, Pages::Now)
    }

    fn connect(path: &Path, pages: Pages) -> Result<Self, FileError> {
        if !path.is_file() {
            return Err(FileError::io(path, &io::ErrorKind::NotFound.into()));
        }
        let lock = take_lock(path)?;
        let failed = |error: rusqlite::Error| FileError::of(path, &error);
        let mut connection = schema::connect(path, Mode::Write).map_err(failed)?;
        if connection.is_readonly("main").map_err(failed)? {
            return Err(FileError::ReadOnly { file: path.display().to_string() });
        }
        schema::check(&mut connection, path, Mode::Write, pages)?;
        let journal = "journal_mode";
        // Where the system cannot share memory SQLite stays with its own journal, which is as safe.
        let _mode: String =
            connection.pragma_update_and_check(None, journal, "WAL", |row| row.get(0)).map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        let runs = load::runs(&connection).map_err(failed)?;
        let runs = runs.into_iter().map(|(id, version)| (version, id)).collect();
        Ok(Self { connection, path: path.to_owned(), runs, identity: inode(path), _lock: lock })
    }

    /// Writes a project whole under a name and opens it.
    ///
    /// # Errors
    /// [`FileError`]; then what lay there before is as it was.
    pub fn create(
        path: &Path,
        project: &Project,
        history: &History,
        replace: bool,
    ) -> Result<Self, FileError> {
        if !replace && path.exists() {
            return Err(FileError::Exists { file: path.display().to_string() });
        }
        let lock = take_lock(path)?;
        let folder =
            path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let io = |error: io::Error| FileError::io(path, &error);
        let mut builder = tempfile::Builder::new();
        // As any file that a program saves: the user's mask says who else may read it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = builder.prefix(".saving-").tempfile_in(folder).map_err(io)?.into_temp_path();
        write_whole(&temporary, project, history).map_err(|error| FileError::write(path, &error))?;
        File::open(&temporary).and_then(|file| file.sync_all()).map_err(io)?;
        // The log of a file that is replaced must not be taken for the new one's.
        for ending in ["-wal", "-shm", "-journal"] {
            let mut left = path.as_os_str().to_owned();
            left.push(ending);
            match fs::remove_file(&left) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
                _ => {}
            }
        }
        if replace {
            temporary.persist(path).map_err(|error| io(error.error))?;
        } else {
            temporary.persist_noclobber(path).map_err(|error| io(error.error))?;
        }
        sync_folder(folder);
        drop(lock);
        Self::open_bare(path)
    }

    /// Writes changes, all or none. When it returns they are safely on disk.
    ///
    /// # Errors
    /// [`FileError`]; then the file is as it was before.
    pub fn write(&mut self, records: &[Record]) -> Result<(), FileError> {
        self.transact(|rows| records.iter().try_for_each(|record| rows.record(record)))
    }

    fn transact(
        &mut self,
        work: impl FnOnce(&mut Rows<'_>) -> Result<(), WriteError>,
    ) -> Result<(), FileError> {
        if inode(&self.path) != self.identity {
            return Err(FileError::Gone { file: self.path.display().to_string() });
        }
        let Self { connection, runs, path, .. } = self;
        let known = runs.clone();
        let done = (|| {
            let transaction = connection.transaction()?;
            work(&mut Rows::new(&transaction, runs))?;
            transaction.commit()?;
            Ok(())
        })();
        done.map_err(|error| {
            *runs = known;
            FileError::write(path, &error)
        })
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ProjectFile {
    fn drop(&mut self) {
        // One file when it is closed. If somebody reads it just now the log stays beside it, which is as
        // safe.
        let _mode = self.connection.pragma_update(None, "journal_mode", "DELETE");
    }
}

/// Reads a project whole, and meanwhile holds the pages of its file against each other over a connection of
/// their own.
fn load_checked(
    connection: &Connection,
    path: &Path,
    connect: &(dyn Fn() -> rusqlite::Result<Connection> + Sync),
) -> Result<Loaded, FileError> {
    let pages = || {
        let connection = connect().map_err(|error| FileError::of(path, &error))?;
        schema::check_pages(&connection, path)
    };
    thread::scope(|scope| {
        let pages = scope.spawn(pages);
        let loaded = load::load(connection, path);
        let whole =
            pages.join().unwrap_or_else(|_panic| Err(FileError::damaged(path, "it cannot be checked")));
        whole.and(loaded)
    })
}

fn take_lock(path: &Path) -> Result<Lock, FileError> {
    let file = || path.display().to_string();
    Lock::take(path).map_err(|error| match error {
        NoLock::Held(holder) if holder.is_empty() => FileError::Open { file: file(), by: String::new() },
        NoLock::Held(holder) => FileError::Open { file: file(), by: format!(" ({holder})") },
        NoLock::Io(error) => FileError::io(path, &error),
    })
}

fn write_whole(path: &Path, project: &Project, history: &History) -> Result<(), WriteError> {
    let mut connection = schema::connect(path, Mode::Create)?;
    // Nobody sees the file before it is whole and flushed.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    schema::create(&mut connection)?;
    let mut runs = HashMap::new();
    let transaction = connection.transaction()?;
    Rows::new(&transaction, &mut runs).whole(project, history)?;
    transaction.commit()?;
    Ok(())
}

/// A new name in a folder is only safe when the folder is.
fn sync_folder(folder: &Path) {
    // Not every system can: then the file is safe as soon as the system writes the folder.
    if let Ok(folder) = File::open(folder) {
        let _synced = folder.sync_all();
    }
}
