//! Reading files and folders: finds out what each is and hands it to its reader. A reader that fails costs
//! one file and never the program.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use super::{
    Article,
    archive::Archive,
    docx, encoding, epub,
    error::{ArticleError, Limit, plain_reason},
    feed,
    format::{self, Format, HEAD, Kind},
    html,
    limits::{DOCUMENT_BYTES, Deadline, FILES, FOLDERS, MAX_ARTICLE_BYTES, NESTING, read_up_to},
    mail, markdown, odt, pdf, plain, rtf, subtitles,
    table::{self, Columns, Preview, jsonl},
};

/// How files are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// What the columns of tables hold, as far as the user said.
    pub columns: Columns,
    /// Every file is JSON Lines, whatever its name.
    pub json_lines: bool,
}

/// Takes what is read, article by article; says whether to go on.
pub type Sink<'s> = dyn FnMut(Result<Article, ArticleError>) -> bool + 's;

/// What is read: its name, what to call it in problems, and how deep it lies in others.
#[derive(Clone, Copy)]
pub(super) struct Origin<'o> {
    /// Becomes the article's id.
    pub(super) id: &'o str,
    /// Names it in problems.
    pub(super) file: &'o str,
    pub(super) options: &'o ReadOptions,
    /// Archives and messages around it.
    pub(super) depth: usize,
}

/// Reads files and folders, handing each article or problem on as it comes. Tables, JSON Lines, mailboxes
/// and archives are streamed, so memory stays bounded; folders are read with all below them, in order of
/// names. Stops when `sink` says so; whether it went to the end.
pub fn read_each(paths: &[PathBuf], sink: &mut Sink<'_>) -> bool {
    read_each_with(paths, &ReadOptions::default(), sink)
}

/// The same with options.
pub fn read_each_with(paths: &[PathBuf], options: &ReadOptions, sink: &mut Sink<'_>) -> bool {
    paths.iter().all(|path| {
        let (found, problems) = files(std::slice::from_ref(path));
        problems.into_iter().all(|problem| sink(Err(problem)))
            && found.iter().all(|file| read_file(file, options, sink))
    })
}

/// Reads files and folders whole.
#[must_use]
pub fn read_paths(paths: &[PathBuf]) -> (Vec<Article>, Vec<ArticleError>) {
    read_paths_with(paths, &ReadOptions::default())
}

/// The same with options.
#[must_use]
pub fn read_paths_with(paths: &[PathBuf], options: &ReadOptions) -> (Vec<Article>, Vec<ArticleError>) {
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    read_each_with(paths, options, &mut |read| {
        match read {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
        true
    });
    (articles, problems)
}

/// The files that paths stand for: files themselves, and those of known kinds under folders.
#[must_use]
pub fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<ArticleError>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        let told = problems.len();
        if let Err(problem) = walk(path, path, 0, &mut found, &mut problems) {
            problems.push(problem);
        }
        if found.len() == before && problems.len() == told {
            problems.push(ArticleError::EmptyFolder { file: path.display().to_string() });
        }
    }
    (found, problems)
}

