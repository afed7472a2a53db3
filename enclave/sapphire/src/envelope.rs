//! Encrypted calldata: what Sapphire's client libraries put into `data` of a transaction, `eth_call` or
//! `eth_estimateGas`.
//!
//! Canonical CBOR `{body: {pk, data, epoch?, nonce}, format: 1}`; `data` is Deoxys-II of CBOR `{body: calldata}` without
//! associated data, under the key that `pk` and the epoch's secret share.

use crate::{
    cbor::{Reader, Writer},
    mrae::{self, CallDataSecret, ReplyKey, NONCE_LEN},
};
use thiserror::Error;
use zeroize::Zeroizing;

/// `format` of an envelope with X25519 and Deoxys-II.
const X25519_DEOXYS_II: u64 = 1;
/// Epochs whose envelopes open: the current one and those before it, as many as the protocol keeps live.
pub const CALL_DATA_EPOCHS: u64 = 3;
/// An envelope without an epoch is tried under the current one and the one before.
const TRIED_EPOCHS: usize = 2;

/// Calldata that only the committee can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The caller's ephemeral X25519 public key.
    pub caller: [u8; 32],
    /// Nonce of the calldata.
    pub nonce: [u8; NONCE_LEN],
    /// Epoch of the committee's key; `None` if the caller does not say (absent or zero).
    pub epoch: Option<u64>,
    /// Ciphertext and tag.
    pub data: &'a [u8],
}

/// Why an envelope does not open. The caller's fault, or bad luck with the end of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// The epoch's secret is erased, or the epoch has not begun.
    #[error("the calldata is encrypted to epoch {epoch}, whose key is not in use: fetch the key again")]
    EpochNotLive {
        /// The epoch that the envelope names.
        epoch: u64,
    },
    /// The caller's public key has small order.
    #[error("the ephemeral public key of the calldata is not a usable X25519 key")]
    BadCallerKey,
    /// The ciphertext is of another key or was altered.
    #[error("the calldata cannot be decrypted: it was altered, or encrypted to another committee or epoch")]
    NotAuthentic,
    /// The plaintext is no CBOR `{body: bytes}`.
    #[error("the decrypted calldata is not an Oasis call with a byte string as body")]
    BadInner,
}

/// Calldata out of its envelope.
#[derive(Clone)]
pub struct Opened {
    /// What the contract sees.
    pub calldata: Zeroizing<Vec<u8>>,
    /// The epoch under whose secret it was.
    pub epoch: u64,
    /// Seals the result for the caller.
    pub reply: ReplyKey,
    /// Names the envelope by what opened it, however it was written: key and nonce.
    pub id: [u8; 32],
}

impl<'a> Envelope<'a> {
    /// The envelope that `calldata` is; `None` if it is plaintext. As in Sapphire, whatever does not decode is plaintext,
    /// empty calldata included.
    pub fn parse(calldata: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(calldata);
        let envelope = Self::read(&mut reader)?;
        reader.end()?;
        Some(envelope)
    }

    pub(crate) fn read(reader: &mut Reader<'a>) -> Option<Self> {
        let is_outer = reader.map()? == 2;
        reader.key("body")?;
        let entries = reader.map()?;
        reader.key("pk")?;
        let caller = reader.array()?;
        reader.key("data")?;
        let data = reader.bytes()?;
        let has_epoch = reader.optional_key("epoch");
        let epoch = if has_epoch { reader.optional_uint()? } else { None };
        reader.key("nonce")?;
        let nonce = reader.array()?;
        reader.key("format")?;
        let is_ours = reader.uint()? == X25519_DEOXYS_II && is_outer && entries == 3 + u64::from(has_epoch);
        is_ours.then_some(Self { caller, nonce, epoch: epoch.filter(|epoch| *epoch != 0), data })
    }

    /// The canonical encoding.
    pub fn encode(&self) -> Vec<u8> {
        let writer = Writer::with_room_for(self.data.len() + 128).map(2).text("body");
        let mut writer = writer.map(3 + usize::from(self.epoch.is_some()));
        writer = writer.text("pk").bytes(&self.caller).text("data").bytes(self.data);
        if let Some(epoch) = self.epoch {
            writer = writer.text("epoch").uint(epoch);
        }
        writer.text("nonce").bytes(&self.nonce).text("format").uint(X25519_DEOXYS_II).finish()
    }

    /// Opens it with the secret of its epoch. `live` are the epochs whose secrets are in use, newest first; of an
    /// envelope without an epoch the first two are tried.
    pub fn open(&self, live: &[(u64, CallDataSecret)]) -> Result<Opened, EnvelopeError> {
        let tried = match self.epoch {
            None => live.get(..TRIED_EPOCHS).unwrap_or(live),
            Some(epoch) => live
                .iter()
                .find(|(number, _)| *number == epoch)
                .map(std::slice::from_ref)
                .ok_or(EnvelopeError::EpochNotLive { epoch })?,
        };
        let mut last = EnvelopeError::EpochNotLive { epoch: 0 };
        for (epoch, secret) in tried {
            match self.open_with(*epoch, secret) {
                Err(EnvelopeError::NotAuthentic) => last = EnvelopeError::NotAuthentic,
                decided => return decided,
            }
        }
        Err(last)
    }

    fn open_with(&self, epoch: u64, secret: &CallDataSecret) -> Result<Opened, EnvelopeError> {
        let reply = secret.shared_with(&self.caller).ok_or(EnvelopeError::BadCallerKey)?;
        let inner =
            mrae::open(&reply.0, &self.nonce, self.data, &[]).map_err(|_| EnvelopeError::NotAuthentic)?;
        let inner = Zeroizing::new(inner);
        let calldata = plain_body(&inner).ok_or(EnvelopeError::BadInner)?;
        let id = mrae::box_id(&reply.0, &self.nonce);
        Ok(Opened { calldata: Zeroizing::new(calldata.to_vec()), epoch, reply, id })
    }
}

/// `{body: bytes}`, the inner call.
fn plain_body(inner: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(inner);
    let is_call = reader.map()? == 1;
    reader.key("body")?;
    let body = reader.bytes()?;
    reader.end()?;
    is_call.then_some(body)
}

#[cfg(test)]
mod tests;
