//! Names on the map: places first, then areas, then the basemap's own, placed as on screen.

use super::{
    Composer, Warning,
    facts::some_of,
    symbols::{Kind, Mark},
};
use crate::{
    basemap::{names, style::TextStyle},
    cartography::{
        labels::{Align, Anchor, Label, Obstacle, Placed, Placement, key, rank},
        layers::Shape as MarkerShape,
        names as basemap_names, palette,
    },
    figure::{
        definition::Target,
        drawing::{Group, Node, Role, Text, shapes},
        text::{Line, Style, shape},
    },
};

/// The size of the places' names, and of the areas'.
const NAME: f32 = 13.0;
const AREA_NAME: f32 = 14.0;
/// The width of the line around letters.
const HALO: f32 = 3.0;

impl Composer<'_> {
    /// All names.
    pub(super) fn draw_labels(&mut self, symbols: &[Mark]) -> Group {
        let mut labels = self.place_names(symbols);
        labels.extend(self.area_names(symbols));
        let ours = labels.len();
        labels.extend(self.basemap_names());
        // Symbols stand in one copy of the world, and so do their names.
        let here = |placed: &Placed, ours: usize| {
            placed.label >= ours || (placed.point[0] - self.view.centre[0]).abs() <= 0.5
        };
        let clear: Vec<Obstacle> = self.obstacles.iter().chain(&self.along_leaders).copied().collect();
        let placement = Placement::new(&self.view, &labels, &clear, true, None);
        let mut group = Group::new(Role::Ornament);
        let mut named = vec![false; ours];
        let mut taken = self.obstacles.clone();
        for placed in placement.placed.iter().filter(|placed| here(placed, ours)) {
            let Some(label) = labels.get(placed.label) else { continue };
            if let Some(named) = named.get_mut(placed.label) {
                *named = true;
            }
            let [x, y] = placed.point;
            taken.push(Obstacle { point: [x.rem_euclid(1.0), y], around: placed.around });
            self.draw_label(label, placed, &mut group);
        }
        // What found no place beside the leaders may stand over them.
        let left: Vec<usize> = (0..ours).filter(|at| !named[*at]).collect();
        let again: Vec<Label> = left.iter().map(|at| labels[*at].clone()).collect();
        let placement = Placement::new(&self.view, &again, &taken, true, None);
        for placed in placement.placed.iter().filter(|placed| here(placed, again.len())) {
            if let (Some(label), Some(at)) = (again.get(placed.label), left.get(placed.label)) {
                named[*at] = true;
                self.draw_label(label, placed, &mut group);
            }
        }
        let without: Vec<&str> =
            labels.iter().zip(&named).filter(|(_, named)| !**named).map(|(label, _)| &*label.text).collect();
        if !without.is_empty() {
            self.warnings.push(Warning::Unlabelled(some_of(&without)));
        }
        group
    }

    /// A point of the page in the Web Mercator square.
    fn mercator(&self, [x, y]: [f32; 2]) -> [f64; 2] {
        let [x, y] = self.view.unproject([f64::from(x - self.map[0]), f64::from(y - self.map[1])]);
        [x.rem_euclid(1.0), y]
    }

    fn place_names(&self, symbols: &[Mark]) -> Vec<Label> {
        let look = TextStyle {
            size: NAME,
            colour: self.look.ink,
            halo: self.look.halo,
            bold: true,
            italic: false,
            spacing: 0.0,
        };
        let dots = symbols.iter().filter(|symbol| matches!(symbol.kind, Kind::Dot(_)));
        dots.zip(0..)
            .map(|(symbol, nth)| {
                let more = match symbol.joined.len() {
                    0 => String::new(),
                    count => format!(" +{count}"),
                };
                Label {
                    key: key(&symbol.target),
                    text: format!("{}{more}", symbol.name).into(),
                    anchor: Anchor::Beside(self.mercator(symbol.at), symbol.radius + 1.2),
                    style: look,
                    rank: rank::PLACE + nth,
                }
            })
            .collect()
    }

    fn area_names(&self, symbols: &[Mark]) -> Vec<Label> {
        let areas = self.material.layers.markers.iter().filter(|marker| marker.shape != MarkerShape::Dot);
        areas
            .zip(0..)
            .filter_map(|(marker, nth)| {
                let target = Target::Place(marker.place.clone());
                let own = symbols.iter().find(|symbol| symbol.target == target);
                let at = self.at(self.point_of(marker));
                let anchor = match own {
                    Some(symbol) => Anchor::Beside(self.mercator(symbol.at), symbol.radius + 1.2),
                    None => Anchor::On(self.mercator(at)),
                };
                let style = TextStyle {
                    size: AREA_NAME,
                    colour: palette::place(marker.class, self.look.theme),
                    halo: self.look.halo,
                    bold: true,
                    italic: false,
                    spacing: 0.0,
                };
                let text = marker.name.clone().into();
                self.on_map(at, 4.0).then(|| Label {
                    key: key(&target),
                    text,
                    anchor,
                    style,
                    rank: rank::AREA + nth,
                })
            })
            .collect()
    }

    fn basemap_names(&self) -> Vec<Label> {
        let markers = &self.material.layers.markers;
        let ours: std::collections::BTreeSet<&str> =
            markers.iter().flat_map(|marker| marker.name.split(" / ")).collect();
        let mut found = names::gather(self.ground, &self.view, &self.definition.style);
        found.retain(|name| name.text.split(" / ").all(|name| !ours.contains(name)));
        basemap_names::labels(&found, self.view.zoom, self.look.theme, 1.0)
    }

    fn draw_label(&self, label: &Label, placed: &Placed, into: &mut Group) {
        let at = self.at_unwrapped(placed.point);
        if let Anchor::Dot(_, radius) = label.anchor {
            let mut marker = Group::new(Role::Marker);
            marker.fill(shapes::disc(at, radius), label.style.colour);
            into.group(marker);
        }
        if placed.letters.is_empty() {
            let line = set(&label.text, &label.style);
            let [left, top, right, _] = placed.around;
            let x = match placed.align {
                Align::Left => left,
                Align::Centre => f32::midpoint(left, right) - line.width / 2.0,
                Align::Right => right - line.width,
            };
            let baseline = top + label.style.size * 0.975;
            let mut group = Group::new(Role::Label);
            letters([at[0] + x, at[1] + baseline], line, 0.0, label, &mut group);
            into.group(group);
            return;
        }
        let mut group = Group::new(Role::Label).labelled(&*label.text);
        for letter in &placed.letters {
            let Some(text) = label.text.get(letter.bytes.clone()) else { continue };
            let line = set(text, &TextStyle { spacing: 0.0, ..label.style });
            let (sin, cos) = letter.angle.sin_cos();
            let (along, down) = (-line.width / 2.0, label.style.size * 0.35);
            let from = [
                at[0] + letter.centre[0] + along * cos - down * sin,
                at[1] + letter.centre[1] + along * sin + down * cos,
            ];
            letters(from, line, letter.angle, label, &mut group);
        }
        into.group(group);
    }
}

fn letters(at: [f32; 2], line: Line, turn: f32, label: &Label, into: &mut Group) {
    if !line.runs.is_empty() {
        let halo = Some((label.style.halo, HALO));
        into.nodes.push(Node::Text(Text { at, line, colour: label.style.colour, halo, turn }));
    }
}

fn set(text: &str, look: &TextStyle) -> Line {
    let style = match (look.bold, look.italic) {
        (true, _) => Style::Bold,
        (false, true) => Style::Italic,
        (false, false) => Style::Regular,
    };
    shape(text, style, look.size).spaced(look.spacing)
}
