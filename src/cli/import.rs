//! `dateline import`: articles into a project file. A line is printed for each once it is safely on disk, so
//! that a run killed at any moment has lost nothing that it told of.

use std::{
    collections::HashMap,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use lexopt::prelude::*;
use rayon::prelude::*;
use serde_json::json;

use super::{
    Exit, Sources, UsageError,
    annotate::read_input,
    decisions::{self, is_annotations},
    usage,
};
use crate::{
    article::{self, Article, ArticleError, ReadOptions},
    engine::{Engine, Version},
    export::annotation::Precedence,
    gazetteer::PlaceId,
    language::Document,
    project::{
        ArticleId, Change, Decision, Entry, Known, Origin, Passage,
        file::{FileError, Intake, identity, is_project, origin},
    },
};

/// Articles annotated and written together.
const BATCH: usize = 128;
/// A batch also ends at this many bytes of text, so that memory stays bounded.
const BATCH_BYTES: usize = 8 << 20;
/// How often progress is told.
const PROGRESS: Duration = Duration::from_secs(2);
/// Endings of files whose articles have ids of their own.
const WITH_IDS: [&str; 5] = ["jsonl", "ndjson", "json", "csv", "tsv"];

/// What to take in.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    project: PathBuf,
    inputs: Vec<PathBuf>,
    options: ReadOptions,
    threads: Option<usize>,
    sources: Sources,
    /// Files of a colleague's decisions, and whose word stands where both have decided.
    decisions: (Vec<PathBuf>, Precedence),
}

