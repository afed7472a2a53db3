//! What this pallet needs of others; the runtime ties the traits to the pallets that answer them.

use frame_support::pallet_prelude::*;
use messages::{
    channel::{Head, Payload, Sender},
    committee::ProgramKind,
    ids::*,
};

/// Share of a channel's space that a message may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tier {
    /// What accounts cause: calls and deposits.
    Account,
    /// What committees and workers say.
    Committee,
    /// What the chain says; the last space of a channel is kept for it.
    Notice,
}

/// The channels of committees. A channel carries its committee's number.
pub trait Channels {
    /// Opens the channel of a new committee.
    fn open(channel: ChannelId, kind: ProgramKind) -> DispatchResult;
    /// Puts a message into a channel, or says why there is no place for it.
    fn push(channel: ChannelId, sender: Sender, payload: Payload, tier: Tier) -> Result<Seq, DispatchError>;
    /// Whether `tier` has room for one more message with a payload of `bytes` bytes.
    fn has_room(channel: ChannelId, tier: Tier, bytes: u32) -> bool;
    /// Notes that an accepted commit covers every message up to `upto`, inclusive.
    fn acknowledge(channel: ChannelId, upto: Seq);
    /// Where a channel stands; `None` when there is no such channel.
    fn head(channel: ChannelId) -> Option<Head>;
}

/// The gatekeepers: which secrets they share.
pub trait Keepers {
    /// The current epoch; 0 before the first.
    fn epoch() -> Epoch;
    /// The current generation; 0 before the first.
    fn generation() -> Generation;
    /// Whether the secret of an epoch is still shared. Once it is not, it never is again.
    fn has_sharing(epoch: Epoch) -> bool;
    /// Makes these the only ones.
    #[cfg(feature = "runtime-benchmarks")]
    fn begin(generation: Generation, epoch: Epoch);
}

/// Who wants to know which members serve their committee.
pub trait OnCommitApplied {
    /// A commit was applied and what it pays is paid; these live members voted for it. Returns the weight it used.
    fn applied(committee: CommitteeId, voters: &[WorkerId]) -> Weight;
    /// Another live member said the same as the last applied commit, before the next one is applied. May be said more than
    /// once, and by members that voted in time.
    fn seconded(committee: CommitteeId, worker: &WorkerId);
    /// Upper bound of the weight of [`Self::applied`].
    fn applied_weight() -> Weight;
    /// Upper bound of the weight of [`Self::seconded`].
    fn seconded_weight() -> Weight;
}

impl OnCommitApplied for () {
    fn applied(_: CommitteeId, _: &[WorkerId]) -> Weight {
        Weight::zero()
    }

    fn seconded(_: CommitteeId, _: &WorkerId) {}

    fn applied_weight() -> Weight {
        Weight::zero()
    }

    fn seconded_weight() -> Weight {
        Weight::zero()
    }
}

/// Learns what members, also such as left since, did that an enclave of the measured program never does. Both are proven by
/// their signatures and by what the committee agreed on. Nothing is said about heights that were pending when an epoch was
/// given up: there an honest member may have had to take back what it voted.
pub trait OnMisconduct {
    /// The worker voted for two commits at one height.
    fn equivocated(worker: &WorkerId);
    /// The worker voted for another commit than the one its committee agreed on.
    fn dissented(worker: &WorkerId);
    /// Upper bound of the weight of either.
    fn weight() -> Weight;
}

impl OnMisconduct for () {
    fn equivocated(_: &WorkerId) {}

    fn dissented(_: &WorkerId) {}

    fn weight() -> Weight {
        Weight::zero()
    }
}

/// The registry of workers.
pub trait Workers {
    /// Whether the worker is registered and its attestation counts now.
    fn is_live(worker: &WorkerId) -> bool;
    /// The account that operates the worker; `None` when it is not registered.
    fn operator(worker: &WorkerId) -> Option<AccountId>;
    /// Registers a live worker without evidence.
    #[cfg(feature = "runtime-benchmarks")]
    fn make_live(worker: &WorkerId, operator: &AccountId);
}
