//! Resolution: which place a name stands for.

use dateline::{
    article::Article,
    engine::Annotation,
    gazetteer::{PlaceClass, PlaceId, Places},
    geoparse::{outlet::Outlets, resolve::Context},
    language::Document,
};

use crate::{ENGINE, mentions};

/// The place that the first mention of a name was resolved to.
fn place_of(text: &str, name: &str) -> Option<PlaceId> {
    let found = mentions(text);
    let mention = found.iter().find(|(surface, _)| surface == name);
    let (_, mention) = mention.unwrap_or_else(|| panic!("“{name}” is not among {found:?}"));
    mention.resolution.as_ref().map(|resolution| resolution.place.clone())
}

fn country_of(text: &str, name: &str) -> Option<String> {
    ENGINE.gazetteer().place(&place_of(text, name)?)?.country
}

#[test]
fn a_container_named_right_after_decides() {
    let text = "The mayor of Paris, Texas, met reporters on Monday. Schools in Paris stay closed.";
    assert_eq!(country_of(text, "Paris").as_deref(), Some("US"));
    assert_eq!(
        country_of("The president returned to Paris, France, on Monday.", "Paris").as_deref(),
        Some("FR")
    );
}

#[test]
fn the_names_of_a_contested_place_are_one_place() {
    let text = "Officials from Khankendi arrived in Baku. Residents of Stepanakert waited, and \
                Xankəndi was quiet.";
    let places: Vec<_> =
        ["Khankendi", "Stepanakert", "Xankəndi"].iter().map(|name| place_of(text, name)).collect();
    assert_eq!(places[0], Some(PlaceId::GeoNames(146_970)));
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
}

#[test]
fn inflected_names_in_other_languages_reach_their_place() {
    for (text, name, expected) in [
        (
            "Министры иностранных дел встретились вчера в Ереване, чтобы обсудить условия договора.",
            "Ереване",
            616_052,
        ),
        (
            "Nazirlər dünən Yerevanda görüşdülər və müqavilənin şərtlərini müzakirə etdilər.",
            "Yerevanda",
            616_052,
        ),
    ] {
        assert_eq!(place_of(text, name), Some(PlaceId::GeoNames(expected)), "{name}");
    }
}

#[test]
fn governments_named_by_demonym_are_countries() {
    let text = "Armenian officials rejected the plan. Azerbaijan said it would reply.";
    for name in ["Armenian", "Azerbaijan"] {
        let place = ENGINE.gazetteer().place(&place_of(text, name).unwrap()).unwrap();
        assert_eq!(place.class, PlaceClass::Country, "{name}");
    }
}

#[test]
fn candidates_are_ordered_probabilities_and_explained() {
    let text = "The talks in Springfield ended. Officials flew home to Springfield, Illinois, and Chicago.";
    let article = Article::from_text("test", text);
    for (surface, mention) in mentions(text) {
        let shares: Vec<f32> = mention.candidates.iter().map(|candidate| candidate.probability).collect();
        assert!(shares.is_sorted_by(|a, b| a >= b), "{surface}: {shares:?}");
        assert!(shares.iter().sum::<f32>() <= 1.001, "{surface}: {shares:?}");
        let explained = ENGINE.explain(&article, mention.span, Context::default()).unwrap();
        let places: Vec<_> = explained.candidates.iter().map(|candidate| &candidate.place).collect();
        assert_eq!(places, mention.candidates.iter().map(|candidate| &candidate.place).collect::<Vec<_>>());
    }
}

#[test]
fn the_analysts_decision_outweighs_the_prior() {
    let text = "The council met in Cambridge on Monday.";
    let other = place_of("The council of Cambridge, Massachusetts, met near Boston on Monday.", "Cambridge");
    let decided = [("cambridge".to_owned(), other.clone().unwrap())].into();
    let context = Context { outlet: None, decided: Some(&decided) };
    let annotation = ENGINE.annotate(&Article::from_text("test", text), context);
    let mention = annotation.mentions.iter().find(|mention| mention.span.of(text) == "Cambridge").unwrap();
    assert_ne!(place_of(text, "Cambridge"), other);
    assert_eq!(mention.resolution.as_ref().map(|resolution| resolution.place.clone()), other);
}

#[test]
fn an_outlets_other_articles_are_evidence_and_the_article_itself_is_none() {
    let home = "Schools in Eugene, Oregon, stay closed. Roads from Eugene to Salem, Oregon, are open.";
    let away = "Schools in Joliet, Illinois, stay closed. Roads from Joliet to Decatur, Illinois, are open.";
    let mut bare =
        Article::from_text("bare", "Firefighters were called to a house in Springfield on Monday.");
    bare.outlet = Some("Echo".to_owned());
    let toponyms = |text: &str| ENGINE.toponyms(&Document::new(text), Context::default());
    let alone = ENGINE.annotate(&bare, Context::default());
    let among = |others: &[&str]| {
        let found = toponyms(&bare.text);
        let mut outlets = Outlets::default();
        for text in others {
            outlets.learn("Echo", &toponyms(text).mentions, ENGINE.gazetteer());
        }
        outlets.learn("Echo", &found.mentions, ENGINE.gazetteer());
        ENGINE.annotate_among(&bare, found, &outlets, None)
    };
    let region = |annotation: &Annotation| {
        let key = ENGINE.gazetteer().key(&annotation.mentions[0].candidates[0].place).unwrap();
        ENGINE.gazetteer().describe(key).unwrap().region
    };
    assert_eq!(among(&[]), alone);
    let nowhere = among(&["Nothing is named here."; 8]);
    assert_eq!(region(&nowhere), region(&alone));
    let chance = |annotation: &Annotation| annotation.mentions[0].candidates[0].probability;
    assert!((chance(&nowhere) - chance(&alone)).abs() < 1e-4, "its own place is no evidence");
    assert_eq!(region(&among(&[home; 8])).as_deref(), Some("Oregon"));
    assert_eq!(region(&among(&[away; 8])).as_deref(), Some("Illinois"));
}

#[test]
fn search_finds_prefixes_typos_and_other_scripts() {
    let gazetteer = ENGINE.gazetteer();
    for (query, expected) in [
        ("Khank", 146_970),
        ("Stepanakirt", 146_970),
        ("Степанакерт", 146_970),
        ("Ստեփանակերտ", 146_970),
        ("Yerev", 616_052),
    ] {
        let hits = gazetteer.search(query, 5);
        let found = hits.iter().any(|hit| gazetteer.id(hit.key) == Some(PlaceId::GeoNames(expected)));
        assert!(found, "{query}: {:?}", hits.iter().map(|hit| &hit.matched).collect::<Vec<_>>());
    }
    assert!(gazetteer.search("", 5).is_empty());
}
