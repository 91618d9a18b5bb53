//! Resolution: which of its candidates a name stands for.
//!
//! A linear ranker over prior, containment and mutual support, run in rounds: each round's
//! probabilities are evidence for the next. One decision a name and document (one sense per discourse:
//! Gale, Church & Yarowsky 1992).

use std::collections::HashMap;

use super::{
    Candidate, Mention, MentionForm, Resolution,
    candidates::{Found, find, find_inflected},
    evidence::{Evidence, FEATURES, WEIGHTS},
    outlet::OutletProfile,
    recognise::{Recognised, Source},
};
use crate::{
    gazetteer::{Facts, Gazetteer, NameKind, PlaceClass, PlaceId, normalise},
    language::{
        Document,
        script::{Language, detect},
    },
    text::ByteSpan,
};

/// Below this the resolution is left open.
pub const UNRESOLVED_BELOW: f32 = 0.4;
const ROUNDS: usize = 3;
const MAX_CANDIDATES: usize = 80;
/// Names of one document that are weighed against each other; more only take the evidence of these.
const MAX_NAMES: usize = 200;
/// The winner's confidence takes in candidates this near: the same place in two tables.
const SAME_PLACE_M: f64 = 50_000.0;

/// A candidate while it is ranked.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub(super) found: Found,
    pub(super) facts: Facts,
    pub(super) vector: [f64; 3],
    pub(super) log_population: f32,
    /// What its outlet's other articles say of it; see [`OutletProfile`].
    pub(super) home: [f32; 4],
    pub(super) features: [f32; FEATURES],
    pub(super) probability: f32,
}

/// A distinct name of the document.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) mentions: Vec<usize>,
    pub(super) positions: Vec<usize>,
    pub(super) candidates: Vec<Ranked>,
    pub(super) surface: String,
}

/// What else is known when a document is resolved.
#[derive(Clone, Copy, Default)]
pub struct Context<'c> {
    /// Where the outlet's other articles are about.
    pub outlet: Option<&'c OutletProfile<'c>>,
    /// Places the analyst has decided on for normalised names, in this project.
    pub decided: Option<&'c HashMap<String, PlaceId>>,
}

/// Resolves the recognised toponyms of a document.
#[must_use]
pub fn resolve(
    document: &Document<'_>,
    recognised: &[Recognised],
    gazetteer: &Gazetteer,
    context: Context<'_>,
) -> Vec<Mention> {
    let names = rank(document, recognised, gazetteer, context);
    let mut mentions: Vec<Mention> = recognised
        .iter()
        .map(|found| Mention {
            span: found.span,
            kind: found.kind,
            form: found.form,
            recognition: found.probability,
            resolution: None,
            candidates: Vec::new(),
        })
        .collect();
    for name in &names {
        let (candidates, resolution) = decide(name, gazetteer);
        for at in &name.mentions {
            let recognition = recognised[*at].probability;
            mentions[*at].resolution = resolution
                .clone()
                .map(|(place, sure)| Resolution { place, confidence: (sure * recognition).clamp(0.0, 1.0) });
            mentions[*at].candidates.clone_from(&candidates);
        }
    }
    mentions
}

/// Why a mention was resolved as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The candidates, best first.
    pub candidates: Vec<ExplainedCandidate>,
}

/// A candidate with what spoke for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedCandidate {
    /// The place.
    pub place: PlaceId,
    /// Its probability among all candidates, 0…1.
    pub probability: f32,
    /// What spoke for (positive) or against it, strongest first: the evidence and its weight in the score.
    pub evidence: Vec<(&'static str, f32)>,
}

/// Explains one mention: the same ranking with its evidence kept.
#[must_use]
pub fn explain(
    document: &Document<'_>,
    recognised: &[Recognised],
    span: ByteSpan,
    gazetteer: &Gazetteer,
    context: Context<'_>,
) -> Option<Explanation> {
    let at = recognised.iter().position(|found| found.span == span)?;
    let names = rank(document, recognised, gazetteer, context);
    let name = names.into_iter().find(|name| name.mentions.contains(&at))?;
    let mut order: Vec<&Ranked> = name.candidates.iter().collect();
    order.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.found.key.cmp(&b.found.key)));
    let candidates = order
        .into_iter()
        .take(Mention::MAX_CANDIDATES)
        .filter_map(|candidate| {
            let mut evidence: Vec<(&'static str, f32)> = Evidence::ALL
                .iter()
                .map(|kind| (kind.label(), candidate.features[*kind as usize] * WEIGHTS[*kind as usize]))
                .filter(|(_, weight)| weight.abs() > 0.05)
                .collect();
            evidence.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
            Some(ExplainedCandidate {
                place: gazetteer.id(candidate.found.key)?,
                probability: candidate.probability,
                evidence,
            })
        })
        .collect();
    Some(Explanation { candidates })
}

fn rank(
    document: &Document<'_>,
    recognised: &[Recognised],
    gazetteer: &Gazetteer,
    context: Context<'_>,
) -> Vec<Name> {
    let mut names = gather(document, recognised, gazetteer, context);
    super::evidence::prior(&mut names);
    if let Some(outlet) = context.outlet {
        // A name with one candidate needs no evidence.
        for candidate in
            names.iter_mut().filter(|name| name.candidates.len() > 1).flat_map(|name| &mut name.candidates)
        {
            candidate.home = outlet.features(candidate.found.key, &candidate.facts, candidate.vector);
        }
    }
    let frame = super::evidence::Frame::new(document, recognised, &names, gazetteer);
    for _ in 0..ROUNDS {
        let next: Vec<Vec<[f32; FEATURES]>> =
            (0..names.len()).map(|at| super::evidence::features(&names, at, &frame, gazetteer)).collect();
        for (name, features) in names.iter_mut().zip(next) {
            for (candidate, features) in name.candidates.iter_mut().zip(features) {
                candidate.features = features;
            }
            softmax(&mut name.candidates);
        }
    }
    names
}

