//! The map: walkers' gestures, our own basemap and layers.

use std::sync::Arc;

use egui::{DragPanButtons, Pos2, Ui, vec2};
use walkers::{Map, MapMemory};

use crate::{
    app::{command::Command, context::ViewContext, selection::Subject, theme},
    basemap::{Archive, MapView, outline::Outlines},
    cartography::{cluster::Clusters, layers::Layers},
    geodesy::{Bounds, Position},
    project::{Project, index::Index},
};

mod base;
mod draft;
mod flight;
mod furniture;
mod gesture;
mod heat;
mod hit;
mod hover;
mod ink;
mod labels;
mod markers;
mod marks;
mod menu;
mod names;
mod online;
mod overlay;
mod panel;
mod pins;
pub mod prepare;
mod scene;
mod shapes;
mod sheet;
mod tiles;

pub use gesture::Tool;
use overlay::Overlay;
pub use panel::Shown;
use scene::Scene;

pub(in crate::app::views) use online::complaint;

/// What the map remembers.
pub struct MapState {
    memory: MapMemory,
    view: MapView,
    rect: egui::Rect,
    ground: Option<base::Ground>,
    fit: bool,
    fly_to: Option<MapView>,
    flight: Option<flight::Flight>,
    tool: Tool,
    preparing: prepare::Preparing,
    overlay: Overlay,
}

impl Default for MapState {
    fn default() -> Self {
        Self {
            memory: MapMemory::default(),
            view: MapView { centre: [0.5, 0.4], zoom: 3.0, size: [800.0, 600.0] },
            rect: egui::Rect::NOTHING,
            ground: None,
            fit: false,
            fly_to: None,
            flight: None,
            tool: Tool::default(),
            preparing: prepare::Preparing::default(),
            overlay: Overlay::default(),
        }
    }
}

impl MapState {
    /// A map that draws from an archive.
    #[must_use]
    pub fn new(archive: Arc<Archive>, context: &egui::Context) -> Self {
        let mut state = Self { ground: Some(base::Ground::new(archive, context)), ..Self::default() };
        state.set_view(state.view);
        state
    }

    /// What the map shows.
    #[must_use]
    pub const fn view(&self) -> MapView {
        self.view
    }

    /// Where on the Earth a point of the window is, if it is on the map.
    #[must_use]
    pub fn position_at(&self, at: Pos2) -> Option<Position> {
        let from = at - self.rect.left_top();
        let [x, y] = self.view.unproject([f64::from(from.x), f64::from(from.y)]);
        self.rect.contains(at).then(|| Position::from_mercator([x.rem_euclid(1.0), y]))
    }

