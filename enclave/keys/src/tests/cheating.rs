//! Dealers and receivers that lie: each is found, nobody else is blamed, and the secret comes about without them.

use super::network::*;
use crate::{
    dealing::deal,
    participant::dealer_seed,
    polynomial::{Commitments, Polynomial},
    Judge, Round,
};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, Scalar};
use messages::ceremony::{CeremonyMessage, Fault, PerKeeper};

const CHEAT: u8 = 2;

/// What the cheat makes of its own messages.
type Lie = fn(&Judge, CeremonyMessage) -> Vec<CeremonyMessage>;

/// A dealing of the cheat in due form, of a polynomial of its choice.
fn other_dealing(judge: &Judge, threshold: u16, constant: Option<&Scalar>) -> CeremonyMessage {
    let index = judge.dealer(&worker(CHEAT)).unwrap();
    let polynomial = Polynomial::draw(&[66; 32], threshold, constant);
    deal(&judge.context(index), &polynomial, judge.joined(), &[66; 32])
}

fn with_dealing(
    message: CeremonyMessage,
    change: impl Fn(&mut PerKeeper<[u8; 32]>, &mut PerKeeper<messages::ceremony::EncryptedShare>),
) -> Vec<CeremonyMessage> {
    let CeremonyMessage::Dealing { ceremony, mut commitments, proof, key, mut shares } = message else {
        return vec![message];
    };
    change(&mut commitments, &mut shares);
    vec![CeremonyMessage::Dealing { ceremony, commitments, proof, key, shares }]
}

fn one_commitment_less(_: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    with_dealing(message, |commitments, _| commitments.truncate(commitments.len() - 1))
}

fn a_lower_degree(judge: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    match message {
        CeremonyMessage::Dealing { .. } => vec![other_dealing(judge, judge.ceremony().threshold - 1, None)],
        other => vec![other],
    }
}

fn a_higher_degree(judge: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    match message {
        CeremonyMessage::Dealing { .. } => vec![other_dealing(judge, judge.ceremony().threshold + 1, None)],
        other => vec![other],
    }
}

fn a_commitment_that_is_no_point(_: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    with_dealing(message, |commitments, _| commitments[1] = [255; 32])
}

fn one_share_less(_: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    with_dealing(message, |_, shares| shares.truncate(shares.len() - 1))
}

fn a_secret_it_does_not_know(_: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    with_dealing(message, |commitments, _| {
        let known = Commitments::parse(&commitments[..]).unwrap();
        let shifted = known.constant() + &Scalar::from(3u64) * RISTRETTO_BASEPOINT_TABLE;
        commitments[0] = shifted.compress().to_bytes();
    })
}

fn two_dealings(judge: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    match message {
        CeremonyMessage::Dealing { .. } => {
            vec![message, other_dealing(judge, judge.ceremony().threshold, None)]
        }
        other => vec![other],
    }
}

fn a_second_dealing_with_the_verdict(judge: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    match message {
        CeremonyMessage::Verdict { .. } => {
            vec![message, other_dealing(judge, judge.ceremony().threshold, None)]
        }
        other => vec![other],
    }
}

/// Gives the receivers 1 and 3 shares that do not open, and does not answer their complaints.
fn bad_shares_and_no_answer(_: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    match message {
        CeremonyMessage::Answer { .. } => vec![],
        other => with_dealing(other, |_, shares| {
            shares[0].ciphertext[0] ^= 1;
            shares[2].encapsulated_key[0] ^= 1;
        }),
    }
}

/// Well-encrypted shares of another polynomial, and the same again in answer to the complaints.
fn false_shares_and_false_answers(judge: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    match message {
        CeremonyMessage::Answer { ceremony, mut shares } => {
            shares[0].1 = Scalar::from(5u64).to_bytes();
            vec![CeremonyMessage::Answer { ceremony, shares }]
        }
        CeremonyMessage::Dealing { .. } => {
            let polynomial = Polynomial::draw(&[66; 32], judge.ceremony().threshold, None);
            let index = judge.dealer(&worker(CHEAT)).unwrap();
            let seed = dealer_seed(&seed(CHEAT, judge.ceremony().id));
            let other = deal(&judge.context(index), &polynomial, judge.joined(), &seed);
            match (&message, other) {
                (
                    CeremonyMessage::Dealing { key, .. },
                    CeremonyMessage::Dealing { key: same, shares: others, .. },
                ) if *key == same => with_dealing(message, |_, shares| shares[0] = others[0]),
                other => panic!("{other:?}"),
            }
        }
        other => vec![other],
    }
}

