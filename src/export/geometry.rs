//! Geometry as files want it: WGS 84 degrees, areas with their holes, lines cut at the antimeridian.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    basemap::outline::{Outline, Outlines},
    cartography::layers::{ProposalFeature, ProposalShape},
    geodesy::Position,
    project::ProposalId,
};

/// Longitude and latitude in degrees, to five decimals.
pub(super) type Point = [f64; 2];

/// A simple feature of the Open Geospatial Consortium.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Geometry {
    Point(Point),
    /// Several lines where the antimeridian cuts one.
    Lines(Vec<Vec<Point>>),
    /// Areas: the outer ring against the clock, then its holes with it.
    Areas(Vec<Vec<Vec<Point>>>),
    /// Several of these.
    Several(Vec<Geometry>),
}

/// Degrees to five decimals, about a metre.
#[must_use]
pub fn degrees(value: f64) -> f64 {
    // Minus zero is zero.
    (value * 1e5).round() / 1e5 + 0.0
}

pub(super) fn point(position: Position) -> Point {
    [degrees(position.lon()), degrees(position.lat())]
}

/// A point of the Web Mercator square in degrees; the right edge is 180°, not −180°.
fn degrees_of([x, y]: [f64; 2]) -> Point {
    let lat = Position::from_mercator([0.5, y]).lat();
    [degrees((x - 0.5) * 360.0), degrees(lat)]
}

impl Geometry {
    /// The area that an outline of even-odd rings encloses; `None` where nothing is left of it at this
    /// precision.
    pub(super) fn of_outline(outline: &Outline) -> Option<Self> {
        let rings: Vec<Vec<Point>> = outline.rings.iter().filter_map(|ring| closed(ring)).collect();
        let areas = nested(&rings);
        (!areas.is_empty()).then_some(Self::Areas(areas))
    }

    /// A line of the Web Mercator plane, cut where it crosses the antimeridian (RFC 7946, 3.1.9).
    fn of_line(line: &[[f64; 2]]) -> Option<Self> {
        let parts: Vec<Vec<Point>> = cut(line).into_iter().filter(|part| part.len() > 1).collect();
        (!parts.is_empty()).then_some(Self::Lines(parts))
    }

    fn of_shape(shape: &ProposalShape, outlines: &Outlines) -> Option<Self> {
        match shape {
            ProposalShape::Area(place) => Self::of_outline(outlines.get(place)?),
            ProposalShape::Venue(at) => Some(Self::Point(point(Position::from_mercator(*at)))),
            ProposalShape::Route(line) => Self::of_line(line),
        }
    }

    /// One geometry a proposal, of all that the map draws for it.
    pub(super) fn of_proposals(
        features: &[ProposalFeature],
        outlines: &Outlines,
    ) -> BTreeMap<ProposalId, Self> {
        let mut out: BTreeMap<ProposalId, Self> = BTreeMap::new();
        for feature in features {
            let Some(geometry) = Self::of_shape(&feature.shape, outlines) else { continue };
            match out.get_mut(&feature.proposal) {
                None => {
                    out.insert(feature.proposal, geometry);
                }
                Some(Self::Several(all)) => all.push(geometry),
                Some(one) => *one = Self::Several(vec![one.clone(), geometry]),
            }
        }
        out
    }

    /// Every point, in order.
    pub(super) fn points(&self) -> Vec<Point> {
        match self {
            Self::Point(at) => vec![*at],
            Self::Lines(lines) => lines.concat(),
            Self::Areas(areas) => areas.concat().concat(),
            Self::Several(all) => all.iter().flat_map(Self::points).collect(),
        }
    }

    /// West, south, east, north in degrees of the coordinates as they stand.
    pub(super) fn envelope(&self) -> [f64; 4] {
        envelope(self.points())
    }

    /// The boxes of its points, lines and areas.
    pub(super) fn boxes(&self) -> Vec<[f64; 4]> {
        match self {
            Self::Point(_) => vec![self.envelope()],
            Self::Lines(lines) => lines.iter().map(|line| envelope(line.iter().copied())).collect(),
            Self::Areas(areas) => areas.iter().map(|area| envelope(area[0].iter().copied())).collect(),
            Self::Several(all) => all.iter().flat_map(Self::boxes).collect(),
        }
    }

