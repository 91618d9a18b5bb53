//! The tables of a project file: their versions, how older ones are brought up to date, and what makes a
//! file from outside safe to read.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, config::DbConfig, limits::Limit};

use super::FileError;

/// What marks a SQLite file as a project: "Dtln".
const APPLICATION: i32 = 0x4474_6c6e;

/// The steps from an empty file to the newest version. Append only: a step that was handed out is never
/// changed, and `tests/fixtures` keeps a file of each version.
const STEPS: &[&str] = &["
    CREATE TABLE facts (
        key TEXT PRIMARY KEY NOT NULL,
        value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY NOT NULL,
        engine TEXT NOT NULL,
        gazetteer TEXT NOT NULL,
        UNIQUE (engine, gazetteer)
    ) STRICT;
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY NOT NULL,
        hash BLOB NOT NULL,
        state BLOB NOT NULL,
        about BLOB NOT NULL,
        text BLOB NOT NULL
    ) STRICT;
    CREATE INDEX articles_by_hash ON articles (hash);
    CREATE TABLE annotations (
        id INTEGER PRIMARY KEY NOT NULL,
        article INTEGER NOT NULL,
        pass INTEGER NOT NULL,
        run INTEGER NOT NULL,
        annotation BLOB NOT NULL,
        UNIQUE (article, pass)
    ) STRICT;
    CREATE TABLE words (
        key TEXT PRIMARY KEY NOT NULL,
        word BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE saved (
        shelf TEXT NOT NULL,
        name TEXT NOT NULL,
        text BLOB NOT NULL,
        PRIMARY KEY (shelf, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE steps (
        number INTEGER PRIMARY KEY NOT NULL,
        step BLOB NOT NULL
    ) STRICT;
"];

/// The newest version, which is written.
pub(super) const VERSION: usize = STEPS.len();

/// Tables that a project has.
const TABLES: [&str; 7] = ["annotations", "articles", "facts", "runs", "saved", "steps", "words"];

/// The longest value of any cell, in bytes.
const MAX_CELL: i32 = 512 << 20;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// To read alone.
    Read,
    /// To read and write a file that is there.
    Write,
    /// To make a new file.
    Create,
}

/// When the pages of a file are held against each other, which takes as long as reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pages {
    /// Before anything else.
    Now,
    /// By whoever reads all of it, meanwhile.
    Later,
}

/// Opens a connection that trusts nothing in the file.
///
/// # Errors
/// What SQLite says.
pub(super) fn connect(path: &Path, mode: Mode) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | match mode {
            Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
    let connection = Connection::open_with_flags(path, flags)?;
    harden(&connection)?;
    Ok(connection)
}

/// A file on a medium that cannot be written, left in a state that SQLite would first tidy up: read as it
/// is.
pub(super) fn connect_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b':' | b'\\' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(uri, flags)?;
    harden(&connection)?;
    Ok(connection)
}

fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_CELL)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// Makes the tables of the newest version in an empty file.
pub(super) fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION)?;
    bring_up(connection, 0)
}

/// Brings the tables from a version to the newest, all or nothing.
fn bring_up(connection: &mut Connection, from: usize) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for step in &STEPS[from..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", i64::try_from(VERSION).unwrap_or(i64::MAX))?;
    transaction.commit()
}

/// Holds a file against what a project has to be, and brings an older one up to date if it may be written.
///
/// # Errors
/// [`FileError`] where it is no project, newer than this program, or damaged.
pub(super) fn check(
    connection: &mut Connection,
    file: &Path,
    mode: Mode,
    pages: Pages,
) -> Result<(), FileError> {
    let failed = |error: rusqlite::Error| FileError::of(file, &error);
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if number("application_id").map_err(failed)? != i64::from(APPLICATION) {
        return Err(FileError::NoProject { file: file.display().to_string() });
    }
    let version = usize::try_from(number("user_version").map_err(failed)?).unwrap_or(usize::MAX);
    if version > VERSION {
        return Err(FileError::Newer { file: file.display().to_string() });
    }
    let damaged = |what: &str| FileError::damaged(file, what);
    if version == 0 {
        return Err(damaged("it has no version"));
    }
    // A file is whole before anything in it is changed.
    if pages == Pages::Now || version < VERSION {
        check_pages(connection, file)?;
    }
    if version < VERSION {
        if mode == Mode::Read {
            return Err(FileError::Older { file: file.display().to_string() });
        }
        bring_up(connection, version).map_err(failed)?;
    }
    if !has_our_tables_alone(connection).map_err(failed)? {
        return Err(damaged("its tables are not those of a project"));
    }
    Ok(())
}

/// Whether the pages of a file fit together.
///
/// # Errors
/// [`FileError`] where they do not.
pub(super) fn check_pages(connection: &Connection, file: &Path) -> Result<(), FileError> {
    let found = connection.pragma_query_value(None, "quick_check", |row| row.get::<_, String>(0));
    match found.map_err(|error| FileError::of(file, &error))?.as_str() {
        "ok" => Ok(()),
        _ => Err(FileError::damaged(file, "its pages do not fit together")),
    }
}

fn has_our_tables_alone(connection: &Connection) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare(
        "SELECT name, type, COALESCE(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let mut tables = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, kind, sql): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match kind.as_str() {
            "table" if !sql.to_ascii_uppercase().starts_with("CREATE VIRTUAL") => tables.push(name),
            "index" => {}
            _ => return Ok(false),
        }
    }
    tables.sort();
    Ok(tables == TABLES)
}
