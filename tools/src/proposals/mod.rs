//! Trains and cross-validates the models of proposals on labelled articles.

mod corpus;
mod fit;

use std::{fmt::Write as _, path::Path};

use dateline::{
    engine::{Annotation, Engine},
    export::record::record as record_of,
    proposals::{
        extract_by,
        learning::examples,
        model::{Example, Models, Task},
    },
};
use rayon::prelude::*;

use self::{
    corpus::Labelling,
    fit::{Settings, fit},
};

/// Folds of the cross-validation.
const FOLDS: usize = 9;
/// Folds within the training part, from which a cluster's confidence is learnt.
const INNER_FOLDS: usize = 4;

/// The fold of an article; each `split` divides them in another way, so that chance shows.
const fn fold_of(at: usize, split: usize) -> usize {
    if split == 0 {
        return at % FOLDS;
    }
    ((at + 1).wrapping_mul(2_654_435_761).wrapping_add(split.wrapping_mul(40_503_777)) >> 11) % FOLDS
}
/// How much a labelled article of the benchmark counts against one of the newswire, whose labels were made
/// faster.
const BENCHMARK_SHARE: f64 = 2.0;

/// The labelled articles.
pub(crate) struct Corpora {
    newswire: Vec<Labelling>,
    benchmark: Vec<Labelling>,
}

impl Corpora {
    /// Reads the newswire in the training folder and the benchmark's own, and finds their toponyms and quotes.
    pub(crate) fn read(engine: &Engine, train: &Path, bench: &Path) -> anyhow::Result<Self> {
        let newswire = train.join("en-worldwide-newswire.jsonl.gz");
        let texts = [bench.join("dev/lgl.jsonl.gz"), bench.join("dev/geowebnews.jsonl.gz")];
        let texts: Vec<&Path> = texts.iter().map(std::path::PathBuf::as_path).collect();
        let seed = bench.join("../seed/article.txt");
        Ok(Self {
            newswire: corpus::read(engine, &train.join("proposals/newswire.jsonl"), &[&newswire], None)?,
            benchmark: corpus::read(engine, &bench.join("proposals/dev.jsonl"), &texts, Some(&seed))?,
        })
    }
}

/// An article that is learnt from, and how much it counts.
type Counted<'a> = (&'a Labelling, f64);

/// How each task is fitted.
fn settings(task: Task) -> Settings {
    let (penalty, least) = match task {
        Task::Sentence => (8.0, 6),
        Task::Pair => (2.0, 5),
        Task::Proposal | Task::Confidence => (1.0, 1),
        Task::Kind => (8.0, 6),
        Task::Status => (5.0, 6),
        Task::Proposer | Task::Addressee | Task::Source => (5.0, 10),
        Task::Place => (4.0, 6),
        Task::Role => (4.0, 6),
        Task::Date => (2.0, 4),
    };
    let env = |name: &str| {
        std::env::var(format!("{name}_{}", task.label())).ok().and_then(|value| value.parse::<f64>().ok())
    };
    let (penalty, least) = (env("P").unwrap_or(penalty), env("L").map_or(least, |value| value as usize));
    Settings { penalty, least }
}

/// The models learnt from articles. Sentences and pairs are learnt from the labels; the rest from the labelled
/// evidence and from what is gathered in articles that the models of an inner fold have not seen.
fn learn(engine: &Engine, articles: &[Counted<'_>]) -> Models {
    let labelled = seen(engine, articles, &Models::default(), &Task::ALL, false);
    let gathered: Vec<(Vec<Example>, f64)> = (0..INNER_FOLDS)
        .into_par_iter()
        .flat_map(|fold| {
            let part = |own: bool| -> Vec<Counted<'_>> {
                let numbered = articles.iter().enumerate();
                numbered
                    .filter(|(at, _)| (at % INNER_FOLDS == fold) == own)
                    .map(|(_, counted)| *counted)
                    .collect()
            };
            let mut inner = Models::default();
            let others: Vec<&(Vec<Example>, f64)> = labelled
                .iter()
                .enumerate()
                .filter(|(at, _)| at % INNER_FOLDS != fold)
                .map(|(_, seen)| seen)
                .collect();
            for task in [Task::Sentence, Task::Pair] {
                fit_task(&mut inner, task, others.iter().copied());
            }
            seen(engine, &part(true), &inner, &GATHERED, true)
        })
        .collect();
    let mut models = Models::default();
    for task in Task::ALL {
        fit_task(&mut models, task, labelled.iter().chain(&gathered));
    }
    models
}

