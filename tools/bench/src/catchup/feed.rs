//! Feeding a light client with bundles, in a process of its own.

use super::chain::CHANNEL;
use crate::{
    machine::{own_peak_kib, timed},
    samples::Samples,
};
use anyhow::{Context, Result};
use clap::Args;
use codec::DecodeAll;
use light_client::LightClient;
use messages::{bundle::SyncBundle, H256};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{BufReader, BufWriter, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// What the child process is given.
#[derive(Args)]
pub(crate) struct Input {
    /// Bundles, as [`write`] wrote them.
    file: PathBuf,
    /// The trust root, in hexadecimal.
    genesis: String,
}

/// What the child process found.
#[derive(Serialize, Deserialize)]
pub(crate) struct Fed {
    /// Seconds of decoding, verifying and applying.
    pub(crate) seconds: f64,
    pub(crate) bundles: u32,
    /// Number of the head reached.
    pub(crate) blocks: u32,
    pub(crate) set_changes: u64,
    pub(crate) messages: u64,
    /// Peak memory before the first bundle, and in all.
    pub(crate) base_kib: u64,
    pub(crate) peak_kib: u64,
}

/// Writes bundles to a file, each with its length before it.
pub(crate) fn write(path: &Path, bundles: &[Vec<u8>]) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for bundle in bundles {
        file.write_all(&u32::try_from(bundle.len())?.to_le_bytes())?;
        file.write_all(bundle)?;
    }
    Ok(file.flush()?)
}

/// The child process: feeds a fresh client and prints a [`Fed`].
pub(crate) fn run(input: &Input) -> Result<()> {
    let genesis: [u8; 32] = hex::decode(&input.genesis)?.try_into().ok().context("a hash has 32 bytes")?;
    let mut file = BufReader::new(File::open(&input.file)?);
    let mut client = LightClient::new(genesis.into(), Some(CHANNEL));
    let base_kib = own_peak_kib()?;
    let (mut time, mut bundles) = (Duration::ZERO, 0);
    while let Some(bytes) = next(&mut file)? {
        time += feed(&mut client, &bytes)?;
        bundles += 1;
    }
    let fed = Fed {
        seconds: time.as_secs_f64(),
        bundles,
        blocks: client.head().map_or(0, |head| head.number()),
        set_changes: client.authority_set().map_or(0, |set| set.id()),
        messages: client.channel().map_or(0, |(_, cursor)| cursor.seq),
        base_kib,
        peak_kib: own_peak_kib()?,
    };
    Ok(writeln!(std::io::stdout().lock(), "{}", serde_json::to_string(&fed)?)?)
}

/// Feeds a client in this process; one sample a bundle.
pub(crate) fn follow((genesis, bundles): &(H256, Vec<Vec<u8>>)) -> Result<Samples> {
    let mut client = LightClient::new(*genesis, Some(CHANNEL));
    bundles.iter().map(|bytes| feed(&mut client, bytes)).collect()
}

fn feed(client: &mut LightClient, bytes: &[u8]) -> Result<Duration> {
    let ((), time) = timed(|| {
        let bundle = SyncBundle::decode_all(&mut &bytes[..]).context("a bundle does not decode")?;
        let batch = client.verify(&bundle, &[]).context("a bundle was refused")?;
        client.apply(&batch);
        Ok(())
    })?;
    Ok(time)
}

/// The next bundle of a file; `None` at its end.
fn next(file: &mut impl Read) -> Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match file.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
    file.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}
