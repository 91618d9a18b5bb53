//! Tiles on screen: painted or fetched on worker threads, kept as textures, at most two uploaded a frame.
//!
//! While the zoom moves, tiles painted for the next whole zoom are stretched; once it rests, tiles are painted at
//! exactly the size they are shown in, so that lines are sharp at any zoom. Where a tile lacks, the nearest
//! ancestor or the children stand in: the first zooms are always there, so there is never a hole.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, pos2, vec2};

use crate::basemap::{MapView, style::Style};

/// Where a tile lies: zoom, column and row of the tile pyramid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) z: u8,
    pub(super) x: u32,
    pub(super) y: u32,
}

impl Spot {
    fn parent(self) -> Option<Self> {
        Some(Self { z: self.z.checked_sub(1)?, x: self.x / 2, y: self.y / 2 })
    }

    fn children(self) -> impl Iterator<Item = Self> {
        (0..4).map(move |child| Self {
            z: self.z.saturating_add(1),
            x: self.x * 2 + (child & 1),
            y: self.y * 2 + (child >> 1),
        })
    }
}

/// A tile that is to be made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) spot: Spot,
    /// Pixels along its side; a source of pictures gives them as they are.
    pub(super) pixels: u32,
    /// Pixels a point.
    pub(super) scale: f32,
    pub(super) style: Style,
}

/// What became of a tile that was asked for.
pub(super) enum Outcome {
    /// It is here.
    Picture(ColorImage),
    /// There is none: its ancestors are shown.
    Nothing,
    /// It could not be had: ask again after a while.
    Later(Duration),
}

/// How a source cuts the world into tiles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pyramid {
    /// Points along the side of a tile at a whole zoom.
    pub(super) side: u32,
    /// The deepest tiles there are.
    pub(super) max_zoom: u8,
    /// Whether tiles can be made in any number of pixels.
    pub(super) exact: bool,
}

/// Where tiles come from. Called on worker threads.
pub(super) trait Source: Send + Sync {
    fn pyramid(&self) -> Pyramid;
    fn tile(&self, wanted: &Wanted) -> Outcome;
    /// How many threads may ask at once.
    fn threads(&self) -> usize {
        thread::available_parallelism().map_or(2, usize::from).clamp(1, 3)
    }
}

/// Bytes of textures that are kept, beside those on screen.
const KEPT_BYTES: usize = 128 << 20;
/// Textures handed to the graphics card in one frame.
const UPLOADS: usize = 2;
/// Frames without a change of zoom after which it counts as resting.
const REST: u32 = 3;
/// The zooms that stay.
const RESIDENT: u8 = 2;

struct Held {
    pixels: u32,
    style: Style,
    texture: TextureHandle,
    used: u64,
    bytes: usize,
}

#[derive(Default)]
struct State {
    wanted: Vec<Wanted>,
    busy: HashSet<(Spot, u32)>,
    ready: Vec<(Wanted, ColorImage)>,
    absent: HashMap<(Spot, Style), Option<Instant>>,
    closed: bool,
}

