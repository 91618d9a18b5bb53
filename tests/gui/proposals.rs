//! The table of proposals, the card of one, and the analyst's edits, by accessible names.

use dateline::{
    app::{App, command::Command, selection::Subject},
    project::{ProposalId, TellingId},
    proposals::{PlaceRole, Proposal, ProposalKind, Status},
};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{article, settle, undoing::undo, window};

fn count(harness: &Harness<'_, App>) -> usize {
    harness.state().index().proposals.len()
}

/// The sample coverage with the table open.
fn table() -> Harness<'static, App> {
    let mut harness = window(Vec::new());
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::T);
    settle(&mut harness);
    harness
}

fn first_row(harness: &mut Harness<'_, App>) -> ProposalId {
    harness.query_all_by_label_contains("Row: ").next().expect("a row").click();
    settle(harness);
    match harness.state().selection().lead() {
        Some(Subject::Proposal(id)) => *id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_table_is_filtered_by_every_column() {
    let mut harness = table();
    let all = count(&harness);
    assert!(all > 3);
    assert!(harness.query_by_label(&format!("Proposals {all} of {all}")).is_some());
    let index = harness.state().index().clone();
    let with_party = |name: &str| {
        let has = |party: &Option<String>| party.as_deref().is_some_and(|party| party.contains(name));
        index.proposals.iter().filter(|entry| has(&entry.proposer) || has(&entry.addressee)).count()
    };
    let name = index.proposals.iter().find_map(|entry| entry.proposer.clone()).expect("a proposer");
    let some = with_party(&name);
    harness.get_by_label("Filter by party").focus();
    harness.step();
    harness.get_by_label("Filter by party").type_text(&name);
    settle(&mut harness);
    assert!(some < all && harness.query_by_label(&format!("Proposals {some} of {all}")).is_some());
    harness.get_by_label("Show all proposals").click();
    settle(&mut harness);
    assert!(harness.query_by_label(&format!("Proposals {all} of {all}")).is_some());
    harness.get_by_label("Filter by date").focus();
    harness.step();
    harness.get_by_label("Filter by date").type_text("1066");
    settle(&mut harness);
    assert!(harness.query_by_label("No proposal passes the filters.").is_some());
}

#[test]
fn a_proposal_is_edited_deleted_and_brought_back() {
    let mut harness = table();
    let all = count(&harness);
    let id = first_row(&mut harness);
    harness.get_by_label("Edit…").click();
    settle(&mut harness);
    harness.get_by_label("Date").focus();
    harness.step();
    harness.get_by_label("Proposed by").focus();
    harness.step();
    harness.get_by_label("Proposed by").type_text("Zyx");
    settle(&mut harness);
    harness.get_by_label("Save proposal").click();
    settle(&mut harness);
    let entry = |harness: &Harness<'_, App>| {
        let index = harness.state().index();
        index.proposal(id).map(|entry| (entry.decided, entry.tellings.clone()))
    };
    let (decided, tellings) = entry(&harness).expect("still there");
    assert!(decided);
    let told = tellings.iter().filter_map(|id| harness.state().project().telling(*id));
    let named = told.filter_map(|told| told.proposer.as_ref()).any(|party| party.name.contains("Zyx"));
    assert!(named, "the party was written");
    assert!(harness.query_by_label_contains("edited by you").is_some());
    undo(&mut harness);
    assert_eq!(entry(&harness).map(|(decided, _)| decided), Some(false));
    harness.get_by_label("No proposal").click();
    settle(&mut harness);
    assert_eq!(count(&harness), all - 1);
    undo(&mut harness);
    assert_eq!(count(&harness), all);
}

#[test]
fn a_proposal_told_by_several_is_split_and_joined() {
    let mut harness = window(Vec::new());
    let all = count(&harness);
    let joined = harness.state().index().proposals.iter().find(|entry| entry.tellings.len() > 1).cloned();
    let joined = joined.expect("one told by several outlets");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::T);
    settle(&mut harness);
    harness.get_by_label_contains("Told by").click();
    settle(&mut harness);
    harness.get_by_label_contains("Told by").click();
    settle(&mut harness);
    let id = first_row(&mut harness);
    let tellings = |harness: &Harness<'_, App>, id| {
        harness.state().index().proposal(id).map_or(0, |entry| entry.tellings.len())
    };
    let told = tellings(&harness, id);
    assert!(told >= joined.tellings.len(), "sorted by how many tell of it");
    harness.query_all_by_label_contains("Split off").next().expect("a button to split").click_accesskit();
    settle(&mut harness);
    assert_eq!(count(&harness), all + 1);
    undo(&mut harness);
    assert_eq!((count(&harness), tellings(&harness, id)), (all, told));
    harness.get_by_label("Same proposal as…").click_accesskit();
    settle(&mut harness);
    harness.query_all_by_label_contains("Join to").next().expect("another to join").click_accesskit();
    settle(&mut harness);
    assert_eq!(count(&harness), all - 1);
    undo(&mut harness);
    assert_eq!(count(&harness), all);
}

