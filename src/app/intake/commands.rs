//! What the window does with files: reads them, asks what tables hold, watches a folder.

use std::path::{Path, PathBuf};

use super::{reading::Taken, watch::Watch};
use crate::{
    app::{
        App,
        jobs::{Outcome, Then},
    },
    article::Columns,
};

/// Problems that are told one by one; more are told of in one line, and listed in the report.
const TOLD: usize = 3;

impl App {
    /// Takes in what was read, tells of what was not, and asks about tables.
    pub(in crate::app) fn take_read(&mut self, taken: Taken) {
        let Taken { articles, report, tables } = taken;
        let problems: Vec<String> = report.all_problems().cloned().collect();
        if problems.len() > TOLD || report.left > 0 {
            self.tell(report.summary());
        } else {
            problems.into_iter().for_each(|problem| self.tell(problem));
        }
        self.views.intake.waiting.extend(tables);
        if !report.files.is_empty() || report.all_problems().next().is_some() {
            self.views.intake.take(report);
        }
        self.take_in(articles);
    }

    /// Reads the tables that were asked about, or leaves them.
    pub(in crate::app) fn answer_tables(&mut self, columns: Option<Columns>) {
        if self.views.intake.waiting.is_empty() {
            return;
        }
        let tables = self.views.intake.waiting.remove(0);
        if let Some(columns) = columns {
            self.jobs.read(tables.files, Some(columns));
        }
    }

    /// Opens what was chosen, pasted or dropped.
    pub(in crate::app) fn read_files(&mut self, paths: Vec<PathBuf>) {
        self.jobs.read(paths, None);
    }

    /// Asks for a folder to open or to watch.
    pub(in crate::app) fn choose_folder(&mut self, then: Then) {
        let Self { jobs, files, .. } = self;
        jobs.choose(|| files.open_folder(), None, then);
    }

    /// Watches a folder from now on, or none.
    pub(in crate::app) fn watch(&mut self, folder: Option<&Path>) {
        self.settings.watch = folder.map(Path::to_owned);
        self.views.intake.watch = None;
        let Some(folder) = folder else { return };
        let arrived = self.jobs.reporter(Outcome::Arrived);
        match Watch::start(folder, arrived) {
            Ok(watch) => self.views.intake.watch = Some(watch),
            Err(problem) => self.tell(problem),
        }
    }
}
