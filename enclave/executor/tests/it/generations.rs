//! The state moves under the keys of another generation where the channel says so, at the same block everywhere.

use crate::{
    calls::executed,
    support::{
        caller::{wei, Caller, PHA},
        disk::Disk,
        machine::{identity, store_key},
        replica::{applied, begins, evm_config, sealed, state_keys, Channel, Replica, GENESIS, NETWORK},
        World, COMMITTEE,
    },
};
use evm::Evm;
use executor::{
    compute::{block::BlockError, stored_generation, Compute},
    snapshot::{ChunkError, Joining},
};
use keys::StateKeys;
use messages::{
    channel::Notice, commit::Commit, committee::CommitPoint, ids::*, keys::Secret, receipt::Receipt,
    snapshot::SealedChunk, H160,
};
use proptest::{collection::vec, prelude::*};
use zeroize::Zeroizing;

const BOB: H160 = H160([0xb0; 20]);
/// PREVRANDAO, PUSH0, MSTORE, PUSH1 32, PUSH0, REVERT: shows the randomness that a call sees.
const SHOW_RANDOMNESS: [u8; 7] = [0x44, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xfd];

/// A channel in which generation 2 begins amid a block, with a payment before and one after it. Tells the notice's seq.
fn moving() -> (Channel, Seq) {
    let mut channel = Channel::founded();
    let mut alice = Caller::new(1);
    let mut pay = |channel: &mut Channel| {
        let body = alice.pay(BOB, PHA);
        channel.call(sealed(&alice, 1, body));
    };
    pay(&mut channel);
    let notice = channel.notify(&Notice::GenerationSet(2));
    pay(&mut channel);
    channel.seal();
    channel.notify(&Notice::Deposit { to: BOB, amount: PHA });
    channel.seal();
    (channel, notice)
}

fn ends(commits: &[Commit]) -> Vec<(Seq, Generation)> {
    commits.iter().map(|commit| (commit.upto_seq, commit.generation)).collect()
}

#[test]
fn the_block_that_executes_the_notice_ends_with_it_and_is_the_first_under_the_new_keys() {
    let (channel, notice) = moving();
    let mut replica = Replica::new(1, &[1]);
    replica.add_state_keys(2);
    assert!(replica.run(&channel).is_none());
    assert_eq!(ends(&replica.commits), [(5, 1), (notice, 2), (notice + 1, 2), (notice + 2, 2)]);
    let [_, moved, after, _] = &replica.commits[..] else { panic!("four blocks") };
    assert_eq!(moved.upto_block, after.upto_block, "the rest of the chain block forms another one");
    assert_eq!(replica.compute.generation(), 2);
    assert_eq!(replica.compute.evm().view().account(BOB).unwrap().0, wei(3 * PHA), "no value is lost");
    assert_eq!(replica.compute.evm().supply(), wei(4_001 * PHA));

    drop(replica.compute);
    let open = |generation| Evm::open(replica.disk.copy(), evm_config(1, generation, 9));
    assert!(open(1).is_err(), "the old keys open nothing any more");
    assert_eq!(open(2).unwrap().state_root(), replica.commits[3].state_root);
}

#[test]
fn without_the_next_keys_a_replica_stops_before_that_block_and_nothing_changes() {
    let (channel, _) = moving();
    let (mut slow, mut steady) = (Replica::new(1, &[1]), Replica::new(2, &[1]));
    steady.add_state_keys(2);
    steady.run(&channel);
    for _ in 0..2 {
        let stalled = slow.run(&channel);
        assert!(matches!(stalled, Some(BlockError::StateKeysMissing(2))), "{stalled:?}");
        assert_eq!(ends(&slow.commits), [(5, 1)]);
        assert_eq!(slow.compute.evm().state_root(), slow.commits[0].state_root);
        assert_eq!((slow.compute.generation(), slow.compute.holds_state_keys(2)), (1, false));
        slow.add_state_keys(3);
    }
    slow.add_state_keys(2);
    assert!(slow.compute.holds_state_keys(2));
    assert!(slow.run(&channel).is_none());
    assert_eq!(slow.commits, steady.commits);
    assert!(slow.compute.holds_state_keys(3), "those of a later generation are kept");
}

