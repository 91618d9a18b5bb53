//! The kind of act: what the act words near the cue speak for.

use super::{
    ProposalKind,
    cluster::Cluster,
    cues,
    model::{Choice, Features, Task},
    reading::Reading,
    sentence::{Read, known},
};

/// Votes that decide: one plain act word near the cue, or a usual one right behind it.
const VOTES_FROM: f32 = 2.5;
/// How far the first kind must be ahead of the second.
const AHEAD_BY: f32 = 1.5;
/// What an act word counts that only tells the way.
const WAY: f32 = 0.3;
/// Words before where something is done.
const WAYS: &[&str] =
    &["along", "by", "via", "through", "on", "across", "near", "over", "beside", "at", "down", "up", "off"];
/// Words that begin another clause.
const CLAUSES: &[&str] = &[
    "after", "before", "while", "because", "although", "though", "but", "whereas", "since", "when", "which",
    "who",
];

/// The kind that act words plainly speak for; else the likeliest.
pub(super) fn kind(cluster: &Cluster, reading: &Reading<'_>) -> ProposalKind {
    let mut sums: Vec<(f32, ProposalKind)> =
        sums(cluster, reading).into_iter().zip(ProposalKind::ALL).collect();
    sums.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if sums[0].0 >= VOTES_FROM && sums[0].0 >= AHEAD_BY * sums[1].0 {
        return sums[0].1;
    }
    let sides = cluster.sides().map(|side| choice(&side, reading));
    reading.models.choose(Task::Kind, sides).unwrap_or(ProposalKind::Other)
}

/// Each kind with what speaks for it, and what is seen of the main sentence.
pub(super) fn choice(cluster: &Cluster, reading: &Reading<'_>) -> Choice<ProposalKind> {
    let mut out: Vec<(ProposalKind, Features)> =
        ProposalKind::ALL.into_iter().map(|kind| (kind, Features::default())).collect();
    for (place, at) in cluster.placed() {
        votes(&reading.sentences[at], place, &mut out);
    }
    tally(cluster, reading, &mut out);
    for (kind, features) in &mut out {
        for (at, read) in near(cluster, reading) {
            let count = read.kinds().filter(|found| found == kind).count();
            if count > 0 {
                features.once(format_args!("near {at}"));
            }
        }
    }
    Choice { seen: seen(cluster, reading), answers: out }
}

/// What is seen whatever the kind.
fn seen(cluster: &Cluster, reading: &Reading<'_>) -> Features {
    let main = &reading.sentences[cluster.main()];
    let mut out = Features::default();
    out.on(format_args!("bias"));
    out.extend("main", &reading.seen[cluster.main()]);
    let from = main.trigger().map_or(0, |trigger| trigger.at);
    if let Some(trigger) = main.trigger() {
        out.on(format_args!("trigger {}", trigger.cue.class));
    }
    for facts in known(&main.classes[from..main.classes.len().min(from + 12)]) {
        out.once(format_args!("behind class {}", facts.coarse));
    }
    for (place, at) in cluster.placed() {
        let read = &reading.sentences[at];
        let common = |(at, word): &(usize, &String)| {
            cues::is_content(word) && !reading.scene.is_capital(read.start + at)
        };
        for (_, word) in read.words.iter().enumerate().filter(common) {
            out.once(format_args!("{place} stem {}", cues::stem(word)));
        }
    }
    for (place, at) in cluster.placed() {
        for act in &reading.sentences[at].acts {
            out.once(format_args!("{} {place}", act.act.kind.label()));
        }
    }
    out
}

