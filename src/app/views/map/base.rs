//! The basemap on screen: the embedded one, and over it the user's own where there is one.

use std::{
    borrow::Cow,
    io::{Cursor, Read as _, Seek as _, SeekFrom},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use egui::{Align2, ColorImage, FontId, Painter, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::{
    online::Online,
    tiles::{Outcome, Pyramid, Source, Tiles, Wanted},
};
use crate::{
    app::{settings::Basemap, theme},
    basemap::{
        Archive, Bytes, MapView, TileKind,
        paint::{covers, paint},
        style::Style,
    },
    cartography::palette,
};

/// Tiles painted from an archive of vectors.
struct Painted {
    archive: Arc<Archive>,
    /// Whether it is of the whole world: then what it has no tile of is open sea.
    whole: bool,
}

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
        // Where an archive has nothing, the embedded basemap shows through.
        if !self.whole && !covers(&self.archive, &view) {
            return Outcome::Nothing;
        }
        paint(&self.archive, &view, f64::from(wanted.scale), wanted.style).map_or(
            Outcome::Nothing,
            |pixmap| {
                let size = [pixmap.width() as usize, pixmap.height() as usize];
                Outcome::Picture(ColorImage::from_rgba_premultiplied(size, pixmap.data()))
            },
        )
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
    if bytes.get(8..12) == Some(b"WEBP") {
        return webp(bytes);
    }
    let mut reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    reader.limits(limits);
    let pixels = reader.decode().ok()?.into_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, &pixels))
}

fn webp(bytes: &[u8]) -> Option<ColorImage> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).ok()?;
    let (width, height) = decoder.dimensions();
    if width > MOST_SIDE || height > MOST_SIDE {
        return None;
    }
    let mut pixels = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut pixels).ok()?;
    let size = [width as usize, height as usize];
    Some(if decoder.has_alpha() {
        ColorImage::from_rgba_unmultiplied(size, &pixels)
    } else {
        ColorImage::from_rgb(size, &pixels)
    })
}

/// A file read in parts: user's archives may be larger than memory.
struct OnDisk(Mutex<std::fs::File>);

impl Bytes for OnDisk {
    fn part(&self, offset: u64, length: u64) -> Option<Cow<'_, [u8]>> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A length from a damaged header must not be believed before the file is known to be so long.
        if offset.checked_add(length)? > file.metadata().ok()?.len() {
            return None;
        }
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut out = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut out).ok()?;
        Some(Cow::Owned(out))
    }
}

fn open(path: &Path) -> Result<Archive, String> {
    let failed = |reason: String| format!("{}: {reason}", path.display());
    let file = std::fs::File::open(path).map_err(|error| failed(error.to_string()))?;
    Archive::from_parts(Box::new(OnDisk(Mutex::new(file)))).map_err(|error| failed(error.to_string()))
}

/// What lies over the embedded basemap.
struct Over {
    tiles: Tiles,
    attribution: String,
    online: Option<Arc<Online>>,
    /// Whether it is drawn from vectors: then its names are ours to set.
    vector: bool,
}

/// The ground the map stands on: the embedded basemap, what lies over it, which archive names come from.
pub(super) struct Ground {
    archive: Arc<Archive>,
    /// The archive that names come from: the user's own, where it is one of vectors.
    named: Arc<Archive>,
    embedded: Tiles,
    over: Option<Over>,
    chosen: Basemap,
    problem: Option<String>,
}

impl Ground {
    pub(super) fn new(archive: Arc<Archive>, context: &egui::Context) -> Self {
        let named = Arc::clone(&archive);
        let embedded = Tiles::new(Arc::new(Painted { archive: Arc::clone(&archive), whole: true }), context);
        Self { archive, named, embedded, over: None, chosen: Basemap::Embedded, problem: None }
    }

    /// Takes up the basemap that is chosen. One that cannot be used leaves the embedded one.
    pub(super) fn follow(&mut self, chosen: &Basemap, context: &egui::Context) {
        if self.chosen == *chosen {
            return;
        }
        self.chosen = chosen.clone();
        self.over = None;
        self.problem = None;
        self.named = Arc::clone(&self.archive);
        if let Basemap::File(path) = chosen {
            match open(path) {
                Ok(archive) => self.lay(Arc::new(archive), context),
                Err(problem) => self.problem = Some(format!("{problem}. Natural Earth is shown.")),
            }
        }
        let cache = eframe::storage_dir("org.dateline.Dateline").map(|folder| folder.join("tiles"));
        if let Some(online) = Online::of(chosen, cache).map(Arc::new) {
            let source: Arc<dyn Source> = Arc::<Online>::clone(&online);
            self.over = Some(Over {
                tiles: Tiles::new(source, context),
                attribution: online.attribution().to_owned(),
                online: Some(online),
                vector: false,
            });
        }
    }

