//! Envelopes of encrypted calldata that transactions have used: each opens in one transaction only.
//!
//! An envelope binds neither sender nor contract. Whoever sees one in a public transaction could otherwise send it to a
//! contract of their own and read the calldata.
//!
//! Under the state root each used envelope is an item that names the one used before it in the same epoch, and one item
//! names the last of each epoch. So those of an epoch that is over are found and forgotten block by block, by all replicas
//! alike.

use super::items::decode_item;
use codec::{Decode, Encode};
use evm::{BlockBuilder, StoreError, View};
use messages::{ids::Epoch, keys::InputKey};

/// The last envelope of each epoch that has any (SCALE list of [`Used`]).
const LAST: &[u8] = b"executor/envelopes";
/// Envelopes forgotten in a block in which none was used: there are ever fewer when transactions become rarer.
const FORGOTTEN_AT_LEAST: usize = 64;

/// Name of an envelope.
type Id = [u8; 32];

/// The envelope of an epoch that was used last.
#[derive(Encode, Decode)]
struct Used {
    epoch: Epoch,
    last: Id,
}

fn item(id: &Id) -> Vec<u8> {
    [b"executor/envelope/".as_slice(), id].concat()
}

/// Whether a transaction up to the block that `view` shows has used it.
pub fn is_used(view: &View, id: &Id) -> Result<bool, StoreError> {
    Ok(view.item(&item(id))?.is_some())
}

/// The same, with what the block has executed so far.
pub(super) fn is_used_by_now(builder: &mut BlockBuilder<'_>, id: &Id) -> Result<bool, StoreError> {
    Ok(builder.item(&item(id))?.is_some())
}

/// Remembers that a transaction has used it.
pub(super) fn mark(builder: &mut BlockBuilder<'_>, epoch: Epoch, id: Id) -> Result<(), StoreError> {
    let mut epochs = last_of_epochs(builder)?;
    let previous = match epochs.iter_mut().find(|used| used.epoch == epoch) {
        Some(used) => Some(core::mem::replace(&mut used.last, id)),
        None => {
            epochs.push(Used { epoch, last: id });
            None
        }
    };
    builder.set_item(&item(&id), &previous.encode())?;
    builder.set_item(LAST, &epochs.encode())
}

/// Forgets some of those whose epoch is over: twice as many as the block has used, and a few.
pub(super) fn forget(
    builder: &mut BlockBuilder<'_>,
    live: &[InputKey],
    used: usize,
) -> Result<(), StoreError> {
    let mut epochs = last_of_epochs(builder)?;
    let is_over = |used: &Used| live.iter().all(|key| key.epoch != used.epoch);
    if !epochs.iter().any(is_over) {
        return Ok(());
    }
    for _ in 0..used.saturating_mul(2).saturating_add(FORGOTTEN_AT_LEAST) {
        let Some(at) = epochs.iter().position(is_over) else { break };
        let Used { epoch, last } = epochs.swap_remove(at);
        let previous: Option<Id> = decode_item(builder.item(&item(&last))?).flatten();
        builder.remove_item(&item(&last))?;
        epochs.extend(previous.map(|last| Used { epoch, last }));
    }
    builder.set_item(LAST, &epochs.encode())
}

fn last_of_epochs(builder: &mut BlockBuilder<'_>) -> Result<Vec<Used>, StoreError> {
    Ok(decode_item(builder.item(LAST)?).unwrap_or_default())
}
