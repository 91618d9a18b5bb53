//! Hover cards: after a short rest they show the top passages of what is under the pointer, without taking the
//! pointer. A click pins them.

use egui::{Area, Frame, Id, Order, Pos2, Rect, RichText, Ui, vec2};

use crate::{
    app::{command::Command, context::ViewContext, selection::Subject, theme, views::card},
    project::MentionId,
};

use super::{Scene, hit::Hit};

/// Seconds before a card appears.
const REST: f64 = 0.3;
/// The width of a card in points.
const WIDTH: f32 = 330.0;
/// Passages a card shows, and letters of each.
const PASSAGES: usize = 3;
const LETTERS: usize = 220;
/// Members of a cluster that a card names.
const MEMBERS: usize = 10;
/// Cards that may be pinned at once.
const PINNED: usize = 6;

/// What the pointer rests on, and the cards that are pinned.
#[derive(Default)]
pub(super) struct Hover {
    rests: Option<(Hit, f64)>,
    pinned: Vec<(Subject, Pos2)>,
}

/// A line of a card, with the mention it quotes.
struct Line {
    text: String,
    source: String,
    mention: Option<MentionId>,
}

impl Hover {
    /// Follows the pointer, and shows the card once it has rested.
    pub(super) fn follow(&mut self, ui: &Ui, scene: &Scene<'_, '_>, hit: Option<Hit>, pointer: Option<Pos2>) {
        let (Some(hit), Some(pointer)) = (hit, pointer) else {
            self.rests = None;
            return;
        };
        let now = ui.input(|input| input.time);
        let since = match self.rests {
            Some((known, since)) if known == hit => since,
            _ => now,
        };
        self.rests = Some((hit, since));
        let pinned = scene.subject(hit).is_some_and(|subject| self.is_pinned(&subject));
        if pinned || ui.input(|input| input.pointer.any_down()) {
            return;
        }
        if now - since >= REST {
            show_at(ui, scene.rect, pointer, |ui| body(ui, scene, hit));
        } else {
            let left = std::time::Duration::from_secs_f64(REST - (now - since) + 0.01);
            ui.ctx().request_repaint_after(left);
        }
    }

    fn is_pinned(&self, subject: &Subject) -> bool {
        self.pinned.iter().any(|(pinned, _)| pinned == subject)
    }

    /// Pins the card of what was clicked, if it was shown.
    pub(super) fn pin(&mut self, ui: &Ui, subject: &Subject, at: Pos2) {
        let now = ui.input(|input| input.time);
        let shown = self.rests.is_some_and(|(_, since)| now - since >= REST);
        if shown && !self.is_pinned(subject) {
            self.pinned.push((subject.clone(), at));
            let extra = self.pinned.len().saturating_sub(PINNED);
            self.pinned.drain(..extra);
        }
    }

    /// Closes the card pinned last; whether there was one.
    pub(super) fn close_one(&mut self) -> bool {
        self.pinned.pop().is_some()
    }

    /// The cards that are pinned: they can be moved, read and clicked.
    pub(super) fn pinned(&mut self, ui: &Ui, context: &ViewContext<'_>, rect: Rect) -> Vec<Command> {
        let mut commands = Vec::new();
        self.pinned.retain(|(subject, at)| {
            let Some((title, lines)) = content(context, subject) else { return false };
            let mut open = true;
            let place = *at + vec2(16.0, 12.0);
            Area::new(Id::unique(("pinned card", subject)))
                .order(Order::Middle)
                .default_pos(place)
                .constrain_to(rect)
                .show(ui.ctx(), |ui| {
                    Frame::popup(ui.style()).show(ui, |ui| {
                        ui.set_max_width(WIDTH);
                        ui.horizontal(|ui| {
                            ui.label(RichText::new(&title).font(theme::bold(13.5)));
                            let close = ui.small_button("×").on_hover_text("Close this card");
                            let name = format!("Close the card of {title}");
                            close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                            open = !close.clicked();
                        });
                        for line in &lines {
                            let text = egui::Label::new(&line.text).wrap().sense(egui::Sense::click());
                            let response = ui.add(text);
                            ui.label(RichText::new(&line.source).small().color(theme::quiet(context.dark)));
                            if let Some(mention) = line.mention.filter(|_| response.clicked()) {
                                commands.push(Command::Select(Subject::Mention(mention)));
                            }
                        }
                    });
                });
            open
        });
        commands
    }
}

