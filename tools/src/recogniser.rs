//! Trains the recogniser: a linear-chain CRF by AdaGrad with feature dropout, pruned, in eight bits.

use std::{collections::HashMap, path::Path};

use anyhow::Context;
use dateline::{
    gazetteer::{Gazetteer, tags},
    geoparse::{
        crf::{LABELS, Lattice, Model, NameClass, OUTSIDE},
        features::{Sight, look},
        words::Words,
    },
    language::Document,
    text::{CharSpan, OffsetMap},
};
use serde::Deserialize;

const EPOCHS: usize = 10;
const SLOW_FROM: usize = 6;
const RATE: f32 = 0.02;
const SLOW_RATE: f32 = 0.008;
const DROPOUT: u64 = 30;

/// The sets of training text.
const OPEN_SETS: &[&str] = &["gum.jsonl.gz", "re3d.jsonl.gz", "uner.jsonl.gz"];
const NEWSWIRE: &str = "en-worldwide-newswire.jsonl.gz";

/// A labelled text of the training sets.
#[derive(Deserialize)]
pub(crate) struct Text {
    source: String,
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
}

/// A name in it: code points, end exclusive.
#[derive(Deserialize)]
pub(crate) struct Entity {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) label: String,
}

/// One sentence: each token's features as rows, and its label.
struct Example {
    features: Vec<u32>,
    starts: Vec<u32>,
    labels: Vec<usize>,
}

/// Trains on the sets of a folder, with or without the newswire whose licence is not stated.
pub(crate) fn train(
    folder: &Path,
    newswire: bool,
    gazetteer: &Gazetteer,
    words: &Words,
) -> anyhow::Result<Vec<u8>> {
    Ok(train_on(&texts(folder, newswire)?, newswire, gazetteer, words))
}

/// The labelled texts of a folder, with or without the newswire whose licence is not stated.
pub(crate) fn texts(folder: &Path, newswire: bool) -> anyhow::Result<Vec<Text>> {
    let mut sets = OPEN_SETS.to_vec();
    if newswire {
        sets.push(NEWSWIRE);
    }
    let mut texts = Vec::new();
    for set in sets {
        for line in crate::gazetteer::lines(&folder.join(set))? {
            texts.push(serde_json::from_str(&line?).with_context(|| format!("reading {set}"))?);
        }
    }
    Ok(texts)
}

/// Trains on these texts alone.
pub(crate) fn train_on<'t>(
    texts: impl IntoIterator<Item = &'t Text>,
    newswire: bool,
    gazetteer: &Gazetteer,
    words: &Words,
) -> Vec<u8> {
    let mut raw = Vec::new();
    for text in texts {
        read_text(text, gazetteer, words, &mut raw);
    }
    let (hashes, examples) = index(raw);
    eprintln!("{} sentences, {} features", examples.len(), hashes.len());
    let mut learner = Learner::new(hashes.len());
    learner.run(&examples);
    learner.write(&hashes, if newswire { 0.05 } else { 0.03 })
}

type RawSentence = (Vec<Vec<u64>>, Vec<usize>);

fn read_text(text: &Text, gazetteer: &Gazetteer, words: &Words, out: &mut Vec<RawSentence>) {
    let document = Document::new(&text.text);
    let sight = look(&document, gazetteer, words);
    let labels = labels(text, &document, &sight);
    for sentence in &document.sentences {
        let range = sentence.tokens.clone();
        let features = range
            .clone()
            .map(|at| {
                let mut out = Vec::new();
                sight.features(at, &range, &mut out);
                out
            })
            .collect();
        out.push((features, labels[range].to_vec()));
    }
}

/// The class that a mark of the sets stands for.
fn class_of(label: &str) -> Option<NameClass> {
    Some(match label {
        "LOC" => NameClass::Place,
        "NORP" => NameClass::Nationality,
        "ORG" => NameClass::Organisation,
        "PER" => NameClass::Person,
        "FAC" => NameClass::Facility,
        "Misc" => NameClass::Other,
        _ => return None,
    })
}

fn labels(text: &Text, document: &Document<'_>, sight: &Sight) -> Vec<usize> {
    let map = OffsetMap::new(&text.text);
    let mut labels = vec![OUTSIDE; document.tokens.len()];
    for entity in &text.entities {
        let Some(mut class) = class_of(&entity.label) else { continue };
        let Some(span) = map.bytes(CharSpan { start: entity.start, end: entity.end }) else { continue };
        let first = document.token_at(span.start());
        let last = document.token_at(span.end().saturating_sub(1));
        if last >= document.tokens.len() {
            continue;
        }
        // re3d marks a country that acts as an organisation.
        let name = sight.tokens[first].name;
        if text.source == "re3d"
            && class == NameClass::Organisation
            && name.tags & tags::COUNTRY != 0
            && usize::from(name.len) == last + 1 - first
        {
            class = NameClass::Place;
        }
        labels[first] = class.begin();
        for label in &mut labels[first + 1..=last] {
            *label = class.begin() + 1;
        }
    }
    if text.source != "en-worldwide-newswire" {
        // These sets do not mark nationalities.
        for (at, seen) in sight.tokens.iter().enumerate() {
            if labels[at] == OUTSIDE
                && seen.name.tags & tags::DEMONYM != 0
                && seen.name.tags & tags::COUNTRY == 0
            {
                let offset = usize::from(seen.name.at > 0);
                labels[at] = NameClass::Nationality.begin() + offset;
            }
        }
    }
    labels
}

