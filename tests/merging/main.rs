//! The same proposal across articles: pairs that were joined and split against what the authors of the
//! coverage know, through the index that every view asks. `cargo test --test merging -- --nocapture` prints the
//! tables.
#![cfg(feature = "embedded")]
#![allow(clippy::print_stdout)] // the tables are for people

use std::{collections::BTreeMap, path::Path, sync::LazyLock};

use dateline::{
    article::{self, Article},
    engine::{Annotation, Engine},
    geoparse::resolve::Context,
    language::Document,
    project::{Change, Edit, Entry, Home, Passage, Project, TellingId, TellingWord, index::Index},
    proposals::{Proposal, ProposalKind, Status},
    text::ByteSpan,
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().expect("the program's own assets"));

/// A passage of which the authors know what it tells.
struct Known {
    article: usize,
    sentence: ByteSpan,
    proposals: Vec<String>,
    kind: ProposalKind,
}

/// Coverage, in order of publication, with the truth.
struct Coverage {
    articles: Vec<Article>,
    known: Vec<Known>,
}

impl Coverage {
    fn new(articles: Vec<Article>, table: &str) -> Self {
        let mut known = Vec::new();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [number, proposals, kind, words] = fields[..] else { panic!("four columns: {line}") };
            let article = number.parse::<usize>().expect("a number") - 1;
            let text = &articles[article].text;
            let at = text.find(words).unwrap_or_else(|| panic!("article {number} does not say: {words}"));
            let document = Document::new(text);
            known.push(Known {
                article,
                sentence: document.sentence_at(at).expect("a sentence").span,
                proposals: proposals.split(", ").map(str::to_owned).collect(),
                kind: serde_json::from_value(kind.into()).expect("a kind"),
            });
        }
        Self { articles, known }
    }

    fn sample() -> Self {
        Self::new(article::sample(), include_str!("sample.tsv"))
    }

    fn folder(name: &str, table: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merging").join(name);
        let (mut articles, problems) = article::read_paths(&[folder]);
        assert!(problems.is_empty(), "{problems:?}");
        articles.sort_by_key(|article| article.date);
        Self::new(articles, table)
    }

    /// What the main passage of a telling is known to tell: nothing where the authors know of no proposal.
    fn told(&self, telling: TellingId) -> Vec<String> {
        let here = |known: &&Known| {
            known.article == telling.article.0 as usize && known.sentence.overlaps(telling.evidence)
        };
        let longest = self.known.iter().filter(here).max_by_key(|known| {
            let (a, b) = (known.sentence, telling.evidence);
            a.end().min(b.end()) - a.start().max(b.start())
        });
        longest.map(|known| known.proposals.clone()).unwrap_or_default()
    }

    /// A project of the articles as the machine reads them; with `own` the proposals are those that the
    /// authors know, so that merging alone is measured.
    fn project(&self, own: bool) -> Project {
        let mut project = Project::default();
        let ids = project.next_ids(self.articles.len());
        let entry = |article: &Article| {
            let mut annotation = ENGINE.annotate(article, Context::default());
            if own {
                annotation = Annotation { proposals: Vec::new(), ..annotation };
            }
            Entry::new(article.clone(), annotation, Passage::all(&Document::new(&article.text)))
        };
        let entries = ids.iter().copied().zip(self.articles.iter().map(entry)).collect();
        project.apply(Edit::Add(entries)).expect("new articles");
        if own {
            let mut told: BTreeMap<(usize, &str), (ProposalKind, Vec<ByteSpan>)> = BTreeMap::new();
            for known in self.known.iter().filter(|known| known.proposals[0] != "?") {
                let of = told.entry((known.article, &known.proposals[0])).or_insert((known.kind, Vec::new()));
                of.1.push(known.sentence);
            }
            let word = |((article, _), (kind, evidence)): ((usize, &str), (ProposalKind, Vec<ByteSpan>))| {
                let id = TellingId { article: ids[article], evidence: evidence[0], nth: 0 };
                Change::Telling(id, Some(TellingWord::As(Box::new(plain(kind, evidence)))))
            };
            let words = told.into_iter().map(word).collect();
            project.apply(Edit::Decide(words)).expect("decided");
        }
        project
    }
}

/// A proposal of which nothing is known but its kind and its passages.
fn plain(kind: ProposalKind, evidence: Vec<ByteSpan>) -> Proposal {
    Proposal {
        id: String::new(),
        kind,
        evidence,
        proposer: None,
        addressee: None,
        source: None,
        places: Vec::new(),
        date: None,
        status: Status::Unknown,
        status_evidence: None,
        conditions: None,
        confidence: 1.0,
    }
}

/// Pairs of tellings of different articles.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    joined_rightly: usize,
    joined_wrongly: usize,
    missed: usize,
}

impl Counts {
    #[allow(clippy::cast_precision_loss)] // pairs
    fn f1(self) -> f64 {
        let right = 2.0 * self.joined_rightly as f64;
        right / (right + (self.joined_wrongly + self.missed) as f64)
    }
}