/// What is learnt from gathered clusters.
const GATHERED: [Task; 10] = [
    Task::Proposal,
    Task::Confidence,
    Task::Kind,
    Task::Status,
    Task::Proposer,
    Task::Addressee,
    Task::Source,
    Task::Place,
    Task::Role,
    Task::Date,
];

fn seen(
    engine: &Engine,
    articles: &[Counted<'_>],
    models: &Models,
    tasks: &[Task],
    as_found: bool,
) -> Vec<(Vec<Example>, f64)> {
    let choices =
        |(article, share): &Counted<'_>| (choices(engine, article, models, tasks, as_found), *share);
    articles.par_iter().map(choices).collect()
}

fn choices(
    engine: &Engine,
    article: &Labelling,
    models: &Models,
    tasks: &[Task],
    as_found: bool,
) -> Vec<Example> {
    article.with_input(engine, |input| examples(input, &article.labels, models, tasks, as_found))
}

fn fit_task<'s>(models: &mut Models, task: Task, seen: impl Iterator<Item = &'s (Vec<Example>, f64)>) {
    let own = seen.flat_map(|(examples, share)| {
        examples.iter().filter(move |example| example.task == task).map(move |example| (example, *share))
    });
    fit(models, task, &own.collect::<Vec<_>>(), settings(task));
}

/// The table of weights that ships, learnt from all labelled articles.
pub(crate) fn train(engine: &Engine, corpora: &Corpora) -> anyhow::Result<Vec<u8>> {
    let models = learn(engine, &all(corpora));
    let mut out = String::new();
    for (task, name, weight) in models.rows() {
        writeln!(out, "{}\t{name}\t{weight}", task.label())?;
    }
    Ok(out.into_bytes())
}

fn all(corpora: &Corpora) -> Vec<Counted<'_>> {
    let newswire = corpora.newswire.iter().map(|article| (article, 1.0));
    newswire.chain(corpora.benchmark.iter().map(|article| (article, BENCHMARK_SHARE))).collect()
}

/// Predictions for every labelled article by models that have not seen it: each fold of the articles is left
/// out once. `share` is the part of the other articles that is learnt from, for a learning curve.
pub(crate) fn cross_validate(engine: &Engine, corpora: &Corpora, share: f64, split: usize) -> Vec<u8> {
    let all = all(corpora);
    let mut lines: Vec<(usize, String)> = (0..FOLDS)
        .into_par_iter()
        .map(|fold| {
            let others: Vec<Counted<'_>> = all
                .iter()
                .enumerate()
                .filter(|(at, _)| fold_of(*at, split) != fold)
                .map(|(_, counted)| *counted)
                .collect();
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let kept = |at: usize| ((at + 1) as f64 * share) as usize > (at as f64 * share) as usize;
            let others: Vec<Counted<'_>> = others
                .into_iter()
                .enumerate()
                .filter(|(at, _)| kept(*at))
                .map(|(_, counted)| counted)
                .collect();
            let models = learn(engine, &others);
            let own = all.iter().enumerate().filter(|(at, _)| fold_of(*at, split) == fold);
            own.map(|(at, (article, _))| (at, record(engine, article, &models))).collect::<Vec<_>>()
        })
        .flatten()
        .collect();
    lines.sort();
    lines.into_iter().flat_map(|(_, line)| line.into_bytes()).collect()
}

/// A line for the scorer.
fn record(engine: &Engine, article: &Labelling, models: &Models) -> String {
    let proposals = article.with_input(engine, |input| extract_by(input, models));
    let found = Annotation { proposals, ..article.found.clone() };
    let mut record = record_of(&article.article, &found, engine.gazetteer(), false);
    record["corpus"] = article.corpus.clone().into();
    // The labels hold direct quotes alone.
    if let Some(quotes) = record["quotes"].as_array_mut() {
        quotes.retain(|quote| quote["kind"] == "direct");
    }
    format!("{record}\n")
}