#[test]
fn what_may_be_the_same_is_asked_and_answered_once() {
    let mut harness = table();
    let all = count(&harness);
    let rows = harness.query_all_by_label_contains("Row: ").count();
    let asked = (0..rows).find(|row| {
        harness.query_all_by_label_contains("Row: ").nth(*row).expect("the row").click();
        settle(&mut harness);
        harness.query_by_label("Maybe the same").is_some()
    });
    assert!(asked.is_some(), "none of {rows} rows may be another");
    let Some(Subject::Proposal(id)) = harness.state().selection().lead().cloned() else {
        panic!("no proposal")
    };
    let near = |harness: &Harness<'_, App>| -> Vec<ProposalId> {
        let index = harness.state().index();
        index.near(id).map(|near| near.other(id)).collect()
    };
    let before = near(&harness);
    harness.query_all_by_label("Keep apart").next().expect("a button").click_accesskit();
    settle(&mut harness);
    assert_eq!(near(&harness), before[1..], "not asked again");
    assert_eq!(count(&harness), all);
    undo(&mut harness);
    assert_eq!(near(&harness), before);
    harness.query_all_by_label("Join").next().expect("a button").click_accesskit();
    settle(&mut harness);
    assert_eq!(count(&harness), all - 1);
    undo(&mut harness);
    assert_eq!((count(&harness), near(&harness)), (all, before));
}

#[test]
fn an_actor_shows_and_filters_its_proposals() {
    let mut harness = window(Vec::new());
    harness.get_by_label_contains("Actors ").click();
    settle(&mut harness);
    harness.query_all_by_label_contains(", proposes ").next().expect("an actor").click();
    settle(&mut harness);
    let Some(Subject::Speaker(name)) = harness.state().selection().lead().cloned() else {
        panic!("no actor")
    };
    harness.get_by_label("Filter the proposals table").click();
    settle(&mut harness);
    let index = harness.state().index();
    let has = |party: &Option<String>| {
        party.as_deref().is_some_and(|party| party.to_lowercase().contains(&name.to_lowercase()))
    };
    let some = index.proposals.iter().filter(|entry| has(&entry.proposer) || has(&entry.addressee)).count();
    let all = index.proposals.len();
    assert!(harness.query_by_label(&format!("Proposals {some} of {all}")).is_some(), "{name}: {some}");
}

