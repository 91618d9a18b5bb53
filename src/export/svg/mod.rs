//! A figure as SVG: text as text with the letters it needs, or as outlines.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use tiny_skia::{Path, PathSegment};

use super::{
    Carried,
    markup::{escape, hex},
};
use crate::{
    cartography::labels::Box4,
    figure::{
        drawing::{Group, Node, Page, Pen, Role, Shape, Text},
        text::{FaceId, Run, faces},
    },
};

mod face;

/// The families of the faces, in the order of [`faces`].
const FAMILIES: &str =
    "Noto Sans, Noto Sans Armenian, Noto Sans Georgian, Noto Naskh Arabic, Noto Sans Hebrew, sans-serif";

/// The page as SVG; `outlined` draws letters as shapes.
pub(super) fn write(page: &Page, outlined: bool, carried: &Carried<'_>) -> String {
    let mut writer =
        Writer { body: String::new(), clips: BTreeMap::new(), glyphs: BTreeMap::new(), outlined };
    writer.group(&page.nodes);
    let [width, height] = page.size.map(|side| num(side, 2));
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _written = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" lang="en" xml:lang="en" role="document" aria-labelledby="title" aria-describedby="desc"><title id="title">{}</title><desc id="desc">{}</desc>"#,
        escape(carried.title),
        escape(carried.description)
    );
    if let Some(evidence) = carried.evidence {
        let _written = write!(out, "<metadata>{evidence}</metadata>");
    }
    out.push_str("<defs>");
    writer.defs(&mut out);
    out.push_str("</defs>");
    let _written = write!(
        out,
        r#"<g font-family="{FAMILIES}"><rect width="{width}" height="{height}" fill="{}"/>{}</g></svg>"#,
        hex(page.paper),
        writer.body
    );
    out.push('\n');
    out
}

struct Writer {
    body: String,
    /// Clip boxes in tenths of a point, with their numbers.
    clips: BTreeMap<[i32; 4], usize>,
    /// Which glyphs of which face are used.
    glyphs: BTreeMap<FaceId, BTreeSet<u16>>,
    outlined: bool,
}

impl Writer {
    fn defs(&self, out: &mut String) {
        let mut clips: Vec<(&[i32; 4], &usize)> = self.clips.iter().collect();
        clips.sort_by_key(|(_, number)| **number);
        for ([left, top, right, bottom], number) in clips {
            #[allow(clippy::cast_precision_loss)] // tenths of a point
            let [x, y, w, h] =
                [*left, *top, right - left, bottom - top].map(|side| num(side as f32 / 10.0, 1));
            let _written = write!(
                out,
                r#"<clipPath id="c{number}"><rect x="{x}" y="{y}" width="{w}" height="{h}"/></clipPath>"#
            );
        }
        if self.outlined || self.glyphs.is_empty() {
            return;
        }
        out.push_str("<style>");
        for (at, face) in faces().enumerate() {
            let Some(glyphs) = self.glyphs.get(&FaceId(at)) else { continue };
            let family = face.name.trim_end_matches(" Bold").trim_end_matches(" Italic");
            let weight = if face.name.ends_with(" Bold") { "700" } else { "400" };
            let slant = if face.name.ends_with(" Italic") { "italic" } else { "normal" };
            if let Some(woff) = face::subset(face.bytes, glyphs) {
                let _written = write!(
                    out,
                    r#"@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slant};src:url(data:font/woff;base64,{}) format("woff")}}"#,
                    base64(&woff)
                );
            }
        }
        out.push_str("</style>");
    }

    fn clip(&mut self, area: Box4) -> usize {
        #[allow(clippy::cast_possible_truncation)] // a page
        let key = area.map(|side| (side * 10.0).round() as i32);
        let next = self.clips.len();
        *self.clips.entry(key).or_insert(next)
    }

