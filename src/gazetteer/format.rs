//! The gazetteer's file: writer and reader in one place, so that they cannot drift apart.
//!
//! A header with the version and a checksum, then five sections read in place: place records of fixed
//! width sorted by id, the strings they point to, a finite-state map from normalised names to posting
//! lists, the posting lists, and the countries. Numbers are little-endian.

use std::{borrow::Cow, sync::Arc};

use super::{NameKind, PlaceClass, PlaceId, PlaceKey};
use crate::geodesy::Position;

const MAGIC: &[u8; 8] = b"DLGAZ\0\0\x02";
const SECTIONS: usize = 5;
/// Where the CRC-32 of all that follows it stands.
const CHECKSUM: usize = 8;
const TABLE: usize = CHECKSUM + 4;
const HEADER: usize = TABLE + SECTIONS * 8;
const RECORD: usize = 36;
/// Stands for "none" where a key is optional.
const NONE: u32 = u32::MAX;

/// Why bytes are no gazetteer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Not written by this version's builder.
    #[error("this is no gazetteer of this version of Dateline; build it again with dateline-tools")]
    Version,
    /// Cut short or altered.
    #[error("the gazetteer is damaged ({0}); build it again with dateline-tools")]
    Damaged(&'static str),
}

/// A place as the builder hands it over.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its id.
    pub id: PlaceId,
    /// The name shown.
    pub name: String,
    /// What kind of place it is.
    pub class: PlaceClass,
    /// One point for it.
    pub position: Position,
    /// Inhabitants, 0 where unknown.
    pub population: u32,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<[u8; 2]>,
    /// First-level division, as an index into the drafts.
    pub region: Option<usize>,
    /// Second-level division, as an index into the drafts.
    pub district: Option<usize>,
    /// Every name, with its kind; the leading one included.
    pub names: Vec<(String, NameKind)>,
}

/// One place's fixed-width record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: PlaceId,
    /// Where its name lies among the strings.
    pub name: (usize, usize),
    /// What kind of place it is.
    pub class: PlaceClass,
    /// One point for it.
    pub position: Position,
    /// Inhabitants, 0 where unknown.
    pub population: u32,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<[u8; 2]>,
    /// First-level division.
    pub region: Option<PlaceKey>,
    /// Second-level division.
    pub district: Option<PlaceKey>,
    /// How many names it has, at most 255.
    pub names: u8,
}

/// The opened file.
pub struct Tables {
    bytes: Arc<Cow<'static, [u8]>>,
    sections: [(usize, usize); SECTIONS],
    index: fst::Map<Section>,
}

/// One section of the file, shared with it.
pub struct Section {
    bytes: Arc<Cow<'static, [u8]>>,
    start: usize,
    end: usize,
}

impl AsRef<[u8]> for Section {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }
}