/// Compares every pair, and prints those of the table.
fn measure(name: &str, coverage: &Coverage, project: &Project) -> Counts {
    let index = Index::new(project, ENGINE.gazetteer());
    let tellings: Vec<TellingId> = index.proposals.iter().flat_map(|entry| entry.tellings.clone()).collect();
    let mut counts = Counts::default();
    println!("\n{name}: {} tellings in {} proposals", tellings.len(), index.proposals.len());
    for (at, a) in tellings.iter().enumerate() {
        for b in tellings[at + 1..].iter().filter(|b| b.article != a.article) {
            let (told_a, told_b) = (coverage.told(*a), coverage.told(*b));
            let unclear = |told: &Vec<String>| told.first().is_some_and(|first| first == "?");
            if unclear(&told_a) || unclear(&told_b) {
                continue;
            }
            let same = !told_a.is_empty() && told_a.first() == told_b.first();
            if !same && told_a.iter().any(|key| told_b.contains(key)) {
                continue; // a sentence that tells of both
            }
            let home = |id: &TellingId| index.proposal_of(*id).map(|entry| entry.id);
            let joined = home(a) == home(b);
            let verdict = match (joined, same) {
                (true, true) => "joined",
                (true, false) => "JOINED WRONGLY",
                (false, true) => "MISSED",
                (false, false) => continue,
            };
            counts.joined_rightly += usize::from(joined && same);
            counts.joined_wrongly += usize::from(joined && !same);
            counts.missed += usize::from(!joined && same);
            let words = |id: &TellingId| -> String {
                let article = &project.article(id.article).expect("the article").article;
                let text: String = id.evidence.of(&article.text).chars().take(44).collect();
                format!("{:02} {text}", id.article.0 + 1)
            };
            let key = |told: &Vec<String>| told.first().cloned().unwrap_or_else(|| "no proposal".to_owned());
            let keys = if same { key(&told_a) } else { format!("{} / {}", key(&told_a), key(&told_b)) };
            println!("  {verdict:<14} {keys:<26} | {} | {}", words(a), words(b));
        }
    }
    for entry in index.proposals.iter().filter(|entry| entry.tellings.len() > 1) {
        for (id, link) in entry.tellings.iter().zip(&entry.links) {
            let link =
                link.as_ref().map_or_else(String::new, |link| format!("{:.2} {}", link.score, link.why()));
            println!("  group {:?} {:?}: {link}", entry.id, coverage.told(*id));
        }
    }
    for near in index.near.iter() {
        let told = [coverage.told(near.tellings.0), coverage.told(near.tellings.1)];
        println!("  maybe {:.2}     {told:?}: {}", near.score, near.why());
    }
    println!("  F1 {:.3}  {counts:?}", counts.f1());
    counts
}

#[test]
fn the_sample_coverage_is_joined_as_its_authors_know() {
    let coverage = Coverage::sample();
    let machine = measure("sample, as read by the machine", &coverage, &coverage.project(false));
    assert!(machine.joined_rightly >= 5, "too few to measure: {machine:?}");
    assert!(machine.f1() >= 0.85, "{machine:?}");
    let own = measure("sample, with the authors' proposals", &coverage, &coverage.project(true));
    assert!(own.f1() >= 0.85, "{own:?}");
}

#[test]
fn coverage_of_another_story_is_joined_too() {
    let coverage = Coverage::folder("kosovo", include_str!("kosovo.tsv"));
    let machine = measure("kosovo, as read by the machine", &coverage, &coverage.project(false));
    assert!(machine.f1() >= 0.7, "{machine:?}");
    let own = measure("kosovo, with the authors' proposals", &coverage, &coverage.project(true));
    assert!(own.f1() >= 0.9, "{own:?}");
}

#[test]
fn a_proposal_in_several_articles_has_a_history_and_the_latest_status() {
    let coverage = Coverage::sample();
    let project = coverage.project(false);
    let index = Index::new(&project, ENGINE.gazetteer());
    let told_by_many = index.proposals.iter().filter(|entry| entry.tellings.len() > 1);
    let mut seen = 0;
    for entry in told_by_many {
        seen += 1;
        let dates: Vec<_> = entry
            .tellings
            .iter()
            .filter_map(|id| project.article(id.article).and_then(|entry| entry.article.date))
            .collect();
        assert!(dates.is_sorted(), "earliest first: {dates:?}");
        let latest = project.telling(entry.reported_by).expect("a report");
        assert_eq!(entry.status, latest.status);
        assert_eq!(entry.links.len(), entry.tellings.len());
        for link in entry.links.iter().flatten() {
            assert!(link.score > 0.0 && !link.why().is_empty());
        }
    }
    assert!(seen > 0);
}

#[test]
fn what_the_analyst_joins_draws_later_reports_to_it_and_what_is_split_stays_split() {
    let coverage = Coverage::sample();
    let mut project = coverage.project(false);
    let index = Index::new(&project, ENGINE.gazetteer());
    let entry = index.proposals.iter().find(|entry| entry.tellings.len() > 1).expect("one told by several");
    let (kept, split) = (entry.tellings[0], entry.tellings[1]);
    let undo = project.apply(Edit::Decide(vec![Change::apart(kept, split)])).expect("decided");
    let apart = Index::new(&project, ENGINE.gazetteer());
    assert_ne!(apart.proposal_of(kept).map(|entry| entry.id), apart.proposal_of(split).map(|entry| entry.id));
    let near = apart.near(apart.proposal_of(kept).expect("a proposal").id);
    let other = apart.proposal_of(split).expect("a proposal").id;
    assert!(
        near.into_iter().all(|near| near.proposals.0 != other && near.proposals.1 != other),
        "not asked again"
    );
    project.apply(undo).expect("undone");
    let again = Index::new(&project, ENGINE.gazetteer());
    assert_eq!(again.proposal_of(kept).map(|entry| entry.id), again.proposal_of(split).map(|entry| entry.id));
    let join = Change::Home(split, Some(Home::With(kept)));
    project.apply(Edit::Decide(vec![join])).expect("joined");
    let joined = Index::new(&project, ENGINE.gazetteer());
    let joined = joined.proposal_of(split).expect("a proposal");
    assert!(joined.decided && joined.tellings.contains(&kept));
}
