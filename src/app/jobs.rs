//! Work off the UI thread: each job sends its results and wakes the window. A panic becomes a message.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use rayon::prelude::*;

use crate::{
    article::Columns,
    cli::Sources,
    engine::{Engine, Toponyms},
    export::{self, annotation::Matched},
    geoparse::{
        outlet::Outlets,
        resolve::{Context, Explanation},
    },
    language::Document,
    project::{Entry, Known, MentionId, Passage, Project},
};

use super::{
    desk::Found,
    exchange::DataJob,
    files::{self, Picked},
    intake::{
        Arrival,
        reading::{self, Progress, Taken},
    },
    picker::{self, Item},
};

/// A dialog that ends sooner was never there.
const NO_DIALOG: Duration = Duration::from_millis(250);

/// Articles annotated together: an outlet is known by those of its batch and the ones before.
const BATCH: usize = 2048;

/// Places that a search shows.
const HITS: usize = 8;

/// What a job sends back.
pub(super) enum Outcome {
    /// The engine is there, or why not.
    Engine(Box<Result<Engine, String>>),
    /// Files were read.
    Taken(Box<Taken>),
    /// Files came into the watched folder.
    Arrived(Vec<PathBuf>),
    /// Articles were annotated.
    Annotated(Vec<Entry>),
    /// A file dialog was closed, with what was chosen in it.
    Chosen(Vec<PathBuf>, Then),
    /// No file dialog of the desktop answered; the name proposed for a file to be saved.
    NoDialog(Then, Option<String>),
    /// What is in a folder.
    Listed(PathBuf, Result<Vec<Item>, String>),
    /// Why a mention was resolved as it was.
    Explained(MentionId, Option<Explanation>),
    /// What a search of the gazetteer found.
    Found(String, Vec<Found>),
    /// A colleague's decisions, matched: where the analyst's own word stands, and where theirs does.
    Matched(String, Box<(Matched, Matched)>),
    /// Of the project's file.
    Keeping(super::keeping::Outcome),
    /// What a written figure carries.
    Evidence(String, Box<crate::figure::evidence::Evidence>),
    /// Something to tell the user.
    Notice(String),
    /// A job has ended.
    Ended,
}

/// Work that needs a path, and what is to be told when it is done.
pub(super) type Write = Box<dyn FnOnce(&Path) -> String + Send>;

/// What is done with chosen files.
pub(super) enum Then {
    /// They are read.
    Read,
    /// The project is saved under the one chosen.
    SaveProject,
    /// The folder chosen is watched.
    Watch,
    /// The one chosen is laid over the gazetteer.
    Overlay,
    /// The one chosen is the basemap.
    Basemap,
    /// Data are written into the one chosen.
    Data(Box<DataJob>),
    /// A colleague's decisions are read from the one chosen.
    Annotations,
    /// The one chosen is written by a job of this title.
    Write(&'static str, Write),
}

/// The jobs under way.
pub(super) struct Jobs {
    context: egui::Context,
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
    running: usize,
    choosing: bool,
    title: &'static str,
    done: Arc<AtomicUsize>,
    /// How many steps of `done` make one of what is counted.
    steps: usize,
    total: usize,
    cancel: Arc<AtomicBool>,
    reading: Option<Arc<Progress>>,
}

impl Jobs {
    pub(super) fn new(context: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self {
            context,
            sender,
            receiver,
            running: 0,
            choosing: false,
            title: "",
            done: Arc::default(),
            steps: 1,
            total: 0,
            cancel: Arc::default(),
            reading: None,
        }
    }

    /// The window, to be woken.
    pub(super) fn context(&self) -> egui::Context {
        self.context.clone()
    }

    pub(super) const fn is_busy(&self) -> bool {
        self.running > 0
    }

    /// What is being worked on, with its progress.
    pub(super) fn status(&self) -> Option<String> {
        if let Some(progress) = self.reading.as_ref().filter(|_| self.running > 0) {
            return Some(progress.line());
        }
        (self.running > 0).then(|| match self.total {
            0 => format!("{}…", self.title),
            total => {
                let done = self.done.load(Ordering::Relaxed) / self.steps;
                format!("{} {done} of {total}…", self.title)
            }
        })
    }

