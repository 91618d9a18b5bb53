//! What became of a proposal: outcome words in its sentences and in the one that takes it up.

use super::{Input, Status, cluster::Cluster, lexicon::LEXICON, sentence::Read};
use crate::text::ByteSpan;

/// Words that make an outcome one that has not come.
const OPEN_WORDS: &[&str] =
    &["to", "would", "if", "not", "could", "may", "might", "should", "will", "must", "unless"];

/// How far an outcome outranks another one: the later state wins.
const fn rank(status: Status) -> u8 {
    match status {
        Status::CarriedOut => 9,
        Status::Withdrawn => 8,
        Status::Refused | Status::Ignored | Status::Accepted => 7,
        Status::Scheduled => 6,
        Status::Planned => 5,
        Status::Offered => 4,
        Status::Floated => 3,
        Status::Unknown => 0,
    }
}

/// The status, and where it is told if not in the main sentence.
pub(super) fn status(cluster: &Cluster, read: &[Read], input: Input<'_>) -> (Status, Option<ByteSpan>) {
    let main = cluster.main();
    let mut told: Vec<(f32, Status, usize)> = Vec::new();
    let members: Vec<usize> = cluster.sentences().collect();
    for at in &members {
        outcomes(&read[*at], 1.0, *at, &mut told);
    }
    for at in &members {
        if let Some(next) = read.get(at + 1).filter(|next| !members.contains(&next.number) && takes_up(next))
        {
            outcomes(next, 0.8, at + 1, &mut told);
        }
    }
    let best = told
        .into_iter()
        .filter(|(weight, _, _)| *weight >= 1.4)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(rank(a.1).cmp(&rank(b.1))).then(b.2.cmp(&a.2)));
    if let Some((_, status, at)) = best {
        let evidence = (at != main).then(|| input.document.sentences[at].span);
        return (status, evidence);
    }
    (default(&read[main]), None)
}

/// Whether a sentence speaks of what was proposed just before.
fn takes_up(read: &Read) -> bool {
    let opens =
        matches!(read.words.first().map(String::as_str), Some("but" | "however" | "instead" | "yet" | "it"));
    read.anaphoric || opens
}

fn outcomes(read: &Read, share: f32, number: usize, out: &mut Vec<(f32, Status, usize)>) {
    let lexicon = &*LEXICON;
    for at in 0..read.words.len() {
        let phrase = lexicon.outcomes.at(&read.words, at).next().map(|(_, outcome)| outcome);
        let Some(outcome) = phrase.or_else(|| lexicon.outcome_of(&read.words[at])) else { continue };
        let before = &read.words[at.saturating_sub(2)..at];
        let open = before.iter().any(|word| OPEN_WORDS.contains(&word.as_str()));
        let weight = f32::from(outcome.strength) * share * if open { 0.25 } else { 1.0 };
        out.push((weight, outcome.status, number));
    }
}

/// What the cue and the modals say where no outcome is told.
fn default(read: &Read) -> Status {
    let has = |word: &str| read.words.iter().any(|known| known == word);
    let possible = has("could") || has("may") || has("might") || has("potential") || has("possibly");
    let by_cue =
        read.trigger().filter(|cue| !cue.negated && cue.cue.strength >= 2).and_then(|cue| cue.cue.status);
    match by_cue {
        Some(Status::Planned | Status::Scheduled) if possible => Status::Floated,
        Some(status) => status,
        None if has("will") || has("shall") => Status::Planned,
        None if possible => Status::Floated,
        None => Status::Offered,
    }
}
