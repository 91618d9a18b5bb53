//! A figure as PDF: vectors, text with its faces, and tags that say what is what (PDF/UA-1). The evidence is an
//! attached file.

use std::{collections::BTreeMap, num::NonZeroU16};

use krilla::{
    Data, Document, SerializeSettings,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    embed::{AssociationKind, EmbeddedFile, MimeType},
    geom::{PathBuilder, Point, Rect, Transform},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, ListNumbering, Node as TagNode, SpanTag, Tag, TagGroup, TagTree,
    },
    text::{Font, GlyphId, KrillaGlyph},
};
use tiny_skia::PathSegment;

use super::{Carried, ExportError};
use crate::{
    basemap::style::Colour,
    cartography::labels::Box4,
    figure::{
        drawing::{Group, Node, Page, Pen, Role, Shape, Text},
        text::{FaceId, faces},
    },
};

/// Points of a page, 96 to the inch, in those of PDF, 72 to the inch.
const POINT: f32 = 0.75;

/// Pages as one document. Each has a title for its bookmark.
pub(super) fn write(pages: &[(&Page, &str)], carried: &Carried<'_>) -> Result<Vec<u8>, ExportError> {
    let failed = |reason: &str| ExportError::Draw(reason.to_owned());
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| failed(&format!("{error:?}")))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata(carried));
    let fonts: BTreeMap<FaceId, Font> = faces()
        .enumerate()
        .filter_map(|(at, face)| Some((FaceId(at), Font::new(Data::from(face.bytes), 0)?)))
        .collect();
    let (mut tree, mut outline) = (TagTree::new().with_lang(Some("en".to_owned())), Outline::new());
    for (number, (page, title)) in pages.iter().enumerate() {
        let [width, height] = page.size.map(|side| side * POINT);
        let settings = PageSettings::from_wh(width, height).ok_or_else(|| failed("the page has no size"))?;
        let mut sheet = document.start_page_with(settings);
        let mut writer = Writer { surface: sheet.surface(), fonts: &fonts };
        writer.surface.push_transform(&Transform::from_scale(POINT, POINT));
        let mut section = TagGroup::new(Tag::Section);
        writer.paper(page);
        writer.group(&page.nodes, &mut section);
        writer.surface.pop();
        drop(writer);
        sheet.finish();
        tree.push(section);
        let top = XyzDestination::new(number, Point::from_xy(0.0, 0.0));
        outline.push_child(OutlineNode::new((*title).to_owned(), top));
    }
    document.set_tag_tree(tree);
    document.set_outline(outline);
    if let Some(evidence) = carried.evidence {
        let attached = document.embed_file(EmbeddedFile {
            path: "dateline.json".to_owned(),
            mime_type: MimeType::new("application/json"),
            description: Some("What the figure shows and quotes, for Dateline to open again".to_owned()),
            association_kind: AssociationKind::Data,
            data: Data::from(evidence.as_bytes().to_vec()),
            modification_date: super::source_date_epoch().map(date),
            // As it is, so that it is found again without a reader of PDF.
            compress: Some(false),
            location: None,
        });
        attached.ok_or_else(|| failed("its evidence could not be attached"))?;
    }
    document.finish().map_err(|error| failed(&format!("{error:?}")))
}

fn metadata(carried: &Carried<'_>) -> Metadata {
    let plain = Metadata::new()
        .title(carried.title.to_owned())
        .description(carried.description.to_owned())
        .language("en".to_owned())
        .creator(super::PRODUCER.to_owned());
    match super::source_date_epoch() {
        Some(at) => plain.creation_date(date(at)),
        None => plain,
    }
}

