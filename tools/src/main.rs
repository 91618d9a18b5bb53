//! Builds Dateline's assets from their sources, trains its models and checks both.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a command-line tool for developers

mod basemap;
mod calibration;
mod gazetteer;
mod outlines;
mod proposals;
mod recogniser;
mod resolution;
mod words;

use std::path::PathBuf;

use anyhow::{Context, bail};
use dateline::{
    engine::Engine,
    gazetteer::{Gazetteer, overlay::Overlay},
    geoparse::words::Words,
};
use lexopt::prelude::*;

const PROPOSAL_WEIGHTS: &str = "assets/lexicons/proposal-weights.tsv";

const HELP: &str = "\
dateline-tools COMMAND [--sources DIR] [--out FILE]

  gazetteer    builds assets/gazetteer.bin from GeoNames, Natural Earth and the name lists
  basemap      builds assets/basemap.pmtiles from Natural Earth
  outlines     builds assets/outlines.bin from Natural Earth and GeoNames
  check        builds the three above, the recogniser and the weights of proposals again and compares them with assets/
  words        builds assets/words.bin from --vectors and --names
  recogniser   trains assets/recogniser.bin on the sets in --train
  calibration  measures how far the recogniser's probabilities can be believed, on text it has not seen
  proposals    trains assets/lexicons/proposal-weights.tsv on the labelled articles in --train, --bench and --labels
  resolution   resolves the gold spans of --corpus, as predictions for the scorer

  --sources DIR    the folder with geonames/, names/ and natural-earth/ (default ../shared/sources)
  --train DIR      the folder with the training sets (default ../shared/train)
  --open-only      train without the newswire that states no licence
  --vectors FILE   word vectors in GloVe's text form (glove.6B.50d.txt)
  --names DIR      the folder with dist.male.first, dist.female.first and dist.all.last
  --bench DIR      the folder with the benchmark's labelled proposals (default ../shared/bench)
  --labels FILE    proposals labelled for Dateline in texts of --train (default tools/labels/proposals.jsonl)
  --cross-validate predict each labelled article by weights that have not seen it, for the scorer
  --split N        divide the articles into other parts for it (default 0)
  --share PART     learn from so much of the other articles, 0 to 1, for a learning curve (default 1)
  --corpus FILE    a corpus with gold toponyms, one document a line
  --outlets        articles of one web site are evidence for each other
  --out FILE       where to write
";

