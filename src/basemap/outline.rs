//! Outlines of countries and first-level divisions, by GeoNames id.

use std::{collections::HashMap, io::Read, io::Write};

use super::ArchiveError;
use crate::gazetteer::PlaceId;

const MAGIC: &[u8; 8] = b"DLOUT\0\0\x01";
/// Steps along the Web Mercator square: about 5 m at the equator.
const STEPS: f64 = 8_388_608.0;
/// The most that the file may unpack to.
const MAX_BYTES: u64 = 256 << 20;

/// An area's rings, closed, by the even-odd rule, in the Web Mercator square.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// The rings, largest first.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// West, north, east, south.
    pub bounds: [f64; 4],
}

impl Outline {
    /// Whether a point of the Web Mercator square lies inside.
    #[must_use]
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        let [west, north, east, south] = self.bounds;
        if !(west..=east).contains(&x) || !(north..=south).contains(&y) {
            return false;
        }
        let mut inside = false;
        for pair in self.rings.iter().flat_map(|ring| ring.windows(2)) {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
                inside = !inside;
            }
        }
        inside
    }

    /// The rings as lines to stroke: without the edges along which the source cuts the world at ±180°.
    pub fn lines(&self) -> impl Iterator<Item = Vec<[f64; 2]>> + '_ {
        let at_end = |x: f64| !(1e-5..=1.0 - 1e-5).contains(&x);
        self.rings.iter().flat_map(move |ring| {
            let mut lines = vec![Vec::new()];
            for (at, point) in ring.iter().enumerate() {
                let along_end = at > 0 && at_end(point[0]) && at_end(ring[at - 1][0]);
                if along_end {
                    lines.push(Vec::new());
                }
                if let Some(line) = lines.last_mut() {
                    line.push(*point);
                }
            }
            lines.retain(|line| line.len() > 1);
            lines
        })
    }

    /// West, north, east and south of the largest ring: where the area mostly is.
    #[must_use]
    pub fn main_bounds(&self) -> [f64; 4] {
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let largest = self.rings.iter().max_by(|a, b| area(a).total_cmp(&area(b)));
        for [x, y] in largest.into_iter().flatten() {
            bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
        }
        bounds
    }
}

fn area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>().abs()
}

/// All outlines.
#[derive(Default)]
pub struct Outlines(HashMap<u32, Outline>);

impl Outlines {
    /// The outlines inside the program.
    ///
    /// # Errors
    /// Never in a sound build.
    #[cfg(feature = "embedded")]
    pub fn embedded() -> Result<Self, ArchiveError> {
        let bytes: &'static [u8] = include_bytes!("../../assets/outlines.bin");
        Self::open(bytes)
    }

    /// Reads an outlines file.
    ///
    /// # Errors
    /// [`ArchiveError`] where the bytes are none.
    pub fn open(bytes: &[u8]) -> Result<Self, ArchiveError> {
        let packed = bytes.strip_prefix(MAGIC).ok_or(ArchiveError::Version)?;
        let mut raw = Vec::new();
        flate2::read::GzDecoder::new(packed)
            .take(MAX_BYTES)
            .read_to_end(&mut raw)
            .map_err(|_broken| ArchiveError::Damaged("outlines"))?;
        read(&raw).map(Self).ok_or(ArchiveError::Damaged("outlines"))
    }

    /// The outline of a place, if it has one.
    #[must_use]
    pub fn get(&self, id: &PlaceId) -> Option<&Outline> {
        match id {
            PlaceId::GeoNames(id) => self.0.get(id),
            _ => None,
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn read(raw: &[u8]) -> Option<HashMap<u32, Outline>> {
    let mut at = 0;
    let mut next = || -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = *raw.get(at)?;
            at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    };
    let unzig = |value: u64| (value >> 1).cast_signed() ^ -((value & 1).cast_signed());
    let mut out = HashMap::new();
    for _ in 0..next()? {
        let id = u32::try_from(next()?).ok()?;
        let mut outline = Outline {
            rings: Vec::new(),
            bounds: [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
        };
        for _ in 0..next()? {
            let count = next()?;
            let (mut x, mut y) = (0_i64, 0_i64);
            let mut ring = Vec::new();
            for _ in 0..count {
                x = x.wrapping_add(unzig(next()?));
                y = y.wrapping_add(unzig(next()?));
                #[allow(clippy::cast_precision_loss)] // 24 bits
                let point = [x as f64 / STEPS, y as f64 / STEPS];
                let b = outline.bounds;
                outline.bounds =
                    [b[0].min(point[0]), b[1].min(point[1]), b[2].max(point[0]), b[3].max(point[1])];
                ring.push(point);
            }
            outline.rings.push(ring);
        }
        out.insert(id, outline);
    }
    Some(out)
}

/// The bytes of an outlines file.
#[must_use]
pub fn write(outlines: &[(u32, Vec<Vec<[f64; 2]>>)]) -> Vec<u8> {
    let mut raw = Vec::new();
    let mut put = |mut value: u64| {
        while value >= 0x80 {
            #[allow(clippy::cast_possible_truncation)] // seven bits
            raw.push(value as u8 | 0x80);
            value >>= 7;
        }
        #[allow(clippy::cast_possible_truncation)]
        raw.push(value as u8);
    };
    let zigzag = |value: i64| ((value << 1) ^ (value >> 63)).cast_unsigned();
    put(outlines.len() as u64);
    for (id, rings) in outlines {
        put(u64::from(*id));
        put(rings.len() as u64);
        for ring in rings {
            put(ring.len() as u64);
            let (mut x, mut y) = (0, 0);
            for point in ring {
                #[allow(clippy::cast_possible_truncation)] // within the square
                let (px, py) = ((point[0] * STEPS).round() as i64, (point[1] * STEPS).round() as i64);
                put(zigzag(px - x));
                put(zigzag(py - y));
                (x, y) = (px, py);
            }
        }
    }
    let mut packer = flate2::write::GzEncoder::new(MAGIC.to_vec(), flate2::Compression::best());
    // Writing to memory cannot fail.
    let _written = packer.write_all(&raw);
    packer.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let square = vec![[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.2], [0.1, 0.1]];
        let outlines = Outlines::open(&write(&[(7, vec![square])])).expect("its own bytes");
        let outline = outlines.get(&PlaceId::GeoNames(7)).expect("the outline");
        assert!(outline.contains([0.15, 0.15]));
        assert!(!outline.contains([0.25, 0.15]));
        assert!(Outlines::open(b"nonsense").is_err());
    }
}
