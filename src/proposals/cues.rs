//! The words of a sentence that put an act forward, name it or tell when, with the shape they are used in.

use super::lexicon::{Act, Cue, LEXICON, Outcome, Part};
use crate::{article::date::month, language::calendar::WEEKDAYS};

/// How a cue is used: the form of the verb, or another part of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Noun,
    Adjective,
    Phrase,
    Passive,
    Perfect,
    Past,
    Progressive,
    Participle,
    Infinitive,
    Modal,
    Present,
}

impl Shape {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Noun => "noun",
            Self::Adjective => "adjective",
            Self::Phrase => "phrase",
            Self::Passive => "passive",
            Self::Perfect => "perfect",
            Self::Past => "past",
            Self::Progressive => "progressive",
            Self::Participle => "participle",
            Self::Infinitive => "infinitive",
            Self::Modal => "modal",
            Self::Present => "present",
        }
    }
}

/// A cue with its place in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct CueHit {
    pub(super) at: usize,
    pub(super) len: usize,
    pub(super) cue: Cue,
    pub(super) shape: Shape,
    pub(super) negated: bool,
}

/// An act head with its place in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActHit {
    pub(super) at: usize,
    pub(super) act: Act,
}

/// An outcome word.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutcomeHit {
    pub(super) at: usize,
    pub(super) outcome: Outcome,
    /// It has not come: "would reject", "if approved".
    pub(super) open: bool,
}

