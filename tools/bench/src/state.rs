//! Cost of a transaction in a state of a million accounts beside one of a thousand, and how long a member takes that joins
//! with a large state.

use crate::{
    evm::{config, env},
    machine::timed,
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{bail, ensure, Context, Result};
use codec::{Decode, Encode};
use crypto::{
    hash::blake2_256,
    sealing::{seal_to, DecryptionKey},
};
use evm::{Call, Chunk, Evm, Import};
use messages::{
    receipt::Receipt,
    snapshot::{SNAPSHOT_CHUNK_BYTES, SNAPSHOT_DOMAIN},
    H160, U256,
};
use redb::backends::FileBackend;
use std::{collections::BTreeMap, fs::File, path::Path, time::Duration};

const FEW: u32 = 1_000;
const MANY: u32 = 1_000_000;
/// Accounts that one block funds while a state is built.
const FUNDED_AT_ONCE: u32 = 50_000;
/// Transfers in a block, and blocks measured.
const BLOCKS: (usize, u64) = (256, 40);
/// Bytes of a large value, as contract code is.
const VALUE: usize = 16 * 1024;
const FUNDS: u128 = 1_000_000_000_000_000_000_000;
const GAS: u64 = 21_000;
const PRICE: u64 = 1_000_000_000;
const GIB: f64 = (1u64 << 30) as f64;

/// Measures both.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut few = state(&folder.path().join("few.redb"), FEW)?;
    let mut many = state(&folder.path().join("many.redb"), MANY)?;
    let mut times: [Samples; 2] = Default::default();
    let mut nonces: [BTreeMap<u32, u64>; 2] = Default::default();
    for block in 0..BLOCKS.1 {
        for (side, (evm, accounts)) in [(&mut few, FEW), (&mut many, MANY)].into_iter().enumerate() {
            times[side].add(transfers(evm, accounts, block, &mut nonces[side])?);
        }
    }
    let [few_us, many_us] = [&times[0], &times[1]].map(|times| times.median() * 1e6 / BLOCKS.0 as f64);
    report.figure(
        "state_1m_ratio",
        many_us / few_us,
        Goal::AtMost(1.5),
        format!("time of a transfer between random ones of 1,000,000 accounts, as a multiple of that between 1,000 ({many_us:.0} and {few_us:.0} µs, in blocks of {})", BLOCKS.0),
    );
    drop(few);
    snapshot(report, &mut many, folder.path())
}

fn open(path: &Path) -> Result<FileBackend> {
    let file = File::options().read(true).write(true).create_new(true).open(path)?;
    Ok(FileBackend::new(file)?)
}

fn account(number: u32) -> H160 {
    H160::from_slice(&blake2_256(&number.encode()).0[..20])
}

/// A state of so many funded accounts.
fn state(path: &Path, accounts: u32) -> Result<Evm> {
    let mut evm = Evm::open(open(path)?, config())?;
    for first in (0..accounts).step_by(FUNDED_AT_ONCE as usize) {
        let env = env(&evm);
        let mut block = evm.begin_block(env)?;
        for number in first..(first + FUNDED_AT_ONCE).min(accounts) {
            block.credit(account(number), U256::from(FUNDS))?;
        }
        block.finish()?;
    }
    Ok(evm)
}

/// Executes and finishes a block of transfers between accounts drawn at random.
fn transfers(evm: &mut Evm, accounts: u32, block: u64, nonces: &mut BTreeMap<u32, u64>) -> Result<Duration> {
    let draw = |index: usize| {
        let bytes = blake2_256(&(block, index as u32).encode()).0;
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        (number(0) % accounts, number(4) % accounts)
    };
    let calls: Vec<Call> = (0..BLOCKS.0)
        .map(|index| {
            let (from, to) = draw(index);
            let nonce = nonces.entry(from).or_default();
            *nonce += 1;
            Call {
                caller: account(from),
                nonce: *nonce - 1,
                gas_limit: GAS,
                max_fee_per_gas: PRICE.into(),
                to: Some(account(to)),
                value: 1.into(),
                ..Call::default()
            }
        })
        .collect();
    let env = env(evm);
    let ((), time) = timed(|| {
        let mut block = evm.begin_block(env)?;
        for call in &calls {
            match block.execute(call)? {
                Receipt::Executed(receipt) if receipt.success => {}
                other => bail!("a transfer failed: {other:?}"),
            }
        }
        block.finish()?;
        Ok(())
    })?;
    Ok(time)
}

/// Moves a state of one GiB to another store, as members do: exported, encrypted, opened, imported, judged by its root.
fn snapshot(report: &mut Report, evm: &mut Evm, folder: &Path) -> Result<()> {
    let mut bytes = exported(evm)?;
    let value = vec![7u8; VALUE];
    let mut number = 0u32;
    while (bytes as f64) < GIB {
        let env = env(evm);
        let mut block = evm.begin_block(env)?;
        for _ in 0..2_048 {
            number += 1;
            block.set_item(&number.to_le_bytes(), &value)?;
            bytes += VALUE;
        }
        block.finish()?;
    }
    let reader = DecryptionKey::from_seed(&[4; 32]);
    let (chunks, time) = timed(|| {
        let mut import = Import::open(open(&folder.join("joined.redb"))?, config(), evm.state_root())?;
        let mut chunks = 0u32;
        while !import.is_complete() {
            let chunk = evm.view().export_chunk(import.cursor(), SNAPSHOT_CHUNK_BYTES)?;
            let seed = blake2_256(&chunks.encode()).0;
            let (key, sealed) = seal_to(&reader.public(), SNAPSHOT_DOMAIN, b"", &chunk.encode(), seed)?;
            let opened = reader.open(SNAPSHOT_DOMAIN, b"", &key, &sealed)?;
            import.add(&Chunk::decode(&mut opened.as_slice()).context("a chunk does not decode")?)?;
            chunks += 1;
        }
        ensure!(import.finish()?.state_root() == evm.state_root(), "another state arrived");
        Ok(chunks)
    })?;
    report.figure(
        "snapshot_1gib_s",
        time.as_secs_f64(),
        Goal::AtMost(60.0),
        format!("seconds to move a state of {:.2} GiB to a joining member, without the network: 1,000,000 accounts, the rest values of 16 KiB ({chunks} chunks exported, encrypted, opened, imported, judged by the root)", bytes as f64 / GIB),
    );
    Ok(())
}

/// Bytes of keys and values under the state root.
fn exported(evm: &Evm) -> Result<usize> {
    let (mut bytes, mut after) = (0, None);
    loop {
        let chunk = evm.view().export_chunk(after, SNAPSHOT_CHUNK_BYTES)?;
        bytes += chunk.entries.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>();
        after = chunk.next;
        if after.is_none() {
            return Ok(bytes);
        }
    }
}
