//! What the models learn from: the choices of an article with the answers that labels give.

use std::collections::BTreeSet;

use super::{
    Input, PlaceRole, ProposalKind, Status, cluster,
    cluster::Cluster,
    kind,
    model::{Example, Models, Task},
    parties,
    reading::{self, Reading},
    roles, status, time,
};
use crate::text::ByteSpan;

/// A labelled party.
#[derive(Clone, Debug, Default)]
pub struct LabelledParty {
    /// The words that name it.
    pub span: Option<ByteSpan>,
    /// Its normalised name.
    pub name: Option<String>,
}

/// A labelled proposal.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The kind of act.
    pub kind: ProposalKind,
    /// Its passages, the main one first.
    pub evidence: Vec<ByteSpan>,
    /// Who puts it forward; `None` is nobody.
    pub proposer: Option<LabelledParty>,
    /// Whose assent is asked.
    pub addressee: Option<LabelledParty>,
    /// Who reports it.
    pub source: Option<LabelledParty>,
    /// Mentions of its places with their roles.
    pub places: Vec<(ByteSpan, PlaceRole)>,
    /// The words of its date.
    pub date: Option<ByteSpan>,
    /// What became of it.
    pub status: Status,
}

/// The choices of an article: for the labelled evidence, or as found, for the clusters that the models given
/// gather, whose confidence is learnt too.
#[must_use]
pub fn examples(
    input: Input<'_>,
    labels: &[Labelled],
    models: &Models,
    tasks: &[Task],
    as_found: bool,
) -> Vec<Example> {
    reading::with(input, models, |reading| {
        let mut out = Vec::new();
        let found = if as_found { cluster::gather(reading) } else { Vec::new() };
        let owners = owners(reading, labels);
        if tasks.contains(&Task::Sentence) {
            for (features, owners) in reading.seen.iter().zip(&owners) {
                out.push(Example::binary(Task::Sentence, features.clone(), !owners.is_empty()));
            }
        }
        if tasks.contains(&Task::Pair) {
            pairs(reading, &owners, &mut out);
        }
        if tasks.contains(&Task::Proposal) {
            for cluster in &found {
                let told = labels.iter().any(|label| matches(reading, cluster, label));
                out.push(Example::binary(Task::Proposal, cluster::whole(reading, cluster), told));
            }
        }
        if tasks.contains(&Task::Confidence) {
            let hits = hits(reading, &found, labels);
            for (number, among) in cluster::among(reading, &found).into_iter().enumerate() {
                out.push(Example::binary(Task::Confidence, among, hits.contains(&number)));
            }
        }
        for (number, label) in labels.iter().enumerate() {
            let cluster = if as_found {
                found.iter().find(|cluster| matches(reading, cluster, label)).cloned()
            } else {
                known(reading, label, number, &owners)
            };
            if let Some(cluster) = cluster {
                attributes(reading, label, &cluster, tasks, &mut out);
            }
        }
        out
    })
}

/// For each sentence the numbers of the labels it is evidence of.
fn owners(reading: &Reading<'_>, labels: &[Labelled]) -> Vec<BTreeSet<usize>> {
    let sentences = &reading.input.document.sentences;
    let mut owners = vec![BTreeSet::new(); sentences.len()];
    for (number, label) in labels.iter().enumerate() {
        for span in &label.evidence {
            for (sentence, owners) in sentences.iter().zip(&mut owners) {
                let shared = shared(sentence.span, *span);
                // A clause of a long sentence shows a proposal too.
                if shared * 2 > sentence.span.len()
                    || shared * 2 > span.len() && shared * 5 > sentence.span.len()
                {
                    owners.insert(number);
                }
            }
        }
    }
    owners
}

fn shared(a: ByteSpan, b: ByteSpan) -> usize {
    a.end().min(b.end()).saturating_sub(a.start().max(b.start()))
}

fn pairs(reading: &Reading<'_>, owners: &[BTreeSet<usize>], out: &mut Vec<Example>) {
    let evidence: Vec<usize> = (0..owners.len()).filter(|at| !owners[*at].is_empty()).collect();
    for (place, b) in evidence.iter().enumerate() {
        for a in &evidence[..place] {
            let same = !owners[*a].is_disjoint(&owners[*b]);
            out.push(Example::binary(Task::Pair, cluster::pair_of(reading, *a, *b), same));
        }
    }
}

/// The clusters that are labelled proposals, each of another one: what tells of the same again is none.
fn hits(reading: &Reading<'_>, found: &[Cluster], labels: &[Labelled]) -> BTreeSet<usize> {
    let mut matching: Vec<(usize, usize, usize)> = Vec::new();
    for (number, cluster) in found.iter().enumerate() {
        for (label, labelled) in labels.iter().enumerate() {
            matching.extend(overlap(reading, cluster, labelled).map(|overlap| (overlap, number, label)));
        }
    }
    matching.sort_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let (mut hits, mut told) = (BTreeSet::new(), BTreeSet::new());
    for (_, number, label) in matching {
        if !hits.contains(&number) && told.insert(label) {
            hits.insert(number);
        }
    }
    hits
}

