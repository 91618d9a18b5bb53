//! Everything that leaves the program as a file: figures and data, the same from window and command line.

use std::{borrow::Cow, collections::BTreeSet, io::Write as _, path::Path, sync::Arc};

use crate::{
    basemap::{Archive, outline::Outlines},
    cartography::layers::Layers,
    engine::Engine,
    figure::{
        self, About, Figure, FigureDefinition, Material,
        drawing::Page,
        evidence::Evidence,
        handout::{self, Subjects},
    },
    project::{ArticleId, Filter, Project, index::Index},
};

pub mod annotation;
mod csv;
mod data;
mod dataset;
mod geojson;
mod geometry;
mod gpkg;
mod gpkg_styles;
mod html;
mod kml;
mod markup;
mod parquet;
mod pdf;
mod png;
mod svg;
mod time;
pub mod whole;

pub use data::{DataOptions, Table, write_data};
pub use dataset::Progress;
pub use png::png_of;
pub use time::source_date_epoch;

/// What figures name as the program that made them.
const PRODUCER: &str = concat!("Dateline ", env!("CARGO_PKG_VERSION"));

/// What is exported: all of it shared, so that a job can have it.
#[derive(Clone)]
pub struct Content {
    /// Articles and decisions.
    pub project: Project,
    /// The articles in view; all where there is nothing.
    pub articles: Option<Arc<BTreeSet<ArticleId>>>,
    /// What is tied to what.
    pub index: Arc<Index>,
    /// What the map draws.
    pub layers: Arc<Layers>,
    /// Outlines of countries and regions.
    pub outlines: Arc<Outlines>,
    /// The basemap inside the program.
    pub archive: Arc<Archive>,
    /// The user's own basemap of vectors.
    pub own: Option<Arc<Archive>>,
    /// Gazetteer and models.
    pub engine: Arc<Engine>,
    /// What figures say of where it comes from.
    pub about: About,
}

impl Content {
    /// What a filter leaves of it, which says what it was filtered by.
    #[must_use]
    pub fn in_view(&self, filter: &Filter) -> Cow<'_, Self> {
        if filter.is_empty() {
            return Cow::Borrowed(self);
        }
        let excerpt = filter.excerpt(&self.project, &self.index);
        let both = self.about.both_names;
        Cow::Owned(Self {
            layers: Arc::new(Layers::new(&excerpt.index, &self.outlines, both)),
            about: About { filter: filter.describe(&self.project, &self.index), ..self.about.clone() },
            articles: Some(Arc::new(excerpt.articles)),
            index: Arc::new(excerpt.index),
            ..self.clone()
        })
    }

    /// What a figure is made of.
    #[must_use]
    pub fn material(&self) -> Material<'_> {
        Material {
            project: &self.project,
            articles: self.articles.as_deref(),
            index: &self.index,
            layers: &self.layers,
            outlines: &self.outlines,
            archive: &self.archive,
            own: self.own.as_deref(),
            about: &self.about,
        }
    }
}

/// What a written figure says besides what it draws.
struct Carried<'c> {
    title: &'c str,
    /// Its alternative text.
    description: &'c str,
    /// Its evidence, as JSON that can stand in XML.
    evidence: Option<&'c str>,
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
    /// The same in one file with its pictures.
    Kmz,
    /// A row a mention, or a proposal.
    Csv,
    /// Styled layers for geographic information systems.
    GeoPackage,
    /// Columns for data analysis; places as `GeoParquet`.
    Parquet,
    /// W3C Web Annotations, with whose word each is.
    Annotations,
    /// A report in one file, to be read anywhere.
    Html,
    /// A line an article, as `annotate` writes.
    JsonLines,
}

/// The endings of all formats, for messages.
pub const ENDINGS: &str = "png, svg, pdf, html, geojson, kml, kmz, csv, gpkg, parquet, jsonl, jsonld";

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
    /// The user stopped it.
    #[error("{file}: stopped; nothing was written")]
    Cancelled {
        /// The file asked for.
        file: String,
    },
    /// It cannot be drawn.
    #[error("the figure cannot be drawn ({0})")]
    Draw(String),
}

