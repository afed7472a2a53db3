//! What other pallets may push, the three tiers of space, and the digest chain.

use super::*;
use codec::MaxEncodedLen;

fn push_as(channel: ChannelId, sender: Sender, tier: Tier, bytes: u32) -> Result<Seq, DispatchError> {
    <Channels as ChannelQueue>::push(channel, sender, payload(bytes), tier)
}

fn committee(channel: ChannelId, bytes: u32) -> Result<Seq, DispatchError> {
    push_as(channel, Sender::Committee(9), Tier::Committee, bytes)
}

fn spam(bytes: usize) -> frame_support::dispatch::DispatchResult {
    Channels::push(RuntimeOrigin::signed(alice()), CLUSTER, sealed(5, bytes))
}

/// Pushes until refused; returns how many were taken.
fn fill(mut push: impl FnMut() -> Result<(), DispatchError>) -> usize {
    let taken = (0..).take_while(|_| push().is_ok()).count();
    assert_eq!(push(), Err(Refusal::ChannelFull.into()));
    taken
}

#[test]
fn each_kind_of_channel_takes_its_senders() {
    let account = Sender::Account(alice());
    let worker = Sender::Worker(WorkerId([3; 32]));
    let table = [
        (KEEPERS, account.clone(), false),
        (KEEPERS, worker.clone(), true),
        (KEEPERS, Sender::Committee(CLUSTER), true),
        (KEEPERS, Sender::Chain, true),
        (CLUSTER, account, true),
        (CLUSTER, worker, false),
        (CLUSTER, Sender::Committee(KEEPERS), true),
        (CLUSTER, Sender::Chain, true),
    ];
    ExtBuilder::default().build_and_execute(|| {
        for (channel, sender, taken) in table {
            let result = push_as(channel, sender.clone(), Tier::Committee, 1);
            assert_eq!(result.is_ok(), taken, "{sender:?} to channel {channel}");
            assert!(taken || result == Err(Refusal::SenderRefused.into()));
        }
        assert_eq!(notice(99, 1), Err(Refusal::NonExistentChannel.into()));
    });
}

#[test]
fn spam_leaves_room_for_committees_and_the_chain() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(fill(|| spam(1)), 96, "accounts fill three quarters of 128");
        assert_eq!(fill(|| committee(CLUSTER, 1).map(drop)), 16, "committees one eighth more");
        assert_eq!(fill(|| notice(CLUSTER, 1).map(drop)), 16, "notices the rest");
        assert_eq!(stored(CLUSTER), (1..=128).collect::<Vec<_>>(), "nothing was dropped");
        assert_ok!(notice(OTHER_CLUSTER, 1));
    });
}

#[test]
fn spam_in_bytes_leaves_room_too() {
    ExtBuilder::default().build_and_execute(|| {
        let account = || push_as(CLUSTER, Sender::Chain, Tier::Account, MAX_PAYLOAD).map(drop);
        assert_eq!(fill(account), 6);
        assert_eq!(fill(|| committee(CLUSTER, MAX_PAYLOAD).map(drop)), 1);
        assert_eq!(fill(|| notice(CLUSTER, MAX_PAYLOAD).map(drop)), 1);
        assert_ok!(notice(CLUSTER, 0));
    });
}

#[test]
fn bytes_are_bounded_exactly() {
    ExtBuilder::default().build_and_execute(|| {
        for _ in 0..5 {
            assert_ok!(push_as(CLUSTER, Sender::Chain, Tier::Account, MAX_PAYLOAD));
        }
        assert_ok!(push_as(CLUSTER, Sender::Chain, Tier::Account, MAX_PAYLOAD - 1));
        assert!(!Channels::has_room(CLUSTER, Tier::Account, 2));
        assert!(Channels::has_room(CLUSTER, Tier::Account, 1));
        assert_ok!(push_as(CLUSTER, Sender::Chain, Tier::Account, 1));
    });
}

#[test]
fn a_refused_push_charges_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        fill(|| spam(1));
        assert_noop!(spam(1), Refusal::ChannelFull);
    });
}

