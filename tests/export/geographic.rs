//! GeoJSON and GeoPackage read back.

use dateline::export::DataOptions;
use proptest::prelude::*;
use serde_json::Value;

use super::{bytes, content, projects, sketches, written};

/// Twice the signed area of a ring.
fn turn(ring: &Value) -> f64 {
    let at = |point: &Value| {
        [point[0].as_f64().expect("as GeoJSON has it"), point[1].as_f64().expect("as GeoJSON has it")]
    };
    let ring: Vec<[f64; 2]> = ring.as_array().expect("as GeoJSON has it").iter().map(at).collect();
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

fn numbers(value: &Value, out: &mut Vec<[f64; 2]>) {
    match value.as_array() {
        Some(all) if all.first().is_some_and(Value::is_number) => {
            out.push([
                all[0].as_f64().expect("as GeoJSON has it"),
                all[1].as_f64().expect("as GeoJSON has it"),
            ]);
        }
        Some(all) => all.iter().for_each(|one| numbers(one, out)),
        None => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn geojson_read_back_is_the_project(sketches in sketches()) {
        let content = content(projects(&sketches).1);
        let json: Value = serde_json::from_slice(&bytes(&content, "a.geojson", &DataOptions::default())).expect("JSON");
        let features = json["features"].as_array().unwrap();
        let of_kind = |kind: &'static str| features.iter().filter(move |feature| feature["properties"]["kind"] == kind);
        prop_assert_eq!(of_kind("place").count(), content.index.places.len());
        for (feature, entry) in of_kind("place").zip(content.index.places.iter()) {
            prop_assert_eq!(&feature["id"], &entry.place.id.to_string());
            prop_assert_eq!(feature["properties"]["passages"].as_array().unwrap().len(), entry.mentions.len());
            for (passage, mention) in feature["properties"]["passages"].as_array().unwrap().iter().zip(&entry.mentions) {
                let article = &content.project.article(mention.article).unwrap().article;
                let (start, end) = (passage["start"].as_u64().unwrap(), passage["end"].as_u64().unwrap());
                let words: String = article.text.chars().skip(usize::try_from(start).unwrap()).take(usize::try_from(end - start).unwrap()).collect();
                prop_assert_eq!(&passage["name"], &words);
                prop_assert_eq!(&passage["article"], &article.id);
            }
            if feature["geometry"]["type"] == "MultiPolygon" {
                for area in feature["geometry"]["coordinates"].as_array().unwrap() {
                    prop_assert!(turn(&area[0]) > 0.0);
                    prop_assert!(area.as_array().unwrap()[1..].iter().all(|hole| turn(hole) < 0.0));
                }
            }
        }
        prop_assert_eq!(of_kind("proposal").count(), content.index.proposals.len());
        for (feature, entry) in of_kind("proposal").zip(content.index.proposals.iter()) {
            prop_assert_eq!(&feature["properties"]["status"], &serde_json::to_value(entry.status).unwrap());
            prop_assert_eq!(feature["properties"]["history"].as_array().unwrap().len(), entry.tellings.len());
        }
        // Every coordinate lies in the box, which may cross the antimeridian.
        let mut all = Vec::new();
        features.iter().for_each(|feature| numbers(&feature["geometry"]["coordinates"], &mut all));
        if let Some(bbox) = json["bbox"].as_array() {
            let side: Vec<f64> = bbox.iter().map(|side| side.as_f64().unwrap()).collect();
            for [lon, lat] in all {
                let within = if side[0] <= side[2] { side[0] <= lon && lon <= side[2] } else { lon >= side[0] || lon <= side[2] };
                prop_assert!(within && side[1] <= lat && lat <= side[3] && lon.abs() <= 180.0);
            }
        }
    }

    #[test]
    fn geopackage_read_back_is_the_project(sketches in sketches()) {
        let content = content(projects(&sketches).1);
        let (_folder, path) = written(&content, "a.gpkg", &DataOptions::default());
        let database = rusqlite::Connection::open(&path).expect("a database");
        let one = |query: &str| database.query_row(query, [], |row| row.get::<_, i64>(0)).expect("a number");
        prop_assert_eq!(one("PRAGMA application_id"), 0x4750_4B47);
        prop_assert_eq!(database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
        prop_assert_eq!(database.prepare("PRAGMA foreign_key_check").unwrap().query([]).unwrap().next().unwrap().is_some(), false);
        let places: Vec<(String, i64)> = database
            .prepare("SELECT place, mentions FROM places ORDER BY fid").unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
            .map(Result::unwrap).collect();
        let expected: Vec<(String, i64)> = content.index.places.iter()
            .map(|entry| (entry.place.id.to_string(), i64::try_from(entry.mentions.len()).unwrap())).collect();
        prop_assert_eq!(places, expected);
        let resolved: usize = content.index.places.iter().map(|entry| entry.mentions.len()).sum();
        let mentions = i64::try_from(resolved + content.index.unresolved().len()).unwrap();
        prop_assert_eq!(one("SELECT count(*) FROM mentions"), mentions);
        prop_assert_eq!(one("SELECT count(*) FROM mentions WHERE geom IS NOT NULL"), i64::try_from(resolved).unwrap());
        let statuses: Vec<String> = database
            .prepare("SELECT status FROM proposals ORDER BY fid").unwrap()
            .query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let expected: Vec<String> = content.index.proposals.iter()
            .map(|entry| serde_json::to_value(entry.status).unwrap().as_str().unwrap().to_owned()).collect();
        prop_assert_eq!(statuses, expected);
        // Each blob has the standard's header and the point of its place.
        let mut all = database.prepare("SELECT geom FROM places ORDER BY fid").unwrap();
        let blobs = all.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap().map(Result::unwrap);
        for (blob, entry) in blobs.zip(content.index.places.iter()) {
            prop_assert_eq!(&blob[..8], &[b'G', b'P', 0, 1, 0xe6, 0x10, 0, 0]);
            let lon = f64::from_le_bytes(blob[13..21].try_into().unwrap());
            prop_assert!((lon - entry.place.position.lon()).abs() < 1e-5);
        }
    }
}
