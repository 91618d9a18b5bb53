//! What is seen of each sentence, and how likely it puts something forward.
//!
//! The features are classes of cues, never words of the text; the weights are those of a logistic
//! regression trained on newswire that the benchmark does not hold.

use super::{
    Input, ProposalKind,
    lexicon::{Act, Cue, LEXICON, Part},
};
use crate::{
    article::date::month,
    language::{TokenKind, fold},
    text::ByteSpan,
};

/// A cue with its place in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct CueHit {
    pub(super) at: usize,
    pub(super) len: usize,
    pub(super) cue: Cue,
    pub(super) negated: bool,
    pub(super) passive: bool,
}

/// An act head with its place in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActHit {
    pub(super) at: usize,
    pub(super) act: Act,
}

/// What is seen of a sentence.
#[derive(Clone, Debug)]
pub struct Read {
    /// Index into the document's sentences.
    pub(super) number: usize,
    /// First token.
    pub(super) start: usize,
    /// Folded words, one a token.
    pub(super) words: Vec<String>,
    pub(super) cues: Vec<CueHit>,
    pub(super) acts: Vec<ActHit>,
    pub(super) mentions: Vec<usize>,
    /// Stems of content words, sorted.
    pub(super) stems: Vec<String>,
    pub(super) has_date: bool,
    /// Names a proposal told of before: "the plan", "this offer".
    pub(super) anaphoric: bool,
    pub(super) probability: f32,
    features: [f32; FEATURES],
}

/// How many features a sentence has.
pub const FEATURES: usize = 34;

/// Trained weights; the last is the intercept. See `assets/README.md`.
const WEIGHTS: &str = include_str!("../../assets/lexicons/sentence-weights.tsv");

fn weights() -> &'static [f32; FEATURES] {
    static READ: std::sync::LazyLock<[f32; FEATURES]> = std::sync::LazyLock::new(|| {
        let mut weights = [0.0; FEATURES];
        for (weight, line) in weights.iter_mut().zip(WEIGHTS.lines()) {
            *weight = line.split('\t').next_back().and_then(|text| text.parse().ok()).unwrap_or(0.0);
        }
        weights
    });
    &READ
}

const DETERMINERS: &[&str] = &[
    "a", "an", "any", "another", "each", "every", "her", "his", "its", "latest", "my", "new", "no", "our",
    "own", "such", "that", "the", "their", "these", "this", "those", "your", "'s", "of", "for", "peace",
    "two", "first", "second",
];
const BEFORE_VERBS: &[&str] = &[
    "to", "will", "would", "could", "may", "might", "should", "must", "can", "not", "he", "she", "they",
    "we", "who", "which", "also", "has", "have", "had", "is", "are", "was", "were", "been", "be", "it", "i",
];
const NEGATIONS: &[&str] = &["not", "never", "no", "n't", "nor", "neither", "without"];
const BE: &[&str] = &["is", "are", "was", "were", "be", "been", "being"];

/// Reads every sentence of a document.
#[must_use]
pub fn read(input: Input<'_>) -> Vec<Read> {
    let mut all: Vec<Read> = (0..input.document.sentences.len()).map(|number| see(number, input)).collect();
    let strong = |read: &Read| read.cues.iter().any(|cue| cue.cue.strength >= 3 && !cue.negated);
    #[allow(clippy::cast_precision_loss)] // sentences of an article
    let count = all.len().max(1) as f32;
    #[allow(clippy::cast_precision_loss)]
    let density = all.iter().filter(|read| strong(read)).count() as f32 / count;
    let filter: f32 = all.iter().map(filter_of).sum::<f32>() / count;
    let flags: Vec<(bool, bool)> = all.iter().map(|read| (strong(read), read.has_date)).collect();
    for at in 0..all.len() {
        let before = at > 0 && flags[at - 1].0;
        let after = flags.get(at + 1).copied().unwrap_or_default();
        let position = [density, filter.min(2.0), f32::from(before), f32::from(after.0), f32::from(after.1)];
        #[allow(clippy::cast_precision_loss)]
        let share = at as f32 / count;
        let features = features(&all[at], input, position, share, at);
        all[at].probability = probability(&features);
        all[at].features = features;
    }
    all
}

impl Read {
    /// The features, for training.
    #[must_use]
    pub const fn features(&self) -> &[f32; FEATURES] {
        &self.features
    }

    /// The sentence this is of.
    #[must_use]
    pub const fn number(&self) -> usize {
        self.number
    }

    /// How likely the sentence is evidence of a proposal, 0…1.
    #[must_use]
    pub const fn probability(&self) -> f32 {
        self.probability
    }

    /// The strongest cue: the one that best puts an act forward.
    pub(super) fn trigger(&self) -> Option<&CueHit> {
        let score = |cue: &CueHit| {
            let next = self.words.get(cue.at + cue.len).map_or("", String::as_str);
            let near = self.acts.iter().any(|act| act.at.abs_diff(cue.at) <= 6 && act.at != cue.at);
            f32::from(cue.cue.strength) * 0.7
                + if next == "to" { 0.5 } else { 0.0 }
                + if near { 0.5 } else { 0.0 }
                + if cue.cue.part == Part::Verb { 0.25 } else { 0.0 }
                - if cue.negated { 1.0 } else { 0.0 }
        };
        self.cues.iter().max_by(|a, b| score(a).total_cmp(&score(b)).then(b.at.cmp(&a.at)))
    }

