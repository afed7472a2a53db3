//! Every message that has no place in the ceremony has a named error and changes nothing.

use super::network::*;
use crate::{Judge, Unheard};
use messages::{
    ceremony::{CeremonyMessage, Fault, PerKeeper},
    ids::BlockNumber,
};

/// A ceremony of 1, 2, 3 in the round after `steps` blocks; the gatekeeper 9 is a stranger.
fn after(steps: usize) -> Run<'static> {
    let mut run = Run::new(&fresh(&[1, 2, 3], 2), None);
    (0..steps).for_each(|_| run.step());
    run
}

fn said_by(run: &Run<'_>, keeper: u8, kind: fn(&CeremonyMessage) -> bool) -> CeremonyMessage {
    run.channel.iter().find(|e| e.sender == worker(keeper) && kind(&e.message)).unwrap().message.clone()
}

fn is_dealing(message: &CeremonyMessage) -> bool {
    matches!(message, CeremonyMessage::Dealing { .. })
}

fn join(key: [u8; 32]) -> CeremonyMessage {
    CeremonyMessage::Join { ceremony: 1, key }
}

fn verdict(accused: &[u16]) -> CeremonyMessage {
    CeremonyMessage::Verdict { ceremony: 1, accused: PerKeeper::truncate_from(accused.to_vec()) }
}

fn answer(shares: &[(u16, [u8; 32])]) -> CeremonyMessage {
    CeremonyMessage::Answer { ceremony: 1, shares: PerKeeper::truncate_from(shares.to_vec()) }
}

/// A key that somebody may join with.
fn some_key() -> [u8; 32] {
    crate::dealing::OneTimeKey::draw(&[1; 32], b"receiver").public()
}

#[track_caller]
fn refused(judge: &Judge, keeper: u8, message: &CeremonyMessage, why: Unheard) {
    let (seq, block): (u64, BlockNumber) = (1_000, judge.round().until().unwrap_or(1_000));
    let mut heard = judge.clone();
    assert_eq!(heard.hear(&worker(keeper), seq, block, message), Err(why));
    let mut unheard = judge.clone();
    unheard.close(block - 1);
    assert_eq!(heard, unheard, "it changed something");
}

#[test]
fn while_joining() {
    let joining = after(0).judge;
    refused(&joining, 9, &join(some_key()), Unheard::NotReceiver);
    refused(&joining, 1, &join([255; 32]), Unheard::BadKey);
    refused(&joining, 1, &join([0; 32]), Unheard::BadKey);
    refused(&joining, 1, &CeremonyMessage::Join { ceremony: 2, key: some_key() }, Unheard::OtherCeremony);
    refused(&joining, 1, &said_by(&after(2), 1, is_dealing), Unheard::OutOfTime);
    refused(&joining, 1, &verdict(&[]), Unheard::NotReceiver);
    refused(&joining, 1, &answer(&[]), Unheard::OutOfTime);
    let mut joined = joining.clone();
    joined.hear(&worker(1), 20, 101, &join(some_key())).unwrap();
    refused(&joined, 1, &join(some_key()), Unheard::Repeated);
    for seq in 0..=20 {
        assert_eq!(joined.hear(&worker(2), seq, 101, &join(some_key())), Err(Unheard::Passed));
    }
}

#[test]
fn while_dealing() {
    let dealing = after(1).judge;
    let done = after(2);
    refused(&dealing, 9, &said_by(&done, 1, is_dealing), Unheard::NotDealer);
    refused(&dealing, 9, &join(some_key()), Unheard::NotReceiver);
    refused(&dealing, 1, &verdict(&[]), Unheard::OutOfTime);
    refused(&dealing, 1, &answer(&[]), Unheard::OutOfTime);
    let mut dealt = dealing.clone();
    dealt.hear(&worker(1), 20, 102, &said_by(&done, 1, is_dealing)).unwrap();
    refused(&dealt, 1, &said_by(&done, 1, is_dealing), Unheard::Repeated);
    let misaddressed = dealt.hear(&worker(2), 21, 102, &said_by(&done, 1, is_dealing));
    assert_eq!(misaddressed, Err(Unheard::Guilty(Fault::Malformed)));
    refused(&dealt, 2, &said_by(&done, 2, is_dealing), Unheard::Excluded);
}

#[test]
fn a_receiver_that_did_not_join_in_time_has_no_part() {
    let mut run = after(0).without(&[3]);
    run.step();
    run.judge.close(run.judge.round().until().unwrap());
    refused(&run.judge, 3, &join(some_key()), Unheard::OutOfTime);
    refused(&run.judge, 3, &said_by(&after(2), 3, is_dealing), Unheard::Excluded);
    run.block = run.judge.round().until().unwrap() - 1;
    run.step();
    refused(&run.judge, 3, &verdict(&[]), Unheard::NotReceiver);
}

