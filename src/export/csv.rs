//! CSV: a row a mention, safe to open in a spreadsheet.

use super::Content;
use crate::{project::Referent, text::OffsetMap};

const HEADER: [&str; 16] = [
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
];

pub(super) fn write(content: &Content) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |fields: &[String]| {
        // Writing to memory cannot fail.
        let _written = writer.write_record(fields);
    };
    row(&HEADER.map(str::to_owned));
    for (id, entry) in content.project.articles() {
        let article = &entry.article;
        let map = OffsetMap::new(&article.text);
        for mention in content.project.readings(id) {
            if mention.referent() == Referent::NoPlace {
                continue;
            }
            let span = mention.id.span;
            let place = content.index.place_of(mention.id).map(|entry| &entry.place);
            let chars = map.chars(span);
            let confidence = match (mention.decision, mention.machine) {
                (None, Some(machine)) if machine.resolution.is_none() => machine.recognition,
                _ => mention.confidence(),
            };
            let text = |value: Option<&str>| safe(value.unwrap_or(""));
            row(&[
                safe(&article.id),
                text(article.title.as_deref()),
                text(article.outlet.as_deref()),
                article.date.map(|date| date.to_string()).unwrap_or_default(),
                chars.start.to_string(),
                chars.end.to_string(),
                safe(span.of(&article.text)),
                format!("{:?}", mention.kind).to_lowercase(),
                format!("{:?}", mention.form).to_lowercase(),
                place.map(|place| place.id.to_string()).unwrap_or_default(),
                text(place.map(|place| place.name.as_str())),
                text(place.and_then(|place| place.country.as_deref())),
                place.map(|place| format!("{:.5}", place.position.lat())).unwrap_or_default(),
                place.map(|place| format!("{:.5}", place.position.lon())).unwrap_or_default(),
                format!("{confidence:.4}"),
                text(entry.passage_at(span.start()).map(|passage| passage.sentence.of(&article.text))),
            ]);
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// Text that no spreadsheet takes for a formula.
fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused() {
        assert_eq!(safe("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(safe("Baku"), "Baku");
    }
}
