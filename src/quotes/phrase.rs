//! Names, descriptions and pronouns as phrases, and the subject of a verb: without a parser, from the
//! closed classes of English, capital letters and the table of titles.

use super::{
    closed::{
        CLOSED, DETERMINERS, HONORIFICS, PARTICLES, PREPOSITIONS, PRONOUNS, is_day, is_month, stands_between,
    },
    lexicon::{BODIES, PERSONS},
    marks::{Marked, any_overlaps},
};
use crate::{
    language::{Document, TokenKind, fold},
    text::ByteSpan,
};

/// How a phrase says whom it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// By name: "Anna Petrova", "the Red Cross".
    Name,
    /// By description: "the historian", "a source".
    Described,
    /// By pronoun.
    Pronoun,
}

/// A phrase for somebody, as tokens, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// First token of the name, without titles.
    pub(crate) first: usize,
    /// Last token.
    pub(crate) last: usize,
    /// First token with titles, modifiers and article.
    pub(crate) start: usize,
    pub(crate) naming: Naming,
}

/// A document with what the phrase finder asks of each token.
pub(crate) struct Scene<'d> {
    pub(crate) document: &'d Document<'d>,
    /// The folded word of each token.
    pub(crate) words: Vec<String>,
    pub(super) marked: &'d [Marked],
    places: &'d [ByteSpan],
}

/// The farthest a subject is looked for.
const REACH: usize = 45;

impl<'d> Scene<'d> {
    pub(crate) fn new(document: &'d Document<'d>, marked: &'d [Marked], places: &'d [ByteSpan]) -> Self {
        let words = (0..document.tokens.len()).map(|at| fold(document.token_text(at))).collect();
        Self { document, words, marked, places }
    }

    pub(crate) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    fn is_word(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// Capitalised, and no closed-class word that opens a sentence.
    pub(crate) fn is_capital(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_word(at)
            && self.document.token_text(at).chars().next().is_some_and(char::is_uppercase)
            && !CLOSED.contains(&word)
            && !DETERMINERS.contains(&word)
            && !PREPOSITIONS.contains(&word)
            && !is_day(word)
            && !self.is_month_name(at)
    }

    /// A month; those that are names and words too only beside a number.
    fn is_month_name(&self, at: usize) -> bool {
        let number = |at: Option<usize>| {
            let token = at.and_then(|at| self.document.tokens.get(at));
            token.is_some_and(|token| token.kind == TokenKind::Number)
        };
        let word = self.word(at);
        is_month(word)
            && (!matches!(word, "may" | "march" | "august")
                || number(at.checked_sub(1))
                || number(Some(at + 1)))
    }

    /// A noun for a person or a body, which heads a phrase: "mayor", "council".
    pub(crate) fn is_head(&self, at: usize) -> bool {
        PERSONS.contains(self.word(at)) || BODIES.contains(self.word(at))
    }

    pub(crate) fn in_quote(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| any_overlaps(self.marked, token.span))
    }

    /// Whether a token is part of a toponym.
    pub(crate) fn is_place(&self, at: usize) -> bool {
        let Some(token) = self.document.tokens.get(at) else { return false };
        let found = self.places.partition_point(|place| place.end() <= token.span.start());
        self.places.get(found).is_some_and(|place| place.covers(token.span))
    }

    /// Whether two neighbouring tokens have nothing between them.
    fn joined(&self, at: usize) -> bool {
        let tokens = &self.document.tokens;
        at + 1 < tokens.len() && tokens[at].span.end() == tokens[at + 1].span.start()
    }

    pub(crate) fn span(&self, phrase: &Phrase) -> ByteSpan {
        self.document.span_of(phrase.first, phrase.last)
    }