#[test]
fn a_generation_that_is_not_later_is_no_notice() {
    let mut channel = Channel::founded();
    channel.notify(&Notice::GenerationSet(2));
    channel.seal();
    for generation in [0, 1, 2] {
        channel.notify(&Notice::GenerationSet(generation));
    }
    channel.notify(&Notice::Deposit { to: BOB, amount: PHA });
    let mut replica = Replica::new(1, &[1]);
    replica.add_state_keys(2);
    assert!(replica.run(&channel).is_none());
    assert_eq!(ends(&replica.commits), [(5, 1), (6, 2), (10, 2)]);
    let root = replica.compute.evm().state_root();
    replica.add_state_keys(1);
    channel.seal();
    channel.notify(&Notice::GenerationSet(1));
    replica.run(&channel);
    assert_eq!((replica.compute.generation(), ends(&replica.commits)[3]), (2, (11, 2)));
    assert_ne!(replica.compute.evm().state_root(), root, "the block is executed under the same keys");
}

#[test]
fn a_generation_may_be_passed_over() {
    let mut channel = Channel::founded();
    channel.notify(&Notice::GenerationSet(4));
    channel.notify(&Notice::GenerationSet(3));
    let mut replica = Replica::new(1, &[1]);
    (2..5).for_each(|generation| replica.add_state_keys(generation));
    assert!(replica.run(&channel).is_none());
    assert_eq!(ends(&replica.commits), [(5, 1), (6, 4), (7, 4)]);
}

#[test]
fn randomness_follows_from_the_new_keys() {
    let mut channel = Channel::founded();
    let mut alice = Caller::new(1);
    channel.notify(&Notice::GenerationSet(2));
    channel.seal();
    let show = alice.create(SHOW_RANDOMNESS.to_vec());
    let seq = channel.call(sealed(&alice, 1, show));
    let seen = |replica: &mut Replica| {
        assert!(replica.run(&channel).is_none());
        match replica.receipt(seq, 0) {
            Some(Receipt::Executed(receipt)) => receipt.output,
            other => panic!("{other:?}"),
        }
    };
    let (mut one, mut equal, mut other) =
        (Replica::new(1, &[1]), Replica::new(2, &[1]), Replica::new(3, &[1]));
    one.add_state_keys(2);
    equal.add_state_keys(2);
    other.compute.add_state_keys(2, StateKeys::new(&Zeroizing::new([0xaa; 32])));
    let outputs = [&mut one, &mut equal, &mut other].map(seen);
    assert_eq!(outputs[0], outputs[1]);
    assert_ne!(outputs[0], outputs[2]);
    assert_eq!(one.commits, equal.commits);
    assert_eq!(one.commits[0], other.commits[0]);
    assert_ne!(one.commits[1].state_root, other.commits[1].state_root);
}

#[test]
fn a_restarted_replica_finds_out_under_which_keys_its_state_is() {
    let (channel, _) = moving();
    let mut replica = Replica::new(1, &[1]);
    let stored = |replica: &Replica| stored_generation(replica.disk.copy(), &store_key(1)).unwrap();
    assert_eq!(stored(&replica), None, "an empty start is under that of the commit point");
    replica.run(&channel);
    assert_eq!(stored(&replica), Some(1));
    replica.add_state_keys(2);
    replica.show(&channel, 0);
    replica.execute(1);
    assert_eq!((stored(&replica), replica.compute.position().pending.len()), (Some(2), 1));
    let (commits, position) = (replica.commits.clone(), replica.compute.position().clone());
    replica.restart();
    assert_eq!(*replica.compute.position(), position);
    assert!(replica.run(&channel).is_none());
    assert_eq!(replica.commits[..commits.len()], commits);
    let evm = Evm::open(replica.disk.copy(), evm_config(1, 2, 9)).unwrap();
    let mislabelled = Compute::open(NETWORK, evm, 3, state_keys(3));
    assert!(mislabelled.is_err());
}