    /// "if", "unless", "subject to" and what follows, up to the next comma.
    pub(super) fn condition(&self, input: Input<'_>) -> Option<ByteSpan> {
        let starts = ["if", "unless", "provided", "pending"];
        let at = self.words.iter().position(|word| starts.contains(&word.as_str()))?;
        let end = (at + 2..self.words.len())
            .find(|at| matches!(self.words[*at].as_str(), "," | "." | ";" | "”" | "\""));
        let last = end.unwrap_or(self.words.len()) - 1;
        (last > at + 1).then(|| input.document.span_of(self.start + at, self.start + last))
    }

    /// The span of a run of its tokens.
    pub(super) fn span(&self, first: usize, last: usize, input: Input<'_>) -> ByteSpan {
        input.document.span_of(self.start + first, self.start + last)
    }

    /// The index of a token of the document within the sentence.
    pub(super) fn local(&self, token: usize) -> usize {
        token.saturating_sub(self.start)
    }
}

fn see(number: usize, input: Input<'_>) -> Read {
    let document = input.document;
    let sentence = &document.sentences[number];
    let words: Vec<String> = sentence.tokens.clone().map(|at| fold(document.token_text(at))).collect();
    let first = input.mentions.partition_point(|mention| mention.span.start() < sentence.span.start());
    let last = input.mentions.partition_point(|mention| mention.span.start() < sentence.span.end());
    let lexicon = &*LEXICON;
    let (mut cues, mut acts) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < words.len() {
        let name = is_name(number, at, input);
        if !name || at == 0 {
            let mut step = 1;
            for (len, cue) in lexicon.cues.at(&words, at) {
                if fits(&cue, &words, at) {
                    cues.push(hit(&words, at, len, cue));
                    step = step.max(len);
                    break;
                }
            }
            if let Some((_, act)) = lexicon.acts.at(&words, at).next() {
                acts.push(ActHit { at, act });
            }
            at += step;
        } else {
            at += 1;
        }
    }
    let has_date = (0..words.len()).any(|at| is_date(&words, at));
    Read {
        number,
        start: sentence.tokens.start,
        anaphoric: is_anaphoric(&words),
        stems: stems(&words),
        mentions: (first..last).collect(),
        cues,
        acts,
        has_date,
        words,
        probability: 0.0,
        features: [0.0; FEATURES],
    }
}

/// Whether a token is part of a name: capitalised inside the sentence.
fn is_name(number: usize, at: usize, input: Input<'_>) -> bool {
    let sentence = &input.document.sentences[number];
    let token = sentence.tokens.start + at;
    let text = input.document.token_text(token);
    let before = token.checked_sub(1).map_or("", |before| input.document.token_text(before));
    let opens = matches!(before, "“" | "\"" | "«" | "‘");
    at > 0 && !opens && text.chars().next().is_some_and(char::is_uppercase)
}

/// Whether a cue is used as the part of speech that the table means.
fn fits(cue: &Cue, words: &[String], at: usize) -> bool {
    let word = words[at].as_str();
    let before = at.checked_sub(1).map_or("", |before| words[before].as_str());
    let noun_place = DETERMINERS.contains(&before);
    let inflected = word.ends_with("ed") || word.ends_with("ing");
    match cue.part {
        Part::Phrase => true,
        Part::Verb if inflected => !(noun_place && word.ends_with("ed")),
        Part::Verb => !noun_place && (BEFORE_VERBS.contains(&before) || !before.is_empty() || at == 0),
        Part::Noun => noun_place || !BEFORE_VERBS.contains(&before),
        Part::Adjective => words.get(at + 1).is_some_and(|next| next.chars().all(char::is_alphabetic)),
    }
}

fn hit(words: &[String], at: usize, len: usize, cue: Cue) -> CueHit {
    let near = &words[at.saturating_sub(3)..at];
    let negated = near.iter().any(|word| NEGATIONS.contains(&word.as_str()));
    let passive = cue.part == Part::Verb
        && words[at].ends_with("ed")
        && near.iter().rev().take(2).any(|word| BE.contains(&word.as_str()));
    CueHit { at, len, cue, negated, passive }
}

fn is_anaphoric(words: &[String]) -> bool {
    words.windows(2).any(|pair| {
        matches!(pair[0].as_str(), "the" | "this" | "that" | "these" | "such")
            && matches!(
                pair[1].as_str(),
                "plan"
                    | "plans"
                    | "proposal"
                    | "proposals"
                    | "offer"
                    | "bill"
                    | "idea"
                    | "meeting"
                    | "project"
                    | "talks"
                    | "invitation"
                    | "invitations"
                    | "measure"
                    | "move"
                    | "deal"
                    | "request"
                    | "demand"
            )
    })
}

