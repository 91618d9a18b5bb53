//! Lines and areas as one mesh with soft edges.

use egui::{Color32, Mesh, Pos2, Rect, Vec2, pos2, vec2};

use crate::basemap::MapView;

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen<'d> {
    /// Width in points.
    pub(super) width: f32,
    /// Colour.
    pub(super) colour: Color32,
    /// Lengths of dash and gap in turn, in points; empty for a solid line.
    pub(super) dash: &'d [f32],
}

/// A mesh under way. What lies outside its clip rectangle is left out.
pub(super) struct Ink {
    mesh: Mesh,
    clip: Rect,
}

impl Ink {
    pub(super) fn new(clip: Rect) -> Self {
        Self { mesh: Mesh::default(), clip }
    }

    pub(super) fn finish(self) -> Mesh {
        self.mesh
    }

    /// Draws a line through points.
    pub(super) fn line(&mut self, points: &[Pos2], pen: Pen<'_>) {
        let reach = self.clip.expand(pen.width + 2.0);
        let mut run: Vec<Pos2> = Vec::new();
        let (mut along, mut start) = (0.0_f32, 0.0_f32);
        for pair in points.windows(2) {
            if reach.intersects(Rect::from_two_pos(pair[0], pair[1])) {
                if run.is_empty() {
                    run.push(pair[0]);
                    start = along;
                }
                run.push(pair[1]);
            } else if !run.is_empty() {
                self.run(&run, start, pen);
                run.clear();
            }
            along += pair[0].distance(pair[1]);
        }
        self.run(&run, start, pen);
    }

    /// A part of a line that begins `start` points along it.
    fn run(&mut self, points: &[Pos2], start: f32, pen: Pen<'_>) {
        let whole: f32 = pen.dash.iter().sum();
        if whole <= 0.0 {
            self.strip(points, pen);
            return;
        }
        // Which part of the pattern the run begins in, and how much of it is left.
        let mut left = start.rem_euclid(whole);
        let mut part = 0;
        while left >= pen.dash[part] {
            left -= pen.dash[part];
            part = (part + 1) % pen.dash.len();
        }
        let mut left = pen.dash[part] - left;
        let mut piece: Vec<Pos2> = points.first().copied().into_iter().collect();
        for pair in points.windows(2) {
            let length = pair[0].distance(pair[1]);
            let mut done = 0.0;
            while length - done > left {
                done += left;
                let at = pair[0].lerp(pair[1], done / length);
                piece.push(at);
                if part % 2 == 0 {
                    self.strip(&piece, pen);
                }
                piece = vec![at];
                part = (part + 1) % pen.dash.len();
                left = pen.dash[part];
            }
            left -= length - done;
            piece.push(pair[1]);
        }
        if part % 2 == 0 {
            self.strip(&piece, pen);
        }
    }

    /// A solid line: four vertices across each point, the outer two transparent.
    fn strip(&mut self, points: &[Pos2], pen: Pen<'_>) {
        let mut path: Vec<Pos2> = Vec::with_capacity(points.len());
        for point in points {
            if path.last().is_none_or(|last| last.distance_sq(*point) > 0.01) {
                path.push(*point);
            }
        }
        if path.len() < 2 {
            return;
        }
        let inner = (pen.width / 2.0 - 0.5).max(0.0);
        let colour = if pen.width < 1.0 { pen.colour.gamma_multiply(pen.width) } else { pen.colour };
        let across = [inner + 1.0, inner, -inner, -inner - 1.0];
        let colours = [Color32::TRANSPARENT, colour, colour, Color32::TRANSPARENT];
        for at in 0..path.len() {
            let normal = normal_at(&path, at);
            #[allow(clippy::cast_possible_truncation)] // far fewer vertices
            let base = self.mesh.vertices.len() as u32;
            for (offset, colour) in across.into_iter().zip(colours) {
                self.mesh.colored_vertex(path[at] + normal * offset, colour);
            }
            if at > 0 {
                for side in 0..3 {
                    let (a, b) = (base - 4 + side, base + side);
                    self.mesh.add_triangle(a, a + 1, b);
                    self.mesh.add_triangle(a + 1, b + 1, b);
                }
            }
        }
    }

    /// Fills triangles.
    pub(super) fn fill(&mut self, corners: impl Iterator<Item = Pos2>, triangles: &[u32], colour: Color32) {
        #[allow(clippy::cast_possible_truncation)] // far fewer vertices
        let base = self.mesh.vertices.len() as u32;
        let corners: Vec<Pos2> = corners.collect();
        for corner in &corners {
            self.mesh.colored_vertex(*corner, colour);
        }
        for triangle in triangles.chunks_exact(3) {
            let seen = Rect::from_points(&[0, 1, 2].map(|at| corners[triangle[at] as usize]));
            if seen.intersects(self.clip) {
                self.mesh.add_triangle(base + triangle[0], base + triangle[1], base + triangle[2]);
            }
        }
    }

