//! A project of 10,000 articles: opened, indexed, and an edit saved.
#![allow(missing_docs, clippy::print_stdout)]

use std::{path::PathBuf, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dateline::{
    app::App,
    article::{self, Article},
    cli::Sources,
    engine::Engine,
    geoparse::resolve::Context,
    language::Document,
    project::{
        Change, Decision, Edit, Entry, History, MentionId, Passage, Project,
        file::{ProjectFile, Saver},
        index::Index,
    },
};
use egui_kittest::Harness;

const ARTICLES: usize = 10_000;

/// The sample coverage over and over, each article of another name.
fn project(engine: &Engine) -> (Project, History) {
    let version = Arc::new(engine.version());
    let annotated: Vec<_> = article::sample()
        .into_iter()
        .map(|article| {
            let annotation = engine.annotate(&article, Context::default());
            let passages = Passage::all(&Document::new(&article.text));
            (article, annotation, passages)
        })
        .collect();
    let (mut project, mut history) = (Project::default(), History::default());
    let ids = project.next_ids(ARTICLES);
    let entries = ids.iter().zip(annotated.iter().cycle()).map(|(id, (article, annotation, passages))| {
        let article = Article { id: format!("{}", id.0), ..article.clone() };
        (*id, Entry::new(article, annotation.clone(), passages.clone()).by(Arc::clone(&version)))
    });
    history.apply(&mut project, Edit::Add(entries.collect())).expect("added");
    (project, history)
}

fn bench(criterion: &mut Criterion) {
    let engine = Engine::embedded().expect("the program's own assets");
    let (project, history) = project(&engine);
    let bytes: usize = project.articles().map(|(_, entry)| entry.article.text.len()).sum();
    let mentions: usize = project.articles().map(|(_, entry)| entry.annotation.mentions.len()).sum();
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path: PathBuf = folder.path().join("p.dateline");
    drop(ProjectFile::create(&path, &project, &history, true).expect("made"));
    let size = std::fs::metadata(&path).expect("the file").len();
    println!("{ARTICLES} articles, {bytes} bytes of text, {mentions} mentions, file of {size} bytes");
    let mut group = criterion.benchmark_group("project of 10,000 articles");
    group.sample_size(10);
    group.bench_function("write whole", |bencher| {
        bencher.iter(|| ProjectFile::create(&path, &project, &history, true).expect("made"));
    });
    group.bench_function("open", |bencher| {
        bencher.iter(|| ProjectFile::open(&path).expect("it opens").1.project.articles().len());
    });
    group.bench_function("index", |bencher| {
        bencher.iter(|| Index::new(&project, engine.gazetteer()).places.len());
    });
    let (file, loaded) = ProjectFile::open(&path).expect("it opens");
    let (mut project, mut history) = (loaded.project, loaded.history);
    history.start_recording();
    let saver = Saver::new(file, || {});
    let (article, entry) = project.articles().next().expect("an article");
    let mention = MentionId { article, span: entry.annotation.mentions[0].span };
    let mut open = false;
    group.sample_size(100);
    group.bench_function("an edit made and safely on disk", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                open = !open;
                let word = if open { Decision::Unresolved } else { Decision::NotAPlace };
                let edit = Edit::Decide(vec![Change::Mention(mention, Some(word))]);
                history.apply(&mut project, edit).expect("made");
                saver.save(history.take_records());
                while saver.state().waiting > 0 {
                    std::thread::yield_now();
                }
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// From the start of the program to a window that shows the project, engine and basemap included.
fn window(criterion: &mut Criterion) {
    let engine = Engine::embedded().expect("the program's own assets");
    let (project, history) = project(&engine);
    drop(engine);
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path: PathBuf = folder.path().join("p.dateline");
    drop(ProjectFile::create(&path, &project, &history, true).expect("made"));
    drop((project, history));
    let mut group = criterion.benchmark_group("project of 10,000 articles");
    group.sample_size(10);
    group.bench_function("opened to a usable window", |bencher| {
        bencher.iter(|| {
            let path = path.clone();
            let mut harness = Harness::builder().with_size([1360.0, 820.0]).build_eframe(move |creation| {
                App::new(&creation.egui_ctx, None, vec![path], &Sources::default())
                    .expect("the program's own assets")
            });
            while harness.state().index().places.is_empty() {
                harness.step();
            }
            harness.step();
        });
    });
    group.finish();
}

criterion_group!(benches, bench, window);
criterion_main!(benches);
