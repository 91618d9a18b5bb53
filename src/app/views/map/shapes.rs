//! Lines and areas of the layers: outlines of countries and regions, washes, routes, arcs. All of them are one
//! mesh that is made anew only when what it shows has changed.

use std::collections::BTreeMap;

use egui::{Mesh, Painter, Pos2};

use crate::{
    app::{selection::Highlight, theme},
    basemap::MapView,
    cartography::{
        area::AreaShape,
        layers::{Marker, ProposalShape},
        legend::{Form, Legend, Sign},
        palette::{self, StatusGroup},
    },
};

use super::{
    Scene, Shown,
    ink::{self, Ink, Pen, Sheet},
};

/// What a sheet shows: layers, highlights, theme, level, layers that are turned on.
type Key = (usize, u64, bool, u8, Shown);
/// What the sheet of the thing under the pointer shows.
type HoverKey = (usize, bool, Option<u32>, Option<crate::project::ProposalId>);

/// The sheets of lines and areas.
#[derive(Default)]
pub(super) struct Shapes {
    all: Sheet<Key>,
    hovered: Sheet<HoverKey>,
}

impl Shapes {
    pub(super) fn paint(&mut self, painter: &Painter, scene: &Scene<'_, '_>) {
        let layers = std::sync::Arc::as_ptr(&scene.prepared.layers) as usize;
        let dark = scene.context.dark;
        let key = (layers, scene.marks.revision, dark, scene.level, scene.shown);
        self.all.show(painter, scene.rect, scene.view, key, |wide| scene.drawn(wide));
        let key = (layers, dark, scene.hovered, scene.hovered_proposal);
        self.hovered.show(painter, scene.rect, scene.view, key, |wide| scene.drawn_hovered(wide));
    }
}

impl Scene<'_, '_> {
    fn drawn(&self, wide: &MapView) -> Mesh {
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
            for (at, _) in self.prepared.layers.proposals.iter().enumerate() {
                self.route(&mut ink, wide, at, self.marks.proposal(at));
            }
        }
        ink.finish()
    }

    fn drawn_hovered(&self, wide: &MapView) -> Mesh {
        let mut ink = Ink::new(ink::window(wide));
        for (marker, area) in self.prepared.areas.iter().filter(|(at, _)| self.hovered == Some(*at)) {
            if self.shown.places {
                self.outline(&mut ink, wide, marker, area, self.strength(marker));
            }
        }
        for (at, feature) in self.prepared.layers.proposals.iter().enumerate() {
            if self.shown.proposals && self.hovered_proposal == Some(feature.proposal) {
                self.route(&mut ink, wide, at, self.feature_strength(at));
            }
        }
        ink.finish()
    }

    /// Copies of the world in which bounds are seen.
    fn copies(wide: &MapView, [west, north, east, south]: [f64; 4]) -> Vec<f64> {
        let [w, n, e, s] = wide.window();
        if south < n || north > s {
            return Vec::new();
        }
        #[allow(clippy::cast_possible_truncation)] // a few copies
        let range = (w - east).ceil() as i32..=(e - west).floor() as i32;
        range.map(f64::from).collect()
    }

    fn outline(&self, ink: &mut Ink, wide: &MapView, marker: u32, area: &AreaShape, strength: Highlight) {
        let own = &self.prepared.layers.markers[marker as usize];
        let colour = theme::rgb(palette::place(own.class, self.theme));
        let (width, colour) = match strength {
            Highlight::Selected => (3.0, theme::accent(self.context.dark)),
            Highlight::Hovered => (2.6, colour),
            Highlight::Related => (2.2, colour),
            Highlight::None => (1.3, colour.gamma_multiply(0.6)),
        };
        // What is not certain is dashed.
        let dash: &[f32] = if own.confidence < Marker::UNSURE_BELOW { &[5.0, 4.0] } else { &[] };
        for shift in Self::copies(wide, area.bounds) {
            if strength >= Highlight::Related {
                let wash = colour.gamma_multiply(0.09);
                let corners = area.corners.iter().map(|[x, y]| ink::at(wide, [x + shift, *y]));
                ink.fill(corners, &area.triangles, wash);
            }
            for line in area.lines(self.view.zoom) {
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
            for shift in Self::copies(wide, area.bounds) {
                let corners = area.corners.iter().map(|[x, y]| ink::at(wide, [x + shift, *y]));
                ink.fill(corners, &area.triangles, colour.gamma_multiply(if strong { 0.26 } else { 0.13 }));
                for line in area.lines(self.view.zoom) {
                    let points: Vec<Pos2> =
                        line.iter().map(|[x, y]| ink::at(wide, [x + shift, *y])).collect();
                    let width = if strong { 3.4 } else { 2.2 };
                    ink.line(&points, Pen { width, colour, dash: group.dash() });
                }
            }
        }
    }

    fn route(&self, ink: &mut Ink, wide: &MapView, at: usize, strength: Highlight) {
        let feature = &self.prepared.layers.proposals[at];
        let (ProposalShape::Route(line), Some(reach)) = (&feature.shape, self.prepared.reach[at]) else {
            return;
        };
        let group = StatusGroup::of(feature.status);
        let colour = theme::rgb(group.colour(self.theme));
        let halo = match strength {
            Highlight::Selected => theme::accent(self.context.dark).gamma_multiply(0.8),
            _ => theme::rgb(palette::halo(self.theme)).gamma_multiply(0.85),
        };
        let width = match strength {
            Highlight::Selected | Highlight::Hovered => 4.6,
            Highlight::Related => 4.0,
            Highlight::None => 3.2,
        };
        let around = if strength == Highlight::Selected { 5.0 } else { 3.0 };
        for shift in Self::copies(wide, reach) {
            let points: Vec<Pos2> = line.iter().map(|[x, y]| ink::at(wide, [x + shift, *y])).collect();
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
            for shift in Self::copies(wide, reach) {
                let ends = [from, to].map(|[x, y]| ink::at(wide, [x + shift, y]));
                #[allow(clippy::cast_precision_loss)] // a width
                let width = (0.8 + 0.5 * (sentences as f32).sqrt()).min(4.0);
                let colour = if marked {
                    theme::accent(self.context.dark)
                } else {
                    colour.gamma_multiply((0.25 + 0.06 * width).min(0.55))
                };
                ink.line(&bow(ends[0], ends[1]), Pen { width, colour, dash: &[] });
            }
        }
    }

    /// Notes the signs of lines and areas in view.
    pub(super) fn note_shapes(&self, legend: &mut Legend) {
        let seen = |bounds: [f64; 4]| !Self::copies(self.view, bounds).is_empty();
        if self.shown.places {
            for (marker, _) in self.prepared.areas.iter().filter(|(_, area)| seen(area.bounds)) {
                let sign = Sign::of_marker(&self.prepared.layers.markers[marker as usize]);
                sign.into_iter().for_each(|sign| legend.note(sign));
            }
        }
        if self.shown.proposals {
            for (feature, reach) in self.prepared.layers.proposals.iter().zip(&self.prepared.reach) {
                let group = StatusGroup::of(feature.status);
                let form = match &feature.shape {
                    ProposalShape::Route(_) if reach.is_some_and(seen) => Form::Route,
                    ProposalShape::Area(place)
                        if self.prepared.areas.get(place).is_some_and(|area| seen(area.bounds)) =>
                    {
                        Form::Area
                    }
                    _ => continue,
                };
                legend.note(Sign::Proposal(form, group));
            }
        }
        if self.shown.arcs && !self.prepared.pairs.is_empty() {
            legend.note(Sign::Arc);
        }
    }
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
