//! Projects saved, opened, recovered and kept safe, through the window.

use std::path::{Path, PathBuf};

use dateline::{
    app::{App, keeping::Place},
    cli::Sources,
    project::{Shelf, file::ProjectFile},
};
use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{Answers, article, settle, step_until};

const SHIFT_CTRL: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn open(files: Vec<PathBuf>, home: &Path, save: Option<PathBuf>) -> Harness<'static, App> {
    let home = home.to_owned();
    let answers = Answers { open: Vec::new(), save };
    let mut harness =
        Harness::builder().with_size([1360.0, 820.0]).with_max_steps(64).build_eframe(move |creation| {
            App::new(&creation.egui_ctx, None, files, &Sources::default())
                .expect("the program's own assets")
                .with_dialogs(answers)
                .with_home(Some(home))
        });
    settle(&mut harness);
    harness
}

fn saved(path: &Path) -> usize {
    ProjectFile::read(path).map_or(0, |loaded| loaded.project.decisions().len())
}

/// Calls the only Paris of the text no place.
fn correct(harness: &mut Harness<'_, App>) {
    harness.get_by_label_contains("Paris, capital").click();
    settle(harness);
    let passage = harness.query_all_by_label("The delegation went to Paris on Monday.").next();
    passage.expect("the passage").click();
    settle(harness);
    harness.get_by_label("Not a place").click();
    settle(harness);
}

const TEXT: &str = "The delegation went to Paris on Monday.";

#[test]
fn a_project_is_saved_as_one_goes_and_opens_with_its_history() {
    let (folder, text) = article(TEXT);
    let path = folder.path().join("talks.dateline");
    let mut harness = open(vec![text], folder.path(), Some(path.clone()));
    harness.key_press_modifiers(SHIFT_CTRL, Key::S);
    step_until(&mut harness, |harness| *harness.state().keeping().place() == Place::File(path.clone()));
    settle(&mut harness);
    correct(&mut harness);
    // On disk without being asked, and undo too.
    step_until(&mut harness, |harness| harness.state().keeping().state() == "saved" && saved(&path) == 1);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    step_until(&mut harness, |_| saved(&path) == 0);
    harness.key_press_modifiers(SHIFT_CTRL, Key::Z);
    step_until(&mut harness, |_| saved(&path) == 1);
    drop(harness);
    let mut again = open(vec![path.clone()], folder.path(), None);
    assert_eq!(again.state().keeping().name(), "talks.dateline");
    assert_eq!(again.state().project().decisions().len(), 1);
    again.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    // Undone in a later session.
    step_until(&mut again, |harness| harness.state().project().decisions().is_empty());
    step_until(&mut again, |_| saved(&path) == 0);
    assert_eq!(again.state().keeping().recent, std::slice::from_ref(&path));
    // A second window on the same file.
    let mut second = open(vec![path.clone()], folder.path(), None);
    assert_eq!(*second.state().keeping().place(), Place::ReadOnly(path.clone()));
    assert!(second.state().notices().iter().any(|notice| notice.contains("open in another window")));
    let left = std::fs::read(&path).expect("the file");
    correct(&mut second);
    step_until(&mut second, |harness| harness.state().project().decisions().len() == 1);
    settle(&mut second);
    assert_eq!(std::fs::read(&path).expect("the file"), left, "the file is left alone");
}

#[test]
fn work_without_a_name_is_offered_at_the_next_start() {
    let (folder, text) = article(TEXT);
    let mut harness = open(vec![text], folder.path(), None);
    correct(&mut harness);
    step_until(&mut harness, |harness| harness.state().keeping().state() == "no name yet, kept for recovery");
    drop(harness);
    let mut next = open(Vec::new(), folder.path(), None);
    step_until(&mut next, |harness| harness.query_by_label("Recover").is_some());
    next.get_by_label("Recover").click();
    step_until(&mut next, |harness| harness.state().project().decisions().len() == 1);
    settle(&mut next);
    assert_eq!(*next.state().keeping().place(), Place::Untitled);
}

