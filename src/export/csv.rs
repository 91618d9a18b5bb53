//! CSV: a row a mention or a row a proposal, UTF-8 with its mark, safe to open in a spreadsheet.

use std::io::{self, Write};

use jiff::civil::Date;

use super::{
    Table,
    dataset::{Dataset, MentionRow, ProposalRow, share, word},
    geometry::{Point, point},
};
use crate::{gazetteer::Place, project::index::PlaceEntry};

const MENTIONS: &[&str] = &[
    "article",
    "title",
    "outlet",
    "date",
    "start",
    "end",
    "text",
    "kind",
    "form",
    "place",
    "name",
    "country",
    "lat",
    "lon",
    "confidence",
    "passage",
    "class",
    "region",
    "by",
    "url",
    "filter",
];

const PROPOSALS: &[&str] = &[
    "id",
    "title",
    "kind",
    "status",
    "proposer",
    "addressee",
    "date",
    "places",
    "place_ids",
    "lat",
    "lon",
    "conditions",
    "first_reported",
    "last_reported",
    "articles",
    "history",
    "confidence",
    "by",
    "evidence",
    "urls",
    "filter",
];

const PLACES: &[&str] = &[
    "place",
    "name",
    "contested_names",
    "class",
    "country",
    "region",
    "population",
    "lat",
    "lon",
    "mentions",
    "literal",
    "decided",
    "articles",
    "confidence",
    "filter",
];

/// What a spreadsheet shows UTF-8 by.
const MARK: &[u8] = "\u{feff}".as_bytes();

pub(super) fn write(data: &Dataset<'_>, table: Table, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(MARK)?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    match table {
        Table::Mentions => {
            rows.write_record(MENTIONS)?;
            for (id, entry) in data.articles() {
                for row in data.mentions(id, entry) {
                    rows.write_record(mention(data, &row))?;
                }
            }
        }
        Table::Proposals => {
            rows.write_record(PROPOSALS)?;
            for row in data.proposals() {
                rows.write_record(proposal(data, &row))?;
            }
        }
        Table::Places => {
            rows.write_record(PLACES)?;
            for entry in data.places() {
                rows.write_record(place(data, entry))?;
            }
        }
    }
    rows.flush()
}

fn mention(data: &Dataset<'_>, row: &MentionRow<'_>) -> [String; 21] {
    let (article, place) = (row.article, row.place);
    let [lon, lat] = coordinates(place.map(|place| point(place.position)));
    [
        safe(&article.id),
        text(article.title.as_ref()),
        text(article.outlet.as_ref()),
        date(article.date),
        row.start.to_string(),
        row.end.to_string(),
        safe(row.text),
        word(row.kind),
        word(row.form),
        place.map(|place| safe(&place.id.to_string())).unwrap_or_default(),
        text(place.map(|place| &place.name)),
        text(place.and_then(|place| place.country.as_ref())),
        lat,
        lon,
        share(row.confidence).to_string(),
        safe(row.passage),
        place.map(|place| word(place.class)).unwrap_or_default(),
        text(place.and_then(|place| place.region.as_ref())),
        row.by.label().to_owned(),
        text(article.url.as_ref()),
        safe(&data.words),
    ]
}

fn proposal(data: &Dataset<'_>, row: &ProposalRow<'_>) -> [String; 21] {
    let entry = row.entry;
    let at = data.shape_of(entry.id).and_then(|shape| shape.points().first().copied());
    let [lon, lat] = coordinates(at);
    let [first, last] = row.reported();
    let ids = row.places.iter().map(|(role, place)| format!("{}:{}", word(role), place.id));
    let urls = row.tellings.iter().filter_map(|telling| telling.article.url.clone());
    let conditions = row.tellings.iter().find_map(|telling| telling.conditions);
    [
        row.key.clone(),
        safe(&entry.title),
        word(row.kind()),
        word(row.status()),
        text(entry.proposer.as_ref()),
        text(entry.addressee.as_ref()),
        text(entry.date.as_ref()),
        safe(&row.places_line()),
        safe(&ids.collect::<Vec<_>>().join(" ")),
        lat,
        lon,
        safe(conditions.unwrap_or("")),
        date(first),
        date(last),
        row.tellings.len().to_string(),
        safe(&row.history_line()),
        share(entry.confidence).to_string(),
        row.by.label().to_owned(),
        safe(&row.evidence_lines()),
        safe(&urls.collect::<Vec<_>>().join(" ")),
        safe(&data.words),
    ]
}

fn place(data: &Dataset<'_>, entry: &PlaceEntry) -> [String; 15] {
    let place: &Place = &entry.place;
    let [lon, lat] = coordinates(Some(point(place.position)));
    [
        safe(&place.id.to_string()),
        safe(&place.name),
        safe(&place.contested_names.join(" / ")),
        word(place.class),
        text(place.country.as_ref()),
        text(place.region.as_ref()),
        place.population.to_string(),
        lat,
        lon,
        entry.mentions.len().to_string(),
        entry.literal.to_string(),
        entry.decided.to_string(),
        entry.articles.to_string(),
        share(entry.confidence).to_string(),
        safe(&data.words),
    ]
}

fn coordinates(at: Option<Point>) -> [String; 2] {
    at.map_or_else(Default::default, |at| at.map(|degrees| format!("{degrees:.5}")))
}

fn date(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn text(text: Option<&String>) -> String {
    text.map(|text| safe(text)).unwrap_or_default()
}

/// Text that no spreadsheet takes for a formula: one that starts like a formula gets an apostrophe before
/// it, which spreadsheets do not show. One that starts so already gets another, so that [`plain`] can take
/// it away.
pub(super) fn safe(text: &str) -> String {
    let rest = text.trim_start_matches('\'');
    if rest.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// What spreadsheets take for the start of a formula, the wide forms of East Asia included.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text before it was made safe.
    fn plain(text: &str) -> &str {
        match text.strip_prefix('\'') {
            Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
            _ => text,
        }
    }

    #[test]
    fn formulas_are_defused() {
        assert_eq!(safe("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(safe("Baku"), "Baku");
        assert_eq!(safe("'70s"), "'70s");
    }

    proptest! {
        #[test]
        fn safe_text_starts_no_formula_and_can_be_made_plain(text in "['=+@\\-\t]{0,3}\\PC{0,9}") {
            prop_assert!(!safe(&text).starts_with(FORMULA));
            let back = safe(&text);
            prop_assert_eq!(plain(&back), text);
        }
    }
}
