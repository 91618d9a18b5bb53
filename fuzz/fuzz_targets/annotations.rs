//! Any bytes as a colleague's annotations: a message, or decisions that fit the project and can be undone.
#![no_main]

use std::sync::OnceLock;

use dateline::{
    article::Article,
    engine::Annotation,
    export::annotation::{Precedence, read},
    project::{Edit, Entry, Project},
};
use libfuzzer_sys::fuzz_target;

fn project() -> &'static Project {
    static PROJECT: OnceLock<Project> = OnceLock::new();
    PROJECT.get_or_init(|| {
        let mut project = Project::default();
        let texts = ["Talks in Baku, said Baku.", "𝄞 ירושלים and Xankəndi."];
        let ids = project.next_ids(texts.len());
        let entry = |(nth, text): (usize, &str)| {
            Entry::new(Article::from_text(nth.to_string(), text), Annotation::default(), Vec::new())
        };
        let entries = texts.into_iter().enumerate().map(entry);
        project.apply(Edit::Add(ids.into_iter().zip(entries).collect())).expect("new articles");
        project
    })
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(matched) = read(bytes, project(), Precedence::Theirs) {
        let mut changed = project().clone();
        let undo = changed.apply(Edit::Decide(matched.changes)).expect("decisions on articles that are there");
        for (id, _) in project().articles() {
            let _shown = (changed.readings(id), changed.tellings(id));
        }
        changed.apply(undo).expect("what was made can be unmade");
        assert!(changed.decisions().is_empty());
    }
});
