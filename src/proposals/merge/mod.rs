//! The same proposal in different articles: joined with a reason, never for good.
//!
//! Tellings are taken in the order of their publication. Each meets the groups with which it shares a rare
//! place, word or day, at most [`CANDIDATES`] of them, so that the work stays near linear; it joins the best
//! one that scores high enough, and what scores a little less is suggested. The analyst's word stands above
//! both.

use std::collections::{BTreeMap, BTreeSet, HashMap};

mod profile;
mod score;
mod words;

pub use profile::{Named, Profile};
pub use score::Reason;

use score::{Rarity, blocks, score};

/// A link of a telling to the proposal it was joined to.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The telling it is most like, an index into the profiles.
    pub to: usize,
    /// How likely both are of one proposal, 0…1.
    pub score: f32,
    /// What speaks for it, and against.
    pub reasons: Vec<Reason>,
}

/// Tellings of one proposal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Indices into the profiles, earliest published first.
    pub tellings: Vec<usize>,
    /// Why each of them is here, in the same order; `None` for the one that the others were joined to.
    pub links: Vec<Option<Link>>,
}

/// Two tellings that may be of one proposal, but were not joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// A telling, and one of another group.
    pub pair: (usize, usize),
    /// How likely both are of one proposal, 0…1.
    pub score: f32,
    /// What speaks for it, and against.
    pub reasons: Vec<Reason>,
}

/// All groups, in order of their earliest telling, and the near misses, likeliest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// Every telling is in one group.
    pub groups: Vec<Group>,
    /// One for each pair of groups.
    pub near: Vec<Near>,
}

/// The analyst's word on which tellings belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Tellings with the one that stands for the proposal they were put to; that one is among them.
    pub together: BTreeMap<usize, usize>,
    /// Of those, the ones that nothing may join but what was put to them.
    pub alone: BTreeSet<usize>,
    /// Pairs, smaller first, that are of different proposals.
    pub apart: BTreeSet<(usize, usize)>,
}

/// Links from this probability on.
pub const LINK_FROM: f32 = 0.7;
/// Suggestions from this probability on.
pub const NEAR_FROM: f32 = 0.5;
/// Groups that a telling is compared with.
pub const CANDIDATES: usize = 12;
/// Groups looked up for a key, the latest first.
const PER_KEY: usize = 24;
/// Members of a group that a telling is compared with: the first, and the latest ones.
const COMPARED: usize = 6;

/// Groups tellings.
#[must_use]
pub fn merge(profiles: &[&Profile], words: &Constraints) -> Merged {
    let mut merging = Merging {
        profiles,
        words,
        rarity: Rarity::of(profiles.iter().copied()),
        groups: Vec::new(),
        blocks: HashMap::new(),
        forced: HashMap::new(),
        sealed: BTreeSet::new(),
        near: Vec::new(),
    };
    let mut order: Vec<usize> = (0..profiles.len()).collect();
    order.sort_by_key(|at| (profiles[*at].date, profiles[*at].article, *at));
    for at in order {
        merging.place(at);
    }
    merging.finish()
}

struct Merging<'m> {
    profiles: &'m [&'m Profile],
    words: &'m Constraints,
    rarity: Rarity,
    groups: Vec<Group>,
    blocks: HashMap<u64, Vec<usize>>,
    /// Groups by the telling that stands for them.
    forced: HashMap<usize, usize>,
    sealed: BTreeSet<usize>,
    near: Vec<Near>,
}

/// From log-odds, where 0 is the threshold of linking, to a probability.
fn probability(odds: f32) -> f32 {
    let shift = (LINK_FROM / (1.0 - LINK_FROM)).ln();
    1.0 / (1.0 + (-(odds + shift)).exp())
}

