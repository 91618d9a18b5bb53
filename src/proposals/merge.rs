//! The same proposal in different articles: joined with a reason, never across other venues or dates.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{PlaceRole, Proposal, ProposalKind};

/// A telling to be grouped.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'p> {
    /// Which article it is of; tellings of one article stay apart.
    pub article: u32,
    /// When it was published.
    pub date: Option<Date>,
    /// The proposal as told there.
    pub proposal: &'p Proposal,
}

/// Tellings of one proposal, with the reason for each link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Indices into the tellings, earliest published first.
    pub tellings: Vec<usize>,
    /// Why each telling after the first was joined.
    pub reasons: Vec<String>,
}

/// Links from this score on.
const LINK_FROM: f32 = 0.6;
/// Tellings published further apart are other proposals.
const MOST_DAYS: i32 = 60;

/// Groups tellings. Each is compared only with those of its kind that share a place, so the work stays
/// near linear in the number of tellings.
#[must_use]
pub fn merge(tellings: &[Telling<'_>]) -> Vec<Group> {
    let mut order: Vec<usize> = (0..tellings.len()).collect();
    order.sort_by_key(|at| (tellings[*at].date, tellings[*at].article, *at));
    let mut groups: Vec<Group> = Vec::new();
    let mut blocks: BTreeMap<(ProposalKind, String), Vec<usize>> = BTreeMap::new();
    for at in order {
        let telling = tellings[at];
        let keys = keys(telling.proposal);
        let near: std::collections::BTreeSet<usize> =
            keys.iter().filter_map(|key| blocks.get(key)).flatten().copied().collect();
        let best = near
            .into_iter()
            .filter(|group| {
                groups[*group].tellings.iter().all(|other| tellings[*other].article != telling.article)
            })
            .filter_map(|group| {
                let scores = groups[group].tellings.iter().map(|other| score(tellings[*other], telling));
                let (top, reason) = scores.flatten().max_by(|a, b| a.0.total_cmp(&b.0))?;
                (top >= LINK_FROM).then_some((group, top, reason))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let group = match best {
            Some((group, _, reason)) => {
                groups[group].tellings.push(at);
                groups[group].reasons.push(reason);
                group
            }
            None => {
                groups.push(Group { tellings: vec![at], reasons: Vec::new() });
                groups.len() - 1
            }
        };
        for key in keys {
            let block = blocks.entry(key).or_default();
            if !block.contains(&group) {
                block.push(group);
            }
        }
    }
    groups
}

fn keys(proposal: &Proposal) -> Vec<(ProposalKind, String)> {
    let places = proposal.places.iter().filter_map(|place| place.place.as_ref());
    places.map(|place| (proposal.kind, place.to_string())).collect()
}

/// How likely two tellings are of one proposal, with the reason; `None` where they cannot be.
fn score(a: Telling<'_>, b: Telling<'_>) -> Option<(f32, String)> {
    if let (Some(a), Some(b)) = (a.date, b.date)
        && (b - a).get_days().abs() > MOST_DAYS
    {
        return None;
    }
    let (a, b) = (a.proposal, b.proposal);
    let venue = |proposal: &Proposal| -> Vec<String> {
        let venues = proposal.places.iter().filter(|place| place.role == PlaceRole::Venue);
        venues.filter_map(|place| place.place.as_ref().map(ToString::to_string)).collect()
    };
    let (venues_a, venues_b) = (venue(a), venue(b));
    let shared: Vec<&String> = venues_a.iter().filter(|place| venues_b.contains(place)).collect();
    if !venues_a.is_empty() && !venues_b.is_empty() && shared.is_empty() {
        return None;
    }
    let day = |proposal: &Proposal| {
        proposal.date.as_ref().and_then(|date| date.iso.clone()).filter(|iso| iso.len() == 10)
    };
    if let (Some(a), Some(b)) = (day(a), day(b))
        && a != b
    {
        return None;
    }
    let ids = |proposal: &Proposal| -> Vec<String> {
        proposal.places.iter().filter_map(|place| place.place.as_ref().map(ToString::to_string)).collect()
    };
    let (all_a, all_b) = (ids(a), ids(b));
    let common = all_b.iter().filter(|place| all_a.contains(place)).count();
    let mut score = 0.25;
    let mut reasons = vec!["same kind of act".to_owned()];
    if !shared.is_empty() {
        score += 0.4;
        reasons.push("same venue".to_owned());
    } else if common > 0 {
        #[allow(clippy::cast_precision_loss)] // a few places
        let share = common as f32 / all_a.len().max(all_b.len()) as f32;
        score += 0.2 + 0.2 * share;
        reasons.push("same place".to_owned());
    }
    let names = |proposal: &Proposal| {
        [&proposal.proposer, &proposal.addressee]
            .into_iter()
            .flatten()
            .map(|party| party.name.clone())
            .collect::<Vec<_>>()
    };
    let parties = names(a);
    if names(b).iter().any(|name| parties.contains(name)) {
        score += 0.2;
        reasons.push("same party".to_owned());
    }
    if day(a).is_some() && day(a) == day(b) {
        score += 0.2;
        reasons.push("same date".to_owned());
    }
    Some((score, reasons.join(", ")))
}
