//! When the act is to happen: every date in and around a proposal is a candidate, made absolute from the
//! article's date; so is none.

use super::{
    ProposalDate,
    calendar::{Expression, expressions},
    cluster::Cluster,
    model::{Features, Task},
    reading::Reading,
    sentence::Read,
};

/// A date with what speaks for it; `None` is no date.
pub(super) type Candidate = (Option<ProposalDate>, Features);

/// A date is taken from this probability on: that a plan has none is the commoner error.
const DATE_FROM: f32 = 0.2;

/// The likeliest date of the act, if any.
pub(super) fn act_date(cluster: &Cluster, reading: &Reading<'_>) -> Option<ProposalDate> {
    let candidates = candidates(cluster, reading);
    let chances = reading.models.softmax(Task::Date, candidates.iter().map(|(_, features)| features));
    let best = candidates
        .into_iter()
        .zip(chances)
        .filter(|(candidate, _)| candidate.0.is_some())
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    best.0.0.filter(|_| best.1 >= DATE_FROM)
}

/// What the dates of a cluster look like, whichever of them is of the act.
pub(super) fn seen(cluster: &Cluster, reading: &Reading<'_>) -> Features {
    let mut out = Features::default();
    for (place, at) in cluster.placed() {
        let read = &reading.sentences[at];
        for found in expressions(read, reading.input).iter().filter(|found| found.when != "past") {
            for (name, _) in features(read, found, place).iter() {
                out.once(format_args!("{name}"));
            }
        }
    }
    out
}

/// The dates in a cluster and right behind it, and none.
pub(super) fn candidates(cluster: &Cluster, reading: &Reading<'_>) -> Vec<Candidate> {
    let main = cluster.main();
    let sentences = cluster.with_around(reading.sentences.len(), &[("behind", main + 1)]);
    let mut out: Vec<Candidate> = Vec::new();
    for (place, at) in sentences {
        let read = &reading.sentences[at];
        let ahead = expressions(read, reading.input).into_iter().filter(|found| found.when != "past");
        for (number, found) in ahead.enumerate() {
            let mut features = features(read, &found, place);
            if number == 0 {
                features.on(format_args!("{place} first"));
            }
            let span = read.span(found.first, found.last, reading.input);
            out.push((Some(ProposalDate { span, iso: found.iso }), features));
        }
    }
    let mut none = Features::default();
    none.on(format_args!("none"));
    if let Some(trigger) = reading.sentences[main].trigger() {
        none.on(format_args!("none {}", trigger.cue.class));
    }
    out.push((None, none));
    out
}

fn features(read: &Read, found: &Expression, place: &str) -> Features {
    let mut out = Features::default();
    let before = found.first.checked_sub(1).map_or("", |at| read.word(at));
    out.on(format_args!("{place}"));
    out.on(format_args!("class {}", found.class));
    out.on(format_args!("{place} {}", found.when));
    out.on(format_args!("class {} {}", found.class, found.when));
    let preposition = [
        "on", "in", "by", "until", "from", "for", "before", "after", "since", "during", "at", "of", "between",
    ]
    .into_iter()
    .find(|known| *known == before);
    out.on(format_args!("behind {}", preposition.unwrap_or("other")));
    let near = |words: &[&str], reach: usize| {
        read.words[found.first.saturating_sub(reach)..found.first]
            .iter()
            .any(|word| words.contains(&word.as_str()))
    };
    if near(&["said", "says", "announced", "told", "approved", "voted", "added", "reported"], 5) {
        out.on(format_args!("near report"));
    }
    if near(&["was", "were", "had", "did"], 10) {
        out.on(format_args!("near was"));
    }
    if near(&["to", "will", "would", "'ll", "scheduled", "planned", "due", "set", "should", "must"], 14) {
        out.on(format_args!("ahead"));
        out.on(format_args!("ahead {}", found.class));
    }
    if let Some(trigger) = read.trigger() {
        let side = if found.first > trigger.at { "after trigger" } else { "before trigger" };
        out.on(format_args!("{side}"));
        out.on(format_args!("{side} {}", trigger.cue.class));
    }
    if read.acts.iter().any(|act| act.at < found.first && found.first - act.at <= 6) {
        out.on(format_args!("behind act"));
    }
    if found.first <= 2 {
        out.on(format_args!("opens"));
    }
    if read.words.iter().take(12).skip(found.first).any(|word| matches!(word.as_str(), "—" | "–" | "--"))
    {
        out.on(format_args!("dateline"));
    }
    out
}
