//! What lies under the symbols: basemap, outlines of areas, routes of proposals; and the frame.

use super::Composer;
use crate::{
    basemap::{Archive, paint},
    cartography::{
        labels::Box4,
        layers::{Marker, ProposalShape, Shape as MarkerShape},
        palette,
    },
    figure::drawing::{Group, Node, Pen, Role, Shape, shapes},
};

impl Composer<'_> {
    /// The basemap as shapes.
    pub(super) fn draw_basemap(&self, into: &mut Group) {
        let style = self.definition.style;
        into.fill(shapes::rectangle(self.map), paint::ground(self.ground, style));
        let [left, top, _, _] = self.map;
        draw_pieces(self.ground, &self.view, style, [left, top], into);
    }

    /// Areas of proposals, and outlines of countries and regions that are named.
    pub(super) fn draw_areas(&self, into: &mut Group) {
        for feature in &self.material.layers.proposals {
            let ProposalShape::Area(place) = &feature.shape else { continue };
            let Some(outline) = self.material.outlines.get(place) else { continue };
            let mut path = tiny_skia::PathBuilder::new();
            for ring in &outline.rings {
                let shift = (self.view.centre[0] - ring.first().map_or(0.0, |at| at[0])).round();
                let points = self.thinned(ring.iter().map(|[x, y]| [x + shift, *y]));
                for (at, [x, y]) in points.iter().enumerate() {
                    if at == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
                }
                path.close();
            }
            let (colour, _) = palette::status(feature.status, self.look.theme);
            wash(into, path.finish(), colour);
        }
        for marker in
            self.material.layers.markers.iter().filter(|marker| marker.shape == MarkerShape::Outline)
        {
            let Some(outline) = self.material.outlines.get(&marker.place) else { continue };
            let colour = palette::place(marker.class, self.look.theme);
            for line in outline.lines() {
                for shift in [-1.0, 0.0, 1.0] {
                    let points = self.thinned(line.iter().map(|[x, y]| [x + shift, *y]));
                    if points.len() > 1 && self.touches_map(&points) {
                        let dash = if marker.confidence < Marker::UNSURE_BELOW {
                            vec![6.0, 4.0]
                        } else {
                            Vec::new()
                        };
                        let pen = Pen { colour, width: 1.8, round: dash.is_empty(), dash };
                        into.stroke(shapes::line(&points), pen);
                    }
                }
            }
        }
    }

    /// Routes of proposals, with an arrowhead at their end.
    pub(super) fn draw_routes(&self, into: &mut Group) {
        for feature in &self.material.layers.proposals {
            let ProposalShape::Route(route) = &feature.shape else { continue };
            let points = self.route(route);
            if !self.touches_map(&points) {
                continue;
            }
            let (colour, dash) = palette::status(feature.status, self.look.theme);
            let mut lines = Group::new(Role::Ornament).labelled(feature.title.clone());
            lines.stroke(shapes::line(&points), Pen::solid(self.look.halo, 6.0));
            let dash = dash.to_vec();
            lines.stroke(shapes::line(&points), Pen { colour, width: 3.0, dash, round: false });
            lines.fill(arrowhead(&points), colour);
            into.group(lines);
        }
    }

    /// A route on the page; all of it in the copy of the world nearest to the centre.
    pub(super) fn route(&self, route: &[[f64; 2]]) -> Vec<[f32; 2]> {
        let middle = route.get(route.len() / 2).map_or(0.0, |point| point[0]);
        let shift = (self.view.centre[0] - middle).round();
        route.iter().map(|[x, y]| self.at_unwrapped([x + shift, *y])).collect()
    }

    fn thinned(&self, line: impl Iterator<Item = [f64; 2]>) -> Vec<[f32; 2]> {
        let mut points: Vec<[f32; 2]> = Vec::new();
        for point in line {
            let at = self.at_unwrapped(point);
            let far = |last: &[f32; 2]| (last[0] - at[0]).abs() + (last[1] - at[1]).abs() > 0.6;
            if points.last().is_none_or(far) {
                points.push(at);
            }
        }
        points
    }

    fn touches_map(&self, points: &[[f32; 2]]) -> bool {
        let [left, top, right, bottom] = self.map;
        let beyond = |outside: &dyn Fn(&[f32; 2]) -> bool| points.iter().all(outside);
        !(points.is_empty()
            || beyond(&|at| at[0] < left - 8.0)
            || beyond(&|at| at[0] > right + 8.0)
            || beyond(&|at| at[1] < top - 8.0)
            || beyond(&|at| at[1] > bottom + 8.0))
    }

    /// The frame around the map.
    pub(super) fn frame(&self) -> Group {
        let mut frame = Group::new(Role::Ornament);
        frame.stroke(
            shapes::rectangle(self.map),
            Pen::solid(self.look.theme.of((0x009a_9488, 0x0057_6066)), 1.0),
        );
        frame
    }
}

/// The basemap's pieces on the page, from a corner.
pub(super) fn draw_pieces(
    archive: &Archive,
    view: &crate::basemap::MapView,
    style: crate::basemap::style::Style,
    [left, top]: [f32; 2],
    into: &mut Group,
) {
    let shift = tiny_skia::Transform::from_translate(left, top);
    paint::for_each(archive, view, 1.0, style, &mut |piece| {
        let Some(path) = piece.path.transform(shift) else { return };
        let tile = [piece.tile[0] + left, piece.tile[1] + top, piece.tile[2] + left, piece.tile[3] + top];
        let pen =
            piece.line.map(|(width, dash)| Pen { colour: piece.colour, width, round: dash.is_empty(), dash });
        let fill = pen.is_none().then_some(piece.colour);
        into.nodes.push(Node::Shape(Shape { path, fill, opacity: 1.0, stroke: pen, tile: Some(tile) }));
    });
}

/// A thin wash of colour.
pub(super) fn wash(into: &mut Group, path: Option<tiny_skia::Path>, colour: crate::basemap::style::Colour) {
    if let Some(path) = path {
        into.nodes.push(Node::Shape(Shape {
            path,
            fill: Some(colour),
            opacity: 0.16,
            stroke: None,
            tile: None,
        }));
    }
}

fn arrowhead(points: &[[f32; 2]]) -> Option<tiny_skia::Path> {
    let end = *points.last()?;
    let far = |point: &&[f32; 2]| (point[0] - end[0]).hypot(point[1] - end[1]) > 6.0;
    let before = points.iter().rev().find(far)?;
    let length = (end[0] - before[0]).hypot(end[1] - before[1]);
    let (dx, dy) = ((end[0] - before[0]) / length, (end[1] - before[1]) / length);
    let back = [end[0] - dx * 13.0, end[1] - dy * 13.0];
    shapes::polygon(&[
        end,
        [back[0] - dy * 6.5, back[1] + dx * 6.5],
        [back[0] + dy * 6.5, back[1] - dx * 6.5],
    ])
}

/// The share of a box that lies on the map is all of it.
pub(super) fn inside(area: Box4, map: Box4) -> bool {
    area[0] >= map[0] && area[1] >= map[1] && area[2] <= map[2] && area[3] <= map[3]
}
