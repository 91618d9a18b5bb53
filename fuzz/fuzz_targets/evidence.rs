//! The evidence within any file: read or refused, never a panic; what is read can be written again.
#![no_main]

use dateline::figure::evidence::Evidence;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(evidence) = Evidence::read(bytes)
        && let Some(json) = evidence.to_json()
    {
        let again = Evidence::read(json.as_bytes()).expect("what was written is read");
        assert_eq!(again.passages, evidence.passages);
    }
});
