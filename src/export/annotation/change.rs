//! Decisions as JSON and back. Spans of text count code points of their article.

use serde_json::{Value, json};

use crate::{
    gazetteer::PlaceId,
    geodesy::Position,
    geoparse::MentionKind,
    project::Decision,
    proposals::{Party, PlaceRole, Proposal, ProposalDate, ProposalKind, ProposalPlace, Status},
    text::{ByteSpan, CharSpan, OffsetMap},
};

/// What a mention stands for, as bodies of an annotation.
pub(super) fn decision(word: &Decision, name: impl Fn(&PlaceId) -> Option<String>) -> Value {
    match word {
        Decision::Place(place) => place_body(place, name(place).as_deref()),
        Decision::Pin(position) => json!({
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": format!("geo:{},{}", position.lat(), position.lon()),
            "dateline:pin": [position.lon(), position.lat()],
        }),
        Decision::NotAPlace => tag("not a place", "not_a_place"),
        Decision::Unresolved => tag("a place, not known which", "unresolved"),
    }
}

fn tag(text: &str, word: &str) -> Value {
    json!({"type": "TextualBody", "purpose": "tagging", "value": text, "language": "en", "dateline:word": word})
}

/// A place as the body of an annotation: its address in the web of data where it has one.
pub(super) fn place_body(place: &PlaceId, name: Option<&str>) -> Value {
    json!({
        "type": "SpecificResource",
        "purpose": "identifying",
        "source": address(place),
        "dateline:place": place,
        "dateline:name": name,
    })
}

fn address(place: &PlaceId) -> String {
    match place {
        PlaceId::GeoNames(id) => format!("https://sws.geonames.org/{id}/"),
        other => format!("urn:dateline:place:{other}"),
    }
}

/// The decision that a body states, ours or another tool's that names a GeoNames entry or a point.
pub(super) fn decision_of(body: &Value) -> Option<Decision> {
    match body["dateline:word"].as_str() {
        Some("not_a_place") => return Some(Decision::NotAPlace),
        Some("unresolved") => return Some(Decision::Unresolved),
        _ => {}
    }
    if let Some(place) = body["dateline:place"].as_str() {
        return Some(Decision::Place(place.parse().ok()?));
    }
    if let Ok(pin) = serde_json::from_value::<Position>(body["dateline:pin"].clone()) {
        return Some(Decision::Pin(pin));
    }
    let source = body.as_str().or_else(|| body["source"].as_str()).or_else(|| body["id"].as_str())?;
    foreign(source)
}

/// A place by an address that other tools use.
fn foreign(source: &str) -> Option<Decision> {
    if let Some(geo) = source.strip_prefix("geo:") {
        let mut numbers = geo.split([',', ';', '?']).map(str::parse::<f64>);
        let (lat, lon) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        return Position::new(lon, lat).ok().map(Decision::Pin);
    }
    let (_, rest) = source.split_once("geonames.org/")?;
    let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
    id.parse().ok().map(|id| Decision::Place(PlaceId::GeoNames(id)))
}

/// A telling as it reads, in the form of the records of `annotate`.
pub(super) fn proposal(told: &Proposal, map: &OffsetMap<'_>) -> Value {
    let span = |span: ByteSpan| {
        let chars = map.chars(span);
        json!({"start": chars.start, "end": chars.end})
    };
    let party = |party: &Option<Party>| {
        party.as_ref().map(|party| json!({"span": party.span.map(span), "name": party.name}))
    };
    let place = |place: &ProposalPlace| {
        // A place that no words of the text name has an empty span.
        json!({"mention": span(place.mention), "role": place.role, "place": place.place})
    };
    json!({
        "id": told.id,
        "kind": told.kind,
        "evidence": told.evidence.iter().map(|at| span(*at)).collect::<Vec<_>>(),
        "proposer": party(&told.proposer),
        "addressee": party(&told.addressee),
        "source": party(&told.source),
        "places": told.places.iter().map(place).collect::<Vec<_>>(),
        "date": told.date.as_ref().map(|date| json!({"span": span(date.span), "iso": date.iso})),
        "conditions": told.conditions.map(span),
        "status": told.status,
        "status_evidence": told.status_evidence.map(span),
        "confidence": told.confidence,
    })
}

/// The telling that such JSON states. Its spans must fit the text.
pub(super) fn proposal_of(value: &Value, map: &OffsetMap<'_>) -> Option<Proposal> {
    let span = |value: &Value| span_of(value, map);
    let optional = |value: &Value| if value.is_null() { Some(None) } else { span(value).map(Some) };
    let party = |value: &Value| -> Option<Option<Party>> {
        if value.is_null() {
            return Some(None);
        }
        let name = value["name"].as_str()?.to_owned();
        Some(Some(Party { span: optional(&value["span"])?, name }))
    };
    let place = |value: &Value| -> Option<ProposalPlace> {
        Some(ProposalPlace {
            mention: span(&value["mention"])?,
            role: serde_json::from_value::<PlaceRole>(value["role"].clone()).ok()?,
            place: serde_json::from_value(value["place"].clone()).ok()?,
        })
    };
    let date = match &value["date"] {
        Value::Null => None,
        date => {
            Some(ProposalDate { span: span(&date["span"])?, iso: date["iso"].as_str().map(str::to_owned) })
        }
    };
    let evidence: Vec<ByteSpan> = value["evidence"].as_array()?.iter().map(span).collect::<Option<_>>()?;
    #[allow(clippy::cast_possible_truncation)] // a share
    let confidence = value["confidence"].as_f64().unwrap_or(1.0).clamp(0.0, 1.0) as f32;
    (!evidence.is_empty()).then_some(())?;
    Some(Proposal {
        id: value["id"].as_str().unwrap_or_default().to_owned(),
        kind: serde_json::from_value::<ProposalKind>(value["kind"].clone()).ok()?,
        evidence,
        proposer: party(&value["proposer"])?,
        addressee: party(&value["addressee"])?,
        source: party(&value["source"])?,
        places: value["places"].as_array()?.iter().map(place).collect::<Option<_>>()?,
        date,
        status: serde_json::from_value::<Status>(value["status"].clone()).ok()?,
        status_evidence: optional(&value["status_evidence"])?,
        conditions: optional(&value["conditions"])?,
        confidence,
    })
}

pub(super) fn span_of(value: &Value, map: &OffsetMap<'_>) -> Option<ByteSpan> {
    let at = |key: &str| usize::try_from(value[key].as_u64()?).ok();
    let (start, end) = (at("start")?, at("end")?);
    if start > end {
        return None;
    }
    map.bytes(CharSpan { start, end })
}

/// Literal or associative, as a word.
pub(super) fn kind_of(value: &Value) -> Option<MentionKind> {
    serde_json::from_value(value.clone()).ok()
}
