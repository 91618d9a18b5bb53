//! Sentences that tell of the same proposal, brought together.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ProposalKind, cues,
    model::{Features, Task},
    prepositions,
    reading::Reading,
    sentence::Read,
};
use crate::{
    gazetteer::PlaceId,
    geoparse::MentionKind,
    language::calendar::{MONTHS, WEEKDAYS},
};

/// A sentence at least this likely is evidence.
pub(super) const EVIDENCE_FROM: f32 = 0.36;
/// Two sentences at least this likely to tell of one proposal are joined.
const SAME_FROM: f32 = 0.6;
/// A less likely sentence is evidence beside a surer one, from this probability on, if both likely tell of one.
const BESIDE_FROM: f32 = 0.25;
const BESIDE_SAME_FROM: f32 = 0.55;
/// How many sentences away that may be.
const BESIDE: usize = 2;
/// A sentence is compared with so many of the latest clusters, and with the first and latest of each one's
/// sentences: a long text costs no more a sentence than a short one.
const CLUSTERS_COMPARED: usize = 32;
const FIRST_COMPARED: usize = 3;
const LATEST_COMPARED: usize = 5;
/// How much less a sentence shows that takes up a proposal told of before.
const BACK: f32 = 0.2;
/// What is named in no more sentences than this tells which of several things is meant.
const SELDOM: usize = 2;
/// More evidence than this says nothing new.
const MOST_EVIDENCE: usize = 5;

/// Sentences of one proposal.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    /// Sentence numbers, the likeliest first.
    members: Vec<usize>,
    /// How likely it tells of a proposal, 0…1; another cluster may tell of the same.
    pub(super) likelihood: f32,
}

impl Cluster {
    /// A cluster of known sentences, the main one first.
    pub(super) const fn known(members: Vec<usize>) -> Self {
        Self { members, likelihood: 1.0 }
    }

    /// The sentence that shows the proposal best.
    pub(super) fn main(&self) -> usize {
        self.members[0]
    }

