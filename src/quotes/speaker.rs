//! Who says what stands between quote marks: the best of the speech tags around it, else whoever spoke last.

use super::{
    Quote, QuoteKind,
    lexicon::REPORTING,
    marks::Marked,
    people::People,
    phrase::{Naming, Phrase, Scene},
    tags::{self, Tag},
};
use crate::text::ByteSpan;

/// Somebody who speaks.
#[derive(Clone, Debug)]
pub(super) struct Speaker {
    span: ByteSpan,
    name: String,
    role: Option<ByteSpan>,
}

/// What is known while the sentences are read in order.
pub(super) struct Speakers<'s> {
    pub(super) scene: &'s Scene<'s>,
    pub(super) people: &'s People,
    /// The tags of each sentence.
    pub(super) tags: Vec<Vec<Tag>>,
    /// Who spoke last, in which sentence.
    last: Option<(usize, Speaker)>,
}

/// A tag that fits a quote, and how well.
type Scored<'t> = (f32, &'t Tag);

impl<'s> Speakers<'s> {
    pub(super) fn new(scene: &'s Scene<'s>, people: &'s People) -> Self {
        let tags =
            scene.document.sentences.iter().map(|sentence| tags::find(scene, &sentence.tokens)).collect();
        Self { scene, people, tags, last: None }
    }

    /// The person a phrase means, pronouns and descriptions resolved.
    pub(super) fn speaker(&self, phrase: &Phrase) -> Speaker {
        let spoken = self.last.as_ref().map(|(_, last)| last.name.clone());
        let own = self.scene.text(phrase);
        let name = match phrase.naming {
            Naming::Pronoun => {
                let sentence = self.sentence_of(phrase.first);
                let near = self.last.as_ref().filter(|(at, _)| sentence.saturating_sub(*at) <= 3);
                let near = near.map(|(_, last)| last.name.clone());
                near.or_else(|| self.people.before(phrase.first).map(str::to_owned)).or(spoken)
            }
            _ => self.people.full_name(self.scene, phrase).map(str::to_owned),
        };
        let bare = if phrase.naming == Naming::Described { without_article(own) } else { own };
        Speaker {
            span: self.scene.span(phrase),
            name: name.unwrap_or_else(|| bare.to_owned()),
            role: self.scene.role(phrase),
        }
    }

    fn sentence_of(&self, token: usize) -> usize {
        let document = self.scene.document;
        document.sentence_of(token).min(document.sentences.len().saturating_sub(1))
    }

    /// Gives each marked quote its speaker; leaves out marks around titles and scare words.
    pub(super) fn attribute(&mut self) -> Vec<Quote> {
        let marked = self.scene.marked;
        let mut out: Vec<Quote> = Vec::new();
        let mut read = 0;
        let mut before: Option<(usize, bool)> = None;
        for (at, mark) in marked.iter().enumerate() {
            let first = self.scene.document.token_at(mark.span.start());
            let sentence = self.sentence_of(first);
            self.listen(&mut read, sentence, first);
            let tag = self.best_tag(at, mark, first);
            let follows = before.is_some_and(|(last, kept)| kept && sentence.saturating_sub(last) <= 1);
            let end = self.scene.document.token_at(mark.span.end().saturating_sub(1));
            if !self.is_quote(mark, first, tag.as_ref(), follows) {
                before = Some((self.sentence_of(end), false));
                continue;
            }
            before = Some((self.sentence_of(end), true));
            let own = tag.as_ref().and_then(|tag| tag.speaker).map(|phrase| self.speaker(&phrase));
            let speaker = own.or_else(|| self.carried(sentence));
            if let Some(speaker) = &speaker {
                self.last = Some((self.sentence_of(end), speaker.clone()));
            }
            out.push(quote(self.scene, mark.span, QuoteKind::Direct, speaker, tag.as_ref(), None));
        }
        out
    }

    /// Takes in who speaks, by tags without marks, up to a sentence.
    fn listen(&mut self, read: &mut usize, sentence: usize, first: usize) {
        while *read <= sentence {
            let tags = self.tags.get(*read).map_or(&[][..], Vec::as_slice);
            let told = tags.iter().find(|tag| tag.last < first && tag.strength >= 2 && tag.speaker.is_some());
            if let Some(phrase) = told.and_then(|tag| tag.speaker)
                && *read < sentence
            {
                let speaker = self.speaker(&phrase);
                self.last = Some((*read, speaker));
            }
            *read += 1;
        }
    }

