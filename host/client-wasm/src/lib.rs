//! A user's light client and sealing for browsers, as one WebAssembly module without imports.
//!
//! `@adyton/client` (`host/client-js`) wraps it. It verifies what a gateway delivers, seals transactions and questions to the
//! proven input key and opens answers; all else is JavaScript's. It never does IO, never reads a clock, never draws
//! randomness (time and entropy are arguments) and remembers nothing between two requests: whoever calls keeps the light
//! client and the proven committee, both as opaque bytes.
//!
//! Interface: [`respond`] takes a [`Request`] as JSON and gives a byte, 0 for success and 1 for failure, followed by JSON of
//! the answer or of [`Failure`]. Bytes are `0x` and hex digits everywhere. The module exports `memory`,
//! `alloc(len) -> ptr`, `free(ptr, len)` and `request(ptr, len) -> ptr << 32 | len`, whose result is freed by the caller.
//!
//! Reading order: [`request`] (what can be asked) → [`chain`] (following it) → [`sealing`] (transactions, questions) →
//! [`question`] and [`reply`] (their JSON) → [`failure`].
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod chain;
#[cfg(target_arch = "wasm32")]
mod exports;
pub mod failure;
pub mod question;
pub mod reply;
pub mod request;
pub mod sealing;

pub use failure::Failure;
pub use request::{respond, Request};
