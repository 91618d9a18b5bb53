//! Recognition: which spans of a text are toponyms, literal or not.
//!
//! The CRF labels names; deterministic steps then find the places inside longer names, in capitals-only
//! lines and in datelines, and leave out what only looks like a place.

use std::collections::HashSet;

use super::{
    MentionForm, MentionKind,
    crf::{LABELS, Model, NameClass, OUTSIDE},
    features::{Capitals, Sight, longest_name, look},
    metonymy,
    shape::Shaper,
    words::Words,
};
use crate::{
    gazetteer::{Gazetteer, normalise, tags},
    language::{Document, TokenKind},
    text::ByteSpan,
};

/// How a toponym was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Labelled as a place.
    Place,
    /// Labelled as a nationality.
    Nationality,
    /// Labelled as a facility.
    Facility,
    /// A place's name inside a longer name: "University of London".
    Nested,
    /// Found by name alone: in a capitals-only line, a dateline, or a language without a model.
    Lookup,
}

/// A span recognised as a toponym.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// The name as it stands in the text.
    pub span: ByteSpan,
    /// First and last token.
    pub tokens: (usize, usize),
    /// How it was found.
    pub source: Source,
    /// Name or demonym.
    pub form: MentionForm,
    /// Literal or associative.
    pub kind: MentionKind,
    /// Calibrated probability, 0…1, that it is a toponym.
    pub probability: f32,
    /// The probability before it was calibrated: the least of its tokens' own.
    pub raw: f32,
}

/// Sets the CRF's own probability of a span right, which is the least of its tokens' and so too low in the
/// middle. The two numbers are what `dateline-tools calibration` prints, from text the weights had not seen.
fn calibrated(raw: f32) -> f32 {
    const SLOPE: f32 = 0.613;
    const INTERCEPT: f32 = 0.766;
    let raw = raw.clamp(1e-4, 1.0 - 1e-4);
    1.0 / (1.0 + (-(SLOPE * (raw / (1.0 - raw)).ln() + INTERCEPT)).exp())
}

/// A span that the CRF labelled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labelled {
    pub(super) class: NameClass,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) probability: f32,
}

/// Weights and word tables.
pub struct Recogniser {
    model: Model,
    words: Words,
}

/// Words that are names of places only in print: never taken out of a longer name.
const NEVER_NESTED: &[&str] = &[
    "academy",
    "center",
    "central",
    "church",
    "college",
    "east",
    "eastern",
    "federal",
    "hall",
    "hospital",
    "man",
    "mission",
    "most",
    "national",
    "north",
    "northeast",
    "northeastern",
    "northern",
    "northwest",
    "northwestern",
    "police",
    "south",
    "southeast",
    "southeastern",
    "southern",
    "southwest",
    "southwestern",
    "station",
    "temple",
    "union",
    "university",
    "west",
    "western",
];
/// Last words that make a labelled place a body.
const BODY_ENDS: &[&str] = &[
    "association",
    "basketball",
    "club",
    "college",
    "company",
    "council",
    "democratic",
    "department",
    "football",
    "hospital",
    "league",
    "lottery",
    "patrol",
    "police",
    "reps",
    "republican",
    "school",
    "schools",
    "sens",
    "singers",
    "university",
];
/// Words behind a place that make it part of a body's name.
const BODY_WORDS: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "airport",
    "area",
    "army",
    "assembly",
    "association",
    "authority",
    "bank",
    "board",
    "bureau",
    "center",
    "centre",
    "chamber",
    "church",
    "city",
    "club",
    "coast",
    "college",
    "commission",
    "committee",
    "conference",
    "congress",
    "cooperative",
    "council",
    "county",
    "court",
    "daily",
    "department",
    "development",
    "diocese",
    "district",
    "education",
    "elementary",
    "embassy",
    "exchange",
    "express",
    "fair",
    "federation",
    "festival",
    "fire",
    "football",
    "force",
    "forces",
    "forum",
    "foundation",
    "gazette",
    "general",
    "government",
    "guard",
    "health",
    "herald",
    "high",
    "historical",
    "hospital",
    "house",
    "institute",
    "international",
    "journal",
    "league",
    "legislature",
    "library",
    "medical",
    "memorial",
    "ministry",
    "museum",
    "news",
    "office",
    "parks",
    "parliament",
    "patrol",
    "police",
    "post",
    "press",
    "public",
    "railway",
    "regional",
    "republican",
    "school",
    "schools",
    "senate",
    "sheriff",
    "society",
    "state",
    "stock",
    "supreme",
    "symphony",
    "technical",
    "theatre",
    "times",
    "township",
    "tribune",
    "university",
    "utilities",
    "water",
    "zoo",
];
/// Words of numbered roads, which have no point on a map.
const ROAD_WORDS: &[&str] =
    &["freeway", "highway", "hwy", "i", "interstate", "road", "route", "rt", "sr", "us"];

