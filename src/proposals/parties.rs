//! Who puts it forward, to whom, and who reports it: every actor around a proposal is a candidate, so is nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Party, Status,
    actors::{Actor, ActorKind, key},
    cluster::Cluster,
    cues::{self, CueHit, OutcomeHit, Shape},
    lexicon::Part,
    model::{Features, Task},
    reading::Reading,
    sentence::Read,
    status,
};
use crate::{
    quotes::{
        Quote, QuoteKind,
        closed::{CLOSED, PREPOSITIONS},
        overlapping,
        phrase::Phrase,
    },
    text::ByteSpan,
};

/// The parties of a proposal.
#[derive(Clone, Debug, Default)]
pub(super) struct Parties {
    pub(super) proposer: Option<Party>,
    pub(super) addressee: Option<Party>,
    pub(super) source: Option<Party>,
    /// Spans that name them here: these are no places of the act.
    pub(super) spans: Vec<ByteSpan>,
}

/// An actor with what speaks for a part in the proposal; `None` is nobody.
pub(super) type Candidate<'r> = (Option<&'r Actor>, Features);

/// How far behind a passive verb its agent may begin, in words.
const AGENT_WITHIN: usize = 3;

/// The parties told in and around a cluster.
pub(super) fn parties(cluster: &Cluster, reading: &Reading<'_>, status: Status) -> Parties {
    let candidates = candidates(cluster, reading);
    let proposer = agent(cluster, reading).or_else(|| choose(Task::Proposer, &candidates, reading, None));
    let addressee = choose(Task::Addressee, &candidates, reading, proposer.as_ref());
    let addressee = addressee.or_else(|| refuser(cluster, reading, status, proposer.as_ref()));
    let source = choose(Task::Source, &candidates, reading, None);
    let spans = [&proposer, &addressee, &source]
        .into_iter()
        .filter_map(|party| party.as_ref().and_then(|party| party.span))
        .collect();
    Parties { proposer, addressee, source, spans }
}

/// Whom a passage names for certain: "such a meeting was lobbied for by the neighbours".
fn agent(cluster: &Cluster, reading: &Reading<'_>) -> Option<Party> {
    cluster.sentences().find_map(|at| {
        let trigger = reading.sentences[at].trigger();
        let trigger = trigger.filter(|trigger| trigger.shape == Shape::Passive && !trigger.negated)?;
        let actor = &reading.actors[at][View::new(reading, at, "").by?];
        let near = actor.start <= trigger.at + trigger.len + AGENT_WITHIN;
        near.then(|| actor.party())
    })
}

/// Who refuses what is told as refused was asked: "but the authorities refused to meet them".
fn refuser(
    cluster: &Cluster,
    reading: &Reading<'_>,
    status: Status,
    proposer: Option<&Party>,
) -> Option<Party> {
    if !matches!(status, Status::Refused | Status::Ignored) {
        return None;
    }
    let proposer = proposer.map(|party| key(&party.name));
    let answers = answers(cluster, reading).into_iter();
    let actors = answers.filter(|answer| answer.status == status && !answer.open).map(|answer| answer.actor);
    let other = |actor: &&Actor| proposer.as_ref() != Some(&actor.key) && actor.kind != ActorKind::Document;
    actors.into_iter().find(other).map(Actor::party)
}

/// The likeliest actor, the chances of all mentions of one added up; none where nobody is likelier.
fn choose(
    task: Task,
    candidates: &[Candidate<'_>],
    reading: &Reading<'_>,
    other: Option<&Party>,
) -> Option<Party> {
    let chances = reading.models.softmax(task, candidates.iter().map(|(_, features)| features));
    let taken = other.map(|party| key(&party.name));
    let mut nobody = 0.0;
    let mut sums: BTreeMap<&str, (f32, f32, &Actor)> = BTreeMap::new();
    for ((actor, _), chance) in candidates.iter().zip(chances) {
        match actor {
            None => nobody += chance,
            Some(actor) if taken.as_ref() == Some(&actor.key) => {}
            Some(actor) => {
                let entry = sums.entry(actor.key.as_str()).or_insert((0.0, 0.0, actor));
                entry.0 += chance;
                if chance > entry.1 {
                    (entry.1, entry.2) = (chance, actor);
                }
            }
        }
    }
    let best = sums.into_values().max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > nobody).then(|| best.2.party())
}

