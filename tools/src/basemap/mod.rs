//! The basemap: Natural Earth cut into vector tiles, one PMTiles archive.

mod contested;
mod cut;
mod middle;
mod names;
mod source;

use std::{
    collections::{BTreeMap, HashMap},
    io::Cursor,
    path::Path,
};

use anyhow::Context;
use cut::Shape;
use dateline::basemap::{MAX_ZOOM, layer};
use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder};
use rayon::prelude::*;
use source::{Facts, Feature, Helpers};
pub(crate) use source::{Geometry, geometry};

/// Units along a tile's side.
const EXTENT: f64 = 4096.0;
/// How far a tile's geometry reaches beyond its edge, as a share of its side.
const BUFFER: f64 = 128.0 / 4096.0;
/// How far a simplified line may lie from the true one, in tile units, at the last zoom and below it.
const TOLERANCE: (f64, f64) = (1.0, 3.0);
/// Depths are drawn softly: their lines may lie so many times further off.
const DEPTHS_COARSER: f64 = 4.0;

/// A tile's address.
type Address = (u8, u32, u32);

/// A name in a tile: whose it is, and the point or line where it stands.
type Spot = (usize, Vec<[f64; 2]>);

/// Builds the archive. The same sources give the same bytes.
pub(crate) fn build(sources: &Path) -> anyhow::Result<Vec<u8>> {
    let folder = sources.join("natural-earth");
    let helpers = Helpers {
        names: names::Names::read(sources, Path::new("places.json"))?,
        contested: contested::Contested::read(&folder)?,
    };
    let features = source::read(&folder, &helpers)?;
    eprintln!("{} features", features.len());
    let whole: Vec<(usize, Shape)> = features
        .iter()
        .enumerate()
        .filter(|(_, feature)| feature.layer != layer::PLACES)
        .map(|(at, feature)| (at, Shape::new(&feature.geometry)))
        .collect();
    let named = spots(&features);
    let mut tiles: BTreeMap<u64, (Address, Vec<u8>)> = BTreeMap::new();
    for (address, bytes) in descend((0, 0, 0), &whole, &features, &named) {
        let (z, x, y) = address;
        let id = pmtiles::TileId::from(pmtiles::TileCoord::new(z, x, y)?).value();
        tiles.insert(id, (address, bytes));
    }
    let mut out = Cursor::new(Vec::new());
    let mut writer = pmtiles::PmTilesWriter::new(pmtiles::TileType::Mvt)
        .min_zoom(0)
        .max_zoom(MAX_ZOOM)
        .bounds(-180.0, -85.0, 180.0, 85.0)
        .metadata(metadata(&features))
        .create(&mut out)?;
    for ((z, x, y), bytes) in tiles.into_values() {
        writer.add_tile(pmtiles::TileCoord::new(z, x, y)?, &bytes)?;
    }
    writer.finalize()?;
    Ok(out.into_inner())
}

/// What the archive says of itself: its layers with the zooms they are in, as other programs read it.
fn metadata(features: &[Feature]) -> String {
    let mut layers: BTreeMap<&str, f64> = BTreeMap::new();
    for feature in features {
        let first = layers.entry(feature.layer).or_insert(f64::INFINITY);
        *first = first.min(feature.facts.min_zoom);
    }
    #[allow(clippy::cast_possible_truncation)] // a zoom
    let described: Vec<serde_json::Value> = layers
        .into_iter()
        .map(|(id, first)| {
            let first = (first.floor() as i64).clamp(0, i64::from(MAX_ZOOM));
            serde_json::json!({"id": id, "minzoom": first, "maxzoom": MAX_ZOOM, "fields": {"class": "Number", "zoom": "Number", "name": "String"}})
        })
        .collect();
    serde_json::json!({
        "name": "Dateline",
        "attribution": dateline::basemap::ATTRIBUTION,
        "type": "baselayer",
        "vector_layers": described,
    })
    .to_string()
}

