//! Articles: what is read from the files an analyst has.
//!
//! Reading returns what could be read *and* the problems met, each naming its file: one broken file
//! never costs the others.

use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub mod date;
mod encoding;
mod html;
pub mod jsonl;
mod markdown;
mod plain;
#[cfg(feature = "embedded")]
mod sample;

#[cfg(feature = "embedded")]
pub use sample::sample;

/// One article. Its text is what all byte spans of its annotation refer to and is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Names the article within a project or a stream: from the file, else its name.
    pub id: String,
    /// The headline, where the file tells it apart from the text.
    pub title: Option<String>,
    /// Who published it ("Turan"), where the file says.
    pub outlet: Option<String>,
    /// Who wrote it, where the file says.
    pub author: Option<String>,
    /// Publication date; relative dates in the text count from it.
    pub date: Option<Date>,
    /// Where it was published.
    pub url: Option<String>,
    /// The running text.
    pub text: Arc<str>,
}

impl Article {
    /// An article that is nothing but its text.
    #[must_use]
    pub fn from_text(id: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self {
            id: id.into(),
            title: None,
            outlet: None,
            author: None,
            date: None,
            url: None,
            text: text.into(),
        }
    }

    /// What to call it in a list: its title, else its first line, cut to a readable length.
    #[must_use]
    pub fn heading(&self) -> String {
        if let Some(title) = &self.title {
            return title.clone();
        }
        let line = self.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("(empty)");
        let mut short: String = line.chars().take(90).collect();
        if short.len() < line.len() {
            short.push('…');
        }
        short
    }
}

/// Why a file, or a part of one, could not be read. Says what to do; never quotes the file's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// It cannot be opened or read.
    #[error("{file}: cannot be read ({reason})")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// It is a folder without readable files.
    #[error("{file}: this folder holds no file of a known kind (.txt, .md, .html, .jsonl)")]
    EmptyFolder {
        /// The folder.
        file: String,
    },
    /// There is nothing in it.
    #[error("{file}: the file is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// It is not text.
    #[error("{file}: this is not text; save it as plain text, Markdown, HTML or JSON Lines")]
    Binary {
        /// The file.
        file: String,
    },
    /// It is longer than the limit.
    #[error("{file}: {megabytes} MB is more than the limit of {limit} MB for one article; split it")]
    TooLarge {
        /// The file.
        file: String,
        /// Its size.
        megabytes: u64,
        /// The limit.
        limit: u64,
    },
    /// A line of a JSON Lines file.
    #[error("{file}, line {line}: {reason}")]
    Line {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

/// The longest single article that is read, in bytes.
pub const MAX_ARTICLE_BYTES: u64 = 64 << 20;
/// Endings of files that a folder is searched for.
const KNOWN: &[&str] = &["txt", "text", "md", "markdown", "html", "htm", "xhtml", "jsonl", "ndjson"];

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Plain,
    Markdown,
    Html,
    JsonLines,
}

fn format_of(path: &Path) -> Format {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
    match ending.as_str() {
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "jsonl" | "ndjson" => Format::JsonLines,
        _ => Format::Plain,
    }
}

/// Reads files and folders, handing each article or problem on as it comes. JSON Lines are streamed, so
/// memory stays bounded; folders are read one level deep, in order of names. Stops when `sink` says so.
pub fn read_each(paths: &[PathBuf], sink: &mut dyn FnMut(Result<Article, ArticleError>) -> bool) -> bool {
    paths.iter().all(|path| read_one(path, sink))
}

