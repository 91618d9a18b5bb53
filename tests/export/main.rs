//! Exports of data through their public door: what is written and read back is what was in the project.
#![cfg(feature = "embedded")]

use std::{path::PathBuf, sync::Arc};

use dateline::{
    article::Article,
    basemap::{Archive, outline::Outlines},
    cartography::layers::Layers,
    engine::{Annotation, Engine},
    export::{Content, DataOptions, Format, Progress, write_data},
    gazetteer::PlaceId,
    geoparse::{Mention, MentionForm, MentionKind, Resolution},
    language::Document,
    project::{
        ArticleId, Change, Decision, Edit, Entry, Home, MentionId, Passage, Project, TellingId, TellingWord,
        index::Index,
    },
    proposals::{Party, PlaceRole, Proposal, ProposalKind, ProposalPlace, Status},
    text::ByteSpan,
};
use proptest::prelude::*;

mod annotations;
mod geographic;
mod report;
mod tables;

/// Baku, Yevlakh, Lesotho, South Africa, Suva, Apia.
const PLACES: [u32; 6] = [587_084, 584_649, 932_692, 953_987, 2_198_148, 4_035_413];

/// Words that try what files are sensitive to.
const WORDS: &[&str] = &[
    "Baku",
    "Yevlakh",
    "=SUM(A1)",
    "+1",
    "-2",
    "@cmd",
    "<b>bold</b>",
    "</script><script>alert(1)</script>",
    "\"quoted\"",
    "a,b;c",
    "ירושלים",
    "القدس",
    "Xankəndi",
    "𝄞",
    "line\nbreak",
    "tab\tstop",
    "&amp;",
    "]]>",
    "'=quoted",
    "{{x}}",
];

fn engine() -> Arc<Engine> {
    static ENGINE: std::sync::OnceLock<Arc<Engine>> = std::sync::OnceLock::new();
    Arc::clone(ENGINE.get_or_init(|| Arc::new(Engine::embedded().expect("the program's own assets"))))
}

fn content(project: Project) -> Content {
    let engine = engine();
    let outlines = Outlines::embedded().expect("outlines");
    let index = Index::new(&project, engine.gazetteer());
    let layers = Layers::new(&index, &outlines, true);
    Content {
        articles: None,
        own: None,
        project,
        index: Arc::new(index),
        layers: Arc::new(layers),
        outlines: Arc::new(outlines),
        archive: Arc::new(Archive::embedded().expect("the basemap")),
        engine,
        about: dateline::figure::About::default(),
    }
}

/// Writes a file and hands over its folder, which must outlive it, and its path.
fn written(content: &Content, name: &str, options: &DataOptions) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join(name);
    let format = Format::of(&path).expect("a known format");
    write_data(content, format, options, &path, false, &Progress::default()).expect("written");
    (folder, path)
}

fn bytes(content: &Content, name: &str, options: &DataOptions) -> Vec<u8> {
    let (_folder, path) = written(content, name, options);
    std::fs::read(path).expect("the file")
}

/// One article of a project: words, which of them are mentions of which place, and what the analyst said.
#[derive(Clone, Debug)]
struct Sketch {
    words: Vec<(usize, Option<usize>, u8)>,
    status: Status,
    telling: u8,
    date: Option<i8>,
}

fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    let word = (0..WORDS.len(), prop::option::of(0..PLACES.len()), 0_u8..9);
    let words = prop::collection::vec(word, 1..14);
    let status = prop::sample::select(Status::ALL.to_vec());
    let article = (words, status, 0_u8..6, prop::option::of(1_i8..29))
        .prop_map(|(words, status, telling, date)| Sketch { words, status, telling, date });
    prop::collection::vec(article, 1..5)
}

fn entry(nth: usize, sketch: &Sketch) -> (Entry, Vec<ByteSpan>) {
    let mut text = format!("Number {nth}: ");
    let mut spans = Vec::new();
    let mut mentions = Vec::new();
    for (word, place, said) in &sketch.words {
        let start = text.len();
        text += WORDS[*word];
        let span = ByteSpan::new(start, text.len());
        if let Some(place) = place {
            spans.push(span);
            mentions.push(Mention {
                span,
                kind: if said % 2 == 0 { MentionKind::Literal } else { MentionKind::Associative },
                form: MentionForm::Name,
                recognition: 0.9,
                resolution: (*said < 7)
                    .then(|| Resolution { place: PlaceId::GeoNames(PLACES[*place]), confidence: 0.75 }),
                candidates: Vec::new(),
            });
        }
        text += ". ";
    }
    let evidence = ByteSpan::new(0, text.len());
    let party = |name: &str| Some(Party { span: Some(ByteSpan::new(0, 6)), name: name.to_owned() });
    let proposal = Proposal {
        id: "p1".to_owned(),
        kind: ProposalKind::ALL[nth % ProposalKind::ALL.len()],
        evidence: vec![evidence],
        proposer: party("=Party <One>"),
        addressee: None,
        source: party("Turan"),
        places: mentions
            .iter()
            .map(|mention| ProposalPlace {
                mention: mention.span,
                role: PlaceRole::ALL[mention.span.start() % PlaceRole::ALL.len()],
                place: mention.resolution.as_ref().map(|found| found.place.clone()),
            })
            .collect(),
        date: None,
        status: sketch.status,
        status_evidence: None,
        conditions: Some(ByteSpan::new(0, 6)),
        confidence: 0.5,
    };
    let passages = Passage::all(&Document::new(&text));
    let mut article = Article::from_text(format!("=article {nth}/ü"), text);
    article.title = Some(format!("+Title <i>{nth}</i> \u{202e}שלום"));
    article.outlet = Some("@Outlet & Sons".to_owned());
    article.url = nth.is_multiple_of(2).then(|| format!("https://example.org/{nth}?a=1&b=\"2\""));
    article.date = sketch.date.map(|day| jiff::civil::date(2023, 7, day));
    (
        Entry::new(article, Annotation { mentions, quotes: Vec::new(), proposals: vec![proposal] }, passages),
        spans,
    )
}