fn answers_that_are_no_scalars(judge: &Judge, message: CeremonyMessage) -> Vec<CeremonyMessage> {
    match message {
        CeremonyMessage::Answer { ceremony, mut shares } => {
            shares[0].1 = [255; 32];
            vec![CeremonyMessage::Answer { ceremony, shares }]
        }
        other => bad_shares_and_no_answer(judge, other),
    }
}

const LIES: [(&str, Lie, Fault); 12] = [
    ("one commitment less", one_commitment_less, Fault::Malformed),
    ("a lower degree", a_lower_degree, Fault::Malformed),
    ("a higher degree", a_higher_degree, Fault::Malformed),
    ("a commitment that is no point", a_commitment_that_is_no_point, Fault::Malformed),
    ("one share less", one_share_less, Fault::Malformed),
    ("a secret it does not know", a_secret_it_does_not_know, Fault::Malformed),
    ("two dealings", two_dealings, Fault::Equivocated),
    ("a second dealing with the verdict", a_second_dealing_with_the_verdict, Fault::Equivocated),
    ("bad shares and no answer", bad_shares_and_no_answer, Fault::Silent),
    ("false shares and false answers", false_shares_and_false_answers, Fault::FalseShare),
    ("answers that are no scalars", answers_that_are_no_scalars, Fault::FalseShare),
    ("nothing at all", |_, _| vec![], Fault::Silent),
];

fn cheated(ceremony: &messages::ceremony::Ceremony, old: Option<&Shared>, lie: Lie) -> Shared {
    let run = Run::new(ceremony, old);
    run.meddled(|judge, keeper, message| match keeper {
        CHEAT => lie(judge, message),
        _ => vec![message],
    })
    .finish()
}

#[test]
fn a_dealer_that_cheats_is_named_and_left_out_of_a_fresh_secret() {
    for (name, lie, fault) in LIES {
        let shared = cheated(&fresh(&[1, 2, 3, 4], 3), None, lie);
        assert!(shared.succeeded(), "{name}");
        assert_eq!(shared.faults(), [(CHEAT, fault)], "{name}");
        assert!(shared.shares.len() >= 3, "{name}: the honest hold shares");
        assert!(fault == Fault::Silent || shared.blocks <= 4, "{name}: nobody waits for who is found out");
        shared.key(&state_label());
    }
}

#[test]
fn a_dealer_that_cheats_is_named_and_left_out_when_a_secret_is_handed_on() {
    let old = Run::new(&fresh(&[1, 2, 3, 4], 2), None).finish();
    for (name, lie, fault) in LIES {
        let new = cheated(&handed_on(2, &old, &[1, 2, 3, 4, 5], 3), Some(&old), lie);
        assert!(new.succeeded(), "{name}");
        assert_eq!(new.faults(), [(CHEAT, fault)], "{name}");
        assert_eq!(new.key(&state_label()), old.key(&state_label()), "{name}");
    }
}

#[test]
fn a_dealer_that_shares_something_else_than_its_share_is_left_out() {
    let old = Run::new(&fresh(&[1, 2, 3, 4], 2), None).finish();
    let other: Lie = |judge, message| match message {
        CeremonyMessage::Dealing { .. } => {
            vec![other_dealing(judge, judge.ceremony().threshold, Some(&Scalar::from(4u64)))]
        }
        other => vec![other],
    };
    let new = cheated(&handed_on(2, &old, &[1, 2, 3], 2), Some(&old), other);
    assert_eq!(new.faults(), [(CHEAT, Fault::Malformed)]);
    assert_eq!(new.key(&state_label()), old.key(&state_label()));
}

#[test]
fn without_enough_dealings_there_is_no_secret() {
    let two = cheated(&fresh(&[1, 2], 2), None, false_shares_and_false_answers);
    assert!(!two.succeeded());
    assert_eq!(two.faults(), [(CHEAT, Fault::FalseShare)]);
    let run = Run::new(&fresh(&[1, 2, 3], 2), None);
    let early = run.meddled(|judge, keeper, message| match keeper {
        1 | CHEAT => one_commitment_less(judge, message),
        _ => vec![message],
    });
    let early = early.finish();
    assert!(!early.succeeded());
    assert_eq!(early.blocks, 2, "nobody looks at what cannot suffice");
}

