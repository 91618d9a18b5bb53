//! Checks a drawing: nothing that must be seen covers another. The tests ask it of many figures.

use super::drawing::{Group, Node, Page, Role, Shape, overlap};
use crate::cartography::labels::Box4;

/// Two parts that cover each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// What they are, and what they say.
    pub parts: [String; 2],
    /// Where they are: left, top, right, bottom.
    pub areas: [Box4; 2],
}

/// How much boxes may share before it counts, in points: rounding.
const SLACK: f32 = 0.2;

/// What covers what: markers, labels, callout boxes and furniture among each other, and leaders that cross.
#[must_use]
pub fn clashes(page: &Page) -> Vec<Clash> {
    let mut things: Vec<(String, Vec<Box4>)> = Vec::new();
    for role in [Role::Marker, Role::Label, Role::Callout, Role::Furniture] {
        for group in page.nodes.all(role) {
            let tight =
                |[left, top, right, bottom]: Box4| [left + SLACK, top + SLACK, right - SLACK, bottom - SLACK];
            // A name along a line covers what its letters cover, not the box around them all.
            let boxes: Vec<Box4> = match role {
                Role::Label => group.texts().into_iter().map(|text| tight(text.area())).collect(),
                _ => group.area().map(tight).into_iter().collect(),
            };
            things.push((format!("{role:?} {}", words(group)), boxes));
        }
    }
    let mut found = Vec::new();
    for (at, (first, a)) in things.iter().enumerate() {
        for (second, b) in &things[at + 1..] {
            let shared = a.iter().find_map(|a| Some((*a, *b.iter().find(|b| overlap(*a, **b))?)));
            if let Some((a, b)) = shared {
                found.push(Clash { parts: [first.clone(), second.clone()], areas: [a, b] });
            }
        }
    }
    let leaders: Vec<[[f32; 2]; 2]> = page.nodes.all(Role::Leader).into_iter().filter_map(ends).collect();
    for (at, a) in leaders.iter().enumerate() {
        for b in &leaders[at + 1..] {
            if cross((a[0], a[1]), (b[0], b[1])) {
                let name = "a leader".to_owned();
                let area =
                    |[a, b]: [[f32; 2]; 2]| [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])];
                found.push(Clash { parts: [name.clone(), name], areas: [area(*a), area(*b)] });
            }
        }
    }
    found
}

/// What lies outside of the page.
#[must_use]
pub fn outside(page: &Page) -> Vec<String> {
    let [width, height] = page.size;
    let lines = page.nodes.texts();
    let beyond = |area: Box4| area[0] < 0.0 || area[1] < 0.0 || area[2] > width || area[3] > height;
    lines.into_iter().filter(|text| beyond(text.area())).map(|text| text.line.text.clone()).collect()
}

fn words(group: &Group) -> String {
    let texts: Vec<&str> = group.texts().into_iter().map(|text| text.line.text.as_str()).collect();
    group.label.clone().unwrap_or_else(|| texts.join(" "))
}

fn ends(group: &Group) -> Option<[[f32; 2]; 2]> {
    let Some(Node::Shape(Shape { path, .. })) = group.nodes.first() else { return None };
    let points = path.points();
    let at = |at: usize| points.get(at).map(|point| [point.x, point.y]);
    Some([at(0)?, at(points.len().checked_sub(1)?)?])
}

/// Whether two stretches cross.
#[must_use]
pub fn cross((a, b): ([f32; 2], [f32; 2]), (c, d): ([f32; 2], [f32; 2])) -> bool {
    let turn =
        |p: [f32; 2], q: [f32; 2], r: [f32; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::drawing::shapes;

    #[test]
    fn the_checker_finds_what_covers_and_what_crosses() {
        let mut nodes = Group::new(Role::Ornament);
        for x in [10.0, 14.0, 60.0] {
            let mut marker = Group::new(Role::Marker);
            marker.fill(shapes::disc([x, 10.0], 5.0), [0, 0, 0]);
            nodes.group(marker);
        }
        for ends in [[[0.0, 0.0], [50.0, 50.0]], [[0.0, 50.0], [50.0, 0.0]]] {
            let mut leader = Group::new(Role::Leader);
            leader.stroke(shapes::line(&ends), crate::figure::drawing::Pen::solid([0, 0, 0], 1.0));
            nodes.group(leader);
        }
        let page = Page { size: [100.0, 100.0], paper: [255; 3], nodes };
        assert_eq!(clashes(&page).len(), 2, "{:?}", clashes(&page));
    }
}
