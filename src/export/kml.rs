//! KML 2.2 and KMZ: places in folders by kind, proposals in folders by status, styled, with passages in the
//! balloons and the facts as typed data.

use std::io::{self, Seek, Write};

use super::{
    dataset::{Dataset, ProposalRow, share, word},
    geojson::ATTRIBUTION,
    geometry::{Geometry, Point},
    markup::escape,
};
use crate::{
    basemap::style::Theme,
    cartography::palette,
    gazetteer::{Place, PlaceClass},
    project::index::PlaceEntry,
    proposals::Status,
    text::counted,
};

/// Passages in one balloon; more are counted.
const PASSAGES: usize = 40;

/// A folder of places.
struct Folder {
    id: &'static str,
    name: &'static str,
    holds: fn(PlaceClass) -> bool,
}

const FOLDERS: [Folder; 3] = [
    Folder { id: "countries", name: "Countries and regions", holds: PlaceClass::is_wide },
    Folder { id: "settlements", name: "Towns and villages", holds: PlaceClass::is_settlement },
    Folder { id: "other", name: "Other places", holds: |class| !class.is_wide() && !class.is_settlement() },
];

/// A class for each folder, for its colour.
const SAMPLES: [PlaceClass; 3] = [PlaceClass::Country, PlaceClass::Settlement, PlaceClass::Natural];

/// Where KMZ keeps the picture of a marker.
const ICON: &str = "files/dot.png";

pub(super) fn write(data: &Dataset<'_>, out: &mut dyn Write) -> io::Result<()> {
    document(data, None, out)
}

/// The document and the picture of its markers in one ZIP file.
pub(super) fn write_kmz(data: &Dataset<'_>, out: &mut (impl Write + Seek)) -> io::Result<()> {
    let mut zip = zip::ZipWriter::new(out);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    zip.start_file("doc.kml", options)?;
    document(data, Some(ICON), &mut io::BufWriter::new(&mut zip))?;
    zip.start_file(ICON, options)?;
    zip.write_all(&dot()?)?;
    zip.finish()?;
    Ok(())
}

/// A white disc with a dark rim: the colour of each style is laid over it.
fn dot() -> io::Result<Vec<u8>> {
    use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};
    let failed = || io::Error::other("the marker cannot be drawn");
    let mut pixmap = Pixmap::new(64, 64).ok_or_else(failed)?;
    for (radius, shade) in [(28.0, 0.35), (24.0, 1.0)] {
        let path = PathBuilder::from_circle(32.0, 32.0, radius).ok_or_else(failed)?;
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color(Color::from_rgba(shade, shade, shade, 1.0).ok_or_else(failed)?);
        pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
    }
    pixmap.encode_png().map_err(io::Error::other)
}

fn document(data: &Dataset<'_>, icon: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n<name>Dateline</name>\n<open>1</open>\n",
    )?;
    let about = format!("Shows {}. {ATTRIBUTION}", data.words);
    writeln!(out, "<description>{}</description>", escape(&about))?;
    styles(icon, out)?;
    writeln!(
        out,
        "<ExtendedData><Data name=\"filter\"><value>{}</value></Data></ExtendedData>",
        escape(&data.words)
    )?;
    writeln!(out, "<Folder><name>Places</name><open>1</open>")?;
    for Folder { id, name, holds } in FOLDERS {
        if !data.places().iter().any(|entry| holds(entry.place.class)) {
            continue;
        }
        writeln!(out, "<Folder><name>{name}</name>")?;
        for entry in data.places().iter().filter(|entry| holds(entry.place.class)) {
            if data.progress.is_cancelled() {
                break;
            }
            place(data, entry, id, out)?;
        }
        writeln!(out, "</Folder>")?;
    }
    writeln!(out, "</Folder>\n<Folder><name>Proposals</name><open>1</open>")?;
    let rows: Vec<ProposalRow<'_>> = data.proposals().collect();
    for status in Status::ALL {
        let of_status: Vec<_> = rows.iter().filter(|row| row.status() == status).collect();
        if of_status.is_empty() {
            continue;
        }
        writeln!(out, "<Folder><name>{}</name>", capital(status.label()))?;
        for row in of_status {
            proposal(data, row, out)?;
        }
        writeln!(out, "</Folder>")?;
    }
    out.write_all(b"</Folder>\n</Document>\n</kml>\n")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The order of KML's colours is alpha, blue, green, red.
fn colour([r, g, b]: [u8; 3], alpha: u8) -> String {
    format!("{alpha:02x}{b:02x}{g:02x}{r:02x}")
}

fn styles(icon: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let href = icon.map(|icon| format!("<Icon><href>{icon}</href></Icon>")).unwrap_or_default();
    let balloon = "<BalloonStyle><text>$[description]</text></BalloonStyle>";
    let mut style = |id: &str, rgb, line: f32, fill: u8| {
        let (full, weak) = (colour(rgb, 0xff), colour(rgb, fill));
        writeln!(
            out,
            "<Style id=\"{id}\"><IconStyle><color>{full}</color><scale>0.7</scale>{href}</IconStyle><LabelStyle><scale>0.85</scale></LabelStyle><LineStyle><color>{full}</color><width>{line}</width></LineStyle><PolyStyle><color>{weak}</color></PolyStyle>{balloon}</Style>"
        )
    };
    for (folder, sample) in FOLDERS.iter().zip(SAMPLES) {
        style(folder.id, palette::place(sample, Theme::Light), 1.2, 0x22)?;
    }
    for status in Status::ALL {
        style(&word(status), palette::status(status, Theme::Light).0, 3.0, 0x33)?;
    }
    Ok(())
}

