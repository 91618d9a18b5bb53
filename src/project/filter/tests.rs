use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    article::Article,
    engine::Annotation,
    gazetteer::{Place, PlaceClass, Places},
    geodesy::Position,
    geoparse::{Mention, MentionForm, MentionKind, Resolution},
    project::{Change, Decision, Edit, Entry, Project, index::Index},
    proposals::{PlaceRole, Proposal, ProposalPlace},
    text::ByteSpan,
};

struct Two;

impl Places for Two {
    fn place(&self, id: &PlaceId) -> Option<Place> {
        let (name, class, country) = match id {
            PlaceId::GeoNames(1) => ("Baku", PlaceClass::Capital, "AZ"),
            PlaceId::GeoNames(2) => ("Lachin", PlaceClass::Settlement, "AZ"),
            PlaceId::GeoNames(3) => ("Sofia", PlaceClass::Capital, "BG"),
            _ => return None,
        };
        Some(Place {
            id: id.clone(),
            name: name.to_owned(),
            contested_names: Vec::new(),
            class,
            position: Position::new(48.0, 40.0).ok()?,
            country: Some(country.to_owned()),
            region: None,
            population: 0,
        })
    }
}

const TEXT: &str = "Talks in Baku were offered. Lachin refused. Sofia watched.";

fn mention(name: &str, place: u32, confidence: f32) -> Mention {
    let start = TEXT.find(name).expect("in the text");
    Mention {
        span: ByteSpan::new(start, start + name.len()),
        kind: MentionKind::Literal,
        form: MentionForm::Name,
        recognition: 0.9,
        resolution: Some(Resolution { place: PlaceId::GeoNames(place), confidence }),
        candidates: Vec::new(),
    }
}

fn entry(id: &str, outlet: &str, day: i8, status: Status) -> Entry {
    let mentions = vec![mention("Baku", 1, 0.9), mention("Lachin", 2, 0.5), mention("Sofia", 3, 0.8)];
    let proposal = Proposal {
        id: "p1".to_owned(),
        kind: ProposalKind::Meeting,
        evidence: vec![ByteSpan::new(0, 27)],
        proposer: None,
        addressee: None,
        source: None,
        places: vec![ProposalPlace {
            mention: mentions[0].span,
            role: PlaceRole::Venue,
            place: Some(PlaceId::GeoNames(1)),
        }],
        date: None,
        status,
        status_evidence: None,
        conditions: None,
        confidence: 0.7,
    };
    let mut article = Article::from_text(id, TEXT);
    article.outlet = Some(outlet.to_owned());
    article.date = Some(jiff::civil::date(2023, 7, day));
    Entry::new(article, Annotation { mentions, quotes: Vec::new(), proposals: vec![proposal] }, Vec::new())
}

/// Two articles of one story; in the second the talks are refused. The analyst decided one mention.
fn project() -> (Project, Index) {
    let mut project = Project::default();
    let ids = project.next_ids(2);
    let entries = vec![
        (ids[0], entry("a", "Turan", 1, Status::Offered)),
        (ids[1], entry("b", "APA", 20, Status::Refused)),
    ];
    project.apply(Edit::Add(entries)).expect("added");
    let id = MentionId { article: ids[1], span: mention("Lachin", 2, 0.5).span };
    let word = Change::Mention(id, Some(Decision::Place(PlaceId::GeoNames(2))));
    project.apply(Edit::Decide(vec![word])).expect("decided");
    let index = Index::keeping_duplicates(&project, &Two);
    (project, index)
}

/// Articles, and places with the number of their mentions, and statuses of proposals.
fn left(filter: &Filter) -> (Vec<u32>, Vec<(String, usize)>, Vec<Status>) {
    let (project, index) = project();
    let excerpt = filter.excerpt(&project, &index);
    let places = excerpt.index.places.iter();
    (
        excerpt.articles.iter().map(|id| id.0).collect(),
        places.map(|entry| (entry.place.name.clone(), entry.mentions.len())).collect(),
        excerpt.index.proposals.iter().map(|entry| entry.status).collect(),
    )
}

