//! Which format a file has: told by its content first, then by its name.

use super::encoding;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, kept as it is.
    Plain,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// PDF.
    Pdf,
    /// Word.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// An electronic book.
    Epub,
    /// An e-mail, or a web page saved as one (MHTML).
    Mail,
    /// Many e-mails in one file.
    Mailbox,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// Rows with columns: CSV, TSV.
    Table,
    /// JSON.
    Json,
    /// JSON, an article a line.
    JsonLines,
    /// An archive of any of these.
    Zip,
    /// Subtitles: a transcript.
    Subtitles,
}

/// The table of readers: what each format is called, and the endings of its files.
pub const FORMATS: &[(Format, &str, &[&str])] = &[
    (Format::Plain, "text", &["txt", "text", "asc", "log"]),
    (Format::Markdown, "Markdown", &["md", "markdown", "mkd"]),
    (Format::Html, "HTML", &["html", "htm", "xhtml", "xht"]),
    (Format::Pdf, "PDF", &["pdf"]),
    (Format::Docx, "Word", &["docx", "docm", "dotx"]),
    (Format::Odt, "OpenDocument", &["odt", "ott"]),
    (Format::Rtf, "RTF", &["rtf"]),
    (Format::Epub, "EPUB", &["epub"]),
    (Format::Mail, "e-mail", &["eml", "mht", "mhtml"]),
    (Format::Mailbox, "mailbox", &["mbox", "mbx"]),
    (Format::Feed, "feed", &["rss", "atom", "rdf", "xml"]),
    (Format::Table, "table", &["csv", "tsv", "tab"]),
    (Format::Json, "JSON", &["json"]),
    (Format::JsonLines, "JSON Lines", &["jsonl", "ndjson"]),
    (Format::Zip, "ZIP", &["zip"]),
    (Format::Subtitles, "subtitle", &["srt", "vtt"]),
];

/// The endings of all files that are read.
pub fn endings() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().flat_map(|(_, _, endings)| endings.iter().copied())
}

impl Format {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("text", |(_, name, _)| name)
    }

    /// The format that a name's ending stands for.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        FORMATS.iter().find(|(_, _, endings)| endings.contains(&ending.as_str())).map(|(format, ..)| *format)
    }
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It can be read.
    Known(Format),
    /// It is known, and not read: what it is, and what to do.
    Unsupported(&'static str, &'static str),
}

const PICTURE: Kind = Kind::Unsupported(
    "a picture",
    "run text recognition over it (OCRmyPDF, for example) and open the resulting PDF",
);
const PACKED: Kind =
    Kind::Unsupported("an archive of a kind that is not read", "unpack it and open the folder");
const RECORDING: Kind = Kind::Unsupported("a recording", "open its subtitles (.srt, .vtt) or a transcript");
/// First bytes that no text has.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"PK\x03\x04", Kind::Known(Format::Zip)),
    (b"PK\x05\x06", Kind::Known(Format::Zip)),
    (b"{\\rtf", Kind::Known(Format::Rtf)),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Kind::Unsupported(
            "a file of an old Office or Outlook format",
            "save it as DOCX, PDF or, an e-mail, as EML",
        ),
    ),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"\x1f\x8b", PACKED),
    (b"Rar!", PACKED),
    (b"7z\xbc\xaf\x27\x1c", PACKED),
    (b"BZh", PACKED),
    (b"\xfd7zXZ\0", PACKED),
    (b"OggS", RECORDING),
    (b"ID3", RECORDING),
    (b"SQLite format 3\0", Kind::Unsupported("a database", "export a table of it as CSV")),
];

/// How many bytes of a file [`tell`] looks at.
pub(super) const HEAD: usize = 8 << 10;

/// Tells what a file is from its first bytes and its name. A file named as text or Markdown is text, however
/// it begins, unless its bytes cannot be text: its offsets count what stands in it.
pub(super) fn tell(head: &[u8], name: &str) -> Kind {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *kind;
    }
    if head[..head.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Kind::Known(Format::Pdf);
    }
    let named = Format::of_name(name);
    if matches!(named, Some(Format::Plain | Format::Markdown | Format::JsonLines)) {
        return Kind::Known(named.unwrap_or(Format::Plain));
    }
    let text = encoding::decode_head(head);
    let told = of_text(text.trim_start_matches('\u{feff}').trim_start());
    match (told, named) {
        // A text file that looks like one of these may be anything: the name decides.
        (Some(Format::Mail | Format::Mailbox), Some(Format::Table | Format::Subtitles)) => {
            Kind::Known(named.unwrap_or(Format::Plain))
        }
        // The whole file would have to be read to tell one JSON value from many.
        (Some(Format::Json), Some(Format::Feed)) => Kind::Known(Format::Feed),
        (Some(told), _) => Kind::Known(told),
        (None, Some(Format::Feed)) if head.starts_with(b"<") => Kind::Unsupported(
            "an XML file of a kind that is not read",
            "save its text as HTML, or export it as RSS, CSV or JSON",
        ),
        // What is no archive, no page and no letter is text, whatever its name says.
        (None, Some(Format::Table | Format::Subtitles | Format::Html | Format::Json)) => {
            Kind::Known(named.unwrap_or(Format::Plain))
        }
        (None, Some(Format::Mailbox | Format::Mail)) => Kind::Known(Format::Mail),
        (None, _) => Kind::Known(Format::Plain),
    }
}

