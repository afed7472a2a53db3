//! The pallets that carry referenda out: proposals are stored, decided, scheduled and dispatched.

use super::{
    origins::{ReferendumCanceller, ReferendumKiller, WhitelistedCaller},
    scheduling::PatientScheduler,
    technical::TwoThirds,
    tracks::Tracks,
    voting::{EligiblePha, VotingPha},
    weights::VotingWeights,
};
use crate::{
    config::{economy::Period, storage_deposit, DAY},
    *,
};
use core::cmp::Ordering;
use frame_support::{
    parameter_types,
    traits::{
        fungible::HoldConsideration, AsEnsureOriginWithArg, ConstU128, ConstU32, EitherOf,
        LinearStoragePrice, PrivilegeCmp,
    },
    weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned, RawOrigin};
use sp_runtime::Perbill;

parameter_types! {
    /// Why who stores a preimage holds a deposit.
    pub const PreimageHold: RuntimeHoldReason =
        RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
    /// What is held for it whatever its size: two items.
    pub const PreimageBaseDeposit: Balance = storage_deposit(2, 64);
    /// What is held for each of its bytes.
    pub const PreimageByteDeposit: Balance = storage_deposit(0, 1);
    /// Scheduled calls may use four fifths of a block.
    pub MaxScheduledWeight: Weight = Perbill::from_percent(80) * config::Weights::get().max_block;
}

impl pallet_preimage::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<AccountId>;
    type Consideration = HoldConsideration<
        AccountId,
        Balances,
        PreimageHold,
        LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
    >;
    type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
}

impl pallet_scheduler::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = MaxScheduledWeight;
    type ScheduleOrigin = EnsureRoot<AccountId>;
    type OriginPrivilegeCmp = RootFirst;
    type MaxScheduledPerBlock = ConstU32<100>;
    type Preimages = Preimage;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
}

/// Root may cancel what anybody has scheduled; the others what is their own.
pub struct RootFirst;

impl PrivilegeCmp<OriginCaller> for RootFirst {
    fn cmp_privilege(left: &OriginCaller, right: &OriginCaller) -> Option<Ordering> {
        let is_root = |origin: &OriginCaller| matches!(origin, OriginCaller::system(RawOrigin::Root));
        match (is_root(left), is_root(right)) {
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            _ => (left == right).then_some(Ordering::Equal),
        }
    }
}

impl pallet_conviction_voting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = VotingPha;
    type Polls = Referenda;
    type MaxTurnout = EligiblePha;
    type MaxVotes = ConstU32<512>;
    /// Conviction doubles it from one to 32 times: at most 224 days.
    type VoteLockingPeriod = Period<{ 7 * DAY }, 20>;
    type BlockNumberProvider = System;
    type VotingHooks = ();
    type WeightInfo = VotingWeights;
}

impl pallet_referenda::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type Scheduler = PatientScheduler;
    type Currency = Balances;
    type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
    type CancelOrigin = ReferendumCanceller;
    type KillOrigin = ReferendumKiller;
    type Slash = Treasury;
    type Votes = Balance;
    type Tally = pallet_conviction_voting::TallyOf<Runtime>;
    /// Not returned for a proposal that is refused or killed.
    type SubmissionDeposit = ConstU128<{ 10 * PHA }>;
    type MaxQueued = ConstU32<100>;
    /// Who finds nobody to pay the decision deposit may submit again later.
    type UndecidingTimeout = Period<{ 14 * DAY }, 1_200>;
    type AlarmInterval = ConstU32<1>;
    type Tracks = Tracks;
    type Preimages = Preimage;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
}

impl pallet_whitelist::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WhitelistOrigin = EitherOf<EnsureRoot<AccountId>, TwoThirds>;
    type DispatchWhitelistedOrigin = WhitelistedCaller;
    type Preimages = Preimage;
    /// A referendum that overtakes the whitelisting waits for it no longer than this.
    type DeferredDispatchExpiration = Period<{ 14 * DAY }, 240>;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_whitelist::weights::SubstrateWeight<Runtime>;
}
