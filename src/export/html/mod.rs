//! The HTML report: one file that needs no network. It is readable with scripts off, printable, and every
//! place and proposal opens its evidence.
//!
//! Text from articles is escaped and isolated by direction. A content security policy allows the style and the
//! script in the file by their digests, and nothing else: no text can load or run anything.

use std::io::{self, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use super::{
    dataset::Dataset,
    geojson::ATTRIBUTION,
    markup::{escape, link},
};
use crate::{article::Article, text::counted};

mod lists;
mod map;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

pub(super) fn write(data: &Dataset<'_>, title: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let title = title.map_or_else(|| heading(data), str::to_owned);
    let maps = map::Maps::new(data);
    let style = format!("{STYLE}{}", maps.style());
    head(&title, &style, out)?;
    banner(data, &title, out)?;
    out.write_all(b"<main id=\"main\">\n")?;
    maps.write(data, out)?;
    lists::proposals(data, out)?;
    lists::places(data, out)?;
    lists::unresolved(data, out)?;
    lists::sources(data, out)?;
    writeln!(
        out,
        "</main>\n<footer><p>{} Boundaries are drawn as they are held on the ground; no line is a statement on its status.</p><p>Made with Dateline {}{}.</p></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>",
        escape(ATTRIBUTION),
        env!("CARGO_PKG_VERSION"),
        super::time::source_date_epoch()
            .map(|time| format!(", {}", time.strftime("%Y-%m-%d")))
            .unwrap_or_default()
    )
}

/// What a policy calls a style or script by.
fn digest(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn head(title: &str, style: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"Dateline {}\">\n<title>{}</title>\n<style>{style}</style>\n</head>\n<body>",
        digest(style),
        digest(SCRIPT),
        env!("CARGO_PKG_VERSION"),
        escape(title)
    )
}

/// "Places in the news, 2023-07-30 – 2023-08-01".
fn heading(data: &Dataset<'_>) -> String {
    match days(data) {
        Some((first, last)) if first == last => format!("Places in the news, {first}"),
        Some((first, last)) => format!("Places in the news, {first} – {last}"),
        None => "Places in the news".to_owned(),
    }
}

fn days(data: &Dataset<'_>) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    let dates = || data.excerpt.articles.iter().filter_map(|id| data.project.article(*id)?.article.date);
    Some((dates().min()?, dates().max()?))
}

fn banner(data: &Dataset<'_>, title: &str, out: &mut dyn Write) -> io::Result<()> {
    let index = &data.excerpt.index;
    let mentions: usize = index.places.iter().map(|entry| entry.mentions.len()).sum();
    let decided: usize = index.places.iter().map(|entry| entry.decided).sum();
    let open = index.unresolved().len();
    let scope = if data.filter.is_empty() {
        "Shows all of the coverage.".to_owned()
    } else {
        format!("Shows a part of the coverage: <bdi>{}</bdi>.", escape(&data.words))
    };
    let reviewed = match decided {
        0 => "No mention was reviewed by an analyst.".to_owned(),
        count => format!("{} reviewed by an analyst.", counted(count, "mention")),
    };
    let open = match open {
        0 => String::new(),
        count => format!(" {} tied to no place.", counted(count, "mention")),
    };
    writeln!(
        out,
        "<a class=\"skip\" href=\"#proposals\">Skip to the proposals</a>\n<header>\n<h1 dir=\"auto\">{}</h1>\n<p class=\"scope\">{scope}</p>\n<p class=\"scope\">{}, {} of {}, {}. {reviewed}{open}</p>",
        escape(title),
        counted(data.excerpt.articles.len(), "article"),
        counted(mentions, "mention"),
        counted(index.places.len(), "place"),
        counted(index.proposals.len(), "proposal"),
    )?;
    let map = if data.layers.bounds().is_some() { "<li><a href=\"#map\">Map</a></li>" } else { "" };
    writeln!(
        out,
        "<nav aria-label=\"Contents\"><ul>{map}<li><a href=\"#proposals\">Proposals</a></li><li><a href=\"#places\">Places</a></li><li><a href=\"#sources\">Articles</a></li></ul></nav>\n</header>"
    )
}

/// An article as the source of words, linked where it has an address.
fn source(article: &Article) -> String {
    let name = format!("<bdi>{}</bdi>", escape(&article.heading()));
    let name = match link(article.url.as_ref()) {
        Some(url) => format!("<a href=\"{url}\" rel=\"noreferrer noopener\">{name}</a>"),
        None => name,
    };
    let outlet = article.outlet.as_ref().map(|outlet| format!("<bdi>{}</bdi>, ", escape(outlet)));
    let date = article.date.map(|date| format!(", <time datetime=\"{date}\">{date}</time>"));
    format!("{}{name}{}", outlet.unwrap_or_default(), date.unwrap_or_default())
}

/// A name for an element that links lead to.
fn anchor(kind: &str, id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    // Two ids that differ in other characters alone must not meet.
    let sum = crc32fast::hash(id.as_bytes());
    format!("{kind}-{}-{sum:08x}", id.chars().map(plain).collect::<String>())
}
