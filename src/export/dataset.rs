//! What every data format writes: the part of a project that the filter leaves, as rows in a fixed order.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use serde::Serialize;

use super::{
    Content,
    geometry::{Geometry, point},
};
use crate::{
    article::Article,
    basemap::{Archive, outline::Outlines},
    cartography::layers::Layers,
    gazetteer::{Gazetteer, Place, PlaceId},
    geoparse::{MentionForm, MentionKind},
    project::{
        ArticleId, Entry, Excerpt, Filter, MentionId, Project, ProposalId, Reading, TellingId,
        index::{PlaceEntry, ProposalEntry},
    },
    proposals::{PlaceRole, Proposal, ProposalKind, Status},
    text::{ByteSpan, OffsetMap},
};

/// How far an export has come, shared between the one who writes and the one who waits.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    done: Arc<AtomicUsize>,
    cancelled: Arc<AtomicBool>,
}

impl Progress {
    /// A count of the articles written so far, and a wish to stop: nothing is left of the file then.
    #[must_use]
    pub const fn new(done: Arc<AtomicUsize>, cancelled: Arc<AtomicBool>) -> Self {
        Self { done, cancelled }
    }

    /// Articles written so far.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Asks the writer to stop; nothing is left of the file.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the writer was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Whose word something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    Machine,
    Analyst,
}

impl By {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Analyst => "analyst",
        }
    }

    const fn of(decided: bool) -> Self {
        if decided { Self::Analyst } else { Self::Machine }
    }
}

/// One mention, as a row of a table. Offsets count code points.
#[derive(Clone, Debug)]
pub(super) struct MentionRow<'d> {
    pub(super) article: &'d Article,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'d str,
    pub(super) kind: MentionKind,
    pub(super) form: MentionForm,
    pub(super) place: Option<&'d Place>,
    pub(super) confidence: f32,
    pub(super) by: By,
    pub(super) passage: &'d str,
    /// Where the passage starts.
    pub(super) passage_start: usize,
}

/// One proposal across articles, as a row of a table.
#[derive(Clone, Debug)]
pub(super) struct ProposalRow<'d> {
    pub(super) entry: &'d ProposalEntry,
    pub(super) key: String,
    pub(super) places: Vec<(PlaceRole, &'d Place)>,
    pub(super) tellings: Vec<TellingRow<'d>>,
    pub(super) by: By,
}

/// One article's telling of a proposal.
#[derive(Clone, Debug)]
pub(super) struct TellingRow<'d> {
    pub(super) article: &'d Article,
    pub(super) told: &'d Proposal,
    /// The passages that show it, the main one first, with where each starts and ends.
    pub(super) evidence: Vec<(usize, usize, &'d str)>,
    /// Where its status is told, if not in the main evidence.
    pub(super) status_evidence: Option<&'d str>,
    pub(super) conditions: Option<&'d str>,
}

impl ProposalRow<'_> {
    pub(super) fn kind(&self) -> ProposalKind {
        self.entry.kind
    }

    pub(super) fn status(&self) -> Status {
        self.entry.status
    }

    /// The first and the last day on which it was reported.
    pub(super) fn reported(&self) -> [Option<jiff::civil::Date>; 2] {
        let dates = || self.tellings.iter().filter_map(|telling| telling.article.date);
        [dates().min(), dates().max()]
    }

    /// "venue: Bratislava; from: Yevlakh", for formats that have no lists.
    pub(super) fn places_line(&self) -> String {
        let one = |(role, place): &(PlaceRole, &Place)| format!("{}: {}", role.label(), place.label(true));
        self.places.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// "2023-07-30 Turan: offered; 2023-08-01 APA: refused".
    pub(super) fn history_line(&self) -> String {
        let one = |telling: &TellingRow<'_>| {
            let date = telling.article.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
            let outlet = telling.article.outlet.as_deref().unwrap_or(&telling.article.id);
            format!("{date} {outlet}: {}", telling.told.status.label())
        };
        self.tellings.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// All passages, a line each.
    pub(super) fn evidence_lines(&self) -> String {
        let all = self.tellings.iter().flat_map(|telling| telling.evidence.iter().map(|(_, _, text)| *text));
        all.collect::<Vec<_>>().join("\n")
    }
}