    fn group(&mut self, group: &Group) {
        let mut open = String::from("<g");
        match (group.role, &group.label) {
            (Role::Map, Some(label)) => {
                let _written = write!(open, r#" role="img" aria-label="{}""#, escape(label));
            }
            (Role::Title, _) => open.push_str(r#" role="heading" aria-level="1""#),
            (Role::List, _) => open.push_str(r#" role="list""#),
            (Role::Item, _) => open.push_str(r#" role="listitem""#),
            (Role::Furniture, Some(label)) => {
                let _written = write!(open, r#" role="group" aria-label="{}""#, escape(label));
            }
            _ => {}
        }
        if let Some(area) = group.clip {
            let _written = write!(open, r#" clip-path="url(#c{})""#, self.clip(area));
        }
        // A group that says nothing need not be one.
        let bare = open.len() == 2;
        if !bare {
            self.body.push_str(&open);
            self.body.push('>');
        }
        for node in &group.nodes {
            match node {
                Node::Group(group) => self.group(group),
                Node::Shape(shape) => self.shape(shape),
                Node::Text(text) => self.text(text),
            }
        }
        if !bare {
            self.body.push_str("</g>");
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let fill = shape.fill.map_or_else(|| "none".to_owned(), hex);
        let _written = write!(self.body, r#"<path fill="{fill}""#);
        if shape.fill.is_some() {
            self.body.push_str(r#" fill-rule="evenodd""#);
        }
        if shape.opacity < 1.0 {
            let _written = write!(self.body, r#" fill-opacity="{}""#, num(shape.opacity, 2));
        }
        if let Some(pen) = &shape.stroke {
            self.pen(pen);
        }
        if let Some([left, top, right, bottom]) = shape.tile.filter(|_| shape.fill.is_some()) {
            // A point more than the tile: neighbours overlap.
            let number = self.clip([left - 0.8, top - 0.8, right + 0.8, bottom + 0.8]);
            let _written = write!(self.body, r#" clip-path="url(#c{number})""#);
        }
        self.body.push_str(" d=\"");
        path(&shape.path, if shape.tile.is_some() { 1 } else { 2 }, &mut self.body);
        self.body.push_str("\"/>");
    }

    fn pen(&mut self, pen: &Pen) {
        let _written =
            write!(self.body, r#" stroke="{}" stroke-width="{}""#, hex(pen.colour), num(pen.width, 2));
        let cap = if pen.round { "round" } else { "butt" };
        let _written = write!(self.body, r#" stroke-linecap="{cap}" stroke-linejoin="round""#);
        if !pen.dash.is_empty() {
            let dash: Vec<String> = pen.dash.iter().map(|part| num(*part, 2)).collect();
            let _written = write!(self.body, r#" stroke-dasharray="{}""#, dash.join(" "));
        }
    }

    fn text(&mut self, text: &Text) {
        let [x, y] = text.at;
        let mut look = format!(r#" fill="{}""#, hex(text.colour));
        if let Some((halo, width)) = text.halo {
            let _written = write!(
                look,
                r#" paint-order="stroke" stroke="{}" stroke-width="{}" stroke-linejoin="round""#,
                hex(halo),
                num(width, 2)
            );
        }
        if text.turn != 0.0 {
            let degrees = num(text.turn.to_degrees(), 2);
            let _written = write!(look, r#" transform="rotate({degrees} {} {})""#, num(x, 2), num(y, 2));
        }
        if self.outlined {
            if let Some(outline) = text.line.outline(text.at) {
                let _written =
                    write!(self.body, r#"<path{look} aria-label="{}" d=""#, escape(&text.line.text));
                path(&outline, 2, &mut self.body);
                self.body.push_str("\"/>");
            }
            return;
        }
        for run in &text.line.runs {
            self.run(text, run, &look);
        }
    }

    /// One run as text of its own, so that every program puts it where it belongs.
    fn run(&mut self, text: &Text, run: &Run, look: &str) {
        let words = &text.line.text[run.bytes.clone()];
        self.glyphs.entry(run.face).or_default().extend(run.glyphs.iter().map(|glyph| glyph.id));
        let x = text.at[0] + run.x + if run.right_to_left { run.width } else { 0.0 };
        let _written = write!(
            self.body,
            r#"<text x="{}" y="{}" font-size="{}"{look}"#,
            num(x, 2),
            num(text.at[1], 2),
            num(text.line.size, 2)
        );
        match run.face.0 {
            1 => self.body.push_str(r#" font-weight="700""#),
            2 => self.body.push_str(r#" font-style="italic""#),
            _ => {}
        }
        if run.right_to_left {
            self.body.push_str(r#" direction="rtl" unicode-bidi="embed""#);
        }
        if text.line.spacing != 0.0 {
            let _written = write!(self.body, r#" letter-spacing="{}""#, num(text.line.spacing, 2));
        }
        let _written = write!(self.body, r#" xml:space="preserve">{}</text>"#, escape(words));
    }
}

/// A path's data: relative moves of so many decimals, which keep it short. Rounding does not add up.
fn path(path: &Path, decimals: i32, out: &mut String) {
    let unit = 10_f32.powi(decimals);
    #[allow(clippy::cast_possible_truncation)] // a page
    let whole = |value: f32| (value * unit).round() as i64;
    let mut at = [0_i64; 2];
    let mut start = at;
    let mut last = ' ';
    for segment in path.segments() {
        let (letter, points): (char, Vec<[f32; 2]>) = match segment {
            PathSegment::MoveTo(p) => ('m', vec![[p.x, p.y]]),
            PathSegment::LineTo(p) => ('l', vec![[p.x, p.y]]),
            PathSegment::QuadTo(a, p) => ('q', vec![[a.x, a.y], [p.x, p.y]]),
            PathSegment::CubicTo(a, b, p) => ('c', vec![[a.x, a.y], [b.x, b.y], [p.x, p.y]]),
            PathSegment::Close => {
                out.push('z');
                (at, last) = (start, 'z');
                continue;
            }
        };
        let steps: Vec<[i64; 2]> =
            points.iter().map(|[x, y]| [whole(*x) - at[0], whole(*y) - at[1]]).collect();
        let Some(end) = steps.last().copied() else { continue };
        if letter == 'l' && end == [0, 0] {
            continue;
        }
        // The first move of all is from the page's corner, so that it may be relative too.
        if letter != last || letter == 'm' {
            out.push(letter);
        }
        for [dx, dy] in steps {
            push(dx, unit, out);
            push(dy, unit, out);
        }
        at = [at[0] + end[0], at[1] + end[1]];
        if letter == 'm' {
            start = at;
        }
        last = letter;
    }
}

/// A number of path data; a sign parts it from what is before.
fn push(value: i64, unit: f32, out: &mut String) {
    #[allow(clippy::cast_precision_loss)] // a page
    let text = num(value as f32 / unit, 2);
    let digit = out.chars().next_back().is_some_and(|c| c.is_ascii_digit() || c == '.');
    if digit && !text.starts_with('-') {
        out.push(' ');
    }
    out.push_str(&text);
}

/// A number with so many decimals at the most.
fn num(value: f32, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::drawing::shapes;

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

    #[test]
    fn paths_are_short_and_do_not_drift() {
        let line: Vec<[f32; 2]> = (0_u8..40).map(|at| [f32::from(at) * 0.33, 1.0]).collect();
        let mut out = String::new();
        path(&shapes::line(&line).expect("a line"), 1, &mut out);
        assert!(out.starts_with("m0 1l0.3 0"), "{out}");
        let sum: f32 =
            out[5..].split([' ', 'l']).step_by(2).filter_map(|step| step.parse::<f32>().ok()).sum();
        assert!((sum - 39.0 * 0.33).abs() < 0.2, "{sum} of {out}");
    }
}
