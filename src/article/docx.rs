//! Word: the paragraphs of the document and its notes; what was deleted, field codes and fallbacks left out.

use std::io::{Read, Seek};

use super::{
    Article, archive::Archive, error::ArticleError, limits::Deadline, office, prose::Prose, xml::Piece,
};

/// Elements whose content is no text of the document.
const SKIPPED: &[&str] =
    &["delText", "instrText", "Fallback", "del", "moveFrom", "annotationRef", "pPrChange", "rPrChange"];

pub(super) fn read<R: Read + Seek>(
    archive: &mut Archive<R>,
    id: &str,
    file: &str,
    deadline: Deadline,
) -> Result<Article, ArticleError> {
    let mut body = Body::default();
    office::walk_part(archive, "word/document.xml", file, "Word", deadline, &mut |piece| body.take(piece))?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Ok(bytes) = archive.part(notes) {
            body.prose.paragraph();
            // Notes are an addition: the text stands without them.
            let _read = super::xml::walk(&bytes, deadline, &mut |piece| body.take(piece));
        }
    }
    let properties = archive.part("docProps/core.xml").map(|bytes| office::properties(&bytes, deadline));
    Ok(office::article(id, &body.prose.finish(), body.title, properties.unwrap_or_default()))
}

#[derive(Default)]
struct Body {
    prose: Prose,
    title: Option<String>,
    /// Inside so many skipped elements.
    skipping: usize,
    in_text: bool,
    /// Where a paragraph in the style of titles begins.
    title_at: Option<usize>,
}

impl Body {
    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start(name, _) if SKIPPED.contains(&name) => self.skipping += 1,
            Piece::End(name) if SKIPPED.contains(&name) => self.skipping = self.skipping.saturating_sub(1),
            _ if self.skipping > 0 => {}
            Piece::Start(name, attributes) => match name {
                "t" => self.in_text = true,
                "tab" | "ptab" => self.prose.gap(),
                "br" | "cr" => self.prose.line(),
                "noBreakHyphen" => self.prose.push("-"),
                "p" => self.prose.paragraph(),
                "tc" => self.prose.gap(),
                "pStyle" => {
                    let style = attributes.get("val").unwrap_or_default().to_lowercase();
                    if self.title.is_none() && (style == "title" || style == "heading1") {
                        self.title_at = Some(self.prose.len());
                    }
                }
                _ => {}
            },
            Piece::End(name) => match name {
                "t" => self.in_text = false,
                "p" => {
                    if let Some(start) = self.title_at.take() {
                        self.title =
                            Some(self.prose.since(start).to_owned()).filter(|title| !title.is_empty());
                    }
                    self.prose.paragraph();
                }
                _ => {}
            },
            Piece::Text(text) => {
                if self.in_text {
                    self.prose.push(text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{super::archive::tests::zipped, *};

    #[test]
    fn paragraphs_runs_and_properties_are_read() {
        let document = r#"<w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Roads</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">To Agh</w:t></w:r><w:r><w:t>dam &amp; back</w:t></w:r><w:del><w:r><w:t>gone</w:t></w:r></w:del>
            <w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Baku</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"#;
        let core = r#"<cp:coreProperties xmlns:dc="d"><dc:creator>A. B.</dc:creator><dcterms:created>2023-07-31T08:00:00Z</dcterms:created></cp:coreProperties>"#;
        let bytes =
            zipped(&[("word/document.xml", document.as_bytes()), ("docProps/core.xml", core.as_bytes())]);
        let mut archive = Archive::open(Cursor::new(bytes), "a.docx").expect("an archive");
        let article = read(&mut archive, "a.docx", "a.docx", Deadline::new()).expect("a document");
        assert_eq!(&*article.text, "Roads\n\nTo Aghdam & back\n\nBaku");
        assert_eq!(article.title.as_deref(), Some("Roads"));
        assert_eq!(article.author.as_deref(), Some("A. B."));
        assert_eq!(article.date.map(|date| date.to_string()).as_deref(), Some("2023-07-31"));
    }
}
