//! The lists on the left: articles, places, proposals; filtered, sorted, drawn only where visible.

use std::{collections::BTreeMap, sync::Arc};

use egui::{RichText, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2};

use crate::{
    app::{
        command::Command,
        context::ViewContext,
        desk::matches,
        selection::{Highlight, Subject},
        theme,
    },
    cartography::palette,
};

/// Which list is in front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    Articles,
    #[default]
    Places,
    Proposals,
    Actors,
}

/// How places are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Mentions,
    Name,
    Unsure,
}

/// What the lists remember.
#[derive(Debug, Default)]
pub struct CoverageState {
    tab: Tab,
    order: Order,
    filter: String,
    focus: bool,
    rows: Option<(Key, Arc<Vec<Row>>)>,
    actors: usize,
}

/// What the rows were made for: the project's revision, the list, its order and filter, theme and names.
type Key = (u64, Tab, Order, String, bool, crate::app::settings::NamePolicy);

impl CoverageState {
    /// Puts the cursor into the filter.
    pub fn focus_filter(&mut self) {
        self.focus = true;
    }

    /// Filters the lists by other words.
    pub fn set_filter(&mut self, filter: String) {
        self.filter = filter;
    }

    /// The words that the lists are filtered by.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Brings the list to the front that holds what was selected.
    pub fn follow(&mut self, subject: &Subject) {
        match subject {
            Subject::Place(_) | Subject::Mention(_) => self.tab = Tab::Places,
            Subject::Proposal(_) => self.tab = Tab::Proposals,
            Subject::Speaker(_) => self.tab = Tab::Actors,
            _ => {}
        }
    }
}

/// A row of a list.
#[derive(Debug)]
struct Row {
    subject: Subject,
    title: String,
    detail: String,
    count: String,
    colour: egui::Color32,
    key: (f32, String),
}

/// The height of a row in points.
const ROW: f32 = 42.0;

/// Draws the lists.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut CoverageState) -> Vec<Command> {
    let mut commands = Vec::new();
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        ui.spacing_mut().button_padding.x = 5.0;
        let counts = [
            (Tab::Articles, "Articles", context.project.articles().len()),
            (Tab::Places, "Places", context.index.places.len()),
            (Tab::Proposals, "Proposals", context.index.proposals.len()),
            (Tab::Actors, "Actors", state.actors),
        ];
        for (tab, name, count) in counts {
            if ui
                .selectable_label(state.tab == tab, RichText::new(format!("{name} {count}")).size(12.5))
                .clicked()
            {
                state.tab = tab;
            }
        }
    });
    let filter = TextEdit::singleline(&mut state.filter).hint_text("Filter…").desired_width(f32::INFINITY);
    let response = ui.add(filter);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the list"));
    if std::mem::take(&mut state.focus) {
        response.request_focus();
    }
    if state.tab == Tab::Places {
        ui.horizontal(|ui| {
            for (order, name) in
                [(Order::Mentions, "Most named"), (Order::Name, "By name"), (Order::Unsure, "Least certain")]
            {
                if ui.selectable_label(state.order == order, RichText::new(name).small()).clicked() {
                    state.order = order;
                }
            }
        });
    }
    let rows = cached(context, state);
    if rows.is_empty() {
        ui.add_space(12.0);
        ui.weak(empty_text(context, state));
        return commands;
    }
    let salt = format!("list {:?}", state.tab);
    ScrollArea::vertical().id_salt(salt).auto_shrink(false).show_rows(ui, ROW, rows.len(), |ui, range| {
        for row in &rows[range] {
            commands.extend(draw(ui, context, row));
        }
    });
    commands
}

