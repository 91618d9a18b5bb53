//! The analyst's layers on screen: outlines, routes, markers, labels, and what the pointer does to them.

use std::sync::Arc;

use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2};

use crate::{
    app::{
        command::Command,
        context::ViewContext,
        selection::{Highlight, Subject},
        settings::NamePolicy,
        theme,
    },
    basemap::{
        Archive, MapView,
        outline::Outline,
        style::{Style, TextStyle},
    },
    cartography::{
        labels::{Anchor, Label, Obstacle, key, rank},
        layers::{Marker, ProposalFeature, ProposalShape, Shape as Form},
        palette,
    },
};

use super::names::Names;

/// How near the pointer must be, in points.
const REACH: f32 = 8.0;
/// Seconds before a hover card appears.
const REST: f64 = 0.3;
/// Markers that are made reachable for screen readers and tests.
const NAMED: usize = 250;

/// What is drawn, and where.
pub(super) struct Scene<'s, 'c> {
    pub(super) context: &'s ViewContext<'c>,
    pub(super) view: &'s MapView,
    pub(super) rect: Rect,
}

/// A marker on the screen.
struct Placed<'m> {
    marker: &'m Marker,
    /// Which copy of the world it is in.
    copy: i32,
    at: Pos2,
    strength: Highlight,
}

impl Scene<'_, '_> {
    fn screen(&self, point: [f64; 2]) -> Pos2 {
        let [x, y] = self.view.project(point);
        #[allow(clippy::cast_possible_truncation)] // points
        let at = self.rect.left_top() + vec2(x as f32, y as f32);
        at
    }

