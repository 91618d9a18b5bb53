//! The same text in other clothes: agency copy that many outlets print, cut and with other headlines.
//!
//! A text's *sketch* is a sample of its shingles: of all runs of four words, those whose hash falls below a
//! threshold (Broder, "On the resemblance and containment of documents", 1997, with the threshold in place of
//! a fixed number, so that a text can be compared with a longer one that contains it). Two texts are the same
//! story where most of the shorter sketch lies in the longer. Work and memory grow with the texts' length
//! alone, not with the number of pairs.

use std::collections::HashMap;

/// Words of a shingle.
const SHINGLE: usize = 4;
/// One in so many shingles of a longer text is kept.
const RATE: u64 = 8;
/// A text of fewer shingles is kept whole.
const SHORT: usize = 160;
/// The share of the shorter text that must lie in the longer.
const SHARED: f64 = 0.6;
/// The shorter must have at least this share of the longer's length: a paragraph quoted in a long article
/// does not make them one story.
const LENGTH: f64 = 0.25;
/// A text of fewer shingles is no story: captions and stubs are alike everywhere.
const LEAST: usize = 30;
/// Fewer shingles in common than this say nothing.
const FEWEST: usize = 6;
/// Stories that one shingle is looked up in: "all rights reserved" stands everywhere.
const POSTINGS: usize = 24;

/// The sample of a text's shingles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// In order, without repeats.
    hashes: Vec<u64>,
    /// Of a short text all shingles are kept.
    whole: bool,
    /// Shingles of the text.
    length: usize,
}

impl Sketch {
    /// Reads a text once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let words: Vec<u64> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| {
                word.chars()
                    .flat_map(char::to_lowercase)
                    .fold(SEED, |hash, c| mix(hash ^ u64::from(u32::from(c))))
            })
            .collect();
        let shingle = |run: &[u64]| run.iter().fold(SEED, |hash, word| mix(hash.rotate_left(17) ^ word));
        let all: Vec<u64> = words.windows(SHINGLE).map(shingle).collect();
        if all.len() < LEAST {
            return Self::default();
        }
        let length = all.len();
        let whole = length < SHORT;
        let mut hashes: Vec<u64> = all.into_iter().filter(|hash| whole || is_sampled(*hash)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes, whole, length }
    }

    /// Whether two texts tell one story in the same words.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        #[allow(clippy::cast_precision_loss)] // shares of a few thousand
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let (short, long) = if self.length <= other.length { (self, other) } else { (other, self) };
        if share(short.length, long.length) < LENGTH {
            return false;
        }
        // Both are compared at the rate that both have.
        let whole = self.whole && other.whole;
        let kept = |hash: &&u64| whole || is_sampled(**hash);
        let size = short.hashes.iter().filter(kept).count();
        let shared =
            short.hashes.iter().filter(kept).filter(|hash| long.hashes.binary_search(hash).is_ok()).count();
        shared >= FEWEST && share(shared, size) >= SHARED
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// A step of a hash that spreads every bit (the finaliser of SplitMix64).
const fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

const fn is_sampled(hash: u64) -> bool {
    hash < u64::MAX / RATE
}

/// For each text, in order, the first that tells the same story: itself where it is the first.
#[must_use]
pub fn stories<'s>(sketches: impl IntoIterator<Item = &'s Sketch>) -> Vec<usize> {
    let mut leads: Vec<(usize, &Sketch)> = Vec::new();
    let mut postings: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut out = Vec::new();
    for (at, sketch) in sketches.into_iter().enumerate() {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for hash in &sketch.hashes {
            for lead in postings.get(hash).into_iter().flatten() {
                *counts.entry(*lead).or_default() += 1;
            }
        }
        // The likeliest first, and of these the earliest: the order of a hash map must not show.
        let mut likely: Vec<(usize, usize)> = counts.into_iter().collect();
        likely.sort_unstable_by_key(|(lead, count)| (std::cmp::Reverse(*count), *lead));
        let found = likely.into_iter().take(4).find(|(lead, _)| leads[*lead].1.matches(sketch));
        if let Some((lead, _)) = found {
            out.push(leads[lead].0);
            continue;
        }
        for hash in &sketch.hashes {
            let known = postings.entry(*hash).or_default();
            if known.len() < POSTINGS {
                known.push(leads.len());
            }
        }
        leads.push((at, sketch));
        out.push(at);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences that share no words but the small ones.
    fn text(seed: usize, sentences: usize) -> String {
        let word = |n: usize| format!("w{}", mix((seed * 1000 + n) as u64) % 100_000);
        (0..sentences)
            .map(|at| {
                format!(
                    "The {} of {} met the {} in {}. ",
                    word(4 * at),
                    word(4 * at + 1),
                    word(4 * at + 2),
                    word(4 * at + 3)
                )
            })
            .collect()
    }

    fn grouped(texts: &[String]) -> Vec<usize> {
        let sketches: Vec<Sketch> = texts.iter().map(|text| Sketch::new(text)).collect();
        stories(&sketches)
    }

    #[test]
    fn agency_copy_is_one_story_however_it_is_cut_and_headed() {
        let copy = text(1, 60);
        let cut: String = copy.chars().take(copy.len() * 6 / 10).collect();
        let headed = format!("Our own headline on the matter\n\n{copy}\n\nAll rights reserved.");
        let edited = copy.replacen("met", "saw", 5);
        assert_eq!(grouped(&[copy, text(2, 60), cut, headed, edited]), [0, 1, 0, 0, 0]);
    }

    #[test]
    fn a_quoted_paragraph_makes_no_story() {
        let note = text(3, 8);
        let long = format!("{}{note}{}", text(4, 60), text(5, 60));
        assert_eq!(grouped(&[note, long]), [0, 1]);
    }

    #[test]
    fn a_few_words_are_no_story() {
        let few = "The talks were held in Baku on Monday.".to_owned();
        assert_eq!(grouped(&[few.clone(), few, String::new(), String::new()]), [0, 1, 2, 3]);
        let short = text(6, 5);
        assert_eq!(grouped(&[short.clone(), text(7, 5), short]), [0, 1, 0]);
    }

    #[test]
    fn what_stands_under_every_article_joins_none() {
        let foot = " All rights reserved. Reproduction of this text without the written consent of the agency is not allowed.";
        let texts: Vec<String> = (0..60).map(|seed| text(seed + 10, 12) + foot).collect();
        assert_eq!(grouped(&texts), (0..60).collect::<Vec<_>>());
    }
}
