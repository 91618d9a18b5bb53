//! Where the name of an area stands or runs, and the stretches of a river that bear its name.

use super::source::Geometry;

type Point = [f64; 2];

/// Whether a point lies within rings, by the even-odd rule.
pub(super) fn holds(rings: &[Vec<Point>], [x, y]: Point) -> bool {
    let mut inside = false;
    for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            inside = !inside;
        }
    }
    inside
}

fn largest(geometry: &Geometry) -> Option<&Vec<Point>> {
    let area = |ring: &[Point]| {
        ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>().abs()
    };
    match geometry {
        Geometry::Points(_) => None,
        Geometry::Lines(parts) | Geometry::Rings(parts) => {
            parts.iter().max_by(|a, b| area(a).total_cmp(&area(b)))
        }
    }
}

fn bounds(points: &[Point]) -> [f64; 4] {
    let mut out = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for [x, y] in points {
        out = [out[0].min(*x), out[1].min(*y), out[2].max(*x), out[3].max(*y)];
    }
    out
}

/// A point well inside the largest part: the middle of its widest row.
pub(super) fn inside(geometry: &Geometry) -> Option<Point> {
    if let Geometry::Points(points) = geometry {
        return points.first().copied();
    }
    let ring = largest(geometry)?;
    let [west, north, east, south] = bounds(ring);
    let mut best = (0.0, [f64::midpoint(west, east), f64::midpoint(north, south)]);
    for row in 1..16 {
        let t = f64::from(row) / 16.0;
        let y = north + (south - north) * t;
        let mut crossings: Vec<f64> = ring
            .windows(2)
            .filter(|pair| (pair[0][1] > y) != (pair[1][1] > y))
            .map(|pair| pair[0][0] + (pair[1][0] - pair[0][0]) * (y - pair[0][1]) / (pair[1][1] - pair[0][1]))
            .collect();
        crossings.sort_by(f64::total_cmp);
        for pair in crossings.chunks_exact(2) {
            // Rows near the middle are preferred.
            let width = (pair[1] - pair[0]) * (1.0 - (t - 0.5).abs() * 0.6);
            if width > best.0 {
                best = (width, [f64::midpoint(pair[0], pair[1]), y]);
            }
        }
    }
    Some(best.1)
}