    /// Whether the map in view is shown as it is meant, with nothing standing in.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ground.as_ref().is_some_and(base::Ground::complete) && !self.overlay.is_drafting()
    }

    /// The user's own basemap, where it is one of vectors: figures stand on it too.
    #[must_use]
    pub fn own_archive(&self) -> Option<Arc<Archive>> {
        self.ground.as_ref().and_then(base::Ground::own)
    }

    /// What the map stands on, where that is not the basemap inside the program.
    #[must_use]
    pub fn other_basemap(&self) -> Option<String> {
        self.ground.as_ref().and_then(base::Ground::other)
    }

    /// Bytes of textures that the basemap holds.
    #[must_use]
    pub fn texture_bytes(&self) -> usize {
        self.ground.as_ref().map_or(0, base::Ground::bytes)
    }

    /// Shows a view with the next frame, at the window's own size.
    pub fn show(&mut self, view: MapView) {
        self.flight = None;
        self.set_view(MapView { size: self.view.size, ..view });
    }

    /// Where in the window a position is in the copy of the world nearest to the middle; outside the map where
    /// it is not seen.
    #[must_use]
    pub fn point_of(&self, position: Position) -> Pos2 {
        let [x, y] = self.view.place(position);
        #[allow(clippy::cast_possible_truncation)] // points
        let at = self.rect.left_top() + vec2(x as f32, y as f32);
        at
    }

    /// Where in the window the last frame drew a place or the pin of a proposal, if it did.
    #[must_use]
    pub fn drawn_at(&self, subject: &Subject) -> Option<Pos2> {
        self.overlay.drawn_at(self.preparing.ready(), subject).filter(|at| self.rect.contains(*at))
    }

    /// What the last frame drew at a point of the window, where that is one thing.
    #[must_use]
    pub fn subject_at(&self, at: Pos2, shown: Shown) -> Option<Subject> {
        self.overlay.hit(self.preparing.ready(), &self.view, self.rect, shown, at)
    }

    /// Shows everything with the next frame.
    pub fn fit_next_frame(&mut self) {
        self.fit = true;
    }

    /// Keeps what is drawn up with the project.
    pub fn prepare(
        &mut self,
        layers: &Arc<Layers>,
        outlines: &Arc<Outlines>,
        index: &Arc<Index>,
        project: &Project,
        context: &egui::Context,
    ) {
        self.preparing.update(layers, outlines, index, project, context);
    }

    /// Whether a worker is still getting ready what is drawn.
    #[must_use]
    pub const fn is_preparing(&self) -> bool {
        self.preparing.is_busy()
    }

    /// Gives up what is under way on the map: a drag, an opened cluster, a pinned card, a tool. Whether there
    /// was any.
    pub fn step_back(&mut self) -> bool {
        let tool = std::mem::take(&mut self.tool) != Tool::Pan;
        self.overlay.step_back() || tool
    }

    fn set_view(&mut self, view: MapView) {
        self.view = view;
        let centre = Position::from_mercator(view.centre);
        self.memory.center_at(walkers::lon_lat(centre.lon(), centre.lat()));
        // Zooms outside the map's range are clamped before.
        let _in_range = self.memory.set_zoom(MapView::in_range(view.zoom));
    }

    /// Shows a position at a zoom.
    pub fn look_at(&mut self, centre: Position, zoom: f64) {
        let view = MapView { centre: centre.to_mercator(), zoom, size: self.view.size };
        self.flight = None;
        self.set_view(view);
    }

    /// Moves to subjects, zooming so that all of them are seen well.
    pub fn go_to(&mut self, subjects: &[Subject], index: &Index, outlines: &Outlines) {
        let each = subjects.iter().filter_map(|subject| bounds_of(subject, index, outlines));
        let corners = each.flat_map(corners);
        let Some(bounds) = Bounds::around(corners.collect::<Vec<_>>()) else { return };
        self.fly_to = Some(MapView::fit(bounds, self.view.size, 80.0));
    }

    /// Moves only if the subject is out of sight.
    pub fn bring_into_view(&mut self, subject: &Subject, index: &Index, outlines: &Outlines) {
        let Some(bounds) = bounds_of(subject, index, outlines) else { return };
        let [x, y] = self.view.place(bounds.centre());
        let [width, height] = self.view.size;
        let seen = (20.0..width - 20.0).contains(&x) && (20.0..height - 20.0).contains(&y);
        if !seen {
            let mut view = self.view;
            view.centre = bounds.centre().to_mercator();
            if bounds.width() > 0.5 {
                view = MapView::fit(bounds, self.view.size, 80.0);
            }
            self.fly_to = Some(view);
        }
    }

    /// One step of a movement under way, and the start of one that is asked for.
    fn fly(&mut self, ui: &Ui, still: bool) {
        if let Some(to) = self.fly_to.take() {
            if still {
                self.set_view(to);
            } else {
                let now = ui.input(|input| input.time);
                self.flight = Some(flight::Flight::new(self.view, to, now));
            }
        }
        // The hand goes before: who takes hold of the map wants it to stop.
        let taken = ui.rect_contains_pointer(self.rect)
            && ui.input(|input| input.pointer.any_pressed() || input.smooth_scroll_delta.y != 0.0);
        if taken {
            self.flight = None;
        }
        if let Some(flight) = &self.flight {
            let (mut view, done) = flight.at(ui.input(|input| input.time));
            view.size = self.view.size;
            self.set_view(view);
            if done {
                self.flight = None;
            }
            ui.ctx().request_repaint();
        }
    }
}