const fn class_from(code: u8) -> Option<PlaceClass> {
    use PlaceClass as C;
    const ALL: [PlaceClass; 22] = [
        C::Continent,
        C::Country,
        C::Region,
        C::District,
        C::Area,
        C::Capital,
        C::RegionSeat,
        C::DistrictSeat,
        C::LocalSeat,
        C::Settlement,
        C::Quarter,
        C::PostalPlace,
        C::Sea,
        C::River,
        C::Lake,
        C::Island,
        C::Mountain,
        C::Natural,
        C::Park,
        C::Airport,
        C::Road,
        C::Facility,
    ];
    if (code as usize) < ALL.len() { Some(ALL[code as usize]) } else { None }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl Tables {
    /// Opens the bytes of a gazetteer file. Decodes nothing but the header; bytes from outside the program
    /// are held against their checksum first.
    ///
    /// # Errors
    /// [`FormatError`] when the bytes are of another version, cut short or altered.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Self, FormatError> {
        if bytes.get(..8) != Some(MAGIC) {
            return Err(FormatError::Version);
        }
        if matches!(bytes, Cow::Owned(_))
            && u32_at(&bytes, CHECKSUM) != bytes.get(TABLE..).map(crc32fast::hash)
        {
            return Err(FormatError::Damaged("checksum"));
        }
        Self::read(bytes)
    }

    /// The checksum in the header.
    pub(super) fn checksum(&self) -> u32 {
        u32_at(&self.bytes, CHECKSUM).unwrap_or_default()
    }

    fn read(bytes: Cow<'static, [u8]>) -> Result<Self, FormatError> {
        let mut sections = [(0, 0); SECTIONS];
        for (at, section) in sections.iter_mut().enumerate() {
            let field = |part: usize| u32_at(&bytes, TABLE + at * 8 + part * 4).map(|value| value as usize);
            let (Some(start), Some(len)) = (field(0), field(1)) else {
                return Err(FormatError::Damaged("header"));
            };
            let end = start.checked_add(len).ok_or(FormatError::Damaged("header"))?;
            if start < HEADER || end > bytes.len() {
                return Err(FormatError::Damaged("length"));
            }
            *section = (start, end);
        }
        let (start, end) = sections[2];
        let bytes = Arc::new(bytes);
        let index = fst::Map::new(Section { bytes: Arc::clone(&bytes), start, end })
            .map_err(|_broken| FormatError::Damaged("name index"))?;
        Ok(Self { bytes, sections, index })
    }

    fn section(&self, number: usize) -> &[u8] {
        let (start, end) = self.sections[number];
        &self.bytes[start..end]
    }

    /// The number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.sections[0].1 - self.sections[0].0) / RECORD
    }

    /// Whether there is no place at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The map from normalised names to posting lists.
    #[must_use]
    pub const fn index(&self) -> &fst::Map<Section> {
        &self.index
    }

    fn string(&self, at: usize) -> Option<(usize, usize)> {
        let strings = self.section(1);
        let len = usize::from(u16::from_le_bytes(strings.get(at..at + 2)?.try_into().ok()?));
        strings.get(at + 2..at + 2 + len)?;
        Some((at + 2, len))
    }

    /// A string that a record points to.
    #[must_use]
    pub fn text(&self, (at, len): (usize, usize)) -> &str {
        self.section(1).get(at..at + len).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    /// One place's record.
    #[must_use]
    pub fn record(&self, key: usize) -> Option<Record> {
        let raw = self.section(0).get(key * RECORD..(key + 1) * RECORD)?;
        let word = |at| u32_at(raw, at).unwrap_or(NONE);
        let optional = |at| Some(word(at)).filter(|value| *value != NONE).map(PlaceKey);
        let id = match raw[32] {
            0 => PlaceId::GeoNames(word(0)),
            1 => PlaceId::NaturalEarth(u64::from(word(0))),
            _ => PlaceId::Own(self.text(self.string(word(0) as usize)?).into()),
        };
        #[allow(clippy::cast_possible_wrap)] // stored as the two's complement
        let degrees = |at| f64::from(word(at) as i32) / 1e5;
        let country = [raw[28], raw[29]];
        Some(Record {
            id,
            name: self.string(word(16) as usize)?,
            class: class_from(raw[30])?,
            position: Position::wrapped(degrees(4), degrees(8)),
            population: word(12),
            country: (country != [0, 0]).then_some(country),
            region: optional(20),
            district: optional(24),
            names: raw[31],
        })
    }

    /// The place of an id.
    #[must_use]
    pub fn key_of(&self, id: &PlaceId) -> Option<PlaceKey> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.record(middle)?.id.cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok().map(PlaceKey),
            }
        }
        None
    }

    /// A posting list: the tag bits of the name, then its places.
    #[must_use]
    pub fn postings(&self, at: u64) -> Postings<'_> {
        let all = self.section(3);
        let at = usize::try_from(at).unwrap_or(usize::MAX).min(all.len());
        let mut rest = &all[at..];
        let mut head = || {
            let (first, tail) = rest.split_first_chunk::<2>()?;
            rest = tail;
            Some(u16::from_le_bytes(*first))
        };
        let tags = head().unwrap_or(0);
        let count = head().unwrap_or(0);
        Postings { tags, left: usize::from(count), rest }
    }

    /// The key of a country by its code.
    #[must_use]
    pub fn country(&self, code: [u8; 2]) -> Option<PlaceKey> {
        let table = self.section(4);
        table.chunks_exact(6).find(|row| row[..2] == code).and_then(|row| u32_at(row, 2)).map(PlaceKey)
    }
}

