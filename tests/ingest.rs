//! Files as analysts have them, made with the programs that people use, read through the public door. What
//! each sample is and how it was made stands in `tests/data/ingest/README.md`.

use std::path::PathBuf;

use dateline::article::{self, Article, ArticleError, Columns, ReadOptions};

const TITLE: &str = "Talks offered in Yevlakh, refused in Khankendi";
const FIRST: &str = "YEVLAKH, August 2, 2023 — Azerbaijan offered the Karabakh Armenians talks in Yevlakh";
const LAST: &str = "named Bratislava and Sofia as possible venues for a later round.";

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/ingest").join(name)
}

fn read(name: &str) -> Vec<Article> {
    let (articles, problems) = article::read_paths(&[sample(name)]);
    assert_eq!(problems, [], "{name}");
    assert!(!articles.is_empty(), "{name}");
    articles
}

fn one(name: &str) -> Article {
    let mut articles = read(name);
    assert_eq!(articles.len(), 1, "{name}");
    articles.remove(0)
}

fn date(article: &Article) -> String {
    article.date.map(|date| date.to_string()).unwrap_or_default()
}

/// The whole story: its headline, its paragraphs, nothing of what stands around it.
fn assert_story(name: &str, article: &Article) {
    let text = &article.text;
    assert_eq!(article.title.as_deref(), Some(TITLE), "{name}");
    assert_eq!(date(article), "2023-08-02", "{name}");
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let first = paragraphs.iter().position(|paragraph| paragraph.starts_with(FIRST));
    let first = first.unwrap_or_else(|| panic!("{name}: the first paragraph is there: {text}"));
    assert!(first <= 1, "{name}: nothing but the headline comes before: {text}");
    assert!(paragraphs[first + 2].ends_with(LAST), "{name}: paragraphs are kept: {text}");
    for foreign in
        ["cookies", "Another headline", "Most read", "Home", "Paris", "London", "©", "CONFIDENTIAL", "<p>"]
    {
        assert!(!text.contains(foreign), "{name}: “{foreign}” is no part of it: {text}");
    }
}

#[test]
fn the_same_story_comes_out_of_every_format() {
    for (name, outlet, author) in [
        ("markdown.md", Some("Caspian Ledger"), Some("N. Aliyeva")),
        ("jsonld.html", Some("Caspian Ledger"), Some("N. Aliyeva")),
        ("opengraph.html", Some("Harbour Post"), Some("R. Petrova")),
        ("page.mhtml", Some("ledger.example"), None),
        ("word.docx", None, Some("N. Aliyeva")),
        ("open.odt", None, Some("N. Aliyeva")),
        ("pandoc.docx", None, Some("N. Aliyeva")),
        ("pandoc.odt", None, Some("N. Aliyeva")),
        ("pandoc.rtf", None, None),
        ("wire.atom", Some("Harbour Post"), Some("R. Petrova")),
        ("list.json", None, None),
    ] {
        let article = one(name);
        assert_story(name, &article);
        assert_eq!(article.outlet.as_deref(), outlet, "{name}");
        if author.is_some() {
            assert_eq!(article.author.as_deref(), author, "{name}");
        }
    }
}

#[test]
fn text_in_every_encoding_is_kept_as_it_is() {
    let expected = "Переговоры в Евлахе отложены\n\nБаку, 2 августа 2023. ";
    for name in ["windows-1251.txt", "koi8-r.txt", "utf-16le.txt", "utf-16be-bom.txt"] {
        let article = one(name);
        assert!(article.text.starts_with(expected), "{name}: {}", article.text);
        assert!(article.text.ends_with("в Братиславе или Софии.\n"), "{name}");
    }
    assert!(one("windows-1254.txt").text.contains("görüşmelerin Yevlah'ta yapılmasını önerdi"));
}

#[test]
fn web_pages_say_where_they_are_from() {
    assert_eq!(one("jsonld.html").url.as_deref(), Some("https://ledger.example/2023/08/talks"));
    assert_eq!(one("opengraph.html").url.as_deref(), Some("https://www.harbour-post.example/world/talks"));
    assert_eq!(one("page.mhtml").url.as_deref(), Some("https://ledger.example/2023/08/talks"));
}

