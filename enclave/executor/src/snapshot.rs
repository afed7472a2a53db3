//! Serving a state to a joining member, and joining by one.
//!
//! A joiner trusts no sender: it rebuilds the tree and accepts the result only if its root is the one of the commit the
//! chain accepted. A sender serves only live members, as proven at its own head, and encrypts to a key that follows from
//! the state keys of the generation that the state is under. So gatekeepers, who verify a joiner's evidence themselves,
//! decide who reads the state; a chain record alone opens nothing.

use crate::compute::items::CURSOR;
use codec::{Decode, DecodeAll, Encode};
use crypto::sealing::{seal_to, DecryptionKey};
use evm::{Chunk, Evm, EvmConfig, Import, ImportError, StorageBackend, StoreError, View};
use messages::{
    committee::CommitPoint,
    ids::*,
    snapshot::{SealedChunk, SnapshotRequest, SNAPSHOT_CHUNK_BYTES, SNAPSHOT_DOMAIN},
    H256,
};
use std::collections::BTreeMap;
use thiserror::Error;

/// Blocks that a state is kept for a joiner after it last asked. While kept, the store cannot reuse its space.
pub const PATIENCE: BlockNumber = 300;

/// States kept from before the last applied commit: a joiner may have seen less of the chain than the member it asks.
pub const TAIL: Height = 16;

/// Blocks without a new chunk after which a joiner begins again at the commit accepted by then: nobody may have the
/// state of the old one any more.
pub const JOIN_PATIENCE: BlockNumber = 32;

/// Why a snapshot request is not answered.
#[derive(Debug, Error)]
pub enum SnapshotRefusal {
    /// No state here, or the lease on the last head is over.
    #[error("this worker has no state to share now; ask another member")]
    NotServing,
    /// Another network or committee.
    #[error("the request names another network or committee")]
    WrongCommittee,
    /// The requester is no live member.
    #[error("the chain knows no live member of this name and boot; register and join first")]
    NotAMember,
    /// The state of that height is not here.
    #[error("the state of height {0} is not here; ask another member, or for the last accepted commit")]
    OtherHeight(Height),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What happens to a snapshot request.
pub enum SnapshotReply {
    /// The chunk, for the joiner only.
    Chunk(SealedChunk),
    /// Facts about the joiner must be proven first: ask again after the next bundle.
    Pending,
}

/// A state, and the public key of those who may read it: it follows from the state keys that the state is under.
struct State {
    view: View,
    readers: [u8; 32],
}

/// States of recent heights. A joiner asks for the last accepted one, which execution has left behind.
#[derive(Default)]
pub struct Shelf {
    states: BTreeMap<Height, State>,
    pinned: Option<(Height, BlockNumber)>,
}

impl Shelf {
    /// Keeps the state of a block just executed, for those who hold the snapshot key of its generation's state keys.
    pub fn keep(&mut self, view: View, readers: [u8; 32]) {
        self.states.insert(view.height(), State { view, readers });
    }

    /// Keeps the state at `height`, if it is here, for a joiner that asked for it at block `head`.
    pub fn pin(&mut self, height: Height, head: BlockNumber) {
        if self.states.contains_key(&height) {
            self.pinned = Some((height, head));
        }
    }

    /// Forgets states well before the last applied one, except one that a joiner is reading.
    pub fn settle(&mut self, applied: Height, head: BlockNumber) {
        self.pinned = self.pinned.filter(|(_, asked)| asked.saturating_add(PATIENCE) >= head);
        let pinned = self.pinned.map(|(height, _)| height);
        self.states.retain(|height, _| height.saturating_add(TAIL) >= applied || Some(*height) == pinned);
    }

