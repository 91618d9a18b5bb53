//! HTML: the article's prose without the page around it. Nothing the page refers to is fetched.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability};
use html5ever::{ParseOpts, driver, tendril::TendrilSink};
use scraper::{ElementRef, Html, HtmlTreeSink, Node, Selector};

use super::{
    Article, encoding,
    error::Limit,
    limits::{DEPTH, Deadline, ELEMENTS, PAGE_BYTES},
    metadata,
    prose::Prose,
};

/// Elements that hold no prose.
const SKIPPED: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "iframe",
    "figure",
    "figcaption",
    "select",
    "textarea",
    "menu",
    "dialog",
    "head",
    "title",
    "object",
    "audio",
    "video",
    "canvas",
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
    "tr",
    "table",
    "pre",
    "dd",
    "dt",
    "dl",
    "hr",
    "body",
    "center",
    "details",
    "summary",
    "fieldset",
    "address",
];
/// Words in a class or id that mark what stands around an article.
const BOILERPLATE: &[&str] = &[
    "cookie",
    "cookies",
    "consent",
    "newsletter",
    "related",
    "share",
    "sharing",
    "social",
    "sidebar",
    "comments",
    "advert",
    "advertisement",
    "ads",
    "promo",
    "breadcrumb",
    "breadcrumbs",
    "paywall",
    "banner",
    "footer",
    "menu",
    "navigation",
    "tags",
    "recommended",
];
/// Words in a class or id of a box that asks for consent.
const BANNERS: &[&str] = &["cookie", "cookies", "consent", "gdpr"];
/// A page with less text than this, in characters, is no article that could be told from what is around it.
const ARTICLE: usize = 200;
/// Pages with more elements than this are read without looking for the article in them.
const READABLE: usize = 20_000;
/// Bytes given to the parser between two looks at the clock.
const CHUNK: usize = 4096;

/// Reads a page.
pub(super) fn read(bytes: &[u8], id: &str, deadline: Deadline) -> Result<Option<Article>, Limit> {
    if bytes.len() as u64 > PAGE_BYTES {
        return Err(Limit::Unpacked(PAGE_BYTES >> 20));
    }
    let Some(source) = encoding::decode_labelled(bytes) else { return Ok(None) };
    read_text(&source, id, deadline).map(Some)
}

/// Reads a page that is text already.
pub(super) fn read_text(source: &str, id: &str, deadline: Deadline) -> Result<Article, Limit> {
    let page = parse(source, deadline)?;
    let mut article = Article::from_text(id, "");
    metadata::fill(&page, source, &mut article);
    let whole = own_choice(&page);
    let chosen = readable(&page, deadline).filter(|text| text.chars().count() >= ARTICLE);
    // Where the page marks its article itself and the guess has lost most of it, the page is right.
    let chosen = chosen.filter(|text| text.len() * 2 >= whole.1.len() || !whole.0);
    let text = chosen.unwrap_or(whole.1);
    article.text = with_title(article.title.as_deref(), text).into();
    Ok(article)
}

/// The prose of a fragment of HTML, such as the body of a feed's entry or of an e-mail: all of it.
pub(super) fn prose(source: &str, deadline: Deadline) -> Result<String, Limit> {
    let page = parse(source, deadline)?;
    let mut prose = Prose::default();
    gather(page.root_element(), 0, false, &mut prose);
    Ok(prose.finish())
}

/// The prose of a chapter, and its first heading.
pub(super) fn chapter(source: &str, deadline: Deadline) -> Result<(String, Option<String>), Limit> {
    let page = parse(source, deadline)?;
    let mut prose = Prose::default();
    gather(page.root_element(), 0, false, &mut prose);
    let heading = ["h1", "h2", "h3", "title"].iter().find_map(|name| metadata::text_of(&page, name));
    Ok((prose.finish(), heading))
}

