//! 10,000 invented articles, about 30 MB of text: no two alike but for agency copy, with real places of the
//! gazetteer, speakers, proposals and what became of them. Annotated by the engine once and kept as a project,
//! which the next run of the same version reads.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use dateline::{
    article::Article,
    engine::Engine,
    gazetteer::PlaceKey,
    geoparse::resolve::Context,
    language::Document,
    project::{Edit, Entry, History, Passage, Project, file::ProjectFile},
};
use rayon::prelude::*;

use crate::chance::Chance;

pub(crate) const ARTICLES: usize = 10_000;
/// Places named.
const PLACES: usize = 4_000;
/// Places that articles from everywhere name.
const CAPITALS: usize = 4;
/// One article in so many prints another's text.
const COPIES: usize = 25;
/// Raised when the articles become others.
const EDITION: u32 = 2;

const GIVEN: [&str; 16] = [
    "Elena", "Tomas", "Aylin", "Pierre", "Nadia", "Viktor", "Laila", "Henrik", "Sofia", "Daniel", "Amina",
    "Carlos", "Ingrid", "Yusuf", "Marta", "Ivan",
];
const FAMILY: [&str; 20] = [
    "Marinova",
    "Berger",
    "Karimov",
    "Duval",
    "Osei",
    "Halvorsen",
    "Demir",
    "Castillo",
    "Novak",
    "Haddad",
    "Lindqvist",
    "Moreau",
    "Petrenko",
    "Sato",
    "Rossi",
    "Fischer",
    "Abdullayev",
    "Kelly",
    "Varga",
    "Silva",
];
const OFFICES: [&str; 8] = [
    "foreign minister",
    "mayor",
    "governor",
    "spokesman",
    "prime minister",
    "envoy",
    "minister of transport",
    "mediator",
];
const TOPICS: [&str; 24] = [
    "the railway",
    "a prisoner exchange",
    "the gas pipeline",
    "a ceasefire",
    "the harbour",
    "water rights",
    "the border crossing",
    "a trade agreement",
    "the new hospital",
    "the ferry line",
    "a power station",
    "wheat exports",
    "the refugee camp",
    "the airport",
    "an amnesty",
    "the bridge",
    "fishing quotas",
    "the checkpoint",
    "a nuclear plant",
    "the old market",
    "the university",
    "the highway",
    "the reservoir",
    "the monastery",
];

fn one<'w>(chance: &mut Chance, words: &[&'w str]) -> &'w str {
    words[chance.below(words.len())]
}

/// Names of places, the known ones first.
fn places(engine: &Engine) -> Vec<String> {
    let gazetteer = engine.gazetteer();
    let mut known: Vec<(u32, PlaceKey)> = (0..gazetteer.len())
        .filter_map(|at| {
            let key = PlaceKey(u32::try_from(at).ok()?);
            Some((gazetteer.facts(key)?.population, key))
        })
        .collect();
    known.sort_unstable_by(|a, b| b.cmp(a));
    known.into_iter().take(PLACES).map(|(_, key)| gazetteer.name(key)).collect()
}

/// One article of about three kilobytes.
fn article(number: usize, places: &[String]) -> Article {
    let mut chance = Chance::new(number as u64 + 1);
    // An article is of a few places, every place is named now and then, and a few are named everywhere.
    let centre = chance.below(PLACES);
    let place = |chance: &mut Chance| -> String {
        if chance.below(12) == 0 {
            return places[chance.below(CAPITALS)].clone();
        }
        let at = if chance.below(3) > 0 { centre + chance.below(12) } else { chance.below(PLACES) };
        places[at % PLACES].clone()
    };
    let person = |chance: &mut Chance| format!("{} {}", one(chance, &GIVEN), one(chance, &FAMILY));
    let here = place(&mut chance);
    let mut text = format!("{}, July {} — ", here.to_uppercase(), 1 + chance.below(28));
    while text.len() < 2900 {
        let (a, b, who, topic) = (
            place(&mut chance),
            place(&mut chance),
            person(&mut chance),
            one(&mut chance, &TOPICS).to_owned(),
        );
        let office = one(&mut chance, &OFFICES);
        let amount = 2 + chance.below(900);
        text += &match chance.below(9) {
            0 => format!(
                "Officials in {a} offered to hold talks on {topic} in {b} on August {}. ",
                1 + amount % 28
            ),
            1 => format!(
                "“We need {amount} workers for {topic} before winter,” said {who}, the {office} of {a}. "
            ),
            2 => format!(
                "The government in {a} refused to reopen {topic} between {a} and {b}, {who} told reporters. "
            ),
            3 => format!(
                "Some {amount} people crossed from {a} into {b} after {topic} was closed for {} days. ",
                amount % 30
            ),
            4 => format!("{who} proposed to build {topic} near {a}, and the {office} agreed in principle. "),
            5 => format!("According to {who}, a delegation from {b} will travel to {a} to discuss {topic}. "),
            6 => format!(
                "In {a} the price of bread rose by {amount} percent, while in {b} shops stayed shut.\n\n"
            ),
            7 => format!("“Nobody in {a} believes in {topic} any more,” {who} said of case {amount}.\n\n"),
            _ => format!("A convoy of {amount} trucks left {a} for {b}, where {topic} is under repair. "),
        };
    }
    let day = jiff::civil::date(2023, 1, 1).checked_add(jiff::Span::new().days((number % 365) as i64));
    Article {
        title: Some(format!("Report {number} from {here}")),
        outlet: Some(format!("Outlet {}", number % 60)),
        date: day.ok(),
        ..Article::from_text(format!("report-{number}"), text)
    }
}

/// The articles.
pub(crate) fn articles(engine: &Engine) -> Vec<Article> {
    let places = places(engine);
    let all = (0..ARTICLES).into_par_iter().map(|number| {
        // Agency copy: another outlet's text under a name of its own.
        let of = if number % COPIES == COPIES - 1 { number - 1 } else { number };
        let outlet = Some(format!("Outlet {}", number % 60));
        Article { id: format!("report-{number}"), outlet, ..article(of, &places) }
    });
    all.collect()
}

/// The project file of these articles, annotated; made where it is not there yet.
pub(crate) fn project_file(engine: &Engine) -> PathBuf {
    let version = engine.version();
    let name = format!("coverage-{EDITION}-{}-{}.dateline", version.engine, version.gazetteer);
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { '-' }).collect();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if ProjectFile::read(&path).is_ok_and(|loaded| loaded.stale.is_empty()) {
        return path;
    }
    let start = Instant::now();
    let (mut project, mut history) = (Project::default(), History::default());
    let version = Arc::new(version);
    let entries: Vec<Entry> = articles(engine)
        .into_par_iter()
        .map(|article| {
            let annotation = engine.annotate(&article, Context::default());
            let passages = Passage::all(&Document::new(&article.text));
            Entry::new(article, annotation, passages).by(Arc::clone(&version))
        })
        .collect();
    println!("{ARTICLES} articles annotated in {:.1} s", start.elapsed().as_secs_f64());
    let ids = project.next_ids(entries.len());
    history.apply(&mut project, Edit::Add(ids.into_iter().zip(entries).collect())).expect("added");
    fs::create_dir_all(env!("CARGO_TARGET_TMPDIR")).expect("a folder for it");
    drop(ProjectFile::create(&path, &project, &history, true).expect("made"));
    path
}
