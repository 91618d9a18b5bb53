//! A figure that was dropped on the window, and whose articles are not in the project: what it quotes.

use egui::{Context, RichText, ScrollArea, Window};

use crate::figure::evidence::Evidence;

pub(super) fn ui(context: &Context, dropped: &mut Option<(String, Evidence)>) {
    let Some((file, evidence)) = dropped.as_ref() else { return };
    let mut open = true;
    Window::new("Evidence of a figure").open(&mut open).default_width(520.0).collapsible(false).show(
        context,
        |ui| {
            ui.label(RichText::new(file).strong());
            let project = evidence.project.as_deref().unwrap_or("without a name");
            ui.label(format!("From a project {project} that is not open: {}.", evidence.filter));
            ui.label(format!("Boundaries: {}. {}.", evidence.boundaries, evidence.generator));
            ui.separator();
            ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                for passage in &evidence.passages {
                    ui.label(RichText::new(format!("{} {}", passage.callout, passage.title)).strong());
                    ui.label(&passage.text);
                    let source = passage.article.and_then(|at| evidence.articles.get(at));
                    let from = source.map_or_else(String::new, |source| {
                        let parts = [source.outlet.clone(), source.date.clone(), Some(source.title.clone())];
                        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
                    });
                    let span = passage.start.zip(passage.end);
                    let span =
                        span.map_or_else(String::new, |(start, end)| format!(", characters {start}–{end}"));
                    ui.label(RichText::new(format!("{from}{span}")).small());
                    ui.add_space(6.0);
                }
                if evidence.passages.is_empty() {
                    ui.label("It quotes no passages.");
                }
            });
        },
    );
    if !open {
        *dropped = None;
    }
}