fn counts(list: &[(&str, usize)]) -> Vec<(String, usize)> {
    list.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn an_empty_filter_leaves_everything() {
    let (articles, places, statuses) = left(&Filter::default());
    assert_eq!(articles, [0, 1]);
    assert_eq!(places, counts(&[("Baku", 2), ("Lachin", 2), ("Sofia", 2)]));
    assert_eq!(statuses, [Status::Refused]);
}

#[test]
fn a_date_range_leaves_the_status_that_was_told_in_it() {
    let until = Some(jiff::civil::date(2023, 7, 10));
    let (articles, places, statuses) = left(&Filter { until, ..Filter::default() });
    assert_eq!(articles, [0]);
    assert_eq!(places, counts(&[("Baku", 1), ("Lachin", 1), ("Sofia", 1)]));
    assert_eq!(statuses, [Status::Offered]);
}

#[test]
fn conditions_on_places_leave_their_mentions_and_proposals() {
    let countries = BTreeSet::from(["BG".to_owned()]);
    let (articles, places, statuses) = left(&Filter { countries, ..Filter::default() });
    assert_eq!((articles, places), (vec![0, 1], counts(&[("Sofia", 2)])));
    assert!(statuses.is_empty());
    let classes = BTreeSet::from([PlaceClass::Capital]);
    let (_, places, statuses) = left(&Filter { classes, ..Filter::default() });
    assert_eq!((places.len(), statuses.len()), (2, 1));
}

#[test]
fn conditions_on_proposals_leave_the_mentions_in_their_passages() {
    let statuses = BTreeSet::from([Status::Refused]);
    let (articles, places, _) = left(&Filter { statuses, ..Filter::default() });
    assert_eq!((articles, places), (vec![0, 1], counts(&[("Baku", 2)])));
}

#[test]
fn what_is_reviewed_and_what_is_sure_can_be_asked_for() {
    let (articles, places, _) = left(&Filter { reviewed: Some(true), ..Filter::default() });
    assert_eq!((articles, places), (vec![1], counts(&[("Lachin", 1)])));
    let (_, places, statuses) = left(&Filter { least_confidence: Some(0.75), ..Filter::default() });
    assert_eq!(places, counts(&[("Baku", 2), ("Sofia", 2), ("Lachin", 1)]));
    assert!(statuses.is_empty(), "the proposal is less sure");
}

#[test]
fn words_are_looked_for_as_in_the_lists() {
    let words = |words: &str| Filter { words: words.to_owned(), ..Filter::default() };
    assert_eq!(left(&words("turan")).0, [0]);
    assert_eq!(left(&words("lachin AZ")).1, counts(&[("Lachin", 2)]));
    assert_eq!(left(&words("refused")).2, [Status::Refused]);
}

#[test]
fn a_selection_leaves_what_is_tied_to_it() {
    let places = BTreeSet::from([PlaceId::GeoNames(3)]);
    let selected = Some(Selected { places, ..Selected::default() });
    let (articles, places, statuses) = left(&Filter { selected, ..Filter::default() });
    assert_eq!((articles.len(), places, statuses.len()), (2, counts(&[("Sofia", 2)]), 0));
}

#[test]
fn it_is_told_in_plain_words() {
    let (project, index) = project();
    let filter = Filter {
        outlets: BTreeSet::from(["Turan".to_owned()]),
        from: Some(jiff::civil::date(2023, 7, 1)),
        until: Some(jiff::civil::date(2023, 7, 31)),
        places: BTreeSet::from([PlaceId::GeoNames(1), PlaceId::GeoNames(2)]),
        statuses: BTreeSet::from([Status::Refused, Status::Ignored]),
        least_confidence: Some(0.8),
        ..Filter::default()
    };
    assert_eq!(
        filter.describe(&project, &index),
        "articles of 2023-07-01 – 2023-07-31; outlet Turan; places Baku or Lachin; \
         proposals with the status refused or ignored; confidence at least 80 %"
    );
    assert_eq!(Filter::default().describe(&project, &index), "everything");
    let json = serde_json::to_string(&filter).expect("JSON");
    assert_eq!(serde_json::from_str::<Filter>(&json).expect("its own JSON"), filter);
    assert_eq!(serde_json::to_string(&Filter::default()).expect("JSON"), "{}");
}

/// The same, long enough to be known as the same text in two outlets.
fn reprinted() -> Project {
    let more = " The delegations spoke about the road, the gas and the electricity of the region, and agreed to meet \
                again before the end of the month; nobody said where, and nobody asked who would pay for it all.";
    let long = |entry: Entry| {
        let article = Article { text: format!("{TEXT}{more}").into(), ..(*entry.article).clone() };
        Entry::new(article, (*entry.annotation).clone(), Vec::new())
    };
    let mut project = Project::default();
    let ids = project.next_ids(2);
    let entries = vec![
        (ids[0], long(entry("a", "Turan", 1, Status::Offered))),
        (ids[1], long(entry("b", "APA", 20, Status::Offered))),
    ];
    project.apply(Edit::Add(entries)).expect("added");
    project
}

#[test]
fn the_same_text_in_two_outlets_counts_once_and_stands_for_the_other_where_that_is_left_out() {
    let project = reprinted();
    let index = Index::new(&project, &Two);
    let baku = |index: &Index| {
        index.place(&PlaceId::GeoNames(1)).map(|entry| (entry.mentions.len(), entry.articles))
    };
    assert_eq!(baku(&index), Some((1, 1)));
    let again = MentionId { article: ArticleId(1), span: mention("Baku", 1, 0.9).span };
    assert_eq!(index.place_of(again).map(|entry| entry.place.name.as_str()), Some("Baku"), "still tied");
    let filter = Filter { outlets: BTreeSet::from(["APA".to_owned()]), ..Filter::default() };
    let excerpt = filter.excerpt(&project, &index);
    assert_eq!(baku(&excerpt.index), Some((1, 1)));
    assert_eq!(excerpt.index.place(&PlaceId::GeoNames(1)).expect("Baku").mentions, [again]);
    assert_eq!(baku(&Index::keeping_duplicates(&project, &Two)), Some((2, 2)));
}

fn filters() -> impl Strategy<Value = Filter> {
    let ids = prop::collection::btree_set((1_u32..5).prop_map(PlaceId::GeoNames), 0..2);
    let statuses = prop::collection::btree_set(prop::sample::select(Status::ALL.to_vec()), 0..2);
    let confidence = prop::option::of(0.0_f32..=1.0);
    (ids, statuses, confidence, prop::option::of(any::<bool>()), prop::option::of(1_i8..30), "|turan|baku")
        .prop_map(|(places, statuses, least_confidence, reviewed, day, words)| Filter {
            places,
            statuses,
            least_confidence,
            reviewed,
            from: day.map(|day| jiff::civil::date(2023, 7, day)),
            words,
            ..Filter::default()
        })
}

proptest! {
    /// What is left is part of the whole, ties included, and filtering again leaves it as it is.
    #[test]
    fn an_excerpt_is_part_of_the_whole(filter in filters()) {
        let (project, index) = project();
        let excerpt = filter.excerpt(&project, &index);
        for place in excerpt.index.places.iter() {
            let whole = index.place(&place.place.id).expect("a place of the whole");
            prop_assert!(place.mentions.iter().all(|id| whole.mentions.contains(id)));
            for id in &place.mentions {
                prop_assert!(excerpt.articles.contains(&id.article));
                prop_assert_eq!(excerpt.index.place_of(*id).map(|entry| &entry.place.id), Some(&place.place.id));
            }
        }
        for proposal in excerpt.index.proposals.iter() {
            prop_assert!(!proposal.tellings.is_empty());
            prop_assert!(proposal.places.iter().all(|(_, id)| excerpt.index.place(id).is_some()));
            for telling in &proposal.tellings {
                prop_assert!(excerpt.articles.contains(&telling.article));
                prop_assert_eq!(excerpt.index.proposal_of(*telling).map(|entry| entry.id), Some(proposal.id));
            }
        }
        let again = filter.excerpt(&project, &excerpt.index);
        prop_assert_eq!(&again.articles, &excerpt.articles);
        let mentions = |index: &Index| index.places.iter().map(|entry| entry.mentions.clone()).collect::<Vec<_>>();
        prop_assert_eq!(mentions(&again.index), mentions(&excerpt.index));
    }
}
