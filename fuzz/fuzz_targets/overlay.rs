//! Any text as a user's overlay: an error that names the entry, or an overlay.
#![no_main]

use dateline::gazetteer::overlay::Overlay;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _overlay = Overlay::parse(text, "places.json");
    }
});
