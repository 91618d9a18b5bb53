//! Corrections through the card, the review queue and the history, by accessible names.

use dateline::{
    app::{App, selection::Subject},
    geoparse::MentionKind,
    project::{Decision, MentionId, Referent},
};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{article, settle, step_until, undoing::undo, window};

const TEXT: &str = "The delegation went to Paris on Monday.\nIt came back from Paris on Friday.\n\
                    Talks about Paris go on in Baku.";

/// The mentions of the only article, in text order.
fn mentions(harness: &Harness<'_, App>) -> Vec<MentionId> {
    let project = harness.state().project();
    let (id, _) = project.articles().next().expect("an article");
    project.readings(id).iter().map(|reading| reading.id).collect()
}

fn places(harness: &Harness<'_, App>) -> Vec<String> {
    let index = harness.state().index();
    let name = |id: MentionId| index.place_of(id).map_or("-".to_owned(), |entry| entry.place.id.to_string());
    mentions(harness).into_iter().map(name).collect()
}

/// A window with one mention of the text selected through its sentence in the card of its place.
fn with_first_paris() -> (tempfile::TempDir, Harness<'static, App>) {
    let (folder, path) = article(TEXT);
    let mut harness = window(vec![path]);
    harness.get_by_label_contains("Paris, capital").click();
    settle(&mut harness);
    let passage = harness.query_all_by_label("The delegation went to Paris on Monday.").next();
    passage.expect("the passage").click();
    settle(&mut harness);
    assert!(matches!(harness.state().selection().lead(), Some(Subject::Mention(_))));
    (folder, harness)
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label_contains(label).click();
    settle(harness);
}

#[test]
fn a_place_is_searched_in_the_whole_gazetteer_and_chosen() {
    let (_folder, mut harness) = with_first_paris();
    let before = places(&harness);
    let search = harness.get_by_label("Search the gazetteer for this mention");
    search.focus();
    harness.step();
    harness.get_by_label("Search the gazetteer for this mention").type_text("Yerevan");
    step_until(&mut harness, |harness| harness.query_by_label_contains("Yerevan, Yerevan").is_some());
    click(&mut harness, "Yerevan, Yerevan");
    let after = places(&harness);
    assert_eq!(after[0], "geonames:616052");
    assert_eq!(after[1..], before[1..], "this mention alone");
    undo(&mut harness);
    assert_eq!(places(&harness), before);
}

#[test]
fn a_wider_scope_shows_the_lines_first_and_is_one_step_to_undo() {
    let (_folder, mut harness) = with_first_paris();
    let before = places(&harness);
    click(&mut harness, "All articles (3)");
    click(&mut harness, "Not a place");
    assert_eq!(places(&harness), before, "only shown");
    assert!(harness.query_by_label_contains("these lines change").is_some());
    click(&mut harness, "Change 3 mentions");
    assert_eq!(places(&harness)[..3], ["-", "-", "-"]);
    assert_eq!(places(&harness)[3], before[3], "another name is left alone");
    undo(&mut harness);
    assert_eq!(places(&harness), before, "one step");
}

#[test]
fn what_was_decided_before_is_kept_unless_asked_for() {
    let (_folder, mut harness) = with_first_paris();
    click(&mut harness, "Leave open");
    let passage = harness.query_all_by_label_contains("All articles (3)").next();
    assert!(passage.is_some());
    let second = mentions(&harness)[1];
    harness.get_by_label_contains("Paris, capital").click();
    settle(&mut harness);
    harness.query_all_by_label("It came back from Paris on Friday.").next().expect("the passage").click();
    settle(&mut harness);
    assert_eq!(harness.state().selection().lead(), Some(&Subject::Mention(second)));
    click(&mut harness, "All articles (3)");
    click(&mut harness, "Not a place");
    assert!(harness.query_by_label("Change 2 mentions").is_some());
    click(&mut harness, "Also 1 that you decided before");
    click(&mut harness, "Change 3 mentions");
    assert_eq!(places(&harness)[..3], ["-", "-", "-"]);
    undo(&mut harness);
}

