//! The command line: arguments → plan → run. Results alone go to standard output; problems go to
//! standard error, and the exit status tells of them.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use lexopt::prelude::*;

mod annotate;
mod decisions;
mod figure;
mod filter;
#[cfg(feature = "embedded")]
mod gather;
mod import;
mod lookup;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All inputs were read.
    Success = 0,
    /// Some inputs could not be read; the rest was done.
    SomeFailed = 1,
    /// The arguments make no sense.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What the engine is to use besides what is inside the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The user's overlay, in the form of `places.json`.
    pub places: Option<PathBuf>,
    /// A gazetteer of the asset builder in place of the program's own.
    pub gazetteer: Option<PathBuf>,
}

/// What the arguments ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// Open the window with these files.
    Window(Vec<PathBuf>, Sources),
    /// Annotate articles.
    Annotate(annotate::Plan),
    /// Look names up.
    Lookup(lookup::Plan),
    /// Write a figure or data.
    Export(Box<export::Plan>),
    /// Take articles into a project.
    Import(import::Plan),
    /// Print this and end.
    Print(String),
}

pub mod export;

const HELP: &str = "\
Dateline maps the places named in news coverage, with their passages and proposals. All of it works offline.

dateline [FILE|FOLDER|P.dateline]…      open the window, with these
dateline annotate [FILE|-]…             one JSON object a line, one line an article
        [--input auto|jsonl] [--columns FIELD=COLUMN,…] [--output FILE] [--threads N] [--text] [--independent]
dateline export --to OUT.EXT FILE|P.dateline…
        EXT: png svg pdf html geojson kml kmz csv gpkg parquet jsonl jsonld
        [--title T] [--subtitle T] [--size 1600x1000|210x297mm|a4|a4-portrait|letter|slide|square]
        [--scale 2 | --dpi 300] [--theme light|dark|print] [--bounds W,S,E,N] [--callouts N]
        [--worldview VIEW] [--language CODE] [--hide PART,…] [--show PART,…] [--text letters|outlines]
        [--handout places|proposals|all] [--table places|mentions|proposals] [--columns …]
        [--keep-duplicates] [--force]
        Only part of it; each may be given several times, and files and captions say so:
        [--since DATE] [--until DATE] [--outlet NAME] [--article ID] [--words TEXT]
        [--place NAME|ID] [--class CLASS] [--country CC]
        [--kind KIND] [--status STATUS] [--actor NAME] [--reviewed yes|no] [--min-confidence 0.8]
dateline import --project P.dateline FILE|-…
        add articles to a project, made if missing; a line of JSON an article once it is safely on disk
        [--input auto|jsonl] [--columns FIELD=COLUMN,…] [--threads N]
        P.jsonld among them: take in a colleague's decisions; yours stand where both decided [--theirs]
dateline lookup NAME…                   the gazetteer's candidates for a name, as JSON Lines
        [--limit N]
dateline --help | --version

All of them: [--places places.json] lays an overlay on the gazetteer; [--gazetteer FILE] takes another one, made by
the asset builder. --independent annotates each article by itself, without what its outlet writes about.

Files, told by their content and then by their names: plain text in any encoding, Markdown, HTML, MHTML, PDF, DOCX,
ODT, RTF, EPUB, e-mail (EML, mbox), RSS, Atom, CSV, TSV, JSON, JSON Lines ({\"id\",\"text\"} with title, date, source,
url), subtitles (SRT, VTT), ZIP of any of these, and folders with all below them; - is standard input.
--columns says what the columns of CSV, TSV and JSON hold where the guess is wrong: text=body,date=published; the
fields are text, title, date, source, author, url, id. --keep-duplicates counts articles that print the same text each
by itself; else they count once.
Exit status: 0; 1 when some inputs could not be read (the rest is still done); 2 for wrong usage.
";

/// Arguments that make no sense, with a word on what would.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("dateline: {0}\nTry: dateline --help")]
pub struct UsageError(String);

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}

pub(crate) fn usage(message: impl Into<String>) -> UsageError {
    UsageError(message.into())
}

/// Reads what the columns of tables hold.
pub(crate) fn columns(parser: &mut lexopt::Parser) -> Result<crate::article::Columns, UsageError> {
    crate::article::Columns::parse(&parser.value()?.string()?).map_err(usage)
}