    /// Asks the jobs under way to stop.
    pub(super) fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// The next result, if one has come.
    pub(super) fn next(&mut self) -> Option<Outcome> {
        let result = self.receiver.try_recv().ok()?;
        if matches!(result, Outcome::Taken(_)) {
            self.reading = None;
        }
        if matches!(result, Outcome::Ended) {
            self.running = self.running.saturating_sub(1);
        }
        if matches!(result, Outcome::Chosen(..) | Outcome::NoDialog(..)) {
            self.choosing = false;
        }
        Some(result)
    }

    /// Starts a job on a thread of its own.
    pub(super) fn start(
        &mut self,
        title: &'static str,
        total: usize,
        work: impl FnOnce(&Sender<Outcome>) + Send + 'static,
    ) {
        self.running += 1;
        self.title = title;
        self.total = total;
        self.steps = 1;
        let sender = self.sender.clone();
        let context = self.context.clone();
        thread::spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| work(&sender))).is_err() {
                let message = format!("{title} failed inside Dateline; what was there before is unchanged");
                // The window may be gone: then nobody is to be told.
                let _sent = sender.send(Outcome::Notice(message));
            }
            let _sent = sender.send(Outcome::Ended);
            context.request_repaint();
        });
    }

    /// Starts a job that counts what it has done and can be stopped.
    pub(super) fn count(
        &mut self,
        title: &'static str,
        total: usize,
        work: impl FnOnce(&Sender<Outcome>, &export::Progress) + Send + 'static,
    ) {
        self.done = Arc::default();
        self.cancel.store(false, Ordering::Relaxed);
        let progress = export::Progress::new(Arc::clone(&self.done), Arc::clone(&self.cancel));
        self.start(title, total, move |sender| work(sender, &progress));
    }

    /// Waits for a file dialog, which holds nothing else up. There is one at a time.
    /// `save_as` is the name proposed for a file to be saved.
    pub(super) fn choose(&mut self, picked: impl FnOnce() -> Picked, save_as: Option<String>, then: Then) {
        if std::mem::replace(&mut self.choosing, true) {
            return;
        }
        let picked = picked();
        self.aside(move || {
            // A dialog that breaks counts as closed.
            let asked = Instant::now();
            let chosen = catch_unwind(AssertUnwindSafe(|| files::wait(picked))).unwrap_or_default();
            // Nobody closes a dialog that fast: there was none.
            if chosen.is_empty() && asked.elapsed() < NO_DIALOG {
                return Outcome::NoDialog(then, save_as);
            }
            Outcome::Chosen(chosen, then)
        });
    }

    /// Finds out why a mention was resolved as it was, from its article and the others of its outlet.
    pub(super) fn explain(&self, engine: Arc<Engine>, entry: Entry, project: Project, mention: MentionId) {
        self.aside(move || {
            let explain = || {
                let (gazetteer, mut outlets) = (engine.gazetteer(), Outlets::default());
                let outlet = entry.article.outlet.as_deref().unwrap_or_default();
                let of_outlet = |other: &&Entry| other.article.outlet.as_deref() == Some(outlet);
                for sibling in project.articles().map(|(_, other)| other).filter(of_outlet) {
                    outlets.learn(outlet, &sibling.annotation.mentions, gazetteer);
                }
                let others = outlets.others(outlet, &entry.annotation.mentions, gazetteer);
                let context = Context { outlet: others.as_ref(), decided: None };
                engine.explain(&entry.article, mention.span, context)
            };
            Outcome::Explained(mention, catch_unwind(AssertUnwindSafe(explain)).unwrap_or_default())
        });
    }

    /// Reads a folder for the picker.
    pub(super) fn list(&self, folder: PathBuf) {
        self.aside(move || {
            let items = picker::list(&folder);
            Outcome::Listed(folder, items)
        });
    }

    /// Searches the gazetteer for what was typed.
    pub(super) fn search(&self, engine: Arc<Engine>, query: String) {
        self.aside(move || {
            let gazetteer = engine.gazetteer();
            let search = || gazetteer.search(&query, HITS);
            let hits = catch_unwind(AssertUnwindSafe(search)).unwrap_or_default();
            let found = hits.into_iter().filter_map(|hit| Some((gazetteer.describe(hit.key)?, hit.matched)));
            Outcome::Found(query.clone(), found.collect())
        });
    }

    /// Short work that is not shown and that nothing waits for.
    fn aside(&self, work: impl FnOnce() -> Outcome + Send + 'static) {
        let sender = self.sender.clone();
        let context = self.context.clone();
        thread::spawn(move || {
            // The window may be gone: then nobody waits for the result.
            let _sent = sender.send(work());
            context.request_repaint();
        });
    }

    pub(super) fn load_engine(&mut self, sources: Sources) {
        self.start("Loading the gazetteer", 0, move |sender| {
            let _sent = sender.send(Outcome::Engine(Box::new(crate::cli::engine(&sources))));
        });
    }

    /// Reads files and folders on all cores. Without columns the user is asked what tables hold.
    pub(super) fn read(&mut self, paths: Vec<PathBuf>, columns: Option<Columns>) {
        self.cancel.store(false, Ordering::Relaxed);
        let (cancel, progress) = (Arc::clone(&self.cancel), Arc::new(Progress::default()));
        self.reading = Some(Arc::clone(&progress));
        let context = self.context.clone();
        self.start("Reading files", 0, move |sender| {
            let wake = || context.request_repaint();
            let taken = reading::read(&paths, columns.as_ref(), &progress, &cancel, &wake);
            let _sent = sender.send(Outcome::Taken(Box::new(taken)));
        });
    }

    /// A way to report from outside any job.
    pub(super) fn reporter<T: Send + 'static>(
        &self,
        outcome: impl Fn(T) -> Outcome + Send + 'static,
    ) -> impl Fn(T) + Send + 'static {
        let (sender, context) = (self.sender.clone(), self.context.clone());
        move |what| {
            // The window may be gone: then nobody waits for it.
            let _sent = sender.send(outcome(what));
            context.request_repaint();
        }
    }

    /// Annotates articles with the help of what the project knows: first the toponyms of each alone, then all
    /// with what its outlet's other articles are about. Batches done when it is stopped are kept.
    pub(super) fn annotate(&mut self, engine: Arc<Engine>, articles: Vec<Arrival>, project: Project) {
        self.done = Arc::default();
        self.cancel.store(false, Ordering::Relaxed);
        let (done, cancel) = (Arc::clone(&self.done), Arc::clone(&self.cancel));
        let (context, total) = (self.context.clone(), articles.len());
        self.start("Finding places in articles:", total, move |sender| {
            let mut known = Known::of(&project, engine.gazetteer());
            let version = Arc::new(engine.version());
            let stopped = || cancel.load(Ordering::Relaxed);
            let step = || {
                if done.fetch_add(1, Ordering::Relaxed) % 64 == 63 {
                    context.request_repaint();
                }
            };
            let (mut entries, mut articles) = (Vec::new(), articles);
            while !articles.is_empty() && !stopped() {
                let rest = articles.split_off(articles.len().min(BATCH));
                let batch = std::mem::replace(&mut articles, rest).into_par_iter();
                let alone = batch.filter(|_| !stopped()).map(|arrival| {
                    let found = known.toponyms(&engine, &arrival.article);
                    step();
                    (arrival, found)
                });
                let alone: Vec<(Arrival, Toponyms)> = alone.collect();
                for (Arrival { article, .. }, found) in &alone {
                    known.learn(article, &found.mentions, engine.gazetteer());
                }
                let read = alone.into_par_iter().filter(|_| !stopped());
                entries.par_extend(read.map(|(Arrival { article, origin }, found)| {
                    let annotation = known.annotate(&engine, &article, found);
                    let passages = Passage::all(&Document::new(&article.text));
                    let entry = Entry::new(article, annotation, passages);
                    let entry = entry.by(Arc::clone(&version)).read_from(origin);
                    entry.compare_ready();
                    step();
                    entry
                }));
            }
            if stopped() {
                let message = format!("stopped: {} of {total} articles were added", entries.len());
                let _sent = sender.send(Outcome::Notice(message));
            }
            let _sent = sender.send(Outcome::Annotated(entries));
        });
        self.steps = 2;
    }
}
