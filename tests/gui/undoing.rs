//! Undo and redo: after every correction of the other tests, and after any sequence of commands.

use std::collections::BTreeMap;

use dateline::{
    app::{App, action::Action, command::Command, keeping::Ask, selection::Subject, settings::NamePolicy},
    figure::FigureDefinition,
    gazetteer::PlaceId,
    geodesy::Position,
    geoparse::MentionKind,
    project::{ArticleId, Change, Decision, Home, MentionId, Project, Shelf, TellingId, TellingWord},
};
use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{article, settle, window};

/// All that a project holds, to compare.
pub(super) fn state(harness: &Harness<'_, App>) -> String {
    let project = harness.state().project();
    let articles: Vec<_> = project
        .articles()
        .map(|(id, entry)| (id, &entry.article, &entry.annotation, &entry.passages, entry.version()))
        .collect();
    let saved: Vec<_> = [Shelf::Figures, Shelf::Views, Shelf::Settings]
        .iter()
        .flat_map(|shelf| project.saved(*shelf))
        .collect();
    format!("{articles:?} {:?} {saved:?}", project.decisions())
}

/// Takes the last step back by its key. On the way it is made again and taken back once more: all three
/// lead where they should, and the lists and the map are as they were.
#[track_caller]
pub(super) fn undo(harness: &mut Harness<'_, App>) {
    let shown = |harness: &Harness<'_, App>| {
        let index = harness.state().index();
        format!("{:?} {:?} {:?} {:?}", index.places, index.proposals, index.actors, index.unresolved())
    };
    let after = (state(harness), shown(harness));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(harness);
    let before = (state(harness), shown(harness));
    assert_ne!(before.0, after.0, "there was a step to take back");
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    settle(harness);
    assert!((state(harness), shown(harness)) == after, "it is made again");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(harness);
    assert!((state(harness), shown(harness)) == before, "and taken back again");
}

/// Chooses an item of the Edit menu.
#[track_caller]
pub(super) fn from_edit_menu(harness: &mut Harness<'_, App>, item: &str) {
    harness.get_by_label("Edit").click();
    harness.step();
    harness.step();
    harness.get_by_label_contains(item).click();
    settle(harness);
}

/// One of a list, by any number.
fn pick<T: Clone>(all: &[T], number: u32) -> Option<T> {
    all.get(number as usize % all.len().max(1)).cloned()
}

/// A mention that the machine found, or any word of an article.
fn mention(project: &Project, number: u32) -> Option<MentionId> {
    let ids: Vec<ArticleId> = project.articles().map(|(id, _)| id).collect();
    let article = pick(&ids, number)?;
    let mut spans: Vec<_> = project.readings(article).iter().map(|reading| reading.id.span).collect();
    let entry = project.article(article)?;
    spans
        .extend(dateline::language::Document::new(&entry.article.text).tokens.iter().map(|token| token.span));
    Some(MentionId { article, span: pick(&spans, number / 7)? })
}

fn telling(project: &Project, number: u32) -> Option<TellingId> {
    let all = project.articles().flat_map(|(id, _)| project.tellings(id)).map(|(id, _)| id);
    pick(&all.collect::<Vec<_>>(), number)
}

/// A word of the analyst's, by any numbers.
fn change(project: &Project, kind: u32, a: u32, b: u32) -> Option<Change> {
    let places = [587_084, 616_052, 2_988_507, 3_060_972].map(PlaceId::GeoNames);
    let place = |number: u32| places[number as usize % places.len()].clone();
    let pin = Position::new(f64::from(a % 180), f64::from(b % 80)).ok()?;
    Some(match kind % 12 {
        0 => Change::Mention(mention(project, a)?, Some(Decision::Place(place(b)))),
        1 => Change::Mention(mention(project, a)?, Some(Decision::Pin(pin))),
        2 => Change::Mention(mention(project, a)?, Some(Decision::NotAPlace)),
        3 => Change::Mention(mention(project, a)?, Some(Decision::Unresolved)),
        4 => Change::Mention(mention(project, a)?, None),
        5 => Change::Kind(mention(project, a)?, Some(MentionKind::Associative)),
        6 => Change::Same(place(a), (!b.is_multiple_of(3)).then(|| place(b))),
        7 => Change::Telling(telling(project, a)?, Some(TellingWord::Deleted)),
        8 => Change::Home(telling(project, a)?, Some(Home::Alone)),
        9 => Change::Home(telling(project, a)?, Some(Home::With(telling(project, b)?))),
        10 => Change::apart(telling(project, a)?, telling(project, b)?),
        _ => Change::Alias("Azerbaijan".to_owned(), b.is_multiple_of(2).then(|| "Baku's side".to_owned())),
    })
}