impl Format {
    /// The formats of data, as the window offers them.
    pub const DATA: [Self; 9] = [
        Self::GeoJson,
        Self::Csv,
        Self::GeoPackage,
        Self::Html,
        Self::Kml,
        Self::Kmz,
        Self::Parquet,
        Self::JsonLines,
        Self::Annotations,
    ];

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
            Self::GeoJson => "GeoJSON",
            Self::Kml => "KML",
            Self::Kmz => "KMZ",
            Self::Csv => "CSV",
            Self::GeoPackage => "GeoPackage",
            Self::Parquet => "Parquet",
            Self::Annotations => "Web Annotations",
            Self::Html => "HTML report",
            Self::JsonLines => "JSON Lines",
        }
    }

    /// What it is for, in a sentence.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Self::Png | Self::Svg | Self::Pdf => "A figure.",
            Self::GeoJson => "Places and proposals with their passages, for maps on the web and most tools.",
            Self::Kml => "Places and proposals in folders, for Google Earth.",
            Self::Kmz => "The same as KML in one small file with its symbols.",
            Self::Csv => "A table for spreadsheets: a row a mention, a place or a proposal.",
            Self::GeoPackage => "Styled layers for QGIS and other geographic information systems.",
            Self::Parquet => "A table for data analysis; places as GeoParquet.",
            Self::Annotations => "Everything with whose word it is, for colleagues and annotation tools.",
            Self::Html => "A report in one file that any browser shows, with map and evidence.",
            Self::JsonLines => "A record an article, as “dateline annotate” writes.",
        }
    }

    /// The ending of its files' names.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::GeoJson => "geojson",
            Self::Kml => "kml",
            Self::Kmz => "kmz",
            Self::Csv => "csv",
            Self::GeoPackage => "gpkg",
            Self::Parquet => "parquet",
            Self::Annotations => "jsonld",
            Self::Html => "html",
            Self::JsonLines => "jsonl",
        }
    }

    /// Whether it is a picture rather than data.
    #[must_use]
    pub const fn is_figure(self) -> bool {
        matches!(self, Self::Png | Self::Svg | Self::Pdf)
    }

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
            "kmz" => Self::Kmz,
            "csv" => Self::Csv,
            "gpkg" => Self::GeoPackage,
            "parquet" => Self::Parquet,
            "jsonld" => Self::Annotations,
            "html" | "htm" => Self::Html,
            "jsonl" => Self::JsonLines,
            _ => return Err(ExportError::Format { file: path.display().to_string() }),
        })
    }
}

/// The bytes of a format. The same content and definition give the same bytes.
///
/// # Errors
/// [`ExportError::Draw`] where a figure is too large to be drawn.
pub fn render(
    content: &Content,
    format: Format,
    definition: &FigureDefinition,
) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Png | Format::Svg | Format::Pdf => {
            let content = content.in_view(&definition.filter);
            let figure = compose(&content, definition);
            write_figure(&figure, &content, format, definition)
        }
        _ => data::bytes(content, format),
    }
}

pub mod record;

/// Composes the figure of a content, all of which is in view: [`Content::in_view`] goes before.
#[must_use]
pub fn compose(content: &Content, definition: &FigureDefinition) -> Figure {
    figure::compose(&content.material(), definition)
}

/// Writes a composed figure: PNG, SVG or, for any other format, PDF.
///
/// # Errors
/// [`ExportError::Draw`] where it is too large to be drawn.
pub fn write_figure(
    figure: &Figure,
    content: &Content,
    format: Format,
    definition: &FigureDefinition,
) -> Result<Vec<u8>, ExportError> {
    let evidence = Evidence::of(figure, &content.material(), definition).to_json();
    let carried =
        Carried { title: &figure.title, description: &figure.description, evidence: evidence.as_deref() };
    match format {
        Format::Png => png::write(&figure.page, definition.scale(), &carried),
        Format::Svg => Ok(svg::write(&figure.page, definition.outlined, &carried).into_bytes()),
        _ => pdf::write(&[(&figure.page, &figure.title)], &carried),
    }
}

/// A handout as PDF: one page or more for each place or proposal.
///
/// # Errors
/// [`ExportError::Draw`] where there is nothing to make a page of.
pub fn render_handout(
    content: &Content,
    subjects: Subjects,
    definition: &FigureDefinition,
) -> Result<Vec<u8>, ExportError> {
    let content = content.in_view(&definition.filter);
    let material = content.material();
    let targets = handout::targets(&material, subjects);
    let sheets = handout::pages(&material, definition, &targets);
    let Some(first) = sheets.first() else {
        return Err(ExportError::Draw("there is no place or proposal to make a page of".to_owned()));
    };
    let evidence = Evidence::of(first, &material, definition).to_json();
    let description = format!("{} pages with the passages about {} subjects", sheets.len(), targets.len());
    let title = if definition.title.trim().is_empty() { "Handout" } else { definition.title.trim() };
    let carried = Carried { title, description: &description, evidence: evidence.as_deref() };
    let pages: Vec<(&Page, &str)> = sheets.iter().map(|sheet| (&sheet.page, sheet.title.as_str())).collect();
    pdf::write(&pages, &carried)
}

/// Writes a file whole or not at all; replaces one only when asked.
///
/// # Errors
/// [`ExportError`], naming the file.
pub fn write_file(path: &Path, bytes: &[u8], replace: bool) -> Result<(), ExportError> {
    whole::write(path, replace, |file| file.write_all(bytes))
}