    /// An arrowhead at the end of a line.
    pub(super) fn arrowhead(&mut self, points: &[Pos2], width: f32, colour: Color32) {
        let Some(end) = points.last().copied() else { return };
        let Some(before) = points.iter().rev().find(|point| point.distance(end) > 6.0) else { return };
        if !self.clip.contains(end) {
            return;
        }
        let direction = (end - *before).normalized();
        let (length, half) = (width * 3.6, width * 2.0);
        let back = end - direction * length;
        let tip = [end, back + direction.rot90() * half, back - direction.rot90() * half];
        self.fill(tip.into_iter(), &[0, 1, 2], colour);
        self.line(&[tip[0], tip[1], tip[2], tip[0]], Pen { width: 1.0, colour, dash: &[] });
    }
}

/// How far a line may leave its points, in points of the screen.
pub(super) const SLACK: f32 = 0.3;
/// Points that one stretch of a simplified line may stand for.
const STRETCHED: usize = 24;

/// A line without the points that no one would miss: each stands less than `slack` off what is left.
pub(super) fn simpler(points: &[Pos2], slack: f32) -> Vec<Pos2> {
    let Some(first) = points.first() else { return Vec::new() };
    let mut kept = vec![*first];
    let mut from = 0;
    while from + 1 < points.len() {
        let fits = |to: &usize| {
            let (a, b) = (points[from], points[*to]);
            let along = (b - a).normalized();
            points[from + 1..*to].iter().all(|point| (*point - a).dot(along.rot90()).abs() < slack)
        };
        let last = (from + STRETCHED).min(points.len() - 1);
        let to = (from + 2..=last).take_while(fits).last().unwrap_or(from + 1);
        kept.push(points[to]);
        from = to;
    }
    kept
}

/// The mitred normal of a path at a point: as long as keeps both edges at their width, at most doubled.
fn normal_at(path: &[Pos2], at: usize) -> Vec2 {
    let side = |a: Pos2, b: Pos2| (b - a).normalized().rot90();
    let before = (at > 0).then(|| side(path[at - 1], path[at]));
    let after = (at + 1 < path.len()).then(|| side(path[at], path[at + 1]));
    match (before, after) {
        (Some(a), Some(b)) => {
            let middle = (a + b).normalized();
            let stretch = middle.dot(b);
            if stretch > 0.5 { middle / stretch } else { middle }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Vec2::ZERO,
    }
}

/// The window of a view in its own points.
pub(super) fn window(view: &MapView) -> Rect {
    #[allow(clippy::cast_possible_truncation)] // points
    let [width, height] = view.size.map(|side| side as f32);
    Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height))
}

/// A point of the Web Mercator square in a view's own points.
pub(super) fn at(view: &MapView, point: [f64; 2]) -> Pos2 {
    let [x, y] = view.project(point);
    #[allow(clippy::cast_possible_truncation)] // points
    let at = pos2(x as f32, y as f32);
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(mesh: &Mesh) -> f32 {
        // The inner strip of a line along x: its length is what is drawn.
        let inner: Vec<f32> = mesh
            .vertices
            .iter()
            .filter(|vertex| vertex.color != Color32::TRANSPARENT)
            .map(|vertex| vertex.pos.x)
            .collect();
        inner
            .chunks(4)
            .map(|piece| {
                piece.iter().copied().fold(f32::MIN, f32::max)
                    - piece.iter().copied().fold(f32::MAX, f32::min)
            })
            .sum()
    }

    #[test]
    fn dashes_and_gaps_have_their_lengths_wherever_the_clip_begins() {
        let clip = Rect::from_min_max(pos2(0.0, -10.0), pos2(100.0, 10.0));
        let pen = Pen { width: 2.0, colour: Color32::RED, dash: &[6.0, 4.0] };
        let mut ink = Ink::new(clip);
        ink.line(&[pos2(0.0, 0.0), pos2(100.0, 0.0)], pen);
        assert!((drawn(&ink.finish()) - 60.0).abs() < 0.1);
        let mut far = Ink::new(clip);
        far.line(&[pos2(-1000.0, 0.0), pos2(0.0, 0.0), pos2(100.0, 0.0), pos2(90_000.0, 0.0)], pen);
        let mesh = far.finish();
        assert!(mesh.vertices.len() < 100_000);
        let first = mesh.vertices.iter().find(|vertex| vertex.pos.x >= 0.0).expect("drawn");
        assert!(first.pos.x < 1.0, "the pattern is carried over what is not seen");
    }

    #[test]
    fn a_simpler_line_keeps_its_ends_and_stays_where_it_was() {
        let circle: Vec<Pos2> = (0_u8..=90)
            .map(|degree| f32::from(degree).to_radians())
            .map(|angle| pos2(angle.cos(), angle.sin()) * 200.0)
            .collect();
        let kept = simpler(&circle, SLACK);
        assert!(kept.len() < 25, "{} of 91", kept.len());
        assert_eq!((kept.first(), kept.last()), (circle.first(), circle.last()));
        for pair in kept.windows(2) {
            assert!((pair[0].lerp(pair[1], 0.5).to_vec2().length() - 200.0).abs() < 2.0 * SLACK);
        }
        assert!(simpler(&[], SLACK).is_empty());
    }

    #[test]
    fn what_is_out_of_sight_costs_nothing() {
        let mut ink = Ink::new(Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 100.0)));
        ink.line(
            &[pos2(-500.0, -500.0), pos2(-400.0, -500.0)],
            Pen { width: 2.0, colour: Color32::RED, dash: &[] },
        );
        assert!(ink.finish().is_empty());
    }
}
