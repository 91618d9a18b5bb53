//! When the act is to happen, made absolute from the article's date.

use jiff::civil::{Date, Weekday};

use super::{Input, ProposalDate, cluster::Cluster, sentence::Read};
use crate::article::date::month;

/// The date of the act: the first in its sentences that is no dateline and lies not in the past.
pub(super) fn act_date(cluster: &Cluster, read: &[Read], input: Input<'_>) -> Option<ProposalDate> {
    cluster.sentences().find_map(|at| {
        let read = &read[at];
        let dateline = read.words.iter().take(12).position(|word| matches!(word.as_str(), "—" | "–" | "--"));
        let from = dateline.map_or(0, |at| at + 1);
        (from..read.words.len()).find_map(|at| date_at(read, at, input))
    })
}

fn date_at(read: &Read, at: usize, input: Input<'_>) -> Option<ProposalDate> {
    let word = read.words[at].as_str();
    let next = |step: usize| read.words.get(at + step).map_or("", String::as_str);
    let before = at.checked_sub(1).map_or("", |before| read.words[before].as_str());
    let number = |at: usize| -> Option<i16> {
        let text = input.document.token_text(read.start + at);
        text.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()
    };
    let capital = input.document.token_text(read.start + at).chars().next().is_some_and(char::is_uppercase);
    if capital && let Some(month) = month(word) {
        let (day, first, mut last) = match (at.checked_sub(1).and_then(number), number(at + 1)) {
            (Some(day @ 1..=31), _) => (Some(day), at - 1, at),
            (_, Some(day @ 1..=31)) => (Some(day), at, at + 1),
            _ => (None, at, at),
        };
        let year_at = if next(last + 1 - at) == "," { last + 2 } else { last + 1 };
        let year = number(year_at).filter(|year| (1900..2200).contains(year));
        if year.is_some() {
            last = year_at;
        }
        if word == "may" && day.is_none() && year.is_none() {
            return None;
        }
        let iso = absolute(year, month, day, input.date);
        // A date that has passed is when something was, not when the act is to be.
        if past(iso.as_deref(), input.date) {
            return None;
        }
        return Some(ProposalDate { span: read.span(first, last, input), iso });
    }
    if let Some(weekday) = weekday(word).filter(|_| capital) {
        let said =
            at >= 2 && read.words[at.saturating_sub(4)..at].iter().any(|word| word.starts_with("said"));
        let future = read
            .words
            .iter()
            .any(|word| matches!(word.as_str(), "will" | "would" | "to" | "scheduled" | "planned"));
        if said || !future {
            return None;
        }
        let iso = input.date.and_then(|date| date.nth_weekday(1, weekday).ok()).map(|date| date.to_string());
        let first = if matches!(before, "on" | "next" | "this") { at - 1 } else { at };
        return Some(ProposalDate { span: read.span(first, at, input), iso });
    }
    if word == "tomorrow" {
        let iso = input.date.and_then(|date| date.tomorrow().ok()).map(|date| date.to_string());
        return Some(ProposalDate { span: read.span(at, at, input), iso });
    }
    if before == "next" {
        let iso = match word {
            "year" => input.date.map(|date| (date.year() + 1).to_string()),
            "month" => input.date.and_then(|date| {
                let next = date.last_of_month().tomorrow().ok()?;
                Some(format!("{:04}-{:02}", next.year(), next.month()))
            }),
            "week" => None,
            _ => return None,
        };
        return Some(ProposalDate { span: read.span(at - 1, at, input), iso });
    }
    None
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The ISO form; a missing year is that of the article, or the next if the month is long gone.
fn absolute(year: Option<i16>, month: i8, day: Option<i16>, article: Option<Date>) -> Option<String> {
    let year = year.or_else(|| {
        let article = article?;
        let gone = i16::from(article.month()) - i16::from(month) > 6;
        Some(if gone { article.year() + 1 } else { article.year() })
    })?;
    match day.and_then(|day| i8::try_from(day).ok()) {
        Some(day) => Date::new(year, month, day).ok().map(|date| date.to_string()),
        None => Some(format!("{year:04}-{month:02}")),
    }
}

fn past(iso: Option<&str>, article: Option<Date>) -> bool {
    let (Some(iso), Some(article)) = (iso, article) else { return false };
    let limit = article.checked_sub(jiff::Span::new().days(45)).unwrap_or(article).to_string();
    iso < &limit[..iso.len().min(limit.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_year_comes_from_the_article() {
        let article = Date::new(2023, 7, 31).ok();
        assert_eq!(absolute(None, 8, Some(1), article).as_deref(), Some("2023-08-01"));
        assert_eq!(absolute(None, 10, None, article).as_deref(), Some("2023-10"));
        assert_eq!(absolute(None, 1, Some(5), Date::new(2023, 12, 20).ok()).as_deref(), Some("2024-01-05"));
        assert_eq!(absolute(None, 8, Some(1), None), None);
        assert_eq!(absolute(Some(2024), 2, Some(30), article), None);
    }
}
