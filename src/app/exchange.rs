//! Data out and a colleague's decisions in: the dialogs' wishes become jobs, off the UI thread.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    App,
    jobs::{Outcome, Then},
    selection::{Selection, Subject},
    views::exchange::Offer,
};
use crate::{
    export::{
        Content, DataOptions, Format, Table,
        annotation::{self, Matched, Precedence},
    },
    project::{Filter, Selected},
    text::counted,
};

/// What the dialog asks to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct DataRequest {
    /// The format.
    pub format: Format,
    /// The table, for formats that hold one.
    pub table: Option<Table>,
    /// What is in view.
    pub filter: Filter,
}

/// A request with all that is needed to write it, once a file is chosen.
pub(super) struct DataJob {
    pub(super) content: Content,
    pub(super) request: DataRequest,
}

/// Whether a file holds a colleague's decisions rather than articles.
pub(super) fn is_annotations(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jsonld"))
}

/// What the lists show: their words, and the range of days selected on the timeline.
#[must_use]
pub fn filter_in_force(words: &str, selection: &Selection) -> Filter {
    let mut filter = Filter { words: words.trim().to_owned(), ..Filter::default() };
    for subject in selection.subjects() {
        if let Subject::TimeRange(from, to) = subject {
            filter.from = Some(*from);
            filter.until = Some(*to);
        }
    }
    filter
}

/// What is selected, as a filter; nothing where no place, mention, proposal or article is.
#[must_use]
pub fn filter_of(selection: &Selection) -> Option<Filter> {
    let mut selected = Selected::default();
    for subject in selection.subjects() {
        match subject {
            Subject::Article(id) | Subject::Passage(id, _) => {
                selected.articles.insert(*id);
            }
            Subject::Mention(id) => {
                selected.mentions.insert(*id);
            }
            Subject::Place(id) => {
                selected.places.insert(id.clone());
            }
            Subject::Proposal(id) => {
                selected.proposals.insert(*id);
            }
            Subject::Speaker(_) | Subject::TimeRange(..) => {}
        }
    }
    (!selected.is_empty()).then(|| Filter { selected: Some(selected), ..Filter::default() })
}

impl App {
    /// Asks for a file, then writes the data into it.
    pub(super) fn write_data(&mut self, request: DataRequest) {
        let Some(content) = self.content() else { return };
        let (kind, ending) = (request.format.label(), request.format.ending());
        let name = match request.table {
            Some(table) => format!("dateline-{}.{ending}", table.label()),
            None => format!("dateline.{ending}"),
        };
        let then = Then::Data(Box::new(DataJob { content, request }));
        let Self { jobs, files, .. } = self;
        jobs.choose(|| files.save("Export data", &name, &[(kind, ending)]), Some(name.clone()), then);
    }

    pub(super) fn start_writing(&mut self, job: DataJob, path: PathBuf) {
        let DataJob { content, request } = job;
        let DataRequest { format, table, filter } = request;
        let title = content.project.articles().len();
        self.jobs.count("Writing articles:", title, move |sender, progress| {
            let options = DataOptions { filter, table, title: None };
            // The dialog has asked whether a file that is there may be replaced.
            let result = crate::export::write_data(&content, format, &options, &path, true, progress);
            // The window may be gone: then nobody is to be told.
            let _sent = sender.send(Outcome::Notice(super::run::written(&path, result)));
        });
    }

    pub(super) fn choose_annotations(&mut self) {
        let Self { jobs, files, .. } = self;
        jobs.choose(|| files.open_files(), None, Then::Annotations);
    }

    /// Matches a colleague's decisions to the project.
    pub(super) fn read_annotations(&mut self, path: PathBuf) {
        let project = self.project.clone();
        self.jobs.start("Matching annotations", 0, move |sender| {
            let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let read = std::fs::metadata(&path)
                .and_then(|about| {
                    if about.len() > annotation::MAX_BYTES as u64 {
                        return Ok(Err(annotation::AnnotationError::TooLarge));
                    }
                    let bytes = std::fs::read(&path)?;
                    let mine = annotation::read(&bytes, &project, Precedence::Mine);
                    Ok(mine
                        .and_then(|mine| Ok((mine, annotation::read(&bytes, &project, Precedence::Theirs)?))))
                })
                .map_err(|error| format!("{file}: cannot be read ({error})"))
                .and_then(|read| read.map_err(|error| format!("{file}: {error}")));
            let outcome = match read {
                Ok((mine, theirs)) => Outcome::Matched(file, Box::new((mine, theirs))),
                Err(problem) => Outcome::Notice(problem),
            };
            let _sent = sender.send(outcome);
        });
    }

    /// Takes in what matched; where it differs from the analyst's own word, asks first.
    pub(super) fn take_matched(&mut self, file: String, mine: Matched, theirs: Matched) {
        if mine.differing > 0 {
            self.views.dialogs.exchange.offer = Some(Arc::new(Offer { file, mine, theirs }));
        } else {
            self.take_decisions(&file, mine, Precedence::Mine);
        }
    }

    /// One step to undo.
    pub(super) fn take_decisions(&mut self, file: &str, matched: Matched, precedence: Precedence) {
        self.tell(format!("{file}: {}", matched.report(precedence)));
        if !matched.changes.is_empty() {
            self.say(format!("{} from {file}", counted(matched.changes.len(), "decision")), matched.changes);
        }
    }
}
