//! What one frame draws and what the pointer can hit in it.

use egui::{Pos2, Rect, vec2};

use crate::{
    app::{
        context::ViewContext,
        selection::{Highlight, Subject},
    },
    basemap::{MapView, style::Theme},
    cartography::{cluster::Cluster, layers::ProposalShape},
    project::ProposalId,
};

use super::{
    Shown, ink,
    markers::{self, Spot},
    marks::Marks,
    pins::Pin,
    prepare::Prepared,
};

/// How near the pointer must be to a marker or line, in points.
const REACH: f32 = 8.0;

/// A frame's drawing.
pub(super) struct Scene<'s, 'c> {
    pub(super) context: &'s ViewContext<'c>,
    pub(super) egui: &'s egui::Context,
    pub(super) prepared: &'s Prepared,
    pub(super) view: &'s MapView,
    pub(super) rect: Rect,
    pub(super) marks: &'s Marks,
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

/// What is under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Hit {
    /// A marker.
    Marker(u32),
    /// A cluster, in a copy of the world.
    Cluster(Cluster, i32),
    /// A pin that stands for several proposals.
    Stack([u64; 2]),
    /// A proposal.
    Proposal(ProposalId),
    /// The inside of an outline.
    Area(u32),
}

impl Scene<'_, '_> {
    /// Where a point of the Web Mercator square is in the window.
    pub(super) fn screen(&self, point: [f64; 2]) -> Pos2 {
        let [x, y] = self.view.project(point);
        #[allow(clippy::cast_possible_truncation)] // points
        let at = self.rect.min + vec2(x as f32, y as f32);
        at
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
        match hit {
            Hit::Marker(marker) | Hit::Area(marker) => {
                Some(Subject::Place(self.prepared.layers.markers[marker as usize].place.clone()))
            }
            Hit::Proposal(id) => Some(Subject::Proposal(id)),
            Hit::Cluster(..) | Hit::Stack(_) => None,
        }
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
        let pin = pins.iter().rev().find(|pin| pin.distance(pointer) <= 1.0);
        if let Some(pin) = pin {
            return Some(if pin.count > 1 {
                Hit::Stack(pin.spot)
            } else {
                Hit::Proposal(self.prepared.layers.proposals[pin.feature as usize].proposal)
            });
        }
        let near = spots
            .iter()
            .rev()
            .map(|spot| (spot.at.distance(pointer) - spot.radius, spot))
            .filter(|(distance, _)| *distance <= REACH)
            .min_by(|a, b| a.0.max(0.0).total_cmp(&b.0.max(0.0)));
        if let Some((_, spot)) = near {
            let cluster = markers::cluster_of(&self.prepared.clusters, self.level, spot);
            return Some(
                cluster.map_or(Hit::Marker(spot.marker), |cluster| Hit::Cluster(cluster, spot.copy)),
            );
        }
        self.line_at(pointer).map(Hit::Proposal).or_else(|| self.area_at(pointer).map(Hit::Area))
    }

    /// The proposal whose line is under a point of the window.
    fn line_at(&self, pointer: Pos2) -> Option<ProposalId> {
        if !self.shown.proposals {
            return None;
        }
        let local = pointer - self.rect.min.to_vec2();
        let [x, y] = self.view.unproject([f64::from(local.x), f64::from(local.y)]);
        let reach = f64::from(REACH) / self.view.world();
        for (feature, bounds) in self.prepared.layers.proposals.iter().zip(&self.prepared.reach) {
            let (ProposalShape::Route(line), Some([west, north, east, south])) = (&feature.shape, bounds)
            else {
                continue;
            };
            if y < north - reach || y > south + reach {
                continue;
            }
            for copy in self.view.copies().start() - 1..=self.view.copies().end() + 1 {
                let shift = f64::from(copy);
                if x - shift < west - reach || x - shift > east + reach {
                    continue;
                }
                let on = |pair: &[[f64; 2]]| {
                    let ends = [pair[0], pair[1]].map(|[x, y]| ink::at(self.view, [x + shift, y]));
                    distance(local, ends[0], ends[1]) <= REACH
                };
                if line.windows(2).any(on) {
                    return Some(feature.proposal);
                }
            }
        }
        None
    }

    /// The smallest area under a point of the window.
    fn area_at(&self, pointer: Pos2) -> Option<u32> {
        if !self.shown.places {
            return None;
        }
        self.prepared.areas.at(self.mercator(pointer))
    }

    /// The point of the Web Mercator square under a point of the window, in the first copy of the world.
    pub(super) fn mercator(&self, pointer: Pos2) -> [f64; 2] {
        let local = pointer - self.rect.min;
        let [x, y] = self.view.unproject([f64::from(local.x), f64::from(local.y)]);
        [x.rem_euclid(1.0), y]
    }
}

/// Distance of a point from a segment, in points.
fn distance(p: Pos2, a: Pos2, b: Pos2) -> f32 {
    let along = b - a;
    let square = along.length_sq();
    let t = if square > 0.0 { ((p - a).dot(along) / square).clamp(0.0, 1.0) } else { 0.0 };
    p.distance(a + along * t)
}
