//! The letters of a face that a figure uses, as WOFF (W3C, 2012): all tables as they are, so that programs shape
//! as with the whole face, but outlines of the glyphs that are used alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
};

use flate2::{Compression, write::ZlibEncoder};

type Tag = [u8; 4];

/// The face with the outlines of `glyphs` and of what they are put together from. `None` where it is no
/// TrueType face.
pub(super) fn subset(bytes: &[u8], glyphs: &BTreeSet<u16>) -> Option<Vec<u8>> {
    let mut tables = tables(bytes)?;
    let long = u16_at(tables.get(b"head")?, 50)? != 0;
    let offsets = offsets(tables.get(b"loca")?, long);
    let outlines = tables.get(b"glyf")?.clone();
    let mut wanted = glyphs.clone();
    wanted.insert(0);
    let mut open: Vec<u16> = wanted.iter().copied().collect();
    while let Some(glyph) = open.pop() {
        for part in parts(outline(&outlines, &offsets, glyph)) {
            if wanted.insert(part) {
                open.push(part);
            }
        }
    }
    let (mut glyf, mut loca) = (Vec::new(), Vec::new());
    for glyph in 0..offsets.len().saturating_sub(1) {
        push_offset(&mut loca, glyf.len(), long)?;
        let glyph = u16::try_from(glyph).ok()?;
        if wanted.contains(&glyph) {
            glyf.extend_from_slice(outline(&outlines, &offsets, glyph));
            glyf.resize(glyf.len().next_multiple_of(4), 0);
        }
    }
    push_offset(&mut loca, glyf.len(), long)?;
    tables.insert(*b"glyf", glyf);
    tables.insert(*b"loca", loca);
    tables.remove(b"DSIG");
    woff(&tables, bytes.get(..4)?.try_into().ok()?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()
}

fn tables(bytes: &[u8]) -> Option<BTreeMap<Tag, Vec<u8>>> {
    let count = usize::from(u16_at(bytes, 4)?);
    let mut found = BTreeMap::new();
    for record in 0..count {
        let at = 12 + record * 16;
        let tag: Tag = bytes.get(at..at + 4)?.try_into().ok()?;
        let (offset, length) = (u32_at(bytes, at + 8)?, u32_at(bytes, at + 12)?);
        found.insert(tag, bytes.get(offset..offset.checked_add(length)?)?.to_vec());
    }
    Some(found)
}

fn offsets(loca: &[u8], long: bool) -> Vec<usize> {
    if long {
        (0..loca.len() / 4).filter_map(|at| u32_at(loca, at * 4)).collect()
    } else {
        (0..loca.len() / 2).filter_map(|at| Some(usize::from(u16_at(loca, at * 2)?) * 2)).collect()
    }
}

fn push_offset(loca: &mut Vec<u8>, offset: usize, long: bool) -> Option<()> {
    if long {
        loca.extend_from_slice(&u32::try_from(offset).ok()?.to_be_bytes());
    } else {
        loca.extend_from_slice(&u16::try_from(offset / 2).ok()?.to_be_bytes());
    }
    Some(())
}

fn outline<'f>(glyf: &'f [u8], offsets: &[usize], glyph: u16) -> &'f [u8] {
    let at = usize::from(glyph);
    match (offsets.get(at), offsets.get(at + 1)) {
        (Some(from), Some(to)) => glyf.get(*from..*to).unwrap_or_default(),
        _ => &[],
    }
}

/// The glyphs that a composite glyph is put together from (OpenType, table `glyf`).
fn parts(outline: &[u8]) -> Vec<u16> {
    const WORDS: u16 = 0x1;
    const SCALE: u16 = 0x8;
    const MORE: u16 = 0x20;
    const TWO_SCALES: u16 = 0x40;
    const FOUR_SCALES: u16 = 0x80;
    let mut found = Vec::new();
    if u16_at(outline, 0).is_none_or(|contours| contours < 0x8000) {
        return found;
    }
    let mut at = 10;
    while let (Some(flags), Some(glyph)) = (u16_at(outline, at), u16_at(outline, at + 2)) {
        found.push(glyph);
        at += if flags & WORDS == 0 { 6 } else { 8 };
        at += match flags & (SCALE | TWO_SCALES | FOUR_SCALES) {
            0 => 0,
            SCALE => 2,
            TWO_SCALES => 4,
            _ => 8,
        };
        if flags & MORE == 0 {
            break;
        }
    }
    found
}

fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn woff(tables: &BTreeMap<Tag, Vec<u8>>, flavour: Tag) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let mut directory = Vec::new();
    let mut data = Vec::new();
    let head = 44 + 20 * tables.len();
    let mut whole = 12 + 16 * tables.len();
    for (tag, table) in tables {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(table).ok()?;
        let packed = packed.finish().ok()?;
        let packed = if packed.len() < table.len() { packed } else { table.clone() };
        directory.extend_from_slice(tag);
        for number in [head + data.len(), packed.len(), table.len()] {
            directory.extend_from_slice(&u32::try_from(number).ok()?.to_be_bytes());
        }
        directory.extend_from_slice(&checksum(table).to_be_bytes());
        data.extend_from_slice(&packed);
        data.resize(data.len().next_multiple_of(4), 0);
        whole += table.len().next_multiple_of(4);
    }
    let mut out = Vec::with_capacity(head + data.len());
    out.extend_from_slice(b"wOFF");
    out.extend_from_slice(&flavour);
    out.extend_from_slice(&u32::try_from(head + data.len()).ok()?.to_be_bytes());
    out.extend_from_slice(&count.to_be_bytes());
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(&u32::try_from(whole).ok()?.to_be_bytes());
    out.extend_from_slice(&[0, 1, 0, 0]);
    // No metadata and no private data.
    out.extend_from_slice(&[0; 20]);
    out.extend_from_slice(&directory);
    out.extend_from_slice(&data);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts;

    /// Undoes [`woff`].
    fn unpacked(woff: &[u8]) -> BTreeMap<Tag, Vec<u8>> {
        use std::io::Read as _;
        let count = usize::from(u16_at(woff, 12).expect("a count"));
        (0..count)
            .map(|record| {
                let at = 44 + record * 20;
                let tag: Tag = woff[at..at + 4].try_into().expect("a tag");
                let number = |more: usize| u32_at(woff, at + more).expect("a number");
                let packed = &woff[number(4)..number(4) + number(8)];
                let mut table = Vec::new();
                if number(8) == number(12) {
                    table.extend_from_slice(packed);
                } else {
                    flate2::read::ZlibDecoder::new(packed).read_to_end(&mut table).expect("zlib");
                }
                assert_eq!(table.len(), number(12));
                (tag, table)
            })
            .collect()
    }

    #[test]
    fn a_subset_keeps_the_outlines_that_are_used_and_drops_the_others() {
        let face = ttf_parser::Face::parse(fonts::REGULAR.bytes, 0).expect("a face");
        // A letter put together from two others.
        let glyph = face.glyph_index('ğ').expect("a glyph").0;
        let woff = subset(fonts::REGULAR.bytes, &BTreeSet::from([glyph])).expect("a subset");
        assert!(woff.len() < fonts::REGULAR.bytes.len() / 3, "{} bytes", woff.len());
        let new = unpacked(&woff);
        let old = tables(fonts::REGULAR.bytes).expect("tables");
        for tag in [b"cmap", b"GSUB", b"GPOS", b"hmtx"] {
            assert_eq!(new[tag], old[tag], "shaping stays the same");
        }
        let long = u16_at(&new[b"head"], 50) == Some(1);
        let (before, after) = (offsets(&old[b"loca"], long), offsets(&new[b"loca"], long));
        assert_eq!(before.len(), after.len());
        let kept = outline(&new[b"glyf"], &after, glyph);
        let was = outline(&old[b"glyf"], &before, glyph);
        assert_eq!(kept[..was.len()], *was);
        for part in parts(was) {
            assert!(!outline(&new[b"glyf"], &after, part).is_empty(), "its part {part}");
        }
        let other = face.glyph_index('W').expect("a glyph").0;
        assert!(outline(&new[b"glyf"], &after, other).is_empty());
    }
}
