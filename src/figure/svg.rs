//! The figure as SVG: text as text, fonts by name. PNG and PDF are made from it.

use std::fmt::Write as _;

use super::{Figure, Item};
use crate::{basemap::style::Colour, cartography::labels::Box4};

/// The whole page with the basemap as an embedded picture.
#[must_use]
pub fn page_svg(figure: &Figure, basemap_png: &[u8]) -> String {
    let picture = format!("data:image/png;base64,{}", base64(basemap_png));
    let [left, top, right, bottom] = figure.map;
    let image = format!(
        r#"<image x="{left}" y="{top}" width="{}" height="{}" preserveAspectRatio="none" href="{picture}"/>"#,
        right - left,
        bottom - top
    );
    write_svg(figure, &image)
}

/// The page without the basemap: to be laid over it.
#[must_use]
pub fn overlay_svg(figure: &Figure) -> String {
    write_svg(figure, "")
}

fn write_svg(figure: &Figure, map: &str) -> String {
    let [width, height] = figure.size;
    let mut out = String::new();
    let paper = hex(figure.paper);
    // Writing to a string cannot fail.
    let _written = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="Noto Sans, Noto Sans Armenian, Noto Sans Georgian, Noto Naskh Arabic, Noto Sans Hebrew, sans-serif"><title>{}</title><desc>{}</desc>"#,
        escape(&figure.title),
        escape(&figure.description)
    );
    let [left, top, right, bottom] = figure.map;
    let (w, h) = (right - left, bottom - top);
    if map.is_empty() {
        // The page around the map, so that the basemap below shows through.
        let _written = write!(
            out,
            r#"<path fill="{paper}" fill-rule="evenodd" d="M0 0H{width}V{height}H0Z M{left} {top}H{right}V{bottom}H{left}Z"/>"#
        );
    } else {
        let _written = write!(out, r#"<rect width="{width}" height="{height}" fill="{paper}"/>{map}"#);
    }
    let _written = write!(
        out,
        r#"<clipPath id="map"><rect x="{left}" y="{top}" width="{w}" height="{h}"/></clipPath><g clip-path="url(#map)">"#
    );
    for item in &figure.over_map {
        draw(item, &mut out);
    }
    let _written = write!(
        out,
        r#"</g><rect x="{left}" y="{top}" width="{w}" height="{h}" fill="none" stroke="{}" stroke-width="1"/>"#,
        hex(figure.theme.of((0x009a_9488, 0x0057_6066)))
    );
    for item in &figure.page {
        draw(item, &mut out);
    }
    out.push_str("</svg>");
    out
}

fn draw(item: &Item, out: &mut String) {
    match item {
        Item::Line { points, colour, width, dash } => {
            let mut path = String::new();
            for (at, [x, y]) in points.iter().enumerate() {
                let _written = write!(path, "{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" });
            }
            let dashes: Vec<String> = dash.iter().map(|part| format!("{part:.1}")).collect();
            let dash = if dashes.is_empty() {
                String::new()
            } else {
                format!(r#" stroke-dasharray="{}""#, dashes.join(" "))
            };
            let _written = write!(
                out,
                r#"<path d="{path}" fill="none" stroke="{}" stroke-width="{width}" stroke-linejoin="round"{dash}/>"#,
                hex(*colour)
            );
        }
        Item::Area { points, colour } => {
            let corners: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
            let _written =
                write!(out, r#"<polygon points="{}" fill="{}"/>"#, corners.join(" "), hex(*colour));
        }
        Item::Dot { at: [x, y], radius, colour, halo, hollow } => {
            let colour = hex(*colour);
            let _written = write!(
                out,
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}" fill="{}"/>"#,
                radius + 1.4,
                hex(*halo)
            );
            if *hollow {
                let _written = write!(
                    out,
                    r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}" fill="none" stroke="{colour}" stroke-width="2.2"/>"#,
                    radius - 1.0
                );
            } else {
                let _written =
                    write!(out, r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" fill="{colour}"/>"#);
            }
        }
        Item::Box { area, fill, rim } => boxed(*area, *fill, *rim, out),
        Item::Text { at: [x, y], text, size, colour, halo, bold, italic } => {
            let weight = if *bold { r#" font-weight="700""# } else { "" };
            let slant = if *italic { r#" font-style="italic""# } else { "" };
            let around = halo.map_or_else(String::new, |halo| {
                format!(
                    r#" paint-order="stroke" stroke="{}" stroke-width="3.2" stroke-linejoin="round""#,
                    hex(halo)
                )
            });
            let _written = write!(
                out,
                r#"<text x="{x:.1}" y="{y:.1}" font-size="{size:.1}" fill="{}"{weight}{slant}{around}>{}</text>"#,
                hex(*colour),
                escape(text)
            );
        }
    }
}

fn boxed([left, top, right, bottom]: Box4, fill: Colour, rim: Colour, out: &mut String) {
    let _written = write!(
        out,
        r#"<rect x="{left:.1}" y="{top:.1}" width="{:.1}" height="{:.1}" rx="4" fill="{}" fill-opacity="0.88" stroke="{}"/>"#,
        right - left,
        bottom - top,
        hex(fill),
        hex(rim)
    );
}

fn hex([r, g, b]: Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Text safe inside markup; control characters, which XML forbids, are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = SIGNS[(word >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_harmless() {
        assert_eq!(escape("<b>&\"\u{1}"), "&lt;b&gt;&amp;&quot; ");
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!(base64(b"Ma"), "TWE=");
        assert_eq!(base64(b"M"), "TQ==");
    }
}
