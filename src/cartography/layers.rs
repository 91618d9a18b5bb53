//! The features of the layers: markers, outlines, routes and venues, from the project's index.

use std::ops::Range;

use super::proposal;
pub use super::proposal::{ProposalFeature, ProposalShape};
use crate::{
    basemap::outline::Outlines,
    gazetteer::{PlaceClass, PlaceId},
    geodesy::{Bounds, Position},
    project::{ProposalId, index::Index},
};

/// How a place is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A dot at its point.
    Dot,
    /// Its outline; never a dot in the middle.
    Outline,
    /// Its name alone: an area without an outline.
    Name,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// Which place.
    pub place: PlaceId,
    /// What it is called.
    pub name: String,
    /// What kind of place it is.
    pub class: PlaceClass,
    /// Where it is, in the Web Mercator square.
    pub point: [f64; 2],
    /// How it is drawn.
    pub shape: Shape,
    /// How often it is mentioned.
    pub mentions: usize,
    /// Mean confidence, 0…1.
    pub confidence: f32,
}

impl Marker {
    /// Below this confidence a marker is drawn hollow.
    pub const UNSURE_BELOW: f32 = 0.6;

    /// The radius of its dot in points: by the root of its mentions.
    #[must_use]
    pub fn radius(&self) -> f32 {
        #[allow(clippy::cast_precision_loss)] // a size
        let mentions = self.mentions as f32;
        (4.0 + 1.4 * mentions.sqrt()).min(14.0)
    }
}

/// Everything drawn over the basemap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// Places, most mentions first.
    pub markers: Vec<Marker>,
    /// Proposals with a place, in order.
    pub proposals: Vec<ProposalFeature>,
}

/// What one map of a story shows reaches this far from its middle.
const REGION_M: f64 = 700_000.0;

impl Layers {
    /// The layers of an index. `both_names` shows every party's name of a contested place.
    #[must_use]
    pub fn new(index: &Index, outlines: &Outlines, both_names: bool) -> Self {
        let markers = index
            .places
            .iter()
            .map(|entry| {
                let outlined = outlines.get(&entry.place.id).is_some();
                let shape = match (entry.place.class.is_wide(), outlined) {
                    (true, true) => Shape::Outline,
                    (true, false) if entry.place.class != PlaceClass::District => Shape::Name,
                    _ => Shape::Dot,
                };
                Marker {
                    place: entry.place.id.clone(),
                    name: entry.place.label(both_names),
                    class: entry.place.class,
                    point: entry.place.position.to_mercator(),
                    shape,
                    mentions: entry.mentions.len(),
                    confidence: entry.confidence,
                }
            })
            .collect();
        let proposals =
            index.proposals.iter().flat_map(|entry| proposal::features(entry, index, outlines)).collect();
        Self { markers, proposals }
    }

    /// Where the features of a proposal stand.
    #[must_use]
    pub fn features_of(&self, id: ProposalId) -> Range<usize> {
        let first = self.proposals.partition_point(|feature| feature.proposal < id);
        let end = self.proposals.partition_point(|feature| feature.proposal <= id);
        first..end
    }

    /// Bounds around what the coverage is about: the region where most mentions lie, not the one capital
    /// on another continent. `None` where there is nothing.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        let dots: Vec<(Position, usize)> = self
            .markers
            .iter()
            .filter(|marker| marker.shape == Shape::Dot)
            .map(|marker| (Position::from_mercator(marker.point), marker.mentions))
            .collect();
        if dots.is_empty() {
            return Bounds::around(self.markers.iter().map(|marker| Position::from_mercator(marker.point)));
        }
        // The heaviest places may be the middle; with thousands of places the first ones are enough.
        let weight_near = |centre: Position| -> usize {
            dots.iter()
                .filter(|(at, _)| at.distance_m(centre) <= REGION_M)
                .map(|(_, mentions)| mentions)
                .sum()
        };
        let weighed = dots.iter().take(40).map(|(at, _)| (weight_near(*at), *at));
        let (weight, middle) = weighed.max_by_key(|(weight, _)| *weight)?;
        let whole: usize = dots.iter().map(|(_, mentions)| mentions).sum();
        if weight * 3 < whole {
            // No one region: the coverage is about all of it.
            return Bounds::around(dots.iter().map(|(at, _)| *at));
        }
        Bounds::around(dots.iter().map(|(at, _)| *at).filter(|at| at.distance_m(middle) <= REGION_M))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(dots: &[(f64, f64, usize)]) -> Layers {
        let marker = |(nth, (lon, lat, mentions)): (u32, &(f64, f64, usize))| Marker {
            place: PlaceId::GeoNames(nth),
            name: String::new(),
            class: PlaceClass::Settlement,
            point: Position::wrapped(*lon, *lat).to_mercator(),
            shape: Shape::Dot,
            mentions: *mentions,
            confidence: 1.0,
        };
        Layers { markers: (0..).zip(dots).map(marker).collect(), proposals: Vec::new() }
    }

    #[test]
    fn the_region_of_a_story_is_shown_without_the_one_capital_far_away() {
        let bounds = layers(&[(49.9, 40.4, 6), (46.8, 39.8, 4), (47.2, 40.6, 2), (-77.0, 38.9, 3)]).bounds();
        let bounds = bounds.expect("some");
        assert!(bounds.width() < 5.0, "{bounds:?}");
    }

    #[test]
    fn coverage_of_the_whole_world_is_shown_whole() {
        let world = [(-47.9, -15.8, 1), (139.7, 35.7, 1), (36.8, -1.3, 1), (6.1, 46.2, 1), (151.2, -33.9, 1)];
        let bounds = layers(&world).bounds().expect("some");
        assert!(bounds.width() > 150.0 && bounds.north > 45.0 && bounds.south < -30.0, "{bounds:?}");
    }
}
