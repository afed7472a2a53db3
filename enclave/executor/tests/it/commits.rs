//! Votes, and what a replica does when it is behind, ahead, restarted, or wrong.

use crate::{
    calls::executed,
    support::{caller::PHA, World, KEEPER},
};
use executor::enclave::SyncError;
use light_client::{Error, HostFault};
use messages::{
    committee::CommitPoint,
    ids::{BlockNumber, Height},
    keys::Purpose,
    limits::{MAX_BUNDLE_MESSAGES, MAX_PENDING_COMMITS},
    worker::{EgressBatch, Statement},
    H160, H256,
};

const BOB: H160 = H160([0xb0; 20]);

/// Seals a block and shows it to one member, which works on it and is not heard.
fn show(world: &mut World, place: usize) {
    world.seal();
    world.deliver(place);
    world.machines[place].work();
}

/// Heights that a batch votes on.
fn votes(egress: &EgressBatch) -> Vec<Height> {
    let heights = egress.messages.iter().filter_map(|signed| match &signed.message.statement {
        Statement::Votes { first_height, commits, .. } => Some((*first_height..).take(commits.len())),
        _ => None,
    });
    heights.flatten().collect()
}

#[test]
fn a_silent_minority_delays_nothing_and_catches_up_at_once() {
    let mut world = World::ready(3, 2);
    world.machines[3].online = false;
    let blocks = 2 * MAX_PENDING_COMMITS as usize;
    for _ in 0..blocks {
        world.ledger.deposit(BOB, PHA);
        world.advance();
    }
    world.advance();
    let applied = world.ledger.committee().commit.height;
    assert_eq!(applied, 1 + blocks as Height);

    world.deliver(3);
    world.machines[3].work();
    let status = world.machines[3].status();
    assert_eq!(status.height, applied, "one bundle is enough");
    assert_eq!(status.state_root, Some(world.ledger.committee().commit.state_root));
    let egress = world.machines[3].enclave.egress();
    assert!(egress.bodies.is_empty(), "what is applied is not proposed again");
    assert_eq!(votes(&egress).last(), Some(&applied), "late votes show that it works");
}

#[test]
fn no_more_than_the_pending_commits_are_executed_ahead_of_the_applied_one() {
    let mut world = World::ready(2, 2);
    world.machines[2].online = false;
    for _ in 0..MAX_PENDING_COMMITS + 4 {
        world.ledger.deposit(BOB, PHA);
        world.advance();
    }
    let status = world.machines[1].status();
    assert_eq!((status.applied, status.height), (1, 1 + Height::from(MAX_PENDING_COMMITS)));
    assert_eq!(world.machines[1].enclave.egress().bodies.len(), MAX_PENDING_COMMITS as usize);
    world.machines[2].online = true;
    world.settle();
    assert_eq!(world.machines[1].status().height, 1 + Height::from(MAX_PENDING_COMMITS + 4));
}

#[test]
fn a_restarted_member_votes_again_for_the_same_commit() {
    let mut world = World::ready(2, 2);
    world.machines[2].online = false;
    world.ledger.deposit(BOB, PHA);
    world.advance_by(2);
    world.kill(1);
    world.advance_by(5);
    let member = world.machines[1].id();
    let at_two: Vec<_> = world
        .ledger
        .vote_log
        .iter()
        .filter(|(worker, _, height, _)| (*worker, *height) == (member, 2))
        .collect();
    let [(_, first_boot, _, first), (_, second_boot, _, second)] = at_two[..] else {
        panic!("one vote a boot: {at_two:?}")
    };
    assert_ne!(first_boot, second_boot);
    assert_eq!(first, second);
    world.machines[2].online = true;
    world.settle();
}

