//! A mesh made once for a view somewhat wider than the window, and moved while the map is panned.

use std::{mem, sync::Arc};

use egui::{Mesh, Painter, Pos2, Rect, Shape, Vec2, vec2};

use super::Scene;
use crate::{
    app::coming::{Coming, let_go},
    basemap::MapView,
};

/// How much larger than the window a sheet is, along each side.
const WIDER: f64 = 1.5;
/// A sheet is made anew before its edge comes into view, while so much of the window's side is left.
const EARLY: f64 = 0.1;
/// Between whole rests of the wheel a sheet is stretched by at most this, as a power of two.
const STRETCH: f64 = 0.3;

/// Where a mesh that was made for one view lies in another: stretched, then shifted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    scale: f32,
    offset: Vec2,
}

impl Place {
    fn new(made: &MapView, view: &MapView, rect: Rect) -> Self {
        let [x, y] = view.project(made.unproject([0.0, 0.0]));
        #[allow(clippy::cast_possible_truncation)] // points
        let (scale, x, y) = ((view.zoom - made.zoom).exp2() as f32, x as f32, y as f32);
        Self { scale, offset: rect.min.to_vec2() + vec2(x, y) }
    }

    fn of(self, at: Pos2) -> Pos2 {
        (at.to_vec2() * self.scale + self.offset).to_pos2()
    }
}

/// A mesh where it was last shown, with the points where it was made.
struct Laid {
    points: Vec<Pos2>,
    shown: Arc<Mesh>,
    /// Another of the kind: who paints may still hold the one of the last frame.
    spare: Option<Arc<Mesh>>,
    place: Place,
}

impl Laid {
    /// Lays a mesh in its place, which takes long where it is large.
    fn new(mut mesh: Mesh, place: Place) -> Self {
        let points = mesh.vertices.iter().map(|vertex| vertex.pos).collect();
        mesh.vertices.iter_mut().for_each(|vertex| vertex.pos = place.of(vertex.pos));
        let spare = Some(Arc::new(mesh.clone()));
        Self { points, shown: Arc::new(mesh), spare, place }
    }

    fn move_to(&mut self, place: Place) {
        if self.place == place {
            return;
        }
        if Arc::get_mut(&mut self.shown).is_none() {
            let free = self.spare.take().filter(|spare| Arc::strong_count(spare) == 1);
            let other = free.unwrap_or_else(|| Arc::new(Mesh::clone(&self.shown)));
            self.spare = Some(mem::replace(&mut self.shown, other));
        }
        let vertices = &mut Arc::make_mut(&mut self.shown).vertices;
        vertices.iter_mut().zip(&self.points).for_each(|(vertex, point)| vertex.pos = place.of(*point));
        self.place = place;
    }
}

/// The sheet, with what names all that it shows.
pub(super) struct Sheet<K> {
    made: Option<(K, MapView, Laid)>,
    coming: Coming<(K, MapView, Laid)>,
    last_zoom: f64,
}

impl<K> Default for Sheet<K> {
    fn default() -> Self {
        Self { made: None, coming: Coming::default(), last_zoom: f64::NAN }
    }
}

impl<K> Sheet<K> {
    /// Whether a worker is making another.
    pub(super) const fn is_coming(&self) -> bool {
        self.coming.is_busy()
    }

    /// Paints the sheet where it belongs in a view.
    pub(super) fn paint(&mut self, painter: &Painter, scene: &Scene<'_, '_>) {
        let Some((_, wide, laid)) = self.made.as_mut().filter(|(.., laid)| !laid.shown.is_empty()) else {
            return;
        };
        laid.move_to(Place::new(wide, scene.view, scene.rect));
        painter.add(Shape::Mesh(Arc::clone(&laid.shown)));
    }
}

impl<K: PartialEq + Send + 'static> Sheet<K> {
    /// The view that the sheet is to be made for, where what is there does not serve for `view` and `key`, which
    /// names all that it shows; nothing while one is on its way.
    pub(super) fn wanted(&mut self, view: &MapView, key: &K) -> Option<MapView> {
        if let Some(made) = self.coming.take() {
            self.put(made);
        }
        let rests = (self.last_zoom - view.zoom).abs() < 1e-9;
        self.last_zoom = view.zoom;
        let serves = self.made.as_ref().is_some_and(|(own, made, _)| {
            let off = (made.zoom - view.zoom).abs();
            *own == *key && covers(made, view) && (off < 1e-9 || (!rests && off < STRETCH))
        });
        let wide = MapView { size: view.size.map(|side| side * WIDER), ..*view };
        (!serves && !self.coming.is_busy()).then_some(wide)
    }

    /// Takes in a small sheet.
    pub(super) fn take(&mut self, key: K, wide: MapView, mesh: Mesh, scene: &Scene<'_, '_>) {
        let place = Place::new(&wide, scene.view, scene.rect);
        self.put((key, wide, Laid::new(mesh, place)));
    }

    fn put(&mut self, made: (K, MapView, Laid)) {
        let_go(self.made.replace(made));
    }

    /// Has a worker make a sheet, and lay it where the map is now.
    pub(super) fn send_for(
        &mut self,
        scene: &Scene<'_, '_>,
        key: K,
        wide: MapView,
        make: impl FnOnce(&MapView) -> Mesh + Send + 'static,
    ) {
        let place = Place::new(&wide, scene.view, scene.rect);
        self.coming.start(scene.egui, move || {
            let mesh = make(&wide);
            (key, wide, Laid::new(mesh, place))
        });
    }
}

/// Whether a view lies within one that something was made for, with some room to go on panning.
pub(super) fn covers(made: &MapView, view: &MapView) -> bool {
    let wider = MapView { size: view.size.map(|side| side * (1.0 + 2.0 * EARLY)), ..*view };
    let ([w, n, e, s], [west, north, east, south]) = (made.window(), wider.window());
    w <= west && n <= north && e >= east && s >= south
}

#[cfg(test)]
mod tests {
    use egui::{Color32, pos2};

    use super::*;

    #[test]
    fn a_mesh_is_moved_from_where_it_was_made_while_the_last_frame_is_still_held() {
        let mut mesh = Mesh::default();
        mesh.colored_vertex(pos2(1.0, 2.0), Color32::RED);
        let place = |scale, x, y| Place { scale, offset: vec2(x, y) };
        let mut laid = Laid::new(mesh, place(1.0, 10.0, 0.0));
        assert_eq!(laid.shown.vertices[0].pos, pos2(11.0, 2.0));
        let held = Arc::clone(&laid.shown);
        laid.move_to(place(2.0, 0.0, 5.0));
        assert_eq!(laid.shown.vertices[0].pos, pos2(2.0, 9.0));
        assert_eq!(held.vertices[0].pos, pos2(11.0, 2.0), "what is being painted stays as it is");
        let again = Arc::clone(&laid.shown);
        drop(held);
        laid.move_to(place(1.0, 0.0, 0.0));
        assert_eq!(laid.shown.vertices[0].pos, pos2(1.0, 2.0));
        assert_eq!(again.vertices[0].pos, pos2(2.0, 9.0));
    }
}
