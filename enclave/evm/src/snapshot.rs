//! Moving a whole state to another worker.
//!
//! A snapshot is every entry under the state root, in the order of the tree, cut into chunks. The joiner rebuilds the
//! tree chunk by chunk and accepts the result only if its root is the one of an accepted commit. Each chunk is one
//! transaction that also keeps the cursor, so a stopped import goes on where it was, from any member.

use crate::{
    anchor::Anchor,
    error::StoreError,
    evm::{Evm, EvmConfig, Network},
    keys::RootKey,
    store::{Rows, Store, Table},
    tree::{split_row, Change, Tree, EMPTY_ROOT, MAX_KEY},
};
use codec::{Decode, Encode};
use core::ops::Bound;
use messages::H256;
use redb::StorageBackend;
use std::sync::Arc;

const PROGRESS: &[u8] = b"import";

/// Part of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Chunk {
    /// Keys and values under the state root, in the order of the tree.
    pub entries: Vec<(Vec<u8>, Vec<u8>)>,
    /// Where the next chunk begins; `None` in the last one.
    pub next: Option<[u8; 32]>,
}

/// Why an import does not go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store holds an executable state already.
    #[error("the store already holds a state; import into an empty one")]
    NotEmpty,
    /// The store holds part of a snapshot with another root.
    #[error("the store holds part of another snapshot; delete it and begin again")]
    OtherSnapshot,
    /// The chunk is not the one after the last.
    #[error("the sender misbehaved: a snapshot chunk is not the next one; ask another member")]
    WrongChunk,
    /// All chunks together are not the state that the committee agreed on.
    #[error("the senders misbehaved: the snapshot is not the accepted state; delete the store and ask other members")]
    WrongState,
    /// Chunks are missing.
    #[error("the snapshot is not complete; ask for the next chunk")]
    Incomplete,
}

/// How far an import has come; written with every chunk.
#[derive(Clone, Copy, Encode, Decode)]
struct Progress {
    expected_root: [u8; 32],
    /// Root of the tree so far.
    root: [u8; 32],
    /// Tree key of the last entry; `None` before the first chunk.
    cursor: Option<[u8; 32]>,
    complete: bool,
}

/// An import under way.
pub struct Import {
    network: Network,
    keys: Arc<RootKey>,
    store: Store,
    tree: Tree,
    progress: Progress,
}

impl Import {
    /// Begins, or resumes, the import of the state with this root into a store without a state.
    pub fn open(
        backend: impl StorageBackend,
        config: EvmConfig,
        expected_root: H256,
    ) -> Result<Self, ImportError> {
        let store = Store::open(backend, &config.store_key, config.nonce_seed)?;
        let rows = store.rows()?;
        if Anchor::read(&rows)?.is_some() {
            return Err(ImportError::NotEmpty);
        }
        let expected_root = expected_root.0;
        let start = Progress { expected_root, root: EMPTY_ROOT, cursor: None, complete: false };
        let progress = Self::progress(&rows)?.unwrap_or(start);
        if progress.expected_root != expected_root {
            return Err(ImportError::OtherSnapshot);
        }
        let network = config.network();
        let keys = Arc::new(RootKey::new(config.root_key));
        let tree = Tree::new(keys.clone(), progress.root);
        Ok(Self { network, keys, store, tree, progress })
    }

    pub(crate) fn is_under_way(rows: &Rows) -> Result<bool, StoreError> {
        Ok(Self::progress(rows)?.is_some())
    }

    fn progress(rows: &Rows) -> Result<Option<Progress>, StoreError> {
        let Some(row) = rows.get(Table::Meta, PROGRESS)? else { return Ok(None) };
        Progress::decode(&mut row.as_slice())
            .map(Some)
            .map_err(|_| StoreError::Internal("the progress of an import does not decode"))
    }

    /// What to pass to [`crate::View::export_chunk`] for the next chunk.
    pub fn cursor(&self) -> Option<[u8; 32]> {
        self.progress.cursor
    }

    /// Whether the last chunk is in, so that [`Self::finish`] can judge the whole.
    pub fn is_complete(&self) -> bool {
        self.progress.complete
    }

    /// Takes over the next chunk. A refused chunk changes nothing.
    pub fn add(&mut self, chunk: &Chunk) -> Result<(), ImportError> {
        let changes = self.check(chunk)?;
        let rows = self.store.rows()?;
        let cursor = changes.last().map(Change::place).or(self.progress.cursor);
        let update = self.tree.prepare(&rows, changes)?;
        let progress =
            Progress { root: update.root(), cursor, complete: chunk.next.is_none(), ..self.progress };
        let mut writer = self.store.write()?;
        self.tree.write(&update, &mut writer)?;
        writer.table(Table::Meta)?.put(PROGRESS, &progress.encode())?;
        writer.commit()?;
        self.tree.adopt(update);
        self.progress = progress;
        Ok(())
    }

    /// Entries must follow the cursor and each other, and the chunk must end where it says.
    fn check(&self, chunk: &Chunk) -> Result<Vec<Change>, ImportError> {
        if self.progress.complete {
            return Err(ImportError::WrongChunk);
        }
        let mut changes = Vec::with_capacity(chunk.entries.len());
        let mut last = self.progress.cursor;
        for (key, value) in &chunk.entries {
            if key.len() > MAX_KEY {
                return Err(ImportError::WrongChunk);
            }
            let change = Change::put(&self.keys, key, value)?;
            if last.is_some_and(|last| last >= change.place()) {
                return Err(ImportError::WrongChunk);
            }
            last = Some(change.place());
            changes.push(change);
        }
        if chunk.next.is_some() && (changes.is_empty() || chunk.next != last) {
            return Err(ImportError::WrongChunk);
        }
        Ok(changes)
    }

    /// Opens the imported state, if it is the accepted one.
    pub fn finish(mut self) -> Result<Evm, ImportError> {
        if !self.progress.complete {
            return Err(ImportError::Incomplete);
        }
        if self.progress.root != self.progress.expected_root {
            return Err(ImportError::WrongState);
        }
        let anchor = Anchor::new(self.progress.root);
        let mut writer = self.store.write()?;
        writer.table(Table::Meta)?.remove(PROGRESS)?;
        anchor.write(&mut writer)?;
        writer.commit()?;
        Ok(Evm::over(self.store, self.keys, self.network, anchor)?)
    }
}

/// Entries of the state after the tree key `after`.
pub(crate) fn export_chunk(
    rows: &Rows,
    after: Option<[u8; 32]>,
    max_bytes: usize,
) -> Result<Chunk, StoreError> {
    let start = after.as_ref().map_or(Bound::Unbounded, |after| Bound::Excluded(after.as_slice()));
    let mut chunk = Chunk { entries: Vec::new(), next: None };
    let (mut bytes, mut last) = (0, None);
    for row in rows.from(Table::State, start)? {
        let (place, row) = row?;
        bytes += row.len();
        if bytes > max_bytes && last.is_some() {
            chunk.next = last;
            break;
        }
        let (key, value) = split_row(&row)?;
        chunk.entries.push((key.to_vec(), value.to_vec()));
        last = place.try_into().ok();
    }
    Ok(chunk)
}