fn place(data: &Dataset<'_>, entry: &PlaceEntry, style: &str, out: &mut dyn Write) -> io::Result<()> {
    let place: &Place = &entry.place;
    let mut html = format!(
        "<h3>{}</h3><p>{} · {} in {}</p>",
        escape(&place.label(true)),
        place.class.label(),
        counted(entry.mentions.len(), "mention"),
        counted(entry.articles, "article")
    );
    let (mut shown, mut dates) = (0, Vec::new());
    data.passages(entry, |row| {
        dates.extend(row.article.date);
        if shown < PASSAGES {
            html += &format!("<p>“{}”<br/><i>{}</i></p>", escape(row.passage), escape(&source(row.article)));
            shown += 1;
        }
    });
    if entry.mentions.len() > shown {
        html += &format!("<p>and {} more</p>", entry.mentions.len() - shown);
    }
    let span = match (dates.iter().min(), dates.iter().max()) {
        (Some(first), Some(last)) => {
            format!("<TimeSpan><begin>{first}</begin><end>{last}</end></TimeSpan>")
        }
        _ => String::new(),
    };
    let facts = [
        ("place", place.id.to_string()),
        ("class", word(place.class)),
        ("country", place.country.clone().unwrap_or_default()),
        ("region", place.region.clone().unwrap_or_default()),
        ("mentions", entry.mentions.len().to_string()),
        ("articles", entry.articles.to_string()),
        ("confidence", share(entry.confidence).to_string()),
        ("decided", entry.decided.to_string()),
    ];
    let geometry = data.geometry_of(place);
    placemark(&place.label(true), &html, &span, style, &facts, Some(&geometry), out)
}

fn source(article: &crate::article::Article) -> String {
    let date = article.date.map(|date| date.to_string());
    let parts = [article.outlet.clone(), Some(article.heading()), date];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn proposal(data: &Dataset<'_>, row: &ProposalRow<'_>, out: &mut dyn Write) -> io::Result<()> {
    let entry = row.entry;
    let mut html = format!("<h3>{}</h3><p>{}</p>", escape(&entry.title), row.status().label());
    for telling in &row.tellings {
        let about = format!("{}: {}", source(telling.article), telling.told.status.label());
        html += &format!("<p><i>{}</i></p>", escape(&about));
        for (_, _, text) in &telling.evidence {
            html += &format!("<p>“{}”</p>", escape(text));
        }
    }
    let [first, last] = row.reported();
    let span = match (first, last) {
        (Some(first), Some(last)) => format!("<TimeSpan><begin>{first}</begin><end>{last}</end></TimeSpan>"),
        _ => String::new(),
    };
    let facts = [
        ("id", row.key.clone()),
        ("kind", word(row.kind())),
        ("status", word(row.status())),
        ("proposer", entry.proposer.clone().unwrap_or_default()),
        ("addressee", entry.addressee.clone().unwrap_or_default()),
        ("date", entry.date.clone().unwrap_or_default()),
        ("places", row.places_line()),
        ("history", row.history_line()),
        ("confidence", share(entry.confidence).to_string()),
        ("by", row.by.label().to_owned()),
    ];
    placemark(&entry.title, &html, &span, &word(row.status()), &facts, data.shape_of(entry.id), out)
}

fn placemark(
    name: &str,
    html: &str,
    span: &str,
    style: &str,
    facts: &[(&str, String)],
    geometry: Option<&Geometry>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "<Placemark><name>{}</name><description>{}</description>{span}<styleUrl>#{style}</styleUrl><ExtendedData>",
        escape(name),
        escape(html)
    )?;
    for (key, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        write!(out, "<Data name=\"{key}\"><value>{}</value></Data>", escape(value))?;
    }
    out.write_all(b"</ExtendedData>")?;
    if let Some(geometry) = geometry {
        shape(geometry, out)?;
    }
    writeln!(out, "</Placemark>")
}

fn shape(geometry: &Geometry, out: &mut dyn Write) -> io::Result<()> {
    match geometry {
        Geometry::Point(at) => {
            write!(out, "<Point><coordinates>{}</coordinates></Point>", coordinates(&[*at]))
        }
        Geometry::Lines(lines) => several(lines.len(), out, |nth, out| {
            write!(
                out,
                "<LineString><tessellate>1</tessellate><coordinates>{}</coordinates></LineString>",
                coordinates(&lines[nth])
            )
        }),
        Geometry::Areas(areas) => several(areas.len(), out, |nth, out| {
            out.write_all(b"<Polygon><tessellate>1</tessellate>")?;
            for (at, ring) in areas[nth].iter().enumerate() {
                let side = if at == 0 { "outerBoundaryIs" } else { "innerBoundaryIs" };
                write!(
                    out,
                    "<{side}><LinearRing><coordinates>{}</coordinates></LinearRing></{side}>",
                    coordinates(ring)
                )?;
            }
            out.write_all(b"</Polygon>")
        }),
        Geometry::Several(all) => several(all.len(), out, |nth, out| shape(&all[nth], out)),
    }
}

fn several(
    count: usize,
    out: &mut dyn Write,
    mut each: impl FnMut(usize, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if count != 1 {
        out.write_all(b"<MultiGeometry>")?;
    }
    for nth in 0..count {
        each(nth, out)?;
    }
    if count == 1 { Ok(()) } else { out.write_all(b"</MultiGeometry>") }
}

fn coordinates(points: &[Point]) -> String {
    points.iter().map(|[lon, lat]| format!("{lon:.5},{lat:.5}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_turned_about() {
        assert_eq!(colour([0x11, 0x22, 0x33], 0xff), "ff332211");
    }
}