    /// The next part of a state for a joiner that may have it, at block `head`; the state stays pinned. `seed` must be
    /// fresh and secret.
    ///
    /// # Errors
    /// [`SnapshotRefusal::OtherHeight`], [`SnapshotRefusal::Store`].
    pub fn serve(
        &mut self,
        request: &SnapshotRequest,
        head: BlockNumber,
        seed: [u8; 32],
    ) -> Result<SealedChunk, SnapshotRefusal> {
        let unknown = SnapshotRefusal::OtherHeight(request.height);
        let Some(state) = self.states.get(&request.height) else { return Err(unknown) };
        let chunk = state.view.export_chunk(request.after, SNAPSHOT_CHUNK_BYTES)?;
        let aad = request.encode();
        let sealed = seal_to(&state.readers, SNAPSHOT_DOMAIN, &aad, &chunk.encode(), seed);
        let (encapsulated_key, ciphertext) = sealed.map_err(|_| SnapshotRefusal::NotServing)?;
        self.pin(request.height, head);
        Ok(SealedChunk { request: request.clone(), encapsulated_key, ciphertext })
    }
}

/// Why a chunk is refused.
#[derive(Debug, Error)]
pub enum ChunkError {
    /// This worker is not joining, or asked for something else.
    #[error("this worker did not ask for that chunk")]
    NotAsked,
    /// It does not open or decode.
    #[error("the chunk does not open; ask another member")]
    Unreadable,
    /// It is not the next part, or the whole is not the accepted state.
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// A join under way.
pub struct Joining {
    point: CommitPoint,
    import: Import,
    /// Block at which it began or last got a chunk.
    moved: BlockNumber,
}

impl Joining {
    /// Begins, at block `head`, to import the state of an accepted commit into an empty store.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn begin(
        backend: impl StorageBackend,
        config: EvmConfig,
        point: CommitPoint,
        head: BlockNumber,
    ) -> Result<Self, ImportError> {
        Ok(Self { point, import: Import::open(backend, config, point.state_root)?, moved: head })
    }

    /// Whether nothing came for so long that it should begin again.
    pub fn is_stuck(&self, head: BlockNumber) -> bool {
        self.moved.saturating_add(JOIN_PATIENCE) < head
    }

    /// The commit whose state is being imported.
    pub fn point(&self) -> &CommitPoint {
        &self.point
    }

    /// What to ask a member for next.
    pub fn request(
        &self,
        genesis: GenesisHash,
        committee: CommitteeId,
        worker: WorkerId,
        boot_id: BootId,
    ) -> SnapshotRequest {
        SnapshotRequest {
            genesis,
            committee,
            worker,
            boot_id,
            height: self.point.height,
            after: self.import.cursor(),
        }
    }

    /// Takes in the chunk that was `asked` for, at block `head`. True when it was the last.
    ///
    /// # Errors
    /// [`ChunkError`]; a refused chunk changes nothing.
    pub fn accept(
        &mut self,
        key: &DecryptionKey,
        asked: &SnapshotRequest,
        sealed: &SealedChunk,
        head: BlockNumber,
    ) -> Result<bool, ChunkError> {
        if sealed.request != *asked {
            return Err(ChunkError::NotAsked);
        }
        let plaintext = key
            .open(SNAPSHOT_DOMAIN, &asked.encode(), &sealed.encapsulated_key, &sealed.ciphertext)
            .map_err(|_| ChunkError::Unreadable)?;
        let chunk = Chunk::decode_all(&mut plaintext.as_slice()).map_err(|_| ChunkError::Unreadable)?;
        self.import.add(&chunk)?;
        self.moved = head;
        Ok(self.import.is_complete())
    }

    /// Opens the imported state and says where in the channel it stands.
    ///
    /// # Errors
    /// [`ImportError::WrongState`] if the senders lied; the store must be emptied then.
    pub fn finish(self) -> Result<(Evm, CommitPoint, H256), ImportError> {
        let evm = self.import.finish()?;
        let cursor = evm.view().item(CURSOR)?;
        let cursor = cursor.and_then(|bytes| <(Seq, H256)>::decode(&mut bytes.as_slice()).ok());
        match cursor {
            Some((seq, digest)) if seq == self.point.upto_seq => Ok((evm, self.point, digest)),
            // The accepted root covers the cursor, so a state that lacks it was never agreed on.
            _ => Err(ImportError::WrongState),
        }
    }
}