fn walk(
    folder: &Path,
    root: &Path,
    depth: usize,
    found: &mut Vec<PathBuf>,
    problems: &mut Vec<ArticleError>,
) -> Result<(), ArticleError> {
    let limit = |limit: Limit| ArticleError::Limit { file: root.display().to_string(), limit };
    if depth > FOLDERS {
        return Err(limit(Limit::Folders(FOLDERS)));
    }
    let io = |error: &std::io::Error| ArticleError::Io {
        file: folder.display().to_string(),
        reason: plain_reason(error),
    };
    let entries = fs::read_dir(folder).map_err(|error| io(&error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A link to a folder may lead back to this one.
        let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
        if name.starts_with('.') || (is_link && path.is_dir()) {
            continue;
        }
        if path.is_dir() {
            // One folder that cannot be read must not cost the others.
            if let Err(problem) = walk(&path, root, depth + 1, found, problems) {
                problems.push(problem);
            }
        } else if path.is_file() && is_known(&path, &name) {
            if found.len() >= FILES {
                return Err(limit(Limit::Files(FILES)));
            }
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a file of a folder is one to read: by its name, or where that has no ending, by its content.
fn is_known(path: &Path, name: &str) -> bool {
    if Format::of_name(name).is_some() {
        return true;
    }
    // Messages of mail folders have names such as "1690791234.M1P2.host:2,S".
    if name.contains('.') && !name.contains(":2,") {
        return false;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    let told = format::tell(&head, name);
    read.is_ok()
        && !head.is_empty()
        && match told {
            Kind::Known(Format::Plain) => encoding::decode(&head).is_some(),
            Kind::Known(_) => true,
            Kind::Unsupported(..) => false,
        }
}

/// Reads one file.
pub fn read_file(path: &Path, options: &ReadOptions, sink: &mut Sink<'_>) -> bool {
    let file = path.display().to_string();
    let name = path.file_name().map_or_else(|| file.clone(), |name| name.to_string_lossy().into_owned());
    let origin = Origin { id: &name, file: &file, options, depth: 0 };
    match File::open(path) {
        Ok(open) => read_open(open, &origin, sink),
        Err(error) => sink(Err(ArticleError::Io { file: file.clone(), reason: plain_reason(&error) })),
    }
}

/// Reads an open file: as a stream where its format can be, else whole within the limits.
fn read_open(mut open: File, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    let file = || origin.file.to_owned();
    let io = |error: &std::io::Error| ArticleError::Io { file: file(), reason: plain_reason(error) };
    let mut head = Vec::new();
    if let Err(error) = (&mut open).take(HEAD as u64).read_to_end(&mut head) {
        return sink(Err(io(&error)));
    }
    let format = match kind(&head, origin) {
        Ok(format) => format,
        Err(problem) => return sink(Err(problem)),
    };
    if format == Format::Zip && open.seek(SeekFrom::Start(0)).is_ok() {
        return read_zip(BufReader::new(open), origin, sink);
    }
    let rest = open.metadata().map(|metadata| metadata.len()).unwrap_or(0);
    let stream = Cursor::new(head).chain(open);
    if is_streamed(format) {
        return read_stream(format, BufReader::with_capacity(HEAD, stream), origin, sink);
    }
    let limit = limit_of(format);
    let mut bytes = Vec::with_capacity(usize::try_from(rest.min(limit)).unwrap_or(0) + 1);
    match read_up_to(stream, limit, &mut bytes) {
        Ok(true) => read_as(format, bytes, origin, sink),
        Ok(false) => {
            let megabytes = rest.max(bytes.len() as u64) >> 20;
            sink(Err(ArticleError::TooLarge { file: file(), megabytes, limit: limit >> 20 }))
        }
        Err(error) => sink(Err(io(&error))),
    }
}

fn kind(head: &[u8], origin: &Origin<'_>) -> Result<Format, ArticleError> {
    if origin.options.json_lines && origin.depth == 0 {
        return Ok(Format::JsonLines);
    }
    match format::tell(head, origin.id) {
        Kind::Known(format) => Ok(format),
        Kind::Unsupported(what, advice) => {
            Err(ArticleError::Unsupported { file: origin.file.to_owned(), what, advice })
        }
    }
}

const fn is_streamed(format: Format) -> bool {
    matches!(format, Format::Table | Format::Json | Format::JsonLines | Format::Mailbox)
}

const fn limit_of(format: Format) -> u64 {
    match format {
        Format::Pdf | Format::Mail | Format::Zip => DOCUMENT_BYTES,
        _ => MAX_ARTICLE_BYTES,
    }
}

fn read_stream(format: Format, reader: impl BufRead, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    match format {
        Format::Mailbox => mail::read_mailbox(reader, origin, sink),
        Format::JsonLines if origin.options.columns.is_empty() => jsonl::read(reader, origin.file, sink),
        _ => table::read(format, reader, origin, sink),
    }
}

/// Reads bytes of any format: a file within an archive or message.
pub(super) fn read_bytes(bytes: Vec<u8>, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    match kind(&bytes[..bytes.len().min(HEAD)], origin) {
        Ok(format) => read_as(format, bytes, origin, sink),
        Err(problem) => sink(Err(problem)),
    }
}

fn read_as(format: Format, bytes: Vec<u8>, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    if bytes.is_empty() {
        return sink(Err(ArticleError::Empty { file: origin.file.to_owned() }));
    }
    match format {
        Format::Zip => read_zip(Cursor::new(bytes), origin, sink),
        Format::Mail => mail::read(&bytes, origin, sink),
        _ if is_streamed(format) => read_stream(format, bytes.as_slice(), origin, sink),
        _ => {
            let read = guarded(format, origin, || whole(format, bytes, origin));
            read.into_iter().all(sink)
        }
    }
}

/// Runs a reader; should it panic, its file is named and nothing else is lost.
fn guarded(
    format: Format,
    origin: &Origin<'_>,
    read: impl FnOnce() -> Result<Vec<Result<Article, ArticleError>>, ArticleError>,
) -> Vec<Result<Article, ArticleError>> {
    let failed = || ArticleError::Failed { file: origin.file.to_owned(), format: format.name() };
    let read = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_panic| Err(failed()));
    let mut articles = read.unwrap_or_else(|problem| vec![Err(problem)]);
    for article in &mut articles {
        if article.as_ref().is_ok_and(|article| article.text.trim().is_empty()) {
            *article = Err(ArticleError::Empty { file: origin.file.to_owned() });
        }
    }
    articles
}

/// Reads what is no archive and no stream.
fn whole(
    format: Format,
    bytes: Vec<u8>,
    origin: &Origin<'_>,
) -> Result<Vec<Result<Article, ArticleError>>, ArticleError> {
    let (id, file, deadline) = (origin.id, origin.file, Deadline::new());
    let binary = || ArticleError::Binary { file: file.to_owned() };
    let one = match format {
        Format::Pdf => {
            let (article, problem) = pdf::read(bytes, id, file, deadline)?;
            return Ok([Some(Ok(article)), problem.map(Err)].into_iter().flatten().collect());
        }
        Format::Feed => return feed::read(&bytes, id, file, deadline),
        Format::Rtf => rtf::read(&bytes, id, file)?,
        Format::Html => {
            let page = html::read(&bytes, id, deadline);
            page.map_err(|limit| ArticleError::Limit { file: file.to_owned(), limit })?.ok_or_else(binary)?
        }
        Format::Markdown => markdown::read(&encoding::decode(&bytes).ok_or_else(binary)?, id),
        Format::Subtitles => subtitles::read(&encoding::decode(&bytes).ok_or_else(binary)?, id),
        _ => plain::read(encoding::decode(&bytes).ok_or_else(binary)?, id),
    };
    Ok(vec![Ok(one)])
}

/// Reads an office document, a book, or the files of an archive.
fn read_zip<R: Read + Seek>(reader: R, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    let opened = Archive::open(reader, origin.file).and_then(|mut archive| Ok((archive.format()?, archive)));
    let (format, mut archive) = match opened {
        Ok(opened) => opened,
        Err(problem) => return sink(Err(problem)),
    };
    let (id, file, deadline) = (origin.id, origin.file, Deadline::new());
    if format != Format::Zip {
        let read = guarded(format, origin, || match format {
            Format::Docx => Ok(vec![docx::read(&mut archive, id, file, deadline)]),
            Format::Odt => Ok(vec![odt::read(&mut archive, id, file, deadline)]),
            _ => epub::read(&mut archive, id, file, deadline),
        });
        return read.into_iter().all(sink);
    }
    if origin.depth >= NESTING {
        return sink(Err(ArticleError::Limit { file: file.to_owned(), limit: Limit::Nesting(NESTING) }));
    }
    let mut names = archive.names();
    names.retain(|(_, name)| is_member(name));
    names.sort_by(|a, b| a.1.cmp(&b.1));
    if names.is_empty() {
        return sink(Err(ArticleError::EmptyFolder { file: file.to_owned() }));
    }
    names.into_iter().all(|(at, name)| {
        let (id, file) = (format!("{id}/{name}"), format!("{file}/{name}"));
        match archive.unpack(at, &file) {
            Ok(bytes) => {
                let inner = Origin { id: &id, file: &file, depth: origin.depth + 1, ..*origin };
                read_bytes(bytes, &inner, sink)
            }
            Err(problem) => sink(Err(problem)),
        }
    })
}

/// Whether a file of an archive is one to read.
fn is_member(name: &str) -> bool {
    let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let last = name.rsplit('/').next().unwrap_or_default();
    !hidden && (Format::of_name(name).is_some() || !last.contains('.'))
}

/// An article from standard input: a document of any kind that its bytes tell, else plain text.
///
/// # Errors
/// Where the bytes are empty, too many, or not text.
pub fn from_stdin(bytes: Vec<u8>, sink: &mut Sink<'_>) -> bool {
    let options = ReadOptions::default();
    let origin = Origin { id: "stdin.txt", file: "standard input", options: &options, depth: 0 };
    if bytes.len() as u64 > MAX_ARTICLE_BYTES {
        let limit = MAX_ARTICLE_BYTES >> 20;
        let file = origin.file.to_owned();
        return sink(Err(ArticleError::TooLarge { file, megabytes: bytes.len() as u64 >> 20, limit }));
    }
    read_bytes(bytes, &origin, &mut |read| {
        sink(read.map(|mut article| {
            if article.id == "stdin.txt" {
                "stdin".clone_into(&mut article.id);
            }
            article
        }))
    })
}

/// Reads bytes as a file of that name would be read: to test and to fuzz readers.
pub fn read_named(name: &str, bytes: Vec<u8>, options: &ReadOptions, sink: &mut Sink<'_>) -> bool {
    read_bytes(bytes, &Origin { id: name, file: name, options, depth: 0 }, sink)
}

/// The first rows of a table and what its columns seem to hold; `None` where the file is no table, or where
/// JSON Lines have a text as they should.
///
/// # Errors
/// Why it cannot be read.
pub fn preview(path: &Path, chosen: &Columns) -> Result<Option<Preview>, ArticleError> {
    let file = path.display().to_string();
    let io = |error: &std::io::Error| ArticleError::Io { file: file.clone(), reason: plain_reason(error) };
    let mut open = File::open(path).map_err(|error| io(&error))?;
    let mut head = Vec::new();
    (&mut open).take(HEAD as u64).read_to_end(&mut head).map_err(|error| io(&error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Kind::Known(format @ (Format::Table | Format::Json | Format::JsonLines)) = format::tell(&head, &name)
    else {
        return Ok(None);
    };
    let stream = BufReader::new(Cursor::new(head).chain(open));
    let preview = table::preview(format, stream, &file, chosen)?;
    let as_agreed = format == Format::JsonLines && preview.columns.iter().any(|column| column == "text");
    Ok((!as_agreed).then_some(preview))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_reader_that_panics_costs_one_file() {
        let options = ReadOptions::default();
        let origin = Origin { id: "a.pdf", file: "a.pdf", options: &options, depth: 0 };
        let read = guarded(Format::Pdf, &origin, || panic!("a fault of the reader's"));
        assert_eq!(read, [Err(ArticleError::Failed { file: "a.pdf".to_owned(), format: "PDF" })]);
    }
}
