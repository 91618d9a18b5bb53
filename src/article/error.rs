//! Why a file could not be read, in words that say what to do.

/// Why a file, or a part of one, could not be read. Says what to do; never quotes the file's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// It cannot be opened or read.
    #[error("{file}: cannot be read ({reason})")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// It is a folder without readable files.
    #[error(
        "{file}: this folder holds no file of a known kind (text, web pages, PDF, Word, e-mail, tables …)"
    )]
    EmptyFolder {
        /// The folder.
        file: String,
    },
    /// There is nothing in it.
    #[error("{file}: the file is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// It is not text, nor of any format that is read.
    #[error(
        "{file}: this is not text, nor a document of a known kind; save it as text, HTML, PDF, DOCX or JSON Lines"
    )]
    Binary {
        /// The file.
        file: String,
    },
    /// It is of a known format that is not read.
    #[error("{file}: this is {what}; {advice}")]
    Unsupported {
        /// The file.
        file: String,
        /// What it is ("an old Word document").
        what: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// Its pages are pictures.
    #[error(
        "{file}: it has no text, only pictures of pages; run text recognition over it (OCRmyPDF, for example) and open the result"
    )]
    Scanned {
        /// The file.
        file: String,
    },
    /// It is protected.
    #[error("{file}: it is protected by a password; save a copy without one")]
    Protected {
        /// The file.
        file: String,
    },
    /// It is not what its format asks for.
    #[error(
        "{file}: this {format} file is damaged ({reason}); open it in the program that made it and save it anew"
    )]
    Damaged {
        /// The file.
        file: String,
        /// The format's name.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The reader itself failed.
    #[error(
        "{file}: the reader for {format} failed on this file; nothing else is lost. Convert it to another format and try again"
    )]
    Failed {
        /// The file.
        file: String,
        /// The format's name.
        format: &'static str,
    },
    /// It is longer than the limit.
    #[error("{file}: {megabytes} MB is more than the limit of {limit} MB for one article; split it")]
    TooLarge {
        /// The file.
        file: String,
        /// Its size.
        megabytes: u64,
        /// The limit.
        limit: u64,
    },
    /// It asks for more than a limit allows.
    #[error("{file}: {limit}")]
    Limit {
        /// The file.
        file: String,
        /// The limit.
        limit: Limit,
    },
    /// A table in which no column holds the text.
    #[error(
        "{file}: no column holds the text; choose one, on the command line with --columns text=NAME (the columns are: {columns})"
    )]
    NoTextColumn {
        /// The file.
        file: String,
        /// The columns' names, cut to a readable length.
        columns: String,
    },
    /// A line or row of a file of many articles.
    #[error("{file}, line {line}: {reason}")]
    Line {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

/// A limit that keeps a hostile or broken file from taking all memory or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// Unpacked it is too large.
    #[error("unpacked it is larger than {0} MB; unpack it yourself and open the parts")]
    Unpacked(u64),
    /// It grows too much when unpacked.
    #[error("it grows more than {0} times when unpacked, which no real document does; it was left alone")]
    Ratio(u64),
    /// Archives in archives.
    #[error("archives and messages lie in each other more than {0} deep; unpack it yourself")]
    Nesting(usize),
    /// Too many files.
    #[error("it holds more than {0} files; open it in parts")]
    Files(usize),
    /// Folders in folders.
    #[error("folders lie in each other more than {0} deep; open the inner one")]
    Folders(usize),
    /// Elements in elements.
    #[error("its elements lie in each other more than {0} deep, which no real document does")]
    Depth(usize),
    /// Too many elements.
    #[error("it has more than {0} elements, which no article has; save only the article")]
    Elements(usize),
    /// Too many pages.
    #[error("it has more than {0} pages; split it")]
    Pages(usize),
    /// Too much on one page.
    #[error("it draws more than {0} letters and lines, which no article has; split it")]
    Glyphs(usize),
    /// It takes too long.
    #[error("reading it took longer than {0} s; split it or save it in another format")]
    Time(u64),
}

/// The system's reason in plain words.
pub(super) fn plain_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        std::io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => error.to_string(),
    }
}
