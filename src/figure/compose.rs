//! Composes the page: where everything stands. Nothing overlaps; the tests check it on this model.

use std::collections::BTreeSet;

use super::{Options, scale_bar};
use crate::{
    basemap::{
        Archive, MapView,
        outline::Outlines,
        paint,
        style::{self, Colour},
    },
    cartography::{
        labels::{Box4, Grid, Wanted},
        layers::{Layers, Marker, ProposalShape, Shape},
        palette,
    },
    fonts,
    geodesy::Bounds,
    project::{Project, index::Index},
    proposals::Status,
};

/// Something drawn on the page, in points from its top left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A line; dashed where the dash is not empty.
    Line {
        /// Its points.
        points: Vec<[f32; 2]>,
        /// Its colour.
        colour: Colour,
        /// Its width.
        width: f32,
        /// Lengths of dash and gap.
        dash: Vec<f32>,
    },
    /// A filled shape.
    Area {
        /// Its corners.
        points: Vec<[f32; 2]>,
        /// Its colour.
        colour: Colour,
    },
    /// A disc, hollow where it is unsure.
    Dot {
        /// Its centre.
        at: [f32; 2],
        /// Its radius.
        radius: f32,
        /// Its colour.
        colour: Colour,
        /// The colour around it.
        halo: Colour,
        /// Only its rim is drawn.
        hollow: bool,
    },
    /// A rectangle with round corners.
    Box {
        /// Left, top, right, bottom.
        area: Box4,
        /// Its colour.
        fill: Colour,
        /// The colour of its rim.
        rim: Colour,
    },
    /// A line of text.
    Text {
        /// Where its baseline begins.
        at: [f32; 2],
        /// What it says.
        text: String,
        /// Its size.
        size: f32,
        /// Its colour.
        colour: Colour,
        /// The colour around the letters, if any.
        halo: Option<Colour>,
        /// Bold.
        bold: bool,
        /// Slanted.
        italic: bool,
    },
}

/// A numbered note on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Callout {
    /// Its number.
    pub number: usize,
    /// The place it is about.
    pub title: String,
    /// The passage it quotes.
    pub passage: String,
    /// Where the passage is from.
    pub source: String,
}

/// A composed page.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Width and height in points.
    pub size: [f64; 2],
    /// The map's part of the page: left, top, right, bottom.
    pub map: Box4,
    /// What the map shows.
    pub view: MapView,
    /// Light or dark.
    pub theme: style::Theme,
    /// The colour of the page.
    pub paper: Colour,
    /// What lies over the basemap, within the map's part.
    pub over_map: Vec<Item>,
    /// What stands on the page beside it.
    pub page: Vec<Item>,
    /// The title.
    pub title: String,
    /// What the figure shows, in words: its alternative text.
    pub description: String,
    /// The callouts in order.
    pub callouts: Vec<Callout>,
    /// Boxes that must not overlap: labels and number badges on the map.
    pub map_boxes: Vec<Box4>,
    /// Boxes that must not overlap: everything on the page beside the map.
    pub page_boxes: Vec<Box4>,
}

/// What a figure is made of.
pub struct Material<'m> {
    /// Articles and decisions.
    pub project: &'m Project,
    /// What is tied to what.
    pub index: &'m Index,
    /// What is drawn.
    pub layers: &'m Layers,
    /// Outlines of countries and regions.
    pub outlines: &'m Outlines,
    /// The basemap.
    pub archive: &'m Archive,
}

const MARGIN: f32 = 28.0;
const TITLE: f32 = 58.0;
const FOOT: f32 = 46.0;
const SIDE: f32 = 400.0;
const BADGE: f32 = 9.5;