impl OutcomeHit {
    /// Whether it is told for certain what became of something.
    pub(super) const fn is_certain(&self) -> bool {
        self.outcome.strength >= 3 && !self.open
    }
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
const BE: &[&str] = &["is", "are", "was", "were", "be", "been", "being", "'re", "'s", "am", "'m"];
const HAVE: &[&str] = &["has", "have", "had", "having", "'ve"];
pub(super) const MODALS: &[&str] =
    &["will", "'ll", "shall", "would", "should", "must", "could", "may", "might", "can", "ought", "wo"];
const PAST_FORMS: &[&str] = &["sought", "began", "begun", "sent", "gave", "bid", "put", "set", "took", "met"];
/// Words that make an outcome one that has not come.
pub(super) const OPEN_WORDS: &[&str] = &[
    "to", "would", "if", "not", "could", "may", "might", "should", "will", "must", "unless", "n't",
    "unlikely", "require", "requires", "required", "needs", "need", "awaits", "awaiting", "pending", "for",
    "until", "before", "get", "seeking", "whether",
];

/// Whether a cue is used as the part of speech that the table means.
pub(super) fn fits(cue: &Cue, words: &[String], at: usize) -> bool {
    let word = words[at].as_str();
    let before = at.checked_sub(1).map_or("", |before| words[before].as_str());
    let noun_place = DETERMINERS.contains(&before);
    let inflected = word.ends_with("ed") || word.ends_with("ing");
    // "in order to", "in a bid to" tell why; "due to the rain" tells a cause.
    let beside = at.checked_sub(2).map_or("", |before| words[before].as_str());
    if (word == "order" && before == "in") || (word == "bid" && before == "a" && beside == "in") {
        return false;
    }
    if word == "due" && cue.part == Part::Phrase {
        return [before, beside].iter().any(|word| BE.contains(word));
    }
    match cue.part {
        Part::Phrase => true,
        Part::Verb if inflected => !(noun_place && word.ends_with("ed")),
        Part::Verb => !noun_place && is_verb(words, at, before),
        Part::Noun => noun_place || !BEFORE_VERBS.contains(&before),
        Part::Adjective => words.get(at + 1).is_some_and(|next| next.chars().all(char::is_alphabetic)),
    }
}

/// Whether a base or -s form is the verb: "they plan", "officials plan", not "the water plan".
fn is_verb(words: &[String], at: usize, before: &str) -> bool {
    let word = words[at].as_str();
    let base = word.strip_suffix('s').unwrap_or(word);
    let plural_subject = word == base && before.ends_with('s') && !before.ends_with("ss");
    !NOUNS_TOO.contains(&base)
        || BEFORE_VERBS.contains(&before)
        || plural_subject
        || words.get(at + 1).is_some_and(|next| next == "to")
}

/// Verbs whose forms are nouns as often.
const NOUNS_TOO: &[&str] = &[
    "plan", "demand", "offer", "bid", "request", "call", "vow", "pledge", "promise", "appeal", "schedule",
    "draft", "vote", "order", "petition", "study", "debate", "review", "launch", "start", "pass", "aim",
    "hope", "permit", "back", "table", "float", "sponsor", "grant", "eye", "stage", "campaign", "lobby",
    "need",
];

/// A cue at a token, with its shape.
pub(super) fn hit(words: &[String], at: usize, len: usize, cue: Cue) -> CueHit {
    let near = &words[at.saturating_sub(3)..at];
    let negated = near.iter().any(|word| NEGATIONS.contains(&word.as_str()));
    CueHit { at, len, cue, negated, shape: shape(words, at, cue.part) }
}

fn shape(words: &[String], at: usize, part: Part) -> Shape {
    match part {
        Part::Noun => return Shape::Noun,
        Part::Adjective => return Shape::Adjective,
        Part::Phrase => return Shape::Phrase,
        Part::Verb => {}
    }
    verb_shape(words, at)
}

/// Whether a verb may follow a word: "to", a modal, a form of "be" or "have".
pub(super) fn is_auxiliary(word: &str) -> bool {
    word == "to" || MODALS.contains(&word) || BE.contains(&word) || HAVE.contains(&word)
}

/// The shape of a verb, by its ending and the auxiliaries before it.
pub(super) fn verb_shape(words: &[String], at: usize) -> Shape {
    let word = words[at].as_str();
    let near = words[at.saturating_sub(3)..at].iter().rev().map(String::as_str);
    let auxiliary = near
        .take_while(|word| {
            BE.contains(word)
                || HAVE.contains(word)
                || MODALS.contains(word)
                || matches!(
                    *word,
                    "to" | "not" | "n't" | "also" | "now" | "already" | "reportedly" | "recently"
                )
                || word.ends_with("ly")
        })
        .find(|word| BE.contains(word) || HAVE.contains(word) || MODALS.contains(word) || *word == "to");
    let past = word.ends_with("ed") || PAST_FORMS.contains(&word) || word.ends_with("wn");
    match auxiliary {
        Some(aux) if BE.contains(&aux) && word.ends_with("ing") => Shape::Progressive,
        Some(aux) if BE.contains(&aux) && past => Shape::Passive,
        Some(aux) if HAVE.contains(&aux) => Shape::Perfect,
        Some(aux) if MODALS.contains(&aux) => Shape::Modal,
        Some("to") => Shape::Infinitive,
        _ if word.ends_with("ing") => Shape::Participle,
        _ if past => Shape::Past,
        _ => Shape::Present,
    }
}

/// The modal verbs of a sentence as cues of their own class: what puts an act forward where no cue does.
pub(super) fn modals(words: &[String]) -> Vec<CueHit> {
    let class = |at: usize| match words[at].as_str() {
        "will" | "'ll" | "shall" => Some("will"),
        "wo" => Some("will"),
        "would" => Some("would"),
        "should" | "must" | "ought" => Some("should"),
        "could" | "might" => Some("could"),
        "may" if words.get(at + 1).is_some_and(|next| next.chars().all(char::is_alphabetic)) => Some("could"),
        "going" if words.get(at + 1).is_some_and(|next| next == "to") => Some("will"),
        "has" | "have" | "need" | "needs" if words.get(at + 1).is_some_and(|next| next == "to") => {
            Some("should")
        }
        _ => None,
    };
    let found = (0..words.len()).filter_map(|at| {
        let cue = Cue { part: Part::Verb, class: class(at)?, status: None, strength: 0 };
        let behind = words.get(at + 1).map(String::as_str);
        let negated = behind.is_some_and(|word| NEGATIONS.contains(&word) || word == "no");
        Some(CueHit { at, len: 1, cue, shape: Shape::Modal, negated })
    });
    found.collect()
}

/// The outcome words of a sentence.
pub(super) fn outcomes(words: &[String]) -> Vec<OutcomeHit> {
    let lexicon = &*LEXICON;
    let found = (0..words.len()).filter_map(|at| {
        let phrase = lexicon.outcomes.at(words, at).next().map(|(_, outcome)| outcome);
        let outcome = phrase.or_else(|| lexicon.outcome_of(&words[at]))?;
        let before = &words[at.saturating_sub(3)..at];
        let open = before.iter().any(|word| word == "await" || OPEN_WORDS.contains(&word.as_str()));
        // "has been suspended", "was approved": told as done.
        let done = before
            .iter()
            .rev()
            .take(2)
            .any(|word| matches!(word.as_str(), "been" | "was" | "were" | "has" | "have"));
        let strength = if done && outcome.strength == 2 { 3 } else { outcome.strength };
        Some(OutcomeHit { at, outcome: Outcome { strength, ..outcome }, open })
    });
    found.collect()
}

/// "the plan", "this offer": takes up a proposal told of before.
pub(super) fn is_anaphoric(words: &[String]) -> bool {
    let takes_up =
        |at: usize| words.get(at).is_some_and(|word| TAKES_UP.contains(&word.trim_end_matches('s')));
    words.iter().enumerate().any(|(at, word)| match word.as_str() {
        "the" | "this" | "that" | "these" | "both" => takes_up(at + 1),
        // "such talks", "such a meeting"
        "such" => takes_up(at + 1) || takes_up(at + 2),
        // "the same idea"
        "same" => takes_up(at + 1),
        _ => false,
    })
}

/// "rejected the offer", "accepted this proposal": an answer to what was told before.
pub(super) fn is_answer(words: &[String], outcome: &OutcomeHit) -> bool {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let taken_up = |at: usize| {
        matches!(word(at), "the" | "this" | "that" | "these" | "its")
            && ANSWERED.contains(&word(at + 1).trim_end_matches('s'))
    };
    outcome.is_certain() && (outcome.at + 1..outcome.at + 4).any(taken_up)
}

/// Nouns for what is answered, singular.
const ANSWERED: &[&str] = &[
    "offer",
    "proposal",
    "invitation",
    "plan",
    "idea",
    "request",
    "demand",
    "suggestion",
    "initiative",
    "call",
    "bid",
    "appeal",
];

/// Nouns for a proposal told of before, singular.
const TAKES_UP: &[&str] = &[
    "plan",
    "proposal",
    "offer",
    "bill",
    "idea",
    "meeting",
    "project",
    "talk",
    "invitation",
    "measure",
    "move",
    "deal",
    "request",
    "demand",
    "scheme",
    "initiative",
    "law",
    "ordinance",
    "decision",
    "programme",
    "program",
    "campaign",
    "agreement",
    "application",
    "petition",
    "visit",
    "ban",
    "vote",
    "referendum",
];

const STOP_WORDS: &[&str] = &[
    "about", "after", "also", "and", "are", "but", "could", "for", "from", "has", "have", "had", "its",
    "into", "more", "not", "over", "said", "says", "should", "than", "that", "the", "their", "them", "they",
    "this", "was", "were", "what", "when", "which", "while", "who", "will", "with", "would", "been", "being",
    "between", "his", "her", "there", "these", "those", "other", "some", "such", "only", "most", "year",
    "years", "people", "new",
];

/// Stems of content words, sorted, each once.
pub(super) fn stems(words: &[String]) -> Vec<String> {
    let mut stems: Vec<String> =
        words.iter().filter(|word| is_content(word)).map(|word| stem(word)).collect();
    stems.sort();
    stems.dedup();
    stems
}

/// Whether a word says something of its own.
pub(super) fn is_content(word: &str) -> bool {
    word.chars().count() > 3 && !STOP_WORDS.contains(&word) && word.chars().all(char::is_alphabetic)
}

/// The first letters of a word: enough to tell words apart, few enough to join their forms.
pub(super) fn stem(word: &str) -> String {
    word.chars().take(6).collect()
}

/// "August 1", "next week", "on Friday", "2024".
pub(super) fn is_date(words: &[String], at: usize) -> bool {
    let word = words[at].as_str();
    let before = at.checked_sub(1).map_or("", |before| words[before].as_str());
    let relative = WEEKDAYS.contains(&word)
        || matches!(
            word,
            "week" | "month" | "year" | "weekend" | "spring" | "summer" | "autumn" | "fall" | "winter"
        );
    let named = month(word).is_some() && (word.len() > 3 || at > 0) && word != "may";
    named
        || word == "tomorrow"
        || word == "tonight"
        || (relative && matches!(before, "next" | "this" | "on" | "by" | "coming"))
}