struct Shared {
    state: Mutex<State>,
    signal: Condvar,
    source: Arc<dyn Source>,
    context: egui::Context,
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tiles of one source.
pub(super) struct Tiles {
    shared: Arc<Shared>,
    pyramid: Pyramid,
    held: HashMap<Spot, Vec<Held>>,
    bytes: usize,
    frame: u64,
    zoom: f64,
    still: u32,
    complete: bool,
}

impl Tiles {
    pub(super) fn new(source: Arc<dyn Source>, context: &egui::Context) -> Self {
        let pyramid = source.pyramid();
        let threads = source.threads();
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            signal: Condvar::new(),
            source,
            context: context.clone(),
        });
        for _ in 0..threads {
            let shared = Arc::clone(&shared);
            thread::spawn(move || work(&shared));
        }
        Self {
            shared,
            pyramid,
            held: HashMap::new(),
            bytes: 0,
            frame: 0,
            zoom: f64::NAN,
            still: 0,
            complete: false,
        }
    }

    /// Whether everything seen in the last frame was there in its own size.
    pub(super) const fn complete(&self) -> bool {
        self.complete
    }

    /// Bytes of textures held.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Draws what there is, and asks for what is missing.
    pub(super) fn draw(&mut self, painter: &Painter, rect: Rect, view: &MapView, style: Style) {
        self.frame += 1;
        let context = painter.ctx().clone();
        let scale = context.pixels_per_point();
        self.take(&context);
        self.still = if (self.zoom - view.zoom).abs() < 1e-9 { self.still + 1 } else { 0 };
        self.zoom = view.zoom;
        let screen = Screen::new(view, rect, scale, self.pyramid);
        let resting = self.still >= REST || self.held.is_empty();
        let mut wanted = Vec::new();
        self.complete = true;
        for (column, row) in screen.tiles(0) {
            let spot = screen.spot(column, row);
            let pixels = if resting { screen.exact } else { screen.whole };
            let best = self.show(painter, &screen, column, row, style);
            let fits = best == Some(pixels) || !self.pyramid.exact && best.is_some();
            if !fits {
                self.complete = false;
                // While the zoom moves a tile of another size will do.
                if resting || best.is_none() {
                    wanted.push(Wanted { spot, pixels, scale, style });
                }
            }
        }
        let middle = screen.middle;
        wanted.sort_by(|a, b| {
            let far = |wanted: &Wanted| screen.distance(wanted.spot, middle);
            far(a).total_cmp(&far(b)).then(a.spot.cmp(&b.spot))
        });
        wanted.dedup();
        self.ask_ahead(&screen, style, scale, &mut wanted);
        self.submit(wanted, &context);
        if self.still < REST && self.pyramid.exact {
            context.request_repaint();
        }
        self.evict();
    }

    /// The first zooms, and what lies around the view once it is complete.
    fn ask_ahead(&self, screen: &Screen<'_>, style: Style, scale: f32, wanted: &mut Vec<Wanted>) {
        let has = |spot: &Spot| {
            self.held.get(spot).is_some_and(|variants| variants.iter().any(|held| held.style == style))
        };
        let pixels = self.pyramid.side;
        for z in 0..=RESIDENT.min(self.pyramid.max_zoom) {
            for x in 0..1_u32 << z {
                let spots = (0..1_u32 << z).map(|y| Spot { z, x, y });
                let missing = spots.filter(|spot| !has(spot));
                wanted.extend(missing.map(|spot| Wanted { spot, pixels, scale: 1.0, style }));
            }
        }
        if self.complete && self.pyramid.exact {
            let around = screen.tiles(1).into_iter().map(|(column, row)| screen.spot(column, row));
            let missing = around.filter(|spot| !has(spot));
            wanted.extend(missing.map(|spot| Wanted { spot, pixels: screen.exact, scale, style }));
        }
    }

    /// Draws one tile with the best there is; the pixels of the tile itself, where it is there.
    fn show(
        &mut self,
        painter: &Painter,
        screen: &Screen<'_>,
        column: i64,
        row: i64,
        style: Style,
    ) -> Option<u32> {
        let spot = screen.spot(column, row);
        let area = screen.area(column, row);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let frame = self.frame;
        if let Some(held) = self.best(spot, style, screen.exact) {
            held.used = frame;
            let fits = held.pixels == screen.exact;
            let area = if fits { screen.exact_area(area) } else { area };
            painter.image(held.texture.id(), area, whole, Color32::WHITE);
            let same = held.style == style;
            let pixels = held.pixels;
            return same.then_some(pixels);
        }
        let mut ancestor = spot;
        let mut uv = whole;
        while let Some(parent) = ancestor.parent() {
            #[allow(clippy::cast_precision_loss)] // 0 or 1
            let half = vec2((ancestor.x & 1) as f32, (ancestor.y & 1) as f32) * 0.5;
            uv = Rect::from_min_max(
                (uv.min.to_vec2() * 0.5 + half).to_pos2(),
                (uv.max.to_vec2() * 0.5 + half).to_pos2(),
            );
            ancestor = parent;
            if let Some(held) = self.best(ancestor, style, screen.exact) {
                held.used = frame;
                painter.image(held.texture.id(), area, uv, Color32::WHITE);
                break;
            }
        }
        for (at, child) in spot.children().enumerate() {
            if let Some(held) = self.best(child, style, screen.exact) {
                held.used = frame;
                #[allow(clippy::cast_precision_loss)] // 0 or 1
                let corner = area.min + vec2((at & 1) as f32, (at >> 1) as f32) * area.size() * 0.5;
                let part = Rect::from_min_size(corner, area.size() * 0.5);
                painter.image(held.texture.id(), part, whole, Color32::WHITE);
            }
        }
        None
    }

    /// The held picture of a tile that suits best: of the style wanted, then the nearest size.
    fn best(&mut self, spot: Spot, style: Style, pixels: u32) -> Option<&mut Held> {
        let variants = self.held.get_mut(&spot)?;
        variants.iter_mut().min_by_key(|held| (held.style != style, held.pixels.abs_diff(pixels)))
    }

    fn submit(&self, mut wanted: Vec<Wanted>, context: &egui::Context) {
        let mut state = self.shared.lock();
        let now = Instant::now();
        // What is under way, or waits for its turn to be uploaded, is not made twice.
        let coming: HashSet<(Spot, u32)> = state
            .ready
            .iter()
            .map(|(made, _)| (made.spot, made.pixels))
            .chain(state.busy.iter().copied())
            .collect();
        wanted.retain(|wanted| !coming.contains(&(wanted.spot, wanted.pixels)));
        let mut soonest: Option<Duration> = None;
        wanted.retain(|wanted| match state.absent.get(&(wanted.spot, wanted.style)) {
            Some(Some(until)) if *until > now => {
                let wait = *until - now;
                soonest = Some(soonest.map_or(wait, |known| known.min(wait)));
                false
            }
            Some(None) => false,
            _ => true,
        });
        // The last is taken first.
        wanted.reverse();
        let any = !wanted.is_empty();
        state.wanted = wanted;
        drop(state);
        if any {
            self.shared.signal.notify_all();
        }
        if let Some(wait) = soonest {
            context.request_repaint_after(wait);
        }
    }

    fn take(&mut self, context: &egui::Context) {
        let (ready, more) = {
            let mut state = self.shared.lock();
            let count = state.ready.len().min(UPLOADS);
            let ready: Vec<_> = state.ready.drain(..count).collect();
            (ready, !state.ready.is_empty())
        };
        for (wanted, image) in ready {
            let bytes = image.pixels.len() * 4;
            let pixels = u32::try_from(image.size[0]).unwrap_or(wanted.pixels);
            let texture = context.load_texture("map tile", image, TextureOptions::LINEAR);
            let variants = self.held.entry(wanted.spot).or_default();
            // Of each style one size is kept: it is stretched until the next is there.
            variants.retain(|held| {
                let goes = held.style == wanted.style;
                self.bytes -= if goes { held.bytes } else { 0 };
                !goes
            });
            variants.push(Held { pixels, style: wanted.style, texture, used: self.frame, bytes });
            self.bytes += bytes;
        }
        if more {
            context.request_repaint();
        }
    }

    /// Lets go of what was longest not seen.
    fn evict(&mut self) {
        if self.bytes <= KEPT_BYTES {
            return;
        }
        let frame = self.frame;
        let mut old: Vec<(u64, Spot)> = self
            .held
            .iter()
            .filter(|(spot, _)| spot.z > RESIDENT)
            .filter_map(|(spot, variants)| Some((variants.iter().map(|held| held.used).max()?, *spot)))
            .filter(|(used, _)| used + 1 < frame)
            .collect();
        old.sort_unstable();
        for (_, spot) in old {
            if self.bytes <= KEPT_BYTES {
                break;
            }
            let variants = self.held.remove(&spot).unwrap_or_default();
            self.bytes -= variants.iter().map(|held| held.bytes).sum::<usize>();
        }
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.signal.notify_all();
    }
}

