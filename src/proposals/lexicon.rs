//! The cue tables, as forms to look up token by token.

use std::{collections::HashMap, sync::LazyLock};

use super::{ProposalKind, Status};
use crate::quotes::lexicon::{plural, rows, verb_forms};

/// What part a word plays when it is a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Verb,
    Noun,
    Adjective,
    Phrase,
}

/// A word or phrase that puts an act forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) part: Part,
    pub(super) class: &'static str,
    /// The status it gives when nothing later overrides it.
    pub(super) status: Option<Status>,
    /// 3 nearly always, 2 often, 1 weak.
    pub(super) strength: u8,
}

/// A word that names the act.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Act {
    pub(super) kind: ProposalKind,
    pub(super) weight: u8,
}

/// A word that tells what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) status: Status,
    pub(super) strength: u8,
}

/// A word of a subject on which nobody proposes: sport, weather, crime.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Filter {
    pub(super) class: &'static str,
    pub(super) weight: f32,
}

/// Phrases by their first word, longest first.
pub(super) struct Phrases<T>(HashMap<String, Vec<(Vec<String>, T)>>);

impl<T: Copy> Phrases<T> {
    fn new(entries: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut map: HashMap<String, Vec<(Vec<String>, T)>> = HashMap::new();
        for (phrase, value) in entries {
            let words: Vec<String> =
                phrase.replace('-', " - ").split_whitespace().map(str::to_owned).collect();
            if let Some(first) = words.first().cloned() {
                map.entry(first).or_default().push((words, value));
            }
        }
        for list in map.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self(map)
    }

    /// All entries that begin at a token of a sentence, the longest alone, with their lengths in tokens.
    pub(super) fn at<'s>(&'s self, words: &'s [String], at: usize) -> impl Iterator<Item = (usize, T)> + 's {
        let found = self.0.get(&words[at]).into_iter().flatten();
        let matching = found.filter(move |(phrase, _)| words[at..].starts_with(phrase));
        let mut longest = 0;
        matching.map(|(phrase, value)| (phrase.len(), *value)).take_while(move |(len, _)| {
            longest = longest.max(*len);
            *len == longest
        })
    }
}

/// All tables.
pub(super) struct Lexicon {
    pub(super) cues: Phrases<Cue>,
    pub(super) acts: Phrases<Act>,
    pub(super) outcomes: Phrases<Outcome>,
    /// Beginnings of words that tell an outcome.
    pub(super) outcome_stems: Vec<(&'static str, Outcome)>,
    filters: HashMap<&'static str, Filter>,
    filter_stems: Vec<(&'static str, Filter)>,
}

/// The tables inside the program.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// A status as the tables write it.
fn status(text: &str) -> Option<Status> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

fn kind(text: &str) -> ProposalKind {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap_or(ProposalKind::Other)
}

/// The forms of a word of a class.
fn forms(lemma: &str, part: &str) -> Vec<String> {
    match part {
        "v" if lemma.contains(' ') => {
            let (verb, rest) = lemma.split_once(' ').unwrap_or((lemma, ""));
            verb_forms(verb).into_iter().map(|form| format!("{form} {rest}")).collect()
        }
        "v" => verb_forms(lemma),
        "n" => vec![lemma.to_owned(), plural(lemma)],
        _ => vec![lemma.to_owned()],
    }
}

impl Lexicon {
    fn load() -> Self {
        let get = |row: &[&'static str], at: usize| row.get(at).copied().unwrap_or("");
        let weight = |text: &str| text.parse::<u8>().unwrap_or(1);
        let cues = rows(include_str!("../../assets/lexicons/cues.tsv")).flat_map(|row| {
            let part = match get(&row, 1) {
                "v" => Part::Verb,
                "n" => Part::Noun,
                "a" => Part::Adjective,
                _ => Part::Phrase,
            };
            let cue = Cue {
                part,
                class: get(&row, 2),
                status: status(get(&row, 3)),
                strength: weight(get(&row, 4)),
            };
            forms(get(&row, 0), get(&row, 1)).into_iter().map(move |form| (form, cue))
        });
        let acts = rows(include_str!("../../assets/lexicons/acts.tsv")).flat_map(|row| {
            let act = Act { kind: kind(get(&row, 2)), weight: weight(get(&row, 3)) };
            forms(get(&row, 0), get(&row, 1)).into_iter().map(move |form| (form, act))
        });
        let (mut outcomes, mut outcome_stems) = (Vec::new(), Vec::new());
        for row in rows(include_str!("../../assets/lexicons/status.tsv")) {
            let Some(status) = status(get(&row, 1)) else { continue };
            let outcome = Outcome { status, strength: weight(get(&row, 2)) };
            match get(&row, 0).strip_suffix('*') {
                Some(stem) => outcome_stems.push((stem, outcome)),
                None => outcomes.push((get(&row, 0).to_owned(), outcome)),
            }
        }
        let (mut filters, mut filter_stems) = (HashMap::new(), Vec::new());
        for row in rows(include_str!("../../assets/lexicons/filters.tsv")) {
            let filter = Filter { class: get(&row, 1), weight: f32::from(weight(get(&row, 2))) };
            match get(&row, 0).strip_suffix('*') {
                Some(stem) => filter_stems.push((stem, filter)),
                None => {
                    filters.insert(get(&row, 0), filter);
                }
            }
        }
        Self {
            cues: Phrases::new(cues),
            acts: Phrases::new(acts),
            outcomes: Phrases::new(outcomes),
            outcome_stems,
            filters,
            filter_stems,
        }
    }

    /// What a word says of the sentence's subject, where it is one on which nobody proposes.
    pub(super) fn filter(&self, word: &str) -> Option<Filter> {
        let stem =
            || self.filter_stems.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, filter)| *filter);
        self.filters.get(word).copied().or_else(stem)
    }

    /// What a word says of an outcome by its beginning.
    pub(super) fn outcome_of(&self, word: &str) -> Option<Outcome> {
        self.outcome_stems.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, outcome)| *outcome)
    }
}
