//! Who says it: the reporting verb's subject, before or behind the quote.

use super::{
    Quote, QuoteKind,
    lexicon::{PERSONS, REPORTING},
    marks::{Marked, any_overlaps},
};
use crate::{
    language::{Document, TokenKind, fold},
    text::ByteSpan,
};

/// Somebody found beside a quote.
#[derive(Clone, Debug)]
struct Speaker {
    span: ByteSpan,
    name: String,
    role: Option<ByteSpan>,
    pronoun: bool,
}

/// A tag: the reporting verb and its subject.
#[derive(Clone, Debug)]
struct Tag {
    cue: ByteSpan,
    speaker: Option<Speaker>,
}

const PRONOUNS: &[&str] = &["he", "i", "she", "they", "we"];

/// Gives each marked quote its speaker; leaves out marks around names and single words.
pub(super) fn attribute(document: &Document<'_>, marked: &[Marked], places: &[ByteSpan]) -> Vec<Quote> {
    let scene = Scene { document, marked, places };
    let mut out: Vec<Quote> = Vec::new();
    let mut last: Option<(usize, Speaker)> = None;
    for (at, mark) in marked.iter().enumerate() {
        let tag = scene.tag_after(at).or_else(|| scene.tag_before(at));
        let text = mark.span.of(document.text);
        // "call", "dub" and their like tag whole sentences, not single words.
        let weak =
            |tag: &Tag| REPORTING.get(&fold(tag.cue.of(document.text))).is_none_or(|strength| *strength < 2);
        let tag = tag.filter(|tag| !(weak(tag) && scene.is_fragment(mark, text)));
        if tag.is_none() && (scene.is_fragment(mark, text) || scene.is_heading(mark)) {
            continue;
        }
        let mut speaker = tag.as_ref().and_then(|tag| tag.speaker.clone());
        if let Some(named) = &mut speaker
            && named.pronoun
        {
            let known = last.as_ref().map(|(_, known)| known.name.clone());
            if let Some(name) = known.or_else(|| scene.last_name(mark.span.start())) {
                named.name = name;
            }
        }
        let carried =
            last.as_ref().filter(|(paragraph, _)| mark.paragraph <= paragraph + 1).map(|(_, s)| s.clone());
        let speaker = speaker.or(carried);
        if let Some(speaker) = &speaker {
            last = Some((mark.paragraph, speaker.clone()));
        }
        out.push(Quote {
            span: mark.span,
            kind: QuoteKind::Direct,
            speaker: speaker.as_ref().map(|speaker| speaker.span),
            speaker_name: speaker.as_ref().map(|speaker| speaker.name.clone()),
            role: speaker.as_ref().and_then(|speaker| speaker.role),
            cue: tag.map(|tag| tag.cue),
            relayed_by: None,
        });
    }
    out
}

/// Reported speech: "X told Turan that …", "according to X, …".
pub(super) fn indirect(document: &Document<'_>, marked: &[Marked], places: &[ByteSpan]) -> Vec<Quote> {
    let scene = Scene { document, marked, places };
    let mut out = Vec::new();
    for sentence in &document.sentences {
        if any_overlaps(marked, sentence.span) {
            continue;
        }
        let range = sentence.tokens.clone();
        for at in range.clone() {
            let word = scene.word(at);
            if word == "according" && scene.word(at + 1) == "to" {
                let Some(speaker) = scene.name_from(at + 2, range.end) else { continue };
                let rest = ByteSpan::new(speaker.span.end(), sentence.span.end());
                let before = ByteSpan::new(sentence.span.start(), document.tokens[at].span.start());
                let span = if at == range.start { rest } else { before };
                out.push(scene.reported(span, document.span_of(at, at + 1), speaker, None));
                break;
            }
            if REPORTING.get(&word).is_none_or(|strength| *strength < 2) {
                continue;
            }
            let Some((that, relayed)) = scene.that_clause(at, range.end) else { continue };
            let Some(speaker) = scene.subject_before(at, range.start) else { continue };
            let span = ByteSpan::new(document.tokens[that].span.start(), sentence.span.end());
            out.push(scene.reported(span, document.tokens[at].span, speaker, relayed));
            break;
        }
    }
    out.retain(|quote| !quote.span.is_empty());
    out
}

struct Scene<'d> {
    document: &'d Document<'d>,
    marked: &'d [Marked],
    places: &'d [ByteSpan],
}

