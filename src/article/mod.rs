//! Articles: what is read from the files an analyst has.
//!
//! Reading returns what could be read *and* the problems met, each naming its file: one broken file
//! never costs the others. Nothing that a file refers to is fetched, nothing in it is run.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod archive;
pub mod date;
mod docx;
mod encoding;
mod epub;
mod error;
mod feed;
mod format;
mod html;
mod limits;
mod mail;
mod markdown;
mod metadata;
mod odt;
mod office;
mod paste;
mod pdf;
mod plain;
mod prose;
mod read;
mod rtf;
#[cfg(feature = "embedded")]
mod sample;
pub mod similar;
mod subtitles;
mod table;
mod xml;

pub use error::{ArticleError, Limit};
pub use format::{FORMATS, Format, endings};
pub use limits::MAX_ARTICLE_BYTES;
pub use paste::{Pasted, from_paste, read_paste};
pub use read::{
    ReadOptions, Sink, files, from_stdin, preview, read_each, read_each_with, read_file, read_named,
    read_paths, read_paths_with,
};
#[cfg(feature = "embedded")]
pub use sample::sample;
pub use table::{Columns, Field, Preview, Row, jsonl};

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
