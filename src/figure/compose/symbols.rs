//! Symbols of places and proposals: where each stands, so that none covers another.

use super::{Composer, Numbers, Warning, facts::some_of, look};
use crate::{
    basemap::style::Colour,
    cartography::{
        labels::Box4,
        layers::{Marker, ProposalShape, Shape as MarkerShape},
        palette::{self, StatusGroup},
        symbol::Symbol,
    },
    figure::{
        definition::Target,
        drawing::{Group, Pen, Role, overlap, shapes},
        text::{Style, shape},
    },
    gazetteer::PlaceClass,
};

/// What a symbol stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A place with a point.
    Dot(PlaceClass),
    /// An area; it has a symbol only for its number.
    Area(PlaceClass),
    /// The venue of proposals.
    Pin(StatusGroup),
    /// A route or an area of a proposal; it has a symbol only for its number.
    Route(StatusGroup),
}

/// A symbol on the map.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) target: Target,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// What it marks, on the page.
    pub(super) foot: [f32; 2],
    /// The middle of its disc.
    pub(super) at: [f32; 2],
    pub(super) radius: f32,
    /// The radius that it would have without a number.
    pub(super) plain: f32,
    pub(super) hollow: bool,
    /// Other places or proposals that it stands for too.
    pub(super) joined: Vec<String>,
}

/// Free space between symbols.
const GAP: f32 = 1.5;
/// The least radius that a dot may be shrunk to.
const LEAST: f32 = 3.5;
/// The radius of a pin's head.
const PIN: f32 = 7.5;

impl Mark {
    /// How far it reaches from its middle.
    fn reach(&self) -> f32 {
        let corners = match self.kind {
            Kind::Dot(class) => Symbol::of(class).corners(),
            _ => None,
        };
        let far = corners.into_iter().flatten().map(|[x, y]| x.abs().max(y.abs())).fold(1.0, f32::max);
        self.radius * far
    }

    /// Left, top, right and bottom with its halo.
    pub(super) fn area(&self) -> Box4 {
        let ([x, y], r) = (self.at, self.reach() + 1.2);
        [x - r, y - r, x + r, y + r]
    }

    /// Free space from the edge of its disc to that of another, negative where they overlap.
    fn clearance(&self, at: [f32; 2], radius: f32) -> f32 {
        // Boxes, not discs: corners count.
        (self.at[0] - at[0]).abs().max((self.at[1] - at[1]).abs()) - self.reach() - radius - 2.4
    }
}

