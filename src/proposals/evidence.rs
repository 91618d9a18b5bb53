//! What tells whether a sentence puts something forward.

use std::collections::BTreeMap;

use super::{
    cues::{self, CueHit},
    lexicon::{LEXICON, Part},
    model::Features,
    reading::Reading,
    sentence::{Read, known},
};
use crate::{
    geoparse::MentionKind,
    quotes::{QuoteKind, overlapping},
};

/// What is known of the whole document.
struct Whole {
    /// Share of sentences with a strong cue.
    density: f32,
    /// Words of subjects on which nobody proposes, by class, per sentence.
    filters: BTreeMap<&'static str, f32>,
    count: f32,
}

/// The features of every sentence.
#[allow(clippy::cast_precision_loss)] // sentences of an article
pub(super) fn features(reading: &Reading<'_>) -> Vec<Features> {
    let all = &reading.sentences;
    let count = all.len().max(1) as f32;
    let mut filters: BTreeMap<&'static str, f32> = BTreeMap::new();
    for filter in all.iter().flat_map(|read| &read.words).filter_map(|word| LEXICON.filter(word)) {
        *filters.entry(filter.class).or_default() += filter.weight / 3.0 / count;
    }
    let density = all.iter().filter(|read| read.is_strong()).count() as f32 / count;
    let whole = Whole { density, filters, count };
    (0..all.len()).map(|at| of(reading, at, &whole)).collect()
}

#[allow(clippy::cast_precision_loss)]
fn of(reading: &Reading<'_>, at: usize, whole: &Whole) -> Features {
    let read = &reading.sentences[at];
    let mut out = Features::default();
    out.on(format_args!("bias"));
    around(reading, at, whole, &mut out);
    for cue in &read.cues {
        cue_features(reading, read, cue, &mut out);
    }
    for modal in &read.modals {
        modal_features(reading, read, modal, &mut out);
    }
    out.add(format_args!("cues"), (read.cues.len() as f32 / 3.0).min(1.5));
    let mut acts = 0.0_f32;
    for act in &read.acts {
        out.once(format_args!("act word {}", cues::stem(read.word(act.at))));
        if act.act.weight >= 2 {
            acts += 0.25;
            out.once(format_args!("act {}", act.act.kind.label()));
        }
        if act.act.weight >= 3 {
            out.once(format_args!("act 3"));
        }
    }
    out.add(format_args!("acts"), acts.min(1.0));
    for outcome in &read.outcomes {
        if outcome.outcome.strength >= 2 {
            let open = if outcome.open { "open" } else { "told" };
            out.once(format_args!("{open} {}", outcome.outcome.status.label()));
        }
    }
    words(reading, read, &mut out);
    classes(read, &mut out);
    names(reading, read, &mut out);
    for filter in read.words.iter().filter_map(|word| LEXICON.filter(word)) {
        out.once(format_args!("filter {}", filter.class));
    }
    out
}

/// Its neighbours, its place in the document, and the document.
#[allow(clippy::cast_precision_loss)]
fn around(reading: &Reading<'_>, at: usize, whole: &Whole, out: &mut Features) {
    let read = &reading.sentences[at];
    out.add(format_args!("density"), whole.density);
    for (class, share) in &whole.filters {
        out.add(format_args!("about {class}"), share.min(1.0));
    }
    let total: f32 = whole.filters.values().sum();
    out.add(format_args!("about"), total.min(2.0));
    if at > 0 && reading.sentences[at - 1].is_strong() {
        out.on(format_args!("strong before"));
    }
    if let Some(next) = reading.sentences.get(at + 1) {
        if next.is_strong() {
            out.on(format_args!("strong after"));
        }
        if next.has_date {
            out.on(format_args!("date after"));
        }
        if next.anaphoric {
            out.on(format_args!("taken up after"));
        }
    }
    out.add(format_args!("position"), at as f32 / whole.count);
    match at {
        0 => out.on(format_args!("first")),
        1 => out.on(format_args!("second")),
        2..=4 => out.on(format_args!("early")),
        _ => {}
    }
    let length = read.words.len() as f32;
    out.add(format_args!("length"), (length / 40.0).min(2.0));
    if length < 7.0 {
        out.on(format_args!("short"));
    }
    let stops = read.words.last().is_some_and(|word| matches!(word.as_str(), "." | "!" | "?" | "”" | "\""));
    if !stops {
        out.on(format_args!("no stop"));
        if at <= 1 {
            out.on(format_args!("headline"));
        }
    }
}

