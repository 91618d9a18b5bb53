//! Labels on screen: the analyst's and the basemap's, placed together and drawn with a halo.
//!
//! They are placed anew when the zoom steps, when the margin around the view is used up, or when what is labelled
//! changes; between these the map only moves them. The basemap's names are gathered on a worker.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
};

use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Shape, epaint::TextShape, pos2, vec2};

use crate::{
    app::{theme, views::bidi},
    basemap::{
        Archive, MapView,
        names::{Name, gather},
        style::{Style, TextStyle},
    },
    cartography::{
        labels::{Align, Anchor, Label, Obstacle, Placed, Placement},
        names as basemap_names,
    },
};

/// What the basemap's names are gathered for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Request {
    view: MapView,
    style: Style,
}

#[derive(Default)]
struct Exchange {
    wanted: Option<Request>,
    ready: Option<(Request, Vec<Name>)>,
    archive: Option<Arc<Archive>>,
    closed: bool,
}

/// What a placement was made from.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    revision: u64,
    style: Style,
    names: u64,
}

/// All labels of the map.
pub(super) struct Names {
    exchange: Arc<(Mutex<Exchange>, Condvar)>,
    asked: Option<Request>,
    basemap: Option<(Request, Vec<Name>)>,
    gathered: u64,
    made: Option<(Key, Placement, Vec<Label>)>,
}

impl Names {
    pub(super) fn new(context: egui::Context) -> Self {
        let exchange: Arc<(Mutex<Exchange>, Condvar)> = Arc::default();
        let shared = Arc::clone(&exchange);
        thread::spawn(move || work(&shared, &context));
        Self { exchange, asked: None, basemap: None, gathered: 0, made: None }
    }

    /// Takes the basemap's names from another archive.
    fn set_archive(&mut self, archive: &Arc<Archive>) {
        let mut state = self.exchange.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.archive.as_ref().is_some_and(|known| Arc::ptr_eq(known, archive)) {
            return;
        }
        state.archive = Some(Arc::clone(archive));
        drop(state);
        self.asked = None;
        self.basemap = None;
        self.gathered += 1;
    }

    /// Draws all labels. `revision` is another whenever `own` would give others: the analyst's labels, and
    /// what they may not cover, for a view. Without `basemap` that has no names.
    pub(super) fn draw(
        &mut self,
        painter: &Painter,
        rect: Rect,
        view: &MapView,
        basemap: Option<(&Arc<Archive>, Style)>,
        revision: u64,
        own: impl FnOnce(&MapView) -> (Vec<Label>, Vec<Obstacle>),
    ) {
        self.take();
        let wide = Placement::wide(view);
        let style = basemap.map(|(_, style)| style);
        if let Some((archive, style)) = basemap {
            self.set_archive(archive);
            self.ask(view, Request { view: wide, style });
        }
        let key = Key { revision, style: style.unwrap_or_default(), names: self.gathered };
        let serves =
            self.made.as_ref().is_some_and(|(made, placement, _)| *made == key && placement.covers(view));
        if !serves {
            let (mut labels, obstacles) = own(&wide);
            if let (Some((_, names)), Some(style)) = (&self.basemap, style) {
                let basemap = basemap_names::labels(names, wide.zoom, style.theme, 1.0);
                basemap_names::add(&mut labels, basemap, wide.world());
            }
            let before = self.made.as_ref().map(|(_, placement, labels)| (placement, labels.as_slice()));
            let placement = Placement::new(&wide, &labels, &obstacles, false, before);
            self.made = Some((key, placement, labels));
        }
        let Some((_, placement, labels)) = &self.made else { return };
        for placed in &placement.placed {
            show(painter, rect, view, placed, &labels[placed.label]);
        }
    }

    fn ask(&mut self, view: &MapView, request: Request) {
        let serves = |known: &Request| {
            known.style == request.style
                && (known.view.zoom - request.view.zoom).abs() < 1e-6
                && Placement { view: Some(known.view), placed: Vec::new() }.covers(view)
        };
        let known = self.asked.as_ref().is_some_and(serves);
        if known {
            return;
        }
        self.asked = Some(request);
        let (lock, signal) = &*self.exchange;
        lock.lock().unwrap_or_else(PoisonError::into_inner).wanted = Some(request);
        signal.notify_one();
    }

