//! Drags that do something else than move the map: a box to zoom to, a box or a lasso to select by. And the
//! keys of the map.

use egui::{Color32, Key, Modifiers, Painter, PointerButton, Pos2, Rect, Response, Shape, Stroke, Ui};

use crate::{
    app::{command::Command, selection::Subject, theme},
    basemap::MapView,
};

use super::{Scene, markers::Spot};

/// What a drag does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// It moves the map.
    #[default]
    Pan,
    /// It selects what lies in a box.
    Box,
    /// It selects what lies in a shape drawn by hand.
    Lasso,
}

/// What a drag under way will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    ZoomTo,
    Box,
    Lasso,
}

/// A drag under way.
#[derive(Default)]
pub(super) struct Gesture {
    /// What was wished for when the button went down.
    begun: Option<Wish>,
    wish: Option<Wish>,
    path: Vec<Pos2>,
}

/// Points that an arrow key moves the map by.
const STEP: f64 = 100.0;
/// Points between two points of a lasso.
const GRAIN: f32 = 3.0;

fn wish(modifiers: Modifiers, tool: Tool) -> Option<Wish> {
    match (modifiers.command, modifiers.shift, tool) {
        (true, true, _) => Some(Wish::Lasso),
        (true, false, Tool::Lasso) => Some(Wish::Lasso),
        (true, false, _) => Some(Wish::Box),
        (false, true, _) => Some(Wish::ZoomTo),
        (false, false, Tool::Box) => Some(Wish::Box),
        (false, false, Tool::Lasso) => Some(Wish::Lasso),
        (false, false, Tool::Pan) => None,
    }
}

/// What a finished drag asks for.
pub(super) enum Done {
    /// Show this part of the view.
    Zoom(Rect),
    /// Select these.
    Select(Vec<Subject>),
}

impl Gesture {
    /// Whether a drag of ours is under way.
    pub(super) const fn is_on(&self) -> bool {
        self.wish.is_some()
    }

    /// Whether a drag now is ours and not the map's. What counts is the keys that were held when the button went
    /// down.
    pub(super) fn takes_drag(&mut self, ui: &Ui, tool: Tool) -> bool {
        let (modifiers, pressed, down) = ui
            .input(|input| (input.modifiers, input.pointer.primary_pressed(), input.pointer.primary_down()));
        if pressed || !down {
            self.begun = wish(modifiers, tool);
        }
        self.wish.or(self.begun).is_some()
    }

    /// Gives a drag up; whether there was one.
    pub(super) fn cancel(&mut self) -> bool {
        self.path.clear();
        self.wish.take().is_some()
    }

    /// Follows a drag.
    pub(super) fn follow(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        response: &Response,
        scene: &Scene<'_, '_>,
    ) -> Option<Done> {
        if response.drag_started_by(PointerButton::Primary) {
            self.wish = self.begun;
            // Where the button went down, not where the drag was noticed.
            self.path = ui.input(|input| input.pointer.press_origin()).into_iter().collect();
        }
        let wish = self.wish?;
        if let Some(at) = response.interact_pointer_pos()
            && self.path.last().is_none_or(|last| last.distance(at) >= GRAIN)
        {
            self.path.push(at);
        }
        self.draw(painter, scene, wish);
        if !response.drag_stopped() {
            return None;
        }
        let path = std::mem::take(&mut self.path);
        self.wish = None;
        let (first, last) = (*path.first()?, *path.last()?);
        let area = Rect::from_two_pos(first, last);
        match wish {
            Wish::ZoomTo => (area.width() > 8.0 && area.height() > 8.0).then_some(Done::Zoom(area)),
            Wish::Box => Some(Done::Select(scene.within(|at| area.contains(at), area))),
            Wish::Lasso => {
                let around = Rect::from_points(&path);
                Some(Done::Select(scene.within(|at| holds(&path, at), around)))
            }
        }
    }

    fn draw(&self, painter: &Painter, scene: &Scene<'_, '_>, wish: Wish) {
        let colour = theme::accent(scene.context.dark);
        let stroke = Stroke::new(1.5, colour);
        let (Some(first), Some(last)) = (self.path.first(), self.path.last()) else { return };
        if wish == Wish::Lasso {
            painter.add(Shape::line(self.path.clone(), stroke));
            painter.line_segment([*last, *first], Stroke::new(1.0, colour.gamma_multiply(0.5)));
            return;
        }
        let area = Rect::from_two_pos(*first, *last);
        let fill = if wish == Wish::Box { colour.gamma_multiply(0.14) } else { Color32::TRANSPARENT };
        painter.rect(area, 2.0, fill, stroke, egui::StrokeKind::Middle);
    }
}

/// Whether a point lies in a closed shape, by the even-odd rule.
fn holds(path: &[Pos2], at: Pos2) -> bool {
    let mut inside = false;
    let mut before = path[path.len() - 1];
    for point in path {
        let crosses = (point.y > at.y) != (before.y > at.y);
        if crosses && at.x < (before.x - point.x) * (at.y - point.y) / (before.y - point.y) + point.x {
            inside = !inside;
        }
        before = *point;
    }
    inside
}

