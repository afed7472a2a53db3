//! Mining and stake pools, and what ties them to the registry, to each other and to the treasury.

use crate::*;
use attestation::TcbStatus;
use economy::Confidence;
use frame_support::{
    dispatch::DispatchResult,
    parameter_types,
    traits::{ConstU128, ConstU32, Get},
    weights::Weight,
    PalletId,
};
use messages::{
    ids::WorkerId,
    registration::{TrustRoot, WorkerRecord},
};
use pallet_computation::StakeEvent;
use pallet_registry::Condition;
use sp_runtime::DispatchError;

use super::governance::{EconomyAdmin, TreasuryAccount};

parameter_types! {
    /// Names the pot that budgets are paid from.
    pub const PotId: PalletId = PalletId(*b"adyt/pot");
    /// Names the pools' accounts.
    pub const PoolsId: PalletId = PalletId(*b"adyt/spl");
}

/// Blocks of a period that lasts `LIVE` blocks on public networks and `DEVELOPMENT` blocks where genesis marks a development
/// network, whose users want to see it pass.
pub struct Period<const LIVE: BlockNumber, const DEVELOPMENT: BlockNumber>;

impl<const LIVE: BlockNumber, const DEVELOPMENT: BlockNumber> Get<BlockNumber> for Period<LIVE, DEVELOPMENT> {
    fn get() -> BlockNumber {
        if config::is_development() {
            DEVELOPMENT
        } else {
            LIVE
        }
    }
}

impl pallet_computation::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Attestation = MinersAttestation;
    type Stakers = PoolStakers;
    type Randomness = Gatekeepers;
    type Clock = Timestamp;
    type GovernanceOrigin = EconomyAdmin;
    type Treasury = TreasuryAccount;
    type PalletId = PotId;
    /// An hour at 6 s.
    type TreasuryPeriod = ConstU32<600>;
    type WeightInfo = weights::pallet_computation::WeightInfo<Runtime>;
}

impl pallet_stake_pools::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Sessions = PoolSessions;
    type Workers = MinersAttestation;
    type Treasury = TreasuryAccount;
    type PalletId = PoolsId;
    type CreationDeposit = ConstU128<{ 10 * PHA }>;
    type MinDeposit = ConstU128<{ config::EXISTENTIAL_DEPOSIT }>;
    /// Many heartbeats: nobody joins for a single payout.
    type MinStay = Period<{ config::DAY }, 10>;
    type GracePeriod = Period<{ 7 * config::DAY }, 60>;
    /// Longer than the longest way out of a vault: two grace periods and a worker's cooling down.
    type CommissionDelay = Period<{ 28 * config::DAY }, 240>;
    type WeightInfo = weights::pallet_stake_pools::WeightInfo<Runtime>;
}

/// How miners' workers stand with the registry.
pub struct MinersAttestation;

impl pallet_computation::Attestation for MinersAttestation {
    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Registry::operator(worker)
    }

    fn confidence(worker: &WorkerId) -> Confidence {
        let record = pallet_registry::Workers::<Runtime>::get(worker);
        let Some(record) = record.filter(|_| Registry::is_live(worker)) else { return Confidence::None };
        confidence(worker, &record)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId) {
        pallet_anchors::Development::<Runtime>::put(messages::abi::Development { evm_chain_id: 1 });
        // Scores are measured in time, so some must have passed.
        pallet_timestamp::Now::<Runtime>::put(1);
        Registry::make_live(worker, operator);
    }
}

/// What the attestation of a live worker is worth: its platform's state when it attested, or now where policy has grown
/// stricter. Simulated hardware proves nothing, so it earns on development networks only.
fn confidence(worker: &WorkerId, record: &WorkerRecord) -> Confidence {
    if record.attested.root == TrustRoot::Simulated && !config::is_development() {
        return Confidence::None;
    }
    match Registry::condition_of(worker) {
        Condition::Suspended { .. } => Confidence::None,
        Condition::Degraded { .. } => Confidence::Outdated,
        Condition::Good => match pallet_registry::Facts::<Runtime>::get(worker).map(|facts| facts.status) {
            None => Confidence::None,
            Some(TcbStatus::UpToDate | TcbStatus::SWHardeningNeeded) => Confidence::Full,
            Some(TcbStatus::ConfigurationNeeded | TcbStatus::ConfigurationAndSWHardeningNeeded) => {
                Confidence::Configuration
            }
            Some(
                TcbStatus::OutOfDate
                | TcbStatus::OutOfDateConfigurationNeeded
                | TcbStatus::TDRelaunchAdvised
                | TcbStatus::TDRelaunchAdvisedConfigurationNeeded,
            ) => Confidence::Outdated,
        },
    }
}

impl pallet_stake_pools::Workers for MinersAttestation {
    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Registry::operator(worker)
    }
}

/// Sessions of computation, as pools use them.
pub struct PoolSessions;

impl pallet_stake_pools::Sessions for PoolSessions {
    fn start(staker: &AccountId, operator: &AccountId, worker: &WorkerId, stake: Balance) -> DispatchResult {
        <Computation as pallet_computation::Sessions>::start(staker, operator, *worker, stake)
    }

    fn add_stake(staker: &AccountId, worker: &WorkerId, extra: Balance) -> DispatchResult {
        <Computation as pallet_computation::Sessions>::add_stake(staker, worker, extra)
    }

    fn stop(staker: &AccountId, worker: &WorkerId) -> DispatchResult {
        <Computation as pallet_computation::Sessions>::stop(staker, worker)
    }

    fn reclaim(staker: &AccountId, worker: &WorkerId) -> Result<Balance, DispatchError> {
        <Computation as pallet_computation::Sessions>::withdraw(staker, worker)
    }

    fn stake(worker: &WorkerId) -> pallet_stake_pools::Stake {
        let stake = <Computation as pallet_computation::Sessions>::stake(worker);
        let (amount, at_risk) = stake.map(|stake| (stake.amount, stake.at_risk)).unwrap_or_default();
        pallet_stake_pools::Stake { amount, at_risk }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_ready(worker: &WorkerId, operator: &AccountId) -> Balance {
        Computation::make_ready(worker, operator)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn pass_cool_down(worker: &WorkerId) {
        Computation::pass_cool_down(worker);
    }
}

/// Pools, as computation tells them what happens.
pub struct PoolStakers;

impl pallet_computation::Stakers for PoolStakers {
    fn payee(staker: &AccountId, _worker: &WorkerId) -> AccountId {
        staker.clone()
    }

    fn on_payout(staker: &AccountId, worker: &WorkerId, amount: Balance) -> DispatchResult {
        StakePools::on_payout(staker, worker, amount);
        Ok(())
    }

    fn on_stake_event(staker: &AccountId, worker: &WorkerId, event: StakeEvent) {
        match event {
            StakeEvent::Stopped { .. } => StakePools::on_stopped(staker, worker),
            StakeEvent::SlashReported { at_risk } => StakePools::on_slash_reported(staker, worker, at_risk),
            StakeEvent::SlashLifted => StakePools::on_slash_lifted(staker, worker),
            StakeEvent::Slashed { amount } => StakePools::on_slashed(staker, worker, amount),
        }
    }

    fn payout_weight() -> Weight {
        StakePools::payout_weight()
    }

    fn event_weight() -> Weight {
        StakePools::stake_event_weight()
    }
}
