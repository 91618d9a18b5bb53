//! A step of the history in a project file: articles and annotations by their numbers, the analyst's words
//! as they are.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::pack::Damage;
use crate::project::{ArticleId, Change, Edit, Entry, Machine, Shelf, record::Step};

/// Ids as ranges, both ends included: an import takes in thousands in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ids(Vec<(u32, u32)>);

impl Ids {
    pub(super) fn new(ids: impl IntoIterator<Item = ArticleId>) -> Self {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for ArticleId(id) in ids {
            match ranges.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(id) => *last = id,
                _ => ranges.push((id, id)),
            }
        }
        Self(ranges)
    }

    fn iter(&self) -> impl Iterator<Item = ArticleId> {
        self.0.iter().flat_map(|(first, last)| *first..=*last).map(ArticleId)
    }

    /// No more ids than the file has articles: a range that was made up must not fill the memory.
    fn are_at_most(&self, count: usize) -> bool {
        let length = |(first, last): &(u32, u32)| u64::from(last.saturating_sub(*first)) + 1;
        self.0.iter().map(length).sum::<u64>() <= count as u64
    }
}

/// An edit as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum StoredEdit {
    Add(Ids),
    Remove(Ids),
    Restore(Ids, Vec<Change>),
    Decide(Vec<Change>),
    /// Articles with the passes of their annotations.
    Annotate(Vec<(u32, u32)>),
    Save(Shelf, String, Option<String>),
    Together(Vec<StoredEdit>),
}

/// A step as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredStep {
    pub(super) label: String,
    pub(super) made: jiff::Timestamp,
    pub(super) edit: StoredEdit,
}

impl StoredStep {
    pub(super) fn new(step: &Step) -> Self {
        Self { label: step.label.clone(), made: step.made, edit: StoredEdit::new(&step.edit) }
    }

    /// The step with all that its edit holds.
    pub(super) fn step(self, held: &Held) -> Result<Step, Damage> {
        Ok(Step { label: self.label, made: self.made, edit: self.edit.edit(held)? })
    }
}

/// What edits hold: every article of the file, those taken out among them, and every annotation that one
/// goes back to.
#[derive(Default)]
pub(super) struct Held {
    pub(super) entries: BTreeMap<ArticleId, Entry>,
    pub(super) machines: BTreeMap<(ArticleId, u32), Machine>,
}

impl StoredEdit {
    fn new(edit: &Edit) -> Self {
        match edit {
            Edit::Add(entries) => Self::Add(Ids::new(entries.iter().map(|(id, _)| *id))),
            Edit::Remove(ids) => Self::Remove(Ids::new(ids.iter().copied())),
            Edit::Restore(entries, words) => {
                Self::Restore(Ids::new(entries.iter().map(|(id, _)| *id)), words.clone())
            }
            Edit::Decide(words) => Self::Decide(words.clone()),
            Edit::Annotate(machines) => {
                Self::Annotate(machines.iter().map(|(id, machine)| (id.0, machine.pass)).collect())
            }
            Edit::Save(shelf, name, text) => {
                Self::Save(*shelf, name.clone(), text.as_ref().map(ToString::to_string))
            }
            Edit::Together(edits) => Self::Together(edits.iter().map(Self::new).collect()),
        }
    }

    /// The annotations that it goes back to.
    pub(super) fn passes(&self, out: &mut Vec<(ArticleId, u32)>) {
        match self {
            Self::Annotate(passes) => out.extend(passes.iter().map(|(id, pass)| (ArticleId(*id), *pass))),
            Self::Together(edits) => edits.iter().for_each(|edit| edit.passes(out)),
            _ => {}
        }
    }

    fn edit(self, held: &Held) -> Result<Edit, Damage> {
        let entries = |ids: Ids| -> Result<Vec<(ArticleId, Entry)>, Damage> {
            if !ids.are_at_most(held.entries.len()) {
                return Err("a change names articles that are not there");
            }
            let entry = |id| held.entries.get(&id).map(|entry| (id, entry.clone()));
            ids.iter().map(|id| entry(id).ok_or("a change names an article that is not there")).collect()
        };
        Ok(match self {
            Self::Add(ids) => Edit::Add(entries(ids)?),
            Self::Remove(ids) if ids.are_at_most(held.entries.len()) => Edit::Remove(ids.iter().collect()),
            Self::Remove(_) => return Err("a change names articles that are not there"),
            Self::Restore(ids, words) => Edit::Restore(entries(ids)?, words),
            Self::Decide(words) => Edit::Decide(words),
            Self::Annotate(passes) => {
                let machine = |(id, pass): (u32, u32)| {
                    let machine = held.machines.get(&(ArticleId(id), pass)).cloned();
                    machine
                        .map(|machine| (ArticleId(id), machine))
                        .ok_or("a change names an annotation that is not there")
                };
                Edit::Annotate(passes.into_iter().map(machine).collect::<Result<_, _>>()?)
            }
            Self::Save(shelf, name, text) => Edit::Save(shelf, name, text.map(Arc::from)),
            Self::Together(edits) => {
                Edit::Together(edits.into_iter().map(|edit| edit.edit(held)).collect::<Result<_, _>>()?)
            }
        })
    }
}
