//! The map driven by the pointer and the keys. It is a painting with one name; the lists are its words.

use dateline::{
    app::{App, selection::Subject},
    basemap::MapView,
    gazetteer::PlaceId,
    geodesy::Position,
};
use egui::{Modifiers, Pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{
    article, settle,
    undoing::{from_edit_menu, undo},
    window,
};

fn id(text: &str) -> PlaceId {
    text.parse().expect("an id")
}

fn place(text: &str) -> Subject {
    Subject::Place(id(text))
}

/// Shows a part of the world.
fn look(harness: &mut Harness<'_, App>, lon: f64, lat: f64, zoom: f64) {
    let centre = Position::wrapped(lon, lat).to_mercator();
    let view = harness.state().map().view();
    harness.state_mut().map_mut().show(MapView { centre, zoom, ..view });
    settle(harness);
}

fn map_rect(harness: &Harness<'_, App>) -> egui::Rect {
    harness.get_by_label("Map").rect()
}

fn click_at(harness: &mut Harness<'_, App>, at: Pos2, modifiers: Modifiers) {
    assert!(map_rect(harness).contains(at), "{at:?} is on the map");
    harness.hover_at(at);
    harness.step();
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        harness
            .event_modifiers(egui::Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
        harness.step();
    }
    harness.step();
    harness.step();
}

/// A marker that is no cluster and not selected: its place, what it is called, and where it stands.
fn alone(harness: &mut Harness<'_, App>) -> (Subject, String, Pos2) {
    let ids: Vec<PlaceId> =
        harness.state().index().places.iter().map(|entry| entry.place.id.clone()).collect();
    for id in ids {
        let subject = Subject::Place(id.clone());
        let wide = harness.state().index().place(&id).is_none_or(|entry| entry.place.class.is_wide());
        let Some(at) = harness.state().map().drawn_at(&subject).filter(|_| !wide) else { continue };
        harness.hover_at(at);
        harness.step();
        harness.step();
        let named =
            harness.state().index().place(&id).map(|entry| entry.place.name.clone()).unwrap_or_default();
        let told = value(harness);
        let under = told.split("Selected").next().unwrap_or_default();
        if under.contains(&named)
            && !under.contains("more place")
            && !harness.state().selection().contains(&subject)
        {
            return (subject, named, at);
        }
    }
    panic!("no marker stands alone");
}

fn drag(harness: &mut Harness<'_, App>, path: &[Pos2], modifiers: Modifiers) {
    let button = egui::PointerButton::Primary;
    let first = path[0];
    harness.hover_at(first);
    harness.step();
    let press = |pos, pressed| egui::Event::PointerButton { pos, button, pressed, modifiers };
    harness.event_modifiers(press(first, true), modifiers);
    harness.step();
    for at in path {
        harness.event_modifiers(egui::Event::PointerMoved(*at), modifiers);
        harness.step();
    }
    harness.event_modifiers(press(path[path.len() - 1], false), modifiers);
    settle(harness);
}

fn value(harness: &Harness<'_, App>) -> String {
    use egui_kittest::kittest::NodeT as _;
    harness.get_by_label("Map").accesskit_node().value().unwrap_or_default()
}

const BAKU: &str = "geonames:587084";

#[test]
fn a_marker_is_hovered_and_clicked() {
    let mut harness = window(Vec::new());
    look(&mut harness, 48.5, 40.4, 7.0);
    let (subject, name, at) = alone(&mut harness);
    click_at(&mut harness, at, Modifiers::NONE);
    assert_eq!(harness.state().selection().lead(), Some(&subject));
    assert!(value(&harness).contains(&format!("Selected: {name}")), "{}", value(&harness));
}

#[test]
fn ctrl_click_adds_and_a_click_beside_selects_nothing() {
    let mut harness = window(Vec::new());
    harness.get_by_label_contains("Yevlakh, regional capital").click();
    settle(&mut harness);
    look(&mut harness, 48.5, 40.4, 7.0);
    let (_, _, at) = alone(&mut harness);
    click_at(&mut harness, at, Modifiers::COMMAND);
    assert_eq!(harness.state().selection().subjects().len(), 2);
    // Out on the Caspian Sea.
    let empty = harness.state().map().point_of(Position::wrapped(50.9, 41.2));
    // The first click closes the card that the click before pinned.
    click_at(&mut harness, empty, Modifiers::NONE);
    click_at(&mut harness, empty, Modifiers::NONE);
    assert!(harness.state().selection().lead().is_none(), "{:?}", harness.state().selection());
}

#[test]
fn a_selected_place_is_never_hidden_in_a_cluster() {
    let mut harness = window(Vec::new());
    for _ in 0..4 {
        harness.key_press(egui::Key::Minus);
        settle(&mut harness);
    }
    let places: Vec<PlaceId> =
        harness.state().index().places.iter().map(|entry| entry.place.id.clone()).collect();
    let hidden = places
        .iter()
        .find(|id| {
            let entry = harness.state().index().place(id).expect("a place");
            !entry.place.class.is_wide()
                && harness.state().map().drawn_at(&Subject::Place((*id).clone())).is_none()
        })
        .expect("something is in a cluster")
        .clone();
    let name = harness.state().index().place(&hidden).expect("a place").place.name.clone();
    harness.get_by_label("Filter the list").focus();
    harness.step();
    harness.get_by_label("Filter the list").type_text(&name);
    settle(&mut harness);
    harness.query_all_by_label_contains(&name).next().expect("its row").click();
    settle(&mut harness);
    assert_eq!(harness.state().selection().lead(), Some(&Subject::Place(hidden.clone())));
    assert!(harness.state().map().drawn_at(&Subject::Place(hidden)).is_some(), "{name} is drawn by itself");
}

#[test]
fn a_box_selects_what_lies_in_it_everywhere() {
    let mut harness = window(Vec::new());
    let rect = map_rect(&harness).shrink(60.0);
    drag(&mut harness, &[rect.left_top(), rect.center(), rect.right_bottom()], Modifiers::COMMAND);
    let chosen = harness.state().selection().subjects().len();
    assert!(chosen > 3, "{chosen} places");
    // The lists show it: each row of a selected place says so.
    use egui_kittest::kittest::NodeT as _;
    let marked = harness
        .query_all_by_role(egui::accesskit::Role::Button)
        .filter(|node| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True))
        .count();
    assert!(marked > 3, "{marked} rows are marked");
    harness.key_press(egui::Key::Escape);
    settle(&mut harness);
    assert!(harness.state().selection().lead().is_none());
}

