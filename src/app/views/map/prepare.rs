//! What the map draws from, made ready on a worker for every change of the layers: clusters for all zooms,
//! outlines in several degrees of detail, pairs of places named together.

use std::{collections::HashMap, sync::Arc};

use super::coming::Coming;
use crate::{
    basemap::outline::Outlines,
    cartography::{
        area::Areas,
        cluster::Clusters,
        layers::{Layers, ProposalShape, Shape},
        routes::Routes,
        together::{self, Pair},
    },
    gazetteer::PlaceId,
    project::{Project, index::Index},
};

/// Pairs that are kept: more arcs than this say nothing.
const PAIRS: usize = 1_500;

/// Layers made ready.
#[derive(Default)]
pub struct Prepared {
    /// What is drawn.
    pub layers: Arc<Layers>,
    /// Markers drawn as points, gathered for every zoom.
    pub clusters: Clusters,
    /// Outlines.
    pub areas: Areas,
    /// Places named together, the most often first.
    pub pairs: Vec<Pair>,
    /// The marker of each place.
    pub number: HashMap<PlaceId, u32>,
    /// The lines of proposals.
    pub routes: Routes,
    /// West, north, east and south of each proposal's line; nothing for other shapes.
    pub(super) reach: Vec<Option<[f64; 4]>>,
    /// The marker under each pin.
    pub(super) foot: Vec<Option<u32>>,
}

impl Prepared {
    /// Makes layers ready. Outlines that `known` has are not made again.
    #[must_use]
    pub fn new(
        layers: Arc<Layers>,
        outlines: &Outlines,
        index: &Index,
        project: &Project,
        known: &Areas,
    ) -> Self {
        let point = |shape: Shape, at: [f64; 2]| (shape == Shape::Dot).then_some(at);
        let given: Vec<(Option<[f64; 2]>, u32)> = layers
            .markers
            .iter()
            .map(|marker| {
                let weight = u32::try_from(marker.mentions).unwrap_or(u32::MAX);
                (point(marker.shape, marker.point), weight)
            })
            .collect();
        let mut pairs = together::pairs(&layers, index, project);
        pairs.truncate(PAIRS);
        let number = layers.markers.iter().map(|marker| marker.place.clone()).zip(0..).collect();
        let bits = |[x, y]: [f64; 2]| [x.to_bits(), y.to_bits()];
        let mut standing: HashMap<[u64; 2], u32> = HashMap::new();
        for (marker, at) in layers.markers.iter().zip(0..) {
            if marker.shape == Shape::Dot {
                standing.entry(bits(marker.point)).or_insert(at);
            }
        }
        let foot = layers
            .proposals
            .iter()
            .map(|feature| match &feature.shape {
                ProposalShape::Venue(at) => standing.get(&bits(*at)).copied(),
                _ => None,
            })
            .collect();
        let reach = layers
            .proposals
            .iter()
            .map(|feature| match &feature.shape {
                ProposalShape::Route(line) => Some(bounds(line)),
                _ => None,
            })
            .collect();
        Self {
            clusters: Clusters::new(&given),
            areas: Areas::new(&layers, outlines, known),
            routes: Routes::new(&layers.proposals),
            pairs,
            number,
            reach,
            foot,
            layers,
        }
    }
}

fn bounds(line: &[[f64; 2]]) -> [f64; 4] {
    line.iter().fold(
        [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
        |[west, north, east, south], [x, y]| [west.min(*x), north.min(*y), east.max(*x), south.max(*y)],
    )
}

/// Keeps what is prepared up with the layers.
#[derive(Default)]
pub(super) struct Preparing {
    ready: Arc<Prepared>,
    wanted: Option<Arc<Layers>>,
    coming: Coming<Prepared>,
}

impl Preparing {
    pub(super) const fn ready(&self) -> &Arc<Prepared> {
        &self.ready
    }

    pub(super) const fn is_busy(&self) -> bool {
        self.coming.is_busy()
    }

    /// Takes in what is done, and starts again where the layers have changed since.
    pub(super) fn update(
        &mut self,
        layers: &Arc<Layers>,
        outlines: &Arc<Outlines>,
        index: &Arc<Index>,
        project: &Project,
        context: &egui::Context,
    ) {
        if let Some(prepared) = self.coming.take() {
            self.ready = Arc::new(prepared);
        }
        if self.coming.is_busy() {
            return;
        }
        if self.wanted.as_ref().is_some_and(|wanted| Arc::ptr_eq(wanted, layers)) {
            return;
        }
        self.wanted = Some(Arc::clone(layers));
        let (layers, outlines, index) = (Arc::clone(layers), Arc::clone(outlines), Arc::clone(index));
        let (project, before) = (project.clone(), Arc::clone(&self.ready));
        self.coming.start(context, move || Prepared::new(layers, &outlines, &index, &project, &before.areas));
    }
}
