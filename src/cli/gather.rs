//! One project from what the command line names: project files as they stand, decisions respected, and
//! articles annotated on the spot.

use std::{path::PathBuf, sync::Arc};

use rayon::prelude::*;

use crate::{
    article::{self, Article, ReadOptions},
    engine::Engine,
    geoparse::resolve::Context,
    language::Document,
    project::{
        ArticleId, Edit, EditError, Entry, Passage, Project,
        file::{Loaded, ProjectFile, is_project},
    },
};

/// What was read, and whether all of it could be.
pub(super) struct Gathered {
    projects: Vec<Loaded>,
    articles: Vec<Article>,
    pub(super) all_read: bool,
}

/// Reads projects and articles; problems are told on standard error.
pub(super) fn read(inputs: &[PathBuf], options: &ReadOptions) -> Gathered {
    let (projects, files): (Vec<PathBuf>, Vec<PathBuf>) =
        inputs.iter().cloned().partition(|input| is_project(input));
    let (articles, problems) =
        if files.is_empty() { (Vec::new(), Vec::new()) } else { article::read_paths_with(&files, options) };
    let mut gathered = Gathered { projects: Vec::new(), articles, all_read: problems.is_empty() };
    for problem in &problems {
        super::report(&problem.to_string());
    }
    for path in projects {
        match ProjectFile::read(&path) {
            Ok(loaded) => gathered.projects.push(loaded),
            Err(problem) => {
                super::report(&problem.to_string());
                gathered.all_read = false;
            }
        }
    }
    gathered
}

impl Gathered {
    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.projects.iter().all(|loaded| loaded.project.is_empty())
    }

    /// All of it as one project.
    ///
    /// # Errors
    /// [`EditError`], which free ids exclude.
    pub(super) fn project(self, engine: &Engine) -> Result<Project, EditError> {
        let mut all = Project::default();
        for mut loaded in self.projects {
            annotate_stale(&mut loaded, engine)?;
            if all.is_empty() {
                all = loaded.project;
            } else {
                all.join(&loaded.project)?;
            }
        }
        let entries: Vec<Entry> =
            self.articles.into_par_iter().map(|article| annotated(engine, article)).collect();
        let ids = all.next_ids(entries.len());
        if !ids.is_empty() {
            all.apply(Edit::Add(ids.into_iter().zip(entries).collect()))?;
        }
        Ok(all)
    }
}

fn annotated(engine: &Engine, article: Article) -> Entry {
    let annotation = engine.annotate(&article, Context::default());
    let passages = Passage::all(&Document::new(&article.text));
    Entry::new(article, annotation, passages)
}

/// Annotates what an older version of Dateline annotated in a way that this one cannot read.
fn annotate_stale(loaded: &mut Loaded, engine: &Engine) -> Result<(), EditError> {
    let version = Arc::new(engine.version());
    let again = |id: &ArticleId| {
        let entry = loaded.project.article(*id)?;
        let annotation = engine.annotate(&entry.article, Context::default());
        let passages = Passage::all(&Document::new(&entry.article.text));
        Some((*id, entry.again(annotation, passages, Arc::clone(&version))))
    };
    let machines: Vec<_> = loaded.stale.par_iter().filter_map(again).collect();
    loaded.project.apply(Edit::Annotate(machines))?;
    Ok(())
}
