//! The gazetteer: GeoNames' and Natural Earth's tables, names and points brought together.

mod admin;
mod cities;
mod countries;
mod draft;
mod natural;

use std::path::Path;

use dateline::gazetteer::format;
pub(crate) use draft::{lines, rows};

/// Builds the gazetteer file. The same sources give the same bytes.
pub(crate) fn build(sources: &Path) -> anyhow::Result<Vec<u8>> {
    let mut drafts = draft::Drafts::default();
    countries::add(&mut drafts, sources)?;
    admin::add(&mut drafts, sources)?;
    cities::add(&mut drafts, sources)?;
    natural::add(&mut drafts, sources)?;
    cities::add_postal(&mut drafts, sources)?;
    eprintln!("{} places", drafts.places.len());
    format::write(&drafts.places, draft::tags).map_err(anyhow::Error::msg)
}
