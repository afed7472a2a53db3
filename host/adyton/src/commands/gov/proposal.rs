//! The call that a referendum proposes, wherever the chain keeps it.

use super::{
    explain::{self, wrappers, Background, Meaning},
    referendum::{Ongoing, Proposal},
    tracks::Track,
};
use crate::state::ChainState;
use anyhow::Result;
use codec::Encode;
use messages::H256;
use subxt::ext::scale_decode::DecodeAsType;

/// Largest preimage that the chain keeps.
const MAX_PREIMAGE: u32 = 4 * 1024 * 1024;

/// What the chain says of a preimage; names are the chain's.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
enum RequestStatus {
    Unrequested { len: u32 },
    Requested { maybe_len: Option<u32> },
}

/// Bytes of a proposed call; `None` if nobody has put them on the chain.
///
/// # Errors
/// If the chain cannot be asked.
pub(crate) async fn bytes(state: &ChainState, proposal: &Proposal) -> Result<Option<Vec<u8>>> {
    match proposal {
        Proposal::Inline(bytes) => Ok(Some(bytes.clone())),
        Proposal::Lookup { hash, len } => preimage(state, H256(*hash), *len).await,
        Proposal::Legacy { hash } => match length(state, H256(*hash)).await? {
            Some(len) => preimage(state, H256(*hash), len).await,
            None => Ok(None),
        },
    }
}

/// Length of a preimage, if the chain has it.
///
/// # Errors
/// If the chain cannot be asked.
pub(crate) async fn length(state: &ChainState, hash: H256) -> Result<Option<u32>> {
    let status = state.read::<RequestStatus>(("Preimage", "RequestStatusFor"), vec![hash.encode()]).await?;
    Ok(match status {
        Some(RequestStatus::Unrequested { len }) => Some(len),
        Some(RequestStatus::Requested { maybe_len }) => maybe_len,
        None => None,
    })
}

/// A preimage by its hash and length. Its hash proves it, so that it needs no proof of state, for which it may be too long.
///
/// # Errors
/// If the chain cannot be asked.
pub(crate) async fn preimage(state: &ChainState, hash: H256, len: u32) -> Result<Option<Vec<u8>>> {
    if len > MAX_PREIMAGE {
        return Ok(None);
    }
    let key = state.key(("Preimage", "PreimageFor"), &[(hash, len).encode()])?;
    let Some(stored) = state.pool().storage(&key, state.hash()).await? else { return Ok(None) };
    let bytes = <Vec<u8> as codec::DecodeAll>::decode_all(&mut &stored[..])?;
    Ok(Some(bytes).filter(|bytes| crypto::hash::blake2_256(bytes) == hash))
}

/// What a referendum would do.
///
/// # Errors
/// If the chain cannot be asked.
pub(crate) async fn meaning(state: &ChainState, referendum: &Ongoing, track: &Track) -> Result<Meaning> {
    let at = referendum.earliest_enactment(track, state.block());
    let background = Background::read(state, at).await?;
    let meaning = match bytes(state, &referendum.proposal).await? {
        Some(bytes) => explain::bytes(&bytes, state, &background),
        None => Meaning::unreadable(format!(
            "nobody has put the call of hash {:?} on the chain, or the node conceals it",
            referendum.proposal.hash()
        )),
    };
    Ok(match wrappers::is_root(&referendum.origin) {
        true => meaning.warn(wrappers::ROOT_WARNING),
        false => meaning,
    })
}