fn corners(bounds: Bounds) -> [Position; 2] {
    [Position::wrapped(bounds.west, bounds.south), Position::wrapped(bounds.east, bounds.north)]
}

/// Where a subject lies.
fn bounds_of(subject: &Subject, index: &Index, outlines: &Outlines) -> Option<Bounds> {
    let of_place = |id: &crate::gazetteer::PlaceId| {
        let entry = index.place(id)?;
        if let Some(outline) = outlines.get(id) {
            let [west, north, east, south] = outline.main_bounds();
            let (a, b) = (Position::from_mercator([west, north]), Position::from_mercator([east, south]));
            return Some(Bounds { west: a.lon(), south: b.lat(), east: b.lon(), north: a.lat() });
        }
        Bounds::around([entry.place.position])
    };
    match subject {
        Subject::Place(place) => of_place(place),
        Subject::Mention(mention) => of_place(&index.place_of(*mention)?.place.id),
        Subject::Proposal(proposal) => {
            let places = &index.proposal(*proposal)?.places;
            Bounds::around(
                places.iter().filter_map(|(_, id)| index.place(id)).map(|entry| entry.place.position),
            )
        }
        Subject::Article(article) => {
            let here = index.places_in(*article).filter(|entry| !entry.place.class.is_wide());
            Bounds::around(here.map(|entry| entry.place.position))
        }
        Subject::Passage(..) | Subject::Speaker(_) | Subject::TimeRange(..) => None,
    }
}

/// Draws the map.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut MapState) -> Vec<Command> {
    let rect = ui.available_rect_before_wrap();
    state.rect = rect;
    state.view.size = [f64::from(rect.width()), f64::from(rect.height())];
    let still = context.settings.reduce_motion;
    if state.fit
        && let Some(bounds) = context.layers.bounds()
    {
        state.fit = false;
        state.flight = None;
        state.set_view(MapView::fit(bounds, state.view.size, 90.0));
    }
    if let Some((view, far)) = gesture::keys(ui, state.view) {
        if far {
            state.fly_to = Some(view);
        } else {
            state.flight = None;
            state.set_view(view);
        }
    }
    state.fly(ui, still);
    let response = walk(ui, state);
    let mut commands = state.draw(ui, context, &response, still);
    let (asked, buttons) = panel::ui(ui, rect, context, &mut state.tool);
    commands.extend(asked);
    if buttons.zoom != 0.0 {
        let zoom = MapView::in_range(state.view.zoom + buttons.zoom);
        state.fly_to = Some(MapView { zoom, ..state.view });
        ui.ctx().request_repaint();
    }
    commands
}

/// Lets walkers follow the hand, and takes over the view it arrives at.
fn walk(ui: &mut Ui, state: &mut MapState) -> egui::Response {
    let before = state.view;
    let centre = Position::from_mercator(before.centre);
    let home = walkers::lon_lat(centre.lon(), centre.lat());
    let ours = state.overlay.takes_drag(ui, state.tool);
    let map = Map::new(None, &mut state.memory, home)
        .zoom_with_ctrl(false)
        .double_click_to_zoom(true)
        .drag_pan_buttons(if ours { DragPanButtons::empty() } else { DragPanButtons::PRIMARY });
    let shown = map.show(ui, |_, response, projector, memory| {
        let centre = projector.unproject(response.rect.center().to_vec2());
        (centre.x(), centre.y(), memory.zoom())
    });
    let (lon, lat, zoom) = shown.inner;
    if !MapView::ZOOMS.contains(&zoom) {
        // walkers goes deeper than there is anything to see.
        let at = shown.response.hover_pos().unwrap_or(state.rect.center()) - state.rect.min;
        state.set_view(zoomed(before, zoom, [f64::from(at.x), f64::from(at.y)]));
        return shown.response;
    }
    let position = Position::wrapped(lon, lat);
    state.view.centre = position.to_mercator();
    state.view.zoom = zoom;
    // The world repeats: the centre goes back into it, which no one sees. Beyond the poles there is nothing.
    let edge = state.view.centre[1].clamp(0.02, 0.98);
    let astray = !(-180.0..=180.0).contains(&lon) || (edge - state.view.centre[1]).abs() > 1e-12;
    if astray && !ui.input(|input| input.pointer.any_down()) {
        let centre = [state.view.centre[0], edge];
        state.set_view(MapView { centre, ..state.view });
    }
    shown.response
}

