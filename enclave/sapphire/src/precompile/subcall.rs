//! Calls of the Oasis runtime, of which two are answered: the key for calldata and the epoch.

use super::{BytesArgument, CallEnv, Failure, Meter};
use crate::cbor::Writer;
use alloy_sol_types::{abi::decode_params, SolValue};

const BASE: u64 = 10;
const PER_WORD: u64 = 1;
/// Status of a method that does not exist here: Oasis' "invalid method" of its module `core`.
const INVALID_METHOD: u64 = 3;
/// Status while no epoch is live: a committee that has not made its first key.
const NO_KEY: u64 = 1_000;
const CORE: &str = "core";
/// Modules of Oasis that its contracts call and this chain does not have: their name tells the caller which one is
/// missing. Methods of other modules are answered in the name of `core`.
const ABSENT_MODULES: [&str; 3] = ["consensus", "accounts", "rofl"];

/// The committee's key for calldata of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallDataKey {
    /// The epoch.
    pub epoch: u64,
    /// X25519 public key.
    pub public: [u8; 32],
}

/// What a method answers: status, and result or module.
type Answer = (u64, Vec<u8>);

pub(super) fn run(input: &[u8], meter: &mut Meter, call: &CallEnv<'_>) -> Result<Vec<u8>, Failure> {
    meter.charge_linear(BASE, PER_WORD, input.len())?;
    if !call.is_own_call {
        return Err(Failure::Error("subcall: not as a delegate"));
    }
    // The body is not looked at: no method that is answered takes arguments, and the gas does not pay for parsing.
    let (method, _) = decode_params::<(BytesArgument<'_>, BytesArgument<'_>)>(input)
        .map_err(|_| Failure::Error("subcall: not (bytes, bytes)"))?;
    let method = str::from_utf8(method.0).map_err(|_| Failure::Error("subcall: the method is not text"))?;
    let module = method.split_once('.').map_or(method, |(module, _)| module);
    if module == "evm" {
        return Err(Failure::Error("subcall: the EVM cannot be called from within"));
    }
    let (status, data) = match (method, call.call_data_key) {
        ("core.CallDataPublicKey", Some(key)) => (0, key.encode()),
        ("core.CurrentEpoch", Some(key)) => (0, Writer::default().uint(key.epoch).finish()),
        ("core.CallDataPublicKey" | "core.CurrentEpoch", None) => failed(NO_KEY, CORE),
        _ => failed(INVALID_METHOD, ABSENT_MODULES.into_iter().find(|name| *name == module).unwrap_or(CORE)),
    };
    Ok((status, data).abi_encode_params())
}

fn failed(status: u64, module: &str) -> Answer {
    (status, module.as_bytes().to_vec())
}

impl CallDataKey {
    /// CBOR `{epoch, public_key: {key, checksum, signature, expiration}}`. Checksum and signature are zero: no key manager
    /// signs the key, the chain's state proves it (the `InputKey` of the epoch), and Sapphire's clients do not look. The
    /// expiration is the last epoch in which an envelope to this key can open.
    fn encode(&self) -> Vec<u8> {
        let expiration = self.epoch.saturating_add(crate::CALL_DATA_EPOCHS - 1);
        let writer = Writer::default().map(2).text("epoch").uint(self.epoch).text("public_key").map(4);
        let writer = writer.text("key").bytes(&self.public).text("checksum").bytes(&[0; 32]);
        writer.text("signature").bytes(&[0; 64]).text("expiration").uint(expiration).finish()
    }
}
