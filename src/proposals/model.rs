//! The linear models behind every choice: each candidate is described by named features, the sum of their
//! weights is its score, and a softmax over the candidates its probability.
//!
//! A feature names a class ("cue invite", "prep through") or, for kinds, the beginning of a common word; never a name.

use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    sync::LazyLock,
};

use super::{ProposalKind, Status};

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

    /// What the table of weights calls the answers to a choice between the same ones each time, in order.
    #[must_use]
    pub fn answers(self) -> &'static [&'static str] {
        static KINDS: LazyLock<Vec<&str>> =
            LazyLock::new(|| ProposalKind::ALL.map(ProposalKind::label).to_vec());
        static STATUSES: LazyLock<Vec<&str>> = LazyLock::new(|| Status::ALL.map(Status::label).to_vec());
        match self {
            Self::Kind => &KINDS,
            Self::Status => &STATUSES,
            _ => &[],
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

/// A choice between the same answers each time.
#[derive(Clone, Debug)]
pub(super) struct Choice<T> {
    /// What is seen whichever is right.
    pub(super) seen: Features,
    /// The answers, the first ones of their kind in order, each with what speaks for it alone.
    pub(super) answers: Vec<(T, Features)>,
}

/// The weights of one model.
#[derive(Clone, Debug, Default)]
struct Weights {
    /// Of what speaks for a candidate.
    plain: HashMap<String, f32>,
    /// Of what is seen whichever answer is right: one weight for each.
    by_answer: HashMap<String, Vec<f32>>,
}

/// The weights of all models.
#[derive(Clone, Debug, Default)]
pub struct Models(HashMap<Task, Weights>);

/// What a further side of a choice counts: more of it, or less, decides no better.
const OTHER_SIDE: f32 = 0.5;

/// Stands between an answer and what is seen in the table of weights.
const SEEN: &str = ": ";

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
            let (Some(task), Ok(weight)) = (task, weight.parse()) else { continue };
            let number = |answer: &str| task.answers().iter().position(|known| *known == answer);
            let seen = name.split_once(SEEN).and_then(|(answer, name)| Some((number(answer)?, name)));
            match seen {
                Some((answer, name)) => models.set_seen(task, answer, name, weight),
                None => models.set(task, name, weight),
            }
        }
        models
    }

    /// All weights, in the order of the table.
    pub fn rows(&self) -> impl Iterator<Item = (Task, String, f32)> {
        Task::ALL.into_iter().flat_map(|task| {
            let mut rows: Vec<(Task, String, f32)> = Vec::new();
            if let Some(weights) = self.0.get(&task) {
                rows.extend(weights.plain.iter().map(|(name, weight)| (task, name.clone(), *weight)));
                for (name, weights) in &weights.by_answer {
                    let answers = task.answers().iter().zip(weights);
                    let known = answers.filter(|(_, weight)| **weight != 0.0);
                    rows.extend(
                        known.map(|(answer, weight)| (task, format!("{answer}{SEEN}{name}"), *weight)),
                    );
                }
            }
            rows.sort_by(|a, b| a.1.cmp(&b.1));
            rows
        })
    }

    /// Sets the weight of what speaks for a candidate.
    pub fn set(&mut self, task: Task, name: &str, weight: f32) {
        self.0.entry(task).or_default().plain.insert(name.to_owned(), weight);
    }

    /// Sets the weight of what is seen for an answer, by its number among the task's.
    pub fn set_seen(&mut self, task: Task, answer: usize, name: &str, weight: f32) {
        let row = self.0.entry(task).or_default().by_answer.entry(name.to_owned());
        if let Some(cell) = row.or_insert_with(|| vec![0.0; task.answers().len()]).get_mut(answer) {
            *cell = weight;
        }
    }

    /// The sum of the weights of what holds.
    #[must_use]
    pub fn score(&self, task: Task, features: &Features) -> f32 {
        let Some(weights) = self.0.get(&task) else { return 0.0 };
        features.iter().filter_map(|(name, value)| Some(weights.plain.get(name)? * value)).sum()
    }

    /// How likely a yes-or-no question is to be answered with yes, 0…1.
    #[must_use]
    pub fn probability(&self, task: Task, features: &Features) -> f32 {
        1.0 / (1.0 + (-self.score(task, features)).exp())
    }

    /// The likeliest of several answers.
    #[must_use]
    pub fn likeliest<T: Copy>(&self, task: Task, answers: &[(T, Features)]) -> Option<T> {
        let scores = answers.iter().map(|(answer, features)| (*answer, self.score(task, features)));
        scores.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(answer, _)| answer)
    }

    /// The likeliest answer to a choice between the same ones each time, seen from several sides: the first one
    /// counts for most.
    pub(super) fn choose<T: Copy>(
        &self,
        task: Task,
        sides: impl IntoIterator<Item = Choice<T>>,
    ) -> Option<T> {
        let mut sums: Vec<(T, f32)> = Vec::new();
        for (nth, choice) in sides.into_iter().enumerate() {
            let share = if nth == 0 { 1.0 } else { OTHER_SIDE };
            let scores = softmax(self.scores(task, &choice)).into_iter().map(|chance| chance * share);
            let answers = choice.answers.iter().map(|(answer, _)| *answer);
            if nth == 0 {
                sums = answers.zip(scores).collect();
            } else {
                sums.iter_mut().zip(scores).for_each(|((_, sum), chance)| *sum += chance);
            }
        }
        sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(answer, _)| answer)
    }

    /// The score of each answer to such a choice.
    fn scores<T>(&self, task: Task, choice: &Choice<T>) -> Vec<f32> {
        let own = choice.answers.iter().map(|(_, features)| self.score(task, features));
        let mut scores: Vec<f32> = own.collect();
        if let Some(weights) = self.0.get(&task) {
            for (name, value) in choice.seen.iter() {
                for (score, weight) in
                    scores.iter_mut().zip(weights.by_answer.get(name).into_iter().flatten())
                {
                    *score += weight * value;
                }
            }
        }
        scores
    }

    /// The probability of each candidate, in order.
    #[must_use]
    pub fn softmax<'f>(&self, task: Task, candidates: impl IntoIterator<Item = &'f Features>) -> Vec<f32> {
        softmax(candidates.into_iter().map(|features| self.score(task, features)).collect())
    }
}

