//! Opening a project, and what is offered at the start.

use std::path::{Path, PathBuf};

use super::{Ask, Home, Keeping, Leaving, Opened, Outcome, Place, Rerun, saving::waker};
use crate::{
    app::{
        App, Sample,
        coming::{Coming, let_go},
        exchange::is_annotations,
        jobs::Outcome as JobOutcome,
        upkeep::Upkeep,
        views::{card::CardState, reader::ReaderState},
    },
    project::{
        History, Project,
        file::{FileError, ProjectFile, Saver, is_project},
    },
};

impl App {
    /// The same with a folder of the program's own, where work without a name is kept.
    #[must_use]
    pub fn with_home(mut self, folder: Option<PathBuf>) -> Self {
        let Some(home) = folder.and_then(|folder| Home::new(folder).ok()) else { return self };
        if let Some(settings) = home.read("settings.json") {
            let named = self.settings.sources();
            self.settings = settings;
            self.settings.overlay = named.places.or(self.settings.overlay.take());
            self.settings.gazetteer = named.gazetteer.or(self.settings.gazetteer.take());
            self.jobs.load_engine(self.settings.sources());
            if let Some(folder) = self.settings.watch.clone() {
                self.watch(Some(&folder));
            }
        }
        self.keeping.kept_settings = self.settings.clone();
        self.keeping.recent = home.recent();
        let looking = home.clone();
        self.keeping.home = Some(home);
        self.jobs.start("Looking for unsaved work", 0, move |sender| {
            let (report, project) = (looking.crash_report(), looking.crashed_with());
            let left = Outcome::Left(looking.left_behind(), report, project);
            let _sent = sender.send(JobOutcome::Keeping(left));
        });
        self
    }

    /// How the project is kept.
    #[must_use]
    pub const fn keeping(&self) -> &Keeping {
        &self.keeping
    }

