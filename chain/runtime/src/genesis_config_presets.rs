//! How networks begin. A chain spec names a preset and may patch it.
//!
//! | preset | validators | slot | sudo | trust roots |
//! |---|---|---|---|---|
//! | `development` | Alice | 0.5 s | Alice | development root (simulated hardware) |
//! | `local` | Alice, Bob, Charlie | 0.5 s | Alice | development root (simulated hardware) |
//! | `live` | none yet | 6 s | none | hardware vendors only |
//!
//! `live` is a template for public networks: before it can run, a chain spec has to patch in session keys, balances and
//! committees. Without sudo nothing holds the root origin, so what genesis says (trust roots above all) stays.

use crate::*;
use alloc::vec::Vec;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// Name of the preset for several validators on one machine.
pub const LOCAL_PRESET: &str = "local";
/// Name of the template for public networks.
pub const LIVE_PRESET: &str = "live";

/// Slot length of development networks, in milliseconds.
const DEVELOPMENT_SLOT_MS: u64 = 500;
/// PHA that every well-known account has on development networks.
const DEVELOPMENT_BALANCE: Balance = 1_000_000 * PHA;

/// All presets.
pub fn preset_names() -> Vec<PresetId> {
    [DEV_RUNTIME_PRESET, LOCAL_PRESET, LIVE_PRESET].map(PresetId::from).to_vec()
}

/// JSON of a preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    serde_json::to_vec(&preset(id)?).ok()
}

/// What a preset says.
pub fn preset(id: &str) -> Option<RuntimeGenesisConfig> {
    match id {
        DEV_RUNTIME_PRESET => Some(development(&[ALICE])),
        LOCAL_PRESET => Some(development(&[ALICE, BOB, CHARLIE])),
        LIVE_PRESET => Some(live()),
        _ => None,
    }
}

/// A network whose keys everybody knows.
fn development(validators: &[WellKnown]) -> RuntimeGenesisConfig {
    let endow = |who: Sr25519Keyring| (who.to_account_id(), DEVELOPMENT_BALANCE);
    RuntimeGenesisConfig {
        validators: ValidatorsConfig { slot_ms: DEVELOPMENT_SLOT_MS, ..Default::default() },
        balances: BalancesConfig {
            balances: Sr25519Keyring::iter().map(endow).collect(),
            ..Default::default()
        },
        session: SessionConfig { keys: validators.iter().map(session_keys).collect(), ..Default::default() },
        sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
        ..Default::default()
    }
}

/// The start of a public network.
fn live() -> RuntimeGenesisConfig {
    RuntimeGenesisConfig::default()
}

/// One person's keys of both kinds.
type WellKnown = (Sr25519Keyring, Ed25519Keyring);
const ALICE: WellKnown = (Sr25519Keyring::Alice, Ed25519Keyring::Alice);
const BOB: WellKnown = (Sr25519Keyring::Bob, Ed25519Keyring::Bob);
const CHARLIE: WellKnown = (Sr25519Keyring::Charlie, Ed25519Keyring::Charlie);

fn session_keys((sr25519, ed25519): &WellKnown) -> (AccountId, AccountId, SessionKeys) {
    let account = sr25519.to_account_id();
    let keys = SessionKeys { aura: sr25519.public().into(), grandpa: ed25519.public().into() };
    (account.clone(), account, keys)
}
