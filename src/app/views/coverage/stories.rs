//! Articles that print the same text, shown as one story with its outlets.

use egui::{RichText, Ui};

use crate::{
    app::{command::Command, context::ViewContext},
    project::{ArticleId, Stories},
};

/// Whether articles that repeat another's text are counted once, where there are any.
pub(super) fn choice(ui: &mut Ui, context: &ViewContext<'_>) -> Option<Command> {
    let count = context.project.known_stories().map_or(0, Stories::count);
    let mut once = !context.settings.keep_duplicates;
    let label = format!("Count the same text in several outlets once ({count})");
    let changed = count > 0
        && ui
            .checkbox(&mut once, RichText::new(label).small())
            .on_hover_text("Agency copy that several outlets print is one story, and its places count once")
            .changed();
    changed.then_some(Command::KeepDuplicates(!once))
}

/// The outlets that print the same text as an article.
pub(super) fn also_in(context: &ViewContext<'_>, id: ArticleId) -> Option<String> {
    let repeats = context.index.stories.repeats(id);
    let outlet = |id: &ArticleId| context.project.article(*id)?.article.outlet.clone();
    let mut outlets: Vec<String> = repeats.iter().filter_map(outlet).collect();
    outlets.sort();
    outlets.dedup();
    match (repeats.len(), outlets.is_empty()) {
        (0, _) => None,
        (1, true) => Some("also in another article".to_owned()),
        (count, true) => Some(format!("also in {count} other articles")),
        (_, false) => Some(format!("also in {}", outlets.join(", "))),
    }
}
