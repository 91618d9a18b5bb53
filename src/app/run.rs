//! Runs commands: the one place where views' wishes become changes.

use std::{path::Path, sync::Arc};

use egui::ViewportCommand;

use super::{
    App, Sample,
    action::Action,
    command::Command,
    intake::Arrival,
    jobs::{Outcome, Then},
    keeping::Ask,
    picker::Picker,
    selection::Subject,
    settings::ThemeChoice,
    views::proposals::edit::Editor,
};
use crate::{
    article,
    export::{self, Content, Format, annotation::Precedence},
    figure::FigureDefinition,
    project::{ArticleId, Edit, EditError, Entry},
};

/// The most notices that are kept.
const NOTICES: usize = 50;

impl App {
    /// Takes in what jobs have sent.
    pub(super) fn take_results(&mut self, context: &egui::Context) {
        while let Some(result) = self.jobs.next() {
            match result {
                Outcome::Engine(loaded) => match *loaded {
                    Ok(engine) => {
                        self.engine = Some(Arc::new(engine));
                        // Names and places may be others now.
                        self.upkeep.begin_anew();
                        self.desk = None;
                    }
                    Err(problem) => {
                        self.tell(problem);
                        // A broken file of the user's must not cost the program its own gazetteer.
                        if self.settings.overlay.take().or(self.settings.gazetteer.take()).is_some() {
                            self.settings.gazetteer = None;
                            self.jobs.load_engine(self.settings.sources());
                        }
                    }
                },
                Outcome::Taken(taken) => self.take_read(*taken),
                Outcome::Arrived(files) => self.jobs.read(files, Some(crate::article::Columns::default())),
                Outcome::Annotated(entries) => self.take_annotated(entries),
                Outcome::Chosen(paths, then) => self.chosen(paths, then),
                Outcome::NoDialog(then, save_as) => self.pick(then, save_as),
                Outcome::Listed(folder, items) => {
                    if let Some(picker) = &mut self.views.picker {
                        picker.lay_down(folder, items);
                    }
                }
                Outcome::Explained(mention, why) => {
                    self.explanation = why.map(|why| (mention, why));
                }
                Outcome::Found(query, found) => {
                    // An answer to what is no longer asked is of no use.
                    if let Some(desk) = self.desk.as_mut().filter(|_| query == self.searched) {
                        desk.lay_down(query, found);
                    }
                }
                Outcome::Matched(file, both) => self.take_matched(file, both.0, both.1),
                Outcome::Keeping(outcome) => self.take_kept(outcome, context),
                Outcome::Evidence(file, evidence) => self.take_evidence(file, *evidence),
                Outcome::Notice(text) => self.tell(text),
                Outcome::Ended => {}
            }
            context.request_repaint();
        }
        if let Some(engine) = &self.engine
            && !self.waiting.is_empty()
            && !self.jobs.is_busy()
        {
            let articles = std::mem::take(&mut self.waiting);
            self.jobs.annotate(Arc::clone(engine), articles, self.project.clone());
        }
    }

    /// Lets articles wait for the engine. The sample coverage gives way to them.
    pub(super) fn take_in(&mut self, articles: Vec<Arrival>) {
        if articles.is_empty() {
            return;
        }
        if matches!(self.sample, Sample::Coming) && !self.waiting.is_empty() {
            self.waiting.clear();
            self.sample = Sample::None;
        }
        self.waiting.extend(articles);
    }

    pub(super) fn take_annotated(&mut self, entries: Vec<Entry>) {
        let ids = self.project.next_ids(entries.len());
        let Some(shown) = ids.first().copied() else { return };
        let mut first = self.project.is_empty();
        let mut edits = Vec::new();
        match std::mem::take(&mut self.sample) {
            Sample::None => {}
            Sample::Coming => self.sample = Sample::Shown(ids.clone()),
            Sample::Shown(mut old) => {
                old.retain(|id| self.project.article(*id).is_some());
                if !old.is_empty() {
                    first = true;
                    self.selection.clear();
                    self.tell("your articles replace the sample coverage; Undo brings it back".to_owned());
                    edits.push(Edit::Remove(old));
                }
            }
        }
        edits.push(Edit::Add(ids.into_iter().zip(entries).collect()));
        self.edit(Edit::Together(edits));
        if first {
            self.views.map.fit_next_frame();
        }
        self.views.reader.show(shown);
    }