/// What is written, with all that rows are made from.
pub(super) struct Dataset<'c> {
    pub(super) project: &'c Project,
    pub(super) gazetteer: &'c Gazetteer,
    pub(super) excerpt: Excerpt,
    pub(super) outlines: &'c Outlines,
    pub(super) filter: &'c Filter,
    /// The filter in words.
    pub(super) words: String,
    /// The time that files are dated with, so that two runs give the same bytes.
    pub(super) time: jiff::Timestamp,
    pub(super) progress: &'c Progress,
    /// The basemap.
    pub(super) archive: &'c Archive,
    /// What the map draws of it.
    pub(super) layers: Layers,
    shapes: BTreeMap<ProposalId, Geometry>,
}

impl<'c> Dataset<'c> {
    pub(super) fn new(content: &'c Content, filter: &'c Filter, progress: &'c Progress) -> Self {
        let excerpt = filter.excerpt(&content.project, &content.index);
        let layers = Layers::new(&excerpt.index, &content.outlines, true);
        let latest =
            excerpt.articles.iter().filter_map(|id| content.project.article(*id)?.article.date).max();
        Self {
            project: &content.project,
            gazetteer: content.engine.gazetteer(),
            words: filter.describe(&content.project, &content.index),
            shapes: Geometry::of_proposals(&layers.proposals, &content.outlines),
            time: super::time::stated(latest),
            excerpt,
            layers,
            archive: &content.archive,
            outlines: &content.outlines,
            filter,
            progress,
        }
    }

    /// The articles left, in order of arrival. Counts them as done; ends early where the writer is to stop.
    pub(super) fn articles(&self) -> impl Iterator<Item = (ArticleId, &'c Entry)> + use<'_, 'c> {
        let mut first = true;
        self.excerpt.articles.iter().filter_map(|id| Some((*id, self.project.article(*id)?))).take_while(
            move |_| {
                if !std::mem::take(&mut first) {
                    self.progress.done.fetch_add(1, Ordering::Relaxed);
                }
                !self.progress.is_cancelled()
            },
        )
    }

    /// Whether a mention is left: resolved or open, and not called no place.
    pub(super) fn keeps(&self, id: MentionId) -> bool {
        let index = &self.excerpt.index;
        index.place_of(id).is_some() || index.unresolved().binary_search(&id).is_ok()
    }

