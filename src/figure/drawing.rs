//! The drawing: what stands where on a page, without pixels. PNG, SVG, PDF and the preview are painted from
//! it, so that they agree; its groups say what they are, for screen readers and for the tests.

use tiny_skia::Path;

use super::text::Line;
use crate::{basemap::style::Colour, cartography::labels::Box4};

/// What a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The heading of the page.
    Title,
    /// A heading within it.
    Heading,
    /// Text.
    Paragraph,
    /// The map, described by its label.
    Map,
    /// Several notes.
    List,
    /// A note: its children are its number, its title and its text.
    Item,
    /// Words quoted.
    Quote,
    /// The note under the map.
    Caption,
    /// A symbol of the map that nothing may cover.
    Marker,
    /// A name on the map.
    Label,
    /// The box of a callout.
    Callout,
    /// The line from a callout to its place.
    Leader,
    /// Scale bar, north arrow, locator map or legend.
    Furniture,
    /// Nothing to be read: rules, frames, backgrounds.
    Ornament,
}

/// A line's look.
#[derive(Clone, Debug, PartialEq)]
pub struct Pen {
    /// Its colour.
    pub colour: Colour,
    /// Its width in points.
    pub width: f32,
    /// Lengths of dash and gap in points; empty for a solid line.
    pub dash: Vec<f32>,
    /// Round ends; straight ones where it is not.
    pub round: bool,
}

impl Pen {
    /// A solid line.
    #[must_use]
    pub const fn solid(colour: Colour, width: f32) -> Self {
        Self { colour, width, dash: Vec::new(), round: true }
    }
}

/// A shape, filled first and then stroked.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its geometry in points from the page's top left corner.
    pub path: Path,
    /// Its filling, by the even-odd rule.
    pub fill: Option<Colour>,
    /// How opaque the filling is, 0…1.
    pub opacity: f32,
    /// Its line.
    pub stroke: Option<Pen>,
    /// It looks the same beyond this box as its neighbours do: painters that paint every pixel a filling
    /// touches must clip it there, or hairlines show where two of them meet.
    pub tile: Option<Box4>,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where its baseline begins on the left.
    pub at: [f32; 2],
    /// The shaped line.
    pub line: Line,
    /// The colour of its letters.
    pub colour: Colour,
    /// Colour and width of the line around its letters, under them.
    pub halo: Option<(Colour, f32)>,
    /// How far it is turned clockwise around that point, in radians.
    pub turn: f32,
}

impl Text {
    /// Left, top, right and bottom.
    #[must_use]
    pub fn area(&self) -> Box4 {
        let [x, y] = self.at;
        if self.turn == 0.0 {
            return [x, y - self.line.ascent(), x + self.line.width, y + self.line.descent()];
        }
        // Around the middle of its letters.
        let (sin, cos) = self.turn.sin_cos();
        let (along, up) = (self.line.width / 2.0, self.line.size * 0.35);
        let middle = [x + along * cos + up * sin, y + along * sin - up * cos];
        let half = [(along * cos).abs() + up * sin.abs(), (along * sin).abs() + up * cos];
        [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]]
    }
}

/// A part of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Parts that belong together.
    Group(Group),
    /// A shape.
    Shape(Shape),
    /// A line of text.
    Text(Text),
}

/// Parts that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What they are.
    pub role: Role,
    /// What they say, where they do not say it by themselves.
    pub label: Option<String>,
    /// Nothing is drawn outside of this box.
    pub clip: Option<Box4>,
    /// The parts, lowest first.
    pub nodes: Vec<Node>,
}

impl Group {
    /// An empty group.
    #[must_use]
    pub const fn new(role: Role) -> Self {
        Self { role, label: None, clip: None, nodes: Vec::new() }
    }

    /// With what it says.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Puts a group in.
    pub fn group(&mut self, group: Self) {
        if !group.nodes.is_empty() {
            self.nodes.push(Node::Group(group));
        }
    }

    /// Puts a line of text in.
    pub fn text(&mut self, at: [f32; 2], line: Line, colour: Colour) {
        self.nodes.push(Node::Text(Text { at, line, colour, halo: None, turn: 0.0 }));
    }

    /// Puts a filled shape in.
    pub fn fill(&mut self, path: Option<Path>, colour: Colour) {
        self.shape(path, Some(colour), None);
    }

    /// Puts a line in.
    pub fn stroke(&mut self, path: Option<Path>, pen: Pen) {
        self.shape(path, None, Some(pen));
    }

    /// Puts a shape in; none where there is no geometry.
    pub fn shape(&mut self, path: Option<Path>, fill: Option<Colour>, stroke: Option<Pen>) {
        if let Some(path) = path {
            self.nodes.push(Node::Shape(Shape { path, fill, opacity: 1.0, stroke, tile: None }));
        }
    }

