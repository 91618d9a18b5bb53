//! The command line through its public door: the built program in a scratch folder.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use dateline::project::file::ProjectFile;
use serde_json::Value;

fn dateline(args: &[&str], folder: &Path, stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that refuses its arguments need not read what it is given.
    let _written = child.stdin.take().expect("its input").write_all(stdin.as_bytes());
    child.wait_with_output().expect("the program ends")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().expect("a scratch folder")
}

const TALKS: &str = "BAKU, July 31, 2023 — Azerbaijan offered the Karabakh Armenians talks in Yevlakh, but Khankendi refused.";

#[test]
fn annotate_writes_the_contract() {
    let folder = scratch();
    let output = dateline(&["annotate", "-"], folder.path(), TALKS);
    assert_eq!(output.status.code(), Some(0));
    let record = &lines(&output)[0];
    let toponyms = record["toponyms"].as_array().expect("toponyms");
    let names: Vec<&str> = toponyms.iter().filter_map(|toponym| toponym["text"].as_str()).collect();
    for name in ["BAKU", "Azerbaijan", "Yevlakh", "Khankendi"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let chars: Vec<char> = TALKS.chars().collect();
    for toponym in toponyms {
        let at = |key: &str| usize::try_from(toponym[key].as_u64().expect("an offset")).expect("small");
        let text: String = chars[at("start")..at("end")].iter().collect();
        assert_eq!(toponym["text"], text.as_str(), "offsets count code points");
    }
    let yevlakh = toponyms.iter().find(|toponym| toponym["text"] == "Yevlakh").expect("Yevlakh");
    assert_eq!(yevlakh["place"], "geonames:584649");
    assert_eq!(yevlakh["geonameid"], 584_649);
    assert_eq!(record["date"], "2023-07-31");
    let proposal = &record["proposals"][0];
    assert_eq!((proposal["kind"].as_str(), proposal["status"].as_str()), (Some("meeting"), Some("refused")));
    assert_eq!(proposal["proposer"]["name"], "Azerbaijan");
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let folder = scratch();
    let mut stream = String::new();
    for number in 0..40 {
        let text = format!("Article {number}: talks between Paris and Berlin. {TALKS}");
        stream += &serde_json::json!({"id": number.to_string(), "text": text, "source": "Wire"}).to_string();
        stream.push('\n');
    }
    let run = |threads: &str| {
        dateline(&["annotate", "--input", "jsonl", "--threads", threads], folder.path(), &stream)
    };
    let (one, four) = (run("1"), run("4"));
    assert_eq!(one.status.code(), Some(0));
    assert_eq!(one.stdout, four.stdout);
    let ids: Vec<String> =
        lines(&one).iter().map(|record| record["id"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(ids, (0..40).map(|number| number.to_string()).collect::<Vec<_>>(), "order is kept");
}

#[test]
fn one_bad_input_costs_only_itself() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("good.txt"), TALKS).expect("written");
    fs::write(at("empty.txt"), "").expect("written");
    fs::write(at("binary.txt"), [0, 1, 2, 3, 255]).expect("written");
    fs::write(at("broken.jsonl"), "{\"id\":\"a\",\"text\":\"Paris.\"}\nnonsense\n").expect("written");
    fs::create_dir(at("folder")).expect("made");
    let files = ["annotate", "good.txt", "empty.txt", "binary.txt", "broken.jsonl", "folder", "missing.txt"];
    let output = dateline(&files, folder.path(), "");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output).len(), 2, "good.txt and the good line");
    let told = String::from_utf8_lossy(&output.stderr);
    for problem in [
        "empty.txt: the file is empty",
        "binary.txt: this is not text",
        "broken.jsonl, line 2: no valid JSON",
        "folder: this folder holds no file",
        "missing.txt: cannot be read (there is no such file)",
    ] {
        assert!(told.contains(problem), "{problem} in {told}");
    }
}