    /// Whoever spoke last, if near enough.
    fn carried(&self, sentence: usize) -> Option<Speaker> {
        let (last, speaker) = self.last.as_ref()?;
        let paragraph =
            |at: usize| self.scene.document.sentences.get(at).map_or(0, |sentence| sentence.paragraph);
        let near =
            sentence.saturating_sub(*last) <= 4 && paragraph(sentence).saturating_sub(paragraph(*last)) <= 2;
        near.then(|| speaker.clone())
    }

    fn best_tag(&self, at: usize, mark: &Marked, first: usize) -> Option<Tag> {
        let scene = self.scene;
        let end = scene.document.token_at(mark.span.end().saturating_sub(1));
        let mut best: Option<Scored<'_>> = None;
        let mut offer = |score: f32, tag| {
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, tag));
            }
        };
        let before_mark = at.checked_sub(1).map_or(0, |before| scene.marked[before].span.end());
        let next_mark = scene.marked.get(at + 1).map_or(usize::MAX, |next| next.span.start());
        let start_of =
            |token: usize| scene.document.tokens.get(token).map_or(usize::MAX, |token| token.span.start());
        let colon = first > 0 && scene.word(first - 1) == ":";
        for tag in &self.tags[self.sentence_of(first)] {
            if tag.last >= first {
                continue;
            }
            let gap = first - tag.last;
            let crossed = start_of(tag.first) < before_mark;
            if tag.speaker.is_none() && gap > 2 && !colon {
                continue;
            }
            #[allow(clippy::cast_precision_loss)] // tokens of a sentence
            let distance = gap.min(60) as f32 / 20.0;
            let place = if gap <= 2 || colon { 9.5 } else { 6.5 };
            offer(place - distance - if crossed { 3.0 } else { 0.0 } + f32::from(tag.strength) * 0.2, tag);
        }
        let comma = ends_with(scene, mark, &[',', '?', '!', '—', '-', '–', '…']);
        let last_sentence = self.sentence_of(end);
        for tag in self.tags[last_sentence].iter().filter(|tag| tag.first > end) {
            let crossed = start_of(tag.first) > next_mark;
            let speaker_first = tag.speaker.map_or(tag.first, |speaker| speaker.start.min(tag.first));
            let gap = speaker_first.saturating_sub(end);
            let outside = scene.word(end + 1) == ",";
            let closes = self.closes_sentence(tag, last_sentence);
            if tag.speaker.is_none() && gap > 3 {
                continue;
            }
            let place = if comma || outside {
                10.0
            } else if gap <= 1 {
                9.0
            } else if closes {
                6.8
            } else {
                continue;
            };
            #[allow(clippy::cast_precision_loss)] // tokens of a sentence
            let distance = gap.min(60) as f32 / 20.0;
            offer(place - distance - if crossed { 3.0 } else { 0.0 }, tag);
        }
        if let Some(tag) = self.next_sentence(end, last_sentence) {
            offer(8.0, tag);
        }
        best.filter(|(score, _)| *score > 1.5).map(|(_, tag)| *tag)
    }

    /// ", Halfacre said." at the end of the sentence.
    fn closes_sentence(&self, tag: &Tag, sentence: usize) -> bool {
        let Some(found) = self.scene.document.sentences.get(sentence) else { return false };
        let last = tag.speaker.map_or(tag.last, |speaker| speaker.last.max(tag.last));
        let first = tag.speaker.map_or(tag.first, |speaker| speaker.start.min(tag.first));
        found.tokens.end.saturating_sub(last) <= 6 && first > 0 && self.scene.word(first - 1) == ","
    }

    /// "…?” Smith asked." and "…” This was announced by …": a tag in a sentence of its own right behind.
    fn next_sentence(&self, end: usize, sentence: usize) -> Option<&Tag> {
        let here = self.scene.document.sentences.get(sentence)?;
        let next = self.scene.document.sentences.get(sentence + 1)?;
        if here.tokens.end != end + 1 || here.paragraph != next.paragraph {
            return None;
        }
        let tag = self.tags.get(sentence + 1)?.first()?;
        let speaker = tag.speaker?;
        let first = speaker.start.min(tag.first);
        let short = next.tokens.len() <= 9 && first == next.tokens.start && next.tokens.end - tag.last <= 6;
        let this = matches!(self.scene.word(next.tokens.start), "this" | "that" | "these")
            && tag.inverted
            && tag.first - next.tokens.start <= 3;
        (short || this).then_some(tag)
    }

    /// Whether the marks hold words somebody says, and no title, nickname or heading.
    fn is_quote(&self, mark: &Marked, first: usize, tag: Option<&Tag>, follows: bool) -> bool {
        let text = mark.span.of(self.scene.document.text);
        let words: Vec<&str> =
            text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
        let stops = ends_with(self.scene, mark, &['.', '!', '?', '…']);
        let comma = ends_with(self.scene, mark, &[',']);
        let capital = |word: &&&str| {
            word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
        };
        let capitals = words.iter().filter(capital).count();
        let opens_upper = words.first().is_some_and(|word| capital(&word));
        let before = first.checked_sub(1).map_or("", |at| self.scene.word(at));
        let entitled =
            matches!(before, "entitled" | "titled" | "named" | "theme" | "themed" | "nicknamed" | "song")
                || (matches!(before, "is" | "was") && self.theme(first));
        // Most of its words begin with a capital: the name of a work, a forum, a policy.
        let title = words.len() >= 2 && capitals * 3 > words.len() * 2 && !stops && capitals >= 2
            || (words.len() >= 3 && capitals * 4 > words.len() * 3 && !mark.open);
        if entitled || (title && !mark.open && !(comma && capitals == 1)) {
            return false;
        }
        if self.is_heading(mark) && tag.is_none() {
            return false;
        }
        let whole = self.is_whole_paragraph(mark);
        let Some(tag) = tag else {
            let sentence = opens_upper && (stops || mark.open) && words.len() > 3;
            return whole || sentence || (follows && opens_upper && stops) || (comma && words.len() > 4);
        };
        if words.len() > 2 || stops || comma {
            return true;
        }
        // One or two words count only where the verb is about words: "called them “terrorists”".
        let verb = self.scene.word(tag.last);
        let label = REPORTING.get(verb).is_some_and(|strength| *strength == 1) || tag.strength == 3;
        // "They call it the “road”": everybody's word is nobody's.
        let somebody =
            tag.speaker.is_some_and(|phrase| !matches!(self.scene.word(phrase.first), "they" | "we"));
        somebody && label && first.abs_diff(tag.last) <= if words.len() == 2 { 25 } else { 7 }
    }

    fn theme(&self, first: usize) -> bool {
        (first.saturating_sub(8)..first)
            .any(|at| matches!(self.scene.word(at), "theme" | "title" | "motto" | "slogan" | "named"))
    }

    fn is_whole_paragraph(&self, mark: &Marked) -> bool {
        self.scene.document.paragraphs[mark.paragraph].len() <= mark.span.len() + 2
            || mark.last_paragraph > mark.paragraph
    }

    /// A quoted line of its own without a full stop: a heading.
    fn is_heading(&self, mark: &Marked) -> bool {
        self.is_whole_paragraph(mark)
            && !mark.open
            && !ends_with(self.scene, mark, &['.', '!', '?', ',', '…', '—'])
    }
}

fn without_article(text: &str) -> &str {
    ["the ", "The ", "a ", "A ", "an ", "An "]
        .iter()
        .find_map(|article| text.strip_prefix(article))
        .unwrap_or(text)
}

/// Whether the words within the marks, or the sign behind them, end so.
fn ends_with(scene: &Scene<'_>, mark: &Marked, signs: &[char]) -> bool {
    let inner = mark.span.of(scene.document.text);
    inner.trim_end_matches(['”', '"', '»', '’', '“', '\'', ' ']).ends_with(signs)
}

/// A quote from its parts.
pub(super) fn quote(
    scene: &Scene<'_>,
    span: ByteSpan,
    kind: QuoteKind,
    speaker: Option<Speaker>,
    tag: Option<&Tag>,
    relayed_by: Option<ByteSpan>,
) -> Quote {
    Quote {
        span,
        kind,
        speaker: speaker.as_ref().map(|speaker| speaker.span),
        role: speaker.as_ref().and_then(|speaker| speaker.role),
        speaker_name: speaker.map(|speaker| speaker.name),
        cue: tag.map(|tag| scene.document.span_of(tag.first, tag.last)),
        relayed_by,
    }
}