impl Scene<'_> {
    fn word(&self, at: usize) -> String {
        fold(self.document.token_text(at))
    }

    fn is_capital(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
            && self.document.token_text(at).chars().next().is_some_and(char::is_uppercase)
    }

    fn is_place(&self, span: ByteSpan) -> bool {
        let at = self.places.partition_point(|place| place.end() <= span.start());
        self.places.get(at).is_some_and(|place| place.covers(span))
    }

    fn reported(
        &self,
        span: ByteSpan,
        cue: ByteSpan,
        speaker: Speaker,
        relayed_by: Option<ByteSpan>,
    ) -> Quote {
        let name = if speaker.pronoun {
            self.last_name(speaker.span.start()).unwrap_or(speaker.name)
        } else {
            speaker.name
        };
        let text = self.document.text;
        let trimmed = span.of(text).trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = span.end() - trimmed.len();
        Quote {
            span: ByteSpan::new(start, span.end()),
            kind: QuoteKind::Indirect,
            speaker: Some(speaker.span),
            speaker_name: Some(name),
            role: speaker.role,
            cue: Some(cue),
            relayed_by,
        }
    }

    /// After "told Turan" or "said": the token after "that", and who was told.
    fn that_clause(&self, verb: usize, end: usize) -> Option<(usize, Option<ByteSpan>)> {
        let mut at = verb + 1;
        let mut relayed = None;
        if self.is_capital(at) && self.word(verb).starts_with("to") {
            let from = at;
            while at < end && self.is_capital(at) {
                at += 1;
            }
            relayed = Some(self.document.span_of(from, at - 1));
        }
        (at..end.min(at + 4))
            .find(|at| self.word(*at) == "that")
            .map(|that| (that + 1, relayed))
            .filter(|(that, _)| *that < end)
    }

    /// The name or description that a verb's subject is, going left.
    fn subject_before(&self, verb: usize, start: usize) -> Option<Speaker> {
        let mut at = verb;
        // Over an adverb or auxiliary, and over an apposition between commas.
        while at > start
            && matches!(self.word(at - 1).as_str(), "also" | "has" | "had" | "have" | "later" | "then")
        {
            at -= 1;
        }
        if at > start && self.word(at - 1) == "," {
            let comma = (start..at - 1).rev().find(|at| self.word(*at) == ",")?;
            at = comma;
        }
        let last = at.checked_sub(1).filter(|last| *last >= start)?;
        self.name_ending(last, start)
    }

    /// The longest name or person noun that ends at a token.
    fn name_ending(&self, last: usize, start: usize) -> Option<Speaker> {
        let word = self.word(last);
        let span = self.document.tokens.get(last)?.span;
        if PRONOUNS.contains(&word.as_str()) {
            let name = self.document.token_text(last).to_owned();
            return Some(Speaker { span, name, role: None, pronoun: true });
        }
        if !self.is_capital(last) {
            if !PERSONS.contains(&word) {
                return None;
            }
            let mut first = last;
            while first > start && last - first < 5 && self.is_modifier(first - 1) {
                first -= 1;
            }
            let span = self.document.span_of(first, last);
            return Some(Speaker {
                span,
                name: span.of(self.document.text).to_owned(),
                role: None,
                pronoun: false,
            });
        }
        let mut first = last;
        while first > start && self.is_capital(first - 1) && last - first < 4 {
            first -= 1;
        }
        // A title before the name is its role.
        let mut name_first = first;
        while name_first < last && PERSONS.contains(&self.word(name_first)) {
            name_first += 1;
        }
        let span = self.document.span_of(name_first, last);
        if self.is_place(span) && name_first == last {
            return None;
        }
        let mut role_first = name_first;
        while role_first > start && name_first - role_first < 4 && self.is_role_word(role_first - 1) {
            role_first -= 1;
        }
        let role = (role_first < name_first).then(|| self.document.span_of(role_first, name_first - 1));
        Some(Speaker { span, name: span.of(self.document.text).to_owned(), role, pronoun: false })
    }

    fn is_modifier(&self, at: usize) -> bool {
        let word = self.word(at);
        let plain = self.document.tokens[at].kind == TokenKind::Word && !REPORTING.contains_key(&word);
        plain
            && !matches!(
                word.as_str(),
                "that" | "and" | "but" | "as" | "when" | "while" | "in" | "on" | "at" | "by"
            )
    }

    fn is_role_word(&self, at: usize) -> bool {
        let word = self.word(at);
        PERSONS.contains(&word)
            || (self.is_modifier(at)
                && !matches!(word.as_str(), "the" | "a" | "an" | "with" | "to" | "of" | "said" | "by")
                && PERSONS.contains(&self.word(at + 1)))
    }

    /// A name or description that starts at a token.
    fn name_from(&self, from: usize, end: usize) -> Option<Speaker> {
        let mut at = from;
        if matches!(self.word(at).as_str(), "the" | "a" | "an" | "one") {
            at += 1;
        }
        let first = at;
        let mut last = None;
        while at < end && at - first < 7 {
            let word = self.word(at);
            if self.is_capital(at) || PERSONS.contains(&word) {
                last = Some(at);
            } else if !self.is_modifier(at) || REPORTING.contains_key(&word) {
                break;
            }
            at += 1;
            if last.is_some() && !self.is_capital(at) && !PERSONS.contains(&self.word(at)) {
                break;
            }
        }
        if let Some(last) = last {
            return self.name_ending(last, first);
        }
        let word = self.word(from);
        let heard = matches!(word.as_str(), "him" | "her" | "them") || PRONOUNS.contains(&word.as_str());
        let span = self.document.tokens.get(from)?.span;
        let name = self.document.token_text(from).to_owned();
        heard.then_some(Speaker { span, name, role: None, pronoun: true })
    }

    /// The tag behind a quote: "…," said X; "…" X said.
    fn tag_after(&self, at: usize) -> Option<Tag> {
        let mark = self.marked[at];
        if mark.open {
            return None;
        }
        let first = self.document.token_at(mark.span.end());
        let paragraph = self.document.paragraphs[mark.paragraph];
        let stop = self.marked.get(at + 1).map_or(usize::MAX, |next| next.span.start());
        let end = (first..self.document.tokens.len())
            .take_while(|at| {
                let span = self.document.tokens[*at].span;
                paragraph.covers(span)
                    && span.start() < stop
                    && !matches!(self.document.token_text(*at), "." | ";")
            })
            .last()?
            + 1;
        let inner = mark.span.of(self.document.text);
        let comma = inner.trim_end_matches(['”', '"', '»', '’', '“']).ends_with([',', '?', '!', '—', '-']);
        let reach = if comma { 14 } else { 6 };
        let verb = (first..end.min(first + reach)).find(|at| REPORTING.contains_key(&self.word(*at)))?;
        if !comma && verb > first + 4 {
            return None;
        }
        let inverted = self.name_from(verb + 1, end).filter(|_| verb == first || self.word(verb - 1) == ",");
        let speaker = inverted.or_else(|| self.subject_before(verb, first));
        (speaker.is_some() || comma).then(|| Tag { cue: self.document.tokens[verb].span, speaker })
    }

    /// The tag before a quote: X said: "…"; X said that "…".
    fn tag_before(&self, at: usize) -> Option<Tag> {
        let mark = self.marked[at];
        let first = self.document.token_at(mark.span.start());
        let paragraph = self.document.paragraphs[mark.paragraph];
        let floor = at.checked_sub(1).map_or(0, |before| self.marked[before].span.end());
        let inside = |at: &usize| {
            let span = self.document.tokens[*at].span;
            paragraph.covers(span) && span.start() >= floor
        };
        let mut start = first;
        while start > 0
            && inside(&(start - 1))
            && !matches!(self.document.token_text(start - 1), "." | "!" | "?")
        {
            start -= 1;
        }
        // Right before the mark stands a verb, a colon, a comma or "that".
        let verb = (start..first).rev().take(16).find(|at| REPORTING.contains_key(&self.word(*at)))?;
        let speaker = self.subject_before(verb, start).or_else(|| {
            (self.word(verb.saturating_sub(1)) == ",").then(|| self.name_from(verb + 1, first)).flatten()
        });
        let near =
            first - verb <= 3 || matches!(self.document.token_text(first.saturating_sub(1)), ":" | ",");
        (speaker.is_some() || near).then(|| Tag { cue: self.document.tokens[verb].span, speaker })
    }

    /// The last person's name before an offset, outside quotes.
    fn last_name(&self, before: usize) -> Option<String> {
        let from = self.document.token_at(before);
        let mut at = from;
        while at > 0 && from - at < 150 {
            at -= 1;
            let span = self.document.tokens[at].span;
            let quoted = any_overlaps(self.marked, span);
            if quoted || !self.is_capital(at) || at == 0 || !self.is_capital(at - 1) {
                continue;
            }
            if let Some(speaker) =
                self.name_ending(at, at.saturating_sub(4)).filter(|speaker| !self.is_place(speaker.span))
            {
                return Some(speaker.name);
            }
        }
        None
    }

    /// A title, a single word, a short piece in the middle of a sentence.
    fn is_fragment(&self, mark: &Marked, text: &str) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        let inner = text.trim_matches(['“', '”', '"', '«', '»', '‘', '’', '„']);
        let ends = inner.ends_with(['.', '!', '?', ',']);
        let capital = words
            .iter()
            .filter(|word| {
                word.trim_start_matches(|c: char| !c.is_alphanumeric())
                    .chars()
                    .next()
                    .is_some_and(char::is_uppercase)
            })
            .count();
        let whole = self.document.paragraphs[mark.paragraph].len() <= mark.span.len() + 2;
        !mark.open
            && !whole
            && (words.len() <= 3 || (!ends && (words.len() <= 6 || capital * 2 > words.len())))
    }

    /// A quoted line of its own without a full stop: a heading.
    fn is_heading(&self, mark: &Marked) -> bool {
        let paragraph = self.document.paragraphs[mark.paragraph];
        let text = mark.span.of(self.document.text);
        let inner = text.trim_matches(['“', '”', '"', '«', '»']);
        paragraph.len() <= mark.span.len() + 1 && !inner.ends_with(['.', '!', '?', ','])
    }
}
