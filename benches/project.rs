//! A project of 10,000 articles: written, opened, indexed, shown; an edit made, shown and safely on disk.
//! Times are of the clock; where a processor's time is told too, other programs on the machine do not count.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "tools/chance.rs"]
mod chance;
#[path = "tools/clock.rs"]
mod clock;
mod coverage;
#[path = "tools/discarding.rs"]
mod discarding;

use std::{
    fs,
    hint::black_box,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use clock::{ms, thread_time};
use dateline::{
    app::{App, command::Command, selection::Subject},
    cli::Sources,
    engine::Engine,
    project::{
        ArticleId, Change, Decision, MentionId, TellingWord,
        file::{ProjectFile, Saver},
        index::Index,
    },
};
use discarding::Discarding;
use egui_kittest::Harness;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The application with the time that it takes of its thread.
struct Timed {
    app: App,
    logic: Duration,
    ui: Duration,
}

impl eframe::App for Timed {
    fn logic(&mut self, context: &egui::Context, frame: &mut eframe::Frame) {
        let before = thread_time();
        self.app.logic(context, frame);
        self.logic = thread_time() - before;
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let before = thread_time();
        self.app.ui(ui, frame);
        self.ui = thread_time() - before;
    }
}

/// What this process has spent on all processors.
#[cfg(unix)]
fn process_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(not(unix))]
fn process_time() -> Duration {
    thread_time()
}

fn percentiles(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| ms(times[(times.len() - 1) * share / 100]);
    println!("{what}: median {:.2} ms, 99th percentile {:.2} ms, worst {:.2} ms", at(50), at(99), at(100));
}

/// The fastest of a few runs, by the clock, with what it took of all processors.
fn best<T>(what: &str, runs: usize, mut work: impl FnMut() -> T) -> T {
    let mut best: Option<(Duration, Duration)> = None;
    let mut last = None;
    for _ in 0..runs {
        drop(last.take());
        let (start, before) = (Instant::now(), process_time());
        last = Some(black_box(work()));
        let took = (start.elapsed(), process_time() - before);
        best = Some(best.map_or(took, |best| best.min(took)));
    }
    let (wall, spent) = best.unwrap_or_default();
    println!("{what}: {:.0} ms, {:.0} ms on all processors", ms(wall), ms(spent));
    last.expect("it ran")
}

fn harness(path: &Path) -> Harness<'static, Timed> {
    let path = path.to_owned();
    let builder = Harness::builder().with_size([1360.0, 820.0]).renderer(Discarding);
    builder.build_eframe(move |creation| Timed {
        app: App::new(&creation.egui_ctx, None, vec![path], &Sources::default())
            .expect("the program's own assets"),
        logic: Duration::ZERO,
        ui: Duration::ZERO,
    })
}

/// From the start of the program to a window that shows the project: engine, basemap and first frames.
fn open(path: &Path) -> Harness<'static, Timed> {
    let mut harness = harness(path);
    while harness.state().app.index().places.is_empty() {
        harness.step();
        thread::sleep(Duration::from_micros(500));
    }
    harness.step();
    harness
}

fn settle(harness: &mut Harness<'_, Timed>) {
    while harness.state().app.is_busy() {
        harness.step();
        thread::sleep(Duration::from_millis(1));
    }
    (0..4).for_each(|_| harness.step());
}

/// A word on an article, by the number of the round: on a mention, or that a telling is no proposal.
fn word(harness: &Harness<'_, Timed>, article: ArticleId, round: usize) -> Option<(Subject, Change)> {
    let project = harness.state().app.project();
    if round % 3 == 2 {
        let (telling, _) = *project.tellings(article).first()?;
        let proposal = harness.state().app.index().proposal_of(telling)?.id;
        return Some((Subject::Proposal(proposal), Change::Telling(telling, Some(TellingWord::Deleted))));
    }
    let mention = project.article(article)?.annotation.mentions.get(round % 7)?;
    let id = MentionId { article, span: mention.span };
    let word = if round.is_multiple_of(2) { Decision::Unresolved } else { Decision::NotAPlace };
    Some((Subject::Mention(id), Change::Mention(id, Some(word))))
}

