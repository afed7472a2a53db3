//! The queue itself: appending, acknowledging, pruning, and the traits that tie it to other pallets.

use crate::{
    types::{calls_of, epoch_is_live, Bounds, ChannelInfo, Tier},
    Channels, Config, Error, Event, Heads, LastVisited, Messages, Pallet, WeightInfo, PRUNES_PER_PUSH,
    PRUNES_PER_VISIT,
};
use codec::Encode;
use frame_support::{
    defensive,
    dispatch::DispatchResult,
    ensure,
    traits::{
        fungible::Balanced,
        tokens::{Fortitude, Precision, Preservation},
        Get, OnUnbalanced, Time,
    },
    weights::{Weight, WeightMeter},
};
use messages::{
    channel::{genesis_digest_preimage, Head, Message, Payload, Sender, StoredMessage, UserPayload},
    committee::ProgramKind,
    ids::{AccountId, Balance, BlockNumber, ChannelId, Epoch, Seq},
    H256,
};
use sp_io::hashing::blake2_256;
use sp_runtime::{DispatchError, SaturatedConversion};

/// The queue as other pallets use it.
pub trait ChannelQueue {
    /// Opens a channel for a new committee.
    ///
    /// Fails when the channel exists.
    fn open(channel: ChannelId, kind: ProgramKind) -> DispatchResult;

    /// Appends a message and returns its seq. Free of charge: whoever calls answers for the space.
    ///
    /// A message pushed before the block's timestamp is set carries the parent block's time.
    /// Fails when the channel does not exist, is full for this tier, or is not of the kind that takes such senders.
    fn push(channel: ChannelId, sender: Sender, payload: Payload, tier: Tier) -> Result<Seq, DispatchError>;

    /// Whether a message of `bytes` payload bytes would be taken now, whatever pruning its push may add.
    fn has_room(channel: ChannelId, tier: Tier, bytes: u32) -> bool;

    /// Records that an accepted commit covers all messages up to `upto`, inclusive. Lower seqs than before change
    /// nothing; seqs beyond the last message count as the last message.
    fn acknowledge(channel: ChannelId, upto: Seq);

    /// Where a channel stands.
    fn head(channel: ChannelId) -> Option<Head>;

    /// What the committee runs that reads a channel.
    fn kind(channel: ChannelId) -> Option<ProgramKind>;
}

/// Which epoch of its input key a channel's committee is in.
pub trait CurrentEpoch {
    /// The current epoch; `None` or 0 while the committee has no input key.
    fn current(channel: ChannelId) -> Option<Epoch>;

    /// Makes `epoch` the current one, so that calls can be pushed in a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn begin(channel: ChannelId, epoch: Epoch);
}

impl<T: Config> ChannelQueue for Pallet<T> {
    fn open(channel: ChannelId, kind: ProgramKind) -> DispatchResult {
        ensure!(!Channels::<T>::contains_key(channel), Error::<T>::ChannelExists);
        let digest = H256(blake2_256(&genesis_digest_preimage(channel)));
        Channels::<T>::insert(channel, ChannelInfo::new(kind));
        Heads::<T>::insert(channel, Head { seq: 0, digest });
        Self::deposit_event(Event::Opened { channel, kind });
        Ok(())
    }

    fn push(channel: ChannelId, sender: Sender, payload: Payload, tier: Tier) -> Result<Seq, DispatchError> {
        let mut info = Self::channel_for(channel, &sender)?;
        Self::prune(channel, &mut info, PRUNES_PER_PUSH);
        let bytes = payload.len() as u32;
        ensure!(info.has_room(Self::bounds(), tier, bytes), Error::<T>::ChannelFull);

        let head = Heads::<T>::get(channel).ok_or(Error::<T>::NonExistentChannel)?;
        let (block, time_ms) = (Self::now(), T::Time::now());
        let seq = head.seq.saturating_add(1);
        let message = Message { channel, seq, sender: sender.clone(), block, time_ms, payload };
        let digest = H256(blake2_256(&(head.digest, &message).encode()));

        info.append(bytes);
        Channels::<T>::insert(channel, info);
        Heads::<T>::insert(channel, Head { seq, digest });
        Messages::<T>::insert(channel, seq, StoredMessage { message, digest });
        Self::deposit_event(Event::Pushed { channel, seq, sender, bytes });
        Ok(seq)
    }

    fn has_room(channel: ChannelId, tier: Tier, bytes: u32) -> bool {
        Channels::<T>::get(channel).is_some_and(|info| info.has_room(Self::bounds(), tier, bytes))
    }

    fn acknowledge(channel: ChannelId, upto: Seq) {
        let Some(mut info) = Channels::<T>::get(channel) else { return };
        if info.acknowledge(upto) {
            let upto = info.acknowledged;
            Channels::<T>::insert(channel, info);
            Self::deposit_event(Event::Acknowledged { channel, upto });
        }
    }

    fn head(channel: ChannelId) -> Option<Head> {
        Heads::<T>::get(channel)
    }

    fn kind(channel: ChannelId) -> Option<ProgramKind> {
        Channels::<T>::get(channel).map(|info| info.kind)
    }
}

