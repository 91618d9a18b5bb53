//! Any bytes as a file of a format. `DATELINE_FORMAT` names the ending, so that one program fuzzes every
//! reader in turn; without it the first byte chooses.
#![no_main]

use std::sync::LazyLock;

use dateline::article::{self, ReadOptions};
use libfuzzer_sys::fuzz_target;

static ENDINGS: LazyLock<Vec<String>> = LazyLock::new(|| match std::env::var("DATELINE_FORMAT") {
    Ok(ending) => vec![ending],
    Err(_) => article::endings().map(str::to_owned).collect(),
});

/// With `DATELINE_STRICT` a panic within a third-party parser stops the run, although the reader's border
/// catches it and names the file.
static STRICT: LazyLock<bool> = LazyLock::new(|| {
    let strict = std::env::var_os("DATELINE_STRICT").is_some();
    if !strict {
        // The fuzzer's own hook aborts at every panic, caught or not.
        std::panic::set_hook(Box::new(|_| {}));
    }
    strict
});

fuzz_target!(|bytes: &[u8]| {
    let Some(first) = bytes.first() else { return };
    let one = ENDINGS.len() == 1;
    let (ending, bytes) =
        if one { (&ENDINGS[0], bytes) } else { (&ENDINGS[usize::from(*first) % ENDINGS.len()], &bytes[1..]) };
    let _strict = *STRICT;
    let name = format!("fuzz.{ending}");
    article::read_named(&name, bytes.to_vec(), &ReadOptions::default(), &mut |read| {
        match read {
            Ok(article) => assert!(!article.text.trim().is_empty(), "an article has a text"),
            Err(article::ArticleError::Failed { .. }) => assert!(!*STRICT, "a panic within a reader"),
            Err(problem) => assert!(problem.to_string().contains("fuzz.")),
        }
        true
    });
});
