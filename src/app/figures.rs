//! Figures: composing, writing, copying and keeping them, and opening again what a written one carries.

use std::path::PathBuf;

use super::{
    App, clipboard, exchange,
    jobs::Outcome,
    keeping::{Ask, Place},
    run::{export_to, written},
};
use crate::{
    export::{self, Format},
    figure::{
        About, FigureDefinition,
        definition::Extent,
        evidence::{self, Evidence},
        handout::Subjects,
        paint,
    },
    project::{Edit, Shelf},
};

/// The longest file that is searched for evidence, in bytes.
const MAX_FIGURE_BYTES: u64 = 512 << 20;

impl App {
    /// What figures say of where they come from.
    pub(super) fn about(&self) -> About {
        let named = !matches!(self.keeping.place(), Place::Untitled);
        About {
            project: named.then(|| self.keeping.name()),
            both_names: self.settings.names == super::settings::NamePolicy::Both,
            basemap: self.views.map.other_basemap(),
            ..About::default()
        }
    }

    /// Opens the composer on what the map shows.
    pub(super) fn begin_figure(&mut self, dark: bool) {
        if !self.project.is_empty() {
            let style = self.settings.map_style(dark);
            let filter = exchange::filter_in_force(self.views.coverage.filter(), &self.selection);
            self.views.figure.begin(&self.views.map.view(), style, filter);
        }
    }

    /// Keeps the preview as it is wanted.
    pub(super) fn refresh_figure(&mut self) {
        self.go_on_with_evidence();
        self.composer.take();
        if !self.views.figure.open {
            self.composer.rest();
            return;
        }
        let (definition, scale) = (self.views.figure.definition.clone(), self.views.figure.scale);
        let revision = self.index.revision;
        let mut composer = std::mem::take(&mut self.composer);
        composer.ask(&definition, revision, scale, || self.content());
        self.composer = composer;
    }

    pub(super) fn write_figure(&mut self, definition: FigureDefinition) {
        let Some(content) = self.content() else { return };
        let kinds = [("PNG", "png"), ("SVG", "svg"), ("PDF", "pdf")];
        self.save("Export figure", "dateline.png", &kinds, move |path| {
            written(path, export_to(&content, path, Some(definition)))
        });
    }

    pub(super) fn write_handout(&mut self, subjects: Subjects, definition: FigureDefinition) {
        let Some(content) = self.content() else { return };
        self.save("Export handout", "handout.pdf", &[("PDF", "pdf")], move |path| {
            let pdf = export::render_handout(&content, subjects, &definition);
            written(path, pdf.and_then(|pdf| export::write_file(path, &pdf, true)))
        });
    }

    pub(super) fn copy_figure(&mut self, definition: FigureDefinition) {
        let Some(content) = self.content() else { return };
        self.jobs.start("Copying the figure", 0, move |sender| {
            let content = content.in_view(&definition.filter);
            let figure = export::compose(&content, &definition);
            let told = match paint::paint(&figure.page, definition.scale()) {
                Some(picture) => {
                    let size = [picture.width() as usize, picture.height() as usize];
                    clipboard::copy_image(picture.data(), size)
                }
                None => "the figure is too large to be copied".to_owned(),
            };
            // The window may be gone: then nobody is to be told.
            let _sent = sender.send(Outcome::Notice(told));
        });
    }

    /// Keeps a figure in the project, or drops it.
    pub(super) fn keep_figure(&mut self, name: &str, definition: Option<&FigureDefinition>) {
        let text = definition.and_then(|definition| serde_json::to_string(definition).ok());
        let label = if text.is_some() { "keep figure" } else { "delete figure" };
        let edit = Edit::Save(Shelf::Figures, name.to_owned(), text.map(Into::into));
        let made = self.history.apply_as(&mut self.project, format!("{label} “{name}”"), edit);
        self.tell_failure(made);
    }

    /// Takes figures out of files that are to be opened, and reads what they carry.
    pub(super) fn take_figures_out(&mut self, paths: Vec<PathBuf>) -> Vec<PathBuf> {
        let is_figure = |path: &PathBuf| {
            let format = Format::of(path);
            matches!(format, Ok(Format::Png | Format::Svg | Format::Pdf))
        };
        let (figures, others): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(is_figure);
        for path in figures {
            self.jobs.start("Reading the figure’s evidence", 0, move |sender| {
                let found = read_evidence(&path);
                let _sent = sender.send(match found {
                    Ok(evidence) => Outcome::Evidence(path.display().to_string(), Box::new(evidence)),
                    Err(problem) => Outcome::Notice(problem),
                });
            });
        }
        others
    }

    /// Opens a written figure again: its view and definition where the project has its articles, else the
    /// passages that it quotes.
    pub(super) fn take_evidence(&mut self, file: String, evidence: Evidence) {
        let known: std::collections::BTreeSet<u32> =
            self.project.articles().map(|(_, entry)| evidence::checksum(&entry.article.text)).collect();
        let here = !evidence.articles.is_empty()
            && evidence.articles.iter().all(|article| known.contains(&article.crc));
        if !here {
            self.open_project_of(file, evidence);
            return;
        }
        if let Extent::View { centre, zoom, .. } = evidence.view {
            self.views.map.look_at(centre, zoom);
        }
        let name = String::new();
        self.views.figure.resume(name, evidence.definition);
        self.tell(format!("{file}: the figure is open as it was made"));
    }

    /// Opens the project that a figure is of, where it is among those opened last; else shows what it quotes.
    fn open_project_of(&mut self, file: String, evidence: Evidence) {
        let named = |path: &&PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            evidence.project.is_some() && name == evidence.project && path.is_file()
        };
        let recent = self.keeping.recent.iter().find(named).cloned();
        let open = match self.keeping.place() {
            Place::File(path) | Place::ReadOnly(path) => Some(path),
            Place::Untitled => None,
        };
        match recent.filter(|recent| open != Some(recent)) {
            Some(project) => {
                self.views.figure.awaited = Some((project.clone(), file, evidence));
                self.ask(Ask::Open(project));
            }
            None => self.views.figure.dropped = Some((file, evidence)),
        }
    }

    /// Goes on with a figure once its project is open.
    fn go_on_with_evidence(&mut self) {
        let place = match self.keeping.place() {
            Place::File(path) | Place::ReadOnly(path) => path.clone(),
            Place::Untitled => return,
        };
        let busy = self.is_busy();
        let is_open = |awaited: &mut (PathBuf, String, Evidence)| !busy && awaited.0 == place;
        if let Some((_, file, evidence)) = self.views.figure.awaited.take_if(is_open) {
            self.take_evidence(file, evidence);
        }
    }
}

fn read_evidence(path: &std::path::Path) -> Result<Evidence, String> {
    use std::io::Read as _;
    let file = path.display();
    let cannot = |error: &std::io::Error| format!("{file}: cannot be read ({error})");
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|open| open.take(MAX_FIGURE_BYTES).read_to_end(&mut bytes))
        .map_err(|error| cannot(&error))?;
    Evidence::read(&bytes).ok_or_else(|| {
        format!("{file}: this picture carries no evidence of Dateline’s; only its own figures can be opened")
    })
}
