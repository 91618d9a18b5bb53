//! Reads files on all cores, in order, with a count as it goes; stops when asked.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rayon::prelude::*;

use super::{Arrival, FileReport, Report, Tables};
use crate::{
    article::{self, Columns, Format, ReadOptions},
    project::file::origin,
};

/// How far the reading is.
#[derive(Debug, Default)]
pub(in crate::app) struct Progress {
    files: AtomicUsize,
    done: AtomicUsize,
    articles: AtomicUsize,
    failed: AtomicUsize,
    now: Mutex<String>,
}

impl Progress {
    /// A line for the status bar: files, the running total of articles, the file at hand.
    pub(in crate::app) fn line(&self) -> String {
        let get = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let files = get(&self.files);
        if files == 0 {
            return "Looking for files…".to_owned();
        }
        let mut line =
            format!("Reading file {} of {files} · {} articles", get(&self.done), get(&self.articles));
        if get(&self.failed) > 0 {
            line += &format!(" · {} problems", get(&self.failed));
        }
        if let Ok(now) = self.now.lock()
            && !now.is_empty()
        {
            line += &format!(" · {now}");
        }
        line
    }
}

/// What was read.
pub(in crate::app) struct Taken {
    pub(in crate::app) articles: Vec<Arrival>,
    pub(in crate::app) report: Report,
    /// Tables whose columns the user is asked about first.
    pub(in crate::app) tables: Vec<Tables>,
}

/// Reads files and folders. Without columns, tables are looked at and left for the user to say what they
/// hold; with them, or where nobody is asked, they are read.
pub(in crate::app) fn read(
    paths: &[PathBuf],
    columns: Option<&Columns>,
    progress: &Progress,
    cancel: &AtomicBool,
    wake: &(dyn Fn() + Sync),
) -> Taken {
    let (mut files, problems) = article::files(paths);
    let mut report =
        Report { problems: problems.iter().map(ToString::to_string).collect(), ..Report::default() };
    let mut tables = Vec::new();
    if columns.is_none() {
        files.retain(|file| !is_table(file, &mut tables));
    }
    progress.files.store(files.len(), Ordering::Relaxed);
    let options = ReadOptions { columns: columns.cloned().unwrap_or_default(), ..ReadOptions::default() };
    let read: Vec<Option<(Vec<Arrival>, FileReport)>> = files
        .par_iter()
        .map(|file| {
            if cancel.load(Ordering::Relaxed) {
                return None;
            }
            let read = one(file, &options, progress, cancel);
            if progress.done.fetch_add(1, Ordering::Relaxed).is_multiple_of(16) {
                wake();
            }
            Some(read)
        })
        .collect();
    let mut articles = Vec::new();
    for one in read {
        match one {
            Some((found, file)) => {
                articles.extend(found);
                report.files.push(file);
            }
            None => report.left += 1,
        }
    }
    Taken { articles, report, tables }
}

fn one(
    file: &Path,
    options: &ReadOptions,
    progress: &Progress,
    cancel: &AtomicBool,
) -> (Vec<Arrival>, FileReport) {
    if let (Ok(mut now), Some(name)) = (progress.now.lock(), file.file_name()) {
        *now = name.to_string_lossy().into_owned();
    }
    let mut report = FileReport { file: file.display().to_string(), ..FileReport::default() };
    let mut articles = Vec::new();
    article::read_file(file, options, &mut |read| {
        match read {
            Ok(article) => {
                progress.articles.fetch_add(1, Ordering::Relaxed);
                articles.push(article);
            }
            Err(problem) => {
                progress.failed.fetch_add(1, Ordering::Relaxed);
                report.problems.push(problem.to_string());
            }
        }
        !cancel.load(Ordering::Relaxed)
    });
    report.articles = articles.len();
    // A file that went away meanwhile is remembered as little as one that was never there.
    let origin = if articles.is_empty() { None } else { origin(file).ok().map(Arc::new) };
    let arrival = |article| Arrival { article, origin: origin.clone() };
    (articles.into_iter().map(arrival).collect(), report)
}

/// Whether a file is a table whose columns the user may name; such are gathered by their columns.
fn is_table(file: &Path, tables: &mut Vec<Tables>) -> bool {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let may_be = matches!(Format::of_name(&name), Some(Format::Table | Format::Json | Format::JsonLines));
    // What cannot be looked at is read as it is, and told of there.
    let preview = may_be.then(|| article::preview(file, &Columns::default()).ok().flatten()).flatten();
    let Some(preview) = preview else { return false };
    match tables.iter_mut().find(|known| known.preview.columns == preview.columns) {
        Some(known) => known.files.push(file.to_owned()),
        None => {
            tables.push(Tables { files: vec![file.to_owned()], columns: preview.guess.clone(), preview });
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_in_order_and_tables_wait() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        for number in 10..40 {
            write(&format!("{number}.txt"), &format!("Talks number {number} in Baku."));
        }
        write("empty.txt", "");
        write("a.csv", "Headline,Body\nRoads,The road to Aghdam was opened.\n");
        write("b.csv", "Headline,Body\nGas,The gas to Khankendi was cut.\n");
        let paths = [folder.path().to_owned()];
        let (progress, cancel) = (Progress::default(), AtomicBool::new(false));
        let taken = read(&paths, None, &progress, &cancel, &|| {});
        let ids: Vec<String> = taken.articles.iter().map(|arrival| arrival.article.id.clone()).collect();
        assert_eq!(ids, (10..40).map(|number| format!("{number}.txt")).collect::<Vec<_>>());
        let origin = taken.articles[0].origin.as_ref().expect("the file is remembered");
        assert!(origin.path.ends_with("10.txt") && origin.bytes == 24 && origin.sha256.len() == 64);
        assert_eq!(taken.report.all_problems().count(), 1);
        assert_eq!(taken.tables.len(), 1, "tables with the same columns are asked about once");
        assert_eq!(taken.tables[0].files.len(), 2);
        assert!(progress.line().contains("30 articles"), "{}", progress.line());
        let all = read(&taken.tables[0].files, Some(&taken.tables[0].columns), &progress, &cancel, &|| {});
        assert_eq!(all.articles.len(), 2);
        let stopped = read(&paths, None, &Progress::default(), &AtomicBool::new(true), &|| {});
        assert_eq!((stopped.articles.len(), stopped.report.left), (0, 31));
    }
}
