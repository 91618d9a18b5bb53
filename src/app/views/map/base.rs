//! The basemap on screen: the embedded one, and over it the user's own where there is one.

use std::sync::Arc;

use egui::{ColorImage, Painter, Rect};

use super::{
    names::Names,
    tiles::{Outcome, Pyramid, Source, Tiles, Wanted},
};
use crate::{
    app::theme,
    basemap::{Archive, MapView, paint::paint, style::Style},
};

/// Tiles painted from an archive of vectors.
struct Painted(Arc<Archive>);

impl Source for Painted {
    fn pyramid(&self) -> Pyramid {
        // Overzoomed from the vectors: as deep as the map goes.
        Pyramid { side: 512, max_zoom: 19, exact: true }
    }

    fn tile(&self, wanted: &Wanted) -> Outcome {
        let across = f64::from(1_u32 << wanted.spot.z);
        let points = f64::from(wanted.pixels) / f64::from(wanted.scale);
        let view = MapView {
            centre: [(f64::from(wanted.spot.x) + 0.5) / across, (f64::from(wanted.spot.y) + 0.5) / across],
            zoom: (points * across / 256.0).log2(),
            size: [points, points],
        };
        paint(&self.0, &view, f64::from(wanted.scale), wanted.style).map_or(Outcome::Nothing, |pixmap| {
            let size = [pixmap.width() as usize, pixmap.height() as usize];
            Outcome::Picture(ColorImage::from_rgba_premultiplied(size, pixmap.data()))
        })
    }
}

/// The ground the map stands on: the embedded basemap, what lies over it, and all labels.
pub(super) struct Ground {
    embedded: Tiles,
    over: Option<Tiles>,
    /// All labels of the map.
    pub(super) names: Names,
}

impl Ground {
    pub(super) fn new(archive: Arc<Archive>, context: &egui::Context) -> Self {
        let names = Names::new(Arc::clone(&archive), context.clone());
        Self { embedded: Tiles::new(Arc::new(Painted(archive)), context), over: None, names }
    }

    /// Whether all tiles in view are shown as they are meant.
    pub(super) fn complete(&self) -> bool {
        self.over.as_ref().unwrap_or(&self.embedded).complete()
    }

    /// Bytes of textures held.
    pub(super) fn bytes(&self) -> usize {
        self.embedded.bytes() + self.over.as_ref().map_or(0, Tiles::bytes)
    }

    /// Draws what there is, and asks for what is missing.
    pub(super) fn draw(&mut self, painter: &Painter, rect: Rect, view: &MapView, style: Style) {
        painter.rect_filled(rect, 0.0, theme::rgb(style.theme.sea()));
        // The names are no part of the tiles: tiles are the same in every language.
        let style = Style { theme: style.theme, worldview: style.worldview, ..Style::default() };
        if self.over.as_ref().is_none_or(|over| !over.complete()) {
            self.embedded.draw(painter, rect, view, style);
        }
        if let Some(over) = &mut self.over {
            over.draw(painter, rect, view, style);
        }
    }
}
