//! Fresh secrets: everybody honest, some silent.

use super::network::*;
use crate::{Participant, Round};
use messages::{
    ceremony::{CeremonyMessage, Fault, PerKeeper, SHARE_DOMAIN},
    keys::{KeyLabel, Purpose, Secret},
    H256,
};

fn keepers(n: u8) -> Vec<u8> {
    (1..=n).collect()
}

#[test]
fn gatekeepers_come_to_share_a_secret_that_every_threshold_of_them_derives_from() {
    for (n, threshold) in [(1, 1), (2, 1), (3, 2), (3, 3), (5, 3)] {
        let shared = Run::new(&fresh(&keepers(n), threshold), None).finish();
        assert!(shared.succeeded() && shared.faults().is_empty());
        assert_eq!(shared.holders(), keepers(n));
        shared.key(&state_label());
        assert_eq!(shared.blocks, 3, "one block for each round when all speak");
    }
}

#[test]
fn sixteen_gatekeepers_share_a_secret() {
    let shared = Run::new(&fresh(&keepers(16), 11), None).finish();
    assert!(shared.succeeded() && shared.faults().is_empty());
    assert_eq!(
        shared.key_by(&state_label(), &keepers(11)),
        shared.key_by(&state_label(), &[6, 16, 1, 2, 15, 4, 9, 8, 7, 10, 11])
    );
}

#[test]
fn as_many_as_a_network_may_have_share_a_secret_in_messages_that_fit() {
    let mut largest = 0;
    let run = Run::new(&fresh(&keepers(32), 32), None).meddled(|_, _, message| {
        largest = largest.max(codec::Encode::encoded_size(&message));
        vec![message]
    });
    assert!(run.finish().succeeded());
    assert!(largest <= messages::limits::MAX_EFFECT_PAYLOAD as usize, "{largest} bytes");
}

#[test]
fn as_many_as_are_not_needed_may_be_silent() {
    for (n, threshold) in [(3, 2), (5, 3), (4, 1)] {
        let absent: Vec<u8> = (1..=n - threshold as u8).collect();
        let shared = Run::new(&fresh(&keepers(n), threshold), None).without(&absent).finish();
        assert!(shared.succeeded());
        assert_eq!(shared.faults(), absent.iter().map(|k| (*k, Fault::Silent)).collect::<Vec<_>>());
        shared.key(&state_label());
        assert_eq!(
            shared.sharing.holders.len(),
            usize::from(n),
            "who was absent is listed, and may be given a share"
        );
        assert!(shared.blocks <= PATIENCE + 4, "only the first round waits for who never came");
    }
}

#[test]
fn with_one_more_silent_the_ceremony_fails_and_blames_only_the_silent() {
    let shared = Run::new(&fresh(&keepers(5), 3), None).without(&[1, 2, 3]).finish();
    assert!(!shared.succeeded() && shared.shares.is_empty());
    assert_eq!(shared.faults(), [1, 2, 3].map(|keeper| (keeper, Fault::Silent)));
    assert_eq!(shared.blocks, PATIENCE, "it ends when it cannot succeed any more");
}

#[test]
fn two_of_five_may_crash_at_every_step() {
    for (first, second) in (0..=4).flat_map(|a| (0..=4).map(move |b| (a, b))) {
        let mut run = Run::new(&fresh(&keepers(5), 3), None);
        for step in 0..=4 {
            for (keeper, dies) in [(2, first), (4, second)] {
                if step == dies {
                    run.participants.remove(&keeper);
                }
            }
            run.step();
        }
        let shared = run.finish();
        assert!(shared.succeeded(), "crashes at {first} and {second}");
        assert!([1, 3, 5].iter().all(|keeper| shared.shares.contains_key(keeper)));
        assert!(shared.faults().iter().all(|fault| matches!(fault, (2 | 4, Fault::Silent))));
        shared.key(&state_label());
    }
}

#[test]
fn a_stall_of_finality_excludes_nobody() {
    for from in 100..105 {
        let mut run = Run::new(&fresh(&keepers(5), 3), None);
        run.stall = Some((from, from + 200));
        let shared = run.finish();
        assert!(
            shared.succeeded() && shared.faults().is_empty() && shared.shares.len() == 5,
            "stall at {from}"
        );
    }
}

#[test]
fn without_enough_witnesses_there_is_no_secret() {
    let mut run = Run::new(&fresh(&keepers(3), 2), None);
    run.step();
    run.step();
    assert!(matches!(run.judge.round(), Round::Verdicts { .. }));
    let shared = run.without(&[1, 2]).finish();
    assert!(!shared.succeeded(), "only one is known to have a share");
    assert!(shared.faults().is_empty());
}

#[test]
fn a_boot_that_the_ceremony_does_not_name_sits_it_out() {
    let ceremony = fresh(&keepers(3), 2);
    let run = Run::new(&ceremony, None);
    assert!(Participant::new(&run.judge, worker(1), boot(2), None, [1; 32]).is_none());
    assert!(Participant::new(&run.judge, worker(9), boot(1), None, [1; 32]).is_none());
}

