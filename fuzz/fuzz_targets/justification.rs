//! Justifications from a hostile host.
#![no_main]

use libfuzzer_sys::fuzz_target;
use light_client::testing::fuzz::Arena;
use std::sync::LazyLock;

static ARENA: LazyLock<Arena> = LazyLock::new(Arena::default);

fuzz_target!(|data: &[u8]| ARENA.justification(data));