fn softmax(candidates: &mut [Ranked]) {
    let score = |candidate: &Ranked| -> f32 {
        candidate.features.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum()
    };
    let scores: Vec<f32> = candidates.iter().map(score).collect();
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum();
    for (candidate, score) in candidates.iter_mut().zip(scores) {
        candidate.probability = (score - top).exp() / sum;
    }
}

/// Groups mentions by name and finds each name's candidates.
fn gather(
    document: &Document<'_>,
    recognised: &[Recognised],
    gazetteer: &Gazetteer,
    context: Context<'_>,
) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut known: HashMap<(String, bool), usize> = HashMap::new();
    let language = if recognised.iter().any(|found| found.source == Source::Lookup) {
        detect(document.text)
    } else {
        Language::English
    };
    for (at, found) in recognised.iter().enumerate() {
        let surface = found.span.of(document.text);
        let normal = normalise(surface);
        let abbreviation = surface.len() <= 3 && surface.chars().all(char::is_uppercase);
        let name = *known.entry((normal.clone(), abbreviation)).or_insert_with(|| {
            names.push(Name {
                mentions: Vec::new(),
                positions: Vec::new(),
                candidates: candidates_of(surface, &normal, (found, language), gazetteer, context),
                surface: surface.to_owned(),
            });
            names.len() - 1
        });
        names[name].mentions.push(at);
        names[name].positions.push(found.span.start());
    }
    for name in names.iter_mut().skip(MAX_NAMES) {
        name.candidates.truncate(8);
    }
    names
}

fn candidates_of(
    surface: &str,
    normal: &str,
    (recognised, language): (&Recognised, Language),
    gazetteer: &Gazetteer,
    context: Context<'_>,
) -> Vec<Ranked> {
    if let Some(id) = context.decided.and_then(|decided| decided.get(normal))
        && let Some(key) = gazetteer.key(id)
    {
        let found = Found { key, kind: NameKind::Preferred, trust: 1.0 };
        return ranked(found, gazetteer).into_iter().collect();
    }
    let mut found = match language {
        Language::English | Language::Other => find(gazetteer, surface),
        _ => find_inflected(gazetteer, surface, language),
    };
    // An adjective stands for the country or region of that people, not for a town of that name.
    if recognised.form == MentionForm::Demonym || recognised.source == Source::Nationality {
        let adjectives: Vec<Found> =
            found.iter().copied().filter(|found| found.kind == NameKind::Demonym).collect();
        if !adjectives.is_empty() {
            found = adjectives;
        }
    }
    let mut ranked: Vec<Ranked> = found.into_iter().filter_map(|found| ranked(found, gazetteer)).collect();
    ranked.sort_by(|a, b| {
        super::evidence::prior_score(b)
            .total_cmp(&super::evidence::prior_score(a))
            .then(a.found.key.cmp(&b.found.key))
    });
    ranked.truncate(MAX_CANDIDATES);
    ranked
}

fn ranked(found: Found, gazetteer: &Gazetteer) -> Option<Ranked> {
    let facts = gazetteer.facts(found.key)?;
    let vector = facts.position.unit_vector();
    let log_population = log_population(&facts);
    let features = [0.0; FEATURES];
    Some(Ranked { found, facts, vector, log_population, home: [0.0; 4], features, probability: 0.0 })
}

/// The decimal logarithm of the population; a typical size of its class where it has none.
fn log_population(facts: &Facts) -> f32 {
    use PlaceClass as C;
    if facts.population > 0 {
        #[allow(clippy::cast_precision_loss)] // a logarithm needs no more
        return ((facts.population + 1) as f32).log10();
    }
    match facts.class {
        C::Continent => 7.0,
        C::Area | C::Sea => 6.0,
        C::River | C::Island | C::Mountain | C::Natural => 4.5,
        C::Lake | C::Airport | C::Road => 4.0,
        C::Park | C::District | C::Facility => 3.5,
        C::PostalPlace => 2.0,
        _ => 2.2,
    }
}

fn decide(name: &Name, gazetteer: &Gazetteer) -> (Vec<Candidate>, Option<(PlaceId, f32)>) {
    let mut order: Vec<&Ranked> = name.candidates.iter().collect();
    order.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.found.key.cmp(&b.found.key)));
    let candidates = order
        .iter()
        .take(Mention::MAX_CANDIDATES)
        .filter_map(|candidate| {
            Some(Candidate { place: gazetteer.id(candidate.found.key)?, probability: candidate.probability })
        })
        .collect();
    let resolution = order.first().and_then(|best| {
        let near: f32 = order
            .iter()
            .filter(|other| other.facts.position.distance_m(best.facts.position) <= SAME_PLACE_M)
            .map(|other| other.probability)
            .sum();
        let sure = near.min(1.0) * 0.99 * best.found.trust;
        (sure >= UNRESOLVED_BELOW).then(|| Some((gazetteer.id(best.found.key)?, sure))).flatten()
    });
    (candidates, resolution)
}
