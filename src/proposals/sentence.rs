//! What is seen of each sentence before anything is decided.

use std::collections::BTreeSet;

use super::{
    Input, ProposalKind,
    cues::{self, ActHit, CueHit, OutcomeHit},
    lexicon::{LEXICON, Part},
};
use crate::{geoparse::words::WordFacts, language::fold, text::ByteSpan};

/// What is seen of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// Index into the document's sentences.
    pub(super) number: usize,
    /// First token.
    pub(super) start: usize,
    /// Folded words, one a token.
    pub(super) words: Vec<String>,
    pub(super) cues: Vec<CueHit>,
    pub(super) modals: Vec<CueHit>,
    pub(super) acts: Vec<ActHit>,
    pub(super) outcomes: Vec<OutcomeHit>,
    pub(super) mentions: Vec<usize>,
    /// Stems of content words, sorted.
    pub(super) stems: Vec<String>,
    /// The classes of each word by the company it keeps; all 0 where unknown or not a content word.
    pub(super) classes: Vec<WordFacts>,
    /// The finer classes of its content words, of 512.
    pub(super) topics: BTreeSet<u16>,
    pub(super) has_date: bool,
    /// Names a proposal told of before: "the plan", "this offer".
    pub(super) anaphoric: bool,
    /// How likely it is evidence of a proposal, 0…1.
    pub(super) probability: f32,
}

impl Read {
    /// Reads one sentence.
    pub(super) fn new(number: usize, input: Input<'_>) -> Self {
        let sentence = &input.document.sentences[number];
        let words: Vec<String> =
            sentence.tokens.clone().map(|at| fold(input.document.token_text(at))).collect();
        let first = input.mentions.partition_point(|mention| mention.span.start() < sentence.span.start());
        let last = input.mentions.partition_point(|mention| mention.span.start() < sentence.span.end());
        let (cues, acts) = find(number, &words, input);
        let (classes, topics) = classes(&words, input);
        Self {
            number,
            start: sentence.tokens.start,
            anaphoric: cues::is_anaphoric(&words),
            stems: cues::stems(&words),
            mentions: (first..last).collect(),
            modals: cues::modals(&words),
            outcomes: cues::outcomes(&words),
            has_date: (0..words.len()).any(|at| cues::is_date(&words, at)),
            classes,
            topics,
            cues,
            acts,
            words,
            probability: 0.0,
        }
    }

    /// The cue that best puts an act forward; where there is none, the first modal verb.
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
        let best = self.cues.iter().max_by(|a, b| score(a).total_cmp(&score(b)).then(b.at.cmp(&a.at)));
        let modal = self.modals.iter().find(|modal| !modal.negated);
        // A weak cue beside a modal is part of what is put forward.
        // "will hold a hearing on the application": what will be held is put forward.
        let held = modal.filter(|modal| {
            let will = modal.cue.class == "will";
            will && self
                .acts
                .iter()
                .any(|act| act.at > modal.at && act.at - modal.at <= 5 && act.act.weight >= 2)
        });
        if let (Some(cue), Some(modal)) = (best, held)
            && matches!(cue.cue.part, Part::Noun | Part::Adjective)
            && modal.at < cue.at
        {
            return Some(modal);
        }
        match (best, modal) {
            (Some(cue), Some(modal)) if score(cue) < 1.2 && modal.at < cue.at => Some(modal),
            (Some(cue), _) => Some(cue),
            (None, modal) => modal,
        }
    }

    /// "if", "unless", "subject to" and what follows, up to the next comma.
    pub(super) fn condition(&self, input: Input<'_>) -> Option<ByteSpan> {
        let starts = |at: usize| match self.words[at].as_str() {
            "if" => {
                at == 0 || !matches!(self.words[at - 1].as_str(), "as" | "see" | "asked" | "wonder" | "know")
            }
            "unless" | "provided" | "pending" | "contingent" => true,
            "subject" => self.words.get(at + 1).is_some_and(|next| next == "to"),
            "in" => self.words[at..].starts_with(&["in".to_owned(), "return".to_owned(), "for".to_owned()]),
            "only" => {
                self.words.get(at + 1).is_some_and(|next| matches!(next.as_str(), "if" | "when" | "in"))
            }
            _ => false,
        };
        let at = (0..self.words.len()).find(|at| starts(*at))?;
        let end = (at + 2..self.words.len())
            .find(|at| matches!(self.words[*at].as_str(), "," | "." | ";" | "”" | "\"" | "?"));
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

    /// The word at a place, `""` outside the sentence.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// Whether it has one of these words.
    pub(super) fn has(&self, list: &[&str]) -> bool {
        self.words.iter().any(|word| list.contains(&word.as_str()))
    }

    /// Whether it tells for certain what became of something.
    pub(super) fn answers(&self) -> bool {
        self.outcomes.iter().any(OutcomeHit::is_certain)
    }

    /// Whether it answers what was just told: "rejected the offer", "accepted this proposal".
    pub(super) fn answers_what_was_told(&self) -> bool {
        self.outcomes.iter().any(|hit| self.is_answer_to_what_was_told(hit))
    }

    /// Whether an outcome answers what was told before. What offers something itself first tells the answer to that.
    pub(super) fn is_answer_to_what_was_told(&self, hit: &OutcomeHit) -> bool {
        cues::is_answer(&self.words, hit) && !self.puts_forward_before(hit.at)
    }

    /// Whether a cue that is often one of a proposal holds before a word.
    pub(super) fn puts_forward_before(&self, at: usize) -> bool {
        self.cues.iter().any(|cue| cue.at < at && cue.cue.strength >= 2 && !cue.negated)
    }

    /// Whether a cue of the strongest kind holds.
    pub(super) fn is_strong(&self) -> bool {
        self.cues.iter().any(|cue| cue.cue.strength >= 3 && !cue.negated)
    }

    /// The kinds that its plain act words speak for.
    pub(super) fn kinds(&self) -> impl Iterator<Item = ProposalKind> + '_ {
        self.acts.iter().filter(|act| act.act.weight >= 2).map(|act| act.act.kind)
    }
}

/// The classes of each word, and the finer ones of all content words.
fn classes(words: &[String], input: Input<'_>) -> (Vec<WordFacts>, BTreeSet<u16>) {
    let known = |word: &String| input.words.filter(|_| cues::is_content(word)).map(|table| table.facts(word));
    let classes: Vec<WordFacts> = words.iter().map(|word| known(word).unwrap_or_default()).collect();
    let topics = classes.iter().map(|facts| facts.middle).filter(|class| *class > 0).collect();
    (classes, topics)
}

/// The classes of those words that are known.
pub(super) fn known(classes: &[WordFacts]) -> impl Iterator<Item = &WordFacts> {
    classes.iter().filter(|facts| facts.coarse > 0)
}

fn find(number: usize, words: &[String], input: Input<'_>) -> (Vec<CueHit>, Vec<ActHit>) {
    let lexicon = &*LEXICON;
    let (mut cues, mut acts) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < words.len() {
        let mut step = 1;
        if at == 0 || !is_name(number, at, input) {
            let cue = lexicon.cues.at(words, at).find(|(_, cue)| cues::fits(cue, words, at));
            if let Some((len, cue)) = cue {
                cues.push(cues::hit(words, at, len, cue));
                step = step.max(len);
            }
            if let Some((_, act)) = lexicon.acts.at(words, at).next() {
                acts.push(ActHit { at, act });
            }
        }
        at += step;
    }
    (cues, acts)
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
