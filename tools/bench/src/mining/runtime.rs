//! A runtime with the real `pallet-computation` and balances. Registry, beacon and clock are doubles: every worker is
//! registered, attested and operated by an account of its own.
#![allow(unreachable_pub, missing_docs)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours
#![allow(unexpected_cfgs)] // FRAME's macros ask for a feature `std`, which this program has no need of

use codec::Encode;
use economy::{Confidence, PHA};
use frame_support::{
    construct_runtime, derive_impl, parameter_types, traits::Randomness, traits::Time, PalletId,
};
use frame_system::EnsureRoot;
use messages::{ids::*, H256};
use pallet_computation::Attestation;
use sp_runtime::traits::IdentityLookup;

construct_runtime!(
    pub enum Runtime {
        System: frame_system,
        Balances: pallet_balances,
        Computation: pallet_computation,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = frame_system::mocking::MockBlockU32<Runtime>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ExistentialDeposit;
}

parameter_types! {
    pub const ExistentialDeposit: Balance = PHA / 100;
    pub const Pot: PalletId = PalletId(*b"computat");
    /// Half an hour.
    pub const TreasuryPeriod: BlockNumber = 300;
    pub const TreasuryAccount: AccountId = AccountId::new([0x77; 32]);
}

impl pallet_computation::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Attestation = AllAttested;
    type Stakers = ();
    type Randomness = HashOfSubject;
    type Clock = RegularBlocks;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type Treasury = TreasuryAccount;
    type PalletId = Pot;
    type TreasuryPeriod = TreasuryPeriod;
    type WeightInfo = ();
}

/// Every worker's operator is the account with the worker's own bytes.
pub struct AllAttested;
impl Attestation for AllAttested {
    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Some(AccountId::new(worker.0))
    }

    fn confidence(_worker: &WorkerId) -> Confidence {
        Confidence::Full
    }
}

pub struct HashOfSubject;
impl Randomness<H256, BlockNumber> for HashOfSubject {
    fn random(subject: &[u8]) -> (H256, BlockNumber) {
        (sp_io::hashing::blake2_256(&(b"beacon", subject).encode()).into(), 0)
    }
}

pub struct RegularBlocks;
impl Time for RegularBlocks {
    type Moment = TimeMs;

    fn now() -> TimeMs {
        TimeMs::from(System::block_number()) * super::network::BLOCK_MS
    }
}