/// Turns arguments into a plan. After this nobody asks which flags were given.
///
/// # Errors
/// [`UsageError`] where the arguments make no sense.
pub fn parse(args: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Plan, UsageError> {
    let mut parser = lexopt::Parser::from_args(args);
    let mut files = Vec::new();
    let mut sources = Sources::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Plan::Print(HELP.to_owned())),
            Short('V') | Long("version") => {
                return Ok(Plan::Print(format!("dateline {}\n", env!("CARGO_PKG_VERSION"))));
            }
            Long("places") => sources.places = Some(parser.value()?.into()),
            Long("gazetteer") => sources.gazetteer = Some(parser.value()?.into()),
            Value(value) if files.is_empty() && sources == Sources::default() => match value.to_str() {
                Some("annotate") => return annotate::parse(&mut parser).map(Plan::Annotate),
                Some("lookup") => return lookup::parse(&mut parser).map(Plan::Lookup),
                Some("export") => return export::parse(&mut parser).map(|plan| Plan::Export(Box::new(plan))),
                Some("import") => return import::parse(&mut parser).map(Plan::Import),
                _ => files.push(PathBuf::from(value)),
            },
            Value(value) => files.push(value.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Plan::Window(files, sources))
}

/// Runs a plan that needs no window.
pub fn run(plan: Plan) -> Exit {
    let stdout = io::stdout();
    let result = match plan {
        Plan::Window(..) => Ok(Exit::Success),
        Plan::Print(text) => stdout.lock().write_all(text.as_bytes()).map(|()| Exit::Success),
        Plan::Annotate(plan) => annotate::run(&plan),
        Plan::Lookup(plan) => lookup::run(&plan),
        Plan::Export(plan) => Ok(export::run(&plan)),
        Plan::Import(plan) => import::run(&plan),
    };
    match result {
        Ok(exit) => exit,
        // Whoever reads the output has had enough: that is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(error) => {
            report(&format!("the output cannot be written ({error})"));
            Exit::SomeFailed
        }
    }
}

/// Tells a problem on standard error.
pub fn report(problem: &str) {
    // Nothing can be done where even standard error is closed.
    let _written = writeln!(io::stderr(), "dateline: {problem}");
}

/// The engine, with the user's gazetteer and overlay if they were named.
#[cfg(feature = "embedded")]
pub(crate) fn engine(sources: &Sources) -> Result<crate::engine::Engine, String> {
    use crate::engine::Engine;
    let engine = match &sources.gazetteer {
        None => Engine::embedded().map_err(|error| error.to_string())?,
        Some(path) => {
            let file = path.display();
            let bytes = std::fs::read(path).map_err(|error| format!("{file}: cannot be read ({error})"))?;
            Engine::with_gazetteer(bytes).map_err(|error| format!("{file}: {error}"))?
        }
    };
    let Some(path) = &sources.places else { return Ok(engine) };
    let file = path.display().to_string();
    let json = std::fs::read_to_string(path).map_err(|error| format!("{file}: cannot be read ({error})"))?;
    engine.with_overlay(&json, &file).map_err(|error| error.to_string())
}

#[cfg(not(feature = "embedded"))]
pub(crate) fn engine(_sources: &Sources) -> Result<crate::engine::Engine, String> {
    Err("this build holds no gazetteer; build it with the feature “embedded”".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(args: &[&str]) -> Result<Plan, UsageError> {
        parse(args.iter().map(Into::into))
    }

    #[test]
    fn files_open_the_window() {
        assert_eq!(plan(&["a.txt"]), Ok(Plan::Window(vec!["a.txt".into()], Sources::default())));
        assert_eq!(plan(&[]), Ok(Plan::Window(Vec::new(), Sources::default())));
    }

    #[test]
    fn nonsense_is_refused() {
        for args in [
            &["annotate", "--nonsense"][..],
            &["annotate", "--threads", "0"],
            &["annotate", "--input", "xml"],
            &["lookup"],
            &["export", "a.txt"],
            &["export", "--to", "a.xyz", "a.txt"],
            &["--nonsense"],
            &["import", "a.txt"],
            &["import", "--project", "p.dateline"],
        ] {
            assert!(plan(args).is_err(), "{args:?}");
        }
    }
}