    pub(super) fn draw(
        &self,
        ui: &mut Ui,
        painter: &Painter,
        response: &Response,
        hovered_since: &mut Option<(Subject, f64)>,
        names: Option<&mut Names>,
        basemap: Option<(&Arc<Archive>, Style)>,
    ) -> Vec<Command> {
        self.outlines(painter);
        let routes = self.routes(painter);
        let markers = self.placed();
        if let Some(names) = names {
            let revision = self.labelled();
            names.draw(painter, self.rect, self.view, basemap, revision, |_| self.labels());
        }
        let pins = self.venues(painter);
        self.markers(painter, &markers);
        let mut commands = self.reachable(ui, &markers);
        let hit = response.hover_pos().and_then(|pointer| self.hit(pointer, &markers, &routes, &pins));
        if self.context.placing {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
            if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) {
                commands.push(Command::DropPin(at));
            }
            return commands;
        }
        if response.clicked() {
            let toggle = ui.input(|input| input.modifiers.command);
            match &hit {
                Some(subject) if toggle => commands.push(Command::Toggle(subject.clone())),
                Some(subject) => commands.push(Command::Select(subject.clone())),
                None => commands.push(Command::Deselect),
            }
        }
        if let Some(subject) = hit {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
            let now = ui.input(|input| input.time);
            let since = match hovered_since {
                Some((known, since)) if *known == subject => *since,
                _ => now,
            };
            *hovered_since = Some((subject.clone(), since));
            if now - since >= REST {
                self.hover_card(response, &subject);
            } else {
                ui.ctx()
                    .request_repaint_after(std::time::Duration::from_secs_f64(REST - (now - since) + 0.01));
            }
            commands.push(Command::Hover(subject));
        } else {
            *hovered_since = None;
        }
        commands
    }

    fn strength(&self, marker: &Marker) -> Highlight {
        self.context.highlight(&Subject::Place(marker.place.clone()))
    }

    /// Outlines of countries and regions: drawn strongly where selected or under the pointer.
    fn outlines(&self, painter: &Painter) {
        let map = theme::map_theme(self.context.dark);
        for marker in
            self.context.layers.markers.iter().filter(|marker| marker.shape == Form::Outline).take(120)
        {
            let Some(outline) = self.context.outlines.get(&marker.place) else { continue };
            let strength = self.strength(marker);
            let colour = theme::rgb(palette::place(marker.class, map));
            let stroke = match strength {
                Highlight::Selected => Stroke::new(3.0, theme::accent(self.context.dark)),
                Highlight::Hovered => Stroke::new(2.5, colour),
                Highlight::Related => Stroke::new(2.0, colour),
                Highlight::None => Stroke::new(1.2, colour.gamma_multiply(0.55)),
            };
            for copy in self.view.copies() {
                self.outline(painter, outline, f64::from(copy), stroke);
            }
        }
    }

    fn outline(&self, painter: &Painter, outline: &Outline, shift: f64, stroke: Stroke) {
        let [west, north, east, south] = self.view.window();
        let b = outline.bounds;
        if b[2] + shift < west || b[0] + shift > east || b[3] < north || b[1] > south {
            return;
        }
        for points in outline.lines() {
            let mut line: Vec<Pos2> = Vec::with_capacity(points.len());
            for [x, y] in points {
                let at = self.screen([x + shift, y]);
                // Steps under a pixel add nothing but work.
                if line.last().is_none_or(|last| last.distance_sq(at) > 1.5) {
                    line.push(at);
                }
            }
            if line.len() > 2 {
                painter.add(Shape::line(line, stroke));
            }
        }
    }

    fn status_stroke(&self, feature: &ProposalFeature) -> (Color32, f32, &'static [f32]) {
        let (colour, dash) = palette::status(feature.status, theme::map_theme(self.context.dark));
        let width = match self.context.highlight(&Subject::Proposal(feature.proposal)) {
            Highlight::Selected => 5.0,
            Highlight::Hovered => 4.5,
            Highlight::Related => 4.0,
            Highlight::None => 3.0,
        };
        (theme::rgb(colour), width, dash)
    }

    /// Draws routes as lines with an arrowhead; returns them for the pointer.
    fn routes(&self, painter: &Painter) -> Vec<(Subject, Vec<Pos2>)> {
        let mut out = Vec::new();
        let halo = theme::rgb(palette::halo(theme::map_theme(self.context.dark)));
        for feature in &self.context.layers.proposals {
            let ProposalShape::Route(line) = &feature.shape else { continue };
            let (colour, width, dash) = self.status_stroke(feature);
            for copy in self.view.copies() {
                let points: Vec<Pos2> =
                    line.iter().map(|[x, y]| self.screen([x + f64::from(copy), *y])).collect();
                if !points.iter().any(|point| self.rect.expand(200.0).contains(*point)) {
                    continue;
                }
                painter.add(Shape::line(points.clone(), Stroke::new(width + 3.0, halo.gamma_multiply(0.8))));
                if dash.is_empty() {
                    painter.add(Shape::line(points.clone(), Stroke::new(width, colour)));
                } else {
                    painter.extend(Shape::dashed_line(
                        &points,
                        Stroke::new(width, colour),
                        dash[0] * 1.6,
                        dash[1] * 1.4,
                    ));
                }
                arrowhead(painter, &points, colour, width);
                out.push((Subject::Proposal(feature.proposal), points));
            }
        }
        out
    }

    /// Draws a pin where an act is to take place; several at one place stand side by side.
    fn venues(&self, painter: &Painter) -> Vec<(Subject, Pos2)> {
        let mut out: Vec<(Subject, Pos2)> = Vec::new();
        let halo = theme::rgb(palette::halo(theme::map_theme(self.context.dark)));
        for feature in &self.context.layers.proposals {
            let ProposalShape::Venue(point) = feature.shape else { continue };
            for copy in self.view.copies() {
                let foot = self.screen([point[0] + f64::from(copy), point[1]]);
                if !self.rect.expand(40.0).contains(foot) {
                    continue;
                }
                let same = out
                    .iter()
                    .filter(|(_, head)| {
                        (head.y - (foot.y - 26.0)).abs() < 1.0 && (head.x - foot.x).abs() < 90.0
                    })
                    .count();
                #[allow(clippy::cast_precision_loss)] // a few pins
                let fan = same as f32 * 17.0;
                let head = foot + vec2(fan, -26.0);
                let (colour, width, dash) = self.status_stroke(feature);
                let size = if width > 3.5 { 9.0 } else { 7.5 };
                painter.line_segment([foot, head], Stroke::new(2.0, colour));
                painter.circle_filled(head, size + 1.8, halo);
                if dash.is_empty() || width > 4.9 {
                    painter.circle_filled(head, size, colour);
                } else {
                    painter.circle_stroke(head, size - 1.0, Stroke::new(2.5, colour));
                }
                // What was turned down is struck through.
                if matches!(
                    feature.status,
                    crate::proposals::Status::Refused
                        | crate::proposals::Status::Ignored
                        | crate::proposals::Status::Withdrawn
                ) {
                    let ink = if width > 4.9 { halo } else { colour };
                    painter.line_segment(
                        [head + vec2(-4.0, 4.0), head + vec2(4.0, -4.0)],
                        Stroke::new(2.0, ink),
                    );
                    painter.line_segment(
                        [head + vec2(-4.0, -4.0), head + vec2(4.0, 4.0)],
                        Stroke::new(2.0, ink),
                    );
                }
                out.push((Subject::Proposal(feature.proposal), head));
            }
        }
        out
    }

    /// Dots in view, the selected one last.
    fn placed(&self) -> Vec<Placed<'_>> {
        let mut out = Vec::new();
        let area = self.rect.expand(20.0);
        for marker in self.context.layers.markers.iter().filter(|marker| marker.shape == Form::Dot) {
            for copy in self.view.copies() {
                let at = self.screen([marker.point[0] + f64::from(copy), marker.point[1]]);
                if area.contains(at) {
                    out.push(Placed { marker, copy, at, strength: self.strength(marker) });
                }
            }
        }
        out.sort_by_key(|placed| placed.strength);
        out
    }

    fn markers(&self, painter: &Painter, markers: &[Placed<'_>]) {
        let map = theme::map_theme(self.context.dark);
        let halo = theme::rgb(palette::halo(map));
        for placed in markers {
            let marker = placed.marker;
            let colour = theme::rgb(palette::place(marker.class, map));
            let radius = marker.radius();
            if placed.strength >= Highlight::Hovered {
                painter.circle_filled(
                    placed.at,
                    radius + 5.0,
                    theme::accent(self.context.dark).gamma_multiply(0.45),
                );
            } else if placed.strength == Highlight::Related {
                painter.circle_filled(
                    placed.at,
                    radius + 3.5,
                    theme::accent(self.context.dark).gamma_multiply(0.3),
                );
            }
            painter.circle_filled(placed.at, radius + 1.4, halo);
            if marker.confidence < Marker::UNSURE_BELOW {
                painter.circle_stroke(placed.at, radius - 1.0, Stroke::new(2.0, colour));
            } else {
                painter.circle_filled(placed.at, radius, colour);
            }
        }
    }

    /// Another number whenever other labels are wanted, or in another order.
    fn labelled(&self) -> u64 {
        let both = self.context.settings.names == NamePolicy::Both;
        let selected: Vec<String> =
            self.context.selection.subjects().iter().map(|subject| format!("{subject:?}")).collect();
        key((self.context.index.revision, both, self.context.dark, selected))
    }

    /// The names of the places of the coverage, and their symbols, which nothing may cover.
    fn labels(&self) -> (Vec<Label>, Vec<Obstacle>) {
        let map = theme::map_theme(self.context.dark);
        let (mut labels, mut obstacles) = (Vec::new(), Vec::new());
        for (at, marker) in self.context.layers.markers.iter().enumerate() {
            let dot = marker.shape == Form::Dot;
            let radius = marker.radius();
            let anchor = if dot {
                obstacles.push(Obstacle::round(marker.point, radius));
                Anchor::Beside(marker.point, radius)
            } else {
                Anchor::On(self.label_point(marker))
            };
            let (size, colour) =
                if dot { (13.0, palette::ink(map)) } else { (13.5, palette::place(marker.class, map)) };
            let style =
                TextStyle { size, colour, halo: palette::halo(map), bold: true, ..TextStyle::default() };
            let first = match (self.strength(marker), dot) {
                (Highlight::Selected, _) => rank::SELECTED,
                (_, true) => rank::PLACE,
                (_, false) => rank::AREA,
            };
            let rank = first + u32::try_from(at.min(9_000)).unwrap_or(0);
            let named = key(&marker.place);
            labels.push(Label { key: named, text: marker.name.as_str().into(), anchor, style, rank });
        }
        (labels, obstacles)
    }

    /// Where the name of an area stands: inside its largest part.
    fn label_point(&self, marker: &Marker) -> [f64; 2] {
        if marker.shape == Form::Name {
            return marker.point;
        }
        let Some(outline) = self.context.outlines.get(&marker.place) else { return marker.point };
        let [west, north, east, south] = outline.main_bounds();
        let middle = [f64::midpoint(west, east), f64::midpoint(north, south)];
        if outline.contains(middle) { middle } else { marker.point }
    }

    /// Gives painted markers a name and a role, so that screen readers and tests find them.
    fn reachable(&self, ui: &mut Ui, markers: &[Placed<'_>]) -> Vec<Command> {
        let mut commands = Vec::new();
        for placed in markers.iter().rev().take(NAMED) {
            let marker = placed.marker;
            let rect = Rect::from_center_size(placed.at, egui::Vec2::splat(marker.radius() * 2.0));
            if !self.rect.contains_rect(rect) {
                continue;
            }
            let id = ui.scope_id().with((&marker.place, placed.copy));
            let response = ui.interact(rect, id, Sense::click());
            response.widget_info(|| {
                let count = marker.mentions;
                let noun = if count == 1 { "mention" } else { "mentions" };
                WidgetInfo::labeled(Role::Button, true, format!("{}, {count} {noun}", marker.name))
            });
            let subject = Subject::Place(marker.place.clone());
            if response.double_clicked() {
                commands.push(Command::GoTo(subject));
            } else if response.clicked() {
                let toggle = ui.input(|input| input.modifiers.command);
                commands.push(if toggle { Command::Toggle(subject) } else { Command::Select(subject) });
            } else if response.hovered() {
                self.hover_card(&response, &subject);
                commands.push(Command::Hover(subject));
            }
        }
        commands
    }

    fn hit(
        &self,
        pointer: Pos2,
        markers: &[Placed<'_>],
        routes: &[(Subject, Vec<Pos2>)],
        pins: &[(Subject, Pos2)],
    ) -> Option<Subject> {
        if let Some((subject, _)) = pins.iter().rev().find(|(_, head)| head.distance(pointer) <= 11.0) {
            return Some(subject.clone());
        }
        let dot = markers
            .iter()
            .map(|placed| (placed.at.distance(pointer) - placed.marker.radius(), placed))
            .filter(|(distance, _)| *distance <= REACH)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, placed)) = dot {
            return Some(Subject::Place(placed.marker.place.clone()));
        }
        let near =
            |line: &Vec<Pos2>| line.windows(2).any(|pair| distance(pointer, pair[0], pair[1]) <= REACH);
        if let Some((subject, _)) = routes.iter().find(|(_, line)| near(line)) {
            return Some(subject.clone());
        }
        // The smallest area whose outline is under the pointer.
        let at = pointer - self.rect.left_top();
        let [x, y] = self.view.unproject([f64::from(at.x), f64::from(at.y)]);
        let inside = [x.rem_euclid(1.0), y];
        let size = |outline: &Outline| {
            let [west, north, east, south] = outline.main_bounds();
            (east - west) * (south - north)
        };
        self.context
            .layers
            .markers
            .iter()
            .filter(|marker| marker.shape == Form::Outline)
            .filter_map(|marker| Some((marker, self.context.outlines.get(&marker.place)?)))
            .filter(|(_, outline)| outline.contains(inside))
            .min_by(|a, b| size(a.1).total_cmp(&size(b.1)))
            .map(|(marker, _)| Subject::Place(marker.place.clone()))
    }

    /// A few passages, after the pointer has rested.
    fn hover_card(&self, response: &Response, subject: &Subject) {
        let context = self.context;
        let mut lines: Vec<String> = Vec::new();
        let title = match subject {
            Subject::Place(id) => {
                let Some(entry) = context.index.place(id) else { return };
                for mention in crate::app::views::card::passages(context, entry).iter().take(3) {
                    let Some(article) = context.project.article(mention.article) else { continue };
                    let Some(passage) = article.passage_at(mention.span.start()) else { continue };
                    lines.push(passage.sentence.of(&article.article.text).to_owned());
                }
                format!("{} · {} mentions", entry.place.label(true), entry.mentions.len())
            }
            Subject::Proposal(id) => {
                let Some(entry) = context.index.proposal(*id) else { return };
                for telling in entry.tellings.iter().take(2) {
                    if let (Some(told), Some(article)) =
                        (context.project.telling(*telling), context.project.article(telling.article))
                    {
                        lines.extend(
                            told.evidence.first().map(|span| span.of(&article.article.text).to_owned()),
                        );
                    }
                }
                format!("{} · {}", entry.title, entry.status.label())
            }
            _ => return,
        };
        let id = response.id.with("hover card");
        let card = egui::Tooltip::always_open(
            response.ctx.clone(),
            response.layer_id,
            id,
            egui::PopupAnchor::Pointer,
        );
        card.gap(14.0).show(|ui| {
            ui.set_max_width(340.0);
            ui.label(egui::RichText::new(title).font(theme::bold(13.5)));
            for line in lines {
                let short: String = line.chars().take(220).collect();
                ui.label(if short.len() < line.len() { format!("{short}…") } else { short });
            }
        });
    }
}

fn arrowhead(painter: &Painter, points: &[Pos2], colour: Color32, width: f32) {
    let Some(end) = points.last().copied() else { return };
    let Some(before) = points.iter().rev().find(|point| point.distance(end) > 6.0) else { return };
    let direction = (end - *before).normalized();
    let side = direction.rot90();
    let (length, half) = (width * 3.2, width * 1.7);
    let tip = [end, end - direction * length + side * half, end - direction * length - side * half];
    painter.add(Shape::convex_polygon(tip.to_vec(), colour, Stroke::NONE));
}

/// Distance of a point from a segment, in points.
fn distance(p: Pos2, a: Pos2, b: Pos2) -> f32 {
    let along = b - a;
    let square = along.length_sq();
    let t = if square > 0.0 { ((p - a).dot(along) / square).clamp(0.0, 1.0) } else { 0.0 };
    p.distance(a + along * t)
}
