//! The features of the layers: markers, outlines, routes and venues, from the project's index.

use crate::{
    basemap::outline::Outlines,
    gazetteer::{PlaceClass, PlaceId},
    geodesy::{Bounds, Position},
    project::{ProposalId, index::Index},
    proposals::{PlaceRole, ProposalKind, Status},
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

/// A proposal's geometry.
#[derive(Clone, Debug, PartialEq)]
pub enum ProposalShape {
    /// A pin where the act is to take place.
    Venue([f64; 2]),
    /// A line along great circles, with an arrowhead at its end.
    Route(Vec<[f64; 2]>),
}

/// A proposal on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalFeature {
    /// Which proposal.
    pub proposal: ProposalId,
    /// The line that names it.
    pub title: String,
    /// The kind of act.
    pub kind: ProposalKind,
    /// What became of it.
    pub status: Status,
    /// Its geometry.
    pub shape: ProposalShape,
}

/// Everything drawn over the basemap.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// Places, most mentions first.
    pub markers: Vec<Marker>,
    /// Proposals with a place, in order.
    pub proposals: Vec<ProposalFeature>,
}

/// What one map of a story shows reaches this far from its middle.
const REGION_M: f64 = 700_000.0;
/// Great circles are cut into steps of this length.
const STEP_M: f64 = 60_000.0;

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
        let mut proposals = Vec::new();
        for entry in &index.proposals {
            // A country or region has no one point: it is drawn by its outline alone.
            let position = |id: &PlaceId| {
                index.place(id).filter(|entry| !entry.place.class.is_wide()).map(|entry| entry.place.position)
            };
            let stops: Vec<Position> = entry
                .places
                .iter()
                .filter(|(role, _)| matches!(role, PlaceRole::From | PlaceRole::Via | PlaceRole::To))
                .filter_map(|(_, id)| position(id))
                .collect();
            let feature = |shape| ProposalFeature {
                proposal: entry.id,
                title: entry.title.clone(),
                kind: entry.kind,
                status: entry.status,
                shape,
            };
            if stops.len() >= 2 {
                proposals.push(feature(ProposalShape::Route(route(&stops))));
            }
            let pin = |role: &PlaceRole| match role {
                PlaceRole::Venue | PlaceRole::Target => true,
                // A route of which the text names one place only is marked there.
                PlaceRole::Via | PlaceRole::To | PlaceRole::From => stops.len() == 1,
                PlaceRole::Area => false,
            };
            for (_, id) in entry.places.iter().filter(|(role, _)| pin(role)) {
                if let Some(at) = position(id) {
                    proposals.push(feature(ProposalShape::Venue(at.to_mercator())));
                }
            }
        }
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

/// Great circles through the stops; each step takes the shorter way around the world.
fn route(stops: &[Position]) -> Vec<[f64; 2]> {
    let mut line: Vec<[f64; 2]> = Vec::new();
    for pair in stops.windows(2) {
        for position in pair[0].great_circle(pair[1], STEP_M) {
            let [x, y] = position.to_mercator();
            let shift = line.last().map_or(0.0, |last| (last[0] - x).round());
            line.push([x + shift, y]);
        }
    }
    line.dedup();
    line
}