/// Shows a card beside the pointer, within the map, that the pointer goes through.
fn show_at(ui: &Ui, rect: Rect, pointer: Pos2, body: impl FnOnce(&mut Ui)) {
    let right = pointer.x + 18.0 + WIDTH < rect.right();
    let below = pointer.y < rect.center().y;
    let pivot = match (right, below) {
        (true, true) => egui::Align2::LEFT_TOP,
        (true, false) => egui::Align2::LEFT_BOTTOM,
        (false, true) => egui::Align2::RIGHT_TOP,
        (false, false) => egui::Align2::RIGHT_BOTTOM,
    };
    let gap = vec2(if right { 18.0 } else { -18.0 }, if below { 16.0 } else { -10.0 });
    Area::new(Id::unique("map hover card"))
        .order(Order::Tooltip)
        .interactable(false)
        .pivot(pivot)
        .fixed_pos(pointer + gap)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(WIDTH);
                body(ui);
            });
        });
}

fn body(ui: &mut Ui, scene: &Scene<'_, '_>, hit: Hit) {
    let quiet = theme::quiet(scene.context.dark);
    if let Hit::Cluster(cluster, _) = hit {
        ui.label(RichText::new(scene.title(hit)).font(theme::bold(13.5)));
        let mut members: Vec<_> = scene
            .prepared
            .clusters
            .members(&cluster)
            .iter()
            .map(|member| &scene.prepared.layers.markers[*member as usize])
            .collect();
        members.sort_by_key(|marker| std::cmp::Reverse(marker.mentions));
        for marker in members.iter().take(MEMBERS) {
            ui.horizontal(|ui| {
                ui.label(&marker.name);
                ui.label(RichText::new(marker.mentions.to_string()).small().color(quiet));
            });
        }
        if members.len() > MEMBERS {
            let more = format!("and {} more", members.len() - MEMBERS);
            ui.label(RichText::new(more).small().color(quiet));
        }
        ui.label(RichText::new("Click to look closer").small().color(quiet));
        return;
    }
    let Some(subject) = scene.subject(hit) else {
        ui.label(RichText::new("Several proposals: click to spread them").font(theme::bold(13.0)));
        return;
    };
    let Some((title, lines)) = content(scene.context, &subject) else { return };
    ui.label(RichText::new(title).font(theme::bold(13.5)));
    for line in lines {
        ui.label(line.text);
        ui.label(RichText::new(line.source).small().color(quiet));
    }
}

/// Title and lines of a card.
fn content(context: &ViewContext<'_>, subject: &Subject) -> Option<(String, Vec<Line>)> {
    match subject {
        Subject::Place(id) => {
            let entry = context.index.place(id)?;
            let quoted = card::passages(context, entry).take(PASSAGES);
            let lines = quoted.filter_map(|mention| passage(context, mention));
            let noun = if entry.mentions.len() == 1 { "mention" } else { "mentions" };
            let title = format!("{} · {} {noun}", entry.place.label(true), entry.mentions.len());
            Some((title, lines.collect()))
        }
        Subject::Proposal(id) => {
            let entry = context.index.proposal(*id)?;
            let line = |telling: &crate::project::TellingId| {
                let told = context.project.telling(*telling)?;
                let article = &context.project.article(telling.article)?.article;
                let span = told.evidence.first().copied()?;
                Some(Line { text: cut(span.of(&article.text)), source: source(article), mention: None })
            };
            let lines = entry.tellings.iter().take(2).filter_map(line).collect();
            Some((format!("{} · {}", entry.title, entry.status.label()), lines))
        }
        _ => None,
    }
}

fn passage(context: &ViewContext<'_>, mention: MentionId) -> Option<Line> {
    let entry = context.project.article(mention.article)?;
    let passage = entry.passage_at(mention.span.start())?;
    let text = cut(passage.sentence.of(&entry.article.text));
    Some(Line { text, source: source(&entry.article), mention: Some(mention) })
}

fn source(article: &crate::article::Article) -> String {
    let date = article.date.map(|date| date.to_string());
    let parts: Vec<&str> = [article.outlet.as_deref(), date.as_deref()].into_iter().flatten().collect();
    parts.join(" · ")
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(LETTERS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