    /// The readings of an article that are left, in text order.
    pub(super) fn readings(&self, id: ArticleId) -> impl Iterator<Item = Reading<'c>> {
        self.project.readings(id).into_iter().filter(|reading| self.keeps(reading.id))
    }

    /// The mentions of an article that are left, in text order.
    pub(super) fn mentions<'d>(&'d self, id: ArticleId, entry: &'d Entry) -> Vec<MentionRow<'d>> {
        let map = OffsetMap::new(&entry.article.text);
        self.readings(id).map(|reading| self.row(&reading, entry, &map)).collect()
    }

    /// The mentions of a place in order, article by article.
    pub(super) fn passages<'d>(&'d self, place: &'d PlaceEntry, mut each: impl FnMut(MentionRow<'d>)) {
        for mentions in place.mentions.chunk_by(|a, b| a.article == b.article) {
            let Some(entry) = self.project.article(mentions[0].article) else { continue };
            let map = OffsetMap::new(&entry.article.text);
            for reading in mentions.iter().filter_map(|id| self.project.reading(*id)) {
                each(self.row(&reading, entry, &map));
            }
        }
    }

    /// One mention, by its id.
    pub(super) fn mention(&self, id: MentionId) -> Option<MentionRow<'_>> {
        let entry = self.project.article(id.article)?;
        Some(self.row(&self.project.reading(id)?, entry, &OffsetMap::new(&entry.article.text)))
    }

    fn row<'d>(&'d self, reading: &Reading<'d>, entry: &'d Entry, map: &OffsetMap<'_>) -> MentionRow<'d> {
        let (text, span) = (&entry.article.text, reading.id.span);
        let passage = entry.passage_at(span.start()).map_or(ByteSpan::default(), |passage| passage.sentence);
        let chars = map.chars(span);
        MentionRow {
            article: &entry.article,
            start: chars.start,
            end: chars.end,
            text: span.of(text),
            kind: reading.kind,
            form: reading.form,
            place: self.excerpt.index.place_of(reading.id).map(|entry| &entry.place),
            confidence: confidence(reading),
            by: By::of(reading.decision.is_some()),
            passage: passage.of(text),
            passage_start: map.char_offset(passage.start()),
        }
    }

    /// The places left, most mentions first.
    pub(super) fn places(&self) -> &[Arc<PlaceEntry>] {
        &self.excerpt.index.places
    }

    /// A place as a point, or as an area where it has an outline.
    pub(super) fn geometry_of(&self, place: &Place) -> Geometry {
        let outline = self.outlines.get(&place.id).and_then(Geometry::of_outline);
        outline.unwrap_or_else(|| Geometry::Point(point(place.position)))
    }

    /// All that the map draws for a proposal; nothing where no place of it is known.
    pub(super) fn shape_of(&self, id: ProposalId) -> Option<&Geometry> {
        self.shapes.get(&id)
    }

    /// The proposals left, in order of their first telling.
    pub(super) fn proposals(&self) -> impl Iterator<Item = ProposalRow<'_>> {
        self.excerpt.index.proposals.iter().map(|entry| self.proposal(entry))
    }

    pub(super) fn proposal<'d>(&'d self, entry: &'d ProposalEntry) -> ProposalRow<'d> {
        let place = |id: &PlaceId| self.excerpt.index.place(id).map(|entry| &entry.place);
        ProposalRow {
            entry,
            key: self.key(entry.id.0),
            places: entry.places.iter().filter_map(|(role, id)| Some((*role, place(id)?))).collect(),
            tellings: entry.tellings.iter().filter_map(|id| self.telling(*id)).collect(),
            by: By::of(entry.decided),
        }
    }

    fn telling(&self, id: TellingId) -> Option<TellingRow<'_>> {
        let told = self.project.telling(id)?;
        let article = &self.project.article(id.article)?.article;
        let (text, map) = (&article.text, OffsetMap::new(&article.text));
        let passage = |span: &ByteSpan| {
            let chars = map.chars(*span);
            (chars.start, chars.end, span.of(text))
        };
        Some(TellingRow {
            article,
            told,
            evidence: told.evidence.iter().map(passage).collect(),
            status_evidence: told.status_evidence.map(|span| span.of(text)),
            conditions: told.conditions.map(|span| span.of(text)),
        })
    }

    /// What files call a telling, and a proposal by its first one: the article's number in order of arrival
    /// and where the main passage stands.
    pub(super) fn key(&self, id: TellingId) -> String {
        let chars = self
            .project
            .article(id.article)
            .map(|entry| OffsetMap::new(&entry.article.text).chars(id.evidence))
            .unwrap_or_default();
        let nth = if id.nth > 0 { format!("-{}", id.nth) } else { String::new() };
        format!("proposal-{}-{}-{}{nth}", id.article.0, chars.start, chars.end)
    }
}

/// How sure it is what a mention stands for; of one that is open, that it names a place at all.
fn confidence(reading: &Reading<'_>) -> f32 {
    match (reading.decision, reading.machine) {
        (None, Some(machine)) if machine.resolution.is_none() => machine.recognition,
        _ => reading.confidence(),
    }
}

/// A share to four decimals.
pub(super) fn share(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// The word that files use for a value of a closed list: as in the records of `annotate`.
pub(super) fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
