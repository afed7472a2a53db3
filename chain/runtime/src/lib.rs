//! The solo-chain runtime of Adyton: Aura and GRANDPA underneath, the canonical encrypted queue and its committees on top.
//!
//! Reading order: this file (types, and which pallets there are in which order) → [`config`] (how they are set up) →
//! [`apis`] (what the node may ask) → [`genesis_config_presets`] (how networks begin).
//!
//! The runtime orders, verifies and records; it never computes on requests and never sees a plaintext.
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]
#![allow(missing_docs)] // the macros of FRAME generate items without documentation

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod config;
pub mod genesis_config_presets;
pub mod weights;

pub use apis::RuntimeApi;

use alloc::{borrow::Cow, vec::Vec};
use config::governance::pallet_origins;
use sp_runtime::{
    generic, impl_opaque_keys,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

/// Number of a block.
pub type BlockNumber = messages::ids::BlockNumber;
/// Amounts of PHA, in units of 10⁻¹².
pub type Balance = messages::ids::Balance;
/// Count of an account's transactions.
pub type Nonce = u32;
/// Hash of a block or of anything in it.
pub type Hash = sp_core::H256;
/// Signatures of accounts.
pub type Signature = MultiSignature;
/// An account of the chain.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How transactions name an account.
pub type Address = MultiAddress<AccountId, ()>;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// What a transaction proves and pays besides its call; the standard set, so that standard clients can build it.
pub type TxExtension = (
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
);
/// A transaction or inherent as it stands in a block.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a transaction's signature is over.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// Executes blocks.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

/// The block as the node sees it: transactions are bytes.
pub mod opaque {
    use super::*;
    pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

    /// A block whose transactions are bytes.
    pub type Block = generic::Block<Header, UncheckedExtrinsic>;
}

impl_opaque_keys! {
    /// Keys with which a validator takes part in consensus.
    pub struct SessionKeys {
        /// Authors blocks (sr25519).
        pub aura: Aura,
        /// Votes on finality (ed25519).
        pub grandpa: Grandpa,
    }
}

/// Names this runtime and the interfaces it has. Raise `spec_version` with every change on a live network.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("adyton"),
    impl_name: Cow::Borrowed("adyton"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

/// Decimals of PHA.
pub const PHA_DECIMALS: u8 = 12;
/// One PHA.
pub const PHA: Balance = 10u128.pow(PHA_DECIMALS as u32);
/// Prefix of addresses in SS58.
pub const SS58_PREFIX: u16 = 30;

/// The pallets. Their names are part of the enclave ABI (`messages::abi`).
#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp;
    // Aura reads the slot length, so genesis writes it first.
    #[runtime::pallet_index(2)]
    pub type Validators = pallet_validators;
    #[runtime::pallet_index(3)]
    pub type Aura = pallet_aura;
    #[runtime::pallet_index(4)]
    pub type Grandpa = pallet_grandpa;
    #[runtime::pallet_index(5)]
    pub type Authorship = pallet_authorship;
    #[runtime::pallet_index(6)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(7)]
    pub type TransactionPayment = pallet_transaction_payment;
    #[runtime::pallet_index(8)]
    pub type Session = pallet_session;

    // After Session and Grandpa, whose work of the same block it records.
    #[runtime::pallet_index(10)]
    pub type Anchors = pallet_anchors;
    #[runtime::pallet_index(11)]
    pub type Channels = pallet_channels;
    #[runtime::pallet_index(12)]
    pub type Registry = pallet_registry;
    #[runtime::pallet_index(13)]
    pub type Committees = pallet_committees;
    #[runtime::pallet_index(14)]
    pub type Gatekeepers = pallet_gatekeepers;

    // After Registry and Gatekeepers, whose word it takes.
    #[runtime::pallet_index(30)]
    pub type Computation = pallet_computation;
    #[runtime::pallet_index(31)]
    pub type StakePools = pallet_stake_pools;
    #[runtime::pallet_index(32)]
    pub type Clusters = pallet_clusters;

    #[runtime::pallet_index(20)]
    pub type Utility = pallet_utility;
    #[runtime::pallet_index(21)]
    pub type Proxy = pallet_proxy;
    #[runtime::pallet_index(22)]
    pub type Multisig = pallet_multisig;
    #[runtime::pallet_index(23)]
    pub type Sudo = pallet_sudo;

    #[runtime::pallet_index(40)]
    pub type Preimage = pallet_preimage;
    #[runtime::pallet_index(41)]
    pub type Scheduler = pallet_scheduler;
    #[runtime::pallet_index(42)]
    pub type Treasury = pallet_treasury;
    #[runtime::pallet_index(43)]
    pub type Bounties = pallet_bounties;
    #[runtime::pallet_index(44)]
    pub type ChildBounties = pallet_child_bounties;
    #[runtime::pallet_index(45)]
    pub type ConvictionVoting = pallet_conviction_voting;
    #[runtime::pallet_index(46)]
    pub type Referenda = pallet_referenda;
    #[runtime::pallet_index(47)]
    pub type Origins = pallet_origins;
    #[runtime::pallet_index(48)]
    pub type Whitelist = pallet_whitelist;
    #[runtime::pallet_index(49)]
    pub type TechnicalCommittee = pallet_collective<Instance1>;
    #[runtime::pallet_index(50)]
    pub type Identity = pallet_identity;
    #[runtime::pallet_index(51)]
    pub type Vesting = pallet_vesting;
}