/// The names of each tile. A name stands in the one tile that its middle lies in, whole: none is cut.
fn spots(features: &[Feature]) -> HashMap<Address, Vec<Spot>> {
    let mut out: HashMap<Address, Vec<Spot>> = HashMap::new();
    for z in 0..=MAX_ZOOM {
        let across = f64::from(1_u32 << z);
        for (at, feature) in features.iter().enumerate().filter(|(_, feature)| feature.layer == layer::PLACES)
        {
            let facts = &feature.facts;
            let shown = z == MAX_ZOOM || facts.min_zoom <= f64::from(z) + 0.999;
            let gone = z < MAX_ZOOM && facts.max_zoom.is_some_and(|most| most < f64::from(z) - 0.5);
            if !shown || gone {
                continue;
            }
            let lines = match &feature.geometry {
                Geometry::Points(points) => points.iter().map(|point| vec![*point]).collect(),
                Geometry::Lines(lines) | Geometry::Rings(lines) if facts.class == layer::RIVER_NAME => {
                    middle::stretches(lines, 256.0 * across)
                }
                Geometry::Lines(lines) | Geometry::Rings(lines) => lines.clone(),
            };
            for line in lines {
                let Some([x, y]) = line.get(line.len() / 2).copied() else { continue };
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
                let cell = |value: f64| (value * across).floor().clamp(0.0, across - 1.0) as u32;
                out.entry((z, cell(x), cell(y))).or_default().push((at, line));
            }
        }
    }
    out
}

/// A tile and all below it.
fn descend(
    (z, x, y): Address,
    shapes: &[(usize, Shape)],
    features: &[Feature],
    named: &HashMap<Address, Vec<Spot>>,
) -> Vec<(Address, Vec<u8>)> {
    let mut out = Vec::new();
    let names = named.get(&(z, x, y)).map_or(&[][..], Vec::as_slice);
    if let Ok(Some(bytes)) = encode((z, x, y), shapes, features, names).context("a tile") {
        out.push(((z, x, y), bytes));
    }
    if z == MAX_ZOOM {
        return out;
    }
    let children: Vec<Address> =
        (0..4).map(|child| (z + 1, x * 2 + (child & 1), y * 2 + (child >> 1))).collect();
    let below: Vec<Vec<(Address, Vec<u8>)>> = children
        .into_par_iter()
        .map(|child| {
            let (z, x, y) = child;
            let side = 0.5_f64.powi(i32::from(z));
            let margin = side * BUFFER;
            let (left, top) = (f64::from(x) * side, f64::from(y) * side);
            let window = [left - margin, top - margin, left + side + margin, top + side + margin];
            let inside: Vec<(usize, Shape)> =
                shapes.iter().filter_map(|(at, shape)| Some((*at, shape.cut(window)?))).collect();
            descend(child, &inside, features, named)
        })
        .collect();
    out.extend(below.into_iter().flatten());
    out
}

/// A geometry in a tile's units.
enum Encoded {
    Points(Vec<Vec<MvtCoord>>),
    Lines(Vec<Vec<MvtCoord>>),
    Rings(Vec<Vec<MvtCoord>>),
}

