//! `dateline lookup`: the gazetteer's candidates for a name.

use std::io::{self, BufWriter, Write};

use lexopt::prelude::*;
use serde_json::json;

use super::{Exit, Sources, UsageError, usage};
use crate::gazetteer::PlaceId;

/// What to look up.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    names: Vec<String>,
    limit: usize,
    sources: Sources,
}

pub(super) fn parse(parser: &mut lexopt::Parser) -> Result<Plan, UsageError> {
    let mut plan = Plan { names: Vec::new(), limit: 20, sources: Sources::default() };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("limit") => plan.limit = parser.value()?.parse()?,
            Long("places") => plan.sources.places = Some(parser.value()?.into()),
            Long("gazetteer") => plan.sources.gazetteer = Some(parser.value()?.into()),
            Value(name) => plan.names.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if plan.names.is_empty() {
        return Err(usage("lookup needs a name: dateline lookup Khankendi"));
    }
    Ok(plan)
}

pub(super) fn run(plan: &Plan) -> io::Result<Exit> {
    let engine = match super::engine(&plan.sources) {
        Ok(engine) => engine,
        Err(problem) => {
            super::report(&problem);
            return Ok(Exit::SomeFailed);
        }
    };
    let gazetteer = engine.gazetteer();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut exit = Exit::Success;
    for name in &plan.names {
        let hits = gazetteer.search(name, plan.limit);
        if hits.is_empty() {
            super::report(&format!("no place is called “{name}”"));
            exit = Exit::SomeFailed;
        }
        for hit in hits {
            let Some(place) = gazetteer.describe(hit.key) else { continue };
            let geonameid = match &place.id {
                PlaceId::GeoNames(id) => Some(*id),
                _ => None,
            };
            let line = json!({
                "query": name,
                "place": place.id,
                "geonameid": geonameid,
                "name": place.name,
                "contested_names": place.contested_names,
                "class": place.class,
                "country": place.country,
                "region": place.region,
                "population": place.population,
                "lat": crate::export::record::degrees(place.position.lat()),
                "lon": crate::export::record::degrees(place.position.lon()),
                "matched": hit.matched,
            });
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(exit)
}
