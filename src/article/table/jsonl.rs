//! JSON Lines: an article a line, streamed.

use std::io::{BufRead, Read};

use serde::Deserialize;

use super::{Columns, json::row_of};
use crate::article::{Article, ArticleError, MAX_ARTICLE_BYTES, date, error::plain_reason};

/// One line.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    author: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// Reads a stream of lines, handing each article or problem on as it comes; stops when `sink` says so.
/// `file` names the stream in problems. Returns whether to go on.
pub fn read(
    mut reader: impl BufRead,
    file: &str,
    sink: &mut dyn FnMut(Result<Article, ArticleError>) -> bool,
) -> bool {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        match reader.by_ref().take(MAX_ARTICLE_BYTES + 1).read_until(b'\n', &mut line) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => {
                let reason = plain_reason(&error);
                return sink(Err(ArticleError::Io { file: file.to_owned(), reason }));
            }
        }
        let problem = |reason: &str| {
            Err(ArticleError::Line { file: file.to_owned(), line: number, reason: reason.to_owned() })
        };
        if line.len() as u64 > MAX_ARTICLE_BYTES {
            if !sink(problem("the line is longer than the limit of 64 MB")) || !skip_line(&mut reader) {
                return false;
            }
            continue;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read = match parse(&line, file, number) {
            Ok(article) => Ok(article),
            Err(reason) => problem(&reason),
        };
        if !sink(read) {
            return false;
        }
    }
    true
}

fn skip_line(reader: &mut impl BufRead) -> bool {
    loop {
        let Ok(buffer) = reader.fill_buf() else { return false };
        if buffer.is_empty() {
            return true;
        }
        match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => {
                reader.consume(at + 1);
                return true;
            }
            None => {
                let len = buffer.len();
                reader.consume(len);
            }
        }
    }
}

fn parse(line: &[u8], file: &str, number: usize) -> Result<Article, String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line: Line = match serde_json::from_slice(line) {
        Ok(line) => line,
        // serde's message may quote the text: only its kind is passed on.
        Err(error) if error.is_data() => {
            // Its columns may have other names.
            let row = row_of(line).unwrap_or_default();
            let columns = Columns::guess(std::slice::from_ref(&row), &Columns::default());
            let article = columns
                .get(super::Field::Text)
                .and_then(|_| columns.article(&row, format!("{file}:{number}")));
            return article.ok_or_else(|| "an object with a string “text” is expected".to_owned());
        }
        Err(error) => return Err(format!("no valid JSON (column {})", error.column())),
    };
    let id = match line.id {
        Some(serde_json::Value::String(id)) => id,
        Some(serde_json::Value::Null) | None => format!("{file}:{number}"),
        Some(other) => other.to_string(),
    };
    Ok(Article {
        id,
        title: line.title.filter(|title| !title.is_empty()),
        outlet: line.source.filter(|source| !source.is_empty()),
        author: line.author,
        date: line.date.as_deref().and_then(date::parse),
        url: line.url,
        text: line.text.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn broken_lines_are_named_and_the_rest_is_read() {
        let stream = "{\"id\":\"a\",\"text\":\"Baku\"}\nnonsense\n\n{\"id\":7,\"text\":\"Yerevan\",\"date\":\"2023-07-31\"}\n{\"id\":1}\n";
        let mut read_ids = Vec::new();
        let mut problems = Vec::new();
        read(stream.as_bytes(), "s.jsonl", &mut |one| {
            match one {
                Ok(article) => read_ids.push(article.id),
                Err(problem) => problems.push(problem.to_string()),
            }
            true
        });
        assert_eq!(read_ids, ["a", "7"]);
        assert!(problems[0].starts_with("s.jsonl, line 2: no valid JSON"), "{problems:?}");
        assert!(problems[1].starts_with("s.jsonl, line 5: an object"), "{problems:?}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            read(bytes.as_slice(), "s", &mut |_| true);
        }
    }
}
