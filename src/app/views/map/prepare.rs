//! What the map draws from, made ready on a worker for every change of the layers: clusters for all zooms,
//! outlines in several degrees of detail, pairs of places named together.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    app::coming::{Coming, let_go},
    basemap::outline::Outlines,
    cartography::{
        area::Areas,
        cluster::Clusters,
        layers::{Layers, ProposalShape, Shape},
        legend::{Form, Sign},
        palette::StatusGroup,
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
    /// Where pins stand, each spot once.
    pub(super) feet: Vec<Foot>,
    /// What lines and washes of proposals are in the legend, with west, north, east and south of each that is so.
    pub(super) signs: Vec<(Sign, Vec<[f64; 4]>)>,
}

/// A spot with pins.
pub(super) struct Foot {
    /// In the Web Mercator square.
    pub(super) point: [f64; 2],
    /// The marker that stands there too.
    pub(super) marker: Option<u32>,
    /// The features that stand there, in order.
    pub(super) features: Vec<u32>,
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
        let reach: Vec<Option<[f64; 4]>> = layers
            .proposals
            .iter()
            .map(|feature| match &feature.shape {
                ProposalShape::Route(line) => Some(bounds(line)),
                _ => None,
            })
            .collect();
        let areas = Areas::new(&layers, outlines, known);
        Self {
            clusters: Clusters::new(&given),
            routes: Routes::new(&layers.proposals),
            feet: feet(&layers),
            signs: signs(&layers, &reach, &areas),
            areas,
            pairs,
            number,
            reach,
            layers,
        }
    }
}

/// The spots where pins stand.
fn feet(layers: &Layers) -> Vec<Foot> {
    let bits = |[x, y]: [f64; 2]| [x.to_bits(), y.to_bits()];
    let mut standing: HashMap<[u64; 2], u32> = HashMap::new();
    for (marker, at) in layers.markers.iter().zip(0..) {
        if marker.shape == Shape::Dot {
            standing.entry(bits(marker.point)).or_insert(at);
        }
    }
    let mut feet: BTreeMap<[u64; 2], Foot> = BTreeMap::new();
    for (feature, at) in layers.proposals.iter().zip(0..) {
        let ProposalShape::Venue(point) = feature.shape else { continue };
        let marker = standing.get(&bits(point)).copied();
        let foot = feet.entry(bits(point)).or_insert_with(|| Foot { point, marker, features: Vec::new() });
        foot.features.push(at);
    }
    feet.into_values().collect()
}

/// The signs of lines and washes, each with where it is drawn.
fn signs(layers: &Layers, reach: &[Option<[f64; 4]>], areas: &Areas) -> Vec<(Sign, Vec<[f64; 4]>)> {
    let mut signs: BTreeMap<Sign, Vec<[f64; 4]>> = BTreeMap::new();
    for (feature, reach) in layers.proposals.iter().zip(reach) {
        let (form, bounds) = match &feature.shape {
            ProposalShape::Route(_) => (Form::Route, *reach),
            ProposalShape::Area(place) => (Form::Area, areas.get(place).map(|area| area.bounds)),
            ProposalShape::Venue(_) => continue,
        };
        signs.entry(Sign::Proposal(form, StatusGroup::of(feature.status))).or_default().extend(bounds);
    }
    signs.into_iter().collect()
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
            let_go(std::mem::replace(&mut self.ready, Arc::new(prepared)));
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
