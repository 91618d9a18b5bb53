use std::{fs, path::PathBuf, sync::Arc};

use proptest::prelude::*;

use super::*;
use crate::{
    engine::Annotation,
    gazetteer::PlaceId,
    project::{
        Change, Decision, Edit, EditError, MentionId, Shelf,
        arbitrary::{edit, entry, state, with_next_ids},
    },
    text::ByteSpan,
};

/// What is done to a project.
#[derive(Clone, Debug)]
enum Act {
    Edit(Edit),
    Undo,
    Redo,
    Annotate(u32),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => edit().prop_map(Act::Edit),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
        1 => (0_u32..5).prop_map(Act::Annotate),
    ]
}

fn perform(act: Act, project: &mut Project, history: &mut History) {
    let made: Result<(), EditError> = match act {
        Act::Edit(edit) => {
            let edit = with_next_ids(edit, project);
            history.apply(project, edit)
        }
        Act::Undo => history.undo(project).map(|_undone| ()),
        Act::Redo => history.redo(project).map(|_made| ()),
        Act::Annotate(id) => match project.article(ArticleId(id)) {
            Some(entry) => {
                let by = Version { engine: "2".to_owned(), gazetteer: "2".to_owned() };
                let machine = entry.again(Annotation::default(), Vec::new(), Arc::new(by));
                history.apply(project, Edit::Annotate(vec![(ArticleId(id), machine)]))
            }
            None => Ok(()),
        },
    };
    // An edit that cannot be made changes nothing.
    drop(made);
}

/// Every state of a project from the first to the last change, and how many changes stand.
fn walk(mut project: Project, mut history: History) -> (Vec<String>, usize) {
    let standing = history.standing().len();
    history.go_to(&mut project, 0).expect("every change can be undone");
    let mut states = vec![state(&project)];
    while history.redo(&mut project).expect("every change can be made again") {
        states.push(state(&project));
    }
    (states, standing)
}

fn scratch() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("p.dateline");
    (folder, path)
}

/// A project with two articles, a decision and a figure.
fn small() -> (Project, History) {
    let (mut project, mut history) = (Project::default(), History::default());
    let ids = project.next_ids(2);
    let entries = ids.iter().map(|id| (*id, entry(id.0))).collect();
    history.apply(&mut project, Edit::Add(entries)).expect("added");
    let mention = MentionId { article: ids[1], span: ByteSpan::new(22, 29) };
    let word = Change::Mention(mention, Some(Decision::Place(PlaceId::GeoNames(584_649))));
    history.apply_as(&mut project, "“Yevlakh” is Yevlakh", Edit::Decide(vec![word])).expect("decided");
    let figure = Edit::Save(Shelf::Figures, "Talks".to_owned(), Some("{}".into()));
    history.apply(&mut project, figure).expect("saved");
    (project, history)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_changes_come_back_with_their_whole_history(
        before in proptest::collection::vec(act(), 0..10),
        sessions in proptest::collection::vec(proptest::collection::vec(act(), 0..12), 1..4),
    ) {
        let (_folder, path) = scratch();
        let (mut project, mut history) = (Project::default(), History::default());
        for act in before {
            perform(act, &mut project, &mut history);
        }
        let mut file = ProjectFile::create(&path, &project, &history, false).expect("made");
        for acts in sessions {
            history.start_recording();
            for act in acts {
                perform(act, &mut project, &mut history);
                file.write(&history.take_records()).expect("written");
            }
            drop(file);
            let (opened, loaded) = ProjectFile::open(&path).expect("it opens");
            prop_assert_eq!(state(&loaded.project), state(&project));
            prop_assert_eq!(loaded.project.next, project.next);
            prop_assert!(loaded.stale.is_empty());
            let labels = |history: &History| -> Vec<String> {
                history.standing().chain(history.undone()).map(ToOwned::to_owned).collect()
            };
            prop_assert_eq!(labels(&loaded.history), labels(&history));
            prop_assert_eq!(
                walk(loaded.project.clone(), loaded.history.clone()),
                walk(project.clone(), history.clone())
            );
            (file, project, history) = (opened, loaded.project, loaded.history);
        }
        let other = path.with_file_name("copy.dateline");
        drop(ProjectFile::create(&other, &project, &history, false).expect("a copy"));
        let copy = ProjectFile::read(&other).expect("it can be read");
        prop_assert_eq!(walk(copy.project, copy.history), walk(project, history));
    }
}

