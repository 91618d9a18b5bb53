//! Measures resolution alone: gold spans in, predictions in the scorer's format out.

use std::path::Path;

use anyhow::Context as _;
use dateline::{
    engine::Engine,
    gazetteer::PlaceId,
    geoparse::{
        Mention, MentionForm, MentionKind,
        outlet::Outlets,
        recognise::{Recognised, Source},
        resolve::Context,
    },
    language::Document,
    text::{CharSpan, OffsetMap},
};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Gold {
    id: String,
    #[serde(default)]
    url: String,
    text: String,
    toponyms: Vec<CharSpan>,
}

/// Resolves the gold spans of a corpus, one document a line. With `outlets`, articles of one web site
/// are evidence for each other. A span's likeliest candidate is written even where the application would
/// leave it open, because the scorer's measure counts every located toponym.
pub(crate) fn predict(corpus: &Path, engine: &Engine, outlets: bool) -> anyhow::Result<Vec<u8>> {
    let mut documents = Vec::new();
    for line in crate::gazetteer::lines(corpus)? {
        let gold: Gold = serde_json::from_str(&line?).with_context(|| corpus.display().to_string())?;
        documents.push(gold);
    }
    let mut resolved: Vec<Vec<Mention>> =
        documents.iter().map(|gold| resolve(gold, engine, Context::default())).collect();
    if outlets {
        let mut known = Outlets::default();
        for (gold, mentions) in documents.iter().zip(&resolved) {
            known.learn(site(&gold.url), mentions, engine.gazetteer());
        }
        resolved = documents
            .iter()
            .zip(&resolved)
            .map(|(gold, mentions)| {
                let others = known.others(site(&gold.url), mentions, engine.gazetteer());
                resolve(gold, engine, Context { outlet: others.as_ref(), decided: None })
            })
            .collect();
    }
    let mut out = Vec::new();
    for (gold, mentions) in documents.iter().zip(&resolved) {
        let toponyms: Vec<_> = gold
            .toponyms
            .iter()
            .zip(mentions)
            .map(|(span, mention)| {
                let place =
                    mention.candidates.first().and_then(|best| engine.gazetteer().key(&best.place)?.into());
                let place = place.and_then(|key| engine.gazetteer().describe(key));
                let geonameid = place.as_ref().and_then(|place| match place.id {
                    PlaceId::GeoNames(id) => Some(id),
                    _ => None,
                });
                json!({
                    "start": span.start,
                    "end": span.end,
                    "lat": place.as_ref().map(|place| place.position.lat()),
                    "lon": place.as_ref().map(|place| place.position.lon()),
                    "geonameid": geonameid,
                    "country": place.as_ref().and_then(|place| place.country.clone()),
                    "confidence": mention.resolution.as_ref().map_or(0.0, |resolution| resolution.confidence),
                })
            })
            .collect();
        out.extend(serde_json::to_vec(&json!({ "id": gold.id, "toponyms": toponyms }))?);
        out.push(b'\n');
    }
    Ok(out)
}

fn resolve(gold: &Gold, engine: &Engine, context: Context<'_>) -> Vec<Mention> {
    let document = Document::new(&gold.text);
    let map = OffsetMap::new(&gold.text);
    let spans: Vec<Recognised> = gold
        .toponyms
        .iter()
        .map(|chars| {
            let span = map.bytes(*chars).unwrap_or_default();
            let last = span.end().saturating_sub(1).max(span.start());
            Recognised {
                span,
                tokens: (document.token_at(span.start()), document.token_at(last)),
                source: Source::Place,
                form: MentionForm::Name,
                kind: MentionKind::Literal,
                probability: 1.0,
                raw: 1.0,
            }
        })
        .collect();
    engine.resolve(&document, &spans, context)
}

/// The web site of an address.
fn site(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}
