//! The places of a proposal: every place named in and around it is a candidate for each role, and for none.

use super::{
    Input, PlaceRole, ProposalKind, ProposalPlace,
    cluster::Cluster,
    model::{Features, Task},
    parties::Parties,
    prepositions,
    reading::Reading,
    sentence::Read,
    sites::Site,
};
use crate::{
    gazetteer::PlaceId,
    geoparse::{Mention, MentionForm, MentionKind},
    quotes::{closed::PREPOSITIONS, lexicon::REPORTING},
    text::ByteSpan,
};

/// A place is taken from this probability on: about half of the F1 to be had, which makes it the best.
const PLACE_FROM: f32 = 0.35;

/// A place named around a proposal.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) mention: ByteSpan,
    pub(super) place: Option<PlaceId>,
    /// What the preposition before it says.
    pub(super) rule: Option<PlaceRole>,
    /// It stands in the evidence itself.
    pub(super) own: bool,
    pub(super) features: Features,
}

/// The places of a proposal with their roles, one mention a place and role.
pub(super) fn places(
    cluster: &Cluster,
    reading: &Reading<'_>,
    kind: ProposalKind,
    parties: &Parties,
) -> Vec<ProposalPlace> {
    let mut out: Vec<ProposalPlace> = Vec::new();
    let candidates = candidates(cluster, reading, kind);
    // A route has one beginning and one end: those that a preposition tells are no others besides.
    let told = |role| candidates.iter().any(|other| other.own && other.rule == Some(role));
    let ends: Vec<PlaceRole> =
        [PlaceRole::From, PlaceRole::To].into_iter().filter(|role| told(*role)).collect();
    for candidate in &candidates {
        let named = |place: &ProposalPlace| {
            if candidate.place.is_some() {
                place.place == candidate.place
            } else {
                place.mention == candidate.mention
            }
        };
        let party = parties.spans.iter().any(|span| span.overlaps(candidate.mention));
        // What stands around the evidence counts only where the evidence itself names no place.
        if party || (!candidate.own && !out.is_empty()) {
            continue;
        }
        let by_rule = candidate.rule.filter(|_| candidate.own);
        let likely = || likeliest(candidate, reading).filter(|role| !ends.contains(role));
        let Some(role) = by_rule.or_else(likely) else { continue };
        // A road "through Lachin" that runs "from Lachin to Goris": one place, two parts.
        let route = |role| matches!(role, PlaceRole::From | PlaceRole::To | PlaceRole::Via);
        let other = |place: &ProposalPlace| {
            by_rule.is_some() && route(role) && route(place.role) && place.role != role
        };
        if !out.iter().any(|place| named(place) && !other(place)) {
            let place = candidate.place.clone();
            out.push(ProposalPlace { mention: candidate.mention, role, place });
        }
    }
    out
}

/// The likeliest role of a place that likely belongs to the proposal.
fn likeliest(candidate: &Candidate, reading: &Reading<'_>) -> Option<PlaceRole> {
    if reading.models.probability(Task::Place, &candidate.features) < PLACE_FROM {
        return None;
    }
    reading.models.likeliest(Task::Role, &roles(candidate))
}

/// Each role with what speaks for it.
pub(super) fn roles(candidate: &Candidate) -> Vec<(PlaceRole, Features)> {
    let of_role = |role: PlaceRole| {
        let mut features = Features::default();
        if candidate.rule == Some(role) {
            features.on(format_args!("rule"));
        }
        features.extend(role.label(), &candidate.features);
        (role, features)
    };
    PlaceRole::ALL.into_iter().map(of_role).collect()
}

