//! What a change leaves behind: the rows of the project file that it touched, as they stand after it, and
//! its step in the history. Made when the change is made, written when the file's turn comes.

use std::{collections::BTreeSet, sync::Arc};

use super::{ArticleId, Change, Edit, Entry, Project, Shelf};

/// One change, ready to be written.
#[derive(Clone, Debug)]
pub struct Record {
    /// Articles taken in, put back or taken out, as they stand now; `None` is out.
    pub(super) articles: Vec<(ArticleId, Option<Entry>)>,
    /// Words of the analyst's as they stand now, with the text they are said of.
    pub(super) words: Vec<(Change, Option<String>)>,
    /// What is kept by name as it stands now.
    pub(super) saved: Vec<(Shelf, String, Option<Arc<str>>)>,
    /// The first id that is free.
    pub(super) next: u32,
    /// The step of the history that was made or turned round.
    pub(super) step: Step,
    /// Its number, from 0.
    pub(super) number: usize,
    /// How many steps stand now.
    pub(super) standing: usize,
    /// Whether the steps after it are forgotten, as a new change does.
    pub(super) drop_rest: bool,
}

/// A change in the history: what it was called, when it was made, and the edit that turns it round.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) label: String,
    pub(super) made: jiff::Timestamp,
    pub(super) edit: Edit,
}

/// What an edit touches.
#[derive(Default)]
struct Touched {
    articles: BTreeSet<ArticleId>,
    words: Vec<Change>,
    saved: BTreeSet<(Shelf, String)>,
}

impl Touched {
    fn take(&mut self, edit: &Edit) {
        match edit {
            Edit::Add(entries) => self.articles.extend(entries.iter().map(|(id, _)| *id)),
            Edit::Remove(ids) => self.articles.extend(ids),
            Edit::Restore(entries, words) => {
                self.articles.extend(entries.iter().map(|(id, _)| *id));
                self.words.extend(words.iter().map(Change::taken_back));
            }
            Edit::Decide(words) => self.words.extend(words.iter().map(Change::taken_back)),
            Edit::Annotate(machines) => self.articles.extend(machines.iter().map(|(id, _)| *id)),
            Edit::Save(shelf, name, _) => {
                self.saved.insert((*shelf, name.clone()));
            }
            Edit::Together(edits) => edits.iter().for_each(|edit| self.take(edit)),
        }
    }
}

impl Record {
    /// The record of a change that was just made to a project; `edit` is what was applied and `step` holds
    /// its inverse.
    pub(super) fn new(
        project: &Project,
        applied: &Touch,
        step: &Step,
        (number, standing): (usize, usize),
        drop_rest: bool,
    ) -> Self {
        let mut touched = Touched::default();
        touched.take(&step.edit);
        touched.words.extend(applied.0.iter().cloned());
        let articles = touched.articles.into_iter().map(|id| (id, project.article(id).cloned())).collect();
        let saved = touched.saved.into_iter().map(|(shelf, name)| {
            let text = project.saved_as(shelf, &name).cloned();
            (shelf, name, text)
        });
        let word = |touched: &Change| {
            let stands = project.decisions().standing(touched);
            let quote = quote_of(&stands, project);
            (stands, quote)
        };
        Self {
            articles,
            words: touched.words.iter().map(word).collect(),
            saved: saved.collect(),
            next: project.next,
            step: step.clone(),
            number,
            standing,
            drop_rest,
        }
    }
}

/// The words that an edit puts back or sets, which its inverse may not name: taking articles out takes the
/// words on them along.
#[derive(Clone, Debug, Default)]
pub(super) struct Touch(Vec<Change>);

impl Touch {
    pub(super) fn of(edit: &Edit) -> Self {
        let mut touched = Touched::default();
        touched.take(edit);
        Self(touched.words)
    }
}

/// The text of the mention that a word is said of.
pub(super) fn quote_of(word: &Change, project: &Project) -> Option<String> {
    let id = match word {
        Change::Mention(id, _) | Change::Kind(id, _) => *id,
        Change::Telling(..) | Change::Home(..) | Change::Apart(..) | Change::Same(..) | Change::Alias(..) => {
            return None;
        }
    };
    let entry = project.article(id.article)?;
    entry.article.text.get(id.span.start()..id.span.end()).map(ToOwned::to_owned)
}
