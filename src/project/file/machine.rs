//! The machine's annotation in a project file: compact, so that a project opens without annotating again.
//! Its form follows the types of the engine; what was written for other types is found stale, not misread.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::pack::{Damage, pack, unpack};
use crate::{
    engine::Annotation,
    gazetteer::PlaceId,
    geoparse::{Candidate, Mention, MentionForm, MentionKind, Resolution},
    project::Passage,
    proposals::{Party, PlaceRole, Proposal, ProposalDate, ProposalKind, ProposalPlace, Status},
    quotes::{Quote, QuoteKind},
    text::ByteSpan,
};

/// The largest annotation that is read, in bytes.
const MAX_ANNOTATION: usize = 1 << 30;

/// What is read of one article's annotation.
#[derive(Debug)]
pub(super) enum Stored {
    /// The annotation and the passages.
    Current(Annotation, Vec<Passage>),
    /// It was written for other types: the article is to be annotated again.
    Stale,
}

#[derive(Serialize)]
struct Writing<'a> {
    annotation: &'a Annotation,
    passages: &'a [Passage],
}

#[derive(Deserialize)]
struct Reading {
    annotation: Annotation,
    passages: Vec<Passage>,
}

/// Packs an annotation with its passages.
pub(super) fn write(place: &str, annotation: &Annotation, passages: &[Passage]) -> Result<Vec<u8>, Damage> {
    let mut data = shape().to_le_bytes().to_vec();
    let writing = Writing { annotation, passages };
    data = postcard::to_extend(&writing, data).map_err(|_unwritable| "an annotation cannot be written")?;
    Ok(pack(place, &data))
}

/// Reads what [`write`] wrote, and checks that all of it fits the text.
pub(super) fn read(place: &str, packed: &[u8], text: &str) -> Result<Stored, Damage> {
    let data = unpack(place, packed, MAX_ANNOTATION)?;
    let (form, data) = data.split_first_chunk::<4>().ok_or("an annotation is cut short")?;
    if u32::from_le_bytes(*form) != shape() {
        return Ok(Stored::Stale);
    }
    let read: Reading = postcard::from_bytes(data).map_err(|_unknown| "an annotation cannot be read")?;
    if !fits(&read.annotation, text) || !read.passages.iter().all(|passage| passage_fits(passage, text)) {
        return Err("an annotation does not fit its article");
    }
    Ok(Stored::Current(read.annotation, read.passages))
}

fn passage_fits(passage: &Passage, text: &str) -> bool {
    span_fits(passage.sentence, text) && span_fits(passage.paragraph, text)
}

/// Whether a span lies in the text and cuts no character.
pub(super) fn span_fits(span: ByteSpan, text: &str) -> bool {
    span.start() <= span.end() && text.get(span.start()..span.end()).is_some()
}

fn share(value: f32) -> bool {
    (0.0..=1.0).contains(&value)
}

fn fits(annotation: &Annotation, text: &str) -> bool {
    let mut end = 0;
    annotation.mentions.iter().all(|mention| {
        let after = mention.span.start() >= end && !mention.span.is_empty();
        end = mention.span.end();
        after
            && span_fits(mention.span, text)
            && share(mention.recognition)
            && mention.resolution.as_ref().is_none_or(|resolution| share(resolution.confidence))
            && mention.candidates.iter().all(|candidate| share(candidate.probability))
    }) && annotation.quotes.iter().all(|quote| {
        span_fits(quote.span, text)
            && [quote.speaker, quote.role, quote.cue, quote.relayed_by]
                .into_iter()
                .flatten()
                .all(|span| span_fits(span, text))
    }) && annotation.proposals.iter().all(|proposal| proposal_fits(proposal, text))
}

/// Whether every span of a proposal lies in the text.
pub(super) fn proposal_fits(proposal: &Proposal, text: &str) -> bool {
    let parties = [&proposal.proposer, &proposal.addressee, &proposal.source];
    let spans = (proposal.evidence.iter().copied())
        .chain(parties.into_iter().flatten().filter_map(|party| party.span))
        .chain(proposal.places.iter().map(|place| place.mention))
        .chain(proposal.date.iter().map(|date| date.span))
        .chain(proposal.status_evidence)
        .chain(proposal.conditions);
    !proposal.evidence.is_empty()
        && share(proposal.confidence)
        && spans.into_iter().all(|span| span_fits(span, text))
}

/// A number for the form of the types above: another one as soon as a field or a kind is added.
fn shape() -> u32 {
    static SHAPE: OnceLock<u32> = OnceLock::new();
    *SHAPE.get_or_init(|| {
        let kinds = (ProposalKind::ALL, Status::ALL, PlaceRole::ALL);
        let json = serde_json::to_string(&(sample(), kinds)).unwrap_or_default();
        crc32fast::hash(json.as_bytes())
    })
}

/// An annotation with every field filled.
pub(super) fn sample() -> Annotation {
    let span = ByteSpan::new(0, 4);
    let place = PlaceId::GeoNames(587_084);
    let party = Some(Party { span: Some(span), name: "Azerbaijan".to_owned() });
    let mention = |kind, form| Mention {
        span,
        kind,
        form,
        recognition: 0.5,
        resolution: Some(Resolution { place: place.clone(), confidence: 0.5 }),
        candidates: vec![Candidate { place: place.clone(), probability: 0.5 }],
    };
    let quote = |kind| Quote {
        span,
        kind,
        speaker: Some(span),
        speaker_name: Some("Yusifov".to_owned()),
        role: Some(span),
        cue: Some(span),
        relayed_by: Some(span),
    };
    Annotation {
        mentions: vec![
            mention(MentionKind::Literal, MentionForm::Name),
            mention(MentionKind::Associative, MentionForm::Demonym),
        ],
        quotes: vec![quote(QuoteKind::Direct), quote(QuoteKind::Indirect)],
        proposals: vec![Proposal {
            id: "p1".to_owned(),
            kind: ProposalKind::Meeting,
            evidence: vec![span],
            proposer: party.clone(),
            addressee: party.clone(),
            source: party,
            places: vec![ProposalPlace { mention: span, role: PlaceRole::Venue, place: Some(place.clone()) }],
            date: Some(ProposalDate { span, iso: Some("2023-08-01".to_owned()) }),
            status: Status::Refused,
            status_evidence: Some(span),
            conditions: Some(span),
            confidence: 0.5,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_comes_back_whole_and_one_that_does_not_fit_is_refused() {
        let mut annotation = sample();
        annotation.mentions.truncate(1);
        let passages = [Passage { sentence: ByteSpan::new(0, 5), paragraph: ByteSpan::new(0, 5) }];
        let packed = write("annotation 1", &annotation, &passages).expect("written");
        let Ok(Stored::Current(read, again)) = read("annotation 1", &packed, "Baku.") else {
            panic!("it is there");
        };
        assert_eq!((read, again.as_slice()), (annotation, passages.as_slice()));
        assert!(super::read("annotation 1", &packed, "Bak").is_err(), "the text is shorter");
        assert!(super::read("annotation 1", &packed, "Baкю.").is_err(), "a character would be cut");
    }

    #[test]
    fn other_types_are_stale() {
        let mut data = (shape() ^ 1).to_le_bytes().to_vec();
        data.extend([1, 2, 3]);
        let packed = pack("annotation 1", &data);
        assert!(matches!(read("annotation 1", &packed, "Baku."), Ok(Stored::Stale)));
    }
}