impl Composer<'_> {
    /// The symbols of places, chosen ones first, then by mentions.
    pub(super) fn dots(&mut self, targets: &[Target]) -> Vec<Mark> {
        let layers = self.material.layers;
        let rank = |marker: &Marker| {
            targets
                .iter()
                .position(|target| *target == Target::Place(marker.place.clone()))
                .unwrap_or(usize::MAX)
        };
        let mut markers: Vec<(usize, &Marker)> =
            layers.markers.iter().map(|marker| (rank(marker), marker)).collect();
        markers.sort_by_key(|(rank, _)| *rank);
        let mut symbols: Vec<Mark> = Vec::new();
        let mut off_map = Vec::new();
        for (rank, marker) in markers {
            let chosen = rank < usize::MAX;
            let foot = self.at(self.point_of(marker));
            let radius = if chosen { marker.radius().max(look::BADGE) } else { marker.radius() };
            let kind = match marker.shape {
                MarkerShape::Dot => Kind::Dot(marker.class),
                _ if chosen => Kind::Area(marker.class),
                _ => continue,
            };
            if !self.on_map(foot, radius + 3.0) {
                off_map.push(marker.name.as_str());
                continue;
            }
            let symbol = Mark {
                target: Target::Place(marker.place.clone()),
                name: marker.name.clone(),
                kind,
                foot,
                at: foot,
                radius,
                plain: marker.radius(),
                hollow: marker.confidence < Marker::UNSURE_BELOW && !chosen,
                joined: Vec::new(),
            };
            self.put(symbol, chosen, &mut symbols);
        }
        if !off_map.is_empty() {
            self.warnings.push(Warning::OffMap(some_of(&off_map)));
        }
        symbols
    }

    /// Where an area's name or number stands: inside of it.
    pub(super) fn point_of(&self, marker: &Marker) -> [f64; 2] {
        match self.material.outlines.get(&marker.place) {
            Some(outline) if marker.shape == MarkerShape::Outline => {
                let [west, north, east, south] = outline.main_bounds();
                let middle = [f64::midpoint(west, east), f64::midpoint(north, south)];
                if outline.contains(middle) { middle } else { marker.point }
            }
            _ => marker.point,
        }
    }

    /// Puts a symbol where it covers no other: smaller, aside if it carries a number, or joined to the one
    /// it would cover.
    fn put(&self, mut symbol: Mark, numbered: bool, symbols: &mut Vec<Mark>) {
        let nearest = symbols
            .iter()
            .enumerate()
            .map(|(at, other)| (at, other.clearance(symbol.at, symbol.reach())))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((at, free)) = nearest.filter(|(_, free)| *free < GAP) else {
            symbols.push(symbol);
            return;
        };
        if numbered {
            symbol.radius = look::BADGE;
            if let Some(aside) = self.aside(symbol.foot, symbol.radius, symbols) {
                symbol.at = aside;
                symbols.push(symbol);
                return;
            }
        } else if symbol.radius + (free - GAP) * symbol.radius / symbol.reach() >= LEAST {
            symbol.radius += (free - GAP) * symbol.radius / symbol.reach();
            symbols.push(symbol);
            return;
        }
        symbols[at].joined.push(symbol.name);
    }

    /// A free place near a point.
    fn aside(&self, foot: [f32; 2], radius: f32, symbols: &[Mark]) -> Option<[f32; 2]> {
        const ANGLES: [f32; 12] =
            [-90.0, -60.0, -120.0, -30.0, -150.0, 0.0, 180.0, 30.0, 150.0, 60.0, 120.0, 90.0];
        let spots = [24.0_f32, 36.0, 50.0, 66.0].into_iter().flat_map(|far| {
            ANGLES.into_iter().map(move |angle| {
                let (sin, cos) = angle.to_radians().sin_cos();
                [foot[0] + cos * far, foot[1] + sin * far]
            })
        });
        let free = |at: &[f32; 2]| {
            let r = radius + 3.0;
            let area = [at[0] - r, at[1] - r, at[0] + r, at[1] + r];
            self.on_map(*at, r)
                && symbols.iter().all(|other| other.clearance(*at, radius) >= GAP)
                && self.taken.iter().all(|taken| !overlap(*taken, area))
        };
        spots.into_iter().find(free)
    }

    /// The symbols of proposals: a pin for each venue and status, a number for each chosen route.
    pub(super) fn pins(&mut self, targets: &[Target], symbols: &mut Vec<Mark>) {
        let mut without_room = Vec::new();
        let layers = self.material.layers;
        let mut made: Vec<([i32; 2], StatusGroup, usize)> = Vec::new();
        let chosen = |feature: &crate::cartography::layers::ProposalFeature| {
            targets.contains(&Target::Proposal(feature.proposal))
        };
        let ordered = layers
            .proposals
            .iter()
            .filter(|feature| chosen(feature))
            .chain(layers.proposals.iter().filter(|feature| !chosen(feature)));
        for feature in ordered {
            let target = Target::Proposal(feature.proposal);
            let numbered = targets.contains(&target);
            if numbered && symbols.iter().any(|symbol| symbol.target == target) {
                continue;
            }
            let group = StatusGroup::of(feature.status);
            let (foot, kind) = match &feature.shape {
                ProposalShape::Venue(point) => (self.at(*point), Kind::Pin(group)),
                ProposalShape::Route(route) if numbered => {
                    let points = self.route(route);
                    let Some(middle) = points.get(points.len() / 2).copied() else { continue };
                    (middle, Kind::Route(group))
                }
                ProposalShape::Area(place) if numbered => {
                    let marker = layers.markers.iter().find(|marker| marker.place == *place);
                    let Some(marker) = marker else { continue };
                    (self.at(self.point_of(marker)), Kind::Route(group))
                }
                ProposalShape::Route(_) | ProposalShape::Area(_) => continue,
            };
            if !self.on_map(foot, 12.0) {
                continue;
            }
            #[allow(clippy::cast_possible_truncation)] // a page
            let spot = foot.map(|side| side.round() as i32);
            let same =
                made.iter().find(|(at, other, _)| *at == spot && *other == group).map(|(_, _, at)| *at);
            if let (Some(at), false) = (same, numbered) {
                symbols[at].joined.push(feature.title.clone());
                continue;
            }
            let radius = if numbered { look::BADGE } else { PIN };
            let Some(at) = self.aside(foot, radius, symbols) else {
                without_room.push(feature.title.as_str());
                continue;
            };
            made.push((spot, group, symbols.len()));
            let hollow = !group.dash().is_empty();
            symbols.push(Mark {
                target,
                name: feature.title.clone(),
                kind,
                foot,
                at,
                radius,
                plain: PIN,
                hollow,
                joined: Vec::new(),
            });
        }
        if !without_room.is_empty() {
            self.warnings.push(Warning::NoProposal(some_of(&without_room)));
        }
        for symbol in &*symbols {
            self.obstacles.push(self.obstacle(symbol.area()));
        }
    }

    /// The colour of a symbol.
    pub(super) fn colour(&self, kind: Kind) -> Colour {
        let theme = self.look.theme;
        match kind {
            Kind::Dot(class) | Kind::Area(class) => palette::place(class, theme),
            Kind::Pin(group) | Kind::Route(group) => group.colour(theme),
        }
    }

    /// Draws the symbols; those with a number carry it.
    pub(super) fn draw_symbols(&self, symbols: &[Mark], numbers: &Numbers) -> Group {
        let mut all = Group::new(Role::Ornament);
        for symbol in symbols.iter().filter(|symbol| symbol.at != symbol.foot) {
            let colour = self.colour(symbol.kind);
            let stick = shapes::line(&[symbol.foot, symbol.at]);
            all.stroke(stick.clone(), Pen::solid(self.look.halo, 4.0));
            all.stroke(stick, Pen::solid(colour, 1.8));
            all.fill(shapes::disc(symbol.foot, 2.4), colour);
        }
        for symbol in symbols.iter().rev() {
            let number = numbers.get(&symbol.target).copied();
            let small = Mark { radius: symbol.radius.min(symbol.plain), ..symbol.clone() };
            // What did not get a callout after all needs no room for a number.
            all.group(self.symbol(if number.is_some() { symbol } else { &small }, number));
        }
        all
    }

    fn symbol(&self, symbol: &Mark, number: Option<usize>) -> Group {
        let mut group = Group::new(Role::Marker).labelled(symbol.name.clone());
        let (colour, [x, y]) = (self.colour(symbol.kind), symbol.at);
        let shape_of = |radius: f32| match symbol.kind {
            Kind::Dot(class) if number.is_none() => outline_of(Symbol::of(class), symbol.at, radius),
            _ => shapes::disc(symbol.at, radius),
        };
        group.fill(shape_of(symbol.radius + 1.2), self.look.halo);
        group.fill(shape_of(symbol.radius), colour);
        if symbol.hollow && number.is_none() {
            group.fill(shape_of(symbol.radius - 2.2), self.look.halo);
        }
        let capital = matches!(symbol.kind, Kind::Dot(class) if Symbol::of(class) == Symbol::Capital);
        if capital && number.is_none() {
            let dot = if symbol.hollow { colour } else { self.look.halo };
            group.fill(shapes::disc(symbol.at, symbol.radius * 0.3), dot);
        }
        let closed = symbol.kind == Kind::Pin(StatusGroup::TurnedDown);
        if let Some(number) = number {
            let size = if number < 10 { 12.5 } else { 11.0 };
            let line = shape(&number.to_string(), Style::Bold, size);
            let at = [x - line.width / 2.0, y + size * 0.36];
            group.text(at, line, self.look.paper);
        } else if closed {
            for (a, b) in [([-3.4, -3.4], [3.4, 3.4]), ([-3.4, 3.4], [3.4, -3.4])] {
                let line = shapes::line(&[[x + a[0], y + a[1]], [x + b[0], y + b[1]]]);
                group.stroke(line, Pen::solid(colour, 1.8));
            }
        } else if matches!(symbol.kind, Kind::Pin(_)) && !symbol.joined.is_empty() {
            let ink = if symbol.hollow { colour } else { self.look.paper };
            let line = shape(&(symbol.joined.len() + 1).to_string(), Style::Bold, 9.5);
            let at = [x - line.width / 2.0, y + 3.4];
            group.text(at, line, ink);
        }
        group
    }

    /// Warns of what the map does not show as it is.
    pub(super) fn warn_of_hidden(&mut self, symbols: &[Mark]) {
        let joined: Vec<&str> = symbols
            .iter()
            .filter(|symbol| matches!(symbol.kind, Kind::Dot(_)))
            .flat_map(|symbol| symbol.joined.iter().map(String::as_str))
            .collect();
        if !joined.is_empty() {
            self.warnings.push(Warning::Joined(some_of(&joined)));
        }
        let unsure: Vec<&str> = self
            .material
            .layers
            .markers
            .iter()
            .filter(|marker| marker.confidence < Marker::UNSURE_BELOW)
            .map(|marker| marker.name.as_str())
            .collect();
        if !unsure.is_empty() {
            self.warnings.push(Warning::Unsure(some_of(&unsure)));
        }
        if self.facts.unreviewed > 0 {
            self.warnings.push(Warning::Unreviewed(self.facts.unreviewed));
        }
        if self.facts.not_placed > 0 {
            self.warnings.push(Warning::NotPlaced(self.facts.not_placed));
        }
    }
}

/// The outline of a marker's shape.
pub(super) fn outline_of(symbol: Symbol, [x, y]: [f32; 2], radius: f32) -> Option<tiny_skia::Path> {
    match symbol.corners() {
        None => shapes::disc([x, y], radius),
        Some(corners) => {
            let corners: Vec<[f32; 2]> =
                corners.iter().map(|[dx, dy]| [x + dx * radius, y + dy * radius]).collect();
            shapes::polygon(&corners)
        }
    }
}
