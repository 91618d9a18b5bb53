//! Reads a PMTiles archive (version 3) from memory, one tile at a time.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::Read,
    sync::{Arc, Mutex, PoisonError},
};

use super::{schema::Schema, tile::Tile};

/// Why bytes are no archive that can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Another format or version.
    #[error("this is no PMTiles archive of version 3")]
    Version,
    /// Cut short or altered.
    #[error("the map archive is damaged ({0})")]
    Damaged(&'static str),
    /// A compression or kind of tile that is not read.
    #[error("the map archive holds {0}, which is not read; convert it, for instance with “pmtiles convert”")]
    Unsupported(&'static str),
}

/// What an archive is read from: bytes in memory, or a file read in parts.
pub trait Bytes: Send + Sync {
    /// A part of it; `None` where it does not reach so far or cannot be read.
    fn part(&self, offset: u64, length: u64) -> Option<Cow<'_, [u8]>>;
}

impl Bytes for Cow<'static, [u8]> {
    fn part(&self, offset: u64, length: u64) -> Option<Cow<'_, [u8]>> {
        let start = usize::try_from(offset).ok()?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        self.get(start..end).map(Cow::Borrowed)
    }
}

/// What the tiles of an archive are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Vector tiles, drawn by our own style.
    Vector,
    /// Pictures: PNG, JPEG or WebP.
    Raster,
}

const HEADER: usize = 127;
/// The most that a compressed part may unpack to: guards against hostile files.
const MAX_PART: u64 = 64 << 20;
/// Bytes of decoded tiles that are kept.
const KEPT_BYTES: usize = 48 << 20;
/// Leaf directories that are kept.
const KEPT_LEAVES: usize = 32;

#[derive(Clone, Copy)]
struct Entry {
    id: u64,
    offset: u64,
    length: u64,
    run: u64,
}

/// An archive of tiles.
pub struct Archive {
    bytes: Box<dyn Bytes>,
    root: Arc<[Entry]>,
    leaves: u64,
    data: u64,
    zooms: [u8; 2],
    kind: TileKind,
    schema: Schema,
    attribution: String,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    tiles: HashMap<(u8, u32, u32), (Arc<Tile>, u64)>,
    bytes: usize,
    leaves: HashMap<u64, (Arc<[Entry]>, u64)>,
    clock: u64,
}

impl Kept {
    fn add(&mut self, key: (u8, u32, u32), tile: Arc<Tile>) {
        self.bytes += tile.bytes();
        if let Some((old, _)) = self.tiles.insert(key, (tile, self.clock)) {
            self.bytes -= old.bytes();
        }
        while self.bytes > KEPT_BYTES && self.tiles.len() > 1 {
            let oldest = self.tiles.iter().min_by_key(|(key, (_, used))| (*used, **key)).map(|(key, _)| *key);
            let Some((old, _)) = oldest.and_then(|oldest| self.tiles.remove(&oldest)) else { break };
            self.bytes -= old.bytes();
        }
    }
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

