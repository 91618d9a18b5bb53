//! KML 2.2: places and proposals with their passages.

use std::fmt::Write as _;

use super::Content;
use crate::{cartography::layers::ProposalShape, geodesy::Position};

pub(super) fn write(content: &Content) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>Dateline</name>\n<Folder><name>Places</name>\n",
    );
    for entry in &content.index.places {
        let place = &entry.place;
        let mut passages = String::new();
        for mention in entry.mentions.iter().take(5) {
            if let Some(article) = content.project.article(mention.article)
                && let Some(passage) = article.passage_at(mention.span.start())
            {
                let _written = write!(passages, "{}\n\n", passage.sentence.of(&article.article.text));
            }
        }
        // Writing to a string cannot fail.
        let _written = writeln!(
            out,
            "<Placemark><name>{}</name><description>{}</description><Point><coordinates>{}</coordinates></Point></Placemark>",
            escape(&place.label(true)),
            escape(&format!("{} mentions\n\n{passages}", entry.mentions.len())),
            coordinates(place.position)
        );
    }
    out.push_str("</Folder>\n<Folder><name>Proposals</name>\n");
    for feature in &content.layers.proposals {
        let geometry = match &feature.shape {
            ProposalShape::Venue(at) => {
                format!(
                    "<Point><coordinates>{}</coordinates></Point>",
                    coordinates(Position::from_mercator(*at))
                )
            }
            ProposalShape::Route(line) => {
                let points: Vec<String> =
                    line.iter().map(|at| coordinates(Position::from_mercator(*at))).collect();
                format!(
                    "<LineString><tessellate>1</tessellate><coordinates>{}</coordinates></LineString>",
                    points.join(" ")
                )
            }
            // Its place is a feature of its own.
            ProposalShape::Area(_) => String::new(),
        };
        let _written = writeln!(
            out,
            "<Placemark><name>{}</name><description>{}</description>{geometry}</Placemark>",
            escape(&feature.title),
            escape(feature.status.label())
        );
    }
    out.push_str("</Folder>\n</Document></kml>\n");
    out.into_bytes()
}

fn coordinates(position: Position) -> String {
    format!("{:.5},{:.5}", position.lon(), position.lat())
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
