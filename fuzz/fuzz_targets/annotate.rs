//! Any text: every span that comes out is text that stands there.
#![no_main]

use std::sync::LazyLock;

use dateline::{article::Article, engine::Engine, geoparse::resolve::Context};
use libfuzzer_sys::fuzz_target;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().expect("the program's own assets"));

fuzz_target!(|bytes: &[u8]| {
    let article = Article::from_text("fuzz", String::from_utf8_lossy(bytes).into_owned());
    let annotation = ENGINE.annotate(&article, Context::default());
    let mut end = 0;
    for mention in &annotation.mentions {
        assert!(mention.span.start() >= end && !mention.span.of(&article.text).is_empty());
        end = mention.span.end();
        assert!((0.0..=1.0).contains(&mention.recognition));
    }
    for quote in &annotation.quotes {
        assert!(!quote.span.of(&article.text).is_empty());
    }
    let _record = dateline::export::record::record(&article, &annotation, ENGINE.gazetteer(), true);
});
