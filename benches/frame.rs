//! CPU time of a frame of the whole window on the sample coverage, without a graphics card.
#![allow(missing_docs)]

use std::{thread, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use dateline::{app::App, cli::Sources};
use egui_kittest::Harness;

fn frame(criterion: &mut Criterion) {
    let mut harness = Harness::builder().with_size([1920.0, 1080.0]).build_eframe(|creation| {
        App::new(&creation.egui_ctx, None, Vec::new(), &Sources::default()).expect("the program's own assets")
    });
    while harness.state().is_busy() {
        harness.step();
        thread::sleep(Duration::from_millis(20));
    }
    for _ in 0..10 {
        harness.step();
    }
    criterion
        .bench_function("a frame at 1920 by 1080, nothing moves", |bencher| bencher.iter(|| harness.step()));
    let mut left = false;
    criterion.bench_function("a frame at 1920 by 1080, the map moves", |bencher| {
        bencher.iter(|| {
            left = !left;
            harness.key_press(if left { egui::Key::ArrowLeft } else { egui::Key::ArrowRight });
            harness.step();
        });
    });
}

criterion_group!(benches, frame);
criterion_main!(benches);
