//! Everything that leaves the program as a file: figures and data, the same from window and command line.

use std::{io::Write as _, path::Path, sync::Arc};

use crate::{
    basemap::{Archive, outline::Outlines, paint},
    cartography::layers::Layers,
    engine::Engine,
    figure::{self, Figure, Material, Options},
    project::{Project, index::Index},
};

mod csv;
mod geojson;
mod kml;

/// What is exported: all of it shared, so that a job can have it.
pub struct Content {
    /// Articles and decisions.
    pub project: Project,
    /// What is tied to what.
    pub index: Arc<Index>,
    /// What the map draws.
    pub layers: Arc<Layers>,
    /// Outlines of countries and regions.
    pub outlines: Arc<Outlines>,
    /// The basemap.
    pub archive: Arc<Archive>,
    /// Gazetteer and models.
    pub engine: Arc<Engine>,
}

/// A format that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A figure in pixels.
    Png,
    /// A figure with text as text.
    Svg,
    /// A figure for print.
    Pdf,
    /// Places and proposals (RFC 7946).
    GeoJson,
    /// Places and proposals for globe programs.
    Kml,
    /// A row a mention.
    Csv,
    /// A line an article, as `annotate` writes.
    JsonLines,
}

/// The endings of all formats, for messages.
pub const ENDINGS: &str = "png, svg, pdf, geojson, kml, csv, jsonl";

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No such format.
    #[error("{file}: no known format; the name must end in one of {ENDINGS}")]
    Format {
        /// The file asked for.
        file: String,
    },
    /// The file is there already.
    #[error("{file}: the file is already there; add --force to replace it")]
    Exists {
        /// The file asked for.
        file: String,
    },
    /// It cannot be written.
    #[error("{file}: cannot be written ({reason})")]
    Write {
        /// The file asked for.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// It cannot be drawn.
    #[error("the figure cannot be drawn ({0})")]
    Draw(String),
}

impl Format {
    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// [`ExportError::Format`] where it asks for none of them.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
        Ok(match ending.as_str() {
            "png" => Self::Png,
            "svg" => Self::Svg,
            "pdf" => Self::Pdf,
            "geojson" => Self::GeoJson,
            "kml" => Self::Kml,
            "csv" => Self::Csv,
            "jsonl" => Self::JsonLines,
            _ => return Err(ExportError::Format { file: path.display().to_string() }),
        })
    }
}

/// The bytes of a format. The same content and options give the same bytes.
///
/// # Errors
/// [`ExportError::Draw`] where a figure is too large to be drawn.
pub fn render(content: &Content, format: Format, options: &Options) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Png => png(&compose(content, options), content, options.scale),
        Format::Svg => {
            let figure = compose(content, options);
            Ok(figure::page_svg(&figure, &basemap_png(&figure, content, 2.0)?).into_bytes())
        }
        Format::Pdf => {
            let figure = compose(content, options);
            let svg = figure::page_svg(&figure, &basemap_png(&figure, content, 2.0)?);
            let tree = parse(&svg)?;
            let options = svg2pdf::ConversionOptions::default();
            svg2pdf::to_pdf(&tree, options, svg2pdf::PageOptions::default())
                .map_err(|error| ExportError::Draw(error.to_string()))
        }
        Format::GeoJson => Ok(geojson::write(content)),
        Format::Kml => Ok(kml::write(content)),
        Format::Csv => Ok(csv::write(content)),
        Format::JsonLines => {
            let mut out = Vec::new();
            for (_, entry) in content.project.articles() {
                let record =
                    record::record(&entry.article, &entry.annotation, content.engine.gazetteer(), false);
                out.extend(record.to_string().into_bytes());
                out.push(b'\n');
            }
            Ok(out)
        }
    }
}

pub mod record;

/// Composes the figure of a content.
#[must_use]
pub fn compose(content: &Content, options: &Options) -> Figure {
    let material = Material {
        project: &content.project,
        index: &content.index,
        layers: &content.layers,
        outlines: &content.outlines,
        archive: &content.archive,
    };
    figure::compose(&material, options)
}