/// The actor of a sentence that the grammar of its trigger points to, where it may put something forward.
pub(super) fn ruled(reading: &Reading<'_>, at: usize) -> Option<usize> {
    (reading.sentences[at].probability >= 0.2).then(|| View::new(reading, at, "").ruled).flatten()
}

/// How often each actor puts something forward in sentences, by key: each counts as much as it is likely to.
pub(super) fn agents<'r>(
    reading: &'r Reading<'_>,
    sentences: impl Iterator<Item = usize>,
) -> BTreeMap<&'r str, f32> {
    let mut agents = BTreeMap::new();
    for at in sentences {
        if let Some(number) = reading.ruled[at] {
            let key = reading.actors[at][number].key.as_str();
            *agents.entry(key).or_insert(0.0) += reading.sentences[at].probability;
        }
    }
    agents
}

/// Somebody who answers, or may.
struct Answer<'r> {
    /// The number of the sentence.
    at: usize,
    actor: &'r Actor,
    status: Status,
    /// The answer has not come: "would reject", "it is hard for them to refuse".
    open: bool,
}

/// Who answers, by the grammar of the words that tell an outcome in or behind a cluster.
fn answers<'r>(cluster: &Cluster, reading: &'r Reading<'_>) -> Vec<Answer<'r>> {
    let told = |hit: &&OutcomeHit| {
        matches!(hit.outcome.status, Status::Accepted | Status::Refused | Status::Ignored)
            && hit.outcome.strength >= 2
    };
    let own = cluster.sentences().map(|at| &reading.sentences[at]);
    let all = own.chain(status::followers(cluster, reading));
    let hits = all.flat_map(|read| read.outcomes.iter().filter(told).map(move |hit| (read, hit)));
    hits.filter_map(|(read, hit)| {
        let actor = answerer(reading, read, hit)?;
        Some(Answer { at: read.number, actor, status: hit.outcome.status, open: hit.open })
    })
    .collect()
}

/// The subject of a word that tells an outcome; of "was rejected by" the agent.
fn answerer<'r>(reading: &'r Reading<'_>, read: &Read, hit: &OutcomeHit) -> Option<&'r Actor> {
    let actors = &reading.actors[read.number];
    if cues::verb_shape(&read.words, hit.at) == Shape::Passive {
        let agent = |actor: &Actor| {
            actor.governed == Some("by") && (hit.at..hit.at + 3 + AGENT_WITHIN).contains(&actor.start)
        };
        return actors.iter().find(|actor| agent(actor));
    }
    let within = |phrase: Phrase| {
        let (first, last) = (read.local(phrase.start), read.local(phrase.last));
        actors.iter().find(|actor| first <= actor.last && actor.last <= last)
    };
    let subject = reading.scene.subject(read.start + hit.at, read.start).and_then(within);
    subject.or_else(|| asked(read, actors, hit))
}

/// Whose answer is still to come: "for the council to approve"; "them" are those that the sentence began with.
fn asked<'r>(read: &Read, actors: &'r [Actor], hit: &OutcomeHit) -> Option<&'r Actor> {
    let to = (hit.at.saturating_sub(3)..hit.at).rev().find(|at| read.word(*at) == "to")?;
    let last = to.checked_sub(1)?;
    let named = actors.iter().find(|actor| actor.last == last && actor.governed == Some("for"));
    let pronoun = matches!(read.word(last), "them" | "it" | "him" | "her")
        && last.checked_sub(1).is_some_and(|at| read.word(at) == "for");
    let meant = || actors.iter().find(|actor| actor.last < last && actor.is_free());
    named.or_else(|| meant().filter(|_| pronoun))
}