/// The headline stands in front of the text, as it does in print: what it names is looked for as well.
pub(super) fn with_title(title: Option<&str>, text: String) -> String {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).take(60).flat_map(char::to_lowercase).collect()
    };
    match title {
        Some(title) if !text.is_empty() => {
            let (head, title_plain) = (plain(&text), plain(title));
            if title_plain.is_empty() || head.starts_with(&title_plain) {
                return text;
            }
            format!("{title}\n\n{text}")
        }
        _ => text,
    }
}

/// Parses as browsers do, in small pieces, so that a page made to take for ever is given up.
fn parse(source: &str, deadline: Deadline) -> Result<Html, Limit> {
    let tags = source.bytes().filter(|byte| *byte == b'<').count();
    if tags > 2 * ELEMENTS {
        return Err(Limit::Elements(ELEMENTS));
    }
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = driver::parse_document(sink, ParseOpts::default());
    let mut rest = source;
    while !rest.is_empty() {
        deadline.check()?;
        let mut end = rest.len().min(CHUNK);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        parser.process(rest[..end].into());
        rest = &rest[end..];
    }
    let page = parser.finish();
    deadline.check()?;
    Ok(page)
}

/// What the page itself marks as its article, or else the whole; whether it marked it.
fn own_choice(page: &Html) -> (bool, String) {
    let length = |element: &ElementRef<'_>| -> usize {
        let Ok(selector) = Selector::parse("p") else { return 0 };
        element.select(&selector).flat_map(|p| p.text()).map(str::len).sum()
    };
    let whole = metadata::first(page, "body").unwrap_or_else(|| page.root_element());
    let total = length(&whole);
    let candidates = ["[itemprop=articleBody]", "article", "main", "[role=main]"];
    let marked = candidates.iter().filter_map(|selector| metadata::first(page, selector)).find(|element| {
        let own = length(element);
        own > ARTICLE || (own > 0 && own * 2 >= total)
    });
    let mut prose = Prose::default();
    gather(marked.unwrap_or(whole), 0, true, &mut prose);
    (marked.is_some(), prose.finish())
}

/// The article as the readability algorithm finds it.
fn readable(page: &Html, deadline: Deadline) -> Option<String> {
    let elements = page.tree.values().filter(|node| node.is_element()).count();
    if elements > READABLE || depth(page) > DEPTH / 2 {
        return None;
    }
    let config = Config { max_elements_to_parse: READABLE, disable_json_ld: true, ..Config::default() };
    let source = without_banners(page);
    // The page can be read without it: its failure costs nothing but some boilerplate.
    let found = catch_unwind(AssertUnwindSafe(|| {
        Readability::new(source.as_str(), None, Some(config)).ok()?.parse().ok()
    }));
    let content = found.ok().flatten()?.content;
    let content = parse(&content, deadline).ok()?;
    let mut prose = Prose::default();
    gather(content.root_element(), 0, true, &mut prose);
    Some(prose.finish())
}

