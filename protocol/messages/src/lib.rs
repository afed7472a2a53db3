//! Every type that crosses a trust border of Adyton, and the raw storage keys that enclaves read.
//!
//! Both the chain and the enclaves trust this crate; it holds data and layout only. It never does IO, never verifies
//! a signature and never decides anything. Layouts are SCALE; a changed layout shows up in `tests/wire.rs`.
//!
//! Reading order: [`ids`] → [`channel`] (what users send) → [`call`] (what is inside) → [`receipt`] (what becomes of it) →
//! [`query`] and [`ethereum`] (what can be asked) → [`committee`] and [`commit`] (what comes back) → [`cluster`] (what it pays)
//! → [`worker`] (the envelope around it) → [`capacity`] → [`registration`] → [`keys`], [`ceremony`], [`snapshot`] → [`bundle`]
//! (what the host feeds an enclave) → [`abi`] (where it stands in chain state) → [`limits`].
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod abi;
pub mod bundle;
pub mod call;
pub mod capacity;
pub mod ceremony;
pub mod channel;
pub mod cluster;
pub mod commit;
pub mod committee;
pub mod ethereum;
pub mod ids;
pub mod keys;
pub mod limits;
pub mod query;
pub mod receipt;
pub mod registration;
pub mod snapshot;
pub mod worker;

pub use sp_core::{bounded::BoundedVec, ConstU32, H160, H256, U256};