#[test]
fn every_part_of_a_proposal_is_edited_in_one_step() {
    let mut harness = window(Vec::new());
    let project = harness.state().project();
    let sited = |id| project.telling(id).is_some_and(|told| !told.places.is_empty());
    let mut proposals = harness.state().index().proposals.iter();
    let all_sited = proposals.find(|entry| entry.tellings.iter().all(|id| sited(*id)));
    let id = all_sited.expect("a proposal with a place").id;
    harness.state_mut().request(Command::Select(Subject::Proposal(id)));
    settle(&mut harness);
    harness.get_by_label("Edit…").click();
    settle(&mut harness);
    let choose = |harness: &mut Harness<'_, App>, combo: &str, value: &str| {
        harness.get_by_label(combo).click();
        settle(harness);
        harness.query_all_by_label(value).last().expect("it can be chosen").click();
        settle(harness);
    };
    choose(&mut harness, "Kind of act", ProposalKind::Ceasefire.label());
    choose(&mut harness, "What became of it", Status::Refused.label());
    for (field, text) in [("To", "Qwx"), ("Date", "")] {
        harness.get_by_label(field).focus();
        harness.step();
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        harness.step();
        harness.key_press(egui::Key::Delete);
        harness.step();
        if !text.is_empty() {
            harness.get_by_label(field).type_text(text);
        }
        settle(&mut harness);
    }
    harness.get_by_label("Date").focus();
    harness.step();
    harness.get_by_label("Date").type_text("2031-02-03");
    settle(&mut harness);
    // A place of it or a passage, where it has more than it needs.
    let remove = harness.query_all_by_label_contains("Remove ").next();
    remove.iter().for_each(|button| button.click());
    settle(&mut harness);
    harness.get_by_label("Save proposal").click();
    settle(&mut harness);
    let project = harness.state().project();
    let edited = project.articles().flat_map(|(id, _)| project.tellings(id)).map(|(_, told)| told);
    let edited = edited.filter(|told| told.addressee.as_ref().is_some_and(|party| party.name == "Qwx"));
    let edited: Vec<_> = edited.cloned().collect();
    assert_eq!(edited.len(), 1);
    assert_eq!((edited[0].kind, edited[0].status), (ProposalKind::Ceasefire, Status::Refused));
    let day = edited[0].date.as_ref().and_then(|date| date.iso.clone());
    assert_eq!(day.as_deref(), Some("2031-02-03"));
    undo(&mut harness);
}

/// One article with a proposal that has a place, its telling, and the editor open on it.
fn editing() -> (tempfile::TempDir, Harness<'static, App>, TellingId) {
    let (folder, path) = article(
        "Armenia offered on Monday to hold talks with Azerbaijan in Bratislava.\n\nTrains to Yevlakh were late again.",
    );
    let mut harness = window(vec![path]);
    let index = harness.state().index();
    let id =
        index.proposals.iter().find(|entry| !entry.places.is_empty()).expect("talks in a place").tellings[0];
    edit(&mut harness, id);
    (folder, harness, id)
}

fn edit(harness: &mut Harness<'_, App>, id: TellingId) {
    harness.state_mut().request(Command::Select(Subject::Proposal(ProposalId(id))));
    settle(harness);
    harness.get_by_label("Edit…").click();
    settle(harness);
}

fn press(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

fn told(harness: &Harness<'_, App>, id: TellingId) -> Proposal {
    harness.state().project().telling(id).expect("it is told").clone()
}

#[test]
fn the_places_of_a_proposal_and_their_roles_are_edited_undone_and_made_again() {
    let (_folder, mut harness, id) = editing();
    let before = told(&harness, id);
    let role_of = |harness: &Harness<'_, App>| told(harness, id).places[0].role;
    let other = if before.places[0].role == PlaceRole::Via { PlaceRole::To } else { PlaceRole::Via };
    let combo = harness.query_all_by_label_contains("Role of ").next().expect("the role of a place");
    combo.click();
    settle(&mut harness);
    harness.query_all_by_label(other.label()).last().expect("another role").click();
    settle(&mut harness);
    press(&mut harness, "Save proposal");
    assert_eq!(role_of(&harness), other);
    undo(&mut harness);
    assert_eq!(told(&harness, id), before);

    // A place is added by pointing at it, and taken out again.
    edit(&mut harness, id);
    harness.get_by_label_contains("Places ").click();
    settle(&mut harness);
    harness.get_by_label_contains("Yevlakh, ").click();
    settle(&mut harness);
    press(&mut harness, "Add Yevlakh");
    press(&mut harness, "Save proposal");
    let with = told(&harness, id);
    assert_eq!(with.places.len(), before.places.len() + 1);
    let added = with.places.last().and_then(|place| place.place.clone()).expect("a place of the gazetteer");
    assert_eq!(added.to_string(), "geonames:584649");
    let entry = |harness: &Harness<'_, App>| {
        let place = harness.state().index().place(&added).expect("Yevlakh").clone();
        place.proposals.contains(&ProposalId(id))
    };
    assert!(entry(&harness), "the place knows of the proposal");
    edit(&mut harness, id);
    press(&mut harness, "Remove Yevlakh");
    press(&mut harness, "Save proposal");
    assert_eq!(told(&harness, id).places.len(), before.places.len());
    undo(&mut harness);
    assert!(entry(&harness));
    undo(&mut harness);
    assert_eq!(told(&harness, id), before);
    assert!(!entry(&harness));
}

