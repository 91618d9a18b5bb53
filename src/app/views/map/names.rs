//! Labels: placed on a worker for a view wider than the window, and shown moved until it no longer serves.

use std::{collections::HashSet, sync::Arc};

use egui::{Galley, Painter, Pos2, epaint::TextShape, vec2};

use crate::{
    app::{
        coming::{Coming, let_go},
        theme,
        views::bidi,
    },
    basemap::{
        Archive, names,
        style::{Style, TextStyle},
    },
    cartography::{
        self,
        labels::{Align, Anchor, Label, Placed, Placement},
    },
};

use super::Scene;

/// Offsets of the halo's copies, in points.
const HALO: [(f32, f32); 4] = [(-1.0, -0.9), (1.0, -0.9), (-1.0, 0.9), (1.0, 0.9)];

/// What a placement shows beside its view: layers, highlights, style, what is drawn, the archive.
type Key = (usize, u64, Style, u8, super::Shown, usize);

struct Made {
    key: Key,
    labels: Vec<Label>,
    placement: Placement,
}

/// The labels of the map.
#[derive(Default)]
pub(super) struct Names {
    made: Option<Arc<Made>>,
    coming: Coming<Made>,
    set: Set,
}

/// The texts of placed labels as the window sets them, kept from frame to frame: setting them anew would be most of
/// the map's time.
#[derive(Default)]
struct Set {
    /// Which labels, at which scale of the window.
    key: (usize, u32),
    /// How full the window's letters were: less than before means that it has begun anew, and no text holds.
    full: f32,
    /// Of each placed label: one, or one a letter. Nothing until it is first seen.
    texts: Vec<Option<Vec<Arc<Galley>>>>,
}

impl Set {
    fn keep(&mut self, made: &Arc<Made>, context: &egui::Context) {
        let key = (Arc::as_ptr(made) as usize, context.pixels_per_point().to_bits());
        let full = context.fonts(|fonts| fonts.font_atlas_fill_ratio());
        if self.key != key || full < self.full {
            self.texts = vec![None; made.placement.placed.len()];
        }
        (self.key, self.full) = (key, full);
    }
}

impl Names {
    /// Draws what is placed, and has it placed anew where it no longer serves.
    pub(super) fn paint(&mut self, painter: &Painter, scene: &Scene<'_, '_>, archive: Option<&Arc<Archive>>) {
        self.update(scene, archive);
        let Some(made) = &self.made else { return };
        self.set.keep(made, scene.egui);
        for (placed, texts) in made.placement.placed.iter().zip(&mut self.set.texts) {
            scene.label(painter, &made.labels[placed.label], placed, texts);
        }
    }

    /// Whether labels for what is in view are still being placed.
    pub(super) const fn is_drafting(&self) -> bool {
        self.coming.is_busy()
    }

    fn update(&mut self, scene: &Scene<'_, '_>, archive: Option<&Arc<Archive>>) {
        if let Some(made) = self.coming.take() {
            let_go(self.made.replace(Arc::new(made)));
        }
        if self.coming.is_busy() {
            return;
        }
        let style = scene.context.settings.map_style(scene.context.dark);
        let key = (
            Arc::as_ptr(&scene.prepared.layers) as usize,
            scene.marks.revision,
            style,
            scene.level,
            scene.shown,
            archive.map_or(0, |archive| Arc::as_ptr(archive) as usize),
        );
        let serves =
            self.made.as_ref().is_some_and(|made| made.key == key && made.placement.covers(scene.view));
        if serves {
            return;
        }
        let wide = Placement::wide(scene.view);
        let draft = scene.draft();
        let (archive, before) = (archive.cloned(), self.made.clone());
        self.coming.start(scene.egui, move || {
            let (mut labels, obstacles) = draft.labels(&wide);
            if let Some(archive) = archive {
                let known: HashSet<&str> = labels.iter().flat_map(|label| label.text.split(" / ")).collect();
                let mut found = names::gather(&archive, &wide, &style);
                found.retain(|name| {
                    !known.contains(&*name.text) && !name.text.split(" / ").any(|part| known.contains(part))
                });
                labels.extend(cartography::names::labels(&found, wide.zoom, style.theme, 1.0));
            }
            let before = before.as_ref().map(|made| (&made.placement, made.labels.as_slice()));
            let placement = Placement::new(&wide, &labels, &obstacles, false, before);
            Made { key, labels, placement }
        });
    }
}

impl Scene<'_, '_> {
    fn label(&self, painter: &Painter, label: &Label, placed: &Placed, texts: &mut Option<Vec<Arc<Galley>>>) {
        let at = self.screen(placed.point);
        let [left, top, right, bottom] = placed.around;
        let area = egui::Rect::from_min_max(at + vec2(left, top), at + vec2(right, bottom));
        if !self.rect.intersects(area) {
            return;
        }
        if let Anchor::Dot(_, radius) = label.anchor {
            painter.circle_filled(at, radius, theme::rgb(label.style.colour));
        }
        let texts = texts.get_or_insert_with(|| set(painter, label, placed));
        if placed.letters.is_empty() {
            let Some(galley) = texts.first() else { return };
            let free = area.width() - galley.size().x;
            let x = match placed.align {
                Align::Left => 0.0,
                Align::Centre => free / 2.0,
                Align::Right => free,
            };
            let y = (area.height() - galley.size().y) / 2.0;
            self.text(painter, area.min + vec2(x, y), galley, &label.style, 0.0);
        }
        for (letter, galley) in placed.letters.iter().zip(texts) {
            let centre = at + vec2(letter.centre[0], letter.centre[1]);
            let half = galley.size() / 2.0;
            let turned = egui::emath::Rot2::from_angle(letter.angle) * half;
            self.text(painter, centre - turned, galley, &label.style, letter.angle);
        }
    }

    fn text(&self, painter: &Painter, at: Pos2, galley: &Arc<egui::Galley>, style: &TextStyle, angle: f32) {
        let halo = theme::rgb(style.halo);
        for (dx, dy) in HALO {
            painter.add(TextShape::new(at + vec2(dx, dy), Arc::clone(galley), halo).with_angle(angle));
        }
        painter.add(TextShape::new(at, Arc::clone(galley), theme::rgb(style.colour)).with_angle(angle));
    }
}

/// A label's text as the window sets it: whole, or letter by letter where it runs along a line.
fn set(painter: &Painter, label: &Label, placed: &Placed) -> Vec<Arc<Galley>> {
    let style = &label.style;
    let font = match (style.bold, style.italic) {
        (true, _) => theme::bold(style.size),
        (false, true) => theme::italic(style.size),
        (false, false) => egui::FontId::proportional(style.size),
    };
    let mut format = egui::TextFormat::simple(font, egui::Color32::PLACEHOLDER);
    format.extra_letter_spacing = style.spacing;
    let galley =
        |text: String| painter.layout_job(egui::text::LayoutJob::single_section(text, format.clone()));
    if placed.letters.is_empty() {
        return vec![galley(bidi::line(&label.text))];
    }
    let letters = placed.letters.iter();
    letters
        .map(|letter| galley(label.text.get(letter.bytes.clone()).unwrap_or_default().to_owned()))
        .collect()
}
