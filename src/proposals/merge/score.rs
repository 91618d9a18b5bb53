//! How likely two tellings are of one proposal, and why.
//!
//! A log-odds score with weights set by hand on invented coverage and rounded: the design's shares for act,
//! places, parties, date and rare words, with sites that differ and days that differ held against it.
//! `tests/merging` measures it.

use std::{collections::HashMap, fmt};

use super::{
    super::ProposalKind,
    profile::{Profile, Site},
    words::key,
};

/// What speaks for or against two tellings being of one proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The analyst said so.
    Analyst,
    /// Both are of this kind.
    Kind(ProposalKind),
    /// Both name these places for the act.
    Places(Vec<String>),
    /// Both name the same parties.
    Parties,
    /// Both use these words, which few others do.
    Words(Vec<String>),
    /// Both give this day.
    Day(String),
    /// They name other places for the act.
    OtherPlaces,
    /// They give other days.
    OtherDay,
    /// They are of other kinds.
    OtherKind,
}

impl Reason {
    /// Whether it speaks against.
    #[must_use]
    pub const fn is_against(&self) -> bool {
        matches!(self, Self::OtherPlaces | Self::OtherDay | Self::OtherKind)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Analyst => f.write_str("you said so"),
            Self::Kind(kind) => write!(f, "same kind of act ({})", kind.label().to_lowercase()),
            Self::Places(names) => write!(f, "same place ({})", names.join(", ")),
            Self::Parties => f.write_str("same parties"),
            Self::Words(words) => write!(f, "same words ({})", words.join(", ")),
            Self::Day(day) => write!(f, "same date ({day})"),
            Self::OtherPlaces => f.write_str("but other places"),
            Self::OtherDay => f.write_str("but another date"),
            Self::OtherKind => f.write_str("but another kind of act"),
        }
    }
}

/// The score of a pair.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Score {
    /// Log-odds; 0 is where tellings are linked.
    pub(super) odds: f32,
    pub(super) reasons: Vec<Reason>,
}

/// How much each thing counts, on the log-odds scale.
mod weights {
    pub(super) const BASE: f32 = -3.2;
    /// Shared sites, for two acts that are where they are (meetings, roads) and for others (an amnesty).
    pub(super) const SITE: (f32, f32) = (3.2, 2.0);
    /// Sites that differ.
    pub(super) const OTHER_SITE: (f32, f32) = (-2.4, -0.5);
    /// Routes that end elsewhere.
    pub(super) const OTHER_END: f32 = -0.9;
    /// Shared topic.
    pub(super) const TOPIC: (f32, f32) = (3.2, 7.0);
    pub(super) const SAME_KIND: f32 = 1.0;
    /// One speaks of the other's kind too: one of the two was probably read wrongly.
    pub(super) const NEAR_KIND: f32 = 0.2;
    /// One has none.
    pub(super) const NO_KIND: f32 = 0.4;
    pub(super) const OTHER_KIND: f32 = -0.8;
    /// Neither topic nor kind is shared.
    pub(super) const NOTHING: f32 = -1.5;
    pub(super) const PARTIES: f32 = 0.6;
    /// One proposer, by name.
    pub(super) const SAME_PROPOSER: f32 = 0.4;
    pub(super) const SAME_DAY: f32 = 1.0;
    pub(super) const OTHER_DAY: f32 = -0.7;
    /// For each unit of the logarithm of months between the reports.
    pub(super) const AGE: f32 = -0.35;
}

/// How rare sites and words are among all tellings: from 0.1 for what all share to 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Rarity {
    tellings: f32,
    with: HashMap<u64, f32>,
}

impl Rarity {
    pub(super) fn of<'p>(profiles: impl Iterator<Item = &'p Profile>) -> Self {
        let mut rarity = Self::default();
        for profile in profiles {
            rarity.tellings += 1.0;
            let keys = profile.sites.iter().map(|site| site.key);
            for key in keys.chain(profile.topics.iter().map(|topic| topic.key)) {
                *rarity.with.entry(key).or_default() += 1.0;
            }
        }
        rarity
    }

    pub(super) fn get(&self, key: u64) -> f32 {
        let all = self.tellings + 10.0;
        let with = self.with.get(&key).copied().unwrap_or_default() + 1.5;
        ((all / with).ln() / (all / 2.5).ln()).clamp(0.1, 1.0)
    }
}