impl Merging<'_> {
    fn place(&mut self, at: usize) {
        let keys = blocks(self.profiles[at], &self.rarity);
        let root = self.words.together.get(&at).copied();
        let sealed = root.is_some_and(|root| self.words.alone.contains(&root));
        let forced = root.and_then(|root| self.forced.get(&root).copied());
        let mut tried = if sealed || forced.is_some() { Vec::new() } else { self.candidates(at, &keys) };
        tried.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
        let best = tried.first().filter(|(_, link)| link.score >= LINK_FROM).cloned();
        let group = match (forced, best) {
            (Some(group), _) => {
                let to = root.unwrap_or(at);
                self.add(group, at, Some(Link { to, score: 1.0, reasons: vec![Reason::Analyst] }));
                group
            }
            (None, Some((group, link))) => {
                self.add(group, at, Some(link));
                group
            }
            (None, None) => {
                self.groups.push(Group::default());
                self.add(self.groups.len() - 1, at, None);
                self.groups.len() - 1
            }
        };
        if let Some(root) = root {
            self.forced.entry(root).or_insert(group);
            if sealed {
                self.sealed.insert(group);
            }
        }
        for (other, link) in
            tried.into_iter().filter(|(other, link)| *other != group && link.score >= NEAR_FROM)
        {
            debug_assert!(other < self.groups.len());
            self.near.push(Near { pair: (at, link.to), score: link.score, reasons: link.reasons });
        }
        for (key, _) in keys {
            let block = self.blocks.entry(key).or_default();
            if block.last() != Some(&group) {
                block.push(group);
            }
        }
    }

    fn add(&mut self, group: usize, at: usize, link: Option<Link>) {
        self.groups[group].tellings.push(at);
        self.groups[group].links.push(link);
    }

    /// The groups most worth comparing with, each with its score.
    fn candidates(&self, at: usize, keys: &[(u64, f32)]) -> Vec<(usize, Link)> {
        let mut shared: HashMap<usize, f32> = HashMap::new();
        for (key, weight) in keys {
            for group in self.blocks.get(key).into_iter().flatten().rev().take(PER_KEY) {
                *shared.entry(*group).or_default() += weight;
            }
        }
        let mut shared: Vec<(usize, f32)> = shared.into_iter().collect();
        shared.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shared.truncate(CANDIDATES);
        shared.into_iter().filter_map(|(group, _)| Some((group, self.compare(at, group)?))).collect()
    }

    /// How likely a telling belongs to a group; `None` where it may not.
    fn compare(&self, at: usize, group: usize) -> Option<Link> {
        if self.sealed.contains(&group) {
            return None;
        }
        let members = &self.groups[group].tellings;
        let own = self.profiles[at];
        let barred = |other: &usize| {
            self.profiles[*other].article == own.article
                || self.words.apart.contains(&(at.min(*other), at.max(*other)))
        };
        if members.iter().any(barred) {
            return None;
        }
        let latest = members.len().saturating_sub(COMPARED).max(1);
        let compared = members.iter().take(1).chain(members.iter().skip(latest));
        let (mut sum, mut count, mut best) = (0.0, 0.0, None::<(usize, score::Score)>);
        for other in compared {
            let score = score(self.profiles[*other], own, &self.rarity);
            sum += score.odds;
            count += 1.0;
            if best.as_ref().is_none_or(|(_, known)| score.odds > known.odds) {
                best = Some((*other, score));
            }
        }
        let (to, best) = best?;
        // The most alike counts most; the others keep chains short.
        let odds = (2.0 * best.odds + sum / count) / 3.0;
        Some(Link { to, score: probability(odds), reasons: best.reasons })
    }

    fn finish(self) -> Merged {
        let mut group_of = vec![0; self.profiles.len()];
        for (number, group) in self.groups.iter().enumerate() {
            for at in &group.tellings {
                group_of[*at] = number;
            }
        }
        let said = |a: usize, b: usize| {
            let [a, b] = [&self.groups[a], &self.groups[b]];
            let pairs = a.tellings.iter().flat_map(|a| b.tellings.iter().map(|b| (*a.min(b), *a.max(b))));
            self.words.apart.len().min(1) == 1
                && pairs.into_iter().any(|pair| self.words.apart.contains(&pair))
        };
        let mut near: BTreeMap<(usize, usize), Near> = BTreeMap::new();
        for miss in self.near {
            let (a, b) = (group_of[miss.pair.0], group_of[miss.pair.1]);
            if a == b || said(a, b) {
                continue;
            }
            let known = near.entry((a.min(b), a.max(b))).or_insert_with(|| miss.clone());
            if miss.score > known.score {
                *known = miss;
            }
        }
        let mut near: Vec<Near> = near.into_values().collect();
        near.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.pair.cmp(&b.pair)));
        Merged { groups: self.groups, near }
    }
}