/// The page without the boxes that ask for consent, which the algorithm takes for prose.
fn without_banners(page: &Html) -> String {
    let mut page = page.clone();
    let is_banner = |node: &Node| {
        let Node::Element(element) = node else { return false };
        let marks = [element.attr("class"), element.attr("id")];
        marks.into_iter().flatten().any(|mark| {
            let lower = mark.to_ascii_lowercase();
            lower.split(|c: char| !c.is_alphanumeric()).any(|part| BANNERS.contains(&part))
        }) && !matches!(element.name(), "html" | "body" | "main" | "article")
    };
    let banners: Vec<_> =
        page.tree.nodes().filter(|node| is_banner(node.value())).map(|node| node.id()).collect();
    for id in banners {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
    page.html()
}

/// How deep elements lie in each other, without recursion.
fn depth(page: &Html) -> usize {
    let mut waiting = vec![(page.tree.root(), 0_usize)];
    let mut deepest = 0;
    while let Some((node, depth)) = waiting.pop() {
        deepest = deepest.max(depth);
        waiting.extend(node.children().map(|child| (child, depth + 1)));
    }
    deepest
}

fn is_boilerplate(element: &ElementRef<'_>, strict: bool) -> bool {
    let value = element.value();
    let name = value.name();
    let hidden = value.attr("hidden").is_some()
        || value.attr("aria-hidden") == Some("true")
        || value.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    if hidden || (SKIPPED.contains(&name) && (strict || !matches!(name, "header" | "figure" | "figcaption")))
    {
        return true;
    }
    let marks = [value.attr("class"), value.attr("id")];
    strict
        && name != "body"
        && marks.into_iter().flatten().any(|mark| {
            let lower = mark.to_ascii_lowercase();
            lower.split(|c: char| !c.is_alphanumeric()).any(|part| BOILERPLATE.contains(&part))
        })
}

/// Gathers the text of an element. `strict` leaves out what stands around articles.
fn gather(element: ElementRef<'_>, depth: usize, strict: bool, out: &mut Prose) {
    if depth > DEPTH {
        return;
    }
    for child in element.children() {
        match child.value() {
            Node::Text(text) => out.push(text),
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else { continue };
                if is_boilerplate(&child, strict) {
                    continue;
                }
                let name = child.value().name();
                match name {
                    "br" => out.line(),
                    "td" | "th" => out.gap(),
                    _ => {}
                }
                let block = BLOCKS.contains(&name);
                if block {
                    out.paragraph();
                }
                gather(child, depth + 1, strict, out);
                if block {
                    out.paragraph();
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(source: &str) -> Article {
        read_text(source, "a", Deadline::new()).expect("within the limits")
    }

    #[test]
    fn prose_and_metadata_without_the_page_around_it() {
        let article = page(
            r#"<html><head><title>x | Wire</title><meta property="og:site_name" content="Wire">
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"Roads","datePublished":"2023-07-31T08:00:00Z",
            "author":{"name":"A. B."}}</script></head><body><nav>Home</nav><article><h1>Roads</h1><p>To <b>Aghdam</b>
            and back.</p><script>alert(1)</script><div class="share">Share</div><p>Two.</p></article><footer>©</footer></body></html>"#,
        );
        assert_eq!(&*article.text, "Roads\n\nTo Aghdam and back.\n\nTwo.");
        assert_eq!(article.title.as_deref(), Some("Roads"));
        assert_eq!(article.outlet.as_deref(), Some("Wire"));
        assert_eq!(article.author.as_deref(), Some("A. B."));
        assert_eq!(article.date.map(|date| date.to_string()).as_deref(), Some("2023-07-31"));
    }

    #[test]
    fn what_stands_around_an_article_goes_even_where_nothing_marks_it() {
        let links = (0..30)
            .map(|n| format!("<li><a href='/{n}'>Other story number {n}</a></li>"))
            .collect::<String>();
        let prose = "<p>The delegations, meeting in Yevlakh, spoke about the road, the gas and the electricity of the region, and agreed to meet again.</p>".repeat(6);
        let source = format!(
            "<html><head><title>Talks held</title></head><body><div id=top><ul>{links}</ul></div>\
             <div class=c7><div class=c8>{prose}</div></div><div class=c9><ul>{links}</ul></div></body></html>"
        );
        let article = page(&source);
        assert!(article.text.starts_with("Talks held\n\nThe delegations"), "{}", article.text);
        assert!(!article.text.contains("Other story"), "{}", article.text);
        assert_eq!(article.text.matches("Yevlakh").count(), 6);
    }

    #[test]
    fn deep_nesting_is_survived() {
        let source = "<div>".repeat(5000) + "deep";
        assert!(page(&source).text.len() < 10);
    }

    #[test]
    fn too_many_elements_are_refused() {
        let source = "<p>".repeat(2 * ELEMENTS + 1);
        assert_eq!(read_text(&source, "a", Deadline::new()), Err(Limit::Elements(ELEMENTS)));
    }
}
