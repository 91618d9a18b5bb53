//! Which column holds what: guessed from names and contents, and changed by the user.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::article::{Article, date, html, limits::Deadline};

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// The running text.
    Text,
    /// The headline.
    Title,
    /// The day of publication.
    Date,
    /// Who published it.
    Outlet,
    /// Who wrote it.
    Author,
    /// Where it was published.
    Url,
    /// What names the article.
    Id,
}

impl Field {
    /// All of them, the text first.
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Title, Self::Date, Self::Outlet, Self::Author, Self::Url, Self::Id];

    /// What the command line calls it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Date => "date",
            Self::Outlet => "source",
            Self::Author => "author",
            Self::Url => "url",
            Self::Id => "id",
        }
    }

    /// What the window calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Title => "Title",
            Self::Date => "Date",
            Self::Outlet => "Outlet",
            Self::Author => "Author",
            Self::Url => "Link",
            Self::Id => "Id",
        }
    }

    /// Names that such columns have, the surer first, in small letters without marks.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "text",
                "fulltext",
                "articletext",
                "articlebody",
                "bodytext",
                "body",
                "contenttext",
                "maintext",
                "content",
                "article",
                "story",
                "transcript",
                "contenthtml",
                "message",
                "текст",
                "mətn",
                "metin",
                "description",
                "summary",
                "snippet",
                "abstract",
                "lead",
            ],
            Self::Title => &[
                "title",
                "headline",
                "webtitle",
                "heading",
                "subject",
                "articletitle",
                "заголовок",
                "başlıq",
                "başlık",
                "name",
            ],
            Self::Date => &[
                "date",
                "published",
                "publishedat",
                "publicationdate",
                "webpublicationdate",
                "datepublished",
                "publishdate",
                "pubdate",
                "datetime",
                "publishedon",
                "publishedtime",
                "createdat",
                "created",
                "timestamp",
                "time",
                "day",
                "seendate",
                "дата",
                "tarix",
                "tarih",
            ],
            Self::Outlet => &[
                "source",
                "outlet",
                "sourcename",
                "publisher",
                "publication",
                "newspaper",
                "sitename",
                "site",
                "media",
                "mediasource",
                "domain",
                "channel",
                "источник",
                "mənbə",
                "kaynak",
            ],
            Self::Author => {
                &["author", "authors", "byline", "authorname", "creator", "writer", "by", "автор"]
            }
            Self::Url => &["url", "link", "weburl", "canonicalurl", "permalink", "href", "uri", "ссылка"],
            Self::Id => &["id", "articleid", "guid", "uuid", "docid", "key"],
        }
    }
}

/// A row with the names of its columns, in order. Columns of objects in objects are called `outer.inner`.
pub type Row = Vec<(Arc<str>, String)>;

/// Which column holds what. A field without a column is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns(BTreeMap<Field, String>);

impl Columns {
    /// Reads `text=body,date=published`. An empty name after `=` means that no column holds the field.
    ///
    /// # Errors
    /// What is not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let known = || {
                let keys = Field::ALL.map(Field::key).join(", ");
                format!(
                    "--columns takes FIELD=COLUMN, separated by commas; the fields are {keys}, not “{pair}”"
                )
            };
            let (field, column) = pair.split_once('=').ok_or_else(known)?;
            let field = field.trim().to_lowercase();
            let field = if field == "outlet" { "source" } else { &field };
            let field = Field::ALL.into_iter().find(|known| known.key() == field).ok_or_else(known)?;
            columns.0.insert(field, column.trim().to_owned());
        }
        Ok(columns)
    }

    /// Whether nothing was chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The column of a field.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str).filter(|column| !column.is_empty())
    }

    /// Chooses the column of a field, or none.
    pub fn set(&mut self, field: Field, column: Option<&str>) {
        self.0.insert(field, column.unwrap_or_default().to_owned());
    }

    /// Guesses from the names of columns and some rows; what `chosen` says stands.
    #[must_use]
    pub fn guess(rows: &[Row], chosen: &Self) -> Self {
        let names = names(rows);
        let mut columns = chosen.clone();
        let mut taken: Vec<Arc<str>> =
            chosen.0.values().filter(|name| !name.is_empty()).map(|name| name.as_str().into()).collect();
        for field in Field::ALL {
            if columns.0.contains_key(&field) {
                continue;
            }
            let named = field.names().iter().find_map(|known| {
                names
                    .iter()
                    .find(|name| !taken.contains(name) && matches(name, known) && fits(field, name, rows))
            });
            let found = named.cloned().or_else(|| match field {
                Field::Text => longest(&names, &taken, rows),
                Field::Date => dated(&names, &taken, rows),
                _ => None,
            });
            if let Some(found) = found {
                columns.0.insert(field, found.to_string());
                taken.push(found);
            }
        }
        columns
    }

    /// The article of a row; `None` where it has no text.
    #[must_use]
    pub(super) fn article(&self, row: &Row, id: String) -> Option<Article> {
        let value = |field: Field| {
            let column = self.get(field)?;
            let value = row
                .iter()
                .find(|(name, _)| **name == *column || same(name, column))
                .map(|(_, value)| value)?;
            Some(value.as_str()).filter(|value| !value.trim().is_empty())
        };
        let trimmed = |field: Field| value(field).map(|value| value.trim().to_owned());
        let text = value(Field::Text).or_else(|| value(Field::Title))?;
        let text = if is_markup(text) { html::prose(text, Deadline::new()).ok()? } else { text.to_owned() };
        if text.trim().is_empty() {
            return None; // nothing but markup
        }
        Some(Article {
            id: trimmed(Field::Id).unwrap_or(id),
            title: trimmed(Field::Title),
            outlet: trimmed(Field::Outlet),
            author: trimmed(Field::Author),
            date: value(Field::Date).and_then(date::parse),
            url: trimmed(Field::Url),
            text: text.into(),
        })
    }
}

