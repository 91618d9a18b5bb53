//! A colleague's decisions, taken in from annotations: matched to the articles of a project, with a report of
//! what did not match.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::{
    change::{decision_of, kind_of, proposal_of},
    target::{Pointer, checksum, listed, source},
};
use crate::{
    gazetteer::PlaceId,
    project::{ArticleId, Change, Decisions, Home, MentionId, Project, TellingId, TellingWord},
    text::{ByteSpan, OffsetMap, counted},
};

/// The longest file that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 20;
/// Bytes of text that are searched for words that moved; beyond, only positions count.
const SEARCHED: usize = 1 << 30;

/// Why nothing could be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnnotationError {
    /// It is too long.
    #[error("the file is longer than the limit of {} MB for annotations", MAX_BYTES >> 20)]
    TooLarge,
    /// It is not JSON.
    #[error("this is no JSON-LD (line {line}); choose a file that Dateline exported as .jsonld")]
    NoJson {
        /// From 1.
        line: usize,
    },
    /// It holds none.
    #[error("there is no annotation in it; choose a file that Dateline exported as .jsonld")]
    Nothing,
}

/// Whose word stands where both have decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precedence {
    /// One's own.
    #[default]
    Mine,
    /// The colleague's.
    Theirs,
}

/// An annotation that could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Its id, or its number in the file.
    pub annotation: String,
    /// Why.
    pub why: &'static str,
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matched {
    /// The decisions to make: one step to undo.
    pub changes: Vec<Change>,
    /// Decisions that were made already.
    pub known: usize,
    /// Decisions that differ from one's own.
    pub differing: usize,
    /// What the machine found, which decides nothing.
    pub machine: usize,
    /// What could not be taken in.
    pub missed: Vec<Missed>,
}

impl Matched {
    /// What came of it, in a line.
    #[must_use]
    pub fn report(&self, precedence: Precedence) -> String {
        let mut parts = vec![format!("{} taken in", counted(self.changes.len(), "decision"))];
        if self.known > 0 {
            parts.push(format!("{} were made already", self.known));
        }
        if self.differing > 0 {
            let stands = if precedence == Precedence::Mine { "yours stand" } else { "theirs replace yours" };
            parts.push(format!("{} differ from yours: {stands}", self.differing));
        }
        if let Some(first) = self.missed.first() {
            parts.push(format!("{} do not match ({}: {})", self.missed.len(), first.annotation, first.why));
        }
        parts.join("; ")
    }
}

/// Matches annotations to the articles of a project. Only what a person decided is taken in.
///
/// # Errors
/// [`AnnotationError`] where the bytes hold no annotations.
pub fn read(bytes: &[u8], project: &Project, precedence: Precedence) -> Result<Matched, AnnotationError> {
    if bytes.len() > MAX_BYTES {
        return Err(AnnotationError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| AnnotationError::NoJson { line: error.line() })?;
    let annotations = annotations(&value);
    if annotations.is_empty() {
        return Err(AnnotationError::Nothing);
    }
    let mut reader = Reader::new(project);
    let mut matched = Matched::default();
    let mut wanted: Vec<Change> = Vec::new();
    for (nth, annotation) in annotations.into_iter().enumerate() {
        let name =
            || annotation["id"].as_str().map_or_else(|| format!("annotation {}", nth + 1), str::to_owned);
        if is_machine(annotation) {
            matched.machine += 1;
            continue;
        }
        match reader.changes(annotation) {
            Ok(changes) => wanted.extend(changes),
            Err(why) => matched.missed.push(Missed { annotation: name(), why }),
        }
    }
    settle(wanted, project.decisions(), precedence, &mut matched);
    Ok(matched)
}

/// The annotations of a collection, a page, a list, or the one that it is.
fn annotations<'v>(value: &'v Value) -> Vec<&'v Value> {
    let pages = match value {
        Value::Object(object) if object.contains_key("first") => &value["first"],
        other => other,
    };
    let of_page = |page: &'v Value| match page {
        Value::Object(object) if object.contains_key("items") => listed(&page["items"]),
        other => listed(other),
    };
    let all = listed(pages).iter().flat_map(of_page);
    all.filter(|annotation| listed(&annotation["type"]).iter().any(|kind| kind == "Annotation")).collect()
}

