//! Recognition: what is a place, what only looks like one, in any language.

use dateline::{
    gazetteer::{PlaceId, Places},
    geoparse::MentionKind,
};
use proptest::prelude::*;

use crate::{ENGINE, mentions};

fn names(text: &str) -> Vec<String> {
    mentions(text).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn people_months_and_words_that_share_a_places_name_are_no_places() {
    let text = "Paris Hilton arrived late. Jordan said he was tired, and Chelsea Clinton agreed. In May the \
                council will meet. Reading is good for children. They ate turkey at Christmas.";
    assert_eq!(names(text), Vec::<String>::new());
}

#[test]
fn names_that_stand_side_by_side_are_places_of_their_own() {
    let text = "He drove from Bozeman, Mont., to South Bend, Ind., last week.";
    let found = names(text);
    for name in ["Bozeman", "South Bend"] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    assert!(found.iter().all(|name| !name.contains(',')), "{found:?}");
}

#[test]
fn the_longest_entry_is_the_name() {
    let text = "Fishermen from Newfoundland and Labrador met officials of Stratford-upon-Avon in Canada.";
    let found = names(text);
    for name in ["Newfoundland and Labrador", "Stratford-upon-Avon"] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
}

#[test]
fn datelines_capitals_and_missing_accents_are_read() {
    let text =
        "BAKU, July 31 - Ministers met in Sao Paulo and Dusseldorf.\n\nPROTESTS SPREAD IN MINNEAPOLIS\n";
    let found = names(text);
    for name in ["BAKU", "Sao Paulo", "Dusseldorf", "MINNEAPOLIS"] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
}

#[test]
fn a_government_known_by_its_people_or_capital_is_associative() {
    for (text, name) in [
        ("The talks failed. Baku rejected the offer on Monday.", "Baku"),
        ("Armenian officials flew to Brussels on Monday.", "Armenian"),
    ] {
        let found = mentions(text);
        let (_, mention) = found.iter().find(|(other, _)| other == name).unwrap();
        assert_eq!(mention.kind, MentionKind::Associative, "{text}");
    }
}

/// Names alone, exact or inflected, at no more confidence than is stated for them.
#[test]
fn other_languages_are_read_by_name() {
    const YEREVAN: u32 = 616_052;
    const BAKU: u32 = 587_084;
    const PARIS: u32 = 2_988_507;
    for (text, expected) in [
        ("Министры встретились вчера в Ереване, чтобы обсудить условия договора с соседями.", YEREVAN),
        ("Міністри зустрілися вчора в Єревані, щоб обговорити умови договору із сусідами.", YEREVAN),
        ("Nazirlər dünən Yerevanda görüşdülər və müqavilənin şərtlərini müzakirə etdilər.", YEREVAN),
        ("Bakanlar dün Erivan'da bir araya geldi ve anlaşmanın şartlarını görüştü.", YEREVAN),
        ("Նախարարները երեկ հանդիպեցին Երևանում՝ քննարկելու պայմանագրի պայմանները։", YEREVAN),
        ("التقى الوزراء أمس في باكو لمناقشة شروط الاتفاق مع الدول المجاورة.", BAKU),
        ("Les ministres se sont rencontrés hier à Bakou pour discuter des conditions de l'accord.", BAKU),
        (
            "Die Minister trafen sich gestern in Paris, um über die Bedingungen des Vertrags zu sprechen.",
            PARIS,
        ),
        ("Los ministros se reunieron ayer en París para discutir las condiciones del acuerdo.", PARIS),
    ] {
        let found = mentions(text);
        let places: Vec<_> = found
            .iter()
            .filter_map(|(_, mention)| mention.resolution.as_ref().map(|it| it.place.clone()))
            .collect();
        assert!(places.contains(&PlaceId::GeoNames(expected)), "{text}: {found:?}");
        assert!(found.len() <= 2, "a flood of pins in “{text}”: {found:?}");
        assert!(found.iter().all(|(_, mention)| mention.recognition <= 0.7), "{text}");
    }
}

#[test]
fn a_union_of_states_is_not_its_continent() {
    let found = mentions("The European Union adopted the measure; the EU said it would hold.");
    for (name, mention) in &found {
        let place = ENGINE.gazetteer().place(&mention.resolution.as_ref().unwrap().place).unwrap();
        assert_eq!(place.name, "European Union", "{name}");
    }
    assert_eq!(found.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_span_is_text_that_stands_there(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("Baku ".to_owned()), Just("“Talks in Bratislava,” he said. ".to_owned()),
                Just("Washington, D.C.'s ".to_owned()), Just("\u{202e}Ереван\u{0301} ".to_owned()),
                Just("\r\n\r\n".to_owned()), any::<String>(),
            ],
            0..40,
        ),
    ) {
        let text = parts.concat();
        let mut end = 0;
        for (name, mention) in mentions(&text) {
            prop_assert!(mention.span.start() >= end && !name.is_empty());
            end = mention.span.end();
        }
    }
}
