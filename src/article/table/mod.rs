//! Files of rows: CSV, TSV, JSON and JSON Lines. Each is read as a stream, so that memory stays bounded
//! however long it is.

use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

use super::{
    error::{ArticleError, plain_reason},
    format::Format,
    limits::MAX_ARTICLE_BYTES,
    read::{Origin, Sink},
};

mod columns;
mod csv;
mod json;
pub mod jsonl;

pub use columns::{Columns, Field, Row};

/// Rows that are looked at before columns are guessed.
const LOOK: usize = 20;

/// The first rows of a file, and what its columns seem to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The first rows, a value a column; long values are cut.
    pub rows: Vec<Vec<String>>,
    /// The guess.
    pub guess: Columns,
}

/// Hands each row on with its line or number; stops when `sink` says so.
fn each(
    format: Format,
    reader: impl BufRead,
    file: &str,
    sink: &mut dyn FnMut(usize, Result<Row, String>) -> bool,
) -> Result<(), ArticleError> {
    match format {
        Format::Table => csv::each(reader, file, sink),
        Format::JsonLines => json::each_line(reader, file, sink),
        _ => json::each(reader, file, sink),
    }
}

/// Reads the articles of a file of rows.
pub(super) fn read(format: Format, reader: impl BufRead, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    let chosen = &origin.options.columns;
    let mut rows = Rows { origin, sink, waiting: Vec::new(), columns: None, go_on: true };
    let read = each(format, reader, origin.file, &mut |line, row| {
        match row {
            Ok(row) => rows.waiting.push((line, row)),
            Err(reason) => rows.tell(ArticleError::Line { file: origin.file.to_owned(), line, reason }),
        }
        if rows.columns.is_some() || rows.waiting.len() >= LOOK {
            rows.flush(chosen);
        }
        rows.go_on
    });
    rows.flush(chosen);
    match read {
        Err(problem) if rows.go_on => sink(Err(problem)),
        _ => rows.go_on,
    }
}

struct Rows<'r, 's> {
    origin: &'r Origin<'r>,
    sink: &'r mut Sink<'s>,
    waiting: Vec<(usize, Row)>,
    columns: Option<Columns>,
    go_on: bool,
}

impl Rows<'_, '_> {
    fn tell(&mut self, problem: ArticleError) {
        self.go_on = self.go_on && (self.sink)(Err(problem));
    }

    fn flush(&mut self, chosen: &Columns) {
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() || !self.go_on {
            return;
        }
        if self.columns.is_none() {
            let seen: Vec<Row> = rows.iter().map(|(_, row)| row.clone()).collect();
            let columns = Columns::guess(&seen, chosen);
            let names = columns::names(&seen);
            let has = |name: &str| names.iter().any(|known| known.trim().eq_ignore_ascii_case(name.trim()));
            if !columns.get(Field::Text).is_some_and(has) && columns.get(Field::Title).is_none() {
                let columns = names.join(", ").chars().take(300).collect();
                self.tell(ArticleError::NoTextColumn { file: self.origin.file.to_owned(), columns });
                self.go_on = false;
                return;
            }
            self.columns = Some(columns);
        }
        for (line, row) in rows {
            let Some(columns) = &self.columns else { return };
            let article = columns.article(&row, format!("{}:{line}", self.origin.id));
            self.go_on = self.go_on
                && (self.sink)(article.ok_or_else(|| ArticleError::Line {
                    file: self.origin.file.to_owned(),
                    line,
                    reason: "this row has no text".to_owned(),
                }));
        }
    }
}

/// Looks at the first rows of a file.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn preview(
    format: Format,
    reader: impl BufRead,
    file: &str,
    chosen: &Columns,
) -> Result<Preview, ArticleError> {
    let mut rows = Vec::new();
    each(format, reader, file, &mut |_, row| {
        rows.extend(row);
        rows.len() < LOOK
    })?;
    if rows.is_empty() {
        return Err(ArticleError::Empty { file: file.to_owned() });
    }
    let names = columns::names(&rows);
    let short = |value: &str| value.chars().take(200).collect::<String>();
    let cells = |row: &Row| {
        let value = |name| row.iter().find(|(known, _)| known == name).map(|(_, value)| short(value));
        names.iter().map(|name| value(name).unwrap_or_default()).collect()
    };
    Ok(Preview {
        rows: rows.iter().map(cells).collect(),
        guess: Columns::guess(&rows, chosen),
        columns: names.iter().map(ToString::to_string).collect(),
    })
}

/// A reader that refuses a row longer than an article may be: one quote that is never closed must not pull a
/// whole file into memory.
struct Rationed<R> {
    reader: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Rationed<R> {
    /// The reader, and what is left for the row at hand.
    fn new(reader: R) -> (Self, Rc<Cell<u64>>) {
        let left = Rc::new(Cell::new(MAX_ARTICLE_BYTES));
        (Self { reader, left: Rc::clone(&left) }, left)
    }
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::other("a row is longer than the limit of 64 MB; split it"));
        }
        let read = self.reader.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

/// The text of a stream of bytes in any encoding.
fn decoded<R: Read>(mut reader: BufReader<R>) -> io::Result<impl Read> {
    let encoding = super::encoding::encoding_of_head(reader.fill_buf()?);
    let mut builder = encoding_rs_io::DecodeReaderBytesBuilder::new();
    Ok(builder.encoding(encoding).build(reader))
}

fn io_problem(error: &io::Error, file: &str) -> ArticleError {
    ArticleError::Io { file: file.to_owned(), reason: plain_reason(error) }
}
