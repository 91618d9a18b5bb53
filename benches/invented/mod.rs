//! Invented coverage of any size for benches: real places of the gazetteer, mentioned the more often the nearer
//! they stand to the first, in articles no two of which are alike.

use std::sync::Arc;

use crate::chance::Chance;
use dateline::{
    article::Article,
    engine::{Annotation, Engine},
    gazetteer::PlaceKey,
    geoparse::{Candidate, Mention, MentionForm, MentionKind, Resolution},
    language::Document,
    project::{Entry, Passage},
    proposals::{Party, PlaceRole, Proposal, ProposalKind, ProposalPlace, Status},
    text::ByteSpan,
};

/// Mentions in one article.
const EACH: usize = 20;
/// One article in so many tells a proposal.
const PROPOSES: usize = 10;

const WORDS: [&str; 24] = [
    "ministers",
    "bridge",
    "harvest",
    "council",
    "railway",
    "teachers",
    "water",
    "border",
    "market",
    "winter",
    "envoys",
    "court",
    "harbour",
    "festival",
    "power",
    "clinic",
    "forest",
    "budget",
    "school",
    "ferry",
    "miners",
    "museum",
    "road",
    "station",
];

/// Small numbers far more often than large ones, and every number now and then.
fn skewed(chance: &mut Chance, bound: usize) -> usize {
    let share = chance.below(1 << 20) as f64 / f64::from(1 << 20);
    ((share * share * share * bound as f64) as usize).min(bound - 1)
}

/// Articles with so many mentions of so many places, annotated.
pub(crate) fn entries(engine: &Engine, mentions: usize, places: usize) -> Vec<Entry> {
    let gazetteer = engine.gazetteer();
    let mut chance = Chance::new(0);
    let stride = gazetteer.len() / places;
    let mut keys: Vec<PlaceKey> = (0..places).map(|at| PlaceKey((at * stride) as u32)).collect();
    for at in (1..keys.len()).rev() {
        keys.swap(at, chance.below(at + 1));
    }
    let version = Arc::new(engine.version());
    (0..mentions / EACH)
        .map(|number| {
            // Each place once at least, then at random.
            let named: Vec<PlaceKey> = (0..EACH)
                .map(|nth| keys.get(number * EACH + nth).copied())
                .map(|due| due.unwrap_or_else(|| keys[skewed(&mut chance, places)]))
                .collect();
            entry(engine, number, &named, &mut chance).by(Arc::clone(&version))
        })
        .collect()
}

fn entry(engine: &Engine, number: usize, named: &[PlaceKey], chance: &mut Chance) -> Entry {
    let mut text = String::new();
    let mut mentions = Vec::with_capacity(named.len());
    for key in named {
        let words = [(); 5].map(|()| WORDS[chance.below(WORDS.len())]);
        text.push_str(&format!("The {} and the {} of ", words[0], words[1]));
        let start = text.len();
        text.push_str(&engine.gazetteer().name(*key));
        mentions.push(mention(engine, *key, ByteSpan::new(start, text.len()), chance));
        let tail = (words[2], words[3], words[4], chance.below(9999));
        text.push_str(&format!(" saw the {} of the {} near the {} {}. ", tail.0, tail.1, tail.2, tail.3));
    }
    let proposals =
        if number.is_multiple_of(PROPOSES) { vec![proposal(number, &mentions)] } else { Vec::new() };
    let passages = Passage::all(&Document::new(&text));
    let day = jiff::civil::date(2023, 1, 1).checked_add(jiff::Span::new().days((number % 300) as i64));
    let article = Article {
        title: Some(format!("Report {number}")),
        outlet: Some(format!("Outlet {}", number % 40)),
        date: day.ok(),
        ..Article::from_text(format!("report-{number}"), text)
    };
    Entry::new(article, Annotation { mentions, proposals, ..Annotation::default() }, passages)
}

fn mention(engine: &Engine, key: PlaceKey, span: ByteSpan, chance: &mut Chance) -> Mention {
    let place = engine.gazetteer().id(key).expect("an entry of the gazetteer");
    let confidence = 0.3 + chance.below(70) as f32 / 100.0;
    Mention {
        span,
        kind: MentionKind::Literal,
        form: MentionForm::Name,
        recognition: 0.95,
        resolution: Some(Resolution { place: place.clone(), confidence }),
        candidates: vec![Candidate { place, probability: confidence }],
    }
}

/// A road between the first two places, or a meeting at the first.
fn proposal(number: usize, mentions: &[Mention]) -> Proposal {
    let place = |at: usize, role: PlaceRole| ProposalPlace {
        mention: mentions[at].span,
        role,
        place: mentions[at].resolution.as_ref().map(|resolution| resolution.place.clone()),
    };
    let road = number.is_multiple_of(2 * PROPOSES);
    let statuses = [Status::Planned, Status::Offered, Status::Refused, Status::Scheduled, Status::Accepted];
    let evidence = mentions[0].span;
    Proposal {
        id: "p1".to_owned(),
        kind: if road { ProposalKind::Infrastructure } else { ProposalKind::Meeting },
        evidence: vec![evidence],
        proposer: Some(Party { span: None, name: format!("Party {}", number % 97) }),
        addressee: None,
        source: None,
        places: if road {
            vec![place(0, PlaceRole::From), place(1, PlaceRole::To)]
        } else {
            vec![place(0, PlaceRole::Venue)]
        },
        date: None,
        status: statuses[number / PROPOSES % statuses.len()],
        status_evidence: None,
        conditions: None,
        confidence: 0.8,
    }
}
