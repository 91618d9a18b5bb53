//! Labelled articles with their toponyms and quotes as the engine finds them.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use dateline::{
    article::Article,
    engine::{Annotation, Engine},
    geoparse::resolve::Context,
    language::Document,
    proposals::{
        Input, PlaceRole, ProposalKind, Status,
        learning::{Labelled, LabelledParty},
    },
    text::{ByteSpan, CharSpan, OffsetMap},
};
use rayon::prelude::*;
use serde::Deserialize;

/// Who labelled an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Several hands, fast.
    Newswire,
    /// The author of the annotation guide.
    Benchmark,
    /// Ourselves, by the guide and with its author's articles as examples.
    Own,
}

/// An article with its labels.
pub(crate) struct Labelling {
    pub(crate) origin: Origin,
    pub(crate) corpus: String,
    pub(crate) article: Article,
    pub(crate) found: Annotation,
    pub(crate) labels: Vec<Labelled>,
}

impl Labelling {
    /// Hands on what proposals are extracted from.
    pub(crate) fn with_input<T>(&self, engine: &Engine, then: impl FnOnce(Input<'_>) -> T) -> T {
        let document = Document::new(&self.article.text);
        engine.with_found(&self.article, &document, &self.found.mentions, &self.found.quotes, then)
    }
}

#[derive(Deserialize)]
struct Text {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct Gold {
    corpus: String,
    id: String,
    doc_date: Option<String>,
    text_sha256: String,
    proposals: Vec<GoldProposal>,
}

#[derive(Deserialize)]
struct GoldProposal {
    kind: ProposalKind,
    evidence: Vec<GoldSpan>,
    proposer: Option<GoldParty>,
    addressee: Option<GoldParty>,
    source: Option<GoldParty>,
    places: Vec<GoldPlace>,
    date: Option<GoldSpan>,
    status: Status,
}

#[derive(Deserialize)]
struct GoldSpan {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct GoldParty {
    span: Option<GoldSpan>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct GoldPlace {
    mention: GoldSpan,
    role: PlaceRole,
}

/// The texts of files, by id.
pub(crate) fn texts(paths: &[PathBuf]) -> anyhow::Result<HashMap<String, String>> {
    let mut texts = HashMap::new();
    for path in paths {
        for line in crate::gazetteer::lines(path)? {
            let text: Text = serde_json::from_str(&line?)?;
            texts.insert(text.id, text.text);
        }
    }
    Ok(texts)
}

/// The articles of a file of labels; a text that is not among the others is the seed's.
pub(crate) fn read(
    engine: &Engine,
    origin: Origin,
    labels: &Path,
    texts: &HashMap<String, String>,
    seed: Option<&Path>,
) -> anyhow::Result<Vec<Labelling>> {
    let mut golds: Vec<(Gold, String)> = Vec::new();
    for line in crate::gazetteer::lines(labels)? {
        let gold: Gold = serde_json::from_str(&line?)?;
        let text = match (texts.get(&gold.id), seed) {
            (Some(text), _) => text.clone(),
            (None, Some(seed)) if gold.corpus == "seed" => {
                std::fs::read_to_string(seed).with_context(|| format!("reading {}", seed.display()))?
            }
            _ => anyhow::bail!("no text for {}", gold.id),
        };
        anyhow::ensure!(
            crate::sha256(text.as_bytes()) == gold.text_sha256,
            "the text of {} is not the one that was labelled",
            gold.id
        );
        golds.push((gold, text));
    }
    Ok(golds.into_par_iter().map(|(gold, text)| labelling(engine, origin, &gold, &text)).collect())
}

fn labelling(engine: &Engine, origin: Origin, gold: &Gold, text: &str) -> Labelling {
    let mut article = Article::from_text(gold.id.as_str(), text);
    article.date = gold.doc_date.as_deref().and_then(dateline::article::date::parse);
    let map = OffsetMap::new(text);
    let labels = gold.proposals.iter().map(|proposal| labelled(proposal, &map)).collect();
    let found = engine.annotate(&article, Context::default());
    Labelling { origin, corpus: gold.corpus.clone(), article, found, labels }
}

fn labelled(gold: &GoldProposal, map: &OffsetMap<'_>) -> Labelled {
    let span = |span: &GoldSpan| map.bytes(CharSpan { start: span.start, end: span.end });
    let party = |party: &Option<GoldParty>| {
        let party = party.as_ref().filter(|party| party.name.is_some() || party.span.is_some())?;
        let span: Option<ByteSpan> = party.span.as_ref().and_then(span);
        Some(LabelledParty { span, name: party.name.clone() })
    };
    Labelled {
        kind: gold.kind,
        evidence: gold.evidence.iter().filter_map(span).collect(),
        proposer: party(&gold.proposer),
        addressee: party(&gold.addressee),
        source: party(&gold.source),
        places: gold.places.iter().filter_map(|place| Some((span(&place.mention)?, place.role))).collect(),
        date: gold.date.as_ref().and_then(span),
        status: gold.status,
    }
}