/// Everybody around a cluster, and nobody.
pub(super) fn candidates<'r>(cluster: &Cluster, reading: &'r Reading<'_>) -> Vec<Candidate<'r>> {
    let main = cluster.main();
    let answers = answers(cluster, reading);
    let scene = Around::new(cluster, reading, &answers);
    let mut out: Vec<Candidate<'r>> = Vec::new();
    for (place, at) in sentences(cluster, reading) {
        let view = View::new(reading, at, place);
        let actors = &reading.actors[at];
        out.extend(
            actors
                .iter()
                .enumerate()
                .map(|(number, actor)| (Some(actor), view.features(&scene, number, actor))),
        );
    }
    let looked_at: BTreeSet<usize> = sentences(cluster, reading).iter().map(|(_, at)| *at).collect();
    for answer in answers.iter().filter(|answer| !looked_at.contains(&answer.at)) {
        let mut features = Features::default();
        features.on(format_args!("answer"));
        scene.common(answer.actor, &mut features);
        out.push((Some(answer.actor), features));
    }
    // Who speaks the words, where the tag stands in another sentence.
    let inside: BTreeSet<&str> =
        out.iter().filter_map(|(actor, _)| Some(actor.as_ref()?.key.as_str())).collect();
    let outside: Vec<&Actor> = reading
        .actors
        .iter()
        .enumerate()
        .filter(|(at, _)| at.abs_diff(main) <= 12)
        .flat_map(|(_, actors)| actors)
        .filter(|actor| scene.speaker.as_ref() == Some(&actor.key) && !inside.contains(actor.key.as_str()))
        .take(1)
        .collect();
    for actor in outside {
        let mut features = Features::default();
        features.on(format_args!("far"));
        scene.common(actor, &mut features);
        out.push((Some(actor), features));
    }
    out.push((None, scene.nobody(reading, main)));
    out
}

/// The sentences looked at: the cluster's own, the one before the main one and the one behind.
fn sentences(cluster: &Cluster, reading: &Reading<'_>) -> Vec<(&'static str, usize)> {
    let main = cluster.main();
    let taken_up = reading.sentences.get(main + 1).is_some_and(|read| read.anaphoric);
    let behind = if taken_up { "taken up" } else { "behind" };
    let around =
        [("before", main.wrapping_sub(1)), (behind, main + 1), ("well before", main.wrapping_sub(2))];
    cluster.with_around(reading.sentences.len(), &around)
}

/// How an actor stands in the sentences of a cluster.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// In how many of them.
    sentences: usize,
    /// How often as one of those that do something together: "talks between the two", "meet with".
    together: usize,
}

impl Standing {
    /// The standing of everybody, by key.
    fn of_all<'r>(cluster: &Cluster, reading: &'r Reading<'_>) -> BTreeMap<&'r str, Self> {
        let mut out: BTreeMap<&str, Self> = BTreeMap::new();
        for at in cluster.sentences() {
            let mut here = BTreeSet::new();
            for actor in &reading.actors[at] {
                let standing = out.entry(actor.key.as_str()).or_default();
                standing.sentences += usize::from(here.insert(actor.key.as_str()));
                let together = matches!(actor.governed, Some("between" | "with" | "among"));
                standing.together += usize::from(together);
            }
        }
        out
    }

    fn features(self, kind: ActorKind, out: &mut Features) {
        if self.sentences > 1 {
            out.on(format_args!("in others"));
            out.on(format_args!("in others {}", kind.label()));
        }
        if self.sentences > 2 {
            out.on(format_args!("in more"));
        }
        if self.together > 0 {
            out.on(format_args!("takes part"));
            out.on(format_args!("takes part {}", kind.label()));
        }
        if self.together > 1 {
            out.on(format_args!("takes part twice"));
        }
    }
}

/// What holds for all candidates of a cluster.
struct Around<'r> {
    reading: &'r Reading<'r>,
    trigger: Option<&'r CueHit>,
    /// Key of who speaks the main sentence, and how.
    speaker: Option<String>,
    quoted: &'static str,
    /// In how many of the other sentences somebody speaks, by key.
    speakers: BTreeMap<String, usize>,
    /// How the actors of its own sentences stand in them, by key.
    standing: BTreeMap<&'r str, Standing>,
    advice: bool,
    /// Who answers, by key, and how.
    answers: BTreeMap<&'r str, Status>,
    /// Whose answer has not come, by key.
    asked: BTreeSet<&'r str>,
    /// How often the actors of its own sentences put something forward there, by key.
    here: BTreeMap<&'r str, f32>,
}

