//! Who holders are, and PHA that becomes theirs over time.

use crate::{
    config::{economy::Period, storage_deposit, DAY},
    *,
};
use frame_support::{
    parameter_types,
    traits::{ConstU128, ConstU32, WithdrawReasons},
};
use frame_system::EnsureRoot;
use sp_runtime::traits::ConvertInto;

impl pallet_identity::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BasicDeposit = ConstU128<{ storage_deposit(1, 17) }>;
    type ByteDeposit = ConstU128<{ storage_deposit(0, 1) }>;
    type UsernameDeposit = ConstU128<{ storage_deposit(1, 64) }>;
    /// An item of its own with the parent's account and a name.
    type SubAccountDeposit = ConstU128<{ storage_deposit(1, 53) }>;
    type MaxSubAccounts = ConstU32<100>;
    type IdentityInformation = pallet_identity::legacy::IdentityInfo<ConstU32<20>>;
    type MaxRegistrars = ConstU32<20>;
    type Slashed = Treasury;
    type ForceOrigin = EnsureRoot<AccountId>;
    type RegistrarOrigin = EnsureRoot<AccountId>;
    type OffchainSignature = Signature;
    type SigningPublicKey = <Signature as Verify>::Signer;
    type UsernameAuthorityOrigin = EnsureRoot<AccountId>;
    type PendingUsernameExpiration = Period<{ 7 * DAY }, 240>;
    type UsernameGracePeriod = Period<{ 30 * DAY }, 240>;
    type MaxSuffixLength = ConstU32<7>;
    type MaxUsernameLength = ConstU32<32>;
    type WeightInfo = pallet_identity::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

parameter_types! {
    /// Balances lock PHA for all uses alike: what is not vested yet votes, is reserved for deposits and staked, and that is
    /// all.
    pub const UnvestedMay: WithdrawReasons = WithdrawReasons::empty();
}

impl pallet_vesting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BlockNumberToBalance = ConvertInto;
    type MinVestedTransfer = ConstU128<PHA>;
    type UnvestedFundsAllowedWithdrawReasons = UnvestedMay;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_vesting::weights::SubstrateWeight<Runtime>;
    const MAX_VESTING_SCHEDULES: u32 = 28;
}
