//! What leaves the program: a figure of 3840 × 2160 pixels with 30 callouts in each format, and 100,000 mentions in
//! each format of data; times, sizes and peak memory.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "tools/chance.rs"]
mod chance;
mod invented;

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use dateline::{
    basemap::{Archive, outline::Outlines},
    cartography::layers::Layers,
    engine::Engine,
    export::{Content, DataOptions, Format, Progress, Table, compose, write_data, write_figure},
    figure::{
        About, FigureDefinition,
        definition::{Callouts, PageSize},
    },
    project::{Edit, Project, index::Index},
};

fn content(mentions: usize, places: usize) -> Content {
    let engine = Arc::new(Engine::embedded().expect("an engine"));
    let entries = invented::entries(&engine, mentions, places);
    let mut project = Project::default();
    let ids = project.next_ids(entries.len());
    project.apply(Edit::Add(ids.into_iter().zip(entries).collect())).expect("added");
    let outlines = Arc::new(Outlines::embedded().expect("outlines"));
    let index = Arc::new(Index::new(&project, engine.gazetteer()));
    let layers = Arc::new(Layers::new(&index, &outlines, true));
    let archive = Arc::new(Archive::embedded().expect("a basemap"));
    Content {
        project,
        articles: None,
        own: None,
        index,
        layers,
        outlines,
        archive,
        engine,
        about: About::default(),
    }
}

/// The most memory held since the last call, in megabytes, where the system tells.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    let kilobytes = line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok());
    // Where the system does not let the mark be lowered, it stays the most of the whole run.
    let _lowered = std::fs::write("/proc/self/clear_refs", "5");
    kilobytes.unwrap_or(0.0) / 1024.0
}

/// The best of five runs.
fn timed(mut run: impl FnMut()) -> Duration {
    let once = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..5).map(once).min().unwrap_or_default()
}

fn figures(content: &Content) {
    let definition = FigureDefinition {
        page: PageSize::Points([2560.0, 1440.0]),
        dpi: 144.0,
        callouts: Callouts::Most(30),
        ..FigureDefinition::default()
    };
    peak();
    let composed = timed(|| drop(black_box(compose(content, &definition))));
    let figure = compose(content, &definition);
    println!(
        "4K figure with {} callouts: composed in {composed:.0?}, peak {:.0} MB",
        figure.callouts.len(),
        peak()
    );
    for (name, format) in [("PNG", Format::Png), ("SVG", Format::Svg), ("PDF", Format::Pdf)] {
        let write = || write_figure(&figure, content, format, &definition).expect("written");
        let bytes = write().len();
        let time = timed(|| drop(black_box(write())));
        println!("  {name}: {time:.0?}, {:.2} MB, peak {:.0} MB", bytes as f64 / 1e6, peak());
    }
}

fn data(content: &Content) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    println!("held before: {:.0} MB", peak());
    for format in Format::DATA {
        let tables = if Table::of(format).is_some() { Table::ALL.map(Some).to_vec() } else { vec![None] };
        for table in tables {
            let path = folder.path().join(format!("out.{}", format.ending()));
            let options = DataOptions { table, ..DataOptions::default() };
            peak();
            let start = Instant::now();
            write_data(content, format, &options, &path, true, &Progress::default()).expect("written");
            let time = start.elapsed();
            let bytes = std::fs::metadata(&path).expect("the file").len();
            println!(
                "  {} {}: {time:.2?}, {:.1} MB, peak {:.0} MB",
                format.label(),
                table.map_or("", Table::label),
                bytes as f64 / 1e6,
                peak()
            );
        }
    }
}

fn main() {
    figures(&content(4_000, 400));
    let content = content(100_000, 20_000);
    println!("100,000 mentions of 20,000 places");
    data(&content);
}