#[test]
fn a_mention_is_set_associative_and_back() {
    let (_folder, mut harness) = with_first_paris();
    let kind = |harness: &Harness<'_, App>| {
        let id = mentions(harness)[0];
        harness.state().project().reading(id).expect("the mention").kind
    };
    let before = kind(&harness);
    let (other, name) = match before {
        MentionKind::Literal => (MentionKind::Associative, "Associative"),
        MentionKind::Associative => (MentionKind::Literal, "Literal"),
    };
    harness.get_by_label(name).click();
    settle(&mut harness);
    assert_eq!(kind(&harness), other);
    undo(&mut harness);
    assert_eq!(kind(&harness), before);
}

#[test]
fn a_pin_is_dropped_on_the_map_and_by_its_coordinates() {
    let (_folder, mut harness) = with_first_paris();
    let first = mentions(&harness)[0];
    let referent = |harness: &Harness<'_, App>| harness.state().project().decision(first).cloned();
    click(&mut harness, "Drop a pin");
    let at = egui::pos2(560.0, 300.0);
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    settle(&mut harness);
    assert!(matches!(referent(&harness), Some(Decision::Pin(_))), "{:?}", referent(&harness));
    undo(&mut harness);
    assert_eq!(referent(&harness), None);
    let button = harness.get_by_label("Drop a pin").rect().center();
    harness.drag_at(button);
    harness.step();
    harness.hover_at(egui::pos2(600.0, 320.0));
    harness.step();
    harness.hover_at(at);
    harness.step();
    harness.drop_at(at);
    settle(&mut harness);
    assert!(matches!(referent(&harness), Some(Decision::Pin(_))), "dragged from the card onto the map");
    undo(&mut harness);
    harness.get_by_label("Search the gazetteer for this mention").focus();
    harness.step();
    harness.get_by_label("Search the gazetteer for this mention").type_text("39.5, 46.25");
    settle(&mut harness);
    click(&mut harness, "Pin at 39.5000, 46.2500");
    let Some(Decision::Pin(position)) = referent(&harness) else { panic!("no pin") };
    assert!((position.lat() - 39.5).abs() < 1e-9 && (position.lon() - 46.25).abs() < 1e-9);
    undo(&mut harness);
}

#[test]
fn two_places_are_merged_and_split_again() {
    let (_folder, mut harness) = with_first_paris();
    let count = |harness: &Harness<'_, App>| harness.state().index().places.len();
    assert_eq!(count(&harness), 2);
    harness.get_by_label_contains("Paris, capital").click();
    settle(&mut harness);
    click(&mut harness, "Same place as…");
    click(&mut harness, "Merge into Baku");
    assert_eq!(count(&harness), 1);
    assert_eq!(harness.state().index().places[0].mentions.len(), 4);
    click(&mut harness, "Split Paris off");
    assert_eq!(count(&harness), 2);
    undo(&mut harness);
    assert_eq!(count(&harness), 1);
}

#[test]
fn the_review_goes_by_keys_and_offers_what_follows() {
    let (_folder, path) = article(TEXT);
    let mut harness = window(vec![path]);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::R);
    settle(&mut harness);
    assert!(harness.query_by_label("Review 1 of 4").is_some());
    let review = |harness: &Harness<'_, App>| harness.state().review().and_then(|review| review.current());
    let first = review(&harness).expect("a mention in question");
    assert_eq!(harness.state().selection().lead(), Some(&Subject::Mention(first)));
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    assert!(matches!(harness.state().project().decision(first), Some(Decision::Place(_))), "accepted");
    let second = review(&harness).expect("the next");
    assert_ne!(first, second);
    harness.key_press(egui::Key::K);
    settle(&mut harness);
    assert!(harness.state().project().decision(second).is_none(), "skipped");
    let third = review(&harness).expect("the next");
    harness.key_press(egui::Key::N);
    settle(&mut harness);
    assert_eq!(harness.state().project().decision(third), Some(&Decision::NotAPlace));
    // Others of its name still read as before: they are shown, and one key leaves or changes them.
    if harness.query_by_label_contains("these lines change").is_some() {
        assert_eq!(review(&harness), Some(third));
        harness.key_press(egui::Key::A);
        settle(&mut harness);
        let project = harness.state().project();
        let same = harness.state().index().same_name(project, third);
        let open = same.iter().filter_map(|id| project.reading(*id));
        assert!(open.filter(|reading| reading.decision.is_none()).count() == 0, "{same:?}");
    }
    let asked = review(&harness);
    harness.get_by_label_contains("Baku, capital").click();
    settle(&mut harness);
    harness.key_press(egui::Key::N);
    settle(&mut harness);
    assert_eq!(review(&harness), asked, "keys answer only for the mention in question");
    if asked.is_some() {
        harness.get_by_label("Back to the mention in question").click();
        settle(&mut harness);
        assert_eq!(harness.state().selection().lead(), asked.map(Subject::Mention).as_ref());
    }
    harness.get_by_label("End review").click();
    settle(&mut harness);
    assert!(harness.state().review().is_none());
}

