//! Any bytes as a gazetteer file: refused or read, never a panic.
#![no_main]

use dateline::gazetteer::Gazetteer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(gazetteer) = Gazetteer::open(bytes.to_vec().into()) {
        let _hits = gazetteer.search("Baku", 20);
    }
});
