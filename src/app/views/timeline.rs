//! Articles by their dates: a strip under the map.

use egui::{Role, Sense, Ui, WidgetInfo, pos2, vec2};
use jiff::civil::Date;

use crate::{
    app::{
        command::Command,
        context::ViewContext,
        selection::{Highlight, Subject},
        theme,
    },
    project::ArticleId,
};

pub(super) fn ui(ui: &mut Ui, context: &ViewContext<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut dated: Vec<(Date, ArticleId)> =
        context.project.articles().filter_map(|(id, entry)| Some((entry.article.date?, id))).collect();
    dated.sort();
    let area = ui.available_rect_before_wrap();
    let (Some((first, _)), Some((last, _))) = (dated.first(), dated.last()) else {
        ui.centered_and_justified(|ui| ui.weak("No dated articles yet"));
        return commands;
    };
    let days = |date: Date| f64::from((date - *first).get_days());
    let span = days(*last).max(1.0);
    let (left, right) = (area.left() + 46.0, area.right() - 46.0);
    let middle = area.top() + 15.0;
    let painter = ui.painter().clone();
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
    // A dot an article; more than a few hundred say no more than the first ones.
    for (date, id) in dated.iter().take(400) {
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
    commands
}
