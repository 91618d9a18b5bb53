//! The analyst's layers on screen, in the order they are drawn, and what the pointer does to them.

use std::sync::Arc;

use egui::{Painter, Pos2, Rect, Response, Role, Ui, WidgetInfo};

use crate::{
    app::{command::Command, selection::Subject},
    basemap::{Archive, MapView},
    cartography::{
        cluster::Cluster,
        legend::{Legend, Sign},
    },
    geodesy::Position,
};

use super::{
    Scene, Shown, Tool, gesture,
    gesture::{Done, Gesture},
    heat::Heat,
    hit::{Hit, Reach},
    hover::Hover,
    markers::{Spider, Spot, SymbolTexture},
    marks::Marks,
    menu::Menu,
    names::Names,
    pins::{Pin, Stacks},
    prepare::Prepared,
    shapes::Shapes,
};

/// A cluster whose members all lie within so many points at the deepest zoom is spread out, not zoomed to.
const SAME_SPOT: f64 = 30.0;

/// What the layers remember from frame to frame.
#[derive(Default)]
pub(super) struct Overlay {
    pub(super) marks: Arc<Marks>,
    symbols: Option<SymbolTexture>,
    heat: Heat,
    shapes: Shapes,
    names: Names,
    stacks: Stacks,
    spider: Option<Spider>,
    opened: Option<[u64; 2]>,
    hover: Hover,
    gesture: Gesture,
    menu: Menu,
    spots: Vec<Spot>,
    pins: Vec<Pin>,
}

/// What a frame asks for.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) commands: Vec<Command>,
    pub(super) fly_to: Option<MapView>,
}

impl Overlay {
    /// Whether a drag now is the layers' and not the map's.
    pub(super) fn takes_drag(&mut self, ui: &Ui, tool: Tool) -> bool {
        self.gesture.takes_drag(ui, tool)
    }

    /// Gives up what was begun last; whether there was anything.
    pub(super) fn step_back(&mut self) -> bool {
        self.gesture.cancel()
            || self.hover.close_one()
            || self.spider.take().is_some()
            || self.opened.take().is_some()
    }

    /// Where the last frame drew a place or the pin of a proposal.
    pub(super) fn drawn_at(&self, prepared: &Prepared, subject: &Subject) -> Option<Pos2> {
        match subject {
            Subject::Place(place) => gesture::spot_of(&self.spots, *prepared.number.get(place)?),
            Subject::Proposal(id) => {
                let own = |pin: &&Pin| prepared.layers.proposals[pin.feature as usize].proposal == *id;
                self.pins.iter().find(own).map(|pin| pin.head)
            }
            _ => None,
        }
    }

    /// Whether lines, areas or labels for what is in view are still being made.
    pub(super) const fn is_drafting(&self) -> bool {
        self.heat.is_drafting() || self.shapes.is_drafting() || self.names.is_drafting()
    }

    /// What the last frame drew at a point of the window.
    pub(super) fn hit(
        &self,
        prepared: &Prepared,
        view: &MapView,
        rect: Rect,
        shown: Shown,
        at: Pos2,
    ) -> Option<Subject> {
        let reach = Reach { prepared, view, rect, shown, spots: &self.spots, pins: &self.pins };
        reach.hit(at)?.subject(prepared)
    }

    pub(super) fn draw(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        response: &Response,
        scene: &Scene<'_, '_>,
        archive: Option<&Arc<Archive>>,
        tool: Tool,
    ) -> Drawn {
        self.spider = self.spider.filter(|spider| spider.level == scene.level);
        SymbolTexture::keep(&mut self.symbols, ui.ctx(), scene.theme);
        self.stacks.update(scene);
        self.spots = scene.spots(self.spider);
        self.pins = scene.pins(&self.stacks, self.opened);
        self.heat.paint(painter, scene);
        self.shapes.paint(painter, scene);
        if scene.shown.labels {
            self.names.paint(painter, scene, archive);
        }
        let mut legend = Legend::default();
        if let Some(symbols) = &self.symbols {
            scene.paint_legs(painter, &self.pins);
            scene.paint_spots(painter, symbols, &self.spots);
            scene.paint_pins(painter, symbols, &self.pins);
            scene.note_shapes(&mut legend);
            if scene.shown.heat {
                legend.note(Sign::Heat);
            }
            let in_view = |at: Pos2| scene.rect.contains(at);
            for spot in self.spots.iter().filter(|spot| in_view(spot.at)) {
                scene.spot_sign(spot).into_iter().for_each(|sign| legend.note(sign));
            }
            for pin in self.pins.iter().filter(|pin| in_view(pin.head)) {
                legend.note(scene.pin_sign(pin));
            }
            scene.paint_legend(painter, symbols, &legend);
        }
        let pointer = response.hover_pos();
        scene.furniture(painter, pointer);
        let mut drawn = self.react(ui, painter, response, scene, tool);
        drawn.commands.extend(self.hover.pinned(ui, scene.context, scene.rect));
        drawn
    }

