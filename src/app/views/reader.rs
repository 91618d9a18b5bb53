//! The text with mentions and proposals marked. One galley a paragraph, laid out only where visible.

use std::{collections::HashMap, sync::Arc};

use egui::{Galley, ScrollArea, Sense, Stroke, TextFormat, Ui, text::LayoutJob, vec2};

use super::{bidi, card};
use crate::{
    app::{
        command::Command,
        context::ViewContext,
        selection::{Highlight, Subject},
        theme,
    },
    cartography::palette,
    geoparse::MentionKind,
    project::{ArticleId, Entry, MentionId, Project, index::Index},
    text::ByteSpan,
};

/// What the reader remembers.
#[derive(Default)]
pub struct ReaderState {
    article: Option<ArticleId>,
    target: Option<ByteSpan>,
    heights: HashMap<usize, f32>,
    laid_out_for: (Option<ArticleId>, u32),
}

/// Space between paragraphs in points.
const GAP: f32 = 9.0;

impl ReaderState {
    /// The article shown.
    #[must_use]
    pub const fn article(&self) -> Option<ArticleId> {
        self.article
    }

    /// Shows an article from its start.
    pub fn show(&mut self, article: ArticleId) {
        self.article = Some(article);
        self.target = Some(ByteSpan::default());
    }

    /// Goes to what was selected.
    pub fn follow(&mut self, subject: &Subject, project: &Project, index: &Index) {
        let there = match subject {
            Subject::Article(article) => Some((*article, ByteSpan::default())),
            Subject::Mention(mention) => Some((mention.article, mention.span)),
            Subject::Passage(article, span) => Some((*article, *span)),
            Subject::Place(place) => index.place(place).and_then(|entry| {
                // A mention in the article at hand, if it has one.
                let here = entry.mentions.iter().find(|mention| Some(mention.article) == self.article);
                here.or(entry.mentions.first()).map(|mention| (mention.article, mention.span))
            }),
            Subject::Proposal(proposal) => index.proposal(*proposal).and_then(|entry| {
                let here = entry.tellings.iter().find(|telling| Some(telling.article) == self.article);
                let telling = here.or(entry.tellings.first())?;
                Some((telling.article, *project.telling(*telling)?.evidence.first()?))
            }),
            Subject::Speaker(_) | Subject::TimeRange(..) => None,
        };
        if let Some((article, span)) = there {
            self.article = Some(article);
            self.target = Some(span);
        }
    }
}

/// Draws the card of what is selected and the text below it.
pub fn ui(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    state: &mut ReaderState,
    card: &mut card::CardState,
) -> Vec<Command> {
    let mut commands = card::ui(ui, context, card);
    if state.article.is_none_or(|article| context.project.article(article).is_none()) {
        state.article = context.project.articles().next().map(|(id, _)| id);
    }
    let Some((id, entry)) = state.article.and_then(|id| Some((id, context.project.article(id)?))) else {
        ui.add_space(24.0);
        ui.vertical_centered(|ui| {
            ui.heading("Nothing to read yet");
            ui.weak("Open articles with Ctrl+O, drop files on the window, or paste text with Ctrl+V.");
        });
        return commands;
    };
    heading(ui, context, entry);
    let width = ui.available_width() - 12.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // points
    let key = (Some(id), width as u32);
    if state.laid_out_for != key {
        state.heights.clear();
        state.laid_out_for = key;
    }
    commands.extend(text(ui, context, state, id, entry, width));
    commands
}