impl<T: Config> Pallet<T> {
    /// What pushing `calls` sealed calls in a payload of `bytes` costs, beside the transaction fee.
    ///
    /// The transaction fee pays for what the chain does. This one pays for what the committee does with the message:
    /// each call costs every member a public-key decryption, also when it turns out to be rubbish.
    pub fn fee(calls: u32, bytes: u32) -> Balance {
        let base = T::PushBaseFee::get().saturating_mul(calls.into());
        base.saturating_add(T::PushByteFee::get().saturating_mul(bytes.into()))
    }

    /// Checks, charges and appends what an account pushes.
    pub(crate) fn push_calls(
        payer: AccountId,
        channel: ChannelId,
        user_payload: UserPayload,
    ) -> DispatchResult {
        let sender = Sender::Account(payer.clone());
        Self::channel_for(channel, &sender)?;
        let calls = calls_of(&user_payload);
        ensure!(!calls.is_empty(), Error::<T>::EmptyBatch);
        let current = T::Epochs::current(channel).filter(|epoch| *epoch > 0);
        let current = current.ok_or(Error::<T>::NoInputKey)?;
        ensure!(calls.iter().all(|call| epoch_is_live(call.epoch, current)), Error::<T>::EpochNotLive);
        let count = calls.len() as u32;
        let payload = Payload::try_from(user_payload.encode()).map_err(|_| Error::<T>::PayloadTooLarge)?;

        Self::charge(&payer, Self::fee(count, payload.len() as u32))?;
        <Self as ChannelQueue>::push(channel, sender, payload, Tier::Account)?;
        Ok(())
    }

    /// Moves a fee from `payer` to its destination. The payer's account stays alive.
    fn charge(payer: &AccountId, fee: Balance) -> DispatchResult {
        let credit =
            T::Currency::withdraw(payer, fee, Precision::Exact, Preservation::Preserve, Fortitude::Polite)?;
        T::FeeDestination::on_unbalanced(credit);
        Ok(())
    }

    /// The channel, if it exists and takes messages from `sender`.
    fn channel_for(channel: ChannelId, sender: &Sender) -> Result<ChannelInfo, Error<T>> {
        let info = Channels::<T>::get(channel).ok_or(Error::<T>::NonExistentChannel)?;
        ensure!(info.accepts(sender), Error::<T>::SenderRefused);
        Ok(info)
    }

    /// Prunes round robin over the channels until nothing is left to prune or the next step might exceed `limit`.
    pub(crate) fn prune_within(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        // First channel of the present run of channels that had nothing to prune; meeting it again ends the tour.
        let mut barren_since = None;
        while meter.can_consume(T::WeightInfo::visit_channel(PRUNES_PER_VISIT)) {
            let Some(channel) = Self::channel_after_last_visited() else { break };
            if barren_since == Some(channel) {
                break;
            }
            let pruned = Self::visit_channel(channel);
            meter.consume(T::WeightInfo::visit_channel(pruned));
            barren_since = if pruned == 0 { barren_since.or(Some(channel)) } else { None };
        }
        meter.consumed()
    }

    /// The next channel in storage order, from the first one again after the last one; `None` without channels.
    pub(crate) fn channel_after_last_visited() -> Option<ChannelId> {
        let next = LastVisited::<T>::get().and_then(|last| Channels::<T>::iter_keys_from_key(last).next());
        next.or_else(|| Channels::<T>::iter_keys().next())
    }

    /// Prunes one step of a channel, remembers it as the last one visited, and returns how many bodies went.
    pub(crate) fn visit_channel(channel: ChannelId) -> u32 {
        LastVisited::<T>::put(channel);
        match Channels::<T>::get(channel) {
            Some(mut info) => Self::prune(channel, &mut info, PRUNES_PER_VISIT),
            None => 0,
        }
    }

    /// Removes up to `most` of the oldest bodies, as far as they are acknowledged and past retention. Stores `info`
    /// when it changed, so that pruning stands even if what the caller does next is refused.
    fn prune(channel: ChannelId, info: &mut ChannelInfo, most: u32) -> u32 {
        let mut pruned = 0;
        while pruned < most && Self::prune_oldest(channel, info) {
            pruned = pruned.saturating_add(1);
        }
        if pruned > 0 {
            Channels::<T>::insert(channel, info.clone());
            let upto = info.oldest.saturating_sub(1);
            Self::deposit_event(Event::Pruned { channel, upto });
        }
        pruned
    }

    /// Removes the oldest body if its time has come.
    fn prune_oldest(channel: ChannelId, info: &mut ChannelInfo) -> bool {
        if !info.oldest_is_acknowledged() {
            return false;
        }
        let Some(StoredMessage { message, .. }) = Messages::<T>::get(channel, info.oldest) else {
            defensive!("a counted message is stored; checked by try_state");
            return false;
        };
        let due = message.block.saturating_add(T::Retention::get()) <= Self::now();
        if due {
            Messages::<T>::remove(channel, info.oldest);
            info.drop_oldest(message.payload.len() as u32);
        }
        due
    }

    fn bounds() -> Bounds {
        Bounds { messages: T::MaxStoredMessages::get(), bytes: T::MaxStoredBytes::get() }
    }

    pub(crate) fn now() -> BlockNumber {
        // Block numbers are u32 in our runtimes; in another one they saturate instead of wrapping around.
        frame_system::Pallet::<T>::block_number().saturated_into::<BlockNumber>()
    }
}