#[test]
fn committees_and_the_chain_use_the_space_that_accounts_leave() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(fill(|| committee(CLUSTER, 1).map(drop)), 112);
        assert_noop!(spam(1), Refusal::ChannelFull);
        assert_eq!(fill(|| notice(CLUSTER, 1).map(drop)), 16);
    });
}

#[test]
fn acknowledged_seqs_rise_only_and_stay_below_the_head() {
    ExtBuilder::default().build_and_execute(|| {
        for _ in 0..4 {
            assert_ok!(notice(CLUSTER, 1));
        }
        let acknowledged = |upto| {
            Channels::acknowledge(CLUSTER, upto);
            info(CLUSTER).acknowledged
        };
        events();
        assert_eq!([acknowledged(3), acknowledged(2), acknowledged(3)], [3, 3, 3]);
        assert_eq!(events(), [Event::Acknowledged { channel: CLUSTER, upto: 3 }]);
        assert_eq!(acknowledged(u64::MAX), 4, "messages to come are not acknowledged");
        Channels::acknowledge(99, 1);
        assert_eq!(crate::Channels::<Test>::get(99), None);
    });
}

#[test]
fn a_channel_opens_once_and_empty() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(Channels::open(7, ProgramKind::Evm));
        assert_eq!(events(), [Event::Opened { channel: 7, kind: ProgramKind::Evm }]);
        assert_eq!(Channels::kind(7), Some(ProgramKind::Evm));
        let digest = crypto::hash::channel_genesis_digest(7);
        assert_eq!(Channels::head(7), Some(Head { seq: 0, digest }));
        assert_noop!(Channels::open(7, ProgramKind::Keeper), Refusal::ChannelExists);
        assert_eq!((Channels::head(8), Channels::kind(8)), (None, None));
        assert!(!Channels::has_room(8, Tier::Notice, 0));
    });
}

#[test]
fn genesis_opens_channels_of_both_kinds() {
    ExtBuilder::channels(vec![0], vec![4]).build_and_execute(|| {
        assert_eq!(Channels::kind(0), Some(ProgramKind::Keeper));
        assert_eq!(Channels::kind(4), Some(ProgramKind::Evm));
    });
}

#[test]
fn a_push_before_the_timestamp_inherent_bears_the_parents_time() {
    ExtBuilder::default().build_and_execute(|| {
        System::set_block_number(2);
        assert_ok!(notice(CLUSTER, 1));
        let message = crate::Messages::<Test>::get(CLUSTER, 1).unwrap().message;
        assert_eq!((message.block, message.time_ms), (2, SLOT_MS));
    });
}

#[test]
fn what_a_message_takes_beside_its_payload_is_small() {
    assert!(StoredMessage::max_encoded_len() < MAX_PAYLOAD as usize + 200);
}

#[test]
fn digests_are_those_that_enclaves_compute() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(spam(50));
        run_to_block(3);
        assert_ok!(notice(CLUSTER, 0));
        assert_ok!(committee(CLUSTER, MAX_PAYLOAD));

        let mut digest = crypto::hash::channel_genesis_digest(CLUSTER);
        for seq in 1..=3 {
            let stored = crate::Messages::<Test>::get(CLUSTER, seq).unwrap();
            digest = crypto::hash::next_digest(digest, &stored.message);
            assert_eq!(stored.digest, digest, "message {seq}");
        }
        assert_eq!(Channels::head(CLUSTER), Some(Head { seq: 3, digest }));
    });
}

#[test]
fn raw_keys_and_values_are_those_of_the_enclave_abi() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(notice(CLUSTER, 5));
        let raw = |key: Vec<u8>| sp_io::storage::get(&key).unwrap();
        let head = Head::decode(&mut &raw(abi::channel_head(CLUSTER))[..]).unwrap();
        assert_eq!(Some(head), Channels::head(CLUSTER));
        let stored = StoredMessage::decode(&mut &raw(abi::message(CLUSTER, 1))[..]).unwrap();
        assert_eq!(stored.digest, head.digest);
        assert_eq!(stored.message.payload, Payload::truncate_from(vec![7; 5]));
    });
}
