//! Labels: placed on a worker for a view wider than the window, and shown moved until it no longer serves.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, channel},
    },
};

use egui::{Painter, Pos2, epaint::TextShape, vec2};

use crate::{
    app::{selection::Highlight, theme, views::bidi},
    basemap::{
        Archive, MapView, names,
        style::{Style, TextStyle},
    },
    cartography::{
        self,
        labels::{Align, Anchor, Label, Obstacle, Placed, Placement, key, rank},
        layers::{ProposalShape, Shape},
        palette::{self, StatusGroup},
    },
};

use super::{Scene, markers::cluster_radius};

/// Our own labels that are considered in one placement.
const MOST: usize = 900;
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
    coming: Option<Receiver<Made>>,
}

impl Names {
    /// Draws what is placed, and has it placed anew where it no longer serves.
    pub(super) fn paint(&mut self, painter: &Painter, scene: &Scene<'_, '_>, archive: Option<&Arc<Archive>>) {
        self.update(scene, archive);
        if let Some(made) = &self.made {
            for placed in &made.placement.placed {
                scene.label(painter, &made.labels[placed.label], placed);
            }
        }
    }

    fn update(&mut self, scene: &Scene<'_, '_>, archive: Option<&Arc<Archive>>) {
        if let Some(coming) = &self.coming {
            match coming.try_recv() {
                Ok(made) => self.made = Some(Arc::new(made)),
                Err(TryRecvError::Empty) => return,
                // A worker that broke has told so: the labels stay as they are.
                Err(TryRecvError::Disconnected) => {}
            }
            self.coming = None;
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
        let (mut labels, obstacles) = scene.own_labels(&wide);
        let (archive, before) = (archive.cloned(), self.made.clone());
        let (sender, receiver) = channel();
        self.coming = Some(receiver);
        let context = scene.egui.clone();
        rayon::spawn(move || {
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
            // The window may be gone: then nobody waits for it.
            let _sent = sender.send(Made { key, labels, placement });
            context.request_repaint();
        });
    }
}

impl Scene<'_, '_> {
    /// The labels of our layers in a view, and the symbols that none may cover.
    fn own_labels(&self, wide: &MapView) -> (Vec<Label>, Vec<Obstacle>) {
        let (mut labels, mut obstacles) = (Vec::new(), Vec::new());
        let markers = &self.prepared.layers.markers;
        let text = |size: f32, colour, bold| TextStyle {
            size,
            colour,
            halo: palette::halo(self.theme),
            bold,
            ..TextStyle::default()
        };
        let ink = palette::ink(self.theme);
        if self.shown.places {
            let mut found: Vec<(u32, f32)> = Vec::new();
            self.prepared.clusters.within(self.level, wide.window(), |cluster, _| {
                let alone = markers[cluster.lead as usize].radius();
                found.push((
                    cluster.lead,
                    if cluster.count > 1 { cluster_radius(cluster.weight) } else { alone },
                ));
            });
            let beside =
                |at: &u32| self.prepared.clusters.holding(self.level, *at).is_some_and(|own| own.lead != *at);
            let lifted = self.marks.selected.iter().copied().filter(beside);
            found.extend(lifted.map(|at| (at, markers[at as usize].radius())));
            found.sort_unstable_by_key(|(at, _)| *at);
            found.dedup_by_key(|(at, _)| *at);
            obstacles.extend(
                found.iter().map(|(at, radius)| Obstacle::round(markers[*at as usize].point, *radius)),
            );
            labels.extend(found.iter().take(MOST).zip(0..).map(|((at, radius), order)| {
                let marker = &markers[*at as usize];
                let selected = self.marks.marker(*at) == Highlight::Selected;
                let own = if selected { rank::SELECTED } else { rank::PLACE + order };
                Label {
                    key: key(("place", &marker.place)),
                    text: marker.name.as_str().into(),
                    anchor: Anchor::Beside(marker.point, *radius),
                    style: text(if selected { 14.0 } else { 13.0 }, ink, true),
                    rank: own,
                }
            }));
            let wide_places = markers.iter().zip(0_u32..).filter(|(marker, _)| marker.shape != Shape::Dot);
            labels.extend(wide_places.take(MOST).map(|(marker, at)| {
                let point = self.prepared.areas.get(&marker.place).map_or(marker.point, |area| area.label);
                let selected = self.marks.marker(at) == Highlight::Selected;
                Label {
                    key: key(("area", &marker.place)),
                    text: marker.name.as_str().into(),
                    anchor: Anchor::On(point),
                    style: text(13.5, palette::place(marker.class, self.theme), true),
                    rank: if selected { rank::SELECTED } else { rank::AREA + at.min(9_000) },
                }
            }));
        }
        if self.shown.proposals {
            for (at, feature) in self.prepared.layers.proposals.iter().enumerate() {
                let ProposalShape::Route(line) = &feature.shape else { continue };
                let selected = self.marks.proposal(at) == Highlight::Selected;
                labels.push(Label {
                    key: key(("route", at)),
                    text: feature.title.as_str().into(),
                    anchor: Anchor::Along(line.as_slice().into(), 0.75),
                    style: text(11.5, StatusGroup::of(feature.status).colour(self.theme), true),
                    rank: if selected { rank::SELECTED } else { rank::PLACE },
                });
            }
        }
        (labels, obstacles)
    }

