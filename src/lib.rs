//! Dateline maps the places named in news coverage, ties each to the passages that name it and to the
//! proposals that concern it, and does all of it offline.
//!
//! The engine alone, without window and files: text in, annotated mentions out.
//!
//! ```
//! # #[cfg(feature = "embedded")] {
//! use dateline::{article::Article, engine::Engine, geoparse::resolve::Context};
//!
//! let engine = Engine::embedded().expect("the program's own assets");
//! let article = Article::from_text("a.txt", "Baku offered talks in Yevlakh on August 1.");
//! for mention in engine.annotate(&article, Context::default()).mentions {
//!     let name = mention.span.of(&article.text);
//!     let place = mention.resolution.and_then(|found| engine.gazetteer().key(&found.place));
//!     println!("{name} ({:?}): {:?}", mention.kind, place.map(|key| engine.gazetteer().name(key)));
//! }
//! # }
//! ```

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
