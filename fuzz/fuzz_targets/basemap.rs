//! Archives of tiles are the user's own: whatever their bytes say, reading and painting them never panics.
#![no_main]

use dateline::basemap::{Archive, MapView, TileKind, names::gather, paint::paint, style::Style};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses between an archive as it comes and one with a sound beginning.
    let Some((choice, rest)) = bytes.split_first() else { return };
    let mut archive = rest.to_vec();
    if choice % 2 == 0 && archive.len() >= 127 {
        archive[..8].copy_from_slice(b"PMTiles\x03");
        archive[97] = 1;
        archive[98] = 1;
        archive[99] = 1 + choice / 2 % 2;
    }
    let Ok(archive) = Archive::open(archive.into()) else { return };
    let view = MapView { centre: [0.5, 0.5], zoom: f64::from(*choice % 8) + 1.0, size: [64.0, 64.0] };
    if archive.kind() == TileKind::Raster {
        let _tile = archive.raw(archive.min_zoom(), 0, 0);
        return;
    }
    let _picture = paint(&archive, &view, 1.0, Style::default());
    let _names = gather(&archive, &view, &Style::default());
});