#[test]
fn wrong_usage_is_status_two() {
    let folder = scratch();
    for args in [
        &["annotate", "--nonsense"][..],
        &["export", "a.txt"],
        &["lookup"],
        &["import", "x"],
        &["import", "--project", "a.txt", "x"],
    ] {
        let output = dateline(args, folder.path(), "");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn lookup_finds_every_name_of_a_place() {
    let folder = scratch();
    for name in ["Khankendi", "Stepanakert", "Xankəndi", "Степанакерт", "Ստեփանակերտ"]
    {
        let found = lines(&dateline(&["lookup", name], folder.path(), ""));
        assert_eq!(found[0]["place"], "geonames:146970", "{name}");
    }
    let typo = lines(&dateline(&["lookup", "Stepanakrt"], folder.path(), ""));
    assert!(typo.iter().any(|hit| hit["place"] == "geonames:146970"));
    let nothing = dateline(&["lookup", "Xyzzyqqq"], folder.path(), "");
    assert_eq!(nothing.status.code(), Some(1));
}

#[test]
fn a_users_overlay_adds_places_and_its_errors_name_the_entry() {
    let folder = scratch();
    let overlay = folder.path().join("mine.json");
    fs::write(
        &overlay,
        r#"{"places":[{"id":"user:kisa","name":"Kisabadar","class":"settlement","lon":47.0,"lat":40.0}]}"#,
    )
    .expect("written");
    let found = dateline(
        &["annotate", "--places", "mine.json", "-"],
        folder.path(),
        "He went to Kisabadar on Monday.",
    );
    assert_eq!(lines(&found)[0]["toponyms"][0]["place"], "user:kisa");
    fs::write(&overlay, r#"{"places":[{"id":"user:kisa","name":"Kisabadar"}]}"#).expect("written");
    let refused = dateline(&["annotate", "--places", "mine.json", "-"], folder.path(), "Baku.");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("mine.json: entry 1 (“user:kisa”)"));
}

#[test]
fn every_export_is_written_whole_and_repeats_its_bytes() {
    let folder = scratch();
    fs::write(folder.path().join("a.txt"), TALKS).expect("written");
    let endings =
        ["png", "svg", "pdf", "html", "geojson", "kml", "kmz", "csv", "gpkg", "parquet", "jsonl", "jsonld"];
    for ending in endings {
        let name = format!("out.{ending}");
        let export = |extra: &[&str]| {
            let mut args = vec!["export", "--to", &name, "--size", "900x600", "a.txt"];
            args.extend(extra);
            dateline(&args, folder.path(), "")
        };
        assert_eq!(export(&[]).status.code(), Some(0), "{ending}");
        let first = fs::read(folder.path().join(&name)).expect("the file");
        assert!(first.len() > 100, "{ending}");
        let kept = export(&[]);
        assert_eq!(kept.status.code(), Some(1), "an existing file is only replaced when asked");
        assert!(String::from_utf8_lossy(&kept.stderr).contains("already there"));
        assert_eq!(export(&["--force"]).status.code(), Some(0));
        assert_eq!(
            fs::read(folder.path().join(&name)).expect("the file"),
            first,
            "{ending} repeats its bytes"
        );
    }
    let geojson: Value =
        serde_json::from_slice(&fs::read(folder.path().join("out.geojson")).expect("the file"))
            .expect("GeoJSON");
    let features = geojson["features"].as_array().expect("features");
    assert!(features.iter().any(|feature| feature["properties"]["name"] == "Yevlakh"));
    let country =
        features.iter().find(|feature| feature["properties"]["name"] == "Azerbaijan").expect("a country");
    assert_eq!(country["geometry"]["type"], "MultiPolygon", "a country is no dot");
    let png = fs::read(folder.path().join("out.png")).expect("the file");
    assert_eq!(&png[16..24], &[0, 0, 3, 132, 0, 0, 2, 88], "900 by 600 pixels");
}

#[test]
fn import_remembers_the_file_of_every_article_also_below_a_folder() {
    let folder = scratch();
    let below = folder.path().join("news").join("july");
    fs::create_dir_all(&below).expect("made");
    fs::write(below.join("a.txt"), TALKS).expect("written");
    let stream = "{\"id\":\"1\",\"text\":\"Talks in Baku.\"}\n{\"id\":\"2\",\"text\":\"Talks in Baku.\"}\n";
    fs::write(below.join("b.jsonl"), stream).expect("written");
    let imported = dateline(&["import", "--project", "p.dateline", "news"], folder.path(), "");
    assert_eq!(imported.status.code(), Some(0), "{}", String::from_utf8_lossy(&imported.stderr));
    assert_eq!(lines(&imported).len(), 3, "lines of a table that have ids of their own are articles each");
    let loaded = ProjectFile::read(&folder.path().join("p.dateline")).expect("it can be read");
    let origins: Vec<(String, u64)> = loaded
        .project
        .articles()
        .map(|(_, entry)| {
            let origin = entry.origin().expect("the file is remembered");
            assert_eq!(origin.sha256.len(), 64);
            let name = Path::new(&origin.path).file_name().expect("a name").to_string_lossy().into_owned();
            (name, origin.bytes)
        })
        .collect();
    let (text, table) = (TALKS.len() as u64, stream.len() as u64);
    let expected = [("a.txt", text), ("b.jsonl", table), ("b.jsonl", table)];
    assert_eq!(origins, expected.map(|(name, bytes)| (name.to_owned(), bytes)));
}

#[test]
fn import_makes_a_project_adds_each_article_once_and_tells_what_is_safe() {
    let folder = scratch();
    fs::write(folder.path().join("a.txt"), TALKS).expect("written");
    let stream =
        "{\"id\":\"1\",\"text\":\"Talks in Baku.\"}\nnonsense\n{\"id\":\"2\",\"text\":\"Talks in Baku.\"}\n";
    fs::write(folder.path().join("b.jsonl"), stream).expect("written");
    let import = |files: &[&str]| {
        let mut args = vec!["import", "--project", "p.dateline"];
        args.extend(files);
        dateline(&args, folder.path(), "")
    };
    let first = import(&["a.txt"]);
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    let line = &lines(&first)[0];
    assert_eq!((line["id"].as_str(), line["article"].as_u64()), (Some("a.txt"), Some(0)));
    assert_eq!((line["duplicate"].as_bool(), line["date"].as_str()), (Some(false), Some("2023-07-31")));
    let second = import(&["a.txt", "b.jsonl", "missing.txt"]);
    assert_eq!(second.status.code(), Some(1));
    let told = lines(&second);
    let read: Vec<_> =
        told.iter().map(|line| (line["article"].as_u64(), line["duplicate"].as_bool())).collect();
    assert_eq!(read, [(Some(0), Some(true)), (Some(1), Some(false)), (Some(2), Some(false))]);
    assert!(
        String::from_utf8_lossy(&second.stderr)
            .contains("2 added to p.dateline, 1 already there, 2 could not be read")
    );
    let names: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| name.contains("p.dateline"))
        .collect();
    assert_eq!(names, ["p.dateline"], "one file when it is closed");
    let export = dateline(&["export", "--to", "out.jsonl", "p.dateline"], folder.path(), "");
    assert_eq!(export.status.code(), Some(0), "{}", String::from_utf8_lossy(&export.stderr));
    let written = fs::read_to_string(folder.path().join("out.jsonl")).expect("the export");
    assert_eq!(written.lines().count(), 3);
    let broken = folder.path().join("broken.dateline");
    fs::write(&broken, "no project").expect("written");
    for args in [
        &["import", "--project", "broken.dateline", "a.txt"][..],
        &["export", "--to", "x.csv", "broken.dateline"],
    ] {
        let refused = dateline(args, folder.path(), "");
        assert_eq!(refused.status.code(), Some(1), "{args:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("this is no Dateline project"));
    }
    assert_eq!(fs::read_to_string(&broken).expect("the file"), "no project", "it was left alone");
}

/// Two articles, a month apart, of two outlets.
fn coverage(folder: &Path) {
    let line = |id: &str, date: &str, source: &str, text: &str| {
        serde_json::json!({"id": id, "date": date, "source": source, "text": text}).to_string()
    };
    let lines = [
        line("july", "2023-07-31", "Turan", TALKS),
        line(
            "august",
            "2023-08-30",
            "APA",
            "Aid may be sent from Sofia to Lachin, said officials in Bratislava.",
        ),
    ];
    fs::write(folder.join("coverage.jsonl"), lines.join("\n")).expect("written");
}

#[test]
fn an_export_is_narrowed_and_says_so() {
    let folder = scratch();
    coverage(folder.path());
    let export = |options: &[&str]| {
        let mut args = vec!["export", "--force", "--to", "out.geojson", "coverage.jsonl"];
        args.extend(options);
        let output = dateline(&args, folder.path(), "");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let json: Value =
            serde_json::from_slice(&fs::read(folder.path().join("out.geojson")).expect("the file"))
                .expect("JSON");
        let names: Vec<String> = json["features"]
            .as_array()
            .expect("features")
            .iter()
            .filter_map(|feature| feature["properties"]["name"].as_str().map(str::to_owned))
            .collect();
        (json["filter"].as_str().expect("the filter in words").to_owned(), names)
    };
    let (words, names) = export(&[]);
    assert_eq!(words, "everything");
    assert!(names.len() > 5);
    let (words, names) = export(&["--since", "2023-08-01", "--outlet", "apa"]);
    assert_eq!(words, "articles from 2023-08-01 on; outlet apa");
    assert!(names.contains(&"Sofia".to_owned()) && !names.contains(&"Yevlakh".to_owned()), "{names:?}");
    let (words, names) = export(&["--place", "Ləçın", "--country", "bg", "--class", "capital"]);
    assert!(words.starts_with("place Lachin") && names.is_empty(), "{words}: {names:?}");
    let (words, names) = export(&["--status", "refused"]);
    assert_eq!(words, "proposals with the status refused");
    assert!(names.contains(&"Yevlakh".to_owned()) && !names.contains(&"Sofia".to_owned()), "{names:?}");
    for nonsense in
        [&["--status", "maybe"][..], &["--since", "July"], &["--min-confidence", "2"], &["--table", "places"]]
    {
        let mut args = vec!["export", "--to", "x.geojson", "coverage.jsonl"];
        args.extend(nonsense);
        assert_eq!(dateline(&args, folder.path(), "").status.code(), Some(2), "{nonsense:?}");
    }
    let nowhere = ["export", "--to", "x.geojson", "--place", "Xyzzy", "coverage.jsonl"];
    let nowhere = dateline(&nowhere, folder.path(), "");
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("no article names a place"));
}

#[test]
fn files_are_dated_by_source_date_epoch() {
    let folder = scratch();
    coverage(folder.path());
    let status = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["export", "--to", "out.jsonld", "coverage.jsonl"])
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .current_dir(folder.path())
        .status();
    assert!(status.expect("the program starts").success());
    let text = fs::read_to_string(folder.path().join("out.jsonld")).expect("the file");
    assert!(text.contains("2023-11-14T22:13:20Z"));
}