fn heading(ui: &mut Ui, context: &ViewContext<'_>, entry: &Entry) {
    let article = &entry.article;
    ui.add_space(4.0);
    ui.label(egui::RichText::new(bidi::line(&article.heading())).font(theme::bold(16.0)));
    let date = article.date.map(|date| date.to_string());
    let parts: Vec<&str> = [article.outlet.as_deref(), article.author.as_deref(), date.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if !parts.is_empty() {
        ui.label(egui::RichText::new(parts.join(" · ")).small().color(theme::quiet(context.dark)));
    }
    ui.add_space(2.0);
}

/// The paragraphs of an article, as spans of its text.
fn paragraphs(entry: &Entry) -> Vec<ByteSpan> {
    let mut spans: Vec<ByteSpan> = entry.passages.iter().map(|passage| passage.paragraph).collect();
    spans.dedup();
    spans
}

fn text(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    state: &mut ReaderState,
    id: ArticleId,
    entry: &Entry,
    width: f32,
) -> Vec<Command> {
    let mut commands = Vec::new();
    let spans = paragraphs(entry);
    let estimate = |span: &ByteSpan| {
        #[allow(clippy::cast_precision_loss)] // an estimate
        let lines = (span.len() as f32 * 6.6 / width.max(50.0)).ceil().max(1.0);
        lines * 20.0
    };
    let mut tops = Vec::with_capacity(spans.len() + 1);
    let mut top = 0.0;
    for (at, span) in spans.iter().enumerate() {
        tops.push(top);
        top += state.heights.get(&at).copied().unwrap_or_else(|| estimate(span)) + GAP;
    }
    tops.push(top);
    let mut area = ScrollArea::vertical().id_salt(("reader", id.0)).auto_shrink(false);
    if let Some(target) = state.target {
        let at =
            spans.partition_point(|span| span.end() <= target.start()).min(spans.len().saturating_sub(1));
        let inner = height_before(ui, context, entry, id, spans.get(at).copied(), target, width);
        let wanted = tops.get(at).copied().unwrap_or(0.0) + inner;
        area = area.vertical_scroll_offset((wanted - ui.available_height() * 0.35).max(0.0));
        // Heights above the target may still be estimates: once more when they are known.
        if spans.iter().enumerate().take(at + 1).all(|(number, _)| state.heights.contains_key(&number)) {
            state.target = None;
        } else {
            for (number, span) in spans.iter().enumerate().take(at + 1) {
                let galley = layout(ui, context, entry, id, *span, width);
                state.heights.insert(number, galley.size().y);
            }
            ui.ctx().request_repaint();
        }
    }
    area.show_viewport(ui, |ui, viewport| {
        ui.set_min_size(vec2(width, *tops.last().unwrap_or(&0.0)));
        let origin = ui.min_rect().left_top();
        let first = tops.partition_point(|top| *top < viewport.top()).saturating_sub(2);
        for at in first..spans.len() {
            if tops[at] > viewport.bottom() {
                break;
            }
            let galley = layout(ui, context, entry, id, spans[at], width);
            let corner = origin + vec2(2.0, tops[at]);
            if state.heights.insert(at, galley.size().y).is_none_or(|old| (old - galley.size().y).abs() > 0.5)
            {
                ui.ctx().request_repaint();
            }
            commands.extend(paragraph(ui, context, entry, id, spans[at], corner, &galley));
        }
    });
    commands
}

/// How far down in its paragraph a span stands.
fn height_before(
    ui: &Ui,
    context: &ViewContext<'_>,
    entry: &Entry,
    id: ArticleId,
    paragraph: Option<ByteSpan>,
    target: ByteSpan,
    width: f32,
) -> f32 {
    let Some(paragraph) = paragraph else { return 0.0 };
    let galley = layout(ui, context, entry, id, paragraph, width);
    let text = paragraph.of(&entry.article.text);
    let offset = target.start().saturating_sub(paragraph.start()).min(text.len());
    let chars = text.get(..offset).map_or(0, |text| text.chars().count());
    galley.pos_from_cursor(egui::text::CCursor::new(chars)).top()
}

fn paragraph(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    entry: &Entry,
    id: ArticleId,
    span: ByteSpan,
    corner: egui::Pos2,
    galley: &Arc<Galley>,
) -> Vec<Command> {
    let mut commands = Vec::new();
    // A galley aligned to the right hangs left of its anchor.
    let right_to_left = galley.job.halign == egui::Align::RIGHT;
    let anchor = if right_to_left { corner + vec2(ui.available_width() - 8.0, 0.0) } else { corner };
    let rect = galley.rect.translate(anchor.to_vec2());
    ui.painter().galley(anchor, Arc::clone(galley), ui.visuals().text_color());
    let response = ui.interact(rect, ui.scope_id().with(("paragraph", id.0, span.start())), Sense::click());
    let text = span.of(&entry.article.text);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    let Some(pointer) = response.hover_pos().filter(|_| !right_to_left) else { return commands };
    let cursor = galley.cursor_from_pos(pointer - corner);
    let chars: usize = cursor.index.into();
    let byte = span.start() + text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    let Some(subject) = subject_at(context, entry, id, byte) else { return commands };
    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    if response.clicked() {
        commands.push(Command::Select(subject.clone()));
    }
    commands.push(Command::Hover(subject));
    commands
}

/// The mention, or else the proposal, at a byte of the text.
fn subject_at(context: &ViewContext<'_>, entry: &Entry, id: ArticleId, byte: usize) -> Option<Subject> {
    let near = |span: ByteSpan| span.start() <= byte && byte <= span.end();
    if let Some(mention) = entry.annotation.mentions.iter().find(|mention| near(mention.span)) {
        return Some(Subject::Mention(MentionId { article: id, span: mention.span }));
    }
    context.index.proposals_in(id).find_map(|proposal| {
        let told = proposal.tellings.iter().filter(|telling| telling.article == id);
        let hit = told
            .filter_map(|telling| context.project.telling(*telling))
            .any(|told| told.evidence.iter().any(|span| span.contains(byte)));
        hit.then_some(Subject::Proposal(proposal.id))
    })
}

/// A stretch of a paragraph with one look.
struct Mark {
    span: ByteSpan,
    format: TextFormat,
}

fn layout(
    ui: &Ui,
    context: &ViewContext<'_>,
    entry: &Entry,
    id: ArticleId,
    paragraph: ByteSpan,
    width: f32,
) -> Arc<Galley> {
    let font = egui::FontId::proportional(14.0);
    let plain = TextFormat {
        font_id: font,
        color: ui.visuals().text_color(),
        line_height: Some(20.5),
        ..TextFormat::default()
    };
    let text = paragraph.of(&entry.article.text);
    if bidi::runs_right_to_left(text) {
        return right_to_left(ui, context, entry, id, paragraph, width, &plain);
    }
    let evidence = evidence(context, id, paragraph);
    let mut cuts = vec![paragraph.start(), paragraph.end()];
    for span in evidence.iter().map(|(span, _)| *span) {
        cuts.extend([span.start().max(paragraph.start()), span.end().min(paragraph.end())]);
    }
    let mentions: Vec<_> =
        entry.annotation.mentions.iter().filter(|mention| paragraph.covers(mention.span)).collect();
    for mention in &mentions {
        cuts.extend([mention.span.start(), mention.span.end()]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut marks = Vec::new();
    for pair in cuts.windows(2) {
        let span = ByteSpan::new(pair[0], pair[1]);
        let mut format = plain.clone();
        if let Some((_, colour)) = evidence.iter().find(|(evidence, _)| evidence.covers(span)) {
            format.background = *colour;
        }
        if let Some(mention) = mentions.iter().find(|mention| mention.span.covers(span)) {
            style(&mut format, context, MentionId { article: id, span: mention.span }, mention.kind);
        }
        marks.push(Mark { span, format });
    }
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    for mark in marks {
        job.append(mark.span.of(&entry.article.text), 0.0, mark.format);
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// A right-to-left paragraph: lines of our own, aligned to the right. Words that name places are marked;
/// the pointer finds them by the list of places beside the text.
fn right_to_left(
    ui: &Ui,
    context: &ViewContext<'_>,
    entry: &Entry,
    id: ArticleId,
    paragraph: ByteSpan,
    width: f32,
    plain: &TextFormat,
) -> Arc<Galley> {
    let text = paragraph.of(&entry.article.text);
    let mentions: Vec<_> =
        entry.annotation.mentions.iter().filter(|mention| paragraph.covers(mention.span)).collect();
    let mut job = LayoutJob { halign: egui::Align::RIGHT, ..LayoutJob::default() };
    let lines = bidi::lines(ui, text, &plain.font_id, width - 8.0);
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            job.append("\n", 0.0, plain.clone());
        }
        for (at, word) in line.split(' ').enumerate() {
            if at > 0 {
                job.append(" ", 0.0, plain.clone());
            }
            let mut format = plain.clone();
            let named = |mention: &&&crate::geoparse::Mention| {
                mention
                    .span
                    .of(&entry.article.text)
                    .split(' ')
                    .any(|part| word.trim_matches(|c: char| !c.is_alphanumeric()) == part)
            };
            if let Some(mention) = mentions.iter().find(named) {
                style(&mut format, context, MentionId { article: id, span: mention.span }, mention.kind);
            }
            job.append(word, 0.0, format);
        }
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// The evidence spans in a paragraph with their washes: stronger where the proposal is selected.
fn evidence(context: &ViewContext<'_>, id: ArticleId, paragraph: ByteSpan) -> Vec<(ByteSpan, egui::Color32)> {
    let theme = theme::map_theme(context.dark);
    let mut out = Vec::new();
    for proposal in context.index.proposals_in(id) {
        let strength = match context.highlight(&Subject::Proposal(proposal.id)) {
            Highlight::Selected => 0.32,
            Highlight::Hovered => 0.24,
            Highlight::Related => 0.16,
            Highlight::None => 0.08,
        };
        let colour = theme::rgb(palette::status(proposal.status, theme).0).gamma_multiply(strength);
        let told = proposal.tellings.iter().filter(|telling| telling.article == id);
        for span in
            told.filter_map(|telling| context.project.telling(*telling)).flat_map(|told| &told.evidence)
        {
            if span.overlaps(paragraph) {
                out.push((*span, colour));
            }
        }
    }
    out.sort_by_key(|(span, _)| (span.len(), *span));
    out
}

fn style(format: &mut TextFormat, context: &ViewContext<'_>, mention: MentionId, kind: MentionKind) {
    let theme = theme::map_theme(context.dark);
    let entry = context.index.place_of(mention);
    let colour = entry.map_or_else(
        || theme::quiet(context.dark),
        |entry| theme::rgb(palette::place(entry.place.class, theme)),
    );
    let width = if kind == MentionKind::Literal { 2.0 } else { 1.0 };
    format.underline = Stroke::new(width, colour);
    format.color = colour;
    match context.highlight(&Subject::Mention(mention)) {
        Highlight::Selected => format.background = colour.gamma_multiply(0.35),
        Highlight::Hovered => format.background = colour.gamma_multiply(0.25),
        Highlight::Related => format.background = colour.gamma_multiply(0.18),
        Highlight::None => {}
    }
}
