//! The program's own folder: settings, recent projects, work not saved under a name yet, reports of crashes.
//! Nothing in it is needed to open a project.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    project::file::{ProjectFile, is_open_elsewhere, is_project},
    text::counted,
};

/// Projects remembered.
const RECENT: usize = 12;

/// The folder.
#[derive(Clone, Debug)]
pub struct Home(PathBuf);

/// Work that was not saved under a name when the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its file.
    pub path: PathBuf,
    /// What is in it: "12 articles, 3 decisions".
    pub what: String,
}

/// What was open, so that a crash can be told from an end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    project: Option<PathBuf>,
    ended: bool,
}

impl Home {
    /// The folder, made if it is missing.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(path: PathBuf) -> std::io::Result<Self> {
        fs::create_dir_all(path.join("recovery"))?;
        fs::create_dir_all(path.join("reports"))?;
        Ok(Self(path))
    }

    /// One of its files.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Reads one of its files; nothing where it is missing or broken.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.0.join(name)).ok()?).ok()
    }

    /// Writes one of its files, whole or not at all.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, name: &str, value: &impl Serialize) -> std::io::Result<()> {
        let json = serde_json::to_vec_pretty(value)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.0)?;
        file.write_all(&json)?;
        file.persist(self.0.join(name)).map_err(|error| error.error)?;
        Ok(())
    }

    /// A free name for work without one.
    #[must_use]
    pub fn recovery_file(&self) -> PathBuf {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.0.join("recovery").join(format!("untitled-{}-{}.dateline", std::process::id(), now.as_micros()))
    }

    /// Work that other runs left, and that no window has open.
    #[must_use]
    pub fn left_behind(&self) -> Vec<Left> {
        let Ok(entries) = fs::read_dir(self.0.join("recovery")) else { return Vec::new() };
        let mut paths: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| is_project(path)).collect();
        paths.sort();
        let left = |path: PathBuf| match ProjectFile::open(&path) {
            Ok((_file, loaded)) => {
                let (articles, said) = (loaded.project.articles().len(), loaded.project.decisions().len());
                Some(Left {
                    path,
                    what: format!("{}, {} of yours", counted(articles, "article"), counted(said, "decision")),
                })
            }
            Err(crate::project::file::FileError::Open { .. }) => None,
            Err(problem) => Some(Left { path, what: problem.to_string() }),
        };
        paths.into_iter().filter_map(left).collect()
    }

    /// Deletes work that the user wants no more.
    ///
    /// # Errors
    /// What the system says.
    pub fn discard(&self, left: &Path) -> std::io::Result<()> {
        if left.starts_with(self.0.join("recovery")) { fs::remove_file(left) } else { Ok(()) }
    }

    /// Whether a file is one of work without a name.
    #[must_use]
    pub fn is_recovery(&self, path: &Path) -> bool {
        path.starts_with(self.0.join("recovery"))
    }

    /// The projects opened last, latest first, that are still there.
    #[must_use]
    pub fn recent(&self) -> Vec<PathBuf> {
        let mut recent: Vec<PathBuf> = self.read("recent.json").unwrap_or_default();
        recent.retain(|path| path.is_file());
        recent
    }

    /// Puts a project first among the recent ones.
    pub fn remember(&self, recent: &mut Vec<PathBuf>, path: &Path) {
        recent.retain(|other| other != path);
        recent.insert(0, path.to_owned());
        recent.truncate(RECENT);
        // A list that cannot be written is shorter next time.
        let _written = self.write("recent.json", recent);
    }

    /// Notes what is open, or that the program ended in good order.
    pub fn note_session(&self, project: Option<&Path>, ended: bool) {
        let session = Session { project: project.map(Path::to_owned), ended };
        // Without it a crash is only not told.
        let _written = self.write("session.json", &session);
    }

    /// The project that was open when the last run ended without saying so.
    #[must_use]
    pub fn crashed_with(&self) -> Option<PathBuf> {
        let session: Session = self.read("session.json")?;
        session.project.filter(|path| {
            !session.ended && path.is_file() && !self.is_recovery(path) && !is_open_elsewhere(path)
        })
    }

    /// The report of the last crash, if it was not told yet. Asking counts as telling.
    #[must_use]
    pub fn crash_report(&self) -> Option<PathBuf> {
        let reports = self.0.join("reports");
        let mut untold: Vec<PathBuf> =
            fs::read_dir(reports).ok()?.flatten().map(|entry| entry.path()).collect();
        untold.retain(|path| path.extension().is_some_and(|ending| ending == "new"));
        untold.sort();
        let mut last = None;
        for path in untold {
            let told = path.with_extension("txt");
            if fs::rename(&path, &told).is_ok() {
                last = Some(told);
            }
        }
        last
    }

    /// Writes a report of every panic from now on. It holds where it was, never a text of the user's.
    pub fn report_panics(&self) {
        let reports = self.0.join("reports");
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let now = jiff::Timestamp::now();
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let report = format!(
                "Dateline {} failed at {place}, {now}\nsystem: {} {}\n\n{}\n",
                env!("CARGO_PKG_VERSION"),
                std::env::consts::OS,
                std::env::consts::ARCH,
                std::backtrace::Backtrace::force_capture()
            );
            let name = format!("crash-{}-{}.new", now.as_microsecond(), std::process::id());
            // There is nobody left to tell.
            let _written = fs::write(reports.join(name), report);
            before(panic);
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{History, Project};

    #[test]
    fn recent_projects_are_listed_once_latest_first() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let home = Home::new(folder.path().join("home")).expect("made");
        let paths: Vec<PathBuf> = ["a", "b"].map(|name| folder.path().join(name)).into();
        paths.iter().for_each(|path| fs::write(path, "").expect("written"));
        let mut recent = home.recent();
        for at in [0, 1, 0] {
            home.remember(&mut recent, &paths[at]);
        }
        assert_eq!(home.recent(), paths);
        fs::remove_file(&paths[0]).expect("removed");
        assert_eq!(home.recent(), paths[1..], "what is gone is not offered");
    }

    #[test]
    fn work_left_behind_is_found_unless_a_window_has_it() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let home = Home::new(folder.path().to_owned()).expect("made");
        let path = home.recovery_file();
        let file = ProjectFile::create(&path, &Project::default(), &History::default(), false).expect("made");
        assert_eq!(home.left_behind(), []);
        drop(file);
        assert_eq!(home.left_behind()[0].path, path);
        home.discard(&path).expect("deleted");
        assert_eq!(home.left_behind(), []);
    }

    #[test]
    fn an_end_without_a_word_is_a_crash() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let home = Home::new(folder.path().to_owned()).expect("made");
        let project = folder.path().join("p.dateline");
        fs::write(&project, "").expect("written");
        home.note_session(Some(&project), false);
        assert_eq!(home.crashed_with(), Some(project.clone()));
        home.note_session(Some(&project), true);
        assert_eq!(home.crashed_with(), None);
    }
}