/// Whether a cluster is of a labelled proposal.
fn matches(reading: &Reading<'_>, cluster: &Cluster, label: &Labelled) -> bool {
    overlap(reading, cluster, label).is_some()
}

/// How well a sentence of a cluster overlaps with a label's evidence, in percent; `None` where it does not do so
/// well.
fn overlap(reading: &Reading<'_>, cluster: &Cluster, label: &Labelled) -> Option<usize> {
    let percent = |a: ByteSpan, b: ByteSpan| {
        let shared = shared(a, b);
        shared * 100 / (a.len() + b.len() - shared).max(1)
    };
    let sentences = cluster.sentences().map(|at| reading.input.document.sentences[at].span);
    let all = sentences.flat_map(|span| label.evidence.iter().map(move |evidence| percent(span, *evidence)));
    all.max().filter(|overlap| *overlap >= 30)
}

/// The cluster of a labelled proposal: its sentences, that of the main evidence first.
fn known(
    reading: &Reading<'_>,
    label: &Labelled,
    number: usize,
    owners: &[BTreeSet<usize>],
) -> Option<Cluster> {
    let sentences = &reading.input.document.sentences;
    let mut own: Vec<usize> = (0..owners.len()).filter(|at| owners[*at].contains(&number)).collect();
    let main = label.evidence.first()?;
    own.sort_by_key(|at| std::cmp::Reverse(shared(sentences[*at].span, *main)));
    (!own.is_empty()).then(|| Cluster::known(own))
}

fn attributes(
    reading: &Reading<'_>,
    label: &Labelled,
    cluster: &Cluster,
    tasks: &[Task],
    out: &mut Vec<Example>,
) {
    let mut learn = |example: Example| {
        if tasks.contains(&example.task) && example.candidates.iter().any(|(_, right)| *right) {
            out.push(example);
        }
    };
    learn(Example::answered(Task::Kind, kind::choice(cluster, reading), label.kind));
    learn(Example::answered(Task::Status, status::choice(cluster, reading), label.status));
    let dates = time::candidates(cluster, reading).into_iter();
    let dated = |date: &Option<super::ProposalDate>| match (date, label.date) {
        (None, None) => true,
        (Some(date), Some(label)) => date.span.overlaps(label),
        _ => false,
    };
    let dates = dates.map(|(date, features)| (features, dated(&date)));
    learn(Example::of(Task::Date, dates.collect()));
    for (task, party) in [
        (Task::Proposer, &label.proposer),
        (Task::Addressee, &label.addressee),
        (Task::Source, &label.source),
    ] {
        let candidates = parties::candidates(cluster, reading).into_iter();
        let right = |actor: Option<&super::actors::Actor>| match (actor, party) {
            (None, None) => true,
            (Some(actor), Some(party)) => is_party(actor.span, &actor.name, party),
            _ => false,
        };
        let candidates = candidates.map(|(actor, features)| (features, right(actor)));
        learn(Example::of(task, candidates.collect()));
    }
    // By the kind that will be found: the parties are not known yet to an inner fold.
    let kind = kind::kind(cluster, reading);
    for candidate in roles::candidates(cluster, reading, kind) {
        let own = roles_of(reading, candidate.mention, label);
        if tasks.contains(&Task::Place) {
            out.push(Example::binary(Task::Place, candidate.features.clone(), !own.is_empty()));
        }
        if tasks.contains(&Task::Role) && !own.is_empty() {
            let options = roles::roles(&candidate).into_iter();
            let candidates = options.map(|(role, features)| (features, own.contains(&role))).collect();
            out.push(Example::of(Task::Role, candidates));
        }
    }
}

/// The roles that a place has by a label: the mention itself, or another one in the same words.
fn roles_of(reading: &Reading<'_>, mention: ByteSpan, label: &Labelled) -> BTreeSet<PlaceRole> {
    let text = reading.input.document.text;
    let same = |span: ByteSpan| {
        shared(span, mention) * 2 > span.len().max(mention.len()) || span.of(text) == mention.of(text)
    };
    label.places.iter().filter(|(span, _)| same(*span)).map(|(_, role)| *role).collect()
}

/// Whether an actor is a labelled party: the same words, or the same name.
fn is_party(span: ByteSpan, name: &str, party: &LabelledParty) -> bool {
    let by_span = party.span.is_some_and(|other| {
        let shared = shared(span, other);
        shared * 2 >= span.len() + other.len() - shared
    });
    by_span || party.name.as_deref().is_some_and(|other| same_name(name, other))
}

fn same_name(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let folded = crate::language::fold(&name.replace("'s", "").replace("’s", ""));
        folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| {
                !word.is_empty() && !matches!(*word, "the" | "a" | "an" | "mr" | "mrs" | "ms" | "dr")
            })
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let both = a.iter().filter(|word| b.contains(word)).count();
    !a.is_empty() && !b.is_empty() && (4 * both >= a.len() + b.len() || a.last() == b.last())
}
