//! The evidence that a written figure carries: which project and view it shows, and the passages it quotes
//! with their offsets. The same JSON stands readable in PNG, SVG and PDF, and is found again by its first
//! words, so that one reader serves all three.

use serde::{Deserialize, Serialize};

use super::{
    compose::{Figure, Material},
    definition::{Extent, FigureDefinition, Target},
};
use crate::text::{ByteSpan, CharSpan, OffsetMap};

/// The words that the evidence begins with.
const BEGIN: &str = r#"{"dateline_figure":1,"#;
/// The longest evidence that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// The most of an articles list or passages list that is read.
const MAX_ENTRIES: usize = 100_000;

/// An article that a figure shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The article's own name.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub date: Option<String>,
    /// The CRC-32 of its text: tells whether it is the same article.
    pub crc: u32,
}

/// A passage that a figure quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// The number of its callout.
    pub callout: usize,
    /// What it is about.
    pub target: Target,
    /// The place's name or the proposal's title.
    pub title: String,
    /// Its article: its place in the list of articles.
    pub article: Option<usize>,
    /// Where it begins in the article's text, in code points.
    pub start: Option<usize>,
    /// Where it ends.
    pub end: Option<usize>,
    /// The words.
    pub text: String,
}

/// What a written figure carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    dateline_figure: u32,
    /// The program that wrote it.
    pub generator: String,
    /// The project's name, where it had one.
    pub project: Option<String>,
    /// Which articles were shown.
    pub filter: String,
    /// Whose view of boundaries was drawn.
    pub boundaries: String,
    /// What the map showed.
    pub view: Extent,
    /// How the figure was asked for.
    pub definition: FigureDefinition,
    /// The articles, in order.
    pub articles: Vec<Source>,
    /// The quoted passages.
    pub passages: Vec<Quoted>,
}

impl Evidence {
    /// The evidence of a figure.
    #[must_use]
    pub fn of(figure: &Figure, material: &Material<'_>, definition: &FigureDefinition) -> Self {
        let mut order = Vec::new();
        let mut articles = Vec::new();
        for (id, entry) in material.articles() {
            let article = &entry.article;
            order.push(id);
            articles.push(Source {
                id: article.id.clone(),
                title: article.heading(),
                outlet: article.outlet.clone(),
                date: article.date.map(|date| date.to_string()),
                crc: checksum(&article.text),
            });
        }
        let passages = figure.callouts.iter().map(|callout| {
            let place = callout.evidence.and_then(|(id, span)| {
                let at = order.iter().position(|other| *other == id)?;
                Some((at, characters(&material.project.article(id)?.article.text, span)))
            });
            Quoted {
                callout: callout.number,
                target: callout.target.clone(),
                title: callout.title.clone(),
                article: place.map(|(at, _)| at),
                start: place.map(|(_, span)| span.start),
                end: place.map(|(_, span)| span.end),
                text: callout.passage.clone(),
            }
        });
        Self {
            dateline_figure: 1,
            generator: concat!("Dateline ", env!("CARGO_PKG_VERSION")).to_owned(),
            project: material.about.project.clone(),
            filter: material.about.filter.clone(),
            boundaries: definition.style.worldview.label(),
            view: Extent::of(&figure.view),
            definition: definition.clone(),
            passages: passages.collect(),
            articles,
        }
    }

    /// As JSON that can stand in XML as it is. `None` where it would be longer than can be read back.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        let json = serde_json::to_string(self).ok()?;
        // Markup can only stand within strings, where it may be escaped.
        let json = json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
        (json.len() <= MAX_BYTES).then_some(json)
    }

    /// The evidence within the bytes of a file; `None` where there is none.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let at = bytes.windows(BEGIN.len()).position(|window| window == BEGIN.as_bytes())?;
        let rest = &bytes[at..bytes.len().min(at + MAX_BYTES)];
        // What comes after the JSON is of the file's own format.
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<Self>();
        let read = values.next()?.ok()?;
        (read.articles.len() <= MAX_ENTRIES && read.passages.len() <= MAX_ENTRIES).then_some(read)
    }
}

/// Tells whether an article is the one that a figure shows: the CRC-32 of its text.
#[must_use]
pub fn checksum(text: &str) -> u32 {
    crc32fast::hash(text.as_bytes())
}

fn characters(text: &str, span: ByteSpan) -> CharSpan {
    OffsetMap::new(text).chars(span)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evidence(text: &str) -> Evidence {
        Evidence {
            dateline_figure: 1,
            generator: "Dateline".to_owned(),
            project: Some("talks <&>".to_owned()),
            filter: "all articles".to_owned(),
            boundaries: "de facto".to_owned(),
            view: Extent::Coverage,
            definition: FigureDefinition::default(),
            articles: Vec::new(),
            passages: vec![Quoted {
                callout: 1,
                target: Target::Place(crate::gazetteer::PlaceId::GeoNames(1)),
                title: "Baku".to_owned(),
                article: Some(0),
                start: Some(3),
                end: Some(9),
                text: text.to_owned(),
            }],
        }
    }

    proptest! {
        #[test]
        fn evidence_is_found_again_in_any_bytes(
            text in "\\PC{0,80}",
            before in proptest::collection::vec(any::<u8>(), 0..200),
            after in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let evidence = evidence(&text);
            let json = evidence.to_json().expect("short");
            prop_assert!(!json.contains(['<', '>', '&']));
            let bytes = [&before[..], json.as_bytes(), &after[..]].concat();
            prop_assert_eq!(Evidence::read(&bytes), Some(evidence));
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let broken = [BEGIN.as_bytes(), &bytes[..]].concat();
            prop_assert_eq!(Evidence::read(&broken), None);
        }
    }
}
