//! How fast articles are annotated, and how fast a name is searched.
#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::{article, engine::Engine, geoparse::resolve::Context, language::Document};

fn annotate(criterion: &mut Criterion) {
    let engine = Engine::embedded().expect("the program's own assets");
    let articles = article::sample();
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let mut group = criterion.benchmark_group("annotate");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("sample coverage, one thread", |bencher| {
        bencher.iter(|| {
            articles
                .iter()
                .map(|article| engine.annotate(article, Context::default()).mentions.len())
                .sum::<usize>()
        });
    });
    group.bench_function("toponyms alone", |bencher| {
        bencher.iter(|| {
            articles
                .iter()
                .map(|article| {
                    engine.toponyms(&Document::new(&article.text), Context::default()).mentions.len()
                })
                .sum::<usize>()
        });
    });
    group.finish();
    let mut group = criterion.benchmark_group("search");
    for query in ["St", "Stepan", "Stepanakrt", "Ереван"] {
        group.bench_function(query, |bencher| bencher.iter(|| engine.gazetteer().search(query, 20).len()));
    }
    group.finish();
    // What no newspaper prints must not cost more a byte than what it does: the two sizes tell.
    let mut group = criterion.benchmark_group("hostile text");
    group.sample_size(10);
    for (name, piece) in [("short parts", "aa."), ("brackets", ") "), ("one plan", "They plan to meet. ")] {
        for kilobytes in [20, 80] {
            let text = piece.repeat(kilobytes * 1024 / piece.len());
            let article = article::Article::from_text(name, text);
            group.throughput(Throughput::Bytes(article.text.len() as u64));
            group.bench_function(format!("{name}, {kilobytes} kB"), |bencher| {
                bencher.iter(|| engine.annotate(&article, Context::default()).mentions.len());
            });
        }
    }
    group.finish();
    criterion.bench_function("load the engine", |bencher| bencher.iter(|| Engine::embedded().is_ok()));
}

criterion_group!(benches, annotate);
criterion_main!(benches);
