//! Data out of the window, and a colleague's decisions into it.

use dateline::{app::App, project::Decision};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{Answers, article, settle, step_until, window_with};

fn press(harness: &mut Harness<'_, App>, label: &str) {
    step_until(harness, |harness| harness.query_by_label(label).is_some());
    harness.get_by_label(label).click();
    harness.step();
    harness.step();
}

#[test]
fn what_the_lists_are_filtered_by_is_told_and_obeyed() {
    let (folder, path) = article("The talks moved from Baku to Bratislava.");
    let out = folder.path().join("out.csv");
    let answers = Answers { open: Vec::new(), save: Some(out.clone()) };
    let mut harness = window_with(vec![path], answers);
    harness.get_by_label("Filter the list").focus();
    harness.step();
    harness.get_by_label("Filter the list").type_text("sk");
    harness.step();
    harness.step();
    harness.key_press_modifiers(egui::Modifiers::COMMAND.plus(egui::Modifiers::SHIFT), egui::Key::E);
    press(&mut harness, "CSV");
    press(&mut harness, "mentions");
    press(&mut harness, "What the lists show: with the words “sk”");
    press(&mut harness, "Save data…");
    step_until(&mut harness, |_| out.exists());
    settle(&mut harness);
    let csv = std::fs::read_to_string(&out).expect("the file");
    assert!(csv.contains("Bratislava") && csv.contains("with the words “sk”"));
    assert_eq!(csv.lines().count(), 2, "Baku is left out: {csv}");
}

/// A file in which a colleague says that the article's Baku is no place.
fn colleague(folder: &std::path::Path) -> std::path::PathBuf {
    let file = folder.join("colleague.jsonld");
    let annotation = serde_json::json!({
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:x", "type": "Annotation",
        "creator": {"type": "Person", "name": "Colleague"},
        "body": {"type": "TextualBody", "value": "no", "dateline:word": "not_a_place"},
        "target": {"source": "urn:dateline:article:talks.txt", "dateline:article": "talks.txt",
            "selector": {"type": "TextQuoteSelector", "exact": "Baku", "prefix": "from "}},
    });
    std::fs::write(&file, annotation.to_string()).expect("written");
    file
}

#[test]
fn a_colleagues_decisions_are_one_step_and_ones_own_stand_until_asked() {
    let (folder, path) = article("The talks moved from Baku to Bratislava.");
    let answers = Answers { open: vec![colleague(folder.path())], save: None };
    let mut harness = window_with(vec![path], answers);
    let decisions = |harness: &Harness<'_, App>| -> Vec<Decision> {
        harness.state().project().decisions().mentions().map(|(_, word)| word.clone()).collect()
    };
    press(&mut harness, "File");
    press(&mut harness, "Import annotations…");
    step_until(&mut harness, |harness| !decisions(harness).is_empty());
    settle(&mut harness);
    assert_eq!(decisions(&harness), [Decision::NotAPlace]);
    assert_eq!(harness.state().history().undo_label(), Some("1 decision from colleague.jsonld"));
    assert!(harness.state().notices().iter().any(|notice| notice.contains("1 decision taken in")));
    super::undoing::undo(&mut harness);
    assert!(decisions(&harness).is_empty(), "one undo takes all of it back");
}
