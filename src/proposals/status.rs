//! What became of a proposal: its cue, modals and tense, and the outcome words in its sentences and in those
//! that take it up.

use super::{
    Status,
    cluster::{Cluster, EVIDENCE_FROM},
    cues::{self, OPEN_WORDS, OutcomeHit, Shape},
    lexicon::Part,
    model::{Choice, Features, Task},
    reading::Reading,
    sentence::Read,
    time,
};
use crate::text::ByteSpan;

/// The sentences looked through for an outcome behind a proposal's own.
const LOOKED_THROUGH: usize = 2;

/// The status, and where it is told if not in the main sentence.
pub(super) fn status(cluster: &Cluster, reading: &Reading<'_>) -> (Status, Option<ByteSpan>) {
    let told = outcome(cluster, reading);
    let weighed = || {
        let sides = cluster.sides().map(|side| choice(&side, reading));
        reading.models.choose(Task::Status, sides)
    };
    let status = told.or_else(weighed);
    let status = status.unwrap_or(Status::Unknown);
    (status, evidence(cluster, reading, status))
}

/// The outcome that is told for certain, the nearest to the main sentence first. What other passages of it say may be of
/// another step, so the model weighs it, but for a plain answer: "ignored these invitations".
fn outcome(cluster: &Cluster, reading: &Reading<'_>) -> Option<Status> {
    let told = told(cluster, reading).into_iter();
    let of_it = |place: Where, read: &Read, hit: &OutcomeHit| match place {
        Where::Main | Where::TakenUp => true,
        Where::Other => read.is_answer_to_what_was_told(hit),
        Where::Behind => false,
    };
    let certain = told.filter(|(place, read, hit)| hit.is_certain() && of_it(*place, read, hit));
    certain.max_by_key(|(place, ..)| std::cmp::Reverse(*place)).map(|(.., hit)| hit.outcome.status)
}

/// Where an outcome word stands, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Main,
    Other,
    TakenUp,
    Behind,
}

impl Where {
    const fn label(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Other => "other",
            Self::TakenUp => "taken up",
            Self::Behind => "behind",
        }
    }
}

/// How sure a cue is of the status that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sure {
    Strong,
    Weak,
    Modal,
    Not,
}

impl Sure {
    const fn label(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Weak => "weak",
            Self::Modal => "modal",
            Self::Not => "not",
        }
    }
}

/// Each status with what speaks for it, and what is seen of the main sentence and the dates. What is left open in
/// another way is told by nothing, and never chosen.
pub(super) fn choice(cluster: &Cluster, reading: &Reading<'_>) -> Choice<Status> {
    let told = told(cluster, reading);
    let (default, sure) = default(&reading.sentences[cluster.main()]);
    let known = Status::ALL.into_iter().filter(|status| *status != Status::Unknown);
    let answers = known.map(|status| {
        let mut out = Features::default();
        let planned = |status: Status| if status == Status::Scheduled { Status::Planned } else { status };
        if default == planned(status) {
            out.on(format_args!("default"));
            out.on(format_args!("default {}", sure.label()));
        }
        votes(cluster, reading, status, &mut out);
        for (place, read, hit) in told.iter().filter(|(.., hit)| hit.outcome.status == status) {
            let open = if hit.open { "open" } else { "told" };
            let word = cues::stem(read.word(hit.at));
            out.once(format_args!("{open} {}", hit.outcome.strength));
            out.once(format_args!("{open} {} {}", hit.outcome.strength, place.label()));
            out.once(format_args!("{open} word {word}"));
            out.once(format_args!("{open} word {word} {}", place.label()));
        }
        (status, out)
    });
    Choice { answers: answers.collect(), seen: seen(cluster, reading) }
}

/// The statuses that the cues of its sentences give when nothing overrides them.
fn votes(cluster: &Cluster, reading: &Reading<'_>, status: Status, out: &mut Features) {
    for (place, at) in cluster.placed() {
        for cue in reading.sentences[at].cues.iter().filter(|cue| !cue.negated) {
            if cue.cue.status == Some(status) {
                out.once(format_args!("cue {} {place}", cue.cue.strength));
            }
        }
    }
}

/// The outcome words of a cluster with their sentences and what those are to it.
fn told<'r>(cluster: &Cluster, reading: &'r Reading<'_>) -> Vec<(Where, &'r Read, &'r OutcomeHit)> {
    let mut out = Vec::new();
    for at in cluster.sentences() {
        let place = if at == cluster.main() { Where::Main } else { Where::Other };
        let read = &reading.sentences[at];
        out.extend(read.outcomes.iter().map(|hit| (place, read, hit)));
    }
    for next in followers(cluster, reading) {
        let place = if takes_up(next) { Where::TakenUp } else { Where::Behind };
        // What it puts forward itself is what its own outcome is of.
        let own = |hit: &&OutcomeHit| next.puts_forward_before(hit.at) && next.probability >= EVIDENCE_FROM;
        out.extend(next.outcomes.iter().filter(|hit| !own(hit)).map(|hit| (place, next, hit)));
    }
    out
}

/// The sentences right behind the cluster's own.
pub(super) fn followers<'r>(cluster: &Cluster, reading: &'r Reading<'_>) -> impl Iterator<Item = &'r Read> {
    let numbers: std::collections::BTreeSet<usize> = cluster
        .sentences()
        .flat_map(|at| at + 1..=at + LOOKED_THROUGH)
        .filter(|at| !cluster.holds(*at))
        .collect();
    numbers.into_iter().filter_map(|at| reading.sentences.get(at))
}

