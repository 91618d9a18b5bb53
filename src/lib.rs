//! Dateline maps the places named in news coverage, ties each to the passages that name it and to the
//! proposals that concern it, and does all of it offline.

#[cfg(feature = "gui")]
pub mod app;
pub mod article;
pub mod basemap;
pub mod cartography;
pub mod cli;
pub mod engine;
pub mod export;
pub mod figure;
pub mod fonts;
pub mod gazetteer;
pub mod geodesy;
pub mod geoparse;
pub mod language;
pub mod project;
pub mod proposals;
pub mod quotes;
pub mod text;