/// A gentle curve along the middle of a long area; `None` for one that is about as wide as it is long.
pub(super) fn spine(geometry: &Geometry) -> Option<Vec<Point>> {
    let Geometry::Rings(_) = geometry else { return None };
    let ring = largest(geometry)?;
    let [west, north, east, south] = bounds(ring);
    let mut points = Vec::new();
    let rings = [ring.clone()];
    for row in 0..28 {
        for column in 0..28 {
            let at = [
                west + (east - west) * (f64::from(column) + 0.5) / 28.0,
                north + (south - north) * (f64::from(row) + 0.5) / 28.0,
            ];
            if holds(&rings, at) {
                points.push(at);
            }
        }
    }
    #[allow(clippy::cast_precision_loss)] // a few hundred
    let count = points.len() as f64;
    if count < 24.0 {
        return None;
    }
    let mean = points.iter().fold([0.0, 0.0], |sum, [x, y]| [sum[0] + x / count, sum[1] + y / count]);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for [x, y] in &points {
        let (dx, dy) = (x - mean[0], y - mean[1]);
        (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (along, across) = ([angle.cos(), angle.sin()], [-angle.sin(), angle.cos()]);
    let turned: Vec<Point> = points
        .iter()
        .map(|[x, y]| {
            let (dx, dy) = (x - mean[0], y - mean[1]);
            [dx * along[0] + dy * along[1], dx * across[0] + dy * across[1]]
        })
        .collect();
    let spread = |axis: usize| turned.iter().map(|point| point[axis] * point[axis]).sum::<f64>().sqrt();
    if spread(0) < spread(1) * 1.5 {
        return None;
    }
    let [a, b, c] = parabola(&turned)?;
    let [from, _, to, _] = bounds(&turned);
    let line = (0..=16).map(|step| {
        let s = from + (to - from) * (0.04 + 0.92 * f64::from(step) / 16.0);
        let t = a + b * s + c * s * s;
        [mean[0] + s * along[0] + t * across[0], mean[1] + s * along[1] + t * across[1]]
    });
    Some(line.collect())
}

/// The least-squares parabola through points.
fn parabola(points: &[Point]) -> Option<[f64; 3]> {
    let mut sums = [0.0; 5];
    let mut right = [0.0; 3];
    for [s, t] in points {
        for (power, sum) in sums.iter_mut().enumerate() {
            *sum += s.powi(i32::try_from(power).ok()?);
        }
        right = [right[0] + t, right[1] + s * t, right[2] + s * s * t];
    }
    let [n, s1, s2, s3, s4] = sums;
    let determinant = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let rows = [[n, s1, s2], [s1, s2, s3], [s2, s3, s4]];
    let whole = determinant(rows);
    let with = |column: usize| {
        let mut m = rows;
        for (row, value) in m.iter_mut().zip(right) {
            row[column] = value;
        }
        determinant(m) / whole
    };
    (whole.abs() > 0.0).then(|| [with(0), with(1), with(2)])
}

/// How long a stretch that bears a name is, and how far apart two are, in points at the zoom shown.
const STRETCH: f64 = 260.0;
const APART: f64 = 720.0;

/// The stretches of lines that bear a name at a zoom where the world is so many points wide, smoothed so that
/// letters do not jump.
pub(super) fn stretches(lines: &[Vec<Point>], world: f64) -> Vec<Vec<Point>> {
    let mut out = Vec::new();
    for line in joined(lines) {
        let even = resampled(&line, 10.0 / world);
        let smooth = smoothed(&smoothed(&even));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a few points
        let (whole, step) = ((STRETCH / 10.0) as usize, (APART / 10.0) as usize);
        if smooth.len() < whole / 2 {
            continue;
        }
        let count = (smooth.len() / step).max(1);
        for at in 0..count {
            let middle = smooth.len() * (2 * at + 1) / (2 * count);
            let from = middle.saturating_sub(whole / 2);
            let to = (from + whole).min(smooth.len());
            out.push(smooth[from..to].to_vec());
        }
    }
    out
}

/// Lines put together where one ends as another begins.
fn joined(lines: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let mut rest: Vec<Vec<Point>> = lines.iter().filter(|line| line.len() > 1).cloned().collect();
    let mut out = Vec::new();
    while let Some(mut line) = rest.pop() {
        while let Some(at) = rest.iter().position(|other| meets(&line, other)) {
            let mut other = rest.remove(at);
            if close(line.last(), other.last()) || close(line.first(), other.first()) {
                other.reverse();
            }
            if close(line.last(), other.first()) {
                line.extend(other.into_iter().skip(1));
            } else {
                other.extend(line.into_iter().skip(1));
                line = other;
            }
        }
        out.push(line);
    }
    out
}

fn close(a: Option<&Point>, b: Option<&Point>) -> bool {
    a.zip(b).is_some_and(|(a, b)| (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-9)
}

fn meets(a: &[Point], b: &[Point]) -> bool {
    [a.first(), a.last()].iter().any(|end| close(*end, b.first()) || close(*end, b.last()))
}

fn resampled(line: &[Point], step: f64) -> Vec<Point> {
    let Some(first) = line.first() else { return Vec::new() };
    let mut out = vec![*first];
    let mut left = step;
    for pair in line.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = (to[0] - from[0]).hypot(to[1] - from[1]);
        while length >= left {
            let t = left / length;
            from = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
            out.push(from);
            length -= left;
            left = step;
        }
        left -= length;
    }
    out
}

fn smoothed(line: &[Point]) -> Vec<Point> {
    (0..line.len())
        .map(|at| {
            let reach = at.min(line.len() - 1 - at).min(3);
            let near = &line[at - reach..=at + reach];
            #[allow(clippy::cast_precision_loss)] // seven
            let count = near.len() as f64;
            near.iter().fold([0.0, 0.0], |sum, point| [sum[0] + point[0] / count, sum[1] + point[1] / count])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_of_a_crescent_stands_in_it() {
        let mut ring: Vec<Point> =
            (0..=40).map(|at| f64::from(at) / 40.0 * 3.0).map(|a| [a.cos(), a.sin()]).collect();
        ring.extend(
            (0..=40).rev().map(|at| f64::from(at) / 40.0 * 3.0).map(|a| [0.8 * a.cos(), 0.8 * a.sin()]),
        );
        ring.push(ring[0]);
        let at = inside(&Geometry::Rings(vec![ring.clone()])).expect("a point");
        assert!(holds(&[ring], at), "{at:?}");
    }

    #[test]
    fn only_long_areas_have_a_spine_and_it_runs_along_them() {
        let square = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
        assert!(spine(&Geometry::Rings(vec![square])).is_none());
        let long = vec![[0.0, 0.0], [4.0, 1.0], [4.0, 2.0], [0.0, 1.0], [0.0, 0.0]];
        let line = spine(&Geometry::Rings(vec![long])).expect("a spine");
        let [from, to] = [line[0], line[16]];
        assert!((from[0] - to[0]).abs() > 3.0 && (from[1] - to[1]).abs() > 0.4);
    }

    #[test]
    fn rivers_are_put_together_before_they_are_named() {
        let parts =
            vec![vec![[0.0, 0.0], [0.1, 0.0]], vec![[0.3, 0.0], [0.2, 0.0]], vec![[0.1, 0.0], [0.2, 0.0]]];
        assert_eq!(joined(&parts).len(), 1);
        let named = stretches(&parts, 4096.0);
        assert_eq!(named.len(), 1);
        assert_eq!(stretches(&parts, 65_536.0).len(), 27);
    }
}