    pub(crate) fn text(&self, phrase: &Phrase) -> &'d str {
        self.span(phrase).of(self.document.text)
    }

    /// Title and modifiers before a name.
    pub(crate) fn role(&self, phrase: &Phrase) -> Option<ByteSpan> {
        let article = DETERMINERS.contains(&self.word(phrase.start));
        let start = phrase.start + usize::from(article);
        (phrase.naming == Naming::Name && start < phrase.first)
            .then(|| self.document.span_of(start, phrase.first - 1))
    }

    /// Where the run of name tokens that ends here begins.
    fn run_start(&self, last: usize, floor: usize) -> usize {
        let mut first = last;
        while first > floor && last - first < 9 {
            let before = first - 1;
            let word = self.word(before);
            if self.is_capital(before) && !self.in_other_quote(before, first) {
                first = before;
            } else if matches!(word, "-" | "." | "&" | "'" | "/")
                && (word == "&" || (self.joined(before) && before > 0 && self.joined(before - 1)))
                && before > floor
                && self.is_capital(before - 1)
            {
                first = before - 1;
            } else if (PARTICLES.contains(&word)
                || word == "of"
                || (word == "the" && self.word(before.saturating_sub(1)) == "of"))
                && before > floor
                && {
                    let far = if word == "the" { before.saturating_sub(2) } else { before - 1 };
                    far >= floor && self.is_capital(far)
                }
            {
                first = if word == "the" { before - 2 } else { before - 1 };
            } else {
                break;
            }
        }
        first
    }

    fn in_other_quote(&self, a: usize, b: usize) -> bool {
        self.in_quote(a) != self.in_quote(b)
    }

    /// The phrase whose last token this is, not going below `floor`. Over "of …" and "for …" it is the
    /// phrase before: the spokesman for the ministry.
    pub(crate) fn ending(&self, last: usize, floor: usize) -> Option<Phrase> {
        let mut phrase = self.simple_ending(last, floor)?;
        for _ in 0..3 {
            // "spokesmen for Baku and Yerevan": what governs the first governs both.
            let joined = phrase.start > floor + 1 && matches!(self.word(phrase.start - 1), "and" | "or");
            let first = joined.then(|| self.simple_ending(phrase.start - 2, floor)).flatten();
            let start = first
                .filter(|first| self.is_governed(first, floor))
                .map_or(phrase.start, |first| first.start);
            let governed = self.is_governed(&Phrase { start, ..phrase }, floor);
            if !governed || phrase.naming == Naming::Pronoun {
                break;
            }
            match self.simple_ending(start - 2, floor) {
                Some(head) if head.naming != Naming::Pronoun => phrase = head,
                _ => break,
            }
        }
        Some(phrase)
    }

    /// Whether a preposition that ties it to a phrase before stands before it.
    fn is_governed(&self, phrase: &Phrase, floor: usize) -> bool {
        phrase.start > floor + 1
            && matches!(
                self.word(phrase.start - 1),
                "of" | "for"
                    | "at"
                    | "in"
                    | "from"
                    | "with"
                    | "on"
                    | "near"
                    | "to"
                    | "behind"
                    | "against"
                    | "between"
            )
    }

    /// The phrase whose last token this is, without looking over prepositions.
    pub(crate) fn simple_ending(&self, last: usize, floor: usize) -> Option<Phrase> {
        let word = self.word(last);
        if PRONOUNS.contains(&word) {
            return Some(Phrase { first: last, last, start: last, naming: Naming::Pronoun });
        }
        if self.is_capital(last) {
            return Some(self.name(self.run_start(last, floor), last, floor));
        }
        let number = self.document.tokens.get(last).is_some_and(|token| token.kind == TokenKind::Number);
        if number && last > floor && self.is_capital(last - 1) {
            let name = self.name(self.run_start(last - 1, floor), last - 1, floor);
            return Some(Phrase { last, ..name });
        }
        if !self.is_word(last) || self.is_closed(last) || word == "'s" {
            return None;
        }
        self.description(last, floor)
    }

    pub(crate) fn is_closed(&self, at: usize) -> bool {
        let word = self.word(at);
        CLOSED.contains(&word) || PREPOSITIONS.contains(&word) || DETERMINERS.contains(&word)
    }

    /// A run of name tokens without its titles.
    fn name(&self, run: usize, last: usize, floor: usize) -> Phrase {
        let mut first = run;
        for at in run..last {
            let word = self.word(at);
            let title = PERSONS.contains(word) || HONORIFICS.contains(&word);
            // "Minister of Defence" is no person's name.
            if title && self.word(at + 1) != "of" && !matches!(self.word(at + 1), "'s" | "-") {
                first = at + 1;
            }
        }
        let sign = |at: usize| !self.is_word(at);
        while first < last && sign(first) {
            first += 1;
        }
        let mut start = run;
        // "political observer", "the Syrian president" before the name.
        while start > floor && first.saturating_sub(start) < 8 && self.is_title_word(start - 1, start == run)
        {
            start -= 1;
        }
        if start > floor && DETERMINERS.contains(&self.word(start - 1)) && self.word(start - 1) != "'s" {
            start -= 1;
        }
        Phrase { first, last, start, naming: Naming::Name }
    }

    /// A lower-case title noun, or a modifier of one.
    fn is_title_word(&self, at: usize, beside_name: bool) -> bool {
        let word = self.word(at);
        if PERSONS.contains(word) || HONORIFICS.contains(&word) {
            return true;
        }
        !beside_name && self.is_word(at) && !self.is_closed(at) && word != "'s"
    }

    /// "the historian", "a Liberal source", "officials".
    fn description(&self, last: usize, floor: usize) -> Option<Phrase> {
        let known = self.is_head(last);
        let mut first = last;
        let mut determined = false;
        while first > floor && last - first < 7 {
            let before = first - 1;
            let word = self.word(before);
            if DETERMINERS.contains(&word) {
                first = before;
                determined = true;
                if word != "'s" || before <= floor {
                    break;
                }
                // "Venezuela's minister": the owner begins the phrase.
                first = self.run_start(before - 1, floor);
                if first > floor && DETERMINERS.contains(&self.word(first - 1)) {
                    first -= 1;
                }
                break;
            }
            let hyphen = matches!(word, "-") && self.joined(before);
            if !hyphen && (!self.is_word(before) || self.is_closed(before)) {
                break;
            }
            first = before;
        }
        (determined || known).then_some(Phrase { first, last, start: first, naming: Naming::Described })
    }

    /// The phrase that begins at a token.
    pub(crate) fn starting(&self, from: usize, end: usize) -> Option<Phrase> {
        let pronoun =
            matches!(self.word(from), "him" | "her" | "them") || PRONOUNS.contains(&self.word(from));
        let mut at = from;
        while at < end && DETERMINERS.contains(&self.word(at)) && !matches!(self.word(at), "'s" | "that") {
            at += 1;
        }
        let begins = at;
        let mut head: Option<usize> = None;
        while at < end && at - begins < 12 {
            let word = self.word(at);
            if self.is_capital(at) {
                let mut last = at;
                while last + 1 < end {
                    if self.is_capital(last + 1) {
                        last += 1;
                    } else if (matches!(self.word(last + 1), "-" | "." | "&" | "of" | "/")
                        || PARTICLES.contains(&self.word(last + 1)))
                        && last + 2 < end
                        && self.is_capital(last + 2)
                        && (self.word(last + 1) != "." || self.joined(last))
                    {
                        last += 2;
                    } else {
                        break;
                    }
                }
                // "Dateline columnist Anna Petrova", "Spain's minister": the name is not yet told.
                let next = self.word(last + 1);
                head = Some(last);
                at = last + 1;
                let goes_on = next == "'s" || self.is_head(last + 1);
                if !goes_on {
                    break;
                }
            } else if word == "'s" || word == "-" || (self.is_word(at) && !self.is_closed(at)) {
                if word != "'s" && word != "-" {
                    head = Some(at);
                }
                at += 1;
                if PERSONS.contains(word)
                    && self.word(at) == ","
                    && self.is_capital(at + 1)
                    && self.is_capital(at + 2)
                {
                    // "said the vice chair, Anna Petrova."
                    at += 1;
                }
            } else {
                break;
            }
        }
        match head {
            Some(last) => {
                let floor = if DETERMINERS.contains(&self.word(from)) { from } else { begins };
                self.simple_ending(last, floor)
            }
            None => {
                pronoun.then_some(Phrase { first: from, last: from, start: from, naming: Naming::Pronoun })
            }
        }
    }

    /// The subject of a verb, going left over adverbs, auxiliaries, dates and appositions.
    pub(crate) fn subject(&self, verb: usize, floor: usize) -> Option<Phrase> {
        let floor = floor.max(verb.saturating_sub(REACH));
        let mut at = self.over_adverbs(verb, floor);
        if at <= floor {
            return None;
        }
        match self.word(at - 1) {
            "," | ")" | "–" | "—" => self.over_apposition(at - 1, floor),
            "and" | "but" | "or" => None,
            "who" | "which" | "that" => {
                at -= 1;
                if at > floor && self.word(at - 1) == "," {
                    at -= 1;
                }
                at.checked_sub(1).filter(|last| *last >= floor).and_then(|last| self.ending(last, floor))
            }
            _ => self.ending(at - 1, floor),
        }
    }

    fn over_adverbs(&self, verb: usize, floor: usize) -> usize {
        let mut at = verb;
        while at > floor {
            let word = self.word(at - 1);
            let adverb = stands_between(word) || (word.ends_with("ly") && !self.is_capital(at - 1));
            let relative = word == "who";
            let date = is_month(word) && self.word(at.saturating_sub(2)) == "in"
                || (word == "on" && is_day(self.word(at)));
            if relative || !(adverb || date) || (word == "to" && self.is_capital(at)) {
                break;
            }
            at -= 1;
        }
        at
    }

    /// From the comma or bracket before a verb to the head before the apposition.
    fn over_apposition(&self, close: usize, floor: usize) -> Option<Phrase> {
        let open = match self.word(close) {
            ")" => (floor..close).rev().find(|at| self.word(*at) == "(")?,
            sign => {
                // The earliest phrase whose following parts are all appositions: no verb between.
                let mut best: Option<Phrase> = None;
                let mut end = close;
                for _ in 0..5 {
                    let comma = (floor..end).rev().find(|at| self.word(*at) == sign);
                    let first = comma.map_or(floor, |comma| comma + 1);
                    let opens = self.word(first);
                    let prepositional = PREPOSITIONS.contains(&opens) || opens == "according";
                    let relative = matches!(self.word(first), "who" | "which" | "whose" | "where");
                    let quoted = (first..end).any(|at| self.in_quote(at));
                    if quoted {
                        break;
                    }
                    if !prepositional && !relative {
                        let clause = (first..end).any(|at| {
                            matches!(
                                self.word(at),
                                "is" | "was"
                                    | "are"
                                    | "were"
                                    | "will"
                                    | "would"
                                    | "has"
                                    | "had"
                                    | "have"
                                    | "said"
                            )
                        });
                        if clause {
                            break;
                        }
                        if let Some(phrase) = self.ending(end.checked_sub(1)?, first) {
                            // A name before beats a description after; the leftmost name wins.
                            let better = best.is_none_or(|best| {
                                phrase.naming == Naming::Name || best.naming != Naming::Name
                            });
                            if better {
                                best = Some(phrase);
                            }
                        }
                    }
                    match comma {
                        Some(comma) if comma > floor => end = comma,
                        _ => break,
                    }
                }
                return best;
            }
        };
        let last = open.checked_sub(1).filter(|last| *last >= floor)?;
        self.ending(last, floor)
    }

    /// The first phrase of a clause that no preposition governs.
    pub(super) fn first_phrase(&self, from: usize, end: usize) -> Option<Phrase> {
        let mut at = from;
        while at < end {
            let word = self.word(at);
            if PREPOSITIONS.contains(&word) {
                // Over the whole adverbial: to its comma, or over its phrase.
                let comma = (at..end.min(at + 14)).find(|at| self.word(*at) == ",");
                at = comma.unwrap_or_else(|| self.starting(at + 1, end).map_or(at, |phrase| phrase.last)) + 1;
                continue;
            }
            let begins =
                self.is_capital(at) || PRONOUNS.contains(&word) || matches!(word, "the" | "a" | "an");
            if begins && let Some(phrase) = self.starting(at, end) {
                return Some(phrase);
            }
            at += 1;
        }
        None
    }
}
