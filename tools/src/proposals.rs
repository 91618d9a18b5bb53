//! Trains the weights that tell which sentences put something forward, on labelled newswire.

use std::{collections::HashMap, fmt::Write as _, path::Path};

use dateline::{
    article::Article,
    engine::Engine,
    geoparse::resolve::Context,
    proposals::sentence::FEATURES,
    text::{CharSpan, OffsetMap},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct Gold {
    id: String,
    proposals: Vec<GoldProposal>,
}

#[derive(Deserialize)]
struct GoldProposal {
    evidence: Vec<GoldSpan>,
}

#[derive(Deserialize)]
struct GoldSpan {
    start: usize,
    end: usize,
}

/// The weights as a table, one a line; the last is the intercept.
pub(crate) fn train(folder: &Path, engine: &Engine) -> anyhow::Result<Vec<u8>> {
    let mut texts = HashMap::new();
    for line in crate::gazetteer::lines(&folder.join("en-worldwide-newswire.jsonl.gz"))? {
        let text: Text = serde_json::from_str(&line?)?;
        texts.insert(text.id, text.text);
    }
    let mut examples: Vec<([f32; FEATURES], bool)> = Vec::new();
    for line in crate::gazetteer::lines(&folder.join("proposals/newswire.jsonl"))? {
        let gold: Gold = serde_json::from_str(&line?)?;
        let Some(text) = texts.get(&gold.id) else { continue };
        let map = OffsetMap::new(text);
        let spans: Vec<_> = gold
            .proposals
            .iter()
            .flat_map(|proposal| &proposal.evidence)
            .filter_map(|span| map.bytes(CharSpan { start: span.start, end: span.end }))
            .collect();
        let article = Article::from_text(gold.id.as_str(), text.as_str());
        for (span, features) in engine.sentences(&article, Context::default()) {
            let covered: usize = spans
                .iter()
                .map(|gold| gold.end().min(span.end()).saturating_sub(gold.start().max(span.start())))
                .sum();
            examples.push((features, covered * 2 > span.len()));
        }
    }
    let positive = examples.iter().filter(|(_, positive)| *positive).count();
    eprintln!("{} sentences, {positive} of them evidence", examples.len());
    let weights = fit(&examples);
    let mut out = String::new();
    for (number, weight) in weights.iter().enumerate() {
        writeln!(out, "{number}\t{weight:.4}")?;
    }
    Ok(out.into_bytes())
}

/// Logistic regression with an L2 penalty, by gradient descent over all examples.
fn fit(examples: &[([f32; FEATURES], bool)]) -> [f32; FEATURES] {
    const ROUNDS: usize = 3000;
    const PENALTY: f64 = 2.0;
    let mut weights = [0.0_f64; FEATURES];
    #[allow(clippy::cast_precision_loss)]
    let count = examples.len().max(1) as f64;
    for _ in 0..ROUNDS {
        let mut gradient = [0.0_f64; FEATURES];
        for (features, positive) in examples {
            let score: f64 = features.iter().zip(&weights).map(|(f, w)| f64::from(*f) * w).sum();
            let error = 1.0 / (1.0 + (-score).exp()) - f64::from(u8::from(*positive));
            for (cell, feature) in gradient.iter_mut().zip(features) {
                *cell += error * f64::from(*feature);
            }
        }
        for (number, (weight, cell)) in weights.iter_mut().zip(gradient).enumerate() {
            let penalty = if number + 1 == FEATURES { 0.0 } else { PENALTY * *weight };
            *weight -= 1.5 * (cell + penalty) / count;
        }
    }
    #[allow(clippy::cast_possible_truncation)]
    let rounded = weights.map(|weight| weight as f32);
    rounded
}
