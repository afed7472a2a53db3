//! Adyton's own pallets, and the traits that tie them together: the registry checks who speaks, committees, gatekeepers
//! and channels carry out what is said.

use crate::*;
use ::economy::Offence;
use alloc::vec::Vec;
use frame_support::{
    dispatch::DispatchResult,
    ensure, parameter_types,
    storage::with_storage_layer,
    traits::{fungible::HoldConsideration, ConstU128, ConstU32, ConstU64, LinearStoragePrice},
    weights::Weight,
    PalletId,
};
use messages::{
    ceremony::Receiver,
    channel::{Head, Payload, Sender},
    committee::ProgramKind,
    ids::{ChannelId, Epoch, Generation, Seq, WorkerId, KEEPER_COMMITTEE},
    limits::{ALLOW_DELAY_MS, MAX_EFFECT_PAYLOAD, RETENTION_BLOCKS},
    registration::Registration,
    worker::Statement,
};
use pallet_channels::{ChannelQueue, WeightInfo as _};
use sp_runtime::DispatchError;

use super::governance::{ClusterAdmin, Emergency, EnclaveAdmin};

parameter_types! {
    /// Number of the present authority set.
    pub CurrentSetId: u64 = pallet_grandpa::CurrentSetId::<Runtime>::get();
    /// A solo chain has no relay chain.
    pub const NoCheckpoint: Option<Hash> = None;
    /// Why uploaders of collateral hold a deposit.
    pub const CollateralHold: RuntimeHoldReason =
        RuntimeHoldReason::Registry(pallet_registry::HoldReason::Collateral);
    /// What they hold for it whatever its size, and for each byte of it: about 20 PHA for Intel's.
    pub const CollateralBaseDeposit: Balance = config::storage_deposit(1, 0);
    /// See [`CollateralBaseDeposit`].
    pub const CollateralByteDeposit: Balance = config::storage_deposit(0, 1);
    /// Names the committees' escrow accounts.
    pub const CommitteesId: PalletId = PalletId(*b"ad/comte");
    /// Whether genesis marks a development network.
    pub Development: bool = config::is_development();
}

impl pallet_anchors::Config for Runtime {
    type CurrentSetId = CurrentSetId;
    type WeightInfo = weights::pallet_anchors::WeightInfo<Runtime>;
}

impl pallet_channels::Config for Runtime {
    type Currency = Balances;
    type FeeDestination = config::SplitFees;
    type Time = Timestamp;
    type Epochs = Epochs;
    /// A channel stores what 600 blocks bring: 27 messages in each, for as long as they keep coming.
    type MaxStoredMessages = ConstU32<16_384>;
    /// 512 messages of the largest size.
    type MaxStoredBytes = ConstU32<{ 64 * 1024 * 1024 }>;
    type Retention = ConstU32<RETENTION_BLOCKS>;
    /// What three members' decryption and execution of an average call cost, at 1 PHA a second.
    type PushBaseFee = ConstU128<{ PHA / 1_000 }>;
    /// A channel's largest message costs 0.13 PHA.
    type PushByteFee = ConstU128<{ PHA / 1_000_000 }>;
    type WeightInfo = weights::pallet_channels::WeightInfo<Runtime>;
}

impl pallet_registry::Config for Runtime {
    type Clock = Timestamp;
    type Statements = Statements;
    type OnRegistered = Welcome;
    type OnRemoved = Farewell;
    type CollateralDeposit = HoldConsideration<
        AccountId,
        Balances,
        CollateralHold,
        LinearStoragePrice<CollateralBaseDeposit, CollateralByteDeposit, Balance>,
    >;
    type GovernanceOrigin = EnclaveAdmin;
    type EmergencyOrigin = Emergency;
    /// An hour at 6 s: enough for a machine that takes its quotes from a slow service.
    type MaxChallengeAge = ConstU32<600>;
    /// Seven days: who does not trust a newly allowed program can leave before it may ask for keys.
    type AllowDelay = ConstU64<ALLOW_DELAY_MS>;
    /// Two weeks: a firmware update that needs a maintenance window fits.
    type RemovalGrace = ConstU64<{ 14 * 24 * 3600 * 1000 }>;
    type RelayCheckpoint = NoCheckpoint;
    type WeightInfo = weights::pallet_registry::WeightInfo<Runtime>;
}

impl pallet_committees::Config for Runtime {
    type Development = Development;
    type Currency = Balances;
    type Channels = CommitteeChannels;
    type Workers = RegisteredWorkers;
    type Keepers = KeeperSecrets;
    type OnMisconduct = Misconduct;
    type OnCommitApplied = config::PaidService;
    type CreateOrigin = ClusterAdmin;
    type GovernanceOrigin = ClusterAdmin;
    type PalletId = CommitteesId;
    /// An hour at 6 s, well above any finality lag that goes unnoticed.
    type SilenceLimit = ConstU32<600>;
    type MinDeposit = ConstU128<{ config::EXISTENTIAL_DEPOSIT }>;
    type WeightInfo = weights::pallet_committees::WeightInfo<Runtime>;
}

