//! The window: an eframe shell around views that read a context and return commands.

use std::{path::PathBuf, sync::Arc};

use crate::{
    article,
    basemap::{Archive, outline::Outlines},
    cartography::layers::Layers,
    cli::Sources,
    engine::Engine,
    geoparse::resolve::Explanation,
    project::{ArticleId, Entry, Estimate, History, MentionId, Project, Review, index::Index},
};

pub mod action;
mod clipboard;
mod coming;
pub mod command;
pub mod composer;
pub mod context;
mod decide;
pub mod desk;
pub mod exchange;
mod figures;
pub mod files;
pub mod intake;
mod jobs;
pub mod keeping;
mod kept;
mod kin;
mod open;
pub mod picker;
mod reach;
mod run;
pub mod selection;
pub mod settings;
pub mod theme;
mod upkeep;
pub mod views;

use command::Command;
use context::ViewContext;
use files::FileDialogs;
use jobs::Jobs;
pub use open::{WindowError, open};
use selection::{Selection, Subject};
use settings::Settings;

/// What the views remember from frame to frame.
#[derive(Default)]
pub struct ViewState {
    /// The map.
    pub map: views::map::MapState,
    /// The lists on the left.
    pub coverage: views::coverage::CoverageState,
    /// The text on the right.
    pub reader: views::reader::ReaderState,
    /// The file picker, where the desktop has none.
    pub picker: Option<picker::Picker>,
    /// Files taken in.
    pub intake: intake::Intake,
    /// The strip of days.
    pub timeline: views::timeline::TimelineState,
    /// The table of proposals.
    pub proposals: views::proposals::ProposalsState,
    /// The card of what is selected.
    pub card: views::card::CardState,
    /// The figure composer.
    pub figure: views::figure::FigureState,
    /// Which windows are open.
    pub dialogs: views::dialogs::Dialogs,
}

/// What became of the sample coverage, which gives way to the user's own articles.
#[derive(Default)]
enum Sample {
    /// It is not there, or was asked for.
    #[default]
    None,
    /// It is being annotated.
    Coming,
    /// It is shown.
    Shown(Vec<ArticleId>),
}

/// The application.
pub struct App {
    project: Project,
    history: History,
    index: Arc<Index>,
    layers: Arc<Layers>,
    engine: Option<Arc<Engine>>,
    archive: Arc<Archive>,
    outlines: Arc<Outlines>,
    selection: Selection,
    back: Vec<Subject>,
    forward: Vec<Subject>,
    hover: Option<Subject>,
    explanation: Option<(MentionId, Explanation)>,
    desk: Option<desk::Desk>,
    searched: String,
    placing: bool,
    review: Option<Review>,
    reviewing: coming::Coming<Review>,
    estimate: Option<Estimate>,
    upkeep: upkeep::Upkeep,
    files: Box<dyn FileDialogs>,
    settings: Settings,
    jobs: Jobs,
    notices: Vec<String>,
    picking: Option<jobs::Then>,
    waiting: Vec<intake::Arrival>,
    sample: Sample,
    keeping: keeping::Keeping,
    composer: composer::Composer,
    pasted: usize,
    views: ViewState,
    commands: Vec<Command>,
}

impl App {
    /// The application with the files it is to open; the sample coverage where there is none.
    ///
    /// # Errors
    /// A message where the program's own assets are damaged.
    pub fn new(
        context: &egui::Context,
        storage: Option<&dyn eframe::Storage>,
        files: Vec<PathBuf>,
        sources: &Sources,
    ) -> Result<Self, String> {
        theme::install(context);
        let archive = Arc::new(Archive::embedded().map_err(|error| error.to_string())?);
        // Where earlier versions kept them; now they have a file of their own.
        let mut settings: Settings =
            storage.and_then(|storage| eframe::get_value(storage, "settings")).unwrap_or_default();
        if sources.places.is_some() {
            settings.overlay.clone_from(&sources.places);
        }
        if sources.gazetteer.is_some() {
            settings.gazetteer.clone_from(&sources.gazetteer);
        }
        let mut app = Self {
            project: Project::default(),
            history: History::default(),
            index: Arc::default(),
            layers: Arc::default(),
            engine: None,
            views: ViewState {
                map: views::map::MapState::new(Arc::clone(&archive), context),
                ..ViewState::default()
            },
            archive,
            outlines: Arc::new(Outlines::embedded().map_err(|error| error.to_string())?),
            selection: Selection::default(),
            back: Vec::new(),
            forward: Vec::new(),
            hover: None,
            explanation: None,
            desk: None,
            searched: String::new(),
            placing: false,
            review: None,
            reviewing: coming::Coming::default(),
            estimate: None,
            upkeep: upkeep::Upkeep::default(),
            files: Box::new(files::Desktop),
            jobs: Jobs::new(context.clone()),
            notices: Vec::new(),
            picking: None,
            waiting: Vec::new(),
            sample: Sample::None,
            keeping: keeping::Keeping::default(),
            composer: composer::Composer::new(context.clone()),
            pasted: 0,
            commands: Vec::new(),
            settings,
        };
        app.history.start_recording();
        app.jobs.load_engine(app.settings.sources());
        if let Some(folder) = app.settings.watch.clone() {
            app.watch(Some(&folder));
        }
        if files.is_empty() {
            app.waiting = intake::Arrival::without_file(article::sample());
            app.sample = Sample::Coming;
        } else {
            app.open_paths(files);
        }
        Ok(app)
    }

