//! Lines and areas of the layers on the screen: sheets made on a worker and moved while the map pans, the thing
//! under the pointer on a sheet of its own; and what of them the legend names.

use std::sync::Arc;

use egui::Painter;

use crate::cartography::legend::{Legend, Sign};

use super::{Scene, Shown, draft::copies, sheet::Sheet};

/// What a sheet shows: layers, highlights, theme, level, layers that are turned on.
type Key = (usize, u64, bool, u8, Shown);
/// What the sheet of the thing under the pointer shows.
type HoverKey = (usize, bool, Option<u32>, Option<crate::project::ProposalId>);

/// The sheets of lines and areas.
#[derive(Default)]
pub(super) struct Shapes {
    all: Sheet<Key>,
    hovered: Sheet<HoverKey>,
}

impl Shapes {
    /// Whether what is in view is still being made.
    pub(super) const fn is_drafting(&self) -> bool {
        self.all.is_coming()
    }

    pub(super) fn paint(&mut self, painter: &Painter, scene: &Scene<'_, '_>) {
        let layers = Arc::as_ptr(&scene.prepared.layers) as usize;
        let dark = scene.context.dark;
        let key = (layers, scene.marks.revision, dark, scene.level, scene.shown);
        if let Some(wide) = self.all.wanted(scene.view, &key) {
            let draft = scene.draft();
            self.all.send_for(scene, key, wide, move |wide| draft.all(wide));
        }
        self.all.paint(painter, scene);
        let key = (layers, dark, scene.hovered, scene.hovered_proposal);
        if let Some(wide) = self.hovered.wanted(scene.view, &key) {
            let mesh = scene.draft().one(&wide, scene.hovered, scene.hovered_proposal);
            self.hovered.take(key, wide, mesh, scene);
        }
        self.hovered.paint(painter, scene);
    }
}

impl Scene<'_, '_> {
    /// Notes the signs of lines and areas in view.
    pub(super) fn note_shapes(&self, legend: &mut Legend) {
        let seen = |bounds: [f64; 4]| copies(self.view, bounds).next().is_some();
        if self.shown.places {
            for (marker, _) in self.prepared.areas.iter().filter(|(_, area)| seen(area.bounds)) {
                let sign = Sign::of_marker(&self.prepared.layers.markers[marker as usize]);
                sign.into_iter().for_each(|sign| legend.note(sign));
            }
        }
        if self.shown.proposals {
            for (sign, bounds) in &self.prepared.signs {
                if bounds.iter().any(|bounds| seen(*bounds)) {
                    legend.note(*sign);
                }
            }
        }
        if self.shown.arcs && !self.prepared.pairs.is_empty() {
            legend.note(Sign::Arc);
        }
    }
}
