//! Adyton's own pallets, and the traits that tie them together: the registry checks who speaks, committees and channels
//! carry out what is said.

use crate::*;
use frame_support::{
    dispatch::DispatchResult,
    ensure, parameter_types,
    traits::{ConstU128, ConstU32, ConstU64},
    weights::Weight,
    PalletId,
};
use frame_system::EnsureRoot;
use messages::{
    channel::{Head, Payload, Sender},
    committee::ProgramKind,
    ids::{ChannelId, Epoch, Seq, WorkerId},
    limits::{MAX_EFFECT_PAYLOAD, RETENTION_BLOCKS},
    worker::Statement,
};
use pallet_channels::{ChannelQueue, WeightInfo as _};
use sp_runtime::DispatchError;

parameter_types! {
    /// Number of the present authority set.
    pub CurrentSetId: u64 = pallet_grandpa::CurrentSetId::<Runtime>::get();
    /// A solo chain has no relay chain.
    pub const NoCheckpoint: Option<Hash> = None;
    /// Names the committees' escrow accounts.
    pub const CommitteesId: PalletId = PalletId(*b"ad/comte");
}

impl pallet_anchors::Config for Runtime {
    type CurrentSetId = CurrentSetId;
    type WeightInfo = weights::pallet_anchors::WeightInfo<Runtime>;
}

impl pallet_channels::Config for Runtime {
    type Currency = Balances;
    type FeeDestination = config::ToAuthor;
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
    type GovernanceOrigin = EnsureRoot<AccountId>;
    /// An hour at 6 s: enough for a machine that takes its quotes from a slow service.
    type MaxChallengeAge = ConstU32<600>;
    /// Seven days: who does not trust a newly allowed program can leave before it may ask for keys.
    type AllowDelay = ConstU64<{ 7 * 24 * 3600 * 1000 }>;
    type RelayCheckpoint = NoCheckpoint;
    type WeightInfo = weights::pallet_registry::WeightInfo<Runtime>;
}

impl pallet_committees::Config for Runtime {
    type Currency = Balances;
    type Channels = CommitteeChannels;
    type Workers = CommitteeWorkers;
    type CreateOrigin = EnsureRoot<AccountId>;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type PalletId = CommitteesId;
    /// An hour at 6 s, well above any finality lag that goes unnoticed.
    type SilenceLimit = ConstU32<600>;
    type MinDeposit = ConstU128<{ config::EXISTENTIAL_DEPOSIT }>;
    type WeightInfo = weights::pallet_committees::WeightInfo<Runtime>;
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

/// Workers as committees see them.
pub struct CommitteeWorkers;

impl pallet_committees::Workers for CommitteeWorkers {
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

/// Statements of workers go to the pallet they concern.
pub struct Statements;

impl pallet_registry::StatementHandler for Statements {
    fn handle(worker: WorkerId, statement: Statement) -> DispatchResult {
        match statement {
            Statement::ToChannel { channel, payload } => {
                // Anybody with a machine can register a worker; only the committee's own may use its space.
                let committee = pallet_committees::Committees::<Runtime>::get(channel);
                let is_member = committee.is_some_and(|committee| committee.members.contains(&worker));
                ensure!(is_member, pallet_committees::Error::<Runtime>::NotAMember);
                // A statement's payload is far smaller than a message may be: nothing is cut off.
                let payload = Payload::truncate_from(payload.into_inner());
                let tier = pallet_channels::Tier::Committee;
                <Channels as ChannelQueue>::push(channel, Sender::Worker(worker), payload, tier).map(drop)
            }
            other => Committees::handle_statement(worker, other),
        }
    }

    fn weight(statement: &Statement) -> Weight {
        match statement {
            Statement::ToChannel { .. } => {
                <Runtime as pallet_channels::Config>::WeightInfo::push(MAX_EFFECT_PAYLOAD)
            }
            other => Committees::statement_weight(other),
        }
    }
}
