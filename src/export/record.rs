//! The JSON record of one article: the command line's contract.

use serde_json::{Map, Value, json};

use crate::{
    article::Article,
    engine::Annotation,
    gazetteer::{Gazetteer, Place, PlaceId},
    geoparse::Mention,
    proposals::{Party, Proposal},
    quotes::Quote,
    text::{ByteSpan, OffsetMap},
};

/// Degrees to five decimals, about a metre.
#[must_use]
pub fn degrees(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}

fn share(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// Writes the record of one article; all offsets count code points of its text.
#[must_use]
pub fn record(article: &Article, annotation: &Annotation, gazetteer: &Gazetteer, with_text: bool) -> Value {
    let writer = Writer { text: &article.text, map: OffsetMap::new(&article.text), gazetteer };
    let mut record = Map::new();
    let mut put = |key: &str, value: Value| {
        record.insert(key.to_owned(), value);
    };
    put("id", json!(article.id));
    put("title", json!(article.title));
    put("date", json!(article.date));
    put("source", json!(article.outlet));
    if with_text {
        put("text", json!(&*article.text));
    }
    put("toponyms", annotation.mentions.iter().map(|mention| writer.toponym(mention)).collect());
    put("quotes", annotation.quotes.iter().map(|quote| writer.quote(quote)).collect());
    put("proposals", annotation.proposals.iter().map(|proposal| writer.proposal(proposal)).collect());
    Value::Object(record)
}

struct Writer<'a> {
    text: &'a str,
    map: OffsetMap<'a>,
    gazetteer: &'a Gazetteer,
}

impl Writer<'_> {
    fn span(&self, span: ByteSpan) -> Value {
        let chars = self.map.chars(span);
        json!({"start": chars.start, "end": chars.end})
    }

    fn optional(&self, span: Option<ByteSpan>) -> Value {
        span.map_or(Value::Null, |span| self.span(span))
    }

    fn place(&self, id: &PlaceId) -> Option<Place> {
        self.gazetteer.describe(self.gazetteer.key(id)?)
    }

    fn toponym(&self, mention: &Mention) -> Value {
        let chars = self.map.chars(mention.span);
        let place = mention.resolution.as_ref().and_then(|resolution| self.place(&resolution.place));
        let geonameid = match place.as_ref().map(|place| &place.id) {
            Some(PlaceId::GeoNames(id)) => Some(*id),
            _ => None,
        };
        let confidence =
            mention.resolution.as_ref().map_or(mention.recognition, |resolution| resolution.confidence);
        json!({
            "start": chars.start,
            "end": chars.end,
            "text": mention.span.of(self.text),
            "kind": mention.kind,
            "form": mention.form,
            "place": place.as_ref().map(|place| &place.id),
            "geonameid": geonameid,
            "name": place.as_ref().map(|place| &place.name),
            "country": place.as_ref().and_then(|place| place.country.as_ref()),
            "lat": place.as_ref().map(|place| degrees(place.position.lat())),
            "lon": place.as_ref().map(|place| degrees(place.position.lon())),
            "confidence": share(confidence),
        })
    }

    fn quote(&self, quote: &Quote) -> Value {
        let chars = self.map.chars(quote.span);
        json!({
            "start": chars.start,
            "end": chars.end,
            "speaker": self.optional(quote.speaker),
            "speaker_name": quote.speaker_name,
            "role": self.optional(quote.role),
            "cue": self.optional(quote.cue),
            "relayed_by": self.optional(quote.relayed_by),
            "kind": quote.kind,
        })
    }

    fn party(&self, party: Option<&Party>) -> Value {
        party.map_or(Value::Null, |party| json!({"span": self.optional(party.span), "name": party.name}))
    }

    fn proposal(&self, proposal: &Proposal) -> Value {
        let places: Vec<Value> = proposal
            .places
            .iter()
            .map(|place| {
                json!({"mention": self.span(place.mention), "role": place.role, "place": place.place})
            })
            .collect();
        let date = proposal.date.as_ref().map(|date| json!({"span": self.span(date.span), "iso": date.iso}));
        json!({
            "id": proposal.id,
            "kind": proposal.kind,
            "evidence": proposal.evidence.iter().map(|span| self.span(*span)).collect::<Vec<_>>(),
            "proposer": self.party(proposal.proposer.as_ref()),
            "addressee": self.party(proposal.addressee.as_ref()),
            "source": self.party(proposal.source.as_ref()),
            "places": places,
            "date": date,
            "conditions": self.optional(proposal.conditions),
            "status": proposal.status,
            "status_evidence": self.optional(proposal.status_evidence),
            "confidence": share(proposal.confidence),
        })
    }
}
