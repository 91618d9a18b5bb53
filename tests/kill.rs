//! Kills the program at random moments, during edits and during imports: nothing that it acknowledged is
//! lost, and the project always opens. `DATELINE_KILLS=200 cargo test --release --test kill` does it at length.

use std::{
    collections::HashSet,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, SystemTime},
};

use dateline::{
    article::Article,
    engine::Annotation,
    gazetteer::PlaceId,
    project::{
        ArticleId, Change, Decision, Edit, Entry, History, MentionId, Project, Shelf,
        file::{ProjectFile, Saver},
    },
    text::ByteSpan,
};

/// Kills of each kind.
fn kills() -> usize {
    std::env::var("DATELINE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

/// Numbers that nobody can foresee.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(now.as_nanos() as u64 ^ (u64::from(std::process::id()) << 32) | 1)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// All that a project and its history hold, as a number.
fn digest(project: &Project, history: &History) -> u64 {
    let mut hash = DefaultHasher::new();
    for (id, entry) in project.articles() {
        (id, &entry.article.id, &entry.article.text).hash(&mut hash);
    }
    for word in project.decisions().all() {
        format!("{word:?}").hash(&mut hash);
    }
    project.saved_figures().for_each(|figure| figure.hash(&mut hash));
    history.standing().chain(history.undone()).for_each(|label| label.hash(&mut hash));
    history.standing().len().hash(&mut hash);
    hash.finish()
}

fn entry(number: u64) -> Entry {
    let text = format!("Article {number}: Baku offered talks in Yevlakh.");
    Entry::new(Article::from_text(number.to_string(), text), Annotation::default(), Vec::new())
}

fn change(chance: &mut Chance, project: &mut Project, history: &mut History, round: u64) {
    let article = ArticleId(chance.below(4) as u32);
    let at = chance.below(9) as usize;
    let mention = MentionId { article, span: ByteSpan::new(at, at + 4) };
    let place = Decision::Place(PlaceId::GeoNames(chance.below(9) as u32));
    let edit = match chance.below(8) {
        0 => Edit::Add(vec![(project.next_ids(1)[0], entry(round))]),
        1 => Edit::Save(Shelf::Figures, "Talks".to_owned(), Some(round.to_string().into())),
        2 => Edit::Remove(
            project.articles().last().map(|(id, _)| id).into_iter().filter(|id| id.0 > 3).collect(),
        ),
        3 => return drop(history.undo(project)),
        4 => return drop(history.redo(project)),
        _ => Edit::Decide(vec![Change::Mention(mention, Some(place))]),
    };
    // A word on an article that was just undone cannot be said: then nothing changes.
    drop(history.apply_as(project, format!("change {round}"), edit));
}

/// What the killed program does: changes without end, each told when it is tried and when it is safe.
#[test]
fn child() {
    let Some(path) = std::env::var_os("DATELINE_KILL_CHILD") else { return };
    let (file, loaded) = ProjectFile::open(Path::new(&path)).expect("it opens");
    let (mut project, mut history) = (loaded.project, loaded.history);
    let mut chance = Chance::new();
    history.start_recording();
    let saver = Saver::new(file, || {});
    for round in 0.. {
        change(&mut chance, &mut project, &mut history, round);
        let digest = digest(&project, &history);
        println!("\ntry {digest}");
        saver.save(history.take_records());
        while saver.state().waiting > 0 {
            assert_eq!(saver.state().problem, None);
            thread::sleep(Duration::from_micros(200));
        }
        println!("\nsafe {digest}");
        std::io::stdout().flush().expect("the parent listens");
    }
}

/// Kills a child some time after it started to speak; what it said.
fn kill_after(mut child: Child, wait: Duration) -> Vec<String> {
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let listening = thread::spawn(move || out.lines().map_while(Result::ok).collect::<Vec<String>>());
    thread::sleep(wait);
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    listening.join().expect("what it said")
}

#[test]
fn edits_survive_any_kill() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("p.dateline");
    let (mut project, mut history) = (Project::default(), History::default());
    let entries = project.next_ids(4).into_iter().zip((0..4).map(entry)).collect();
    history.apply(&mut project, Edit::Add(entries)).expect("added");
    drop(ProjectFile::create(&path, &project, &history, false).expect("made"));
    let mut chance = Chance::new();
    let mut safe_before = digest(&project, &history);
    let mut changes = 0;
    for _ in 0..kills() {
        let child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "child", "--nocapture"])
            .env("DATELINE_KILL_CHILD", &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let said = kill_after(child, Duration::from_millis(chance.below(300)));
        let number = |kind: &str| {
            let found = said.iter().rev().find_map(|line| line.strip_prefix(kind));
            found.and_then(|number| number.trim().parse::<u64>().ok())
        };
        changes += said.iter().filter(|line| line.starts_with("safe ")).count();
        let safe = number("safe ").unwrap_or(safe_before);
        let loaded = ProjectFile::read(&path).expect("it can be read as it was left");
        let is = digest(&loaded.project, &loaded.history);
        assert!(is == safe || Some(is) == number("try "), "the last change that was safe is there");
        let (file, loaded) = ProjectFile::open(&path).expect("it opens");
        drop(file);
        assert_eq!(digest(&loaded.project, &loaded.history), is, "opening changes nothing");
        let (mut undone, mut history) = (loaded.project, loaded.history);
        history.go_to(&mut undone, 0).expect("all of it can be undone");
        assert!(undone.is_empty());
        safe_before = is;
    }
    println!("{} kills, {changes} changes acknowledged, none lost", kills());
}

#[cfg(feature = "embedded")]
#[test]
fn imports_survive_any_kill() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("p.dateline");
    let stream: String = (0..2000)
        .map(|number| format!("{{\"id\":\"{number}\",\"text\":\"{number}: talks in Baku and Yevlakh.\"}}\n"))
        .collect();
    let input = folder.path().join("in.jsonl");
    fs::write(&input, stream).expect("written");
    let mut chance = Chance::new();
    let mut safe: HashSet<String> = HashSet::new();
    for _ in 0..kills() / 2 {
        let child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["import", "--threads", "1", "--project"])
            .args([&path, &input])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let said = kill_after(child, Duration::from_millis(chance.below(3000)));
        for line in &said {
            // The last line may be cut: then it was not told.
            if let Ok(told) = serde_json::from_str::<serde_json::Value>(line) {
                safe.insert(told["id"].as_str().expect("an id").to_owned());
            }
        }
        if !path.exists() {
            assert!(safe.is_empty());
            continue;
        }
        let (file, loaded) = ProjectFile::open(&path).expect("it opens");
        drop(file);
        let there: Vec<&str> =
            loaded.project.articles().map(|(_, entry)| entry.article.id.as_str()).collect();
        let once: HashSet<&str> = there.iter().copied().collect();
        assert_eq!(once.len(), there.len(), "no article is there twice");
        assert!(safe.iter().all(|id| once.contains(id.as_str())), "every article told of is there");
    }
    println!("{} kills, {} articles acknowledged, none lost", kills() / 2, safe.len());
}
