//! What holds between any two transactions; run after every unit test, after every block of the runtime's tests, and by
//! `try-runtime`.

use crate::{types::ChannelInfo, ChannelQueue, Channels, Config, Heads, Messages, Pallet, Tier};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{ensure, traits::Get};
use messages::{
    channel::{genesis_digest_preimage, Head, StoredMessage},
    ids::ChannelId,
    H256,
};
use sp_io::hashing::blake2_256;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every channel.
    ///
    /// # Errors
    /// The name of the invariant that is broken.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_no_orphans()?;
        for (channel, info) in Channels::<T>::iter() {
            let head = Self::head(channel).ok_or("heads: a channel has no head")?;
            let stored = Self::stored_messages(channel, &info)?;
            Self::check_counters(&info, head, &stored)?;
            Self::check_bounds(&info)?;
            Self::check_messages(channel, &stored)?;
            Self::check_digests(channel, &info, head, &stored)?;
        }
        Ok(())
    }

    /// Nothing is stored for channels that do not exist, nor outside of the counted range.
    fn check_no_orphans() -> Result<(), TryRuntimeError> {
        let counted: usize = Channels::<T>::iter_values().map(|info| info.messages as usize).sum();
        ensure!(Messages::<T>::iter_keys().count() == counted, "orphans: a stored message is not counted");
        ensure!(
            Heads::<T>::iter_keys().count() == Channels::<T>::iter_keys().count(),
            "orphans: a head has no channel"
        );
        Ok(())
    }

    /// The messages from the oldest to the last one, all present.
    fn stored_messages(
        channel: ChannelId,
        info: &ChannelInfo,
    ) -> Result<Vec<StoredMessage>, TryRuntimeError> {
        (info.oldest..=info.last())
            .map(|seq| Messages::<T>::get(channel, seq).ok_or("gaps: a message is missing".into()))
            .collect()
    }

    /// Usage counters and seqs agree with what is stored.
    fn check_counters(
        info: &ChannelInfo,
        head: Head,
        stored: &[StoredMessage],
    ) -> Result<(), TryRuntimeError> {
        let bytes: usize = stored.iter().map(|stored| stored.message.payload.len()).sum();
        ensure!(info.messages as usize == stored.len(), "counters: wrong number of messages");
        ensure!(info.bytes as usize == bytes, "counters: wrong number of bytes");
        ensure!(info.last() == head.seq, "counters: the last message is not the head");
        ensure!(info.acknowledged <= head.seq, "counters: acknowledged beyond the head");
        ensure!(info.oldest <= info.acknowledged.saturating_add(1), "counters: pruned before acknowledged");
        Ok(())
    }

    /// No channel stores more than the runtime allows.
    fn check_bounds(info: &ChannelInfo) -> Result<(), TryRuntimeError> {
        let most = |bound| Tier::Notice.share_of(bound);
        ensure!(info.messages <= most(T::MaxStoredMessages::get()), "bounds: too many messages");
        ensure!(info.bytes <= most(T::MaxStoredBytes::get()), "bounds: too many bytes");
        Ok(())
    }

    /// Messages say where they stand; blocks and times never go backwards.
    fn check_messages(channel: ChannelId, stored: &[StoredMessage]) -> Result<(), TryRuntimeError> {
        for StoredMessage { message, .. } in stored {
            ensure!(message.channel == channel, "messages: a message names another channel");
            ensure!(message.block <= Self::now(), "messages: a message is from the future");
        }
        for pair in stored.windows(2) {
            if let [earlier, later] = pair {
                let (earlier, later) = (&earlier.message, &later.message);
                ensure!(earlier.seq.saturating_add(1) == later.seq, "messages: seqs are not consecutive");
                ensure!(earlier.block <= later.block, "messages: blocks go backwards");
                ensure!(earlier.time_ms <= later.time_ms, "messages: time goes backwards");
            }
        }
        Ok(())
    }

    /// Each digest follows from the one before it, and the last one is the head's.
    fn check_digests(
        channel: ChannelId,
        info: &ChannelInfo,
        head: Head,
        stored: &[StoredMessage],
    ) -> Result<(), TryRuntimeError> {
        // The digest before the oldest message is known only while nothing was pruned.
        let genesis = H256(blake2_256(&genesis_digest_preimage(channel)));
        let mut previous = (info.oldest == 1).then_some(genesis);
        for StoredMessage { message, digest } in stored {
            if let Some(previous) = previous {
                let expected = H256(blake2_256(&(previous, message).encode()));
                ensure!(*digest == expected, "digests: a digest does not follow from the one before it");
            }
            previous = Some(*digest);
        }
        ensure!(previous.is_none_or(|last| last == head.digest), "digests: the last one is not the head's");
        Ok(())
    }
}