/// Words all over the project: what they take of the window's thread, and until all is whole.
fn edits(path: &Path) {
    let mut harness = open(path);
    settle(&mut harness);
    let (mut logic, mut frames, mut whole, mut selected) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut chance = chance::Chance::new(7);
    for round in 0..45 {
        let article = ArticleId(u32::try_from(chance.below(coverage::ARTICLES)).expect("few"));
        let Some((subject, change)) = word(&harness, article, round) else { continue };
        selected.push(select(&mut harness, subject));
        harness.state_mut().app.request(Command::Say("a word".to_owned(), vec![change.clone()]));
        let start = Instant::now();
        harness.step();
        logic.push(harness.state().logic);
        frames.push(harness.state().logic + harness.state().ui);
        let said = |harness: &Harness<'_, Timed>| match &change {
            Change::Mention(id, _) => harness.state().app.index().place_of(*id).is_none(),
            Change::Telling(id, _) => harness.state().app.index().proposal_of(*id).is_none(),
            _ => true,
        };
        assert!(said(&harness), "it is shown at once");
        while harness.state().app.is_busy() {
            harness.step();
            frames.push(harness.state().logic + harness.state().ui);
            thread::sleep(Duration::from_micros(500));
        }
        whole.push(start.elapsed());
        assert!(said(&harness), "and stays so");
    }
    percentiles("a mention or proposal selected: the frame", selected);
    percentiles("an edit made and shown: logic of the frame", logic);
    percentiles("an edit and what follows: every frame", frames);
    percentiles("an edit until it is on disk and all is whole", whole);
    common(&mut harness);
}

/// Selects something; what the frame takes.
fn select(harness: &mut Harness<'_, Timed>, subject: Subject) -> Duration {
    harness.state_mut().app.request(Command::Select(subject));
    harness.step();
    let took = harness.state().logic + harness.state().ui;
    settle(harness);
    took
}

/// The place that is named most often and a mention of it, looked at, and the window at rest with each.
fn common(harness: &mut Harness<'_, Timed>) {
    let index = harness.state().app.index().clone();
    let place = &index.places[0];
    let middle = place.mentions[place.mentions.len() / 2];
    for (what, subject) in [
        ("the place named most often", Subject::Place(place.place.id.clone())),
        ("a mention of it", Subject::Mention(middle)),
        ("its latest proposal", Subject::Proposal(place.proposals[place.proposals.len() - 1])),
    ] {
        let first = select(harness, subject);
        let mut frames = Vec::new();
        for _ in 0..60 {
            harness.step();
            frames.push(harness.state().logic + harness.state().ui);
        }
        println!("{what}, of {} mentions: selected in {:.2} ms", place.mentions.len(), ms(first));
        percentiles("    frames from then on", frames);
    }
}

fn saved(path: &Path) {
    let (file, loaded) = ProjectFile::open(path).expect("it opens");
    let (mut project, mut history) = (loaded.project, loaded.history);
    history.start_recording();
    let saver = Saver::new(file, || {});
    let mut times = Vec::new();
    let ids: Vec<ArticleId> = project.articles().map(|(id, _)| id).collect();
    for (round, article) in ids.iter().step_by(ids.len() / 200).enumerate() {
        let Some(mention) = project.article(*article).and_then(|entry| entry.annotation.mentions.first())
        else {
            continue;
        };
        let id = MentionId { article: *article, span: mention.span };
        let word = if round.is_multiple_of(2) { Decision::Unresolved } else { Decision::NotAPlace };
        let start = Instant::now();
        let edit = dateline::project::Edit::Decide(vec![Change::Mention(id, Some(word))]);
        history.apply(&mut project, edit).expect("made");
        saver.save(history.take_records());
        while saver.state().waiting > 0 {
            thread::sleep(Duration::from_micros(50));
        }
        times.push(start.elapsed());
    }
    percentiles("an edit made and safely on disk", times);
}

fn main() {
    let engine = best("the engine loaded", 1, || Engine::embedded().expect("the program's own assets"));
    let path = coverage::project_file(&engine);
    let folder = tempfile::tempdir().expect("a scratch folder");
    let copy = folder.path().join("p.dateline");
    fs::copy(&path, &copy).expect("copied");
    let loaded = best("opened", 5, || ProjectFile::open(&copy).expect("it opens").1);
    let project = &loaded.project;
    let bytes: usize = project.articles().map(|(_, entry)| entry.article.text.len()).sum();
    let count = |of: &dyn Fn(&dateline::project::Entry) -> usize| -> usize {
        project.articles().map(|(_, entry)| of(entry)).sum()
    };
    println!(
        "{} articles, {bytes} bytes of text, {} mentions, {} quotes, {} tellings, file of {} bytes",
        project.articles().len(),
        count(&|entry| entry.annotation.mentions.len()),
        count(&|entry| entry.annotation.quotes.len()),
        count(&|entry| entry.annotation.proposals.len()),
        fs::metadata(&copy).expect("the file").len()
    );
    best("copies of a text found", 1, || project.stories().count());
    let index = best("index", 3, || Index::new(project, engine.gazetteer()));
    println!(
        "{} places, {} proposals, {} actors, {} near",
        index.places.len(),
        index.proposals.len(),
        index.actors.len(),
        index.near.len()
    );
    best("index where nothing has changed", 3, || index.after(project, engine.gazetteer(), false));
    let other = folder.path().join("other.dateline");
    best("written whole", 2, || ProjectFile::create(&other, project, &loaded.history, true).expect("made"));
    drop((index, loaded, engine));
    best("opened to a usable window", 5, || open(&copy));
    saved(&copy);
    edits(&copy);
}