/// Scores as probabilities.
fn softmax(mut scores: Vec<f32>) -> Vec<f32> {
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

/// A choice with its right answers: what a model learns from.
#[derive(Clone, Debug)]
pub struct Example {
    /// Which choice.
    pub task: Task,
    /// What is seen whichever candidate is right; nothing but where the answers are the same each time.
    pub seen: Features,
    /// The candidates, and whether each is right; at least one is.
    pub candidates: Vec<(Features, bool)>,
}

impl Example {
    /// A yes-or-no question.
    pub(super) fn binary(task: Task, features: Features, yes: bool) -> Self {
        Self::of(task, vec![(features, yes), (Features::default(), !yes)])
    }

    /// A choice between the same answers each time, with the right one.
    pub(super) fn answered<T: Copy + PartialEq>(task: Task, choice: Choice<T>, right: T) -> Self {
        let answers = choice.answers.into_iter();
        let candidates = answers.map(|(answer, features)| (features, answer == right)).collect();
        Self { task, seen: choice.seen, candidates }
    }

    /// A choice between candidates of its own.
    pub(super) fn of(task: Task, candidates: Vec<(Features, bool)>) -> Self {
        Self { task, seen: Features::default(), candidates }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_probabilities() {
        let table = "status\tbias\t-1\nstatus\trefused: dated\t0.5\nstatus\ttold refused\t2\n";
        let models = Models::parse(&format!("{table}nonsense\n"));
        let mut told = Features::default();
        told.on(format_args!("told {}", "refused"));
        told.once(format_args!("bias"));
        told.once(format_args!("bias"));
        assert!((models.score(Task::Status, &told) - 1.0).abs() < 1e-6);
        let chances = models.softmax(Task::Status, [&told, &Features::default()]);
        assert!(chances[0] > chances[1] && (chances.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        let mut seen = Features::default();
        seen.on(format_args!("dated"));
        let answers = Status::ALL.map(|status| (status, Features::default())).to_vec();
        assert_eq!(models.choose(Task::Status, [Choice { seen, answers }]), Some(Status::Refused));
        let rows: Vec<String> = models
            .rows()
            .map(|(task, name, weight)| format!("{}\t{name}\t{weight}\n", task.label()))
            .collect();
        assert_eq!(rows.concat(), table);
    }
}
