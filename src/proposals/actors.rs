//! Everybody in a sentence who may have a part in a proposal: names, bodies, described people, pronouns,
//! and places that stand for a government.

use super::{
    Input, Party,
    cues::CueHit,
    lexicon::{LEXICON, Part},
    naming::Names,
    sentence::Read,
    sites::Site,
};
use crate::{
    geoparse::{Mention, MentionForm, MentionKind},
    quotes::{
        closed::{DETERMINERS, PREPOSITIONS, stands_between},
        lexicon::{BODIES, DOCUMENTS, PERSONS, REPORTING},
        people::People,
        phrase::{Naming, Phrase, Scene},
    },
    text::ByteSpan,
};

/// What an actor is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActorKind {
    /// A name with a title, or the known name of a person.
    Person,
    /// Another name.
    Name,
    /// A name that ends in the word for a body.
    Body,
    /// "the council", "officials".
    Described,
    /// A place that stands for its government: "Baku refused", "American mediators".
    Government,
    /// A place in its own right.
    Place,
    Pronoun,
    /// "the report", "a statement".
    Document,
}

impl ActorKind {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Name => "name",
            Self::Body => "body",
            Self::Described => "described",
            Self::Government => "government",
            Self::Place => "place",
            Self::Pronoun => "pronoun",
            Self::Document => "document",
        }
    }
}

/// Somebody in a sentence; token places are within the sentence.
#[derive(Clone, Debug)]
pub(super) struct Actor {
    /// First token, with titles and article.
    pub(super) start: usize,
    pub(super) last: usize,
    pub(super) span: ByteSpan,
    pub(super) kind: ActorKind,
    /// Normalised: pronouns and surnames resolved, "Baku" as Azerbaijan.
    pub(super) name: String,
    /// What tells this actor from others: the last word of the name, folded.
    pub(super) key: String,
    /// The preposition before it.
    pub(super) governed: Option<&'static str>,
    /// "'s" stands behind, or it is an adjective before a noun.
    pub(super) owns: bool,
    /// What stands behind it.
    pub(super) then: &'static str,
}

impl Actor {
    /// Whether neither a preposition governs it nor another word belongs to it.
    pub(super) const fn is_free(&self) -> bool {
        self.governed.is_none() && !self.owns
    }

    /// Whether it stands right behind a cue, over an article at most: the one whom it reaches.
    pub(super) const fn is_object_of(&self, cue: &CueHit) -> bool {
        let from = cue.at + cue.len;
        from <= self.last && self.start <= from + 1 && self.is_free()
    }

    /// The actor as a party of a proposal.
    pub(super) fn party(&self) -> Party {
        Party { span: Some(self.span), name: self.name.clone() }
    }
}

