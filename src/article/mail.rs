//! E-mail and web pages saved as such (MHTML): headers, the best of the text parts, attachments of known
//! kinds. Mailboxes are streamed message by message.

use std::{
    io::{BufRead, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

use jiff::civil::Date;
use mail_parser::{Address, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{
    Article,
    error::{ArticleError, Limit, plain_reason},
    format::Format,
    html,
    limits::{DOCUMENT_BYTES, Deadline, MAX_ARTICLE_BYTES, NESTING},
    read::{Origin, Sink, read_bytes},
};

/// The most parts of one message that are read.
const PARTS: usize = 1000;

/// Reads a message and its attachments.
pub(super) fn read(bytes: &[u8], origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    let parsed = catch_unwind(AssertUnwindSafe(|| MessageParser::default().parse(bytes)));
    let file = || origin.file.to_owned();
    let message = match parsed {
        Ok(Some(message)) => message,
        Ok(None) => {
            let reason = "it has no headers".to_owned();
            return sink(Err(ArticleError::Damaged { file: file(), format: "e-mail", reason }));
        }
        Err(_) => return sink(Err(ArticleError::Failed { file: file(), format: "e-mail" })),
    };
    read_message(&message, origin, sink)
}

fn read_message(message: &Message<'_>, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    let file = || origin.file.to_owned();
    if message.parts.len() > PARTS {
        return sink(Err(ArticleError::Limit { file: file(), limit: Limit::Files(PARTS) }));
    }
    if is_saved_page(message) {
        return sink(saved_page(message, origin));
    }
    let article = match article(message, origin) {
        Ok(article) => article,
        Err(limit) => return sink(Err(ArticleError::Limit { file: file(), limit })),
    };
    let date = article.date;
    let has_text = !article.text.trim().is_empty();
    if has_text && !sink(Ok(article)) {
        return false;
    }
    let mut any = has_text;
    let attached = attachments(message, origin, date, &mut |read| {
        any |= read.is_ok();
        sink(read)
    });
    attached && (any || sink(Err(ArticleError::Empty { file: file() })))
}

/// The letter itself.
fn article(message: &Message<'_>, origin: &Origin<'_>) -> Result<Article, Limit> {
    let text = body(message, Deadline::new())?;
    let title = message.subject().map(str::trim).filter(|subject| !subject.is_empty()).map(str::to_owned);
    let from = message.from().and_then(sender);
    // What comes through a list is published by whoever runs it.
    let is_list = [HeaderName::ListId, HeaderName::ListUnsubscribe, HeaderName::ListPost]
        .into_iter()
        .any(|header| message.header(header).is_some());
    let link = message.header_raw(HeaderName::Other("Archived-At".into()));
    let link = link.map(|link| link.trim().trim_matches(['<', '>']).to_owned());
    Ok(Article {
        title: title.clone(),
        outlet: from.clone().filter(|_| is_list),
        author: from.filter(|_| !is_list),
        date: date(message),
        url: link.filter(|link| link.starts_with("http")),
        ..Article::from_text(origin.id, html::with_title(title.as_deref(), text))
    })
}

fn date(message: &Message<'_>) -> Option<Date> {
    let date = message.date()?;
    Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
}

fn sender(address: &Address<'_>) -> Option<String> {
    let first = address.first()?;
    let name = first.name().map(str::trim).filter(|name| !name.is_empty());
    name.or_else(|| first.address()).map(str::to_owned)
}

/// The text of a letter: its plain parts as they are, or else its HTML parts.
fn body(message: &Message<'_>, deadline: Deadline) -> Result<String, Limit> {
    let mut parts = Vec::new();
    for part in message.text_bodies() {
        let text = match &part.body {
            PartType::Text(text) if is_flowed(part) => flowed(text),
            PartType::Text(text) => text.trim().replace("\r\n", "\n"),
            PartType::Html(source) => html::prose(source, deadline)?,
            _ => continue,
        };
        if !text.trim().is_empty() {
            parts.push(text);
        }
    }
    Ok(parts.join("\n\n"))
}

fn is_flowed(part: &MessagePart<'_>) -> bool {
    part.content_type()
        .and_then(|kind| kind.attribute("format"))
        .is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
}

/// Lines that end with a space go on in the next (RFC 3676).
fn flowed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        out.push_str(line);
        if !line.ends_with(' ') || line == "-- " {
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

/// Whether a message is a web page that a browser saved.
fn is_saved_page(message: &Message<'_>) -> bool {
    let related = message.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("related"))
    });
    let snapshot = message.header_raw(HeaderName::Other("Snapshot-Content-Location".into())).is_some();
    snapshot || (related && message.to().is_none() && message.html_part(0).is_some())
}

fn saved_page(message: &Message<'_>, origin: &Origin<'_>) -> Result<Article, ArticleError> {
    let empty = || ArticleError::Empty { file: origin.file.to_owned() };
    let part = message.html_part(0).ok_or_else(empty)?;
    let PartType::Html(source) = &part.body else { return Err(empty()) };
    let read = html::read_text(source, origin.id, Deadline::new());
    let mut article = read.map_err(|limit| ArticleError::Limit { file: origin.file.to_owned(), limit })?;
    if article.text.trim().is_empty() {
        return Err(empty());
    }
    let place = message.header_raw(HeaderName::Other("Snapshot-Content-Location".into()));
    let place = place.or_else(|| part.content_location()).map(|place| place.trim().to_owned());
    article.url = article.url.or_else(|| place.filter(|place| place.starts_with("http")));
    if article.outlet.is_none() {
        article.outlet = article.url.as_deref().and_then(super::metadata::host);
    }
    article.title = article.title.or_else(|| message.subject().map(str::to_owned));
    Ok(article)
}

/// Attachments of known kinds, with the date of the letter where they have none of their own.
fn attachments(message: &Message<'_>, origin: &Origin<'_>, date: Option<Date>, sink: &mut Sink<'_>) -> bool {
    let mut dated = |read: Result<Article, ArticleError>| {
        sink(read.map(|article| Article { date: article.date.or(date), ..article }))
    };
    message.attachments().enumerate().all(|(number, part)| {
        let name = part.attachment_name().map_or_else(|| format!("attachment-{}", number + 1), str::to_owned);
        let id = format!("{}/{name}", origin.id);
        let file = format!("{}/{name}", origin.file);
        let inner = Origin { id: &id, file: &file, depth: origin.depth + 1, ..*origin };
        if inner.depth > NESTING {
            return dated(Err(ArticleError::Limit { file: file.clone(), limit: Limit::Nesting(NESTING) }));
        }
        match &part.body {
            PartType::Message(inner_message) => read_message(inner_message, &inner, &mut dated),
            // Pictures, calendars and signatures are no articles: they are passed over without a word.
            _ if Format::of_name(&name).is_none() => true,
            _ => read_bytes(part.contents().to_vec(), &inner, &mut dated),
        }
    })
}

/// Reads a mailbox as a stream: each message begins with a line "From ".
pub(super) fn read_mailbox(mut reader: impl BufRead, origin: &Origin<'_>, sink: &mut Sink<'_>) -> bool {
    let (mut message, mut number) = (Vec::new(), 0);
    let mut too_large = false;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.by_ref().take(MAX_ARTICLE_BYTES).read_until(b'\n', &mut line);
        let ended = match read {
            Ok(read) => read == 0,
            Err(error) => {
                return sink(Err(ArticleError::Io {
                    file: origin.file.to_owned(),
                    reason: plain_reason(&error),
                }));
            }
        };
        if ended || line.starts_with(b"From ") {
            if !message.is_empty() || too_large {
                number += 1;
                if !one_of_mailbox(&message, too_large, number, origin, sink) {
                    return false;
                }
            }
            message.clear();
            too_large = false;
            if ended {
                return true;
            }
            continue;
        }
        // A line that begins with "From " in a letter is quoted with ">".
        let quoted = line.iter().position(|byte| *byte != b'>').filter(|at| *at > 0);
        let unquoted = quoted.is_some_and(|at| line[at..].starts_with(b"From "));
        if message.len() as u64 + line.len() as u64 > DOCUMENT_BYTES {
            too_large = true;
        } else {
            message.extend_from_slice(&line[usize::from(unquoted)..]);
        }
    }
}

fn one_of_mailbox(
    message: &[u8],
    too_large: bool,
    number: usize,
    origin: &Origin<'_>,
    sink: &mut Sink<'_>,
) -> bool {
    let id = format!("{}:{number}", origin.id);
    let file = format!("{}, message {number}", origin.file);
    let inner = Origin { id: &id, file: &file, depth: origin.depth + 1, ..*origin };
    if too_large {
        let limit = Limit::Unpacked(DOCUMENT_BYTES >> 20);
        return sink(Err(ArticleError::Limit { file, limit }));
    }
    read(message, &inner, sink)
}
