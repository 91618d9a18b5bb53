//! A linear-chain conditional random field over hashed features (Lafferty, McCallum & Pereira 2001):
//! the weights, the best labelling (Viterbi) and the labels' probabilities (forward-backward).

/// The labels: outside, then beginning and inside of each kind of name.
pub const LABELS: usize = 13;
/// Label of a token outside every name.
pub const OUTSIDE: usize = 0;

/// What kind of name a labelled span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameClass {
    /// A place.
    Place,
    /// A nationality.
    Nationality,
    /// An organisation.
    Organisation,
    /// A person.
    Person,
    /// A facility.
    Facility,
    /// Another name.
    Other,
}

impl NameClass {
    /// All classes in the order of their labels.
    pub const ALL: [Self; 6] =
        [Self::Place, Self::Nationality, Self::Organisation, Self::Person, Self::Facility, Self::Other];

    /// The label that begins a span of this class; the next label continues it.
    #[must_use]
    pub const fn begin(self) -> usize {
        1 + 2 * self as usize
    }
}

/// Whether a label may follow another: "inside" only after its own beginning or inside.
#[must_use]
pub const fn may_follow(before: usize, label: usize) -> bool {
    label == OUTSIDE || label % 2 == 1 || before == label || before + 1 == label
}

/// One row of weights, one for each label.
pub type Row = [i8; 16];

const MAGIC: &[u8; 8] = b"DLCRF\0\0\x01";

/// The trained weights, read from bytes into an open-addressing table.
pub struct Model {
    scale: f32,
    transitions: [[f32; LABELS]; LABELS],
    keys: Vec<u32>,
    rows: Vec<Row>,
    mask: usize,
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// A message where the bytes are none.
    pub fn open(bytes: &[u8]) -> Result<Self, String> {
        let damaged = || "the recogniser's weights are damaged".to_owned();
        let word = |at: usize| -> Result<[u8; 4], String> {
            bytes.get(at..at + 4).and_then(|raw| raw.try_into().ok()).ok_or_else(damaged)
        };
        if bytes.get(..8) != Some(MAGIC) {
            return Err("these are no recogniser weights of this version".to_owned());
        }
        let scale = f32::from_le_bytes(word(8)?);
        let count = u32::from_le_bytes(word(12)?) as usize;
        let mut at = 16;
        let mut transitions = [[0.0; LABELS]; LABELS];
        for cell in transitions.iter_mut().flatten() {
            *cell = f32::from_le_bytes(word(at)?);
            at += 4;
        }
        let size = (count * 2).next_power_of_two().max(16);
        let mut model =
            Self { scale, transitions, keys: vec![0; size], rows: vec![[0; 16]; size], mask: size - 1 };
        if bytes.len() < at + count * 21 {
            return Err(damaged());
        }
        for record in bytes[at..at + count * 21].chunks_exact(21) {
            let hash = u64::from_le_bytes(record[..8].try_into().map_err(|_short| damaged())?);
            let mut row: Row = [0; 16];
            for (cell, byte) in row.iter_mut().zip(&record[8..]) {
                *cell = byte.cast_signed();
            }
            model.insert(hash, row);
        }
        Ok(model)
    }

    /// The bytes of a model file: rows in order of their hashes.
    #[must_use]
    pub fn write(scale: f32, transitions: &[[f32; LABELS]; LABELS], rows: &[(u64, [i8; LABELS])]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&scale.to_le_bytes());
        out.extend_from_slice(&u32::try_from(rows.len()).unwrap_or(u32::MAX).to_le_bytes());
        for cell in transitions.iter().flatten() {
            out.extend_from_slice(&cell.to_le_bytes());
        }
        for (hash, row) in rows {
            out.extend_from_slice(&hash.to_le_bytes());
            out.extend(row.iter().map(|cell| cell.cast_unsigned()));
        }
        out
    }

    #[allow(clippy::cast_possible_truncation)] // slots come from the low bits, keys from the high ones
    fn insert(&mut self, hash: u64, row: Row) {
        let key = (hash >> 32) as u32 | 1;
        let mut slot = hash as usize & self.mask;
        while self.keys[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) & self.mask;
        }
        self.keys[slot] = key;
        self.rows[slot] = row;
    }

    #[allow(clippy::cast_possible_truncation)]
    fn row(&self, hash: u64) -> Option<&Row> {
        let key = (hash >> 32) as u32 | 1;
        let mut slot = hash as usize & self.mask;
        loop {
            match self.keys[slot] {
                0 => return None,
                found if found == key => return Some(&self.rows[slot]),
                _ => slot = (slot + 1) & self.mask,
            }
        }
    }

    /// The score of each label for one token's features.
    #[must_use]
    pub fn scores(&self, features: &[u64]) -> [f32; LABELS] {
        let mut sums = [0_i32; 16];
        for row in features.iter().filter_map(|hash| self.row(*hash)) {
            for (sum, cell) in sums.iter_mut().zip(row) {
                *sum += i32::from(*cell);
            }
        }
        let mut scores = [0.0; LABELS];
        for (score, sum) in scores.iter_mut().zip(sums) {
            #[allow(clippy::cast_precision_loss)] // far below 2^24
            let sum = sum as f32;
            *score = sum * self.scale;
        }
        scores
    }

    /// The best labelling of a sentence.
    #[must_use]
    pub fn label(&self, scores: &[[f32; LABELS]]) -> Vec<usize> {
        viterbi(scores, &self.transitions)
    }

    /// The probability of each label at each token.
    #[must_use]
    pub fn marginals(&self, scores: &[[f32; LABELS]]) -> Vec<[f32; LABELS]> {
        let lattice = Lattice::new(scores, &self.transitions);
        (0..scores.len()).map(|at| lattice.marginal(at)).collect()
    }
}