#[test]
fn a_pdf_is_read_column_by_column_without_its_furniture() {
    let article = one("columns.pdf");
    let text = &article.text;
    assert_eq!(article.title.as_deref(), Some(TITLE));
    assert_eq!(article.author.as_deref(), Some("N. Aliyeva"));
    assert_eq!(date(&article), "2023-08-02");
    for furniture in ["THE REGION WEEKLY", "Issue 31", "Page 1 of 2", "Page 2 of 2"] {
        assert!(!text.contains(furniture), "{furniture}: {text}");
    }
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(text.contains("talks in Yevlakh, officials in Baku said on Wednesday"), "{text}");
    let mut before = at("YEVLAKH, August 2, 2023");
    for part in 1..=16 {
        let here = at(&format!("Part {part}. "));
        assert!(here > before, "part {part} comes in its turn: {text}");
        before = here;
    }
    assert!(at("names Mingachevir") > before);
    assert!(text.split("\n\n").count() >= 20, "paragraphs are kept: {text}");
}

#[test]
fn hyphens_at_the_ends_of_lines_are_joined_in_a_pdf() {
    let text = one("hyphens.pdf").text;
    assert_eq!(
        &*text,
        "The Government of Azerbaijan and the administration in Nagorno-Karabakh discussed the official proposal for a cease-fire; the cease-fire was to hold from 1991-1994 levels."
    );
}

#[test]
fn a_pdf_in_other_scripts_is_read() {
    let article = one("unicode.pdf");
    for words in [
        "Xankəndi və Ağdam: переговоры",
        "Danışıqlar Yevlaxda keçirildi, Xankəndi nümayəndələri Şuşaya getdi.",
        "Переговоры прошли в Евлахе",
    ] {
        assert!(article.text.contains(words), "{words}: {}", article.text);
    }
    assert_eq!(article.title.as_deref(), Some("Xankəndi və Ağdam: переговоры"));
}

#[test]
fn a_scan_says_that_it_has_no_text() {
    let (articles, problems) = article::read_paths(&[sample("scan.pdf")]);
    assert!(articles.is_empty());
    assert!(matches!(&problems[..], [ArticleError::Scanned { .. }]));
    assert!(problems[0].to_string().contains("scan.pdf: it has no text, only pictures of pages"));
}

#[test]
fn a_book_gives_an_article_a_chapter() {
    let chapters = read("digest.epub");
    assert_eq!(chapters.len(), 2);
    assert_eq!(chapters[0].title.as_deref(), Some(TITLE));
    assert!(chapters[0].text.contains(FIRST) && chapters[1].text.ends_with(LAST));
    assert_eq!(chapters[1].outlet.as_deref(), Some("Digest of the region"));
    assert_eq!(chapters[1].author.as_deref(), Some("N. Aliyeva"));
    assert_eq!(date(&chapters[1]), "2023-08-02");
}

#[test]
fn a_letter_gives_its_text_and_its_attachments() {
    let articles = read("letter.eml");
    assert_eq!(articles.len(), 2, "the picture is passed over");
    assert_eq!(articles[0].title.as_deref(), Some("Переговоры в Евлахе"));
    assert_eq!(articles[0].author.as_deref(), Some("Нигяр Алиева"));
    assert!(articles[0].text.contains("Азербайджан предложил армянам Карабаха провести переговоры в Евлахе"));
    assert_eq!(date(&articles[0]), "2023-08-02");
    assert_eq!(articles[1].id, "letter.eml/talks.docx");
    assert_story("talks.docx", &articles[1]);
}

#[test]
fn a_mailbox_gives_each_letter() {
    let articles = read("box.mbox");
    assert_eq!(articles.len(), 2);
    assert_story("box.mbox", &articles[0]);
    assert_eq!(articles[0].outlet.as_deref(), Some("Caspian Ledger"), "a list is published by who runs it");
    assert_eq!(articles[1].author.as_deref(), Some("R. Petrova"));
    assert!(
        articles[1].text.contains("From Sofia comes word") && articles[1].text.contains("\nFrom here on")
    );
}

#[test]
fn a_feed_gives_each_entry() {
    let articles = read("wire.rss");
    assert_eq!(articles.len(), 2);
    assert_story("wire.rss", &articles[0]);
    assert_eq!(articles[0].url.as_deref(), Some("https://ledger.example/2023/08/talks"));
    assert_eq!(&*articles[1].text, "Sofia offers to host\n\nThe city of Sofia offers to host the talks.");
}

