//! The enclave without its shell: verified messages in, effects, statements and answers out.
//!
//! Everything an enclave decides is decided here, as a function of what was proven, of the platform's ticks and of
//! fresh entropy, all arguments. It never does IO, never reads a clock, never starts a thread. The shell around it is
//! `enclave/worker`.
//!
//! Reading order: [`enclave`] (the whole) → [`network`], [`view`] (what is known of the chain) → [`compute`] (executing) →
//! [`query`] → [`keeping`], [`keeper`], [`watch`] and [`requester`] (keys) → [`snapshot`] (joining) → [`waiting`] →
//! [`mining`] → [`outbox`] (statements) → [`rules`].
#![forbid(unsafe_code)]

pub mod compute;
pub mod enclave;
pub mod keeper;
pub mod keeping;
pub mod mining;
pub mod network;
pub mod outbox;
pub mod query;
pub mod requester;
pub mod rules;
pub mod snapshot;
pub mod view;
pub mod waiting;
pub mod watch;