#[test]
fn the_user_s_own_articles_replace_the_sample_coverage() {
    let mut harness = window(Vec::new());
    let sample = harness.state().project().articles().len();
    assert!(sample >= 8);
    harness.event(egui::Event::Paste("The meeting will be held in Bratislava.".to_owned()));
    harness.step();
    harness.step();
    settle(&mut harness);
    assert_eq!(harness.state().project().articles().len(), 1);
    undo(&mut harness);
    assert_eq!(harness.state().project().articles().len(), sample, "one step brings it back");
}

#[test]
fn an_overlay_is_chosen_in_the_settings() {
    let (folder, path) = article(TEXT);
    let overlay = folder.path().join("own.json");
    std::fs::write(&overlay, "no overlay").expect("written");
    let answers = super::Answers { open: vec![overlay], save: None };
    let mut harness = super::window_with(vec![path], answers);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Comma);
    settle(&mut harness);
    harness.get_by_label("Choose overlay…").click();
    step_until(&mut harness, |harness| {
        harness.state().notices().iter().any(|notice| notice.contains("own.json"))
    });
    settle(&mut harness);
    assert_eq!(harness.state().settings().overlay, None, "a broken one is told and left off");
}

#[test]
fn words_marked_in_the_text_become_a_mention_and_a_proposal() {
    let (_folder, path) = article("Envoys said the old qwerty crossing may be opened in Baku next month.");
    let mut harness = window(vec![path]);
    let before = mentions(&harness).len();
    let line =
        harness.query_all_by_label_contains("Envoys said the old qwerty").last().expect("the text").rect();
    let mark = |harness: &mut Harness<'_, App>, from: f32, to: f32| {
        let at = |x: f32| egui::pos2(line.left() + x, line.top() + 10.0);
        harness.hover_at(at(from));
        harness.step();
        harness.drag_at(at(from));
        harness.step();
        harness.hover_at(at(from + 12.0));
        harness.step();
        harness.hover_at(at(to));
        harness.step();
        harness.drop_at(at(to));
        settle(harness);
    };
    mark(&mut harness, 132.0, 160.0);
    harness.get_by_label("Add as a place").click();
    settle(&mut harness);
    assert_eq!(mentions(&harness).len(), before + 1);
    let Some(Subject::Mention(id)) = harness.state().selection().lead().cloned() else {
        panic!("not selected")
    };
    let text = harness.state().project().article(id.article).expect("the article").article.text.clone();
    assert!(id.span.of(&text).contains("qwerty"), "{}", id.span.of(&text));
    assert!(harness.query_by_label_contains("marked by you").is_some());
    click(&mut harness, "Take the mark away");
    assert_eq!(mentions(&harness).len(), before);
    undo(&mut harness);
    assert_eq!(mentions(&harness).len(), before + 1);
    undo(&mut harness);
    assert_eq!(mentions(&harness).len(), before);
    let proposals = harness.state().index().proposals.len();
    harness.key_press(egui::Key::Escape);
    settle(&mut harness);
    let line =
        harness.query_all_by_label_contains("Envoys said the old qwerty").last().expect("the text").rect();
    let at = |x: f32| egui::pos2(line.left() + x, line.top() + 10.0);
    harness.drag_at(at(4.0));
    harness.step();
    harness.hover_at(at(40.0));
    harness.step();
    harness.hover_at(at(220.0));
    harness.step();
    harness.drop_at(at(220.0));
    settle(&mut harness);
    harness.get_by_label("Add as a proposal").click();
    settle(&mut harness);
    assert_eq!(harness.state().index().proposals.len(), proposals + 1);
    assert!(matches!(harness.state().selection().lead(), Some(Subject::Proposal(_))));
    undo(&mut harness);
    assert_eq!(harness.state().index().proposals.len(), proposals);
}