impl<'r> Around<'r> {
    fn new(cluster: &Cluster, reading: &'r Reading<'_>, answers: &[Answer<'r>]) -> Self {
        let main = &reading.sentences[cluster.main()];
        let span = reading.input.document.sentences[cluster.main()].span;
        let (asked, answers): (Vec<&Answer<'_>>, Vec<_>) = answers.iter().partition(|answer| answer.open);
        let quotes = || overlapping(reading.input.quotes, span);
        let quote: Option<&Quote> = quotes().find(|quote| quote.speaker_name.is_some());
        let quoted = match quote.map(|quote| (quote.kind, quote.span.covers(span))) {
            Some((QuoteKind::Indirect, _)) => "reported",
            Some((QuoteKind::Direct, true)) => "quoted whole",
            Some((QuoteKind::Direct, false)) => "quoted",
            None => "own voice",
        };
        Self {
            reading,
            trigger: main.trigger(),
            speaker: quote.and_then(|quote| quote.speaker_name.as_deref()).map(key),
            quoted,
            speakers: speakers(cluster, reading),
            standing: Standing::of_all(cluster, reading),
            advice: main.modals.iter().any(|modal| modal.cue.class == "should"),
            answers: answers.iter().map(|answer| (answer.actor.key.as_str(), answer.status)).collect(),
            asked: asked.iter().map(|answer| answer.actor.key.as_str()).collect(),
            here: agents(reading, cluster.sentences()),
        }
    }

    /// What is seen of an actor wherever it stands.
    fn common(&self, actor: &Actor, out: &mut Features) {
        out.on(format_args!("kind {}", actor.kind.label()));
        if self.speaker.as_ref() == Some(&actor.key) {
            let class = self.trigger.map_or("none", |trigger| trigger.cue.class);
            let shape = self.trigger.map_or("none", |trigger| trigger.shape.label());
            out.on(format_args!("speaker"));
            out.on(format_args!("speaker {}", self.quoted));
            out.on(format_args!("speaker trigger {class}"));
            out.on(format_args!("speaker trigger {shape}"));
            if self.advice {
                out.on(format_args!("speaker advice"));
                out.on(format_args!("rule"));
            }
        }
        match self.speakers.get(&actor.key).copied().unwrap_or(0) {
            0 => {}
            1 => out.on(format_args!("speaks other")),
            _ => {
                out.on(format_args!("speaks other"));
                out.on(format_args!("speaks others"));
            }
        }
        if let Some(standing) = self.standing.get(actor.key.as_str()) {
            standing.features(actor.kind, out);
        }
        if self.asked.contains(actor.key.as_str()) {
            out.on(format_args!("may answer"));
            out.on(format_args!("may answer {}", actor.kind.label()));
        }
        if let Some(status) = self.answers.get(actor.key.as_str()) {
            out.on(format_args!("answers"));
            out.on(format_args!("answers {}", status.label()));
        }
        let count = self.reading.named.get(&actor.key).copied().unwrap_or(0);
        let often = match count {
            0 | 1 => "once",
            2 | 3 => "twice",
            4..=6 => "often",
            _ => "very often",
        };
        out.on(format_args!("named {often}"));
        let all = self.reading.agents.get(&actor.key).copied().unwrap_or(0.0);
        let elsewhere = all - self.here.get(actor.key.as_str()).copied().unwrap_or(0.0);
        if elsewhere > 0.01 {
            out.on(format_args!("agent elsewhere"));
            out.add(format_args!("agent elsewhere times"), elsewhere.ln_1p());
            if all >= self.reading.most_by_one {
                out.on(format_args!("agent most"));
                out.on(format_args!("agent most {}", actor.kind.label()));
            }
        }
    }

    fn nobody(&self, reading: &Reading<'_>, main: usize) -> Features {
        let mut out = Features::default();
        out.on(format_args!("nobody"));
        out.on(format_args!("nobody {}", self.quoted));
        if let Some(trigger) = self.trigger {
            out.on(format_args!("nobody {}", trigger.cue.class));
            out.on(format_args!("nobody {}", trigger.shape.label()));
        }
        if reading.actors[main].is_empty() {
            out.on(format_args!("nobody here"));
        }
        if !self.speakers.is_empty() {
            out.on(format_args!("nobody though spoken"));
        }
        if self.standing.values().any(|standing| standing.together > 0) {
            out.on(format_args!("nobody though together"));
        }
        if !self.asked.is_empty() {
            out.on(format_args!("nobody though may answer"));
        }
        if !self.answers.is_empty() {
            out.on(format_args!("nobody though answered"));
        }
        // Some sentence's grammar points to somebody.
        let told = self.here.values().copied().fold(0.0, f32::max);
        out.add(format_args!("nobody though told"), told);
        if reading.ruled[main].is_some() {
            out.on(format_args!("nobody though main"));
        } else if told > 0.0 {
            out.on(format_args!("nobody though other"));
        }
        out
    }
}

/// In how many sentences of a cluster besides the main one somebody speaks, by key.
fn speakers(cluster: &Cluster, reading: &Reading<'_>) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for at in cluster.sentences().skip(1) {
        let mut quotes = overlapping(reading.input.quotes, reading.input.document.sentences[at].span);
        if let Some(name) = quotes.find_map(|quote| quote.speaker_name.as_deref()) {
            *out.entry(key(name)).or_default() += 1;
        }
    }
    out
}

/// For each actor the first of the list that it stands in: of "A, B and C" A, of "A, B" each alone.
fn list_heads(read: &Read, actors: &[Actor]) -> Vec<usize> {
    let mut heads: Vec<usize> = (0..actors.len()).collect();
    let (mut first, mut closed) = (0, false);
    for at in 1..=actors.len() {
        let link = actors.get(at).and_then(|after| link(read, &actors[at - 1], after));
        closed |= link == Some(Link::And);
        if link.is_none() {
            if closed {
                heads[first..at].fill(first);
            }
            (first, closed) = (at, false);
        }
    }
    heads
}

/// What joins two actors side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Comma,
    And,
}

