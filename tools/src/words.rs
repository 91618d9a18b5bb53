//! The word table: clusters of word vectors, and the flags of personal names.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, ensure};
use dateline::{geoparse::words::WordFacts, language::fold};
use rayon::prelude::*;

/// Words taken from the vectors, the commonest first.
const WORDS: usize = 100_000;
const ROUNDS: usize = 12;
/// How many last names are taken, the commonest first.
const LAST_NAMES: usize = 12_000;

/// Builds the table from a file of vectors (`word v1 v2 …`, commonest first, as GloVe's) and a folder with
/// `dist.male.first`, `dist.female.first` and `dist.all.last` (US census of 1990).
pub(crate) fn build(vectors: &Path, names: &Path) -> anyhow::Result<Vec<u8>> {
    let (words, points) = read_vectors(vectors)?;
    let mut facts: BTreeMap<String, WordFacts> = BTreeMap::new();
    for (count, set) in [
        (64, (|facts, id| facts.coarse = id) as fn(&mut WordFacts, u16)),
        (512, |facts, id| facts.middle = id),
        (2048, |facts, id| facts.fine = id),
    ] {
        eprintln!("{count} clusters");
        for (word, id) in words.iter().zip(cluster(&points, count)) {
            set(facts.entry(word.clone()).or_default(), id + 1);
        }
    }
    for (file, bit, most) in [
        ("dist.male.first", 1, usize::MAX),
        ("dist.female.first", 1, usize::MAX),
        ("dist.all.last", 2, LAST_NAMES),
    ] {
        let path = names.join(file);
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        for name in text.lines().filter_map(|line| line.split_whitespace().next()).take(most) {
            facts.entry(fold(name)).or_default().name |= bit;
        }
    }
    let mut table = fst::MapBuilder::memory();
    for (word, facts) in facts {
        table.insert(word, facts.pack())?;
    }
    Ok(table.into_inner()?)
}

fn read_vectors(path: &Path) -> anyhow::Result<(Vec<String>, Vec<Vec<f32>>)> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let (mut words, mut points) = (Vec::new(), Vec::new());
    for line in text.lines().take(WORDS) {
        let mut fields = line.split(' ');
        let word = fields.next().unwrap_or_default();
        let mut point: Vec<f32> = fields.map(str::parse).collect::<Result<_, _>>()?;
        let length = point.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        point.iter_mut().for_each(|x| *x /= length);
        words.push(word.to_owned());
        points.push(point);
    }
    ensure!(points.len() > 4096, "{}: too few vectors", path.display());
    Ok((words, points))
}

/// Spherical k-means from evenly spaced words; deterministic.
fn cluster(points: &[Vec<f32>], count: usize) -> Vec<u16> {
    // The commonest 20,000 words spread over the whole vocabulary: start there.
    let mut centres: Vec<Vec<f32>> =
        (0..count).map(|at| points[at * 20_000.min(points.len()) / count].clone()).collect();
    let mut of = vec![0_u16; points.len()];
    for _ in 0..ROUNDS {
        of = points.par_iter().map(|point| nearest(point, &centres)).collect();
        let mut sums = vec![vec![0.0_f32; points[0].len()]; count];
        for (point, centre) in points.iter().zip(&of) {
            for (sum, x) in sums[usize::from(*centre)].iter_mut().zip(point) {
                *sum += x;
            }
        }
        for (centre, mut sum) in centres.iter_mut().zip(sums) {
            let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
            if length > 0.0 {
                sum.iter_mut().for_each(|x| *x /= length);
                *centre = sum;
            }
        }
    }
    of
}

fn nearest(point: &[f32], centres: &[Vec<f32>]) -> u16 {
    let mut best = (f32::NEG_INFINITY, 0);
    for (at, centre) in centres.iter().enumerate() {
        let dot: f32 = point.iter().zip(centre).map(|(a, b)| a * b).sum();
        if dot > best.0 {
            best = (dot, at);
        }
    }
    u16::try_from(best.1).unwrap_or(u16::MAX)
}