fn is_machine(annotation: &Value) -> bool {
    let creators = listed(&annotation["creator"]);
    !creators.is_empty() && creators.iter().all(|creator| creator["type"] == "Software")
}

/// Parts what is new from what was decided already.
fn settle(wanted: Vec<Change>, own: &Decisions, precedence: Precedence, matched: &mut Matched) {
    let own: BTreeMap<String, Change> = own.all().map(|change| (key(&change), change)).collect();
    for change in wanted {
        match own.get(&key(&change)) {
            Some(known) if *known == change => matched.known += 1,
            Some(_) => {
                matched.differing += 1;
                if precedence == Precedence::Theirs {
                    matched.changes.push(change);
                }
            }
            None => matched.changes.push(change),
        }
    }
}

/// What a change is about.
fn key(change: &Change) -> String {
    format!("{:?}", change.taken_back())
}

/// Finds the articles and spans of annotations.
struct Reader<'p> {
    project: &'p Project,
    by_name: HashMap<String, Vec<ArticleId>>,
    by_text: HashMap<String, Vec<ArticleId>>,
    maps: HashMap<ArticleId, OffsetMap<'p>>,
    left: usize,
}

type Because = &'static str;
const NO_ARTICLE: Because = "no article of the project is the one it is about";
const NO_WORDS: Because = "the words that it quotes do not stand in the article";
const NO_DECISION: Because = "it states no decision that Dateline knows";
const OTHER_TEXT: Because = "the article's text is another one here";

impl<'p> Reader<'p> {
    fn new(project: &'p Project) -> Self {
        let mut reader = Self {
            project,
            by_name: HashMap::new(),
            by_text: HashMap::new(),
            maps: HashMap::new(),
            left: SEARCHED,
        };
        for (id, entry) in project.articles() {
            let article = &entry.article;
            reader.by_name.entry(source(article)).or_default().push(id);
            reader.by_name.entry(article.id.clone()).or_default().push(id);
            reader.by_text.entry(checksum(&article.text)).or_default().push(id);
        }
        reader
    }

    fn changes(&mut self, annotation: &Value) -> Result<Vec<Change>, Because> {
        let decides: Vec<&str> =
            listed(&annotation["dateline:decides"]).iter().filter_map(Value::as_str).collect();
        if decides.contains(&"same") {
            return same(annotation).map(|change| vec![change]).ok_or(NO_DECISION);
        }
        if decides.contains(&"alias") {
            return alias(annotation).map(|change| vec![change]).ok_or(NO_DECISION);
        }
        let Some(target) = listed(&annotation["target"]).first() else { return Err(NO_ARTICLE) };
        let (article, span, own_text) = self.find(target)?;
        if decides.iter().any(|what| matches!(*what, "telling" | "home")) {
            return self.telling(annotation, article, span, own_text, &decides);
        }
        if decides.contains(&"apart") {
            let body = listed(&annotation["body"]).first().ok_or(NO_DECISION)?;
            let one = TellingId { article, evidence: span, nth: nth(target) };
            let (article, evidence, _) = self.find(body)?;
            let other = TellingId { article, evidence, nth: nth(body) };
            return if one == other { Err(NO_DECISION) } else { Ok(vec![Change::apart(one, other)]) };
        }
        let id = MentionId { article, span };
        let mut changes = Vec::new();
        let said = listed(&annotation["body"]).iter().find_map(decision_of);
        if annotation.get("dateline:decides").is_none() || decides.contains(&"referent") {
            changes.push(Change::Mention(id, Some(said.ok_or(NO_DECISION)?)));
        }
        if decides.contains(&"kind") {
            changes.push(Change::Kind(id, Some(kind_of(&annotation["dateline:kind"]).ok_or(NO_DECISION)?)));
        }
        Ok(changes)
    }

