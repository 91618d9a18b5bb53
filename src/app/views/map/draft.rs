//! Lines, areas and labels of the layers for one view, made apart from the window so that a worker can.

use std::{collections::BTreeMap, sync::Arc};

use egui::{Mesh, Pos2};

use crate::{
    app::{selection::Highlight, theme},
    basemap::{MapView, style::Theme},
    cartography::{
        area::AreaShape,
        layers::{Marker, ProposalShape},
        palette::{self, StatusGroup},
    },
    project::ProposalId,
};

use super::{
    Shown,
    ink::{self, Ink, Pen},
    marks::Marks,
    prepare::Prepared,
};

/// With more lines of proposals than this in view, each is drawn plainly.
const MANY: usize = 1_200;
/// The same of those that are tied to the selection.
const MANY_RELATED: usize = 300;

/// What it takes to draw the layers.
pub(super) struct Draft {
    pub(super) prepared: Arc<Prepared>,
    pub(super) marks: Arc<Marks>,
    pub(super) theme: Theme,
    pub(super) shown: Shown,
    /// The level of clusters.
    pub(super) level: u8,
    /// The zoom that outlines are as detailed for.
    pub(super) zoom: f64,
}

impl Draft {
    /// All lines and areas in a view.
    pub(super) fn all(&self, wide: &MapView) -> Mesh {
        let mut ink = Ink::new(ink::window(wide));
        if self.shown.proposals {
            self.washes(&mut ink, wide);
        }
        if self.shown.places {
            for (marker, area) in self.prepared.areas.iter() {
                self.outline(&mut ink, wide, marker, area, self.marks.marker(marker));
            }
        }
        if self.shown.arcs {
            self.arcs(&mut ink, wide);
        }
        if self.shown.proposals {
            let seen: Vec<usize> = (self.prepared.reach.iter().enumerate())
                .filter(|(_, reach)| reach.is_some_and(|reach| copies(wide, reach).next().is_some()))
                .map(|(at, _)| at)
                .collect();
            let related = seen.iter().filter(|at| self.marks.proposal(**at) == Highlight::Related).count();
            let dense = |strength: Highlight| match strength {
                Highlight::None => seen.len() > MANY,
                Highlight::Related => related > MANY_RELATED,
                Highlight::Hovered | Highlight::Selected => false,
            };
            // What is marked lies on top.
            for plain in [true, false] {
                for at in &seen {
                    let strength = self.marks.proposal(*at);
                    if dense(strength) == plain {
                        self.route(&mut ink, wide, *at, strength, plain);
                    }
                }
            }
        }
        ink.finish()
    }

    /// The outline of a marker and the route of a proposal, as they look under the pointer.
    pub(super) fn one(&self, wide: &MapView, marker: Option<u32>, proposal: Option<ProposalId>) -> Mesh {
        let mut ink = Ink::new(ink::window(wide));
        let markers = &self.prepared.layers.markers;
        let place = |marker: u32| Some((marker, &markers.get(marker as usize)?.place));
        let hovered = marker.filter(|_| self.shown.places).and_then(place);
        if let Some((marker, place)) = hovered
            && let Some(area) = self.prepared.areas.get(place)
        {
            self.outline(&mut ink, wide, marker, area, self.marks.marker(marker).max(Highlight::Hovered));
        }
        let features =
            proposal.filter(|_| self.shown.proposals).map(|id| self.prepared.layers.features_of(id));
        for at in features.into_iter().flatten() {
            self.route(&mut ink, wide, at, self.marks.proposal(at).max(Highlight::Hovered), false);
        }
        ink.finish()
    }

    fn outline(&self, ink: &mut Ink, wide: &MapView, marker: u32, area: &AreaShape, strength: Highlight) {
        let own = &self.prepared.layers.markers[marker as usize];
        let colour = theme::rgb(palette::place(own.class, self.theme));
        let (width, colour) = match strength {
            Highlight::Selected => (3.0, theme::accent(self.dark())),
            Highlight::Hovered => (2.6, colour),
            Highlight::Related => (2.2, colour),
            Highlight::None => (1.3, colour.gamma_multiply(0.6)),
        };
        // What is not certain is dashed.
        let dash: &[f32] = if own.confidence < Marker::UNSURE_BELOW { &[5.0, 4.0] } else { &[] };
        for shift in copies(wide, area.bounds) {
            if strength >= Highlight::Related {
                let wash = colour.gamma_multiply(0.09);
                let corners = area.corners.iter().map(|[x, y]| ink::at(wide, [x + shift, *y]));
                ink.fill(corners, &area.triangles, wash);
            }
            for line in area.lines(self.zoom) {
                let points: Vec<Pos2> = line.iter().map(|[x, y]| ink::at(wide, [x + shift, *y])).collect();
                ink.line(&points, Pen { width, colour, dash });
            }
        }
    }

