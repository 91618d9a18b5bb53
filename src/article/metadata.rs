//! What a web page says of itself: JSON-LD, OpenGraph, meta, `time`, its canonical link.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::{Article, date};

/// Fills in what the page says, the more telling sources first.
pub(super) fn fill(page: &Html, source: &str, article: &mut Article) {
    linked_data(page, article);
    meta(page, article);
    let saved = saved_from(source);
    or(&mut article.url, || saved);
    if let Some(url) = &article.url {
        let outlet = host(url);
        or(&mut article.outlet, || outlet);
    }
    if let (Some(title), Some(outlet)) = (&article.title, &article.outlet) {
        article.title = Some(without_outlet(title, outlet));
    }
}

/// The first element that a selector finds.
pub(super) fn first<'p>(page: &'p Html, selector: &str) -> Option<ElementRef<'p>> {
    page.select(&Selector::parse(selector).ok()?).next()
}

/// The text of the first element that a selector finds.
pub(super) fn text_of(page: &Html, selector: &str) -> Option<String> {
    let text = first(page, selector)?.text().collect::<String>();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn or(field: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if field.is_none() {
        *field = value().filter(|value| !value.trim().is_empty());
    }
}

fn meta(page: &Html, article: &mut Article) {
    let content = |names: &[&str]| {
        names.iter().find_map(|name| {
            let selector =
                format!("meta[property=\"{name}\" i], meta[name=\"{name}\" i], meta[itemprop=\"{name}\" i]");
            let value = first(page, &selector)?.value().attr("content")?.trim().to_owned();
            (!value.is_empty()).then_some(value)
        })
    };
    or(&mut article.title, || {
        let told = content(&["og:title", "twitter:title", "headline", "dc.title", "dcterms.title"]);
        told.or_else(|| text_of(page, "h1")).or_else(|| text_of(page, "title"))
    });
    or(&mut article.outlet, || {
        content(&["og:site_name", "application-name", "publisher", "dc.publisher", "citation_journal_title"])
    });
    or(&mut article.author, || {
        let told = content(&["author", "article:author", "dc.creator", "parsely-author", "byl"]);
        let told = told.or_else(|| text_of(page, "[itemprop=author] [itemprop=name], [itemprop=author]"));
        let told = told.or_else(|| text_of(page, "[rel=author], .byline, .author"));
        told.filter(|name| !name.starts_with("http") && name.chars().count() < 120).map(|name| byline(&name))
    });
    or(&mut article.url, || {
        let canonical = first(page, "link[rel=canonical]").and_then(|link| link.value().attr("href"));
        let canonical = canonical.filter(|href| href.starts_with("http")).map(str::to_owned);
        canonical.or_else(|| content(&["og:url"]))
    });
    if article.date.is_none() {
        let stamp = content(&[
            "article:published_time",
            "datePublished",
            "og:published_time",
            "parsely-pub-date",
            "date",
            "dc.date",
            "dc.date.issued",
            "dcterms.created",
            "pubdate",
            "publishdate",
            "publish-date",
            "citation_publication_date",
        ]);
        let from_time = || {
            let time = first(page, "article time[datetime]").or_else(|| first(page, "time[datetime]"))?;
            time.value().attr("datetime").map(str::to_owned)
        };
        let stamp = stamp.and_then(|stamp| date::parse(&stamp));
        let stamp = stamp.or_else(|| date::parse(&from_time()?));
        article.date = stamp.or_else(|| date::parse(&text_of(page, "time")?));
    }
}

/// The name without "By" before it.
fn byline(name: &str) -> String {
    let bare = name.strip_prefix("By ").or_else(|| name.strip_prefix("by ")).unwrap_or(name);
    bare.trim().to_owned()
}

/// schema.org's NewsArticle and its kin.
fn linked_data(page: &Html, article: &mut Article) {
    let Ok(selector) = Selector::parse("script[type=\"application/ld+json\"]") else { return };
    for script in page.select(&selector) {
        let Ok(value) = serde_json::from_str::<Value>(&script.text().collect::<String>()) else { continue };
        let graph = value.get("@graph").and_then(Value::as_array).cloned();
        let nodes = graph.or_else(|| value.as_array().cloned()).unwrap_or_else(|| vec![value]);
        let found = nodes.iter().find(|node| {
            let kind = node.get("@type").map(Value::to_string).unwrap_or_default();
            kind.contains("Article") || kind.contains("Posting") || kind.contains("Report")
        });
        if let Some(node) = found {
            // A name may be given apart, by its number in the graph.
            let follow = |value: &Value| -> Option<String> {
                named(value).or_else(|| {
                    let id = value.get("@id")?;
                    named(
                        nodes
                            .iter()
                            .find(|node| node.get("@id") == Some(id) && node.get("name").is_some())?,
                    )
                })
            };
            let text = |key: &str| node.get(key).and_then(follow);
            or(&mut article.title, || text("headline").or_else(|| text("name")));
            or(&mut article.outlet, || text("publisher"));
            or(&mut article.author, || text("author"));
            or(&mut article.url, || text("url").filter(|url| url.starts_with("http")));
            article.date = article.date.or_else(|| date::parse(&text("datePublished")?));
        }
    }
}

/// A string, or the name of an object or the names of a list.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Object(object) => named(object.get("name")?),
        Value::Array(list) => {
            let names: Vec<String> = list.iter().take(8).filter_map(named).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

/// Browsers note where a page was saved from in a comment at its head.
fn saved_from(source: &str) -> Option<String> {
    let mut end = source.len().min(2000);
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let head = &source[..end];
    let after = head.split_once("saved from url=(").and_then(|(_, rest)| rest.split_once(')'));
    let after = after.map(|(_, url)| url);
    let after = after.or_else(|| {
        let (_, rest) = head.split_once("Page saved with SingleFile")?;
        rest.split_once("url:").map(|(_, url)| url)
    })?;
    let url = after.split_whitespace().next()?;
    url.starts_with("http").then(|| url.to_owned())
}

/// The site of a link, as a name for an outlet that does not tell its own.
pub(super) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (host.contains('.') && host.len() < 100).then(|| host.to_ascii_lowercase())
}

/// "Talks held | Wire" is called "Talks held" where the outlet is the Wire.
fn without_outlet(title: &str, outlet: &str) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: "] {
        if let Some((bare, tail)) = title.rsplit_once(mark)
            && tail.trim().eq_ignore_ascii_case(outlet)
            && !bare.trim().is_empty()
        {
            return bare.trim().to_owned();
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(source: &str) -> Article {
        let mut article = Article::from_text("a", "");
        fill(&Html::parse_document(source), source, &mut article);
        article
    }

    #[test]
    fn linked_data_in_a_graph_is_followed() {
        let article = filled(
            r##"<script type="application/ld+json">{"@graph":[{"@type":"Organization","@id":"#o","name":"Wire"},
            {"@type":["NewsArticle"],"headline":"Roads","publisher":{"@id":"#o"},"author":[{"name":"A. B."},{"name":"C. D."}],
            "url":"https://wire.example/roads"}]}</script>"##,
        );
        assert_eq!(article.outlet.as_deref(), Some("Wire"));
        assert_eq!(article.author.as_deref(), Some("A. B., C. D."));
        assert_eq!(article.url.as_deref(), Some("https://wire.example/roads"));
    }

    #[test]
    fn a_saved_page_says_where_it_is_from_and_its_site_names_the_outlet() {
        let article = filled(
            "<!DOCTYPE html>\n<!-- saved from url=(0031)https://www.wire.example/roads -->\n<title>Roads - wire.example</title>",
        );
        assert_eq!(article.url.as_deref(), Some("https://www.wire.example/roads"));
        assert_eq!(article.outlet.as_deref(), Some("wire.example"));
        assert_eq!(article.title.as_deref(), Some("Roads"));
    }
}
