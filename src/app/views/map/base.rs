//! The basemap on screen: the view is painted on a worker with a margin, and shown moved and stretched
//! until the next picture is ready. A picture of the whole world lies beneath: there is never a hole.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
};

use egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, pos2, vec2};

use crate::{
    app::theme,
    basemap::{Archive, MapView, paint::paint, style::Theme},
};

/// How much larger than the window a picture is, along each side.
const MARGIN: f64 = 1.3;

/// What is to be painted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Request {
    view: MapView,
    scale: f64,
    theme: Theme,
}

/// A painted picture.
struct Picture {
    request: Request,
    image: ColorImage,
}

#[derive(Default)]
struct Exchange {
    wanted: Option<Request>,
    ready: Vec<Picture>,
    closed: bool,
}

struct Shown {
    request: Request,
    texture: TextureHandle,
}

/// The basemap's pictures and the worker that paints them.
pub(super) struct Base {
    exchange: Arc<(Mutex<Exchange>, Condvar)>,
    context: egui::Context,
    near: Option<Shown>,
    world: Option<Shown>,
    asked: Option<Request>,
}

impl Base {
    pub(super) fn new(archive: Arc<Archive>, context: egui::Context) -> Self {
        let exchange: Arc<(Mutex<Exchange>, Condvar)> = Arc::default();
        let (shared, waker) = (Arc::clone(&exchange), context.clone());
        thread::spawn(move || work(&shared, &archive, &waker));
        Self { exchange, context, near: None, world: None, asked: None }
    }

    /// Draws what there is, and asks for what is missing.
    pub(super) fn draw(&mut self, painter: &Painter, rect: Rect, view: &MapView, dark: bool) {
        let theme = theme::map_theme(dark);
        self.take();
        painter.rect_filled(rect, 0.0, theme::rgb(theme.sea()));
        let world = Request {
            view: MapView { centre: [0.5, 0.5], zoom: 2.0, size: [1024.0, 1024.0] },
            scale: 1.0,
            theme,
        };
        if self.world.as_ref().is_none_or(|shown| shown.request.theme != theme) {
            self.ask(world);
        }
        if let Some(shown) = &self.world {
            for copy in view.copies() {
                show(painter, rect, view, shown, f64::from(copy));
            }
        }
        if let Some(shown) = &self.near {
            show(painter, rect, view, shown, 0.0);
        }
        let scale = f64::from(painter.ctx().pixels_per_point());
        let fits = self.near.as_ref().is_some_and(|shown| {
            let request = shown.request;
            let [west, north, east, south] = view.window();
            let [w, n, e, s] = request.view.window();
            request.theme == theme
                && (request.scale - scale).abs() < 1e-6
                && (request.view.zoom - view.zoom).abs() < 1e-9
                && w <= west
                && n <= north
                && e >= east
                && s >= south
        });
        if !fits && self.world.is_some() {
            let mut wide = *view;
            wide.size = [(view.size[0] * MARGIN).round(), (view.size[1] * MARGIN).round()];
            self.ask(Request { view: wide, scale, theme });
        }
    }

    fn ask(&mut self, request: Request) {
        if self.asked == Some(request) {
            return;
        }
        self.asked = Some(request);
        let (lock, signal) = &*self.exchange;
        lock.lock().unwrap_or_else(PoisonError::into_inner).wanted = Some(request);
        signal.notify_one();
    }

    fn take(&mut self) {
        let (lock, _) = &*self.exchange;
        let ready = std::mem::take(&mut lock.lock().unwrap_or_else(PoisonError::into_inner).ready);
        for picture in ready {
            let is_world = (picture.request.view.centre, picture.request.view.zoom) == ([0.5, 0.5], 2.0);
            let texture = self.context.load_texture("basemap", picture.image, TextureOptions::LINEAR);
            let shown = Some(Shown { request: picture.request, texture });
            if is_world && self.world.as_ref().is_none_or(|old| old.request.theme != picture.request.theme) {
                self.world = shown;
                self.asked = None;
            } else {
                self.near = shown;
            }
        }
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        let (lock, signal) = &*self.exchange;
        lock.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        signal.notify_one();
    }
}

/// Paints what is wanted, the latest wish alone.
fn work(exchange: &(Mutex<Exchange>, Condvar), archive: &Archive, context: &egui::Context) {
    let (lock, signal) = exchange;
    loop {
        let request = {
            let mut state = lock.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if state.closed {
                    return;
                }
                if let Some(request) = state.wanted.take() {
                    break request;
                }
                state = signal.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let Some(pixmap) = paint(archive, &request.view, request.scale, request.theme) else { continue };
        let size = [pixmap.width() as usize, pixmap.height() as usize];
        let image = ColorImage::from_rgba_premultiplied(size, pixmap.data());
        lock.lock().unwrap_or_else(PoisonError::into_inner).ready.push(Picture { request, image });
        context.request_repaint();
    }
}

/// Shows a picture where it belongs in the present view, shifted by whole worlds.
fn show(painter: &Painter, rect: Rect, view: &MapView, shown: &Shown, copy: f64) {
    let [west, north, east, south] = shown.request.view.window();
    // A picture asked for on the other side of the antimeridian lies a world away.
    let shift = if shown.request.view.zoom <= 2.0 && copy != 0.0 {
        copy
    } else {
        (view.centre[0] - shown.request.view.centre[0]).round()
            * f64::from(u8::from(shown.request.view.zoom > 2.0))
    };
    let corner = |x: f64, y: f64| {
        let [px, py] = view.project([x + shift, y]);
        #[allow(clippy::cast_possible_truncation)] // points
        let at = rect.left_top() + vec2(px as f32, py as f32);
        at
    };
    let at = Rect::from_min_max(corner(west, north), corner(east, south));
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(shown.texture.id(), at, uv, Color32::WHITE);
}