fn cue_features(reading: &Reading<'_>, read: &Read, cue: &CueHit, out: &mut Features) {
    let strength = cue.cue.strength;
    if cue.negated {
        out.once(format_args!("negated {strength}"));
        return;
    }
    let shape = cue.shape.label();
    let word = cues::stem(read.word(cue.at));
    let subject = subject(reading, read, cue.at);
    out.once(format_args!("cue {}", cue.cue.class));
    out.once(format_args!("cue {} {shape}", cue.cue.class));
    out.once(format_args!("cue {} behind {subject}", cue.cue.class));
    out.once(format_args!("cue word {word}"));
    out.once(format_args!("cue word {word} {shape}"));
    out.once(format_args!("strength {strength}"));
    out.once(format_args!("strength {strength} {shape}"));
    let next = read.word(cue.at + cue.len);
    if next == "to" {
        out.once(format_args!("to {strength}"));
    }
    let ahead = read.acts.iter().any(|act| act.at > cue.at && act.at - cue.at <= 8 && act.act.weight >= 2);
    if ahead {
        out.once(format_args!("act behind {strength}"));
        out.once(format_args!("act behind {shape}"));
    }
    if cue.cue.part == Part::Verb {
        out.once(format_args!("subject {subject} {strength}"));
    }
    object_features(reading, read, cue, out);
}

/// Whom a cue reaches, and what for: "offer the council a site", "urged the ministers to".
fn object_features(reading: &Reading<'_>, read: &Read, cue: &CueHit, out: &mut Features) {
    let from = cue.at + cue.len;
    let behind = reading.actors[read.number].iter().find(|actor| actor.last >= from);
    let Some(object) = behind.filter(|actor| actor.is_object_of(cue)) else { return };
    let (class, kind) = (cue.cue.class, object.kind.label());
    let then = match read.word(object.last + 1) {
        word @ ("to" | "for" | "not" | "that" | "with" | "in" | "from" | "," | ".") => word,
        "a" | "an" | "the" | "some" | "any" | "more" => "thing",
        _ => "other",
    };
    out.once(format_args!("object {kind}"));
    out.once(format_args!("object {}", cue.cue.strength));
    out.once(format_args!("object {class} {}", cue.shape.label()));
    out.once(format_args!("object {class} then {then}"));
    out.once(format_args!("object then {then}"));
    let reach = object.last + 1..cue.at + 11;
    if read.acts.iter().any(|act| reach.contains(&act.at) && act.act.weight >= 2) {
        out.once(format_args!("object act"));
        out.once(format_args!("object {class} act"));
        out.once(format_args!("object {kind} act"));
    }
}

fn modal_features(reading: &Reading<'_>, read: &Read, modal: &CueHit, out: &mut Features) {
    let class = modal.cue.class;
    if modal.negated {
        out.once(format_args!("modal not {class}"));
        return;
    }
    out.once(format_args!("modal {class}"));
    out.once(format_args!("modal {class} {}", subject(reading, read, modal.at)));
    if read.acts.iter().any(|act| act.at > modal.at && act.at - modal.at <= 5 && act.act.weight >= 2) {
        out.once(format_args!("modal {class} act"));
    }
    let behind = read.word(modal.at + 1);
    if matches!(behind, "be" | "have") {
        let state = read.word(modal.at + 2);
        let form =
            if state.ends_with("ed") || state.ends_with("en") || state == "held" { "done" } else { "state" };
        out.once(format_args!("modal {class} {behind} {form}"));
    }
}

