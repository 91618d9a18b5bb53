//! Writing data: the filter, the table, and the file that is there whole or not at all.

use std::{
    io::{self, BufWriter, Seek, Write},
    path::Path,
};

use super::{
    Content, ExportError, Format, annotation, csv, dataset::Dataset, dataset::Progress, geojson, gpkg, html,
    kml, parquet, record, whole,
};
use crate::project::Filter;

/// Which table is written, by formats that hold one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A row a place.
    Places,
    /// A row a mention.
    Mentions,
    /// A row a proposal.
    Proposals,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Places, Self::Mentions, Self::Proposals];

    /// What the command line and the window call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Places => "places",
            Self::Mentions => "mentions",
            Self::Proposals => "proposals",
        }
    }

    /// The table that a format holds where nothing is said; `None` where it holds everything.
    #[must_use]
    pub const fn of(format: Format) -> Option<Self> {
        match format {
            Format::Csv => Some(Self::Mentions),
            Format::Parquet => Some(Self::Places),
            _ => None,
        }
    }
}

/// What is written of a content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataOptions {
    /// What is in view.
    pub filter: Filter,
    /// The table, for formats that hold one.
    pub table: Option<Table>,
    /// A title, for formats that have one.
    pub title: Option<String>,
}

/// Writes data to a file, whole or not at all.
///
/// # Errors
/// [`ExportError`], naming the file. Where it was cancelled, or anything went wrong, nothing is left of it.
pub fn write_data(
    content: &Content,
    format: Format,
    options: &DataOptions,
    path: &Path,
    replace: bool,
    progress: &Progress,
) -> Result<(), ExportError> {
    whole::write(path, replace, |file| {
        let data = Dataset::new(content, &options.filter, progress);
        if format == Format::GeoPackage {
            gpkg::write(&data, file.path()).map_err(io::Error::other)?;
        } else {
            let mut out = BufWriter::with_capacity(1 << 18, file.as_file_mut());
            put(&data, format, options, &mut out)?;
            out.flush()?;
        }
        if progress.is_cancelled() {
            return Err(io::Error::from(io::ErrorKind::Interrupted));
        }
        Ok(())
    })
}

/// The bytes of a data format that can be written to memory.
pub(super) fn bytes(content: &Content, format: Format) -> Result<Vec<u8>, ExportError> {
    let (options, progress) = (DataOptions::default(), Progress::default());
    let data = Dataset::new(content, &options.filter, &progress);
    let mut out = io::Cursor::new(Vec::new());
    let draw = |error: io::Error| ExportError::Draw(error.to_string());
    if format == Format::GeoPackage {
        let file = tempfile::NamedTempFile::new().map_err(draw)?;
        gpkg::write(&data, file.path()).map_err(|error| draw(io::Error::other(error)))?;
        return std::fs::read(file.path()).map_err(draw);
    }
    put(&data, format, &options, &mut out).map_err(draw)?;
    Ok(out.into_inner())
}

fn put<W: Write + Seek + Send>(
    data: &Dataset<'_>,
    format: Format,
    options: &DataOptions,
    out: &mut W,
) -> io::Result<()> {
    let table = options.table.or(Table::of(format)).unwrap_or(Table::Mentions);
    match format {
        Format::GeoJson => geojson::write(data, out),
        Format::Kml => kml::write(data, out),
        Format::Kmz => kml::write_kmz(data, out),
        Format::Csv => csv::write(data, table, out),
        Format::JsonLines => record::write(data, out),
        Format::Parquet => parquet::write(data, table, out).map_err(io::Error::other),
        Format::Annotations => annotation::write(data, out),
        Format::Html => html::write(data, options.title.as_deref(), out),
        Format::GeoPackage | Format::Png | Format::Svg | Format::Pdf => {
            Err(io::Error::other("this format is written in another way"))
        }
    }
}
