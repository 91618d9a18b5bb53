//! Literal or associative: whether a toponym means the place or something known by it.

use super::{MentionForm, MentionKind, features::Sight, recognise::Source};
use crate::language::Document;

const PLACE_WORDS_BEFORE: &[&str] = &[
    "across",
    "around",
    "at",
    "central",
    "downtown",
    "east",
    "eastern",
    "from",
    "in",
    "inside",
    "into",
    "leave",
    "leaving",
    "left",
    "near",
    "north",
    "northern",
    "outside",
    "reach",
    "south",
    "southern",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "via",
    "visit",
    "visited",
    "west",
    "western",
    "within",
];
const ACTING_VERBS: &[&str] = &[
    "accepted",
    "accused",
    "agreed",
    "agrees",
    "announced",
    "asked",
    "backed",
    "banned",
    "believes",
    "called",
    "calls",
    "can",
    "cannot",
    "claimed",
    "claims",
    "condemned",
    "could",
    "demanded",
    "demands",
    "denied",
    "denies",
    "expelled",
    "fears",
    "had",
    "has",
    "hopes",
    "imposed",
    "insists",
    "invited",
    "may",
    "might",
    "must",
    "needs",
    "offered",
    "opposes",
    "plans",
    "promised",
    "proposed",
    "refused",
    "refuses",
    "rejected",
    "rejects",
    "said",
    "says",
    "should",
    "signed",
    "supports",
    "threatened",
    "told",
    "urged",
    "voted",
    "wants",
    "warned",
    "welcomed",
    "will",
    "would",
];
const BODY_WORDS_AFTER: &[&str] = &[
    "administration",
    "ambassador",
    "army",
    "authorities",
    "coach",
    "court",
    "defense",
    "delegation",
    "diplomats",
    "economy",
    "embassy",
    "fans",
    "forces",
    "government",
    "lawmakers",
    "leader",
    "leaders",
    "leadership",
    "mayor",
    "media",
    "military",
    "minister",
    "ministry",
    "navy",
    "officials",
    "parliament",
    "police",
    "president",
    "residents",
    "side",
    "soldiers",
    "spokesman",
    "team",
    "troops",
];
const OPPONENT_WORDS_BEFORE: &[&str] = &["against", "between", "by", "with"];

/// The kind of a mention, by the first rule that fits: the words around it tell.
pub(super) fn kind(
    document: &Document<'_>,
    sight: &Sight,
    first: usize,
    last: usize,
    form: MentionForm,
    source: Source,
) -> MentionKind {
    use MentionKind::{Associative, Literal};
    if source == Source::Nested || form == MentionForm::Demonym {
        return Associative;
    }
    let word =
        |at: Option<usize>| at.and_then(|at| sight.tokens.get(at)).map_or("", |seen| seen.word.as_str());
    let mut before_at = first.checked_sub(1);
    let article = matches!(word(before_at), "the" | "a" | "an");
    if article {
        before_at = before_at.and_then(|at| at.checked_sub(1));
    }
    let before = word(before_at);
    let after = word(Some(last + 1));
    let among = |list: &[&str], word: &str| list.binary_search(&word).is_ok();
    if among(PLACE_WORDS_BEFORE, before) {
        return Literal;
    }
    let adjoining = document
        .tokens
        .get(last + 1)
        .is_some_and(|next| next.span.start() <= document.span_of(first, last).end() + 1);
    let capital_after = adjoining
        && sight.tokens.get(last + 1).is_some_and(|next| next.capitals.is_capital() && next.word != "i");
    if matches!(after, "'s" | "'")
        || among(ACTING_VERBS, after)
        || among(BODY_WORDS_AFTER, after)
        || among(OPPONENT_WORDS_BEFORE, before)
        || capital_after
    {
        return Associative;
    }
    // "Baku and Khankendi agreed": a pair acts together.
    if after == "and" && among(ACTING_VERBS, word(Some(last + 3))) {
        return Associative;
    }
    Literal
}

/// Whether a mention is the subject of a verb that only a government or people can do, and stands at no
/// place: "Washington denied".
pub(super) fn acts(document: &Document<'_>, first: usize, last: usize) -> bool {
    let lower = |at: usize| document.token_text(at).to_lowercase();
    let placed = first
        .checked_sub(1)
        .is_some_and(|before| PLACE_WORDS_BEFORE.binary_search(&lower(before).as_str()).is_ok());
    !placed && ACTING_VERBS.binary_search(&lower(last + 1).as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_lists_are_sorted_for_the_search() {
        for list in [PLACE_WORDS_BEFORE, ACTING_VERBS, BODY_WORDS_AFTER, OPPONENT_WORDS_BEFORE] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