impl pallet_gatekeepers::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Workers = RegisteredWorkers;
    type Validators = SessionValidators;
    type Committee = KeeperCommittee;
    type Channel = KeeperChannel;
    type GovernanceOrigin = EnclaveAdmin;
    type Development = Development;
    type Bond = ConstU128<{ 10_000 * PHA }>;
    type UnbondingPeriod = ConstU32<{ 28 * config::DAY }>;
    type AbsenceLimit = ConstU32<{ config::DAY }>;
    type WeightInfo = weights::pallet_gatekeepers::WeightInfo<Runtime>;
}

/// A member that contradicts itself or its committee is not running the program it was measured as, or its state is not what it
/// should be: a part of what is at stake for it is at risk, and governance hears appeals.
pub struct Misconduct;

impl pallet_committees::OnMisconduct for Misconduct {
    fn equivocated(worker: &WorkerId) {
        report(worker, Offence::Severe);
    }

    fn dissented(worker: &WorkerId) {
        report(worker, Offence::Minor);
    }

    fn weight() -> Weight {
        Computation::report_weight()
    }
}

fn report(worker: &WorkerId, offence: Offence) {
    // It fails where nothing is at stake, or as much is at risk already.
    let _ = with_storage_layer(|| Computation::report_misbehaviour(*worker, offence));
}

/// Epochs of channels are those of the committees that read them.
pub struct Epochs;

impl pallet_channels::CurrentEpoch for Epochs {
    fn current(channel: ChannelId) -> Option<Epoch> {
        pallet_committees::Committees::<Runtime>::get(channel).map(|committee| committee.epoch)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn begin(channel: ChannelId, epoch: Epoch) {
        benchmarks::begin_epoch(channel, epoch);
    }
}

/// Channels as committees see them.
pub struct CommitteeChannels;

impl pallet_committees::Channels for CommitteeChannels {
    fn open(channel: ChannelId, kind: ProgramKind) -> DispatchResult {
        Channels::open(channel, kind)
    }

    fn push(
        channel: ChannelId,
        sender: Sender,
        payload: Payload,
        tier: pallet_committees::Tier,
    ) -> Result<Seq, DispatchError> {
        <Channels as ChannelQueue>::push(channel, sender, payload, space(tier))
    }

    fn has_room(channel: ChannelId, tier: pallet_committees::Tier, bytes: u32) -> bool {
        Channels::has_room(channel, space(tier), bytes)
    }

    fn acknowledge(channel: ChannelId, upto: Seq) {
        Channels::acknowledge(channel, upto);
    }

    fn head(channel: ChannelId) -> Option<Head> {
        Channels::head(channel)
    }
}

fn space(tier: pallet_committees::Tier) -> pallet_channels::Tier {
    match tier {
        pallet_committees::Tier::Account => pallet_channels::Tier::Account,
        pallet_committees::Tier::Committee => pallet_channels::Tier::Committee,
        pallet_committees::Tier::Notice => pallet_channels::Tier::Notice,
    }
}

/// What gatekeepers share, as committees see it.
pub struct KeeperSecrets;

impl pallet_committees::Keepers for KeeperSecrets {
    fn epoch() -> Epoch {
        Gatekeepers::epoch()
    }

    fn generation() -> Generation {
        Gatekeepers::generation()
    }

    fn has_sharing(epoch: Epoch) -> bool {
        Gatekeepers::has_sharing(epoch)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn begin(generation: Generation, epoch: Epoch) {
        benchmarks::share_secrets(generation, epoch);
    }
}

/// Committee 0 as its gatekeepers' bookkeeping sees it.
pub struct KeeperCommittee;

impl pallet_gatekeepers::Committee for KeeperCommittee {
    fn members() -> Vec<WorkerId> {
        Committees::keepers().map(|keepers| keepers.members.into_inner()).unwrap_or_default()
    }

    fn threshold() -> u16 {
        Committees::keepers().map(|keepers| keepers.threshold).unwrap_or_default()
    }

    fn set(members: Vec<WorkerId>, threshold: u16) -> DispatchResult {
        Committees::set_keepers(members, threshold)
    }

    fn generation_in_use(generation: Generation) -> bool {
        Committees::generation_in_use(generation)
    }
}

/// Channel 0 as its gatekeepers' bookkeeping sees it.
pub struct KeeperChannel;

impl pallet_gatekeepers::Channel for KeeperChannel {
    fn head() -> Head {
        // Without gatekeepers there is no channel, and nobody who would read it.
        let none = || Head { seq: 0, digest: Default::default() };
        <Channels as ChannelQueue>::head(KEEPER_COMMITTEE).unwrap_or_else(none)
    }

