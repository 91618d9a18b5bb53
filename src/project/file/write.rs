//! Rows written: records of changes one after another, or a project whole.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::{
    machine,
    pack::{Damage, pack, pack_json, unpack_json},
    step::StoredStep,
};
use crate::{
    article::Article,
    engine::Version,
    project::{
        ArticleId, Change, Edit, Entry, History, Machine, Origin, Project, Record, Shelf,
        record::{Step, quote_of},
    },
};

/// Why rows were not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("{0}")]
    Value(Damage),
}

impl From<Damage> for WriteError {
    fn from(damage: Damage) -> Self {
        Self::Value(damage)
    }
}

type Result<T> = std::result::Result<T, WriteError>;

/// What is said of an article besides its text.
#[derive(Serialize)]
struct About {
    #[serde(flatten)]
    article: Article,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
}

/// What stands of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Whether it is in the project; else only the history holds it.
    pub(super) present: bool,
    /// Which of its annotations stands.
    pub(super) pass: u32,
}

/// A word with the text it was said of, which must still stand there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Word {
    pub(super) change: Change,
    pub(super) quote: Option<String>,
}

/// The name of a word's row.
pub(super) fn key_of(change: &Change) -> Result<String> {
    serde_json::to_string(&change.taken_back()).map_err(|_unwritable| "a word has no JSON".into())
}

/// The names of shelves in the file.
pub(super) const fn shelf_name(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Figures => "figures",
        Shelf::Views => "views",
        Shelf::Settings => "settings",
    }
}

/// Writes rows, within a transaction of the caller's.
pub(super) struct Rows<'c> {
    connection: &'c Connection,
    runs: &'c mut HashMap<Version, i64>,
}

impl<'c> Rows<'c> {
    pub(super) fn new(connection: &'c Connection, runs: &'c mut HashMap<Version, i64>) -> Self {
        Self { connection, runs }
    }

    fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    /// One change.
    pub(super) fn record(&mut self, record: &Record) -> Result<()> {
        self.held_by(&record.step.edit)?;
        for (id, entry) in &record.articles {
            match entry {
                Some(entry) => {
                    self.article(*id, entry, true, &super::identity(&entry.article, false))?;
                    self.annotation(*id, &entry.machine(), record.drop_rest)?;
                }
                None => self.take_out(*id)?,
            }
        }
        for (word, quote) in &record.words {
            self.word(word, quote.clone())?;
        }
        for (shelf, name, text) in &record.saved {
            self.saved(*shelf, name, text.as_deref())?;
        }
        self.fact("next", &record.next)?;
        self.fact("standing", &record.standing)?;
        self.step(record.number, &record.step)?;
        if record.drop_rest { self.drop_steps_after(record.number) } else { Ok(()) }
    }

    /// Forgets the steps after one.
    pub(super) fn drop_steps_after(&self, number: usize) -> Result<()> {
        self.execute("DELETE FROM steps WHERE number > ?1", [index(number)])
    }

    /// A project with its history, into empty tables.
    pub(super) fn whole(&mut self, project: &Project, history: &History) -> Result<()> {
        for (id, entry) in project.articles() {
            self.article(id, entry, true, &super::identity(&entry.article, false))?;
            self.annotation(id, &entry.machine(), false)?;
        }
        for word in project.decisions().all() {
            self.word(&word, quote_of(&word, project))?;
        }
        for shelf in [Shelf::Figures, Shelf::Views, Shelf::Settings] {
            for (name, text) in project.saved(shelf) {
                self.saved(shelf, name, Some(text))?;
            }
        }
        for (number, step) in history.steps().enumerate() {
            self.held_by(&step.edit)?;
            self.step(number, step)?;
        }
        self.fact("next", &project.next)?;
        self.fact("standing", &history.standing().len())
    }

    /// What an edit of the history holds must be there when it is made.
    fn held_by(&mut self, edit: &Edit) -> Result<()> {
        match edit {
            Edit::Add(entries) | Edit::Restore(entries, _) => {
                for (id, entry) in entries {
                    if self.state(*id)?.is_none() {
                        self.article(*id, entry, false, &super::identity(&entry.article, false))?;
                    }
                    self.annotation(*id, &entry.machine(), false)?;
                }
            }
            Edit::Annotate(machines) => {
                for (id, machine) in machines {
                    self.annotation(*id, machine, false)?;
                }
            }
            Edit::Together(edits) => edits.iter().try_for_each(|edit| self.held_by(edit))?,
            Edit::Remove(_) | Edit::Decide(_) | Edit::Save(..) => {}
        }
        Ok(())
    }

