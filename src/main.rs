//! Dateline's program: a command line, and a window.

use std::process::ExitCode;

use dateline::cli::{self, Plan};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os().skip(1)) {
        Ok(Plan::Window(files, places)) => window(&files, places.as_ref()),
        Ok(plan) => cli::run(plan).into(),
        Err(error) => {
            use std::io::Write as _;
            // Nothing can be done where even standard error is closed.
            let _written = writeln!(std::io::stderr(), "{error}");
            cli::Exit::Usage.into()
        }
    }
}

#[cfg(all(feature = "gui", feature = "embedded"))]
fn window(files: &[std::path::PathBuf], places: Option<&std::path::PathBuf>) -> ExitCode {
    match dateline::app::open(files, places) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::report(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(all(feature = "gui", feature = "embedded")))]
fn window(_files: &[std::path::PathBuf], _places: Option<&std::path::PathBuf>) -> ExitCode {
    cli::report("this build has no window; use dateline annotate, dateline export or dateline lookup");
    cli::Exit::Usage.into()
}
