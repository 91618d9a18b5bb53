//! Composes the page: where everything stands. Labels, markers and callouts do not overlap; the tests check
//! it on the drawing.

use std::collections::BTreeSet;

use crate::{
    basemap::{Archive, MapView, outline::Outlines, paint::covers_all},
    cartography::{
        labels::{Box4, Obstacle},
        layers::Layers,
    },
    geodesy::Bounds,
    project::{ArticleId, Entry, Project, index::Index},
};

use super::{
    definition::{Extent, FigureDefinition, Part, Target},
    drawing::{Group, Page, Role, overlap},
    facts::{self, Callout, Facts, Warning},
};

mod callouts;
mod foot;
mod furniture;
mod head;
mod inset;
mod labels;
mod legend;
mod look;
mod map;
mod notes;
mod sheet;
mod symbols;

use look::Look;
pub(super) use sheet::sheets;
use symbols::Mark;

/// What a figure says of where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What the project is called, where it has a file.
    pub project: Option<String>,
    /// Whether a contested place has every party's name.
    pub both_names: bool,
    /// Which articles are shown.
    pub filter: String,
    /// What the window's map stands on, where that is not the basemap inside the program.
    pub basemap: Option<String>,
}

impl Default for About {
    fn default() -> Self {
        Self { project: None, both_names: true, filter: "all articles".to_owned(), basemap: None }
    }
}

impl About {
    /// How contested places are named, in words.
    #[must_use]
    pub const fn names(&self) -> &'static str {
        if self.both_names {
            "every party’s name of a contested place"
        } else {
            "the leading name of a contested place"
        }
    }
}

/// What a figure is made of.
#[derive(Clone, Copy)]
pub struct Material<'m> {
    /// Articles and decisions.
    pub project: &'m Project,
    /// The articles in view; all where there is nothing.
    pub articles: Option<&'m BTreeSet<ArticleId>>,
    /// What is tied to what.
    pub index: &'m Index,
    /// What is drawn.
    pub layers: &'m Layers,
    /// Outlines of countries and regions.
    pub outlines: &'m Outlines,
    /// The basemap inside the program.
    pub archive: &'m Archive,
    /// The user's own basemap of vectors, drawn where it covers all that is shown.
    pub own: Option<&'m Archive>,
    /// Where it comes from.
    pub about: &'m About,
}

impl<'m> Material<'m> {
    /// The articles in view, in order.
    pub fn articles(&self) -> impl Iterator<Item = (ArticleId, &'m Entry)> {
        let seen = self.articles;
        self.project.articles().filter(move |(id, _)| seen.is_none_or(|seen| seen.contains(id)))
    }
}

/// A composed figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The page.
    pub page: Page,
    /// What can be moved, with its box on the page.
    pub parts: Vec<(Part, Box4)>,
    /// What the map shows.
    pub view: MapView,
    /// The map's part of the page.
    pub map: Box4,
    /// The title.
    pub title: String,
    /// What the figure shows, in words: its alternative text.
    pub description: String,
    /// The callouts in the order of their numbers.
    pub callouts: Vec<Callout>,
    /// What the reader may miss or should not trust.
    pub warnings: Vec<Warning>,
}

/// Free space along the edges of the page.
const MARGIN: f32 = 28.0;
/// Free space between map and columns.
const GUTTER: f32 = 20.0;

/// Composes a page.
#[must_use]
pub fn compose(material: &Material<'_>, definition: &FigureDefinition) -> Figure {
    Composer::new(material, definition).run()
}

struct Composer<'c> {
    material: &'c Material<'c>,
    definition: &'c FigureDefinition,
    look: Look,
    size: [f32; 2],
    map: Box4,
    view: MapView,
    /// The basemap that is drawn.
    ground: &'c Archive,
    /// What labels must keep clear of.
    obstacles: Vec<Obstacle>,
    /// Boxes along the leaders, which labels keep clear of where they can.
    along_leaders: Vec<Obstacle>,
    /// Boxes of furniture on the map, on the page.
    taken: Vec<Box4>,
    parts: Vec<(Part, Box4)>,
    warnings: Vec<Warning>,
    facts: Facts,
}

