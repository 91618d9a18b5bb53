//! The lists on the left: articles, places, proposals, actors; filtered, sorted, drawn only where visible.

use egui::{RichText, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2};

use crate::app::{
    command::Command,
    context::ViewContext,
    selection::{Highlight, Subject},
    theme,
};

mod rows;
mod stories;

use rows::{Found, List, Row, Rows};

/// Which list is in front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    Articles,
    #[default]
    Places,
    Proposals,
    Actors,
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    /// By how much there is of it.
    #[default]
    Most,
    /// Latest first.
    Date,
    Name,
    /// Least certain first.
    Unsure,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Articles, Self::Places, Self::Proposals, Self::Actors];

    const fn name(self) -> &'static str {
        match self {
            Self::Articles => "Articles",
            Self::Places => "Places",
            Self::Proposals => "Proposals",
            Self::Actors => "Actors",
        }
    }

    /// The orders that make sense for it, the usual one first.
    const fn orders(self) -> &'static [(Order, &'static str)] {
        match self {
            Self::Articles => {
                &[(Order::Date, "Latest"), (Order::Most, "Most places"), (Order::Name, "By title")]
            }
            Self::Places => {
                &[(Order::Most, "Most named"), (Order::Name, "By name"), (Order::Unsure, "Least certain")]
            }
            Self::Proposals => &[
                (Order::Date, "Latest"),
                (Order::Most, "Most told"),
                (Order::Name, "By kind"),
                (Order::Unsure, "Least certain"),
            ],
            Self::Actors => &[(Order::Most, "Busiest"), (Order::Name, "By name")],
        }
    }
}

/// What the lists remember.
#[derive(Debug, Default)]
pub struct CoverageState {
    tab: Tab,
    orders: [Option<Order>; 4],
    filter: String,
    focus: bool,
    rows: Rows,
}

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

    fn order(&self) -> Order {
        self.orders[self.tab as usize].unwrap_or(self.tab.orders()[0].0)
    }
}

/// The height of a row in points.
const ROW: f32 = 42.0;

/// Draws the lists.
pub fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut CoverageState) -> Vec<Command> {
    let mut commands = Vec::new();
    tabs(ui, context, state);
    let filter = TextEdit::singleline(&mut state.filter).hint_text("Filter…").desired_width(f32::INFINITY);
    let response = ui.add(filter);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the list"));
    if std::mem::take(&mut state.focus) {
        response.request_focus();
    }
    orders(ui, state);
    if state.tab == Tab::Articles {
        commands.extend(stories::choice(ui, context));
    }
    let list = List { tab: state.tab, order: state.order(), filter: state.filter.clone() };
    let (tab, Found { rows, all, coming }) = (state.tab, state.rows.shown(ui, context, &list));
    if !state.filter.trim().is_empty() && !rows.is_empty() {
        ui.label(RichText::new(format!("{} of {all}", rows.len())).small().color(theme::quiet(context.dark)));
    }
    if rows.is_empty() && coming {
        ui.weak("Sorting…");
        return commands;
    }
    if rows.is_empty() {
        empty(ui, context, state);
        return commands;
    }
    let salt = format!("list {tab:?}");
    ScrollArea::vertical().id_salt(salt).auto_shrink(false).show_rows(ui, ROW, rows.len(), |ui, range| {
        for row in rows[range].iter().filter_map(|at| rows::row(context, tab, *at)) {
            commands.extend(draw(ui, context, &row));
        }
    });
    commands
}

fn tabs(ui: &mut Ui, context: &ViewContext<'_>, state: &mut CoverageState) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        ui.spacing_mut().button_padding.x = 5.0;
        for tab in Tab::ALL {
            let count = match tab {
                Tab::Articles => context.project.articles().len() - context.index.stories.count(),
                Tab::Places => context.index.places.len(),
                Tab::Proposals => context.index.proposals.len(),
                Tab::Actors => context.index.actors.len(),
            };
            let text = RichText::new(format!("{} {count}", tab.name())).size(12.5);
            if ui.selectable_label(state.tab == tab, text).clicked() {
                state.tab = tab;
            }
        }
    });
}

fn orders(ui: &mut Ui, state: &mut CoverageState) {
    let current = state.order();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (order, name) in state.tab.orders() {
            if ui.selectable_label(current == *order, RichText::new(*name).small()).clicked() {
                state.orders[state.tab as usize] = Some(*order);
            }
        }
    });
}

/// What to do where there is nothing to list.
fn empty(ui: &mut Ui, context: &ViewContext<'_>, state: &mut CoverageState) {
    ui.add_space(12.0);
    if !state.filter.trim().is_empty() {
        ui.weak("Nothing matches the filter.");
        if ui.button("Clear the filter").clicked() {
            state.filter.clear();
        }
        return;
    }
    ui.weak(if context.project.is_empty() {
        "Open articles with Ctrl+O, drop files here, or paste text with Ctrl+V."
    } else {
        match state.tab {
            Tab::Articles | Tab::Places => {
                "No place was found in these articles. Mark words in the text to add one."
            }
            Tab::Proposals => {
                "Nobody proposes anything in these articles. Mark a passage in the text to add a proposal."
            }
            Tab::Actors => "Nobody proposes or says anything in these articles.",
        }
    });
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