/// The actors of a sentence, in order.
pub(super) fn find(
    read: &Read,
    scene: &Scene<'_>,
    people: &People,
    names: &Names,
    sites: &[Site],
    input: Input<'_>,
) -> Vec<Actor> {
    let mut out: Vec<Actor> = Vec::new();
    let (first, end) = (read.start, read.start + read.words.len());
    for at in first..end {
        let word = scene.word(at);
        let goes_on = scene.is_capital(at) && at + 1 < end && scene.is_capital(at + 1);
        let noun = scene.is_head(at);
        let titles_name = noun && at + 1 < end && scene.is_capital(at + 1);
        // "Decatur city officials": the last noun stands for all.
        let followed = at + 1 < end && scene.is_head(at + 1) && !scene.is_capital(at + 1);
        if followed && (noun || scene.is_capital(at)) {
            continue;
        }
        let pronoun = matches!(word, "he" | "she" | "they" | "we" | "i" | "it");
        // "It is difficult to", "it is clear that": nobody.
        let empty = word == "it"
            && at + 3 < end
            && matches!(scene.word(at + 1), "is" | "was" | "would" | "'s" | "became" | "becomes")
            && (at + 3..end.min(at + 5)).any(|at| matches!(scene.word(at), "that" | "to" | "for" | "if"));
        if empty || goes_on || titles_name || !(pronoun || noun || scene.is_capital(at)) {
            continue;
        }
        let floor = out.last().map_or(first, |actor| read.start + actor.last + 1);
        if floor > at {
            continue;
        }
        let Some(phrase) = scene.simple_ending(at, floor) else { continue };
        let phrase = without_verb(with_domain(phrase, scene, end), read, scene);
        if let Some(actor) = actor(&phrase, read, scene, people, names, input) {
            out.push(actor);
        }
    }
    demonyms(&mut out, read, input);
    // "between Baku and Khankendi": the preposition governs both.
    for at in 1..out.len() {
        let (before, after) = (&out[at - 1], &out[at]);
        let joined =
            after.start == before.last + 2 && matches!(read.word(before.last + 1), "and" | "or" | "(");
        if joined && after.governed.is_none() {
            out[at].governed = before.governed;
        }
    }
    // A street or a hall does nothing.
    let site = |actor: &Actor| sites.iter().any(|site| site.first <= actor.last && actor.last <= site.last);
    for actor in out.iter_mut().filter(|actor| site(actor)) {
        actor.kind = ActorKind::Place;
    }
    out
}

fn actor(
    phrase: &Phrase,
    read: &Read,
    scene: &Scene<'_>,
    people: &People,
    names: &Names,
    input: Input<'_>,
) -> Option<Actor> {
    let whole = input.document.span_of(phrase.start, phrase.last);
    let mention = mention_in(whole, read, input);
    let span = scene.span(phrase);
    let covered = mention.filter(|mention| mention.span.covers(span) || span == mention.span);
    let (kind, name) = match (phrase.naming, covered, mention) {
        (Naming::Pronoun, _, _) => (ActorKind::Pronoun, resolved(phrase, read, scene, people, input)?),
        // "the Armenians" are no government.
        (_, Some(mention), _) if is_people(mention, input) => {
            (ActorKind::Described, mention.span.of(input.document.text).to_owned())
        }
        (_, Some(mention), _) => {
            let kind = if mention.kind == MentionKind::Associative {
                ActorKind::Government
            } else {
                ActorKind::Place
            };
            (kind, name_of(mention, input))
        }
        (Naming::Described, _, Some(mention)) if GOVERNMENTS.contains(&scene.word(phrase.last)) => {
            (ActorKind::Government, name_of(mention, input))
        }
        (Naming::Described, _, mention) => {
            let noun = scene.word(phrase.last);
            let definite = scene.word(phrase.start) == "the" && phrase.last <= phrase.start + 1;
            let known = people.full_name(scene, phrase);
            let known =
                known.or_else(|| names.body(noun, phrase.first).filter(|_| definite && mention.is_none()));
            let kind = if DOCUMENTS.contains(noun) { ActorKind::Document } else { ActorKind::Described };
            (kind, known.map_or_else(|| bare(scene, phrase), str::to_owned))
        }
        (Naming::Name, _, _) => {
            // A word that opens the sentence has its capital for that alone.
            let opens = phrase.first == phrase.last
                && !(read.start..phrase.first).any(|at| scene.word(at).starts_with(char::is_alphanumeric));
            if opens && mention.is_none() && !names.is_name(scene, phrase.first) {
                return None;
            }
            let last = scene.word(phrase.last);
            let titled = scene.role(phrase).is_some();
            let known = people.full_name(scene, phrase);
            let body = |at: usize| BODIES.contains(scene.word(at));
            let kind = if body(phrase.last) || (phrase.last > phrase.first && body(phrase.first)) {
                ActorKind::Body
            } else if PERSONS.contains(last) && known.is_none() {
                ActorKind::Described
            } else if titled || known.is_some() {
                ActorKind::Person
            } else {
                ActorKind::Name
            };
            let name = known.unwrap_or_else(|| scene.text(phrase));
            (kind, names.long(name).unwrap_or(name).to_owned())
        }
    };
    let (start, last) = (read.local(phrase.start), read.local(phrase.last));
    Some(Actor {
        start,
        last,
        span: if phrase.naming == Naming::Described { whole } else { span },
        kind,
        key: key(&name),
        name,
        governed: governed(read, start),
        owns: matches!(read.word(last + 1), "'s" | "'"),
        then: then(read, last),
    })
}