/// Joins the state of `point` from a member, with the keys of `generation`.
fn join(
    from: &mut Replica,
    number: u32,
    point: CommitPoint,
    generation: Generation,
) -> Result<Replica, ChunkError> {
    let disk = Disk::default();
    let keys = state_keys(generation);
    let mut joining = Joining::begin(disk.clone(), evm_config(number, generation, 1), point, 0).unwrap();
    loop {
        let request = joining.request(GENESIS, COMMITTEE, identity(number).id(), BootId([1; 16]));
        let chunk: SealedChunk = from.compute.shelf().serve(&request, 0, [number as u8; 32]).unwrap();
        if joining.accept(&keys.snapshot, &request, &chunk, 0)? {
            break;
        }
    }
    let compute = Compute::join(NETWORK, joining.finish()?, keys).unwrap();
    Ok(Replica::over(number, disk, compute, &[1]))
}

#[test]
fn a_joiner_takes_the_state_of_either_generation_with_the_keys_of_its_commit() {
    let (mut channel, _) = moving();
    let mut member = Replica::new(1, &[1]);
    member.add_state_keys(2);
    member.run(&channel);
    let points: Vec<_> = member.commits.iter().map(applied).collect();
    let mut joiners = Vec::new();
    for (number, point) in (10..).zip(&points[..3]) {
        let other = 3 - point.generation;
        let refused = join(&mut member, number, *point, other);
        assert!(matches!(refused, Err(ChunkError::Unreadable)), "the other generation's keys read nothing");
        let joiner = join(&mut member, number, *point, point.generation).unwrap();
        assert_eq!(joiner.compute.generation(), point.generation);
        assert_eq!(joiner.compute.evm().state_root(), point.state_root);
        joiners.push(joiner);
    }
    channel.notify(&Notice::Deposit { to: BOB, amount: PHA });
    member.run(&channel);
    for joiner in &mut joiners {
        joiner.add_state_keys(2);
        joiner.restart();
        joiner.add_state_keys(2);
        assert!(joiner.run(&channel).is_none());
        assert!(member.commits.ends_with(&joiner.commits), "it goes on like those who executed everything");
        assert_eq!(joiner.compute.position().commit, member.compute.position().commit);
    }
}

/// Whole enclaves whose gatekeepers share the secret of generation 2, and callers' money in the state.
fn second_generation() -> (World, Caller) {
    let mut world = World::ready(3, 2);
    let alice = world.funded(1);
    world.settle();
    let ledger = &mut world.ledger;
    let (opened, now) = (ledger.chain.head_of(KEEPER_COMMITTEE), ledger.next_block());
    ledger.gatekeepers.open(Secret::Generation(2), None, &ledger.records, opened, now);
    let is_shared = |world: &World| world.ledger.gatekeepers.keys.generation() == Some(2);
    world.until("the second generation", is_shared);
    (world, alice)
}

/// Every member has the accepted state, under the keys of generation 2.
fn assert_moved(world: &World) {
    let applied = world.ledger.committee().commit;
    assert_eq!(applied.generation, 2);
    for place in world.members() {
        assert_eq!(world.machines[place].status().state_root, Some(applied.state_root));
        assert_eq!(world.state(place).state_root(), applied.state_root);
    }
}

#[test]
fn enclaves_get_the_next_keys_and_move_together() {
    let (mut world, mut alice) = second_generation();
    let before = world.state(1);
    let (balance, root) = (before.view().account(alice.address()).unwrap(), before.state_root());
    drop(before);
    world.ledger.notify(&Notice::GenerationSet(2));
    world.settle();
    assert_moved(&world);
    assert_eq!(world.state(2).view().account(alice.address()).unwrap(), balance);
    assert_ne!(world.state(2).state_root(), root);
    let pay = alice.pay(BOB, PHA);
    let seq = world.push(&alice, pay);
    world.settle();
    assert!(executed(&mut world, &alice, seq, 0).success);
}