    pub(super) fn tell(&mut self, text: String) {
        self.notices.push(text);
        let extra = self.notices.len().saturating_sub(NOTICES);
        self.notices.drain(..extra);
    }

    fn edit(&mut self, edit: Edit) {
        let made = self.history.apply(&mut self.project, edit);
        self.tell_failure(made);
    }

    pub(super) fn tell_failure<T>(&mut self, result: Result<T, EditError>) {
        if let Err(error) = result {
            self.tell(error.to_string());
        }
    }

    pub(super) fn run(&mut self, command: Command, context: &egui::Context) {
        match command {
            Command::Select(subject) => {
                if let Some(before) = self.selection.lead().cloned().filter(|before| *before != subject) {
                    self.back.push(before);
                    self.forward.clear();
                }
                self.show(subject);
            }
            Command::Toggle(subject) => self.selection.toggle(subject),
            Command::SelectMany(subjects, false) => self.selection.set_all(subjects),
            Command::SelectMany(subjects, true) => self.selection.add_all(subjects),
            Command::Deselect => self.step_back(),
            Command::GoTo(subject) => {
                self.views.map.go_to(std::slice::from_ref(&subject), &self.index, &self.outlines);
                self.show(subject);
            }
            Command::Act(action) => self.act(action, context),
            Command::Open(paths) => self.open_paths(paths),
            Command::Keep(ask) => self.ask(ask),
            Command::SaveAndLeave => self.save_and_leave(),
            Command::ReadTables(columns) => self.answer_tables(columns),
            Command::ChooseWatch => self.choose_folder(Then::Watch),
            Command::SetWatch(folder) => self.watch(folder.as_deref()),
            Command::KeepDuplicates(keep) => {
                self.settings.keep_duplicates = keep;
                self.upkeep.begin_anew();
            }
            Command::Paste(text) => self.paste(&text),
            Command::Say(label, changes) => self.say(label, changes),
            Command::Search(query) => self.search(query),
            Command::Place(on) => self.placing = on,
            Command::DropPin(at) => self.drop_pin(at),
            Command::Review(on) => self.set_review(on, context),
            Command::LeaveOthers => self.next_in_review(),
            Command::EditProposal(telling) => {
                self.views.proposals.editor = Editor::new(telling, &self.project);
            }
            Command::FilterActor(name) => self.views.proposals.filter_party(name),
            Command::FilterPlace(name) => self.views.proposals.filter_place(name),
            Command::ListFolder(folder) => self.jobs.list(folder),
            Command::Picked(paths) => {
                self.views.picker = None;
                if let Some(then) = self.picking.take() {
                    self.chosen(paths, then);
                }
            }
            Command::GoToStep(standing) => {
                let made = self.history.go_to(&mut self.project, standing);
                self.tell_failure(made);
            }
            Command::SetTheme(theme) => self.settings.theme = theme,
            Command::SetNames(names) => {
                self.settings.names = names;
                self.upkeep.relabel();
            }
            Command::ChooseOverlay => {
                let Self { jobs, files, .. } = self;
                jobs.choose(|| files.open_files(), None, Then::Overlay);
            }
            Command::SetOverlay(path) => {
                self.settings.overlay = path;
                self.jobs.load_engine(self.settings.sources());
            }
            Command::SetBoundaries(view) => self.settings.boundaries = view,
            Command::SetLanguage(language) => self.settings.language = language,
            Command::ChooseBasemap => {
                let Self { jobs, files, .. } = self;
                jobs.choose(|| files.open_files(), None, Then::Basemap);
            }
            Command::SetBasemap(basemap) => self.settings.basemap = basemap,
            Command::SetLayers(shown) => self.settings.layers = shown,
            Command::SetStill(still) => self.settings.reduce_motion = still,
            Command::WriteFigure(definition) => self.write_figure(*definition),
            Command::WriteHandout(subjects, definition) => self.write_handout(subjects, *definition),
            Command::CopyFigure(definition) => self.copy_figure(*definition),
            Command::KeepFigure(name, definition) => self.keep_figure(&name, definition.as_deref()),
            Command::WriteData(request) => self.write_data(*request),
            Command::TakeDecisions(offer, precedence) => {
                let matched = if precedence == Precedence::Mine { &offer.mine } else { &offer.theirs };
                self.take_decisions(&offer.file, matched.clone(), precedence);
            }
            Command::TakeNoDecisions => {}
            Command::Cancel => self.jobs.cancel(),
            Command::DismissNotices => self.notices.clear(),
            Command::Hover(_) => {}
        }
    }

