//! The confidential EVM: executes verified calls over an encrypted, authenticated state.
//!
//! It never reads a clock, draws randomness or touches files: time and seeds are arguments, the storage backend is passed
//! in. It never verifies signatures, decrypts calls or knows channels; that is the executor's part. Nothing that a caller
//! sends can make it fail: every call ends in a receipt. Nothing that the host stores can make it compute on a wrong
//! state: what is read counts only if it matches the state root.
//!
//! Reading order: [`Evm`] (open) → [`ethereum`], [`Call`] (what is executed) → [`BlockBuilder`] (execute, finish) →
//! `execute` (the outcome) → `fees` → `machine` (fork and limits) → `precompile` (the way out) → `state` (layout under the
//! root, reads, changes) → `tree` (authentication) → `store` (encrypted rows) → `anchor`, `history` (beside the root) →
//! [`View`] and `simulation` (questions) → `snapshot` → `development` (orders of developers).
//! Protocol notes: `docs/protocol/evm.md`.
#![forbid(unsafe_code)]

mod anchor;
mod block;
mod cache;
mod call;
mod convert;
mod development;
mod error;
pub mod ethereum;
mod evm;
mod execute;
mod fees;
mod history;
mod keys;
mod machine;
mod precompile;
mod simulation;
mod snapshot;
mod state;
mod store;
mod tree;
mod view;

#[cfg(test)]
mod tests;

pub use anchor::MAX_META;
pub use block::{BlockBuilder, BlockEnv, BlockOutcome, FEE_ACCOUNT};
pub use call::Call;
pub use error::StoreError;
pub use evm::{Evm, EvmConfig};
pub use history::{NewTransaction, RECEIPT_BLOCKS};
pub use machine::{MAX_CALLDATA, MAX_CODE, MAX_INIT_CODE};
pub use precompile::{
    Outgoing, ATTESTATION_GAS, DERIVE_KEY_GAS, SYSTEM_ADDRESS, UNREADABLE_CALL_DATA, UNREADABLE_GAS,
    WEI_PER_UNIT, WITHDRAW_GAS,
};
pub use redb::{backends::InMemoryBackend, StorageBackend};
pub use simulation::QueryEnv;
pub use snapshot::{Chunk, Import, ImportError};
pub use state::key::MAX_ITEM_NAME;
pub use view::View;