/// The names of all columns, in the order in which they appear.
pub(super) fn names(rows: &[Row]) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !names.contains(name) && names.len() < 500 {
            names.push(Arc::clone(name));
        }
    }
    names
}

fn same(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a column has a known name: as a whole, or its last part ("fields.bodyText").
fn matches(name: &str, known: &str) -> bool {
    bare(name) == known
        || name.rsplit_once('.').is_some_and(|(_, last)| last != "name" && bare(last) == known)
}

/// Whether what stands in a column can be what its name says.
fn fits(field: Field, name: &Arc<str>, rows: &[Row]) -> bool {
    let mut values = rows.iter().flatten().filter(|(other, value)| other == name && !value.trim().is_empty());
    match field {
        Field::Date => values.next().is_none_or(|(_, value)| date::parse(value).is_some()),
        Field::Url => values.next().is_none_or(|(_, value)| value.contains('/') || value.contains('.')),
        _ => true,
    }
}

/// A column that holds nothing but dates, whatever it is called.
fn dated(names: &[Arc<str>], taken: &[Arc<str>], rows: &[Row]) -> Option<Arc<str>> {
    let is_date = |value: &str| value.len() <= 32 && date::parse(value).is_some();
    let all_dates = |name: &&Arc<str>| {
        let mut values = rows
            .iter()
            .flatten()
            .filter(|(other, value)| other == *name && !value.trim().is_empty())
            .peekable();
        values.peek().is_some() && values.all(|(_, value)| is_date(value))
    };
    names.iter().filter(|name| !taken.contains(name)).find(all_dates).cloned()
}

/// The column with the longest values, if they read like text.
fn longest(names: &[Arc<str>], taken: &[Arc<str>], rows: &[Row]) -> Option<Arc<str>> {
    let mean = |name: &&Arc<str>| {
        let values = rows.iter().flatten().filter(|(other, _)| other == *name);
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        let spaced: usize = values.iter().map(|value| value.split_whitespace().count()).sum();
        if spaced < 6 * values.len() {
            0
        } else {
            values.iter().map(|value| value.len()).sum::<usize>() / values.len().max(1)
        }
    };
    let best = names.iter().filter(|name| !taken.contains(name)).max_by_key(mean)?;
    (mean(&best) >= 40).then(|| Arc::clone(best))
}

fn is_markup(text: &str) -> bool {
    ["</p>", "<br>", "<br/>", "<br />", "</div>", "</a>"].iter().any(|tag| text.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pairs: &[(&str, &str)]) -> Row {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).to_owned())).collect()
    }

    #[test]
    fn columns_are_guessed_by_name_and_by_content() {
        let rows = [row(&[
            ("Published At", "2023-07-31"),
            ("source.name", "Wire"),
            ("Headline", "Roads"),
            ("Col 7", "A long running text about the road to Aghdam, and about the talks."),
        ])];
        let columns = Columns::guess(&rows, &Columns::default());
        assert_eq!(columns.get(Field::Text), Some("Col 7"));
        assert_eq!(columns.get(Field::Title), Some("Headline"));
        assert_eq!(columns.get(Field::Date), Some("Published At"));
        assert_eq!(columns.get(Field::Outlet), Some("source.name"));
    }

    #[test]
    fn a_row_of_nothing_but_markup_is_no_article() {
        let rows = [row(&[("text", "<p><img src=\"map.png\"></p>"), ("title", "")])];
        let columns = Columns::guess(&rows, &Columns::parse("text=text").expect("columns"));
        assert!(columns.article(&rows[0], "a".to_owned()).is_none());
    }

    #[test]
    fn what_was_chosen_stands() {
        let rows = [row(&[("text", "short"), ("body", "long"), ("date", "2023-07-31")])];
        let chosen = Columns::parse("text=body, date=").expect("columns");
        let columns = Columns::guess(&rows, &chosen);
        let article = columns.article(&rows[0], "a".to_owned()).expect("an article");
        assert_eq!((&*article.text, article.date), ("long", None));
        assert!(Columns::parse("words=body").is_err());
        assert!(Columns::parse("body").is_err());
    }
}
