//! The status bar: work under way, what was told, offline state, attribution.

use egui::{RichText, Ui};

use crate::{
    app::{action::Action, command::Command, context::ViewContext, theme},
    basemap,
    text::counted,
};

pub(super) fn ui(ui: &mut Ui, context: &ViewContext<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    ui.horizontal(|ui| {
        if let Some(status) = &context.status {
            ui.label(RichText::new(status).small());
            if ui.small_button("Cancel").on_hover_text("Stop after the article at hand").clicked() {
                commands.push(Command::Cancel);
            }
        } else {
            let counts = format!(
                "{} · {} · {}",
                counted(context.project.articles().len(), "article"),
                counted(context.index.places.len(), "place"),
                counted(context.index.proposals.len(), "proposal")
            );
            ui.label(RichText::new(counts).small());
        }
        ui.separator();
        let project = format!("{} · {}", context.keeping.name(), context.keeping.state());
        ui.label(RichText::new(project).small()).on_hover_text("The project’s file, and how saving stands");
        if let Some(notice) = context.notices.last() {
            ui.separator();
            let more = context.notices.len() - 1;
            let text = if more > 0 { format!("{notice} (and {more} more)") } else { notice.clone() };
            let all = context.notices.join("\n");
            ui.add(egui::Label::new(RichText::new(text).small().strong()).truncate()).on_hover_text(all);
            if ui.small_button("Dismiss").clicked() {
                commands.push(Command::DismissNotices);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let quiet = theme::quiet(context.dark);
            let credit = format!("{} · GeoNames CC BY 4.0", basemap::ATTRIBUTION);
            if ui
                .link(RichText::new(credit).small().color(quiet))
                .on_hover_text("Sources and licences")
                .clicked()
            {
                commands.push(Command::Act(Action::About));
            }
            ui.separator();
            let state = if context.settings.basemap.is_online() { "Online map" } else { "Offline" };
            ui.label(RichText::new(state).small().color(quiet));
        });
    });
    commands
}
