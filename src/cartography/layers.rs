//! The features of the layers: markers, outlines, routes and venues, from the project's index.

use super::proposal;
pub use super::proposal::{ProposalFeature, ProposalShape};
use crate::{
    basemap::outline::Outlines,
    gazetteer::{PlaceClass, PlaceId},
    geodesy::{Bounds, Position},
    project::index::Index,
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
        let middle = dots.iter().take(40).max_by_key(|(at, _)| weight_near(*at)).map(|(at, _)| *at)?;
        Bounds::around(dots.iter().map(|(at, _)| *at).filter(|at| at.distance_m(middle) <= REGION_M))
    }
}
