//! Who puts it forward, to whom, and who reports it.

use super::{
    Input, Party,
    cluster::Cluster,
    lexicon::{LEXICON, Part},
    sentence::{CueHit, Read, is_word},
};
use crate::{
    geoparse::{Mention, MentionForm},
    language::calendar::{MONTHS, WEEKDAYS},
    quotes::overlapping,
    text::ByteSpan,
};

/// The parties of a proposal.
#[derive(Clone, Debug, Default)]
pub(super) struct Parties {
    pub(super) proposer: Option<Party>,
    pub(super) addressee: Option<Party>,
    pub(super) source: Option<Party>,
    /// Spans that name actors: these are no places of the act.
    pub(super) spans: Vec<ByteSpan>,
}

const PREPOSITIONS: &[&str] = &[
    "of", "in", "with", "at", "for", "from", "against", "between", "on", "through", "under", "near", "into",
    "over", "to", "by", "about", "towards", "around", "during",
];

/// Capitalised words that are nobody's name.
const NO_ACTORS: &[&str] = &[
    "the", "this", "that", "these", "those", "but", "however", "earlier", "only", "from", "after", "when",
    "while", "what", "who", "it",
];

fn is_no_actor(word: &str) -> bool {
    NO_ACTORS.contains(&word) || WEEKDAYS.contains(&word) || MONTHS.contains(&word)
}

/// The parties told in a cluster, the main sentence first.
pub(super) fn parties(cluster: &Cluster, read: &[Read], input: Input<'_>) -> Parties {
    let mut parties = Parties::default();
    for at in cluster.sentences() {
        let read = &read[at];
        let Some(trigger) = read.trigger().copied() else { continue };
        if parties.proposer.is_none() {
            parties.proposer = proposer(read, &trigger, input);
        }
        if parties.addressee.is_none() {
            parties.addressee = addressee(read, &trigger, input);
        }
    }
    let span = input.document.sentences[cluster.main()].span;
    let quote = overlapping(input.quotes, span).find(|quote| quote.speaker_name.is_some());
    parties.source = quote.and_then(|quote| {
        let name = quote.speaker_name.clone()?;
        Some(Party { span: quote.speaker, name })
    });
    // What a speaker says should be done is the speaker's proposal.
    if parties.proposer.is_none() {
        let main = &read[cluster.main()];
        let advice = main.words.iter().any(|word| matches!(word.as_str(), "should" | "must"));
        if advice {
            parties.proposer.clone_from(&parties.source);
        }
    }
    if same(&parties.proposer, &parties.addressee) {
        parties.addressee = None;
    }
    parties.spans = [&parties.proposer, &parties.addressee, &parties.source]
        .into_iter()
        .filter_map(|party| party.as_ref().and_then(|party| party.span))
        .collect();
    parties
}

fn same(a: &Option<Party>, b: &Option<Party>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.name == b.name)
}

fn proposer(read: &Read, trigger: &CueHit, input: Input<'_>) -> Option<Party> {
    let by = (trigger.at + trigger.len..read.words.len().min(trigger.at + trigger.len + 8))
        .find(|at| read.words[*at] == "by")
        .and_then(|at| actor_from(read, at + 1, input));
    if trigger.passive || trigger.cue.part == Part::Noun {
        if by.is_some() {
            return by;
        }
        if trigger.passive {
            return None;
        }
    }
    if trigger.cue.part == Part::Noun
        && let Some(owner) = owner(read, trigger.at, input)
    {
        return Some(owner);
    }
    agent_before(read, trigger.at, input)
}

/// "Armenia's proposal", "the American idea".
fn owner(read: &Read, noun: usize, input: Input<'_>) -> Option<Party> {
    let near = noun.saturating_sub(4);
    let mention = read.mentions.iter().rev().map(|at| &input.mentions[*at]).find(|mention| {
        let at = read.local(input.document.token_at(mention.span.start()));
        (near..noun).contains(&at)
    })?;
    let after = read.local(input.document.token_at(mention.span.end()));
    let owns = read.words.get(after).is_some_and(|word| word == "'s") || mention.form == MentionForm::Demonym;
    owns.then(|| party_of(mention, input))
}

