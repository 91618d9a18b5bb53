//! Dates as texts write them: absolute, relative to the article, and parts of a year.

use jiff::{
    Span,
    civil::{Date, Weekday},
};

use super::{Input, sentence::Read};
use crate::{article::date::month, language::calendar::WEEKDAYS};

/// A date in a sentence; token places are within the sentence, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) first: usize,
    pub(super) last: usize,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub(super) iso: Option<String>,
    /// "day", "month", "year", "weekday", "relative" or "part".
    pub(super) class: &'static str,
    /// "past" or "ahead" of the article, "open" where that is not known.
    pub(super) when: &'static str,
}

/// The dates of a sentence, in order.
pub(super) fn expressions(read: &Read, input: Input<'_>) -> Vec<Expression> {
    let mut out: Vec<Expression> = Vec::new();
    let mut at = 0;
    while at < read.words.len() {
        let reader = Reader { read, input, at };
        match reader
            .named()
            .or_else(|| reader.weekday())
            .or_else(|| reader.ahead())
            .or_else(|| reader.relative())
            .or_else(|| reader.year())
        {
            Some(found) => {
                at = found.last.max(at) + 1;
                out.push(found);
            }
            None => at += 1,
        }
    }
    out
}

/// Words of a date gone by.
const PAST: &[&str] = &["last", "past", "previous", "yesterday", "ago"];
/// Forms of the past that end otherwise than in -ed.
const TOLD: &[&str] = &[
    "said", "told", "was", "were", "met", "held", "began", "took", "came", "went", "made", "gave", "saw",
    "sent", "left", "won", "did", "had", "wrote", "spoke", "put",
];
/// Participles of what is to come.
const AHEAD: &[&str] =
    &["scheduled", "planned", "slated", "expected", "proposed", "postponed", "delayed", "need", "deferred"];

struct Reader<'r> {
    read: &'r Read,
    input: Input<'r>,
    at: usize,
}

