//! The JSON record of one article: the command line's contract.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::dataset::{Dataset, share};
pub use super::geometry::degrees;
use crate::{
    article::Article,
    engine::Annotation,
    gazetteer::{Place, PlaceId, Places},
    geoparse::{Mention, Resolution},
    project::{ArticleId, Entry, MentionId, Reading},
    proposals::{Party, Proposal},
    quotes::Quote,
    text::{ByteSpan, OffsetMap},
};

/// The records of a project: what the machine found with the analyst's word over it.
pub(super) fn write(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (id, entry) in data.articles() {
        let mut record = record(&entry.article, &shown(data, id, entry), data, false);
        if let (false, Value::Object(record)) = (data.filter.is_empty(), &mut record) {
            record.insert("filter".to_owned(), json!(data.words));
        }
        writeln!(out, "{record}")?;
    }
    Ok(())
}

/// What is shown of an article, in the form of a machine's annotation.
fn shown(data: &Dataset<'_>, id: ArticleId, entry: &Entry) -> Annotation {
    let mentions = data.readings(id).map(|reading| mention(data, &reading)).collect();
    let tellings = data.project.tellings(id).into_iter();
    let kept = tellings.filter(|(telling, _)| data.excerpt.index.proposal_of(*telling).is_some());
    let mut proposals: Vec<Proposal> = kept.map(|(_, told)| proposal(data, id, told)).collect();
    proposals.sort_by_key(|proposal| proposal.evidence.iter().copied().min());
    let mut ids: Vec<&str> = proposals.iter().map(|proposal| proposal.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    // What the analyst added has no number of its own.
    if ids.len() < proposals.len() {
        for (proposal, number) in proposals.iter_mut().zip(1..) {
            proposal.id = format!("p{number}");
        }
    }
    Annotation { mentions, quotes: entry.annotation.quotes.clone(), proposals }
}

fn mention(data: &Dataset<'_>, reading: &Reading<'_>) -> Mention {
    let place = data.excerpt.index.place_of(reading.id).map(|entry| entry.place.id.clone());
    Mention {
        span: reading.id.span,
        kind: reading.kind,
        form: reading.form,
        recognition: reading.machine.map_or(1.0, |machine| machine.recognition),
        resolution: place.map(|place| Resolution { place, confidence: reading.confidence() }),
        candidates: Vec::new(),
    }
}

/// A telling whose places are those that its mentions stand for now.
fn proposal(data: &Dataset<'_>, article: ArticleId, told: &Proposal) -> Proposal {
    let mut told = told.clone();
    for place in &mut told.places {
        let mention = MentionId { article, span: place.mention };
        let corrected = data.excerpt.index.place_of(mention).map(|entry| entry.place.id.clone());
        let merged = || Some(data.project.decisions().canonical(place.place.as_ref()?).clone());
        place.place = corrected.or_else(merged);
    }
    told
}

impl Places for Dataset<'_> {
    fn place(&self, id: &PlaceId) -> Option<Place> {
        match self.excerpt.index.place(id) {
            Some(entry) => Some(entry.place.clone()),
            None => self.gazetteer.place(id),
        }
    }
}

/// Writes the record of one article; all offsets count code points of its text.
#[must_use]
pub fn record(article: &Article, annotation: &Annotation, places: &dyn Places, with_text: bool) -> Value {
    let writer = Writer { text: &article.text, map: OffsetMap::new(&article.text), places };
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
    places: &'a dyn Places,
}

impl Writer<'_> {
    fn span(&self, span: ByteSpan) -> Value {
        let chars = self.map.chars(span);
        json!({"start": chars.start, "end": chars.end})
    }

    fn optional(&self, span: Option<ByteSpan>) -> Value {
        span.map_or(Value::Null, |span| self.span(span))
    }

    fn toponym(&self, mention: &Mention) -> Value {
        let chars = self.map.chars(mention.span);
        let place = mention.resolution.as_ref().and_then(|resolution| self.places.place(&resolution.place));
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
