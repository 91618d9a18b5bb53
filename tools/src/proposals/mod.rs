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
    corpus::{Labelling, Origin},
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

/// All labelled articles: the newswire in the training folder, the benchmark's own and what was labelled for
/// Dateline, with their toponyms and quotes as found.
pub(crate) fn read(
    engine: &Engine,
    train: &Path,
    bench: &Path,
    labels: &Path,
) -> anyhow::Result<Vec<Labelling>> {
    let texts = corpus::texts(&[
        train.join("en-worldwide-newswire.jsonl.gz"),
        train.join("gum.jsonl.gz"),
        bench.join("dev/lgl.jsonl.gz"),
        bench.join("dev/geowebnews.jsonl.gz"),
    ])?;
    let seed = bench.join("../seed/article.txt");
    let newswire = train.join("proposals/newswire.jsonl");
    let mut all = corpus::read(engine, Origin::Newswire, &newswire, &texts, None)?;
    let benchmark = bench.join("proposals/dev.jsonl");
    all.extend(corpus::read(engine, Origin::Benchmark, &benchmark, &texts, Some(&seed))?);
    all.extend(corpus::read(engine, Origin::Own, labels, &texts, None)?);
    Ok(all)
}

/// How much an article counts for a task, against one of the newswire. Articles picked for their proposals, as the
/// benchmark's are, have other shares of them than news at large has: where shares matter, theirs count most.
const fn share(origin: Origin, task: Task) -> f64 {
    match (origin, task) {
        (Origin::Newswire, _) => 1.0,
        (Origin::Benchmark, Task::Sentence | Task::Pair | Task::Proposal | Task::Status) => 4.0,
        (Origin::Benchmark, _) => 2.0,
        (Origin::Own, Task::Pair | Task::Proposal) => 0.3,
        (Origin::Own, Task::Status | Task::Place | Task::Role) => 0.5,
        (Origin::Own, Task::Date) => 0.1,
        (Origin::Own, _) => 1.0,
    }
}

/// How each task is fitted.
fn settings(task: Task) -> Settings {
    let (penalty, least) = match task {
        Task::Sentence => (12.0, 6),
        Task::Pair => (2.0, 5),
        Task::Proposal | Task::Confidence => (1.0, 1),
        Task::Kind => (24.0, 30),
        Task::Status => (20.0, 30),
        Task::Proposer | Task::Addressee | Task::Source => (5.0, 10),
        Task::Place => (4.0, 6),
        Task::Role => (4.0, 6),
        Task::Date => (2.0, 4),
    };
    // Of what is seen for every answer most tells nothing.
    let floor = if matches!(task, Task::Kind | Task::Status) { 0.04 } else { 0.0 };
    Settings { penalty, least, floor }
}

/// The choices of an article, and who labelled it.
type Seen = (Vec<Example>, Origin);

/// What the labels alone say of articles.
fn labelled(engine: &Engine, articles: &[&Labelling]) -> Vec<Seen> {
    seen(engine, articles, &Models::default(), &Task::ALL, false)
}

/// The models learnt from articles with what their labels say. Sentences and pairs are learnt from the labels; the
/// rest from the labelled evidence and from what is gathered in articles that the models of an inner fold have
/// not seen.
fn learn(engine: &Engine, articles: &[&Labelling], labelled: &[&Seen]) -> Models {
    let gathered: Vec<Seen> = (0..INNER_FOLDS)
        .into_par_iter()
        .flat_map(|fold| {
            let own = articles.iter().enumerate().filter(|(at, _)| at % INNER_FOLDS == fold);
            let own: Vec<&Labelling> = own.map(|(_, article)| *article).collect();
            let mut inner = Models::default();
            let others = labelled.iter().enumerate().filter(|(at, _)| at % INNER_FOLDS != fold);
            let others: Vec<&Seen> = others.map(|(_, seen)| *seen).collect();
            for task in [Task::Sentence, Task::Pair] {
                fit_task(&mut inner, task, others.iter().copied());
            }
            seen(engine, &own, &inner, &GATHERED, true)
        })
        .collect();
    let mut models = Models::default();
    for task in Task::ALL {
        fit_task(&mut models, task, labelled.iter().copied().chain(&gathered));
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
    articles: &[&Labelling],
    models: &Models,
    tasks: &[Task],
    as_found: bool,
) -> Vec<Seen> {
    let choices = |article: &&Labelling| (choices(engine, article, models, tasks, as_found), article.origin);
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

fn fit_task<'s>(models: &mut Models, task: Task, seen: impl Iterator<Item = &'s Seen>) {
    let own = seen.flat_map(|(examples, origin)| {
        let own = examples.iter().filter(move |example| example.task == task);
        own.map(move |example| (example, share(*origin, task)))
    });
    fit(models, task, &own.collect::<Vec<_>>(), settings(task));
}

/// The table of weights that ships, learnt from all labelled articles.
pub(crate) fn train(engine: &Engine, all: &[Labelling]) -> anyhow::Result<Vec<u8>> {
    let all: Vec<&Labelling> = all.iter().collect();
    let labelled = labelled(engine, &all);
    let models = learn(engine, &all, &labelled.iter().collect::<Vec<_>>());
    let mut out = String::new();
    for (task, name, weight) in models.rows() {
        writeln!(out, "{}\t{name}\t{weight}", task.label())?;
    }
    Ok(out.into_bytes())
}

/// Predictions for every labelled article by models that have not seen it: each fold of the articles is left
/// out once. `share` is the part of the other articles that is learnt from, for a learning curve.
pub(crate) fn cross_validate(engine: &Engine, all: &[Labelling], share: f64, split: usize) -> Vec<u8> {
    let all: Vec<&Labelling> = all.iter().collect();
    let labelled = labelled(engine, &all);
    let mut lines: Vec<(usize, String)> = (0..FOLDS)
        .into_par_iter()
        .map(|fold| {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let kept = |at: usize| ((at + 1) as f64 * share) as usize > (at as f64 * share) as usize;
            let others = all.iter().zip(&labelled).enumerate();
            let others = others.filter(|(at, _)| fold_of(*at, split) != fold);
            let (others, labelled): (Vec<&Labelling>, Vec<&Seen>) = others
                .enumerate()
                .filter(|(at, _)| kept(*at))
                .map(|(_, (_, (article, seen)))| (*article, seen))
                .unzip();
            let models = learn(engine, &others, &labelled);
            let own = all.iter().enumerate().filter(|(at, _)| fold_of(*at, split) == fold);
            own.map(|(at, article)| (at, record(engine, article, &models))).collect::<Vec<_>>()
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
