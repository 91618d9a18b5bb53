//! A figure of 3840 × 2160 pixels with 30 callouts: composed, and written in each format.

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use dateline::{
    article,
    basemap::{Archive, outline::Outlines},
    cartography::layers::Layers,
    engine::Engine,
    export::{Content, Format, compose, write_figure},
    figure::{
        About, FigureDefinition,
        definition::{Callouts, PageSize},
    },
    geoparse::resolve::Context,
    language::Document,
    project::{Edit, Entry, Passage, Project, index::Index},
};

fn content() -> Content {
    let engine = Arc::new(Engine::embedded().expect("an engine"));
    let entries: Vec<Entry> = article::sample()
        .into_iter()
        .map(|article| {
            let annotation = engine.annotate(&article, Context::default());
            let passages = Passage::all(&Document::new(&article.text));
            Entry::new(article, annotation, passages)
        })
        .collect();
    let mut project = Project::default();
    let ids = project.next_ids(entries.len());
    project.apply(Edit::Add(ids.into_iter().zip(entries).collect())).expect("added");
    let outlines = Arc::new(Outlines::embedded().expect("outlines"));
    let index = Arc::new(Index::new(&project, engine.gazetteer()));
    let layers = Arc::new(Layers::new(&index, &outlines, true));
    let archive = Arc::new(Archive::embedded().expect("a basemap"));
    Content { project, index, layers, outlines, archive, engine, about: About::default() }
}

fn figures(criterion: &mut Criterion) {
    let content = content();
    let definition = FigureDefinition {
        page: PageSize::Points([1920.0, 1080.0]),
        dpi: 192.0,
        callouts: Callouts::Most(30),
        ..FigureDefinition::default()
    };
    let figure = compose(&content, &definition);
    let mut group = criterion.benchmark_group(format!("4K figure, {} callouts", figure.callouts.len()));
    group.sample_size(10);
    group.bench_function("compose", |bench| bench.iter(|| black_box(compose(&content, &definition))));
    for (name, format) in [("PNG", Format::Png), ("SVG", Format::Svg), ("PDF", Format::Pdf)] {
        group.bench_function(name, |bench| {
            bench.iter(|| black_box(write_figure(&figure, &content, format, &definition).expect("written")));
        });
    }
    group.finish();
}

criterion_group!(benches, figures);
criterion_main!(benches);