    fn lay(&mut self, archive: Arc<Archive>, context: &egui::Context) {
        let vector = archive.kind() == TileKind::Vector;
        let attribution = archive.attribution().to_owned();
        let source: Arc<dyn Source> = if vector {
            self.named = Arc::clone(&archive);
            Arc::new(Painted { archive, whole: false })
        } else {
            Arc::new(Stored(archive))
        };
        self.over = Some(Over { tiles: Tiles::new(source, context), attribution, online: None, vector });
    }

    /// The archive whose names stand on the map; `None` over pictures, which have their own.
    pub(super) fn names(&self) -> Option<&Arc<Archive>> {
        let lacks = |over: &Over| {
            over.online.as_ref().is_some_and(|online| online.problem().is_some()) && !over.tiles.complete()
        };
        let ours = self.over.as_ref().is_none_or(|over| over.vector || lacks(over));
        ours.then_some(&self.named)
    }

    /// The user's own archive of vectors.
    pub(super) fn own(&self) -> Option<Arc<Archive>> {
        self.over.as_ref().filter(|over| over.vector).map(|_| Arc::clone(&self.named))
    }

    /// What lies over the embedded basemap, in words.
    pub(super) fn other(&self) -> Option<String> {
        self.over.as_ref()?;
        match &self.chosen {
            Basemap::Embedded => None,
            Basemap::File(path) => Some(path.file_name().unwrap_or_default().to_string_lossy().into_owned()),
            Basemap::OpenStreetMap => Some("OpenStreetMap".to_owned()),
            Basemap::Template { .. } => Some("a tile server".to_owned()),
        }
    }

    /// Why the basemap is not the one that was chosen, or not all of it.
    pub(super) fn problem(&self) -> Option<String> {
        let online = || {
            let problem = self.over.as_ref()?.online.as_ref()?.problem()?;
            Some(format!("Offline: {problem}. Natural Earth is shown where tiles lack."))
        };
        self.problem.clone().or_else(online)
    }

    /// What the maker of the tiles wants to stand on the map; nothing for the embedded basemap, whose
    /// attribution always stands in the status bar.
    pub(super) fn attribution(&self) -> Option<&str> {
        self.over.as_ref().map(|over| over.attribution.as_str()).filter(|text| !text.is_empty())
    }

    /// Whether all tiles in view are shown as they are meant.
    pub(super) fn complete(&self) -> bool {
        self.over.as_ref().map_or(&self.embedded, |over| &over.tiles).complete()
    }

    /// Bytes of textures held.
    pub(super) fn bytes(&self) -> usize {
        self.embedded.bytes() + self.over.as_ref().map_or(0, |over| over.tiles.bytes())
    }

    /// Draws what there is, and asks for what is missing.
    pub(super) fn draw(&mut self, painter: &Painter, rect: Rect, view: &MapView, style: Style) {
        painter.rect_filled(rect, 0.0, theme::rgb(style.theme.sea()));
        // The names are no part of the tiles: tiles are the same in every language.
        let style = Style { theme: style.theme, worldview: style.worldview, ..Style::default() };
        if self.over.as_ref().is_none_or(|over| !over.tiles.complete()) {
            self.embedded.draw(painter, rect, view, style);
        }
        if let Some(over) = &mut self.over {
            over.tiles.draw(painter, rect, view, style);
        }
    }
}

/// Tells what is amiss with the basemap, and what its maker wants to stand on it.
pub(super) fn say(
    ui: &Ui,
    painter: &Painter,
    rect: Rect,
    problem: Option<String>,
    attribution: Option<String>,
    dark: bool,
) {
    let map = theme::map_theme(dark);
    let ink = theme::rgb(palette::ink(map));
    let paper = theme::rgb(palette::halo(map)).gamma_multiply(0.9);
    let lines = [
        ("problem", problem, rect.center_top() + vec2(0.0, 12.0), Align2::CENTER_TOP, 13.0),
        ("attribution", attribution, rect.right_bottom() - vec2(10.0, 52.0), Align2::RIGHT_BOTTOM, 11.0),
    ];
    for (what, text, at, align, size) in lines {
        let Some(text) = text else { continue };
        let galley = painter.layout(text, FontId::proportional(size), ink, rect.width() * 0.7);
        let area = align.anchor_size(at, galley.size());
        painter.rect_filled(area.expand(5.0), 4.0, paper);
        let said = ui.interact(area, ui.scope_id().with(("basemap", what)), Sense::hover());
        said.widget_info(|| WidgetInfo::labeled(Role::Label, true, galley.text()));
        painter.galley(area.min, galley, ink);
    }
}
