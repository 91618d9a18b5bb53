//! Saving as one goes, under a name or none, and leaving.

use std::path::PathBuf;

use egui::ViewportCommand;

use super::{Keeping, Leaving, Place};
use crate::{
    app::{App, Sample, jobs::Then},
    project::{
        History,
        file::{Saver, is_project},
    },
};

impl App {
    pub(super) fn save_project(&mut self) {
        match (&self.keeping.place, self.keeping.problem()) {
            (Place::File(_), None) => {
                self.tell(format!("{} is saved; every change is at once", self.keeping.name()));
            }
            (Place::File(path), Some(_)) => {
                let path = path.clone();
                // Let go of a file that is gone, to write it whole again.
                self.keeping.saver = None;
                self.save_as(path);
            }
            _ => self.choose_name(),
        }
    }

    pub(super) fn choose_name(&mut self) {
        let name = match &self.keeping.place {
            Place::Untitled => "project.dateline".to_owned(),
            _ => self.keeping.name(),
        };
        let Self { jobs, files, .. } = self;
        let kinds = [("Dateline project", "dateline")];
        jobs.choose(|| files.save("Save project", &name, &kinds), Some(name.clone()), Then::SaveProject);
    }

    /// Writes the project under a name and goes on there.
    pub(in crate::app) fn save_as(&mut self, path: PathBuf) {
        let path = if is_project(&path) { path } else { path.with_added_extension("dateline") };
        let path = std::path::absolute(&path).unwrap_or(path);
        if matches!(&self.keeping.place, Place::File(open) if *open == path) && self.keeping.saver.is_some() {
            self.save_project();
            return;
        }
        // What was changed until now is in the copy: the new file gets what comes after it.
        let records = self.history.take_records();
        if let Some(saver) = &self.keeping.saver {
            saver.save(records);
        }
        let (project, history) = (self.project.clone(), self.history.clone());
        let woken = waker(&self.jobs.context());
        self.keeping.next = Some(Saver::making(path, project, history, true, woken));
    }

    /// Hands changes to the file, and sees how far it is. Called between two frames.
    pub(in crate::app) fn keep(&mut self, context: &egui::Context) {
        let records = self.history.take_records();
        let Keeping { saver, next, home, .. } = &mut self.keeping;
        if let Some(next) = next {
            next.save(records.clone());
        }
        match saver {
            Some(saver) => saver.save(records),
            None if records.is_empty() || !is_work(&self.history, &self.sample) => {}
            None => {
                if let Some(home) = home {
                    let (project, history) = (self.project.clone(), self.history.clone());
                    let path = home.recovery_file();
                    home.note_session(Some(&path), false);
                    *saver = Some(Saver::making(path, project, history, false, waker(context)));
                }
            }
        }
        self.end_save_as();
        self.annotate_stale();
        self.watch_close(context);
        let title = format!("{} ({}) — Dateline", self.keeping.name(), self.keeping.state());
        if self.keeping.title != title {
            context.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.keeping.title = title;
        }
    }

    /// Goes on in the new file once it is whole.
    fn end_save_as(&mut self) {
        let Some(state) = self.keeping.next.as_ref().map(Saver::state) else { return };
        if let Some(problem) = state.problem {
            self.keeping.next = None;
            self.keeping.leave_after_save = false;
            self.tell(format!("{problem}; nothing was saved under that name"));
            return;
        }
        if state.waiting > 0 {
            return;
        }
        let Some(next) = self.keeping.next.take() else { return };
        let path = next.path().to_owned();
        if let Some(before) = self.keeping.saver.replace(next) {
            let old = before.path().to_owned();
            drop(before);
            if let Some(home) = &self.keeping.home {
                // What is left of it would only be offered again.
                let _discarded = home.discard(&old);
            }
        }
        self.keeping.place = Place::File(path.clone());
        self.now_at(&path, false);
        self.tell(format!("saved {}", path.display()));
        if std::mem::take(&mut self.keeping.leave_after_save) {
            self.go_on_leaving();
        }
    }

    fn watch_close(&mut self, context: &egui::Context) {
        if !context.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.keeping.is_unnamed_work() && !self.keeping.may_close {
            context.send_viewport_cmd(ViewportCommand::CancelClose);
            self.keeping.leaving = Some(Leaving::Close);
        } else if let Some(home) = &self.keeping.home {
            home.note_session(None, true);
        }
    }

    pub(super) fn leave(&mut self, keep: bool) {
        if !keep && let Some(saver) = self.keeping.saver.take() {
            let path = saver.path().to_owned();
            drop(saver);
            if let Some(home) = &self.keeping.home {
                let _discarded = home.discard(&path);
            }
        }
        self.go_on_leaving();
    }

    fn go_on_leaving(&mut self) {
        match self.keeping.leaving.take() {
            Some(Leaving::Close) => {
                self.keeping.may_close = true;
                self.jobs.context().send_viewport_cmd(ViewportCommand::Close);
            }
            Some(Leaving::New) => self.new_project(),
            Some(Leaving::Open(path)) => self.open_project(path),
            None => {}
        }
    }

    /// Saves under a name first, then leaves.
    pub(in crate::app) fn save_and_leave(&mut self) {
        self.keeping.leave_after_save = true;
        self.choose_name();
    }

    /// Keeps the user's settings in a file of their own.
    pub(in crate::app) fn keep_settings(&mut self) {
        if self.keeping.kept_settings == self.settings {
            return;
        }
        self.keeping.kept_settings = self.settings.clone();
        if let Some(home) = &self.keeping.home
            && let Err(error) = home.write("settings.json", &self.settings)
        {
            self.tell(format!("the settings cannot be saved ({error})"));
        }
    }
}

/// Whether there is anything to keep: the sample alone is none.
fn is_work(history: &History, sample: &Sample) -> bool {
    !matches!(sample, Sample::Shown(_) if history.standing().len() <= 1)
}

pub(super) fn waker(context: &egui::Context) -> impl Fn() + Send + 'static + use<> {
    let context = context.clone();
    move || context.request_repaint()
}
