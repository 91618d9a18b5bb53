//! A vector tile as plain numbers.

use fast_mvt::{MvtReaderRef, MvtValueRef};

use super::{
    NameLanguage, Worldview, layer,
    schema::{Schema, Tags},
};

/// Units along a tile's side.
pub(super) const EXTENT: f32 = 4096.0;

/// A line, ring or point of a feature, in units of [`EXTENT`] from the tile's top left corner.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) points: Box<[[f32; 2]]>,
    /// Left, top, right, bottom.
    pub(super) bounds: [f32; 4],
}

/// A feature of a tile.
#[derive(Clone, Debug, Default)]
pub(super) struct Feature {
    pub(super) class: i64,
    /// For each other class, the points of view from which the feature is of it.
    pub(super) views: Box<[(i64, u64)]>,
    /// The zooms from which and up to which it is drawn.
    pub(super) min_zoom: f32,
    pub(super) max_zoom: Option<f32>,
    /// Its rank in its class: 0 is the greatest.
    pub(super) rank: u32,
    /// Its name by language, the leading one first.
    pub(super) names: Box<[(NameLanguage, Box<str>)]>,
    /// Every party's name, where it is contested.
    pub(super) both: Option<Box<str>>,
    pub(super) parts: Vec<Part>,
}

impl Feature {
    /// Its class from a point of view.
    pub(super) fn class_seen(&self, view: Worldview) -> i64 {
        let seen = self.views.iter().find(|(_, mask)| mask & view.bit() != 0);
        seen.map_or(self.class, |(class, _)| *class)
    }

    /// Its name in a language, or the leading one.
    pub(super) fn name(&self, language: NameLanguage) -> Option<&str> {
        let own = self.names.iter().find(|(known, _)| *known == language);
        own.or_else(|| self.names.first()).map(|(_, name)| &**name)
    }
}

/// A decoded tile.
#[derive(Clone, Debug, Default)]
pub struct Tile {
    layers: Vec<(&'static str, Vec<Feature>)>,
    bytes: usize,
}

impl Tile {
    /// Decodes what can be decoded; damaged parts are left out.
    pub(super) fn decode(bytes: &[u8], schema: Schema) -> Self {
        let mut tile = Self { bytes: size_of::<Self>(), ..Self::default() };
        let Ok(reader) = MvtReaderRef::new(bytes) else { return tile };
        for layer in reader.layers() {
            #[allow(clippy::cast_precision_loss)] // a few thousand
            let scale = EXTENT / layer.extent().max(1) as f32;
            for feature in layer.features() {
                let tags = tags(feature.properties().flatten());
                let Some((name, mut read)) = schema.read(layer.name(), &tags) else { continue };
                read.parts = parts(feature.geometry_commands(), scale);
                tile.add(name, read);
            }
        }
        tile
    }

    fn add(&mut self, layer: &'static str, feature: Feature) {
        let points: usize = feature.parts.iter().map(|part| part.points.len()).sum();
        let letters: usize = feature.names.iter().map(|(_, name)| name.len() + 24).sum();
        self.bytes += size_of::<Feature>() + feature.parts.len() * size_of::<Part>() + points * 8 + letters;
        match self.layers.iter_mut().find(|(name, _)| *name == layer) {
            Some((_, features)) => features.push(feature),
            None => self.layers.push((layer, vec![feature])),
        }
    }

    /// The features of a layer.
    pub(super) fn features(&self, layer: &str) -> &[Feature] {
        self.layers.iter().find(|(name, _)| *name == layer).map_or(&[], |(_, features)| features)
    }

    /// About how many bytes it takes.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

fn tags<'t>(properties: impl Iterator<Item = (&'t str, MvtValueRef<'t>)>) -> Tags<'t> {
    let mut tags = Tags::default();
    for (key, value) in properties {
        match value {
            MvtValueRef::String(text) => tags.texts.push((key, text)),
            MvtValueRef::Int(value) | MvtValueRef::SInt(value) => tags.numbers.push((key, value)),
            MvtValueRef::UInt(value) => tags.numbers.push((key, i64::try_from(value).unwrap_or(i64::MAX))),
            MvtValueRef::Bool(value) => tags.numbers.push((key, i64::from(value))),
            #[allow(clippy::cast_possible_truncation)] // whole numbers written as floats
            MvtValueRef::Double(value) => tags.numbers.push((key, value as i64)),
            #[allow(clippy::cast_possible_truncation)]
            MvtValueRef::Float(value) => tags.numbers.push((key, value as i64)),
            #[allow(unreachable_patterns)] // kinds of value of a later version
            _ => {}
        }
    }
    tags
}

/// Runs a geometry's commands: move to, line to, close (vector tile specification 2.1, section 4.3).
fn parts(commands: &[u32], scale: f32) -> Vec<Part> {
    let mut parts: Vec<Vec<[f32; 2]>> = Vec::new();
    let (mut x, mut y) = (0_i32, 0_i32);
    let mut rest = commands.iter().copied();
    let zigzag = |value: u32| (value >> 1).cast_signed() ^ -((value & 1).cast_signed());
    'all: while let Some(command) = rest.next() {
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
            let (Some(dx), Some(dy)) = (rest.next(), rest.next()) else { break 'all };
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
    parts.into_iter().map(part).collect()
}

fn part(points: Vec<[f32; 2]>) -> Part {
    let mut bounds = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    for [x, y] in &points {
        bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
    }
    Part { points: points.into(), bounds }
}

/// The layer of an archive's names, for readers of tiles.
pub(super) const NAMES: &str = layer::PLACES;
