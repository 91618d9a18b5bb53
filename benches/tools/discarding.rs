//! A renderer of nothing, for windows that are timed without a graphics card.

use egui_kittest::TestRenderer;

/// Lets go of textures as a graphics card does once it has them: a harness that never draws would pile them up.
pub(crate) struct Discarding;

impl TestRenderer for Discarding {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        delta.clear();
    }

    fn render(&mut self, _: &egui::Context, _: &egui::FullOutput) -> Result<image::RgbaImage, String> {
        Err("nothing is drawn".to_owned())
    }
}
