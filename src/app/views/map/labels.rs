//! The labels of the analyst's layers: what they say, where they belong, which goes before which.

use crate::{
    app::selection::Highlight,
    basemap::{MapView, style::TextStyle},
    cartography::{
        labels::{Anchor, Label, Obstacle, key, rank},
        layers::{ProposalShape, Shape},
        palette::{self, StatusGroup},
    },
};

use super::{draft::Draft, markers::cluster_radius};

/// Labels of one kind that are considered in one placement.
const MOST: usize = 900;

impl Draft {
    /// The labels of our layers in a view, and the symbols that none may cover.
    pub(super) fn labels(&self, wide: &MapView) -> (Vec<Label>, Vec<Obstacle>) {
        let (mut labels, mut obstacles) = (Vec::new(), Vec::new());
        let markers = &self.prepared.layers.markers;
        let text = |size: f32, colour, bold| TextStyle {
            size,
            colour,
            halo: palette::halo(self.theme),
            bold,
            ..TextStyle::default()
        };
        let ink = palette::ink(self.theme);
        if self.shown.places {
            let mut found: Vec<(u32, f32)> = Vec::new();
            self.prepared.clusters.within(self.level, wide.window(), |cluster, _| {
                let alone = markers[cluster.lead as usize].radius();
                found.push((
                    cluster.lead,
                    if cluster.count > 1 { cluster_radius(cluster.weight) } else { alone },
                ));
            });
            let beside =
                |at: &u32| self.prepared.clusters.holding(self.level, *at).is_some_and(|own| own.lead != *at);
            let lifted = self.marks.selected.iter().copied().filter(beside);
            found.extend(lifted.map(|at| (at, markers[at as usize].radius())));
            found.sort_unstable_by_key(|(at, _)| *at);
            found.dedup_by_key(|(at, _)| *at);
            obstacles.extend(
                found.iter().map(|(at, radius)| Obstacle::round(markers[*at as usize].point, *radius)),
            );
            labels.extend(found.iter().take(MOST).zip(0..).map(|((at, radius), order)| {
                let marker = &markers[*at as usize];
                let selected = self.marks.marker(*at) == Highlight::Selected;
                let own = if selected { rank::SELECTED } else { rank::PLACE + order };
                Label {
                    key: key(("place", &marker.place)),
                    text: marker.name.as_str().into(),
                    anchor: Anchor::Beside(marker.point, *radius),
                    style: text(if selected { 14.0 } else { 13.0 }, ink, true),
                    rank: own,
                }
            }));
            let wide_places = markers.iter().zip(0_u32..).filter(|(marker, _)| marker.shape != Shape::Dot);
            labels.extend(wide_places.take(MOST).map(|(marker, at)| {
                let point = self.prepared.areas.get(&marker.place).map_or(marker.point, |area| area.label);
                let selected = self.marks.marker(at) == Highlight::Selected;
                Label {
                    key: key(("area", &marker.place)),
                    text: marker.name.as_str().into(),
                    anchor: Anchor::On(point),
                    style: text(13.5, palette::place(marker.class, self.theme), true),
                    rank: if selected { rank::SELECTED } else { rank::AREA + at.min(9_000) },
                }
            }));
        }
        if self.shown.proposals {
            for (at, feature) in self.prepared.layers.proposals.iter().enumerate() {
                let ProposalShape::Route(line) = &feature.shape else { continue };
                let selected = self.marks.proposal(at) == Highlight::Selected;
                labels.push(Label {
                    key: key(("route", at)),
                    text: feature.title.as_str().into(),
                    anchor: Anchor::Along(line.as_slice().into(), 0.75),
                    style: text(11.5, StatusGroup::of(feature.status).colour(self.theme), true),
                    rank: if selected { rank::SELECTED } else { rank::PLACE },
                });
            }
        }
        (labels, obstacles)
    }
}
