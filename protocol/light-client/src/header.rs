//! Block headers: their hash, and what their digest announces.

use crate::error::{ChainFault, Error, HostFault};
use codec::DecodeAll;
use crypto::hash::blake2_256;
use messages::{ids::BlockNumber, H256};
use sp_consensus_grandpa::{AuthorityList, ConsensusLog, GRANDPA_ENGINE_ID};
use sp_runtime::{generic, traits::BlakeTwo256, DigestItem};

/// A Substrate header as the chain encodes it.
pub(crate) type RawHeader = generic::Header<BlockNumber, BlakeTwo256>;

/// What the client needs of a header.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) number: BlockNumber,
    pub(crate) hash: H256,
    pub(crate) state_root: H256,
    /// The authorities of the next set, if this block is the last of the current one.
    pub(crate) next_authorities: Option<AuthorityList>,
}

impl Header {
    /// Decodes a header and inspects its digest. The hash is that of the bytes themselves.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let raw = RawHeader::decode_all(&mut &bytes[..]).map_err(|_| HostFault::MalformedHeader)?;
        Ok(Self {
            number: raw.number,
            hash: blake2_256(bytes),
            state_root: raw.state_root,
            next_authorities: set_change(&raw)?,
        })
    }
}

/// The change of authorities that a header announces, if it is one that a single header proves: without delay and not
/// forced. As in GRANDPA, the first scheduled change counts; anything forced is refused wherever it stands.
fn set_change(header: &RawHeader) -> Result<Option<AuthorityList>, ChainFault> {
    let number = header.number;
    let mut change = None;
    for item in header.digest.logs() {
        let DigestItem::Consensus(GRANDPA_ENGINE_ID, data) = item else { continue };
        match ConsensusLog::<BlockNumber>::decode_all(&mut &data[..]) {
            Ok(ConsensusLog::ForcedChange(..)) => return Err(ChainFault::ForcedChange { number }),
            Ok(ConsensusLog::ScheduledChange(scheduled)) => change = change.or(Some(scheduled)),
            Ok(_) => {}
            Err(_) => return Err(ChainFault::UnknownDigest { number }),
        }
    }
    match change {
        Some(change) if change.delay != 0 => Err(ChainFault::DelayedChange { number }),
        Some(change) => Ok(Some(change.next_authorities)),
        None => Ok(None),
    }
}
