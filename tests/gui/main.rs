//! The window driven through accessible names: no display, no graphics card.
#![cfg(feature = "gui")]

mod basemap;
mod correcting;
mod exchange;
mod figures;
mod keeping;
mod layers;
mod map;
mod painter;
mod proposals;
mod undoing;

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use dateline::app::{
    App,
    files::{FileDialogs, Picked},
    selection::Subject,
};
use dateline::cli::Sources;
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

fn window(files: Vec<PathBuf>) -> Harness<'static, App> {
    let mut harness =
        Harness::builder().with_size([1360.0, 820.0]).with_max_steps(64).build_eframe(move |creation| {
            App::new(&creation.egui_ctx, None, files, &Sources::default()).expect("the program's own assets")
        });
    settle(&mut harness);
    harness
}

/// Steps until all jobs have ended.
fn settle(harness: &mut Harness<'_, App>) {
    for _ in 0..600 {
        harness.step();
        if !harness.state().is_busy() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert!(!harness.state().is_busy(), "the jobs end");
    for _ in 0..6 {
        harness.step();
    }
}

fn article(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("talks.txt");
    std::fs::write(&path, text).expect("written");
    (folder, path)
}

#[test]
fn the_sample_coverage_is_mapped_at_the_first_start() {
    let harness = window(Vec::new());
    let state = harness.state();
    assert!(state.project().articles().len() >= 8);
    let names: Vec<&str> = state.index().places.iter().map(|entry| entry.place.name.as_str()).collect();
    for name in ["Baku", "Khankendi", "Aghdam", "Lachin", "Yevlakh", "Bratislava", "Karabakh"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(
        harness.query_by_label_contains("Places 4").is_some()
            || harness.query_by_label_contains("Places 3").is_some()
    );
}

#[test]
fn a_place_chosen_in_the_list_is_selected_everywhere() {
    let mut harness = window(Vec::new());
    harness.get_by_label_contains("Yevlakh, regional capital").click();
    harness.step();
    harness.step();
    let lead = harness.state().selection().lead().cloned();
    assert!(matches!(&lead, Some(Subject::Place(id)) if id.to_string() == "geonames:584649"), "{lead:?}");
    let shown = harness.state().shown_article().expect("an article in the reader");
    let entry = harness.state().index().place(&"geonames:584649".parse().expect("an id")).expect("Yevlakh");
    assert!(
        entry.mentions.iter().any(|mention| mention.article == shown),
        "the reader went to an article that names it"
    );
    harness.key_press(egui::Key::Escape);
    harness.step();
    harness.step();
    assert!(harness.state().selection().lead().is_none(), "Esc selects nothing");
}

#[test]
fn a_correction_is_undone_and_made_again() {
    let (_folder, path) =
        article("The delegation went to Paris on Monday.\nIt came back from Paris on Friday.");
    let mut harness = window(vec![path]);
    let mentions = harness.state().index().places[0].mentions.len();
    assert_eq!(mentions, 2);
    let id = harness.state().index().places[0].place.name.clone();
    harness.get_by_label_contains(&format!("{id}, capital")).click();
    harness.step();
    harness.step();
    // The passage stands in the card, above the article itself.
    let passage = harness.query_all_by_label("The delegation went to Paris on Monday.").next();
    passage.expect("the passage").click();
    harness.step();
    harness.step();
    harness.get_by_label("Not a place").click();
    settle(&mut harness);
    assert_eq!(harness.state().index().places[0].mentions.len(), 1);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    settle(&mut harness);
    assert_eq!(harness.state().index().places[0].mentions.len(), 2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND.plus(egui::Modifiers::SHIFT), egui::Key::Z);
    settle(&mut harness);
    assert_eq!(harness.state().index().places[0].mentions.len(), 1);
}

#[test]
fn a_missing_file_is_told_by_its_name() {
    let harness = window(vec![PathBuf::from("/nowhere/missing.txt")]);
    assert!(harness.state().notices().iter().any(|notice| notice.contains("missing.txt")));
    assert!(
        harness.query_by_label_contains("Nothing to read yet").is_some(),
        "an empty window says what to do"
    );
}

#[test]
fn pasted_text_becomes_an_article() {
    let (_folder, path) = article("Talks in Baku.");
    let mut harness = window(vec![path]);
    harness.event(egui::Event::Paste("The meeting will be held in Bratislava.".to_owned()));
    harness.step();
    harness.step();
    settle(&mut harness);
    let names: Vec<&str> =
        harness.state().index().places.iter().map(|entry| entry.place.name.as_str()).collect();
    assert!(names.contains(&"Bratislava"), "{names:?}");
}

#[test]
fn an_idle_window_sleeps_and_every_control_has_a_name() {
    let mut harness = window(Vec::new());
    // Fails by itself when repaints never stop.
    harness.run_ok().expect("the window comes to rest");
    let unnamed = harness.root().children_recursive().any(|node| {
        let node = node.accesskit_node();
        node.label().is_none_or(|label| label.trim().is_empty())
            && node.value().is_none()
            && matches!(
                node.role(),
                egui::accesskit::Role::Button
                    | egui::accesskit::Role::CheckBox
                    | egui::accesskit::Role::TextInput
            )
    });
    assert!(!unnamed, "a control without a name");
}

#[test]
fn the_palette_finds_a_command_by_name() {
    let mut harness = window(Vec::new());
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::P);
    harness.step();
    harness.step();
    harness.get_by_label("Command").type_text("keyboard");
    harness.step();
    harness.step();
    harness.key_press(egui::Key::Enter);
    harness.step();
    harness.step();
    harness.step();
    assert!(harness.query_by_label_contains("Previous selection").is_some(), "the keys are shown");
}

/// Dialogs that answer at once, and count how often they were asked.
#[derive(Clone, Default)]
struct Answers {
    open: Vec<PathBuf>,
    save: Option<PathBuf>,
}

impl FileDialogs for Answers {
    fn open_files(&self) -> Picked {
        Box::pin(std::future::ready(self.open.clone()))
    }

    fn open_folder(&self) -> Picked {
        Box::pin(std::future::ready(self.open.clone()))
    }

    fn save(&self, _title: &str, _name: &str, _kinds: &[(&str, &str)]) -> Picked {
        Box::pin(std::future::ready(self.save.clone().into_iter().collect()))
    }
}

fn window_with(files: Vec<PathBuf>, answers: Answers) -> Harness<'static, App> {
    let mut harness =
        Harness::builder().with_size([1360.0, 820.0]).with_max_steps(64).build_eframe(move |creation| {
            App::new(&creation.egui_ctx, None, files, &Sources::default())
                .expect("the program's own assets")
                .with_dialogs(answers)
        });
    settle(&mut harness);
    harness
}

