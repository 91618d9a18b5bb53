//! Markdown: front matter for title, outlet, author, date and URL; the prose without its marks.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Article, date};

pub(super) fn read(source: &str, id: &str) -> Article {
    let (front, body) = split_front(source);
    let (text, heading) = prose(body);
    let mut article = Article::from_text(id, text);
    for line in front.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches('"').trim_matches('\'');
        if value.is_empty() {
            continue;
        }
        match key.trim().to_ascii_lowercase().as_str() {
            "title" | "headline" => article.title = Some(value.to_owned()),
            "outlet" | "source" | "publisher" | "site" => article.outlet = Some(value.to_owned()),
            "author" | "by" => article.author = Some(value.to_owned()),
            "date" | "published" => article.date = date::parse(value),
            "url" | "link" => article.url = Some(value.to_owned()),
            "id" => value.clone_into(&mut article.id),
            _ => {}
        }
    }
    article.title = article.title.or(heading);
    article
}

/// The lines between two `---` at the head, and the rest.
fn split_front(source: &str) -> (&str, &str) {
    let rest = source.trim_start_matches('\u{feff}');
    let Some(after) = rest.strip_prefix("---").and_then(|after| after.split_once('\n')) else {
        return ("", rest);
    };
    match after.1.split_once("\n---") {
        Some((front, body)) if after.0.trim().is_empty() => {
            (front, body.split_once('\n').map_or("", |(_, body)| body))
        }
        _ => ("", rest),
    }
}

/// Paragraphs as lines with a blank one between; the first top-level heading.
fn prose(body: &str) -> (String, Option<String>) {
    let (mut text, mut heading) = (String::new(), None);
    let mut in_title = None;
    let mut code = 0;
    for event in Parser::new_ext(body, Options::empty()) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if heading.is_none() => {
                in_title = Some(text.len());
            }
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code -= 1,
            Event::Text(piece) | Event::Code(piece) if code == 0 => text.push_str(&piece),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::End(TagEnd::Heading(_)) => {
                if let Some(start) = in_title.take() {
                    heading = Some(text[start..].trim().to_owned());
                }
                text.push_str("\n\n");
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow) => text.push_str("\n\n"),
            Event::End(TagEnd::TableCell) => text.push(' '),
            _ => {}
        }
    }
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    (text.trim().to_owned(), heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_and_prose_are_told_apart() {
        let article = read(
            "---\ntitle: Roads\noutlet: Wire\ndate: 2023-07-31\n---\n\nTo *Aghdam*\nand back.\n\nTwo.",
            "a",
        );
        assert_eq!(article.title.as_deref(), Some("Roads"));
        assert_eq!(article.outlet.as_deref(), Some("Wire"));
        assert_eq!(&*article.text, "To Aghdam and back.\n\nTwo.");
    }

    #[test]
    fn a_heading_is_the_title_where_no_front_matter_has_one() {
        assert_eq!(read("# Talks\n\nIn Baku.", "a").title.as_deref(), Some("Talks"));
    }
}
