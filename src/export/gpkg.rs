//! GeoPackage 1.3 (OGC 12-128r17): layers of places, outlines, mentions, proposals and their routes, a table
//! of what each article tells, and styles that QGIS applies by itself.

use std::path::Path;

use rusqlite::{Connection, Result, Transaction, params};

use super::{
    dataset::{Dataset, share, word},
    geojson::ATTRIBUTION,
    geometry::{Geometry, envelope, point},
    gpkg_styles,
};

/// "GPKG" in ASCII.
const APPLICATION_ID: i32 = 0x4750_4B47;
/// Version 1.3.0.
const USER_VERSION: i32 = 10_300;

const TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
    description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
    identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL
    DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
    srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE places (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, place TEXT NOT NULL,
    name TEXT NOT NULL, contested_names TEXT, class TEXT NOT NULL, country TEXT, region TEXT, population INTEGER,
    mentions INTEGER NOT NULL, literal INTEGER NOT NULL, decided INTEGER NOT NULL, articles INTEGER NOT NULL,
    confidence DOUBLE NOT NULL);
CREATE TABLE outlines (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON, place TEXT NOT NULL,
    name TEXT NOT NULL, class TEXT NOT NULL, mentions INTEGER NOT NULL, confidence DOUBLE NOT NULL);
CREATE TABLE mentions (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, article TEXT NOT NULL,
    title TEXT, outlet TEXT, date DATE, url TEXT, start INTEGER NOT NULL, \"end\" INTEGER NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL, form TEXT NOT NULL, place TEXT, name TEXT, confidence DOUBLE NOT NULL,
    by TEXT NOT NULL, passage TEXT);
CREATE TABLE proposals (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, id TEXT NOT NULL,
    title TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, proposer TEXT, addressee TEXT, date TEXT,
    places TEXT, first_reported DATE, last_reported DATE, articles INTEGER NOT NULL, history TEXT,
    evidence TEXT, confidence DOUBLE NOT NULL, by TEXT NOT NULL);
CREATE TABLE proposal_routes (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTILINESTRING,
    id TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL);
CREATE TABLE tellings (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, proposal TEXT NOT NULL,
    article TEXT NOT NULL, outlet TEXT, date DATE, url TEXT, status TEXT NOT NULL, reported_by TEXT,
    conditions TEXT, evidence TEXT NOT NULL);
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30),
    styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME);
";

/// WGS 84 as in the standard's own example.
const WGS84: &str = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]"#;

/// The layers: table, kind of geometry (none for a plain table), title.
const LAYERS: [(&str, Option<&str>, &str); 6] = [
    ("outlines", Some("MULTIPOLYGON"), "Outlines"),
    ("places", Some("POINT"), "Places"),
    ("mentions", Some("POINT"), "Mentions"),
    ("proposal_routes", Some("MULTILINESTRING"), "Proposals: routes"),
    ("proposals", Some("POINT"), "Proposals"),
    ("tellings", None, "Proposals: what each article tells"),
];

/// Writes the database into an empty file.
pub(super) fn write(data: &Dataset<'_>, path: &Path) -> Result<()> {
    let mut database = Connection::open(path)?;
    // The file is a temporary one: it is whole when it gets its name, or is thrown away.
    database.pragma_update(None, "journal_mode", "OFF")?;
    database.pragma_update(None, "synchronous", "OFF")?;
    database.pragma_update(None, "application_id", APPLICATION_ID)?;
    database.pragma_update(None, "user_version", USER_VERSION)?;
    let all = database.transaction()?;
    all.execute_batch(TABLES)?;
    systems(&all)?;
    let boxes = [
        ("places", places(data, &all)?),
        ("outlines", outlines(data, &all)?),
        ("mentions", mentions(data, &all)?),
        ("proposals", proposals(data, &all)?),
        ("proposal_routes", routes(data, &all)?),
        ("tellings", None),
    ];
    contents(data, &all, &boxes)?;
    gpkg_styles::write(&all, &stamp(data))?;
    all.commit()?;
    database.close().map_err(|(_, error)| error)
}