/// The places named in a cluster and right around it, those of the main sentence first.
pub(super) fn candidates(cluster: &Cluster, reading: &Reading<'_>, kind: ProposalKind) -> Vec<Candidate> {
    let main = cluster.main();
    let around = [("before", main.wrapping_sub(1)), ("behind", main + 1), ("headline", 0)];
    let sentences = cluster.with_around(reading.sentences.len(), &around);
    let mut out: Vec<Candidate> = Vec::new();
    for (where_from, at) in sentences {
        let read = &reading.sentences[at];
        let sight = |span, index, mention| Sight { reading, read, mention, span, index, kind, where_from };
        let sites = &reading.sites[at];
        for (index, number) in read.mentions.iter().enumerate() {
            let mention = &reading.input.mentions[*number];
            let inside = |site: &Site| {
                let span = read.span(site.first, site.last, reading.input);
                span.covers(mention.span) && span != mention.span
            };
            // "the Paris Public Library" is the place, not Paris.
            if sites.iter().any(inside) {
                continue;
            }
            if is_gloss(read, index, reading.input) || prepositions::modifies(read, mention, reading.input) {
                continue;
            }
            let place = mention.resolution.as_ref().map(|resolution| resolution.place.clone());
            let mut features = sight(mention.span, index, Some(mention)).features();
            let known = |candidate: &Candidate| place.is_some() && candidate.place == place;
            if out.iter().any(known) {
                features.on(format_args!("again"));
            }
            let described = capital(read, mention, place.as_ref(), reading.input);
            let (span, place) = described.unwrap_or((mention.span, place));
            let rule = prepositions::role(read, index, mention, reading.input, kind);
            if rule.is_some() {
                features.on(format_args!("rule {where_from}"));
            }
            out.push(Candidate {
                mention: span,
                place,
                rule,
                own: matches!(where_from, "main" | "other"),
                features,
            });
        }
        for site in sites {
            let span = read.span(site.first, site.last, reading.input);
            if read.mentions.iter().any(|at| reading.input.mentions[*at].span == span) {
                continue;
            }
            let features = sight(span, 1, None).features();
            out.push(Candidate {
                mention: span,
                place: None,
                rule: None,
                own: matches!(where_from, "main" | "other"),
                features,
            });
        }
    }
    out
}

/// "Khankendi (Stepanakert)": another name for what stands before.
fn is_gloss(read: &Read, index: usize, input: Input<'_>) -> bool {
    let span = |index: usize| input.mentions[read.mentions[index]].span;
    let Some(before) = index.checked_sub(1).map(span) else { return false };
    let first = read.local(input.document.token_at(span(index).start()));
    let last = read.local(input.document.token_at(span(index).end().saturating_sub(1)));
    let opens = read.local(input.document.token_at(before.end().saturating_sub(1))) + 1;
    read.word(opens) == "(" && first == opens + 1 && read.word(last + 1) == ")"
}

/// A place name in its sentence.
struct Sight<'r> {
    reading: &'r Reading<'r>,
    read: &'r Read,
    mention: Option<&'r Mention>,
    span: ByteSpan,
    /// Among the mentions of the sentence.
    index: usize,
    kind: ProposalKind,
    where_from: &'static str,
}

