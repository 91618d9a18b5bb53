//! Rows read: everything is checked before anything is believed.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::DeserializeOwned;

use super::{
    FileError, Loaded,
    machine::{self, Stored, proposal_fits, span_fits},
    pack::{Damage, unpack, unpack_json},
    step::{Held, StoredStep},
    write::{State, Word, shelf_name},
};
use crate::{
    article::{Article, MAX_ARTICLE_BYTES},
    engine::Version,
    project::{
        ArticleId, Change, Decisions, Entry, History, MAX_SAVED_BYTES, Machine, MentionId, Origin, Project,
        Shelf, TellingId, TellingWord, record::Step, saved::Saved,
    },
};

/// Why rows cannot be read.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("{0}")]
    Damage(Damage),
}

impl From<Damage> for ReadError {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

type Result<T> = std::result::Result<T, ReadError>;

/// Reads a project whole.
pub(super) fn load(connection: &Connection, path: &Path) -> std::result::Result<Loaded, FileError> {
    // One view of the file, whoever writes it meanwhile.
    let read = || -> Result<Loaded> {
        connection.execute_batch("BEGIN")?;
        let loaded = load_all(connection);
        connection.execute_batch("COMMIT")?;
        loaded
    };
    read().map_err(|error| match error {
        ReadError::Sqlite(
            rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::IntegralValueOutOfRange(..),
        ) => FileError::damaged(path, "a value is of another type"),
        ReadError::Sqlite(error) => FileError::of(path, &error),
        ReadError::Damage(what) => FileError::damaged(path, what),
    })
}

/// The versions that annotated, by their numbers.
pub(super) fn runs(connection: &Connection) -> rusqlite::Result<BTreeMap<i64, Version>> {
    let mut statement = connection.prepare("SELECT id, engine, gazetteer FROM runs")?;
    let run =
        |row: &rusqlite::Row<'_>| Ok((row.get(0)?, Version { engine: row.get(1)?, gazetteer: row.get(2)? }));
    statement.query_map([], run)?.collect()
}

/// A fact, if it is there.
pub(super) fn fact<T: DeserializeOwned>(
    connection: &Connection,
    key: &str,
) -> rusqlite::Result<std::result::Result<Option<T>, Damage>> {
    let sql = "SELECT value FROM facts WHERE key = ?1";
    let packed: Option<Vec<u8>> = connection.query_row(sql, [key], |row| row.get(0)).optional()?;
    Ok(packed.map(|packed| unpack_json(key, &packed)).transpose())
}

fn load_all(connection: &Connection) -> Result<Loaded> {
    let steps = steps(connection)?;
    let mut passes = Vec::new();
    for step in &steps {
        step.edit.passes(&mut passes);
    }
    let next: u32 = fact(connection, "next")??.ok_or("it does not say which ids are free")?;
    let wanted: BTreeSet<(u32, u32)> = passes.iter().map(|(id, pass)| (id.0, *pass)).collect();
    let runs: HashMap<i64, Arc<Version>> =
        runs(connection)?.into_iter().map(|(id, version)| (id, Arc::new(version))).collect();
    let read = articles(connection, &runs, &wanted)?;
    if read.last().is_some_and(|read| read.id.0 >= next) {
        return Err("an article has an id that is free".into());
    }
    let mut project = Project { next, revision: 1, ..Project::default() };
    let mut articles = BTreeMap::new();
    let mut held = Held::default();
    let mut stale = Vec::new();
    for Read { id, entry, present, others, is_stale } in read {
        if is_stale {
            stale.push(id);
        }
        if present {
            articles.insert(id, entry.clone());
        }
        held.machines.extend(others.into_iter().map(|(pass, machine)| ((id, pass), machine)));
        held.entries.insert(id, entry);
    }
    project.articles = Arc::new(articles);
    project.decisions = Arc::new(words(connection, &held)?);
    project.saved = saved(connection)?;
    let standing: usize = fact(connection, "standing")??.ok_or("it does not say which changes stand")?;
    let history = history(steps, standing, &held)?;
    Ok(Loaded { project, history, stale })
}

fn steps(connection: &Connection) -> Result<Vec<StoredStep>> {
    let mut statement = connection.prepare("SELECT number, step FROM steps ORDER BY number")?;
    let mut rows = statement.query([])?;
    let mut steps: Vec<StoredStep> = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, packed): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        if usize::try_from(number) != Ok(steps.len()) {
            return Err("a change is missing from its history".into());
        }
        steps.push(unpack_json(&format!("step {number}"), &packed)?);
    }
    Ok(steps)
}