#[test]
fn a_colleagues_decisions_are_imported_into_a_project() {
    let folder = scratch();
    coverage(folder.path());
    for project in ["mine.dateline", "theirs.dateline"] {
        let imported = dateline(&["import", "--project", project, "coverage.jsonl"], folder.path(), "");
        assert_eq!(imported.status.code(), Some(0), "{}", String::from_utf8_lossy(&imported.stderr));
    }
    let said = serde_json::json!({
        "id": "urn:x", "type": "Annotation", "creator": {"type": "Person", "name": "Colleague"},
        "body": {"type": "SpecificResource", "purpose": "identifying", "source": "https://sws.geonames.org/5391959/"},
        "target": {"source": "urn:dateline:article:july", "selector": {"type": "TextQuoteSelector", "exact": "Yevlakh"}},
    });
    fs::write(folder.path().join("said.jsonld"), said.to_string()).expect("written");
    let take = |project: &str, file: &str, options: &[&str]| {
        let mut args = vec!["import", "--project", project, file];
        args.extend(options);
        let output = dateline(&args, folder.path(), "");
        (output.status.code(), lines(&output)[0].clone())
    };
    let (status, line) = take("theirs.dateline", "said.jsonld", &[]);
    assert_eq!((status, &line["decisions"]), (Some(0), &Value::from(1)));
    let export = ["export", "--to", "theirs.jsonld", "theirs.dateline"];
    assert_eq!(dateline(&export, folder.path(), "").status.code(), Some(0));
    let (status, line) = take("mine.dateline", "theirs.jsonld", &[]);
    assert_eq!((status, &line["decisions"]), (Some(0), &Value::from(1)));
    let (_, line) = take("mine.dateline", "theirs.jsonld", &["--theirs"]);
    assert_eq!((&line["decisions"], &line["known"]), (&Value::from(0), &Value::from(1)));
    let records = ["export", "--to", "mine.jsonl", "mine.dateline"];
    assert_eq!(dateline(&records, folder.path(), "").status.code(), Some(0));
    let records = fs::read_to_string(folder.path().join("mine.jsonl")).expect("the file");
    assert!(records.contains("\"geonames:5391959\""), "San Francisco, as the colleague said");
    assert!(!records.contains("\"geonames:584649\",\"text\":\"Yevlakh\""));
}
