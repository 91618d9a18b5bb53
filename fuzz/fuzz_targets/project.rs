//! Any bytes as a project file, and a sound one with some bytes changed: an error or a project whose every
//! change can be undone and made again.
#![no_main]

use std::{fs, path::Path, sync::LazyLock};

use dateline::{
    article::Article,
    engine::Engine,
    gazetteer::PlaceId,
    geoparse::resolve::Context,
    language::Document,
    project::{
        Change, Decision, Edit, Entry, History, MentionId, Passage, Project,
        file::{Loaded, ProjectFile},
    },
};
use libfuzzer_sys::fuzz_target;

static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let engine = Engine::embedded().expect("the program's own assets");
    let article = Article::from_text("a", "Azerbaijan offered talks in Yevlakh on August 1, but Khankendi refused.");
    let annotation = engine.annotate(&article, Context::default());
    let passages = Passage::all(&Document::new(&article.text));
    let span = annotation.mentions[0].span;
    let (mut project, mut history) = (Project::default(), History::default());
    let id = project.next_ids(1)[0];
    let entry = Entry::new(article, annotation, passages);
    history.apply(&mut project, Edit::Add(vec![(id, entry)])).expect("added");
    let word = Decision::Place(PlaceId::GeoNames(587_116));
    let mention = MentionId { article: id, span };
    let decide = Edit::Decide(vec![Change::Mention(mention, Some(word))]);
    history.apply(&mut project, decide).expect("decided");
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("p.dateline");
    drop(ProjectFile::create(&path, &project, &history, false).expect("made"));
    fs::read(path).expect("the file")
});

fn look(path: &Path) {
    let Ok(Loaded { mut project, mut history, .. }) = ProjectFile::read(path) else { return };
    for (id, entry) in project.articles() {
        for reading in project.readings(id) {
            assert!(!reading.id.span.of(&entry.article.text).is_empty());
        }
        let _tellings = project.tellings(id);
    }
    // A step that does not fit is told and changes nothing.
    let _undone = history.go_to(&mut project, 0);
}

fuzz_target!(|bytes: &[u8]| {
    // Memory, so that the disk is not what is measured.
    let folder = if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "." };
    let file = tempfile::Builder::new().suffix(".dateline").tempfile_in(folder).expect("a scratch file");
    fs::write(&file, bytes).expect("written");
    look(file.path());
    let mut sound = SOUND.clone();
    for change in bytes.chunks_exact(4) {
        let at = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize % sound.len();
        sound[at] = change[3];
    }
    fs::write(&file, sound).expect("written");
    look(file.path());
});