    /// Leaves the pin, then what was only shown, then what is under way on the map, then the selection.
    fn step_back(&mut self) {
        let left = std::mem::take(&mut self.placing)
            || self.views.card.pending.take().is_some()
            || self.views.map.step_back();
        if !left {
            self.selection.clear();
        }
    }

    /// Selects, and lets every view go to what was selected.
    pub(super) fn show(&mut self, subject: Subject) {
        self.views.reader.follow(&subject, &self.project, &self.index);
        self.views.coverage.follow(&subject);
        self.views.map.bring_into_view(&subject, &self.index, &self.outlines);
        if let (Subject::Mention(mention), Some(engine)) = (&subject, &self.engine)
            && let Some(entry) = self.project.article(mention.article)
        {
            self.jobs.explain(Arc::clone(engine), entry.clone(), self.project.clone(), *mention);
        }
        self.selection.set(subject);
    }

    fn paste(&mut self, text: &str) {
        match article::read_paste(text) {
            article::Pasted::Paths(paths) => self.open_paths(paths),
            article::Pasted::Text(text) => {
                self.pasted += 1;
                match article::from_paste(&text, self.pasted) {
                    Some(article) => self.take_in(Arrival::without_file([article])),
                    None => self.tell("there is no text to paste".to_owned()),
                }
            }
        }
    }