impl Recogniser {
    /// Opens the weights and the word table.
    ///
    /// # Errors
    /// A message where either is damaged.
    pub fn open(model: &[u8], words: Words) -> Result<Self, String> {
        Ok(Self { model: Model::open(model)?, words })
    }

    /// The word classes it works with.
    #[must_use]
    pub const fn words(&self) -> &Words {
        &self.words
    }

    /// All toponyms of an English text, in order, without overlaps.
    #[must_use]
    pub fn recognise(&self, document: &Document<'_>, gazetteer: &Gazetteer) -> (Vec<Recognised>, Sight) {
        let sight = look(document, gazetteer, &self.words);
        let labelled = self.label(document, &sight);
        let labelled = Shaper::new(document, gazetteer, &sight, &labelled).shape(&labelled);
        let mut finder = Finder::new(document, gazetteer, &sight);
        finder.places(&labelled);
        finder.nested(&labelled);
        finder.curated(&labelled);
        finder.capital_lines();
        finder.datelines();
        let found = finder.finish();
        (found, sight)
    }

    fn label(&self, document: &Document<'_>, sight: &Sight) -> Vec<Labelled> {
        let mut out = Vec::new();
        let mut features = Vec::with_capacity(96);
        for sentence in &document.sentences {
            let range = sentence.tokens.clone();
            let scores: Vec<[f32; LABELS]> = range
                .clone()
                .map(|at| {
                    features.clear();
                    sight.features(at, &range, &mut features);
                    self.model.scores(&features)
                })
                .collect();
            let labels = self.model.label(&scores);
            if labels.iter().any(|label| *label != OUTSIDE) {
                let marginals = self.model.marginals(&scores);
                spans(&labels, &marginals, range.start, &mut out);
            }
        }
        out
    }
}

fn spans(labels: &[usize], marginals: &[[f32; LABELS]], offset: usize, out: &mut Vec<Labelled>) {
    let mut at = 0;
    while at < labels.len() {
        let label = labels[at];
        if label == OUTSIDE {
            at += 1;
            continue;
        }
        let class = NameClass::ALL[(label - 1) / 2];
        let first = at;
        let mut probability = marginals[at][label];
        at += 1;
        while at < labels.len() && labels[at] == class.begin() + 1 {
            probability = probability.min(marginals[at][labels[at]]);
            at += 1;
        }
        out.push(Labelled { class, first: offset + first, last: offset + at - 1, probability });
    }
}

/// Gathers the toponyms of one document.
struct Finder<'d> {
    document: &'d Document<'d>,
    gazetteer: &'d Gazetteer,
    sight: &'d Sight,
    found: Vec<Recognised>,
    taken: Vec<bool>,
    /// Normalised names that are places somewhere in the document.
    names: HashSet<String>,
}

impl<'d> Finder<'d> {
    fn new(document: &'d Document<'d>, gazetteer: &'d Gazetteer, sight: &'d Sight) -> Self {
        let taken = vec![false; document.tokens.len()];
        Self { document, gazetteer, sight, found: Vec::new(), taken, names: HashSet::new() }
    }

