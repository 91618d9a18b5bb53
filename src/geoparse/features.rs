//! The recogniser's features: what is seen of a token, its neighbours, the gazetteer, the document.
//! Each feature is a 64-bit hash of a template and its content.

use std::collections::HashMap;

use super::words::{
    ORGANISATION_WORDS, PLACE_PREPOSITIONS, PLACE_WORDS, SAYING_VERBS, TITLES, WordFacts, Words, among,
};
use crate::{
    gazetteer::{Gazetteer, normalise_into, tags},
    language::{Document, TokenKind, fold},
};

/// How a word is capitalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capitals {
    /// All lower case.
    Lower,
    /// One capital at the start.
    Initial,
    /// All capitals, two or more.
    All,
    /// A capital further on.
    Mixed,
    /// A number.
    Number,
    /// A sign.
    Sign,
    /// One capital letter.
    Single,
}

impl Capitals {
    /// Whether the word may be part of a name.
    #[must_use]
    pub const fn is_capital(self) -> bool {
        matches!(self, Self::Initial | Self::All | Self::Single)
    }
}

/// The longest gazetteer name that a token is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameTag {
    /// What the name may stand for; 0 where the token is part of none.
    pub tags: u16,
    /// Index of the token within the name.
    pub at: u8,
    /// Tokens of the name.
    pub len: u8,
}

/// What is seen of one token.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The folded word.
    pub word: String,
    hash: u64,
    shape: u64,
    /// How it is capitalised.
    pub capitals: Capitals,
    /// Clusters and name flags.
    pub facts: WordFacts,
    /// Its gazetteer name.
    pub name: NameTag,
    /// Evidence from the whole document, a bit a kind.
    pub evidence: u16,
}

mod evidence {
    pub(super) const LOWER: u16 = 1;
    pub(super) const CAPITAL_INSIDE: u16 = 2;
    pub(super) const AFTER_TITLE: u16 = 4;
    pub(super) const AFTER_PREPOSITION: u16 = 8;
    pub(super) const BEFORE_SAYING: u16 = 16;
    pub(super) const AFTER_FIRST_NAME: u16 = 32;
    pub(super) const FIRST_NAME_THEN_CAPITAL: u16 = 64;
    pub(super) const IN_ORGANISATION_RUN: u16 = 128;
    pub(super) const IN_PLACE_RUN: u16 = 256;
    pub(super) const ENDS_RUN: u16 = 512;
    pub(super) const BEFORE_CONTAINER: u16 = 1024;
}

/// A stretch of capitalised tokens.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: usize,
    last: usize,
}

/// All that is seen of a document.
pub struct Sight {
    /// One a token.
    pub tokens: Vec<Seen>,
    runs: Vec<Option<Run>>,
    lines: Vec<u8>,
}

const fn mix(a: u64, b: u64) -> u64 {
    let product = (a ^ 0x9e37_79b9_7f4a_7c15) as u128 * (b ^ 0xd1b5_4a32_d192_ed03) as u128;
    (product as u64) ^ ((product >> 64) as u64)
}

fn hash_str(text: &str) -> u64 {
    let mut hash = text.len() as u64;
    for chunk in text.as_bytes().chunks(8) {
        let mut raw = [0; 8];
        raw[..chunk.len()].copy_from_slice(chunk);
        hash = mix(hash, u64::from_le_bytes(raw));
    }
    hash
}

fn shape_of(word: &str) -> u64 {
    let (mut shape, mut last, mut run, mut len) = (0_u64, 0_u8, 0, 0);
    for c in word.chars() {
        let sign = if c.is_uppercase() {
            b'X'
        } else if c.is_numeric() {
            b'd'
        } else if c.is_alphabetic() {
            b'x'
        } else if c.is_ascii() {
            c as u8
        } else {
            b'?'
        };
        run = if sign == last { run + 1 } else { 1 };
        last = sign;
        if run <= 2 && len < 8 {
            shape = shape << 8 | u64::from(sign);
            len += 1;
        }
    }
    shape
}