/// What two lists of sites have in common.
struct Sites {
    /// Cosine of the weights by rarity, 0…1.
    likeness: f32,
    /// The less sure of the two surest sites.
    sure: f32,
    /// Both name sites for certain.
    both: bool,
    /// Both have a sure site that the other lacks.
    other_ends: bool,
    names: Vec<String>,
}

/// The weight that a site has on the other side: as itself, or as the country it lies in.
fn met(site: &Site, others: &[Site]) -> f32 {
    let weigh = |other: &Site| {
        if other.key == site.key {
            return other.weight;
        }
        let holds = site.is_country && !other.is_country && other.country == Some(site.key);
        let lies = other.is_country && !site.is_country && site.country == Some(other.key);
        if holds || lies { other.weight * 0.8 } else { 0.0 }
    };
    others.iter().map(weigh).fold(0.0, f32::max)
}

fn sites(a: &Profile, b: &Profile, rarity: &Rarity) -> Sites {
    let mut names = Vec::new();
    let mut side = |a: &Profile, b: &Profile| {
        let (mut shared, mut square, mut other) = (0.0, 0.0, false);
        for site in &a.sites {
            let rare = rarity.get(site.key);
            let (weight, met) = (site.weight * rare, met(site, &b.sites) * rare);
            square += weight * weight;
            shared += weight * met;
            other |= met == 0.0 && site.weight >= 0.6 && !site.is_country;
            let name = site.name.to_string();
            if met > 0.2 && site.weight > 0.2 && !names.contains(&name) {
                names.push(name);
            }
        }
        (shared, square, other)
    };
    let ((from_a, square_a, other_a), (from_b, square_b, other_b)) = (side(a, b), side(b, a));
    let norm = (square_a * square_b).sqrt();
    let sure = a.surest_site().min(b.surest_site());
    Sites {
        likeness: if norm > 0.0 { ((from_a + from_b) / 2.0 / norm).min(1.0) } else { 0.0 },
        sure,
        both: sure >= 0.6,
        other_ends: other_a && other_b,
        names,
    }
}

/// How much topic two profiles share, 0…1, and the words.
fn topic(a: &Profile, b: &Profile, rarity: &Rarity) -> (f32, Vec<String>) {
    let (mut total, mut words, mut at) = (0.0, Vec::new(), 0);
    for topic in &a.topics {
        while b.topics.get(at).is_some_and(|other| other.key < topic.key) {
            at += 1;
        }
        let Some(other) = b.topics.get(at).filter(|other| other.key == topic.key) else { continue };
        let general = topic.is_general;
        let act = if general {
            0.4
        } else if topic.is_act && other.is_act {
            1.4
        } else {
            1.0
        };
        let weight = topic.weight * other.weight * rarity.get(topic.key).powi(2) * act;
        total += weight;
        words.push((weight, topic.word.to_string()));
    }
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    words.truncate(3);
    (1.0 - (-0.9 * total).exp(), words.into_iter().map(|(_, word)| word).collect())
}

/// Whether an act of this kind is where it is, so that another place makes it another act.
const fn is_sited(kind: ProposalKind) -> bool {
    use ProposalKind::{Construction, Event, Infrastructure, Meeting};
    matches!(kind, Meeting | Infrastructure | Construction | Event)
}

/// How much two acts depend on where they are, 0…1: where the kind of one was not found, only half of what the other
/// says.
fn sitedness(a: &Profile, b: &Profile) -> f32 {
    let unknown = a.kind == ProposalKind::Other || b.kind == ProposalKind::Other;
    match is_sited(a.kind) || is_sited(b.kind) {
        true if unknown => 0.5,
        true => 1.0,
        false => 0.0,
    }
}