/// Composes a page.
#[must_use]
pub fn compose(material: &Material<'_>, options: &Options) -> Figure {
    #[allow(clippy::cast_possible_truncation)] // a page
    let [width, height] = options.size.map(|side| side.clamp(400.0, 8000.0) as f32);
    let side = if width >= 900.0 { SIDE.min(width * 0.34) } else { 0.0 };
    let map: Box4 = [MARGIN, MARGIN + TITLE, width - MARGIN - side, height - MARGIN - FOOT];
    let mut composer = Composer {
        material,
        options,
        size: [width, height],
        map,
        view: view_of(material, options, map),
        over_map: Vec::new(),
        page: Vec::new(),
        map_boxes: Vec::new(),
        page_boxes: Vec::new(),
        callouts: Vec::new(),
        column: side - 22.0,
        taken: 4.0,
    };
    composer.head();
    composer.layers();
    composer.side_column(side);
    composer.foot();
    composer.finish()
}

fn view_of(material: &Material<'_>, options: &Options, map: Box4) -> MapView {
    let size = [f64::from(map[2] - map[0]), f64::from(map[3] - map[1])];
    if let Some(bounds) = options.bounds {
        return MapView::fit(bounds, size, 0.0);
    }
    if let Some(view) = options.view {
        return MapView { size, ..view };
    }
    let world = Bounds { west: -170.0, south: -55.0, east: 170.0, north: 75.0 };
    MapView::fit(material.layers.bounds().unwrap_or(world), size, 70.0)
}

struct Composer<'c> {
    material: &'c Material<'c>,
    options: &'c Options,
    size: [f32; 2],
    map: Box4,
    view: MapView,
    over_map: Vec<Item>,
    page: Vec<Item>,
    map_boxes: Vec<Box4>,
    page_boxes: Vec<Box4>,
    callouts: Vec<Callout>,
    /// Width of the column of callouts, and the height they have taken of it.
    column: f32,
    taken: f32,
}

