//! OpenDocument text.

use std::io::{Read, Seek};

use super::{
    Article, archive::Archive, error::ArticleError, limits::Deadline, office, prose::Prose, xml::Piece,
};

/// Elements whose content is no text of the document.
const SKIPPED: &[&str] = &[
    "tracked-changes",
    "annotation",
    "note-citation",
    "forms",
    "script",
    "font-face-decls",
    "automatic-styles",
];

pub(super) fn read<R: Read + Seek>(
    archive: &mut Archive<R>,
    id: &str,
    file: &str,
    deadline: Deadline,
) -> Result<Article, ArticleError> {
    let mut body = Body::default();
    office::walk_part(archive, "content.xml", file, "OpenDocument", deadline, &mut |piece| body.take(piece))?;
    let mut text = body.prose.finish();
    let notes = body.notes.finish();
    if !notes.is_empty() {
        text = format!("{text}\n\n{notes}");
    }
    let properties = archive.part("meta.xml").map(|bytes| office::properties(&bytes, deadline));
    Ok(office::article(id, &text, body.title, properties.unwrap_or_default()))
}

#[derive(Default)]
struct Body {
    prose: Prose,
    notes: Prose,
    title: Option<String>,
    title_at: Option<usize>,
    skipping: usize,
    /// Inside so many paragraphs: what stands between them is no text.
    within: usize,
    in_note: bool,
}

impl Body {
    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start(name, _) if SKIPPED.contains(&name) => self.skipping += 1,
            Piece::End(name) if SKIPPED.contains(&name) => self.skipping = self.skipping.saturating_sub(1),
            _ if self.skipping > 0 => {}
            Piece::Start("note-body", _) => {
                self.in_note = true;
                self.notes.paragraph();
            }
            Piece::End("note-body") => self.in_note = false,
            Piece::Start(name, attributes) => {
                let style = attributes.get("style-name").unwrap_or_default();
                let out = if self.in_note { &mut self.notes } else { &mut self.prose };
                match name {
                    "p" | "h" => {
                        self.within += 1;
                        out.paragraph();
                        if self.title.is_none() && !self.in_note && (style == "Title" || name == "h") {
                            self.title_at = Some(self.prose.len());
                        }
                    }
                    "s" | "tab" => out.gap(),
                    "line-break" => out.line(),
                    _ => {}
                }
            }
            Piece::End(name) => {
                if matches!(name, "p" | "h") {
                    self.within = self.within.saturating_sub(1);
                    if let Some(start) = self.title_at.take() {
                        self.title =
                            Some(self.prose.since(start).to_owned()).filter(|title| !title.is_empty());
                    }
                    if self.in_note { self.notes.paragraph() } else { self.prose.paragraph() }
                }
            }
            Piece::Text(text) if self.within > 0 => {
                if self.in_note {
                    self.notes.push(text);
                } else {
                    self.prose.push(text);
                }
            }
            Piece::Text(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{super::archive::tests::zipped, *};

    #[test]
    fn paragraphs_notes_and_properties_are_read() {
        let content = r#"<office:document-content xmlns:text="t"><office:body><office:text>
            <text:tracked-changes><text:p>gone</text:p></text:tracked-changes>
            <text:h text:style-name="H">Roads</text:h>
            <text:p>To <text:span>Aghdam</text:span><text:s/>and<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note> back.</text:p>
            </office:text></office:body></office:document-content>"#;
        let meta = "<office:document-meta><office:meta><meta:initial-creator>A. B.</meta:initial-creator></office:meta></office:document-meta>";
        let bytes = zipped(&[("content.xml", content.as_bytes()), ("meta.xml", meta.as_bytes())]);
        let mut archive = Archive::open(Cursor::new(bytes), "a.odt").expect("an archive");
        let article = read(&mut archive, "a.odt", "a.odt", Deadline::new()).expect("a document");
        assert_eq!(&*article.text, "Roads\n\nTo Aghdam and back.\n\nA note.");
        assert_eq!(article.title.as_deref(), Some("Roads"));
        assert_eq!(article.author.as_deref(), Some("A. B."));
    }
}