    /// Areas of proposals: a wash in the colour of the status, with the status' line around it. Several over
    /// one area are one wash, of the one that is marked or else of the first.
    fn washes(&self, ink: &mut Ink, wide: &MapView) {
        let mut shown: BTreeMap<&crate::gazetteer::PlaceId, usize> = BTreeMap::new();
        let features = &self.prepared.layers.proposals;
        for (at, feature) in features.iter().enumerate() {
            let ProposalShape::Area(place) = &feature.shape else { continue };
            let first = shown.entry(place).or_insert(at);
            if self.marks.proposal(at) > self.marks.proposal(*first) {
                *first = at;
            }
        }
        for (place, at) in shown {
            let Some(area) = self.prepared.areas.get(place) else { continue };
            let group = StatusGroup::of(features[at].status);
            let colour = theme::rgb(group.colour(self.theme));
            let strong = self.marks.proposal(at) >= Highlight::Related;
            for shift in copies(wide, area.bounds) {
                let corners = area.corners.iter().map(|[x, y]| ink::at(wide, [x + shift, *y]));
                ink.fill(corners, &area.triangles, colour.gamma_multiply(if strong { 0.26 } else { 0.13 }));
                for line in area.lines(self.zoom) {
                    let points: Vec<Pos2> =
                        line.iter().map(|[x, y]| ink::at(wide, [x + shift, *y])).collect();
                    let width = if strong { 3.4 } else { 2.2 };
                    ink.line(&points, Pen { width, colour, dash: group.dash() });
                }
            }
        }
    }

    /// The line of a proposal; a `plain` one is one of thousands, whose dashes and halos would say nothing and
    /// take long to move.
    fn route(&self, ink: &mut Ink, wide: &MapView, at: usize, strength: Highlight, plain: bool) {
        let feature = &self.prepared.layers.proposals[at];
        let (ProposalShape::Route(line), Some(reach)) = (&feature.shape, self.prepared.reach[at]) else {
            return;
        };
        let group = StatusGroup::of(feature.status);
        let colour = theme::rgb(group.colour(self.theme));
        let halo = match strength {
            Highlight::Selected => theme::accent(self.dark()).gamma_multiply(0.8),
            _ => theme::rgb(palette::halo(self.theme)).gamma_multiply(0.85),
        };
        let width = match strength {
            Highlight::Selected | Highlight::Hovered => 4.6,
            Highlight::Related => 4.0,
            Highlight::None => 3.2,
        };
        let around = if strength == Highlight::Selected { 5.0 } else { 3.0 };
        for shift in copies(wide, reach) {
            let points: Vec<Pos2> = line.iter().map(|[x, y]| ink::at(wide, [x + shift, *y])).collect();
            let points = ink::simpler(&points, if plain { 3.0 * ink::SLACK } else { ink::SLACK });
            if plain {
                let width = if strength == Highlight::None { 1.4 } else { 2.4 };
                ink.line(&points, Pen { width, colour, dash: &[] });
                continue;
            }
            ink.line(&points, Pen { width: width + around, colour: halo, dash: &[] });
            ink.line(&points, Pen { width, colour, dash: group.dash() });
            ink.arrowhead(&points, width, colour);
        }
    }

    /// Arcs between places named together. Those within one cluster are left out, those between the same two
    /// clusters are one.
    fn arcs(&self, ink: &mut Ink, wide: &MapView) {
        let clusters = &self.prepared.clusters;
        let mut tied: BTreeMap<[u32; 2], u32> = BTreeMap::new();
        for pair in &self.prepared.pairs {
            let lead = |marker| clusters.holding(self.level, marker).map(|cluster| cluster.lead);
            if let [Some(a), Some(b)] = pair.ends.map(lead)
                && a != b
            {
                *tied.entry([a.min(b), a.max(b)]).or_default() += pair.sentences;
            }
        }
        let colour = theme::rgb(palette::arc(self.theme));
        let markers = &self.prepared.layers.markers;
        for ([a, b], sentences) in tied {
            let (from, mut to) = (markers[a as usize].point, markers[b as usize].point);
            to[0] += (from[0] - to[0]).round();
            let marked = self.marks.marker(a).max(self.marks.marker(b)) == Highlight::Selected;
            let reach = [from[0].min(to[0]), 0.0, from[0].max(to[0]), 1.0];
            for shift in copies(wide, reach) {
                let ends = [from, to].map(|[x, y]| ink::at(wide, [x + shift, y]));
                #[allow(clippy::cast_precision_loss)] // a width
                let width = (0.8 + 0.5 * (sentences as f32).sqrt()).min(4.0);
                let colour = if marked {
                    theme::accent(self.dark())
                } else {
                    colour.gamma_multiply((0.25 + 0.06 * width).min(0.55))
                };
                ink.line(&bow(ends[0], ends[1]), Pen { width, colour, dash: &[] });
            }
        }
    }

    fn dark(&self) -> bool {
        self.theme == Theme::Dark
    }
}

/// Shifts of the copies of the world in which bounds are seen.
pub(super) fn copies(
    view: &MapView,
    [west, north, east, south]: [f64; 4],
) -> impl Iterator<Item = f64> + use<> {
    let [w, n, e, s] = view.window();
    let seen = south >= n && north <= s;
    #[allow(clippy::cast_possible_truncation)] // a few copies
    let range = (w - east).ceil() as i32..=(e - west).floor() as i32;
    range.filter(move |_| seen).map(f64::from)
}

/// A curve from one point to another, bent to the left by a seventh of its length.
fn bow(a: Pos2, b: Pos2) -> Vec<Pos2> {
    let middle = a.lerp(b, 0.5) + (b - a).rot90() * 0.28;
    (0_u8..=18)
        .map(|step| {
            let t = f32::from(step) / 18.0;
            a.lerp(middle, t).lerp(middle.lerp(b, t), t)
        })
        .collect()
}