#[test]
fn the_evidence_of_a_proposal_is_edited_by_marking_text_undone_and_made_again() {
    let (_folder, mut harness, id) = editing();
    let before = told(&harness, id);
    harness.get_by_label_contains("Mark text of the article to add it");
    let line = harness.query_all_by_label_contains("Trains to Yevlakh").last().expect("the text").rect();
    let at = |x: f32| egui::pos2(line.left() + x, line.top() + 10.0);
    harness.drag_at(at(4.0));
    harness.step();
    for x in [30.0, 90.0] {
        harness.hover_at(at(x));
        harness.step();
    }
    harness.drop_at(at(90.0));
    settle(&mut harness);
    press(&mut harness, "Add the marked text");
    press(&mut harness, "Save proposal");
    let with = told(&harness, id);
    assert_eq!(with.evidence.len(), before.evidence.len() + 1);
    let text = harness.state().project().article(id.article).expect("the article").article.text.clone();
    let marked = with.evidence.last().expect("evidence").of(&text);
    assert!(marked.starts_with("Trains to"), "{marked}");
    undo(&mut harness);
    assert_eq!(told(&harness, id), before);
    harness.key_press_modifiers(egui::Modifiers::COMMAND.plus(egui::Modifiers::SHIFT), egui::Key::Z);
    settle(&mut harness);
    edit(&mut harness, id);
    press(&mut harness, &format!("Remove passage {}", with.evidence.len()));
    press(&mut harness, "Save proposal");
    assert_eq!(told(&harness, id).evidence, before.evidence);
    undo(&mut harness);
    assert_eq!(told(&harness, id).evidence, with.evidence);
}

#[test]
fn two_actors_are_one_and_two_again() {
    let mut harness = window(Vec::new());
    harness.get_by_label_contains("Actors ").click();
    settle(&mut harness);
    harness.query_all_by_label_contains(", proposes ").next().expect("an actor").click();
    settle(&mut harness);
    let actors = |harness: &Harness<'_, App>| harness.state().index().actors.len();
    let all = actors(&harness);
    harness.get_by_label("Same actor as…").click_accesskit();
    settle(&mut harness);
    harness.query_all_by_label_contains("Merge into ").next().expect("another").click_accesskit();
    settle(&mut harness);
    assert_eq!(actors(&harness), all - 1);
    undo(&mut harness);
    assert_eq!(actors(&harness), all);
}

/// The day that a proposal of the sample coverage is for, with the proposal.
fn one_for_a_day(harness: &Harness<'_, App>) -> (ProposalId, String) {
    let dated = |date: &String| harness.query_all_by_label_contains(&format!("For {date}: ")).count() == 1;
    let index = harness.state().index();
    let mut days = index.proposals.iter().filter_map(|entry| Some((entry.id, entry.date.clone()?)));
    days.find(|(_, date)| dated(date)).expect("one day with one proposal")
}

#[test]
fn a_day_on_the_timeline_selects_the_proposal_that_is_for_it() {
    let mut harness = window(Vec::new());
    let (id, date) = one_for_a_day(&harness);
    harness.get_by_label_contains(&format!("For {date}: ")).click();
    settle(&mut harness);
    assert_eq!(harness.state().selection().lead(), Some(&Subject::Proposal(id)));
    let title = harness.state().index().proposal(id).expect("the proposal").title.clone();
    assert!(harness.query_all_by_label(&title).next().is_some(), "its card is shown");
}
