//! How networks begin. A chain spec names a preset and may patch it.
//!
//! | preset | validators | slot | sudo | trust roots |
//! |---|---|---|---|---|
//! | `development` | Alice | 0.5 s | Alice | development root (simulated hardware) |
//! | `local` | Alice, Bob, Charlie | 0.5 s | Alice | development root (simulated hardware) |
//! | `live` | none yet | 6 s | none | Intel's |
//!
//! `live` is a template for public networks: before it can run, a chain spec has to patch in session keys, balances and
//! committees. Without sudo only a referendum on the root track acts as root.

use crate::*;
use alloc::{vec, vec::Vec};
use attestation::development;
use economy::Pace;
use messages::ids::KEEPER_COMMITTEE;
use pallet_committees::{GenesisCommittee, GenesisKind};
use pallet_gatekeepers::Parameters;
use pallet_registry::GenesisTrust;
use sp_core::{hex2array, H256};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// Name of the preset for several validators on one machine.
pub const LOCAL_PRESET: &str = "local";
/// Name of the template for public networks.
pub const LIVE_PRESET: &str = "live";

/// Slot length of development networks, in milliseconds.
const DEVELOPMENT_SLOT_MS: u64 = 500;
/// Chain id by which Sapphire's tools know a network on the developer's own machine.
const SAPPHIRE_LOCALNET: u64 = 0x5afd;
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
        DEV_RUNTIME_PRESET => Some(development_network(&[ALICE])),
        LOCAL_PRESET => Some(development_network(&[ALICE, BOB, CHARLIE])),
        LIVE_PRESET => Some(live()),
        _ => None,
    }
}

/// A network whose keys everybody knows.
fn development_network(validators: &[WellKnown]) -> RuntimeGenesisConfig {
    let endow = |who: Sr25519Keyring| (who.to_account_id(), DEVELOPMENT_BALANCE);
    let treasury = (config::governance::TreasuryAccount::get(), DEVELOPMENT_BALANCE);
    RuntimeGenesisConfig {
        validators: ValidatorsConfig { slot_ms: DEVELOPMENT_SLOT_MS, ..Default::default() },
        balances: BalancesConfig {
            balances: Sr25519Keyring::iter().map(endow).chain([mining_pot(), treasury]).collect(),
            ..Default::default()
        },
        session: SessionConfig { keys: validators.iter().map(session_keys).collect(), ..Default::default() },
        sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
        registry: RegistryConfig {
            trust: vec![GenesisTrust {
                anchor: development::trust_anchor(),
                collateral: vec![development::collateral()],
            }],
            policy: development::policy(),
            ..Default::default()
        },
        computation: ComputationConfig {
            block_ms: DEVELOPMENT_SLOT_MS,
            pace: Some(DEVELOPMENT_MINING),
            min_score: Some(1),
            ..Default::default()
        },
        anchors: AnchorsConfig { development_evm_chain_id: Some(SAPPHIRE_LOCALNET), ..Default::default() },
        committees: CommitteesConfig {
            committees: vec![development_keepers(), development_cluster()],
            ..Default::default()
        },
        gatekeepers: GatekeepersConfig { parameters: DEVELOPMENT_PACE, ..Default::default() },
        technical_committee: TechnicalCommitteeConfig {
            members: [ALICE, BOB, CHARLIE].map(|(person, _)| person.to_account_id()).to_vec(),
            ..Default::default()
        },
        ..Default::default()
    }
}

/// Worker ids of simulated machines 1 to 3, the compute cluster.
///
/// They follow from the machines' numbers, which a test checks; the runtime itself cannot sign, so it cannot derive them.
const CLUSTER: [H256; 3] = [
    H256(hex2array!("8596a4949e243a472b931e08b9a8dad14cc868045422502340d873b964d54be0")),
    H256(hex2array!("8992dc5612872aacc162d02eae08068e167a7bfa18bae753efe1a3a7e3c10a19")),
    H256(hex2array!("6bb08268053d0302a24a6a0cf4690437c1053d871e5daa083cb8f8d5cd1dfa56")),
];
/// Worker ids of simulated machines 101 to 103, the gatekeepers.
const KEEPERS: [H256; 3] = [
    H256(hex2array!("b7ecb390acc1623c97161685b3839d712567e056625489cc72b5d06547920f37")),
    H256(hex2array!("52596d1c49c3c073b1729057d878d1c0a16f0972d19cf43d7e5513e80b2c581a")),
    H256(hex2array!("be830e24d176277948cf1f24df4bb278fdef061b7b635f7bff1e81ed6ffd6507")),
];
/// An epoch lasts ten minutes, shares are made anew every twenty, and a round waits half a minute for the silent.
const DEVELOPMENT_PACE: Parameters = Parameters { epoch_length: 1_200, refresh: 2_400, patience: 60 };

/// A worker is challenged twice a minute and has ten seconds to answer; a stake cools down in half a minute.
const DEVELOPMENT_MINING: Pace = Pace {
    heartbeat_window: 20,
    challenge_interval: 60,
    challenges_per_block: 20,
    cool_down: 60,
    appeal_period: 120,
    measurement: 20,
};

/// Seven tenths of all PHA are for miners.
fn mining_pot() -> (AccountId, Balance) {
    (Computation::pot(), 700_000_000 * PHA)
}

fn development_keepers() -> GenesisCommittee {
    GenesisCommittee {
        id: KEEPER_COMMITTEE,
        kind: GenesisKind::Keeper,
        version: 1,
        threshold: 2,
        members: KEEPERS.to_vec(),
        owner: None,
    }
}

fn development_cluster() -> GenesisCommittee {
    GenesisCommittee {
        id: 1,
        kind: GenesisKind::Evm,
        version: 1,
        threshold: 2,
        members: CLUSTER.to_vec(),
        owner: Some(Sr25519Keyring::Alice.to_account_id()),
    }
}

/// The start of a public network.
fn live() -> RuntimeGenesisConfig {
    let intel = GenesisTrust { anchor: attestation::TrustAnchor::intel(), collateral: Vec::new() };
    RuntimeGenesisConfig {
        registry: RegistryConfig { trust: vec![intel], ..Default::default() },
        balances: BalancesConfig { balances: vec![mining_pot()], ..Default::default() },
        ..Default::default()
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::{identity::WorkerIdentity, simulated::machine_secret};

    #[test]
    fn members_of_the_development_committees_are_the_simulated_machines() {
        let id = |machine| H256(WorkerIdentity::from_sealing_secret(&machine_secret(machine)).id().0);
        assert_eq!([1, 2, 3].map(id), CLUSTER);
        assert_eq!([101, 102, 103].map(id), KEEPERS);
    }
}