pub(super) fn parse(parser: &mut lexopt::Parser) -> Result<Plan, UsageError> {
    let (mut project, mut inputs, mut sources) = (None, Vec::new(), Sources::default());
    let (mut options, mut threads, mut precedence) = (ReadOptions::default(), None, Precedence::Mine);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("project") => project = Some(PathBuf::from(parser.value()?)),
            Long("input") => match parser.value()?.string()?.as_str() {
                "auto" => options.json_lines = false,
                "jsonl" => options.json_lines = true,
                other => return Err(usage(format!("--input takes auto or jsonl, not “{other}”"))),
            },
            Long("columns") => options.columns = super::columns(parser)?,
            Long("threads") => {
                let count: usize = parser.value()?.parse()?;
                if count == 0 {
                    return Err(usage("--threads takes a number from 1"));
                }
                threads = Some(count);
            }
            Long("theirs") => precedence = Precedence::Theirs,
            Long("places") => sources.places = Some(parser.value()?.into()),
            Long("gazetteer") => sources.gazetteer = Some(parser.value()?.into()),
            Value(value) => inputs.push(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let project = project.ok_or_else(|| usage("import needs a project: --project P.dateline"))?;
    if !is_project(&project) {
        return Err(usage("a project's name ends in .dateline"));
    }
    if inputs.is_empty() {
        return Err(usage("import needs articles to read; - is standard input"));
    }
    if inputs.iter().any(|input| is_project(input)) {
        return Err(usage("import reads articles, not projects"));
    }
    let (decisions, inputs) = inputs.into_iter().partition(|input| is_annotations(input));
    Ok(Plan { project, inputs, options, threads, sources, decisions: (decisions, precedence) })
}

pub(super) fn run(plan: &Plan) -> io::Result<Exit> {
    let (decisions, precedence) = &plan.decisions;
    let articles = if plan.inputs.is_empty() { Exit::Success } else { articles(plan)? };
    Ok(articles.max(decisions::run(&plan.project, decisions, *precedence)?))
}

fn articles(plan: &Plan) -> io::Result<Exit> {
    let failed = |problem: &str| {
        super::report(problem);
        Ok(Exit::SomeFailed)
    };
    let threads = plan.threads.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    // The project first: nobody waits for the gazetteer to hear that it is open elsewhere.
    let intake = match Intake::open(&plan.project, "import") {
        Ok(intake) => intake,
        Err(error) => return failed(&error.to_string()),
    };
    let engine = match super::engine(&plan.sources) {
        Ok(engine) => engine,
        Err(problem) => return failed(&problem),
    };
    let known = match known(&intake, &engine) {
        Ok(known) => known,
        Err(error) => return failed(&error.to_string()),
    };
    let version = Arc::new(engine.version());
    let mut run = Run {
        engine: &engine,
        version,
        pool: &pool,
        intake,
        known,
        batch: Vec::new(),
        bytes: 0,
        count: Count::default(),
        told: Instant::now(),
        stopped: None,
    };
    for input in &plan.inputs {
        if !run.read(input, &plan.options) {
            break;
        }
    }
    run.finish(&plan.project)
}

fn has_ids(input: &Path) -> bool {
    let ending = input.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    WITH_IDS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// What the project says that helps with the articles to come.
fn known(intake: &Intake, engine: &Engine) -> Result<Known, FileError> {
    let mut known = Known::default();
    intake.each(&mut |article, annotation| known.learn(article, &annotation.mentions, engine.gazetteer()))?;
    let words = intake.words()?;
    let places = words.iter().flat_map(|(name, changes)| {
        changes.iter().filter_map(move |change| match change {
            Change::Mention(_, Some(Decision::Place(place))) => Some((name.as_str(), place)),
            _ => None,
        })
    });
    let mut places: Vec<(&str, &PlaceId)> = places.collect();
    places.sort();
    known.heed(places);
    Ok(known)
}

/// Why a run stopped before its end.
enum Stopped {
    Project(FileError),
    Output(io::Error),
}

#[derive(Default)]
struct Count {
    added: usize,
    there: usize,
    failed: usize,
}

/// An article that was read.
struct Read {
    article: Article,
    hash: [u8; 32],
    origin: Option<Arc<Origin>>,
}

/// One run.
struct Run<'e> {
    engine: &'e Engine,
    version: Arc<Version>,
    pool: &'e rayon::ThreadPool,
    intake: Intake,
    known: Known,
    batch: Vec<Read>,
    bytes: usize,
    count: Count,
    told: Instant,
    stopped: Option<Stopped>,
}

/// What became of an article of a batch.
enum Fate {
    /// It is in the project, just now or before.
    There(ArticleId),
    /// It is added, as the one of that number.
    Added(usize),
}

impl Run<'_> {
    /// Takes in a file, the files of a folder, or standard input; whether to go on.
    fn read(&mut self, input: &Path, options: &ReadOptions) -> bool {
        if input.as_os_str() == "-" {
            return read_input(input, options, &mut |read| self.take(read, options.json_lines, None));
        }
        let (files, problems) = article::files(&[input.to_owned()]);
        problems.into_iter().all(|problem| self.take(Err(problem), false, None))
            && files.iter().all(|file| {
                let own_ids = options.json_lines || has_ids(file);
                // What is no plain file, such as a pipe, can be read once.
                let origin = file.is_file().then(|| origin(file).ok().map(Arc::new)).flatten();
                article::read_file(file, options, &mut |read| self.take(read, own_ids, origin.as_ref()))
            })
    }

    /// Takes in one article or problem; whether to go on.
    fn take(
        &mut self,
        read: Result<Article, ArticleError>,
        own_ids: bool,
        origin: Option<&Arc<Origin>>,
    ) -> bool {
        match read {
            Ok(article) => {
                self.bytes += article.text.len();
                let hash = identity(&article, own_ids);
                self.batch.push(Read { article, hash, origin: origin.cloned() });
            }
            Err(problem) => {
                super::report(&problem.to_string());
                self.count.failed += 1;
            }
        }
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.flush();
        }
        self.stopped.is_none()
    }

    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        if batch.is_empty() || self.stopped.is_some() {
            return;
        }
        let done = self.write(batch);
        self.stopped = done.err();
        if self.told.elapsed() >= PROGRESS {
            self.told = Instant::now();
            super::report(&format!("{} articles so far", self.count.added + self.count.there));
        }
    }

    fn write(&mut self, batch: Vec<Read>) -> Result<(), Stopped> {
        let mut heads = Vec::with_capacity(batch.len());
        let (mut fresh, mut numbers) = (Vec::new(), HashMap::new());
        for read in batch {
            let (article, hash) = (&read.article, read.hash);
            let before = self.intake.known(&hash).map_err(Stopped::Project)?;
            let fate = match (before, numbers.get(&hash)) {
                (Some(id), _) => Fate::There(id),
                (None, Some(number)) => Fate::Added(*number),
                (None, None) => Fate::Added(fresh.len()),
            };
            let is_new = before.is_none() && !numbers.contains_key(&hash);
            heads.push((Article { text: "".into(), ..article.clone() }, fate, is_new));
            if is_new {
                numbers.insert(hash, fresh.len());
                fresh.push(read);
            }
        }
        let entries = self.annotate(fresh);
        let ids = if entries.is_empty() {
            Vec::new()
        } else {
            self.intake.add(&entries).map_err(Stopped::Project)?
        };
        let mut out = io::BufWriter::new(io::stdout().lock());
        for (article, fate, is_new) in heads {
            let (id, found) = match fate {
                Fate::There(id) => (id, None),
                Fate::Added(number) => (ids[number], Some(&entries[number].0.annotation)),
            };
            let line = json!({
                "id": article.id,
                "article": id,
                "title": article.title,
                "date": article.date,
                "source": article.outlet,
                "duplicate": !is_new,
                "toponyms": found.map(|annotation| annotation.mentions.len()),
                "quotes": found.map(|annotation| annotation.quotes.len()),
                "proposals": found.map(|annotation| annotation.proposals.len()),
            });
            writeln!(out, "{line}").map_err(Stopped::Output)?;
            if is_new {
                self.count.added += 1;
            } else {
                self.count.there += 1;
            }
        }
        out.flush().map_err(Stopped::Output)
    }

    /// Annotates as the window does: first the toponyms of each alone, then all by what its outlet writes about.
    fn annotate(&mut self, fresh: Vec<Read>) -> Vec<(Entry, [u8; 32])> {
        let (engine, pool) = (self.engine, self.pool);
        let found: Vec<_> = pool
            .install(|| fresh.par_iter().map(|read| self.known.toponyms(engine, &read.article)).collect());
        for (read, found) in fresh.iter().zip(&found) {
            self.known.learn(&read.article, &found.mentions, engine.gazetteer());
        }
        let (known, version) = (&self.known, &self.version);
        pool.install(|| {
            let both = fresh.into_par_iter().zip(found);
            both.map(|(Read { article, hash, origin }, found)| {
                let annotation = known.annotate(engine, &article, found);
                let passages = Passage::all(&Document::new(&article.text));
                (Entry::new(article, annotation, passages).by(Arc::clone(version)).read_from(origin), hash)
            })
            .collect()
        })
    }

    fn finish(mut self, project: &Path) -> io::Result<Exit> {
        self.flush();
        let Count { added, there, failed } = self.count;
        super::report(&format!(
            "{added} added to {}, {there} already there, {failed} could not be read",
            project.display()
        ));
        match self.stopped {
            None if failed == 0 => Ok(Exit::Success),
            None => Ok(Exit::SomeFailed),
            Some(Stopped::Output(error)) => Err(error),
            Some(Stopped::Project(error)) => {
                super::report(&format!("{error}; what was printed is safe"));
                Ok(Exit::SomeFailed)
            }
        }
    }
}
