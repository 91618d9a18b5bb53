//! The list of changes: what stands, what was undone, and a click to go there.

use egui::{RichText, ScrollArea, Ui};

use crate::app::{command::Command, context::ViewContext, theme};

pub(super) fn ui(ui: &mut Ui, context: &ViewContext<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let (standing, undone) = (context.history.standing(), context.history.undone());
    let count = standing.len();
    if count + undone.len() == 0 {
        ui.label("Nothing was changed yet. Every change you make is listed here and can be undone.");
        return commands;
    }
    ui.label(RichText::new("Click a line to go back or forth to it.").small());
    let made: Vec<jiff::Timestamp> = context.history.made().collect();
    let earlier = context.history.opened_with();
    let steps: Vec<&str> = std::iter::once("as it was opened").chain(standing).chain(undone).collect();
    let rows = steps.len();
    ScrollArea::vertical().max_height(420.0).stick_to_bottom(true).show_rows(ui, 22.0, rows, |ui, range| {
        for number in range {
            let mut text = RichText::new(format!("{number}  {}", steps[number]));
            if number > 0 && number <= earlier && number <= count {
                text = text.weak();
            }
            if number > count {
                text = text.color(theme::quiet(context.dark)).italics();
            }
            let when = number
                .checked_sub(1)
                .and_then(|step| made.get(step))
                .map(|at| at.strftime("%Y-%m-%d %H:%M UTC"));
            let session =
                if number <= earlier { "made in an earlier session" } else { "made in this session" };
            let row = ui.selectable_label(number == count, text);
            let row = match when {
                Some(when) => row.on_hover_text(format!("{when}, {session}")),
                None => row,
            };
            if row.clicked() {
                commands.push(Command::GoToStep(number));
            }
        }
    });
    commands
}