fn encode(
    (z, x, y): Address,
    shapes: &[(usize, Shape)],
    features: &[Feature],
    names: &[Spot],
) -> anyhow::Result<Option<Vec<u8>>> {
    let world = 2.0_f64.powi(i32::from(z));
    let tolerance = if z == MAX_ZOOM { TOLERANCE.0 } else { TOLERANCE.1 } / EXTENT / world;
    #[allow(clippy::cast_possible_truncation)] // within a few tile extents
    let unit = |value: f64, tile: u32| ((value * world - f64::from(tile)) * EXTENT).round() as i32;
    let place = |at: [f64; 2]| MvtCoord { x: unit(at[0], x), y: unit(at[1], y) };
    let mut layers: BTreeMap<&str, Vec<(&Facts, Encoded)>> = BTreeMap::new();
    for (at, shape) in shapes {
        let feature = &features[*at];
        if feature.facts.min_zoom > f64::from(z) + 0.999 && z != MAX_ZOOM {
            continue;
        }
        let coarser = if feature.layer == layer::DEPTHS { DEPTHS_COARSER } else { 1.0 };
        let parts = shape.simplified(tolerance * coarser).into_iter().map(|part| {
            let mut part: Vec<MvtCoord> = part.iter().map(|[x, y, _]| place([*x, *y])).collect();
            part.dedup();
            part
        });
        let encoded = match feature.geometry {
            Geometry::Points(_) => Encoded::Points(parts.filter(|part| !part.is_empty()).collect()),
            Geometry::Lines(_) => Encoded::Lines(parts.filter(|part| part.len() >= 2).collect()),
            Geometry::Rings(_) => {
                Encoded::Rings(parts.filter(|part| part.len() >= 4 && area(part) >= 12).collect())
            }
        };
        layers.entry(feature.layer).or_default().push((&feature.facts, encoded));
    }
    for (at, line) in names {
        let part: Vec<MvtCoord> = line.iter().map(|point| place(*point)).collect();
        let encoded = if part.len() == 1 { Encoded::Points(vec![part]) } else { Encoded::Lines(vec![part]) };
        layers.entry(features[*at].layer).or_default().push((&features[*at].facts, encoded));
    }
    let mut bytes = Vec::new();
    for (name, members) in layers {
        let mut layer = MvtLayerBuilder::new(name)?;
        let mut any = false;
        for (facts, geometry) in members {
            let (kind, parts) = match geometry {
                Encoded::Points(parts) => (MvtGeomType::Point, parts),
                Encoded::Lines(parts) => (MvtGeomType::LineString, parts),
                Encoded::Rings(parts) => (MvtGeomType::Polygon, parts),
            };
            if parts.is_empty() {
                continue;
            }
            let mut builder = layer.feature_of(kind);
            for part in parts {
                match kind {
                    MvtGeomType::Point => builder.points(part)?,
                    MvtGeomType::LineString => builder.line(part)?,
                    _ => builder.ring(part, true)?,
                };
            }
            #[allow(clippy::cast_possible_truncation)] // a zoom
            let tenths = |zoom: f64| (zoom * 10.0).round() as i64;
            builder.tag_int("class", facts.class)?;
            builder.tag_int("zoom", tenths(facts.min_zoom))?;
            if let Some(zoom) = facts.max_zoom {
                builder.tag_int("until", tenths(zoom))?;
            }
            for (class, views) in &facts.seen.0 {
                builder.tag_int(format!("v{class}"), views.cast_signed())?;
            }
            if let Some(name) = &facts.name {
                builder.tag_int("rank", facts.rank)?;
                builder.tag_string("name", name)?;
                for (language, name) in &facts.names {
                    builder.tag_string(format!("name:{language}"), name)?;
                }
                if let Some(both) = &facts.both {
                    builder.tag_string("both", both)?;
                }
            }
            layer = builder.end();
            any = true;
        }
        if any {
            bytes.extend(layer.encode());
        }
    }
    Ok((!bytes.is_empty()).then_some(bytes))
}

/// Twice the area of a ring, in square units.
fn area(ring: &[MvtCoord]) -> i64 {
    let cross = |a: MvtCoord, b: MvtCoord| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    let mut sum = 0;
    for at in 0..ring.len() {
        sum += cross(ring[at], ring[(at + 1) % ring.len()]);
    }
    sum.abs()
}

/// The vertices of a ring that matter at a tolerance.
pub(crate) fn simplify(ring: &[[f64; 2]], tolerance: f64) -> Vec<[f64; 2]> {
    let shape = Shape::new(&Geometry::Rings(vec![ring.to_vec()]));
    shape.simplified(tolerance).into_iter().flatten().map(|[x, y, _]| [x, y]).collect()
}
