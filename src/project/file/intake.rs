//! Articles taken into a project file as a stream, without reading the project whole: memory stays bounded,
//! and each batch is safely on disk when it is acknowledged.

use std::{collections::HashMap, path::Path};

use rusqlite::OptionalExtension as _;

use super::{FileError, ProjectFile, load, pack::unpack, pack::unpack_json, write::Word};
use crate::{
    article::{Article, MAX_ARTICLE_BYTES},
    project::{ArticleId, Change, Edit, Entry, History, Project, record::Step},
    text::counted,
};

/// A run that takes articles in: one step of the history, however many there are.
pub struct Intake {
    file: ProjectFile,
    label: String,
    number: usize,
    first: u32,
    next: u32,
}

impl Intake {
    /// Opens a project for taking articles in, or makes it.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn open(path: &Path, label: &str) -> Result<Self, FileError> {
        let file = match ProjectFile::open_bare(path) {
            Err(FileError::Io { .. }) if !path.exists() => {
                match ProjectFile::create(path, &Project::default(), &History::default(), false) {
                    // Another run made it at the same time: then it is there.
                    Err(FileError::Exists { .. }) => ProjectFile::open_bare(path)?,
                    made => made?,
                }
            }
            opened => opened?,
        };
        let fact = |key: &str| -> Result<u64, FileError> {
            load::fact(&file.connection, key)
                .map_err(|error| FileError::of(path, &error))?
                .and_then(|fact| fact.ok_or("a fact is missing"))
                .map_err(|damage| FileError::damaged(path, damage))
        };
        let number = usize::try_from(fact("standing")?).unwrap_or(usize::MAX);
        let next = u32::try_from(fact("next")?).unwrap_or(u32::MAX);
        Ok(Self { number, first: next, next, label: label.to_owned(), file })
    }

    /// The article that is already there under this hash, if it is in the project.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn known(&self, hash: &[u8; 32]) -> Result<Option<ArticleId>, FileError> {
        let path = self.file.path();
        let sql = "SELECT id, state FROM articles WHERE hash = ?1 ORDER BY id LIMIT 1";
        let found = self.file.connection.prepare_cached(sql).and_then(|mut statement| {
            statement.query_row([hash.as_slice()], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        });
        let found: Option<(u32, Vec<u8>)> = found.map_err(|error| FileError::of(path, &error))?;
        let Some((id, state)) = found else { return Ok(None) };
        let state: super::write::State =
            unpack_json(&format!("state {id}"), &state).map_err(|damage| FileError::damaged(path, damage))?;
        Ok(state.present.then_some(ArticleId(id)))
    }

    /// Takes articles in with their hashes. When it returns they are safely on disk.
    ///
    /// # Errors
    /// [`FileError`]; then none of them was taken in.
    pub fn add(&mut self, entries: &[(Entry, [u8; 32])]) -> Result<Vec<ArticleId>, FileError> {
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let full = || FileError::Full { file: self.file.path().display().to_string() };
        let end = self.next.checked_add(count).ok_or_else(full)?;
        let ids: Vec<ArticleId> = (self.next..end).map(ArticleId).collect();
        let edit = Edit::Remove((self.first..end).map(ArticleId).collect());
        let label = format!("{} {}", self.label, counted((end - self.first) as usize, "article"));
        let step = Step { label, made: jiff::Timestamp::now(), edit };
        let number = self.number;
        self.file.transact(|rows| {
            for (id, (entry, hash)) in ids.iter().zip(entries) {
                rows.article(*id, entry, true, hash)?;
                rows.annotation(*id, &entry.machine(), false)?;
            }
            rows.fact("next", &end)?;
            rows.fact("standing", &(number + 1))?;
            rows.step(number, &step)?;
            rows.drop_steps_after(number)
        })?;
        self.next = end;
        Ok(ids)
    }

    /// Every article of the project with its annotation, one after another, as far as this version can
    /// read it: what helps with the articles to come.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn each(&self, visit: &mut dyn FnMut(&Article, &crate::engine::Annotation)) -> Result<(), FileError> {
        let path = self.file.path();
        let failed = |error: rusqlite::Error| FileError::of(path, &error);
        let damaged = |damage| FileError::damaged(path, damage);
        let sql = "SELECT a.id, a.state, a.about, a.text, n.pass, n.annotation
                   FROM articles a JOIN annotations n ON n.article = a.id ORDER BY a.id";
        let mut statement = self.file.connection.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (id, pass): (u32, u32) = (row.get(0).map_err(failed)?, row.get(4).map_err(failed)?);
            let blob = |at: usize| row.get::<_, Vec<u8>>(at).map_err(failed);
            let state: super::write::State =
                unpack_json(&format!("state {id}"), &blob(1)?).map_err(damaged)?;
            if !state.present || state.pass != pass {
                continue;
            }
            let limit = usize::try_from(MAX_ARTICLE_BYTES).unwrap_or(usize::MAX);
            let text = unpack(&format!("text {id}"), &blob(3)?, limit).map_err(damaged)?;
            let text = String::from_utf8(text).map_err(|_not_text| damaged("an article is no text"))?;
            let article = Article { text: text.into(), ..load::about(id, &blob(2)?).map_err(damaged)? };
            let place = format!("annotation {id} {pass}");
            match super::machine::read(&place, &blob(5)?, &article.text).map_err(damaged)? {
                super::machine::Stored::Current(annotation, _) => visit(&article, &annotation),
                super::machine::Stored::Stale => {}
            }
        }
        Ok(())
    }

    /// The words of the analyst's with the text they are said of.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn words(&self) -> Result<HashMap<String, Vec<Change>>, FileError> {
        let path = self.file.path();
        let failed = |error: rusqlite::Error| FileError::of(path, &error);
        let mut statement = self.file.connection.prepare("SELECT key, word FROM words").map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut out: HashMap<String, Vec<Change>> = HashMap::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let (key, packed): (String, Vec<u8>) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
            let word: Word = unpack_json(&key, &packed).map_err(|damage| FileError::damaged(path, damage))?;
            if let Some(quote) = word.quote {
                out.entry(quote).or_default().push(word.change);
            }
        }
        Ok(out)
    }
}
