use proptest::prelude::*;

use super::Index;
use crate::{
    gazetteer::{Place, PlaceClass, PlaceId, Places},
    geodesy::Position,
    project::{
        ArticleId, Change, Edit, History, MentionId, Project,
        arbitrary::{change, edit, telling_entry, with_next_ids},
    },
    text::ByteSpan,
};

/// A few places in two countries; others are not known.
struct Few;

impl Places for Few {
    fn place(&self, id: &PlaceId) -> Option<Place> {
        let PlaceId::GeoNames(number @ 0..3) = id else { return None };
        Some(Place {
            id: id.clone(),
            name: format!("Place {number}"),
            contested_names: Vec::new(),
            class: if *number == 0 { PlaceClass::Capital } else { PlaceClass::Settlement },
            position: Position::new(1.0, 2.0).ok()?,
            country: Some(if *number == 2 { "GE" } else { "AZ" }.to_owned()),
            region: None,
            population: 0,
        })
    }

    fn country_name(&self, code: &str) -> Option<String> {
        Some(format!("State {code}"))
    }
}

/// Mentions and places as an index ties them.
fn tied(index: &Index, project: &Project) -> String {
    let mut out = String::new();
    for place in index.places.iter() {
        out += &format!("{:?}\n", (&place.place.id, &place.mentions, &place.repeats, place.literal));
        out += &format!("{:?}\n", (place.articles, place.confidence, place.decided));
    }
    for (id, _) in project.articles() {
        let place = |id: MentionId| index.place_of(id).map(|entry| entry.place.id.clone());
        let readings = project.readings(id);
        out += &format!("{:?}\n", readings.iter().map(|reading| place(reading.id)).collect::<Vec<_>>());
    }
    out + &format!("{:?}", index.unresolved())
}

/// All that an index says.
fn all(index: &Index, project: &Project) -> String {
    let mut out = tied(index, project);
    out += &format!("{:?}\n{:?}\n{:?}\n", index.proposals, index.actors, index.near);
    for place in index.places.iter() {
        out += &format!("{:?}\n", (&place.place, &place.proposals));
    }
    for (id, _) in project.articles() {
        out += &format!("{:?}\n", index.proposals_in(id).map(|entry| entry.id).collect::<Vec<_>>());
        let name = MentionId { article: id, span: ByteSpan::new(0, 4) };
        out += &format!("{:?}\n", index.same_name(project, name));
    }
    out
}

fn project() -> (Project, History) {
    let (mut project, mut history) = (Project::default(), History::default());
    let entries = (0..5).map(|id| (ArticleId(id), telling_entry(id))).collect();
    history.apply(&mut project, Edit::Add(entries)).expect("added");
    (project, history)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn an_index_made_from_another_is_the_same_as_a_new_one(
        edits in proptest::collection::vec((edit(), any::<bool>()), 1..24),
    ) {
        let (mut project, mut history) = project();
        let mut index = Index::new(&project, &Few);
        for (edit, back) in edits {
            // An edit that cannot be made changes nothing.
            let edit = with_next_ids(edit, &project);
            let _made = history.apply(&mut project, edit);
            if back {
                history.undo(&mut project).expect("it can be undone");
            }
            index = index.after(&project, &Few, false);
            prop_assert_eq!(all(&index, &project), all(&Index::new(&project, &Few), &project));
        }
    }

    #[test]
    fn what_is_carried_over_at_once_is_as_in_a_whole_index(
        changes in proptest::collection::vec(proptest::collection::vec(change(), 1..4), 1..16),
    ) {
        let (mut project, mut history) = project();
        let mut index = Index::new(&project, &Few);
        for changes in changes {
            let merges = changes.iter().any(|change| matches!(change, Change::Same(..)));
            history.apply(&mut project, Edit::Decide(changes)).expect("every article is there");
            let whole = Index::new(&project, &Few);
            match index.at_once(&project, &Few) {
                Some(at_once) => {
                    prop_assert_eq!(tied(&at_once, &project), tied(&whole, &project));
                    let told = |index: &Index| -> Vec<_> {
                        let mut all: Vec<_> = index
                            .proposals
                            .iter()
                            .flat_map(|entry| entry.tellings.clone())
                            .collect();
                        all.sort_unstable();
                        all
                    };
                    prop_assert_eq!(told(&at_once), told(&whole), "every telling is of one proposal");
                    for entry in at_once.proposals.iter() {
                        for (_, place) in &entry.places {
                            let tied = at_once.place(place).is_some_and(|of| of.proposals.contains(&entry.id));
                            prop_assert!(tied, "a place knows its proposals");
                        }
                    }
                    let after = at_once.after(&project, &Few, false);
                    prop_assert_eq!(all(&after, &project), all(&whole, &project));
                    index = at_once;
                }
                None => {
                    prop_assert!(merges, "only merged places wait");
                    index = whole;
                }
            }
        }
    }
}

#[test]
fn an_edit_that_touches_no_telling_joins_none_again() {
    let (mut project, mut history) = project();
    let index = Index::new(&project, &Few);
    let word = Change::Alias("Baku".to_owned(), Some("Azerbaijan".to_owned()));
    history.apply(&mut project, Edit::Decide(vec![word])).expect("said");
    let after = index.after(&project, &Few, false);
    assert!(std::sync::Arc::ptr_eq(&index.basis.joined, &after.basis.joined));
    assert_ne!(index.actors, after.actors);
}

#[test]
fn the_places_come_first_as_in_a_whole_index() {
    let (project, _) = project();
    let (first, whole) = (Index::of_places(&project, &Few), Index::keeping_duplicates(&project, &Few));
    assert_eq!(tied(&first, &project), tied(&whole, &project));
    assert!(first.proposals.is_empty() && !whole.proposals.is_empty());
    assert!(first.at_once(&project, &Few).is_none(), "nothing is made from it");
    assert_eq!(all(&first.after(&project, &Few, true), &project), all(&whole, &project));
}