fn link(read: &Read, before: &Actor, after: &Actor) -> Option<Link> {
    let between = || (before.last + 1..after.start).map(|at| read.word(at));
    if !(1..=2).contains(&between().count()) || !between().all(|word| matches!(word, "and" | "," | "or")) {
        return None;
    }
    Some(if between().all(|word| word == ",") { Link::Comma } else { Link::And })
}

/// A sentence with its trigger, from which actors are seen.
struct View<'r> {
    place: &'static str,
    read: &'r Read,
    trigger: Option<&'r CueHit>,
    /// For each actor the first of the list that it stands in.
    heads: Vec<usize>,
    /// Tokens of the trigger's subject.
    subject: Option<(usize, usize)>,
    /// Numbers of the nearest free actor left of the trigger, the first right of it, and the first free one.
    left: Option<usize>,
    right: Option<usize>,
    first: Option<usize>,
    by: Option<usize>,
    /// The one that the grammar of the trigger points to.
    ruled: Option<usize>,
}

impl<'r> View<'r> {
    fn new(reading: &'r Reading<'_>, at: usize, place: &'static str) -> Self {
        let read = &reading.sentences[at];
        let actors = &reading.actors[at][..];
        let trigger = read.trigger();
        let verb = trigger.filter(|trigger| trigger.cue.part != Part::Noun);
        let subject = verb.and_then(|trigger| {
            let phrase = reading.scene.subject(read.start + trigger.at, read.start)?;
            Some((read.local(phrase.start), read.local(phrase.last)))
        });
        let at = trigger.map_or(usize::MAX, |trigger| trigger.at);
        let left =
            (0..actors.len()).rev().find(|number| actors[*number].last < at && actors[*number].is_free());
        let behind = trigger.map_or(usize::MAX, |trigger| trigger.at + trigger.len);
        let right = (0..actors.len()).find(|number| actors[*number].start >= behind);
        let by = (0..actors.len())
            .find(|number| actors[*number].start >= behind && actors[*number].governed == Some("by"));
        let first = (0..actors.len()).find(|number| actors[*number].is_free());
        let heads = list_heads(read, actors);
        let ruled = trigger.and_then(|trigger| {
            let owner = (0..actors.len()).rev().find(|number| {
                let actor = &actors[*number];
                actor.owns && actor.last < trigger.at && trigger.at - actor.last <= 4
            });
            let is_subject = |number: &usize| {
                subject.is_some_and(|(first, last)| {
                    first <= actors[*number].last && actors[*number].last <= last
                })
            };
            let found = match (trigger.cue.part, trigger.shape) {
                (_, Shape::Passive) => by,
                (Part::Noun, _) => owner.or(by).or(left),
                _ => (0..actors.len()).find(is_subject).or(left),
            };
            // "A, B and C want": the first stands for all.
            found.map(|number| heads[number])
        });
        Self { place, read, trigger, heads, subject, left, right, first, by, ruled }
    }