/// What the command line asked for.
pub(crate) struct Options {
    pub(crate) sources: PathBuf,
    train: PathBuf,
    open_only: bool,
    vectors: PathBuf,
    names: PathBuf,
    bench: PathBuf,
    labels: PathBuf,
    cross_validate: bool,
    share: f64,
    split: usize,
    corpus: PathBuf,
    outlets: bool,
    pub(crate) out: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let mut options = Options {
        sources: PathBuf::from("../shared/sources"),
        train: PathBuf::from("../shared/train"),
        open_only: false,
        vectors: PathBuf::from("glove.6B.50d.txt"),
        names: PathBuf::from("names"),
        bench: PathBuf::from("../shared/bench"),
        labels: PathBuf::from("tools/labels/proposals.jsonl"),
        cross_validate: false,
        share: 1.0,
        split: 0,
        corpus: PathBuf::from("../shared/bench/dev/lgl.jsonl.gz"),
        outlets: false,
        out: None,
    };
    let mut command = None;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("sources") => options.sources = parser.value()?.into(),
            Long("train") => options.train = parser.value()?.into(),
            Long("open-only") => options.open_only = true,
            Long("vectors") => options.vectors = parser.value()?.into(),
            Long("names") => options.names = parser.value()?.into(),
            Long("bench") => options.bench = parser.value()?.into(),
            Long("labels") => options.labels = parser.value()?.into(),
            Long("cross-validate") => options.cross_validate = true,
            Long("split") => options.split = parser.value()?.parse()?,
            Long("share") => options.share = parser.value()?.parse()?,
            Long("corpus") => options.corpus = parser.value()?.into(),
            Long("outlets") => options.outlets = true,
            Long("out") => options.out = Some(parser.value()?.into()),
            Short('h') | Long("help") => {
                print!("{HELP}");
                return Ok(());
            }
            Value(name) if command.is_none() => command = Some(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    match command.as_deref() {
        Some("gazetteer") => write(&options, "assets/gazetteer.bin", &gazetteer::build(&options.sources)?),
        Some("basemap") => write(&options, "assets/basemap.pmtiles", &basemap::build(&options.sources)?),
        Some("outlines") => write(&options, "assets/outlines.bin", &outlines::build(&options.sources)?),
        Some("check") => check(&options),
        Some("words") => {
            write(&options, "assets/words.bin", &words::build(&options.vectors, &options.names)?)
        }
        Some("recogniser") => write(&options, "assets/recogniser.bin", &train_recogniser(&options)?),
        Some("calibration") => {
            calibration::measure(&options.train, !options.open_only, &open_gazetteer()?, open_words)
        }
        Some("proposals") => proposals(&options),
        Some("resolution") => {
            let engine = open_engine()?;
            let predictions = resolution::predict(&options.corpus, &engine, options.outlets)?;
            write(&options, "predictions.jsonl", &predictions)
        }
        Some(other) => bail!("no command “{other}”\n{HELP}"),
        None => bail!("no command\n{HELP}"),
    }
}

/// Trains the weights of proposals, or predicts the labelled articles by weights that have not seen them.
fn proposals(options: &Options) -> anyhow::Result<()> {
    if !options.cross_validate {
        return write(options, PROPOSAL_WEIGHTS, &train_proposals(options)?);
    }
    let engine = open_engine()?;
    let articles = proposals::read(&engine, &options.train, &options.bench, &options.labels)?;
    write(
        options,
        "predictions.jsonl",
        &proposals::cross_validate(&engine, &articles, options.share, options.split),
    )
}

fn train_proposals(options: &Options) -> anyhow::Result<Vec<u8>> {
    let engine = open_engine()?;
    let articles = proposals::read(&engine, &options.train, &options.bench, &options.labels)?;
    proposals::train(&engine, &articles)
}

/// Builds what the sources give again and compares it with what is shipped.
fn check(options: &Options) -> anyhow::Result<()> {
    let sources = &options.sources;
    for (path, bytes) in [
        ("assets/gazetteer.bin", gazetteer::build(sources)?),
        ("assets/basemap.pmtiles", basemap::build(sources)?),
        ("assets/outlines.bin", outlines::build(sources)?),
        ("assets/recogniser.bin", train_recogniser(options)?),
        (PROPOSAL_WEIGHTS, train_proposals(options)?),
    ] {
        if read(path)? != bytes {
            bail!("{path} is not what the sources give: build it again and commit it");
        }
        println!("{path} is what the sources give");
    }
    Ok(())
}

fn write(options: &Options, default: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = options.out.clone().unwrap_or_else(|| PathBuf::from(default));
    std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    println!("{}: {} bytes, sha256 {}", path.display(), bytes.len(), sha256(bytes));
    Ok(())
}

fn read(path: &str) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading {path}"))
}

fn train_recogniser(options: &Options) -> anyhow::Result<Vec<u8>> {
    recogniser::train(&options.train, !options.open_only, &open_gazetteer()?, &open_words()?)
}

fn open_words() -> anyhow::Result<Words> {
    Words::open(read("assets/words.bin")?.into()).map_err(anyhow::Error::msg)
}

/// The gazetteer as the application has it, overlay included.
fn open_gazetteer() -> anyhow::Result<Gazetteer> {
    let overlay = Overlay::parse(&String::from_utf8(read("places.json")?)?, "places.json")?;
    Ok(Gazetteer::open(read("assets/gazetteer.bin")?.into())?.with_overlay(&overlay)?)
}

/// The engine with the models as they are shipped.
fn open_engine() -> anyhow::Result<Engine> {
    let model = read("assets/recogniser.bin")?;
    Ok(Engine::new(open_gazetteer()?, &model, read("assets/words.bin")?.into())?)
}

/// The SHA-256 of an asset, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
