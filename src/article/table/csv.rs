//! CSV and TSV, with whatever separator and encoding.

use std::{
    io::{BufRead, BufReader, Cursor, Read},
    sync::Arc,
};

use super::{Rationed, Row, decoded, io_problem};
use crate::article::{error::ArticleError, limits::MAX_ARTICLE_BYTES};

/// Bytes that are looked at to find the separator.
const LOOK: usize = 64 << 10;
/// The most columns of a row.
const COLUMNS: usize = 2000;

pub(super) fn each(
    reader: impl BufRead,
    file: &str,
    sink: &mut dyn FnMut(usize, Result<Row, String>) -> bool,
) -> Result<(), ArticleError> {
    let io = |error: &std::io::Error| io_problem(error, file);
    let (rationed, left) = Rationed::new(reader);
    let text = decoded(BufReader::with_capacity(LOOK, rationed)).map_err(|error| io(&error))?;
    let mut text = text;
    let mut head = Vec::new();
    (&mut text).take(LOOK as u64).read_to_end(&mut head).map_err(|error| io(&error))?;
    let separator = separator(&head);
    let text = BufReader::with_capacity(LOOK, Cursor::new(head).chain(text));
    let mut table =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text);
    let mut names: Option<Vec<Arc<str>>> = None;
    let mut record = csv::ByteRecord::new();
    loop {
        left.set(MAX_ARTICLE_BYTES);
        match table.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                return Err(match error.into_kind() {
                    csv::ErrorKind::Io(error) => io(&error),
                    _ => ArticleError::Damaged {
                        file: file.to_owned(),
                        format: "table",
                        reason: "a row cannot be read".to_owned(),
                    },
                });
            }
        }
        let line = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(usize::MAX));
        let cells = record.iter().take(COLUMNS).map(|cell| String::from_utf8_lossy(cell).into_owned());
        let cells: Vec<String> = cells.collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let names = match &names {
            Some(names) => names,
            None => {
                let header = is_header(&cells);
                let found = names.insert(if header { named(&cells) } else { numbered(cells.len()) });
                if header {
                    continue;
                }
                found
            }
        };
        let row = names.iter().cloned().zip(cells).collect();
        if !sink(line, Ok(row)) {
            return Ok(());
        }
    }
}

/// The separator that the first lines have most evenly.
fn separator(head: &[u8]) -> u8 {
    let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').take(20).collect();
    let count = |line: &[u8], separator: u8| {
        let mut quoted = false;
        line.iter()
            .filter(|byte| {
                quoted ^= **byte == b'"';
                **byte == separator && !quoted
            })
            .count()
    };
    let first = lines.first().copied().unwrap_or_default();
    let best = [b',', b'\t', b';', b'|'].into_iter().max_by_key(|separator| {
        let columns = count(first, *separator);
        let even = lines.iter().filter(|line| count(line, *separator) == columns).count();
        (columns > 0, even * usize::from(columns > 0), columns)
    });
    best.unwrap_or(b',')
}

/// Headers are short, distinct and no figures.
fn is_header(cells: &[String]) -> bool {
    let short = cells.iter().all(|cell| cell.chars().count() <= 60 && !cell.contains("://"));
    let words = cells.iter().filter(|cell| cell.chars().any(char::is_alphabetic)).count();
    let mut distinct: Vec<&String> = cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
    let all = distinct.len();
    distinct.sort();
    distinct.dedup();
    short && words * 2 > cells.len() && distinct.len() == all
}

fn named(cells: &[String]) -> Vec<Arc<str>> {
    let name = |(at, cell): (usize, &String)| {
        let cell = cell.trim().trim_start_matches('\u{feff}');
        if cell.is_empty() { format!("column {}", at + 1).into() } else { cell.into() }
    };
    cells.iter().enumerate().map(name).collect()
}

fn numbered(count: usize) -> Vec<Arc<str>> {
    (1..=count).map(|at| format!("column {at}").into()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(usize, Row)> {
        let mut rows = Vec::new();
        each(bytes, "a.csv", &mut |line, row| {
            rows.push((line, row.expect("a row")));
            true
        })
        .expect("a table");
        rows
    }

    #[test]
    fn separators_quotes_and_encodings_are_told() {
        let found = rows(b"title;text\n\"Roads; gas\";\"To \"\"Aghdam\"\"\nand back\"\nb;c\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1[0], ("title".into(), "Roads; gas".to_owned()));
        assert_eq!(found[0].1[1].1, "To \"Aghdam\"\nand back");
        assert_eq!(found[1].0, 4, "the line in the file");
        let (bytes, _, _) = encoding_rs::WINDOWS_1251
            .encode("заголовок\tтекст\nДороги\tПереговоры прошли в городе Баку, сообщили эксперты.\n");
        let found = rows(&bytes);
        assert_eq!(found[0].1[1].1, "Переговоры прошли в городе Баку, сообщили эксперты.");
    }

    #[test]
    fn a_table_without_headers_has_numbered_columns() {
        let found = rows(
            b"2023-07-31,The talks were held in Yevlakh and nobody else but the delegations was there\n",
        );
        assert_eq!(&*found[0].1[1].0, "column 2");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cells in proptest::collection::vec(("[a-zA-Z əğşЀ-я,;\"\n]{1,40}", "[a-z ,\"\n\t]{1,40}"), 1..8)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["headline", "body"]).expect("written");
            for (title, text) in &cells {
                writer.write_record([format!("t{title}"), format!("b{text}")]).expect("written");
            }
            let found = rows(&writer.into_inner().expect("written"));
            prop_assert_eq!(found.len(), cells.len());
            for ((_, row), (title, text)) in found.iter().zip(&cells) {
                prop_assert_eq!(&row[0].1, &format!("t{title}"));
                prop_assert_eq!(&row[1].1, &format!("b{text}"));
            }
        }
    }
}
