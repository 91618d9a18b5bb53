//! `dateline annotate`: a line of JSON an article, in the order of the input, however many threads work.

use std::{
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use lexopt::prelude::*;
use rayon::prelude::*;

use super::{Exit, Sources, UsageError, usage};
use crate::{
    article::{self, Article, ArticleError, Columns, MAX_ARTICLE_BYTES, ReadOptions},
    engine::{Engine, Toponyms},
    geoparse::{outlet::Outlets, resolve::Context},
    language::Document,
};

/// Articles annotated together. Part of the result, since outlets are known better with each batch: the
/// output must not depend on the number of threads.
const BATCH: usize = 256;
/// A batch also ends at this many bytes of text, so that memory stays bounded.
const BATCH_BYTES: usize = 16 << 20;

/// What to annotate.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    inputs: Vec<PathBuf>,
    jsonl: bool,
    columns: Columns,
    output: Option<PathBuf>,
    threads: Option<usize>,
    sources: Sources,
    text: bool,
    independent: bool,
}

pub(super) fn parse(parser: &mut lexopt::Parser) -> Result<Plan, UsageError> {
    let mut plan = Plan {
        inputs: Vec::new(),
        jsonl: false,
        columns: Columns::default(),
        output: None,
        threads: None,
        sources: Sources::default(),
        text: false,
        independent: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("input") => match parser.value()?.string()?.as_str() {
                "auto" => plan.jsonl = false,
                "jsonl" => plan.jsonl = true,
                other => return Err(usage(format!("--input takes auto or jsonl, not “{other}”"))),
            },
            Long("columns") => plan.columns = super::columns(parser)?,
            Long("output") => plan.output = Some(parser.value()?.into()),
            Long("threads") => {
                let threads: usize = parser.value()?.parse()?;
                if threads == 0 {
                    return Err(usage("--threads takes a number from 1"));
                }
                plan.threads = Some(threads);
            }
            Long("places") => plan.sources.places = Some(parser.value()?.into()),
            Long("gazetteer") => plan.sources.gazetteer = Some(parser.value()?.into()),
            Long("independent") => plan.independent = true,
            Long("text") => plan.text = true,
            Value(value) => plan.inputs.push(value.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    if plan.inputs.is_empty() {
        plan.inputs.push(PathBuf::from("-"));
    }
    Ok(plan)
}

pub(super) fn run(plan: &Plan) -> io::Result<Exit> {
    let engine = match super::engine(&plan.sources) {
        Ok(engine) => engine,
        Err(problem) => {
            super::report(&problem);
            return Ok(Exit::SomeFailed);
        }
    };
    let threads = plan.threads.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    match &plan.output {
        None => annotate_all(plan, &engine, &pool, BufWriter::new(io::stdout().lock())),
        Some(path) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let temporary = tempfile::NamedTempFile::new_in(folder.unwrap_or_else(|| ".".as_ref()))?;
            let exit = annotate_all(plan, &engine, &pool, BufWriter::new(temporary.as_file()))?;
            temporary.persist(path).map_err(|error| error.error)?;
            Ok(exit)
        }
    }
}

fn annotate_all(plan: &Plan, engine: &Engine, pool: &rayon::ThreadPool, out: impl Write) -> io::Result<Exit> {
    let mut run = Run {
        engine,
        pool,
        out,
        text: plan.text,
        independent: plan.independent,
        batch: Vec::new(),
        bytes: 0,
        outlets: Outlets::default(),
        exit: Exit::Success,
        failed: None,
    };
    let options = ReadOptions { columns: plan.columns.clone(), json_lines: plan.jsonl };
    for input in &plan.inputs {
        if !read_input(input, &options, &mut |read| run.take(read)) {
            break;
        }
    }
    run.finish()
}

/// Reads one input, `-` being standard input, and hands each article or problem on; whether to go on.
pub(super) fn read_input(input: &Path, options: &ReadOptions, sink: &mut article::Sink<'_>) -> bool {
    if input.as_os_str() == "-" {
        return read_stdin(options.json_lines, sink);
    }
    article::read_each_with(&[input.to_owned()], options, sink)
}

fn read_stdin(jsonl: bool, sink: &mut article::Sink<'_>) -> bool {
    let stdin = io::stdin().lock();
    if jsonl {
        return article::jsonl::read(stdin, "standard input", sink);
    }
    let mut bytes = Vec::new();
    match stdin.take(MAX_ARTICLE_BYTES + 1).read_to_end(&mut bytes) {
        Ok(_) => article::from_stdin(bytes, sink),
        Err(error) => {
            sink(Err(ArticleError::Io { file: "standard input".to_owned(), reason: error.to_string() }))
        }
    }
}

/// One run over a stream.
struct Run<'e, W> {
    engine: &'e Engine,
    pool: &'e rayon::ThreadPool,
    out: W,
    text: bool,
    independent: bool,
    batch: Vec<Article>,
    bytes: usize,
    outlets: Outlets,
    exit: Exit,
    failed: Option<io::Error>,
}

impl<W: Write> Run<'_, W> {
    /// Takes in one article or problem; whether to go on.
    fn take(&mut self, read: Result<Article, ArticleError>) -> bool {
        match read {
            Ok(article) => {
                self.bytes += article.text.len();
                self.batch.push(article);
            }
            Err(problem) => {
                super::report(&problem.to_string());
                self.exit = Exit::SomeFailed;
            }
        }
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.flush();
        }
        self.failed.is_none()
    }

    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let lines = self.annotate(&batch);
        for line in lines {
            if self.failed.is_none()
                && let Err(error) = writeln!(self.out, "{line}")
            {
                self.failed = Some(error);
            }
        }
    }

    /// Annotates a batch: first the toponyms of each article alone, then all with what each outlet's other
    /// articles are about, where outlets are known.
    fn annotate(&mut self, batch: &[Article]) -> Vec<String> {
        let engine = self.engine;
        let gazetteer = engine.gazetteer();
        let alone = |article: &Article| engine.toponyms(&Document::new(&article.text), Context::default());
        let found: Vec<Toponyms> = self.pool.install(|| batch.par_iter().map(alone).collect());
        for (article, found) in batch.iter().zip(&found) {
            if let Some(outlet) = article.outlet.as_ref().filter(|_| !self.independent) {
                self.outlets.learn(outlet, &found.mentions, gazetteer);
            }
        }
        let (outlets, text) = (&self.outlets, self.text);
        let line = |(article, found): (&Article, Toponyms)| {
            let annotation = engine.annotate_among(article, found, outlets, None);
            crate::export::record::record(article, &annotation, gazetteer, text).to_string()
        };
        self.pool.install(|| batch.par_iter().zip(found).map(line).collect())
    }

    fn finish(mut self) -> io::Result<Exit> {
        self.flush();
        match self.failed {
            Some(error) => Err(error),
            None => self.out.flush().map(|()| self.exit),
        }
    }
}