#[test]
fn closed_it_is_one_file_and_open_it_is_held() {
    let (folder, path) = scratch();
    let (project, history) = small();
    let file = ProjectFile::create(&path, &project, &history, false).expect("made");
    assert!(matches!(ProjectFile::open(&path), Err(FileError::Open { .. })), "one window writes");
    let read = ProjectFile::read(&path).expect("others read meanwhile");
    assert_eq!(state(&read.project), state(&project));
    drop(file);
    let names: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names, ["p.dateline"]);
    assert!(matches!(ProjectFile::create(&path, &project, &history, false), Err(FileError::Exists { .. })));
}

#[test]
fn what_is_no_project_is_refused_and_says_why() {
    let (_folder, path) = scratch();
    assert!(ProjectFile::open(&path).err().expect("none").to_string().contains("there is no such file"));
    for bytes in [&b""[..], b"no database at all", &[0; 4096]] {
        fs::write(&path, bytes).expect("written");
        let refused = ProjectFile::open(&path).err().expect("refused");
        assert!(matches!(refused, FileError::NoProject { .. }), "{refused}");
    }
    fs::remove_file(&path).expect("removed");
    let other = Connection::open(&path).expect("another program's database");
    other.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").expect("filled");
    drop(other);
    assert!(matches!(ProjectFile::read(&path), Err(FileError::NoProject { .. })));
}

fn meddled(sql: &str) -> Option<FileError> {
    let (_folder, path) = scratch();
    let (project, history) = small();
    drop(ProjectFile::create(&path, &project, &history, false).expect("made"));
    let meddler = Connection::open(&path).expect("it is a database");
    meddler.execute_batch(sql).expect("meddled with");
    drop(meddler);
    let opened = ProjectFile::open(&path).err();
    assert_eq!(opened.is_some(), ProjectFile::read(&path).is_err(), "{sql}");
    opened
}

#[test]
fn a_newer_file_is_refused_politely() {
    let refused = meddled("PRAGMA user_version = 99").expect("refused");
    assert!(refused.to_string().contains("a newer version of Dateline wrote this project"), "{refused}");
}

#[test]
fn a_file_that_was_meddled_with_is_an_error_and_never_another_project() {
    assert_eq!(meddled("SELECT 1"), None, "left alone it opens");
    for sql in [
        "DELETE FROM articles WHERE id = 0",
        "DELETE FROM annotations",
        "DELETE FROM steps WHERE number = 0",
        "DELETE FROM facts WHERE key = 'next'",
        "UPDATE articles SET text = zeroblob(40) WHERE id = 1",
        "UPDATE articles SET text = (SELECT text FROM articles WHERE id = 0) WHERE id = 1",
        "UPDATE articles SET id = 7 WHERE id = 1",
        "UPDATE articles SET about = CAST('x' || about AS BLOB)",
        "UPDATE annotations SET run = 99",
        "UPDATE words SET key = 'x'",
        "UPDATE words SET word = zeroblob(1000000)",
        "UPDATE saved SET name = 'Others'",
        "UPDATE saved SET shelf = 'sofa'",
        "UPDATE steps SET step = zeroblob(3)",
        "DROP TABLE words",
        "CREATE TABLE more (a)",
        "CREATE VIEW more AS SELECT 1",
        "CREATE TRIGGER more AFTER INSERT ON words BEGIN DELETE FROM articles; END",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 1",
    ] {
        let refused = meddled(sql);
        assert!(
            matches!(
                refused,
                Some(FileError::Damaged { .. } | FileError::NoProject { .. } | FileError::Io { .. })
            ),
            "{sql}: {refused:?}"
        );
    }
}