/// A project as sketched, and the same with the analyst's decisions.
fn projects(sketches: &[Sketch]) -> (Project, Project) {
    let mut project = Project::default();
    let ids = project.next_ids(sketches.len());
    let mut changes = Vec::new();
    let mut entries = Vec::new();
    for ((nth, sketch), id) in sketches.iter().enumerate().zip(&ids) {
        let (entry, spans) = entry(nth, sketch);
        decide(sketch, *id, &entry, &spans, &mut changes);
        entries.push((*id, entry));
    }
    project.apply(Edit::Add(entries)).expect("added");
    let plain = project.clone();
    let telling = |article: ArticleId| {
        let told = &plain.article(article)?.annotation.proposals[0];
        Some(TellingId { article, evidence: told.evidence[0], nth: 0 })
    };
    if let [first, .., last] = ids[..] {
        changes.push(Change::Home(telling(last).expect("told"), telling(first).map(Home::With)));
        changes.push(Change::apart(telling(first).expect("told"), telling(last).expect("told")));
        changes.push(Change::Same(PlaceId::GeoNames(PLACES[1]), Some(PlaceId::GeoNames(PLACES[0]))));
        changes.push(Change::Alias("=Party <One>".to_owned(), Some("Party One".to_owned())));
    }
    project.apply(Edit::Decide(changes)).expect("decided");
    (plain, project)
}

fn decide(sketch: &Sketch, article: ArticleId, entry: &Entry, spans: &[ByteSpan], changes: &mut Vec<Change>) {
    let said = sketch.words.iter().filter(|(_, place, _)| place.is_some()).map(|(.., said)| *said);
    for (said, span) in said.zip(spans) {
        let id = MentionId { article, span: *span };
        let word = match said {
            1 => Decision::Place(PlaceId::GeoNames(PLACES[1])),
            2 => Decision::Pin(dateline::geodesy::Position::new(-70.123_456_789, -10.5).expect("a position")),
            3 => Decision::NotAPlace,
            4 => Decision::Unresolved,
            5 => {
                changes.push(Change::Kind(id, Some(MentionKind::Literal)));
                continue;
            }
            _ => continue,
        };
        changes.push(Change::Mention(id, Some(word)));
    }
    let told = &entry.annotation.proposals[0];
    let id = TellingId { article, evidence: told.evidence[0], nth: 0 };
    match sketch.telling {
        0 => changes.push(Change::Telling(id, Some(TellingWord::Deleted))),
        1 => {
            let corrected = Proposal { status: Status::Withdrawn, proposer: None, ..told.clone() };
            changes.push(Change::Telling(id, Some(TellingWord::As(Box::new(corrected)))));
        }
        2 => changes.push(Change::Home(id, Some(Home::Alone))),
        _ => {}
    }
}

/// Every data format.
const NAMES: [&str; 9] =
    ["a.geojson", "a.kml", "a.kmz", "a.csv", "a.gpkg", "a.parquet", "a.jsonl", "a.jsonld", "a.html"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// The same project gives the same bytes, whatever is in it.
    #[test]
    fn two_runs_give_the_same_bytes(sketches in sketches()) {
        let content = content(projects(&sketches).1);
        for name in NAMES {
            let options = DataOptions::default();
            let (first, second) = (bytes(&content, name, &options), bytes(&content, name, &options));
            prop_assert!(first == second, "{}", name);
        }
    }
}

#[test]
fn a_cancelled_export_leaves_nothing_and_an_existing_file_stays() {
    let content = content(projects(&[]).1);
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("a.csv");
    let progress = Progress::default();
    progress.cancel();
    let stopped = write_data(&content, Format::Csv, &DataOptions::default(), &path, false, &progress);
    assert!(stopped.expect_err("it was stopped").to_string().contains("stopped"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
    std::fs::write(&path, "mine").expect("written");
    let refused =
        write_data(&content, Format::Csv, &DataOptions::default(), &path, false, &Progress::default());
    assert!(refused.is_err());
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "mine");
}
