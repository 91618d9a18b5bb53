//! Fits a linear model: conditional logistic regression with an L2 penalty, by L-BFGS. The same examples
//! give the same weights.

use std::collections::{BTreeMap, HashMap, VecDeque};

use dateline::proposals::model::{Example, Models, Task};

/// How a task is fitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Weight of the penalty on the squared weights.
    pub(crate) penalty: f64,
    /// A feature seen in fewer examples than this is left out.
    pub(crate) least: usize,
    /// A weight nearer to 0 than this is left out.
    pub(crate) floor: f32,
}

/// Past steps that the direction is worked out from.
const MEMORY: usize = 8;
const ROUNDS: usize = 150;

/// A weight's name: a feature, and the number of the answer it is seen for, if it is seen for all.
type Name<'n> = (Option<usize>, &'n str);

/// An example as numbers: each candidate's features, and whether it is right.
type Row = Vec<(Vec<(usize, f64)>, bool)>;

/// Adds the weights of a task to the models. Each example counts as much as its weight says.
pub(crate) fn fit(models: &mut Models, task: Task, examples: &[(&Example, f64)], settings: Settings) {
    let mut counts: BTreeMap<Name<'_>, usize> = BTreeMap::new();
    for (example, _) in examples {
        let own = example.candidates.iter().flat_map(|(features, _)| features.iter());
        let seen = (0..example.candidates.len())
            .flat_map(|answer| example.seen.iter().map(move |(name, _)| (Some(answer), name)));
        let mut names: Vec<Name<'_>> = own.map(|(name, _)| (None, name)).chain(seen).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    let names: Vec<Name<'_>> =
        counts.into_iter().filter(|(_, count)| *count >= settings.least).map(|(name, _)| name).collect();
    let numbers: HashMap<Name<'_>, usize> =
        names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let rows: Vec<(Row, f64)> = examples
        .iter()
        .map(|(example, weight)| {
            let row = example.candidates.iter().enumerate().map(|(answer, (features, right))| {
                let own = features.iter().map(|(name, value)| ((None, name), value));
                let seen = example.seen.iter().map(|(name, value)| ((Some(answer), name), value));
                let known = own
                    .chain(seen)
                    .filter_map(|(name, value)| Some((*numbers.get(&name)?, f64::from(value))));
                (known.collect(), *right)
            });
            (row.collect(), *weight)
        })
        .collect();
    let weights = minimise(names.len(), |weights, gradient| loss(&rows, weights, gradient, settings.penalty));
    for ((answer, name), weight) in names.iter().zip(weights) {
        #[allow(clippy::cast_possible_truncation)] // a weight of four digits
        let rounded = ((weight * 1000.0).round() / 1000.0) as f32;
        if rounded != 0.0 && rounded.abs() >= settings.floor {
            match answer {
                Some(answer) => models.set_seen(task, *answer, name, rounded),
                None => models.set(task, name, rounded),
            }
        }
    }
}

/// Negative log-likelihood of the right candidates, and its gradient.
fn loss(rows: &[(Row, f64)], weights: &[f64], gradient: &mut [f64], penalty: f64) -> f64 {
    let mut sum = 0.0;
    for (cell, weight) in gradient.iter_mut().zip(weights) {
        *cell = penalty * weight;
        sum += 0.5 * penalty * weight * weight;
    }
    let mut scores: Vec<f64> = Vec::new();
    for (row, share) in rows {
        scores.clear();
        scores.extend(
            row.iter()
                .map(|(features, _)| features.iter().map(|(at, value)| weights[*at] * value).sum::<f64>()),
        );
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut all, mut right) = (0.0, 0.0);
        for (score, (_, is_right)) in scores.iter_mut().zip(row) {
            *score = (*score - top).exp();
            all += *score;
            right += if *is_right { *score } else { 0.0 };
        }
        sum -= share * (right / all).max(1e-300).ln();
        for (score, (features, is_right)) in scores.iter().zip(row) {
            let pull = share * (score / all - if *is_right { score / right.max(1e-300) } else { 0.0 });
            for (at, value) in features {
                gradient[*at] += pull * value;
            }
        }
    }
    sum
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// L-BFGS with backtracking.
fn minimise(size: usize, loss: impl Fn(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    let mut weights = vec![0.0; size];
    let mut gradient = vec![0.0; size];
    let mut value = loss(&weights, &mut gradient);
    let mut past: VecDeque<(Vec<f64>, Vec<f64>)> = VecDeque::new();
    let (mut next, mut next_gradient) = (vec![0.0; size], vec![0.0; size]);
    for _ in 0..ROUNDS {
        let direction = direction(&gradient, &past);
        let slope = dot(&direction, &gradient);
        if slope > -1e-9 {
            break;
        }
        let mut step = if past.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let mut found = None;
        for _ in 0..30 {
            for ((next, weight), direction) in next.iter_mut().zip(&weights).zip(&direction) {
                *next = weight + step * direction;
            }
            let tried = loss(&next, &mut next_gradient);
            if tried <= value + 1e-4 * step * slope {
                found = Some(tried);
                break;
            }
            step *= 0.5;
        }
        let Some(tried) = found else { break };
        let moved: Vec<f64> = next.iter().zip(&weights).map(|(next, weight)| next - weight).collect();
        let turned: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(next, old)| next - old).collect();
        if dot(&moved, &turned) > 1e-12 {
            past.push_back((moved, turned));
            if past.len() > MEMORY {
                past.pop_front();
            }
        }
        std::mem::swap(&mut weights, &mut next);
        std::mem::swap(&mut gradient, &mut next_gradient);
        let gain = value - tried;
        value = tried;
        if gain < 1e-6 * value.abs().max(1.0) {
            break;
        }
    }
    weights
}

fn direction(gradient: &[f64], past: &VecDeque<(Vec<f64>, Vec<f64>)>) -> Vec<f64> {
    let mut out: Vec<f64> = gradient.iter().map(|cell| -cell).collect();
    let mut alphas = Vec::new();
    for (moved, turned) in past.iter().rev() {
        let alpha = dot(moved, &out) / dot(moved, turned);
        for (cell, turned) in out.iter_mut().zip(turned) {
            *cell -= alpha * turned;
        }
        alphas.push(alpha);
    }
    if let Some((moved, turned)) = past.back() {
        let scale = dot(moved, turned) / dot(turned, turned);
        for cell in &mut out {
            *cell *= scale;
        }
    }
    for ((moved, turned), alpha) in past.iter().zip(alphas.iter().rev()) {
        let beta = dot(turned, &out) / dot(moved, turned);
        for (cell, moved) in out.iter_mut().zip(moved) {
            *cell += (alpha - beta) * moved;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minimum_of_a_bowl_is_found() {
        let found = minimise(2, |at, gradient| {
            gradient[0] = 2.0 * (at[0] - 3.0);
            gradient[1] = 20.0 * (at[1] + 1.0);
            (at[0] - 3.0).powi(2) + 10.0 * (at[1] + 1.0).powi(2)
        });
        assert!((found[0] - 3.0).abs() < 1e-3 && (found[1] + 1.0).abs() < 1e-3, "{found:?}");
    }
}