fn viterbi(scores: &[[f32; LABELS]], transitions: &[[f32; LABELS]; LABELS]) -> Vec<usize> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut best = *first;
    for (label, score) in best.iter_mut().enumerate() {
        if !may_follow(OUTSIDE, label) {
            *score = f32::NEG_INFINITY;
        }
    }
    let mut back = vec![[0_u8; LABELS]; scores.len()];
    for (at, row) in scores.iter().enumerate().skip(1) {
        let mut next = [f32::NEG_INFINITY; LABELS];
        for label in 0..LABELS {
            for before in (0..LABELS).filter(|before| may_follow(*before, label)) {
                let value = best[before] + transitions[before][label] + row[label];
                if value > next[label] {
                    next[label] = value;
                    #[allow(clippy::cast_possible_truncation)] // 13 labels
                    let before = before as u8;
                    back[at][label] = before;
                }
            }
        }
        best = next;
    }
    let mut label = (0..LABELS).fold(0, |top, label| if best[label] > best[top] { label } else { top });
    let mut labels = vec![0; scores.len()];
    for at in (0..scores.len()).rev() {
        labels[at] = label;
        label = usize::from(back[at][label]);
    }
    labels
}

/// Forward and backward sums of one sentence, scaled token by token.
pub struct Lattice {
    forward: Vec<[f32; LABELS]>,
    backward: Vec<[f32; LABELS]>,
    emissions: Vec<[f32; LABELS]>,
    steps: [[f32; LABELS]; LABELS],
    scales: Vec<f32>,
}

fn normalise(row: &mut [f32; LABELS]) -> f32 {
    let sum: f32 = row.iter().sum();
    let scale = if sum > 0.0 && sum.is_finite() { 1.0 / sum } else { 1.0 };
    row.iter_mut().for_each(|cell| *cell *= scale);
    scale
}

impl Lattice {
    /// Sums over all labellings.
    #[must_use]
    pub fn new(scores: &[[f32; LABELS]], transitions: &[[f32; LABELS]; LABELS]) -> Self {
        let mut steps = [[0.0; LABELS]; LABELS];
        for (before, row) in steps.iter_mut().enumerate() {
            for (label, cell) in row.iter_mut().enumerate() {
                *cell = if may_follow(before, label) { transitions[before][label].exp() } else { 0.0 };
            }
        }
        let emissions: Vec<[f32; LABELS]> = scores
            .iter()
            .map(|row| {
                let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                row.map(|score| (score - top).exp())
            })
            .collect();
        let len = emissions.len();
        let mut forward = vec![[0.0; LABELS]; len];
        let mut scales = vec![1.0; len];
        for at in 0..len {
            for label in 0..LABELS {
                let inflow = if at == 0 {
                    f32::from(u8::from(may_follow(OUTSIDE, label)))
                } else {
                    (0..LABELS).map(|before| forward[at - 1][before] * steps[before][label]).sum()
                };
                forward[at][label] = inflow * emissions[at][label];
            }
            scales[at] = normalise(&mut forward[at]);
        }
        let mut backward = vec![[1.0; LABELS]; len];
        for at in (0..len.saturating_sub(1)).rev() {
            for label in 0..LABELS {
                backward[at][label] = (0..LABELS)
                    .map(|next| steps[label][next] * emissions[at + 1][next] * backward[at + 1][next])
                    .sum();
            }
            normalise(&mut backward[at]);
        }
        Self { forward, backward, emissions, steps, scales }
    }

    /// The probability of each label at a token.
    #[must_use]
    pub fn marginal(&self, at: usize) -> [f32; LABELS] {
        let mut row = [0.0; LABELS];
        for (label, cell) in row.iter_mut().enumerate() {
            *cell = self.forward[at][label] * self.backward[at][label];
        }
        normalise(&mut row);
        row
    }

    /// The probability of each pair of labels at a token and the next one.
    #[must_use]
    pub fn pair(&self, at: usize) -> [[f32; LABELS]; LABELS] {
        let mut pairs = [[0.0; LABELS]; LABELS];
        let mut sum = 0.0;
        for (before, row) in pairs.iter_mut().enumerate() {
            for (label, cell) in row.iter_mut().enumerate() {
                *cell = self.forward[at][before]
                    * self.steps[before][label]
                    * self.emissions[at + 1][label]
                    * self.backward[at + 1][label];
                sum += *cell;
            }
        }
        if sum > 0.0 {
            pairs.iter_mut().flatten().for_each(|cell| *cell /= sum);
        }
        pairs
    }

    /// How many tokens the sentence has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether the sentence has no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_labels_follow_their_own_kind_alone() {
        assert!(may_follow(1, 2) && may_follow(2, 2) && may_follow(5, 1));
        assert!(!may_follow(0, 2) && !may_follow(3, 2) && !may_follow(1, 4));
    }

    #[test]
    fn a_sure_token_has_a_sure_label() {
        let mut scores = [[0.0; LABELS]; 2];
        scores[0][1] = 9.0;
        scores[1][2] = 9.0;
        let model = Model::open(&Model::write(1.0, &[[0.0; LABELS]; LABELS], &[])).expect("an empty model");
        assert_eq!(model.label(&scores), [1, 2]);
        let marginals = model.marginals(&scores);
        assert!(marginals[1][2] > 0.99, "{marginals:?}");
    }
}