/// The nearest actor left of a verb that no preposition governs.
fn agent_before(read: &Read, verb: usize, input: Input<'_>) -> Option<Party> {
    let mut at = verb;
    while at > 0 {
        at -= 1;
        let word = read.words[at].as_str();
        if matches!(word, ";" | ":" | "that" | "because" | "“" | "\"") {
            break;
        }
        if word == "," && verb - at > 12 {
            break;
        }
        let Some((first, party)) = actor_ending(read, at, input) else { continue };
        let before = first.checked_sub(1).map_or("", |before| read.words[before].as_str());
        let article = matches!(before, "the" | "a" | "an");
        let governor =
            if article { first.checked_sub(2).map_or("", |at| read.words[at].as_str()) } else { before };
        if PREPOSITIONS.contains(&governor) {
            at = first;
            continue;
        }
        return Some(party);
    }
    None
}

/// An actor whose last token this is.
fn actor_ending(read: &Read, at: usize, input: Input<'_>) -> Option<(usize, Party)> {
    let token = read.start + at;
    if !is_word(input, token) {
        return None;
    }
    let span = input.document.tokens[token].span;
    if let Some(mention) =
        read.mentions.iter().map(|at| &input.mentions[*at]).find(|mention| mention.span.overlaps(span))
    {
        let first = read.local(input.document.token_at(mention.span.start()));
        return Some((first, party_of(mention, input)));
    }
    let word = read.words[at].as_str();
    if LEXICON.titles.contains_key(word) {
        // "Azerbaijani authorities", "US officials": the state they act for.
        let before = at.checked_sub(1).map(|before| input.document.tokens[read.start + before].span);
        let state = before.and_then(|span| {
            read.mentions.iter().map(|at| &input.mentions[*at]).find(|mention| mention.span.overlaps(span))
        });
        let body = !LEXICON.titles.get(word).copied().unwrap_or(true) || word.ends_with('s');
        if let Some(mention) = state {
            let first = read.local(input.document.token_at(mention.span.start()));
            let span = mention.span.join(span);
            let party = if body { party_of(mention, input) } else { named(span, input) };
            return Some((first, Party { span: Some(span), ..party }));
        }
    }
    let capital = |at: usize| {
        is_word(input, read.start + at)
            && input.document.token_text(read.start + at).chars().next().is_some_and(char::is_uppercase)
    };
    // A month or an opening word is no actor.
    if at == 0 || !capital(at) || word.len() < 3 || is_no_actor(word) {
        return None;
    }
    let mut first = at;
    while first > 0 && capital(first - 1) {
        first -= 1;
    }
    (first < at || first > 0).then(|| (first, named(read.span(first, at, input), input)))
}

fn named(span: ByteSpan, input: Input<'_>) -> Party {
    Party { span: Some(span), name: span.of(input.document.text).to_owned() }
}

/// An actor that starts at a token, perhaps behind an article.
fn actor_from(read: &Read, from: usize, input: Input<'_>) -> Option<Party> {
    (from..read.words.len().min(from + 4)).find_map(|at| {
        let (first, party) = actor_ending(read, at, input)?;
        (first >= from).then_some(party)
    })
}

/// Whom the cue speaks to: "urged X to", "invited X", "offered X", "called on X".
fn addressee(read: &Read, trigger: &CueHit, input: Input<'_>) -> Option<Party> {
    let class = trigger.cue.class;
    let speaks = matches!(class, "invite" | "urge" | "demand" | "ask" | "offer");
    if !speaks || trigger.cue.part == Part::Noun {
        return None;
    }
    let from = trigger.at + trigger.len;
    // "invited representatives of X": X is asked.
    let window = from..read.words.len().min(from + 7);
    let stop =
        window.clone().find(|at| matches!(read.words[*at].as_str(), "," | "." | "in" | "for" | "that"));
    let end = stop.unwrap_or(window.end);
    (from..end)
        .rev()
        .find_map(|at| actor_ending(read, at, input).filter(|(first, _)| *first >= from))
        .map(|(_, party)| party)
}

fn party_of(mention: &Mention, input: Input<'_>) -> Party {
    let state = mention.resolution.as_ref().and_then(|resolution| (input.state_of)(&resolution.place));
    let text = mention.span.of(input.document.text);
    Party { span: Some(mention.span), name: state.unwrap_or_else(|| text.to_owned()) }
}