#[test]
fn a_new_project_asks_about_work_without_a_name() {
    let (folder, text) = article(TEXT);
    let mut harness = open(vec![text], folder.path(), None);
    correct(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    settle(&mut harness);
    assert!(harness.query_by_label("Save this project?").is_some());
    harness.get_by_label("Discard").click();
    settle(&mut harness);
    assert!(harness.state().project().is_empty());
    assert_eq!(harness.state().keeping().left.len(), 0);
    drop(harness);
    let next = open(Vec::new(), folder.path(), None);
    assert!(next.query_by_label("Recover").is_none(), "what was discarded is gone");
}

#[test]
fn a_file_that_cannot_be_written_is_told_and_the_work_kept() {
    let (folder, text) = article(TEXT);
    let path = folder.path().join("talks.dateline");
    let mut harness = open(vec![text], folder.path(), Some(path.clone()));
    harness.key_press_modifiers(SHIFT_CTRL, Key::S);
    step_until(&mut harness, |harness| *harness.state().keeping().place() == Place::File(path.clone()));
    std::fs::remove_file(&path).expect("deleted behind its back");
    correct(&mut harness);
    step_until(&mut harness, |harness| harness.state().keeping().problem().is_some());
    harness.step();
    assert!(harness.query_by_label_contains("Not saved: ").is_some(), "it is shown");
    assert_eq!(harness.state().project().decisions().len(), 1);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    step_until(&mut harness, |harness| harness.state().keeping().state() == "saved");
    assert_eq!(saved(&path), 1, "written whole again");
}

#[test]
fn annotating_again_lists_what_changes_and_keeps_every_decision() {
    let (folder, text) = article(TEXT);
    let mut harness = open(vec![text], folder.path(), None);
    correct(&mut harness);
    harness.get_by_label("Edit").click();
    settle(&mut harness);
    harness.get_by_label_contains("Annotate again…").click();
    step_until(&mut harness, |harness| harness.query_by_label("Nothing would change.").is_some());
    assert!(harness.query_by_label("What you decided stays as it is: 1 decision.").is_some());
    harness.get_by_label("Take over").click();
    settle(&mut harness);
    assert_eq!(harness.state().project().decisions().len(), 1);
    assert_eq!(harness.state().history().undo_label(), Some("annotate 1 article again"));
}

#[test]
fn a_place_is_added_to_the_users_own_and_known_from_then_on() {
    let (folder, text) = article("The delegation went to Paris on Monday.");
    let mut harness = open(vec![text], folder.path(), None);
    harness.get_by_label_contains("Paris, capital").click();
    settle(&mut harness);
    harness.query_all_by_label(TEXT).next().expect("the passage").click();
    settle(&mut harness);
    harness.get_by_label("Add to my places…").scroll_to_me();
    settle(&mut harness);
    harness.get_by_label("Add to my places…").click();
    settle(&mut harness);
    harness.get_by_label("Latitude, longitude").focus();
    harness.step();
    harness.get_by_label("Latitude, longitude").type_text("40.18, 44.51");
    settle(&mut harness);
    harness.get_by_label("Add place").scroll_to_me();
    settle(&mut harness);
    harness.get_by_label("Add place").click();
    step_until(&mut harness, |harness| harness.state().project().decisions().len() == 1);
    settle(&mut harness);
    let json = std::fs::read_to_string(folder.path().join("places.json")).expect("the overlay");
    assert!(json.contains("\"user:paris\"") && json.contains("44.51"), "{json}");
    let index = harness.state().index();
    let own = index.place(&"user:paris".parse().expect("an id")).expect("it is known");
    assert_eq!((own.mentions.len(), own.decided), (1, 1));
    super::undoing::undo(&mut harness);
    assert_eq!(harness.state().project().decisions().len(), 0);
}

#[test]
fn a_view_is_saved_shown_again_and_deleted() {
    let (folder, text) = article(TEXT);
    let mut harness = open(vec![text], folder.path(), None);
    let views = |harness: &Harness<'_, App>| harness.state().project().saved(Shelf::Views).count();
    let menu = |harness: &mut Harness<'_, App>| {
        harness.get_by_label("View").click();
        settle(harness);
        harness.get_by_label_contains("Saved views").click();
        settle(harness);
    };
    menu(&mut harness);
    harness.get_by_label("Name of the view").focus();
    harness.step();
    harness.get_by_label("Name of the view").type_text("The talks");
    settle(&mut harness);
    harness.get_by_label("Save this view").click();
    settle(&mut harness);
    assert_eq!(views(&harness), 1);
    harness.key_press(Key::Escape);
    settle(&mut harness);
    menu(&mut harness);
    harness.get_by_label("The talks").click();
    settle(&mut harness);
    assert!(harness.state().notices().is_empty(), "{:?}", harness.state().notices());
    menu(&mut harness);
    harness.get_by_label("Delete The talks").click();
    settle(&mut harness);
    assert_eq!(views(&harness), 0);
    super::undoing::undo(&mut harness);
    assert_eq!(views(&harness), 1, "undo brings it back");
}