#[test]
fn columns_of_tables_are_guessed_and_can_be_chosen() {
    let table = read("table.csv");
    assert_story("table.csv", &table[0]);
    assert_eq!(table[0].outlet.as_deref(), Some("Caspian Ledger"));
    assert_eq!(table[0].author.as_deref(), Some("N. Aliyeva"));
    assert_eq!(date(&table[1]), "2023-08-03");
    let russian = one("semicolons.csv");
    assert_eq!(russian.outlet.as_deref(), Some("Каспийская газета"));
    assert_eq!(date(&russian), "2023-08-02");
    assert!(russian.text.starts_with("Баку, 2 августа 2023."));
    assert_eq!(one("table.tsv").id, "7");
    let service = read("newsapi.json");
    assert_story("newsapi.json", &service[0]);
    assert_eq!(service[1].outlet.as_deref(), Some("Harbour Post"));
    let lines = read("lines.jsonl");
    assert_eq!((lines[0].id.as_str(), lines[1].title.as_deref()), ("a", Some("Sofia")));
    let columns = Columns::parse("text=Headline,date=,title=").expect("columns");
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let (chosen, problems) = article::read_paths_with(&[sample("table.csv")], &options);
    assert_eq!(problems, []);
    assert_eq!((&*chosen[0].text, &chosen[0].title, chosen[0].date), (TITLE, &None, None));
}

#[test]
fn the_first_rows_of_a_table_can_be_looked_at() {
    let preview =
        article::preview(&sample("table.csv"), &Columns::default()).expect("readable").expect("a table");
    assert_eq!(preview.columns, ["Headline", "Published", "Newspaper", "Byline", "Link", "Body"]);
    assert_eq!(preview.rows.len(), 2);
    assert_eq!(preview.guess.get(article::Field::Text), Some("Body"));
    assert_eq!(article::preview(&sample("markdown.md"), &Columns::default()), Ok(None));
}

#[test]
fn subtitles_become_a_transcript() {
    assert_eq!(
        &*one("report.srt").text,
        "Azerbaijan offered talks in Yevlakh on Wednesday.\n\nKhankendi refused to travel."
    );
    assert_eq!(
        &*one("report.vtt").text,
        "Anchor: Azerbaijan offered talks in Yevlakh on Wednesday.\n\nGuest: Khankendi refused to travel."
    );
}

#[test]
fn an_archive_gives_all_that_it_holds() {
    let articles = read("bundle.zip");
    let ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "bundle.zip/inner.zip/jsonld.html",
            "bundle.zip/press/windows-1251.txt",
            "bundle.zip/press/wire.rss:1",
            "bundle.zip/press/wire.rss:2",
            "bundle.zip/press/word.docx"
        ]
    );
}

#[test]
fn a_folder_is_read_with_all_below_it() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let inner = folder.path().join("2023/08");
    std::fs::create_dir_all(&inner).expect("made");
    for name in ["word.docx", "wire.rss", "scan.pdf"] {
        std::fs::copy(sample(name), inner.join(name)).expect("copied");
    }
    std::fs::write(folder.path().join("picture.png"), b"\x89PNG").expect("written");
    std::fs::write(folder.path().join(".hidden.txt"), b"Baku").expect("written");
    let (articles, problems) = article::read_paths(&[folder.path().to_owned()]);
    assert_eq!(articles.len(), 3);
    assert_eq!(problems.len(), 1, "the scan alone is told of: {problems:?}");
}

#[test]
fn the_name_does_not_fool_the_reader() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    for (name, as_name) in
        [("word.docx", "a.pdf"), ("columns.pdf", "b.txt"), ("pandoc.rtf", "c.doc"), ("jsonld.html", "d")]
    {
        let path = folder.path().join(as_name);
        std::fs::copy(sample(name), &path).expect("copied");
        let (articles, problems) = article::read_paths(&[path]);
        assert_eq!(problems, [], "{name} as {as_name}");
        assert_eq!(articles[0].title.as_deref(), Some(TITLE), "{name} as {as_name}");
    }
}
