//! One module per rule of `docs/protocol/channels.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::{mock::*, ChannelQueue, Error, Event, Tier, WeightInfo, PRUNES_PER_VISIT};
use codec::{Decode, Encode};
use frame_support::{
    assert_noop, assert_ok,
    traits::{fungible::Inspect, Hooks},
    weights::Weight,
};
use messages::{
    abi,
    channel::{Head, Message, Payload, Sender, StoredMessage, UserPayload},
    committee::ProgramKind,
    ids::{AccountId, ChannelId, Seq, WorkerId},
    limits::{MAX_CIPHERTEXT, MAX_PAYLOAD},
};
use sp_runtime::{BoundedVec, DispatchError, TokenError};

mod calls;
mod queue;
mod random;
mod retention;

type Refusal = Error<Test>;

/// Seqs whose bodies a channel stores.
fn stored(channel: ChannelId) -> Vec<Seq> {
    let mut seqs: Vec<Seq> = crate::Messages::<Test>::iter_key_prefix(channel).collect();
    seqs.sort_unstable();
    seqs
}

fn info(channel: ChannelId) -> crate::ChannelInfo {
    crate::Channels::<Test>::get(channel).unwrap()
}

fn notice(channel: ChannelId, bytes: u32) -> Result<Seq, DispatchError> {
    <Channels as ChannelQueue>::push(channel, Sender::Chain, payload(bytes), Tier::Notice)
}