/// Anything that the window can be asked for and that changes the project, or might by mistake.
fn command(app: &App, [kind, a, b]: [u32; 3]) -> Option<Command> {
    let project = app.project();
    let name = || format!("name {}", a % 3);
    Some(match kind % 24 {
        0..=8 => Command::Say(format!("word {kind}"), vec![change(project, kind, a, b)?]),
        9 => Command::Say(
            "words".to_owned(),
            (0..4).filter_map(|n| change(project, b + n, a + n, b)).collect(),
        ),
        10 => Command::Act(Action::Undo),
        11 => Command::Act(Action::Redo),
        12 => Command::GoToStep(a as usize % (app.history().standing().len() + 2)),
        13 => Command::Keep(Ask::SaveView(name())),
        14 => Command::Keep(Ask::DeleteView(name())),
        15 => Command::Keep(Ask::ShowView(name())),
        16 => Command::KeepFigure(name(), (!b.is_multiple_of(3)).then(Box::<FigureDefinition>::default)),
        17 => {
            Command::Paste(format!("Envoys from Baku offered talks in Bratislava on August {}.", 1 + b % 28))
        }
        18 => Command::Select(Subject::Mention(mention(project, a)?)),
        19 => Command::KeepDuplicates(b.is_multiple_of(2)),
        20 => Command::SetNames(if b.is_multiple_of(2) { NamePolicy::Both } else { NamePolicy::Leading }),
        21 => Command::Review(b.is_multiple_of(2)),
        22 => Command::Keep(Ask::Again),
        _ => Command::Keep(Ask::TakeOver(b.is_multiple_of(2))),
    })
}

#[test]
fn any_commands_are_undone_one_by_one_back_to_the_start_and_made_again() {
    let (_folder, path) = article(
        "Azerbaijan offered to open the road from Baku to Yevlakh, and envoys proposed talks in Paris on August 1.",
    );
    let mut harness = window(vec![path.clone()]);
    let commands = proptest::collection::vec(any::<[u32; 3]>(), 1..36);
    let mut runner = TestRunner::new(Config { cases: 8, failure_persistence: None, ..Config::default() });
    let harness = std::cell::RefCell::new(&mut harness);
    let ran = runner.run(&commands, |commands| {
        let harness = &mut **harness.borrow_mut();
        harness.state_mut().request(Command::Keep(Ask::New));
        harness.step();
        let start = state(harness);
        harness.state_mut().request(Command::Open(vec![path.clone()]));
        settle(harness);
        let mut states: BTreeMap<usize, String> = BTreeMap::from([(0, start.clone())]);
        let standing = |harness: &Harness<'_, App>| harness.state().history().standing().len();
        states.insert(standing(harness), state(harness));
        for numbers in commands {
            let Some(command) = command(harness.state(), numbers) else { continue };
            let goes = matches!(command, Command::Act(Action::Undo | Action::Redo) | Command::GoToStep(_));
            let before = standing(harness);
            harness.state_mut().request(command);
            harness.step();
            harness.step();
            if harness.state().is_busy() {
                settle(harness);
            }
            let now = standing(harness);
            if !goes && now != before {
                // Another future has begun.
                states.retain(|step, _| *step < now);
            }
            let is = state(harness);
            let known = states.get(&now).is_none_or(|known| *known == is);
            prop_assert!(known, "what changes the project is a step, and steps lead where they led: {now}");
            states.insert(now, is);
        }
        let last = standing(harness);
        for step in (0..last).rev() {
            harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
            harness.step();
            harness.step();
            prop_assert_eq!(standing(harness), step);
            prop_assert!(states.get(&step).is_none_or(|known| *known == state(harness)), "step {}", step);
        }
        prop_assert!(state(harness) == start, "undoing all gives the first state back");
        harness.state_mut().request(Command::GoToStep(last));
        harness.step();
        prop_assert!(state(harness) == states[&last], "and making all again the last");
        settle(harness);
        Ok(())
    });
    ran.expect("every sequence can be undone");
}
