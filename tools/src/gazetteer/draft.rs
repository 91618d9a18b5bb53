//! The places gathered so far, and how source files are read.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
};

use anyhow::Context;
use dateline::{
    gazetteer::{NameKind, PlaceClass, PlaceId, format::Draft, normalise, tags as bits},
    geodesy::Position,
};

/// Everything gathered, with the look-ups the sources need of each other.
#[derive(Default)]
pub(crate) struct Drafts {
    pub(crate) places: Vec<Draft>,
    pub(crate) by_id: HashMap<PlaceId, usize>,
    pub(crate) countries: HashMap<[u8; 2], usize>,
    /// First- and second-level divisions by GeoNames code: `AZ.28`, `US.AL.001`.
    pub(crate) divisions: HashMap<String, usize>,
}

impl Drafts {
    /// Adds a place; one whose id is known already only gains names.
    pub(crate) fn add(&mut self, draft: Draft) -> usize {
        if let Some(at) = self.by_id.get(&draft.id) {
            let at = *at;
            for (name, kind) in draft.names {
                self.name(at, &name, kind);
            }
            return at;
        }
        let at = self.places.len();
        self.by_id.insert(draft.id.clone(), at);
        self.places.push(draft);
        at
    }

    /// Adds a name to a place unless it has it.
    pub(crate) fn name(&mut self, at: usize, name: &str, kind: NameKind) {
        let name = name.trim();
        let names = &mut self.places[at].names;
        if !name.is_empty() && !names.iter().any(|(known, _)| known == name) {
            names.push((name.to_owned(), kind));
        }
    }
}

/// A place with its name alone.
pub(crate) fn draft(id: PlaceId, name: &str, class: PlaceClass, position: Position) -> Draft {
    Draft {
        id,
        name: name.to_owned(),
        class,
        position,
        population: 0,
        country: None,
        region: None,
        district: None,
        names: vec![(name.to_owned(), NameKind::Preferred)],
    }
}

/// A two-letter country code.
pub(crate) fn code(text: &str) -> Option<[u8; 2]> {
    text.as_bytes().try_into().ok().filter(|code: &[u8; 2]| code.iter().all(u8::is_ascii_uppercase))
}

/// The rows of a tab-separated file, gzipped or not, without comments.
pub(crate) fn rows(path: &Path) -> anyhow::Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for line in lines(path)? {
        let line = line.with_context(|| format!("reading {}", path.display()))?;
        if !line.starts_with('#') && !line.is_empty() {
            rows.push(line.split('\t').map(str::to_owned).collect());
        }
    }
    Ok(rows)
}

/// The rows of a file that need not be there.
pub(crate) fn rows_if_there(path: &Path) -> anyhow::Result<Vec<Vec<String>>> {
    if find(path).is_some() { rows(path) } else { Ok(Vec::new()) }
}

/// Where a source file lies: as it is named, without its `.gz`, or in the publisher's `.zip`.
pub(crate) fn find(path: &Path) -> Option<PathBuf> {
    let plain = path.with_extension("");
    let zip = plain.with_extension("zip");
    [path.to_owned(), plain, zip].into_iter().find(|path| path.is_file())
}

/// The lines of a source file, however its publisher packs it.
pub(crate) fn lines(path: &Path) -> anyhow::Result<Box<dyn Iterator<Item = std::io::Result<String>>>> {
    let found = find(path).with_context(|| format!("{} is not there", path.display()))?;
    let file = File::open(&found).with_context(|| format!("opening {}", found.display()))?;
    let reader: Box<dyn BufRead> = match found.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file))),
        Some("zip") => unzipped(file, &path.with_extension(""))?,
        _ => Box::new(BufReader::new(file)),
    };
    Ok(Box::new(reader.lines()))
}

/// The entry of an archive that is named like the file; read whole, since entries cannot outlive it.
fn unzipped(file: File, wanted: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let mut archive = zip::ZipArchive::new(file)?;
    let name = wanted.file_name().and_then(|name| name.to_str()).context("a file name")?;
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .with_context(|| format!("{name} is not in the archive"))?
        .read_to_end(&mut bytes)?;
    Ok(Box::new(std::io::Cursor::new(bytes)))
}

/// A field of a row, empty where the row is short.
pub(crate) fn field(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

/// A position from two fields.
pub(crate) fn position(lon: &str, lat: &str) -> Option<Position> {
    Position::new(lon.parse().ok()?, lat.parse().ok()?).ok()
}

/// The tag bits that a name of a place lends to the recogniser.
pub(crate) fn tags(draft: &Draft, name: &str, kind: NameKind) -> u16 {
    use PlaceClass as C;
    let normal = normalise(name);
    let latin = normal.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ');
    if !latin {
        return 0;
    }
    if kind == NameKind::Demonym {
        return bits::DEMONYM;
    }
    let alternate = kind == NameKind::Alternate;
    match draft.class {
        C::Country if alternate && normal.len() < 4 => 0,
        C::Country => bits::COUNTRY,
        C::Region => bits::REGION,
        C::Continent | C::Area => bits::AREA,
        C::District => bits::DISTRICT,
        class if class.is_settlement() => {
            if alternate && (draft.population < 100_000 || normal.len() < 4) {
                0
            } else if class == C::Capital || draft.population >= 1_000_000 {
                bits::METROPOLIS
            } else if draft.population >= 100_000 {
                bits::CITY
            } else if draft.population >= 15_000 {
                bits::TOWN
            } else {
                bits::VILLAGE
            }
        }
        _ if alternate && normal.len() < 4 => 0,
        _ => bits::NATURAL,
    }
}
