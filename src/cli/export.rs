//! `dateline export`: a figure or data from articles and projects.

use std::{path::PathBuf, sync::Arc};

use lexopt::prelude::*;

use super::{Exit, Sources, UsageError, figure, filter::FilterArgs, usage};
use crate::{
    article::{Columns, ReadOptions},
    export::{Format, Table, write_file},
};

/// What to export.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    to: PathBuf,
    format: Format,
    inputs: Vec<PathBuf>,
    wish: figure::Wish,
    filter: FilterArgs,
    table: Option<Table>,
    sources: Sources,
    force: bool,
    columns: Columns,
    keep_duplicates: bool,
}

pub(super) fn parse(parser: &mut lexopt::Parser) -> Result<Plan, UsageError> {
    let (mut to, mut inputs, mut sources, mut force) = (None, Vec::new(), Sources::default(), false);
    let mut wish = figure::Wish::default();
    let (mut filter, mut table) = (FilterArgs::default(), None);
    let (mut columns, mut keep_duplicates) = (Columns::default(), false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("to") => to = Some(PathBuf::from(parser.value()?)),
            Long(name) if figure::knows(name) => {
                let name = name.to_owned();
                wish.set(&name, &parser.value()?.string()?)?;
            }
            Long("places") => sources.places = Some(parser.value()?.into()),
            Long("gazetteer") => sources.gazetteer = Some(parser.value()?.into()),
            Long("keep-duplicates") => keep_duplicates = true,
            Long("columns") => columns = super::columns(parser)?,
            Long("force") => force = true,
            Long("table") => table = Some(table_of(&parser.value()?.string()?)?),
            Long(option) if FilterArgs::knows(option) => {
                let option = option.to_owned();
                filter.take(&option, parser.value()?.string()?)?;
            }
            Value(value) => inputs.push(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let to = to.ok_or_else(|| usage("export needs a file to write: --to figure.png"))?;
    let format = Format::of(&to).map_err(|error| usage(error.to_string()))?;
    if inputs.is_empty() {
        return Err(usage("export needs articles to read"));
    }
    if wish.handout.is_some() && format != Format::Pdf {
        return Err(usage("a handout is written as PDF: --to handout.pdf"));
    }
    if table.is_some() && Table::of(format).is_none() {
        return Err(usage("--table is for csv and parquet; the other formats hold everything"));
    }
    Ok(Plan { to, format, inputs, wish, filter, table, sources, force, columns, keep_duplicates })
}

fn table_of(name: &str) -> Result<Table, UsageError> {
    Table::ALL
        .into_iter()
        .find(|table| table.label() == name)
        .ok_or_else(|| usage(format!("--table takes places, mentions or proposals, not “{name}”")))
}

#[cfg(feature = "embedded")]
pub(super) fn run(plan: &Plan) -> Exit {
    use crate::{
        basemap::{Archive, outline::Outlines},
        cartography::layers::Layers,
        export::{Content, DataOptions, Progress, render, render_handout, write_data},
        project::index::Index,
    };
    let options = ReadOptions { columns: plan.columns.clone(), ..ReadOptions::default() };
    let gathered = super::gather::read(&plan.inputs, &options);
    let all_read = gathered.all_read;
    let failed = |problem: &str| {
        super::report(problem);
        Exit::SomeFailed
    };
    if gathered.is_empty() {
        return failed("there is no article to export");
    }
    let engine = match super::engine(&plan.sources) {
        Ok(engine) => Arc::new(engine),
        Err(problem) => return failed(&problem),
    };
    let project = match gathered.project(&engine) {
        Ok(project) => project,
        Err(error) => return failed(&error.to_string()),
    };
    let (archive, outlines) = match (Archive::embedded(), Outlines::embedded()) {
        (Ok(archive), Ok(outlines)) => (archive, outlines),
        (Err(error), _) | (_, Err(error)) => return failed(&error.to_string()),
    };
    let index = if plan.keep_duplicates {
        Index::keeping_duplicates(&project, engine.gazetteer())
    } else {
        Index::new(&project, engine.gazetteer())
    };
    let filter = match plan.filter.resolve(&project, &index, engine.gazetteer()) {
        Ok(filter) => filter,
        Err(problem) => return failed(&problem),
    };
    let is_figure = plan.format.is_figure();
    let layers = Layers::new(&index, &outlines, true);
    let content = Content {
        project,
        articles: None,
        own: None,
        index: Arc::new(index),
        layers: Arc::new(layers),
        outlines: Arc::new(outlines),
        archive: Arc::new(archive),
        engine,
        about: crate::figure::About::default(),
    };
    let mut definition = plan.wish.definition.clone();
    if is_figure {
        definition.filter.clone_from(&filter);
    }
    let definition = &definition;
    let written = match plan.wish.handout {
        _ if !is_figure => {
            let title = (!definition.title.is_empty()).then(|| definition.title.clone());
            let options = DataOptions { filter, table: plan.table, title };
            write_data(&content, plan.format, &options, &plan.to, plan.force, &Progress::default())
        }
        Some(subjects) => render_handout(&content, subjects, definition)
            .and_then(|bytes| write_file(&plan.to, &bytes, plan.force)),
        None => render(&content, plan.format, definition)
            .and_then(|bytes| write_file(&plan.to, &bytes, plan.force)),
    };
    match written {
        Ok(()) if all_read => Exit::Success,
        Ok(()) => Exit::SomeFailed,
        Err(error) => failed(&error.to_string()),
    }
}

#[cfg(not(feature = "embedded"))]
pub(super) fn run(_plan: &Plan) -> Exit {
    super::report("this build holds no gazetteer; build it with the feature “embedded”");
    Exit::SomeFailed
}