    fn react(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        response: &Response,
        scene: &Scene<'_, '_>,
        tool: Tool,
    ) -> Drawn {
        let mut drawn = Drawn::default();
        let pointer = response.hover_pos();
        let hit = pointer.and_then(|pointer| scene.hit(pointer, &self.spots, &self.pins));
        self.tell(response, scene, hit);
        if scene.context.placing {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
            let at = response.interact_pointer_pos().filter(|_| response.clicked());
            drawn.commands.extend(at.map(Command::DropPin));
            return drawn;
        }
        match self.gesture.follow(ui, painter, response, scene) {
            Some(Done::Zoom(area)) => drawn.fly_to = Some(gesture::zoomed_to(scene.view, scene.rect, area)),
            Some(Done::Select(subjects)) => drawn.commands.push(gesture::select(ui, subjects, tool)),
            None => {}
        }
        let under = pointer.map(|pointer| Position::from_mercator(scene.mercator(pointer)));
        drawn.commands.extend(self.menu.ui(response, scene.context, under));
        drawn.commands.extend(self.menu.window(ui, scene.context));
        copied(ui, under);
        if self.gesture.is_on() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
            return drawn;
        }
        if tool != Tool::Pan && pointer.is_some() && hit.is_none() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        }
        self.click(ui, response, scene, hit, &mut drawn);
        self.hover.follow(ui, scene, hit, pointer);
        if let Some(hit) = hit {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
            drawn.commands.extend(scene.subject(hit).map(Command::Hover));
        }
        drawn
    }

    fn click(
        &mut self,
        ui: &Ui,
        response: &Response,
        scene: &Scene<'_, '_>,
        hit: Option<Hit>,
        drawn: &mut Drawn,
    ) {
        if !response.clicked() || response.double_clicked() {
            return;
        }
        let toggle = ui.input(|input| input.modifiers.command);
        match hit {
            Some(Hit::Cluster(cluster, copy)) => {
                drawn.fly_to = self.look_closer(scene, &cluster, copy);
            }
            Some(Hit::Stack(spot)) => self.opened = Some(spot),
            Some(hit) => {
                let Some(subject) = scene.subject(hit) else { return };
                if let Some(at) = response.interact_pointer_pos() {
                    self.hover.pin(ui, &subject, at);
                }
                drawn.commands.push(if toggle { Command::Toggle(subject) } else { Command::Select(subject) });
            }
            None if self.spider.take().is_some() || self.opened.take().is_some() => {}
            None => drawn.commands.push(Command::Deselect),
        }
    }

    /// Zooms to a cluster's members; spreads them out where no zoom would part them.
    fn look_closer(&mut self, scene: &Scene<'_, '_>, cluster: &Cluster, copy: i32) -> Option<MapView> {
        let [west, north, east, south] = scene.prepared.clusters.bounds(cluster);
        let deepest = 256.0 * MapView::ZOOMS.end().exp2();
        let one_spot = (east - west).max(south - north) * deepest < SAME_SPOT;
        if one_spot || scene.view.zoom >= *MapView::ZOOMS.end() - 0.01 {
            self.spider = Some(Spider { lead: cluster.lead, level: scene.level, copy });
            return None;
        }
        let [width, height] = scene.view.size.map(|side| (side - 160.0).max(80.0));
        let zoom =
            (width / ((east - west).max(1e-9) * 256.0)).min(height / ((south - north).max(1e-9) * 256.0));
        // At least one level closer, or nothing would have changed.
        let zoom = zoom.log2().max(scene.view.zoom.floor() + 1.0).min(*MapView::ZOOMS.end());
        let centre = [f64::midpoint(west, east) + f64::from(copy), f64::midpoint(north, south)];
        Some(MapView { centre, zoom, ..*scene.view })
    }

    /// The map is a painting: it has one name, and tells what is selected and under the pointer as its value.
    /// The lists hold all of it for those who cannot see it.
    fn tell(&self, response: &Response, scene: &Scene<'_, '_>, hit: Option<Hit>) {
        response.widget_info(|| {
            let mut parts = Vec::new();
            if let Some(hit) = hit {
                parts.push(format!("Under the pointer: {}", scene.title(hit)));
            }
            let selected: Vec<String> = scene
                .marks
                .selected
                .iter()
                .take(8)
                .map(|marker| scene.prepared.layers.markers[*marker as usize].name.clone())
                .collect();
            if !selected.is_empty() {
                parts.push(format!("Selected: {}", selected.join(", ")));
            }
            let mut info = WidgetInfo::labeled(Role::Image, true, "Map");
            info.current_text_value = Some(parts.join(". ")).filter(|text| !text.is_empty());
            info
        });
    }
}

/// C copies the position under the pointer.
fn copied(ui: &Ui, under: Option<Position>) {
    let context = ui.ctx();
    let free = !context.egui_wants_keyboard_input() && context.memory(|memory| memory.focused().is_none());
    if let Some(under) = under.filter(|_| free)
        && ui.input(|input| input.modifiers.is_none() && input.key_pressed(egui::Key::C))
    {
        context.copy_text(under.decimal());
    }
}
