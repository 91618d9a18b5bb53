//! `dateline export`: a figure or data from articles.

use std::path::PathBuf;

use super::{Exit, UsageError, usage};

/// What to export.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    to: PathBuf,
}

pub(super) fn parse(_parser: &mut lexopt::Parser) -> Result<Plan, UsageError> {
    Err(usage("export is not in this build"))
}

pub(super) fn run(_plan: &Plan) -> Exit {
    Exit::Usage
}
