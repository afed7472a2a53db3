//! `adyton key`: caller keys (secp256k1, as Ethereum wallets have them).

use crate::{cli::CallerOptions, output::Output, session::caller};
use anyhow::{Context, Result};
use clap::Subcommand;
use crypto::eip712::CallerKey;
use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt, path::PathBuf};

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and keep it in a file that only you can read.
    New {
        /// The file; it must not exist.
        file: PathBuf,
    },
    /// Show the address of a key.
    Show(CallerOptions),
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub fn run(command: KeyCommand, output: Output) -> Result<()> {
    let key = match command {
        KeyCommand::New { file } => create(&file)?,
        KeyCommand::Show(options) => caller(&options)?,
    };
    let address = format!("{:?}", key.address());
    output.result(&serde_json::json!({ "address": address }), &address)
}

fn create(file: &PathBuf) -> Result<CallerKey> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|e| anyhow::anyhow!("no randomness: {e}"))?;
    let key = CallerKey::from_secret(&secret).context("drew an impossible key; try again")?;
    let mut options = OpenOptions::new();
    let mut handle =
        options.write(true).create_new(true).mode(0o600).open(file).with_context(|| {
            format!("cannot create {}; choose a file that does not exist", file.display())
        })?;
    writeln!(handle, "0x{}", hex::encode(secret))?;
    Ok(key)
}