impl Sight<'_> {
    fn features(&self) -> Features {
        let mut out = Features::default();
        let read = self.read;
        let document = self.reading.input.document;
        let first = read.local(document.token_at(self.span.start()));
        let last = read.local(document.token_at(self.span.end().saturating_sub(1)));
        out.on(format_args!("bias"));
        out.on(format_args!("kind {}", self.kind.label()));
        out.on(format_args!("{}", self.where_from));
        out.on(format_args!("{} {}", self.where_from, group(self.kind)));
        let (literal, form) = match self.mention {
            None => ("site", "site"),
            Some(mention) => (
                if mention.kind == MentionKind::Literal { "literal" } else { "associative" },
                if mention.form == MentionForm::Demonym { "demonym" } else { "name" },
            ),
        };
        out.on(format_args!("{literal}"));
        out.on(format_args!("{} {literal} {form}", self.where_from));
        let dash = (last + 1..(last + 10).min(read.words.len()))
            .any(|at| matches!(read.word(at), "—" | "–" | "--" | "-" | ":" | "("));
        if first <= 4 && dash && self.is_upper() {
            out.on(format_args!("dateline"));
        }
        let reported = |at: usize| REPORTING.contains_key(read.word(at)) || read.word(at) == "held";
        if (first.saturating_sub(4)..first).any(reported) {
            out.on(format_args!("near report"));
        }
        let (preposition, near) = self.preposition(first);
        out.on(format_args!("behind {preposition}"));
        out.on(format_args!("behind {preposition} {}", group(self.kind)));
        out.on(format_args!("{} {}", self.where_from, if near { "governed" } else { "free" }));
        self.behind(last, &mut out);
        if let Some(trigger) = read.trigger() {
            let side = if first > trigger.at { "after trigger" } else { "before trigger" };
            out.on(format_args!("{side} {}", self.where_from));
        }
        if read.has(prepositions::LINKS) {
            out.on(format_args!("link behind {preposition}"));
            out.on(format_args!("link"));
        }
        if self.index == 0 {
            out.on(format_args!("first {}", self.where_from));
        }
        let capital = read.word(last + 1) == "capital";
        if capital {
            out.on(format_args!("capital behind {preposition}"));
        }
        self.spread(&mut out);
        out
    }

    /// The preposition that governs the mention, over articles, common nouns and a list of names; and whether
    /// it stands right before.
    fn preposition(&self, first: usize) -> (&'static str, bool) {
        let read = self.read;
        for at in (first.saturating_sub(8)..first).rev() {
            let word = read.word(at);
            if let Some(found) = PREPOSITIONS.iter().chain(MORE).find(|known| **known == word) {
                // "the city of X", "the village of X": the preposition before it.
                if *found == "of" && at > 0 && SETTLEMENTS.contains(&read.word(at - 1)) {
                    continue;
                }
                return (found, first - at <= 3);
            }
            let passes =
                matches!(word, "the" | "," | "and" | "a" | "an" | "nearby" | "possibly" | "of" | "-" | "or")
                    || SETTLEMENTS.contains(&word)
                    || self.reading.scene.is_capital(read.start + at);
            if !passes {
                return (if word.ends_with("ing") || word.ends_with("ed") { "verb" } else { "other" }, false);
            }
        }
        (if first == 0 { "start" } else { "none" }, false)
    }

    /// Written in capitals, as in a dateline.
    fn is_upper(&self) -> bool {
        let text = self.span.of(self.reading.input.document.text);
        text.len() > 3 && !text.chars().any(char::is_lowercase)
    }

    fn behind(&self, last: usize, out: &mut Features) {
        let next = self.read.word(last + 1);
        match next {
            "'s" | "'" => out.on(format_args!("owns")),
            "," | "." | ")" => out.on(format_args!("ends")),
            "and" | "or" => out.on(format_args!("then and")),
            "to" => out.on(format_args!("then to")),
            "in" => out.on(format_args!("then in")),
            _ => {
                let name = self.reading.scene.is_capital(self.read.start + last + 1);
                out.on(format_args!("{}", if name { "in a name" } else { "before a word" }));
            }
        }
    }

    /// How much the document speaks of the place.
    fn spread(&self, out: &mut Features) {
        let Some(resolution) = self.mention.and_then(|mention| mention.resolution.as_ref()) else {
            out.on(format_args!("unresolved"));
            return;
        };
        let often = match self.reading.places.get(&resolution.place).copied().unwrap_or(0) {
            0 | 1 => "once",
            2 | 3 => "twice",
            _ => "often",
        };
        out.on(format_args!("named {often}"));
        if (self.reading.input.state_of)(&resolution.place).is_some() {
            out.on(format_args!("state or capital"));
            out.on(format_args!("state or capital {}", group(self.kind)));
        }
    }
}

const MORE: &[&str] = &["linking", "connecting", "joining", "throughout", "beyond", "off"];
const SETTLEMENTS: &[&str] = &[
    "city",
    "town",
    "village",
    "port",
    "province",
    "district",
    "region",
    "county",
    "state",
    "area",
    "capital",
    "township",
    "municipality",
    "island",
    "republic",
];

/// Kinds that take their places alike.
const fn group(kind: ProposalKind) -> &'static str {
    match kind {
        ProposalKind::Meeting | ProposalKind::Event => "gathering",
        ProposalKind::Infrastructure | ProposalKind::Construction => "building",
        ProposalKind::Law | ProposalKind::Funding | ProposalKind::Election => "rule",
        ProposalKind::Settlement | ProposalKind::Ceasefire | ProposalKind::Release => "peace",
        ProposalKind::Force | ProposalKind::Sanction | ProposalKind::Aid => "act upon",
        ProposalKind::Other => "other",
    }
}

/// "the Azerbaijani capital": the description is the mention, the capital the place.
fn capital(
    read: &Read,
    mention: &Mention,
    country: Option<&PlaceId>,
    input: Input<'_>,
) -> Option<(ByteSpan, Option<PlaceId>)> {
    let first = input.document.token_at(mention.span.start());
    let last = input.document.token_at(mention.span.end().saturating_sub(1));
    let described = mention.form == MentionForm::Demonym && read.word(read.local(last + 1)) == "capital";
    let place = (input.capital_of)(country.filter(|_| described)?)?;
    let article = first
        .checked_sub(1)
        .filter(|before| *before >= read.start && read.word(read.local(*before)) == "the");
    Some((input.document.span_of(article.unwrap_or(first), last + 1), Some(place)))
}
