//! The basemap: painting a tile, gathering and placing names, and a tour over the map in the whole window,
//! without a graphics card. The tour prints the time to the first complete map and the memory after each round.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "tools/discarding.rs"]
mod discarding;

use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

use criterion::Criterion;
use dateline::{
    app::App,
    basemap::{Archive, MapView, names::gather, paint::paint, style::Style},
    cartography::{labels::Placement, names::labels},
    cli::Sources,
    geodesy::Position,
};
use discarding::Discarding;
use egui_kittest::Harness;

fn view(zoom: f64, size: [f64; 2]) -> MapView {
    MapView { centre: Position::wrapped(45.0, 41.0).to_mercator(), zoom, size }
}

fn painting(criterion: &mut Criterion) {
    let archive = Archive::embedded().expect("the program's own archive");
    let style = Style::default();
    for zoom in [3.0, 5.0, 7.0, 9.0, 11.0] {
        let tile = view(zoom, [512.0, 512.0]);
        criterion.bench_function(&format!("paint a tile of 512 pixels, zoom {zoom}"), |bencher| {
            bencher.iter(|| black_box(paint(&archive, &tile, 1.0, style)));
        });
    }
    let window = Placement::wide(&view(6.3, [1920.0, 1080.0]));
    criterion.bench_function("gather the names of a window and its margin", |bencher| {
        bencher.iter(|| black_box(gather(&archive, &window, &style)));
    });
    let names = gather(&archive, &window, &style);
    println!("{} names in the window and its margin", names.len());
    criterion.bench_function("place these names", |bencher| {
        bencher.iter(|| {
            let labels = labels(&names, window.zoom, style.theme, 1.0);
            black_box(Placement::new(&window, &labels, &[], false, None))
        });
    });
}

/// Resident memory in megabytes, where the system tells.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn settle(harness: &mut Harness<'_, App>) {
    for _ in 0..400 {
        harness.step();
        if harness.state().map().is_complete() {
            return;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// 200 zooms and pans, the same in each round.
fn tour(harness: &mut Harness<'_, App>, frames: &mut Vec<Duration>) {
    let mut view = harness.state().map().view();
    for step in 0..200_u32 {
        let turn = f64::from(step) * 0.7;
        view.zoom = 2.0 + 5.0 * (1.0 + (f64::from(step) * 0.13).sin());
        view.centre = [0.6 + 0.35 * turn.cos(), 0.38 + 0.1 * turn.sin()];
        harness.state_mut().map_mut().show(view);
        for _ in 0..6 {
            let start = Instant::now();
            harness.step();
            frames.push(start.elapsed());
            view.centre[0] += 30.0 / view.world();
            harness.state_mut().map_mut().show(view);
        }
        if step % 10 == 0 {
            settle(harness);
        }
    }
    settle(harness);
}

fn touring() {
    let start = Instant::now();
    let mut harness =
        Harness::builder().with_size([1920.0, 1080.0]).renderer(Discarding).build_eframe(|creation| {
            App::new(&creation.egui_ctx, None, Vec::new(), &Sources::default())
                .expect("the program's own assets")
        });
    while !harness.state().map().is_complete() {
        harness.step();
        thread::sleep(Duration::from_millis(1));
    }
    println!("first complete map {} ms after the start", start.elapsed().as_millis());
    while harness.state().is_busy() {
        harness.step();
        thread::sleep(Duration::from_millis(20));
    }
    println!("before the tours: {:.0} MB resident", resident());
    for round in 1..=3 {
        let mut frames = Vec::new();
        tour(&mut harness, &mut frames);
        frames.sort_unstable();
        let at = |share: usize| frames[frames.len() * share / 100].as_secs_f64() * 1000.0;
        println!(
            "tour {round}: {:.0} MB resident, {:.0} MB of textures; a frame of the window {:.2} ms at the median, {:.2} ms at the 99th percentile",
            resident(),
            harness.state().map().texture_bytes() as f64 / f64::from(1 << 20),
            at(50),
            at(99),
        );
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    painting(&mut criterion);
    criterion.final_summary();
    touring();
}