/// Scores a pair.
pub(super) fn score(a: &Profile, b: &Profile, rarity: &Rarity) -> Score {
    use weights as w;
    let mut odds = w::BASE;
    let mut reasons = Vec::new();
    let sited = sitedness(a, b);
    let pick = |(here, other): (f32, f32)| here * sited + other * (1.0 - sited);
    let (topic, words) = topic(a, b, rarity);
    let sites = sites(a, b, rarity);
    let place = sites.likeness.powf(1.7) * sites.sure.sqrt();

    let known = a.kind != ProposalKind::Other && b.kind != ProposalKind::Other;
    let same = known && a.kind == b.kind;
    let near = !known || a.kinds.intersection(&b.kinds).next().is_some();
    if same {
        odds += w::SAME_KIND;
        reasons.push(Reason::Kind(a.kind));
    } else if near {
        odds += if known { w::NEAR_KIND } else { w::NO_KIND };
    } else {
        odds += w::OTHER_KIND;
    }
    if topic < 0.1 && !same && (!near || place < 0.5) {
        odds += w::NOTHING;
    }
    // A road and the aid that takes it go to the same place: only two acts that are where they are meet there.
    let both_sited = is_sited(a.kind) && is_sited(b.kind);
    odds += if both_sited { w::SITE.0 } else { w::SITE.1 } * place;
    if place > 0.15 && !sites.names.is_empty() {
        reasons.push(Reason::Places(sites.names));
    }
    odds += pick(w::TOPIC) * topic;
    if topic > 0.2 {
        reasons.push(Reason::Words(words));
    }
    let shared = a.parties.intersection(&b.parties).count();
    if shared > 0 {
        #[allow(clippy::cast_precision_loss)] // a few parties
        let share = shared as f32 / ((a.parties.len() * b.parties.len()) as f32).sqrt();
        odds += w::PARTIES * share;
        reasons.push(Reason::Parties);
    }
    if a.proposer.is_some() && a.proposer == b.proposer {
        odds += w::SAME_PROPOSER;
    }
    odds += days(a, b, &mut reasons);
    let denied = a.denies(b) || b.denies(a);
    if denied {
        odds += pick(w::OTHER_SITE);
        reasons.push(Reason::OtherPlaces);
    } else if sites.both && sites.likeness < 0.25 {
        odds += pick(w::OTHER_SITE) * (1.0 - 4.0 * sites.likeness);
        reasons.push(Reason::OtherPlaces);
    } else if sites.other_ends && sites.likeness < 0.8 && a.kind == ProposalKind::Infrastructure {
        odds += w::OTHER_END;
        reasons.push(Reason::OtherPlaces);
    }
    if !same && !near {
        reasons.push(Reason::OtherKind);
    }
    Score { odds, reasons }
}

/// What the days of act and report say.
fn days(a: &Profile, b: &Profile, reasons: &mut Vec<Reason>) -> f32 {
    let mut odds = 0.0;
    if let (Some(day), Some(other)) = (&a.day, &b.day) {
        if day == other {
            odds += weights::SAME_DAY;
            reasons.push(Reason::Day(day.to_string()));
        } else {
            odds += weights::OTHER_DAY;
            reasons.push(Reason::OtherDay);
        }
    }
    if let (Some(a), Some(b)) = (a.date, b.date) {
        #[allow(clippy::cast_precision_loss)] // days
        let months = (b - a).get_days().abs() as f32 / 30.0;
        odds += weights::AGE * months.ln_1p();
    }
    odds
}

/// The keys by which a profile may meet another, with what each counts; at most a few, so that finding
/// candidates stays near linear.
pub(super) fn blocks(profile: &Profile, rarity: &Rarity) -> Vec<(u64, f32)> {
    let mut keys: Vec<(u64, f32)> = Vec::new();
    for site in profile.sites.iter().filter(|site| site.weight >= 0.25) {
        keys.push((site.key, rarity.get(site.key) * site.weight));
        if let Some(country) = site.country.filter(|_| !site.is_country) {
            keys.push((country, 0.1 * site.weight));
        }
    }
    keys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    keys.truncate(6);
    let mut topics: Vec<(u64, f32)> =
        profile.topics.iter().map(|topic| (topic.key, rarity.get(topic.key) * topic.weight)).collect();
    topics.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    topics.truncate(6);
    keys.extend(topics);
    if let Some(day) = &profile.day {
        keys.push((key(b'd', day), 0.3));
    }
    keys
}