/// Reads files and folders whole.
#[must_use]
pub fn read_paths(paths: &[PathBuf]) -> (Vec<Article>, Vec<ArticleError>) {
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    read_each(paths, &mut |read| {
        match read {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
        true
    });
    (articles, problems)
}

fn read_one(path: &Path, sink: &mut dyn FnMut(Result<Article, ArticleError>) -> bool) -> bool {
    let file = path.display().to_string();
    let io = |error: &std::io::Error| ArticleError::Io { file: file.clone(), reason: plain_reason(error) };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => return sink(Err(io(&error))),
    };
    if metadata.is_dir() {
        return match files_of(path) {
            Ok(files) if files.is_empty() => sink(Err(ArticleError::EmptyFolder { file })),
            Ok(files) => files.iter().all(|file| read_one(file, sink)),
            Err(error) => sink(Err(io(&error))),
        };
    }
    let format = format_of(path);
    if format == Format::JsonLines {
        return match File::open(path) {
            Ok(open) => jsonl::read(BufReader::new(open), &file, sink),
            Err(error) => sink(Err(io(&error))),
        };
    }
    if metadata.len() > MAX_ARTICLE_BYTES {
        let megabytes = metadata.len() >> 20;
        return sink(Err(ArticleError::TooLarge { file, megabytes, limit: MAX_ARTICLE_BYTES >> 20 }));
    }
    let mut bytes = Vec::new();
    // A device or pipe has no length: the limit holds for it too.
    let read = File::open(path).and_then(|open| open.take(MAX_ARTICLE_BYTES + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        return sink(Err(io(&error)));
    }
    let name = path.file_name().map_or_else(|| file.clone(), |name| name.to_string_lossy().into_owned());
    sink(read_bytes(&bytes, format, &name, &file))
}

fn files_of(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
        if path.is_file() && KNOWN.contains(&ending.as_str()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The system's reason in plain words.
fn plain_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        _ => error.to_string(),
    }
}

fn read_bytes(bytes: &[u8], format: Format, id: &str, file: &str) -> Result<Article, ArticleError> {
    let text = decode(bytes, file)?;
    Ok(match format {
        Format::Markdown => markdown::read(&text, id),
        Format::Html => html::read(&text, id),
        Format::Plain | Format::JsonLines => plain::read(text, id),
    })
}

fn decode(bytes: &[u8], file: &str) -> Result<String, ArticleError> {
    let file = || file.to_owned();
    if bytes.len() as u64 > MAX_ARTICLE_BYTES {
        let limit = MAX_ARTICLE_BYTES >> 20;
        return Err(ArticleError::TooLarge { file: file(), megabytes: bytes.len() as u64 >> 20, limit });
    }
    let text = encoding::decode(bytes).ok_or_else(|| ArticleError::Binary { file: file() })?;
    if text.trim().is_empty() {
        return Err(ArticleError::Empty { file: file() });
    }
    Ok(text)
}

/// An article from standard input: plain text, title and date looked for as in a text file.
///
/// # Errors
/// Where the bytes are empty, too many, or not text.
pub fn from_stdin(bytes: &[u8]) -> Result<Article, ArticleError> {
    Ok(plain::read(decode(bytes, "standard input")?, "stdin"))
}

/// What a paste holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Paths or `file://` links, one a line, at least one of which exists.
    Paths(Vec<PathBuf>),
    /// The text of an article.
    Text(String),
}

/// Tells pasted paths from pasted text.
#[must_use]
pub fn read_paste(paste: &str) -> Pasted {
    let lines: Vec<&str> = paste.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let paths: Vec<PathBuf> = lines.iter().filter_map(|line| path_of(line)).collect();
    if !paths.is_empty() && paths.len() == lines.len() && paths.iter().any(|path| path.exists()) {
        Pasted::Paths(paths)
    } else {
        Pasted::Text(paste.to_owned())
    }
}

fn path_of(line: &str) -> Option<PathBuf> {
    if let Some(link) = line.strip_prefix("file://") {
        let path = link.strip_prefix("localhost").unwrap_or(link);
        return Some(PathBuf::from(percent_decoded(path)));
    }
    let bare = line.trim_matches(['"', '\'']);
    (bare.len() < 4096 && Path::new(bare).is_absolute()).then(|| PathBuf::from(bare))
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An article from pasted text; `number` tells it from other pastes.
#[must_use]
pub fn from_paste(text: &str, number: usize) -> Option<Article> {
    (!text.trim().is_empty()).then(|| plain::read(text.to_owned(), &format!("pasted-{number}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_paths_are_told_from_text() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let path = folder.path().join("a b.txt");
        fs::write(&path, "Baku").expect("a scratch file");
        let link = format!("file://{}", path.display().to_string().replace(' ', "%20"));
        assert_eq!(read_paste(&link), Pasted::Paths(vec![path.clone()]));
        assert_eq!(read_paste(&path.display().to_string()), Pasted::Paths(vec![path]));
        assert_eq!(read_paste("Talks in Baku."), Pasted::Text("Talks in Baku.".to_owned()));
    }

    #[test]
    fn a_broken_file_does_not_cost_the_others() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.txt"), "Talks in Baku.").expect("written");
        fs::write(at("b.txt"), "").expect("written");
        fs::write(at("c.txt"), [0_u8, 159, 146, 150, 0, 0, 1, 2]).expect("written");
        let (articles, problems) = read_paths(&[at("a.txt"), at("b.txt"), at("c.txt"), at("d.txt")]);
        assert_eq!(articles.len(), 1);
        assert!(matches!(problems[0], ArticleError::Empty { .. }));
        assert!(matches!(problems[1], ArticleError::Binary { .. }));
        assert!(problems[2].to_string().contains("d.txt: cannot be read (there is no such file)"));
    }
}
