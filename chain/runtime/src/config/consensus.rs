//! Time, authoring, finality and who takes part.

use crate::*;
use frame_support::traits::{ConstBool, ConstU32, ConstU64};
use frame_system::EnsureRoot;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;

/// Largest validator set; its justifications stay far below `messages::limits::MAX_JUSTIFICATION`.
type MaxValidators = ConstU32<256>;

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = Aura;
    type MinimumPeriod = pallet_validators::MinimumPeriod<Runtime>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_validators::Config for Runtime {
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type MaxValidators = MaxValidators;
    type WeightInfo = weights::pallet_validators::WeightInfo<Runtime>;
}

impl pallet_aura::Config for Runtime {
    type AuthorityId = AuraId;
    type MaxAuthorities = MaxValidators;
    type DisabledValidators = Session;
    type AllowMultipleBlocksPerSlot = ConstBool<false>;
    type SlotDuration = pallet_validators::SlotDuration<Runtime>;
}

/// Equivocation is not punished on chain: there is no stake to take. It stays provable from gossip.
impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type MaxAuthorities = MaxValidators;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = ConstU64<0>;
    type KeyOwnerProof = sp_core::Void;
    type EquivocationReportSystem = ();
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Runtime, Aura>;
    type EventHandler = ();
}

frame_support::parameter_types! {
    /// Deposit for a validator's session keys: one item of two keys.
    pub const KeyDeposit: Balance = config::storage_deposit(1, 64);
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = sp_runtime::traits::ConvertInto;
    type ShouldEndSession = Validators;
    type NextSessionRotation = pallet_validators::Sessions<Runtime>;
    type SessionManager = Validators;
    type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type KeyDeposit = KeyDeposit;
}