    /// The same with each of its sentences as the main one, its own first.
    pub(super) fn sides(&self) -> impl Iterator<Item = Self> + '_ {
        self.sentences().map(|main| {
            let others = self.sentences().filter(move |at| *at != main);
            Self { members: std::iter::once(main).chain(others).collect(), likelihood: self.likelihood }
        })
    }

    /// All its sentences, the best first.
    pub(super) fn sentences(&self) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().copied().take(MOST_EVIDENCE)
    }

    /// Its sentences with what each is to it: "main" or "other".
    pub(super) fn placed(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.sentences().enumerate().map(|(rank, at)| (if rank == 0 { "main" } else { "other" }, at))
    }

    /// Its sentences, and of those around it in an article of `count` sentences the ones that are not its own.
    pub(super) fn with_around(
        &self,
        count: usize,
        around: &[(&'static str, usize)],
    ) -> Vec<(&'static str, usize)> {
        let mut out: Vec<(&'static str, usize)> = self.placed().collect();
        for (place, at) in around {
            if *at < count && !self.holds(*at) && out.iter().all(|(_, known)| known != at) {
                out.push((*place, *at));
            }
        }
        out
    }

    /// Whether a sentence is one of them.
    pub(super) fn holds(&self, number: usize) -> bool {
        self.members.contains(&number)
    }
}

/// What sentences are compared by.
struct Gist<'r> {
    number: usize,
    acts: BTreeSet<String>,
    kinds: BTreeSet<ProposalKind>,
    places: BTreeSet<&'r PlaceId>,
    actors: BTreeSet<&'r str>,
    days: BTreeSet<&'r str>,
    classes: BTreeSet<&'static str>,
}

impl<'r> Gist<'r> {
    fn new(reading: &'r Reading<'_>, number: usize) -> Self {
        let read = &reading.sentences[number];
        let plain = read.acts.iter().filter(|act| act.act.weight >= 2);
        let literal = read.mentions.iter().map(|at| &reading.input.mentions[*at]);
        let literal = literal.filter(|mention| mention.kind == MentionKind::Literal);
        // "the Karabakh process" is nowhere.
        let literal = literal.filter(|mention| !prepositions::modifies(read, mention, reading.input));
        let texts = (0..read.words.len()).map(|at| reading.input.document.token_text(read.start + at));
        let day = |word: &&str| {
            let lower = word.to_lowercase();
            word.starts_with(|c: char| c.is_ascii_digit())
                || WEEKDAYS.contains(&lower.as_str())
                || MONTHS.contains(&lower.as_str()) && lower.len() > 3
        };
        Self {
            number,
            acts: plain.map(|act| cues::stem(read.word(act.at))).collect(),
            kinds: read.kinds().collect(),
            places: literal.filter_map(|mention| Some(&mention.resolution.as_ref()?.place)).collect(),
            actors: reading.actors[number].iter().map(|actor| actor.key.as_str()).collect(),
            days: texts.filter(day).collect(),
            classes: read.cues.iter().map(|cue| cue.cue.class).collect(),
        }
    }
}

/// The clusters of a document.
pub(super) fn gather(reading: &Reading<'_>) -> Vec<Cluster> {
    let read = &reading.sentences;
    let mut clusters: Vec<Vec<Gist<'_>>> = Vec::new();
    for at in (0..read.len()).filter(|at| read[*at].probability >= EVIDENCE_FROM) {
        let gist = Gist::new(reading, at);
        let told_before = |cluster: &Vec<Gist<'_>>| cluster.iter().any(|gist| gist.number + 1 == at);
        if read[at].answers_what_was_told()
            && let Some(answered) = clusters.iter_mut().rev().find(|cluster| told_before(cluster))
        {
            answered.push(gist);
            continue;
        }
        let best = clusters
            .iter()
            .enumerate()
            .rev()
            .take(CLUSTERS_COMPARED)
            .map(|(index, cluster)| (index, likeness(reading, cluster, &gist)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match best.filter(|(_, likeness)| *likeness >= SAME_FROM) {
            Some((index, _)) => clusters[index].push(gist),
            None => clusters.push(vec![gist]),
        }
    }
    support(reading, &mut clusters);
    let sorted = |cluster: Vec<Gist<'_>>| {
        let mut members: Vec<usize> = cluster.into_iter().map(|gist| gist.number).collect();
        // "They refused the offer" shows less than the sentence that makes it.
        let shows = |at: usize| {
            let read = &read[at];
            read.probability
                - if read.anaphoric && read.answers() {
                    2.0 * BACK
                } else if read.anaphoric {
                    BACK
                } else {
                    0.0
                }
        };
        members.sort_by(|a, b| shows(*b).total_cmp(&shows(*a)).then(a.cmp(b)));
        Cluster { members, likelihood: 0.0 }
    };
    let mut clusters: Vec<Cluster> = clusters.into_iter().map(sorted).collect();
    take_up(reading, &mut clusters);
    take_up_acts(reading, &mut clusters);
    for cluster in &mut clusters {
        cluster.likelihood = reading.models.probability(Task::Proposal, &whole(reading, cluster));
    }
    clusters
}

/// Sentences that would not stand alone, beside what they tell of: "At least such a meeting was lobbied for".
fn support<'r>(reading: &'r Reading<'_>, clusters: &mut [Vec<Gist<'r>>]) {
    let unsure = |at: &usize| (BESIDE_FROM..EVIDENCE_FROM).contains(&reading.sentences[*at].probability);
    let mut of: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        for gist in cluster {
            let near = gist.number.saturating_sub(BESIDE)..=gist.number + BESIDE;
            near.for_each(|at| {
                of.entry(at).or_default().insert(number);
            });
        }
    }
    for at in (0..reading.sentences.len()).filter(unsure) {
        let gist = Gist::new(reading, at);
        let near = of.get(&at).into_iter().flatten();
        let best = near
            .map(|number| (*number, likeness(reading, &clusters[*number], &gist)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((number, _)) = best.filter(|(_, likeness)| *likeness >= BESIDE_SAME_FROM) {
            clusters[number].push(gist);
        }
    }
}

/// Sentences that put nothing forward themselves but name the act and a place of one cluster, which are seldom
/// named otherwise: "the message about the construction of a road to Lachin", not "the road to Lachin is long".
fn take_up(reading: &Reading<'_>, clusters: &mut [Cluster]) {
    let seldom = |gist: &Gist<'_>| -> Vec<(PlaceId, String)> {
        let is_seldom = |count: Option<&usize>| count.is_some_and(|count| *count <= SELDOM);
        let places = gist.places.iter().filter(|place| {
            // A country and its capital are parties as often.
            is_seldom(reading.places.get(**place)) && (reading.input.state_of)(place).is_none()
        });
        let acts = || gist.acts.iter().filter(|act| is_seldom(reading.stems.get(*act)));
        places.flat_map(|place| acts().map(|act| ((*place).clone(), act.clone()))).collect()
    };
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut of: BTreeMap<(PlaceId, String), BTreeSet<usize>> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        told.extend(&cluster.members);
        for pair in seldom(&Gist::new(reading, cluster.main())) {
            of.entry(pair).or_default().insert(number);
        }
    }
    for at in (0..reading.sentences.len()).filter(|at| !told.contains(at)) {
        let read = &reading.sentences[at];
        // "The construction of a road": a thing alone is described as often.
        let least = if read.probability >= BESIDE_FROM { 1 } else { 2 };
        if read.mentions.is_empty() || read.acts.len() < least {
            continue;
        }
        if let Some(number) = only(&of, &seldom(&Gist::new(reading, at))) {
            clusters[number].members.push(at);
        }
    }
}

