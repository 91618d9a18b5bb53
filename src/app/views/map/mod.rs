//! The map: walkers' gestures, our own basemap and layers.

use std::sync::Arc;

use egui::Ui;
use walkers::{Map, MapMemory, Plugin, Projector};

use crate::{
    app::{command::Command, context::ViewContext, selection::Subject},
    basemap::{Archive, MapView, outline::Outlines},
    geodesy::{Bounds, Position},
    project::index::Index,
};

mod base;
mod furniture;
mod names;
mod online;
mod overlay;
mod tiles;

pub(in crate::app::views) use online::complaint;

/// What the map remembers.
pub struct MapState {
    memory: MapMemory,
    view: MapView,
    rect: egui::Rect,
    ground: Option<base::Ground>,
    names: Option<names::Names>,
    fit: bool,
    hovered_since: Option<(Subject, f64)>,
}

impl Default for MapState {
    fn default() -> Self {
        Self {
            memory: MapMemory::default(),
            view: MapView { centre: [0.5, 0.4], zoom: 3.0, size: [800.0, 600.0] },
            rect: egui::Rect::NOTHING,
            ground: None,
            names: None,
            fit: false,
            hovered_since: None,
        }
    }
}

impl MapState {
    /// A map that draws from an archive.
    #[must_use]
    pub fn new(archive: Arc<Archive>, context: &egui::Context) -> Self {
        let mut state = Self {
            ground: Some(base::Ground::new(archive, context)),
            names: Some(names::Names::new(context.clone())),
            ..Self::default()
        };
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
    pub fn position_at(&self, at: egui::Pos2) -> Option<Position> {
        let from = at - self.rect.left_top();
        let [x, y] = self.view.unproject([f64::from(from.x), f64::from(from.y)]);
        self.rect.contains(at).then(|| Position::from_mercator([x.rem_euclid(1.0), y]))
    }

    /// Whether the basemap in view is shown as it is meant, with nothing standing in.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ground.as_ref().is_some_and(base::Ground::complete)
    }

    /// Bytes of textures that the basemap holds.
    #[must_use]
    pub fn texture_bytes(&self) -> usize {
        self.ground.as_ref().map_or(0, base::Ground::bytes)
    }

    /// Shows a view with the next frame, at the window's own size.
    pub fn show(&mut self, view: MapView) {
        self.set_view(MapView { size: self.view.size, ..view });
    }

    /// Shows everything with the next frame.
    pub fn fit_next_frame(&mut self) {
        self.fit = true;
    }

    fn set_view(&mut self, view: MapView) {
        self.view = view;
        let centre = Position::from_mercator(view.centre);
        self.memory.center_at(walkers::lon_lat(centre.lon(), centre.lat()));
        // Zooms outside the map's range are clamped before.
        let _in_range = self.memory.set_zoom(view.zoom.clamp(*MapView::ZOOMS.start(), *MapView::ZOOMS.end()));
    }

    /// Moves to a subject, zooming so that it is seen well.
    pub fn go_to(&mut self, subject: &Subject, index: &Index, outlines: &Outlines) {
        let Some(bounds) = bounds_of(subject, index, outlines) else { return };
        let view = MapView::fit(bounds, self.view.size, 80.0);
        self.set_view(view);
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
            self.set_view(view);
        }
    }
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
            let here = |entry: &&crate::project::index::PlaceEntry| {
                !entry.place.class.is_wide()
                    && entry.mentions.iter().any(|mention| mention.article == *article)
            };
            Bounds::around(index.places.iter().filter(here).map(|entry| entry.place.position))
        }
        Subject::Passage(..) | Subject::Speaker(_) | Subject::TimeRange(..) => None,
    }
}

