//! Online tiles: the only code that can open a socket, and only once the user turned it on.

use walkers::{HttpTiles, Tiles, sources::OpenStreetMap};

/// What must stand on a map of these tiles.
pub(super) const ATTRIBUTION: &str = "© OpenStreetMap contributors";

/// The tiles, if they were ever asked for.
#[derive(Default)]
pub(super) struct Online(Option<HttpTiles>);

impl Online {
    /// The layer while it is turned on. Turned off, it is dropped with its connections.
    pub(super) fn layer(&mut self, on: bool, context: &egui::Context) -> Option<&mut dyn Tiles> {
        if !on {
            self.0 = None;
            return None;
        }
        let tiles = self.0.get_or_insert_with(|| HttpTiles::new(OpenStreetMap, context.clone()));
        Some(tiles)
    }
}
