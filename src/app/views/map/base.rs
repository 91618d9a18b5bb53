//! The basemap on screen: the embedded one, and over it the user's own where there is one.

use std::sync::Arc;

use egui::{ColorImage, Painter, Rect};

use super::tiles::{Outcome, Pyramid, Source, Tiles, Wanted};
use crate::{
    app::theme,
    basemap::{Archive, MapView, TileKind, paint::paint, style::Style},
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

/// Tiles that stand in an archive as pictures.
struct Stored(Arc<Archive>);

impl Source for Stored {
    fn pyramid(&self) -> Pyramid {
        Pyramid { side: 256, max_zoom: self.0.max_zoom(), exact: false }
    }

    fn tile(&self, wanted: &Wanted) -> Outcome {
        let spot = wanted.spot;
        let bytes = self.0.raw(spot.z, spot.x, spot.y);
        bytes.and_then(|bytes| picture(&bytes)).map_or(Outcome::Nothing, Outcome::Picture)
    }
}

/// Pixels along a side of a tile that is read at the most.
const MOST_SIDE: u32 = 2048;

/// A picture from the bytes of a PNG, JPEG or WebP file; `None` where they are none.
pub(super) fn picture(bytes: &[u8]) -> Option<ColorImage> {
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    reader.limits(limits);
    let pixels = reader.decode().ok()?.into_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, &pixels))
}

/// The basemap's tiles.
pub(super) struct Base {
    embedded: Tiles,
    over: Option<Tiles>,
}

impl Base {
    pub(super) fn new(archive: Arc<Archive>, context: &egui::Context) -> Self {
        Self { embedded: Tiles::new(Arc::new(Painted(archive)), context), over: None }
    }

    /// Lays the tiles of an archive over the embedded basemap.
    pub(super) fn lay_archive(&mut self, archive: Arc<Archive>, context: &egui::Context) {
        let source: Arc<dyn Source> = match archive.kind() {
            TileKind::Vector => Arc::new(Painted(archive)),
            TileKind::Raster => Arc::new(Stored(archive)),
        };
        self.lay(source, context);
    }

    /// Lays another source's tiles over the embedded basemap.
    pub(super) fn lay(&mut self, source: Arc<dyn Source>, context: &egui::Context) {
        self.over = Some(Tiles::new(source, context));
    }

    /// The embedded basemap alone.
    pub(super) fn bare(&mut self) {
        self.over = None;
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
