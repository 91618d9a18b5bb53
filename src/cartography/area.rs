//! Outlines made ready for drawing: simplified for every zoom, cut into triangles, sorted for the pointer.

use std::{collections::HashMap, sync::Arc};

use super::layers::{Layers, Shape};
use crate::{
    basemap::outline::{Outline, Outlines},
    gazetteer::PlaceId,
};

/// The zooms at which an outline has a shape of its own; between them the finer one is used.
const ZOOMS: [f64; 4] = [2.0, 4.0, 6.0, 9.0];
/// Steps shorter than this many points are left out.
const STEP_POINTS: f64 = 0.8;
/// Points along the world's side at zoom 0.
const WORLD: f64 = 256.0;
/// The triangles are those of this zoom.
const FILLED_AT: usize = 2;
/// Rings beyond this number are specks and are not filled.
const RINGS: usize = 300;

/// An outline in several degrees of detail. Points lie in the Web Mercator square.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaShape {
    /// West, north, east, south.
    pub bounds: [f64; 4],
    /// Where its name stands: inside its largest part.
    pub label: [f64; 2],
    /// The corners of its triangles.
    pub corners: Vec<[f64; 2]>,
    /// Three corners a triangle.
    pub triangles: Vec<u32>,
    size: f64,
    lines: [Vec<Vec<[f64; 2]>>; 4],
    rings: Vec<Vec<[f64; 2]>>,
}

impl AreaShape {
    /// Makes an outline ready. `point` is where its name stands if the middle of its largest part is outside.
    #[must_use]
    pub fn new(outline: &Outline, point: [f64; 2]) -> Self {
        let [west, north, east, south] = outline.main_bounds();
        let middle = [f64::midpoint(west, east), f64::midpoint(north, south)];
        let lines: Vec<Vec<[f64; 2]>> = outline.lines().collect();
        let detail = ZOOMS.map(|zoom| {
            let step = STEP_POINTS / (WORLD * zoom.exp2());
            lines.iter().filter_map(|line| thinned(line, step)).collect()
        });
        let step = STEP_POINTS / (WORLD * ZOOMS[FILLED_AT].exp2());
        let rings: Vec<Vec<[f64; 2]>> =
            outline.rings.iter().filter_map(|ring| thinned(ring, step)).take(RINGS).collect();
        let (corners, triangles) = filled(&rings);
        Self {
            bounds: outline.bounds,
            label: if outline.contains(middle) { middle } else { point },
            corners,
            triangles,
            size: (east - west) * (south - north),
            lines: detail,
            rings,
        }
    }

    /// Its lines with as much detail as a zoom shows.
    #[must_use]
    pub fn lines(&self, zoom: f64) -> &[Vec<[f64; 2]>] {
        let at = ZOOMS.iter().position(|own| zoom <= *own + 0.75).unwrap_or(ZOOMS.len() - 1);
        &self.lines[at]
    }

    /// Whether a point of the Web Mercator square lies inside, within a few hundred metres of its outline.
    #[must_use]
    pub fn contains(&self, point: [f64; 2]) -> bool {
        let [west, north, east, south] = self.bounds;
        (west..=east).contains(&point[0])
            && (north..=south).contains(&point[1])
            && self.rings.iter().filter(|ring| inside(ring, point)).count() % 2 == 1
    }
}

/// The areas that are drawn.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    shapes: HashMap<PlaceId, Arc<AreaShape>>,
    /// Marker and shape, the smallest first.
    by_size: Vec<(u32, Arc<AreaShape>)>,
}

impl Areas {
    /// The areas of layers. What `known` has is not made again.
    #[must_use]
    pub fn new(layers: &Layers, outlines: &Outlines, known: &Self) -> Self {
        let mut areas = Self::default();
        for (marker, at) in layers.markers.iter().zip(0_u32..) {
            let Some(outline) = outlines.get(&marker.place).filter(|_| marker.shape == Shape::Outline) else {
                continue;
            };
            let shape = known
                .get(&marker.place)
                .cloned()
                .unwrap_or_else(|| Arc::new(AreaShape::new(outline, marker.point)));
            areas.shapes.insert(marker.place.clone(), Arc::clone(&shape));
            areas.by_size.push((at, shape));
        }
        areas.by_size.sort_by(|a, b| a.1.size.total_cmp(&b.1.size).then(a.0.cmp(&b.0)));
        areas
    }

    /// The shape of a place.
    #[must_use]
    pub fn get(&self, place: &PlaceId) -> Option<&Arc<AreaShape>> {
        self.shapes.get(place)
    }