/// What the subject of a verb is called by.
fn subject(reading: &Reading<'_>, read: &Read, verb: usize) -> &'static str {
    let floor = verb.saturating_sub(14);
    let mut actors = reading.actors[read.number].iter().rev();
    let free = actors.find(|actor| (floor..verb).contains(&actor.last) && actor.is_free());
    free.map_or("none", |actor| actor.kind.label())
}

/// The classes of its words, of the verbs that modals and cues govern, and of the words around "to".
fn classes(read: &Read, out: &mut Features) {
    for facts in known(&read.classes) {
        out.once(format_args!("class {}", facts.coarse));
        out.once(format_args!("middle {}", facts.middle));
        out.once(format_args!("fine {}", facts.fine));
    }
    let governed =
        |from: usize| known(&read.classes[from.min(read.words.len())..read.words.len().min(from + 3)]).next();
    for modal in read.modals.iter().filter(|modal| !modal.negated) {
        if let Some(facts) = governed(modal.at + 1) {
            out.once(format_args!("modal class {}", facts.coarse));
            out.once(format_args!("modal {} middle {}", modal.cue.class, facts.middle));
            out.once(format_args!("modal fine {}", facts.fine));
        }
    }
    for cue in read.cues.iter().filter(|cue| !cue.negated && read.word(cue.at + cue.len) == "to") {
        if let Some(facts) = governed(cue.at + cue.len + 1) {
            out.once(format_args!("to class {}", facts.coarse));
        }
    }
    for at in (0..read.words.len()).filter(|at| read.words[*at] == "to") {
        if let Some(facts) = governed(at + 1) {
            out.once(format_args!("to middle {}", facts.middle));
        }
        if let Some(facts) = known(&read.classes[at.saturating_sub(1)..at]).next() {
            out.once(format_args!("middle {} to", facts.middle));
            out.once(format_args!("fine {} to", facts.fine));
        }
    }
}

fn words(reading: &Reading<'_>, read: &Read, out: &mut Features) {
    if read.has_date {
        out.on(format_args!("date"));
    }
    if read.anaphoric {
        out.on(format_args!("anaphoric"));
    }
    for (name, list) in [
        ("if", &["if", "unless"][..]),
        ("i", &["i", "my", "me"]),
        ("you", &["you", "your"]),
        ("we", &["we", "our"]),
        ("question", &["?"]),
        ("said", &["said", "says"]),
        ("was", &["was", "were", "had", "did"]),
        ("is", &["is", "are", "has", "have"]),
        ("money", &["$", "£", "€", "million", "billion", "crore", "percent"]),
        ("past time", &["ago", "last", "yesterday", "earlier", "previously"]),
        ("because", &["because", "since", "although", "despite"]),
    ] {
        if read.has(list) {
            out.on(format_args!("{name}"));
        }
    }
    let ahead = !read.modals.is_empty() || read.has(&["to"]);
    let past = read.words.iter().filter(|word| word.ends_with("ed")).count();
    if !ahead && (past > 0 || read.has(&["was", "were", "had", "did"])) {
        out.on(format_args!("past alone"));
    }
    let span = reading.input.document.sentences[read.number].span;
    for quote in overlapping(reading.input.quotes, span) {
        match quote.kind {
            QuoteKind::Indirect => out.once(format_args!("reported")),
            QuoteKind::Direct if quote.span.covers(span) => out.once(format_args!("quoted whole")),
            QuoteKind::Direct => out.once(format_args!("quoted")),
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn names(reading: &Reading<'_>, read: &Read, out: &mut Features) {
    let actors = &reading.actors[read.number];
    if let Some(actor) = actors.iter().find(|actor| actor.is_free()) {
        out.on(format_args!("opens {}", actor.kind.label()));
        out.on(format_args!("opens then {}", actor.then));
    }
    let literal =
        read.mentions.iter().filter(|at| reading.input.mentions[**at].kind == MentionKind::Literal).count();
    out.add(format_args!("places"), literal.min(4) as f32 / 4.0);
    out.add(format_args!("governments"), (read.mentions.len() - literal).min(4) as f32 / 4.0);
    out.add(format_args!("actors"), actors.len().min(8) as f32 / 8.0);
}