    /// As in GeoJSON.
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Point(at) => json!({"type": "Point", "coordinates": at}),
            Self::Lines(lines) => match &lines[..] {
                [line] => json!({"type": "LineString", "coordinates": line}),
                lines => json!({"type": "MultiLineString", "coordinates": lines}),
            },
            Self::Areas(areas) => json!({"type": "MultiPolygon", "coordinates": areas}),
            Self::Several(all) => {
                let all: Vec<Value> = all.iter().map(Self::json).collect();
                json!({"type": "GeometryCollection", "geometries": all})
            }
        }
    }

    /// Well-known binary of ISO 19125, little endian.
    pub(super) fn wkb(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.put_wkb(&mut out);
        out
    }

    fn put_wkb(&self, out: &mut Vec<u8>) {
        match self {
            Self::Point(at) => {
                head(1, out);
                put_points(&[*at], out);
            }
            Self::Lines(lines) => {
                head(5, out);
                count(lines.len(), out);
                for line in lines {
                    head(2, out);
                    count(line.len(), out);
                    put_points(line, out);
                }
            }
            Self::Areas(areas) => {
                head(6, out);
                count(areas.len(), out);
                for area in areas {
                    head(3, out);
                    count(area.len(), out);
                    for ring in area {
                        count(ring.len(), out);
                        put_points(ring, out);
                    }
                }
            }
            Self::Several(all) => {
                head(7, out);
                count(all.len(), out);
                for geometry in all {
                    geometry.put_wkb(out);
                }
            }
        }
    }
}

fn head(kind: u32, out: &mut Vec<u8>) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

