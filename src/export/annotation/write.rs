//! Annotations out: one collection with one page, an annotation a line.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use serde_json::{Value, json};

use super::{
    CONTEXT, NAMESPACE,
    change::{decision, place_body, proposal},
    target::{encoded, source, target},
};
use crate::{
    article::Article,
    export::dataset::{Dataset, share},
    gazetteer::{PlaceId, Places as _},
    project::{
        ArticleId, Change, Decision, Entry, Home, MentionId, Reading, Referent, TellingId, TellingWord,
    },
    text::OffsetMap,
};

pub(in crate::export) fn write(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = json!({
        "@context": [CONTEXT, {"dateline": NAMESPACE}],
        "id": "urn:dateline:annotations",
        "type": "AnnotationCollection",
        "label": format!("Dateline: {}", data.words),
        "modified": stamp(data),
        "dateline:filter": data.words,
    });
    // The page comes last, so that it can be written as it is made.
    let head = head.to_string();
    write!(
        out,
        "{},\n\"first\":{{\"id\":\"urn:dateline:annotations:1\",\"type\":\"AnnotationPage\",\"items\":[",
        &head[..head.len() - 1]
    )?;
    let mut first = true;
    let mut put = |out: &mut dyn Write, annotation: Value| {
        let comma = if std::mem::take(&mut first) { "\n" } else { ",\n" };
        write!(out, "{comma}{annotation}")
    };
    let said = Said::by_article(data);
    for (id, entry) in data.articles() {
        for annotation in of_article(data, id, entry, said.get(&id)) {
            put(out, annotation)?;
        }
    }
    for annotation in data.project.decisions().all().filter_map(|change| overall(data, &change)) {
        put(out, annotation)?;
    }
    out.write_all(b"\n]}}\n")
}

/// The mentions and tellings of one article that the analyst had a word on.
#[derive(Default)]
struct Said {
    mentions: BTreeSet<MentionId>,
    tellings: BTreeSet<TellingId>,
}

impl Said {
    /// Nothing under a filter: then only what is shown is written.
    fn by_article(data: &Dataset<'_>) -> BTreeMap<ArticleId, Self> {
        let mut said: BTreeMap<ArticleId, Self> = BTreeMap::new();
        for change in data.project.decisions().all().filter(|_| data.filter.is_empty()) {
            let Some(article) = change.article() else { continue };
            let of_article = said.entry(article).or_default();
            match change {
                Change::Mention(id, _) | Change::Kind(id, _) => {
                    of_article.mentions.insert(id);
                }
                Change::Telling(id, _) | Change::Home(id, _) => {
                    of_article.tellings.insert(id);
                }
                Change::Apart(..) | Change::Same(..) | Change::Alias(..) => {}
            }
        }
        said
    }
}