impl Reader<'_> {
    fn word(&self, step: usize) -> &str {
        self.read.word(self.at + step)
    }

    fn before(&self, step: usize) -> &str {
        self.at.checked_sub(step).map_or("", |at| self.read.word(at))
    }

    fn capital(&self) -> bool {
        let token = self.read.start + self.at;
        self.input.document.token_text(token).chars().next().is_some_and(char::is_uppercase)
    }

    /// The number at a place, the first of a range: "8" of "8-18", "1" of "1st".
    fn number(&self, at: usize) -> Option<i16> {
        if at >= self.read.words.len() {
            return None;
        }
        let text = self.input.document.token_text(self.read.start + at);
        text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }

    fn found(&self, first: usize, last: usize, iso: Option<String>, class: &'static str) -> Expression {
        let when = match (&iso, self.input.date) {
            (Some(iso), Some(article)) => {
                let today = article.to_string();
                let length = iso.len().min(today.len());
                if iso[..length] < today[..length] { "past" } else { "ahead" }
            }
            _ if self.read.words[first..=last].iter().any(|word| PAST.contains(&word.as_str())) => "past",
            _ => "open",
        };
        Expression { first, last, iso, class, when }
    }

    /// "August 1", "1 August 2024", "August 2024", "end of August".
    fn named(&self) -> Option<Expression> {
        let at = self.at;
        let month = month(self.word(0)).filter(|_| self.capital())?;
        let (day, first, mut last) =
            match (at.checked_sub(1).and_then(|at| self.number(at)), self.number(at + 1)) {
                (Some(day @ 1..=31), _) => (Some(day), at - 1, at),
                (_, Some(day @ 1..=31)) => (Some(day), at, at + 1),
                _ => (None, at, at),
            };
        let year_at = if self.read.word(last + 1) == "," { last + 2 } else { last + 1 };
        let year = self.number(year_at).filter(|year| (1900..2200).contains(year));
        if year.is_some() {
            last = year_at;
        }
        // The verb "may", the verb "march".
        if matches!(self.word(0), "may" | "march" | "mar")
            && day.is_none()
            && year.is_none()
            && !matches!(
                self.before(1),
                "in" | "of" | "by" | "until" | "since" | "last" | "next" | "late" | "early"
            )
        {
            return None;
        }
        let iso = absolute(year, month, day, self.input.date);
        let class = if day.is_some() { "day" } else { "month" };
        Some(self.found(first, last, iso, class))
    }

    /// "on Friday", "next Friday", "last Friday".
    fn weekday(&self) -> Option<Expression> {
        let number = WEEKDAYS.iter().position(|day| *day == self.word(0)).filter(|_| self.capital())?;
        let weekday = Weekday::from_monday_zero_offset(i8::try_from(number).ok()?).ok()?;
        let past = matches!(self.before(1), "last" | "past") || self.is_told();
        let nth = if past { -1 } else { 1 };
        // On its own day an article means today.
        let named = |date: Date| {
            if date.weekday() == weekday && self.before(1) != "next" && self.before(1) != "last" {
                return Some(date);
            }
            date.nth_weekday(nth, weekday).ok()
        };
        let iso = self.input.date.and_then(named).map(|date| date.to_string());
        let opens = matches!(self.before(1), "on" | "next" | "this" | "last" | "coming");
        let first = if opens { self.at - 1 } else { self.at };
        let found = self.found(first, self.at, iso, "weekday");
        Some(if past { Expression { when: "past", ..found } } else { found })
    }

    /// Whether the day is that of an act that is told of: "met on Friday", "said Monday", not "is to be held on Friday".
    fn is_told(&self) -> bool {
        let told = |word: &str| (word.ends_with("ed") && !AHEAD.contains(&word)) || TOLD.contains(&word);
        (1..=4).any(|step| {
            told(self.before(step))
                && !(1..=step + 3)
                    .any(|step| matches!(self.before(step), "to" | "will" | "would" | "be" | "until"))
        })
    }

    /// "tomorrow", "next year", "last weekend", "by the end of the year", "in autumn", "later this month".
    fn relative(&self) -> Option<Expression> {
        let (at, today) = (self.at, self.input.date);
        let day = |days: i64| Some(today?.checked_add(Span::new().days(days)).ok()?.to_string());
        match self.word(0) {
            "evening" | "afternoon" | "morning" if self.before(1) == "this" => {
                return Some(self.found(at - 1, at, day(0), "relative"));
            }
            "year" if self.before(1) == "the" && matches!(self.before(2), "throughout" | "during") => {
                let iso = today.map(|date| date.year().to_string());
                return Some(self.found(at - 2, at, iso, "relative"));
            }
            "tomorrow" => return Some(self.found(at, at, day(1), "relative")),
            "today" | "tonight" => return Some(self.found(at, at, day(0), "relative")),
            "yesterday" => return Some(self.found(at, at, day(-1), "relative")),
            _ => {}
        }
        let season = matches!(self.word(0), "spring" | "summer" | "autumn" | "fall" | "winter");
        let step = match self.before(1) {
            "next" | "coming" => Some(1),
            "this" => Some(0),
            "last" | "past" | "previous" => Some(-1),
            _ => None,
        };
        if season {
            return self.season(step);
        }
        let step = step.or_else(|| {
            let end = self.before(1) == "the"
                && self.before(2) == "of"
                && matches!(self.before(3), "end" | "middle");
            end.then_some(0)
        })?;
        let iso = match self.word(0) {
            "year" => today.map(|date| (date.year() + step).to_string()),
            "month" => today.and_then(|date| {
                let shifted = date.first_of_month().checked_add(Span::new().months(i64::from(step))).ok()?;
                Some(format!("{:04}-{:02}", shifted.year(), shifted.month()))
            }),
            "weekend" => today.and_then(|date| {
                let nth = if step < 0 { -1 } else { 1 };
                Some(date.nth_weekday(nth, Weekday::Saturday).ok()?.to_string())
            }),
            "week" | "weeks" | "months" | "days" | "years" | "season" | "quarter" => None,
            _ => return None,
        };
        let later = at >= 2 && matches!(self.before(2), "later" | "early" | "earlier" | "late");
        let end = at >= 3 && self.before(2) == "of" && self.before(1) == "the";
        let first = if end {
            at - 3
        } else if later {
            at - 2
        } else {
            at - 1
        };
        Some(self.found(first, at, iso, "relative"))
    }

    /// "in ten days", "within six months", "in the next three weeks": only "in" fixes the day.
    fn ahead(&self) -> Option<Expression> {
        let unit = |word: &str| match word {
            "day" | "days" => Some(1),
            "week" | "weeks" => Some(7),
            "month" | "months" => Some(30),
            "year" | "years" => Some(365),
            _ => None,
        };
        if !matches!(self.word(0), "in" | "within") {
            return None;
        }
        let window = ["next", "coming", "following"];
        let skipped = match (self.word(1), self.word(2)) {
            ("the", word) if window.contains(&word) => 2,
            _ => 0,
        };
        let number = self.number(self.at + 1 + skipped).or_else(|| spelt(self.word(1 + skipped)));
        let counted = usize::from(number.is_some());
        let last = 1 + skipped + counted;
        let days = unit(self.word(last))?;
        if number.is_none() && self.word(0) == "in" && skipped == 0 {
            return None;
        }
        // "in 10 years of war", "in two weeks of talks" tell how long it took.
        if self.word(0) == "in" && self.word(last + 1) == "of" {
            return None;
        }
        let fixed = self.word(0) == "in" && skipped == 0 && days < 30;
        let day = |count: i16| {
            let later = self.input.date?.checked_add(Span::new().days(i64::from(count) * days)).ok()?;
            Some(later.to_string())
        };
        let iso = number.filter(|_| fixed).and_then(day);
        Some(self.found(self.at, self.at + last, iso, "span"))
    }

    /// "in autumn", "next summer", "the fall of 2024", "spring 2024".
    fn season(&self, step: Option<i16>) -> Option<Expression> {
        let at = self.at;
        let year_at = if self.word(1) == "of" { at + 2 } else { at + 1 };
        let year = self.number(year_at).filter(|year| (1900..2200).contains(year));
        let placed = matches!(
            self.before(1),
            "in" | "by" | "until" | "the" | "early" | "late" | "throughout" | "during"
        );
        if year.is_none() && step.is_none() && !placed {
            return None;
        }
        // A verb: "to fall", "prices fall".
        if self.word(0) == "fall"
            && year.is_none()
            && !matches!(self.before(1), "this" | "next" | "last" | "the")
        {
            return None;
        }
        let own = self.input.date.map(|date| date.year() + step.unwrap_or(0).min(0));
        let iso = year.or(own).map(|year| year.to_string());
        let first = if step.is_some() { at - 1 } else { at };
        Some(self.found(first, if year.is_some() { year_at } else { at }, iso, "part"))
    }

    /// "in 2024", "by 2030".
    fn year(&self) -> Option<Expression> {
        let year =
            self.number(self.at).filter(|year| (1900..2200).contains(year) && self.word(0).len() == 4)?;
        let placed = matches!(
            self.before(1),
            "in" | "by"
                | "until"
                | "for"
                | "before"
                | "after"
                | "since"
                | "of"
                | "from"
                | "to"
                | "the"
                | "late"
                | "early"
                | "mid"
        );
        placed.then(|| self.found(self.at, self.at, Some(year.to_string()), "year"))
    }
}

