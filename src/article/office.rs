//! What DOCX, ODT and EPUB share: parts in an archive, their properties, errors that name the file.

use std::io::{Read, Seek};

use super::{
    Article,
    archive::Archive,
    date,
    error::ArticleError,
    limits::Deadline,
    plain,
    xml::{Piece, XmlError, walk},
};

/// What a document says of itself.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) date: Option<String>,
}

/// Reads Dublin Core and its kin, as all three formats use them.
pub(super) fn properties(bytes: &[u8], deadline: Deadline) -> Properties {
    let mut found = Properties::default();
    let (mut name, mut text) = (String::new(), String::new());
    // Broken properties cost nothing but themselves.
    let _read = walk(bytes, deadline, &mut |piece| match piece {
        Piece::Start(start, _) => {
            start.clone_into(&mut name);
            text.clear();
        }
        Piece::Text(piece) if text.len() < 2000 => text.push_str(piece),
        Piece::Text(_) => {}
        Piece::End(_) => {
            let field = match name.as_str() {
                "title" => &mut found.title,
                "creator" | "initial-creator" => &mut found.author,
                "publisher" => &mut found.publisher,
                "created" | "creation-date" | "date" => &mut found.date,
                _ => return,
            };
            if field.is_none() && !text.trim().is_empty() {
                *field = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            name.clear();
        }
    });
    found
}

/// An article of a document's text and properties. The date in the text's head comes before that of the
/// file, which only says when it was made.
pub(super) fn article(id: &str, text: &str, title: Option<String>, properties: Properties) -> Article {
    let own = |title: &String| title.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let title = properties.title.filter(own).or(title);
    let told = plain::date_of(text);
    let (text, byline) = without_byline(text, properties.author.as_deref());
    Article {
        title: title.or_else(|| plain::title_of(&text)),
        author: properties.author.or(byline),
        date: told.or_else(|| date::parse(&properties.date?)),
        outlet: properties.publisher,
        ..Article::from_text(id, text)
    }
}

/// Paragraphs at the head among which author and date may stand by themselves.
const HEAD: usize = 5;
/// A paragraph of more characters is text.
const BYLINE: usize = 60;

/// The text without author and date that stand by themselves under the headline, and who that author is.
fn without_byline(text: &str, author: Option<&str>) -> (String, Option<String>) {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let is_date = |part: &str| part.chars().count() <= 30 && date::parse(part).is_some();
    let is_name = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let capitals = words.iter().all(|word| word.starts_with(char::is_uppercase));
        (2..=5).contains(&words.len()) && capitals && !part.contains([',', ':', ';', '?', '!', '"'])
    };
    let (mut kept, mut byline) = (Vec::with_capacity(paragraphs.len()), None);
    let mut head = true;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let part = paragraph.trim();
        // The headline may be long; behind it the text begins with the first long paragraph.
        head &= at < HEAD && (at == 0 || part.chars().count() <= BYLINE);
        let before_date = paragraphs.get(at + 1).is_some_and(|next| is_date(next.trim()));
        let named = author == Some(part) || (before_date && is_name(part));
        if head && at > 0 && (is_date(part) || named) {
            if named {
                byline = Some(part.to_owned());
            }
            continue;
        }
        kept.push(*paragraph);
    }
    (kept.join("\n\n"), byline)
}

/// Walks a part of a document.
pub(super) fn walk_part<R: Read + Seek>(
    archive: &mut Archive<R>,
    part: &str,
    file: &str,
    format: &'static str,
    deadline: Deadline,
    sink: &mut dyn FnMut(Piece<'_>),
) -> Result<(), ArticleError> {
    let bytes = archive.part(part)?;
    walk(&bytes, deadline, sink).map_err(|error| problem(error, file, format))
}

/// An error of XML as one of the file.
pub(super) fn problem(error: XmlError, file: &str, format: &'static str) -> ArticleError {
    let file = file.to_owned();
    match error {
        XmlError::Limit(limit) => ArticleError::Limit { file, limit },
        XmlError::Broken(at) => {
            ArticleError::Damaged { file, format, reason: format!("its text makes no sense at byte {at}") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn author_and_date_by_themselves_are_no_text() {
        let (text, byline) =
            without_byline("Roads\n\nA. Writer\n\n2023-08-02\n\nBoth roads were closed.", None);
        assert_eq!(
            (text.as_str(), byline.as_deref()),
            ("Roads\n\nBoth roads were closed.", Some("A. Writer"))
        );
        let plain = "Roads\n\nTwo Roads\n\nBoth were closed on 2023-08-02.";
        assert_eq!(without_byline(plain, None), (plain.to_owned(), None));
    }
}