    /// Markers and shapes, the largest first: as they are drawn.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &AreaShape)> {
        self.by_size.iter().rev().map(|(marker, shape)| (*marker, shape.as_ref()))
    }

    /// The marker of the smallest area that holds a point of the Web Mercator square.
    #[must_use]
    pub fn at(&self, point: [f64; 2]) -> Option<u32> {
        self.by_size.iter().find(|(_, shape)| shape.contains(point)).map(|(marker, _)| *marker)
    }
}

/// A line without steps shorter than `step`; `None` where nothing is left of it.
fn thinned(line: &[[f64; 2]], step: f64) -> Option<Vec<[f64; 2]>> {
    let mut out: Vec<[f64; 2]> = Vec::new();
    for point in line {
        let far = out.last().is_none_or(|last| (last[0] - point[0]).hypot(last[1] - point[1]) >= step);
        if far {
            out.push(*point);
        }
    }
    let last = *line.last()?;
    if out.last() != Some(&last) {
        out.push(last);
    }
    (out.len() > 3 || (out.len() > 1 && line.first() != line.last())).then_some(out)
}

fn inside(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    ring.windows(2)
        .filter(|pair| {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
        })
        .count()
        % 2
        == 1
}

fn area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>().abs()
}

/// Triangles of rings that nest by the even-odd rule.
fn filled(rings: &[Vec<[f64; 2]>]) -> (Vec<[f64; 2]>, Vec<u32>) {
    let mut order: Vec<&Vec<[f64; 2]>> = rings.iter().filter(|ring| ring.len() > 3).collect();
    order.sort_by(|a, b| area(b).total_cmp(&area(a)));
    // Each ring is a hole in the smallest ring around it where an odd number of rings is around it.
    let mut holes: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
    let mut is_hole = vec![false; order.len()];
    for at in 0..order.len() {
        let around: Vec<usize> = (0..at).filter(|other| inside(order[*other], order[at][0])).collect();
        if let Some(owner) = around.last().filter(|_| around.len() % 2 == 1) {
            is_hole[at] = true;
            holes[*owner].push(at);
        }
    }
    let (mut corners, mut triangles) = (Vec::new(), Vec::new());
    let mut cutter = earcut::Earcut::<f64>::new();
    for (at, own_holes) in holes.iter().enumerate().filter(|(at, _)| !is_hole[*at]) {
        let open = |ring: &[[f64; 2]]| ring[..ring.len() - 1].to_vec();
        let mut points = open(order[at]);
        let mut starts: Vec<u32> = Vec::new();
        for hole in own_holes {
            starts.push(u32::try_from(points.len()).unwrap_or(u32::MAX));
            points.extend(open(order[*hole]));
        }
        let mut cut: Vec<u32> = Vec::new();
        cutter.earcut(points.iter().copied(), &starts, &mut cut);
        let base = u32::try_from(corners.len()).unwrap_or(u32::MAX);
        triangles.extend(cut.into_iter().map(|corner| corner + base));
        corners.extend(points);
    }
    (corners, triangles)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(from: f64, to: f64) -> Vec<[f64; 2]> {
        vec![[from, from], [to, from], [to, to], [from, to], [from, from]]
    }

    fn covered(shape: &AreaShape) -> f64 {
        shape
            .triangles
            .chunks(3)
            .map(|corners| {
                let [a, b, c] = [0, 1, 2].map(|at| shape.corners[corners[at] as usize]);
                ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
            })
            .sum()
    }

    #[test]
    fn holes_are_left_out_and_islands_in_them_are_not() {
        let rings = vec![square(0.1, 0.5), square(0.2, 0.4), square(0.25, 0.35)];
        let outline = Outline { rings, bounds: [0.1, 0.1, 0.5, 0.5] };
        let shape = AreaShape::new(&outline, [0.15, 0.15]);
        assert!((covered(&shape) - (0.16 - 0.04 + 0.01)).abs() < 1e-9);
        assert!(shape.contains([0.15, 0.3]) && !shape.contains([0.22, 0.3]) && shape.contains([0.3, 0.3]));
        assert!(!shape.contains([0.6, 0.3]));
        assert_eq!(shape.lines(3.0).len(), 3);
    }

    #[test]
    fn far_out_there_is_less_detail() {
        let mut ring: Vec<[f64; 2]> = (0..2000)
            .map(|at| {
                let (sin, cos) = (f64::from(at) / 2000.0 * std::f64::consts::TAU).sin_cos();
                [0.5 + 0.05 * cos, 0.5 + 0.05 * sin]
            })
            .collect();
        ring.push(ring[0]);
        let shape =
            AreaShape::new(&Outline { rings: vec![ring], bounds: [0.45, 0.45, 0.55, 0.55] }, [0.5, 0.5]);
        let points = |zoom| shape.lines(zoom).iter().map(Vec::len).sum::<usize>();
        assert!(points(2.0) < 500 && points(2.0) < points(4.0) && points(9.0) > 1900);
    }
}
