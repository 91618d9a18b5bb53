//! The figure composer: what the preview shows is what is written, kept and opened again.

use dateline::{
    app::App,
    figure::{definition::Part, evidence::Evidence},
};
use egui_kittest::{Harness, kittest::Queryable as _};

use crate::{
    Answers, article, settle, step_until,
    undoing::{from_edit_menu, undo},
    window, window_with,
};

const TALKS: &str = "Azerbaijan offered talks in Yevlakh on Monday, but Khankendi refused. The road from Aghdam to \
                     Khankendi stays closed. A delegation went to Baku.";

#[track_caller]
fn compose(harness: &mut Harness<'_, App>) {
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    step_until(harness, |harness| harness.state().preview().is_some());
}

/// Steps until the preview shows what is asked for.
#[track_caller]
fn shown(harness: &mut Harness<'_, App>, so: impl Fn(&dateline::app::composer::Facts) -> bool) {
    step_until(harness, |harness| harness.state().preview().is_some_and(|preview| so(&preview.facts)));
}

fn type_into(harness: &mut Harness<'_, App>, field: &str, text: &str) {
    let role = egui::accesskit::Role::TextInput;
    harness.get_by_role_and_label(role, field).focus();
    harness.step();
    harness.get_by_role_and_label(role, field).type_text(text);
    harness.step();
    harness.step();
}

fn has(part: Part) -> impl Fn(&dateline::app::composer::Facts) -> bool {
    move |facts| facts.parts.iter().any(|(other, _)| *other == part)
}

#[test]
fn the_preview_follows_what_is_said_and_what_is_dragged() {
    let (_folder, path) = article(TALKS);
    let mut harness = window(vec![path]);
    compose(&mut harness);
    shown(&mut harness, has(Part::Legend));
    type_into(&mut harness, "Title", "Offers and answers");
    shown(&mut harness, |facts| facts.title == "Offers and answers");
    harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, "Legend").click_accesskit();
    shown(&mut harness, |facts| !has(Part::Legend)(facts));
    let bar = harness.get_by_label("Move Scale bar").rect().center();
    harness.drag_at(bar);
    harness.step();
    harness.hover_at(bar + egui::vec2(30.0, -40.0));
    harness.step();
    harness.drop_at(bar + egui::vec2(60.0, -80.0));
    shown(&mut harness, |facts| facts.definition.moved.contains_key(&Part::ScaleBar));
    harness.key_press(egui::Key::Escape);
    harness.step();
    harness.step();
    assert!(!harness.state().figure().open, "Esc closes the composer");
}

#[test]
fn a_figure_is_written_kept_and_opened_again() {
    let (folder, path) = article(TALKS);
    let out = folder.path().join("figure.png");
    let answers = Answers { open: Vec::new(), save: Some(out.clone()) };
    let mut harness = window_with(vec![path], answers);
    compose(&mut harness);
    harness.get_by_label("Save figure…").click();
    step_until(&mut harness, |_| out.exists());
    settle(&mut harness);
    let evidence = Evidence::read(&std::fs::read(&out).expect("the file")).expect("its evidence");
    assert_eq!(evidence.definition, harness.state().figure().definition, "what is shown is what is written");
    type_into(&mut harness, "Name of the figure", "Answers");
    harness.get_by_label("Keep in the project").click_accesskit();
    step_until(&mut harness, |harness| harness.state().project().saved_figures().count() == 1);
    harness.key_press(egui::Key::Escape);
    harness.step();
    harness.step();
    undo(&mut harness);
    assert_eq!(harness.state().project().saved_figures().count(), 0);
    from_edit_menu(&mut harness, "Redo: keep figure “Answers”");
    assert_eq!(harness.state().project().saved_figures().count(), 1, "the menu keeps it again");
    // Dropped on the window that has its articles, it opens as it was made.
    harness.event(egui::Event::Paste(out.display().to_string()));
    step_until(&mut harness, |harness| harness.state().figure().open);
    assert_eq!(harness.state().figure().definition, evidence.definition);
    // On another window it shows what it quotes.
    let (_other, path) = article("Nothing but rain in Lisbon.");
    let mut elsewhere = window(vec![path]);
    elsewhere.event(egui::Event::Paste(out.display().to_string()));
    step_until(&mut elsewhere, |harness| harness.query_by_label("Evidence of a figure").is_some());
    assert!(
        elsewhere.query_all_by_label_contains("offered talks in Yevlakh").next().is_some(),
        "the passage is shown"
    );
}

#[test]
fn the_figure_obeys_the_filter_in_force_and_another_can_be_chosen() {
    let (folder, path) = article(TALKS);
    let other = folder.path().join("lisbon.txt");
    std::fs::write(&other, "Nothing but rain in Lisbon.").expect("written");
    let mut harness = window(vec![path, other]);
    type_into(&mut harness, "Filter the list", "Lisbon");
    compose(&mut harness);
    shown(&mut harness, |facts| facts.definition.filter.words == "Lisbon");
    let text =
        |harness: &Harness<'_, App>| harness.state().preview().map(|shown| shown.facts.description.clone());
    let filtered = text(&harness).expect("a description");
    assert!(filtered.contains("Lisbon") && !filtered.contains("Yevlakh"), "{filtered}");
    harness.get_by_role_and_label(egui::accesskit::Role::RadioButton, "Everything").click_accesskit();
    shown(&mut harness, |facts| facts.definition.filter.is_empty());
    let everything = text(&harness).expect("a description");
    assert!(everything.contains("Yevlakh"), "{everything}");
}
