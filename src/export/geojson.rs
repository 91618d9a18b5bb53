//! GeoJSON (RFC 7946): places as points or areas, proposals as points, lines or areas. One feature a line.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::dataset::{Dataset, MentionRow, ProposalRow, TellingRow, share};
use super::geometry::{Geometry, around, point};
use crate::project::index::PlaceEntry;

/// Who is to be named where the data are shown.
pub(super) const ATTRIBUTION: &str =
    "Place data from GeoNames (CC BY 4.0), modified. Outlines made with Natural Earth.";

pub(super) fn write(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = data.places().iter().flat_map(|entry| data.geometry_of(&entry.place).boxes());
    let shapes = data.proposals().filter_map(|row| Some(data.shape_of(row.entry.id)?.boxes())).flatten();
    out.write_all(b"{\"type\":\"FeatureCollection\",\n")?;
    if let Some(bounds) = around(places.chain(shapes).collect()) {
        writeln!(out, "\"bbox\":{},", json!(bounds))?;
    }
    writeln!(out, "\"attribution\":{},", json!(ATTRIBUTION))?;
    writeln!(out, "\"filter\":{},\n\"features\":[", json!(data.words))?;
    let mut first = true;
    let mut put = |out: &mut dyn Write, feature: Value| {
        let comma = if std::mem::take(&mut first) { "" } else { ",\n" };
        write!(out, "{comma}{feature}")
    };
    for entry in data.places() {
        if data.progress.is_cancelled() {
            break;
        }
        put(out, place(data, entry))?;
    }
    for row in data.proposals() {
        put(out, proposal(data, &row))?;
    }
    out.write_all(b"\n]}\n")
}

fn place(data: &Dataset<'_>, entry: &PlaceEntry) -> Value {
    let place = &entry.place;
    let mut passages = Vec::with_capacity(entry.mentions.len());
    data.passages(entry, |row| passages.push(passage(&row)));
    json!({
        "type": "Feature",
        "id": place.id,
        "geometry": data.geometry_of(place).json(),
        "properties": {
            "kind": "place",
            "name": place.name,
            "contested_names": place.contested_names,
            "class": place.class,
            "country": place.country,
            "region": place.region,
            "population": place.population,
            "mentions": entry.mentions.len(),
            "literal": entry.literal,
            "decided": entry.decided,
            "articles": entry.articles,
            "confidence": share(entry.confidence),
            "label_point": point(place.position),
            "passages": passages,
        },
    })
}

fn passage(row: &MentionRow<'_>) -> Value {
    json!({
        "article": row.article.id,
        "title": row.article.title,
        "outlet": row.article.outlet,
        "date": row.article.date,
        "url": row.article.url,
        "start": row.start,
        "end": row.end,
        "name": row.text,
        "kind": row.kind,
        "confidence": share(row.confidence),
        "by": row.by,
        "text": row.passage,
    })
}

fn proposal(data: &Dataset<'_>, row: &ProposalRow<'_>) -> Value {
    let entry = row.entry;
    let places: Vec<Value> = row
        .places
        .iter()
        .map(|(role, place)| json!({"role": role, "place": place.id, "name": place.label(true)}))
        .collect();
    json!({
        "type": "Feature",
        "id": row.key,
        "geometry": data.shape_of(entry.id).map_or(Value::Null, Geometry::json),
        "properties": {
            "kind": "proposal",
            "title": entry.title,
            "act": entry.kind,
            "status": entry.status,
            "proposer": entry.proposer,
            "addressee": entry.addressee,
            "date": entry.date,
            "places": places,
            "history": row.tellings.iter().map(telling).collect::<Vec<_>>(),
            "confidence": share(entry.confidence),
            "by": row.by,
        },
    })
}

fn telling(row: &TellingRow<'_>) -> Value {
    let evidence: Vec<Value> = row
        .evidence
        .iter()
        .map(|(start, end, text)| json!({"start": start, "end": end, "text": text}))
        .collect();
    json!({
        "article": row.article.id,
        "title": row.article.title,
        "outlet": row.article.outlet,
        "date": row.article.date,
        "url": row.article.url,
        "status": row.told.status,
        "reported_by": row.told.source.as_ref().map(|party| &party.name),
        "evidence": evidence,
        "status_evidence": row.status_evidence,
        "conditions": row.conditions,
    })
}
