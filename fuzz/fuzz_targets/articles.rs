//! Any bytes as an article of any format, as JSON Lines and as pasted text.
#![no_main]

use std::io::Write as _;

use dateline::article::{self, jsonl};
use libfuzzer_sys::fuzz_target;

const ENDINGS: &[&str] = &["txt", "md", "html", "jsonl"];

fuzz_target!(|input: (u8, &[u8])| {
    let (kind, bytes) = input;
    article::from_stdin(bytes.to_vec(), &mut |_read| true);
    jsonl::read(bytes, "fuzz.jsonl", &mut |_read| true);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _pasted = article::read_paste(text);
    }
    let ending = ENDINGS[usize::from(kind) % ENDINGS.len()];
    let Ok(mut file) = tempfile::Builder::new().suffix(&format!(".{ending}")).tempfile() else { return };
    if file.write_all(bytes).is_ok() {
        let _read = article::read_paths(&[file.path().to_owned()]);
    }
});