const STOP_WORDS: &[&str] = &[
    "about", "after", "also", "and", "are", "but", "could", "for", "from", "has", "have", "had", "its",
    "into", "more", "not", "over", "said", "says", "should", "than", "that", "the", "their", "them", "they",
    "this", "was", "were", "what", "when", "which", "while", "who", "will", "with", "would", "been", "being",
    "between", "his", "her",
];

fn stems(words: &[String]) -> Vec<String> {
    let mut stems: Vec<String> = words
        .iter()
        .filter(|word| word.chars().count() > 3 && !STOP_WORDS.contains(&word.as_str()))
        .filter(|word| word.chars().all(char::is_alphabetic))
        .map(|word| word.chars().take(6).collect())
        .collect();
    stems.sort();
    stems.dedup();
    stems
}

/// "August 1", "next week", "on Friday", "2024".
pub(super) fn is_date(words: &[String], at: usize) -> bool {
    let word = words[at].as_str();
    let before = at.checked_sub(1).map_or("", |before| words[before].as_str());
    let relative = matches!(
        word,
        "week"
            | "month"
            | "year"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "spring"
            | "summer"
            | "autumn"
            | "fall"
            | "winter"
    );
    let named = month(word).is_some() && (word.len() > 3 || at > 0) && word != "may";
    named
        || word == "tomorrow"
        || word == "tonight"
        || (relative && matches!(before, "next" | "this" | "on" | "by" | "coming"))
}

fn filter_of(read: &Read) -> f32 {
    read.words.iter().map(|word| LEXICON.filter(word)).sum::<f32>() / 3.0
}

fn features(read: &Read, input: Input<'_>, around: [f32; 5], share: f32, at: usize) -> [f32; FEATURES] {
    let has = |list: &[&str]| f32::from(read.words.iter().any(|word| list.contains(&word.as_str())));
    let best = |part: Option<Part>, strength: u8| {
        let hit = read.cues.iter().any(|cue| {
            !cue.negated && cue.cue.strength == strength && part.is_none_or(|part| part == cue.cue.part)
        });
        f32::from(hit)
    };
    let strongest =
        read.cues.iter().filter(|cue| !cue.negated).map(|cue| cue.cue.strength).max().unwrap_or(0);
    let act_weight: u8 = read.acts.iter().filter(|act| act.act.weight >= 2).map(|_| 1).sum();
    #[allow(clippy::cast_precision_loss)]
    let (cues, length) = (read.cues.len() as f32, read.words.len() as f32);
    let span = input.document.sentences[read.number].span;
    let quoted = crate::quotes::overlapping(input.quotes, span).next().is_some();
    let literal = read.mentions.len().min(4);
    #[allow(clippy::cast_precision_loss)]
    let places = literal as f32 / 4.0;
    [
        around[0],
        around[1],
        around[2],
        around[3],
        around[4],
        f32::from(strongest == 3),
        f32::from(strongest == 2),
        f32::from(strongest == 0),
        best(Some(Part::Verb), 3),
        best(Some(Part::Noun), 3),
        best(Some(Part::Phrase), 3),
        best(Some(Part::Verb), 2),
        best(Some(Part::Noun), 2),
        best(Some(Part::Phrase), 2),
        best(None, 1),
        (cues / 3.0).min(1.5),
        f32::from(read.cues.iter().any(|cue| cue.negated)),
        f32::from(act_weight.min(4)) / 4.0,
        f32::from(read.acts.iter().any(|act| act.act.weight >= 3)),
        f32::from(read.has_date),
        has(&["will", "'ll", "shall"]),
        has(&["would"]),
        has(&["should", "must"]),
        has(&["could", "may", "might"]),
        has(&["if", "unless"]),
        has(&["i", "you"]),
        has(&["?"]),
        f32::from(quoted),
        places,
        (length / 40.0).min(2.0),
        share,
        f32::from(at < 2),
        f32::from(read.anaphoric),
        1.0,
    ]
}

fn probability(features: &[f32; FEATURES]) -> f32 {
    let score: f32 = features.iter().zip(weights()).map(|(feature, weight)| feature * weight).sum();
    1.0 / (1.0 + (-score).exp())
}

/// The kind that acts near a cue speak for.
pub(super) fn kind_votes(read: &Read, share: f32, votes: &mut std::collections::BTreeMap<ProposalKind, f32>) {
    let trigger = read.trigger().map(|cue| cue.at);
    for act in &read.acts {
        let nearness = match trigger {
            Some(at) if act.at >= at && act.at - at <= 8 => 1.3,
            Some(at) if at > act.at && at - act.at <= 6 => 1.0,
            _ => 0.55,
        };
        *votes.entry(act.act.kind).or_default() += f32::from(act.act.weight) * nearness * share;
    }
}

/// Whether a token is a word.
pub(super) fn is_word(input: Input<'_>, token: usize) -> bool {
    input.document.tokens.get(token).is_some_and(|token| token.kind == TokenKind::Word)
}