/// Whether a sentence speaks of what was proposed just before.
fn takes_up(read: &Read) -> bool {
    read.anaphoric || matches!(read.word(0), "but" | "however" | "instead" | "yet" | "it" | "this")
}

/// What is seen whatever the status.
fn seen(cluster: &Cluster, reading: &Reading<'_>) -> Features {
    let mut out = Features::default();
    let main = &reading.sentences[cluster.main()];
    out.on(format_args!("bias"));
    match main.trigger() {
        Some(trigger) => {
            out.on(format_args!("trigger {}", trigger.cue.class));
            out.on(format_args!("trigger {}", trigger.shape.label()));
            if trigger.negated {
                out.on(format_args!("negated"));
            }
        }
        None => out.on(format_args!("no trigger")),
    }
    for modal in &main.modals {
        let negated = if modal.negated { " not" } else { "" };
        out.once(format_args!("{}{negated}", modal.cue.class));
    }
    if main.modals.is_empty() && !main.has(&["to"]) {
        out.on(format_args!("no modal"));
        if main.has(&["was", "were", "had"]) || main.words.iter().any(|word| word.ends_with("ed")) {
            out.on(format_args!("past alone"));
        }
    }
    if being(main) {
        out.on(format_args!("being"));
    }
    out.extend("main", &reading.seen[cluster.main()]);
    verbs(main, &mut out);
    out.extend("date", &time::seen(cluster, reading));
    if followers(cluster, reading).any(|read| matches!(read.word(0), "but" | "however")) {
        out.on(format_args!("contrast behind"));
    }
    out
}

/// The forms of its verbs with their classes: what has begun is told in other ones than what is meant.
fn verbs(read: &Read, out: &mut Features) {
    for (at, facts) in read.classes.iter().enumerate().filter(|(_, facts)| facts.coarse > 0) {
        let word = read.word(at);
        let before = at.checked_sub(1).map_or("", |at| read.word(at));
        if word.ends_with("ed") || word.ends_with("ing") || cues::is_auxiliary(before) {
            let shape = cues::verb_shape(&read.words, at).label();
            out.once(format_args!("verb {} {shape}", facts.coarse));
            out.once(format_args!("verb {}", facts.middle));
            out.once(format_args!("verb {} {shape}", facts.middle));
        }
    }
}

/// "is being built", "are building".
fn being(read: &Read) -> bool {
    read.words.windows(2).any(|pair| {
        matches!(pair[0].as_str(), "is" | "are" | "being" | "'re")
            && pair[1].ends_with("ing")
            && pair[1].len() > 4
    })
}

/// What the cue and the modals say where no outcome is told, and how sure that is.
fn default(read: &Read) -> (Status, Sure) {
    let Some(trigger) = read.trigger().filter(|trigger| !trigger.negated) else {
        return (Status::Offered, Sure::Not);
    };
    match trigger.cue.class {
        "will" | "would" => return (Status::Planned, Sure::Modal),
        "could" => return (Status::Floated, Sure::Modal),
        "should" => return (Status::Offered, Sure::Modal),
        _ => {}
    }
    let sure = match trigger.cue.strength {
        3.. => Sure::Strong,
        2 => Sure::Weak,
        _ => Sure::Not,
    };
    let before = |reach: usize, words: &[&str]| {
        read.words[trigger.at.saturating_sub(reach)..trigger.at]
            .iter()
            .any(|word| words.contains(&word.as_str()))
    };
    let possible = before(3, &["could", "may", "might", "potential", "possible", "possibly", "perhaps"]);
    // "if approved", "unlikely to be approved", "awaits approval": the answer is still to come.
    let open = before(4, OPEN_WORDS) || before(4, &["likely", "seek", "when"]);
    let own = trigger.cue.part == Part::Verb && read.word(trigger.at + trigger.len) == "to";
    match trigger.cue.status {
        Some(Status::Planned | Status::Scheduled) if possible => (Status::Floated, sure),
        Some(Status::Scheduled) => (Status::Planned, sure),
        Some(Status::Accepted)
            if open
                && before(3, &["to", "will", "would"])
                && !before(4, &["if", "must", "needs", "need", "unlikely"]) =>
        {
            (Status::Planned, sure)
        }
        Some(Status::Accepted) if open => (Status::Offered, sure),
        // "seeks to build", "wants to build": one's own act.
        Some(Status::Offered)
            if own && matches!(trigger.cue.class, "ask" | "demand") && trigger.shape != Shape::Passive =>
        {
            (Status::Planned, sure)
        }
        Some(status) => (status, sure),
        None if read.modals.iter().any(|modal| modal.cue.class == "will" && !modal.negated) => {
            (Status::Planned, Sure::Modal)
        }
        None => (Status::Offered, Sure::Not),
    }
}

/// The sentence that tells the outcome, where it is not the main one.
fn evidence(cluster: &Cluster, reading: &Reading<'_>, status: Status) -> Option<ByteSpan> {
    let told = told(cluster, reading);
    let (place, read, _) = told.iter().find(|(.., hit)| hit.outcome.status == status && !hit.open)?;
    (*place != Where::Main).then(|| reading.input.document.sentences[read.number].span)
}
