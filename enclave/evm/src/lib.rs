//! The confidential EVM: executes verified calls over an encrypted, authenticated state.
//!
//! It never reads a clock, draws randomness or touches files: time and seeds are arguments, the storage backend is passed
//! in. It never verifies signatures, decrypts calls or knows channels; that is the executor's part. Nothing that a caller
//! sends can make it fail: every call ends in a receipt. Nothing that the host stores can make it compute on a wrong
//! state: what is read counts only if it matches the state root.
//!
//! Reading order: [`Evm`] (open) → [`BlockBuilder`] (execute, finish) → `execute` (one call) → `machine` (fork and
//! limits) → `precompile` (the way out) → `state` (layout under the root, reads, changes) → `tree` (authentication) →
//! `store` (encrypted rows) → `anchor`, `receipts` (beside the root) → [`View`] (queries) → `snapshot`.
//! Protocol notes: `docs/protocol/evm.md`.
#![forbid(unsafe_code)]

mod anchor;
mod block;
mod cache;
mod convert;
mod error;
mod evm;
mod execute;
mod keys;
mod machine;
mod precompile;
mod receipts;
mod snapshot;
mod state;
mod store;
mod tree;
mod view;

#[cfg(test)]
mod tests;

pub use anchor::MAX_META;
pub use block::{BlockBuilder, BlockEnv, BlockOutcome, FEE_ACCOUNT};
pub use error::StoreError;
pub use evm::{Evm, EvmConfig};
pub use machine::{chain_id, MAX_CALLDATA, MAX_CODE, MAX_INIT_CODE};
pub use precompile::{Outgoing, SYSTEM_ADDRESS, WEI_PER_UNIT, WITHDRAW_GAS};
pub use receipts::RECEIPT_BLOCKS;
pub use redb::{backends::InMemoryBackend, StorageBackend};
pub use snapshot::{Chunk, Import, ImportError};
pub use state::key::MAX_ITEM_NAME;
pub use view::View;
