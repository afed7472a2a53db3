//! A runtime with this pallet, balances and time; small bounds, so that tests can reach them.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used)]

use crate::{self as pallet_channels, CurrentEpoch};
use frame_support::{
    construct_runtime, derive_impl, parameter_types,
    traits::{fungible::Balanced, tokens::imbalance::ResolveTo},
};
use messages::{
    channel::{Payload, SealedCall},
    ids::{AccountId, Balance, ChannelId, Epoch},
    limits::MAX_PAYLOAD,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage};

type Block = frame_system::mocking::MockBlockU32<Test>;

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Balances: pallet_balances,
        Channels: pallet_channels,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ExistentialDeposit;
}

parameter_types! {
    pub const ExistentialDeposit: Balance = 10;
    pub const FeePot: AccountId = AccountId::new([0xFE; 32]);
    pub const MaxStoredMessages: u32 = 128;
    pub const MaxStoredBytes: u32 = 8 * MAX_PAYLOAD;
    pub const Retention: u32 = 10;
    pub const PushBaseFee: Balance = 1_000;
    pub const PushByteFee: Balance = 3;
    pub static NewestEpoch: Option<Epoch> = Some(5);
}

pub struct Epochs;
impl CurrentEpoch for Epochs {
    fn current(_channel: ChannelId) -> Option<Epoch> {
        NewestEpoch::get()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn begin(_channel: ChannelId, epoch: Epoch) {
        NewestEpoch::set(Some(epoch));
    }
}

impl pallet_channels::Config for Test {
    type Currency = Balances;
    type FeeDestination = ResolveTo<FeePot, Balances>;
    type Time = Timestamp;
    type Epochs = Epochs;
    type MaxStoredMessages = MaxStoredMessages;
    type MaxStoredBytes = MaxStoredBytes;
    type Retention = Retention;
    type PushBaseFee = PushBaseFee;
    type PushByteFee = PushByteFee;
    type WeightInfo = ();
}

/// The gatekeepers' channel.
pub const KEEPERS: ChannelId = 0;
/// Channels of two compute clusters.
pub const CLUSTER: ChannelId = 1;
pub const OTHER_CLUSTER: ChannelId = 2;
/// Time between blocks.
pub const SLOT_MS: u64 = 6_000;

/// An account with plenty of funds.
pub fn alice() -> AccountId {
    AccountId::new([0xA1; 32])
}

pub struct ExtBuilder {
    keeper_channels: Vec<ChannelId>,
    evm_channels: Vec<ChannelId>,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        Self { keeper_channels: vec![KEEPERS], evm_channels: vec![CLUSTER, OTHER_CLUSTER] }
    }
}

impl ExtBuilder {
    pub fn channels(keeper_channels: Vec<ChannelId>, evm_channels: Vec<ChannelId>) -> Self {
        Self { keeper_channels, evm_channels }
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let genesis = RuntimeGenesisConfig {
            balances: BalancesConfig { balances: vec![(alice(), Balance::MAX / 2)], ..Default::default() },
            channels: ChannelsConfig {
                keeper_channels: self.keeper_channels,
                evm_channels: self.evm_channels,
                ..Default::default()
            },
            system: Default::default(),
        };
        let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
        ext.execute_with(|| {
            NewestEpoch::set(Some(5));
            run_to_block(1);
        });
        ext
    }

    /// Runs a test and then checks the invariants.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Channels::do_try_state().unwrap();
        });
    }
}

/// Goes on to block `block`; blocks come every [`SLOT_MS`].
pub fn run_to_block(block: u32) {
    System::set_block_number(block);
    Timestamp::set_timestamp(u64::from(block) * SLOT_MS);
}

/// A sealed call of `bytes` ciphertext bytes.
pub fn sealed(epoch: Epoch, bytes: usize) -> SealedCall {
    SealedCall { epoch, encapsulated_key: [8; 32], ciphertext: vec![9; bytes].try_into().unwrap() }
}

pub fn payload(bytes: u32) -> Payload {
    vec![7; bytes as usize].try_into().unwrap()
}

/// Gives `who` exactly `amount`.
pub fn fund(who: &AccountId, amount: Balance) {
    drop(Balances::deposit(who, amount, frame_support::traits::tokens::Precision::Exact).unwrap());
}

/// This pallet's events since the last call.
pub fn events() -> Vec<pallet_channels::Event<Test>> {
    let events = System::read_events_for_pallet();
    System::reset_events();
    events
}
