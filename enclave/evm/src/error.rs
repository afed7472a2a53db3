//! What can go wrong below the EVM.

/// Failure of the store. A call never causes one: whatever a caller sends ends in a receipt.
///
/// After an error from [`crate::BlockBuilder::finish`] the [`crate::Evm`] refuses further blocks; open the store again,
/// it stands at the last executed block.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The storage backend failed.
    #[error("the disk under the store failed: {0}; make room or mend it, then restart the worker: it goes on from the last executed block")]
    Disk(#[source] Box<redb::Error>),
    /// What the host gave back is not what was stored under this key.
    #[error("host misbehaved: {0}; delete the store and let the worker join by snapshot")]
    HostMisbehaved(&'static str),
    /// The store holds part of a snapshot and no executable state.
    #[error("the store holds an unfinished import; resume it, or delete the store")]
    ImportUnfinished,
    /// The store's state is not under the given root key.
    #[error("the store holds a state under another root key; delete the store and let the worker join by snapshot")]
    OtherRootKey,
    /// A mistake of this program.
    #[error("internal error: {0}; please report it with the worker's version")]
    Internal(&'static str),
}

impl revm::database_interface::DBErrorMarker for StoreError {}

/// `?` on every error of the storage library.
macro_rules! from_redb {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                Self::Disk(Box::new(error.into()))
            }
        }
    )*};
}

from_redb!(CommitError, DatabaseError, SetDurabilityError, StorageError, TableError, TransactionError);
