//! Electronic books: an article a chapter, in the order of reading.

use std::{
    collections::HashMap,
    io::{Read, Seek},
};

use super::{
    Article,
    archive::Archive,
    date, encoding,
    error::ArticleError,
    html,
    limits::Deadline,
    office::{self, Properties},
    xml::Piece,
};

/// Chapters are given in order, with problems of single ones between.
pub(super) fn read<R: Read + Seek>(
    archive: &mut Archive<R>,
    id: &str,
    file: &str,
    deadline: Deadline,
) -> Result<Vec<Result<Article, ArticleError>>, ArticleError> {
    let mut package = None;
    office::walk_part(archive, "META-INF/container.xml", file, "EPUB", deadline, &mut |piece| {
        if let Piece::Start("rootfile", attributes) = piece {
            package = package.take().or_else(|| attributes.get("full-path"));
        }
    })?;
    let damaged = |reason: &str| ArticleError::Damaged {
        file: file.to_owned(),
        format: "EPUB",
        reason: reason.to_owned(),
    };
    let package = package.ok_or_else(|| damaged("it does not say where its text is"))?;
    let bytes = archive.part(&package)?;
    let properties = office::properties(&bytes, deadline);
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let spine = spine(&bytes, deadline, file)?;
    let mut chapters = Vec::new();
    for path in spine {
        let path = resolved(folder, &path);
        let chapter =
            archive.part(&path).and_then(|bytes| chapter(&bytes, &path, id, file, &properties, deadline));
        match chapter {
            Ok(None) => {}
            Ok(Some(chapter)) => chapters.push(Ok(chapter)),
            Err(problem) => chapters.push(Err(problem)),
        }
    }
    if chapters.is_empty() {
        return Err(ArticleError::Empty { file: file.to_owned() });
    }
    Ok(chapters)
}

/// The paths of the chapters in the order of reading.
fn spine(package: &[u8], deadline: Deadline, file: &str) -> Result<Vec<String>, ArticleError> {
    let (mut items, mut order) = (HashMap::new(), Vec::new());
    super::xml::walk(package, deadline, &mut |piece| {
        let Piece::Start(name, attributes) = piece else { return };
        if name == "item" {
            let is_navigation = attributes.get("properties").is_some_and(|value| value.contains("nav"));
            if let (Some(id), Some(href), false) =
                (attributes.get("id"), attributes.get("href"), is_navigation)
            {
                items.insert(id, href);
            }
        } else if name == "itemref"
            && attributes.get("linear").as_deref() != Some("no")
            && let Some(id) = attributes.get("idref")
        {
            order.push(id);
        }
    })
    .map_err(|error| office::problem(error, file, "EPUB"))?;
    // Each once, however often the order names it.
    Ok(order.into_iter().filter_map(|id| items.remove(&id)).collect())
}

fn chapter(
    bytes: &[u8],
    path: &str,
    id: &str,
    file: &str,
    properties: &Properties,
    deadline: Deadline,
) -> Result<Option<Article>, ArticleError> {
    let file = format!("{file}/{path}");
    let source =
        encoding::decode_labelled(bytes).ok_or_else(|| ArticleError::Binary { file: file.clone() })?;
    let (text, heading) =
        html::chapter(&source, deadline).map_err(|limit| ArticleError::Limit { file, limit })?;
    // Covers and half titles name nothing.
    if text.trim().is_empty() || heading.as_deref() == Some(text.trim()) {
        return Ok(None);
    }
    Ok(Some(Article {
        title: heading.or_else(|| properties.title.clone()),
        outlet: properties.publisher.clone().or_else(|| properties.title.clone()),
        author: properties.author.clone(),
        date: super::plain::date_of(&text).or_else(|| date::parse(properties.date.as_deref()?)),
        ..Article::from_text(format!("{id}/{path}"), text)
    }))
}

/// A path beside the package, without `..` and anchors.
fn resolved(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default().replace("%20", " ");
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{super::archive::tests::zipped, *};

    #[test]
    fn chapters_come_in_the_order_of_reading() {
        let container =
            r#"<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>"#;
        let package = r#"<package><metadata><dc:title>Digest</dc:title><dc:creator>A. B.</dc:creator><dc:date>2023-07-31</dc:date></metadata>
            <manifest><item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="text/b.xhtml"/><item id="a" href="../OEBPS/a.xhtml"/></manifest>
            <spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/><itemref idref="b"/></spine></package>"#;
        let bytes = zipped(&[
            ("META-INF/container.xml", container.as_bytes()),
            ("OEBPS/content.opf", package.as_bytes()),
            ("OEBPS/text/b.xhtml", b"<html><body><h1>Two</h1><p>Baku.</p></body></html>"),
            ("OEBPS/a.xhtml", b"<html><body><h2>One</h2><p>Yerevan.</p></body></html>"),
            ("OEBPS/nav.xhtml", b"<html><body><p>Contents</p></body></html>"),
        ]);
        let mut archive = Archive::open(Cursor::new(bytes), "d.epub").expect("an archive");
        let chapters = read(&mut archive, "d.epub", "d.epub", Deadline::new()).expect("a book");
        let chapters: Vec<Article> =
            chapters.into_iter().map(|chapter| chapter.expect("a chapter")).collect();
        assert_eq!(chapters.len(), 2);
        assert_eq!(&*chapters[0].text, "Two\n\nBaku.");
        assert_eq!(chapters[0].id, "d.epub/OEBPS/text/b.xhtml");
        assert_eq!(chapters[1].title.as_deref(), Some("One"));
        assert_eq!(chapters[1].outlet.as_deref(), Some("Digest"));
        assert_eq!(chapters[1].date.map(|date| date.to_string()).as_deref(), Some("2023-07-31"));
    }
}
