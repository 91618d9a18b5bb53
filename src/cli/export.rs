//! `dateline export`: a figure or data from articles and projects.

use std::{path::PathBuf, sync::Arc};

use lexopt::prelude::*;

use super::{Exit, Sources, UsageError, usage};
use crate::{
    basemap::style::Theme,
    export::{Format, write_file},
    figure::Options,
    geodesy::Bounds,
};

/// What to export.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    to: PathBuf,
    format: Format,
    inputs: Vec<PathBuf>,
    options: Options,
    sources: Sources,
    force: bool,
}

pub(super) fn parse(parser: &mut lexopt::Parser) -> Result<Plan, UsageError> {
    let (mut to, mut inputs, mut sources, mut force) = (None, Vec::new(), Sources::default(), false);
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("to") => to = Some(PathBuf::from(parser.value()?)),
            Long("title") => options.title = Some(parser.value()?.string()?),
            Long("size") => options.size = size(&parser.value()?.string()?)?,
            Long("scale") => {
                options.scale = parser.value()?.parse()?;
                if !(0.5..=4.0).contains(&options.scale) {
                    return Err(usage("--scale takes a number from 0.5 to 4"));
                }
            }
            Long("theme") => {
                options.theme = match parser.value()?.string()?.as_str() {
                    "light" => Theme::Light,
                    "dark" => Theme::Dark,
                    other => return Err(usage(format!("--theme takes light or dark, not “{other}”"))),
                }
            }
            Long("bounds") => options.bounds = Some(bounds(&parser.value()?.string()?)?),
            Long("places") => sources.places = Some(parser.value()?.into()),
            Long("gazetteer") => sources.gazetteer = Some(parser.value()?.into()),
            Long("force") => force = true,
            Value(value) => inputs.push(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let to = to.ok_or_else(|| usage("export needs a file to write: --to figure.png"))?;
    let format = Format::of(&to).map_err(|error| usage(error.to_string()))?;
    if inputs.is_empty() {
        return Err(usage("export needs articles to read"));
    }
    Ok(Plan { to, format, inputs, options, sources, force })
}

fn size(text: &str) -> Result<[f64; 2], UsageError> {
    let refuse =
        || usage(format!("--size takes WIDTHxHEIGHT from 400 to 8000, such as 1600x1000, not “{text}”"));
    let (width, height) = text.split_once('x').ok_or_else(refuse)?;
    let side = |side: &str| side.parse::<f64>().ok().filter(|side| (400.0..=8000.0).contains(side));
    Ok([side(width).ok_or_else(refuse)?, side(height).ok_or_else(refuse)?])
}

fn bounds(text: &str) -> Result<Bounds, UsageError> {
    let refuse = || usage(format!("--bounds takes W,S,E,N in degrees, such as 44,38,51,42, not “{text}”"));
    let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    let [west, south, east, north] = numbers[..] else { return Err(refuse()) };
    let fits = [west, east].iter().all(|lon| (-180.0..=180.0).contains(lon)) && south < north;
    let fits = fits && south >= -90.0 && north <= 90.0 && west != east;
    fits.then_some(Bounds { west, south, east, north }).ok_or_else(refuse)
}

#[cfg(feature = "embedded")]
pub(super) fn run(plan: &Plan) -> Exit {
    use crate::{
        basemap::{Archive, outline::Outlines},
        cartography::layers::Layers,
        export::{Content, render},
        project::index::Index,
    };
    let gathered = super::gather::read(&plan.inputs);
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
    let index = Index::new(&project, engine.gazetteer());
    let layers = Layers::new(&index, &outlines, true);
    let content = Content {
        project,
        index: Arc::new(index),
        layers: Arc::new(layers),
        outlines: Arc::new(outlines),
        archive: Arc::new(archive),
        engine,
    };
    let written = render(&content, plan.format, &plan.options)
        .and_then(|bytes| write_file(&plan.to, &bytes, plan.force));
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