#[test]
fn a_lasso_is_a_tool_that_escape_puts_away() {
    let mut harness = window(Vec::new());
    harness.get_by_label("Lasso").click();
    settle(&mut harness);
    let at = harness.state().map().drawn_at(&place(BAKU)).expect("Baku is in view");
    let around: Vec<Pos2> = [(-30.0, -30.0), (30.0, -30.0), (30.0, 30.0), (-30.0, 30.0), (-30.0, -26.0)]
        .iter()
        .map(|(x, y)| at + vec2(*x, *y))
        .collect();
    let before = harness.state().map().view();
    drag(&mut harness, &around, Modifiers::NONE);
    assert!(harness.state().selection().contains(&place(BAKU)), "{:?}", harness.state().selection());
    assert!((harness.state().map().view().centre[0] - before.centre[0]).abs() < 1e-9, "the map stays");
    harness.key_press(egui::Key::Escape);
    settle(&mut harness);
    assert!(harness.state().selection().contains(&place(BAKU)), "first the tool, then the selection");
    drag(&mut harness, &[at, at + vec2(-40.0, 0.0), at + vec2(-120.0, 0.0)], Modifiers::NONE);
    assert!(
        (harness.state().map().view().centre[0] - before.centre[0]).abs() > 1e-6,
        "drags move the map again"
    );
}

#[test]
fn shift_and_drag_zooms_to_a_box() {
    let mut harness = window(Vec::new());
    let before = harness.state().map().view();
    let middle = map_rect(&harness).center();
    drag(&mut harness, &[middle - vec2(60.0, 50.0), middle, middle + vec2(60.0, 50.0)], Modifiers::SHIFT);
    let after = harness.state().map().view();
    assert!(after.zoom > before.zoom + 1.0, "{} to {}", before.zoom, after.zoom);
    assert!(harness.state().selection().lead().is_none());
}

