//! Ceremonies as a whole: real keys, a channel in memory, and members that fall silent, crash or cheat.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod algebra;
mod bad_input;
mod cheating;
mod fresh;
mod handed_on;
mod network;
mod vault;
mod vectors;
