//! CSV, Parquet and JSON Lines read back.

use dateline::{
    export::{DataOptions, Table},
    project::{Filter, Project, Reading, Referent},
};
use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::RowAccessor,
};
use proptest::prelude::*;

use super::{bytes, content, projects, sketches, written};

/// What a spreadsheet shows of a field.
fn plain(field: &str) -> &str {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    match field.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(formula) => rest,
        _ => field,
    }
}

/// Article, start and end in code points, and the words, of every mention that names a place.
fn mentions(project: &Project) -> Vec<(String, usize, usize, String)> {
    let mut all = Vec::new();
    for (id, entry) in project.articles() {
        let text = &entry.article.text;
        let named = |reading: &Reading<'_>| reading.referent() != Referent::NoPlace;
        for reading in project.readings(id).into_iter().filter(named) {
            let span = reading.id.span;
            let chars = |to: usize| text[..to].chars().count();
            let words = span.of(text).to_owned();
            all.push((entry.article.id.clone(), chars(span.start()), chars(span.end()), words));
        }
    }
    all
}

fn table(table: Table) -> DataOptions {
    DataOptions { table: Some(table), ..DataOptions::default() }
}

fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.strip_prefix("\u{feff}".as_bytes()).expect("its mark"));
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        record.expect("a row").iter().map(str::to_owned).collect()
    };
    reader.records().map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn csv_read_back_is_the_project(sketches in sketches()) {
        let project = projects(&sketches).1;
        let expected = mentions(&project);
        let content = content(project);
        let read = rows(&bytes(&content, "a.csv", &DataOptions::default()));
        let read_mentions: Vec<_> = read
            .iter()
            .map(|row| (plain(&row[0]).to_owned(), row[4].parse().unwrap(), row[5].parse().unwrap(), plain(&row[6]).to_owned()))
            .collect();
        prop_assert_eq!(read_mentions, expected);
        for row in read.iter().chain(&rows(&bytes(&content, "a.csv", &table(Table::Proposals)))) {
            for field in row.iter().filter(|field| field.parse::<f64>().is_err()) {
                prop_assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{}", field);
            }
        }
        let proposals = rows(&bytes(&content, "a.csv", &table(Table::Proposals)));
        let titles: Vec<&str> = proposals.iter().map(|row| plain(&row[1])).collect();
        let expected: Vec<&str> = content.index.proposals.iter().map(|entry| entry.title.as_str()).collect();
        prop_assert_eq!(titles, expected);
    }

    #[test]
    fn parquet_read_back_is_the_project(sketches in sketches()) {
        let project = projects(&sketches).1;
        let expected = mentions(&project);
        let content = content(project);
        let (_folder, path) = written(&content, "a.parquet", &table(Table::Mentions));
        let file = SerializedFileReader::try_from(path.as_path()).expect("a Parquet file");
        let mut read = Vec::new();
        for row in file.get_row_iter(None).expect("rows") {
            let row = row.expect("a row");
            let number = |at| usize::try_from(row.get_long(at).expect("a number")).expect("an offset");
            let text = |at| row.get_string(at).expect("a text").clone();
            read.push((text(0), number(5), number(6), text(7)));
        }
        prop_assert_eq!(read, expected);
        let (_folder, path) = written(&content, "a.parquet", &DataOptions::default());
        let file = SerializedFileReader::try_from(path.as_path()).expect("a Parquet file");
        let meta = file.metadata().file_metadata();
        let notes = meta.key_value_metadata().expect("notes");
        let geo = notes.iter().find(|note| note.key == "geo").and_then(|note| note.value.clone());
        let geo: serde_json::Value = serde_json::from_str(&geo.expect("its geometry")).expect("JSON");
        prop_assert_eq!(&geo["version"], "1.1.0");
        prop_assert_eq!(usize::try_from(meta.num_rows()).unwrap(), content.index.places.len());
        for (row, entry) in file.get_row_iter(None).expect("rows").zip(content.index.places.iter()) {
            let row = row.expect("a row");
            prop_assert_eq!(row.get_string(0).unwrap(), &entry.place.id.to_string());
            prop_assert_eq!(usize::try_from(row.get_long(9).unwrap()).unwrap(), entry.mentions.len());
            let geometry = row.get_bytes(14).expect("geometry");
            prop_assert!(matches!(geometry.data()[..5], [1, 1 | 6, 0, 0, 0]), "a point or a multipolygon");
        }
    }

    /// The records hold what is shown: decisions, merged places, corrected tellings.
    #[test]
    fn json_lines_hold_the_analysts_word(sketches in sketches()) {
        let project = projects(&sketches).1;
        let expected = mentions(&project);
        let content = content(project);
        let lines = String::from_utf8(bytes(&content, "a.jsonl", &DataOptions::default())).expect("UTF-8");
        let records: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let mut read = Vec::new();
        let mut statuses = Vec::new();
        for record in &records {
            for toponym in record["toponyms"].as_array().unwrap() {
                let number = |key: &str| usize::try_from(toponym[key].as_u64().unwrap()).unwrap();
                let words = toponym["text"].as_str().unwrap().to_owned();
                read.push((record["id"].as_str().unwrap().to_owned(), number("start"), number("end"), words));
                if records.len() > 1 { prop_assert_ne!(&toponym["place"], "geonames:584649", "it was merged into another"); }
            }
            statuses.extend(record["proposals"].as_array().unwrap().iter().map(|told| told["status"].clone()));
        }
        prop_assert_eq!(read, expected);
        let told: Vec<serde_json::Value> = content
            .project
            .articles()
            .flat_map(|(id, _)| content.project.tellings(id))
            .map(|(_, told)| serde_json::to_value(told.status).unwrap())
            .collect();
        prop_assert_eq!(statuses, told);
    }
}

#[test]
fn every_table_says_what_it_was_filtered_by() {
    let sketches = [];
    let content = content(projects(&sketches).1);
    let filter = Filter { until: Some(jiff::civil::date(2023, 7, 31)), ..Filter::default() };
    for name in ["a.geojson", "a.kml", "a.gpkg", "a.parquet", "a.jsonld", "a.html"] {
        let options = DataOptions { filter: filter.clone(), ..DataOptions::default() };
        let file = bytes(&content, name, &options);
        let words = b"articles up to 2023-07-31";
        assert!(file.windows(words.len()).any(|window| window == words), "{name}");
    }
}