fn parse(svg: &str) -> Result<resvg::usvg::Tree, ExportError> {
    let mut options = resvg::usvg::Options::default();
    let fonts = options.fontdb_mut();
    for face in [crate::fonts::REGULAR, crate::fonts::BOLD, crate::fonts::ITALIC]
        .iter()
        .chain(crate::fonts::OTHER_SCRIPTS)
    {
        fonts.load_font_data(face.bytes.to_vec());
    }
    resvg::usvg::Tree::from_str(svg, &options).map_err(|error| ExportError::Draw(error.to_string()))
}

fn basemap(figure: &Figure, content: &Content, scale: f64) -> Result<resvg::tiny_skia::Pixmap, ExportError> {
    paint::paint(&content.archive, &figure.view, scale, figure.theme)
        .ok_or_else(|| ExportError::Draw("it is too large".to_owned()))
}

fn basemap_png(figure: &Figure, content: &Content, scale: f64) -> Result<Vec<u8>, ExportError> {
    let pixmap = basemap(figure, content, scale)?;
    png_of(pixmap.data(), [pixmap.width() as usize, pixmap.height() as usize])
}

/// The basemap by its own painter, the rest over it.
fn png(figure: &Figure, content: &Content, scale: f64) -> Result<Vec<u8>, ExportError> {
    let scale = scale.clamp(0.5, 4.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped page and scale
    let [width, height] = figure.size.map(|side| (side * scale).round() as u32);
    let too_large = || ExportError::Draw("it is too large".to_owned());
    let mut page = resvg::tiny_skia::Pixmap::new(width, height).ok_or_else(too_large)?;
    let map = basemap(figure, content, scale)?;
    let [left, top, _, _] = figure.map;
    #[allow(clippy::cast_possible_truncation)] // pixels
    let corner = [left, top].map(|value| (f64::from(value) * scale).round() as i32);
    let plain = resvg::tiny_skia::PixmapPaint::default();
    page.draw_pixmap(
        corner[0],
        corner[1],
        map.as_ref(),
        &plain,
        resvg::tiny_skia::Transform::identity(),
        None,
    );
    let tree = parse(&figure::overlay_svg(figure))?;
    #[allow(clippy::cast_possible_truncation)] // 0.5 to 4
    let zoom = resvg::tiny_skia::Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, zoom, &mut page.as_mut());
    let mut info = Vec::new();
    encode(
        page.data(),
        [width, height],
        &[("Title", &figure.title), ("Description", &figure.description)],
        &mut info,
    )?;
    Ok(info)
}

/// A PNG of opaque RGBA pixels.
///
/// # Errors
/// Where the pixels do not fill the size.
pub fn png_of(pixels: &[u8], size: [usize; 2]) -> Result<Vec<u8>, ExportError> {
    let mut out = Vec::new();
    let size = size.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    encode(pixels, size, &[], &mut out)?;
    Ok(out)
}

fn encode(
    pixels: &[u8],
    [width, height]: [u32; 2],
    texts: &[(&str, &str)],
    out: &mut Vec<u8>,
) -> Result<(), ExportError> {
    let draw = |error: png::EncodingError| ExportError::Draw(error.to_string());
    let mut encoder = png::Encoder::new(out, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    for (key, text) in texts {
        encoder.add_itxt_chunk((*key).to_owned(), (*text).to_owned()).map_err(draw)?;
    }
    let mut writer = encoder.write_header().map_err(draw)?;
    writer.write_image_data(pixels).map_err(draw)?;
    writer.finish().map_err(draw)
}

/// Writes a file whole or not at all; replaces one only when asked.
///
/// # Errors
/// [`ExportError`], naming the file.
pub fn write_file(path: &Path, bytes: &[u8], replace: bool) -> Result<(), ExportError> {
    let file = || path.display().to_string();
    if !replace && path.exists() {
        return Err(ExportError::Exists { file: file() });
    }
    let failed = |error: &std::io::Error| ExportError::Write { file: file(), reason: error.to_string() };
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    temporary
        .write_all(bytes)
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(|error| failed(&error))?;
    temporary.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}
