//! Synthetic chains for tests, benches and fuzzers; behind the feature `testing`, which no enclave asks for.
//!
//! A [`TestChain`] is a whole chain in memory: real headers, a real state trie, real GRANDPA signatures of validators
//! whose keys are public, and an honest relay ([`TestChain::bundle`]). What a hostile relay sends is made by bending
//! an honest bundle or with the parts in [`justification`]. 50,000 blocks with 100 set changes take a few seconds.
//!
//! ```
//! use light_client::{testing::TestChain, LightClient};
//!
//! let mut chain = TestChain::new(3);
//! chain.push(1, b"hello");
//! chain.seal();
//! let mut client = LightClient::new(chain.genesis_hash(), Some(1));
//! let batch = client.verify(&chain.bundle(&client.wants(vec![])), &[]).unwrap();
//! client.apply(&batch);
//! assert_eq!(batch.view().unwrap().messages().len(), 1);
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod chain;
pub mod fuzz;
pub mod justification;
mod relay;
mod state;
mod validators;

pub use chain::{TestChain, BLOCK_MS, GENESIS_MS};
pub use state::State;
pub use validators::Validators;

/// Header of a synthetic chain: the same type as the chain's.
pub type Header = crate::header::RawHeader;