    fn telling(
        &mut self,
        annotation: &Value,
        article: ArticleId,
        evidence: ByteSpan,
        own_text: bool,
        decides: &[&str],
    ) -> Result<Vec<Change>, Because> {
        let id = TellingId { article, evidence, nth: nth(annotation) };
        let mut changes = Vec::new();
        if decides.contains(&"telling") {
            let told = &annotation["dateline:telling"];
            let word = if told.is_null() {
                TellingWord::Deleted
            } else if own_text {
                let map = self.map(article).ok_or(NO_ARTICLE)?;
                TellingWord::As(Box::new(proposal_of(told, map).ok_or(NO_DECISION)?))
            } else {
                // Its spans count in another text.
                return Err(OTHER_TEXT);
            };
            changes.push(Change::Telling(id, Some(word)));
        }
        if decides.contains(&"home") {
            let home = &annotation["dateline:home"];
            let home = if home == "alone" {
                Home::Alone
            } else {
                let (article, evidence, _) = self.find(home)?;
                Home::With(TellingId { article, evidence, nth: nth(home) })
            };
            changes.push(Change::Home(id, Some(home)));
        }
        Ok(changes)
    }

    fn map(&mut self, id: ArticleId) -> Option<&OffsetMap<'p>> {
        let entry = self.project.article(id)?;
        Some(self.maps.entry(id).or_insert_with(|| OffsetMap::new(&entry.article.text)))
    }

    /// The article and span of a target, and whether the text is the very one it was made for.
    fn find(&mut self, target: &Value) -> Result<(ArticleId, ByteSpan, bool), Because> {
        let pointer = Pointer::read(target).ok_or(NO_WORDS)?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let of_text = text(&target["dateline:text"]).and_then(|sum| self.by_text.get(&sum).cloned());
        let of_text = of_text.unwrap_or_default();
        let names = [&target["dateline:article"], &target["source"], &target["source"]["id"]];
        let named = names.into_iter().filter_map(Value::as_str);
        let named: Vec<ArticleId> =
            named.filter_map(|name| self.by_name.get(name)).flatten().copied().collect();
        // The very text under the very name first, then either.
        let both = of_text.iter().filter(|id| named.contains(id));
        let candidates: Vec<ArticleId> = both.chain(&of_text).chain(&named).copied().collect();
        if candidates.is_empty() {
            return Err(NO_ARTICLE);
        }
        for id in candidates {
            let Some(entry) = self.project.article(id) else { continue };
            let searches = self.left >= entry.article.text.len();
            let Some(map) = self.map(id) else { continue };
            let mut found = pointer.there(map, &entry.article.text);
            if found.is_none() && searches {
                self.left -= entry.article.text.len();
                found = pointer.search(&entry.article.text);
            }
            if let Some(span) = found {
                return Ok((id, span, of_text.contains(&id)));
            }
        }
        Err(NO_WORDS)
    }
}

fn nth(value: &Value) -> u32 {
    value["dateline:nth"].as_u64().and_then(|nth| u32::try_from(nth).ok()).unwrap_or(0)
}

fn same(annotation: &Value) -> Option<Change> {
    let place = |value: &Value| -> Option<PlaceId> { value["dateline:place"].as_str()?.parse().ok() };
    let body = listed(&annotation["body"]).first()?;
    let (from, into) = (place(&annotation["target"])?, place(body)?);
    (from != into).then_some(Change::Same(from, Some(into)))
}

fn alias(annotation: &Value) -> Option<Change> {
    let name = annotation["target"]["dateline:party"].as_str()?;
    let actor = listed(&annotation["body"]).first()?["value"].as_str()?;
    Some(Change::Alias(name.to_owned(), Some(actor.to_owned())))
}
