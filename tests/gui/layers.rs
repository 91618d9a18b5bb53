//! The looks of the analyst's layers: the map over invented coverage, painted without a graphics card and compared
//! with pictures that are kept. `UPDATE_SNAPSHOTS=1` paints them anew; look at them before they are kept.

use std::path::Path;

use dateline::{
    app::App,
    article::Article,
    basemap::MapView,
    cli::Sources,
    engine::{Annotation, Engine},
    gazetteer::PlaceId,
    geodesy::Position,
    geoparse::{Candidate, Mention, MentionForm, MentionKind, Resolution},
    language::Document,
    project::{Entry, Passage},
    proposals::{PlaceRole, Proposal, ProposalKind, ProposalPlace, Status},
    text::ByteSpan,
};
use egui_kittest::Harness;
use image::RgbaImage;

use crate::painter::Painter;

/// Name, gazetteer entry, how often it is named, how sure.
const PLACES: [(&str, u32, usize, f32); 9] = [
    ("Baku", 587_084, 9, 0.95),
    ("Khankendi", 146_970, 6, 0.9),
    ("Aghdam", 148_619, 4, 0.9),
    ("Yevlakh", 584_649, 3, 0.9),
    ("Tbilisi", 611_717, 2, 0.9),
    ("Yerevan", 616_052, 2, 0.4),
    ("Ganja", 586_523, 1, 0.9),
    ("Azerbaijan", 587_116, 5, 0.9),
    ("Armenia", 174_982, 2, 0.4),
];

/// The map alone.
struct Map(App);

impl eframe::App for Map {
    fn logic(&mut self, context: &egui::Context, frame: &mut eframe::Frame) {
        self.0.logic(context, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.0.map_alone(ui);
    }
}

/// One article that names all places in pairs and tells a proposal of each kind of status.
fn coverage() -> Entry {
    let (mut text, mut mentions) = (String::new(), Vec::new());
    let mut spans = Vec::new();
    for (name, number, times, confidence) in PLACES {
        for _ in 0..times {
            let start = text.len();
            text.push_str(name);
            let span = ByteSpan::new(start, text.len());
            spans.push((name, span));
            let place = PlaceId::GeoNames(number);
            mentions.push(Mention {
                span,
                kind: MentionKind::Literal,
                form: MentionForm::Name,
                recognition: confidence,
                resolution: Some(Resolution { place: place.clone(), confidence }),
                candidates: vec![Candidate { place, probability: confidence }],
            });
            text.push_str(if mentions.len() % 2 == 0 { " was named. " } else { " and " });
        }
    }
    text.push_str("nothing.");
    let told = [
        (ProposalKind::Meeting, Status::Refused, vec![("Yevlakh", PlaceRole::Venue)]),
        (ProposalKind::Meeting, Status::Offered, vec![("Tbilisi", PlaceRole::Venue)]),
        (
            ProposalKind::Infrastructure,
            Status::Planned,
            vec![("Aghdam", PlaceRole::From), ("Baku", PlaceRole::To)],
        ),
        (
            ProposalKind::Infrastructure,
            Status::Refused,
            vec![("Yerevan", PlaceRole::From), ("Ganja", PlaceRole::To)],
        ),
        (ProposalKind::Law, Status::Accepted, vec![("Armenia", PlaceRole::Area)]),
    ];
    let proposals = told.into_iter().zip(1..).map(|((kind, status, places), number)| {
        let span_of = |name: &str| spans.iter().find(|(other, _)| *other == name).map(|(_, span)| *span);
        let place = |(name, role): (&str, PlaceRole)| {
            let number = PLACES.iter().find(|(other, ..)| *other == name).map(|(_, number, ..)| *number);
            let mention = span_of(name).expect("named");
            ProposalPlace { mention, role, place: number.map(PlaceId::GeoNames) }
        };
        Proposal {
            id: format!("p{number}"),
            kind,
            evidence: vec![span_of(places[0].0).expect("named")],
            proposer: None,
            addressee: None,
            source: None,
            places: places.into_iter().map(place).collect(),
            date: None,
            status,
            status_evidence: None,
            conditions: None,
            confidence: 0.9,
        }
    });
    let proposals = proposals.collect();
    let passages = Passage::all(&Document::new(&text));
    let annotation = Annotation { mentions, proposals, ..Annotation::default() };
    Entry::new(Article::from_text("invented", text), annotation, passages)
}

fn map(settings: &str, zoom: f64) -> (tempfile::TempDir, Harness<'static, Map>) {
    let home = tempfile::tempdir().expect("a scratch folder");
    std::fs::write(home.path().join("settings.json"), settings).expect("written");
    let folder = home.path().to_owned();
    let mut harness = Harness::builder().with_size([760.0, 520.0]).renderer(Painter::default()).build_eframe(
        move |creation| {
            let app = App::new(&creation.egui_ctx, None, Vec::new(), &Sources::default());
            Map(app.expect("the program's own assets").with_home(Some(folder)))
        },
    );
    settle(&mut harness);
    harness.state_mut().0.add(vec![coverage()]);
    settle(&mut harness);
    show(&mut harness, zoom);
    (home, harness)
}

fn show(harness: &mut Harness<'_, Map>, zoom: f64) {
    let view = MapView { centre: Position::wrapped(46.4, 40.6).to_mercator(), zoom, size: [760.0, 520.0] };
    harness.state_mut().0.map_mut().show(view);
    settle(harness);
}

/// Until nothing is under way for several frames: what a worker hands in may call for the next one's work.
fn settle(harness: &mut Harness<'_, Map>) {
    let mut calm = 0;
    for _ in 0..1200 {
        harness.step();
        let complete = !harness.state().0.is_busy() && harness.state().0.map().is_complete();
        calm = if complete { calm + 1 } else { 0 };
        if calm == 8 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    assert!(!harness.state().0.is_busy() && harness.state().0.map().is_complete(), "the map is drawn");
}

fn matches_snapshot(name: &str, harness: &mut Harness<'_, Map>) {
    let picture = harness.render().expect("a picture");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/layers/{name}.png"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        picture.save(&path).expect("a picture that can be written");
        return;
    }
    let kept = image::open(&path).expect("a picture that is kept").into_rgba8();
    let share = differing(&picture, &kept);
    assert!(share < 0.006, "{name}: {:.2} % of the picture differs from the one kept", share * 100.0);
}

/// The share of pixels that differ clearly.
fn differing(a: &RgbaImage, b: &RgbaImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let clearly =
        |(a, b): (&image::Rgba<u8>, &image::Rgba<u8>)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 32);
    a.pixels().zip(b.pixels()).filter(|pair| clearly(*pair)).count() as f64
        / f64::from(a.width() * a.height())
}