/// "invited representatives": a verb before a bare noun is none of its modifiers.
fn without_verb(phrase: Phrase, read: &Read, scene: &Scene<'_>) -> Phrase {
    let verb = |at: usize| {
        let local = read.local(at);
        read.cues.iter().any(|cue| cue.at == local && cue.cue.part == Part::Verb)
            || REPORTING.contains_key(scene.word(at))
            || matches!(scene.word(at), "met" | "wins" | "won" | "told" | "gives" | "gave" | "takes" | "took")
    };
    let bare = phrase.naming == Naming::Described && !DETERMINERS.contains(&scene.word(phrase.start));
    let cut = (phrase.start..phrase.last).rev().find(|at| bare && verb(*at));
    match cut {
        Some(at) => Phrase { first: at + 1, start: at + 1, ..phrase },
        None => phrase,
    }
}

/// "Ministry of Transport and Works", "Minister for Roads and Highways": with all that the office is for.
fn with_domain(phrase: Phrase, scene: &Scene<'_>, end: usize) -> Phrase {
    let run = |mut at: usize| {
        while at + 1 < end && scene.is_capital(at + 1) {
            at += 1;
        }
        at
    };
    let mut last = phrase.last;
    let named = phrase.naming == Naming::Name && scene.is_capital(last);
    let has_domain =
        named && scene.is_head(phrase.first) && (phrase.first..last).any(|at| scene.word(at) == "of");
    if named
        && scene.is_head(last)
        && scene.word(last + 1) == "for"
        && last + 2 < end
        && scene.is_capital(last + 2)
    {
        last = run(last + 2);
    } else if !has_domain {
        return phrase;
    }
    // The rest of a list, closed by "and".
    let mut at = last;
    while at + 2 < end && scene.word(at + 1) == "," && scene.is_capital(at + 2) {
        at = run(at + 2);
    }
    let and = if scene.word(at + 1) == "," { at + 2 } else { at + 1 };
    if and + 1 < end && scene.word(and) == "and" && scene.is_capital(and + 1) && !scene.is_place(and + 1) {
        last = run(and + 1);
    }
    Phrase { last, ..phrase }
}

/// Adjectives of places before a noun that is no body: "the American idea".
fn demonyms(out: &mut Vec<Actor>, read: &Read, input: Input<'_>) {
    for number in &read.mentions {
        let mention = &input.mentions[*number];
        if mention.form != MentionForm::Demonym || out.iter().any(|actor| actor.span.overlaps(mention.span)) {
            continue;
        }
        let start = read.local(input.document.token_at(mention.span.start()));
        let last = read.local(input.document.token_at(mention.span.end().saturating_sub(1)));
        let name = name_of(mention, input);
        out.push(Actor {
            start,
            last,
            span: mention.span,
            kind: ActorKind::Government,
            key: key(&name),
            name,
            governed: governed(read, start),
            owns: true,
            then: then(read, last),
        });
    }
    out.sort_by_key(|actor| (actor.start, actor.last));
}

/// Nouns of those who act for a state.
const GOVERNMENTS: &[&str] = &[
    "government",
    "governments",
    "authorities",
    "authority",
    "administration",
    "official",
    "officials",
    "mediator",
    "mediators",
    "negotiator",
    "negotiators",
    "diplomat",
    "diplomats",
    "side",
    "delegation",
    "embassy",
    "forces",
    "troops",
    "army",
    "military",
    "leadership",
];