/// Keeps the features seen twice, and numbers them.
fn index(raw: Vec<RawSentence>) -> (Vec<u64>, Vec<Example>) {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for hash in raw.iter().flat_map(|(features, _)| features.iter().flatten()) {
        *counts.entry(*hash).or_default() += 1;
    }
    let mut hashes: Vec<u64> =
        counts.iter().filter(|(_, count)| **count >= 2).map(|(hash, _)| *hash).collect();
    hashes.sort_unstable();
    let number: HashMap<u64, u32> = hashes.iter().zip(0..).map(|(hash, number)| (*hash, number)).collect();
    let examples = raw
        .into_iter()
        .map(|(tokens, labels)| {
            let mut example = Example { features: Vec::new(), starts: vec![0], labels };
            for token in tokens {
                example.features.extend(token.iter().filter_map(|hash| number.get(hash)));
                example.starts.push(u32::try_from(example.features.len()).unwrap_or(u32::MAX));
            }
            example
        })
        .collect();
    (hashes, examples)
}

/// SplitMix64: a small generator of good quality, the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

struct Learner {
    weights: Vec<[f32; LABELS]>,
    squares: Vec<[f32; LABELS]>,
    transitions: [[f32; LABELS]; LABELS],
    transition_squares: [[f32; LABELS]; LABELS],
    random: Random,
    rate: f32,
}

impl Learner {
    fn new(features: usize) -> Self {
        Self {
            weights: vec![[0.0; LABELS]; features],
            squares: vec![[0.001; LABELS]; features],
            transitions: [[0.0; LABELS]; LABELS],
            transition_squares: [[0.001; LABELS]; LABELS],
            random: Random(1),
            rate: RATE,
        }
    }

    fn run(&mut self, examples: &[Example]) {
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for epoch in 0..EPOCHS {
            self.rate = if epoch >= SLOW_FROM { SLOW_RATE } else { RATE };
            for at in (1..order.len()).rev() {
                #[allow(clippy::cast_possible_truncation)] // 64-bit machines build assets
                let other = (self.random.next() % (at as u64 + 1)) as usize;
                order.swap(at, other);
            }
            for at in &order {
                self.learn(&examples[*at]);
            }
            eprintln!("epoch {} done", epoch + 1);
        }
    }

    fn learn(&mut self, example: &Example) {
        let len = example.labels.len();
        let mut kept: Vec<Vec<u32>> = Vec::with_capacity(len);
        let mut scores = vec![[0.0_f32; LABELS]; len];
        for (at, score) in scores.iter_mut().enumerate() {
            let all = &example.features[example.starts[at] as usize..example.starts[at + 1] as usize];
            let kept_here: Vec<u32> =
                all.iter().copied().filter(|_| self.random.next() % 100 >= DROPOUT).collect();
            for feature in &kept_here {
                for (score, weight) in score.iter_mut().zip(&self.weights[*feature as usize]) {
                    *score += weight / 0.7;
                }
            }
            kept.push(kept_here);
        }
        let lattice = Lattice::new(&scores, &self.transitions);
        for at in 0..len {
            let mut gradient = lattice.marginal(at);
            gradient[example.labels[at]] -= 1.0;
            if gradient.iter().all(|g| g.abs() < 0.002) {
                continue;
            }
            let scaled = gradient.map(|g| g / 0.7);
            for feature in &kept[at] {
                let row = *feature as usize;
                let cells = self.weights[row].iter_mut().zip(&mut self.squares[row]);
                for ((weight, square), slope) in cells.zip(scaled) {
                    step(self.rate, slope, weight, square);
                }
            }
        }
        for at in 0..len.saturating_sub(1) {
            let mut gradient = lattice.pair(at);
            gradient[example.labels[at]][example.labels[at + 1]] -= 1.0;
            let rows = self.transitions.iter_mut().zip(&mut self.transition_squares);
            for ((weights, squares), slopes) in rows.zip(gradient) {
                for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(slopes) {
                    step(self.rate, slope, weight, square);
                }
            }
        }
    }

    /// Prunes small weights and writes the rest in eight bits.
    fn write(&self, hashes: &[u64], prune: f32) -> Vec<u8> {
        let top = self.weights.iter().flatten().fold(0.0_f32, |top, weight| top.max(weight.abs()));
        let scale = top.max(1e-6) / 127.0;
        let mut rows = Vec::new();
        for (hash, row) in hashes.iter().zip(&self.weights) {
            #[allow(clippy::cast_possible_truncation)] // within ±127 by the scale
            let cells =
                row.map(|weight| if weight.abs() < prune { 0 } else { (weight / scale).round() as i8 });
            if cells.iter().any(|cell| *cell != 0) {
                rows.push((*hash, cells));
            }
        }
        eprintln!("{} features kept, scale {scale}", rows.len());
        Model::write(scale, &self.transitions, &rows)
    }
}

fn step(rate: f32, gradient: f32, weight: &mut f32, square: &mut f32) {
    *square += gradient * gradient;
    *weight -= rate * gradient / (*square + 0.05).sqrt();
}
