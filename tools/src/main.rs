//! Builds Dateline's assets from their sources, trains its models and checks both.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a command-line tool for developers

mod gazetteer;

use std::path::PathBuf;

use anyhow::{Context, bail};
use lexopt::prelude::*;

const HELP: &str = "\
dateline-tools COMMAND [--sources DIR] [--out FILE]

  gazetteer    builds assets/gazetteer.bin from GeoNames, Natural Earth and the name lists

  --sources DIR   the folder with geonames/, names/ and natural-earth/ (default ../shared/sources)
  --out FILE      where to write
";

/// What the command line asked for.
pub(crate) struct Options {
    pub(crate) sources: PathBuf,
    pub(crate) out: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let mut options = Options { sources: PathBuf::from("../shared/sources"), out: None };
    let mut command = None;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("sources") => options.sources = parser.value()?.into(),
            Long("out") => options.out = Some(parser.value()?.into()),
            Short('h') | Long("help") => {
                print!("{HELP}");
                return Ok(());
            }
            Value(name) if command.is_none() => command = Some(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    match command.as_deref() {
        Some("gazetteer") => write(&options, "assets/gazetteer.bin", &gazetteer::build(&options.sources)?),
        Some(other) => bail!("no command “{other}”\n{HELP}"),
        None => bail!("no command\n{HELP}"),
    }
}

fn write(options: &Options, default: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = options.out.clone().unwrap_or_else(|| PathBuf::from(default));
    std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    println!("{}: {} bytes, sha256 {}", path.display(), bytes.len(), sha256(bytes));
    Ok(())
}

/// The SHA-256 of an asset, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
