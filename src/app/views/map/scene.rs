//! What one frame draws and what the pointer can hit in it.

use std::sync::Arc;

use egui::{Pos2, Rect, vec2};

use crate::{
    app::{
        context::ViewContext,
        selection::{Highlight, Subject},
    },
    basemap::{MapView, style::Theme},
    project::ProposalId,
};

use super::{
    Shown,
    draft::Draft,
    hit::{self, Hit, Reach},
    markers::Spot,
    marks::Marks,
    pins::Pin,
    prepare::Prepared,
};

/// A frame's drawing.
pub(super) struct Scene<'s, 'c> {
    pub(super) context: &'s ViewContext<'c>,
    pub(super) egui: &'s egui::Context,
    pub(super) prepared: &'s Arc<Prepared>,
    pub(super) view: &'s MapView,
    pub(super) rect: Rect,
    pub(super) marks: &'s Arc<Marks>,
    /// The level of clusters that is drawn.
    pub(super) level: u8,
    pub(super) theme: Theme,
    pub(super) shown: Shown,
    /// The marker that the pointer rests on, here or in another view.
    pub(super) hovered: Option<u32>,
    /// The proposal that the pointer rests on.
    pub(super) hovered_proposal: Option<ProposalId>,
    /// Nothing moves by itself.
    pub(super) still: bool,
}

impl Scene<'_, '_> {
    /// Where a point of the Web Mercator square is in the window.
    pub(super) fn screen(&self, point: [f64; 2]) -> Pos2 {
        let [x, y] = self.view.project(point);
        #[allow(clippy::cast_possible_truncation)] // points
        let at = self.rect.min + vec2(x as f32, y as f32);
        at
    }

    /// What lines, areas and labels are made from, to go to a worker.
    pub(super) fn draft(&self) -> Draft {
        Draft {
            prepared: Arc::clone(self.prepared),
            marks: Arc::clone(self.marks),
            theme: self.theme,
            shown: self.shown,
            level: self.level,
            zoom: self.view.zoom,
        }
    }

    pub(super) fn strength(&self, marker: u32) -> Highlight {
        let hovered = if self.hovered == Some(marker) { Highlight::Hovered } else { Highlight::None };
        self.marks.marker(marker).max(hovered)
    }

    pub(super) fn feature_strength(&self, feature: usize) -> Highlight {
        let proposal = self.prepared.layers.proposals.get(feature).map(|feature| feature.proposal);
        let hovered = self.hovered_proposal.is_some() && self.hovered_proposal == proposal;
        self.marks.proposal(feature).max(if hovered { Highlight::Hovered } else { Highlight::None })
    }

    /// What a hit is called in the selection, if it is one thing.
    pub(super) fn subject(&self, hit: Hit) -> Option<Subject> {
        hit.subject(self.prepared)
    }

    /// What a hit is called for people.
    pub(super) fn title(&self, hit: Hit) -> String {
        let markers = &self.prepared.layers.markers;
        match hit {
            Hit::Marker(marker) | Hit::Area(marker) => {
                let marker = &markers[marker as usize];
                let noun = if marker.mentions == 1 { "mention" } else { "mentions" };
                format!("{}, {} {noun}", marker.name, marker.mentions)
            }
            Hit::Cluster(cluster, _) => {
                let more = if cluster.count == 2 { "more place" } else { "more places" };
                format!("{} and {} {more}", markers[cluster.lead as usize].name, cluster.count - 1)
            }
            Hit::Stack(_) => "Several proposals".to_owned(),
            Hit::Proposal(id) => {
                self.context.index.proposal(id).map(|entry| entry.title.clone()).unwrap_or_default()
            }
        }
    }

    /// The topmost thing at a point of the window.
    pub(super) fn hit(&self, pointer: Pos2, spots: &[Spot], pins: &[Pin]) -> Option<Hit> {
        let (prepared, view, rect, shown) = (self.prepared, self.view, self.rect, self.shown);
        Reach { prepared, view, rect, shown, spots, pins }.hit(pointer)
    }

    /// The point of the Web Mercator square under a point of the window, in the first copy of the world.
    pub(super) fn mercator(&self, pointer: Pos2) -> [f64; 2] {
        hit::mercator(self.view, self.rect, pointer)
    }
}