#[test]
fn a_right_to_left_paragraph_answers_the_pointer() {
    let (_folder, path) = article("وصل الوفد إلى باكو يوم الاثنين.");
    let mut harness = window(vec![path]);
    let all = mentions(&harness);
    let id = *all.first().expect("Baku is recognised");
    let line = harness.query_all_by_label_contains("باكو").last().expect("the text").rect();
    // Somewhere on the line the word is hit.
    let mut x = line.right() - 2.0;
    while x > line.left() && harness.state().selection().lead() != Some(&Subject::Mention(id)) {
        let at = egui::pos2(x, line.top() + 10.0);
        harness.drag_at(at);
        harness.step();
        harness.drop_at(at);
        harness.step();
        harness.step();
        x -= 12.0;
    }
    assert_eq!(harness.state().selection().lead(), Some(&Subject::Mention(id)));
}

#[test]
fn where_no_dialog_answers_there_is_a_picker_of_our_own() {
    let (_folder, path) = article(TEXT);
    let answers = super::Answers { open: Vec::new(), save: None };
    let mut harness = super::window_with(vec!["/nowhere/missing.txt".into()], answers);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::O);
    step_until(&mut harness, |harness| harness.query_by_label("Open these").is_some());
    let type_path = |harness: &mut Harness<'_, App>, text: &str| {
        harness.get_by_label("File or folder").focus();
        harness.step();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        harness.step();
        harness.get_by_label("File or folder").type_text(text);
        harness.step();
        harness.step();
    };
    let folder = path.parent().expect("a folder").display().to_string();
    type_path(&mut harness, &folder);
    harness.get_by_label("Go to folder").click();
    step_until(&mut harness, |harness| harness.query_by_label("talks.txt").is_some());
    harness.get_by_label("talks.txt").click();
    harness.step();
    harness.step();
    harness.get_by_label("Open these").click();
    step_until(&mut harness, |harness| !harness.state().project().is_empty());
    settle(&mut harness);
    assert_eq!(mentions(&harness).len(), 4);
}

#[test]
fn the_history_lists_every_change_and_goes_back_to_any() {
    let (_folder, mut harness) = with_first_paris();
    click(&mut harness, "Leave open");
    harness.get_by_label("Not a place").click();
    settle(&mut harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::H);
    settle(&mut harness);
    let first = mentions(&harness)[0];
    assert_eq!(harness.state().project().decision(first), Some(&Decision::NotAPlace));
    click(&mut harness, "1  add articles");
    assert_eq!(harness.state().project().decision(first), None);
    click(&mut harness, "2  “Paris” is left open");
    let reading = harness.state().project().reading(first).expect("the mention");
    assert_eq!(reading.referent(), Referent::Open);
    assert!(reading.decision.is_some(), "decided by the analyst");
    assert!(harness.query_by_label_contains("decided by you").is_some(), "and the card says so");
}

#[test]
fn a_correction_reaches_this_article_or_what_the_filter_shows() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let paths =
        ["The delegation went to Paris on Monday. It came back from Paris.", "It left Paris on Friday."].map(
            |text| {
                let path = folder.path().join(format!("{}.txt", text.len()));
                std::fs::write(&path, text).expect("written");
                path
            },
        );
    let mut harness = window(paths.to_vec());
    let decided = |harness: &Harness<'_, App>| -> Vec<u32> {
        let words = harness.state().project().decisions();
        words.mentions().map(|(id, _)| id.article.0).collect()
    };
    harness.get_by_label_contains("Paris, capital").click();
    settle(&mut harness);
    harness.query_all_by_label("The delegation went to Paris on Monday.").next().expect("a passage").click();
    settle(&mut harness);
    click(&mut harness, "This article (2)");
    click(&mut harness, "Not a place");
    click(&mut harness, "Change 2 mentions");
    assert_eq!(decided(&harness), [0, 0]);
    undo(&mut harness);
    harness.get_by_label("Filter the list").focus();
    harness.step();
    harness.get_by_label("Filter the list").type_text("Friday");
    settle(&mut harness);
    click(&mut harness, "What the filter shows (2)");
    click(&mut harness, "Leave open");
    click(&mut harness, "Change 2 mentions");
    assert_eq!(decided(&harness), [0, 1], "the one at hand, and the article that the filter shows");
    harness.key_press(egui::Key::Escape);
    settle(&mut harness);
    undo(&mut harness);
}
