//! Benchmarks: every call with the largest pruning it may bring, and one step of `on_idle`.

use super::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{Balanced, Inspect},
        tokens::Precision,
        Get,
    },
    BoundedVec,
};
use frame_system::RawOrigin;
use messages::{
    channel::{Payload, SealedCall, Sender},
    committee::ProgramKind,
    ids::{AccountId, ChannelId, Epoch},
    limits::{MAX_BATCH, MAX_CIPHERTEXT, MAX_PAYLOAD},
};

/// A committee number that no genesis uses.
const CHANNEL: ChannelId = 1_000_000;
const EPOCH: Epoch = 1;
/// Ciphertext of the largest batch of [`MAX_BATCH`] calls: each call has up to 44 bytes of framing.
const MAX_BATCH_BYTES: u32 = 116 * 1024;

type Refusal = &'static str;

/// An open channel of an EVM committee in its first epoch.
fn open_channel<T: Config>() -> Result<(), BenchmarkError> {
    <Pallet<T> as ChannelQueue>::open(CHANNEL, ProgramKind::Evm)?;
    T::Epochs::begin(CHANNEL, EPOCH);
    frame_system::Pallet::<T>::set_block_number(1u32.into());
    Ok(())
}

/// Puts `count` of the largest messages into the channel.
fn push_largest<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    for _ in 0..count {
        let payload = Payload::try_from(vec![7; MAX_PAYLOAD as usize]).map_err(|_| "payload too large")?;
        <Pallet<T> as ChannelQueue>::push(CHANNEL, Sender::Chain, payload, Tier::Notice)?;
    }
    Ok(())
}

/// Goes on to the first block at which messages of block 1 are past retention.
fn pass_retention<T: Config>() {
    frame_system::Pallet::<T>::set_block_number(T::Retention::get().saturating_add(1).into());
}

/// An open channel whose two oldest messages are prunable, and an account that can pay.
fn ready<T: Config>() -> Result<AccountId, BenchmarkError> {
    open_channel::<T>()?;
    push_largest::<T>(PRUNES_PER_PUSH)?;
    <Pallet<T> as ChannelQueue>::acknowledge(CHANNEL, PRUNES_PER_PUSH.into());
    pass_retention::<T>();

    let caller: AccountId = whitelisted_caller();
    let funds = Pallet::<T>::fee(MAX_BATCH, MAX_PAYLOAD)
        .saturating_add(T::Currency::minimum_balance())
        .saturating_mul(2);
    drop(T::Currency::deposit(&caller, funds, Precision::Exact)?);
    Ok(caller)
}

fn sealed(bytes: u32) -> Result<SealedCall, Refusal> {
    let ciphertext = BoundedVec::try_from(vec![9; bytes as usize]).map_err(|_| "ciphertext too large")?;
    Ok(SealedCall { epoch: EPOCH, encapsulated_key: [8; 32], ciphertext })
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// `b`: bytes of ciphertext.
    #[benchmark]
    fn push(b: Linear<0, MAX_CIPHERTEXT>) -> Result<(), BenchmarkError> {
        let caller = ready::<T>()?;
        let call = sealed(b)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), CHANNEL, call);

        assert_eq!(Channels::<T>::get(CHANNEL).map(|info| (info.oldest, info.messages)), Some((3, 1)));
        Ok(())
    }

    /// `n`: calls; `b`: bytes of ciphertext of all calls together.
    #[benchmark]
    fn push_batch(n: Linear<1, MAX_BATCH>, b: Linear<0, MAX_BATCH_BYTES>) -> Result<(), BenchmarkError> {
        let caller = ready::<T>()?;
        let calls =
            (0..n).map(|i| sealed(b / n + if i == 0 { b % n } else { 0 })).collect::<Result<Vec<_>, _>>()?;
        let calls = BoundedVec::try_from(calls).map_err(|_| "too many calls")?;

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), CHANNEL, calls);

        assert_eq!(Channels::<T>::get(CHANNEL).map(|info| (info.oldest, info.messages)), Some((3, 1)));
        Ok(())
    }

    /// `n`: bodies pruned; one more is looked at. (Not so after the most that one visit prunes, which so costs no more.)
    #[benchmark]
    fn visit_channel(n: Linear<0, { PRUNES_PER_VISIT - 1 }>) -> Result<(), BenchmarkError> {
        open_channel::<T>()?;
        push_largest::<T>(n)?;
        pass_retention::<T>();
        push_largest::<T>(1)?;
        <Pallet<T> as ChannelQueue>::acknowledge(CHANNEL, u64::MAX);
        let pruned;

        #[block]
        {
            let _ = Pallet::<T>::channel_after_last_visited();
            pruned = Pallet::<T>::visit_channel(CHANNEL);
        }

        assert_eq!(pruned, n);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
