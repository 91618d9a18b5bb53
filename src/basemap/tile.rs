//! A vector tile as plain numbers.

use fast_mvt::{MvtReaderRef, MvtValueRef};

/// Units along a tile's side.
pub(super) const EXTENT: f32 = 4096.0;

/// Points, lines or rings of a feature, in units of [`EXTENT`] from the tile's top left corner.
#[derive(Clone, Debug, Default)]
pub(super) struct Feature {
    pub(super) class: i64,
    /// The zoom from which it is drawn.
    pub(super) min_zoom: f32,
    pub(super) name: Option<Box<str>>,
    pub(super) parts: Vec<Vec<[f32; 2]>>,
}

/// A decoded tile.
#[derive(Clone, Debug, Default)]
pub struct Tile {
    layers: Vec<(Box<str>, Vec<Feature>)>,
}

impl Tile {
    /// Decodes what can be decoded; damaged parts are left out.
    pub(super) fn decode(bytes: &[u8]) -> Self {
        let Ok(reader) = MvtReaderRef::new(bytes) else { return Self::default() };
        let mut layers = Vec::new();
        for layer in reader.layers() {
            #[allow(clippy::cast_precision_loss)] // a few thousand
            let scale = EXTENT / layer.extent().max(1) as f32;
            let mut features = Vec::new();
            for feature in layer.features() {
                let mut read =
                    Feature { parts: parts(feature.geometry_commands(), scale), ..Feature::default() };
                for (key, value) in feature.properties().flatten() {
                    match (key, value) {
                        ("class", value) => read.class = whole(value),
                        #[allow(clippy::cast_precision_loss)] // a zoom
                        ("zoom", value) => read.min_zoom = whole(value) as f32 / 10.0,
                        ("name", MvtValueRef::String(name)) => read.name = Some(name.into()),
                        _ => {}
                    }
                }
                features.push(read);
            }
            layers.push((layer.name().into(), features));
        }
        Self { layers }
    }

    /// The features of a layer.
    pub(super) fn features(&self, layer: &str) -> &[Feature] {
        self.layers.iter().find(|(name, _)| &**name == layer).map_or(&[], |(_, features)| features)
    }
}

fn whole(value: MvtValueRef<'_>) -> i64 {
    match value {
        MvtValueRef::Int(value) | MvtValueRef::SInt(value) => value,
        MvtValueRef::UInt(value) => i64::try_from(value).unwrap_or(i64::MAX),
        _ => 0,
    }
}

/// Runs a geometry's commands: move to, line to, close (vector tile specification 2.1, section 4.3).
fn parts(commands: &[u32], scale: f32) -> Vec<Vec<[f32; 2]>> {
    let mut parts: Vec<Vec<[f32; 2]>> = Vec::new();
    let (mut x, mut y) = (0_i32, 0_i32);
    let mut rest = commands.iter().copied();
    let zigzag = |value: u32| (value >> 1).cast_signed() ^ -((value & 1).cast_signed());
    while let Some(command) = rest.next() {
        let (kind, count) = (command & 7, command >> 3);
        if kind == 7 {
            if let Some(part) = parts.last_mut()
                && let Some(first) = part.first().copied()
            {
                part.push(first);
            }
            continue;
        }
        for _ in 0..count {
            let (Some(dx), Some(dy)) = (rest.next(), rest.next()) else { return parts };
            x = x.wrapping_add(zigzag(dx));
            y = y.wrapping_add(zigzag(dy));
            #[allow(clippy::cast_precision_loss)] // a few tile extents
            let point = [x as f32 * scale, y as f32 * scale];
            match (kind, parts.last_mut()) {
                (2, Some(part)) => part.push(point),
                _ => parts.push(vec![point]),
            }
        }
    }
    parts
}