    /// Opens an archive in memory. Reads its header, root directory and description alone.
    ///
    /// # Errors
    /// [`ArchiveError`] where the bytes are none that can be drawn.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, ArchiveError> {
        Self::from_parts(Box::new(bytes))
    }

    /// Opens an archive that is read in parts, such as a large file.
    ///
    /// # Errors
    /// [`ArchiveError`] where the bytes are none that can be drawn.
    pub fn from_parts(bytes: Box<dyn Bytes>) -> Result<Self, ArchiveError> {
        let header = bytes.part(0, HEADER as u64).ok_or(ArchiveError::Version)?.into_owned();
        if header.len() < HEADER || &header[..7] != b"PMTiles" || header[7] != 3 {
            return Err(ArchiveError::Version);
        }
        let word = |at: usize| {
            header.get(at..at + 8).and_then(|raw| raw.try_into().ok()).map_or(0, u64::from_le_bytes)
        };
        for compression in [header[97], header[98]] {
            match compression {
                3 => return Err(ArchiveError::Unsupported("Brotli compression")),
                4 => return Err(ArchiveError::Unsupported("Zstandard compression")),
                _ => {}
            }
        }
        let kind = match header[99] {
            2..=4 => TileKind::Raster,
            0 | 1 => TileKind::Vector,
            _ => return Err(ArchiveError::Unsupported("AVIF or another kind of tiles")),
        };
        let mut archive = Self {
            bytes,
            root: Arc::new([]),
            leaves: word(40),
            data: word(56),
            zooms: [header[100].min(MOST_ZOOM), header[101].min(MOST_ZOOM)],
            kind,
            schema: Schema::default(),
            attribution: String::new(),
            kept: Mutex::default(),
        };
        archive.root = archive.directory(word(8), word(16)).ok_or(ArchiveError::Damaged("directory"))?;
        archive.describe(word(24), word(32));
        Ok(archive)
    }

    /// Reads what the archive says of itself.
    fn describe(&mut self, offset: u64, length: u64) {
        let json = self.unpacked(offset, length.min(MAX_PART)).unwrap_or_default();
        let Ok(said) = serde_json::from_slice::<serde_json::Value>(&json) else { return };
        if let Some(attribution) = said.get("attribution").and_then(serde_json::Value::as_str) {
            self.attribution = plain(attribution);
        }
        let layers: Vec<&str> = said
            .get("vector_layers")
            .and_then(serde_json::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|layer| layer.get("id")?.as_str())
            .collect();
        if said.get("name").and_then(serde_json::Value::as_str) != Some("Dateline") {
            self.schema = Schema::of(&layers);
        }
    }

    /// The deepest zoom it has.
    #[must_use]
    pub const fn max_zoom(&self) -> u8 {
        self.zooms[1]
    }

    /// The first zoom it has.
    #[must_use]
    pub const fn min_zoom(&self) -> u8 {
        self.zooms[0]
    }

    /// What its tiles are.
    #[must_use]
    pub const fn kind(&self) -> TileKind {
        self.kind
    }

    /// What its maker wants to stand on the map, as plain text; empty where it says nothing.
    #[must_use]
    pub fn attribution(&self) -> &str {
        &self.attribution
    }

    /// Whether what is not drawn is land.
    pub(super) fn ground_is_land(&self) -> bool {
        self.schema.ground_is_land()
    }

    fn unpacked(&self, offset: u64, length: u64) -> Option<Vec<u8>> {
        let part = self.bytes.part(offset, length).filter(|_| length <= MAX_PART)?;
        if part.get(..2) != Some(&[0x1f, 0x8b]) {
            return Some(part.into_owned());
        }
        let mut out = Vec::new();
        flate2::read::GzDecoder::new(&*part).take(MAX_PART).read_to_end(&mut out).ok()?;
        Some(out)
    }

    fn directory(&self, offset: u64, length: u64) -> Option<Arc<[Entry]>> {
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
        Some(entries.into())
    }

    /// A leaf directory; the last ones used are kept.
    fn leaf(&self, offset: u64, length: u64) -> Option<Arc<[Entry]>> {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.clock += 1;
            let now = kept.clock;
            if let Some((leaf, used)) = kept.leaves.get_mut(&offset) {
                *used = now;
                return Some(Arc::clone(leaf));
            }
        }
        let leaf = self.directory(self.leaves.checked_add(offset)?, length)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.leaves.len() >= KEPT_LEAVES {
            let oldest =
                kept.leaves.iter().min_by_key(|(key, (_, used))| (*used, **key)).map(|(key, _)| *key);
            oldest.map(|oldest| kept.leaves.remove(&oldest));
        }
        let now = kept.clock;
        kept.leaves.insert(offset, (Arc::clone(&leaf), now));
        Some(leaf)
    }

    /// The bytes of a tile, unpacked; `None` where the archive has none there.
    #[must_use]
    pub fn raw(&self, z: u8, x: u32, y: u32) -> Option<Vec<u8>> {
        let entry = self.entry(z, x, y)?;
        self.unpacked(self.data.checked_add(entry.offset)?, entry.length)
    }

    /// Whether the archive has a tile.
    #[must_use]
    pub fn has(&self, z: u8, x: u32, y: u32) -> bool {
        self.entry(z, x, y).is_some()
    }

    fn entry(&self, z: u8, x: u32, y: u32) -> Option<Entry> {
        let id = tile_id(z.min(MOST_ZOOM), x, y);
        let mut directory = Arc::clone(&self.root);
        for _ in 0..4 {
            let at = directory.partition_point(|entry| entry.id <= id).checked_sub(1)?;
            let entry = directory[at];
            if entry.run == 0 {
                directory = self.leaf(entry.offset, entry.length)?;
            } else if id - entry.id < entry.run {
                return Some(entry);
            } else {
                return None;
            }
        }
        None
    }

    /// A decoded tile; empty where the archive has none. The last ones used are kept.
    #[must_use]
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Arc<Tile> {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.clock += 1;
            let now = kept.clock;
            if let Some((tile, used)) = kept.tiles.get_mut(&(z, x, y)) {
                *used = now;
                return Arc::clone(tile);
            }
        }
        let decode = |bytes: Vec<u8>| Tile::decode(&bytes, self.schema);
        let tile = Arc::new(self.raw(z, x, y).map(decode).unwrap_or_default());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.add((z, x, y), Arc::clone(&tile));
        tile
    }
}

/// No archive is deeper.
const MOST_ZOOM: u8 = 20;

/// Text without markup, as attributions often have links.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars().take(2_000) {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let out = out.replace("&copy;", "©").replace("&amp;", "&").replace("&nbsp;", " ");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
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
    fn attributions_are_plain_text() {
        let html = r#"<a href="https://osm.org">&copy; OpenStreetMap</a>  contributors"#;
        assert_eq!(plain(html), "© OpenStreetMap contributors");
    }

    #[test]
    fn compressions_that_are_not_read_are_named() {
        let mut bytes = vec![0_u8; HEADER];
        bytes[..8].copy_from_slice(b"PMTiles\x03");
        bytes[97] = 3;
        let error = Archive::open(bytes.into()).err();
        assert_eq!(error, Some(ArchiveError::Unsupported("Brotli compression")));
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
