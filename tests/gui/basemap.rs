//! The settings of the map, and basemaps that cannot be used.

use std::path::PathBuf;

use dateline::{
    app::{
        App,
        files::{FileDialogs, Picked},
        settings::Basemap,
    },
    cli::Sources,
};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{article, settle, step_until};

/// A dialog in which one file is picked.
struct Picks(PathBuf);

impl FileDialogs for Picks {
    fn open_files(&self) -> Picked {
        let path = self.0.clone();
        Box::pin(async move { vec![path] })
    }

    fn open_folder(&self) -> Picked {
        Box::pin(async { Vec::new() })
    }

    fn save(&self, _: &str, _: &str, _: &[(&str, &str)]) -> Picked {
        Box::pin(async { Vec::new() })
    }
}

fn window(picked: PathBuf) -> (tempfile::TempDir, Harness<'static, App>) {
    let (folder, path) = article("Officials from Baku met in Tbilisi on Monday.");
    let mut harness =
        Harness::builder().with_size([1360.0, 900.0]).with_max_steps(64).build_eframe(move |creation| {
            let app = App::new(&creation.egui_ctx, None, vec![path], &Sources::default());
            app.expect("the program's own assets").with_dialogs(Picks(picked))
        });
    settle(&mut harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Comma);
    steps(&mut harness);
    (folder, harness)
}

fn steps(harness: &mut Harness<'_, App>) {
    for _ in 0..6 {
        harness.step();
    }
}

/// The dialog answers from a thread of its own.
fn wait_for_the_file(harness: &mut Harness<'_, App>) {
    step_until(harness, |harness| harness.state().settings().basemap != Basemap::Embedded);
    steps(harness);
}

#[test]
fn nothing_goes_online_before_the_user_agrees() {
    let (_folder, mut harness) = window(PathBuf::new());
    harness.get_by_label("OpenStreetMap, online").click();
    steps(&mut harness);
    assert_eq!(harness.state().settings().basemap, Basemap::Embedded);
    harness.get_by_label_contains("tile.openstreetmap.org");
    harness.get_by_label("Stay offline").click();
    steps(&mut harness);
    assert_eq!(harness.state().settings().basemap, Basemap::Embedded);
    assert!(harness.query_by_label("Go online").is_none());
    harness.get_by_label("Offline");
}

#[test]
fn a_broken_archive_is_told_of_and_the_embedded_basemap_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.pmtiles");
    std::fs::write(&broken, b"PMTiles but no more").expect("written");
    let (_article, mut harness) = window(broken.clone());
    harness.get_by_label("A PMTiles file…").click();
    wait_for_the_file(&mut harness);
    assert_eq!(harness.state().settings().basemap, Basemap::File(broken));
    harness.get_by_label_contains("broken.pmtiles: this is no PMTiles archive");
    // Natural Earth is drawn.
    step_until(&mut harness, |harness| harness.state().map().is_complete());
}

#[test]
fn an_archive_of_the_users_own_becomes_the_basemap() {
    // Our own archive stands in for any other.
    let archive = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/basemap.pmtiles");
    let (_article, mut harness) = window(archive);
    harness.get_by_label("A PMTiles file…").click();
    wait_for_the_file(&mut harness);
    assert!(harness.query_by_label_contains("Natural Earth is shown").is_none());
    step_until(&mut harness, |harness| harness.state().map().is_complete());
}

#[test]
fn boundaries_and_names_follow_the_settings_and_the_map_says_whose_they_are() {
    let (_folder, mut harness) = window(PathBuf::new());
    harness.get_by_label("Boundaries").click();
    steps(&mut harness);
    harness.get_by_label("as seen by India").click();
    steps(&mut harness);
    assert_eq!(harness.state().settings().boundaries.code(), "IN");
    harness.get_by_label("Names on the basemap").click();
    steps(&mut harness);
    harness.get_by_label("Français").click();
    steps(&mut harness);
    assert_eq!(harness.state().settings().language.code(), "fr");
}