    fn act(&mut self, action: Action, context: &egui::Context) {
        let dialogs = &mut self.views.dialogs;
        match action {
            Action::New => self.ask(Ask::New),
            Action::Save => self.ask(Ask::Save),
            Action::SaveAs => self.ask(Ask::SaveAs),
            Action::Again => self.ask(Ask::Again),
            Action::Open => self.choose_files(),
            Action::OpenFolder => self.choose_folder(Then::Read),
            Action::ReadingReport => self.views.intake.open = !self.views.intake.open,
            Action::OpenSample => self.waiting.extend(Arrival::without_file(article::sample())),
            Action::ExportFigure => self.begin_figure(context.global_style().visuals.dark_mode),
            Action::ExportData => dialogs.exchange.open = !self.project.is_empty(),
            Action::ImportAnnotations => self.choose_annotations(),
            Action::Screenshot => self.screenshot(context),
            Action::Undo => {
                let undone = self.history.undo(&mut self.project);
                self.tell_failure(undone);
            }
            Action::Redo => {
                let made = self.history.redo(&mut self.project);
                self.tell_failure(made);
            }
            Action::Find => self.views.coverage.focus_filter(),
            Action::Review => self.set_review(self.review.is_none(), context),
            Action::ProposalsTable => self.views.proposals.open = !self.views.proposals.open,
            Action::History => dialogs.history = !dialogs.history,
            Action::Palette => dialogs.toggle_palette(),
            Action::Keys => dialogs.keys = !dialogs.keys,
            Action::FitAll => self.views.map.fit_next_frame(),
            Action::FitSelection => {
                self.views.map.go_to(self.selection.subjects(), &self.index, &self.outlines);
            }
            Action::Back => {
                if let Some(subject) = self.back.pop() {
                    self.forward.extend(self.selection.lead().cloned());
                    self.show(subject);
                }
            }
            Action::Forward => {
                if let Some(subject) = self.forward.pop() {
                    self.back.extend(self.selection.lead().cloned());
                    self.show(subject);
                }
            }
            Action::SwitchTheme => {
                let dark = context.global_style().visuals.dark_mode;
                self.settings.theme = if dark { ThemeChoice::Light } else { ThemeChoice::Dark };
            }
            Action::Settings => dialogs.settings = !dialogs.settings,
            Action::About => dialogs.about = !dialogs.about,
            Action::Quit => context.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Shows our own picker, from the folder of the user.
    fn pick(&mut self, then: Then, save_as: Option<String>) {
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
        let folder = home.map_or_else(|| ".".into(), std::path::PathBuf::from);
        self.views.picker = Some(Picker::new(folder.clone(), save_as));
        self.picking = Some(then);
        self.jobs.list(folder);
    }

    fn choose_files(&mut self) {
        let Self { jobs, files, .. } = self;
        jobs.choose(|| files.open_files(), None, Then::Read);
    }

    pub(super) fn save(
        &mut self,
        title: &'static str,
        name: &str,
        kinds: &[(&str, &str)],
        write: impl FnOnce(&Path) -> String + Send + 'static,
    ) {
        let Self { jobs, files, .. } = self;
        let then = Then::Write(title, Box::new(write));
        jobs.choose(|| files.save(title, name, kinds), Some(name.to_owned()), then);
    }

    fn chosen(&mut self, paths: Vec<std::path::PathBuf>, then: Then) {
        match (then, paths.first().cloned()) {
            (Then::Read, Some(_)) => self.open_paths(paths),
            (Then::SaveProject, Some(path)) => self.save_as(path),
            (Then::Basemap, Some(path)) => {
                self.settings.basemap = super::settings::Basemap::File(path);
            }
            (Then::Watch, Some(folder)) => self.watch(Some(&folder)),
            (Then::Overlay, Some(path)) => {
                self.settings.overlay = Some(path);
                self.jobs.load_engine(self.settings.sources());
            }
            (Then::Data(job), Some(path)) => self.start_writing(*job, path),
            (Then::Annotations, Some(path)) => self.read_annotations(path),
            (Then::Write(title, write), Some(path)) => self.jobs.start(title, 0, move |sender| {
                // The window may be gone: then nobody is to be told.
                let _sent = sender.send(Outcome::Notice(write(&path)));
            }),
            (_, None) => {}
        }
    }

    pub(super) fn content(&self) -> Option<Content> {
        let engine = self.engine.clone()?;
        Some(Content {
            project: self.project.clone(),
            articles: None,
            index: Arc::clone(&self.index),
            layers: Arc::clone(&self.layers),
            outlines: Arc::clone(&self.outlines),
            archive: Arc::clone(&self.archive),
            own: self.views.map.own_archive(),
            engine,
            about: self.about(),
        })
    }

    fn screenshot(&mut self, context: &egui::Context) {
        let (image_sender, image) = std::sync::mpsc::channel();
        context.request_screenshot(move |picture| {
            let _sent = image_sender.send(picture);
        });
        context.request_repaint();
        self.save("Save screenshot", "dateline-window.png", &[("PNG", "png")], move |path| {
            let Ok(picture) = image.recv_timeout(std::time::Duration::from_secs(10)) else {
                return "the window gave no picture".to_owned();
            };
            let size = [picture.width(), picture.height()];
            let pixels: Vec<u8> = picture.pixels.iter().flat_map(egui::Color32::to_array).collect();
            let png = export::png_of(&pixels, size);
            written(path, png.and_then(|png| export::write_file(path, &png, true)))
        });
    }

    /// The article that the reader shows.
    #[must_use]
    pub fn shown_article(&self) -> Option<ArticleId> {
        self.views.reader.article()
    }
}

pub(super) fn export_to(
    content: &Content,
    path: &Path,
    definition: Option<FigureDefinition>,
) -> Result<(), export::ExportError> {
    let format = Format::of(path)?;
    let bytes = export::render(content, format, &definition.unwrap_or_default())?;
    export::write_file(path, &bytes, true)
}

pub(super) fn written(path: &Path, result: Result<(), export::ExportError>) -> String {
    match result {
        Ok(()) => format!("saved {}", path.display()),
        Err(error) => error.to_string(),
    }
}
