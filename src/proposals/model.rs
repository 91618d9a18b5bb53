//! The linear models behind every choice: each candidate is described by named features, the sum of their
//! weights is its score, and a softmax over the candidates its probability.
//!
//! A feature names a class ("cue invite", "prep through"), never a word of a text, so the weights carry none.

use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    sync::LazyLock,
};

/// A choice that a model makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Whether a sentence puts something forward.
    Sentence,
    /// Whether two such sentences tell of one proposal.
    Pair,
    /// Whether the sentences brought together tell of a proposal.
    Proposal,
    /// Whether they are a proposal that no others tell of better: the confidence shown.
    Confidence,
    /// The kind of act.
    Kind,
    /// What became of it.
    Status,
    /// Who puts it forward.
    Proposer,
    /// Whose assent or action is asked.
    Addressee,
    /// Who reports it.
    Source,
    /// Whether a place belongs to it.
    Place,
    /// What a place is to it.
    Role,
    /// When the act is to happen.
    Date,
}

impl Task {
    /// All tasks, each before those that use its answer.
    pub const ALL: [Self; 12] = [
        Self::Sentence,
        Self::Pair,
        Self::Proposal,
        Self::Confidence,
        Self::Kind,
        Self::Status,
        Self::Proposer,
        Self::Addressee,
        Self::Source,
        Self::Place,
        Self::Role,
        Self::Date,
    ];

    /// What the table of weights calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Pair => "pair",
            Self::Proposal => "proposal",
            Self::Confidence => "confidence",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Proposer => "proposer",
            Self::Addressee => "addressee",
            Self::Source => "source",
            Self::Place => "place",
            Self::Role => "role",
            Self::Date => "date",
        }
    }
}

/// Named features with their values, in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Features {
    names: String,
    /// Where each name ends, and its value.
    values: Vec<(usize, f32)>,
}

impl Features {
    /// A feature that holds.
    pub(super) fn on(&mut self, name: fmt::Arguments<'_>) {
        self.add(name, 1.0);
    }

    /// A feature with a value, about 0…1.
    pub(super) fn add(&mut self, name: fmt::Arguments<'_>, value: f32) {
        if value != 0.0 && self.names.write_fmt(name).is_ok() {
            self.values.push((self.names.len(), value));
        }
    }

    /// Adds a feature unless it is there.
    pub(super) fn once(&mut self, name: fmt::Arguments<'_>) {
        let start = self.names.len();
        if self.names.write_fmt(name).is_err() {
            return;
        }
        let known = self.ranges().any(|(range, _)| self.names[range] == self.names[start..]);
        if known {
            self.names.truncate(start);
        } else {
            self.values.push((self.names.len(), 1.0));
        }
    }

    /// All features of another set under a prefix.
    pub(super) fn extend(&mut self, prefix: &str, other: &Self) {
        for (name, value) in other.iter() {
            self.add(format_args!("{prefix} {name}"), value);
        }
    }

    fn ranges(&self) -> impl Iterator<Item = (std::ops::Range<usize>, f32)> + '_ {
        let mut start = 0;
        self.values.iter().map(move |(end, value)| {
            let range = start..*end;
            start = *end;
            (range, *value)
        })
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f32)> {
        self.ranges().map(|(range, value)| (&self.names[range], value))
    }
}

/// The weights of all models.
#[derive(Clone, Debug, Default)]
pub struct Models(HashMap<Task, HashMap<String, f32>>);

/// The weights inside the program, as a table. See `assets/README.md`.
pub const TABLE: &str = include_str!("../../assets/lexicons/proposal-weights.tsv");

static SHIPPED: LazyLock<Models> = LazyLock::new(|| Models::parse(TABLE));

impl Models {
    /// The weights inside the program.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table of `task`, `feature` and `weight` a line; lines of another form are passed over.
    #[must_use]
    pub fn parse(table: &str) -> Self {
        let mut models = Self::default();
        for line in table.lines() {
            let mut cells = line.split('\t');
            let (Some(task), Some(name), Some(weight)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            let task = Task::ALL.into_iter().find(|known| known.label() == task);
            if let (Some(task), Ok(weight)) = (task, weight.parse()) {
                models.set(task, name, weight);
            }
        }
        models
    }

    /// All weights, in the order of the table.
    pub fn rows(&self) -> impl Iterator<Item = (Task, &str, f32)> {
        Task::ALL.into_iter().flat_map(|task| {
            let mut rows: Vec<(Task, &str, f32)> = self
                .0
                .get(&task)
                .into_iter()
                .flatten()
                .map(|(name, weight)| (task, name.as_str(), *weight))
                .collect();
            rows.sort_by(|a, b| a.1.cmp(b.1));
            rows
        })
    }

    /// Sets a weight.
    pub fn set(&mut self, task: Task, name: &str, weight: f32) {
        self.0.entry(task).or_default().insert(name.to_owned(), weight);
    }

    /// The sum of the weights of what holds.
    #[must_use]
    pub fn score(&self, task: Task, features: &Features) -> f32 {
        let Some(weights) = self.0.get(&task) else { return 0.0 };
        features.iter().filter_map(|(name, value)| Some(weights.get(name)? * value)).sum()
    }

    /// How likely a yes-or-no question is to be answered with yes, 0…1.
    #[must_use]
    pub fn probability(&self, task: Task, features: &Features) -> f32 {
        1.0 / (1.0 + (-self.score(task, features)).exp())
    }

    /// The likeliest of several answers.
    #[must_use]
    pub fn likeliest<T: Copy>(&self, task: Task, answers: &[(T, Features)]) -> Option<T> {
        let chances = self.softmax(task, answers.iter().map(|(_, features)| features));
        let best = answers.iter().zip(chances).max_by(|a, b| a.1.total_cmp(&b.1));
        best.map(|((answer, _), _)| *answer)
    }

    /// The probability of each candidate, in order.
    #[must_use]
    pub fn softmax<'f>(&self, task: Task, candidates: impl IntoIterator<Item = &'f Features>) -> Vec<f32> {
        let mut scores: Vec<f32> =
            candidates.into_iter().map(|features| self.score(task, features)).collect();
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut sum = 0.0;
        for score in &mut scores {
            *score = (*score - top).exp();
            sum += *score;
        }
        for score in &mut scores {
            *score /= sum;
        }
        scores
    }
}

/// A choice with its right answers: what a model learns from.
#[derive(Clone, Debug)]
pub struct Example {
    /// Which choice.
    pub task: Task,
    /// The candidates, and whether each is right; at least one is.
    pub candidates: Vec<(Features, bool)>,
}

impl Example {
    /// A yes-or-no question.
    pub(super) fn binary(task: Task, features: Features, yes: bool) -> Self {
        Self { task, candidates: vec![(features, yes), (Features::default(), !yes)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_probabilities() {
        let models = Models::parse("status\ttold refused\t2.0\nstatus\tbias\t-1\nnonsense\n");
        let mut told = Features::default();
        told.on(format_args!("told {}", "refused"));
        told.once(format_args!("bias"));
        told.once(format_args!("bias"));
        assert!((models.score(Task::Status, &told) - 1.0).abs() < 1e-6);
        let chances = models.softmax(Task::Status, [&told, &Features::default()]);
        assert!(chances[0] > chances[1] && (chances.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
