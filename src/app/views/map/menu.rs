//! The menu of a right click: coordinates to copy, the place at hand to be set here, a place to be added.

use std::sync::Arc;

use egui::{Response, TextEdit, Ui, Window};
use rayon::prelude::*;

use crate::{
    app::{command::Command, context::ViewContext, kept::Kept, selection::Subject},
    gazetteer::normalise,
    geodesy::Position,
    project::{Change, Decision, MentionId, Project, Reading},
    text::ByteSpan,
};

/// What the menu remembers.
#[derive(Default)]
pub(super) struct Menu {
    at: Option<Position>,
    adding: Option<Adding>,
}

/// A place about to be added.
struct Adding {
    at: Position,
    name: String,
    /// Where the articles of a revision name it.
    found: Kept<(String, u64), Arc<[MentionId]>>,
}

/// So many articles are looked through within a frame.
const SHORT: usize = 64;

impl Menu {
    /// The menu over the map; `under` is the position under the pointer.
    pub(super) fn ui(
        &mut self,
        response: &Response,
        context: &ViewContext<'_>,
        under: Option<Position>,
    ) -> Vec<Command> {
        let mut commands = Vec::new();
        if response.secondary_clicked() {
            self.at = under;
        }
        let Some(at) = self.at else { return commands };
        response.context_menu(|ui| {
            copy(ui, at);
            ui.separator();
            if let Some(command) = set_here(ui, context, at) {
                commands.push(command);
            }
            if ui.button("Add a place here…").clicked() {
                self.adding = Some(Adding { at, name: String::new(), found: Kept::default() });
                ui.close();
            }
        });
        commands
    }

    /// The window in which a place is given its name.
    pub(super) fn window(&mut self, ui: &Ui, context: &ViewContext<'_>) -> Option<Command> {
        let adding = self.adding.as_mut()?;
        let (mut open, mut command) = (true, None);
        Window::new("Add a place").open(&mut open).collapsible(false).resizable(false).show(ui.ctx(), |ui| {
            ui.label(format!("At {}", adding.at.decimal()));
            let field = ui.add(TextEdit::singleline(&mut adding.name).hint_text("Its name in the articles"));
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the place"));
            let mentions = adding.mentions(ui, context.project);
            let count = mentions.len();
            let told = match count {
                _ if adding.name.trim().is_empty() => {
                    "Every passage that names it will show here.".to_owned()
                }
                _ if adding.found.is_coming() => "Looking for it in all articles…".to_owned(),
                0 => "No article names it.".to_owned(),
                1 => "1 passage names it.".to_owned(),
                _ => format!("{count} passages name it."),
            };
            ui.label(told);
            let ready = count > 0 && !adding.found.is_coming();
            if ui.add_enabled(ready, egui::Button::new("Add the place")).clicked() {
                let label = format!("“{}” added at {}", adding.name.trim(), adding.at.decimal());
                command = Some(Command::Say(label, pinned(&mentions, adding.at)));
            }
        });
        if !open || command.is_some() {
            self.adding = None;
        }
        command
    }
}

impl Adding {
    fn mentions(&mut self, ui: &Ui, project: &Project) -> Arc<[MentionId]> {
        let name = self.name.trim().to_owned();
        let key = (name.clone(), project.revision());
        let short = name.is_empty() || project.articles().len() <= SHORT;
        let project = project.clone();
        let found = self.found.of(key, short, ui.ctx(), move || match name.is_empty() {
            true => Arc::default(),
            false => named(&project, &name).into(),
        });
        Arc::clone(found)
    }
}

fn pinned(mentions: &[MentionId], at: Position) -> Vec<Change> {
    mentions.iter().map(|mention| Change::Mention(*mention, Some(Decision::Pin(at)))).collect()
}

/// Coordinates in three ways of writing.
fn copy(ui: &mut Ui, at: Position) {
    let ways =
        [("degrees", Some(at.decimal())), ("minutes and seconds", Some(at.dms())), ("MGRS", at.mgrs())];
    for (way, text) in ways {
        let Some(text) = text else { continue };
        let button = egui::Button::new(format!("Copy {text}")).shortcut_text(way);
        if ui.add(button).clicked() {
            ui.ctx().copy_text(text);
            ui.close();
        }
    }
}

/// Sets what is selected here: the mention at hand, or every mention of the place.
fn set_here(ui: &mut Ui, context: &ViewContext<'_>, at: Position) -> Option<Command> {
    let (name, mentions): (&str, &[MentionId]) = match context.selection.lead()? {
        Subject::Mention(mention) => {
            let text = &context.project.article(mention.article)?.article.text;
            (mention.span.of(text), std::slice::from_ref(mention))
        }
        Subject::Place(place) => {
            let entry = context.index.place(place)?;
            (&entry.place.name, &entry.mentions)
        }
        _ => return None,
    };
    let what = if mentions.len() > 1 { format!(" ({} mentions)", mentions.len()) } else { String::new() };
    if !ui.button(format!("Set “{name}” here{what}")).clicked() {
        return None;
    }
    ui.close();
    Some(Command::Say(format!("“{name}”: pin at {}", at.decimal()), pinned(mentions, at)))
}

/// Every occurrence of a name in the articles as whole words: the mentions there are, and new ones where the
/// machine saw none.
fn named(project: &Project, name: &str) -> Vec<MentionId> {
    let wanted = normalise(name);
    let articles: Vec<_> = project.articles().collect();
    let each = articles.into_par_iter().flat_map_iter(|(article, entry)| {
        let text = &entry.article.text;
        let readings = project.readings(article);
        let same = |reading: &&Reading<'_>| normalise(reading.id.span.of(text)) == wanted;
        let mut out: Vec<MentionId> = readings.iter().filter(same).map(|reading| reading.id).collect();
        for (start, found) in text.match_indices(name) {
            let span = ByteSpan::new(start, start + found.len());
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let whole =
                !letter(text[..start].chars().next_back()) && !letter(text[span.end()..].chars().next());
            if whole && !readings.iter().any(|reading| reading.id.span.overlaps(span)) {
                out.push(MentionId { article, span });
            }
        }
        out
    });
    let mut out: Vec<MentionId> = each.collect();
    out.sort_unstable();
    out.dedup();
    out
}