/// The places of one name.
#[derive(Clone, Copy)]
pub struct Postings<'g> {
    /// What kinds of place the name may stand for: see [`super::tags`].
    pub tags: u16,
    left: usize,
    rest: &'g [u8],
}

impl Iterator for Postings<'_> {
    type Item = (PlaceKey, NameKind);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let (row, tail) = self.rest.split_first_chunk::<5>()?;
        self.rest = tail;
        Some((PlaceKey(u32_at(row, 0)?), NameKind::from_code(row[4])))
    }
}

/// Writes a gazetteer file. The same drafts give the same bytes, whatever their order.
///
/// # Errors
/// A message where the drafts break a limit of the format (64 KiB names, 4 GiB sections).
pub fn write(drafts: &[Draft], tags: impl Fn(&Draft, &str, NameKind) -> u16) -> Result<Vec<u8>, String> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by(|a, b| drafts[*a].id.cmp(&drafts[*b].id));
    let mut key_of = vec![0_u32; drafts.len()];
    for (key, draft) in order.iter().enumerate() {
        key_of[*draft] = u32::try_from(key).map_err(|error| error.to_string())?;
    }
    let mut strings = Strings::default();
    let mut records = Vec::with_capacity(drafts.len() * RECORD);
    let mut countries = Vec::new();
    let mut names: std::collections::BTreeMap<String, Vec<(u32, NameKind, u16)>> =
        std::collections::BTreeMap::new();
    for at in &order {
        let draft = &drafts[*at];
        let key = key_of[*at];
        write_record(draft, &key_of, &mut strings, &mut records)?;
        if draft.class == PlaceClass::Country
            && let Some(code) = draft.country
        {
            countries.extend_from_slice(&code);
            countries.extend_from_slice(&key.to_le_bytes());
        }
        for (name, kind) in &draft.names {
            let normal = super::normalise(name);
            if !normal.is_empty() && normal.len() < 200 {
                names.entry(normal).or_default().push((key, *kind, tags(draft, name, *kind)));
            }
        }
    }
    let mut postings = Vec::new();
    let mut index = fst::MapBuilder::memory();
    for (name, mut places) in names {
        places.sort_unstable_by_key(|(key, kind, _)| (*key, *kind as u8));
        let mask = places.iter().fold(0, |mask, (_, _, tags)| mask | tags);
        places.dedup_by_key(|(key, _, _)| *key);
        index.insert(&name, postings.len() as u64).map_err(|error| error.to_string())?;
        postings.extend_from_slice(&mask.to_le_bytes());
        postings.extend_from_slice(&u16::try_from(places.len()).unwrap_or(u16::MAX).to_le_bytes());
        for (key, kind, _) in places.iter().take(usize::from(u16::MAX)) {
            postings.extend_from_slice(&key.to_le_bytes());
            postings.push(*kind as u8);
        }
    }
    let index = index.into_inner().map_err(|error| error.to_string())?;
    let parts = [records, strings.bytes, index, postings, countries];
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&[0; TABLE - CHECKSUM]);
    let mut start = HEADER;
    for part in &parts {
        for value in [start, part.len()] {
            out.extend_from_slice(&u32::try_from(value).map_err(|error| error.to_string())?.to_le_bytes());
        }
        start += part.len();
    }
    for part in parts {
        out.extend_from_slice(&part);
    }
    let checksum = crc32fast::hash(&out[TABLE..]);
    out[CHECKSUM..TABLE].copy_from_slice(&checksum.to_le_bytes());
    Ok(out)
}