/// What a text is by how it begins.
fn of_text(text: &str) -> Option<Format> {
    let lower: String = text.chars().take(600).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("webvtt") || is_srt(text) {
        return Some(Format::Subtitles);
    }
    if lower.starts_with('<') {
        let root = lower.split('<').filter(|tag| !tag.starts_with(['?', '!'])).nth(1).unwrap_or_default();
        let root = root.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
        return match root {
            "rss" | "feed" | "rdf:rdf" => Some(Format::Feed),
            "html" | "head" | "body" | "meta" | "div" | "article" | "p" | "title" => Some(Format::Html),
            _ if lower.contains("<!doctype html") => Some(Format::Html),
            _ => None,
        };
    }
    if lower.starts_with('{') || lower.starts_with('[') {
        if lower.contains("jsonfeed.org/version") {
            return Some(Format::Feed);
        }
        let first = text.lines().next().unwrap_or_default();
        let whole = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
        let more = text.lines().nth(1).is_some_and(|line| line.trim_start().starts_with('{'));
        return Some(if whole && more { Format::JsonLines } else { Format::Json });
    }
    of_letter(text)
}

/// Mailboxes begin with "From ", letters with the headers of letters.
fn of_letter(text: &str) -> Option<Format> {
    const HEADERS: &[&str] = &[
        "received",
        "return-path",
        "from",
        "to",
        "date",
        "subject",
        "message-id",
        "mime-version",
        "content-type",
        "delivered-to",
        "x-original-to",
    ];
    let mailbox = text.starts_with("From ");
    let lines = text.lines().skip(usize::from(mailbox)).take_while(|line| !line.trim().is_empty());
    let mut known = 0;
    for line in lines {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let (name, _) = line.split_once(':')?;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || !c.is_ascii()) {
            return None;
        }
        known += usize::from(HEADERS.contains(&name.to_ascii_lowercase().as_str()));
    }
    (known >= 3).then_some(if mailbox { Format::Mailbox } else { Format::Mail })
}

fn is_srt(text: &str) -> bool {
    let mut lines = text.lines();
    let number = lines.next().is_some_and(|line| line.trim().parse::<u32>().is_ok());
    number && lines.next().is_some_and(|line| line.contains("-->") && line.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(head: &[u8], name: &str) -> Option<Format> {
        match tell(head, name) {
            Kind::Known(format) => Some(format),
            Kind::Unsupported(..) => None,
        }
    }

    #[test]
    fn content_comes_before_the_name() {
        for (head, name, format) in [
            (&b"%PDF-1.7\n"[..], "a.txt", Format::Pdf),
            (b"{\\rtf1\\ansi", "a.doc", Format::Rtf),
            (b"<!DOCTYPE html><html>", "page", Format::Html),
            (b"<?xml version='1.0'?>\n<rss version='2.0'>", "a.xml", Format::Feed),
            (b"<?xml version='1.0'?><html xmlns=''>", "a.xml", Format::Html),
            (b"{\"a\":1}\n{\"a\":2}\n", "a.json", Format::JsonLines),
            (b"{\n\"a\":1}", "a.json", Format::Json),
            (b"WEBVTT\n\n", "a", Format::Subtitles),
            (b"1\n00:00:01,000 --> 00:00:02,000\nHi", "a.bin", Format::Subtitles),
            (b"From a@b Mon\nFrom: a\nTo: b\nDate: c\n\nText", "inbox", Format::Mailbox),
            (b"From: a\nTo: b\nSubject: c\n\nText", "letter", Format::Mail),
            (b"Baku: talks\n\nText", "letter", Format::Plain),
            (b"a,b\n1,2\n", "a.csv", Format::Table),
        ] {
            assert_eq!(known(head, name), Some(format), "{name}");
        }
    }

    #[test]
    fn what_is_named_text_stays_text() {
        assert_eq!(known(b"From: a\nTo: b\nSubject: c\n\nText", "a.txt"), Some(Format::Plain));
        assert_eq!(known(b"{\"a\":1}", "a.md"), Some(Format::Markdown));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for head in [&b"\x89PNG\r\n"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08"] {
            assert_eq!(known(head, "a.pdf"), None);
        }
        assert_eq!(known(b"<?xml version='1.0'?><gpx>", "a.xml"), None);
    }
}