/// "Armenians", "Iraqis": the people, not their state.
fn is_people(mention: &Mention, input: Input<'_>) -> bool {
    mention.form == MentionForm::Demonym && mention.span.of(input.document.text).ends_with('s')
}

fn mention_in<'i>(span: ByteSpan, read: &Read, input: Input<'i>) -> Option<&'i Mention> {
    read.mentions.iter().map(|at| &input.mentions[*at]).find(|mention| mention.span.overlaps(span))
}

/// The state a place stands for, or the place as named.
fn name_of(mention: &Mention, input: Input<'_>) -> String {
    let state = mention.resolution.as_ref().and_then(|resolution| (input.state_of)(&resolution.place));
    state.unwrap_or_else(|| mention.span.of(input.document.text).to_owned())
}

/// Whom a pronoun means: the speaker where it speaks of itself, else the nearest person before.
fn resolved(
    phrase: &Phrase,
    read: &Read,
    scene: &Scene<'_>,
    people: &People,
    input: Input<'_>,
) -> Option<String> {
    let span = scene.span(phrase);
    match scene.word(phrase.first) {
        "i" | "we" => {
            let quote = crate::quotes::overlapping(input.quotes, span).find(|quote| quote.span.covers(span));
            quote.and_then(|quote| quote.speaker_name.clone())
        }
        "he" | "she" => people.before(phrase.first).map(str::to_owned),
        // A body or group named shortly before.
        _ => (phrase.first.saturating_sub(40)..read.start.max(phrase.first.saturating_sub(1)))
            .rev()
            .find(|at| BODIES.contains(scene.word(*at)))
            .and_then(|at| scene.simple_ending(at, at.saturating_sub(6)))
            .map(|found| bare(scene, &found)),
    }
}

/// The text of a phrase without its article.
fn bare(scene: &Scene<'_>, phrase: &Phrase) -> String {
    let first = if DETERMINERS.contains(&scene.word(phrase.first)) { phrase.first + 1 } else { phrase.first };
    scene.document.span_of(first.min(phrase.last), phrase.last).of(scene.document.text).to_owned()
}

/// What tells names apart: the last word, folded.
pub(super) fn key(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    crate::language::fold(words.next_back().unwrap_or(name))
}

fn governed(read: &Read, start: usize) -> Option<&'static str> {
    let before = read.word(start.checked_sub(1)?);
    if before == "to" && start >= 2 && read.word(start - 2) == "according" {
        return Some("according to");
    }
    PREPOSITIONS.iter().find(|known| **known == before).copied()
}

/// What stands behind an actor, over adverbs: a cue, a reporting verb, a modal …
fn then(read: &Read, last: usize) -> &'static str {
    let mut at = last + 1;
    let modal = |at: usize| read.modals.iter().any(|modal| modal.at == at);
    for _ in 0..4 {
        let word = read.word(at);
        if modal(at) {
            return "modal";
        }
        if let Some(cue) = read.cues.iter().find(|cue| cue.at == at && cue.cue.part != Part::Noun) {
            return cue.cue.class;
        }
        if REPORTING.contains_key(word) {
            return "report";
        }
        match word {
            "is" | "are" | "was" | "were" | "'re" => return "be",
            "," => return "comma",
            "and" | "or" => return "and",
            "who" | "which" | "that" => return "relative",
            "to" => return "to",
            "'s" | "'" => return "owns",
            _ if stands_between(word) || word.ends_with("ly") => at += 1,
            _ if PREPOSITIONS.contains(&word) => return "preposition",
            _ if word.ends_with("ed") => return "past",
            _ if LEXICON
                .acts
                .at(&read.words, at.min(read.words.len().saturating_sub(1)))
                .next()
                .is_some() =>
            {
                return "act";
            }
            _ => return "other",
        }
    }
    "other"
}