impl Scene<'_, '_> {
    /// The places and proposals of a part of the window, the most important first: every marker by its own
    /// place, also where a cluster stands for it.
    fn within(&self, holds: impl Fn(Pos2) -> bool, around: Rect) -> Vec<Subject> {
        let corner = |at: Pos2| {
            let local = at - self.rect.min;
            self.view.unproject([f64::from(local.x), f64::from(local.y)])
        };
        let ([west, north], [east, south]) = (corner(around.min), corner(around.max));
        let mut found: Vec<u32> = Vec::new();
        let finest = *crate::cartography::cluster::LEVELS.end();
        if self.shown.places {
            let clusters = &self.prepared.clusters;
            clusters.within(finest, [west, north, east, south], |cluster, copy| {
                for member in clusters.members(cluster) {
                    let [x, y] = self.prepared.layers.markers[*member as usize].point;
                    if holds(self.screen([x + f64::from(copy), y])) {
                        found.push(*member);
                    }
                }
            });
        }
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .map(|marker| Subject::Place(self.prepared.layers.markers[marker as usize].place.clone()))
            .collect()
    }
}

/// Commands that a finished drag is.
pub(super) fn select(ui: &Ui, subjects: Vec<Subject>, tool: Tool) -> Command {
    // With a tool in hand Ctrl adds; without, Ctrl is what called for the box.
    let adds = tool != Tool::Pan && ui.input(|input| input.modifiers.command);
    Command::SelectMany(subjects, adds)
}

/// How the keys move the view: the new view, and whether it is far enough to fly.
pub(super) fn keys(ui: &Ui, view: MapView) -> Option<(MapView, bool)> {
    let context = ui.ctx();
    if context.egui_wants_keyboard_input() || context.memory(|memory| memory.focused().is_some()) {
        return None;
    }
    let (mut zoom, mut step, mut home) = (0.0, [0.0, 0.0], false);
    ui.input(|input| {
        let modifiers = input.modifiers;
        if modifiers.command || modifiers.alt {
            return;
        }
        let pressed = |key| f64::from(u8::from(input.key_pressed(key)));
        let faster = if modifiers.shift { 4.0 } else { 1.0 };
        zoom = (pressed(Key::Plus) + pressed(Key::Equals) - pressed(Key::Minus))
            * if modifiers.shift && input.key_pressed(Key::Minus) { 2.0 } else { 1.0 };
        step = [
            (pressed(Key::ArrowRight) - pressed(Key::ArrowLeft)) * faster,
            (pressed(Key::ArrowDown) - pressed(Key::ArrowUp)) * faster,
        ];
        home = input.key_pressed(Key::Num0);
    });
    if home {
        let world = MapView { centre: [0.5, 0.42], zoom: *MapView::ZOOMS.start() + 1.0, ..view };
        return Some((world, true));
    }
    if zoom == 0.0 && step == [0.0, 0.0] {
        return None;
    }
    let mut view = view;
    view.zoom = MapView::in_range(view.zoom + zoom);
    let world = view.world();
    view.centre = [view.centre[0] + step[0] * STEP / world, view.centre[1] + step[1] * STEP / world];
    Some((view, zoom != 0.0))
}

/// The view that shows a part of a view.
pub(super) fn zoomed_to(view: &MapView, rect: Rect, area: Rect) -> MapView {
    let local = area.center() - rect.min;
    let centre = view.unproject([f64::from(local.x), f64::from(local.y)]);
    let factor = (rect.width() / area.width()).min(rect.height() / area.height());
    let zoom = MapView::in_range(view.zoom + f64::from(factor).log2());
    MapView { centre, zoom, ..*view }
}

/// The spot that stands for a marker, for those who look for it.
pub(super) fn spot_of(spots: &[Spot], marker: u32) -> Option<Pos2> {
    spots.iter().find(|spot| spot.marker == marker).map(|spot| spot.at)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn a_lasso_holds_what_it_goes_around() {
        let path = [pos2(0.0, 0.0), pos2(100.0, 0.0), pos2(100.0, 100.0), pos2(50.0, 20.0), pos2(0.0, 100.0)];
        assert!(holds(&path, pos2(20.0, 40.0)) && holds(&path, pos2(80.0, 40.0)));
        assert!(!holds(&path, pos2(50.0, 60.0)) && !holds(&path, pos2(150.0, 40.0)));
    }

    #[test]
    fn modifiers_and_tools_say_what_a_drag_does() {
        let (none, shift, ctrl) = (Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND);
        assert_eq!(wish(none, Tool::Pan), None);
        assert_eq!(wish(shift, Tool::Pan), Some(Wish::ZoomTo));
        assert_eq!(wish(ctrl, Tool::Pan), Some(Wish::Box));
        assert_eq!(wish(ctrl.plus(shift), Tool::Pan), Some(Wish::Lasso));
        assert_eq!(wish(none, Tool::Lasso), Some(Wish::Lasso));
    }

    #[test]
    fn a_box_fills_the_window() {
        let view = MapView { centre: [0.5, 0.5], zoom: 3.0, size: [800.0, 600.0] };
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0));
        let zoomed = zoomed_to(&view, rect, Rect::from_min_max(pos2(200.0, 150.0), pos2(400.0, 300.0)));
        assert!((zoomed.zoom - 5.0).abs() < 1e-6);
        let [x, y] = zoomed.project(view.unproject([200.0, 150.0]));
        assert!(x.abs() < 1e-3 && y.abs() < 1e-3, "{x} {y}");
    }
}