/// A small number in letters.
fn spelt(word: &str) -> Option<i16> {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    NUMBERS.iter().position(|known| *known == word).and_then(|at| i16::try_from(at + 1).ok())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Document;

    fn dates(text: &str) -> Vec<(String, Option<String>)> {
        let document = Document::new(text);
        let input = Input {
            document: &document,
            mentions: &[],
            quotes: &[],
            date: Date::new(2023, 7, 31).ok(),
            state_of: &|_| None,
            capital_of: &|_| None,
            words: None,
        };
        let read = Read::new(0, input);
        let found = expressions(&read, input).into_iter();
        found.map(|date| (read.span(date.first, date.last, input).of(text).to_owned(), date.iso)).collect()
    }

    #[test]
    fn dates_are_made_absolute_from_the_article() {
        for (text, words, iso) in [
            ("They meet on August 1 in town.", "August 1", Some("2023-08-01")),
            ("They meet on 1 September 2024.", "1 September 2024", Some("2024-09-01")),
            ("They met last weekend.", "last weekend", Some("2023-07-29")),
            ("It opens by the end of the year.", "end of the year", Some("2023")),
            ("It opens in autumn.", "autumn", Some("2023")),
            ("It opens next month.", "next month", Some("2023-08")),
            ("They meet on Friday.", "on Friday", Some("2023-08-04")),
            ("It opens by 2030.", "2030", Some("2030")),
            ("They meet tomorrow.", "tomorrow", Some("2023-08-01")),
            ("They meet next week.", "next week", None),
            ("They meet in ten days.", "in ten days", Some("2023-08-10")),
            ("They leave within six months.", "within six months", None),
            ("They meet in the coming weeks.", "in the coming weeks", None),
            ("It sails throughout the year.", "throughout the year", Some("2023")),
        ] {
            assert_eq!(dates(text), [(words.to_owned(), iso.map(str::to_owned))], "{text}");
        }
        assert_eq!(dates("Prices may fall and we march on."), []);
    }

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
