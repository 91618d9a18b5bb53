//! Cutting and simplifying: each vertex carries its importance, worked out once, so that neighbouring
//! tiles and neighbouring zooms agree.

use super::source::Geometry;

/// A vertex: x and y in the Web Mercator square, and its importance there (Douglas & Peucker 1973).
type Vertex = [f64; 3];

/// A geometry with its importance.
#[derive(Clone)]
pub(super) struct Shape {
    parts: Vec<Vec<Vertex>>,
    rings: bool,
    bounds: [f64; 4],
}

impl Shape {
    pub(super) fn new(geometry: &Geometry) -> Self {
        let (parts, rings) = match geometry {
            Geometry::Points(points) => {
                let all = points.iter().map(|[x, y]| vec![[*x, *y, f64::INFINITY]]).collect();
                return Self::of(all, false);
            }
            Geometry::Lines(parts) => (parts, false),
            Geometry::Rings(parts) => (parts, true),
        };
        Self::of(parts.iter().map(|part| with_importance(part, rings)).collect(), rings)
    }

    fn of(parts: Vec<Vec<Vertex>>, rings: bool) -> Self {
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for [x, y, _] in parts.iter().flatten() {
            bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
        }
        Self { parts, rings, bounds }
    }

    /// What lies in a window (west, north, east, south); `None` where nothing does.
    pub(super) fn cut(&self, window: [f64; 4]) -> Option<Self> {
        let [west, north, east, south] = window;
        let b = self.bounds;
        if b[0] > east || b[2] < west || b[1] > south || b[3] < north {
            return None;
        }
        if b[0] >= west && b[2] <= east && b[1] >= north && b[3] <= south {
            return Some(self.clone());
        }
        let mut parts = Vec::new();
        for part in &self.parts {
            if part.len() == 1 {
                let [x, y, _] = part[0];
                if (west..=east).contains(&x) && (north..=south).contains(&y) {
                    parts.push(part.clone());
                }
                continue;
            }
            for piece in cut_axis(part, 0, west, east, self.rings) {
                parts.extend(cut_axis(&piece, 1, north, south, self.rings));
            }
        }
        (!parts.is_empty()).then(|| Self::of(parts, self.rings))
    }

    /// The vertices that matter at a tolerance.
    pub(super) fn simplified(&self, tolerance: f64) -> Vec<Vec<Vertex>> {
        self.parts
            .iter()
            .map(|part| part.iter().filter(|vertex| vertex[2] >= tolerance).copied().collect())
            .collect()
    }
}

fn with_importance(points: &[[f64; 2]], ring: bool) -> Vec<Vertex> {
    let mut out: Vec<Vertex> = points.iter().map(|[x, y]| [*x, *y, 0.0]).collect();
    let last = out.len().saturating_sub(1);
    if out.len() < 3 {
        out.iter_mut().for_each(|vertex| vertex[2] = f64::INFINITY);
        return out;
    }
    out[0][2] = f64::INFINITY;
    out[last][2] = f64::INFINITY;
    let mut spans = vec![(0, last)];
    if ring {
        // A ring's ends meet: it is split at the vertex furthest from them.
        let far =
            (0..=last).max_by(|a, b| distance(&out[0], &out[*a]).total_cmp(&distance(&out[0], &out[*b])));
        if let Some(far) = far.filter(|far| *far > 0 && *far < last) {
            out[far][2] = f64::INFINITY;
            spans = vec![(0, far), (far, last)];
        }
    }
    while let Some((from, to)) = spans.pop() {
        let mut best = (0.0, 0);
        for at in from + 1..to {
            let off = off_line(&out[at], &out[from], &out[to]);
            if off > best.0 {
                best = (off, at);
            }
        }
        if best.0 > 0.0 {
            out[best.1][2] = best.0;
            spans.push((from, best.1));
            spans.push((best.1, to));
        }
    }
    out
}

fn distance(a: &Vertex, b: &Vertex) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Distance of a point from a segment.
fn off_line(p: &Vertex, a: &Vertex, b: &Vertex) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let t =
        if square > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    (p[0] - a[0] - t * dx).hypot(p[1] - a[1] - t * dy)
}

/// Cuts a line or ring to `low..=high` along one axis.
fn cut_axis(part: &[Vertex], axis: usize, low: f64, high: f64, ring: bool) -> Vec<Vec<Vertex>> {
    if ring {
        let half = cut_ring(part, axis, |value| value - low);
        let whole = cut_ring(&half, axis, |value| high - value);
        return if whole.len() >= 4 { vec![whole] } else { Vec::new() };
    }
    let mut out = Vec::new();
    let mut piece: Vec<Vertex> = Vec::new();
    for pair in part.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let Some((from, to)) = inside(a[axis], b[axis], low, high) else {
            if piece.len() > 1 {
                out.push(std::mem::take(&mut piece));
            }
            piece.clear();
            continue;
        };
        if piece.is_empty() {
            piece.push(if from > 0.0 { between(&a, &b, from) } else { a });
        }
        if to < 1.0 {
            piece.push(between(&a, &b, to));
            out.push(std::mem::take(&mut piece));
        } else {
            piece.push(b);
        }
    }
    if piece.len() > 1 {
        out.push(piece);
    }
    // The ends of a piece must stay whatever the tolerance.
    for piece in &mut out {
        let last = piece.len() - 1;
        piece[0][2] = f64::INFINITY;
        piece[last][2] = f64::INFINITY;
    }
    out
}

/// The share of a segment that lies in a range.
fn inside(a: f64, b: f64, low: f64, high: f64) -> Option<(f64, f64)> {
    if a.max(b) < low || a.min(b) > high {
        return None;
    }
    if (a - b).abs() < f64::EPSILON {
        return Some((0.0, 1.0));
    }
    let (t1, t2) = ((low - a) / (b - a), (high - a) / (b - a));
    let (from, to) = (t1.min(t2).max(0.0), t1.max(t2).min(1.0));
    (from <= to).then_some((from, to))
}

fn between(a: &Vertex, b: &Vertex, t: f64) -> Vertex {
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, f64::INFINITY]
}

/// Keeps the side of a ring where `side` is positive (Sutherland & Hodgman 1974). The ring stays closed.
fn cut_ring(ring: &[Vertex], axis: usize, side: impl Fn(f64) -> f64) -> Vec<Vertex> {
    let mut out: Vec<Vertex> = Vec::with_capacity(ring.len());
    for pair in ring.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (da, db) = (side(a[axis]), side(b[axis]));
        if da >= 0.0 {
            out.push(a);
        }
        if (da > 0.0 && db < 0.0) || (da < 0.0 && db > 0.0) {
            out.push(between(&a, &b, da / (da - db)));
        }
    }
    if let Some(first) = out.first().copied() {
        out.push(first);
    }
    out
}