fn date(at: jiff::Timestamp) -> DateTime {
    let at = jiff::tz::Offset::UTC.to_datetime(at);
    let part = |value: i8| u8::try_from(value).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

struct Writer<'s, 'f> {
    surface: Surface<'s>,
    fonts: &'f BTreeMap<FaceId, Font>,
}

impl Writer<'_, '_> {
    fn paper(&mut self, page: &Page) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Page)));
        let [width, height] = page.size;
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(page.paper, 1.0, FillRule::EvenOdd)));
        if let Some(path) = rectangle([0.0, 0.0, width, height]) {
            self.surface.draw_path(&path);
        }
        self.surface.end_tagged();
    }

    /// Draws a group, and puts what is read into the tags.
    fn group(&mut self, group: &Group, into: &mut TagGroup) {
        match group.role {
            // Described as a whole: its parts are no text to be read one by one.
            Role::Map => {
                let id = self.surface.start_tagged(ContentTag::Other);
                self.draw(group);
                self.surface.end_tagged();
                let mut figure = TagGroup::new(Tag::Figure(group.label.clone()));
                figure.push(TagNode::from(id));
                into.push(figure);
            }
            Role::Ornament | Role::Callout | Role::Leader | Role::Marker | Role::Label => {
                self.tagged_parts(group, into);
            }
            role => {
                let mut tagged = TagGroup::new(tag(role, group));
                self.tagged_parts(group, &mut tagged);
                if !tagged.children.is_empty() {
                    into.push(tagged);
                }
            }
        }
    }

    fn tagged_parts(&mut self, group: &Group, into: &mut TagGroup) {
        if let Some(clip) = group.clip {
            self.clip(clip);
        }
        for node in &group.nodes {
            match node {
                Node::Group(group) => self.group(group, into),
                Node::Shape(shape) => {
                    self.surface
                        .start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                    self.shape(shape);
                    self.surface.end_tagged();
                }
                Node::Text(text) => {
                    let id = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                    self.text(text);
                    self.surface.end_tagged();
                    into.push(TagNode::from(id));
                }
            }
        }
        if group.clip.is_some() {
            self.surface.pop();
        }
    }

    /// Draws without tags of its own.
    fn draw(&mut self, group: &Group) {
        if let Some(clip) = group.clip {
            self.clip(clip);
        }
        for node in &group.nodes {
            match node {
                Node::Group(group) => self.draw(group),
                Node::Shape(shape) => self.shape(shape),
                Node::Text(text) => self.text(text),
            }
        }
        if group.clip.is_some() {
            self.surface.pop();
        }
    }

    fn clip(&mut self, area: Box4) {
        let path = rectangle(area).or_else(|| rectangle([0.0, 0.0, 1.0, 1.0]));
        if let Some(path) = path {
            self.surface.push_clip_path(&path, &FillRule::EvenOdd);
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let Some(path) = path(&shape.path) else { return };
        self.surface.set_fill(shape.fill.map(|colour| fill(colour, shape.opacity, FillRule::EvenOdd)));
        self.surface.set_stroke(shape.stroke.as_ref().map(stroke));
        // Readers paint every pixel that a filling touches: see the field's own note.
        let tile = shape.tile.filter(|_| shape.fill.is_some());
        if let Some([left, top, right, bottom]) = tile {
            self.clip([left - 0.8, top - 0.8, right + 0.8, bottom + 0.8]);
        }
        self.surface.draw_path(&path);
        if tile.is_some() {
            self.surface.pop();
        }
    }

    fn text(&mut self, text: &Text) {
        let [x, y] = text.at;
        if text.turn != 0.0 {
            self.surface.push_transform(&Transform::from_rotate_at(text.turn.to_degrees(), x, y));
        }
        if let Some((colour, width)) = text.halo
            && let Some(outline) = text.line.outline(text.at).as_ref().and_then(path)
        {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(stroke(&Pen::solid(colour, width))));
            self.surface.draw_path(&outline);
        }
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(text.colour, 1.0, FillRule::NonZero)));
        for run in &text.line.runs {
            let Some(font) = self.fonts.get(&run.face) else { continue };
            let size = text.line.size;
            let mut pen = run.x;
            let glyphs: Vec<KrillaGlyph> = run
                .glyphs
                .iter()
                .map(|glyph| {
                    let aside = glyph.x - pen;
                    pen += glyph.advance;
                    KrillaGlyph::new(
                        GlyphId::new(u32::from(glyph.id)),
                        glyph.advance / size,
                        aside / size,
                        glyph.rise / size,
                        0.0,
                        glyph.bytes.clone(),
                        None,
                    )
                })
                .collect();
            let start = Point::from_xy(x + run.x, y);
            self.surface.draw_glyphs(start, &glyphs, font.clone(), &text.line.text, size, false);
        }
        if text.turn != 0.0 {
            self.surface.pop();
        }
    }
}

fn tag(role: Role, group: &Group) -> krilla::tagging::TagKind {
    let level = |level: u16| NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    let words = || {
        let texts: Vec<&str> = group.texts().into_iter().map(|text| text.line.text.as_str()).collect();
        texts.join(" ")
    };
    match role {
        Role::Title => Tag::Hn(level(1), Some(words())).into(),
        Role::Heading => Tag::Hn(level(2), Some(words())).into(),
        Role::List => Tag::L(ListNumbering::Decimal).into(),
        Role::Item => Tag::LI.into(),
        Role::Quote => Tag::BlockQuote.into(),
        Role::Caption => Tag::Caption.into(),
        Role::Furniture => Tag::Div.into(),
        _ => Tag::P.into(),
    }
}

fn fill([r, g, b]: Colour, opacity: f32, rule: FillRule) -> Fill {
    let opacity = NormalizedF32::new(opacity.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE);
    Fill { paint: krilla::color::rgb::Color::new(r, g, b).into(), opacity, rule }
}

fn stroke(pen: &Pen) -> Stroke {
    let [r, g, b] = pen.colour;
    Stroke {
        paint: krilla::color::rgb::Color::new(r, g, b).into(),
        width: pen.width,
        line_cap: if pen.round { LineCap::Round } else { LineCap::Butt },
        line_join: LineJoin::Round,
        dash: (!pen.dash.is_empty()).then(|| StrokeDash { array: pen.dash.clone(), offset: 0.0 }),
        ..Stroke::default()
    }
}

fn rectangle([left, top, right, bottom]: Box4) -> Option<krilla::geom::Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_ltrb(left, top, right, bottom)?);
    path.finish()
}

fn path(of: &tiny_skia::Path) -> Option<krilla::geom::Path> {
    let mut path = PathBuilder::new();
    for segment in of.segments() {
        match segment {
            PathSegment::MoveTo(p) => path.move_to(p.x, p.y),
            PathSegment::LineTo(p) => path.line_to(p.x, p.y),
            PathSegment::QuadTo(a, p) => path.quad_to(a.x, a.y, p.x, p.y),
            PathSegment::CubicTo(a, b, p) => path.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y),
            PathSegment::Close => path.close(),
        }
    }
    path.finish()
}