impl<'c> Composer<'c> {
    fn new(material: &'c Material<'c>, definition: &'c FigureDefinition) -> Self {
        Self {
            material,
            definition,
            look: Look::of(definition.style.theme),
            size: definition.page.points(),
            map: [0.0; 4],
            ground: material.archive,
            view: MapView { centre: [0.5, 0.5], zoom: 1.0, size: [1.0, 1.0] },
            obstacles: Vec::new(),
            along_leaders: Vec::new(),
            taken: Vec::new(),
            parts: Vec::new(),
            warnings: Vec::new(),
            facts: Facts::of(material),
        }
    }

    fn run(&mut self) -> Figure {
        self.choose_ground();
        let (head, below_head) = self.head();
        let (foot, above_foot) = self.foot();
        let wanted = self.wanted_callouts();
        let columns = self.columns(wanted, below_head, above_foot);
        self.map = [
            MARGIN + columns.left_width(),
            below_head.round(),
            (self.size[0] - MARGIN - columns.right_width()).round(),
            above_foot.round(),
        ];
        self.view = self.view_of(self.map);
        let targets = self.targets(wanted);
        let mut symbols = self.dots(&targets);
        let furniture = self.furniture(&symbols, &columns, wanted);
        self.pins(&targets, &mut symbols);
        self.warn_of_hidden(&symbols);
        let notes = self.notes(&targets, &symbols, &columns, furniture.legend_height);
        let parts = self.parts.clone();
        for (part, area) in &parts {
            // What was moved onto the map keeps labels away.
            if overlap(*area, self.map) && !self.taken.contains(area) {
                self.obstacles.push(self.obstacle(*area));
                if matches!(part, Part::Callout(_)) {
                    warn_of_covered(*area, part, &symbols, &mut self.warnings);
                }
            }
        }
        let page = self.assemble(head, foot, furniture.group, &symbols, &notes);
        self.warn_of_missing(&page);
        let title = self.title();
        Figure {
            description: facts::describe(&title, &self.facts, &notes.callouts, self.material),
            page,
            parts: std::mem::take(&mut self.parts),
            view: self.view,
            map: self.map,
            title,
            callouts: notes.callouts,
            warnings: std::mem::take(&mut self.warnings),
        }
    }

    /// Puts the parts together in the order in which they are read and drawn.
    fn assemble(
        &mut self,
        head: Group,
        foot: Group,
        furniture: Group,
        symbols: &[Mark],
        notes: &notes::Notes,
    ) -> Page {
        let map = self.draw_map(symbols, notes);
        let mut nodes = Group::new(Role::Ornament);
        nodes.group(head);
        nodes.group(map);
        nodes.group(furniture);
        nodes.group(notes.boxes.clone());
        nodes.group(foot);
        Page { size: self.size, paper: self.look.paper, nodes }
    }

    fn draw_map(&mut self, symbols: &[Mark], notes: &notes::Notes) -> Group {
        let mut map = Group::new(Role::Map);
        let mut below = Group::new(Role::Ornament);
        below.clip = Some(self.map);
        self.draw_basemap(&mut below);
        self.draw_areas(&mut below);
        self.draw_routes(&mut below);
        map.group(below);
        map.group(notes.leaders.clone());
        map.group(self.draw_symbols(symbols, &notes.numbers));
        map.group(self.draw_labels(symbols));
        map.group(self.frame());
        map.labelled(facts::describe_map(&self.facts, self.material))
    }