#[test]
fn a_flipped_byte_is_told_or_changes_nothing() {
    let (_folder, path) = scratch();
    let (project, history) = small();
    drop(ProjectFile::create(&path, &project, &history, false).expect("made"));
    let whole = fs::read(&path).expect("the file");
    let expected = walk(project, history);
    let (mut told, mut same) = (0, 0);
    for at in (0..whole.len()).step_by(37) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        fs::write(&path, &bytes).expect("written");
        match ProjectFile::read(&path) {
            Err(_told) => told += 1,
            Ok(loaded) => {
                assert_eq!(walk(loaded.project, loaded.history), expected, "byte {at}");
                same += 1;
            }
        }
    }
    assert!(told > 50, "{told} told, {same} without effect");
}

#[test]
fn a_file_that_was_moved_away_is_noticed_and_the_work_kept() {
    let (_folder, path) = scratch();
    let (mut project, mut history) = small();
    let file = ProjectFile::create(&path, &project, &history, false).expect("made");
    let saver = Saver::new(file, || {});
    fs::rename(&path, path.with_file_name("elsewhere.dateline")).expect("moved");
    history.start_recording();
    history.apply(&mut project, Edit::Remove(vec![ArticleId(0)])).expect("taken out");
    saver.save(history.take_records());
    let left = saver.close();
    assert_eq!(left.waiting, 1);
    assert!(matches!(left.problem, Some(FileError::Gone { .. })), "{left:?}");
}

#[test]
fn a_saver_writes_all_that_it_was_given() {
    let (_folder, path) = scratch();
    let (mut project, mut history) = small();
    let saver = Saver::new(ProjectFile::create(&path, &project, &history, false).expect("made"), || {});
    history.start_recording();
    for round in 0..20_u32 {
        let text = Some(round.to_string().into());
        history.apply(&mut project, Edit::Save(Shelf::Views, "here".to_owned(), text)).expect("saved");
        saver.save(history.take_records());
    }
    assert_eq!(saver.close(), Saving::default());
    let loaded = ProjectFile::read(&path).expect("read");
    assert_eq!(walk(loaded.project, loaded.history), walk(project, history));
}

/// Where the file of an older version lies.
fn fixture(version: usize) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/project-v{version}.dateline"))
}

#[test]
#[ignore = "writes the fixture of a new version"]
fn write_the_fixture_of_this_version() {
    let (project, history) = small();
    drop(ProjectFile::create(&fixture(schema::VERSION), &project, &history, false).expect("made"));
}

#[test]
fn a_project_of_every_version_opens_and_goes_on() {
    for version in 1..=schema::VERSION {
        let (_folder, path) = scratch();
        fs::copy(fixture(version), &path).expect("the fixture of the version");
        let (mut file, loaded) = ProjectFile::open(&path).expect("it opens");
        let (mut project, mut history) = (loaded.project, loaded.history);
        let (expected, _) = small();
        assert_eq!(project.decisions(), expected.decisions());
        assert_eq!(project.saved_figures().collect::<Vec<_>>(), expected.saved_figures().collect::<Vec<_>>());
        let texts = |project: &Project| -> Vec<_> {
            project.articles().map(|(id, entry)| (id, entry.article.text.clone())).collect()
        };
        assert_eq!(texts(&project), texts(&expected));
        assert_eq!(
            history.standing().collect::<Vec<_>>(),
            ["add articles", "“Yevlakh” is Yevlakh", "save figure"]
        );
        history.start_recording();
        history.go_to(&mut project, 1).expect("what was done then can be undone now");
        file.write(&history.take_records()).expect("and saved");
        drop(file);
        assert!(ProjectFile::read(&path).expect("read").project.decisions().is_empty());
    }
}