fn history(steps: Vec<StoredStep>, standing: usize, held: &Held) -> Result<History> {
    if standing > steps.len() {
        return Err("a change is missing from its history".into());
    }
    let mut undo: Vec<Step> =
        steps.into_iter().map(|step| step.step(held)).collect::<std::result::Result<_, Damage>>()?;
    let mut redo = undo.split_off(standing);
    redo.reverse();
    Ok(History::read(undo, redo))
}

/// Articles read by one thread and unpacked by another at a time.
const BATCH: usize = 48;

/// An article's row with its annotations: the one that stands, and those that the history goes back to.
struct ArticleRow {
    id: u32,
    state: State,
    about: Vec<u8>,
    text: Vec<u8>,
    /// Pass, the run that made it, and the packed annotation.
    machines: Vec<(u32, i64, Vec<u8>)>,
}

/// Reads all articles in order. While rows are read, those before are unpacked and checked on all cores.
fn articles(
    connection: &Connection,
    runs: &HashMap<i64, Arc<Version>>,
    wanted: &BTreeSet<(u32, u32)>,
) -> Result<Vec<Read>> {
    let done: Mutex<Vec<(usize, Result<Vec<Read>>)>> = Mutex::default();
    let (mut number, mut batch) = (0, Vec::with_capacity(BATCH));
    rayon::in_place_scope(|scope| {
        let mut hand_over = |batch: Vec<ArticleRow>| {
            let (at, done) = (number, &done);
            number += 1;
            scope.spawn(move |_| {
                let read = batch.iter().map(|row| read_article(row, runs, wanted)).collect();
                done.lock().unwrap_or_else(PoisonError::into_inner).push((at, read));
            });
        };
        each_row(connection, wanted, |row| {
            batch.push(row);
            if batch.len() == BATCH {
                hand_over(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
            }
        })?;
        hand_over(std::mem::take(&mut batch));
        Ok::<(), ReadError>(())
    })?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    let mut all = Vec::new();
    for (_, read) in done {
        all.extend(read?);
    }
    Ok(all)
}

/// Visits the rows of articles in order, each with the annotations that are wanted of it.
fn each_row(
    connection: &Connection,
    wanted: &BTreeSet<(u32, u32)>,
    mut visit: impl FnMut(ArticleRow),
) -> Result<()> {
    let sql = "SELECT a.id, n.pass, n.run, n.annotation, a.state, a.about, a.text
               FROM articles a LEFT JOIN annotations n ON n.article = a.id ORDER BY a.id, n.pass";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut at: Option<ArticleRow> = None;
    while let Some(row) = rows.next()? {
        let id: u32 = row.get(0)?;
        if at.as_ref().is_none_or(|at| at.id != id) {
            let state: Vec<u8> = row.get(4)?;
            let state = unpack_json(&format!("state {id}"), &state)?;
            let next = ArticleRow { id, state, about: row.get(5)?, text: row.get(6)?, machines: Vec::new() };
            if let Some(whole) = at.replace(next) {
                visit(whole);
            }
        }
        let (Some(at), Some(pass)) = (&mut at, row.get::<_, Option<u32>>(1)?) else { continue };
        if at.state.pass == pass || wanted.contains(&(id, pass)) {
            at.machines.push((pass, row.get(2)?, row.get(3)?));
        }
    }
    if let Some(last) = at {
        visit(last);
    }
    Ok(())
}

struct Read {
    id: ArticleId,
    entry: Entry,
    present: bool,
    others: Vec<(u32, Machine)>,
    is_stale: bool,
}

fn read_article(
    row: &ArticleRow,
    runs: &HashMap<i64, Arc<Version>>,
    wanted: &BTreeSet<(u32, u32)>,
) -> Result<Read> {
    let id = row.id;
    let text =
        unpack(&format!("text {id}"), &row.text, usize::try_from(MAX_ARTICLE_BYTES).unwrap_or(usize::MAX))?;
    let text = String::from_utf8(text).map_err(|_not_text| "an article is no text")?;
    let article = Article { text: text.into(), ..about(id, &row.about)? };
    let (standing, is_stale) = read_machine(row, row.state.pass, runs, &article.text)?;
    let mut others = Vec::new();
    for (_, pass) in wanted.range((id, 0)..=(id, u32::MAX)) {
        others.push((*pass, read_machine(row, *pass, runs, &article.text)?.0));
    }
    let Machine { annotation, passages, by, pass } = standing;
    let origin = origin(id, &row.about)?.map(Arc::new);
    let article = Arc::new(article);
    let entry = Entry { article, annotation, passages, origin, by, pass, sketch: Arc::default() };
    Ok(Read { id: ArticleId(id), entry, present: row.state.present, others, is_stale })
}

/// The file that an article was read from, where that is known.
fn origin(id: u32, packed: &[u8]) -> std::result::Result<Option<Origin>, Damage> {
    #[derive(serde::Deserialize)]
    struct About {
        #[serde(default)]
        origin: Option<Origin>,
    }
    unpack_json::<About>(&format!("about {id}"), packed).map(|about| about.origin)
}

/// What is said of an article. A field that was added since it was written has its default.
pub(super) fn about(id: u32, packed: &[u8]) -> std::result::Result<Article, Damage> {
    let place = format!("about {id}");
    if let Ok(article) = unpack_json(&place, packed) {
        return Ok(article);
    }
    let written: serde_json::Map<String, serde_json::Value> = unpack_json(&place, packed)?;
    let plain =
        serde_json::to_value(Article::from_text("", "")).map_err(|_never| "an article has no JSON")?;
    let serde_json::Value::Object(mut all) = plain else { return Err("an article has no JSON") };
    all.extend(written);
    serde_json::from_value(all.into()).map_err(|_unknown| "an article cannot be understood")
}

fn read_machine(
    row: &ArticleRow,
    pass: u32,
    runs: &HashMap<i64, Arc<Version>>,
    text: &str,
) -> Result<(Machine, bool)> {
    let id = row.id;
    let found = row.machines.iter().find(|(of, ..)| *of == pass);
    let (_, run, packed) = found.ok_or("an annotation is missing")?;
    let by = runs.get(run).cloned().ok_or("an annotation does not say what made it")?;
    let stored = machine::read(&format!("annotation {id} {pass}"), packed, text)?;
    Ok(match stored {
        Stored::Current(annotation, passages) => {
            (Machine { annotation: Arc::new(annotation), passages: passages.into(), by, pass }, false)
        }
        Stored::Stale => (Machine { annotation: Arc::default(), passages: Arc::from([]), by, pass }, true),
    })
}

fn words(connection: &Connection, held: &Held) -> Result<Decisions> {
    let mut statement = connection.prepare("SELECT key, word FROM words")?;
    let mut rows = statement.query([])?;
    let mut decisions = Decisions::default();
    while let Some(row) = rows.next()? {
        let (key, packed): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let word: Word = unpack_json(&key, &packed)?;
        check_word(&word, held)?;
        decisions.set(word.change);
    }
    Ok(decisions)
}

fn check_word(word: &Word, held: &Held) -> std::result::Result<(), Damage> {
    let Some(id) = word.change.article() else { return Ok(()) };
    let text = &held.entries.get(&id).ok_or("a decision is on an article that is not there")?.article.text;
    let whole = match &word.change {
        Change::Mention(MentionId { span, .. }, _) | Change::Kind(MentionId { span, .. }, _) => {
            span_fits(*span, text) && word.quote.as_deref().is_none_or(|quote| quote == span.of(text))
        }
        Change::Telling(TellingId { evidence, .. }, told) => {
            let proposal = match told {
                Some(TellingWord::As(proposal)) => proposal_fits(proposal, text),
                _ => true,
            };
            span_fits(*evidence, text) && proposal
        }
        Change::Home(TellingId { evidence, .. }, _) | Change::Apart(TellingId { evidence, .. }, ..) => {
            span_fits(*evidence, text)
        }
        Change::Same(..) | Change::Alias(..) => true,
    };
    if whole { Ok(()) } else { Err("a decision does not fit its article") }
}

fn saved(connection: &Connection) -> Result<Saved> {
    let mut statement = connection.prepare("SELECT shelf, name, text FROM saved")?;
    let mut rows = statement.query(params![])?;
    let mut saved = Saved::default();
    while let Some(row) = rows.next()? {
        let (at, name, packed): (String, String, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let shelf = [Shelf::Figures, Shelf::Views, Shelf::Settings]
            .into_iter()
            .find(|shelf| shelf_name(*shelf) == at)
            .ok_or("something is kept on a shelf that is not known")?;
        let text = unpack(&format!("{at} {name}"), &packed, MAX_SAVED_BYTES)?;
        let text = String::from_utf8(text).map_err(|_not_text| "something kept by name is no text")?;
        saved.set(shelf, &name, Some(text.into())).map_err(|_refused| "something kept by name is no JSON")?;
    }
    Ok(saved)
}