/// The votes of all act words by weight and nearness, for each kind in order.
fn sums(cluster: &Cluster, reading: &Reading<'_>) -> [f32; ProposalKind::ALL.len()] {
    let mut sums = [0.0_f32; ProposalKind::ALL.len()];
    for (rank, at) in cluster.sentences().enumerate() {
        let read = &reading.sentences[at];
        let share = if rank == 0 { 1.0 } else { 0.35 };
        for act in &read.acts {
            let way = if is_on_the_way(read, act.at) { WAY } else { 1.0 };
            let nearness = match anchor(read) {
                Some(at) if is_of_another_clause(read, act.at, at) => 0.55,
                Some(at) if act.at >= at && act.at - at <= 8 => 1.3,
                Some(at) if at > act.at && at - act.at <= 6 => 1.0,
                _ => 0.55,
            };
            if let Some(number) = ProposalKind::ALL.iter().position(|kind| *kind == act.act.kind) {
                sums[number] += f32::from(act.act.weight) * nearness * way * share;
            }
        }
    }
    sums
}

/// The word that puts the act forward; where there is none, the one that answers it.
fn anchor(read: &Read) -> Option<usize> {
    let answer = || read.outcomes.iter().find(|hit| hit.outcome.strength >= 2).map(|hit| hit.at);
    read.trigger().map(|cue| cue.at).or_else(answer)
}

/// "along the road from": where something is done, not what.
fn is_on_the_way(read: &Read, at: usize) -> bool {
    let before = (at.saturating_sub(4)..at).rev().map(|at| read.word(at));
    before.take_while(|word| !matches!(*word, "," | ";" | ".")).any(|word| WAYS.contains(&word))
}

/// Whether two words of a sentence stand in different clauses of it.
fn is_of_another_clause(read: &Read, a: usize, b: usize) -> bool {
    (a.min(b) + 1..a.max(b)).any(|at| match read.word(at) {
        ";" => true,
        "and" => read.word(at - 1) == ",",
        word => CLAUSES.contains(&word),
    })
}

/// The votes as shares; and which kind has the most.
fn tally(cluster: &Cluster, reading: &Reading<'_>, out: &mut [(ProposalKind, Features)]) {
    let sums = sums(cluster, reading);
    let all: f32 = sums.iter().sum();
    let top = sums.iter().copied().fold(0.0, f32::max);
    if all <= 0.0 {
        return;
    }
    for ((_, features), sum) in out.iter_mut().zip(sums) {
        features.add(format_args!("votes"), sum / all);
        features.add(format_args!("vote weight"), (sum / 6.0).min(1.5));
        if sum >= top {
            features.on(format_args!("most votes"));
        }
    }
}

/// The sentences around the main one, and the first.
fn near<'r>(
    cluster: &Cluster,
    reading: &'r Reading<'_>,
) -> impl Iterator<Item = (&'static str, &'r Read)> + use<'r> {
    let main = cluster.main();
    let own: Vec<usize> = cluster.sentences().collect();
    [("before", main.wrapping_sub(1)), ("behind", main + 1), ("headline", 0)]
        .into_iter()
        .filter(move |(_, at)| !own.contains(at))
        .filter_map(|(name, at)| Some((name, reading.sentences.get(at)?)))
}

/// What the act words of a sentence say, by their nearness to its cue.
fn votes(read: &Read, place: &str, out: &mut [(ProposalKind, Features)]) {
    let trigger = anchor(read);
    let mut first = true;
    for act in &read.acts {
        let nearness = match trigger {
            Some(at) if act.at == at => "is cue",
            Some(at) if act.at > at && act.at - at <= 4 => "behind",
            Some(at) if act.at > at && act.at - at <= 9 => "well behind",
            Some(at) if at > act.at && at - act.at <= 6 => "before",
            _ => "far",
        };
        let Some((_, features)) = out.iter_mut().find(|(kind, _)| *kind == act.act.kind) else { continue };
        let weight = act.act.weight;
        features.add(format_args!("{place} {weight}"), 1.0);
        features.once(format_args!("{place} {nearness} {weight}"));
        if first && weight >= 2 && trigger.is_some_and(|at| act.at > at) {
            features.on(format_args!("{place} first behind"));
            first = false;
        }
    }
}