/// The window's frame asks to close.
fn close(harness: &mut Harness<'_, App>) {
    let root = harness.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    root.events.push(egui::ViewportEvent::Close);
    harness.step();
}

fn sends(harness: &Harness<'_, App>, command: &egui::ViewportCommand) -> bool {
    harness.output().viewport_output[&egui::ViewportId::ROOT].commands.contains(command)
}

#[test]
fn closing_asks_about_work_without_a_name_and_keeps_it_or_not() {
    let (folder, text) = article(TEXT);
    let mut harness = open(vec![text], folder.path(), None);
    correct(&mut harness);
    step_until(&mut harness, |harness| harness.state().keeping().state() == "no name yet, kept for recovery");
    close(&mut harness);
    assert!(sends(&harness, &egui::ViewportCommand::CancelClose), "it asks first");
    settle(&mut harness);
    assert!(harness.query_by_label("Save this project?").is_some());
    harness.get_by_label("Stay").click();
    settle(&mut harness);
    assert!(harness.query_by_label("Save this project?").is_none());
    assert_eq!(harness.state().project().decisions().len(), 1);
    close(&mut harness);
    settle(&mut harness);
    harness.get_by_label("Keep for next time").click();
    step_until(&mut harness, |harness| sends(harness, &egui::ViewportCommand::Close));
    close(&mut harness);
    assert!(!sends(&harness, &egui::ViewportCommand::CancelClose), "asked once");
    drop(harness);
    let mut next = open(Vec::new(), folder.path(), None);
    step_until(&mut next, |harness| harness.query_by_label("Recover").is_some());
    next.get_by_label("Delete").click();
    settle(&mut next);
    assert!(next.query_by_label("Recover").is_none());
}

#[test]
fn closing_saves_under_a_name_when_asked() {
    let (folder, text) = article(TEXT);
    let path = folder.path().join("talks.dateline");
    let mut harness = open(vec![text], folder.path(), Some(path.clone()));
    correct(&mut harness);
    close(&mut harness);
    settle(&mut harness);
    harness.get_by_label("Save…").click();
    step_until(&mut harness, |harness| sends(harness, &egui::ViewportCommand::Close));
    assert_eq!(saved(&path), 1);
    close(&mut harness);
    assert!(!sends(&harness, &egui::ViewportCommand::CancelClose), "everything has a name");
    drop(harness);
    let next = open(Vec::new(), folder.path(), None);
    assert!(next.query_by_label("Recover").is_none(), "nothing is left behind");
    assert!(next.query_by_label("Open it again").is_none(), "it ended in good order");
}

#[test]
fn a_project_that_was_open_in_a_crash_is_offered_again() {
    let (folder, text) = article(TEXT);
    let path = folder.path().join("talks.dateline");
    let mut harness = open(vec![text], folder.path(), Some(path.clone()));
    harness.key_press_modifiers(SHIFT_CTRL, Key::S);
    step_until(&mut harness, |harness| *harness.state().keeping().place() == Place::File(path.clone()));
    correct(&mut harness);
    step_until(&mut harness, |_| saved(&path) == 1);
    // It ends without a word.
    drop(harness);
    let mut next = open(Vec::new(), folder.path(), None);
    step_until(&mut next, |harness| harness.query_by_label("Open it again").is_some());
    next.get_by_label("Open it again").click();
    step_until(&mut next, |harness| *harness.state().keeping().place() == Place::File(path.clone()));
    settle(&mut next);
    assert_eq!(next.state().project().decisions().len(), 1);
    assert!(next.query_by_label("Open it again").is_none());
}
