//! A figure in pixels, with its resolution, its description and its evidence as text.

use super::{Carried, ExportError};
use crate::figure::{drawing::Page, paint};

/// Metres in an inch.
const INCH: f64 = 0.0254;

/// The page at `scale` pixels a point, 96 points to the inch.
pub(super) fn write(page: &Page, scale: f64, carried: &Carried<'_>) -> Result<Vec<u8>, ExportError> {
    let pixmap = paint::paint(page, scale).ok_or_else(|| ExportError::Draw("it is too large".to_owned()))?;
    let size = [pixmap.width(), pixmap.height()];
    let mut texts = vec![
        ("Title", carried.title.to_owned()),
        ("Description", carried.description.to_owned()),
        ("Software", super::PRODUCER.to_owned()),
    ];
    texts.extend(super::source_date_epoch().map(|at| ("Creation Time", at.to_string())));
    texts.extend(carried.evidence.map(|evidence| ("dateline", evidence.to_owned())));
    encode(pixmap.data(), size, Some(scale * 96.0 / INCH), &texts)
}

/// A PNG of opaque RGBA pixels.
///
/// # Errors
/// Where the pixels do not fill the size.
pub fn png_of(pixels: &[u8], size: [usize; 2]) -> Result<Vec<u8>, ExportError> {
    encode(pixels, size.map(|side| u32::try_from(side).unwrap_or(u32::MAX)), None, &[])
}

fn encode(
    pixels: &[u8],
    [width, height]: [u32; 2],
    pixels_per_metre: Option<f64>,
    texts: &[(&str, String)],
) -> Result<Vec<u8>, ExportError> {
    let draw = |error: png::EncodingError| ExportError::Draw(error.to_string());
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    if let Some(density) = pixels_per_metre {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some thousands
        let density = density.round().clamp(1.0, 1e6) as u32;
        let unit = png::Unit::Meter;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: density, yppu: density, unit }));
    }
    for (key, text) in texts {
        encoder.add_itxt_chunk((*key).to_owned(), text.clone()).map_err(draw)?;
    }
    let opaque: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut writer = encoder.write_header().map_err(draw)?;
    writer.write_image_data(&opaque).map_err(draw)?;
    writer.finish().map_err(draw)?;
    Ok(out)
}