    /// Opens what the user names: a project, or articles.
    pub(in crate::app) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        let paths = self.take_figures_out(paths);
        let (projects, articles): (Vec<PathBuf>, Vec<PathBuf>) =
            paths.into_iter().partition(|path| is_project(path));
        let (decisions, articles): (Vec<PathBuf>, Vec<PathBuf>) =
            articles.into_iter().partition(|path| is_annotations(path));
        for path in decisions {
            self.read_annotations(path);
        }
        let mut projects = projects.into_iter();
        match projects.next() {
            Some(project) => {
                self.keeping.then_read = articles;
                self.ask(Ask::Open(project));
            }
            None if articles.is_empty() => {}
            None => self.read_files(articles),
        }
        if projects.next().is_some() {
            self.tell("one project is open at a time: the first one named was opened".to_owned());
        }
    }

    pub(in crate::app) fn ask(&mut self, ask: Ask) {
        match ask {
            Ask::Open(path) if self.keeping.is_unnamed_work() => {
                self.keeping.leaving = Some(Leaving::Open(path));
            }
            Ask::Open(path) | Ask::Recover(path) => self.open_project(path),
            Ask::New if self.keeping.is_unnamed_work() => self.keeping.leaving = Some(Leaving::New),
            Ask::New => self.new_project(),
            Ask::Save => self.save_project(),
            Ask::SaveAs => self.choose_name(),
            Ask::Leave { keep } => self.leave(keep),
            Ask::Stay => {
                self.keeping.leaving = None;
                self.keeping.then_read.clear();
            }
            Ask::Discard(path) => {
                if let Some(home) = &self.keeping.home
                    && let Err(error) = home.discard(&path)
                {
                    self.tell(format!("{}: cannot be deleted ({error})", path.display()));
                }
                self.keeping.left.retain(|left| left.path != path);
            }
            Ask::Add(addition, mentions) => self.add_to_places(addition, mentions),
            Ask::SaveView(name) => self.save_view(&name),
            Ask::ShowView(name) => self.show_view(&name),
            Ask::DeleteView(name) => self.delete_view(&name),
            Ask::Again => self.annotate_again(),
            Ask::TakeOver(yes) => self.take_over(yes),
            Ask::Later => {
                self.keeping.left.clear();
                (self.keeping.crash, self.keeping.crashed_with) = (None, None);
            }
        }
    }

    pub(super) fn open_project(&mut self, path: PathBuf) {
        // Remembered for runs that start in another folder.
        let path = std::path::absolute(&path).unwrap_or(path);
        if matches!(&self.keeping.place, Place::File(open) if *open == path) {
            self.tell("this project is open already".to_owned());
            return;
        }
        self.keeping.opening = true;
        (self.keeping.crash, self.keeping.crashed_with) = (None, None);
        self.keeping.left.retain(|left| left.path != path);
        self.jobs.start("Opening the project", 0, move |sender| {
            let result = match ProjectFile::open(&path) {
                Ok((file, loaded)) => Ok(Opened { file: Some(file), loaded, why: None }),
                Err(why @ (FileError::Open { .. } | FileError::ReadOnly { .. })) => {
                    ProjectFile::read(&path).map(|loaded| Opened { file: None, loaded, why: Some(why) })
                }
                Err(error) => Err(error),
            };
            let _sent = sender.send(JobOutcome::Keeping(Outcome::Opened(path, Box::new(result))));
        });
    }

    pub(in crate::app) fn take_kept(&mut self, outcome: Outcome, context: &egui::Context) {
        match outcome {
            Outcome::Opened(path, result) => {
                self.keeping.opening = false;
                match *result {
                    Ok(opened) => self.show_opened(&path, opened, context),
                    Err(error) => {
                        self.keeping.then_read.clear();
                        self.tell(error.to_string());
                    }
                }
            }
            Outcome::Added(path, place, mentions) => self.take_added(&path, &place, mentions),
            Outcome::Again(found) => self.take_again(*found),
            Outcome::Left(left, report, project) => {
                self.keeping.left = left;
                self.keeping.crashed_with = project;
                self.keeping.crash = report.map(|report| {
                    format!(
                        "Dateline ended unexpectedly last time; what it knows of it is in {}",
                        report.display()
                    )
                });
            }
        }
    }

    fn show_opened(&mut self, path: &Path, opened: Opened, context: &egui::Context) {
        let Opened { file, loaded, why } = opened;
        self.replace_project(loaded.project, loaded.history);
        let recovered = self.keeping.home.as_ref().is_some_and(|home| home.is_recovery(path));
        self.keeping.place = match &file {
            Some(_) if recovered => Place::Untitled,
            Some(_) => Place::File(path.to_owned()),
            None => Place::ReadOnly(path.to_owned()),
        };
        self.keeping.saver = file.map(|file| Saver::new(file, waker(context)));
        if let Some(why) = why {
            self.tell(format!("{why}; it is shown read-only: save it under another name to go on with it"));
        }
        self.now_at(path, recovered);
        self.views.map.fit_next_frame();
        if let Some((first, _)) = self.project.articles().next() {
            self.views.reader.show(first);
        }
        self.keeping.rerun = Rerun::of(loaded.stale);
        let articles = std::mem::take(&mut self.keeping.then_read);
        if !articles.is_empty() {
            self.read_files(articles);
        }
    }

    /// Notes where the project lies now.
    pub(super) fn now_at(&mut self, path: &Path, recovered: bool) {
        let Keeping { home: Some(home), recent, .. } = &mut self.keeping else { return };
        if !recovered {
            home.remember(recent, path);
        }
        home.note_session(Some(path), false);
    }

    /// Shows another project; the one before is safe in its file.
    fn replace_project(&mut self, project: Project, history: History) {
        let project = project.following(&self.project);
        let before =
            (std::mem::replace(&mut self.project, project), std::mem::replace(&mut self.history, history));
        let_go((before, std::mem::take(&mut self.index)));
        self.history.start_recording();
        self.upkeep = Upkeep::default();
        self.selection.clear();
        (self.back, self.forward) = (Vec::new(), Vec::new());
        (self.hover, self.explanation, self.desk) = (None, None, None);
        (self.review, self.reviewing) = (None, Coming::default());
        self.waiting.clear();
        self.sample = Sample::None;
        self.views.card = CardState::default();
        self.views.reader = ReaderState::default();
        (self.keeping.saver, self.keeping.next) = (None, None);
        self.keeping.place = Place::Untitled;
        self.keeping.rerun = Rerun::default();
    }

    pub(super) fn new_project(&mut self) {
        self.replace_project(Project::default(), History::default());
        if let Some(home) = &self.keeping.home {
            home.note_session(None, false);
        }
    }
}
