//! The review queue: what the machine is least sure of first, and what the analyst's own answers say about
//! the rest.

use std::{collections::BTreeSet, sync::Arc};

use super::{ArticleId, Decision, MentionId, Project, cores};

/// A round of review. The queue is fixed when it starts, so that progress means something.
#[derive(Clone, Debug, Default)]
pub struct Review {
    queue: Arc<Vec<(MentionId, f32)>>,
    at: usize,
    answered: BTreeSet<MentionId>,
}

/// How much of the rest is likely right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Expected share, 0…1, of the rest that is right.
    pub share: f64,
    /// Half the width of its 95 % interval.
    pub margin: f64,
    /// Mentions not answered yet.
    pub rest: usize,
}

/// Answers needed before an estimate is given.
const LEAST_ANSWERS: usize = 5;

impl Review {
    /// A queue of all mentions the analyst has not decided, least certain first.
    #[must_use]
    pub fn new(project: &Project) -> Self {
        let articles: Vec<ArticleId> = project.articles().map(|(id, _)| id).collect();
        let undecided = |article: ArticleId| -> Vec<(MentionId, f32)> {
            let readings = project.readings(article).into_iter();
            let open = readings.filter(|reading| reading.decision.is_none());
            open.map(|reading| (reading.id, reading.confidence())).collect()
        };
        let mut queue: Vec<(MentionId, f32)> =
            cores::map(articles, undecided).into_iter().flatten().collect();
        queue.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        Self { queue: Arc::new(queue), ..Self::default() }
    }

    /// The mention in question; `None` when the queue is done.
    #[must_use]
    pub fn current(&self) -> Option<MentionId> {
        self.queue.get(self.at).map(|(id, _)| *id)
    }

    /// The number of the mention in question, from 1, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        ((self.at + 1).min(self.queue.len()), self.queue.len())
    }

    /// Goes on to the next mention that is still undecided. The one in question counts as answered where
    /// the analyst has decided it.
    pub fn advance(&mut self, project: &Project) {
        if let Some(id) = self.current().filter(|id| project.decision(*id).is_some()) {
            self.answered.insert(id);
        }
        self.at = (self.at + 1).min(self.queue.len());
        while self.current().is_some_and(|id| project.decision(id).is_some() || project.reading(id).is_none())
        {
            self.at += 1;
        }
    }

    /// What the answers so far say of the rest: the machine's confidences, shifted on the log-odds scale by
    /// as much as the answers call for (Platt scaling with the slope held at one; a normal prior of one unit
    /// keeps few answers from saying much). `None` before there are five answers.
    #[must_use]
    pub fn estimate(&self, project: &Project) -> Option<Estimate> {
        let (mut answers, mut rest) = (Vec::new(), Vec::new());
        for (id, confidence) in self.queue.iter() {
            match project.decision(*id) {
                Some(word) if self.answered.contains(id) => {
                    let machine = project.mention(*id).and_then(|mention| mention.resolution.as_ref());
                    let right = match (word, machine) {
                        (Decision::Place(place), Some(resolution)) => {
                            let words = project.decisions();
                            words.canonical(place) == words.canonical(&resolution.place)
                        }
                        (Decision::Unresolved, None) => true,
                        _ => false,
                    };
                    answers.push((logit(*confidence), right));
                }
                Some(_) => {}
                None => rest.push(logit(*confidence)),
            }
        }
        (answers.len() >= LEAST_ANSWERS && !rest.is_empty()).then(|| estimate(&answers, &rest))
    }
}

fn logit(confidence: f32) -> f64 {
    let p = f64::from(confidence).clamp(0.01, 0.99);
    (p / (1.0 - p)).ln()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The shift by Newton's method on the posterior, then the mean over the rest. The interval takes in how
/// unsure the shift is and chance in the rest itself.
#[allow(clippy::cast_precision_loss)] // counts
fn estimate(answers: &[(f64, bool)], rest: &[f64]) -> Estimate {
    let (mut shift, mut curvature) = (0.0_f64, 1.0_f64);
    for _ in 0..30 {
        let mut slope = -shift;
        curvature = 1.0;
        for (x, right) in answers {
            let p = logistic(x + shift);
            slope += f64::from(u8::from(*right)) - p;
            curvature += p * (1.0 - p);
        }
        shift += (slope / curvature).clamp(-1.0, 1.0);
    }
    let count = rest.len() as f64;
    let (mut share, mut spread) = (0.0, 0.0);
    for x in rest {
        let p = logistic(x + shift);
        share += p / count;
        spread += p * (1.0 - p) / count;
    }
    let variance = spread * spread / curvature + spread / count;
    Estimate { share, margin: 1.96 * variance.sqrt(), rest: rest.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_agree_leave_the_machine_s_confidence_and_others_shift_it() {
        let rest = vec![logit(0.8); 100];
        let answers = |right: usize, wrong: usize| -> Vec<(f64, bool)> {
            (0..right + wrong).map(|n| (logit(0.8), n < right)).collect()
        };
        let fair = estimate(&answers(80, 20), &rest);
        assert!((fair.share - 0.8).abs() < 0.01, "{fair:?}");
        let worse = estimate(&answers(40, 60), &rest);
        assert!((worse.share - 0.4).abs() < 0.03, "{worse:?}");
        let few = estimate(&answers(0, 1), &rest);
        assert!(few.share > 0.5 && few.margin > fair.margin, "{few:?}");
    }
}