#[test]
fn a_member_that_restarts_before_or_after_the_move_goes_on() {
    let (mut world, _) = second_generation();
    world.machines[3].online = false;
    world.kill(2);
    world.ledger.notify(&Notice::GenerationSet(2));
    world.until("moved", |world| world.ledger.committee().commit.generation == 2);
    world.kill(1);
    world.machines[3].online = true;
    world.ledger.deposit(BOB, PHA);
    world.settle();
    assert_moved(&world);
    assert_eq!(world.state(3).view().account(BOB).unwrap().0, wei(PHA));
}

#[test]
fn a_member_without_its_disk_joins_under_the_new_keys() {
    let (mut world, _) = second_generation();
    world.ledger.notify(&Notice::GenerationSet(2));
    world.ledger.deposit(BOB, PHA);
    world.settle();
    world.ledger.prune();
    world.machines[3].lose_disk(world.now);
    world.settle();
    assert_moved(&world);
    assert_eq!(world.state(3).view().account(BOB).unwrap().0, wei(PHA));
}

#[test]
fn a_member_that_slept_restarts_on_a_state_under_retired_keys_and_joins() {
    let (mut world, _) = second_generation();
    world.machines[3].online = false;
    world.ledger.notify(&Notice::GenerationSet(2));
    world.until("moved", |world| world.ledger.committee().commit.generation == 2);
    world.kill(3);
    world.machines[3].online = true;
    world.settle();
    assert_moved(&world);
}

/// Something that gets into the channel.
#[derive(Clone, Debug)]
enum Act {
    Deposit(u8),
    Pay(u8),
    Generation(u32),
    Epoch(u64),
    Seal,
}

/// What happens to the erratic replica.
#[derive(Clone, Copy, Debug)]
enum Event {
    Show(usize),
    Execute(usize),
    Settle,
    Restart,
    Keys(u32),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => (1..5u8).prop_map(Act::Deposit),
        3 => (1..5u8).prop_map(Act::Pay),
        2 => (1..5u32).prop_map(Act::Generation),
        1 => (1..4u64).prop_map(Act::Epoch),
        2 => Just(Act::Seal),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (1..5usize).prop_map(Event::Show),
        3 => (1..3usize).prop_map(Event::Execute),
        1 => Just(Event::Settle),
        1 => Just(Event::Restart),
        2 => (2..5u32).prop_map(Event::Keys),
    ]
}

fn channel_of(acts: &[Act]) -> Channel {
    let mut channel = Channel::founded();
    let mut callers: Vec<_> = (1..5).map(Caller::new).collect();
    let mut epoch = 1;
    for act in acts {
        match *act {
            Act::Deposit(to) => {
                channel.notify(&Notice::Deposit { to: Caller::new(to).address(), amount: PHA });
            }
            Act::Pay(from) => {
                let caller = &mut callers[from as usize - 1];
                let body = caller.pay(BOB, 7);
                channel.call(sealed(caller, epoch, body));
            }
            Act::Generation(generation) => drop(channel.notify(&Notice::GenerationSet(generation))),
            Act::Epoch(step) => {
                epoch += step;
                channel.notify(&begins(epoch));
            }
            Act::Seal => channel.seal(),
        }
    }
    channel.seal();
    channel
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn when_keys_come_and_the_power_fails_changes_no_commit(acts in vec(act(), 0..24), events in vec(event(), 0..24)) {
        let channel = channel_of(&acts);
        let epochs: Vec<Epoch> = (1..100).collect();
        let (mut steady, mut erratic) = (Replica::new(1, &epochs), Replica::new(2, &epochs));
        (2..5).for_each(|generation| steady.add_state_keys(generation));
        prop_assert!(steady.run(&channel).is_none());
        for event in events {
            match event {
                Event::Show(count) => erratic.show(&channel, count),
                Event::Execute(blocks) => drop(erratic.execute(blocks)),
                Event::Settle => erratic.settle(),
                Event::Restart => erratic.restart(),
                Event::Keys(generation) => erratic.add_state_keys(generation),
            }
        }
        (2..5).for_each(|generation| erratic.add_state_keys(generation));
        erratic.settle();
        prop_assert!(erratic.run(&channel).is_none());
        prop_assert_eq!(&erratic.commits, &steady.commits);
        prop_assert_eq!(erratic.compute.generation(), steady.compute.generation());
    }
}
