//! The text with mentions and proposals marked. One galley a paragraph, laid out only where visible.

use std::{collections::HashMap, sync::Arc};

use egui::{ScrollArea, Sense, Ui, vec2};

use super::{bidi, card};
use crate::{
    app::{command::Command, context::ViewContext, selection::Subject, theme},
    project::{ArticleId, Change, Decision, Entry, MentionId, Project, index::Index},
    text::ByteSpan,
};

mod layout;
mod page;

use layout::{Laid, Setting};
use page::Page;

/// What the reader remembers.
#[derive(Default)]
pub struct ReaderState {
    article: Option<ArticleId>,
    target: Option<ByteSpan>,
    heights: HashMap<usize, f32>,
    laid_out_for: (Option<ArticleId>, u32),
    page: Option<Arc<Page>>,
    anchor: Option<ByteSpan>,
    marking: bool,
    marked: Option<(ArticleId, ByteSpan)>,
}

/// Space between paragraphs in points.
const GAP: f32 = 9.0;

impl ReaderState {
    /// The article shown.
    #[must_use]
    pub const fn article(&self) -> Option<ArticleId> {
        self.article
    }

    /// The words that are marked.
    #[must_use]
    pub const fn marked(&self) -> Option<(ArticleId, ByteSpan)> {
        self.marked
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
    if !state.page.as_ref().is_some_and(|page| page.is_for(id, context)) {
        state.page = Some(Arc::new(Page::new(id, entry, context)));
    }
    if let Some(page) = state.page.clone() {
        marked(ui, &page, state, &mut commands);
        commands.extend(text(ui, context, state, &page, width));
    }
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

fn text(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    state: &mut ReaderState,
    page: &Page,
    width: f32,
) -> Vec<Command> {
    let mut commands = Vec::new();
    let set = Setting { context, page, width };
    let spans = &page.paragraphs;
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
    let mut area = ScrollArea::vertical().id_salt(("reader", page.article.0)).auto_shrink(false);
    if let Some(target) = state.target {
        let at =
            spans.partition_point(|span| span.end() <= target.start()).min(spans.len().saturating_sub(1));
        let inner = spans.get(at).map_or(0.0, |span| set.layout(ui, *span, None).top_of(target.start()));
        let wanted = tops.get(at).copied().unwrap_or(0.0) + inner;
        area = area.vertical_scroll_offset((wanted - ui.available_height() * 0.35).max(0.0));
        // Heights above the target may still be estimates: once more when they are known.
        if spans.iter().enumerate().take(at + 1).all(|(number, _)| state.heights.contains_key(&number)) {
            state.target = None;
        } else {
            for (number, span) in spans.iter().enumerate().take(at + 1) {
                state.heights.insert(number, set.layout(ui, *span, None).height());
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
            let marked = state.marked.filter(|(article, _)| *article == page.article).map(|(_, span)| span);
            let laid = set.layout(ui, spans[at], marked);
            let corner = origin + vec2(2.0, tops[at]);
            if state.heights.insert(at, laid.height()).is_none_or(|old| (old - laid.height()).abs() > 0.5) {
                ui.ctx().request_repaint();
            }
            commands.extend(paragraph(ui, &set, state, spans[at], corner, &laid));
        }
    });
    commands
}

fn paragraph(
    ui: &mut Ui,
    set: &Setting<'_, '_>,
    state: &mut ReaderState,
    span: ByteSpan,
    corner: egui::Pos2,
    laid: &Laid,
) -> Vec<Command> {
    let mut commands = Vec::new();
    let page = set.page;
    laid.paint(ui, corner);
    let rect = egui::Rect::from_min_size(corner, vec2(set.width, laid.height()));
    let id = ui.scope_id().with(("paragraph", page.article.0, span.start()));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let text = span.of(&page.text);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    let at = |point: egui::Pos2| laid.touched(text, span, point - corner);
    if response.drag_started() {
        state.anchor = ui.input(|input| input.pointer.press_origin()).map(at);
    }
    if let (true, Some(from), Some(to)) = (response.dragged(), state.anchor, response.interact_pointer_pos())
    {
        let marked = whole_words(&page.text, from.join(at(to)));
        state.marked = (!marked.is_empty()).then_some((page.article, marked));
        state.marking = true;
        ui.ctx().set_cursor_icon(egui::CursorIcon::Text);
        return commands;
    }
    let Some(pointer) = response.hover_pos() else { return commands };
    if response.clicked() {
        state.marked = None;
    }
    let byte = at(pointer).start();
    let told = page.told_at(byte, set.context.index);
    let response = match told {
        Some(told) => response.on_hover_text_at_pointer(told),
        None => response,
    };
    let Some(subject) = page.subject_at(byte) else { return commands };
    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    if response.clicked() {
        commands.push(Command::Select(subject.clone()));
    }
    commands.push(Command::Hover(subject));
    commands
}

/// A span of text widened to the words it touches, without spaces around them.
fn whole_words(text: &str, span: ByteSpan) -> ByteSpan {
    let part = |c: char| c.is_alphanumeric();
    let (Some(before), Some(after)) = (text.get(..span.start()), text.get(span.end()..)) else { return span };
    let mut start = before.trim_end_matches(part).len();
    let mut end = span.end() + after.find(|c| !part(c)).unwrap_or(after.len());
    let within = ByteSpan::new(start, end).of(text);
    let edge = |c: char| !part(c);
    start += within.len() - within.trim_start_matches(edge).len();
    end = end.min(start + within.trim_matches(edge).len());
    ByteSpan::new(start, end)
}

/// What can be done with the words that are marked.
fn marked(ui: &mut Ui, page: &Page, state: &mut ReaderState, commands: &mut Vec<Command>) {
    // The text must not move under the pointer that marks it.
    state.marking &= ui.input(|input| input.pointer.any_down());
    if state.marking {
        return;
    }
    let Some((article, span)) = state.marked.filter(|(article, _)| *article == page.article) else { return };
    let words: String = span.of(&page.text).chars().take(60).collect();
    ui.horizontal_wrapped(|ui| {
        ui.label(egui::RichText::new(format!("“{words}”")).strong());
        if ui.button("Add as a place").on_hover_text("A mention that Dateline missed").clicked() {
            let id = MentionId { article, span };
            let change = Change::Mention(id, Some(Decision::Unresolved));
            commands.push(Command::Say(format!("“{words}” marked as a place"), vec![change]));
            commands.push(Command::Select(Subject::Mention(id)));
            state.marked = None;
        }
        if ui.button("Add as a proposal").on_hover_text("A proposal that Dateline missed").clicked() {
            commands.extend(page.new_proposal(span, &words));
            state.marked = None;
        }
        if ui.button("Unmark").clicked() {
            state.marked = None;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_in_whole_words() {
        let text = "near the Çıldır pass, today";
        let words = |start, end| whole_words(text, ByteSpan::new(start, end)).of(text);
        assert_eq!(words(11, 13), "Çıldır");
        assert_eq!(words(4, 13), "near the Çıldır");
        assert_eq!(words(text.len(), text.len()), "today");
        assert_eq!(words(4, 4), "near");
    }
}