/// Steps until something is so, for work that counts as no job.
#[track_caller]
fn step_until(harness: &mut Harness<'_, App>, so: impl Fn(&Harness<'_, App>) -> bool) {
    // Long enough for a disk that is busy with other things.
    let given_up = Instant::now() + Duration::from_secs(60);
    while Instant::now() < given_up {
        harness.step();
        if so(harness) {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("it never came to be");
}

#[test]
fn chosen_files_are_opened_and_data_are_written_where_chosen() {
    let (folder, path) = article("The talks moved from Baku to Bratislava.");
    let out = folder.path().join("out.geojson");
    let answers = Answers { open: vec![path], save: Some(out.clone()) };
    let mut harness = window_with(vec![PathBuf::from("/nowhere/missing.txt")], answers);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::O);
    step_until(&mut harness, |harness| !harness.state().project().is_empty());
    settle(&mut harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND.plus(egui::Modifiers::SHIFT), egui::Key::E);
    step_until(&mut harness, |harness| harness.query_by_label("Save data…").is_some());
    harness.get_by_label("Save data…").click();
    step_until(&mut harness, |_| out.exists());
    settle(&mut harness);
    let json = std::fs::read_to_string(&out).expect("the file");
    assert!(json.contains("FeatureCollection") && json.contains("Bratislava"));
    assert!(harness.state().notices().iter().any(|notice| notice.contains("saved")));
}

#[test]
fn an_open_dialog_holds_nothing_up() {
    #[derive(Clone)]
    struct Waiting;
    impl FileDialogs for Waiting {
        fn open_files(&self) -> Picked {
            Box::pin(std::future::pending())
        }
        fn open_folder(&self) -> Picked {
            Box::pin(std::future::pending())
        }
        fn save(&self, _title: &str, _name: &str, _kinds: &[(&str, &str)]) -> Picked {
            Box::pin(std::future::pending())
        }
    }
    let (_folder, path) = article("Talks in Baku.");
    let mut harness = Harness::builder().with_size([1360.0, 820.0]).build_eframe(move |creation| {
        App::new(&creation.egui_ctx, None, vec![path], &Sources::default())
            .expect("the program's own assets")
            .with_dialogs(Waiting)
    });
    settle(&mut harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::O);
    harness.step();
    harness.step();
    harness.event(egui::Event::Paste("The meeting will be held in Bratislava.".to_owned()));
    step_until(&mut harness, |harness| harness.state().project().articles().len() == 2);
}

#[test]
fn a_mention_says_why_it_was_resolved_so() {
    let (_folder, path) = article("The delegation went to Baku on Monday.");
    let mut harness = window(vec![path]);
    harness.get_by_label_contains("Baku, capital").click();
    harness.step();
    harness.step();
    let passage = harness.query_all_by_label("The delegation went to Baku on Monday.").next();
    passage.expect("the passage").click();
    step_until(&mut harness, |harness| harness.query_by_label("Why here?").is_some());
}

#[test]
fn a_drag_along_the_timeline_selects_a_range_of_days() {
    let mut harness = window(Vec::new());
    let strip = harness.get_by_label("Drag to select a range of days").rect();
    let y = strip.top() + 4.0;
    let at = |share: f32| egui::pos2(strip.left() + strip.width() * share, y);
    harness.drag_at(at(0.25));
    harness.step();
    harness.hover_at(at(0.5));
    harness.step();
    harness.drop_at(at(0.75));
    harness.step();
    harness.step();
    let Some(Subject::TimeRange(from, to)) = harness.state().selection().lead().cloned() else {
        panic!("no range: {:?}", harness.state().selection().lead());
    };
    assert!(from < to);
    harness.step();
    assert!(harness.query_by_label(&format!("{from} to {to}")).is_some(), "the card tells the range");
}