#[test]
fn while_judging() {
    let judging = after(2).judge;
    for accused in [&[9][..], &[0], &[2, 1], &[1, 1], &[1, 4]] {
        refused(&judging, 1, &verdict(accused), Unheard::BadVerdict);
    }
    refused(&judging, 9, &verdict(&[]), Unheard::NotReceiver);
    refused(&judging, 1, &join(some_key()), Unheard::Repeated);
    refused(&judging, 1, &said_by(&after(2), 1, is_dealing), Unheard::Repeated);
    refused(&judging, 1, &answer(&[]), Unheard::OutOfTime);
    let mut judged = judging.clone();
    judged.hear(&worker(1), 20, 103, &verdict(&[2])).unwrap();
    refused(&judged, 1, &verdict(&[]), Unheard::Repeated);
}

/// Receiver 1 accuses dealers 2 and 3, receiver 2 accuses 3; dealer 3 answers before.
fn accused() -> Judge {
    let mut judge = after(2).judge;
    for (keeper, dealers) in [(1, &[2, 3][..]), (2, &[3]), (3, &[])] {
        judge.hear(&worker(keeper), 20 + u64::from(keeper), 103, &verdict(dealers)).unwrap();
    }
    judge
}

#[test]
fn while_answering() {
    let answering = accused();
    refused(&answering, 9, &answer(&[]), Unheard::NotDealer);
    refused(&answering, 1, &answer(&[]), Unheard::NotAccused);
    refused(&answering, 1, &verdict(&[]), Unheard::Repeated);
    for shares in
        [&[][..], &[(1, [0; 32])], &[(2, [0; 32]), (1, [0; 32])], &[(1, [0; 32]), (2, [0; 32]), (3, [0; 32])]]
    {
        refused(&answering, 3, &answer(shares), Unheard::BadAnswer);
    }
    let mut lied = answering.clone();
    let false_share = lied.hear(&worker(2), 30, 104, &answer(&[(1, [0; 32])]));
    assert_eq!(false_share, Err(Unheard::Guilty(Fault::FalseShare)));
    refused(&lied, 2, &answer(&[(1, [0; 32])]), Unheard::Excluded);
}

#[test]
fn after_the_end() {
    let run = after(4);
    assert!(run.judge.outcome().is_some());
    for (keeper, message) in [(1, join(some_key())), (1, verdict(&[])), (9, answer(&[]))] {
        refused(&run.judge, keeper, &message, Unheard::Ended);
    }
    refused(&run.judge, 1, &said_by(&run, 1, is_dealing), Unheard::Ended);
}

#[test]
fn a_round_hears_its_last_block_and_nothing_after_it() {
    let judge = after(0).judge;
    let until = judge.round().until().unwrap();
    let mut in_time = judge.clone();
    assert_eq!(in_time.hear(&worker(1), 20, until, &join(some_key())), Ok(()));
    let mut late = judge.clone();
    for keeper in [1, 2] {
        late.hear(&worker(keeper), 20 + u64::from(keeper), until, &join(some_key())).unwrap();
    }
    assert_eq!(late.hear(&worker(3), 30, until + 1, &join(some_key())), Err(Unheard::OutOfTime));
}

#[test]
fn the_outcome_names_the_last_message_that_counted() {
    let run = after(3);
    let last = run.channel.last().unwrap().seq;
    let judge = run.judge;
    assert_eq!(judge.outcome().unwrap().upto, last);
    let mut nobody = after(0).judge;
    nobody.close(BlockNumber::MAX);
    assert_eq!(nobody.outcome().unwrap().upto, nobody.ceremony().opened.seq);
}

/// As the fuzz target `ceremony`: one gatekeeper's messages are garbled before they are included.
#[test]
fn garbled_messages_neither_stall_nor_harm_the_others() {
    for case in 0u16..64 {
        let garble = |_: &Judge, keeper: u8, message: CeremonyMessage| {
            if keeper != 3 {
                return vec![message];
            }
            let mut bytes = codec::Encode::encode(&message);
            let at = usize::from(case) * 97 % bytes.len();
            bytes[at] ^= 1 << (case % 8);
            codec::DecodeAll::decode_all(&mut bytes.as_slice()).into_iter().collect()
        };
        let shared = Run::new(&fresh(&[1, 2, 3], 2), None).meddled(garble).finish();
        assert!(shared.succeeded(), "case {case}");
        assert!(shared.faults().iter().all(|(keeper, _)| *keeper == 3), "case {case}");
        assert!(shared.key_by(&state_label(), &[1, 2]).is_ok(), "case {case}");
    }
}
