//! Paragraphs set for the screen: a galley from left to right, or words of our own from right to left.

use std::sync::Arc;

use egui::{FontId, Galley, Pos2, Rect, Stroke, TextFormat, Ui, Vec2, pos2, text::LayoutJob, vec2};

use super::{
    super::bidi,
    page::{Page, Shown},
};
use crate::{
    app::{
        context::ViewContext,
        selection::{Highlight, Subject},
        theme,
    },
    cartography::palette,
    geoparse::MentionKind,
    text::ByteSpan,
};

/// Points from one line to the next.
const LINE: f32 = 20.5;

/// What paragraphs are set from.
pub(super) struct Setting<'s, 'c> {
    pub(super) context: &'s ViewContext<'c>,
    pub(super) page: &'s Page,
    pub(super) width: f32,
}

/// A word of a right-to-left paragraph.
pub(super) struct Word {
    rect: Rect,
    galley: Arc<Galley>,
    span: ByteSpan,
}

/// A paragraph that is set.
pub(super) enum Laid {
    /// From left to right, and the span of the text that it is.
    Galley(Arc<Galley>, ByteSpan),
    /// From right to left: words at their places, and the height.
    Words(Vec<Word>, f32),
}

impl Laid {
    pub(super) fn height(&self) -> f32 {
        match self {
            Self::Galley(galley, ..) => galley.size().y,
            Self::Words(_, height) => *height,
        }
    }

    pub(super) fn paint(&self, ui: &Ui, corner: Pos2) {
        let ink = ui.visuals().text_color();
        match self {
            Self::Galley(galley, ..) => {
                ui.painter().galley(corner, Arc::clone(galley), ink);
            }
            Self::Words(words, _) => {
                for word in words {
                    let at = corner + word.rect.min.to_vec2();
                    ui.painter().galley(at, Arc::clone(&word.galley), ink);
                }
            }
        }
    }

    /// The text under a point: an empty span at an offset, or a whole word.
    pub(super) fn touched(&self, text: &str, paragraph: ByteSpan, at: Vec2) -> ByteSpan {
        match self {
            Self::Galley(galley, ..) => {
                let chars: usize = galley.cursor_from_pos(at).index.into();
                let byte = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
                ByteSpan::new(paragraph.start() + byte, paragraph.start() + byte)
            }
            Self::Words(words, _) => {
                let distance = |word: &&Word| word.rect.distance_sq_to_pos(at.to_pos2());
                let nearest = words.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
                nearest.map_or(ByteSpan::new(paragraph.start(), paragraph.start()), |word| word.span)
            }
        }
    }

    /// How far down an offset of the text stands.
    pub(super) fn top_of(&self, byte: usize) -> f32 {
        match self {
            Self::Galley(galley, paragraph) => {
                let offset = byte.clamp(paragraph.start(), paragraph.end()) - paragraph.start();
                let chars = galley.job.text.get(..offset).map_or(0, |text| text.chars().count());
                galley.pos_from_cursor(egui::text::CCursor::new(chars)).top()
            }
            Self::Words(words, _) => {
                words.iter().find(|word| word.span.end() > byte).map_or(0.0, |word| word.rect.top())
            }
        }
    }
}

