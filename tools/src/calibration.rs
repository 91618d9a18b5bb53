//! How far the recogniser's probabilities can be believed: measured on a fifth of the training articles that
//! the weights have not seen, and the two numbers that set them right (Platt 1999).

use std::path::Path;

use anyhow::Context as _;
use dateline::{
    gazetteer::Gazetteer,
    geoparse::{
        recognise::{Recogniser, Source},
        words::Words,
    },
    language::Document,
    text::{CharSpan, OffsetMap},
};

use crate::recogniser::{self, Text};

/// Every article whose number leaves this remainder is held out.
const HELD_OUT: (usize, usize) = (5, 0);

/// Trains on four fifths, and prints on the last fifth the share of right mentions by stated probability,
/// before and after, with the slope and intercept over the log odds.
pub(crate) fn measure(
    folder: &Path,
    newswire: bool,
    gazetteer: &Gazetteer,
    words: impl Fn() -> anyhow::Result<Words>,
) -> anyhow::Result<()> {
    let texts = recogniser::texts(folder, newswire)?;
    let held_out = |at: usize| at % HELD_OUT.0 == HELD_OUT.1;
    let seen = texts.iter().enumerate().filter(|(at, _)| !held_out(*at)).map(|(_, text)| text);
    let model = recogniser::train_on(seen, newswire, gazetteer, &words()?);
    let recogniser = Recogniser::open(&model, words()?).map_err(anyhow::Error::msg)?;
    let mut pairs = Vec::new();
    for (_, text) in texts.iter().enumerate().filter(|(at, _)| held_out(*at)) {
        judge(text, &recogniser, gazetteer, &mut pairs);
    }
    let (slope, intercept) = fit(&pairs).context("no mention was found")?;
    table("as labelled", &pairs);
    let corrected: Vec<(f64, bool)> =
        pairs.iter().map(|(p, right)| (logistic(slope * log_odds(*p) + intercept), *right)).collect();
    table("corrected", &corrected);
    println!("slope {slope:.3}, intercept {intercept:.3}");
    Ok(())
}

/// Each mention's raw probability, and whether a name of its kind stands there.
fn judge(text: &Text, recogniser: &Recogniser, gazetteer: &Gazetteer, pairs: &mut Vec<(f64, bool)>) {
    let document = Document::new(&text.text);
    let map = OffsetMap::new(&text.text);
    let gold: Vec<_> = text
        .entities
        .iter()
        .filter(|entity| matches!(entity.label.as_str(), "LOC" | "NORP" | "FAC"))
        .filter_map(|entity| map.bytes(CharSpan { start: entity.start, end: entity.end }))
        .collect();
    for found in recogniser.recognise(&document, gazetteer).0 {
        if matches!(found.source, Source::Place | Source::Nationality | Source::Facility) {
            let right =
                gold.iter().any(|span| span.start() < found.span.end() && found.span.start() < span.end());
            pairs.push((f64::from(found.raw), right));
        }
    }
}

fn log_odds(p: f64) -> f64 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Slope and intercept of the likeliest logistic curve, by Newton's method.
fn fit(pairs: &[(f64, bool)]) -> Option<(f64, f64)> {
    let (mut slope, mut intercept) = (1.0, 0.0);
    for _ in 0..50 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9);
        for (p, right) in pairs {
            let x = log_odds(*p);
            let q = logistic(slope * x + intercept);
            let (error, curve) = (f64::from(u8::from(*right)) - q, q * (1.0 - q));
            g0 += error;
            g1 += error * x;
            h00 += curve;
            h01 += curve * x;
            h11 += curve * x * x;
        }
        let determinant = h00 * h11 - h01 * h01;
        intercept += (h11 * g0 - h01 * g1) / determinant;
        slope += (h00 * g1 - h01 * g0) / determinant;
    }
    (!pairs.is_empty() && slope.is_finite() && intercept.is_finite()).then_some((slope, intercept))
}

#[allow(clippy::cast_precision_loss)] // counts of mentions
fn table(title: &str, pairs: &[(f64, bool)]) {
    println!("{title}: stated, right, mentions");
    let mut error = 0.0;
    for bin in 0..10 {
        let low = f64::from(bin) / 10.0;
        let within = |p: f64| p >= low && (p < low + 0.1 || bin == 9);
        let all: Vec<_> = pairs.iter().filter(|(p, _)| within(*p)).collect();
        if all.is_empty() {
            continue;
        }
        let stated = all.iter().map(|(p, _)| p).sum::<f64>() / all.len() as f64;
        let right = all.iter().filter(|(_, right)| *right).count() as f64 / all.len() as f64;
        error += (stated - right).abs() * all.len() as f64 / pairs.len() as f64;
        println!("  {stated:.3}  {right:.3}  {}", all.len());
    }
    println!("  expected calibration error {error:.4}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_found_again() {
        let pairs: Vec<(f64, bool)> = (1..100)
            .flat_map(|percent| {
                let p = f64::from(percent) / 100.0;
                let right = (logistic(1.5 * log_odds(p) + 0.4) * 200.0).round();
                (0..200).map(move |at| (p, f64::from(at) < right))
            })
            .collect();
        let (slope, intercept) = fit(&pairs).expect("pairs");
        assert!((slope - 1.5).abs() < 0.05 && (intercept - 0.4).abs() < 0.05, "{slope} {intercept}");
    }
}