/// The one cluster that keys are of; what may take up either of two is left alone.
fn only<'k, K: Ord + 'k>(
    of: &BTreeMap<K, BTreeSet<usize>>,
    keys: impl IntoIterator<Item = &'k K>,
) -> Option<usize> {
    let meant: BTreeSet<usize> = keys.into_iter().filter_map(|key| of.get(key)).flatten().copied().collect();
    meant.first().copied().filter(|_| meant.len() == 1)
}

/// Sentences not likely enough by themselves that name a plain act which is named only once besides, by what tells of a
/// proposal: "a possible amnesty".
fn take_up_acts(reading: &Reading<'_>, clusters: &mut [Cluster]) {
    let plain = |at: usize| -> BTreeSet<String> {
        let read = &reading.sentences[at];
        let plain = read.acts.iter().filter(|act| act.act.weight >= 3);
        let stems = plain.map(|act| cues::stem(read.word(act.at)));
        stems.filter(|stem| reading.stems.get(stem) == Some(&SELDOM)).collect()
    };
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut of: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        told.extend(&cluster.members);
        for stem in plain(cluster.main()) {
            of.entry(stem).or_default().insert(number);
        }
    }
    let unsure = |at: &usize| !told.contains(at) && reading.sentences[*at].probability >= BESIDE_FROM;
    for at in (0..reading.sentences.len()).filter(unsure) {
        if let Some(number) = only(&of, &plain(at)) {
            clusters[number].members.push(at);
        }
    }
}

/// How likely a sentence tells of what a cluster does: between its best and its average likeness.
fn likeness(reading: &Reading<'_>, cluster: &[Gist<'_>], gist: &Gist<'_>) -> f32 {
    let latest = cluster.len().saturating_sub(LATEST_COMPARED).max(FIRST_COMPARED.min(cluster.len()));
    let compared = cluster[..FIRST_COMPARED.min(cluster.len())].iter().chain(&cluster[latest..]);
    let (mut top, mut sum, mut count) = (0.0_f32, 0.0, 0.0_f32);
    for other in compared {
        let score = reading.models.probability(Task::Pair, &pair(reading, other, gist));
        top = top.max(score);
        sum += score;
        count += 1.0;
    }
    f32::midpoint(top, sum / count.max(1.0))
}

/// What two sentences have in common, as features: to train.
pub(super) fn pair_of(reading: &Reading<'_>, a: usize, b: usize) -> Features {
    pair(reading, &Gist::new(reading, a), &Gist::new(reading, b))
}

#[allow(clippy::cast_precision_loss)] // words of a sentence
fn pair(reading: &Reading<'_>, a: &Gist<'_>, b: &Gist<'_>) -> Features {
    let (read_a, read_b) = (&reading.sentences[a.number], &reading.sentences[b.number]);
    let mut out = Features::default();
    let rarity = |stem: &String| 1.0 / (reading.stems.get(stem).copied().unwrap_or(1) as f32).sqrt();
    let weigh = |stems: &[String]| stems.iter().map(rarity).sum::<f32>().max(1.0);
    let shared: Vec<String> =
        read_b.stems.iter().filter(|stem| read_a.stems.binary_search(stem).is_ok()).cloned().collect();
    let sum: f32 = shared.iter().map(rarity).sum();
    let (all_a, all_b) = (weigh(&read_a.stems), weigh(&read_b.stems));
    let overlap = sum / all_a.min(all_b);
    out.on(format_args!("bias"));
    out.add(format_args!("overlap"), overlap);
    out.add(format_args!("overlap both"), sum / (all_a + all_b - sum).max(1.0));
    out.add(format_args!("shared"), (shared.len() as f32 / 5.0).min(2.0));
    compare(&mut out, "acts", &a.acts, &b.acts);
    compare(&mut out, "kinds", &a.kinds, &b.kinds);
    compare(&mut out, "places", &a.places, &b.places);
    compare(&mut out, "actors", &a.actors, &b.actors);
    compare(&mut out, "days", &a.days, &b.days);
    compare(&mut out, "classes", &a.classes, &b.classes);
    let alike = read_a.topics.intersection(&read_b.topics).count() as f32;
    let least = read_a.topics.len().min(read_b.topics.len()).max(1) as f32;
    out.add(format_args!("topics"), alike / least);
    let gap = b.number.abs_diff(a.number);
    let distance = match gap {
        0 | 1 => "1",
        2 => "2",
        3..=5 => "3 to 5",
        6..=12 => "6 to 12",
        _ => "far",
    };
    out.on(format_args!("distance {distance}"));
    out.add(format_args!("overlap at {distance}"), overlap);
    let paragraph = |number: usize| reading.input.document.sentences[number].paragraph;
    if paragraph(a.number) == paragraph(b.number) {
        out.on(format_args!("one paragraph"));
    }
    if a.number == 0 {
        out.on(format_args!("headline"));
        out.add(format_args!("headline overlap"), overlap);
    }
    if read_b.anaphoric {
        out.on(format_args!("taken up at {distance}"));
    }
    if read_b.answers() {
        let what = if read_b.anaphoric { "answered" } else { "outcome" };
        out.on(format_args!("{what} at {distance}"));
    }
    match read_b.word(0) {
        "but" | "however" | "instead" | "yet" => out.on(format_args!("contrast at {distance}")),
        "it" | "this" | "that" | "they" | "he" | "she" => out.on(format_args!("pronoun at {distance}")),
        "also" | "another" | "meanwhile" | "separately" | "in" => out.on(format_args!("other")),
        _ => {}
    }
    if speaks_of_it(read_b) {
        out.on(format_args!("of it at {distance}"));
    }
    if read_b.has(&["also", "another", "second", "separate"]) {
        out.on(format_args!("also"));
    }
    out.on(format_args!("cues {}", usize::from(read_a.is_strong()) + usize::from(read_b.is_strong())));
    out
}

