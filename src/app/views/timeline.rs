//! Articles by their dates, and proposals by the days they are for: a strip under the map.

use std::sync::Arc;

use egui::{Role, Sense, Ui, WidgetInfo, pos2, vec2};
use jiff::{ToSpan as _, civil::Date};

use crate::{
    app::{
        command::Command,
        context::ViewContext,
        selection::{Highlight, Subject},
        theme,
    },
    project::{ArticleId, ProposalId},
};

pub(super) fn ui(ui: &mut Ui, context: &ViewContext<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let days_of = days_of(ui, context);
    let Days { dated, events, .. } = &*days_of;
    let area = ui.available_rect_before_wrap();
    let (Some(first), Some(last)) = (days_of.first(), days_of.last()) else {
        ui.centered_and_justified(|ui| ui.weak("No dated articles yet"));
        return commands;
    };
    let (first, last) = (&first, &last);
    let days = |date: Date| f64::from((date - *first).get_days());
    let span = days(*last).max(1.0);
    let (left, right) = (area.left() + 46.0, area.right() - 46.0);
    let middle = area.top() + 15.0;
    let painter = ui.painter().clone();
    let track = Track { first: *first, last: *last, left, right };
    commands.extend(range(ui, context, area, &track));
    let quiet = theme::quiet(context.dark);
    painter.line_segment([pos2(left, middle), pos2(right, middle)], egui::Stroke::new(1.0, quiet));
    for (date, x, align) in [(first, left, egui::Align2::CENTER_TOP), (last, right, egui::Align2::CENTER_TOP)]
    {
        painter.text(
            pos2(x, middle + 10.0),
            align,
            date.to_string(),
            egui::FontId::proportional(11.0),
            quiet,
        );
    }
    let mut stack: std::collections::BTreeMap<Date, f32> = std::collections::BTreeMap::new();
    // A dot an article.
    for (date, id) in dated.iter().take(SHOWN) {
        #[allow(clippy::cast_possible_truncation)] // points
        let x = left + (right - left) * (days(*date) / span) as f32;
        let offset = stack.entry(*date).and_modify(|offset| *offset += 9.0).or_insert(0.0);
        let centre = pos2(x + *offset, middle);
        let subject = Subject::Article(*id);
        let strength = context.highlight(&subject);
        let response = ui.interact(
            egui::Rect::from_center_size(centre, vec2(11.0, 16.0)),
            ui.scope_id().with(("timeline", id.0)),
            Sense::click(),
        );
        let heading = context.project.article(*id).map(|entry| entry.article.heading()).unwrap_or_default();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{date}: {heading}")));
        let colour = match strength {
            Highlight::Selected => theme::accent(context.dark),
            Highlight::Hovered | Highlight::Related => theme::accent(context.dark).gamma_multiply(0.7),
            Highlight::None => quiet,
        };
        painter.circle_filled(centre, if strength == Highlight::None { 4.0 } else { 5.5 }, colour);
        if response.clicked() {
            commands.push(Command::Select(subject.clone()));
        }
        if response.on_hover_text(format!("{date}\n{heading}")).hovered() {
            commands.push(Command::Hover(subject));
        }
    }
    for (date, id) in events.iter().take(SHOWN) {
        commands.extend(event(ui, context, pos2(track.x(*date), middle - 9.0), *date, *id));
    }
    commands
}

/// The most marks of a sort; more than a few hundred say no more than the first ones.
const SHOWN: usize = 400;
/// Days for which an act may be proposed before the first or after the last article and still be shown.
const BEYOND: i32 = 60;

/// The days of a revision.
struct Days {
    revision: u64,
    dated: Vec<(Date, ArticleId)>,
    events: Vec<(Date, ProposalId)>,
}

impl Days {
    fn first(&self) -> Option<Date> {
        self.dated.iter().map(|(date, _)| *date).chain(self.events.iter().map(|(date, _)| *date)).min()
    }

    fn last(&self) -> Option<Date> {
        self.dated.iter().map(|(date, _)| *date).chain(self.events.iter().map(|(date, _)| *date)).max()
    }
}

