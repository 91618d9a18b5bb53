//! Publication dates as files write them.

use jiff::civil::Date;

use crate::language::calendar;

/// The month of an English name or abbreviation, 1…12.
#[must_use]
pub fn month(word: &str) -> Option<i8> {
    let lower = word.trim_end_matches('.').to_lowercase();
    let known = calendar::MONTHS.iter().position(|month| lower.starts_with(&month[..3]))?;
    let fits = calendar::MONTHS[known].starts_with(&lower) || lower == "sept";
    i8::try_from(known + 1).ok().filter(|_| fits)
}

/// Reads `2023-07-31`, with or without a time behind it, `31.07.2023`, `31 July 2023` and `July 31, 2023`.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(iso) = text.get(..10).and_then(|iso| iso.parse().ok()) {
        return Some(iso);
    }
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/'))
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &str| part.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i16>().ok();
    let build = |year: i16, month: i8, day: i16| {
        let year_fits = (1900..2200).contains(&year);
        Date::new(year, month, i8::try_from(day).ok()?).ok().filter(|_| year_fits)
    };
    for window in parts.windows(3) {
        let [a, b, c] = window else { continue };
        if let (Some(day), Some(month), Some(year)) = (number(a), month(b), number(c)) {
            return build(year, month, day);
        }
        if let (Some(month), Some(day), Some(year)) = (month(a), number(b), number(c)) {
            return build(year, month, day);
        }
        if let (Some(day), Some(month), Some(year)) = (number(a), number(b), number(c))
            && let Some(date) = i8::try_from(month).ok().and_then(|month| build(year, month, day))
        {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_forms_are_read() {
        let expected = Date::new(2023, 7, 31).ok();
        for text in [
            "2023-07-31",
            "2023-07-31T10:00:00Z",
            "31 July 2023",
            "July 31, 2023",
            "31.07.2023",
            "Mon, 31 Jul 2023 08:00",
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse("next week"), None);
        assert_eq!(parse("99 July 2023"), None);
    }
}
