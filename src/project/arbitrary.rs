//! Projects and edits for tests of properties.

use std::sync::Arc;

use proptest::prelude::*;

use super::{
    ArticleId, Change, Decision, Edit, Entry, Home, MentionId, Origin, Passage, Project, Shelf, TellingId,
    TellingWord,
};
use crate::{
    article::Article,
    engine::{Annotation, Version},
    gazetteer::PlaceId,
    geodesy::Position,
    geoparse::{Candidate, Mention, MentionForm, MentionKind, Resolution},
    proposals::{Party, PlaceRole, Proposal, ProposalKind, ProposalPlace, Status},
    quotes::{Quote, QuoteKind},
    text::ByteSpan,
};

const TEXT: &str = "Baku offered talks in Yevlakh.";

/// An article with a mention that the machine found, the same for the same number.
pub(super) fn entry(number: u32) -> Entry {
    let place = PlaceId::GeoNames(number);
    let mention = Mention {
        span: ByteSpan::new(0, 4),
        kind: MentionKind::Associative,
        form: MentionForm::Name,
        recognition: 0.9,
        resolution: Some(Resolution { place: place.clone(), confidence: 0.75 }),
        candidates: vec![Candidate { place, probability: 0.75 }],
    };
    let annotation = Annotation { mentions: vec![mention], ..Annotation::default() };
    let whole = ByteSpan::new(0, TEXT.len());
    let article = Article::from_text(format!("article {number}"), TEXT);
    let version = Version { engine: "1".to_owned(), gazetteer: "2".to_owned() };
    let origin = Origin {
        path: format!("/news/{number}.txt"),
        bytes: TEXT.len() as u64,
        modified: None,
        sha256: "00".to_owned(),
    };
    Entry::new(article, annotation, vec![Passage { sentence: whole, paragraph: whole }])
        .by(Arc::new(version))
        .read_from(number.is_multiple_of(2).then(|| Arc::new(origin)))
}

/// The same with a proposal and a quote. Few places, so that articles tell of the same.
pub(super) fn telling_entry(number: u32) -> Entry {
    let plain = entry(number % 3);
    let mut annotation = (*plain.annotation).clone();
    let (baku, yevlakh) = (ByteSpan::new(0, 4), ByteSpan::new(22, 29));
    let whole = ByteSpan::new(0, 9);
    annotation.proposals.push(Proposal {
        id: "p1".to_owned(),
        kind: ProposalKind::Meeting,
        evidence: vec![whole],
        proposer: Some(Party { span: Some(baku), name: "Baku".to_owned() }),
        addressee: None,
        source: None,
        places: vec![
            ProposalPlace { mention: baku, role: PlaceRole::Venue, place: None },
            ProposalPlace { mention: yevlakh, role: PlaceRole::Area, place: Some(PlaceId::GeoNames(1)) },
        ],
        date: None,
        status: Status::Offered,
        status_evidence: None,
        conditions: None,
        confidence: 0.7,
    });
    annotation.quotes.push(Quote {
        span: whole,
        kind: QuoteKind::Direct,
        speaker: Some(baku),
        speaker_name: Some("Baku".to_owned()),
        role: None,
        cue: None,
        relayed_by: None,
    });
    Entry { annotation: Arc::new(annotation), ..plain }
}

/// All that a project holds, to compare.
pub(super) fn state(project: &Project) -> String {
    let articles: Vec<_> = project
        .articles
        .iter()
        .map(|(id, entry)| {
            (id, &entry.article, &entry.annotation, &entry.passages, &entry.origin, &entry.by, entry.pass)
        })
        .collect();
    format!("{articles:?} {:?} {:?}", project.decisions, project.saved)
}

/// The same edit with articles added under the next ids, as everything that adds does.
pub(super) fn with_next_ids(edit: Edit, project: &Project) -> Edit {
    let mut free = project.next..;
    numbered(edit, &mut free)
}

fn numbered(edit: Edit, free: &mut impl Iterator<Item = u32>) -> Edit {
    match edit {
        Edit::Add(entries) => {
            let entries = entries.into_iter().zip(free).map(|((_, entry), id)| (ArticleId(id), entry));
            Edit::Add(entries.collect())
        }
        Edit::Together(edits) => Edit::Together(edits.into_iter().map(|edit| numbered(edit, free)).collect()),
        other => other,
    }
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let mention = (0_u32..5, 0_usize..6)
        .prop_map(|(article, at)| MentionId { article: ArticleId(article), span: ByteSpan::new(at, at + 3) });
    let telling = (0_u32..5, 0_usize..3, 0_u32..2).prop_map(|(article, at, nth)| TellingId {
        article: ArticleId(article),
        evidence: ByteSpan::new(at, at + 9),
        nth,
    });
    let place = (0_u32..4).prop_map(PlaceId::GeoNames);
    let pin = Position::new(10.0, 20.0).expect("on the Earth");
    let decision = prop_oneof![
        place.clone().prop_map(Decision::Place),
        Just(Decision::Pin(pin)),
        Just(Decision::NotAPlace),
        Just(Decision::Unresolved),
    ];
    let kind = prop_oneof![Just(MentionKind::Literal), Just(MentionKind::Associative)];
    let home = prop_oneof![Just(Home::Alone), telling.clone().prop_map(Home::With)];
    prop_oneof![
        (mention.clone(), proptest::option::of(decision)).prop_map(|(id, word)| Change::Mention(id, word)),
        (mention, proptest::option::of(kind)).prop_map(|(id, kind)| Change::Kind(id, kind)),
        (place.clone(), proptest::option::of(place)).prop_map(|(a, b)| Change::Same(a, b)),
        (telling.clone(), any::<bool>())
            .prop_map(|(id, deleted)| Change::Telling(id, deleted.then_some(TellingWord::Deleted))),
        (telling.clone(), proptest::option::of(home)).prop_map(|(id, home)| Change::Home(id, home)),
        (telling.clone(), telling, any::<bool>()).prop_map(|(a, b, on)| Change::Apart(
            a.min(b),
            a.max(b),
            on
        )),
        ("[ab]", proptest::option::of("[ab]")).prop_map(|(name, actor)| Change::Alias(name, actor)),
    ]
}

/// Any edit, many of which cannot be made.
pub(super) fn edit() -> impl Strategy<Value = Edit> {
    let shelf = prop_oneof![Just(Shelf::Figures), Just(Shelf::Views), Just(Shelf::Settings)];
    let plain = prop_oneof![
        (0_u32..5).prop_map(|id| Edit::Add(vec![(ArticleId(id), entry(id))])),
        proptest::collection::btree_set(0_u32..5, 1..3)
            .prop_map(|ids| Edit::Remove(ids.into_iter().map(ArticleId).collect())),
        proptest::collection::vec(change(), 0..6).prop_map(Edit::Decide),
        proptest::collection::vec(change(), 0..6).prop_map(Edit::Decide),
        (shelf, 0_u32..3, proptest::option::of(0_u32..9)).prop_map(|(shelf, name, text)| {
            Edit::Save(shelf, name.to_string(), text.map(|text| text.to_string().into()))
        }),
    ];
    let together = proptest::collection::vec(plain.clone(), 0..4).prop_map(Edit::Together);
    prop_oneof![3 => plain, 1 => together]
}