/// The days of articles and proposals, worked out once a revision.
fn days_of(ui: &Ui, context: &ViewContext<'_>) -> Arc<Days> {
    let id = ui.scope_id().with("days");
    let known: Option<Arc<Days>> = ui.data(|data| data.get_temp(id));
    if let Some(known) = known.filter(|known| known.revision == context.index.revision) {
        return known;
    }
    let mut dated: Vec<(Date, ArticleId)> =
        context.project.articles().filter_map(|(id, entry)| Some((entry.article.date?, id))).collect();
    dated.sort();
    let near = |date: Date| {
        let within = |(first, last): (&(Date, ArticleId), &(Date, ArticleId))| {
            (first.0 - date).get_days() <= BEYOND && (date - last.0).get_days() <= BEYOND
        };
        dated.first().zip(dated.last()).is_some_and(within)
    };
    let day = |text: &String| text.parse::<Date>().ok().filter(|date| text.len() == 10 && near(*date));
    let proposals = context.index.proposals.iter();
    let mut events: Vec<(Date, ProposalId)> =
        proposals.filter_map(|entry| Some((entry.date.as_ref().and_then(day)?, entry.id))).collect();
    events.sort();
    let days = Arc::new(Days { revision: context.index.revision, dated, events });
    ui.data_mut(|data| data.insert_temp(id, Arc::clone(&days)));
    days
}

/// The day that a proposal is for, as a diamond in the colour of its status.
fn event(ui: &Ui, context: &ViewContext<'_>, at: egui::Pos2, date: Date, id: ProposalId) -> Vec<Command> {
    let mut commands = Vec::new();
    let Some(entry) = context.index.proposal(id) else { return commands };
    let subject = Subject::Proposal(id);
    let area = egui::Rect::from_center_size(at, vec2(11.0, 11.0));
    let response = ui.interact(area, ui.scope_id().with(("event", id)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("For {date}: {}", entry.title)));
    let colour = super::card::proposal::status_colour(context, entry.status);
    let strong = context.highlight(&subject) != Highlight::None;
    let reach = if strong { 5.5 } else { 4.0 };
    let corners = [vec2(0.0, -reach), vec2(reach, 0.0), vec2(0.0, reach), vec2(-reach, 0.0)];
    let points = corners.into_iter().map(|corner| at + corner).collect();
    ui.painter().add(egui::Shape::convex_polygon(points, colour, egui::Stroke::NONE));
    if response.double_clicked() {
        commands.push(Command::GoTo(subject.clone()));
    } else if response.clicked() {
        commands.push(Command::Select(subject.clone()));
    }
    let told = format!("For {date}\n{} · {}", entry.title, entry.status.label());
    if response.on_hover_text(told).hovered() {
        commands.push(Command::Hover(subject));
    }
    commands
}

/// Where days lie on the strip.
struct Track {
    first: Date,
    last: Date,
    left: f32,
    right: f32,
}

impl Track {
    fn x(&self, date: Date) -> f32 {
        #[allow(clippy::cast_precision_loss)] // days
        let share =
            (date - self.first).get_days() as f32 / ((self.last - self.first).get_days().max(1)) as f32;
        self.left + (self.right - self.left) * share
    }

    /// The day at a point, held within the strip.
    fn day(&self, x: f32) -> Date {
        let share = ((x - self.left) / (self.right - self.left).max(1.0)).clamp(0.0, 1.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // days
        let days = (share * (self.last - self.first).get_days() as f32).round() as i64;
        self.first.checked_add(days.days()).unwrap_or(self.last)
    }
}

/// Dragging along the strip selects a range of days; the one selected is washed.
fn range(ui: &Ui, context: &ViewContext<'_>, area: egui::Rect, track: &Track) -> Option<Command> {
    let response = ui.interact(area, ui.scope_id().with("range"), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Drag to select a range of days"));
    let drag = response.interact_pointer_pos().zip(ui.input(|input| input.pointer.press_origin()));
    if let Some((to, from)) = drag.filter(|_| response.dragged()) {
        let (a, b) = (track.day(from.x), track.day(to.x));
        ui.data_mut(|data| data.insert_temp(response.id, (a.min(b), a.max(b))));
    }
    // Where the drag began is forgotten when the button is let go: the range of the frame before holds.
    let dragged: Option<(Date, Date)> = ui.data_mut(|data| {
        if response.drag_stopped() { data.remove_temp(response.id) } else { data.get_temp(response.id) }
    });
    let selected = match context.selection.lead() {
        Some(Subject::TimeRange(from, to)) => Some((*from, *to)),
        _ => None,
    };
    if let Some((from, to)) = dragged.or(selected) {
        let (left, right) = (track.x(from).max(track.left), track.x(to).min(track.right));
        let wash = egui::Rect::from_x_y_ranges(left - 6.0..=right + 6.0, area.top()..=area.top() + 30.0);
        ui.painter().rect_filled(wash, 4.0, ui.visuals().selection.bg_fill.gamma_multiply(0.6));
    }
    let (from, to) = dragged.filter(|_| response.drag_stopped())?;
    Some(Command::Select(Subject::TimeRange(from, to)))
}
