//! Reads a PMTiles archive (version 3) from memory, one tile at a time.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::Read,
    sync::{Arc, Mutex, PoisonError},
};

use super::tile::Tile;

/// Why bytes are no archive that can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Another format or version.
    #[error("this is no PMTiles archive of version 3")]
    Version,
    /// Cut short or altered.
    #[error("the map archive is damaged ({0})")]
    Damaged(&'static str),
}

const HEADER: usize = 127;
/// The most that a compressed part may unpack to: guards against hostile files.
const MAX_PART: u64 = 64 << 20;
/// Decoded tiles that are kept.
const KEPT_TILES: usize = 192;

#[derive(Clone, Copy)]
struct Entry {
    id: u64,
    offset: u64,
    length: u64,
    run: u64,
}

/// An archive of vector tiles.
pub struct Archive {
    bytes: Cow<'static, [u8]>,
    root: Vec<Entry>,
    leaves: u64,
    data: u64,
    max_zoom: u8,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    tiles: HashMap<(u8, u32, u32), (Arc<Tile>, u64)>,
    clock: u64,
}

impl Archive {
    /// The archive inside the program.
    ///
    /// # Errors
    /// Never in a sound build.
    #[cfg(feature = "embedded")]
    pub fn embedded() -> Result<Self, ArchiveError> {
        let bytes: &'static [u8] = include_bytes!("../../assets/basemap.pmtiles");
        Self::open(Cow::Borrowed(bytes))
    }

    /// Opens an archive. Reads its header and root directory alone.
    ///
    /// # Errors
    /// [`ArchiveError`] where the bytes are none.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, ArchiveError> {
        if bytes.len() < HEADER || &bytes[..7] != b"PMTiles" || bytes[7] != 3 {
            return Err(ArchiveError::Version);
        }
        let word = |at: usize| {
            bytes.get(at..at + 8).and_then(|raw| raw.try_into().ok()).map_or(0, u64::from_le_bytes)
        };
        let (root, length, leaves, data) = (word(8), word(16), word(40), word(56));
        let max_zoom = bytes[101].min(20);
        let mut archive = Self { bytes, root: Vec::new(), leaves, data, max_zoom, kept: Mutex::default() };
        archive.root = archive.directory(root, length).ok_or(ArchiveError::Damaged("directory"))?;
        Ok(archive)
    }

    /// The deepest zoom it has.
    #[must_use]
    pub const fn max_zoom(&self) -> u8 {
        self.max_zoom
    }

    fn part(&self, offset: u64, length: u64) -> Option<&[u8]> {
        let start = usize::try_from(offset).ok()?;
        self.bytes.get(start..start.checked_add(usize::try_from(length).ok()?)?)
    }

    fn unpacked(&self, offset: u64, length: u64) -> Option<Vec<u8>> {
        let part = self.part(offset, length)?;
        if part.get(..2) != Some(&[0x1f, 0x8b]) {
            return Some(part.to_vec());
        }
        let mut out = Vec::new();
        flate2::read::GzDecoder::new(part).take(MAX_PART).read_to_end(&mut out).ok()?;
        Some(out)
    }

    fn directory(&self, offset: u64, length: u64) -> Option<Vec<Entry>> {
        let raw = self.unpacked(offset, length)?;
        let mut at = 0;
        let mut next = || varint(&raw, &mut at);
        let count = usize::try_from(next()?).ok().filter(|count| *count <= raw.len())?;
        let mut entries = vec![Entry { id: 0, offset: 0, length: 0, run: 0 }; count];
        let mut id = 0_u64;
        for entry in &mut entries {
            id = id.checked_add(next()?)?;
            entry.id = id;
        }
        for entry in &mut entries {
            entry.run = next()?;
        }
        for entry in &mut entries {
            entry.length = next()?;
        }
        let mut end = 0_u64;
        for entry in &mut entries {
            let offset = next()?;
            entry.offset = if offset == 0 { end } else { offset - 1 };
            end = entry.offset.checked_add(entry.length)?;
        }
        Some(entries)
    }

    /// The bytes of a tile.
    fn find(&self, id: u64) -> Option<Vec<u8>> {
        let mut directory = Cow::Borrowed(&self.root);
        for _ in 0..4 {
            let at = directory.partition_point(|entry| entry.id <= id).checked_sub(1)?;
            let entry = directory[at];
            if entry.run == 0 {
                directory = Cow::Owned(self.directory(self.leaves.checked_add(entry.offset)?, entry.length)?);
            } else if id - entry.id < entry.run {
                return self.unpacked(self.data.checked_add(entry.offset)?, entry.length);
            } else {
                return None;
            }
        }
        None
    }

    /// A decoded tile; empty where the archive has none. Kept for a while.
    #[must_use]
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Arc<Tile> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let now = kept.clock;
        if let Some((tile, used)) = kept.tiles.get_mut(&(z, x, y)) {
            *used = now;
            return Arc::clone(tile);
        }
        drop(kept);
        let tile =
            Arc::new(self.find(tile_id(z, x, y)).map(|bytes| Tile::decode(&bytes)).unwrap_or_default());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.tiles.len() >= KEPT_TILES {
            let oldest = kept.tiles.iter().min_by_key(|(key, (_, used))| (*used, **key)).map(|(key, _)| *key);
            if let Some(oldest) = oldest {
                kept.tiles.remove(&oldest);
            }
        }
        kept.tiles.insert((z, x, y), (Arc::clone(&tile), now));
        tile
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// The number of a tile along the Hilbert curves of all zooms, as PMTiles counts.
fn tile_id(z: u8, mut x: u32, mut y: u32) -> u64 {
    let before = ((1_u64 << (2 * u32::from(z))) - 1) / 3;
    let side = 1_u32 << z;
    let mut number = 0_u64;
    let mut step = side / 2;
    while step > 0 {
        let (rx, ry) = (u32::from(x & step > 0), u32::from(y & step > 0));
        number += u64::from(step) * u64::from(step) * u64::from((3 * rx) ^ ry);
        if ry == 0 {
            if rx == 1 {
                x = side - 1 - x;
                y = side - 1 - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        step /= 2;
    }
    before + number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tile_ids_are_those_of_the_specification() {
        let cases =
            [((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5)];
        for ((z, x, y), id) in cases {
            assert_eq!(tile_id(z, x, y), id);
        }
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(Archive::open(b"PNG".to_vec().into()).err(), Some(ArchiveError::Version));
    }

    proptest! {
        #[test]
        fn damaged_archives_never_panic(mut bytes in proptest::collection::vec(any::<u8>(), 127..400)) {
            bytes[..8].copy_from_slice(b"PMTiles\x03");
            if let Ok(archive) = Archive::open(bytes.into()) {
                let _tile = archive.tile(0, 0, 0);
            }
        }
    }
}
