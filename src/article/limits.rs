//! What a file may ask for. Each figure is far above what real coverage needs and far below what would
//! fill the memory: reading anything stays under 512 MiB.

use std::{
    io::Read,
    time::{Duration, Instant},
};

use super::error::Limit;

/// The longest single article that is read, in bytes of text.
pub const MAX_ARTICLE_BYTES: u64 = 64 << 20;
/// The largest PDF, DOCX, ODT or EPUB, in bytes as packed: such files hold pictures too.
pub(super) const DOCUMENT_BYTES: u64 = 128 << 20;
/// The largest web page, in bytes without what it embeds.
pub(super) const PAGE_BYTES: u64 = 24 << 20;
/// The most that all parts of one archive may be when unpacked, in bytes.
pub(super) const UNPACKED_BYTES: u64 = 4 << 30;
/// How often larger a part may be unpacked than packed, once it is larger than [`RATIO_FREE`].
pub(super) const RATIO: u64 = 200;
/// Bytes from which [`RATIO`] holds: small parts of one repeated letter are harmless.
pub(super) const RATIO_FREE: u64 = 4 << 20;
/// The most files in an archive or under a folder.
pub(super) const FILES: usize = 100_000;
/// Folders in folders.
pub(super) const FOLDERS: usize = 24;
/// Archives and messages in each other.
pub(super) const NESTING: usize = 4;
/// Elements of XML or HTML in each other.
pub(super) const DEPTH: usize = 256;
/// Elements of a web page.
pub(super) const ELEMENTS: usize = 250_000;
/// Pages of a PDF.
pub(super) const PAGES: usize = 5_000;
/// Letters and lines of a PDF.
pub(super) const GLYPHS: usize = 4_000_000;
/// How long one file may take, in seconds.
pub(super) const SECONDS: u64 = 30;

/// When the reading of a file has to be over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn new() -> Self {
        Self(Instant::now() + Duration::from_secs(SECONDS))
    }

    pub(super) fn has_passed(self) -> bool {
        Instant::now() >= self.0
    }

    pub(super) fn check(self) -> Result<(), Limit> {
        if self.has_passed() { Err(Limit::Time(SECONDS)) } else { Ok(()) }
    }
}

/// Reads to the end, but never more than a limit of bytes; whether all was read.
pub(super) fn read_up_to(reader: impl Read, limit: u64, into: &mut Vec<u8>) -> std::io::Result<bool> {
    reader.take(limit + 1).read_to_end(into)?;
    Ok(into.len() as u64 <= limit)
}
