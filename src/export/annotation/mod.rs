//! Mentions, proposals and decisions as W3C Web Annotations (Recommendation of 23 February 2017): JSON-LD that
//! other annotation tools read, and that a colleague's decisions are taken in from.
//!
//! Every annotation says who made it: software for what the machine found, a person for what the analyst
//! decided. Its target quotes the words with their surroundings and counts code points, so that it is found
//! again in another copy of the text. What the standard has no words for, how a proposal reads or which two
//! tellings are one, stands in terms of our own namespace, in the same JSON as in the records of `annotate`.

mod change;
mod read;
mod target;
mod write;

pub use read::{AnnotationError, MAX_BYTES, Matched, Missed, Precedence, read};
pub(super) use write::write;

/// The JSON-LD context of the standard.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// The namespace of our own terms. A name, not an address: nothing is fetched from it.
const NAMESPACE: &str = "urn:dateline:terms:";
/// Code points of surroundings that a quote carries on each side.
const AROUND: usize = 32;
