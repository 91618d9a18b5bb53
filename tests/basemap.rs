//! The basemap's looks: small pictures, painted without a graphics card and compared with those kept, and what
//! must hold of any picture. `UPDATE_SNAPSHOTS=1` writes the pictures anew; look at them before they are kept.
#![cfg(feature = "embedded")]

use std::path::Path;

use dateline::{
    basemap::{
        Archive, MapView, Worldview, layer,
        names::{Spot, gather},
        paint::{covers, paint},
        style::{Style, Theme},
    },
    geodesy::Position,
};
use tiny_skia::Pixmap;

fn archive() -> Archive {
    Archive::embedded().expect("the program's own archive")
}

fn view(lon: f64, lat: f64, zoom: f64, size: [f64; 2]) -> MapView {
    MapView { centre: Position::wrapped(lon, lat).to_mercator(), zoom, size }
}

fn style(theme: Theme, worldview: &str) -> Style {
    Style { theme, worldview: worldview.parse().expect("a point of view"), ..Style::default() }
}

/// The share of pixels that differ clearly.
fn differing(a: &Pixmap, b: &Pixmap) -> f64 {
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    let clearly = |(a, b): (&[u8], &[u8])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 24);
    let count = a.data().chunks_exact(4).zip(b.data().chunks_exact(4)).filter(|pair| clearly(*pair)).count();
    count as f64 / f64::from(a.width() * a.height())
}

fn matches_snapshot(name: &str, picture: &Pixmap) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/basemap/{name}.png"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        picture.save_png(&path).expect("a picture that can be written");
        return;
    }
    let kept = Pixmap::load_png(&path).expect("a picture that is kept");
    let share = differing(picture, &kept);
    assert!(share < 0.004, "{name}: {:.2} % of the picture differs from the one kept", share * 100.0);
}

#[test]
fn the_styles_look_as_they_were_designed() {
    let archive = archive();
    let size = [320.0, 200.0];
    for (name, view, style) in [
        ("world-light", view(20.0, 25.0, 1.0, size), style(Theme::Light, "de-facto")),
        ("world-dark", view(20.0, 25.0, 1.0, size), style(Theme::Dark, "de-facto")),
        ("caucasus-light", view(44.5, 41.5, 6.0, size), style(Theme::Light, "de-facto")),
        ("caucasus-dark-iso", view(44.5, 41.5, 6.0, size), style(Theme::Dark, "ISO")),
        ("kashmir-india", view(76.0, 34.5, 5.0, size), style(Theme::Light, "IN")),
        ("kashmir-pakistan", view(76.0, 34.5, 5.0, size), style(Theme::Light, "PK")),
        ("fiji-antimeridian", view(180.0, -17.0, 5.4, size), style(Theme::Light, "de-facto")),
        ("istanbul-overzoomed", view(29.0, 41.05, 10.3, size), style(Theme::Light, "de-facto")),
    ] {
        let picture = paint(&archive, &view, 1.0, style).expect("a picture");
        matches_snapshot(name, &picture);
    }
}

#[test]
fn points_of_view_draw_other_lines() {
    let archive = archive();
    let kashmir = view(76.0, 34.5, 5.0, [400.0, 300.0]);
    let painted = |code: &str| paint(&archive, &kashmir, 1.0, style(Theme::Light, code)).expect("a picture");
    let (facts, india, pakistan) = (painted("de-facto"), painted("IN"), painted("PK"));
    assert!(differing(&facts, &india) > 0.002);
    assert!(differing(&facts, &pakistan) > 0.002);
    assert!(differing(&india, &pakistan) > 0.002);
}

#[test]
fn tiles_painted_one_by_one_join_without_a_seam() {
    let archive = archive();
    for zoom in [3.0, 6.0, 9.0] {
        let whole = view(44.0, 41.0, zoom, [256.0, 256.0]);
        // The corners of the parts lie on whole pixels, as tiles do.
        let all = paint(&archive, &whole, 1.0, Theme::Light).expect("a picture");
        for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let shift = |at: i32| (f64::from(at) - 0.5) * 128.0 / whole.world();
            let centre = [whole.centre[0] + shift(column), whole.centre[1] + shift(row)];
            let part = MapView { centre, size: [128.0, 128.0], ..whole };
            let part = paint(&archive, &part, 1.0, Theme::Light).expect("a picture");
            let (left, top) = (column as u32 * 128, row as u32 * 128);
            let mut off = 0;
            for y in 0..128 {
                for x in 0..128 {
                    let (a, b) = (part.pixel(x, y).unwrap(), all.pixel(left + x, top + y).unwrap());
                    let far = a.red().abs_diff(b.red()).max(a.green().abs_diff(b.green()));
                    off += u32::from(far > 24);
                }
            }
            // Dashes may begin elsewhere.
            assert!(off < 80, "zoom {zoom}, part {column} {row}: {off} pixels");
        }
    }
}