fn count(number: usize, out: &mut Vec<u8>) {
    out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_points(points: &[Point], out: &mut Vec<u8>) {
    for at in points {
        out.extend(at[0].to_le_bytes());
        out.extend(at[1].to_le_bytes());
    }
}

/// West, south, east, north around points; zeros where there is none.
pub(super) fn envelope(points: impl IntoIterator<Item = Point>) -> [f64; 4] {
    let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let around =
        points.into_iter().fold(start, |[w, s, e, n], [x, y]| [w.min(x), s.min(y), e.max(x), n.max(y)]);
    if around[0].is_finite() { around } else { [0.0; 4] }
}

/// West, south, east and north around boxes: the narrower way round the world, so that west is greater
/// than east where that crosses the antimeridian (RFC 7946, 5.2). `None` without boxes.
pub(super) fn around(mut boxes: Vec<[f64; 4]>) -> Option<[f64; 4]> {
    boxes.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let south = boxes.iter().map(|at| at[1]).reduce(f64::min)?;
    let north = boxes.iter().map(|at| at[3]).reduce(f64::max)?;
    let (first, mut reach) = (boxes[0][0], boxes[0][2]);
    let last = boxes.iter().map(|at| at[2]).reduce(f64::max)?;
    // The widest empty gap, the one around the back included, is left out.
    let mut best = (first + 360.0 - last, first, last);
    for at in &boxes {
        if at[0] - reach > best.0 {
            best = (at[0] - reach, at[0], reach);
        }
        reach = reach.max(at[2]);
    }
    Some([best.1, south, best.2, north])
}

/// A ring in degrees, closed and without repeated points; `None` where fewer than three corners are left.
fn closed(ring: &[[f64; 2]]) -> Option<Vec<Point>> {
    let mut points: Vec<Point> = ring.iter().map(|at| degrees_of(*at)).collect();
    points.dedup();
    if points.first() != points.last() {
        points.push(points[0]);
    }
    (points.len() >= 4 && turn(&points).abs() > 0.0).then_some(points)
}

/// Twice the signed area: positive against the clock.
pub(super) fn turn(ring: &[Point]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

/// A corner of a ring that is not one of the other's, to tell which lies in which.
fn inside(ring: &[Point], other: &[Point]) -> bool {
    let own = ring.iter().find(|at| !other.contains(at)).unwrap_or(&ring[0]);
    let crosses = |pair: &[Point]| {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        (ay > own[1]) != (by > own[1]) && own[0] < (bx - ax) * (own[1] - ay) / (by - ay) + ax
    };
    other.windows(2).filter(|pair| crosses(pair)).count() % 2 == 1
}

/// Rings by the even-odd rule as areas with holes: a ring within an odd number of others is a hole of the
/// smallest of them.
fn nested(rings: &[Vec<Point>]) -> Vec<Vec<Vec<Point>>> {
    let boxes: Vec<[f64; 4]> = rings.iter().map(|ring| envelope(ring.iter().copied())).collect();
    let sizes: Vec<f64> = rings.iter().map(|ring| turn(ring).abs()).collect();
    let holds = |outer: usize, inner: usize| {
        let (a, b) = (boxes[outer], boxes[inner]);
        let within = a[0] <= b[0] && a[1] <= b[1] && a[2] >= b[2] && a[3] >= b[3];
        outer != inner && within && sizes[outer] > sizes[inner] && inside(&rings[inner], &rings[outer])
    };
    let around: Vec<Vec<usize>> = (0..rings.len())
        .map(|inner| (0..rings.len()).filter(|outer| holds(*outer, inner)).collect())
        .collect();
    let mut areas: Vec<Vec<Vec<Point>>> = Vec::new();
    let mut area_of = vec![usize::MAX; rings.len()];
    for (at, ring) in rings.iter().enumerate().filter(|(at, _)| around[*at].len().is_multiple_of(2)) {
        area_of[at] = areas.len();
        areas.push(vec![wound(ring.clone(), true)]);
    }
    for (at, ring) in rings.iter().enumerate().filter(|(at, _)| !around[*at].len().is_multiple_of(2)) {
        let outer = around[at].iter().filter(|outer| area_of[**outer] != usize::MAX);
        if let Some(outer) = outer.min_by(|a, b| sizes[**a].total_cmp(&sizes[**b])) {
            areas[area_of[*outer]].push(wound(ring.clone(), false));
        }
    }
    areas
}

fn wound(mut ring: Vec<Point>, against_the_clock: bool) -> Vec<Point> {
    if (turn(&ring) > 0.0) != against_the_clock {
        ring.reverse();
    }
    ring
}

/// Parts of a line, each within one copy of the world.
fn cut(line: &[[f64; 2]]) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let world = |[ax, _]: [f64; 2], [bx, _]: [f64; 2]| f64::midpoint(ax, bx).floor();
    let mut copy = None;
    for pair in line.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let (first, last) = (from[0].min(to[0]).floor(), from[0].max(to[0]).ceil());
        // The edges of the world between the two ends, in the direction of travel.
        let mut edges = Vec::new();
        let mut edge = first + 1.0;
        while edge < last {
            edges.push(edge);
            edge += 1.0;
        }
        if to[0] < from[0] {
            edges.reverse();
        }
        let steps = edges.into_iter().map(|x| {
            let share = (x - pair[0][0]) / (to[0] - pair[0][0]);
            [x, pair[0][1] + (to[1] - pair[0][1]) * share]
        });
        for step in steps.chain([to]) {
            let here = world(from, step);
            if copy != Some(here) {
                parts.push(vec![degrees_of([from[0] - here, from[1]])]);
                copy = Some(here);
            }
            if let Some(part) = parts.last_mut() {
                part.push(degrees_of([step[0] - here, step[1]]));
                part.dedup();
            }
            from = step;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Vec<[f64; 2]> {
        vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    }

    #[test]
    fn a_ring_in_a_ring_is_a_hole_and_one_in_that_an_area_again() {
        let rings = vec![
            square(0.4, 0.4, 0.2),
            square(0.45, 0.45, 0.1),
            square(0.48, 0.48, 0.02),
            square(0.1, 0.1, 0.1),
        ];
        let outline = Outline { rings, bounds: [0.1, 0.1, 0.6, 0.6] };
        let Some(Geometry::Areas(areas)) = Geometry::of_outline(&outline) else { panic!("no areas") };
        assert_eq!(areas.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1]);
        for area in &areas {
            assert!(turn(&area[0]) > 0.0, "the outer ring runs against the clock");
            assert!(area[1..].iter().all(|hole| turn(hole) < 0.0), "holes run with it");
        }
    }

    #[test]
    fn bounds_go_the_narrow_way_round() {
        assert_eq!(
            around(vec![[178.0, 1.0, 180.0, 2.0], [-180.0, 0.0, -170.0, 2.0]]),
            Some([178.0, 0.0, -170.0, 2.0])
        );
        assert_eq!(
            around(vec![[44.0, 38.0, 51.0, 42.0], [22.0, 41.0, 29.0, 44.0]]),
            Some([22.0, 38.0, 51.0, 44.0])
        );
        assert_eq!(around(Vec::new()), None);
    }

    #[test]
    fn lines_are_cut_at_the_antimeridian() {
        let line = [[0.9, 0.5], [1.1, 0.4], [1.2, 0.4]];
        let Some(Geometry::Lines(parts)) = Geometry::of_line(&line) else { panic!("no line") };
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0].last().map(|at| at[0]), Some(180.0));
        assert_eq!(parts[1][0][0], -180.0);
        assert_eq!(parts[0].last().map(|at| at[1]), Some(parts[1][0][1]));
        assert!(parts.concat().iter().all(|[lon, _]| (-180.0..=180.0).contains(lon)));
        let back = Geometry::of_line(&[[0.1, 0.5], [-0.1, 0.5]]);
        let Some(Geometry::Lines(back)) = back else { panic!("no line") };
        assert_eq!((back[0][1][0], back[1][0][0]), (-180.0, 180.0));
    }
}
