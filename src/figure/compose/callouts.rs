//! Which places and proposals get a callout, and what it quotes.

use super::{Composer, GUTTER, MARGIN, Target};
use crate::{
    cartography::layers::Shape as MarkerShape,
    figure::{
        definition::{Callouts, Part},
        facts::day,
    },
    gazetteer::PlaceId,
    project::{ArticleId, Entry, ProposalId},
    proposals::Status,
    text::ByteSpan,
};

/// The most callouts on a page.
const MOST: usize = 60;
/// The height that a callout takes, and the legend.
const ABOUT: f32 = 78.0;
const ABOUT_LEGEND: f32 = 190.0;

/// The columns of callouts beside the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Columns {
    /// Width of each.
    pub(super) width: f32,
    /// One on the right, or one on either side.
    pub(super) sides: usize,
}

impl Columns {
    pub(super) fn left_width(&self) -> f32 {
        if self.sides > 1 { (self.width + GUTTER).round() } else { 0.0 }
    }

    pub(super) fn right_width(&self) -> f32 {
        if self.sides > 0 { (self.width + GUTTER).round() } else { 0.0 }
    }
}

/// What a callout says.
pub(super) struct Words {
    pub(super) title: String,
    pub(super) passage: String,
    pub(super) evidence: Option<(ArticleId, ByteSpan)>,
    pub(super) source: String,
}

impl Composer<'_> {
    /// How many callouts are wanted.
    pub(super) fn wanted_callouts(&self) -> usize {
        match &self.definition.callouts {
            Callouts::Most(count) => (*count).min(MOST).min(self.material.layers.markers.len()),
            Callouts::Chosen(targets) => targets.len().min(MOST),
        }
    }

    /// The columns for so many callouts: none where the page is too narrow.
    pub(super) fn columns(&self, wanted: usize, top: f32, bottom: f32) -> Columns {
        let room = self.size[0] - 2.0 * MARGIN;
        let width = (room * 0.27).clamp(200.0, 400.0).round();
        let fits = ((bottom - top - ABOUT_LEGEND) / ABOUT).max(1.0);
        #[allow(clippy::cast_precision_loss)] // a page of notes
        let sides = match wanted {
            _ if room < 560.0 => 0,
            0 => 0,
            // The map between two columns must still be the larger part.
            count if count as f32 > fits && room > 4.2 * width => 2,
            _ => 1,
        };
        Columns { width, sides }
    }

    /// What gets a callout: what was chosen, or the places on the map that the coverage says most of.
    pub(super) fn targets(&self, wanted: usize) -> Vec<Target> {
        match &self.definition.callouts {
            Callouts::Chosen(targets) => targets.iter().take(MOST).cloned().collect(),
            Callouts::Most(_) => self
                .material
                .layers
                .markers
                .iter()
                .filter(|marker| marker.shape == MarkerShape::Dot)
                .filter(|marker| self.on_map(self.at(marker.point), 16.0))
                .map(|marker| Target::Place(marker.place.clone()))
                .filter(|target| self.words(target).is_some())
                .take(wanted)
                .collect(),
        }
    }

    /// What a callout says; `None` where there is nothing to quote.
    pub(super) fn words(&self, target: &Target) -> Option<Words> {
        let mut words = match target {
            Target::Place(place) => self.place_words(place)?,
            Target::Proposal(proposal) => self.proposal_words(*proposal)?,
        };
        if let Some(text) = self.edited(&Part::Callout(target.clone())) {
            words.evidence = None;
            words.passage = text;
        }
        Some(words)
    }

    fn place_words(&self, place: &PlaceId) -> Option<Words> {
        let (index, project) = (self.material.index, self.material.project);
        let entry = index.place(place)?;
        // The passage of a proposal says more than the first mention.
        let told = entry.proposals.iter().filter_map(|id| index.proposal(*id)).find_map(|proposal| {
            let telling = proposal.tellings.first()?;
            let span = project.telling(*telling)?.evidence.first().copied()?;
            let named = |mention: &&crate::project::MentionId| {
                mention.article == telling.article && span.covers(mention.span)
            };
            entry.mentions.iter().find(named)?;
            Some((telling.article, span))
        });
        let first = || {
            let mention = entry.mentions.first()?;
            let passage = project.article(mention.article)?.passage_at(mention.span.start())?;
            Some((mention.article, passage.sentence))
        };
        let title = self
            .material
            .layers
            .markers
            .iter()
            .find(|marker| marker.place == *place)
            .map_or_else(|| entry.place.name.clone(), |marker| marker.name.clone());
        self.quoted(title, told.or_else(first)?, "")
    }

    fn proposal_words(&self, id: ProposalId) -> Option<Words> {
        let (index, project) = (self.material.index, self.material.project);
        let entry = index.proposal(id)?;
        let evidence = entry.tellings.iter().find_map(|telling| {
            Some((telling.article, project.telling(*telling)?.evidence.first().copied()?))
        })?;
        let status = if entry.status == Status::Unknown { "" } else { entry.status.label() };
        self.quoted(entry.title.clone(), evidence, status)
    }

    fn quoted(&self, title: String, evidence: (ArticleId, ByteSpan), status: &str) -> Option<Words> {
        let article = self.material.project.article(evidence.0)?;
        let passage = evidence.1.of(&article.article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut source = source_of(article);
        if !status.is_empty() {
            source = format!("{status} · {source}");
        }
        (!passage.is_empty()).then_some(Words { title, passage, evidence: Some(evidence), source })
    }
}

/// Outlet and date of an article; its heading where it names neither.
pub(super) fn source_of(entry: &Entry) -> String {
    let parts: Vec<String> =
        [entry.article.outlet.clone(), entry.article.date.map(day)].into_iter().flatten().collect();
    if parts.is_empty() { entry.article.heading() } else { parts.join(", ") }
}
