//! Sentences that tell of the same proposal, brought together.

use std::collections::BTreeMap;

use super::{
    Input, ProposalKind,
    sentence::{Read, kind_votes},
};

/// A sentence at least this likely is evidence.
const EVIDENCE_FROM: f32 = 0.4;
/// Two sentences at least this alike tell of one proposal.
const SAME_FROM: f32 = 0.5;
/// A sentence is compared with so many of the latest clusters, and with the first and latest of each one's
/// sentences: a long text costs no more a sentence than a short one.
const CLUSTERS_COMPARED: usize = 48;
const FIRST_COMPARED: usize = 4;
const LATEST_COMPARED: usize = 8;
/// More evidence than this says nothing new.
const MOST_EVIDENCE: usize = 5;

/// Sentences of one proposal.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    /// Sentence numbers, the likeliest first.
    members: Vec<usize>,
}

impl Cluster {
    /// The sentence that shows the proposal best.
    pub(super) fn main(&self) -> usize {
        self.members[0]
    }

    /// All its sentences, the best first.
    pub(super) fn sentences(&self) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().copied().take(MOST_EVIDENCE)
    }

    /// The kind its acts speak for.
    pub(super) fn kind(&self, read: &[Read]) -> ProposalKind {
        let mut votes = BTreeMap::new();
        for (rank, at) in self.members.iter().enumerate() {
            kind_votes(&read[*at], if rank == 0 { 1.0 } else { 0.35 }, &mut votes);
        }
        let best = votes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        best.map_or(ProposalKind::Other, |(kind, _)| kind)
    }

    /// The likelihood of its best sentence.
    pub(super) fn confidence(&self, read: &[Read]) -> f32 {
        self.members.iter().map(|at| read[*at].probability).fold(0.0, f32::max)
    }
}

/// The clusters of a document.
pub(super) fn gather(read: &[Read], input: Input<'_>) -> Vec<Cluster> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for stem in read.iter().flat_map(|read| &read.stems) {
        *counts.entry(stem).or_default() += 1;
    }
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for at in (0..read.len()).filter(|at| read[*at].probability >= EVIDENCE_FROM) {
        let likeness = |cluster: &Vec<usize>| -> f32 {
            let latest = cluster.len().saturating_sub(LATEST_COMPARED).max(FIRST_COMPARED.min(cluster.len()));
            let compared = cluster[..FIRST_COMPARED.min(cluster.len())].iter().chain(&cluster[latest..]);
            let scores = compared.clone().map(|other| alike(&read[*other], &read[at], &counts, input));
            let (mut top, mut sum) = (0.0_f32, 0.0);
            for score in scores {
                top = top.max(score);
                sum += score;
            }
            #[allow(clippy::cast_precision_loss)] // a few sentences
            let mean = sum / compared.count() as f32;
            f32::midpoint(top, mean)
        };
        let best = clusters
            .iter()
            .enumerate()
            .rev()
            .take(CLUSTERS_COMPARED)
            .map(|(index, cluster)| (index, likeness(cluster)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match best.filter(|(_, likeness)| *likeness >= SAME_FROM) {
            Some((index, _)) => clusters[index].push(at),
            None => clusters.push(vec![at]),
        }
    }
    clusters
        .into_iter()
        .map(|mut members| {
            members.sort_by(|a, b| read[*b].probability.total_cmp(&read[*a].probability).then(a.cmp(b)));
            Cluster { members }
        })
        .collect()
}

/// How likely two sentences tell of one proposal.
fn alike(a: &Read, b: &Read, counts: &BTreeMap<&str, usize>, input: Input<'_>) -> f32 {
    let (mut shared, mut all) = (0.0_f32, 0.0_f32);
    for stem in &b.stems {
        #[allow(clippy::cast_precision_loss)] // sentences of an article
        let rarity = 1.0 / (counts.get(stem.as_str()).copied().unwrap_or(1) as f32).sqrt();
        all += rarity;
        if a.stems.binary_search(stem).is_ok() {
            shared += rarity;
        }
    }
    let overlap = shared / all.max(1.0);
    let acts = |read: &Read| -> Vec<ProposalKind> {
        read.acts.iter().filter(|act| act.act.weight >= 2).map(|act| act.act.kind).collect()
    };
    let (kinds_a, kinds_b) = (acts(a), acts(b));
    let same_kind = kinds_b.iter().any(|kind| kinds_a.contains(kind));
    let place = |read: &Read| -> Vec<String> {
        read.mentions
            .iter()
            .filter(|at| input.mentions[**at].kind == crate::geoparse::MentionKind::Literal)
            .filter_map(|at| {
                input.mentions[*at].resolution.as_ref().map(|resolution| resolution.place.to_string())
            })
            .collect()
    };
    let (places_a, places_b) = (place(a), place(b));
    let same_place = places_b.iter().any(|place| places_a.contains(place));
    let gap = b.number - a.number;
    let mut score = 1.4 * overlap;
    score += if same_kind { 0.15 } else { -0.1 };
    score += if same_place { 0.15 } else { 0.0 };
    // Another venue is another proposal.
    if !same_place && !places_a.is_empty() && !places_b.is_empty() {
        score -= 0.2;
    }
    score += if b.anaphoric && gap <= 2 { 0.3 } else { 0.0 };
    score += if a.number == 0 { 0.1 } else { 0.0 };
    score += if gap == 1 { 0.05 } else { 0.0 };
    score - if gap > 12 { 0.1 } else { 0.0 }
}
