//! Speech tags: a reporting verb with its subject, outside the quote marks.

use std::ops::Range;

use super::{
    closed::{DETERMINERS, PREPOSITIONS},
    lexicon::REPORTING,
    phrase::{Phrase, Scene},
};

/// A reporting verb or phrase and who speaks by it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    /// First and last token of the verb or phrase.
    pub(super) first: usize,
    pub(super) last: usize,
    /// 3 pure report, 2 usual, 1 only beside quote marks.
    pub(super) strength: u8,
    pub(super) speaker: Option<Phrase>,
    /// The speaker stands behind the verb.
    pub(super) inverted: bool,
}

/// Nouns that look like reporting verbs where one of these stands before.
fn is_noun(scene: &Scene<'_>, at: usize, floor: usize) -> bool {
    let word = scene.word(at);
    if word.ends_with("ed") || word.ends_with("ing") || matches!(word, "said" | "says" | "told" | "wrote") {
        return false;
    }
    let before = if at > floor { scene.word(at - 1) } else { "" };
    DETERMINERS.contains(&before)
        || (PREPOSITIONS.contains(&before) && before != "to")
        || before == "-"
        || scene.word(at + 1) == "-"
}

/// The tags of a run of tokens, in order.
pub(super) fn find(scene: &Scene<'_>, range: &Range<usize>) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    // Tokens behind the latest quote or clause: a subject is not looked for across them.
    let mut floor = range.start;
    for at in range.clone() {
        if scene.in_quote(at) {
            floor = at + 1;
            continue;
        }
        let word = scene.word(at);
        if word == "according" && scene.word(at + 1) == "to" {
            let speaker = scene.starting(at + 2, range.end);
            tags.push(Tag { first: at, last: at + 1, strength: 3, speaker, inverted: true });
            continue;
        }
        let Some(strength) = REPORTING.get(word).copied() else { continue };
        if is_noun(scene, at, floor) {
            continue;
        }
        let tag = verb(scene, at, strength, floor, range, tags.last());
        tags.push(tag);
    }
    tags
}

fn verb(
    scene: &Scene<'_>,
    at: usize,
    strength: u8,
    floor: usize,
    range: &Range<usize>,
    before: Option<&Tag>,
) -> Tag {
    let tag = |speaker, inverted| Tag { first: at, last: at, strength, speaker, inverted };
    let word = scene.word(at);
    // "quoted Petrova as saying"
    if matches!(word, "quoted" | "cited")
        && (at..range.end.min(at + 9)).any(|next| scene.word(next) == "as")
        && !was(scene, at, floor)
    {
        return tag(scene.starting(at + 1, range.end), true);
    }
    // "was announced by Petrova"
    if was(scene, at, floor)
        && let Some(by) = (at + 1..range.end.min(at + 6)).find(|by| scene.word(*by) == "by")
        && word != "said"
        && word != "quoted"
    {
        return tag(scene.starting(by + 1, range.end), true);
    }
    // Behind a quote or its comma, and with nobody before it: "…," said Petrova.
    let opens = at == floor || (at == floor + 1 && scene.word(floor) == ",");
    if opens && let Some(speaker) = scene.starting(at + 1, range.end) {
        return tag(Some(speaker), true);
    }
    // "Petrova praised the plan, adding": the participle's subject is the clause's.
    let participle = at > floor && word.ends_with("ing") && scene.word(at - 1) == ",";
    let own = if opens || participle { None } else { scene.subject(at, floor) };
    // "X did A and said", "X did A, adding": the clause's own subject.
    let carried = || {
        let joins =
            at > floor && (matches!(scene.word(at - 1), "," | "and" | "but" | "or") || word.ends_with("ing"));
        joins.then(|| before.and_then(|tag| tag.speaker).or_else(|| scene.first_phrase(floor, at))).flatten()
    };
    tag(own.or_else(carried), false)
}

fn was(scene: &Scene<'_>, at: usize, floor: usize) -> bool {
    at > floor
        && (floor..at)
            .rev()
            .take(2)
            .any(|at| matches!(scene.word(at), "was" | "were" | "is" | "been" | "are"))
}
