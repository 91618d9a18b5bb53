//! Named sites that are in no gazetteer: streets, halls, plants. Their names are runs of capitalised words with the
//! word for a site in or right behind them.

use super::sentence::Read;
use crate::quotes::phrase::Scene;

/// A site's first and last token in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Site {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// The sites named in a sentence, in order.
pub(super) fn find(read: &Read, scene: &Scene<'_>) -> Vec<Site> {
    let capital = |at: usize| at < read.words.len() && scene.is_capital(read.start + at);
    let mut out = Vec::new();
    let mut at = 0;
    while at < read.words.len() {
        if !capital(at) {
            at += 1;
            continue;
        }
        let first = at;
        let mut last = at;
        loop {
            let link = matches!(read.word(last + 1), "of" | "&" | "." | "-" | "'");
            if capital(last + 1) {
                last += 1;
            } else if link && capital(last + 2) {
                last += 2;
            } else {
                break;
            }
        }
        at = last + 1;
        let behind = |at: usize| BEHIND.contains(&read.word(at));
        let numbered = NUMBERED.contains(&read.word(last)) && is_number(read.word(last + 1));
        if numbered {
            out.push(Site { first, last: last + 1 });
        } else if last > first && (SITES.contains(&read.word(last)) || behind(last)) {
            out.push(Site { first, last });
        } else if behind(last + 1) {
            // "the Chapman Valve plant", "the Kunyu landfill".
            out.push(Site { first, last: last + 1 });
        }
    }
    out
}

/// Whether a word is one for a site or a region.
pub(super) fn is_site(word: &str) -> bool {
    SITES.contains(&word) || BEHIND.contains(&word) || NUMBERED.contains(&word) || REGIONS.contains(&word)
}

fn is_number(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Roads that are told by number.
const NUMBERED: &[&str] = &["highway", "route", "interstate", "road", "motorway", "line", "exit"];
/// Words for a site that may also follow its name in lower case.
const BEHIND: &[&str] = &[
    "airport",
    "bridge",
    "plant",
    "mine",
    "dam",
    "camp",
    "landfill",
    "stadium",
    "border",
    "station",
    "port",
    "estate",
    "campus",
    "neighborhood",
    "neighbourhood",
    "peninsula",
    "river",
    "hospital",
    "terminal",
    "shipyard",
    "refinery",
    "tunnel",
    "canal",
    "pass",
    "checkpoint",
    "corridor",
];
/// The other words for a site, which close its name.
const SITES: &[&str] = &[
    "street",
    "road",
    "avenue",
    "park",
    "school",
    "hall",
    "center",
    "centre",
    "church",
    "building",
    "library",
    "creek",
    "lake",
    "plaza",
    "square",
    "hotel",
    "theater",
    "theatre",
    "museum",
    "farm",
    "mill",
    "mall",
    "highway",
    "drive",
    "lane",
    "boulevard",
    "courthouse",
    "auditorium",
    "mosque",
    "cathedral",
    "harbour",
    "harbor",
    "gardens",
    "arena",
    "pier",
    "forest",
    "house",
    "palace",
    "market",
    "beach",
    "valley",
    "island",
    "ward",
    "quarter",
];
/// Words for a part of a country.
const REGIONS: &[&str] = &[
    "region",
    "province",
    "district",
    "county",
    "area",
    "territory",
    "enclave",
    "governorate",
    "oblast",
    "city",
    "town",
    "village",
    "suburb",
    "capital",
    "strip",
    "coast",
    "delta",
    "basin",
    "desert",
    "zone",
];
