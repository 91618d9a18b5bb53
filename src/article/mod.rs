//! Articles: what is read from the files an analyst has.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One article. Its text is what all byte spans of its annotation refer to and is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Names the article within a project or a stream: from the file, else made of its name and content.
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
}