    fn take(&mut self) {
        let ready = self.exchange.0.lock().unwrap_or_else(PoisonError::into_inner).ready.take();
        if let Some(ready) = ready {
            self.basemap = Some(ready);
            self.gathered += 1;
        }
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        let (lock, signal) = &*self.exchange;
        lock.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        signal.notify_one();
    }
}

fn work(exchange: &(Mutex<Exchange>, Condvar), context: &egui::Context) {
    let (lock, signal) = exchange;
    loop {
        let (request, archive) = {
            let mut state = lock.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if state.closed {
                    return;
                }
                match (state.wanted.take(), &state.archive) {
                    (Some(request), Some(archive)) => break (request, Arc::clone(archive)),
                    _ => state = signal.wait(state).unwrap_or_else(PoisonError::into_inner),
                }
            }
        };
        let names = gather(&archive, &request.view, &request.style);
        let mut state = lock.lock().unwrap_or_else(PoisonError::into_inner);
        // Names of an archive that was left meanwhile are of no use.
        if state.archive.as_ref().is_some_and(|now| Arc::ptr_eq(now, &archive)) {
            state.ready = Some((request, names));
        }
        drop(state);
        context.request_repaint();
    }
}

/// The font of a label.
pub(super) fn font(style: &TextStyle) -> FontId {
    if style.bold {
        theme::bold(style.size)
    } else if style.italic {
        theme::italic(style.size)
    } else {
        FontId::proportional(style.size)
    }
}

fn galley(painter: &Painter, text: &str, style: &TextStyle) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::default();
    let format = egui::TextFormat {
        font_id: font(style),
        color: theme::rgb(style.colour),
        extra_letter_spacing: style.spacing,
        ..Default::default()
    };
    job.append(text, 0.0, format);
    job.wrap.max_width = f32::INFINITY;
    painter.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Copies of the letters that make the halo, in points.
const HALO: [(f32, f32); 8] =
    [(-1.2, 0.0), (1.2, 0.0), (0.0, -1.2), (0.0, 1.2), (-0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (0.9, -0.9)];

fn with_halo(painter: &Painter, shape: &TextShape, halo: Color32) {
    for (dx, dy) in HALO {
        let mut copy = shape.clone().with_override_text_color(halo);
        copy.pos += vec2(dx, dy);
        painter.add(copy);
    }
}

fn show(painter: &Painter, rect: Rect, view: &MapView, placed: &Placed, label: &Label) {
    let [x, y] = view.project(placed.point);
    #[allow(clippy::cast_possible_truncation)] // points
    let at = rect.left_top() + vec2(x as f32, y as f32);
    let [left, top, right, bottom] = placed.around;
    let area = Rect::from_min_max(at + vec2(left, top), at + vec2(right, bottom));
    if !rect.expand(4.0).intersects(area) {
        return;
    }
    let style = &label.style;
    let (ink, halo) = (theme::rgb(style.colour), theme::rgb(style.halo));
    if let Anchor::Dot(_, radius) = label.anchor {
        painter.circle_filled(at, radius + 1.2, halo);
        painter.circle_filled(at, radius, ink);
    }
    if placed.letters.is_empty() {
        let galley = galley(painter, &bidi::line(&label.text), style);
        let size = galley.size();
        let left = match placed.align {
            Align::Left => area.left(),
            Align::Centre => area.center().x - (size.x - style.spacing) / 2.0,
            Align::Right => area.right() - size.x,
        };
        let shape = TextShape::new(pos2(left, area.center().y - size.y / 2.0), galley, ink);
        with_halo(painter, &shape, halo);
        painter.add(shape);
        return;
    }
    let shapes: Vec<TextShape> = placed
        .letters
        .iter()
        .filter_map(|letter| {
            let text = label.text.get(letter.bytes.clone()).filter(|text| !text.trim().is_empty())?;
            let plain = TextStyle { spacing: 0.0, ..*style };
            let galley = galley(painter, &bidi::line(text), &plain);
            let centre: Pos2 = at + vec2(letter.centre[0], letter.centre[1]);
            let pos = centre - galley.size() / 2.0;
            Some(TextShape::new(pos, galley, ink).with_angle_and_anchor(letter.angle, Align2::CENTER_CENTER))
        })
        .collect();
    // The halo of one letter must not lie over the next one.
    for shape in &shapes {
        with_halo(painter, shape, halo);
    }
    painter.extend(shapes.into_iter().map(Shape::from));
}
