//! The basemap: Natural Earth cut into vector tiles, one PMTiles archive.

mod cut;
mod source;

use std::{collections::BTreeMap, io::Cursor, path::Path};

use anyhow::Context;
use cut::Shape;
use dateline::basemap::MAX_ZOOM;
use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder};
use rayon::prelude::*;
use source::Feature;
pub(crate) use source::{Geometry, geometry};

/// Units along a tile's side.
const EXTENT: f64 = 4096.0;
/// How far a tile's geometry reaches beyond its edge, as a share of its side.
const BUFFER: f64 = 128.0 / 4096.0;
/// How far a simplified line may lie from the true one, in tile units, at the last zoom and below it.
const TOLERANCE: (f64, f64) = (1.0, 3.0);

/// A tile's address.
type Address = (u8, u32, u32);

/// Builds the archive. The same sources give the same bytes.
pub(crate) fn build(sources: &Path) -> anyhow::Result<Vec<u8>> {
    let features = source::read(&sources.join("natural-earth"))?;
    eprintln!("{} features", features.len());
    let mut tiles: BTreeMap<u64, (Address, Vec<u8>)> = BTreeMap::new();
    let whole: Vec<(usize, Shape)> =
        features.iter().enumerate().map(|(at, feature)| (at, Shape::new(&feature.geometry))).collect();
    let roots = [(0, 0, 0)];
    for (address, bytes) in
        roots.par_iter().flat_map(|root| descend(*root, &whole, &features)).collect::<Vec<_>>()
    {
        let (z, x, y) = address;
        let id = pmtiles::TileId::from(pmtiles::TileCoord::new(z, x, y)?).value();
        tiles.insert(id, (address, bytes));
    }
    let mut out = Cursor::new(Vec::new());
    let mut writer = pmtiles::PmTilesWriter::new(pmtiles::TileType::Mvt)
        .min_zoom(0)
        .max_zoom(MAX_ZOOM)
        .bounds(-180.0, -85.0, 180.0, 85.0)
        .metadata(r#"{"name":"Dateline","attribution":"Made with Natural Earth"}"#)
        .create(&mut out)?;
    for ((z, x, y), bytes) in tiles.into_values() {
        writer.add_tile(pmtiles::TileCoord::new(z, x, y)?, &bytes)?;
    }
    writer.finalize()?;
    Ok(out.into_inner())
}

/// A tile and all below it.
fn descend((z, x, y): Address, shapes: &[(usize, Shape)], features: &[Feature]) -> Vec<(Address, Vec<u8>)> {
    let mut out = Vec::new();
    if let Ok(Some(bytes)) = encode((z, x, y), shapes, features).context("a tile") {
        out.push(((z, x, y), bytes));
    }
    if z == MAX_ZOOM || shapes.is_empty() {
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
            descend(child, &inside, features)
        })
        .collect();
    out.extend(below.into_iter().flatten());
    out
}

fn encode(
    (z, x, y): Address,
    shapes: &[(usize, Shape)],
    features: &[Feature],
) -> anyhow::Result<Option<Vec<u8>>> {
    let world = 2.0_f64.powi(i32::from(z));
    let tolerance = if z == MAX_ZOOM { TOLERANCE.0 } else { TOLERANCE.1 } / EXTENT / world;
    let mut layers: BTreeMap<&str, Vec<(usize, &Shape)>> = BTreeMap::new();
    for (at, shape) in shapes {
        if features[*at].min_zoom <= f64::from(z) + 0.999 || z == MAX_ZOOM {
            layers.entry(features[*at].layer).or_default().push((*at, shape));
        }
    }
    #[allow(clippy::cast_possible_truncation)] // within a few tile extents
    let unit = |value: f64, tile: u32| ((value * world - f64::from(tile)) * EXTENT).round() as i32;
    let place = |point: &[f64; 3]| MvtCoord { x: unit(point[0], x), y: unit(point[1], y) };
    let mut bytes = Vec::new();
    for (name, members) in layers {
        let mut layer = MvtLayerBuilder::new(name)?;
        let mut any = false;
        for (at, shape) in members {
            let feature = &features[at];
            let parts: Vec<Vec<MvtCoord>> =
                shape.simplified(tolerance).iter().map(|part| part.iter().map(place).collect()).collect();
            let parts: Vec<Vec<MvtCoord>> = parts
                .into_iter()
                .map(|mut part| {
                    part.dedup();
                    part
                })
                .filter(|part| match feature.geometry {
                    Geometry::Points(_) => !part.is_empty(),
                    Geometry::Lines(_) => part.len() >= 2,
                    Geometry::Rings(_) => part.len() >= 4 && area(part) >= 12,
                })
                .collect();
            if parts.is_empty() {
                continue;
            }
            let kind = match feature.geometry {
                Geometry::Points(_) => MvtGeomType::Point,
                Geometry::Lines(_) => MvtGeomType::LineString,
                Geometry::Rings(_) => MvtGeomType::Polygon,
            };
            let mut builder = layer.feature_of(kind);
            for part in parts {
                match feature.geometry {
                    Geometry::Points(_) => builder.points(part)?,
                    Geometry::Lines(_) => builder.line(part)?,
                    Geometry::Rings(_) => builder.ring(part, true)?,
                };
            }
            builder.tag_int("class", feature.class)?;
            #[allow(clippy::cast_possible_truncation)] // a zoom
            builder.tag_int("zoom", (feature.min_zoom * 10.0).round() as i64)?;
            if let Some(name) = &feature.name {
                builder.tag_string("name", name)?;
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
