//! Taking files in: what is read, what of it failed and why, which tables wait for their columns to be
//! named, and the folder that is watched.

use std::{path::PathBuf, sync::Arc};

use crate::{
    article::{Article, Columns, Preview},
    project::Origin,
    text::counted,
};

mod commands;
pub(super) mod reading;
pub(super) mod watch;

/// An article that was read, to be annotated.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub(super) article: Article,
    /// The file it was read from; none where it was pasted.
    pub(super) origin: Option<Arc<Origin>>,
}

impl Arrival {
    /// Articles that were read from no file.
    pub(super) fn without_file(articles: impl IntoIterator<Item = Article>) -> Vec<Self> {
        articles.into_iter().map(|article| Self { article, origin: None }).collect()
    }
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// The file, as it was given.
    pub file: String,
    /// How many articles it gave.
    pub articles: usize,
    /// What of it could not be read, and why.
    pub problems: Vec<String>,
}

/// What became of the files read last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The files, in order.
    pub files: Vec<FileReport>,
    /// What concerns no single file, such as a folder that cannot be read.
    pub problems: Vec<String>,
    /// How many files were left when the user asked to stop.
    pub left: usize,
}

impl Report {
    /// How many articles were read.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.files.iter().map(|file| file.articles).sum()
    }

    /// All problems in order.
    pub fn all_problems(&self) -> impl Iterator<Item = &String> {
        self.problems.iter().chain(self.files.iter().flat_map(|file| &file.problems))
    }

    /// One line that says it all.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |count: usize, one: &str, many: &str| {
            if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
        };
        let read = count(self.articles(), "article", "articles");
        let files = count(self.files.len(), "file", "files");
        let problems = self.all_problems().count();
        let mut line = format!("{read} read from {files}");
        if problems > 0 {
            line += &format!(", {}", count(problems, "problem", "problems"));
        }
        if self.left > 0 {
            line += &format!("; stopped, {} not read", count(self.left, "file", "files"));
        }
        line
    }

    /// The whole report as text, to paste into a message.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.summary()];
        lines.extend(self.problems.iter().cloned());
        for file in &self.files {
            lines.push(format!("{}: {}", file.file, counted(file.articles, "article")));
            lines.extend(file.problems.iter().map(|problem| format!("    {problem}")));
        }
        lines.join("\n")
    }
}

/// Tables with the same columns, waiting for the user to say what these hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    /// The files.
    pub files: Vec<PathBuf>,
    /// The first rows of the first of them.
    pub preview: Preview,
    /// What the columns hold: the guess, as the user has changed it.
    pub columns: Columns,
}

/// What the window knows of files taken in.
#[derive(Debug, Default)]
pub struct Intake {
    /// What was read last.
    pub report: Report,
    /// Whether the report is shown.
    pub open: bool,
    /// Whether the report lists the files that were read without a problem too.
    pub all: bool,
    /// Tables that wait, those asked about now first.
    pub waiting: Vec<Tables>,
    /// The folder that is watched.
    pub(super) watch: Option<watch::Watch>,
}

impl Intake {
    /// Takes a report in. It is shown by itself where several files failed: one line tells of one.
    pub(super) fn take(&mut self, report: Report) {
        self.open = self.open || report.all_problems().count() > 1;
        self.report = report;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_was_read_and_what_was_not() {
        let good = FileReport { file: "a.txt".to_owned(), articles: 1, problems: Vec::new() };
        let bad =
            FileReport { file: "b.pdf".to_owned(), articles: 0, problems: vec!["b.pdf: a scan".to_owned()] };
        let report = Report { files: vec![good, bad], problems: Vec::new(), left: 1 };
        assert_eq!(report.summary(), "1 article read from 2 files, 1 problem; stopped, 1 file not read");
        assert!(report.text().contains("\n    b.pdf: a scan"));
    }
}
