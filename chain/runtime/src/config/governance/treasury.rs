//! The treasury: what comes in by fees, emission and forfeits is spent by referenda, directly or through bounties.

use super::origins::{BigSpender, Origin};
use crate::{
    config::{economy::Period, DAY},
    *,
};
use frame_support::{
    parameter_types,
    traits::{
        tokens::{PayFromAccount, UnityAssetBalanceConversion},
        ConstU128, ConstU32, EnsureOrigin, OriginTrait,
    },
    PalletId,
};
use frame_system::RawOrigin;
use sp_runtime::{traits::AccountIdLookup, Permill};

/// Most that the track `treasury_small_spender` may spend with one referendum: a developer's month.
const SMALL_SPEND: Balance = 10_000 * PHA;
/// Most that the track `treasury_big_spender` may spend with one referendum: a team's year. Root may spend any amount.
const BIG_SPEND: Balance = 1_000_000 * PHA;

parameter_types! {
    /// The account whose balance is the treasury.
    pub TreasuryAccount: AccountId = Treasury::account_id();
    /// Names the accounts of the treasury and of bounties.
    pub const TreasuryId: PalletId = PalletId(*b"adyt/try");
    /// What is not spent stays: miners and payers of fees gave it for a purpose.
    pub const NoBurn: Permill = Permill::zero();
    /// A curator puts half of the fee at stake.
    pub const CuratorDeposit: Permill = Permill::from_percent(50);
    /// However small the fee.
    pub const LeastCuratorDeposit: Option<Balance> = Some(10 * PHA);
    /// However large the fee.
    pub const GreatestCuratorDeposit: Option<Balance> = Some(10_000 * PHA);
}

impl pallet_treasury::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type PalletId = TreasuryId;
    type SpendOrigin = Spender;
    type RejectOrigin = BigSpender;
    /// Approved bounties are funded this often.
    type SpendPeriod = Period<{ 6 * DAY }, 20>;
    type Burn = NoBurn;
    type BurnDestination = ();
    type SpendFunds = Bounties;
    /// Bounties that wait for their funds. The limits of spenders are for each of them, so this is what one referendum can
    /// approve at most.
    type MaxApprovals = ConstU32<5>;
    type AssetKind = ();
    type Beneficiary = AccountId;
    type BeneficiaryLookup = AccountIdLookup<AccountId, ()>;
    type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
    type BalanceConverter = UnityAssetBalanceConversion;
    /// Time in which anybody may have an approved amount paid out.
    type PayoutPeriod = Period<{ 30 * DAY }, 1_200>;
    type BlockNumberProvider = System;
    type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

/// Says how much an origin may spend at a time: root any amount, the tracks of spenders their limits, nobody else anything.
pub struct Spender;

impl EnsureOrigin<RuntimeOrigin> for Spender {
    type Success = Balance;

    fn try_origin(origin: RuntimeOrigin) -> Result<Balance, RuntimeOrigin> {
        match origin.caller() {
            OriginCaller::system(RawOrigin::Root) => Ok(Balance::MAX),
            OriginCaller::Origins(Origin::BigSpender) => Ok(BIG_SPEND),
            OriginCaller::Origins(Origin::SmallSpender) => Ok(SMALL_SPEND),
            _ => Err(origin),
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
        Ok(RuntimeOrigin::root())
    }
}

impl pallet_bounties::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type BountyDepositBase = ConstU128<{ 10 * PHA }>;
    /// Time to object to an award before it is claimed.
    type BountyDepositPayoutDelay = Period<{ 8 * DAY }, 10>;
    /// A curator who is not heard of for so long can be dismissed by anybody.
    type BountyUpdatePeriod = Period<{ 90 * DAY }, 2_400>;
    type CuratorDepositMultiplier = CuratorDeposit;
    type CuratorDepositMin = LeastCuratorDeposit;
    type CuratorDepositMax = GreatestCuratorDeposit;
    type BountyValueMinimum = ConstU128<{ 100 * PHA }>;
    type DataDepositPerByte = ConstU128<{ config::storage_deposit(0, 1) }>;
    type MaximumReasonLength = ConstU32<16_384>;
    type ChildBountyManager = ChildBounties;
    type OnSlash = Treasury;
    type TransferAllAssets = pallet_bounties::TransferFungible<AccountId, Balances>;
    type WeightInfo = pallet_bounties::weights::SubstrateWeight<Runtime>;
}

impl pallet_child_bounties::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type MaxActiveChildBountyCount = ConstU32<100>;
    type ChildBountyValueMinimum = ConstU128<{ 10 * PHA }>;
    type WeightInfo = pallet_child_bounties::weights::SubstrateWeight<Runtime>;
}
