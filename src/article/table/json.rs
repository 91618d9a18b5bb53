//! JSON: a list of objects, streamed; or an object that holds such a list, as answers of news services do.

use std::{
    cell::Cell,
    io::{BufRead, BufReader, Read},
    sync::Arc,
};

use serde::{
    Deserializer as _,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::{Rationed, Row, decoded, io_problem};
use crate::article::{error::ArticleError, limits::MAX_ARTICLE_BYTES};

/// The largest JSON that is no list, in bytes: it is held in memory.
const WHOLE: u64 = 16 << 20;
/// Objects in objects whose columns are read.
const DEPTH: usize = 4;
/// The most columns of a row.
const COLUMNS: usize = 1000;
/// A list of strings is the paragraphs of a text where they are this long, in bytes.
const PARAGRAPH: usize = 80;

type RowSink<'s> = dyn FnMut(usize, Result<Row, String>) -> bool + 's;

pub(super) fn each(reader: impl BufRead, file: &str, sink: &mut RowSink<'_>) -> Result<(), ArticleError> {
    let io = |error: &std::io::Error| io_problem(error, file);
    let (rationed, left) = Rationed::new(reader);
    let text = decoded(BufReader::new(rationed)).map_err(|error| io(&error))?;
    let mut text = BufReader::new(text);
    skip_space(&mut text).map_err(|error| io(&error))?;
    let is_list = text.fill_buf().map_err(|error| io(&error))?.first() == Some(&b'[');
    let damaged = |error: &serde_json::Error| match error.classify() {
        serde_json::error::Category::Io => io(&std::io::Error::other(error.to_string())),
        _ => ArticleError::Line {
            file: file.to_owned(),
            line: error.line(),
            reason: format!("no valid JSON (column {})", error.column()),
        },
    };
    if is_list {
        let stopped = Cell::new(false);
        let list = List { sink, stopped: &stopped, left: &left };
        let mut json = serde_json::Deserializer::from_reader(text);
        return match json.deserialize_seq(list) {
            Err(error) if !stopped.get() => Err(damaged(&error)),
            _ => Ok(()),
        };
    }
    let mut whole = Vec::new();
    text.take(WHOLE + 1).read_to_end(&mut whole).map_err(|error| io(&error))?;
    if whole.len() as u64 > WHOLE {
        let megabytes = whole.len() as u64 >> 20;
        return Err(ArticleError::TooLarge { file: file.to_owned(), megabytes, limit: WHOLE >> 20 });
    }
    let value: Value = serde_json::from_slice(&whole).map_err(|error| damaged(&error))?;
    drop(whole);
    let mut lists = Vec::new();
    find_lists(&value, 0, &mut lists);
    let objects: Vec<&Value> = match lists.into_iter().max_by_key(|list| weight(list)) {
        Some(list) if !is_article(&value) => list.iter().collect(),
        _ => vec![&value],
    };
    for (at, object) in objects.into_iter().enumerate() {
        let mut row = Row::new();
        flatten(object, "", 0, &mut row);
        if !sink(at + 1, Ok(row)) {
            break;
        }
    }
    Ok(())
}

/// JSON Lines whose objects have columns of any name.
pub(super) fn each_line(
    reader: impl BufRead,
    file: &str,
    sink: &mut RowSink<'_>,
) -> Result<(), ArticleError> {
    let io = |error: &std::io::Error| io_problem(error, file);
    let (rationed, left) = Rationed::new(reader);
    let mut text = BufReader::new(decoded(BufReader::new(rationed)).map_err(|error| io(&error))?);
    let mut line = Vec::new();
    for number in 1.. {
        left.set(MAX_ARTICLE_BYTES);
        line.clear();
        if text.read_until(b'\n', &mut line).map_err(|error| io(&error))? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if !sink(number, row_of(&line)) {
            break;
        }
    }
    Ok(())
}

/// The row of one object.
pub(super) fn row_of(json: &[u8]) -> Result<Row, String> {
    let mut row = Row::new();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let flat = Flat { name: "", depth: 0, row: &mut row };
    let read = flat.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match read {
        Ok(()) if !row.is_empty() => Ok(row),
        Ok(()) => Err("an object with columns is expected".to_owned()),
        Err(error) => Err(format!("no valid JSON (column {})", error.column())),
    }
}

fn skip_space(text: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = text.fill_buf()?;
        let space = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let all = space == buffer.len();
        let ended = buffer.is_empty();
        text.consume(space);
        if ended || !all {
            return Ok(());
        }
    }
}

/// All lists of objects.
fn find_lists<'v>(value: &'v Value, depth: usize, out: &mut Vec<&'v Vec<Value>>) {
    if depth > DEPTH {
        return;
    }
    match value {
        Value::Array(list) if list.first().is_some_and(Value::is_object) => out.push(list),
        Value::Object(object) => object.values().for_each(|value| find_lists(value, depth + 1, out)),
        _ => {}
    }
}