/// A view at another zoom, within the map's range, in which the same point lies under `at`.
fn zoomed(view: MapView, zoom: f64, at: [f64; 2]) -> MapView {
    let [x, y] = view.unproject(at);
    let mut out = MapView { zoom: MapView::in_range(zoom), ..view };
    let [under_x, under_y] = out.unproject(at);
    out.centre = [out.centre[0] + x - under_x, out.centre[1] + y - under_y];
    out
}

impl MapState {
    fn draw(
        &mut self,
        ui: &mut Ui,
        context: &ViewContext<'_>,
        response: &egui::Response,
        still: bool,
    ) -> Vec<Command> {
        let painter = ui.painter_at(self.rect);
        let style = context.settings.map_style(context.dark);
        if let Some(ground) = self.ground.as_mut() {
            ground.follow(&context.settings.basemap, ui.ctx());
            ground.draw(&painter, self.rect, &self.view, style);
        }
        let prepared = Arc::clone(self.preparing.ready());
        let marks = self.overlay.marks.following(context, &prepared);
        self.overlay.marks = Arc::clone(&marks);
        let hover = context.hover;
        let scene = Scene {
            context,
            egui: ui.ctx(),
            prepared: &prepared,
            view: &self.view,
            rect: self.rect,
            marks: &marks,
            level: Clusters::level_of(self.view.zoom),
            theme: theme::map_theme(context.dark),
            shown: context.settings.layers,
            hovered: match hover {
                Some(Subject::Place(place)) => prepared.number.get(place).copied(),
                Some(Subject::Mention(mention)) => context
                    .index
                    .place_of(*mention)
                    .and_then(|entry| prepared.number.get(&entry.place.id).copied()),
                _ => None,
            },
            hovered_proposal: match hover {
                Some(Subject::Proposal(proposal)) => Some(*proposal),
                _ => None,
            },
            still,
        };
        let ground = self.ground.as_ref();
        let archive = ground.and_then(base::Ground::names);
        let drawn = self.overlay.draw(ui, &painter, response, &scene, archive, self.tool);
        if let Some(ground) = ground {
            let attribution = ground.attribution().map(str::to_owned);
            base::say(ui, &painter, self.rect, ground.problem(), attribution, context.dark);
        }
        self.fly_to = drawn.fly_to.or(self.fly_to.take());
        if self.fly_to.is_some() {
            ui.ctx().request_repaint();
        }
        drawn.commands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_stops_at_the_ends_and_keeps_what_is_under_the_pointer() {
        let view = MapView { centre: [0.6, 0.4], zoom: 13.5, size: [800.0, 600.0] };
        let at = [700.0, 50.0];
        let deep = zoomed(view, 21.0, at);
        assert!((deep.zoom - MapView::ZOOMS.end()).abs() < 1e-9);
        let ([x, y], [after_x, after_y]) = (view.unproject(at), deep.unproject(at));
        assert!((x - after_x).abs() < 1e-12 && (y - after_y).abs() < 1e-12);
        assert!((zoomed(view, -3.0, at).zoom - MapView::ZOOMS.start()).abs() < 1e-9);
    }
}
