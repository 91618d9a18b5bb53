//! The geoparser through the engine's own door, on the gazetteer inside the program.
#![cfg(feature = "embedded")]
#![allow(clippy::unwrap_used)] // a test may stop at what should not happen

use std::sync::LazyLock;

use dateline::{
    article::Article,
    engine::Engine,
    geoparse::{Mention, resolve::Context},
};

mod recognition;
mod resolution;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

/// The mentions of a text, each with its name as written.
fn mentions(text: &str) -> Vec<(String, Mention)> {
    let article = Article::from_text("test", text);
    let annotation = ENGINE.annotate(&article, Context::default());
    annotation.mentions.into_iter().map(|mention| (mention.span.of(text).to_owned(), mention)).collect()
}
