//! What each place is to a proposal: the preposition before it, and the kind of act.

use super::{
    Input, PlaceRole, ProposalKind, ProposalPlace, cluster::Cluster, parties::Parties, sentence::Read,
};
use crate::geoparse::{Mention, MentionForm};

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

/// The places of a proposal with their roles, one mention a place and role.
pub(super) fn places(
    cluster: &Cluster,
    read: &[Read],
    input: Input<'_>,
    kind: ProposalKind,
    parties: &Parties,
) -> Vec<ProposalPlace> {
    let mut out: Vec<ProposalPlace> = Vec::new();
    for at in cluster.sentences() {
        let read = &read[at];
        for (index, number) in read.mentions.iter().enumerate() {
            let mention = &input.mentions[*number];
            if parties.spans.iter().any(|span| span.overlaps(mention.span)) {
                continue;
            }
            let Some(role) = role(read, index, mention, input, kind) else { continue };
            let place = mention.resolution.as_ref().map(|resolution| resolution.place.clone());
            if let Some(described) = capital(read, mention, place.as_ref(), role, input) {
                out.push(described);
                continue;
            }
            let known = out.iter().any(|other| {
                let same = if place.is_some() { other.place == place } else { other.mention == mention.span };
                same && (other.role == role || at != cluster.main())
            });
            if !known {
                out.push(ProposalPlace { mention: mention.span, role, place });
            }
        }
    }
    // A route told as "through X" and "from X to Y" runs from X to Y.
    let ends = out.iter().any(|place| place.role == PlaceRole::To);
    let starts = out.iter().any(|place| place.role == PlaceRole::From);
    if ends
        && !starts
        && let Some(via) = out.iter_mut().find(|place| place.role == PlaceRole::Via)
    {
        via.role = PlaceRole::From;
    }
    out
}

/// "the Azerbaijani capital": the description is the mention, the capital the place.
fn capital(
    read: &Read,
    mention: &Mention,
    country: Option<&crate::gazetteer::PlaceId>,
    role: PlaceRole,
    input: Input<'_>,
) -> Option<ProposalPlace> {
    let first = input.document.token_at(mention.span.start());
    let last = input.document.token_at(mention.span.end().saturating_sub(1));
    let described = mention.form == MentionForm::Demonym
        && read.words.get(read.local(last + 1)).is_some_and(|word| word == "capital");
    let place = (input.capital_of)(country.filter(|_| described)?)?;
    let article = first
        .checked_sub(1)
        .filter(|_| read.words.get(read.local(first).wrapping_sub(1)).is_some_and(|word| word == "the"));
    let span = input.document.span_of(article.unwrap_or(first), last + 1);
    Some(ProposalPlace { mention: span, role, place: Some(place) })
}

fn role(
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
    let link = read.words.iter().any(|word| {
        matches!(
            word.as_str(),
            "linking" | "connecting" | "links" | "link" | "road" | "corridor" | "railway" | "route"
        )
    });
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
        "in" | "at" | "near" | "outside" | "inside" | "along" | "around" | "on" => {
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

fn is_demonym_at(read: &Read, at: usize, input: Input<'_>) -> bool {
    read.mentions.iter().any(|number| {
        let mention = &input.mentions[*number];
        mention.form == MentionForm::Demonym
            && read.local(input.document.token_at(mention.span.start())) == at
    })
}

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
