//! Articles by their dates, and proposals by the days they are for: a strip under the map.

use egui::{Role, Sense, Ui, WidgetInfo, pos2};
use jiff::{ToSpan as _, civil::Date};

use crate::app::{command::Command, context::ViewContext, selection::Subject, theme};

mod days;
mod marks;

use days::Dates;

/// What the strip remembers.
#[derive(Debug, Default)]
pub struct TimelineState {
    dates: Dates,
}

/// Draws the strip.
pub(super) fn ui(ui: &mut Ui, context: &ViewContext<'_>, state: &mut TimelineState) -> Vec<Command> {
    let mut commands = Vec::new();
    let days = state.dates.of(ui, context);
    let area = ui.available_rect_before_wrap();
    let Some((first, last)) = days.ends() else {
        ui.centered_and_justified(|ui| ui.weak("No dated articles yet"));
        return commands;
    };
    let (left, right) = (area.left() + 46.0, area.right() - 46.0);
    let middle = area.top() + 15.0;
    let painter = ui.painter().clone();
    let track = Track { first, last, left, right };
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
    commands.extend(marks::articles(ui, context, &days, &track, middle));
    commands.extend(marks::events(ui, context, &days, &track, middle - 9.0));
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
