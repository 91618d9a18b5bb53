//! `dateline import` of a colleague's decisions: Web Annotations into a project file, one step of its history
//! for each file.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde_json::json;

use super::Exit;
use crate::{
    export::annotation::{self, Matched, Precedence},
    project::{Edit, file::ProjectFile},
    text::counted,
};

/// Annotations that did not match, told one by one; more are counted.
const TOLD: usize = 20;

/// Whether a file holds annotations rather than articles.
pub(super) fn is_annotations(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jsonld"))
}

/// Takes the files in, one after the other. A line is printed for each once it is safely on disk.
pub(super) fn run(project: &Path, files: &[PathBuf], precedence: Precedence) -> io::Result<Exit> {
    let mut exit = Exit::Success;
    for file in files {
        match take(project, file, precedence) {
            Ok(matched) => {
                let line = json!({
                    "annotations": file.display().to_string(),
                    "decisions": matched.changes.len(),
                    "known": matched.known,
                    "differing": matched.differing,
                    "missed": matched.missed.len(),
                });
                writeln!(io::stdout().lock(), "{line}")?;
                for missed in matched.missed.iter().take(TOLD) {
                    super::report(&format!("{}: {}: {}", file.display(), missed.annotation, missed.why));
                }
                super::report(&format!("{}: {}", file.display(), matched.report(precedence)));
                if !matched.missed.is_empty() {
                    exit = Exit::SomeFailed;
                }
            }
            Err(problem) => {
                super::report(&problem);
                exit = Exit::SomeFailed;
            }
        }
    }
    Ok(exit)
}

fn take(project: &Path, file: &Path, precedence: Precedence) -> Result<Matched, String> {
    let named = |reason: &dyn std::fmt::Display| format!("{}: {reason}", file.display());
    let bytes = std::fs::metadata(file)
        .and_then(|about| {
            // One byte more than is read tells that it is too long.
            let most = annotation::MAX_BYTES as u64 + 1;
            let mut bytes = Vec::with_capacity(usize::try_from(about.len().min(most)).unwrap_or(0));
            let opened = std::fs::File::open(file)?;
            io::Read::read_to_end(&mut io::Read::take(opened, most), &mut bytes)?;
            Ok(bytes)
        })
        .map_err(|error| named(&format!("cannot be read ({error})")))?;
    let (mut on_disk, loaded) = ProjectFile::open(project).map_err(|error| error.to_string())?;
    let (mut project, mut history) = (loaded.project, loaded.history);
    let matched = annotation::read(&bytes, &project, precedence).map_err(|error| named(&error))?;
    if !matched.changes.is_empty() {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let label = format!("{} from {name}", counted(matched.changes.len(), "decision"));
        history.start_recording();
        history
            .apply_as(&mut project, label, Edit::Decide(matched.changes.clone()))
            .map_err(|error| named(&error))?;
        on_disk.write(&history.take_records()).map_err(|error| error.to_string())?;
    }
    Ok(matched)
}