    /// The same with other file dialogs than the desktop's.
    #[must_use]
    pub fn with_dialogs(self, files: impl FileDialogs + 'static) -> Self {
        Self { files: Box::new(files), ..self }
    }

    /// The project shown.
    #[must_use]
    pub const fn project(&self) -> &Project {
        &self.project
    }

    /// What is tied to what in it.
    #[must_use]
    pub const fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// The one selection.
    #[must_use]
    pub const fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The changes made to the project.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// The review under way.
    #[must_use]
    pub const fn review(&self) -> Option<&Review> {
        self.review.as_ref()
    }

    /// The figure composer.
    #[must_use]
    pub const fn figure(&self) -> &views::figure::FigureState {
        &self.views.figure
    }

    /// The latest preview of the composed figure.
    #[must_use]
    pub const fn preview(&self) -> Option<&composer::Preview> {
        self.composer.preview()
    }

    /// The map: what it shows and how far it is drawn.
    #[must_use]
    pub const fn map(&self) -> &views::map::MapState {
        &self.views.map
    }

    /// The map, to be moved from outside, as benches and tests do.
    pub const fn map_mut(&mut self) -> &mut views::map::MapState {
        &mut self.views.map
    }

    /// The user's settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the user was last told.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Whether anything is still being read, annotated or written.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.jobs.is_busy()
            || self.keeping.is_busy()
            || self.upkeep.is_busy()
            || self.reviewing.is_busy()
            || self.desk.as_ref().is_some_and(desk::Desk::is_gathering)
            || self.engine.is_none()
            || !self.waiting.is_empty()
            || self.views.map.is_preparing()
    }

    /// Takes in articles that are annotated already.
    pub fn add(&mut self, entries: Vec<Entry>) {
        self.take_annotated(entries);
    }

    /// Draws the map alone, over all of the ui, as benches do to tell its share of a frame.
    pub fn map_alone(&mut self, ui: &mut egui::Ui) {
        theme::apply(ui.ctx(), self.settings.theme);
        let mut map = std::mem::take(&mut self.views.map);
        let commands = views::map::ui(ui, &self.view_context(ui.visuals().dark_mode), &mut map);
        self.views.map = map;
        self.commands.extend(commands.into_iter().filter(|command| !matches!(command, Command::Hover(_))));
    }

    fn view_context(&self, dark: bool) -> ViewContext<'_> {
        ViewContext {
            project: &self.project,
            index: &self.index,
            layers: &self.layers,
            outlines: &self.outlines,
            engine: self.engine.as_deref(),
            selection: &self.selection,
            hover: self.hover.as_ref(),
            explanation: self.explanation.as_ref().map(|(mention, why)| (*mention, why)),
            desk: self.desk.as_ref(),
            placing: self.placing,
            review: self.review.as_ref(),
            estimate: self.estimate,
            history: &self.history,
            keeping: &self.keeping,
            preview: self.composer.preview(),
            composing: self.composer.is_busy(),
            settings: &self.settings,
            dark,
            undo: self.history.undo_label(),
            redo: self.history.redo_label(),
            status: self.jobs.status(),
            notices: &self.notices,
            can_go_back: !self.back.is_empty(),
            can_go_forward: !self.forward.is_empty(),
        }
    }

    /// Runs a command in the next frame, as if a view had asked for it.
    pub fn request(&mut self, command: Command) {
        self.commands.push(command);
    }

    fn refresh(&mut self, context: &egui::Context) {
        self.keep_up(context);
        if self.engine.is_none() {
            return;
        }
        self.views.map.prepare(&self.layers, &self.outlines, &self.index, &self.project, context);
        self.lay_desk(context);
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        self.take_results(context);
        self.take_review();
        let commands = std::mem::take(&mut self.commands);
        for command in commands {
            self.run(command, context);
        }
        self.keep(context);
        self.keep_settings();
        self.refresh(context);
        self.refresh_figure();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        theme::apply(ui.ctx(), self.settings.theme);
        let mut commands = views::input(ui.ctx(), &mut self.views.dialogs, &mut self.views.figure);
        let mut views = std::mem::take(&mut self.views);
        commands.extend(views::ui(ui, &self.view_context(ui.visuals().dark_mode), &mut views));
        self.views = views;
        let hover = commands.iter().rev().find_map(|command| match command {
            Command::Hover(subject) => Some(subject.clone()),
            _ => None,
        });
        if self.hover != hover {
            self.hover = hover;
            ui.ctx().request_repaint();
        }
        commands.retain(|command| !matches!(command, Command::Hover(_)));
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        self.commands.extend(commands);
    }
}