#[test]
fn arrows_move_the_map_and_shift_moves_it_further() {
    let mut harness = window(Vec::new());
    let moved = |harness: &mut Harness<'static, App>, modifiers: Modifiers| {
        let before = harness.state().map().view();
        harness.key_press_modifiers(modifiers, egui::Key::ArrowRight);
        settle(harness);
        let after = harness.state().map().view();
        (after.centre[0] - before.centre[0]) * after.world()
    };
    assert!((moved(&mut harness, Modifiers::NONE) - 100.0).abs() < 1.0);
    assert!((moved(&mut harness, Modifiers::SHIFT) - 400.0).abs() < 1.0);
}

#[test]
fn a_hover_card_shows_passages_after_a_rest_and_a_click_pins_it() {
    let mut harness = window(Vec::new());
    look(&mut harness, 48.5, 40.4, 7.0);
    let (_, name, at) = alone(&mut harness);
    harness.hover_at(at);
    for _ in 0..4 {
        harness.step();
    }
    let heading = format!("{name} · ");
    let shown = |node: &egui_kittest::Node<'_>| node.value().is_some_and(|value| value.starts_with(&heading));
    assert!(harness.query_all_by_label_contains(&heading).any(|node| shown(&node)), "the card is shown");
    click_at(&mut harness, at, Modifiers::NONE);
    let away = map_rect(&harness).right_top() + vec2(-30.0, 200.0);
    harness.hover_at(away);
    settle(&mut harness);
    assert!(harness.query_by_label_contains(&format!("Close the card of {name}")).is_some(), "it stays");
    harness.key_press(egui::Key::Escape);
    settle(&mut harness);
    assert!(harness.query_by_label_contains(&format!("Close the card of {name}")).is_none());
    assert!(harness.state().selection().lead().is_some(), "the selection is another step");
}

#[test]
fn coordinates_are_copied_in_three_ways() {
    let mut harness = window(Vec::new());
    let at = map_rect(&harness).center();
    harness.hover_at(at);
    harness.step();
    for pressed in [true, false] {
        let button = egui::PointerButton::Secondary;
        harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        harness.step();
    }
    harness.step();
    harness.step();
    let position = harness.state().map().position_at(at).expect("on the map");
    for text in [position.decimal(), position.dms(), position.mgrs().expect("in UTM")] {
        assert!(harness.query_by_label_contains(&format!("Copy {text}")).is_some(), "{text}");
    }
}

#[test]
fn layers_are_switched_and_the_window_still_sleeps() {
    let mut harness = window(Vec::new());
    harness.get_by_label("Layers").click();
    harness.step();
    harness.step();
    harness.get_by_label("Named together").click();
    settle(&mut harness);
    assert!(harness.state().settings().layers.arcs);
    harness.run_ok().expect("the window comes to rest");
}

#[test]
fn a_place_is_added_by_its_name_and_undone() {
    let (_folder, path) = article(
        "The column stopped at Xyrgat before noon. Near Xyrgat a bridge is planned. Baku said nothing.",
    );
    let mut harness = window(vec![path]);
    let at = map_rect(&harness).center();
    let before = harness.state().index().places.len();
    harness.hover_at(at);
    harness.step();
    for pressed in [true, false] {
        let button = egui::PointerButton::Secondary;
        harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        harness.step();
    }
    harness.step();
    harness.get_by_label_contains("Add a place here").click();
    settle(&mut harness);
    harness.get_by_label("Name of the place").focus();
    harness.step();
    harness.get_by_label("Name of the place").type_text("Xyrgat");
    settle(&mut harness);
    assert!(harness.query_by_label("2 passages name it.").is_some());
    harness.get_by_label("Add the place").click();
    settle(&mut harness);
    let added = |harness: &Harness<'_, App>| {
        let mut places = harness.state().index().places.iter();
        places.any(|entry| entry.place.name == "Xyrgat" && entry.mentions.len() == 2)
    };
    assert!(added(&harness));
    undo(&mut harness);
    assert_eq!(harness.state().index().places.len(), before);
    from_edit_menu(&mut harness, "Redo: “Xyrgat” added");
    assert!(added(&harness), "the menu makes it again");
    from_edit_menu(&mut harness, "Undo: “Xyrgat” added");
    assert_eq!(harness.state().index().places.len(), before);
}