/// How much text a list's first objects hold.
fn weight(list: &[Value]) -> usize {
    list.iter().take(5).map(|value| value.to_string().len()).sum()
}

/// Whether an object is itself an article: it has a text that is longer than a list would be.
fn is_article(value: &Value) -> bool {
    let known = ["text", "body", "content", "articleBody", "article", "fulltext", "full_text"];
    known.iter().any(|name| value.get(name).and_then(Value::as_str).is_some_and(|text| text.len() > 20))
}

fn add(row: &mut Row, name: &str, value: String) {
    if value.trim().is_empty() {
        return;
    }
    if let Some((_, known)) = row.iter_mut().rev().find(|(known, _)| **known == *name) {
        // A list: names side by side, paragraphs below each other.
        known.push_str(if value.len() >= PARAGRAPH { "\n\n" } else { ", " });
        known.push_str(&value);
    } else if row.len() < COLUMNS {
        row.push((Arc::from(name), value));
    }
}

fn joined(outer: &str, inner: &str) -> String {
    if outer.is_empty() { inner.to_owned() } else { format!("{outer}.{inner}") }
}

fn flatten(value: &Value, name: &str, depth: usize, row: &mut Row) {
    match value {
        Value::Null => {}
        Value::String(text) => add(row, name, text.clone()),
        Value::Bool(_) | Value::Number(_) => add(row, name, value.to_string()),
        Value::Array(list) if depth <= DEPTH => {
            list.iter().for_each(|value| flatten(value, name, depth + 1, row));
        }
        Value::Object(object) if depth <= DEPTH => {
            for (inner, value) in object {
                flatten(value, &joined(name, inner), depth + 1, row);
            }
        }
        _ => {}
    }
}

/// Streams the objects of a list.
struct List<'l, 's> {
    sink: &'l mut RowSink<'s>,
    stopped: &'l Cell<bool>,
    left: &'l Cell<u64>,
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        for number in 1.. {
            self.left.set(MAX_ARTICLE_BYTES);
            let mut row = Row::new();
            if list.next_element_seed(Flat { name: "", depth: 0, row: &mut row })?.is_none() {
                break;
            }
            let row =
                if row.is_empty() { Err("an object with columns is expected".to_owned()) } else { Ok(row) };
            if !(self.sink)(number, row) {
                self.stopped.set(true);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// Reads a value into a row without holding anything but its texts and figures.
struct Flat<'f> {
    name: &'f str,
    depth: usize,
    row: &'f mut Row,
}

impl<'de> DeserializeSeed<'de> for Flat<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > DEPTH {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Flat<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        add(self.row, self.name, value.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        add(self.row, self.name, value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        add(self.row, self.name, value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        add(self.row, self.name, value.to_string());
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        add(self.row, self.name, value.to_owned());
        Ok(())
    }

    fn visit_string<E>(self, value: String) -> Result<(), E> {
        add(self.row, self.name, value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list
            .next_element_seed(Flat { name: self.name, depth: self.depth + 1, row: self.row })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(inner) = map.next_key::<String>()? {
            let name = joined(self.name, &inner);
            map.next_value_seed(Flat { name: &name, depth: self.depth + 1, row: self.row })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(json: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        each(json.as_bytes(), "a.json", &mut |_, row| {
            rows.push(row.expect("a row"));
            true
        })
        .expect("JSON");
        rows
    }

    #[test]
    fn lists_are_streamed_and_objects_are_flattened() {
        let found = rows(r#"[{"a":"x","b":{"c":1,"d":["y","z"]}},{"a":null,"e":true}]"#);
        let plain = |row: &Row| {
            row.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(plain(&found[0]), "a=x b.c=1 b.d=y, z");
        assert_eq!(plain(&found[1]), "e=true");
    }

    #[test]
    fn the_list_in_an_answer_of_a_news_service_is_found() {
        let found = rows(
            r#"{"status":"ok","tags":[{"t":1}],"response":{"results":[{"webTitle":"Roads","fields":{"bodyText":"To Aghdam and back."}}]}}"#,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(&*found[0][0].0, "webTitle".to_owned().as_str().min("fields.bodyText"));
    }

    #[test]
    fn one_article_is_one_row() {
        let found = rows(r#"{"title":"Roads","text":"A text that is long enough.","tags":[{"name":"x"}]}"#);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn what_is_broken_is_named_by_its_line() {
        let mut seen = 0;
        let read = each("[{\"a\":\"x\"},\n{\"a\":".as_bytes(), "a.json", &mut |_, _| {
            seen += 1;
            true
        });
        assert_eq!(seen, 1);
        assert!(matches!(read, Err(ArticleError::Line { line: 2, .. })), "{read:?}");
    }
}