fn stamp(data: &Dataset<'_>) -> String {
    data.time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn machine() -> Value {
    json!({
        "id": "urn:dateline:engine",
        "type": "Software",
        "name": concat!("Dateline ", env!("CARGO_PKG_VERSION")),
    })
}

fn analyst() -> Value {
    json!({"type": "Person", "name": "analyst"})
}

/// All annotations of one article: mentions in text order, then tellings in order.
fn of_article(data: &Dataset<'_>, id: ArticleId, entry: &Entry, said: Option<&Said>) -> Vec<Value> {
    let map = OffsetMap::new(&entry.article.text);
    let words = data.project.decisions();
    let mut all: Vec<Value> = Vec::new();
    for reading in data.project.readings(id) {
        // What the analyst called no place is a decision too.
        let refused = reading.referent() == Referent::NoPlace && data.filter.is_empty();
        if refused || data.keeps(reading.id) {
            all.push(mention(data, &reading, entry, &map));
        }
    }
    let tellings = data.project.tellings(id).into_iter().map(|(telling, _)| telling);
    let mut tellings: Vec<TellingId> =
        tellings.filter(|telling| data.excerpt.index.proposal_of(*telling).is_some()).collect();
    if let Some(said) = said {
        // A word on what the machine no longer finds, or that another mark covers, is kept as it was said.
        let shown: Vec<MentionId> = data.project.readings(id).iter().map(|reading| reading.id).collect();
        let hidden = said.mentions.iter().filter(|id| shown.binary_search(id).is_err());
        all.extend(hidden.map(|id| bare(data, *id, words.mention(*id), entry, &map)));
        tellings.extend(&said.tellings);
        tellings.sort_unstable();
        tellings.dedup();
    }
    all.extend(tellings.into_iter().map(|telling| self::telling(data, telling, entry, &map)));
    all
}

fn identity(article: &Article, what: &str) -> String {
    format!("{}#{what}", source(article))
}

fn mention(data: &Dataset<'_>, reading: &Reading<'_>, entry: &Entry, map: &OffsetMap<'_>) -> Value {
    let mut annotation = bare(data, reading.id, reading.decision, entry, map);
    let decided_kind = data.project.decisions().kind(reading.id);
    if reading.decision.is_none() && decided_kind.is_none() {
        annotation["creator"] = machine();
    }
    if reading.decision.is_none() {
        annotation["body"] = match reading.referent() {
            Referent::Place(place) => place_body(place, data.place(place).map(|place| place.name).as_deref()),
            _ => decision(&Decision::Unresolved, |_| None),
        };
        annotation["dateline:confidence"] = json!(share(reading.confidence()));
        annotation["dateline:decides"] = json!(decided_kind.map(|_| vec!["kind"]).unwrap_or_default());
    }
    annotation["dateline:kind"] = json!(reading.kind);
    annotation["dateline:form"] = json!(reading.form);
    annotation
}

/// A mention by the analyst's word alone.
fn bare(
    data: &Dataset<'_>,
    id: MentionId,
    word: Option<&Decision>,
    entry: &Entry,
    map: &OffsetMap<'_>,
) -> Value {
    let article = &entry.article;
    let chars = map.chars(id.span);
    let kind = data.project.decisions().kind(id);
    let name = |place: &PlaceId| data.place(place).map(|place| place.name);
    let decides: Vec<&str> = word.map(|_| "referent").into_iter().chain(kind.map(|_| "kind")).collect();
    json!({
        "id": identity(article, &format!("mention-{}-{}", chars.start, chars.end)),
        "type": "Annotation",
        "motivation": "identifying",
        "creator": analyst(),
        "created": stamp(data),
        "body": word.map(|word| decision(word, name)),
        "target": target(article, map, id.span),
        "dateline:kind": kind,
        "dateline:decides": decides,
    })
}

/// How one article tells a proposal, and which proposal that is.
fn telling(data: &Dataset<'_>, id: TellingId, entry: &Entry, map: &OffsetMap<'_>) -> Value {
    let words = data.project.decisions();
    let (word, home) = (words.telling(id), words.home(id));
    let told = data.project.telling(id);
    let value = match (word, told) {
        (Some(TellingWord::Deleted), _) => "no proposal".to_owned(),
        (_, Some(told)) => format!("{}: {}", told.kind.label(), told.status.label()),
        (_, None) => "a proposal found before".to_owned(),
    };
    let decides: Vec<&str> = word.map(|_| "telling").into_iter().chain(home.map(|_| "home")).collect();
    let decided = !decides.is_empty();
    let home = home.map(|home| match home {
        Home::Alone => json!("alone"),
        Home::With(other) => named(data, other),
    });
    json!({
        "id": identity(&entry.article, &data.key(id)),
        "type": "Annotation",
        "motivation": "classifying",
        "creator": if decided { analyst() } else { machine() },
        "created": stamp(data),
        "body": {"type": "TextualBody", "purpose": "classifying", "value": value, "language": "en"},
        "target": target(&entry.article, map, id.evidence),
        "dateline:nth": id.nth,
        "dateline:telling": told.map(|told| proposal(told, map)),
        "dateline:home": home,
        "dateline:decides": decides,
    })
}

/// Another telling, by where its main evidence stands.
fn named(data: &Dataset<'_>, id: TellingId) -> Value {
    data.project.article(id.article).map_or(Value::Null, |entry| {
        let map = OffsetMap::new(&entry.article.text);
        let mut value = target(&entry.article, &map, id.evidence);
        value["dateline:nth"] = json!(id.nth);
        value
    })
}

/// A decision that is about no single span.
fn overall(data: &Dataset<'_>, change: &Change) -> Option<Value> {
    let index = &data.excerpt.index;
    match change {
        Change::Same(place, Some(other)) => {
            let shown = data.project.decisions().canonical(other);
            (data.filter.is_empty() || index.place(shown).is_some()).then(|| same(data, place, other))
        }
        Change::Apart(a, b, true) => {
            let kept = data.filter.is_empty()
                || (index.proposal_of(*a).is_some() && index.proposal_of(*b).is_some());
            kept.then(|| apart(data, *a, *b))
        }
        Change::Alias(name, Some(actor)) => data.filter.is_empty().then(|| alias(data, name, actor)),
        _ => None,
    }
}

/// Two tellings that are of different proposals.
fn apart(data: &Dataset<'_>, a: TellingId, b: TellingId) -> Value {
    json!({
        "id": format!("urn:dateline:apart:{}:{}", data.key(a), data.key(b)),
        "type": "Annotation",
        "motivation": "linking",
        "creator": analyst(),
        "created": stamp(data),
        "body": named(data, b),
        "target": named(data, a),
        "dateline:decides": ["apart"],
    })
}

/// A name that is an actor's.
fn alias(data: &Dataset<'_>, name: &str, actor: &str) -> Value {
    json!({
        "id": format!("urn:dateline:party:{}", encoded(name)),
        "type": "Annotation",
        "motivation": "linking",
        "creator": analyst(),
        "created": stamp(data),
        "body": {"type": "TextualBody", "purpose": "identifying", "value": actor},
        "target": {"id": format!("urn:dateline:party:{}", encoded(name)), "dateline:party": name},
        "dateline:decides": ["alias"],
    })
}

/// Two places that are one.
fn same(data: &Dataset<'_>, place: &PlaceId, other: &PlaceId) -> Value {
    let name = |id: &PlaceId| data.place(id).map(|place| place.name);
    let target = place_body(place, name(place).as_deref());
    json!({
        "id": format!("urn:dateline:same:{place}"),
        "type": "Annotation",
        "motivation": "linking",
        "creator": analyst(),
        "created": stamp(data),
        "body": place_body(other, name(other).as_deref()),
        "target": target,
        "dateline:decides": ["same"],
    })
}
