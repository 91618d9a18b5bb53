//! Plain text. The text is kept exactly as given; title and date are only looked for.

use jiff::civil::Date;

use super::{Article, date};

/// How far into the text a date is looked for, in bytes.
const HEAD: usize = 400;

pub(super) fn read(text: String, id: &str) -> Article {
    let (title, date) = (title_of(&text), date_of(&text));
    Article { title, date, ..Article::from_text(id, text) }
}

/// The first line, if it reads like a headline.
pub(super) fn title_of(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4).collect();
    lines.first().and_then(|line| title(line, lines.len()))
}

/// The first line, if it reads like a headline: short and not a sentence, perhaps behind a date.
fn title(line: &str, lines: usize) -> Option<String> {
    let bare = line.strip_prefix("date ").map_or(line, str::trim_start);
    let bare = match bare.split_once(' ') {
        Some((first, rest)) if first.parse::<Date>().is_ok() => rest.trim(),
        _ => bare,
    };
    let short = (3..160).contains(&bare.chars().count());
    (lines > 1 && short && !bare.ends_with(['.', ';', ':', ','])).then(|| bare.to_owned())
}

/// A date in the head of the text: ISO anywhere in the first lines, or that of a dateline with its year.
pub(super) fn date_of(text: &str) -> Option<Date> {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let words: Vec<&str> = head.split_whitespace().take(24).collect();
    let iso =
        words.iter().find_map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()).parse::<Date>().ok());
    iso.or_else(|| words.windows(3).find_map(|window| date::parse(&window.join(" "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_with_a_date_gives_both() {
        let article = read("date 2023-07-31 Talks in doubt\n\nBaku said no.".to_owned(), "a");
        assert_eq!(article.title.as_deref(), Some("Talks in doubt"));
        assert_eq!(article.date, Date::new(2023, 7, 31).ok());
        assert!(article.text.starts_with("date 2023"), "the text is as given");
    }

    #[test]
    fn a_dateline_gives_the_date_and_a_sentence_is_no_title() {
        let article = read("BAKU, July 31, 2023 — Talks were held.".to_owned(), "a");
        assert_eq!((article.title, article.date), (None, Date::new(2023, 7, 31).ok()));
    }
}
