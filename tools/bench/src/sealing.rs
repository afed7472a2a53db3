//! Cryptography of one call: what its user does, and what every worker does before it can be executed.

use crate::{
    machine::timed,
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{ensure, Context, Result};
use codec::Encode;
use crypto::{
    eip712::{call_signing_hash, recover, CallerKey},
    sealing::{seal_call, InputSecret},
};
use messages::{
    call::{CallBody, InnerCall},
    ids::GenesisHash,
    H160, H256, U256,
};

const RUNS: u64 = 200;
const GENESIS: GenesisHash = H256([7; 32]);
const COMMITTEE: u32 = 1;
const EPOCH: u64 = 1;
/// Bytes of calldata of an ERC-20 transfer.
const CALLDATA: usize = 68;

/// Measures signing, sealing, opening and recovering.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let key = CallerKey::from_secret(&[3; 32]).context("an impossible key")?;
    let secret = InputSecret::from_seed(&[4; 32]);
    let [mut sealing, mut opening, mut recovering] = [(); 3].map(|()| Samples::default());
    for nonce in 0..RUNS {
        let (sealed, time) = timed(|| {
            let plaintext = InnerCall::Signed(key.sign_call(&GENESIS, body(nonce))).encode();
            let seed = crypto::hash::blake2_256(&nonce.encode()).0;
            Ok(seal_call(&GENESIS, COMMITTEE, EPOCH, &secret.public(), &plaintext, seed)?)
        })?;
        sealing.add(time);
        let (plaintext, time) = timed(|| Ok(secret.open_call(&GENESIS, COMMITTEE, &sealed)?))?;
        opening.add(time);
        let signed = key.sign_call(&GENESIS, body(nonce));
        ensure!(*plaintext == InnerCall::Signed(signed.clone()).encode(), "a call did not open to itself");
        let (caller, time) =
            timed(|| Ok(recover(&call_signing_hash(&GENESIS, &signed.body), &signed.signature)?))?;
        recovering.add(time);
        ensure!(caller == key.address(), "another caller was recovered");
    }
    let mut figure =
        |key, samples: &Samples, what| report.figure(key, samples.median() * 1e6, Goal::None, what);
    figure("seal_us", &sealing, "microseconds to sign and seal a call, at its user's");
    figure("open_us", &opening, "microseconds to open it, in every worker");
    figure("recover_us", &recovering, "microseconds to recover its caller, in every worker");
    Ok(())
}

fn body(nonce: u64) -> CallBody {
    CallBody {
        committee: COMMITTEE,
        nonce,
        gas_limit: 100_000,
        max_fee_per_gas: U256::from(1_000_000_000),
        to: Some(H160([5; 20])),
        value: U256::zero(),
        data: vec![6; CALLDATA],
    }
}