#[test]
fn who_lost_its_part_and_begins_anew_in_the_same_boot_harms_nobody() {
    for crash in 0..4 {
        let mut run = Run::new(&fresh(&keepers(3), 2), None);
        (0..crash).for_each(|_| run.step());
        let anew = Participant::new(&run.judge, worker(2), boot(1), None, [99; 32]);
        run.participants.remove(&2);
        run.participants.extend(anew.map(|participant| (2, participant)));
        let shared = run.finish();
        assert!(shared.succeeded(), "at {crash}");
        assert!(shared.faults().iter().all(|fault| *fault == (2, Fault::Silent)));
        assert!(shared.key_by(&state_label(), &[1, 3]).is_ok());
        let is_accusation = |entry: &Entry| matches!(&entry.message, CeremonyMessage::Verdict { accused, .. } if !accused.is_empty());
        assert!(!shared.channel.iter().any(is_accusation), "it accuses nobody of what it cannot open itself");
    }
}

#[test]
fn who_did_not_make_its_dealing_itself_does_not_answer_for_it() {
    let mut run = Run::new(&fresh(&[1, 2, 3], 2), None).meddled(|_, keeper, message| match message {
        CeremonyMessage::Verdict { ceremony, .. } if keeper == 3 => {
            vec![CeremonyMessage::Verdict { ceremony, accused: PerKeeper::truncate_from(vec![2]) }]
        }
        other => vec![other],
    });
    (0..3).for_each(|_| run.step());
    let anew = Participant::new(&run.judge, worker(2), boot(1), None, [99; 32]);
    run.participants.insert(2, anew.unwrap());
    assert_eq!(
        run.finish().faults(),
        [(2, Fault::Silent)],
        "silent, which costs nothing, and no false share"
    );
}

#[test]
fn everything_is_said_once() {
    let mut run = Run::new(&fresh(&[1, 2, 3], 2), None).meddled(|_, keeper, message| match message {
        CeremonyMessage::Verdict { ceremony, .. } if keeper == 3 => {
            vec![CeremonyMessage::Verdict { ceremony, accused: PerKeeper::truncate_from(vec![1, 2, 3]) }]
        }
        other => vec![other],
    });
    for _round in 0..4 {
        let mut one = run.participants.remove(&1).unwrap();
        let first = one.speak(&run.judge, open_as(1).as_ref()).unwrap();
        assert!(one.speak(&run.judge, open_as(1).as_ref()).is_none(), "{first:?}");
        run.include(1, first);
        run.step();
        run.participants.insert(1, one);
    }
    assert!(run.judge.outcome().unwrap().faults.is_empty());
}

#[test]
fn keys_differ_by_label_network_and_secret() {
    let one = Run::new(&fresh(&keepers(3), 2), None).finish();
    let label = state_label();
    let other = |change: &dyn Fn(&mut KeyLabel)| {
        let mut label = state_label();
        change(&mut label);
        one.key(&label)
    };
    let mut second = fresh(&keepers(3), 2);
    second.id = 2;
    let keys = [
        one.key(&label),
        other(&|label| label.committee = 2),
        other(&|label| label.key_version = 1),
        other(&|label| label.genesis = H256([8; 32])),
        one.beacon(1, &[1, 2]),
        one.beacon(2, &[1, 2]),
        Run::new(&second, None).finish().key(&label),
    ];
    let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn a_share_answers_only_for_keys_of_its_secret() {
    let shared = Run::new(&fresh(&keepers(3), 2), None).finish();
    let mut label = state_label();
    label.purpose = Purpose::State { generation: 2 };
    assert!(shared.shares[&1].evaluate(&label).is_none());
    label.purpose = Purpose::Input { epoch: 1 };
    assert!(shared.shares[&1].evaluate(&label).is_none());
    assert_eq!(shared.shares[&1].secret(), Secret::Generation(1));
}

#[test]
fn the_beacon_is_the_same_from_every_threshold() {
    let shared = Run::new(&fresh(&keepers(5), 3), None).finish();
    let value = shared.beacon(1, &[1, 2, 3]);
    for some in [[3, 4, 5], [5, 1, 3], [2, 4, 1]] {
        assert_eq!(shared.beacon(1, &some), value);
    }
}

/// The thief has the whole channel and, later, the memory of every boot: its long-lived key, but no one-time key.
#[test]
fn once_the_ceremony_is_over_the_channel_and_every_boots_key_give_no_share() {
    let shared = Run::new(&fresh(&keepers(3), 2), None).finish();
    let mut opened = 0;
    for entry in &shared.channel {
        let CeremonyMessage::Dealing { shares, commitments, .. } = &entry.message else { continue };
        let commitments = crate::polynomial::Commitments::parse(commitments).unwrap();
        for (share, receiver) in shares.iter().zip(1u16..) {
            let aad = codec::Encode::encode(&(GENESIS, 1u32, u16::from(entry.sender.0[0]), receiver));
            let key = boot_key(receiver as u8);
            let plain = key.open(SHARE_DOMAIN, &aad, &share.encapsulated_key, &share.ciphertext).unwrap();
            let bytes = plain.as_slice().try_into().unwrap();
            let share = crypto::threshold::group::scalar(&bytes);
            assert!(!share.is_some_and(|share| commitments.vouch_for(receiver, &share)));
            opened += 1;
        }
    }
    assert_eq!(opened, 9, "the thief opened every envelope and found masked shares");
}