    fn features(&self, around: &Around<'_>, number: usize, actor: &Actor) -> Features {
        let mut out = Features::default();
        let place = self.place;
        around.common(actor, &mut out);
        out.on(format_args!("{place}"));
        out.on(format_args!("{place} {}", actor.kind.label()));
        out.on(format_args!("then {}", actor.then));
        match actor.governed {
            Some(preposition) => {
                out.on(format_args!("governed"));
                out.on(format_args!("governed {preposition}"));
                out.on(format_args!("{place} governed"));
            }
            None => out.on(format_args!("{place} free")),
        }
        if actor.owns {
            out.on(format_args!("{place} owns"));
        }
        if self.ruled == Some(number) && !(around.advice && around.speaker.is_some()) {
            out.on(format_args!("rule"));
            out.on(format_args!("rule {place}"));
        }
        if self.heads[number] != number {
            out.on(format_args!("listed"));
        }
        if self.first == Some(number) {
            out.on(format_args!("{place} first"));
        }
        if self.read.number == 0 && place != "main" {
            out.on(format_args!("headline"));
        }
        if let Some(trigger) = self.trigger {
            for relation in self.relations(trigger, number, actor) {
                out.on(format_args!("{relation}"));
                out.on(format_args!("{place} {relation}"));
                // A modal alone asks nobody, a cue behind one may.
                let alone = trigger.cue.strength == 0;
                out.on(format_args!("{relation} {}", if alone { "bare" } else { trigger.shape.label() }));
                out.on(format_args!("{relation} {}", trigger.cue.class));
                if actor.kind == ActorKind::Place {
                    out.on(format_args!("{relation} place"));
                }
            }
        }
        out
    }

    /// "offer the council a site": who is given what stands behind.
    fn is_recipient(&self, trigger: &CueHit, actor: &Actor) -> bool {
        let then = self.read.word(actor.last + 1);
        let thing = then.starts_with(char::is_alphanumeric)
            && !(PREPOSITIONS.contains(&then) || CLOSED.contains(&then) || cues::is_auxiliary(then));
        let verb = trigger.cue.part == Part::Verb && trigger.shape != Shape::Passive;
        verb && thing && actor.is_object_of(trigger)
    }

    /// How an actor stands to the trigger.
    fn relations(&self, trigger: &CueHit, number: usize, actor: &Actor) -> Vec<&'static str> {
        let mut out = Vec::new();
        let is_subject = self.subject.is_some_and(|(first, last)| first <= actor.last && actor.last <= last);
        if is_subject {
            out.push("subject");
        }
        if self.is_recipient(trigger, actor) {
            out.push("recipient");
        }
        if self.left == Some(number) {
            out.push("left");
        }
        if self.right == Some(number) {
            out.push("right");
        }
        if self.by == Some(number) && matches!(trigger.shape, Shape::Passive | Shape::Noun | Shape::Adjective)
        {
            out.push("agent");
        }
        let owner = actor.owns && actor.last < trigger.at && trigger.at - actor.last <= 4;
        if owner && trigger.cue.part == Part::Noun {
            out.push("owner");
        }
        if out.is_empty() {
            out.push(match actor.last < trigger.at {
                true if trigger.at - actor.last <= 6 => "near before",
                true => "before",
                false if actor.start.saturating_sub(trigger.at) <= 8 => "near after",
                false => "after",
            });
        }
        out
    }
}
