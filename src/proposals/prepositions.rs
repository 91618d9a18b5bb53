//! The role that the preposition before a place gives it, by the kind of act: what speaks loudest for a role.

use super::{Input, PlaceRole, ProposalKind, cues, sentence::Read, sites};
use crate::{
    geoparse::{Mention, MentionForm},
    quotes::closed::PREPOSITIONS,
};

/// Kinds that a preposition of place gives a venue; the others a wider area.
const fn has_venue(kind: ProposalKind) -> bool {
    !matches!(
        kind,
        ProposalKind::Law | ProposalKind::Funding | ProposalKind::Election | ProposalKind::Settlement
    )
}

const fn is_route(kind: ProposalKind) -> bool {
    matches!(kind, ProposalKind::Infrastructure | ProposalKind::Aid | ProposalKind::Ceasefire)
}

/// The role by rule; `index` counts the mentions of the sentence. In a list, "in Suva, Apia and Nadi", and where a
/// town follows its quarter, the role of the first holds for all.
pub(super) fn role(
    read: &Read,
    index: usize,
    mention: &Mention,
    input: Input<'_>,
    kind: ProposalKind,
) -> Option<PlaceRole> {
    own_role(read, index, mention, input, kind).or_else(|| {
        let before = &input.mentions[read.mentions[index.checked_sub(1)?]];
        let (from, to) =
            (input.document.token_at(before.span.end()), input.document.token_at(mention.span.start()));
        let between = read.local(from)..read.local(to);
        let listed = (1..=3).contains(&between.len())
            && between
                .into_iter()
                .all(|at| matches!(read.word(at), "," | "and" | "or" | "the" | "&" | "/" | "("));
        // "Paris, France": the country is told for the reader's sake.
        let country = mention.resolution.as_ref().and_then(|found| (input.state_of)(&found.place));
        let country = country.is_some_and(|state| state == mention.span.of(input.document.text));
        (listed && !country && mention.form != MentionForm::Demonym)
            .then(|| role(read, index - 1, before, input, kind))
            .flatten()
    })
}

fn own_role(
    read: &Read,
    index: usize,
    mention: &Mention,
    input: Input<'_>,
    kind: ProposalKind,
) -> Option<PlaceRole> {
    let first = read.local(input.document.token_at(mention.span.start()));
    let last = read.local(input.document.token_at(mention.span.end().saturating_sub(1)));
    let word = |at: usize| read.words.get(at).map_or("", String::as_str);
    if matches!(word(last + 1), "'s") || mention.form == MentionForm::Demonym {
        // "the Azerbaijani capital", "the Azerbaijani city of X": only the description names a place.
        let capital =
            word(last + 1) == "capital" && matches!(word(first.saturating_sub(2)), "in" | "to" | "at");
        return (capital && has_venue(kind)).then_some(PlaceRole::Venue);
    }
    let mut before_at = first.checked_sub(1)?;
    if modifies(read, mention, input) {
        return None;
    }
    while before_at > 0
        && (matches!(
            word(before_at),
            "the" | "nearby" | "possibly" | "city" | "town" | "village" | "neighbouring"
        ) || (word(before_at) == "of"
            && matches!(word(before_at - 1), "city" | "town" | "village" | "port"))
            || is_demonym_at(read, before_at, input))
    {
        before_at -= 1;
    }
    let before = word(before_at);
    let link = read.has(LINKS);
    Some(match before {
        "through" | "via" | "across" => PlaceRole::Via,
        "from" if is_route(kind) || link => PlaceRole::From,
        "linking" | "connecting" | "joining" | "links" => PlaceRole::From,
        "with" | "and" | "to" if link && follows_link(read, before_at, index, input) => PlaceRole::To,
        "between" if link => PlaceRole::From,
        "between" | "with" | "by" | "of" | "and" => return None,
        "to" | "into" | "toward" | "towards" if is_route(kind) || link => PlaceRole::To,
        "to" if matches!(kind, ProposalKind::Meeting | ProposalKind::Event) && visits(read, before_at) => {
            PlaceRole::Venue
        }
        "against" | "over" => PlaceRole::Target,
        "in" | "at" | "near" | "outside" | "inside" | "along" | "around" => {
            if has_venue(kind) {
                PlaceRole::Venue
            } else {
                PlaceRole::Area
            }
        }
        "throughout" | "within" | "for" => PlaceRole::Area,
        "reopen" | "open" | "close" | "reopened" | "opened" | "closed" | "attack" | "occupy" => {
            PlaceRole::Target
        }
        _ => return None,
    })
}

/// "the Karabakh process", "the Texas bill": the name only tells which one. What stands somewhere is a place: "the Lachin
/// corridor".
pub(super) fn modifies(read: &Read, mention: &Mention, input: Input<'_>) -> bool {
    let first = read.local(input.document.token_at(mention.span.start()));
    let last = read.local(input.document.token_at(mention.span.end().saturating_sub(1)));
    if first == 0 || read.word(first - 1) != "the" {
        return false;
    }
    let next = read.word(last + 1);
    let is_noun = next.chars().all(char::is_lowercase)
        && !cues::MODALS.contains(&next)
        && !PREPOSITIONS.contains(&next)
        && cues::is_content(next);
    is_noun && !sites::is_site(next)
}

fn is_demonym_at(read: &Read, at: usize, input: Input<'_>) -> bool {
    read.mentions.iter().any(|number| {
        let mention = &input.mentions[*number];
        mention.form == MentionForm::Demonym
            && read.local(input.document.token_at(mention.span.start())) == at
    })
}

/// What runs from one place to another.
pub(super) const LINKS: &[&str] = &[
    "linking",
    "connecting",
    "links",
    "link",
    "road",
    "corridor",
    "railway",
    "route",
    "line",
    "pipeline",
    "flights",
    "flight",
    "highway",
    "bridge",
    "ferry",
];

/// "linking A with B", "from A to B": A stands just before.
fn follows_link(read: &Read, before: usize, index: usize, input: Input<'_>) -> bool {
    index.checked_sub(1).map(|other| &input.mentions[read.mentions[other]]).is_some_and(|other| {
        before.saturating_sub(read.local(input.document.token_at(other.span.end()))) <= 1
    })
}

fn visits(read: &Read, at: usize) -> bool {
    read.words[at.saturating_sub(6)..at].iter().any(|word| {
        word.starts_with("invit") || word.starts_with("visit") || word.starts_with("travel") || word == "come"
    })
}
