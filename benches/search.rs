//! The search of the gazetteer as it is typed: hundreds of names of all scripts, letter by letter, spelt right
//! and misspelt; and what is short, long or no name at all.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "tools/chance.rs"]
mod chance;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use chance::Chance;
use dateline::{engine::Engine, gazetteer::PlaceKey};

/// Places that the card shows.
const HITS: usize = 8;

/// As people type them.
const NAMES: &[&str] = &[
    "Aleksandrovsk-Sakhalinsky",
    "Stepanakert",
    "Khankendi",
    "Nagorno-Karabakh",
    "Llanfairpwllgwyngyll",
    "San Miguel de Tucumán",
    "Thiruvananthapuram",
    "Saint Petersburg",
    "Ивано-Франковск",
    "Санкт-Петербург",
    "Ереван",
    "Սևան",
    "თბილისი",
    "القدس",
    "بيت لحم",
    "ירושלים",
    "北京",
    "東京都",
    "서울",
    "กรุงเทพมหานคร",
    "Île-de-France",
    "Łódź",
    "Çanakkale",
    "Şanlıurfa",
    "Übersee",
    "Ærøskøbing",
    "Santa Cruz de la Sierra",
    "Al Qunayţirah",
    "Mar del Plata",
    "Rio de Janeiro",
    "Kyiv",
    "Kiev",
    "Lviv",
    "Lvov",
    "Oświęcim",
    "Xi'an",
    "St. John's",
    "Washington, D.C.",
    "New York",
    "The Hague",
    "Den Haag",
    "s-Hertogenbosch",
    "Aix-en-Provence",
    "Bosnia and Herzegovina",
    "Democratic Republic of the Congo",
    "Western Sahara",
    "Gaza",
    "Golan Heights",
    "Strait of Hormuz",
    "Bab el-Mandeb",
    "Zangezur",
    "Lachin",
    "Meghri",
    "Ijevan",
    "Yevlakh",
    "Bratislava",
];

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// A name with a letter swapped, dropped, doubled or wrong.
fn misspelt(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = chance.below(letters.len());
    match chance.below(4) {
        0 if at + 1 < letters.len() => letters.swap(at, at + 1),
        1 if letters.len() > 3 => _ = letters.remove(at),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = char::from(b'a' + chance.below(26) as u8),
    }
    letters.into_iter().collect()
}

fn report(what: &str, mut times: Vec<(Duration, String)>) {
    times.sort_unstable();
    let at = |share: usize| ms(times[(times.len() - 1) * share / 1000].0);
    let (worst, query) = &times[times.len() - 1];
    println!(
        "{what}: {} keystrokes, median {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms, worst {:.2} ms (“{query}”)",
        times.len(),
        at(500),
        at(990),
        at(999),
        ms(*worst)
    );
}

fn main() {
    let engine = Engine::embedded().expect("the program's own assets");
    let gazetteer = engine.gazetteer();
    let search = |query: &str| -> Duration {
        let run = || {
            let start = Instant::now();
            let hits = gazetteer.search(query, HITS);
            black_box(hits.into_iter().filter_map(|hit| gazetteer.describe(hit.key)).count());
            start.elapsed()
        };
        // Of two, the one that was not held up.
        run().min(run())
    };
    // Names of the gazetteer, well known and not.
    let mut chance = Chance::new(0);
    let mut names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    names.extend((0..400).map(|_| gazetteer.name(PlaceKey(chance.below(gazetteer.len()) as u32))));
    let wrong: Vec<String> = names.iter().map(|name| misspelt(name, &mut chance)).collect();
    for (what, names) in [("typed right", &names), ("misspelt", &wrong)] {
        let mut times = Vec::new();
        for name in names {
            for end in name.char_indices().map(|(at, c)| at + c.len_utf8()) {
                times.push((search(&name[..end]), name[..end].to_owned()));
            }
        }
        report(what, times);
    }
    let odd = [
        "a",
        "s",
        "sa",
        "san",
        "e",
        "中",
        "zzzz",
        "qwertyuiop",
        "the old bridge over the river near the market",
    ];
    let long = "x".repeat(2_000);
    let times =
        odd.into_iter().chain([long.as_str()]).map(|query| (search(query), query.chars().take(30).collect()));
    report("short, long and no names", times.collect());
}