impl Composer<'_> {
    fn ink(&self) -> Colour {
        palette::ink(self.options.theme)
    }

    fn quiet(&self) -> Colour {
        self.options.theme.of((0x006a_6e72, 0x00a0_a8ae))
    }

    fn at(&self, point: [f64; 2]) -> [f32; 2] {
        let [x, y] = self.view.project(point);
        #[allow(clippy::cast_possible_truncation)] // a page
        let at = [x as f32 + self.map[0], y as f32 + self.map[1]];
        at
    }

    fn on_map(&self, [x, y]: [f32; 2], margin: f32) -> bool {
        let [left, top, right, bottom] = self.map;
        x > left + margin && x < right - margin && y > top + margin && y < bottom - margin
    }

    fn title(&self) -> String {
        self.options.title.clone().unwrap_or_else(|| {
            let names: Vec<&str> =
                self.material.index.places.iter().take(3).map(|entry| entry.place.name.as_str()).collect();
            if names.is_empty() {
                "Places named in the coverage".to_owned()
            } else {
                format!("Places in the coverage: {}", names.join(", "))
            }
        })
    }

    fn text(&mut self, at: [f32; 2], text: &str, size: f32, bold: bool, colour: Colour) {
        let width = fonts::width(text, bold) * size;
        self.page_boxes.push([at[0], at[1] - size, at[0] + width, at[1] + size * 0.25]);
        self.page.push(Item::Text {
            at,
            text: text.to_owned(),
            size,
            colour,
            halo: None,
            bold,
            italic: false,
        });
    }

    fn head(&mut self) {
        let title = cut(&self.title(), 27.0, true, self.size[0] - 2.0 * MARGIN);
        self.text([MARGIN, MARGIN + 24.0], &title, 27.0, true, self.ink());
        let project = self.material.project;
        let dates: BTreeSet<_> = project.articles().filter_map(|(_, entry)| entry.article.date).collect();
        let outlets: BTreeSet<&str> =
            project.articles().filter_map(|(_, entry)| entry.article.outlet.as_deref()).collect();
        let mut parts = vec![format!("{} articles", project.articles().len())];
        if !outlets.is_empty() {
            parts.push(format!("{} outlets", outlets.len()));
        }
        if let (Some(first), Some(last)) = (dates.first(), dates.last()) {
            parts.push(format!("{first} to {last}"));
        }
        let unsure = self.material.index.unresolved().len();
        if unsure > 0 {
            parts.push(format!("{unsure} mentions not placed"));
        }
        let line = cut(&parts.join(" · "), 14.0, false, self.size[0] - 2.0 * MARGIN);
        self.text([MARGIN, MARGIN + 46.0], &line, 14.0, false, self.quiet());
    }

    fn layers(&mut self) {
        let theme = self.options.theme;
        let halo = palette::halo(theme);
        self.outlines();
        for feature in &self.material.layers.proposals {
            let (colour, dash) = palette::status(feature.status, theme);
            match &feature.shape {
                ProposalShape::Route(line) => {
                    let points: Vec<[f32; 2]> = line.iter().map(|point| self.at(*point)).collect();
                    self.over_map.push(Item::Line {
                        points: points.clone(),
                        colour: halo,
                        width: 7.0,
                        dash: Vec::new(),
                    });
                    let dash = dash.iter().map(|part| part * 1.6).collect();
                    self.over_map.push(Item::Line { points: points.clone(), colour, width: 3.6, dash });
                    self.arrowhead(&points, colour);
                }
                ProposalShape::Venue(point) => self.venue(*point, feature.status, colour, halo),
                ProposalShape::Area(_) => {}
            }
        }
        let dots: Vec<&Marker> =
            self.material.layers.markers.iter().filter(|marker| marker.shape == Shape::Dot).collect();
        let mut grid = Grid::default();
        let local = |[x, y]: [f32; 2], map: Box4| [x - map[0], y - map[1]];
        let shown: Vec<(&Marker, [f32; 2])> = dots
            .into_iter()
            .map(|marker| (marker, self.at(marker.point)))
            .filter(|(marker, at)| self.on_map(*at, marker.radius() + 2.0))
            .collect();
        for (marker, at) in shown.iter().rev() {
            self.over_map.push(Item::Dot {
                at: *at,
                radius: marker.radius(),
                colour: palette::place(marker.class, theme),
                halo,
                hollow: marker.confidence < Marker::UNSURE_BELOW,
            });
        }
        for (marker, at) in &shown {
            let ([x, y], r) = (local(*at, self.map), marker.radius());
            grid.block([x - r, y - r, x + r, y + r]);
        }
        let corner = self.scale_bar();
        grid.block([
            corner[0] - self.map[0],
            corner[1] - self.map[1],
            corner[2] - self.map[0],
            corner[3] - self.map[1],
        ]);
        let mut number = 0;
        for (marker, at) in &shown {
            let badge = number < self.options.callouts && self.add_callout(marker, number + 1);
            if badge {
                number += 1;
            }
            let label = if badge { format!("{number} {}", marker.name) } else { marker.name.clone() };
            self.label(
                &mut grid,
                local(*at, self.map),
                marker.radius(),
                &label,
                15.0,
                true,
                self.ink(),
                halo,
                false,
            );
        }
        self.area_names(&mut grid);
        self.basemap_names(&mut grid);
    }

    fn outlines(&mut self) {
        for marker in self.material.layers.markers.iter().filter(|marker| marker.shape == Shape::Outline) {
            let Some(outline) = self.material.outlines.get(&marker.place) else { continue };
            let colour = palette::place(marker.class, self.options.theme);
            for line in outline.lines() {
                let mut points: Vec<[f32; 2]> = Vec::new();
                for point in line {
                    let at = self.at(point);
                    if points
                        .last()
                        .is_none_or(|last| (last[0] - at[0]).abs() + (last[1] - at[1]).abs() > 0.7)
                    {
                        points.push(at);
                    }
                }
                let inside = points.iter().any(|point| self.on_map(*point, -60.0));
                if points.len() > 3 && inside {
                    self.over_map.push(Item::Line { points, colour, width: 1.8, dash: Vec::new() });
                }
            }
        }
    }

    fn arrowhead(&mut self, points: &[[f32; 2]], colour: Colour) {
        let Some(end) = points.last().copied() else { return };
        let far = |point: &&[f32; 2]| (point[0] - end[0]).hypot(point[1] - end[1]) > 6.0;
        let Some(before) = points.iter().rev().find(far) else { return };
        let length = (end[0] - before[0]).hypot(end[1] - before[1]);
        let (dx, dy) = ((end[0] - before[0]) / length, (end[1] - before[1]) / length);
        let back = [end[0] - dx * 13.0, end[1] - dy * 13.0];
        let points =
            vec![end, [back[0] - dy * 6.5, back[1] + dx * 6.5], [back[0] + dy * 6.5, back[1] - dx * 6.5]];
        self.over_map.push(Item::Area { points, colour });
    }

    fn venue(&mut self, point: [f64; 2], status: Status, colour: Colour, halo: Colour) {
        let foot = self.at(point);
        if !self.on_map(foot, 30.0) {
            return;
        }
        let taken = self
            .over_map
            .iter()
            .filter(|item| matches!(item, Item::Dot { at, radius, .. } if *radius == 8.0 && (at[1] - (foot[1] - 30.0)).abs() < 1.0 && (at[0] - foot[0]).abs() < 100.0))
            .count();
        #[allow(clippy::cast_precision_loss)] // a few pins
        let head = [foot[0] + taken as f32 * 20.0, foot[1] - 30.0];
        self.over_map.push(Item::Line { points: vec![foot, head], colour, width: 2.2, dash: Vec::new() });
        let closed = matches!(status, Status::Refused | Status::Ignored | Status::Withdrawn);
        let hollow = closed || !palette::status(status, self.options.theme).1.is_empty();
        self.over_map.push(Item::Dot { at: head, radius: 8.0, colour, halo, hollow });
        if closed {
            for (a, b) in [([-4.0, -4.0], [4.0, 4.0]), ([-4.0, 4.0], [4.0, -4.0])] {
                let points = vec![[head[0] + a[0], head[1] + a[1]], [head[0] + b[0], head[1] + b[1]]];
                self.over_map.push(Item::Line { points, colour, width: 2.0, dash: Vec::new() });
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // the parts of a label
    fn label(
        &mut self,
        grid: &mut Grid,
        anchor: [f32; 2],
        clearance: f32,
        text: &str,
        size: f32,
        bold: bool,
        colour: Colour,
        halo: Colour,
        italic: bool,
    ) -> bool {
        let wanted = Wanted { anchor, size: [fonts::width(text, bold) * size, size * 1.25], clearance };
        let page = [self.map[2] - self.map[0], self.map[3] - self.map[1]];
        let Some(placed) = grid.place(&wanted, page) else { return false };
        let [left, top] = [self.map[0], self.map[1]];
        self.map_boxes.push([placed[0] + left, placed[1] + top, placed[2] + left, placed[3] + top]);
        self.over_map.push(Item::Text {
            at: [placed[0] + left, placed[1] + top + size],
            text: text.to_owned(),
            size,
            colour,
            halo: Some(halo),
            bold,
            italic,
        });
        true
    }

    fn area_names(&mut self, grid: &mut Grid) {
        let theme = self.options.theme;
        let areas: Vec<Marker> = self
            .material
            .layers
            .markers
            .iter()
            .filter(|marker| marker.shape != Shape::Dot)
            .cloned()
            .collect();
        for marker in areas {
            let point = match self.material.outlines.get(&marker.place) {
                Some(outline) if marker.shape == Shape::Outline => {
                    let [west, north, east, south] = outline.main_bounds();
                    let middle = [f64::midpoint(west, east), f64::midpoint(north, south)];
                    if outline.contains(middle) { middle } else { marker.point }
                }
                _ => marker.point,
            };
            let at = self.at(point);
            if self.on_map(at, 4.0) {
                let anchor = [at[0] - self.map[0], at[1] - self.map[1]];
                let colour = palette::place(marker.class, theme);
                self.label(grid, anchor, 0.0, &marker.name, 15.5, true, colour, palette::halo(theme), false);
            }
        }
    }

    fn basemap_names(&mut self, grid: &mut Grid) {
        let theme = self.options.theme;
        let ours: BTreeSet<String> = self
            .material
            .layers
            .markers
            .iter()
            .flat_map(|marker| marker.name.split(" / ").map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let mut names = paint::names(self.material.archive, &self.view);
        names.retain(|name| !ours.contains(&*name.text));
        names.truncate(300);
        names.sort_by_key(|name| style::label_style(name.class, self.view.zoom, theme).rank);
        for name in names {
            let look = style::label_style(name.class, self.view.zoom, theme);
            let at = self.at(name.point);
            if !self.on_map(at, 2.0) {
                continue;
            }
            let text = if look.capitals { name.text.to_uppercase() } else { name.text.to_string() };
            let anchor = [at[0] - self.map[0], at[1] - self.map[1]];
            let clearance = if look.dot { 3.0 } else { 0.0 };
            let placed = self.label(
                grid,
                anchor,
                clearance,
                &text,
                look.size * 1.1,
                false,
                look.colour,
                look.halo,
                look.italic,
            );
            if placed && look.dot {
                let dot = Item::Dot { at, radius: 2.0, colour: look.colour, halo: look.halo, hollow: false };
                self.over_map.push(dot);
            }
        }
    }

    /// The scale bar in the map's corner; returns the box it takes.
    fn scale_bar(&mut self) -> Box4 {
        let (metres, points) = scale_bar(self.view.metres_per_point(), 160.0);
        #[allow(clippy::cast_possible_truncation)] // a page
        let length = points as f32;
        let (x, y) = (self.map[0] + 18.0, self.map[3] - 18.0);
        let area = [x - 8.0, y - 28.0, x + length + 8.0, y + 8.0];
        let theme = self.options.theme;
        self.over_map.push(Item::Box { area, fill: palette::halo(theme), rim: palette::halo(theme) });
        for points in [
            vec![[x, y], [x + length, y]],
            vec![[x, y - 5.0], [x, y + 1.0]],
            vec![[x + length, y - 5.0], [x + length, y + 1.0]],
        ] {
            self.over_map.push(Item::Line { points, colour: self.ink(), width: 2.0, dash: Vec::new() });
        }
        let text = if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") };
        let width = fonts::width(&text, false) * 13.0;
        self.over_map.push(Item::Text {
            at: [x + (length - width) / 2.0, y - 9.0],
            text,
            size: 13.0,
            colour: self.ink(),
            halo: None,
            bold: false,
            italic: false,
        });
        self.map_boxes.push(area);
        area
    }

    /// Adds a callout for a place that has a passage; whether it has.
    fn add_callout(&mut self, marker: &Marker, number: usize) -> bool {
        let (index, project) = (self.material.index, self.material.project);
        let Some(entry) = index.place(&marker.place) else { return false };
        // The passage of a proposal says more than the first mention.
        let told = entry.proposals.iter().filter_map(|id| index.proposal(*id)).find_map(|proposal| {
            let telling = proposal.tellings.first()?;
            let article = project.article(telling.article)?;
            let span = project.telling(*telling)?.evidence.first().copied()?;
            let names = entry
                .mentions
                .iter()
                .any(|mention| mention.article == telling.article && span.covers(mention.span));
            names.then_some((article, span))
        });
        let first = || {
            let mention = entry.mentions.first()?;
            let article = project.article(mention.article)?;
            Some((article, article.passage_at(mention.span.start())?.sentence))
        };
        let Some((article, span)) = told.or_else(first) else { return false };
        let passage = span.of(&article.article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let source: Vec<String> =
            [article.article.outlet.clone(), article.article.date.map(|date| date.to_string())]
                .into_iter()
                .flatten()
                .collect();
        // A number on the map must have its note beside it.
        let height = self.callout_height(&passage) + 6.0;
        let room = self.map[3] - self.map[1] - self.legend_height() - 16.0;
        if self.column <= 0.0 || self.taken + height > room {
            return false;
        }
        self.taken += height;
        self.callouts.push(Callout {
            number,
            title: entry.place.label(true),
            passage,
            source: source.join(", "),
        });
        true
    }

    fn passage_lines(&self, passage: &str) -> Vec<String> {
        wrap(passage, 13.0, self.column - 2.0 * BADGE - 10.0, 4)
    }

    fn callout_height(&self, passage: &str) -> f32 {
        #[allow(clippy::cast_precision_loss)] // a few lines
        let lines = self.passage_lines(passage).len() as f32;
        22.0 + lines * 17.0 + 22.0
    }

    fn side_column(&mut self, side: f32) {
        if side <= 0.0 {
            return;
        }
        let left = self.map[2] + 22.0;
        let width = self.size[0] - MARGIN - left;
        let mut y = self.map[1] + 4.0;
        let legend_height = self.legend_height();
        for callout in self.callouts.clone() {
            let lines = self.passage_lines(&callout.passage);
            let height = self.callout_height(&callout.passage);
            let text_left = left + 2.0 * BADGE + 10.0;
            let badge = [left + BADGE, y + BADGE + 3.0];
            let accent = palette::selection(self.options.theme);
            self.page.push(Item::Dot {
                at: badge,
                radius: BADGE,
                colour: accent,
                halo: accent,
                hollow: false,
            });
            let number = callout.number.to_string();
            let number_width = fonts::width(&number, true) * 12.0;
            let paper = self.paper();
            self.page.push(Item::Text {
                at: [badge[0] - number_width / 2.0, badge[1] + 4.2],
                text: number,
                size: 12.0,
                colour: paper,
                halo: None,
                bold: true,
                italic: false,
            });
            let title = cut(&callout.title, 15.0, true, width - 2.0 * BADGE - 10.0);
            self.text([text_left, y + 16.0], &title, 15.0, true, self.ink());
            let mut line_y = y + 35.0;
            for line in lines {
                self.text([text_left, line_y], &line, 13.0, false, self.ink());
                line_y += 17.0;
            }
            let source = cut(&callout.source, 11.5, false, width - 2.0 * BADGE - 10.0);
            self.text([text_left, line_y], &source, 11.5, false, self.quiet());
            y += height + 6.0;
        }
        self.legend(left, self.map[3] - legend_height);
    }

    /// The legend's rows: only what is drawn.
    fn legend_rows(&self) -> Vec<(Item, &'static str)> {
        let theme = self.options.theme;
        let markers = &self.material.layers.markers;
        let mut rows = Vec::new();
        let dot = |class, hollow| Item::Dot {
            at: [0.0, 0.0],
            radius: 6.0,
            colour: palette::place(class, theme),
            halo: palette::halo(theme),
            hollow,
        };
        let settlement = |marker: &&Marker| marker.shape == Shape::Dot && marker.class.is_settlement();
        let settlements = markers.iter().filter(settlement).collect::<Vec<_>>();
        if let Some(first) = settlements.first() {
            rows.push((dot(first.class, false), "Town or village; larger: named more often"));
        }
        if settlements.iter().any(|marker| marker.confidence < Marker::UNSURE_BELOW) {
            rows.push((dot(settlements[0].class, true), "The same, not certain"));
        }
        if let Some(other) =
            markers.iter().find(|marker| marker.shape == Shape::Dot && !marker.class.is_settlement())
        {
            rows.push((dot(other.class, false), "Other place"));
        }
        if let Some(area) = markers.iter().find(|marker| marker.shape == Shape::Outline) {
            let colour = palette::place(area.class, theme);
            let line =
                Item::Line { points: vec![[-9.0, 0.0], [9.0, 0.0]], colour, width: 2.0, dash: Vec::new() };
            rows.push((line, "Country or region that is named"));
        }
        let statuses: BTreeSet<(Colour, &'static str)> = self
            .material
            .layers
            .proposals
            .iter()
            .map(|feature| (palette::status(feature.status, theme).0, status_group(feature.status)))
            .collect();
        for (colour, name) in statuses {
            let dash = if name.starts_with("Proposal: turned") { vec![4.0, 4.0] } else { Vec::new() };
            let line = Item::Line { points: vec![[-9.0, 0.0], [9.0, 0.0]], colour, width: 3.6, dash };
            rows.push((line, name));
        }
        rows
    }

    fn legend_height(&self) -> f32 {
        #[allow(clippy::cast_precision_loss)] // a few rows
        let rows = self.legend_rows().len() as f32;
        26.0 + rows * 20.0
    }

    fn legend(&mut self, left: f32, top: f32) {
        self.text([left, top + 14.0], "Legend", 13.0, true, self.ink());
        let mut y = top + 34.0;
        for (symbol, name) in self.legend_rows() {
            self.page.push(moved(symbol, [left + 12.0, y - 4.5]));
            self.text([left + 32.0, y], name, 12.5, false, self.ink());
            y += 20.0;
        }
    }

    fn foot(&mut self) {
        let y = self.size[1] - MARGIN - 14.0;
        let room = self.size[0] - 2.0 * MARGIN;
        let outlets: BTreeSet<String> =
            self.material.project.articles().filter_map(|(_, entry)| entry.article.outlet.clone()).collect();
        let sources = format!("Sources: {}", outlets.into_iter().collect::<Vec<_>>().join(", "));
        if sources.len() > "Sources: ".len() {
            let line = cut(&sources, 12.0, false, room);
            self.text([MARGIN, y - 4.0], &line, 12.0, false, self.ink());
        }
        let credit = "Boundaries: de facto, Natural Earth. Made with Natural Earth. Place data from GeoNames (CC BY 4.0), modified. Made with Dateline.";
        let line = cut(credit, 11.5, false, room);
        self.text([MARGIN, y + 14.0], &line, 11.5, false, self.quiet());
    }

    fn paper(&self) -> Colour {
        self.options.theme.of((0x00ff_ffff, 0x0020_2529))
    }

    fn finish(self) -> Figure {
        let title = self.title();
        let names: Vec<&str> =
            self.material.index.places.iter().take(12).map(|entry| entry.place.name.as_str()).collect();
        let description = format!(
            "Map: {title}. {} places from {} articles, among them {}.",
            self.material.index.places.len(),
            self.material.project.articles().len(),
            names.join(", ")
        );
        Figure {
            size: [f64::from(self.size[0]), f64::from(self.size[1])],
            map: self.map,
            view: self.view,
            theme: self.options.theme,
            paper: self.paper(),
            over_map: self.over_map,
            page: self.page,
            title,
            description,
            callouts: self.callouts,
            map_boxes: self.map_boxes,
            page_boxes: self.page_boxes,
        }
    }
}

const fn status_group(status: Status) -> &'static str {
    match status {
        Status::Refused | Status::Ignored | Status::Withdrawn => "Proposal: turned down or dropped",
        Status::Accepted | Status::CarriedOut => "Proposal: accepted or carried out",
        _ => "Proposal: open",
    }
}

fn moved(item: Item, [dx, dy]: [f32; 2]) -> Item {
    match item {
        Item::Dot { at, radius, colour, halo, hollow } => {
            Item::Dot { at: [at[0] + dx, at[1] + dy], radius, colour, halo, hollow }
        }
        Item::Line { points, colour, width, dash } => {
            let points = points.into_iter().map(|[x, y]| [x + dx, y + dy]).collect();
            Item::Line { points, colour, width, dash }
        }
        other => other,
    }
}

/// A line cut with an ellipsis where it is too wide.
fn cut(text: &str, size: f32, bold: bool, room: f32) -> String {
    if fonts::width(text, bold) * size <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        if fonts::width(&short, bold) * size > room - size {
            short.pop();
            break;
        }
    }
    short.push('…');
    short
}

/// Lines of at most a width; the last ends in an ellipsis where the text goes on.
fn wrap(text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fonts::width(&longer, false) * size <= room || line.is_empty() {
            line = longer;
            continue;
        }
        lines.push(std::mem::replace(&mut line, word.to_owned()));
        if lines.len() == most {
            if let Some(last) = lines.last_mut() {
                *last = cut(&format!("{last} …"), size, false, room);
            }
            return lines;
        }
    }
    lines.push(cut(&line, size, false, room));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_fit_and_keep_the_words() {
        let text = "The United States has proposed building a road through Aghdam to Khankendi";
        let lines = wrap(text, 13.0, 180.0, 9);
        assert!(lines.iter().all(|line| fonts::width(line, false) * 13.0 <= 180.0));
        assert_eq!(lines.join(" "), text);
        assert!(wrap(text, 13.0, 180.0, 1)[0].ends_with('…'));
    }
}