#[test]
fn statements_stay_in_the_outbox_until_the_chain_has_them() {
    let mut world = World::ready(1, 1);
    world.ledger.deposit(BOB, PHA);
    show(&mut world, 1);
    let said = world.machines[1].enclave.egress();
    assert_eq!(votes(&said), [2]);
    assert_eq!(said.bodies.len(), 1);
    show(&mut world, 1);
    assert_eq!(
        world.machines[1].enclave.egress().messages,
        said.messages,
        "the host lost it: it is still there"
    );
    world.carry();
    world.carry();
    assert_eq!(votes(&world.machines[1].enclave.egress()), [2], "sent, but not proven to be on chain");
    show(&mut world, 1);
    let after = world.machines[1].enclave.egress();
    assert!(votes(&after).is_empty() && after.bodies.is_empty());
}

#[test]
fn numbers_of_statements_have_no_gap() {
    let mut world = World::ready(1, 1);
    for _ in 0..20 {
        world.ledger.deposit(BOB, PHA);
        world.advance();
        let egress = world.machines[1].enclave.egress();
        let record = &world.ledger.records[&world.machines[1].id()];
        let seqs: Vec<_> = egress.messages.iter().map(|signed| signed.message.seq).collect();
        assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "{seqs:?}");
        assert!(seqs.first().is_none_or(|first| *first <= record.last_seq + 1), "{seqs:?}");
    }
}

/// A world whose only member executed height 2, and a chain that applied another result there.
fn outvoted() -> World {
    let mut world = World::ready(1, 1);
    world.ledger.deposit(BOB, PHA);
    show(&mut world, 1);
    assert_eq!(world.machines[1].status().height, 2);
    let applied = world.ledger.committee().commit;
    world.ledger.committee_mut().commit = CommitPoint {
        height: 2,
        hash: H256([0xee; 32]),
        state_root: H256([0xdd; 32]),
        upto_seq: applied.upto_seq + 1,
        upto_block: world.chain().tip().number,
        generation: 1,
    };
    show(&mut world, 1);
    world
}

#[test]
fn a_replica_that_lost_the_vote_discards_its_state_and_says_so() {
    let mut world = outvoted();
    let status = world.machines[1].status();
    assert_eq!((status.height, status.state_root), (0, None));
    assert!(status.trouble.is_some_and(|trouble| trouble.contains("height 2 lost the vote")));
    let egress = world.machines[1].enclave.egress();
    assert!(egress.bodies.is_empty(), "it proposes nothing of what it discarded");
    let [request] = &egress.key_requests[..] else { panic!("it asks for its state keys") };
    assert!(request.labels.iter().any(|label| matches!(label.purpose, Purpose::State { .. })));
    assert!(world.ask(1, None, messages::query::Question::Account).is_err(), "nothing is served");
}

#[test]
fn a_replica_that_discarded_its_state_still_knows_how_far_the_chain_is() {
    let mut world = outvoted();
    let tip = world.chain().tip().number;
    let wants = world.machines[1].enclave.wants();
    assert_eq!((wants.genesis, wants.head), (false, tip));
    let older: BlockNumber = tip - 1;
    let bundle = world.chain().bundle_to(&wants, older, MAX_BUNDLE_MESSAGES);
    let now = world.now;
    let refused = world.machines[1].enclave.sync(&bundle, now);
    let backwards = Error::HostMisbehaved(HostFault::HeadGoesBackwards { last: tip, found: older });
    assert!(matches!(refused, Err(SyncError::Refused(error)) if error == backwards));
}

#[test]
fn a_dissenter_never_delays_the_quorum() {
    let mut world = World::ready(3, 2);
    // Member 3 believes in another state: it votes on something else from here on.
    let dissenter = world.machines[3].id();
    world.machines[3].online = false;
    let mut alice = world.funded(1);
    for _ in 0..3 {
        let next = world.ledger.committee().commit.height + 1;
        world.ledger.vote(dissenter, world.machines[3].status().boot_id, next, &[H256([0xee; 32])]);
        let pay = alice.pay(BOB, 1);
        world.push(&alice, pay);
        world.advance_by(2);
    }
    assert_eq!(world.ledger.committee().commit.height, 4);
    world.machines[3].online = true;
    world.settle();
    world.advance_by(3);
    let seq = world.chain().messages(1).len() as u64;
    assert!(executed(&mut world, &alice, seq, 0).success);
    assert_eq!(world.machines[KEEPER].status().trouble, None);
}