/// Draws the map.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut MapState) -> Vec<Command> {
    let rect = ui.available_rect_before_wrap();
    state.rect = rect;
    state.view.size = [f64::from(rect.width()), f64::from(rect.height())];
    if state.fit
        && let Some(bounds) = context.layers.bounds()
    {
        state.fit = false;
        let view = MapView::fit(bounds, state.view.size, 90.0);
        state.set_view(view);
    }
    keys(ui, state);
    let mut commands = Vec::new();
    let centre = Position::from_mercator(state.view.centre);
    let home = walkers::lon_lat(centre.lon(), centre.lat());
    let mut seen = None;
    {
        let drawing = Drawing {
            context,
            ground: state.ground.as_mut(),
            names: state.names.as_mut(),
            hovered_since: &mut state.hovered_since,
            commands: &mut commands,
            seen: &mut seen,
        };
        let map = Map::new(None, &mut state.memory, home)
            .zoom_with_ctrl(false)
            .double_click_to_zoom(true)
            .with_plugin(drawing);
        ui.add_sized(rect.size(), map);
    }
    if let Some(view) = seen {
        state.view = view;
    }
    commands
}

/// Zooming and moving by keys, when no text field wants them.
fn keys(ui: &Ui, state: &mut MapState) {
    if ui.ctx().egui_wants_keyboard_input() || ui.ctx().memory(|memory| memory.focused().is_some()) {
        return;
    }
    let (mut zoom, mut step) = (0.0, [0.0, 0.0]);
    ui.input(|input| {
        use egui::Key;
        if input.modifiers.command || input.modifiers.alt {
            return;
        }
        let pressed = |key| f64::from(u8::from(input.key_pressed(key)));
        zoom = pressed(Key::Plus) + pressed(Key::Equals) - pressed(Key::Minus);
        step = [
            pressed(Key::ArrowRight) - pressed(Key::ArrowLeft),
            pressed(Key::ArrowDown) - pressed(Key::ArrowUp),
        ];
    });
    if zoom != 0.0 || step != [0.0, 0.0] {
        let mut view = state.view;
        view.zoom = (view.zoom + zoom).clamp(*MapView::ZOOMS.start(), *MapView::ZOOMS.end());
        let world = view.world();
        view.centre = [view.centre[0] + step[0] * 100.0 / world, view.centre[1] + step[1] * 100.0 / world];
        state.set_view(view);
    }
}

/// Draws basemap and layers inside walkers' map.
struct Drawing<'d, 'c> {
    context: &'d ViewContext<'c>,
    ground: Option<&'d mut base::Ground>,
    names: Option<&'d mut names::Names>,
    hovered_since: &'d mut Option<(Subject, f64)>,
    commands: &'d mut Vec<Command>,
    seen: &'d mut Option<MapView>,
}

impl Plugin for Drawing<'_, '_> {
    fn run(
        self: Box<Self>,
        ui: &mut Ui,
        response: &egui::Response,
        projector: &Projector,
        memory: &MapMemory,
    ) {
        let rect = response.rect;
        let centre = projector.unproject(rect.center().to_vec2());
        let centre = Position::wrapped(centre.x(), centre.y());
        let view = MapView {
            centre: centre.to_mercator(),
            zoom: memory.zoom(),
            size: [f64::from(rect.width()), f64::from(rect.height())],
        };
        *self.seen = Some(view);
        let painter = ui.painter_at(rect);
        let style = self.context.settings.map_style(self.context.dark);
        let mut ground = self.ground;
        if let Some(ground) = ground.as_mut() {
            ground.follow(&self.context.settings.basemap, ui.ctx());
            ground.draw(&painter, rect, &view, style);
        }
        let said = ground.as_ref().map(|ground| (ground.problem(), ground.attribution().map(str::to_owned)));
        let basemap = ground.as_ref().and_then(|ground| Some((ground.names()?, style)));
        let scene = overlay::Scene { context: self.context, view: &view, rect };
        self.commands.extend(scene.draw(ui, &painter, response, self.hovered_since, self.names, basemap));
        if let Some((problem, attribution)) = said {
            base::say(ui, &painter, rect, problem, attribution, self.context.dark);
        }
        furniture::draw(&painter, rect, &view, response.hover_pos(), self.context);
    }
}
