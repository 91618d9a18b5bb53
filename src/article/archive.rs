//! ZIP: the container of office documents and books, and archives of any files.

use std::io::{Read, Seek};

use zip::{ZipArchive, result::ZipError};

use super::{
    error::{ArticleError, Limit, plain_reason},
    format::Format,
    limits::{DOCUMENT_BYTES, FILES, RATIO, RATIO_FREE, UNPACKED_BYTES, read_up_to},
};

/// An open archive that keeps count of what it has given out.
pub(super) struct Archive<R> {
    zip: ZipArchive<R>,
    unpacked: u64,
    file: String,
}

impl<R: Read + Seek> Archive<R> {
    pub(super) fn open(reader: R, file: &str) -> Result<Self, ArticleError> {
        let zip = ZipArchive::new(reader).map_err(|error| problem(file, &error))?;
        if zip.len() > FILES {
            return Err(ArticleError::Limit { file: file.to_owned(), limit: Limit::Files(FILES) });
        }
        Ok(Self { zip, unpacked: 0, file: file.to_owned() })
    }

    /// What the archive is by what lies in it.
    pub(super) fn format(&mut self) -> Result<Format, ArticleError> {
        if let Ok(mimetype) = self.part("mimetype") {
            let mimetype = String::from_utf8_lossy(&mimetype);
            let mimetype = mimetype.trim();
            if mimetype == "application/epub+zip" {
                return Ok(Format::Epub);
            }
            if mimetype.starts_with("application/vnd.oasis.opendocument.text") {
                return Ok(Format::Odt);
            }
            if mimetype.starts_with("application/vnd.oasis.opendocument") {
                return Err(self.unsupported("an OpenDocument table or presentation"));
            }
        }
        let has = |name: &str| self.zip.index_for_name(name).is_some();
        if has("word/document.xml") {
            return Ok(Format::Docx);
        }
        if has("xl/workbook.xml") {
            return Err(self.unsupported("a table of Excel"));
        }
        if has("ppt/presentation.xml") {
            return Err(self.unsupported("a presentation"));
        }
        if has("META-INF/container.xml") {
            return Ok(Format::Epub);
        }
        Ok(Format::Zip)
    }

    fn unsupported(&self, what: &'static str) -> ArticleError {
        ArticleError::Unsupported { file: self.file.clone(), what, advice: "save it as CSV or PDF" }
    }

    /// The names of the files in it, in the archive's order.
    pub(super) fn names(&mut self) -> Vec<(usize, String)> {
        let mut names = Vec::new();
        for at in 0..self.zip.len() {
            // The name alone is asked: the file may be packed in a way that is not known.
            if let Ok(entry) = self.zip.by_index_raw(at)
                && entry.is_file()
            {
                let name = entry.name().map_or_else(|_| format!("file {at}"), |name| name.replace('\\', "/"));
                names.push((at, name));
            }
        }
        names
    }

    /// A part of a document by its name.
    pub(super) fn part(&mut self, name: &str) -> Result<Vec<u8>, ArticleError> {
        let missing = || ArticleError::Damaged {
            file: self.file.clone(),
            format: "ZIP",
            reason: "a part that it needs is missing".to_owned(),
        };
        let at = self.zip.index_for_name(name).ok_or_else(missing)?;
        let file = self.file.clone();
        self.unpack(at, &file)
    }

    /// A file of the archive, unpacked; `file` names it in problems.
    pub(super) fn unpack(&mut self, at: usize, file: &str) -> Result<Vec<u8>, ArticleError> {
        let limit = |limit: Limit| ArticleError::Limit { file: file.to_owned(), limit };
        let mut entry = self.zip.by_index(at).map_err(|error| problem(file, &error))?;
        let packed = entry.compressed_size().max(1);
        let room = DOCUMENT_BYTES.min(UNPACKED_BYTES.saturating_sub(self.unpacked));
        let allowed = room.min(RATIO_FREE.max(packed.saturating_mul(RATIO)));
        let mut bytes = Vec::new();
        let fits = read_up_to(&mut entry, allowed, &mut bytes).map_err(|error| ArticleError::Damaged {
            file: file.to_owned(),
            format: "ZIP",
            reason: plain_reason(&error),
        })?;
        self.unpacked += bytes.len() as u64;
        if fits {
            return Ok(bytes);
        }
        Err(limit(if allowed < room { Limit::Ratio(RATIO) } else { Limit::Unpacked(room >> 20) }))
    }
}

fn problem(file: &str, error: &ZipError) -> ArticleError {
    let file = file.to_owned();
    match error {
        ZipError::UnsupportedArchive(why) if why.to_lowercase().contains("password") => {
            ArticleError::Protected { file }
        }
        ZipError::UnsupportedArchive(_) => ArticleError::Unsupported {
            file,
            what: "packed in a way that is not read",
            advice: "unpack it and open the folder",
        },
        _ => ArticleError::Damaged { file, format: "ZIP", reason: "its directory cannot be read".to_owned() },
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Write};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    /// An archive of files, packed.
    pub(in crate::article) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).expect("begun");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("finished").into_inner()
    }

    fn open(bytes: Vec<u8>) -> Archive<Cursor<Vec<u8>>> {
        Archive::open(Cursor::new(bytes), "a.zip").expect("an archive")
    }

    #[test]
    fn a_bomb_is_refused_by_its_ratio() {
        let bytes = vec![b'a'; 64 << 20];
        let mut archive = open(zipped(&[("a.txt", &bytes)]));
        assert_eq!(
            archive.unpack(0, "a.zip/a.txt"),
            Err(ArticleError::Limit { file: "a.zip/a.txt".to_owned(), limit: Limit::Ratio(RATIO) })
        );
    }

    #[test]
    fn a_document_is_told_by_its_parts() {
        for (name, format) in [
            ("word/document.xml", Format::Docx),
            ("META-INF/container.xml", Format::Epub),
            ("a.txt", Format::Zip),
        ] {
            assert_eq!(open(zipped(&[(name, b"x")])).format(), Ok(format));
        }
        let odt: &[u8] = b"application/vnd.oasis.opendocument.text";
        assert_eq!(open(zipped(&[("mimetype", odt)])).format(), Ok(Format::Odt));
        assert!(matches!(
            open(zipped(&[("xl/workbook.xml", b"x")])).format(),
            Err(ArticleError::Unsupported { .. })
        ));
    }

    #[test]
    fn what_is_no_archive_is_damaged() {
        let opened = Archive::open(Cursor::new(b"PK\x03\x04 and nothing".to_vec()), "a.zip");
        assert!(matches!(opened.err(), Some(ArticleError::Damaged { .. })));
    }
}
