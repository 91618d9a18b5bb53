//! PDF with a text layer: letters with their positions, put into reading order. Pictures are not decoded,
//! nothing embedded is run or fetched.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RectExt as _, RenderContent, SoftMask, TransformExt as _,
    font::{Glyph, GlyphRun},
    hayro_cmap::BfString,
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf, metadata::Metadata, page::Page},
    interpret_page,
    kurbo::{BezPath, Point},
};
use jiff::civil::Date;

use super::{
    Article,
    error::{ArticleError, Limit},
    limits::{Deadline, GLYPHS, PAGES},
    plain,
};

mod furniture;
mod guard;
mod layout;
mod lines;

use layout::Paragraph;
use lines::Letter;

/// Reads a PDF; beside the article what of it could not be read.
pub(super) fn read(
    bytes: Vec<u8>,
    id: &str,
    file: &str,
    deadline: Deadline,
) -> Result<(Article, Option<ArticleError>), ArticleError> {
    let limit = |limit: Limit| ArticleError::Limit { file: file.to_owned(), limit };
    let damaged = |reason: &str| ArticleError::Damaged {
        file: file.to_owned(),
        format: "PDF",
        reason: reason.to_owned(),
    };
    guard::check(&bytes, deadline).map_err(limit)?;
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            ArticleError::Protected { file: file.to_owned() }
        }
        LoadPdfError::Decryption(_) => damaged("it is encrypted in a way that is not known"),
        LoadPdfError::Invalid => damaged("its parts cannot be found"),
    })?;
    let pages = pdf.pages();
    if pages.len() > PAGES {
        return Err(limit(Limit::Pages(PAGES)));
    }
    let cache = InterpreterCache::new();
    let mut letters = 0;
    let (mut laid_out, mut broken, mut pictures) = (Vec::new(), Vec::new(), 0);
    for (number, page) in pages.iter().enumerate() {
        match letters_of(page, &pdf, &cache, GLYPHS - letters, deadline) {
            Ok(seen) => {
                letters += seen.letters.len();
                pictures += seen.pictures;
                laid_out.push(lines::page(seen.letters, seen.height));
            }
            Err(Stopped::Limit(reached)) => return Err(limit(reached)),
            Err(Stopped::Broken) => broken.push((number + 1).to_string()),
        }
    }
    if letters == 0 && broken.is_empty() {
        return Err(if pictures > 0 {
            ArticleError::Scanned { file: file.to_owned() }
        } else {
            ArticleError::Empty { file: file.to_owned() }
        });
    }
    furniture::remove(&mut laid_out);
    let paragraphs = layout::paragraphs(laid_out);
    let article = article(&paragraphs, pdf.metadata(), id);
    let problem = (!broken.is_empty())
        .then(|| damaged(&format!("page {} cannot be read, the others were", broken.join(", "))));
    match problem {
        Some(problem) if article.text.trim().is_empty() => Err(problem),
        problem => Ok((article, problem)),
    }
}

fn article(paragraphs: &[Paragraph], metadata: &Metadata, id: &str) -> Article {
    let text = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect::<Vec<_>>().join("\n\n");
    let title = metadata.title.as_deref().and_then(string).filter(|title| is_title(title));
    let date = plain::date_of(&text).or_else(|| {
        let made = metadata.creation_date?;
        Date::new(made.year.try_into().ok()?, made.month.try_into().ok()?, made.day.try_into().ok()?).ok()
    });
    Article {
        title: title.or_else(|| layout::headline(paragraphs)),
        author: metadata.author.as_deref().and_then(string),
        date,
        ..Article::from_text(id, text)
    }
}

/// Many programs put the file's name or nothing at all where the title belongs.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let file = [".doc", ".docx", ".odt", ".indd", ".pdf", ".qxd", ".tex", ".dvi", ".rtf", ".txt", ".html"];
    title.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !lower.starts_with("microsoft word")
        && !lower.contains("untitled")
        && !file.iter().any(|ending| lower.ends_with(ending))
}

/// A string of a PDF's metadata: UTF-16 or UTF-8 with a mark, else near enough to Latin 1.
fn string(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => super::encoding::decode(bytes)?,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    };
    let text = text.chars().filter(|c| !c.is_control()).collect::<String>();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Why a page was left.
enum Stopped {
    Limit(Limit),
    Broken,
}

/// What stands on a page.
struct Seen {
    letters: Vec<Letter>,
    pictures: usize,
    height: f64,
}

/// Lets the interpreter draw a page onto a device that only notes letters.
fn letters_of<'a>(
    page: &Page<'a>,
    pdf: &'a Pdf,
    cache: &InterpreterCache<'a>,
    room: usize,
    deadline: Deadline,
) -> Result<Seen, Stopped> {
    let mut notes = Notes { letters: Vec::new(), pictures: 0, calls: 0, room, deadline };
    let settings =
        InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        let transform = page.initial_transform(true).to_kurbo();
        let area = page.intersected_crop_box().to_kurbo();
        let mut context = Context::new(transform, area, cache, pdf.xref(), settings);
        interpret_page(page, &mut context, &mut notes);
    }));
    match drawn {
        Ok(()) => {
            let (_, height) = page.render_dimensions();
            Ok(Seen { letters: notes.letters, pictures: notes.pictures, height: f64::from(height) })
        }
        Err(cause) => Err(cause.downcast::<Limit>().map_or(Stopped::Broken, |limit| Stopped::Limit(*limit))),
    }
}

/// The device: it notes letters and counts what is drawn.
struct Notes {
    letters: Vec<Letter>,
    pictures: usize,
    calls: usize,
    room: usize,
    deadline: Deadline,
}

impl Notes {
    /// Leaves a page that draws without end. The interpreter has no other way to be stopped.
    fn count(&mut self, calls: usize) {
        self.calls += calls;
        if self.calls > self.room {
            resume_unwind(Box::new(Limit::Glyphs(GLYPHS)));
        }
        if self.calls % 512 < calls
            && let Err(limit) = self.deadline.check()
        {
            resume_unwind(Box::new(limit));
        }
    }
}

impl<'a> Device<'a> for Notes {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.count(1);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count(1);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.count(run.glyphs().len().max(1));
        for glyph in run.glyphs() {
            let transform = props.transform * glyph.transform();
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let start = transform * Point::ZERO;
            let end = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
            let up = transform * Point::new(0.0, 1000.0);
            let size = start.distance(up);
            let upright = (end.y - start.y).abs() <= 0.2 * (end.x - start.x).abs().max(0.01 * size);
            let finite = [size, start.x, start.y, end.x].into_iter().all(f64::is_finite);
            // Watermarks and notes along the margin run the other way.
            if !finite || !upright || up.y > start.y || !(0.5..2000.0).contains(&size) {
                continue;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => continue,
            };
            let [left, right] = [start.x.min(end.x), start.x.max(end.x)];
            self.letters.push(Letter { left, right, base: start.y, size, text });
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.count(1);
        self.pictures += 1;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