/// The dealer that speaks last makes its constant term cancel the others', so that the sum would be its own secret.
#[test]
fn the_last_dealer_cannot_choose_the_group_key() {
    let mut run = Run::new(&fresh(&[1, 2, 3], 2), None);
    run.step();
    run.step();
    let heard: Vec<_> = run.channel.iter().map(|entry| entry.message.clone()).collect();
    let constants = heard.iter().zip(&run.channel).filter_map(|(message, entry)| match message {
        CeremonyMessage::Dealing { commitments, .. } if entry.sender != worker(3) => {
            Some(Commitments::parse(&commitments[..]).unwrap().constant())
        }
        _ => None,
    });
    let wanted = &Scalar::from(1u64) * RISTRETTO_BASEPOINT_TABLE;
    let rogue = wanted - constants.sum::<curve25519_dalek::RistrettoPoint>();
    let shared = Run::new(&fresh(&[1, 2, 3], 2), None)
        .meddled(|_, keeper, message| match keeper {
            3 => with_dealing(message, |commitments, _| commitments[0] = rogue.compress().to_bytes()),
            _ => vec![message],
        })
        .finish();
    assert_eq!(shared.faults(), [(3, Fault::Malformed)]);
    assert_ne!(shared.sharing.group, wanted.compress().to_bytes());
}

#[test]
fn a_proof_or_dealing_of_somebody_else_does_not_serve() {
    let mut seen: Option<CeremonyMessage> = None;
    let shared = Run::new(&fresh(&[1, 2, 3], 2), None)
        .meddled(|_, keeper, message| {
            if let CeremonyMessage::Dealing { .. } = &message {
                match keeper {
                    1 => seen = Some(message.clone()),
                    2 => return seen.clone().into_iter().collect(),
                    _ => {}
                }
            }
            vec![message]
        })
        .finish();
    assert_eq!(shared.faults(), [(2, Fault::Malformed)]);
}

#[test]
fn an_accuser_who_lies_gains_and_breaks_nothing() {
    let accuse_all: Lie = |judge, message| match message {
        CeremonyMessage::Verdict { ceremony, .. } => {
            let accused = judge.standing().map(|(dealer, _)| dealer).collect();
            vec![CeremonyMessage::Verdict { ceremony, accused: PerKeeper::truncate_from(accused) }]
        }
        other => vec![other],
    };
    let shared = cheated(&fresh(&[1, 2, 3], 2), None, accuse_all);
    assert!(shared.succeeded() && shared.faults().is_empty());
    assert_eq!(shared.holders(), [1, 2, 3]);
    shared.key(&state_label());
    let published: Vec<_> = shared
        .channel
        .iter()
        .filter_map(|entry| match &entry.message {
            CeremonyMessage::Answer { shares, .. } => {
                Some(shares.iter().map(|(r, _)| *r).collect::<Vec<_>>())
            }
            _ => None,
        })
        .collect();
    assert_eq!(published, [[2], [2], [2]], "each dealer published the accuser's share and no other");
}

/// The share is bad, but the dealer answers with the right one: it stays, and the receiver takes what was published.
#[test]
fn a_published_share_takes_the_place_of_the_one_that_did_not_open() {
    let spoil: Lie = |_, message| with_dealing(message, |_, shares| shares[2].ciphertext[5] ^= 1);
    let shared = cheated(&fresh(&[1, 2, 3], 2), None, spoil);
    assert!(shared.succeeded() && shared.faults().is_empty());
    assert_eq!(shared.holders(), [1, 2, 3]);
    shared.key(&state_label());
}

#[test]
fn an_honest_dealer_that_crashes_before_it_answers_is_left_out_and_nobody_else_is() {
    let mut run = Run::new(&fresh(&[1, 2, 3, 4], 2), None).meddled(|_, keeper, message| match message {
        CeremonyMessage::Verdict { ceremony, .. } if keeper == 4 => {
            vec![CeremonyMessage::Verdict { ceremony, accused: PerKeeper::truncate_from(vec![1]) }]
        }
        other => vec![other],
    });
    (0..3).for_each(|_| run.step());
    assert!(matches!(run.judge.round(), Round::Answers { .. }));
    let shared = run.without(&[1]).finish();
    assert!(shared.succeeded());
    assert_eq!(shared.faults(), [(1, Fault::Silent)]);
    shared.key(&state_label());
}
