//! The HTML report, as a browser parses it.

use std::collections::BTreeSet;

use base64::Engine as _;
use dateline::export::DataOptions;
use proptest::prelude::*;
use scraper::{Html, Selector};
use sha2::Digest as _;

use super::{bytes, content, projects, sketches};

fn all<'h>(page: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn digest(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text.as_bytes()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Nothing from outside runs or loads, every link within leads somewhere, and every place and proposal is
    /// there with its evidence.
    #[test]
    fn the_report_is_safe_and_whole(sketches in sketches()) {
        let content = content(projects(&sketches).1);
        let html = String::from_utf8(bytes(&content, "a.html", &DataOptions::default())).expect("UTF-8");
        let page = Html::parse_document(&html);
        let (scripts, styles) = (all(&page, "script"), all(&page, "style"));
        prop_assert_eq!((scripts.len(), styles.len()), (1, 1));
        let policy = all(&page, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").unwrap();
        prop_assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
        for element in scripts.into_iter().chain(styles) {
            let inside: String = element.text().collect();
            prop_assert!(policy.contains(&digest(&inside)), "the policy allows what is there");
        }
        prop_assert!(all(&page, "[style], [onclick], [onload], [onerror], img, iframe, object, link, form").is_empty());
        let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "ids are unique");
        for link in all(&page, "a[href]") {
            let href = link.attr("href").unwrap();
            match href.strip_prefix('#') {
                Some(id) => prop_assert!(ids.contains(&id), "{}", href),
                None => prop_assert!(href.starts_with("https://example.org/")),
            }
        }
        for entry in content.index.places.iter() {
            let name = entry.place.label(true);
            prop_assert!(all(&page, "#place-list h3").iter().any(|h| h.text().collect::<String>() == name));
        }
        prop_assert_eq!(all(&page, "#proposal-list > details").len(), content.index.proposals.len());
        let marks = all(&page, "#place-list mark").len();
        prop_assert_eq!(marks, content.index.places.iter().map(|entry| entry.mentions.len()).sum::<usize>());
    }
}

#[test]
fn a_passage_of_ten_thousand_letters_is_there_to_its_end() {
    use dateline::{
        article::Article,
        geoparse::resolve::Context,
        project::{Edit, Entry, Passage, Project},
        text::ByteSpan,
    };
    let text = format!("The talks in Baku {} ended in Sofia.", "went on and on ".repeat(700));
    let engine = super::engine();
    let article = Article::from_text("long", text.as_str());
    let annotation = engine.annotate(&article, Context::default());
    let whole = ByteSpan::new(0, text.len());
    let passages = vec![Passage { sentence: whole, paragraph: whole }];
    let mut project = Project::default();
    let ids = project.next_ids(1);
    project.apply(Edit::Add(vec![(ids[0], Entry::new(article, annotation, passages))])).expect("added");
    let content = content(project);
    for name in ["a.html", "a.csv", "a.geojson", "a.kml", "a.jsonld"] {
        let file = String::from_utf8(bytes(&content, name, &DataOptions::default())).expect("UTF-8");
        assert!(file.contains("Sofia"), "{name}");
    }
    let html = String::from_utf8(bytes(&content, "a.html", &DataOptions::default())).expect("UTF-8");
    let page = Html::parse_document(&html);
    let whole = all(&page, "blockquote p").iter().any(|p| p.text().collect::<String>() == text);
    assert!(whole, "the passage is whole");
}
