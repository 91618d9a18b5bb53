//! Dateline's program: a command line, and a window.

use std::process::ExitCode;

use dateline::cli::{self, Plan};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os().skip(1)) {
        Ok(Plan::Window(files, sources)) => window(&files, sources),
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
#[allow(clippy::needless_pass_by_value)] // the same signature with a window and without
fn window(files: &[std::path::PathBuf], sources: cli::Sources) -> ExitCode {
    match dateline::app::open(files, &sources) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::report(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(all(feature = "gui", feature = "embedded")))]
#[allow(clippy::needless_pass_by_value)] // the same signature with a window and without
fn window(_files: &[std::path::PathBuf], _sources: cli::Sources) -> ExitCode {
    cli::report("this build has no window; use dateline annotate, dateline export or dateline lookup");
    cli::Exit::Usage.into()
}