fn empty_text(context: &ViewContext<'_>, state: &CoverageState) -> &'static str {
    if !state.filter.is_empty() {
        "Nothing matches the filter."
    } else if context.project.is_empty() {
        "Open articles with Ctrl+O, drop files here, or paste text with Ctrl+V."
    } else {
        "Nothing found in these articles."
    }
}

/// The rows that the filter leaves, made anew only where something they show has changed.
fn cached(context: &ViewContext<'_>, state: &mut CoverageState) -> Arc<Vec<Row>> {
    let names = context.settings.names;
    let key = (context.index.revision, state.tab, state.order, state.filter.clone(), context.dark, names);
    if let Some((known, rows)) = &state.rows
        && *known == key
    {
        return Arc::clone(rows);
    }
    state.actors = actors(context).len();
    let mut rows = rows(context, state);
    rows.retain(|row| matches(&format!("{} {}", row.title, row.detail), &state.filter));
    let rows = Arc::new(rows);
    state.rows = Some((key, Arc::clone(&rows)));
    rows
}

/// Who has a part in proposals: how often each proposes and is asked, the busiest first.
fn actors(context: &ViewContext<'_>) -> Vec<(String, [usize; 2])> {
    let mut parts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for entry in &context.index.proposals {
        for (at, party) in [&entry.proposer, &entry.addressee].into_iter().enumerate() {
            if let Some(name) = party {
                parts.entry(name).or_default()[at] += 1;
            }
        }
    }
    let mut actors: Vec<_> = parts.into_iter().map(|(name, parts)| (name.to_owned(), parts)).collect();
    actors.sort_by_key(|(_, [proposes, asked])| std::cmp::Reverse(proposes + asked));
    actors
}

fn rows(context: &ViewContext<'_>, state: &CoverageState) -> Vec<Row> {
    let theme = theme::map_theme(context.dark);
    match state.tab {
        Tab::Articles => context
            .project
            .articles()
            .map(|(id, entry)| {
                let article = &entry.article;
                let date = article.date.map(|date| date.to_string());
                let detail: Vec<&str> =
                    [article.outlet.as_deref(), date.as_deref()].into_iter().flatten().collect();
                Row {
                    subject: Subject::Article(id),
                    title: article.heading(),
                    detail: detail.join(" · "),
                    count: entry.annotation.mentions.len().to_string(),
                    colour: theme::quiet(context.dark),
                    key: (0.0, String::new()),
                }
            })
            .collect(),
        Tab::Places => {
            let mut rows: Vec<Row> = context
                .index
                .places
                .iter()
                .map(|entry| {
                    let place = &entry.place;
                    let articles = if entry.articles == 1 { "article" } else { "articles" };
                    let mut detail = vec![place.class.label().to_owned()];
                    detail.extend(place.country.clone());
                    detail.push(format!("{} {articles}", entry.articles));
                    #[allow(clippy::cast_precision_loss)] // a sort key
                    let key = match state.order {
                        Order::Mentions => (-(entry.mentions.len() as f32), place.name.clone()),
                        Order::Name => (0.0, place.name.to_lowercase()),
                        Order::Unsure => (entry.confidence, place.name.clone()),
                    };
                    Row {
                        subject: Subject::Place(place.id.clone()),
                        title: place.label(context.settings.names == crate::app::settings::NamePolicy::Both),
                        detail: detail.join(" · "),
                        count: entry.mentions.len().to_string(),
                        colour: theme::rgb(palette::place(place.class, theme)),
                        key,
                    }
                })
                .collect();
            rows.sort_by(|a, b| a.key.0.total_cmp(&b.key.0).then_with(|| a.key.1.cmp(&b.key.1)));
            rows
        }
        Tab::Actors => actors(context)
            .into_iter()
            .map(|(name, [proposes, asked])| Row {
                subject: Subject::Speaker(name.clone()),
                title: name,
                detail: format!("proposes {proposes} · is asked {asked}"),
                count: (proposes + asked).to_string(),
                colour: theme::quiet(context.dark),
                key: (0.0, String::new()),
            })
            .collect(),
        Tab::Proposals => context
            .index
            .proposals
            .iter()
            .map(|entry| {
                let mut detail = vec![entry.status.label().to_owned()];
                detail.extend(entry.proposer.as_ref().map(|name| format!("by {name}")));
                detail.extend(entry.addressee.as_ref().map(|name| format!("to {name}")));
                Row {
                    subject: Subject::Proposal(entry.id),
                    title: entry.title.clone(),
                    detail: detail.join(" · "),
                    count: entry.tellings.len().to_string(),
                    colour: theme::rgb(palette::status(entry.status, theme).0),
                    key: (0.0, String::new()),
                }
            })
            .collect(),
    }
}

fn draw(ui: &mut Ui, context: &ViewContext<'_>, row: &Row) -> Vec<Command> {
    let mut commands = Vec::new();
    let spacing = ui.spacing().item_spacing.y;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW - spacing), Sense::click());
    let selected = context.selection.contains(&row.subject);
    response.widget_info(|| {
        WidgetInfo::selected(egui::Role::Button, true, selected, format!("{}, {}", row.title, row.detail))
    });
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if let Some(fill) = fill(ui, context.highlight(&row.subject)) {
        painter.rect_filled(rect, 5.0, fill);
    }
    painter.circle_filled(rect.left_center() + vec2(9.0, -8.0), 4.0, row.colour);
    let ink = ui.visuals().text_color();
    let count = painter.layout_no_wrap(
        row.count.clone(),
        egui::FontId::proportional(12.0),
        theme::quiet(context.dark),
    );
    let room = rect.width() - 34.0 - count.size().x;
    painter.galley(rect.right_top() + vec2(-count.size().x - 8.0, 3.0), count, ink);
    let title = elided(&painter, &row.title, theme::bold(13.0), ink, room);
    painter.galley(rect.left_top() + vec2(20.0, 1.0), title, ink);
    let quiet = theme::quiet(context.dark);
    let detail = elided(&painter, &row.detail, egui::FontId::proportional(11.5), quiet, rect.width() - 28.0);
    painter.galley(rect.left_top() + vec2(20.0, 18.0), detail, quiet);
    if response.double_clicked() {
        commands.push(Command::GoTo(row.subject.clone()));
    } else if response.clicked() {
        let toggle = ui.input(|input| input.modifiers.command);
        let subject = row.subject.clone();
        commands.push(if toggle { Command::Toggle(subject) } else { Command::Select(subject) });
    }
    if response.hovered() {
        commands.push(Command::Hover(row.subject.clone()));
    }
    commands
}

/// The ground of a row, by how it is tied to the selection.
pub(super) fn fill(ui: &Ui, highlight: Highlight) -> Option<egui::Color32> {
    match highlight {
        Highlight::Selected => Some(ui.visuals().selection.bg_fill),
        Highlight::Hovered => Some(ui.visuals().widgets.hovered.weak_bg_fill),
        Highlight::Related => Some(ui.visuals().faint_bg_color),
        Highlight::None => None,
    }
}

/// One line, cut with an ellipsis where the room ends.
pub(super) fn elided(
    painter: &egui::Painter,
    text: &str,
    font: egui::FontId,
    colour: egui::Color32,
    room: f32,
) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(20.0));
    painter.layout_job(job)
}
