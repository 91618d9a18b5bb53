//! Opening the window: wgpu first, then OpenGL, then a plain message.

use std::{cell::Cell, path::PathBuf};

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

/// One way of drawing that is tried.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Attempt {
    renderer: eframe::Renderer,
    /// Whether it may draw on the processor alone.
    software: bool,
}

const WGPU: Attempt = Attempt { renderer: eframe::Renderer::Wgpu, software: false };
const GLOW: Attempt = Attempt { renderer: eframe::Renderer::Glow, software: true };
const WGPU_ON_PROCESSOR: Attempt = Attempt { renderer: eframe::Renderer::Wgpu, software: true };

/// What is tried, in order. Without a graphics card OpenGL draws several times faster than wgpu does, so wgpu
/// on the processor comes last.
fn attempts(asked: &str) -> &'static [Attempt] {
    match asked {
        "wgpu" => &[WGPU_ON_PROCESSOR],
        "glow" => &[GLOW],
        _ => &[WGPU, GLOW, WGPU_ON_PROCESSOR],
    }
}

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
    let mut first = None;
    for attempt in attempts(&asked) {
        let opened = Cell::new(false);
        let Err(error) = run(*attempt, files, sources, &opened) else { return Ok(()) };
        // A further try without a display only says that it is one: the first reason is the true one.
        if error != ONLY_SOFTWARE {
            first.get_or_insert(error);
        }
        // A window that was shown is not opened a second time.
        if opened.get() {
            break;
        }
    }
    let reason = first.unwrap_or_else(|| "no renderer".to_owned());
    Err(WindowError(reason.lines().next().unwrap_or("unknown reason").trim_end_matches('.').to_owned()))
}

/// Why wgpu was passed over.
const ONLY_SOFTWARE: &str = "only a software renderer for wgpu";

fn run(attempt: Attempt, files: &[PathBuf], sources: &Sources, opened: &Cell<bool>) -> Result<(), String> {
    let options = eframe::NativeOptions {
        renderer: attempt.renderer,
        viewport: egui::ViewportBuilder::default()
            .with_title("Dateline")
            .with_app_id("org.dateline.Dateline")
            .with_inner_size([1360.0, 820.0])
            .with_min_inner_size([900.0, 560.0])
            .with_drag_and_drop(true),
        ..Default::default()
    };
    let passed_over = Cell::new(false);
    let create: eframe::AppCreator<'_> = Box::new(|creation| {
        let software = creation.wgpu_render_state.as_ref().is_some_and(|state| {
            // The type of wgpu's own crate, which is no dependency of ours, is told by its name.
            format!("{:?}", state.adapter.get_info().device_type) == "Cpu"
        });
        if software && !attempt.software {
            passed_over.set(true);
            return Err(ONLY_SOFTWARE.into());
        }
        let app = App::new(&creation.egui_ctx, creation.storage, files.to_vec(), sources)?;
        opened.set(true);
        Ok(Box::new(app.with_home(eframe::storage_dir(FOLDER))))
    });
    eframe::run_native("Dateline", options, create)
        .map_err(|error| if passed_over.get() { ONLY_SOFTWARE.to_owned() } else { error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opengl_goes_before_wgpu_on_the_processor_and_a_wish_is_followed_alone() {
        assert_eq!(attempts(""), [WGPU, GLOW, WGPU_ON_PROCESSOR]);
        assert_eq!(attempts("glow"), [GLOW]);
        assert_eq!(attempts("wgpu"), [WGPU_ON_PROCESSOR]);
    }

    #[test]
    fn the_message_names_the_command_line() {
        let said = WindowError("no display".to_owned()).to_string();
        assert!(said.contains("no display") && said.contains("dateline annotate"));
    }
}