    fn label(&self, painter: &Painter, label: &Label, placed: &Placed) {
        let at = self.screen(placed.point);
        let [left, top, right, bottom] = placed.around;
        let area = egui::Rect::from_min_max(at + vec2(left, top), at + vec2(right, bottom));
        if !self.rect.intersects(area) {
            return;
        }
        if let Anchor::Dot(_, radius) = label.anchor {
            painter.circle_filled(at, radius, theme::rgb(label.style.colour));
        }
        if placed.letters.is_empty() {
            let galley = self.galley(painter, &bidi::line(&label.text), &label.style);
            let free = area.width() - galley.size().x;
            let x = match placed.align {
                Align::Left => 0.0,
                Align::Centre => free / 2.0,
                Align::Right => free,
            };
            let y = (area.height() - galley.size().y) / 2.0;
            self.text(painter, area.min + vec2(x, y), &galley, &label.style, 0.0);
            return;
        }
        for letter in &placed.letters {
            let Some(text) = label.text.get(letter.bytes.clone()) else { continue };
            let galley = self.galley(painter, text, &label.style);
            let centre = at + vec2(letter.centre[0], letter.centre[1]);
            let half = galley.size() / 2.0;
            let turned = egui::emath::Rot2::from_angle(letter.angle) * half;
            self.text(painter, centre - turned, &galley, &label.style, letter.angle);
        }
    }

    fn galley(&self, painter: &Painter, text: &str, style: &TextStyle) -> Arc<egui::Galley> {
        let font = match (style.bold, style.italic) {
            (true, _) => theme::bold(style.size),
            (false, true) => theme::italic(style.size),
            (false, false) => egui::FontId::proportional(style.size),
        };
        let mut format = egui::TextFormat::simple(font, egui::Color32::PLACEHOLDER);
        format.extra_letter_spacing = style.spacing;
        painter.layout_job(egui::text::LayoutJob::single_section(text.to_owned(), format))
    }

    fn text(&self, painter: &Painter, at: Pos2, galley: &Arc<egui::Galley>, style: &TextStyle, angle: f32) {
        let halo = theme::rgb(style.halo);
        for (dx, dy) in HALO {
            painter.add(TextShape::new(at + vec2(dx, dy), Arc::clone(galley), halo).with_angle(angle));
        }
        painter.add(TextShape::new(at, Arc::clone(galley), theme::rgb(style.colour)).with_angle(angle));
    }
}
