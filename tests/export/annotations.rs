//! Decisions out as Web Annotations and in again.

use dateline::{
    export::{
        DataOptions,
        annotation::{AnnotationError, Precedence, read},
    },
    project::{Change, Decision, Edit, History, Project},
};
use proptest::{prelude::*, strategy::ValueTree as _};
use serde_json::{Value, json};

use super::{bytes, content, projects, sketches};

fn decisions(project: &Project) -> Vec<Change> {
    project.decisions().all().collect()
}

fn exported(project: &Project) -> Vec<u8> {
    bytes(&content(project.clone()), "a.jsonld", &DataOptions::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// A colleague with the same articles has the same decisions afterwards, and none when they are undone.
    #[test]
    fn decisions_come_back_as_they_were(sketches in sketches()) {
        let (plain, decided) = projects(&sketches);
        let matched = read(&exported(&decided), &plain, Precedence::Mine).expect("annotations");
        prop_assert_eq!(&matched.missed, &[]);
        prop_assert_eq!((matched.known, matched.differing), (0, 0));
        let (mut colleague, mut history) = (plain.clone(), History::default());
        history.apply(&mut colleague, Edit::Decide(matched.changes)).expect("decided");
        prop_assert_eq!(decisions(&colleague), decisions(&decided));
        let again = read(&exported(&decided), &colleague, Precedence::Theirs).expect("annotations");
        prop_assert!(again.changes.is_empty() && again.differing == 0, "{:?}", again);
        history.undo(&mut colleague).expect("undone");
        prop_assert_eq!(decisions(&colleague), decisions(&plain));
    }

    /// Any bytes, and any JSON like ours, give decisions or a message.
    #[test]
    fn nonsense_is_refused_or_reported(sketches in sketches(), cut in 0_usize..4000, other in any::<u8>()) {
        let (plain, decided) = projects(&sketches);
        let mut file = exported(&decided);
        let at = cut % file.len();
        file[at] = other;
        let _either = read(&file, &plain, Precedence::Theirs);
        let _either = read(&file[..at], &plain, Precedence::Theirs);
    }
}

#[test]
fn every_annotation_says_who_made_it_and_quotes_its_words() {
    let sketches = [];
    assert!(read(&exported(&projects(&sketches).1), &Project::default(), Precedence::Mine).is_err());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let sketches = super::sketches().new_tree(&mut runner).expect("sketches").current();
    let (_, decided) = projects(&sketches);
    let json: Value = serde_json::from_slice(&exported(&decided)).expect("JSON");
    assert_eq!(json["@context"][0], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(
        (json["type"].as_str(), json["first"]["type"].as_str()),
        (Some("AnnotationCollection"), Some("AnnotationPage"))
    );
    let items = json["first"]["items"].as_array().expect("annotations");
    assert!(!items.is_empty());
    for item in items {
        assert_eq!(item["type"], "Annotation");
        assert!(item["creator"]["type"] == "Person" || item["creator"]["type"] == "Software", "{item}");
        assert!(item["id"].is_string() && !item["target"].is_null());
    }
}

/// Two articles, the decision of a colleague on the first, and one's own.
fn colleague_says(annotation: &Value, precedence: Precedence) -> (Vec<Change>, String) {
    use dateline::{article::Article, engine::Annotation, project::Entry};
    let mut project = Project::default();
    let ids = project.next_ids(1);
    let mut article = Article::from_text("a.txt", "Talks in Springfield, said the mayor of Springfield.");
    article.url = Some("https://example.org/a".to_owned());
    let entry = Entry::new(article, Annotation::default(), Vec::new());
    project.apply(Edit::Add(vec![(ids[0], entry)])).expect("added");
    let bytes = serde_json::to_vec(annotation).expect("JSON");
    let matched = read(&bytes, &project, precedence).expect("annotations");
    let report = matched.report(precedence);
    (matched.changes, report)
}

#[test]
fn annotations_of_other_tools_are_taken_in() {
    let annotation = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "x", "type": "Annotation",
        "motivation": "identifying",
        "body": "http://sws.geonames.org/4250542/",
        "target": {"source": "https://example.org/a",
            "selector": {"type": "TextQuoteSelector", "exact": "Springfield", "prefix": "mayor of "}},
    });
    let (changes, report) = colleague_says(&annotation, Precedence::Mine);
    let [Change::Mention(id, Some(Decision::Place(place)))] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((id.span.start(), place.to_string().as_str()), (40, "geonames:4250542"));
    assert_eq!(report, "1 decision taken in");
    let mut vague = annotation.clone();
    vague["target"]["selector"] = json!({"type": "TextQuoteSelector", "exact": "Springfield"});
    let (changes, report) = colleague_says(&vague, Precedence::Mine);
    assert!(changes.is_empty() && report.contains("1 do not match"), "{report}");
    let mut elsewhere = annotation;
    elsewhere["target"]["source"] = json!("https://example.org/other");
    assert!(colleague_says(&elsewhere, Precedence::Mine).1.contains("no article of the project"));
}

#[test]
fn what_is_no_annotation_file_is_told() {
    let project = Project::default();
    assert_eq!(read(b"{\n nonsense", &project, Precedence::Mine), Err(AnnotationError::NoJson { line: 2 }));
    assert_eq!(read(b"{}", &project, Precedence::Mine), Err(AnnotationError::Nothing));
    let deep = "[".repeat(100_000);
    assert!(read(deep.as_bytes(), &project, Precedence::Mine).is_err(), "and the stack holds");
}