impl Setting<'_, '_> {
    pub(super) fn layout(&self, ui: &Ui, paragraph: ByteSpan, marked: Option<ByteSpan>) -> Laid {
        let plain = TextFormat {
            font_id: FontId::proportional(14.0),
            color: ui.visuals().text_color(),
            line_height: Some(LINE),
            ..TextFormat::default()
        };
        let text = paragraph.of(&self.page.text);
        if bidi::runs_right_to_left(text) {
            return self.words(ui, paragraph, &plain, marked);
        }
        let evidence = self.evidence(paragraph);
        let mentions = self.page.mentions_in(paragraph);
        let mut cuts = vec![paragraph.start(), paragraph.end()];
        let spans = evidence.iter().map(|(span, _)| *span).chain(mentions.iter().map(|shown| shown.id.span));
        for span in spans.chain(marked.filter(|marked| marked.overlaps(paragraph))) {
            cuts.extend([span.start().max(paragraph.start()), span.end().min(paragraph.end())]);
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut job = LayoutJob::default();
        job.wrap.max_width = self.width;
        for pair in cuts.windows(2) {
            let span = ByteSpan::new(pair[0], pair[1]);
            let format = self.format(ui, span, &plain, &evidence, marked);
            job.append(span.of(&self.page.text), 0.0, format);
        }
        Laid::Galley(ui.fonts_mut(|fonts| fonts.layout_job(job)), paragraph)
    }

    /// The look of a stretch of text that has one.
    fn format(
        &self,
        ui: &Ui,
        span: ByteSpan,
        plain: &TextFormat,
        evidence: &[(ByteSpan, egui::Color32)],
        marked: Option<ByteSpan>,
    ) -> TextFormat {
        let mut format = plain.clone();
        if let Some((_, colour)) = evidence.iter().find(|(evidence, _)| evidence.covers(span)) {
            format.background = *colour;
        }
        let near = self.page.mentions_in(ByteSpan::new(span.start().saturating_sub(200), span.end()));
        if let Some(shown) = near.iter().find(|shown| shown.id.span.covers(span)) {
            self.style(&mut format, shown);
        }
        if marked.is_some_and(|marked| marked.covers(span)) {
            format.background = ui.visuals().selection.bg_fill;
        }
        format
    }

    /// A right-to-left paragraph, word by word, so that the pointer finds each.
    fn words(&self, ui: &Ui, paragraph: ByteSpan, plain: &TextFormat, marked: Option<ByteSpan>) -> Laid {
        let text = paragraph.of(&self.page.text);
        let evidence = self.evidence(paragraph);
        let space = bidi::measure(ui, " ", &plain.font_id);
        let mut words = Vec::new();
        let lines = bidi::lines(ui, text, &plain.font_id, self.width - 8.0);
        let mut top = 0.0;
        for line in &lines {
            let from = words.len();
            let mut left = 0.0;
            for word in line {
                // A word is a part of the text: where it lies tells its offset.
                let start = paragraph.start() + (word.as_ptr() as usize - text.as_ptr() as usize);
                let span = ByteSpan::new(start, start + word.len());
                let mut format = self.format(ui, span, plain, &evidence, marked);
                let near = self.page.mentions_in(ByteSpan::new(start.saturating_sub(200), span.end()));
                if let Some(shown) = near.iter().find(|shown| shown.id.span.overlaps(span)) {
                    self.style(&mut format, shown);
                }
                let mut job = LayoutJob::default();
                job.wrap.max_width = f32::INFINITY;
                job.append(word, 0.0, format);
                let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
                let rect = Rect::from_min_size(pos2(left, top), galley.size());
                left += galley.size().x + space;
                words.push(Word { rect, galley, span });
            }
            let shift = (self.width - 8.0 - left + space).max(0.0);
            for word in &mut words[from..] {
                word.rect = word.rect.translate(vec2(shift, 0.0));
            }
            top += LINE;
        }
        Laid::Words(words, top)
    }

    /// The evidence spans in a paragraph with their washes: stronger where the proposal is selected.
    fn evidence(&self, paragraph: ByteSpan) -> Vec<(ByteSpan, egui::Color32)> {
        let theme = theme::map_theme(self.context.dark);
        let here = self.page.evidence.iter().filter(|(span, ..)| span.overlaps(paragraph));
        here.map(|(span, id, status)| {
            let strength = match self.context.highlight(&Subject::Proposal(*id)) {
                Highlight::Selected => 0.32,
                Highlight::Hovered => 0.24,
                Highlight::Related => 0.16,
                Highlight::None => 0.08,
            };
            (*span, theme::rgb(palette::status(*status, theme).0).gamma_multiply(strength))
        })
        .collect()
    }

    /// Underlined by the machine; on a tint too where the analyst decided; struck out where no place.
    fn style(&self, format: &mut TextFormat, shown: &Shown) {
        let dark = self.context.dark;
        if shown.no_place {
            format.strikethrough = Stroke::new(1.0, theme::quiet(dark));
            return;
        }
        let colour = shown.class.map_or_else(
            || theme::quiet(dark),
            |class| theme::rgb(palette::place(class, theme::map_theme(dark))),
        );
        let width = if shown.kind == MentionKind::Literal { 2.0 } else { 1.0 };
        format.underline = Stroke::new(width, colour);
        format.color = colour;
        if shown.decided {
            format.background = theme::accent(dark).gamma_multiply(0.14);
        }
        match self.context.highlight(&Subject::Mention(shown.id)) {
            Highlight::Selected => format.background = colour.gamma_multiply(0.35),
            Highlight::Hovered => format.background = colour.gamma_multiply(0.25),
            Highlight::Related => format.background = colour.gamma_multiply(0.18),
            Highlight::None => {}
        }
    }
}
