//! Encrypted results: what goes back to a caller who encrypted.

use crate::{
    cbor::Writer,
    mrae::{self, ReplyKey, NONCE_LEN},
};
use base64::{engine::general_purpose::STANDARD, Engine};
use zeroize::Zeroizing;

/// Module that Sapphire names as the origin of a failure in a contract.
const EVM_MODULE: &str = "evm";
/// Sapphire's code of a reverted call.
const REVERTED: u64 = 8;

/// Nonce of the result of an executed transaction: height and index of the transaction in its block, as Sapphire forms
/// it of round and index. Unique under a key, for an envelope is executed once. Queries draw theirs at random.
pub fn result_nonce(height: u64, index: u32) -> [u8; NONCE_LEN] {
    let mut nonce = [0; NONCE_LEN];
    let (head, tail) = nonce.split_at_mut(8);
    head.copy_from_slice(&height.to_be_bytes());
    if let Some(place) = tail.get_mut(..4) {
        place.copy_from_slice(&index.to_be_bytes());
    }
    nonce
}

/// An event of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The contract.
    pub address: [u8; 20],
    /// At most four, as the EVM has it.
    pub topics: Vec<[u8; 32]>,
    /// The rest.
    pub data: Vec<u8>,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallResult<'a> {
    /// A query returned: `{ok: bytes}`.
    Returned(&'a [u8]),
    /// A transaction was executed: `{ok: {logs: [[address, [topic], data]], output}}`. Our own form, for Sapphire
    /// publishes logs and encrypts no results of transactions.
    Executed {
        /// What the contract returned.
        output: &'a [u8],
        /// Its events and those of the contracts that it called.
        logs: &'a [Log],
    },
    /// The contract reverted: `{fail: …}` with Sapphire's code and text, the revert data in base64.
    Reverted(&'a [u8]),
    /// The call failed otherwise: `{fail: {code, module, message}}`.
    Failed {
        /// Who refused it, as `core` or `evm`.
        module: &'a str,
        /// Code of the failure in that module.
        code: u64,
        /// For a person.
        message: &'a str,
    },
}

impl CallResult<'_> {
    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Returned(output) => {
                Writer::with_room_for(output.len()).map(1).text("ok").bytes(output).finish()
            }
            Self::Executed { output, logs } => {
                let room = logs.iter().map(|log| log.data.len() + 200).sum::<usize>();
                let mut writer = Writer::with_room_for(output.len() + room).map(1).text("ok").map(2);
                writer = writer.text("logs").array(logs.len());
                for log in *logs {
                    writer = writer.array(3).bytes(&log.address).array(log.topics.len());
                    writer =
                        log.topics.iter().fold(writer, |writer, topic| writer.bytes(topic)).bytes(&log.data);
                }
                writer.text("output").bytes(output).finish()
            }
            Self::Reverted(data) => {
                let message = Zeroizing::new(format!("reverted: {}", STANDARD.encode(data)));
                failure(EVM_MODULE, REVERTED, &message)
            }
            Self::Failed { module, code, message } => failure(module, *code, message),
        }
    }
}

fn failure(module: &str, code: u64, message: &str) -> Vec<u8> {
    let writer = Writer::with_room_for(module.len() + message.len()).map(1).text("fail").map(3);
    writer.text("code").uint(code).text("module").text(module).text("message").text(message).finish()
}

impl ReplyKey {
    /// Seals a result: CBOR `{ok: {data, nonce}}` around Deoxys-II of the result's own encoding. Never seal two results
    /// under one nonce.
    pub fn seal(&self, nonce: &[u8; NONCE_LEN], result: &CallResult<'_>) -> Vec<u8> {
        let plain = Zeroizing::new(result.encode());
        let data = mrae::seal(&self.0, nonce, &plain, &[]);
        let writer = Writer::with_room_for(data.len()).map(1).text("ok").map(2);
        writer.text("data").bytes(&data).text("nonce").bytes(nonce).finish()
    }
}