    /// Takes the user's own basemap where it has all that the page could show.
    fn choose_ground(&mut self) {
        let page = self.view_of([0.0, 0.0, self.size[0], self.size[1]]);
        match self.material.own.filter(|own| covers_all(own, &page)) {
            Some(own) => self.ground = own,
            None => self.warnings.extend(self.material.about.basemap.clone().map(Warning::OtherBasemap)),
        }
    }

    fn warn_of_missing(&mut self, page: &Page) {
        let texts = page.nodes.texts();
        let missing: BTreeSet<char> = texts.iter().flat_map(|text| text.line.missing.chars()).collect();
        if !missing.is_empty() {
            self.warnings.push(Warning::CannotDraw(missing.into_iter().take(40).collect()));
        }
    }

    /// What a map that takes up a box of the page shows.
    fn view_of(&self, map: Box4) -> MapView {
        let [left, top, right, bottom] = map.map(f64::from);
        let size = [right - left, bottom - top];
        match self.definition.extent {
            Extent::Bounds(bounds) => MapView::fit(bounds, size, 0.0),
            Extent::View { centre, zoom, size: seen } => {
                // As much as the window showed, whatever the shape of the map's part.
                let share = (size[0] / seen[0].max(1.0)).min(size[1] / seen[1].max(1.0)).max(1e-3);
                let zoom = MapView::in_range(zoom + share.log2());
                MapView { centre: centre.to_mercator(), zoom, size }
            }
            Extent::Coverage => {
                let world = Bounds { west: -170.0, south: -55.0, east: 170.0, north: 75.0 };
                let margin = (size[0].min(size[1]) * 0.12).min(80.0);
                MapView::fit(self.material.layers.bounds().unwrap_or(world), size, margin)
            }
        }
    }

    /// Where a point of the Web Mercator square lies on the page, in the copy of the world nearest to the
    /// centre.
    fn at(&self, [x, y]: [f64; 2]) -> [f32; 2] {
        self.at_unwrapped([x + (self.view.centre[0] - x).round(), y])
    }

    fn at_unwrapped(&self, point: [f64; 2]) -> [f32; 2] {
        let [x, y] = self.view.project(point);
        #[allow(clippy::cast_possible_truncation)] // a page
        let at = [x as f32 + self.map[0], y as f32 + self.map[1]];
        at
    }

    fn on_map(&self, [x, y]: [f32; 2], margin: f32) -> bool {
        let [left, top, right, bottom] = self.map;
        x > left + margin && x < right - margin && y > top + margin && y < bottom - margin
    }

    /// A box on the page as an obstacle to labels.
    fn obstacle(&self, [left, top, right, bottom]: Box4) -> Obstacle {
        let half = [(right - left) / 2.0, (bottom - top) / 2.0];
        let middle = [left + half[0] - self.map[0], top + half[1] - self.map[1]];
        let [x, y] = self.view.unproject(middle.map(f64::from));
        Obstacle { point: [x.rem_euclid(1.0), y], around: [-half[0], -half[1], half[0], half[1]] }
    }

    /// Remembers where a movable part stands, after moving it as the analyst did.
    fn place(&mut self, part: Part, group: Group) -> Group {
        let group = group.moved(self.definition.offset(&part));
        if let Some(area) = group.area() {
            self.parts.push((part, area));
        }
        group
    }

    fn title(&self) -> String {
        let given = self.definition.title.trim();
        if !given.is_empty() {
            return given.to_owned();
        }
        facts::plain_title(self.material)
    }
}

fn warn_of_covered(area: Box4, part: &Part, symbols: &[Mark], warnings: &mut Vec<Warning>) {
    let covered: Vec<&str> = symbols
        .iter()
        .filter(|symbol| overlap(area, symbol.area()))
        .map(|symbol| symbol.name.as_str())
        .collect();
    if !covered.is_empty() {
        warnings.push(Warning::Covered { part: part.clone(), places: facts::some_of(&covered) });
    }
}

/// The key under which a symbol's number is found.
type Numbers = std::collections::BTreeMap<Target, usize>;
