//! The command line: arguments → plan → run. Results alone go to standard output; problems go to
//! standard error, and the exit status tells of them.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use lexopt::prelude::*;

mod annotate;
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

/// What the arguments ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// Open the window with these files.
    Window(Vec<PathBuf>, Option<PathBuf>),
    /// Annotate articles.
    Annotate(annotate::Plan),
    /// Look names up.
    Lookup(lookup::Plan),
    /// Write a figure or data.
    Export(export::Plan),
    /// Print this and end.
    Print(String),
}

pub mod export;

const HELP: &str = "\
Dateline maps the places named in news coverage, with their passages and proposals. All of it works offline.

dateline [FILE|FOLDER]…                 open the window, with these
dateline annotate [FILE|-]…             one JSON object a line, one line an article
        [--input auto|jsonl] [--output FILE] [--threads N] [--places places.json] [--text]
dateline export --to OUT.EXT FILE…      EXT: png svg pdf geojson kml csv jsonl
        [--title T] [--size 1600x1000] [--scale 2] [--theme light|dark] [--bounds W,S,E,N]
        [--places places.json] [--force]
dateline lookup NAME…                   the gazetteer's candidates for a name, as JSON Lines
        [--limit N] [--places places.json]
dateline --help | --version

Files: plain text, Markdown, HTML, JSON Lines ({\"id\",\"text\"} with title, date, source, url); - is standard input.
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

/// Turns arguments into a plan. After this nobody asks which flags were given.
///
/// # Errors
/// [`UsageError`] where the arguments make no sense.
pub fn parse(args: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Plan, UsageError> {
    let mut parser = lexopt::Parser::from_args(args);
    let mut files = Vec::new();
    let mut places = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Plan::Print(HELP.to_owned())),
            Short('V') | Long("version") => {
                return Ok(Plan::Print(format!("dateline {}\n", env!("CARGO_PKG_VERSION"))));
            }
            Long("places") => places = Some(parser.value()?.into()),
            Value(value) if files.is_empty() && places.is_none() => match value.to_str() {
                Some("annotate") => return annotate::parse(&mut parser).map(Plan::Annotate),
                Some("lookup") => return lookup::parse(&mut parser).map(Plan::Lookup),
                Some("export") => return export::parse(&mut parser).map(Plan::Export),
                Some("import") => {
                    return Err(usage("this version keeps no project files yet, so there is no import"));
                }
                _ => files.push(PathBuf::from(value)),
            },
            Value(value) => files.push(value.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    if files.iter().any(|file| file.extension().is_some_and(|ending| ending == "dateline")) {
        return Err(usage("this version keeps no project files yet; open the articles themselves"));
    }
    Ok(Plan::Window(files, places))
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

/// The engine, with the user's overlay if one was named.
#[cfg(feature = "embedded")]
pub(crate) fn engine(places: Option<&PathBuf>) -> Result<crate::engine::Engine, String> {
    let engine = crate::engine::Engine::embedded().map_err(|error| error.to_string())?;
    let Some(path) = places else { return Ok(engine) };
    let file = path.display().to_string();
    let json = std::fs::read_to_string(path).map_err(|error| format!("{file}: cannot be read ({error})"))?;
    engine.with_overlay(&json, &file).map_err(|error| error.to_string())
}

#[cfg(not(feature = "embedded"))]
pub(crate) fn engine(_places: Option<&PathBuf>) -> Result<crate::engine::Engine, String> {
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
        assert_eq!(plan(&["a.txt"]), Ok(Plan::Window(vec!["a.txt".into()], None)));
        assert_eq!(plan(&[]), Ok(Plan::Window(Vec::new(), None)));
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
            &["project.dateline"],
        ] {
            assert!(plan(args).is_err(), "{args:?}");
        }
    }
}
