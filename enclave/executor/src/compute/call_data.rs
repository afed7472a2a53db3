//! Encrypted calldata in Sapphire's form, and results that go back under the same key.

use keys::CallDataSecret;
use messages::{
    ids::Epoch,
    receipt::{ExecutionReceipt, Log},
};
use sapphire::{CallResult, Envelope, EnvelopeError, Opened, ReplyKey, NONCE_LEN};

/// Epochs, from the newest on, of which one may be that of an envelope without a number.
const TRIED_EPOCHS: usize = 2;

/// Calldata that does not open: altered, or encrypted to an epoch that is over, or to somebody else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unreadable;

/// Opens an envelope. `live` are the epochs that it may be of, newest first; `secret` gives the secret of one, and its
/// error ends the search.
///
/// # Errors
/// Outside that of `secret`, inside [`Unreadable`].
pub fn open<'s, E>(
    envelope: &Envelope<'_>,
    live: &[Epoch],
    mut secret: impl FnMut(Epoch) -> Result<&'s CallDataSecret, E>,
) -> Result<Result<Opened, Unreadable>, E> {
    let is_tried = |epoch: &&Epoch| envelope.epoch.is_none_or(|named| named == **epoch);
    for epoch in live.iter().filter(is_tried).take(TRIED_EPOCHS) {
        let secret = sapphire::CallDataSecret::from_seed(secret(*epoch)?.scalar());
        match envelope.open(&[(*epoch, secret)]) {
            Ok(opened) => return Ok(Ok(opened)),
            Err(EnvelopeError::NotAuthentic) => {}
            Err(_) => break,
        }
    }
    Ok(Err(Unreadable))
}

/// Encrypts output and logs, or the failure, of a transaction to its caller.
pub fn seal_receipt(key: &ReplyKey, nonce: &[u8; NONCE_LEN], receipt: &ExecutionReceipt) -> Vec<u8> {
    let logs: Vec<_> = receipt.logs.iter().map(log).collect();
    let result = match receipt.success {
        true => CallResult::Executed { output: &receipt.output, logs: &logs },
        false => CallResult::Reverted(&receipt.output),
    };
    key.seal(nonce, &result)
}

fn log(log: &Log) -> sapphire::Log {
    sapphire::Log {
        address: log.address.0,
        topics: log.topics.iter().map(|topic| topic.0).collect(),
        data: log.data.clone(),
    }
}