fn work(shared: &Shared) {
    loop {
        let wanted = {
            let mut state = shared.lock();
            loop {
                if state.closed {
                    return;
                }
                if let Some(next) = state.wanted.pop() {
                    // The same tile may be under way still: it comes by itself.
                    if state.busy.insert((next.spot, next.pixels)) {
                        break next;
                    }
                    continue;
                }
                state = shared.signal.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let outcome = shared.source.tile(&wanted);
        let mut state = shared.lock();
        state.busy.remove(&(wanted.spot, wanted.pixels));
        let key = (wanted.spot, wanted.style);
        match outcome {
            Outcome::Picture(image) => {
                state.absent.remove(&key);
                state.ready.push((wanted, image));
            }
            Outcome::Nothing => {
                state.absent.insert(key, None);
            }
            Outcome::Later(wait) => {
                state.absent.insert(key, Some(Instant::now() + wait));
            }
        }
        drop(state);
        shared.context.request_repaint();
    }
}

/// How the tiles of a pyramid lie on the screen.
struct Screen<'v> {
    view: &'v MapView,
    rect: Rect,
    scale: f32,
    z: u8,
    across: f64,
    /// Pixels along a tile's side as it is shown, and at the whole zoom.
    exact: u32,
    whole: u32,
    middle: [f64; 2],
}

impl<'v> Screen<'v> {
    fn new(view: &'v MapView, rect: Rect, scale: f32, pyramid: Pyramid) -> Self {
        let finer = if pyramid.exact { 0.0 } else { f64::from(scale).log2() };
        let levels = (f64::from(pyramid.side) / 256.0).log2();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0…20
        let z = ((view.zoom + finer).round() - levels).clamp(0.0, f64::from(pyramid.max_zoom)) as u8;
        let across = f64::from(1_u32 << z);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a few hundred pixels
        let pixels = |points: f64| (points * f64::from(scale)).clamp(64.0, 4096.0).ceil() as u32;
        let exact = pixels(view.world() / across);
        let whole = pixels(f64::from(pyramid.side));
        let middle = [view.centre[0] * across - 0.5, view.centre[1] * across - 0.5];
        Self { view, rect, scale, z, across, exact, whole, middle }
    }

    /// Columns and rows in view, and so many around it. Columns beyond the world are its copies.
    fn tiles(&self, around: i64) -> Vec<(i64, i64)> {
        let [west, north, east, south] = self.view.window();
        #[allow(clippy::cast_possible_truncation)] // tile numbers
        let cell = |value: f64| (value * self.across).floor() as i64;
        #[allow(clippy::cast_possible_truncation)]
        let last = self.across as i64 - 1;
        let rows = (cell(north) - around).max(0)..=(cell(south) + around).min(last);
        let columns = cell(west) - around..=cell(east) + around;
        rows.flat_map(|row| columns.clone().map(move |column| (column, row))).collect()
    }

    fn spot(&self, column: i64, row: i64) -> Spot {
        #[allow(clippy::cast_possible_truncation)]
        let side = self.across as i64;
        let number = |value: i64| u32::try_from(value).unwrap_or(0);
        Spot { z: self.z, x: number(column.rem_euclid(side)), y: number(row) }
    }

    /// How far a tile is from the middle of the view, in tiles, the nearest copy of it.
    fn distance(&self, spot: Spot, middle: [f64; 2]) -> f64 {
        let dx = f64::from(spot.x) - middle[0].rem_euclid(self.across);
        let dx = dx.abs().min(self.across - dx.abs());
        dx.hypot(f64::from(spot.y) - middle[1])
    }

    /// Where a tile lies in the window, with its corners on whole pixels.
    fn area(&self, column: i64, row: i64) -> Rect {
        #[allow(clippy::cast_precision_loss)] // tile numbers
        let corner = |column: i64, row: i64| {
            let [x, y] = self.view.project([column as f64 / self.across, row as f64 / self.across]);
            #[allow(clippy::cast_possible_truncation)] // points
            let at = self.rect.left_top() + vec2(x as f32, y as f32);
            pos2(self.snapped(at.x), self.snapped(at.y))
        };
        Rect::from_min_max(corner(column, row), corner(column + 1, row + 1))
    }

    /// The same for a picture shown pixel by pixel: it may reach one pixel into its neighbours.
    fn exact_area(&self, area: Rect) -> Rect {
        #[allow(clippy::cast_precision_loss)] // pixels
        let side = self.exact as f32 / self.scale;
        Rect::from_min_size(area.min, vec2(side, side))
    }

    fn snapped(&self, points: f32) -> f32 {
        (points * self.scale).round() / self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(view: &MapView, scale: f32) -> Screen<'_> {
        let rect = Rect::from_min_size(pos2(0.3, 10.0), vec2(900.0, 600.0));
        Screen::new(view, rect, scale, Pyramid { side: 512, max_zoom: 20, exact: true })
    }

    #[test]
    fn tiles_cover_the_view_without_gaps_at_any_zoom_and_scale() {
        for zoom in [1.0, 2.3, 5.49, 5.5, 7.77, 13.9] {
            for scale in [1.0, 1.25, 2.0] {
                let view = MapView { centre: [0.987, 0.41], zoom, size: [900.0, 600.0] };
                let screen = screen(&view, scale);
                let tiles = screen.tiles(0);
                for (column, row) in &tiles {
                    let area = screen.area(*column, *row);
                    let right = screen.area(column + 1, *row);
                    assert!((area.right() - right.left()).abs() < 1e-3, "{zoom} {scale}");
                    assert!(screen.exact_area(area).right() >= right.left() - 1e-3, "{zoom} {scale}");
                    let physical = area.left() * scale;
                    assert!((physical - physical.round()).abs() < 0.01, "off the pixels");
                }
                let all = tiles
                    .iter()
                    .fold(Rect::NOTHING, |all, (column, row)| all.union(screen.area(*column, *row)));
                assert!(all.left() <= 1.3 && all.right() >= 899.3);
            }
        }
    }

    #[test]
    fn tiles_beyond_the_antimeridian_are_those_of_the_other_side() {
        let view = MapView { centre: [1.0, 0.5], zoom: 4.0, size: [900.0, 600.0] };
        let screen = screen(&view, 1.0);
        let spots: HashSet<u32> =
            screen.tiles(0).into_iter().map(|(column, row)| screen.spot(column, row).x).collect();
        assert!(spots.contains(&7) && spots.contains(&0), "{spots:?}");
    }

    #[test]
    fn an_ancestor_and_its_children_agree() {
        let spot = Spot { z: 5, x: 21, y: 10 };
        assert!(spot.children().all(|child| child.parent() == Some(spot)));
        assert_eq!(Spot { z: 0, x: 0, y: 0 }.parent(), None);
    }
}
