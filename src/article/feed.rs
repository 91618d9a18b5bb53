//! RSS, Atom and JSON Feed: an article an entry, as far as the feed carries its text.

use std::io::Cursor;

use jiff::civil::Date;

use super::{Article, error::ArticleError, html, limits::Deadline, metadata, office};

pub(super) fn read(
    bytes: &[u8],
    id: &str,
    file: &str,
    deadline: Deadline,
) -> Result<Vec<Result<Article, ArticleError>>, ArticleError> {
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if !is_json {
        // The parser follows nested elements by recursion: their depth is looked at first.
        super::xml::walk(bytes, deadline, &mut |_| {})
            .map_err(|error| office::problem(error, file, "feed"))?;
    }
    let feed = feed_rs::parser::Builder::new().build().parse(Cursor::new(bytes));
    let feed = feed.map_err(|_error| ArticleError::Damaged {
        file: file.to_owned(),
        format: "feed",
        reason: "it is not RSS, Atom or JSON Feed".to_owned(),
    })?;
    let outlet = feed.title.as_ref().and_then(|title| plain(&title.content, deadline));
    let mut articles = Vec::new();
    for (number, entry) in feed.entries.into_iter().enumerate() {
        let name = format!("{id}:{}", number + 1);
        articles.push(article(entry, &name, outlet.as_deref(), deadline).map_err(|problem| match problem {
            Some(limit) => ArticleError::Limit { file: file.to_owned(), limit },
            None => ArticleError::Line {
                file: file.to_owned(),
                line: number + 1,
                reason: "this entry has no text".to_owned(),
            },
        }));
    }
    if articles.is_empty() {
        return Err(ArticleError::Empty { file: file.to_owned() });
    }
    Ok(articles)
}

fn article(
    entry: feed_rs::model::Entry,
    name: &str,
    outlet: Option<&str>,
    deadline: Deadline,
) -> Result<Article, Option<super::error::Limit>> {
    let title = entry.title.and_then(|title| plain(&title.content, deadline));
    let content = entry.content.and_then(|content| content.body);
    let summary = entry.summary.map(|summary| summary.content);
    // Some feeds put the text into the summary, and a line of it into the content.
    let longest = [content, summary].into_iter().flatten().max_by_key(String::len).unwrap_or_default();
    let text = html::prose(&longest, deadline).map_err(Some)?;
    let text = if text.is_empty() {
        title.clone().unwrap_or_default()
    } else {
        html::with_title(title.as_deref(), text)
    };
    if text.is_empty() {
        return Err(None);
    }
    let links = || entry.links.iter().filter(|link| link.href.starts_with("http"));
    let alternate = links().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let url = alternate.or_else(|| links().next()).map(|link| link.href.clone());
    let authors: Vec<String> = entry
        .authors
        .into_iter()
        .filter_map(|person| person.name.or(person.email))
        .filter(|name| !name.trim().is_empty())
        .collect();
    let date = entry
        .published
        .or(entry.updated)
        .and_then(|stamp| stamp.date_naive().to_string().parse::<Date>().ok());
    Ok(Article {
        title,
        outlet: outlet.map(str::to_owned).or_else(|| metadata::host(url.as_deref()?)),
        author: (!authors.is_empty()).then(|| authors.join(", ")),
        date,
        url,
        ..Article::from_text(name, text)
    })
}

/// A title without the markup that some feeds put into it.
fn plain(title: &str, deadline: Deadline) -> Option<String> {
    let text = if title.contains(['<', '&']) { html::prose(title, deadline).ok()? } else { title.to_owned() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(source: &str) -> Vec<Article> {
        let read = read(source.as_bytes(), "f.xml", "f.xml", Deadline::new()).expect("a feed");
        read.into_iter().map(|entry| entry.expect("an entry")).collect()
    }

    #[test]
    fn rss_gives_an_article_an_entry() {
        let articles = all(
            r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <channel><title>Wire</title><link>https://wire.example</link><description>d</description>
            <item><title>Roads</title><link>https://wire.example/roads</link><dc:creator>A. B.</dc:creator>
            <pubDate>Mon, 31 Jul 2023 08:00:00 +0400</pubDate><description>Short.</description>
            <content:encoded><![CDATA[<p>To <b>Aghdam</b> and back.</p><script>x()</script><p>Two.</p>]]></content:encoded></item>
            <item><title>Only a title about Baku</title></item></channel></rss>"#,
        );
        assert_eq!(articles.len(), 2);
        assert_eq!(&*articles[0].text, "Roads\n\nTo Aghdam and back.\n\nTwo.");
        assert_eq!(articles[0].outlet.as_deref(), Some("Wire"));
        assert_eq!(articles[0].author.as_deref(), Some("A. B."));
        assert_eq!(articles[0].url.as_deref(), Some("https://wire.example/roads"));
        assert_eq!(articles[0].date, Date::new(2023, 7, 31).ok());
        assert_eq!(&*articles[1].text, "Only a title about Baku");
    }

    #[test]
    fn atom_and_json_feed_are_read() {
        let atom = all(
            r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><id>x</id><updated>2023-07-31T08:00:00Z</updated>
            <entry><title type="html">Roads &amp;amp; gas</title><id>1</id><updated>2023-07-31T08:00:00Z</updated>
            <link href="https://wire.example/1"/><author><name>A. B.</name></author><content type="html">&lt;p&gt;To Aghdam.&lt;/p&gt;</content></entry></feed>"#,
        );
        assert_eq!(&*atom[0].text, "Roads & gas\n\nTo Aghdam.");
        let json = all(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"Wire","items":[{"id":"1","url":"https://wire.example/1","title":"Roads","content_text":"To Aghdam.","date_published":"2023-07-31T08:00:00Z"}]}"#,
        );
        assert_eq!(&*json[0].text, "Roads\n\nTo Aghdam.");
        assert_eq!(json[0].date, Date::new(2023, 7, 31).ok());
    }

    #[test]
    fn what_is_no_feed_is_damaged() {
        assert!(matches!(
            read(b"<rss><channel>", "f", "f", Deadline::new()),
            Err(ArticleError::Damaged { .. } | ArticleError::Empty { .. })
        ));
    }
}
