//! What is under the pointer.

use egui::{Pos2, Rect};

use crate::{
    app::selection::Subject,
    basemap::MapView,
    cartography::cluster::{Cluster, Clusters},
    project::ProposalId,
};

use super::{
    Shown,
    markers::{self, Spot},
    pins::Pin,
    prepare::Prepared,
};

/// How near the pointer must be to a marker or line, in points.
const REACH: f32 = 8.0;

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

impl Hit {
    /// What it is called in the selection, if it is one thing.
    pub(super) fn subject(self, prepared: &Prepared) -> Option<Subject> {
        match self {
            Self::Marker(marker) | Self::Area(marker) => {
                Some(Subject::Place(prepared.layers.markers[marker as usize].place.clone()))
            }
            Self::Proposal(id) => Some(Subject::Proposal(id)),
            Self::Cluster(..) | Self::Stack(_) => None,
        }
    }
}

/// What a frame has drawn that can be hit.
pub(super) struct Reach<'s> {
    pub(super) prepared: &'s Prepared,
    pub(super) view: &'s MapView,
    pub(super) rect: Rect,
    pub(super) shown: Shown,
    pub(super) spots: &'s [Spot],
    pub(super) pins: &'s [Pin],
}

impl Reach<'_> {
    /// The topmost thing at a point of the window.
    pub(super) fn hit(&self, pointer: Pos2) -> Option<Hit> {
        let level = Clusters::level_of(self.view.zoom);
        let pin = self.pins.iter().rev().find(|pin| pin.distance(pointer) <= 1.0);
        if let Some(pin) = pin {
            return Some(if pin.count > 1 {
                Hit::Stack(pin.spot)
            } else {
                Hit::Proposal(self.prepared.layers.proposals[pin.feature as usize].proposal)
            });
        }
        let near = self
            .spots
            .iter()
            .rev()
            .map(|spot| (spot.at.distance(pointer) - spot.radius, spot))
            .filter(|(distance, _)| *distance <= REACH)
            .min_by(|a, b| a.0.max(0.0).total_cmp(&b.0.max(0.0)));
        if let Some((_, spot)) = near {
            let cluster = markers::cluster_of(&self.prepared.clusters, level, spot);
            return Some(
                cluster.map_or(Hit::Marker(spot.marker), |cluster| Hit::Cluster(cluster, spot.copy)),
            );
        }
        self.line_at(pointer).map(Hit::Proposal).or_else(|| self.area_at(pointer).map(Hit::Area))
    }

    /// The proposal whose line is under a point of the window.
    fn line_at(&self, pointer: Pos2) -> Option<ProposalId> {
        let reach = f64::from(REACH) / self.view.world();
        let at = mercator(self.view, self.rect, pointer);
        let feature = self.prepared.routes.at(at, reach).filter(|_| self.shown.proposals)?;
        Some(self.prepared.layers.proposals[feature as usize].proposal)
    }

    /// The smallest area under a point of the window.
    fn area_at(&self, pointer: Pos2) -> Option<u32> {
        if !self.shown.places {
            return None;
        }
        self.prepared.areas.at(mercator(self.view, self.rect, pointer))
    }
}

/// The point of the Web Mercator square under a point of the window, in the first copy of the world.
pub(super) fn mercator(view: &MapView, rect: Rect, pointer: Pos2) -> [f64; 2] {
    let local = pointer - rect.min;
    let [x, y] = view.unproject([f64::from(local.x), f64::from(local.y)]);
    [x.rem_euclid(1.0), y]
}
