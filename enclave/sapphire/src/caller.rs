//! The caller's side of the envelope, as Sapphire's client libraries have it: for tools and tests.

use crate::{
    cbor::{Reader, Writer},
    envelope::Envelope,
    mrae::{self, CallDataSecret, ReplyKey, NONCE_LEN},
    result::Log,
};
use zeroize::Zeroizing;

/// One caller's key pair, used for one call.
pub struct Caller {
    public: [u8; 32],
    key: ReplyKey,
}

/// A decrypted result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Of a query.
    Returned(Vec<u8>),
    /// Of a transaction.
    Executed {
        /// What the contract returned.
        output: Vec<u8>,
        /// Events.
        logs: Vec<Log>,
    },
    /// The call failed.
    Failed {
        /// Who refused it.
        module: String,
        /// Code of the failure in that module.
        code: u64,
        /// For a person.
        message: String,
    },
}

impl Caller {
    /// A caller with fresh secret bytes, for a committee's public key of an epoch; `None` if that is no usable key.
    pub fn new(seed: &[u8; 32], committee: &[u8; 32]) -> Option<Self> {
        let secret = CallDataSecret::from_seed(seed);
        Some(Self { public: secret.public(), key: secret.shared_with(committee)? })
    }

    /// Wraps calldata. Empty calldata is never wrapped: there is nothing to hide.
    pub fn seal(&self, epoch: Option<u64>, nonce: [u8; NONCE_LEN], calldata: &[u8]) -> Vec<u8> {
        if calldata.is_empty() {
            return Vec::new();
        }
        let inner = Writer::with_room_for(calldata.len()).map(1).text("body").bytes(calldata).finish();
        let data = mrae::seal(&self.key.0, &nonce, &Zeroizing::new(inner), &[]);
        Envelope { caller: self.public, nonce, epoch, data: &data }.encode()
    }

    /// Opens a result; `None` if it is not one for this caller.
    pub fn open(&self, sealed: &[u8]) -> Option<Answer> {
        let mut reader = Reader::new(sealed);
        let entries = (reader.map()?, reader.key("ok")?, reader.map()?);
        reader.key("data")?;
        let data = reader.bytes()?;
        reader.key("nonce")?;
        let nonce = reader.array()?;
        reader.end()?;
        let plain = mrae::open(&self.key.0, &nonce, data, &[]).ok()?;
        if entries == (1, (), 2) {
            answer(&plain)
        } else {
            None
        }
    }
}

fn answer(plain: &[u8]) -> Option<Answer> {
    let mut reader = Reader::new(plain);
    reader.map()?;
    let answer = if !reader.optional_key("ok") {
        failed(&mut reader)?
    } else if reader.is_bytes() {
        Answer::Returned(reader.bytes()?.to_vec())
    } else {
        executed(&mut reader)?
    };
    reader.end()?;
    Some(answer)
}

fn failed(reader: &mut Reader<'_>) -> Option<Answer> {
    reader.key("fail")?;
    reader.map()?;
    reader.key("code")?;
    let code = reader.uint()?;
    reader.key("module")?;
    let module = reader.text()?.to_owned();
    reader.key("message")?;
    Some(Answer::Failed { module, code, message: reader.text()?.to_owned() })
}

fn executed(reader: &mut Reader<'_>) -> Option<Answer> {
    reader.map()?;
    reader.key("logs")?;
    let count = reader.items()?;
    let logs = (0..count).map(|_| log(reader)).collect::<Option<_>>()?;
    reader.key("output")?;
    Some(Answer::Executed { output: reader.bytes()?.to_vec(), logs })
}

fn log(reader: &mut Reader<'_>) -> Option<Log> {
    reader.items()?;
    let address = reader.array()?;
    let count = reader.items()?;
    let topics = (0..count).map(|_| reader.array()).collect::<Option<_>>()?;
    Some(Log { address, topics, data: reader.bytes()?.to_vec() })
}