    fn acknowledge(upto: Seq) {
        <Channels as ChannelQueue>::acknowledge(KEEPER_COMMITTEE, upto);
    }
}

/// Workers as committees and gatekeepers see them.
pub struct RegisteredWorkers;

impl pallet_committees::Workers for RegisteredWorkers {
    fn is_live(worker: &WorkerId) -> bool {
        Registry::is_live(worker)
    }

    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Registry::operator(worker)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId) {
        Registry::make_live(worker, operator);
    }
}

impl pallet_gatekeepers::Workers for RegisteredWorkers {
    fn is_live(worker: &WorkerId) -> bool {
        Registry::is_live(worker)
    }

    fn operator(worker: &WorkerId) -> Option<AccountId> {
        Registry::operator(worker)
    }

    fn receiver(worker: &WorkerId) -> Option<Receiver> {
        let record = pallet_registry::Workers::<Runtime>::get(worker)?;
        Gatekeepers::is_vouched(worker, &record.boot_id).then_some(Receiver {
            keeper: *worker,
            boot_id: record.boot_id,
            encryption_key: record.encryption_key,
        })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId) {
        Registry::make_live(worker, operator);
        Gatekeepers::vouch(*worker, messages::ids::BootId([0; 16]));
    }
}

/// Validators of the running session.
pub struct SessionValidators;

impl pallet_gatekeepers::Validators for SessionValidators {
    fn is_validator(account: &AccountId) -> bool {
        pallet_session::Validators::<Runtime>::get().contains(account)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn make_validator(account: &AccountId) {
        pallet_session::Validators::<Runtime>::append(account);
    }
}

/// Evidence of gatekeepers is kept for those who deal shares to them; what attestation is worth decides what miners earn.
pub struct Welcome;

impl pallet_registry::OnRegistered for Welcome {
    fn on_registered(registration: &Registration) {
        Gatekeepers::keep_evidence(registration);
        Computation::attestation_changed(&registration.claim.worker);
    }

    fn weight() -> Weight {
        Gatekeepers::keep_evidence_weight().saturating_add(Computation::attestation_changed_weight())
    }
}

/// Workers that are no longer registered leave their committee and earn nothing. Gatekeepers need no word: who is not live
/// gets no share.
pub struct Farewell;

impl pallet_registry::OnRemoved for Farewell {
    fn on_removed(worker: &WorkerId) {
        Committees::expel(worker);
        Computation::worker_removed(worker);
    }

    fn weight() -> Weight {
        Committees::expel_weight().saturating_add(Computation::worker_removed_weight())
    }
}

/// Statements of workers go to the pallet they concern.
pub struct Statements;

impl pallet_registry::StatementHandler for Statements {
    fn handle(worker: WorkerId, statement: Statement) -> DispatchResult {
        match statement {
            Statement::ToChannel { channel, payload } => {
                // Anybody with a machine can register a worker; only the committee's own may use its space.
                ensure!(may_speak(&worker, channel), pallet_committees::Error::<Runtime>::NotAMember);
                // A statement's payload is far smaller than a message may be: nothing is cut off.
                let payload = Payload::truncate_from(payload.into_inner());
                let tier = pallet_channels::Tier::Committee;
                <Channels as ChannelQueue>::push(channel, Sender::Worker(worker), payload, tier).map(drop)
            }
            Statement::Heartbeat { challenge, work } => Computation::heartbeat(worker, challenge, work),
            Statement::Score { measurement, units, lanes, digest } => {
                Computation::measured(worker, measurement, units, lanes, digest)
            }
            statement if is_of_keepers(&statement) => Gatekeepers::handle_statement(worker, statement),
            statement => Committees::handle_statement(worker, statement),
        }
    }

    fn weight(statement: &Statement) -> Weight {
        match statement {
            Statement::ToChannel { .. } => {
                <Runtime as pallet_channels::Config>::WeightInfo::push(MAX_EFFECT_PAYLOAD)
            }
            Statement::Heartbeat { .. } => Computation::heartbeat_weight(),
            Statement::Score { .. } => Computation::measured_weight(),
            statement if is_of_keepers(statement) => Gatekeepers::statement_weight(statement),
            statement => Committees::statement_weight(statement),
        }
    }
}

fn is_of_keepers(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Outcome(_)
            | Statement::ShareLost { .. }
            | Statement::Beacon { .. }
            | Statement::FalseGrant(_)
    )
}

/// Members speak in their committee's channel; in the gatekeepers' also those that are to become some.
fn may_speak(worker: &WorkerId, channel: ChannelId) -> bool {
    let committee = pallet_committees::Committees::<Runtime>::get(channel);
    committee.is_some_and(|committee| committee.members.contains(worker))
        || (channel == KEEPER_COMMITTEE && Gatekeepers::takes_part(worker))
}