    fn state(&self, id: ArticleId) -> Result<Option<State>> {
        let mut statement = self.connection.prepare_cached("SELECT state FROM articles WHERE id = ?1")?;
        let state: Option<Vec<u8>> = statement.query_row([id.0], |row| row.get(0)).optional()?;
        Ok(state.map(|state| unpack_json(&format!("state {}", id.0), &state)).transpose()?)
    }

    fn set_state(&self, id: ArticleId, state: State) -> Result<()> {
        let packed = pack_json(&format!("state {}", id.0), &state)?;
        self.execute("UPDATE articles SET state = ?2 WHERE id = ?1", params![id.0, packed])
    }

    /// An article's own row: its text never changes.
    pub(super) fn article(&self, id: ArticleId, entry: &Entry, present: bool, hash: &[u8]) -> Result<()> {
        let state = State { present, pass: entry.pass };
        if self.state(id)?.is_some() {
            return self.set_state(id, state);
        }
        let article = Article { text: "".into(), ..(*entry.article).clone() };
        let about = About { article, origin: entry.origin.as_deref().cloned() };
        self.execute(
            "INSERT INTO articles (id, hash, state, about, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                id.0,
                hash,
                pack_json(&format!("state {}", id.0), &state)?,
                pack_json(&format!("about {}", id.0), &about)?,
                pack(&format!("text {}", id.0), entry.article.text.as_bytes()),
            ],
        )
    }

    fn take_out(&self, id: ArticleId) -> Result<()> {
        match self.state(id)? {
            Some(state) => self.set_state(id, State { present: false, ..state }),
            None => Ok(()),
        }
    }

    /// An annotation, in place of one of the same pass only where that is asked for.
    pub(super) fn annotation(&mut self, id: ArticleId, machine: &Machine, replace: bool) -> Result<()> {
        if !replace {
            let mut statement = self
                .connection
                .prepare_cached("SELECT 1 FROM annotations WHERE article = ?1 AND pass = ?2")?;
            if statement.exists(params![id.0, machine.pass])? {
                return Ok(());
            }
        }
        let run = self.run(&machine.by)?;
        let place = format!("annotation {} {}", id.0, machine.pass);
        let packed = machine::write(&place, &machine.annotation, &machine.passages)?;
        self.execute(
            "INSERT OR REPLACE INTO annotations (article, pass, run, annotation) VALUES (?1, ?2, ?3, ?4)",
            params![id.0, machine.pass, run, packed],
        )
    }

    fn run(&mut self, version: &Version) -> Result<i64> {
        if let Some(id) = self.runs.get(version) {
            return Ok(*id);
        }
        let params = [&version.engine, &version.gazetteer];
        self.execute("INSERT OR IGNORE INTO runs (engine, gazetteer) VALUES (?1, ?2)", params)?;
        let sql = "SELECT id FROM runs WHERE engine = ?1 AND gazetteer = ?2";
        let id = self.connection.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
        self.runs.insert(version.clone(), id);
        Ok(id)
    }

    fn word(&self, change: &Change, quote: Option<String>) -> Result<()> {
        let key = key_of(change)?;
        if change.takes_back() {
            return self.execute("DELETE FROM words WHERE key = ?1", [key]);
        }
        let packed = pack_json(&key, &Word { change: change.clone(), quote })?;
        self.execute("INSERT OR REPLACE INTO words (key, word) VALUES (?1, ?2)", params![key, packed])
    }

    fn saved(&self, shelf: Shelf, name: &str, text: Option<&str>) -> Result<()> {
        let at = shelf_name(shelf);
        match text {
            None => self.execute("DELETE FROM saved WHERE shelf = ?1 AND name = ?2", [at, name]),
            Some(text) => self.execute(
                "INSERT OR REPLACE INTO saved (shelf, name, text) VALUES (?1, ?2, ?3)",
                params![at, name, pack(&format!("{at} {name}"), text.as_bytes())],
            ),
        }
    }

    pub(super) fn fact(&self, key: &str, value: &impl Serialize) -> Result<()> {
        let packed = pack_json(key, value)?;
        self.execute("INSERT OR REPLACE INTO facts (key, value) VALUES (?1, ?2)", params![key, packed])
    }

    pub(super) fn step(&self, number: usize, step: &Step) -> Result<()> {
        let packed = pack_json(&format!("step {number}"), &StoredStep::new(step))?;
        let sql = "INSERT OR REPLACE INTO steps (number, step) VALUES (?1, ?2)";
        self.execute(sql, params![index(number), packed])
    }
}

/// A count as SQLite has it.
pub(super) fn index(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