#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: std::collections::HashMap<String, u32>,
}

impl Strings {
    fn add(&mut self, text: &str) -> Result<u32, String> {
        if let Some(at) = self.known.get(text) {
            return Ok(*at);
        }
        let at = u32::try_from(self.bytes.len()).map_err(|error| error.to_string())?;
        let len = u16::try_from(text.len()).map_err(|_long| format!("a name of {} bytes", text.len()))?;
        self.bytes.extend_from_slice(&len.to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), at);
        Ok(at)
    }
}

fn write_record(
    draft: &Draft,
    key_of: &[u32],
    strings: &mut Strings,
    records: &mut Vec<u8>,
) -> Result<(), String> {
    let (kind, id) = match &draft.id {
        PlaceId::GeoNames(id) => (0, *id),
        PlaceId::NaturalEarth(id) => (1, u32::try_from(*id).map_err(|error| error.to_string())?),
        PlaceId::Own(id) => (2, strings.add(id)?),
    };
    let name = strings.add(&draft.name)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // ±18,000,000
    let degrees = |value: f64| ((value * 1e5).round() as i32) as u32;
    let link = |link: Option<usize>| link.and_then(|at| key_of.get(at)).copied().unwrap_or(NONE);
    let words = [
        id,
        degrees(draft.position.lon()),
        degrees(draft.position.lat()),
        draft.population,
        name,
        link(draft.region),
        link(draft.district),
    ];
    for word in words {
        records.extend_from_slice(&word.to_le_bytes());
    }
    records.extend_from_slice(&draft.country.unwrap_or([0, 0]));
    records.push(draft.class as u8);
    records.push(u8::try_from(draft.names.len()).unwrap_or(u8::MAX));
    records.extend_from_slice(&[kind, 0, 0, 0]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn small() -> Vec<u8> {
        let draft = |id, name: &str, class| Draft {
            id,
            name: name.to_owned(),
            class,
            position: Position::wrapped(46.75, 39.82),
            population: 7,
            country: Some(*b"AZ"),
            region: None,
            district: None,
            names: vec![(name.to_owned(), NameKind::Preferred)],
        };
        let drafts = [
            draft(PlaceId::Own("dateline:karabakh".into()), "Karabakh", PlaceClass::Area),
            draft(PlaceId::GeoNames(587_116), "Azerbaijan", PlaceClass::Country),
        ];
        write(&drafts, |_, _, _| 3).expect("small tables")
    }

    #[test]
    fn what_is_written_is_read() {
        let tables = Tables::open(small().into()).expect("its own bytes");
        let karabakh = tables.key_of(&PlaceId::Own("dateline:karabakh".into())).expect("the place");
        let record = tables.record(karabakh.index()).expect("its record");
        assert_eq!((tables.text(record.name), record.class), ("Karabakh", PlaceClass::Area));
        let postings = tables.postings(tables.index().get("karabakh").expect("its name"));
        assert_eq!(postings.tags, 3);
        assert_eq!(postings.collect::<Vec<_>>(), [(karabakh, NameKind::Preferred)]);
        assert!(tables.country(*b"AZ").is_some());
    }

    #[test]
    fn an_altered_file_is_refused() {
        let mut bytes = small();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(Tables::open(bytes.into()).err(), Some(FormatError::Damaged("checksum")));
    }

    proptest! {
        #[test]
        fn damaged_bytes_never_panic(at in 0_usize..400, value in any::<u8>(), cut in 0_usize..400) {
            let mut bytes = small();
            let len = bytes.len();
            bytes[at % len] = value;
            bytes.truncate(len - cut.min(len) / 3);
            if let Ok(tables) = Tables::read(bytes.into()) {
                for key in 0..tables.len() {
                    let _record = tables.record(key).map(|record| tables.text(record.name).len());
                }
                let _places = tables.postings(value.into()).count();
            }
        }
    }
}
