//! HTML: the article's prose without the page around it; metadata from JSON-LD, OpenGraph, meta and time.
//! Nothing the page refers to is fetched.

use scraper::{ElementRef, Html, Node, Selector};
use serde_json::Value;

use super::{Article, date};

/// Elements that hold no prose.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "nav", "header", "footer", "aside", "form", "button",
    "iframe", "figure", "select", "textarea", "menu", "dialog", "head", "title",
];
/// Elements that end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "blockquote",
    "br",
    "tr",
    "table",
    "pre",
    "dd",
    "dt",
    "dl",
    "hr",
    "body",
];
/// Words in a class or id that mark what stands around an article.
const BOILERPLATE: &[&str] = &[
    "cookie",
    "newsletter",
    "related",
    "share",
    "social",
    "sidebar",
    "comments",
    "advert",
    "promo",
    "breadcrumb",
];
/// Elements nested deeper than this are left out: a hostile page must not exhaust the stack.
const MAX_DEPTH: usize = 200;

pub(super) fn read(source: &str, id: &str) -> Article {
    let page = Html::parse_document(source);
    let root = body_of(&page);
    let mut text = String::new();
    if let Some(root) = root {
        gather(root, 0, &mut text);
    }
    let mut article = Article::from_text(id, tidy(&text));
    linked_data(&page, &mut article);
    meta(&page, &mut article);
    article
}

fn first<'p>(page: &'p Html, selector: &str) -> Option<ElementRef<'p>> {
    page.select(&Selector::parse(selector).ok()?).next()
}

/// The article's element: `article` or `main` if it holds most of the paragraphs' text, else the body.
fn body_of(page: &Html) -> Option<ElementRef<'_>> {
    let whole = first(page, "body");
    let length = |element: &ElementRef<'_>| -> usize {
        let Ok(selector) = Selector::parse("p") else { return 0 };
        element.select(&selector).flat_map(|p| p.text()).map(str::len).sum()
    };
    let total = whole.as_ref().map_or(0, length);
    let candidates = ["[itemprop=articleBody]", "article", "main", "[role=main]"];
    let best = candidates.iter().filter_map(|selector| first(page, selector)).find(|element| {
        let own = length(element);
        own > 200 || (own > 0 && own * 2 >= total)
    });
    best.or(whole)
}

fn is_boilerplate(element: &ElementRef<'_>) -> bool {
    let value = element.value();
    let hidden = value.attr("hidden").is_some() || value.attr("aria-hidden") == Some("true");
    let marks = [value.attr("class"), value.attr("id")];
    let around = marks.into_iter().flatten().any(|mark| {
        let lower = mark.to_ascii_lowercase();
        BOILERPLATE.iter().any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word))
    });
    hidden || around || SKIPPED.contains(&value.name())
}

fn gather(element: ElementRef<'_>, depth: usize, out: &mut String) {
    if depth > MAX_DEPTH {
        return;
    }
    for child in element.children() {
        match child.value() {
            Node::Text(text) => {
                for c in text.chars() {
                    if !c.is_whitespace() {
                        out.push(c);
                    } else if !out.ends_with([' ', '\n']) && !out.is_empty() {
                        out.push(' ');
                    }
                }
            }
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else { continue };
                if is_boilerplate(&child) {
                    continue;
                }
                let block = BLOCKS.contains(&child.value().name());
                if block {
                    out.push('\n');
                }
                gather(child, depth + 1, out);
                if block {
                    out.push('\n');
                }
            }
            _ => {}
        }
    }
}

fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}

fn meta(page: &Html, article: &mut Article) {
    let content = |names: &[&str]| {
        names.iter().find_map(|name| {
            let selector =
                format!("meta[property=\"{name}\"], meta[name=\"{name}\"], meta[itemprop=\"{name}\"]");
            let value = first(page, &selector)?.value().attr("content")?.trim().to_owned();
            (!value.is_empty()).then_some(value)
        })
    };
    let text_of = |selector: &str| {
        let text = first(page, selector)?.text().collect::<String>();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    fill(&mut article.title, || {
        content(&["og:title", "twitter:title"]).or_else(|| text_of("h1")).or_else(|| text_of("title"))
    });
    fill(&mut article.outlet, || content(&["og:site_name", "application-name", "publisher"]));
    fill(&mut article.author, || content(&["author", "article:author"]));
    fill(&mut article.url, || {
        let canonical =
            first(page, "link[rel=canonical]").and_then(|link| link.value().attr("href").map(str::to_owned));
        canonical.or_else(|| content(&["og:url"]))
    });
    if article.date.is_none() {
        let stamp = content(&["article:published_time", "datePublished", "date", "dc.date", "pubdate"]);
        let stamp =
            stamp.or_else(|| first(page, "time[datetime]")?.value().attr("datetime").map(str::to_owned));
        article.date = stamp.or_else(|| text_of("time")).and_then(|stamp| date::parse(&stamp));
    }
}

fn fill(field: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if field.is_none() {
        *field = value();
    }
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
            let text = |key: &str| node.get(key).and_then(named);
            fill(&mut article.title, || text("headline").or_else(|| text("name")));
            fill(&mut article.outlet, || text("publisher"));
            fill(&mut article.author, || text("author"));
            fill(&mut article.url, || text("url"));
            article.date = article.date.or_else(|| date::parse(&text("datePublished")?));
        }
    }
}

/// A string, or the name of an object or of the first of a list.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Object(object) => named(object.get("name")?),
        Value::Array(list) => named(list.first()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_metadata_without_the_page_around_it() {
        let page = r#"<html><head><title>x | Wire</title><meta property="og:site_name" content="Wire">
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"Roads","datePublished":"2023-07-31T08:00:00Z",
            "author":{"name":"A. B."}}</script></head><body><nav>Home</nav><article><h1>Roads</h1><p>To <b>Aghdam</b>
            and back.</p><script>alert(1)</script><div class="share">Share</div><p>Two.</p></article><footer>©</footer></body></html>"#;
        let article = read(page, "a");
        assert_eq!(&*article.text, "Roads\n\nTo Aghdam and back.\n\nTwo.");
        assert_eq!(article.title.as_deref(), Some("Roads"));
        assert_eq!(article.outlet.as_deref(), Some("Wire"));
        assert_eq!(article.author.as_deref(), Some("A. B."));
        assert_eq!(article.date.map(|date| date.to_string()).as_deref(), Some("2023-07-31"));
    }

    #[test]
    fn deep_nesting_is_survived() {
        let page = "<div>".repeat(5000) + "deep";
        assert!(read(&page, "a").text.len() < 10);
    }
}