    /// Left, top, right and bottom of all that it draws; `None` where it draws nothing.
    #[must_use]
    pub fn area(&self) -> Option<Box4> {
        let all = self.nodes.iter().filter_map(|node| match node {
            Node::Group(group) => group.area(),
            Node::Text(text) => Some(text.area()),
            Node::Shape(shape) => Some(shape.area()),
        });
        let area = all.reduce(join)?;
        Some(self.clip.map_or(area, |clip| {
            [area[0].max(clip[0]), area[1].max(clip[1]), area[2].min(clip[2]), area[3].min(clip[3])]
        }))
    }

    /// Every group of a role within this one, itself included.
    #[must_use]
    pub fn all(&self, role: Role) -> Vec<&Self> {
        let mut found = Vec::new();
        if self.role == role {
            found.push(self);
        }
        for node in &self.nodes {
            if let Node::Group(group) = node {
                found.extend(group.all(role));
            }
        }
        found
    }

    /// Every line of text within, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<&Text> {
        let mut found = Vec::new();
        for node in &self.nodes {
            match node {
                Node::Group(group) => found.extend(group.texts()),
                Node::Text(text) => found.push(text),
                Node::Shape(_) => {}
            }
        }
        found
    }

    /// Moves everything.
    #[must_use]
    pub fn moved(mut self, by: [f32; 2]) -> Self {
        if by == [0.0, 0.0] {
            return self;
        }
        let shifted =
            |[left, top, right, bottom]: Box4| [left + by[0], top + by[1], right + by[0], bottom + by[1]];
        self.clip = self.clip.map(shifted);
        self.nodes = self
            .nodes
            .into_iter()
            .filter_map(|node| {
                Some(match node {
                    Node::Group(group) => Node::Group(group.moved(by)),
                    Node::Text(text) => {
                        Node::Text(Text { at: [text.at[0] + by[0], text.at[1] + by[1]], ..text })
                    }
                    Node::Shape(shape) => {
                        let path =
                            shape.path.transform(tiny_skia::Transform::from_translate(by[0], by[1]))?;
                        Node::Shape(Shape { path, tile: shape.tile.map(shifted), ..shape })
                    }
                })
            })
            .collect();
        self
    }
}

impl Shape {
    /// Left, top, right and bottom, its line included.
    #[must_use]
    pub fn area(&self) -> Box4 {
        let bounds = self.path.bounds();
        let half = self.stroke.as_ref().map_or(0.0, |pen| pen.width / 2.0);
        [bounds.left() - half, bounds.top() - half, bounds.right() + half, bounds.bottom() + half]
    }
}

/// The box around two.
#[must_use]
pub fn join(a: Box4, b: Box4) -> Box4 {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Whether two boxes share more than an edge.
#[must_use]
pub fn overlap(a: Box4, b: Box4) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Width and height in points.
    pub size: [f32; 2],
    /// The colour of the paper.
    pub paper: Colour,
    /// Everything on it, in reading order.
    pub nodes: Group,
}

/// Shapes that are drawn often.
pub mod shapes {
    use tiny_skia::{Path, PathBuilder, Rect};

    use crate::cartography::labels::Box4;

    /// A disc.
    #[must_use]
    pub fn disc([x, y]: [f32; 2], radius: f32) -> Option<Path> {
        PathBuilder::from_circle(x, y, radius)
    }

    /// A line through points.
    #[must_use]
    pub fn line(points: &[[f32; 2]]) -> Option<Path> {
        let mut path = PathBuilder::new();
        for (at, [x, y]) in points.iter().enumerate() {
            if at == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        path.finish()
    }

    /// A closed shape with these corners.
    #[must_use]
    pub fn polygon(points: &[[f32; 2]]) -> Option<Path> {
        let mut path = PathBuilder::new();
        for (at, [x, y]) in points.iter().enumerate() {
            if at == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        path.close();
        path.finish()
    }

    /// A rectangle.
    #[must_use]
    pub fn rectangle([left, top, right, bottom]: Box4) -> Option<Path> {
        Rect::from_ltrb(left, top, right, bottom).map(PathBuilder::from_rect)
    }

    /// A rectangle with round corners.
    #[must_use]
    pub fn rounded([left, top, right, bottom]: Box4, radius: f32) -> Option<Path> {
        // A quarter of a circle by a cubic curve.
        let (r, k) = (radius, radius * 0.447_715_3);
        let mut path = PathBuilder::new();
        path.move_to(left + r, top);
        path.line_to(right - r, top);
        path.cubic_to(right - k, top, right, top + k, right, top + r);
        path.line_to(right, bottom - r);
        path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
        path.line_to(left + r, bottom);
        path.cubic_to(left + k, bottom, left, bottom - k, left, bottom - r);
        path.line_to(left, top + r);
        path.cubic_to(left, top + k, left + k, top, left + r, top);
        path.close();
        path.finish()
    }
}