#[test]
fn no_line_runs_across_the_antimeridian_and_the_world_repeats() {
    let archive = archive();
    let pacific = view(180.0, 0.0, 3.0, [512.0, 256.0]);
    let copy = MapView { centre: [pacific.centre[0] - 1.0, pacific.centre[1]], ..pacific };
    let (a, b) = (paint(&archive, &pacific, 1.0, Theme::Light), paint(&archive, &copy, 1.0, Theme::Light));
    assert!(differing(&a.expect("a picture"), &b.expect("a picture")) < 1e-9);
    // On the 180th meridian in the open sea there is nothing but sea.
    let open = view(180.0, 5.0, 5.0, [64.0, 64.0]);
    let picture = paint(&archive, &open, 1.0, Theme::Light).expect("a picture");
    let first = picture.pixel(0, 0);
    assert!((0..64).all(|x| picture.pixel(x, 32) == first));
}

#[test]
fn an_archive_says_where_it_has_anything() {
    let archive = archive();
    assert!(covers(&archive, &view(45.0, 41.0, 7.0, [256.0, 256.0])));
    assert!(covers(&archive, &view(45.0, 41.0, 13.0, [256.0, 256.0])), "overzoomed");
}

#[test]
fn deep_zooms_have_no_holes() {
    let archive = archive();
    let sea = Theme::Light.sea();
    for zoom in [8.0, 11.0, 14.0] {
        let inland = view(44.5, 40.2, zoom, [200.0, 200.0]);
        let picture = paint(&archive, &inland, 1.0, Theme::Light).expect("a picture");
        let holes = picture.data().chunks_exact(4).filter(|pixel| pixel[..3] == sea).count();
        assert!(holes < 4_000, "zoom {zoom}: {holes} pixels of sea inland");
    }
}

#[test]
fn names_are_found_once_and_in_the_language_asked_for() {
    let archive = archive();
    let caucasus = view(45.0, 41.0, 6.0, [1200.0, 800.0]);
    let texts = |language: &str| -> Vec<String> {
        let language =
            dateline::basemap::NameLanguage::all().find(|known| known.code() == language).expect("known");
        let style = Style { language, ..Style::default() };
        gather(&archive, &caucasus, &style).into_iter().map(|name| name.text.into()).collect()
    };
    let english = texts("en");
    assert_eq!(english.iter().filter(|text| *text == "Armenia").count(), 1, "{english:?}");
    assert!(texts("hy").iter().any(|text| text == "Հայաստան"));
    assert!(texts("ka").iter().any(|text| text == "საქართველო"));
    let local = texts("local");
    assert!(local.iter().any(|text| text == "Երևան"), "{local:?}");
}

#[test]
fn rivers_bear_their_names_along_lines() {
    let archive = archive();
    let danube = view(20.0, 45.5, 6.0, [1200.0, 800.0]);
    let names = gather(&archive, &danube, &Style::default());
    let rivers: Vec<_> = names.iter().filter(|name| name.class == layer::RIVER_NAME).collect();
    assert!(rivers.iter().any(|name| &*name.text == "Danube"), "{rivers:?}");
    assert!(rivers.iter().all(|name| matches!(&name.spot, Spot::Line(line) if line.len() > 5)));
}

#[test]
fn countries_that_a_view_does_not_recognise_are_named_otherwise() {
    let archive = archive();
    let kosovo = view(20.9, 42.6, 6.0, [400.0, 300.0]);
    let class = |code: &str| {
        let names = gather(&archive, &kosovo, &style(Theme::Light, code));
        names.iter().find(|name| &*name.text == "Kosovo").map(|name| name.class)
    };
    assert_eq!(class("de-facto"), Some(layer::COUNTRY_NAME));
    assert_eq!(class("US"), Some(layer::COUNTRY_NAME));
    assert_eq!(class("RU"), Some(layer::DISPUTED_NAME));
    assert!(Worldview::all().count() > 30);
}
