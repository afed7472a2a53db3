//! `docs/pictures/mining-month.svg`: a month of five miners, as the rule book has it.
//!
//! The picture follows from the crate `economy` alone, so a test notices when the rules change and it does not.

mod draw;
mod month;

use anyhow::{ensure, Context, Result};
use clap::Args;
use std::{fs, path::PathBuf};

/// Draws the chart of a month of mining into `docs/pictures`.
#[derive(Args)]
pub(crate) struct Chart {
    /// Only look whether the committed picture is what would be drawn.
    #[arg(long)]
    check: bool,
}

/// Draws the picture, or checks it.
pub(crate) fn run(options: &Chart) -> Result<()> {
    let (path, drawn) = (path(), draw::svg(&month::simulate()?)?);
    if options.check {
        let committed =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(committed == drawn, "{} is out of date: run `bench chart`", path.display());
        return Ok(());
    }
    fs::write(&path, drawn).with_context(|| format!("cannot write {}", path.display()))
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures/mining-month.svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_picture_is_what_the_rules_draw() {
        run(&Chart { check: true }).unwrap();
    }
}
