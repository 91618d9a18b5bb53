//! Dateline's program: a command line, and a window.

use std::process::ExitCode;

use dateline::cli::{self, Plan};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os().skip(1)) {
        Ok(plan @ Plan::Window(..)) => window(plan),
        Ok(plan) => cli::run(plan).into(),
        Err(error) => {
            use std::io::Write as _;
            // Nothing can be done where even standard error is closed.
            let _written = writeln!(std::io::stderr(), "{error}");
            cli::Exit::Usage.into()
        }
    }
}

fn window(_plan: Plan) -> ExitCode {
    cli::report("this build has no window; use dateline annotate, export or lookup");
    cli::Exit::Usage.into()
}