    fn text(&self, first: usize, last: usize) -> &'d str {
        self.document.span_of(first, last).of(self.document.text)
    }

    fn tags_of(&self, first: usize, last: usize) -> u16 {
        self.gazetteer.tags(&normalise(self.text(first, last)))
    }

    fn add(&mut self, first: usize, last: usize, source: Source, probability: f32) {
        if self.taken[first..=last].iter().any(|taken| *taken) {
            return;
        }
        self.taken[first..=last].fill(true);
        let tags = self.tags_of(first, last);
        let demonym =
            source == Source::Nationality || (tags & tags::DEMONYM != 0 && tags & !tags::DEMONYM == 0);
        let form = if demonym { MentionForm::Demonym } else { MentionForm::Name };
        let kind = metonymy::kind(self.document, self.sight, first, last, form, source);
        let span = self.document.span_of(first, last);
        let labelled = matches!(source, Source::Place | Source::Nationality | Source::Facility);
        let sure = if labelled { calibrated(probability) } else { probability };
        self.found.push(Recognised {
            span,
            tokens: (first, last),
            source,
            form,
            kind,
            probability: sure,
            raw: probability,
        });
    }

    /// What the CRF labelled as a place, a nationality or a facility.
    fn places(&mut self, labelled: &[Labelled]) {
        for name in labelled {
            let (first, last) = (name.first, name.last);
            match name.class {
                NameClass::Place if self.is_body(first, last) || self.is_numbered_road(first, last) => {}
                NameClass::Place => {
                    self.names.insert(normalise(self.text(first, last)));
                    self.add(first, last, Source::Place, name.probability);
                }
                NameClass::Facility if !self.is_numbered_road(first, last) => {
                    self.add(first, last, Source::Facility, name.probability);
                }
                NameClass::Nationality => self.nationality(name),
                NameClass::Person if first == last => {
                    let alone = self.sight.tokens[first].name;
                    if alone.tags & tags::COUNTRY != 0 && alone.len == 1 && !self.is_first_name(first) {
                        self.add(first, last, Source::Place, name.probability * 0.7);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a lone name is one that people bear too: then the CRF's word stands.
    fn is_first_name(&self, at: usize) -> bool {
        self.sight.tokens[at].facts.name & 1 != 0
    }

    /// The word of a nationality that the demonym list knows.
    fn nationality(&mut self, name: &Labelled) {
        let mut buffer = String::new();
        let mut at = name.first;
        while at <= name.last {
            let found = longest_name(self.document, self.gazetteer, at, name.last + 1, &mut buffer);
            match found {
                Some((tags, len)) if tags & (tags::DEMONYM | tags::COUNTRY | tags::AREA) != 0 => {
                    self.add(at, at + len - 1, Source::Nationality, name.probability);
                    at += len;
                }
                _ => at += 1,
            }
        }
    }

    fn is_body(&self, first: usize, last: usize) -> bool {
        first < last && BODY_ENDS.binary_search(&self.sight.tokens[last].word.as_str()).is_ok()
    }

    fn is_numbered_road(&self, first: usize, last: usize) -> bool {
        let tokens = &self.document.tokens[first..=last];
        tokens.iter().any(|token| token.kind == TokenKind::Number)
            && (first..=last)
                .any(|at| ROAD_WORDS.binary_search(&self.sight.tokens[at].word.trim_end_matches('.')).is_ok())
    }

    /// Places inside organisations' and other names.
    fn nested(&mut self, labelled: &[Labelled]) {
        let mut buffer = String::new();
        for name in labelled {
            let organisation = match name.class {
                NameClass::Organisation => true,
                NameClass::Place if self.is_body(name.first, name.last) => true,
                NameClass::Other => false,
                _ => {
                    continue;
                }
            };
            let mut at = name.first;
            while at <= name.last {
                let capital = self.sight.tokens[at].capitals.is_capital();
                let found = capital
                    .then(|| longest_name(self.document, self.gazetteer, at, name.last + 1, &mut buffer))
                    .flatten();
                let Some((found_tags, len)) = found else {
                    at += 1;
                    continue;
                };
                let last = at + len - 1;
                if self.sight.tokens[last].capitals.is_capital()
                    && self.is_nested(name, organisation, at, last, found_tags)
                {
                    let sure = if found_tags & (tags::COUNTRY | tags::DEMONYM) != 0 { 0.95 } else { 0.85 };
                    self.add(at, last, Source::Nested, sure * name.probability.max(0.6));
                }
                at = last + 1;
            }
        }
    }

    fn is_nested(&self, name: &Labelled, organisation: bool, at: usize, last: usize, found: u16) -> bool {
        if at == last && NEVER_NESTED.binary_search(&self.sight.tokens[at].word.as_str()).is_ok() {
            return false;
        }
        let whole = at == name.first && last == name.last;
        let has = |bits: u16| found & bits != 0;
        if whole {
            let known = organisation && self.names.contains(&normalise(self.text(at, last)));
            return has(tags::COUNTRY | tags::AREA) || known;
        }
        let before = at.checked_sub(1).map_or("", |before| self.sight.tokens[before].word.as_str());
        let first = at == name.first || (at == name.first + 1 && before == "the");
        let of = at > name.first && matches!(before, "of" | "after" | "in" | "at" | "for" | "-");
        let next = if last < name.last { self.sight.tokens[last + 1].word.as_str() } else { "" };
        let cue = BODY_WORDS.binary_search(&next).is_ok();
        let is_last = last == name.last;
        if self.names.contains(&normalise(self.text(at, last))) && (first || is_last || of) {
            return true;
        }
        if has(tags::COUNTRY | tags::DEMONYM) {
            organisation || first || of || is_last || cue
        } else if has(tags::REGION | tags::METROPOLIS) {
            organisation || first || of
        } else if has(tags::AREA) {
            first || of || (cue && organisation)
        } else if has(tags::CITY) {
            first || of
        } else if has(tags::DISTRICT) && organisation && first {
            true
        } else if has(tags::TOWN) {
            organisation && ((first && cue) || of)
        } else {
            false
        }
    }

    /// Names that an overlay holds: who wrote it vouches for them, unless they are part of a person's name.
    fn curated(&mut self, labelled: &[Labelled]) {
        let mut buffer = String::new();
        let mut at = 0;
        while at < self.document.tokens.len() {
            let end = self.document.sentence_end(at);
            let capital = self.sight.tokens[at].capitals.is_capital();
            let found =
                capital.then(|| longest_name(self.document, self.gazetteer, at, end, &mut buffer)).flatten();
            let article = at > 0 && capital && self.sight.tokens[at - 1].word == "the" && !self.taken[at];
            if article
                && !self.next_is_capital(at)
                && self.gazetteer.is_curated(&normalise(self.text(at - 1, at)))
            {
                self.add(at - 1, at, Source::Lookup, 0.8);
                at += 1;
                continue;
            }
            let Some((_, len)) = found else {
                at += 1;
                continue;
            };
            let last = at + len - 1;
            let within = |name: &Labelled| {
                name.class == NameClass::Person
                    && name.first <= at
                    && last <= name.last
                    && (name.first, name.last) != (at, last)
            };
            if self.gazetteer.is_curated(&normalise(self.text(at, last)))
                && !labelled.get(labelled.partition_point(|name| name.last < at)).is_some_and(within)
            {
                self.add(at, last, Source::Lookup, 0.8);
            }
            at += len;
        }
    }

    fn next_is_capital(&self, at: usize) -> bool {
        self.sight.tokens.get(at + 1).is_some_and(|next| next.capitals.is_capital())
    }

    /// Capitals tell nothing in a headline of capitals: well-known names are looked up there.
    fn capital_lines(&mut self) {
        let mut buffer = String::new();
        let well_known =
            tags::COUNTRY | tags::DEMONYM | tags::REGION | tags::METROPOLIS | tags::CITY | tags::AREA;
        for sentence in &self.document.sentences {
            let range = sentence.tokens.clone();
            if !self.sight.is_capital_line(range.start) {
                continue;
            }
            let mut at = range.start;
            while at < range.end {
                let found = longest_name(self.document, self.gazetteer, at, range.end, &mut buffer);
                let Some((found_tags, len)) = found else {
                    at += 1;
                    continue;
                };
                let letters = self.text(at, at + len - 1).len();
                if found_tags & well_known != 0 && letters >= 4 && self.sight.tokens[at].facts.name == 0 {
                    self.add(at, at + len - 1, Source::Lookup, 0.75);
                }
                at += len;
            }
        }
    }

    /// "BAKU, July 31 —" and "YEREVAN —" at the head of a paragraph.
    fn datelines(&mut self) {
        let mut buffer = String::new();
        for paragraph in &self.document.paragraphs {
            let first = self.document.token_at(paragraph.start());
            let end = (first + 5).min(self.document.tokens.len());
            let capitals = (first..end)
                .take_while(|at| matches!(self.sight.tokens[*at].capitals, Capitals::All))
                .count();
            if capitals == 0 {
                continue;
            }
            let Some((_, len)) =
                longest_name(self.document, self.gazetteer, first, first + capitals, &mut buffer)
            else {
                continue;
            };
            let next = self.document.token_text(first + len);
            if len == capitals && matches!(next, "," | "—" | "–" | "-" | "--" | "(" | ":") {
                self.add(first, first + len - 1, Source::Lookup, 0.9);
            }
        }
    }

    fn finish(mut self) -> Vec<Recognised> {
        self.found.sort_by_key(|found| found.span);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_lists_are_sorted_for_the_search() {
        for list in [NEVER_NESTED, BODY_ENDS, BODY_WORDS, ROAD_WORDS] {
            assert!(list.is_sorted());
        }
    }
}