#[test]
fn the_layers_look_as_they_were_designed() {
    let engine = Engine::embedded().expect("the program's own assets");
    for (name, number, ..) in PLACES {
        let key = engine.gazetteer().key(&PlaceId::GeoNames(number));
        assert!(key.is_some(), "{name} is in the gazetteer");
    }
    for theme in ["Light", "Dark"] {
        let (_home, mut harness) = map(&format!("{{\"theme\":\"{theme}\"}}"), 6.2);
        let name = |what: &str| format!("{what}-{}", theme.to_lowercase());
        matches_snapshot(&name("markers-and-proposals"), &mut harness);
        show(&mut harness, 4.0);
        matches_snapshot(&name("clusters"), &mut harness);
    }
}

#[test]
fn what_is_selected_and_the_layers_that_are_turned_on_are_seen() {
    let (_home, mut harness) = map(r#"{"theme":"Light","layers":{"arcs":true,"heat":true}}"#, 6.2);
    let plain = harness.render().expect("a picture");
    let at = harness.state().0.map().point_of(Position::wrapped(49.89, 40.38));
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.step();
    harness.hover_at(egui::pos2(400.0, 510.0));
    settle(&mut harness);
    let lead = harness.state().0.selection().lead().cloned();
    let baku = dateline::app::selection::Subject::Place(PlaceId::GeoNames(587_084));
    assert_eq!(lead, Some(baku));
    let selected = harness.render().expect("a picture");
    assert!(differing(&plain, &selected) > 0.001, "a selected place is marked");
    matches_snapshot("selected-arcs-heat-light", &mut harness);
}
