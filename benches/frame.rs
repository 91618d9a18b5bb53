//! CPU time of a frame at 1920 × 1080 over invented coverage of 1,000 to 100,000 mentions, without a graphics card:
//! the whole window and the map alone while it pans, hit tests, and what an edit costs until the map follows.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "tools/chance.rs"]
mod chance;
#[path = "tools/clock.rs"]
mod clock;
#[path = "tools/discarding.rs"]
mod discarding;
mod invented;

use std::{hint::black_box, thread, time::Duration};

use clock::{ms, thread_time};
use dateline::{
    app::{App, views::map::prepare::Prepared},
    basemap::{MapView, outline::Outlines},
    cartography::{area::Areas, layers::Layers},
    cli::Sources,
    engine::Engine,
    geodesy::Position,
    project::index::Index,
};
use discarding::Discarding;
use egui_kittest::Harness;

const SIZES: [(usize, usize); 3] = [(1_000, 200), (10_000, 2_000), (100_000, 20_000)];
const FRAMES: usize = 400;

/// The window, or the map alone in the whole of it.
struct Shown {
    app: App,
    map_alone: bool,
}

impl eframe::App for Shown {
    fn logic(&mut self, context: &egui::Context, frame: &mut eframe::Frame) {
        self.app.logic(context, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        if self.map_alone {
            self.app.map_alone(ui);
        } else {
            self.app.ui(ui, frame);
        }
    }
}

/// Median and 99th percentile in milliseconds.
fn percentiles(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    (ms(times[times.len() / 2]), ms(times[times.len() * 99 / 100]))
}

fn harness(map_alone: bool) -> Harness<'static, Shown> {
    Harness::builder().with_size([1920.0, 1080.0]).renderer(Discarding).build_eframe(|creation| Shown {
        app: App::new(&creation.egui_ctx, None, Vec::new(), &Sources::default())
            .expect("the program's own assets"),
        map_alone,
    })
}

fn settle(harness: &mut Harness<'_, Shown>) {
    for _ in 0..2000 {
        harness.step();
        if !harness.state().app.is_busy() && harness.state().app.map().is_complete() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Frames while the map pans by 8 points each, at one zoom; shapes turned into triangles counted too.
fn pan(harness: &mut Harness<'_, Shown>, zoom: f64) -> Vec<Duration> {
    let mut view = MapView { centre: Position::wrapped(15.0, 48.0).to_mercator(), zoom, size: [0.0; 2] };
    harness.state_mut().app.map_mut().show(view);
    settle(harness);
    (0..FRAMES)
        .map(|_| {
            view.centre[0] += 8.0 / view.world();
            harness.state_mut().app.map_mut().show(view);
            let before = thread_time();
            harness.step();
            let stepped = thread_time();
            let shapes = harness.output().shapes.clone();
            let cloned = thread_time();
            black_box(harness.ctx.tessellate(shapes, 1.0));
            (stepped - before) + (thread_time() - cloned)
        })
        .collect()
}

/// Points all over the map, each looked up.
fn hits(harness: &Harness<'_, Shown>) -> (f64, f64) {
    let app = &harness.state().app;
    let shown = app.settings().layers;
    let each = (0..2_000).map(|at| {
        let point = egui::pos2(((at * 37) % 1900) as f32, ((at * 53) % 1060) as f32);
        let before = thread_time();
        for _ in 0..8 {
            black_box(app.map().subject_at(black_box(point), shown));
        }
        (thread_time() - before) / 8
    });
    percentiles(each.collect())
}

/// What follows an edit: the index, the layers, and all that the map draws from.
fn follow(harness: &Harness<'_, Shown>, engine: &Engine) {
    let project = harness.state().app.project();
    let outlines = Outlines::embedded().expect("the program's own assets");
    let before = thread_time();
    let index = Index::new(project, engine.gazetteer());
    let indexed = thread_time();
    let layers = Layers::new(&index, &outlines, true);
    let layered = thread_time();
    let prepared = Prepared::new(layers.into(), &outlines, &index, project, &Areas::default());
    let done = thread_time();
    println!(
        "  index {:.1} ms, layers {:.1} ms, clusters of all zooms, outlines and arcs {:.1} ms",
        ms(indexed - before),
        ms(layered - indexed),
        ms(done - layered)
    );
    black_box(prepared);
}

fn main() {
    let engine = Engine::embedded().expect("the program's own assets");
    let wanted: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    for (mentions, places) in SIZES.into_iter().filter(|(size, _)| wanted.is_empty() || wanted.contains(size))
    {
        println!("{mentions} mentions of {places} places");
        for map_alone in [true, false] {
            let mut harness = harness(map_alone);
            settle(&mut harness);
            harness.state_mut().app.add(invented::entries(&engine, mentions, places));
            settle(&mut harness);
            if map_alone {
                follow(&harness, &engine);
            }
            let mut all = Vec::new();
            for zoom in [2.5, 4.3, 6.0, 8.7] {
                let times = pan(&mut harness, zoom);
                let (median, worst) = percentiles(times.clone());
                print!("  zoom {zoom}: {median:.2} ms, 99th percentile {worst:.2} ms");
                if map_alone {
                    let (median, worst) = hits(&harness);
                    print!("; a hit test {median:.4} ms, 99th percentile {worst:.4} ms");
                }
                println!();
                all.extend(times);
            }
            let (median, worst) = percentiles(all);
            let what = if map_alone { "the map alone" } else { "the whole window" };
            println!("  {what} while it pans: median {median:.2} ms, 99th percentile {worst:.2} ms");
        }
    }
}
