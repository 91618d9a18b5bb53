//! Opening the window: wgpu first, then OpenGL, then a plain message.

use std::path::PathBuf;

use super::{App, keeping::Home};
use crate::cli::Sources;

/// The name of the program's own folder, which is that of eframe's too.
const FOLDER: &str = "org.dateline.Dateline";

/// Why no window could be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no window can be opened here ({0}); use the command line instead: dateline annotate, dateline export"
)]
pub struct WindowError(String);

/// Opens the window with files and blocks until it is closed. `DATELINE_RENDERER` may ask for `wgpu` or
/// `glow` alone.
///
/// # Errors
/// [`WindowError`] where there is no display or no usable graphics.
pub fn open(files: &[PathBuf], sources: &Sources) -> Result<(), WindowError> {
    if let Some(home) = eframe::storage_dir(FOLDER).and_then(|folder| Home::new(folder).ok()) {
        home.report_panics();
    }
    let asked = std::env::var("DATELINE_RENDERER").unwrap_or_default();
    let renderers: &[eframe::Renderer] = match asked.as_str() {
        "wgpu" => &[eframe::Renderer::Wgpu],
        "glow" => &[eframe::Renderer::Glow],
        _ => &[eframe::Renderer::Wgpu, eframe::Renderer::Glow],
    };
    let mut first = None;
    for renderer in renderers {
        let software_is_fine = renderers.len() == 1 || *renderer == eframe::Renderer::Glow;
        match run(*renderer, files, sources, software_is_fine) {
            Ok(()) => return Ok(()),
            Err(error) => {
                // A second try without a display only says that it is one.
                first.get_or_insert(error);
            }
        }
    }
    let reason = first.unwrap_or_else(|| "no renderer".to_owned());
    Err(WindowError(reason.lines().next().unwrap_or("unknown reason").trim_end_matches('.').to_owned()))
}

fn run(
    renderer: eframe::Renderer,
    files: &[PathBuf],
    sources: &Sources,
    software_is_fine: bool,
) -> Result<(), String> {
    let options = eframe::NativeOptions {
        renderer,
        viewport: egui::ViewportBuilder::default()
            .with_title("Dateline")
            .with_app_id("org.dateline.Dateline")
            .with_inner_size([1360.0, 820.0])
            .with_min_inner_size([900.0, 560.0])
            .with_drag_and_drop(true),
        ..Default::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(|creation| {
        let software = creation.wgpu_render_state.as_ref().is_some_and(|state| {
            let kind = format!("{:?}", state.adapter.get_info().device_type);
            kind == "Cpu"
        });
        if software && !software_is_fine {
            // OpenGL draws several times faster on a processor alone.
            return Err("only a software renderer for wgpu".into());
        }
        let app = App::new(&creation.egui_ctx, creation.storage, files.to_vec(), sources)?;
        Ok(Box::new(app.with_home(eframe::storage_dir(FOLDER))))
    });
    eframe::run_native("Dateline", options, create).map_err(|error| error.to_string())
}