fn capitals_of(word: &str, kind: TokenKind) -> Capitals {
    match kind {
        TokenKind::Number => return Capitals::Number,
        TokenKind::Sign => return Capitals::Sign,
        TokenKind::Word => {}
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let (mut upper, mut lower) = (0, 0);
    for c in letters {
        if c.is_uppercase() { upper += 1 } else { lower += 1 }
    }
    match (first, upper, lower) {
        (true, 0, 0) => Capitals::Single,
        (true, _, 0) => Capitals::All,
        (true, _, _) => Capitals::Initial,
        (false, 0, _) => Capitals::Lower,
        (false, _, _) => Capitals::Mixed,
    }
}

/// Looks at a document once.
#[must_use]
pub fn look(document: &Document<'_>, gazetteer: &Gazetteer, words: &Words) -> Sight {
    let mut tokens: Vec<Seen> = document
        .tokens
        .iter()
        .map(|token| {
            let text = token.span.of(document.text);
            let word = fold(text);
            Seen {
                hash: hash_str(&word),
                shape: shape_of(text),
                capitals: capitals_of(text, token.kind),
                facts: words.facts(&word),
                word,
                name: NameTag::default(),
                evidence: 0,
            }
        })
        .collect();
    let mut runs = vec![None; tokens.len()];
    let mut lines = vec![0; tokens.len()];
    for sentence in &document.sentences {
        let range = sentence.tokens.clone();
        let line = line_class(&tokens[range.clone()]);
        lines[range.clone()].fill(line);
        tag_names(document, gazetteer, &mut tokens, range.clone());
        mark_runs(&tokens, range, &mut runs);
    }
    let mut sight = Sight { tokens, runs, lines };
    sight.gather_evidence(document);
    sight
}

fn line_class(tokens: &[Seen]) -> u8 {
    let words: Vec<_> = tokens
        .iter()
        .map(|token| token.capitals)
        .filter(|c| !matches!(c, Capitals::Number | Capitals::Sign))
        .collect();
    let all = words.iter().filter(|c| matches!(c, Capitals::All | Capitals::Single)).count();
    let capital = words.iter().filter(|c| c.is_capital()).count();
    if words.len() >= 3 && all * 10 >= words.len() * 8 {
        1
    } else if words.len() >= 4 && capital * 10 >= words.len() * 7 {
        2
    } else {
        0
    }
}

/// The longest name from a token on: its tags and the number of tokens.
pub(super) fn longest_name(
    document: &Document<'_>,
    gazetteer: &Gazetteer,
    from: usize,
    end: usize,
    buffer: &mut String,
) -> Option<(u16, usize)> {
    let mut walk = gazetteer.walk();
    let mut best = None;
    for at in from..end.min(from + 7) {
        buffer.clear();
        normalise_into(document.token_text(at), buffer);
        if buffer.is_empty() {
            let joins = matches!(document.token_text(at), "-" | "'" | "’" | "/" | "–");
            if joins && at > from { continue } else { break }
        }
        let (found, longer) = walk.step(buffer);
        if let Some(tags) = found.filter(|tags| *tags != 0) {
            best = Some((tags, at + 1 - from));
        }
        if !longer {
            break;
        }
    }
    best
}

fn tag_names(
    document: &Document<'_>,
    gazetteer: &Gazetteer,
    tokens: &mut [Seen],
    range: std::ops::Range<usize>,
) {
    let mut buffer = String::new();
    let mut at = range.start;
    while at < range.end {
        let found = tokens[at]
            .capitals
            .is_capital()
            .then(|| longest_name(document, gazetteer, at, range.end, &mut buffer))
            .flatten();
        let Some((tags, len)) = found else {
            at += 1;
            continue;
        };
        for offset in 0..len {
            #[allow(clippy::cast_possible_truncation)] // at most 7
            let (offset_u8, len_u8) = (offset as u8, len as u8);
            tokens[at + offset].name = NameTag { tags, at: offset_u8, len: len_u8 };
        }
        at += len;
    }
}

fn mark_runs(tokens: &[Seen], range: std::ops::Range<usize>, runs: &mut [Option<Run>]) {
    let mut at = range.start;
    while at < range.end {
        if !tokens[at].capitals.is_capital() {
            at += 1;
            continue;
        }
        let first = at;
        while at < range.end && tokens[at].capitals.is_capital() {
            at += 1;
        }
        for run in &mut runs[first..at] {
            *run = Some(Run { first, last: at - 1 });
        }
    }
}

impl Sight {
    /// Whether a token stands in a line of capitals.
    #[must_use]
    pub fn is_capital_line(&self, at: usize) -> bool {
        self.lines.get(at) == Some(&1)
    }

    fn gather_evidence(&mut self, document: &Document<'_>) {
        let mut of_word: HashMap<u64, u16> = HashMap::new();
        for sentence in &document.sentences {
            let range = sentence.tokens.clone();
            for at in range.clone() {
                let token = &self.tokens[at];
                let mut bits = 0;
                if token.capitals == Capitals::Lower {
                    bits |= evidence::LOWER;
                } else if token.capitals.is_capital() {
                    bits |= self.evidence_at(at, &range);
                }
                if bits != 0 {
                    *of_word.entry(token.hash).or_default() |= bits;
                }
            }
        }
        for token in &mut self.tokens {
            if !matches!(token.capitals, Capitals::Number | Capitals::Sign) {
                token.evidence = of_word.get(&token.hash).copied().unwrap_or(0);
            }
        }
    }

    fn evidence_at(&self, at: usize, range: &std::ops::Range<usize>) -> u16 {
        let before = (at > range.start).then(|| &self.tokens[at - 1]);
        let after = (at + 1 < range.end).then(|| &self.tokens[at + 1]);
        let mut bits = 0;
        if at > range.start && self.lines[at] == 0 {
            bits |= evidence::CAPITAL_INSIDE;
        }
        if let Some(before) = before {
            if among(TITLES, &before.word) {
                bits |= evidence::AFTER_TITLE;
            }
            if among(PLACE_PREPOSITIONS, &before.word) {
                bits |= evidence::AFTER_PREPOSITION;
            }
            if before.capitals == Capitals::Initial && before.facts.name & 1 != 0 {
                bits |= evidence::AFTER_FIRST_NAME;
            }
        }
        if let Some(after) = after {
            if among(SAYING_VERBS, &after.word) {
                bits |= evidence::BEFORE_SAYING;
            }
            if self.tokens[at].facts.name & 1 != 0 && after.capitals.is_capital() {
                bits |= evidence::FIRST_NAME_THEN_CAPITAL;
            }
            if after.word == "," && at + 2 < range.end {
                let container = self.tokens[at + 2].name.tags & (tags::COUNTRY | tags::REGION) != 0;
                bits |= if container { evidence::BEFORE_CONTAINER } else { 0 };
            }
        }
        if let Some(run) = self.runs[at] {
            let last = &self.tokens[run.last].word;
            if among(ORGANISATION_WORDS, last) {
                bits |= evidence::IN_ORGANISATION_RUN;
            }
            if among(PLACE_WORDS, last) {
                bits |= evidence::IN_PLACE_RUN;
            }
            if run.last == at && (1..=2).contains(&(run.last - run.first)) {
                bits |= evidence::ENDS_RUN;
            }
        }
        bits
    }

    /// Appends the features of one token of a sentence.
    pub fn features(&self, at: usize, range: &std::ops::Range<usize>, out: &mut Vec<u64>) {
        let mut cast = Cast { out };
        let near = |offset: isize| -> View<'_> {
            let index = at.checked_add_signed(offset).filter(|index| range.contains(index));
            View(index.map(|index| &self.tokens[index]))
        };
        let (b2, b1, t0, a1, a2) = (near(-2), near(-1), near(0), near(1), near(2));
        let Some(token) = t0.0 else { return };
        let start = u64::from(at == range.start);
        let line = u64::from(self.lines[at]);
        let capitals = token.capitals as u64;

        cast.one(1, 0);
        for (template, view) in [(2, t0), (3, b1), (4, a1), (5, b2), (6, a2)] {
            cast.one(template, view.word());
        }
        cast.two(7, t0.word(), capitals);
        for (template, left, right) in [(8, b1, t0), (9, t0, a1), (10, b1, a1), (11, b2, b1), (12, a1, a2)] {
            cast.two(template, left.word(), right.word());
        }
        cast.one(13, t0.shape());
        cast.three(14, b1.shape(), t0.shape(), a1.shape());
        cast.two(15, b1.shape(), t0.shape());
        cast.two(16, t0.shape(), a1.shape());
        affixes(&token.word, 20, &mut cast);
        cast.one(28, b1.suffix());
        cast.one(29, a1.suffix());
        cast.three(30, start, capitals, line);
        cast.two(31, line, t0.shape());
        cast.two(32, t0.shape(), b1.word());
        cast.two(33, t0.shape(), a1.word());

        cast.one(40, t0.name());
        cast.one(41, b1.name());
        cast.one(42, a1.name());
        cast.two(43, t0.name(), capitals);
        cast.two(44, t0.name(), b1.word());
        cast.two(45, t0.name(), a1.word());
        cast.three(46, b1.name(), t0.name(), a1.name());
        cast.three(47, t0.name(), line, start);
        if token.name.tags != 0 {
            let inside = u64::from(token.name.at > 0);
            for bit in (0..10).filter(|bit| token.name.tags & (1 << bit) != 0) {
                cast.two(48, bit, inside);
            }
        }
        cast.two(49, t0.name(), b1.middle());
        cast.two(50, t0.name(), a1.middle());

        for (template, view) in [(60, b2), (61, b1), (62, t0), (63, a1), (64, a2)] {
            cast.one(template, view.middle());
        }
        cast.one(65, t0.coarse());
        for (template, view) in [(66, b1), (67, t0), (68, a1)] {
            cast.one(template, view.fine());
        }
        cast.two(69, b1.middle(), t0.middle());
        cast.two(70, t0.middle(), a1.middle());
        cast.three(71, b1.middle(), t0.shape(), a1.middle());
        cast.two(72, t0.middle(), capitals);
        cast.two(73, b1.coarse(), t0.coarse());
        cast.two(74, t0.coarse(), a1.coarse());
        cast.two(75, b2.coarse(), b1.coarse());
        cast.two(76, a1.coarse(), a2.coarse());

        if token.capitals.is_capital() {
            cast.three(80, b1.person(), t0.person(), a1.person());
            cast.two(81, t0.person(), capitals);
            cast.two(82, t0.person(), t0.name());
            cast.two(83, b1.person(), capitals);
            self.run_features(at, range, &mut cast);
        } else {
            cast.two(99, b1.shape(), t0.word());
        }
        self.document_features(token, t0, b1, a1, start, line, &mut cast);
    }

    fn run_features(&self, at: usize, range: &std::ops::Range<usize>, cast: &mut Cast<'_>) {
        let Some(run) = self.runs[at] else { return };
        let outside =
            |index: Option<usize>| View(index.filter(|i| range.contains(i)).map(|i| &self.tokens[i]));
        let (left, right) = (outside(run.first.checked_sub(1)), outside(Some(run.last + 1)));
        let length = (run.last - run.first + 1).min(5) as u64;
        let position = (at - run.first).min(4) as u64;
        let place = length << 4 | position;
        let (first, last) = (&self.tokens[run.first], &self.tokens[run.last]);
        let mut cues = 0;
        for (bit, seen) in [
            among(ORGANISATION_WORDS, &last.word),
            among(PLACE_WORDS, &last.word),
            among(TITLES, &first.word) || left.0.is_some_and(|left| among(TITLES, &left.word)),
            left.0.is_some_and(|left| among(PLACE_PREPOSITIONS, &left.word)),
            right.0.is_some_and(|right| among(SAYING_VERBS, &right.word)),
        ]
        .into_iter()
        .enumerate()
        {
            cues |= u64::from(seen) << bit;
        }
        let token = View(Some(&self.tokens[at]));
        cast.one(84, place);
        cast.one(85, last.hash);
        cast.one(86, first.hash);
        cast.two(87, left.word(), right.word());
        cast.two(88, left.word(), place);
        cast.two(89, right.word(), place);
        cast.two(90, last.hash, u64::from(run.first == at));
        cast.two(91, cues, place);
        cast.two(92, cues, token.name());
        cast.two(93, cues, token.person());
        cast.three(94, left.middle(), right.middle(), length);
        cast.two(95, u64::from(last.facts.middle), position);
    }

    #[allow(clippy::too_many_arguments)] // the neighbours are already at hand
    fn document_features(
        &self,
        token: &Seen,
        t0: View<'_>,
        b1: View<'_>,
        a1: View<'_>,
        start: u64,
        line: u64,
        cast: &mut Cast<'_>,
    ) {
        let bits = u64::from(token.evidence);
        for bit in (0..11).filter(|bit| bits & (1 << bit) != 0) {
            cast.one(100, bit);
        }
        let few = evidence::LOWER | evidence::CAPITAL_INSIDE;
        let main = few
            | evidence::AFTER_TITLE
            | evidence::AFTER_PREPOSITION
            | evidence::BEFORE_SAYING
            | evidence::AFTER_FIRST_NAME
            | evidence::ENDS_RUN;
        cast.two(101, bits, token.capitals as u64);
        cast.two(102, bits & u64::from(main), t0.name());
        cast.three(103, bits & u64::from(few), start, line);
        cast.one(104, a1.0.map_or(u64::MAX, |seen| u64::from(seen.evidence)));
        cast.one(105, b1.0.map_or(u64::MAX, |seen| u64::from(seen.evidence)));
    }
}

