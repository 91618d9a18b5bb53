//! GeoJSON (RFC 7946): places as points or outlines, proposals as points or lines.

use serde_json::{Value, json};

use super::{Content, record::degrees};
use crate::{cartography::layers::ProposalShape, geodesy::Position, text::OffsetMap};

pub(super) fn write(content: &Content) -> Vec<u8> {
    let mut features = Vec::new();
    for entry in &content.index.places {
        let place = &entry.place;
        let geometry = match content.outlines.get(&place.id) {
            Some(outline) => {
                let polygons: Vec<Value> =
                    outline.rings.iter().map(|ring| Value::Array(vec![ring_of(ring)])).collect();
                json!({"type": "MultiPolygon", "coordinates": polygons})
            }
            None => json!({"type": "Point", "coordinates": point(place.position)}),
        };
        let passages: Vec<Value> =
            entry.mentions.iter().filter_map(|mention| passage(content, *mention)).collect();
        features.push(json!({
            "type": "Feature",
            "id": place.id,
            "geometry": geometry,
            "properties": {
                "kind": "place",
                "name": place.name,
                "contested_names": place.contested_names,
                "class": place.class,
                "country": place.country,
                "mentions": entry.mentions.len(),
                "articles": entry.articles,
                "confidence": (f64::from(entry.confidence) * 1e4).round() / 1e4,
                "label_point": point(place.position),
                "passages": passages,
            },
        }));
    }
    for feature in &content.layers.proposals {
        let Some(entry) = content.index.proposal(feature.proposal) else { continue };
        let geometry = match &feature.shape {
            ProposalShape::Venue(at) => {
                json!({"type": "Point", "coordinates": point(Position::from_mercator(*at))})
            }
            ProposalShape::Route(line) => {
                let points: Vec<Value> = line.iter().map(|at| point(Position::from_mercator(*at))).collect();
                json!({"type": "LineString", "coordinates": points})
            }
            // Its place is a feature of its own.
            ProposalShape::Area(_) => Value::Null,
        };
        let places: Vec<Value> =
            entry.places.iter().map(|(role, place)| json!({"role": role, "place": place})).collect();
        features.push(json!({
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "kind": "proposal",
                "title": entry.title,
                "act": entry.kind,
                "status": entry.status,
                "proposer": entry.proposer,
                "addressee": entry.addressee,
                "date": entry.date,
                "places": places,
                "history": history(content, entry),
                "confidence": (f64::from(entry.confidence) * 1e4).round() / 1e4,
            },
        }));
    }
    let collection = json!({
        "type": "FeatureCollection",
        "features": features,
        "attribution": "Place data from GeoNames (CC BY 4.0), modified. Outlines made with Natural Earth.",
    });
    let mut bytes = collection.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

fn point(position: Position) -> Value {
    json!([degrees(position.lon()), degrees(position.lat())])
}

/// An outer ring, wound against the clock as the standard asks.
fn ring_of(ring: &[[f64; 2]]) -> Value {
    let turn: f64 = ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum();
    // y grows south in the Web Mercator square, so the sign is turned about.
    let mut points: Vec<Value> = ring.iter().map(|at| point(Position::from_mercator(*at))).collect();
    if turn > 0.0 {
        points.reverse();
    }
    Value::Array(points)
}

fn passage(content: &Content, mention: crate::project::MentionId) -> Option<Value> {
    let entry = content.project.article(mention.article)?;
    let text = &entry.article.text;
    let sentence = entry.passage_at(mention.span.start())?.sentence;
    let chars = OffsetMap::new(text).chars(mention.span);
    Some(json!({
        "article": entry.article.id,
        "outlet": entry.article.outlet,
        "date": entry.article.date,
        "start": chars.start,
        "end": chars.end,
        "name": mention.span.of(text),
        "text": sentence.of(text),
    }))
}

fn history(content: &Content, entry: &crate::project::index::ProposalEntry) -> Vec<Value> {
    let tellings = entry.tellings.iter().filter_map(|telling| {
        let told = content.project.telling(*telling)?;
        let article = &content.project.article(telling.article)?.article;
        let evidence: Vec<&str> = told.evidence.iter().map(|span| span.of(&article.text)).collect();
        Some(json!({
            "article": article.id,
            "outlet": article.outlet,
            "date": article.date,
            "status": told.status,
            "evidence": evidence,
        }))
    });
    tellings.collect()
}
