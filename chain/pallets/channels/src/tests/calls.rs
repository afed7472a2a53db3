//! What accounts may push, and what they pay.

use super::*;

fn push(channel: ChannelId, epoch: u64, bytes: usize) -> frame_support::dispatch::DispatchResult {
    Channels::push(RuntimeOrigin::signed(alice()), channel, sealed(epoch, bytes))
}

fn push_batch(calls: Vec<messages::channel::SealedCall>) -> frame_support::dispatch::DispatchResult {
    Channels::push_batch(RuntimeOrigin::signed(alice()), CLUSTER, BoundedVec::truncate_from(calls))
}

#[test]
fn a_push_becomes_one_message_with_payer_block_and_time() {
    ExtBuilder::default().build_and_execute(|| {
        run_to_block(7);
        assert_ok!(push(CLUSTER, 5, 100));

        let StoredMessage { message, digest } = crate::Messages::<Test>::get(CLUSTER, 1).unwrap();
        let expected = UserPayload::Call(sealed(5, 100)).encode();
        let bytes = expected.len() as u32;
        assert_eq!(
            message,
            Message {
                channel: CLUSTER,
                seq: 1,
                sender: Sender::Account(alice()),
                block: 7,
                time_ms: 7 * SLOT_MS,
                payload: expected.try_into().unwrap(),
            }
        );
        assert_eq!(Channels::head(CLUSTER), Some(Head { seq: 1, digest }));
        let sender = Sender::Account(alice());
        assert_eq!(events(), [Event::Pushed { channel: CLUSTER, seq: 1, sender, bytes }]);
    });
}

#[test]
fn a_batch_becomes_one_message() {
    ExtBuilder::default().build_and_execute(|| {
        let calls = vec![sealed(3, 10), sealed(4, 20), sealed(5, 30)];
        assert_ok!(push_batch(calls.clone()));

        assert_eq!(stored(CLUSTER), [1]);
        let stored = crate::Messages::<Test>::get(CLUSTER, 1).unwrap();
        let read = UserPayload::decode(&mut &stored.message.payload[..]).unwrap();
        assert_eq!(read, UserPayload::Batch(calls.try_into().unwrap()));
    });
}

#[test]
fn the_fee_is_flat_per_call_and_by_byte_and_goes_to_the_pot() {
    ExtBuilder::default().build_and_execute(|| {
        let before = Balances::balance(&alice());
        assert_ok!(push(CLUSTER, 5, 100));
        assert_ok!(push_batch(vec![sealed(5, 10), sealed(5, 20)]));

        let bytes = u128::from(info(CLUSTER).bytes);
        let fee = 3 * PushBaseFee::get() + bytes * PushByteFee::get();
        assert_eq!(Balances::balance(&FeePot::get()), fee);
        assert_eq!(Balances::balance(&alice()), before - fee);
    });
}

#[test]
fn a_payer_without_means_is_refused_and_never_reaped() {
    ExtBuilder::default().build_and_execute(|| {
        let bob = AccountId::new([0xB0; 32]);
        let bytes = UserPayload::Call(sealed(5, 100)).encoded_size() as u32;
        let fee = Channels::fee(1, bytes);
        let push = || Channels::push(RuntimeOrigin::signed(bob.clone()), CLUSTER, sealed(5, 100));

        fund(&bob, fee + ExistentialDeposit::get() - 1);
        assert_noop!(push(), TokenError::FundsUnavailable);
        fund(&bob, 1);
        assert_ok!(push());
        assert_eq!(Balances::balance(&bob), ExistentialDeposit::get());
    });
}

#[test]
fn unsigned_and_root_origins_are_refused() {
    ExtBuilder::default().build_and_execute(|| {
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(Channels::push(origin, CLUSTER, sealed(5, 1)), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn accounts_reach_only_evm_channels() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(push(KEEPERS, 5, 1), Refusal::SenderRefused);
        assert_noop!(push(99, 5, 1), Refusal::NonExistentChannel);
    });
}

#[test]
fn only_live_epochs_are_taken() {
    let table: &[(Option<u64>, &[u64])] = &[
        (None, &[]),
        (Some(0), &[]),
        (Some(1), &[1]),
        (Some(2), &[1, 2]),
        (Some(3), &[1, 2, 3]),
        (Some(5), &[3, 4, 5]),
        (Some(u64::MAX), &[]),
    ];
    for (current, live) in table {
        ExtBuilder::default().build_and_execute(|| {
            NewestEpoch::set(*current);
            let taken: Vec<u64> = (0..10).filter(|epoch| push(CLUSTER, *epoch, 1).is_ok()).collect();
            assert_eq!(taken, *live, "current epoch {current:?}");
        });
    }
}

#[test]
fn epochs_without_key_and_epochs_that_are_over_are_told_apart() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(push(CLUSTER, 2, 1), Refusal::EpochNotLive);
        assert_noop!(push(CLUSTER, 6, 1), Refusal::EpochNotLive);
        NewestEpoch::set(Some(0));
        assert_noop!(push(CLUSTER, 0, 1), Refusal::NoInputKey);
    });
}

#[test]
fn one_bad_call_refuses_the_batch() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(push_batch(vec![sealed(5, 1), sealed(2, 1)]), Refusal::EpochNotLive);
        assert_noop!(push_batch(vec![]), Refusal::EmptyBatch);
    });
}

#[test]
fn the_largest_call_fits_and_a_larger_batch_does_not() {
    ExtBuilder::default().build_and_execute(|| {
        let largest = sealed(5, MAX_CIPHERTEXT as usize);
        assert_ok!(push(CLUSTER, 5, MAX_CIPHERTEXT as usize));
        assert_ok!(push_batch(vec![largest.clone()]));
        assert_noop!(push_batch(vec![largest.clone(), largest]), Refusal::PayloadTooLarge);
    });
}

#[test]
fn weights_count_every_ciphertext_byte() {
    use frame_support::dispatch::GetDispatchInfo;
    let weight = |calls: Vec<_>| {
        let calls = BoundedVec::truncate_from(calls);
        crate::Call::<Test>::push_batch { channel: CLUSTER, calls }.get_dispatch_info().call_weight
    };
    assert_eq!(weight(vec![sealed(5, 10), sealed(5, 30)]), <() as WeightInfo>::push_batch(2, 40));
}