/// "It would be the first meeting", "This will cost": more about what was just told.
fn speaks_of_it(read: &Read) -> bool {
    let from = usize::from(matches!(read.word(0), "“" | "\""));
    matches!(read.word(from), "it" | "this" | "that") && cues::MODALS.contains(&read.word(from + 1))
}

fn compare<T: Ord>(out: &mut Features, what: &str, a: &BTreeSet<T>, b: &BTreeSet<T>) {
    if a.is_empty() || b.is_empty() {
        out.on(format_args!("{what} missing"));
        return;
    }
    match a.intersection(b).count() {
        0 => out.on(format_args!("{what} differ")),
        shared => {
            out.on(format_args!("{what} shared"));
            if shared > 1 {
                out.on(format_args!("{what} shared twice"));
            }
            if shared == a.len() && shared == b.len() {
                out.on(format_args!("{what} equal"));
            }
        }
    }
}

/// What tells how far each cluster can be believed among the others: a surer one may tell of the same.
pub(super) fn among(reading: &Reading<'_>, clusters: &[Cluster]) -> Vec<Features> {
    let gists: Vec<Gist<'_>> = clusters.iter().map(|cluster| Gist::new(reading, cluster.main())).collect();
    let sure = |gist: &Gist<'_>| (reading.sentences[gist.number].probability, std::cmp::Reverse(gist.number));
    let again = |number: usize, gist: &Gist<'_>| {
        let near = gists.iter().skip(number.saturating_sub(CLUSTERS_COMPARED / 2)).take(CLUSTERS_COMPARED);
        let surer = near.filter(|other| sure(other) > sure(gist));
        let likeness = surer.map(|other| reading.models.probability(Task::Pair, &pair(reading, other, gist)));
        likeness.fold(0.0, f32::max)
    };
    let all = clusters.iter().zip(&gists).enumerate();
    all.map(|(number, (cluster, gist))| {
        let mut out = whole(reading, cluster);
        out.add(format_args!("again"), again(number, gist));
        out
    })
    .collect()
}

/// What tells whether a cluster is of a proposal.
#[allow(clippy::cast_precision_loss)] // a few sentences
pub(super) fn whole(reading: &Reading<'_>, cluster: &Cluster) -> Features {
    let mut out = Features::default();
    let chances: Vec<f32> = cluster.sentences().map(|at| reading.sentences[at].probability).collect();
    let logit = |p: f32| (p.clamp(0.01, 0.99) / (1.0 - p.clamp(0.01, 0.99))).ln();
    let main = &reading.sentences[cluster.main()];
    out.on(format_args!("bias"));
    out.add(format_args!("best"), logit(chances[0]));
    if let Some(second) = chances.get(1) {
        out.on(format_args!("several"));
        out.add(format_args!("second"), logit(*second));
    }
    out.add(format_args!("sentences"), (cluster.members.len() as f32 / 5.0).min(2.0));
    let strong = reading.sentences.iter().filter(|read| read.probability >= EVIDENCE_FROM).count();
    out.add(format_args!("share"), strong as f32 / reading.sentences.len().max(1) as f32);
    if main.is_strong() {
        out.on(format_args!("strong"));
    }
    if main.kinds().next().is_none() {
        out.on(format_args!("no act"));
    }
    out
}