fn affixes(word: &str, template: u64, cast: &mut Cast<'_>) {
    let cuts = word.char_indices().map(|(at, _)| at).skip(1).take(4);
    for (template, at) in (template..).zip(cuts) {
        cast.one(template, hash_str(&word[..at]));
    }
    let mut end = word.len();
    for offset in 0..4 {
        let Some(c) = word[..end].chars().next_back() else { break };
        end -= c.len_utf8();
        cast.one(template + 4 + offset, hash_str(&word[end..]));
    }
}

struct Cast<'o> {
    out: &'o mut Vec<u64>,
}

impl Cast<'_> {
    fn one(&mut self, template: u64, a: u64) {
        self.out.push(mix(template, a));
    }

    fn two(&mut self, template: u64, a: u64, b: u64) {
        self.out.push(mix(mix(template, a), b));
    }

    fn three(&mut self, template: u64, a: u64, b: u64, c: u64) {
        self.out.push(mix(mix(mix(template, a), b), c));
    }
}

/// A neighbour, or nothing beyond the sentence's ends.
#[derive(Clone, Copy)]
struct View<'s>(Option<&'s Seen>);

/// Stands for a missing neighbour.
const EDGE: u64 = 0x5bd1_e995;

impl View<'_> {
    fn word(self) -> u64 {
        self.0.map_or(EDGE, |seen| seen.hash)
    }

    fn shape(self) -> u64 {
        self.0.map_or(EDGE, |seen| seen.shape)
    }

    fn coarse(self) -> u64 {
        self.0.map_or(EDGE, |seen| u64::from(seen.facts.coarse))
    }

    fn middle(self) -> u64 {
        self.0.map_or(EDGE, |seen| u64::from(seen.facts.middle))
    }

    fn fine(self) -> u64 {
        self.0.map_or(EDGE, |seen| u64::from(seen.facts.fine))
    }

    fn person(self) -> u64 {
        self.0
            .map_or(EDGE, |seen| if seen.capitals.is_capital() { u64::from(seen.facts.name) + 1 } else { 0 })
    }

    fn name(self) -> u64 {
        self.0.map_or(EDGE, |seen| {
            let tag = seen.name;
            u64::from(tag.tags) << 4 | u64::from(tag.at > 0) << 3 | u64::from(tag.len.min(3))
        })
    }

    fn suffix(self) -> u64 {
        self.0.map_or(EDGE, |seen| {
            let at = seen.word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
            hash_str(&seen.word[at..])
        })
    }
}