/// A count as SQLite keeps it.
fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn stamp(data: &Dataset<'_>) -> String {
    data.time.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

fn systems(all: &Transaction<'_>) -> Result<()> {
    let mut insert = all.prepare("INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    insert.execute(params!["Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian"])?;
    insert.execute(params!["Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic"])?;
    insert.execute(params!["WGS 84 geodetic", 4326, "EPSG", 4326, WGS84, "longitude/latitude, WGS 84"])?;
    Ok(())
}

type Box4 = Option<[f64; 4]>;

fn contents(data: &Dataset<'_>, all: &Transaction<'_>, boxes: &[(&str, Box4)]) -> Result<()> {
    let mut insert = all.prepare("INSERT INTO gpkg_contents VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)")?;
    let mut columns = all.prepare("INSERT INTO gpkg_geometry_columns VALUES (?1,'geom',?2,4326,0,0)")?;
    let about = format!("Shows {}. {ATTRIBUTION}", data.words);
    for (table, geometry, title) in LAYERS {
        let bounds = boxes.iter().find(|(name, _)| *name == table).and_then(|(_, bounds)| *bounds);
        let [w, s, e, n] = [0, 1, 2, 3].map(|side| bounds.map(|bounds| bounds[side]));
        let kind = if geometry.is_some() { "features" } else { "attributes" };
        let system = geometry.map(|_| 4326);
        insert.execute(params![table, kind, title, about, stamp(data), w, s, e, n, system])?;
        if let Some(geometry) = geometry {
            columns.execute(params![table, geometry])?;
        }
    }
    let none: Option<f64> = None;
    let styles = "Styles of the layers";
    insert.execute(params![
        "layer_styles",
        "attributes",
        "layer_styles",
        styles,
        stamp(data),
        none,
        none,
        none,
        none,
        none
    ])?;
    Ok(())
}

/// The standard's binary: a header with the envelope, then well-known binary.
fn blob(geometry: &Geometry) -> Vec<u8> {
    let is_point = matches!(geometry, Geometry::Point(_));
    let mut out = b"GP\0".to_vec();
    out.push(if is_point { 0b0000_0001 } else { 0b0000_0011 });
    out.extend(4326_i32.to_le_bytes());
    if !is_point {
        let [w, s, e, n] = geometry.envelope();
        for side in [w, e, s, n] {
            out.extend(side.to_le_bytes());
        }
    }
    out.extend(geometry.wkb());
    out
}

/// The box that grows with each geometry.
fn grow(bounds: &mut Box4, geometry: &Geometry) {
    let [w, s, e, n] = geometry.envelope();
    *bounds = Some(match *bounds {
        None => [w, s, e, n],
        Some(old) => [old[0].min(w), old[1].min(s), old[2].max(e), old[3].max(n)],
    });
}

fn places(data: &Dataset<'_>, all: &Transaction<'_>) -> Result<Box4> {
    let mut bounds = None;
    let mut insert =
        all.prepare("INSERT INTO places VALUES (NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)")?;
    for entry in data.places() {
        let place = &entry.place;
        let geometry = Geometry::Point(point(place.position));
        grow(&mut bounds, &geometry);
        insert.execute(params![
            blob(&geometry),
            place.id.to_string(),
            place.name,
            Some(place.contested_names.join(" / ")).filter(|names| !names.is_empty()),
            word(place.class),
            place.country,
            place.region,
            i64::try_from(place.population).ok(),
            number(entry.mentions.len()),
            number(entry.literal),
            number(entry.decided),
            number(entry.articles),
            share(entry.confidence),
        ])?;
    }
    Ok(bounds)
}

fn outlines(data: &Dataset<'_>, all: &Transaction<'_>) -> Result<Box4> {
    let mut bounds = None;
    let mut insert = all.prepare("INSERT INTO outlines VALUES (NULL,?1,?2,?3,?4,?5,?6)")?;
    for entry in data.places() {
        let place = &entry.place;
        let Some(geometry) = data.outlines.get(&place.id).and_then(Geometry::of_outline) else { continue };
        grow(&mut bounds, &geometry);
        insert.execute(params![
            blob(&geometry),
            place.id.to_string(),
            place.label(true),
            word(place.class),
            number(entry.mentions.len()),
            share(entry.confidence),
        ])?;
    }
    Ok(bounds)
}

fn mentions(data: &Dataset<'_>, all: &Transaction<'_>) -> Result<Box4> {
    let mut bounds = None;
    let mut insert = all.prepare(
        "INSERT INTO mentions VALUES (NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
    )?;
    for (id, entry) in data.articles() {
        for row in data.mentions(id, entry) {
            let geometry = row.place.map(|place| Geometry::Point(point(place.position)));
            if let Some(geometry) = &geometry {
                grow(&mut bounds, geometry);
            }
            insert.execute(params![
                geometry.as_ref().map(blob),
                row.article.id,
                row.article.title,
                row.article.outlet,
                row.article.date.map(|date| date.to_string()),
                row.article.url,
                number(row.start),
                number(row.end),
                row.text,
                word(row.kind),
                word(row.form),
                row.place.map(|place| place.id.to_string()),
                row.place.map(|place| &place.name),
                share(row.confidence),
                row.by.label(),
                row.passage,
            ])?;
        }
    }
    Ok(bounds)
}

fn proposals(data: &Dataset<'_>, all: &Transaction<'_>) -> Result<Box4> {
    let mut bounds = None;
    let mut insert = all.prepare(
        "INSERT INTO proposals VALUES (NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
    )?;
    let mut telling = all.prepare("INSERT INTO tellings VALUES (NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9)")?;
    for row in data.proposals() {
        let entry = row.entry;
        // One point stands for it; its routes are a layer of their own.
        let geometry = data.shape_of(entry.id).and_then(middle);
        if let Some(geometry) = &geometry {
            grow(&mut bounds, geometry);
        }
        let [first, last] = row.reported().map(|date| date.map(|date| date.to_string()));
        insert.execute(params![
            geometry.as_ref().map(blob),
            row.key,
            entry.title,
            word(entry.kind),
            word(entry.status),
            entry.proposer,
            entry.addressee,
            entry.date,
            row.places_line(),
            first,
            last,
            number(row.tellings.len()),
            row.history_line(),
            row.evidence_lines(),
            share(entry.confidence),
            row.by.label(),
        ])?;
        for told in &row.tellings {
            let evidence: Vec<&str> = told.evidence.iter().map(|(_, _, text)| *text).collect();
            telling.execute(params![
                row.key,
                told.article.id,
                told.article.outlet,
                told.article.date.map(|date| date.to_string()),
                told.article.url,
                word(told.told.status),
                told.told.source.as_ref().map(|party| &party.name),
                told.conditions,
                evidence.join("\n"),
            ])?;
        }
    }
    Ok(bounds)
}

/// A point of a geometry to mark it by: the point itself, the middle of a route, the middle of an area's box.
fn middle(geometry: &Geometry) -> Option<Geometry> {
    Some(Geometry::Point(match geometry {
        Geometry::Point(at) => *at,
        Geometry::Lines(lines) => {
            let longest = lines.iter().max_by_key(|line| line.len())?;
            *longest.get(longest.len() / 2)?
        }
        Geometry::Areas(areas) => {
            let largest = areas.iter().max_by_key(|area| area[0].len())?;
            let [w, s, e, n] = envelope(largest[0].iter().copied());
            [f64::midpoint(w, e), f64::midpoint(s, n)]
        }
        Geometry::Several(all) => return all.iter().find_map(middle),
    }))
}

fn routes(data: &Dataset<'_>, all: &Transaction<'_>) -> Result<Box4> {
    let mut bounds = None;
    let mut insert = all.prepare("INSERT INTO proposal_routes VALUES (NULL,?1,?2,?3,?4,?5)")?;
    for row in data.proposals() {
        let Some(shape) = data.shape_of(row.entry.id) else { continue };
        let parts = match shape {
            Geometry::Several(all) => &all[..],
            one => std::slice::from_ref(one),
        };
        for geometry in parts.iter().filter(|part| matches!(part, Geometry::Lines(_))) {
            grow(&mut bounds, geometry);
            let entry = row.entry;
            insert.execute(params![
                blob(geometry),
                row.key,
                entry.title,
                word(entry.kind),
                word(entry.status)
            ])?;
        }
    }
    Ok(bounds)
}
