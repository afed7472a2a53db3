//! Random days in the life of a committee, from fixed seeds: whatever happens, invariants hold, heights follow each
//! other, and every unit of money that leaves was asked for by exactly one applied commit.

use crate::{
    mock::*,
    pallet::{Event, Votes},
    Tier,
};
use frame_support::traits::fungible::Inspect;
use messages::{commit::Effect, ids::*, keys::InputKey, worker::Statement, H160};

const SEEDS: u64 = 16;
const STEPS: usize = 200;

/// A linear congruential generator (Knuth's MMIX constants); its high bits are random enough here.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % sides
    }
}

fn payee() -> AccountId {
    AccountId::new([0x77; 32])
}

/// One step; refusals are part of life.
fn step(dice: &mut Dice) {
    let member = dice.roll(6) as u8 + 1;
    match dice.roll(15) {
        0..=3 => vote_somehow(dice, member),
        4..=5 => submit_somehow(dice),
        6 => users_push(CLUSTER, 1),
        7 => drop(Committees::deposit(signed(stranger()), CLUSTER, H160::zero(), MinDeposit::get())),
        8 => change_members(dice, member),
        9 => Full::set(if dice.roll(2) == 0 { vec![] } else { vec![(CLUSTER, Tier::Notice)] }),
        10 => Dead::set(if dice.roll(2) == 0 { vec![] } else { vec![worker(member)] }),
        11 => keepers_go_on(dice),
        12 => (1..=6).for_each(derive_key),
        13 => lose_epoch(dice),
        _ => finish_block(),
    }
}

/// One of two possible futures, of up to four commits, with a pay-out in each.
fn future(dice: &mut Dice) -> Vec<messages::commit::Commit> {
    let root = if dice.roll(4) == 0 { 66 } else { 7 };
    let mut last = cluster().commit;
    let next = |_| {
        let pay_out = Effect::PayOut { to: payee(), amount: 20 };
        let mut commit = commit_after(last, root, vec![pay_out]);
        commit.generation = commit.generation.max(KeeperGeneration::get());
        last = point(&commit);
        commit
    };
    (0..=dice.roll(4)).map(next).collect()
}

fn vote_somehow(dice: &mut Dice, member: u8) {
    let commits = future(dice);
    let _ = vote(member, &commits);
}

fn submit_somehow(dice: &mut Dice) {
    for commit in future(dice) {
        let _ = submit(&commit);
    }
}

/// The gatekeepers begin an epoch or a generation.
fn keepers_go_on(dice: &mut Dice) {
    match dice.roll(5) {
        0 => KeeperGeneration::mutate(|generation| *generation += 1),
        _ => KeeperEpoch::mutate(|epoch| *epoch += 1),
    }
    let _ = Committees::rotate_state_keys(signed(owner()), CLUSTER);
}

fn derive_key(member: u8) {
    let key_version = cluster().key_version;
    let key = InputKey {
        committee: CLUSTER,
        epoch: KeeperEpoch::get(),
        key_version,
        public: [7; 32],
        call_data: [6; 32],
    };
    let _ = Committees::handle_statement(worker(member), Statement::InputKey(key));
}

/// The secret of the cluster's epoch, or of the one before, is gone; some of its members say so.
fn lose_epoch(dice: &mut Dice) {
    let epoch = cluster().epoch.saturating_sub(dice.roll(2));
    Erased::mutate(|erased| erased.push(epoch));
    for member in 1..=6 {
        let statement = Statement::EpochLost { committee: CLUSTER, epoch };
        if dice.roll(2) == 0 {
            let _ = Committees::handle_statement(worker(member), statement);
        }
    }
}

fn change_members(dice: &mut Dice, member: u8) {
    let layered = frame_support::storage::with_storage_layer;
    let _ = layered(|| match dice.roll(5) {
        0 => Committees::invite(signed(owner()), CLUSTER, worker(member)),
        1 => Committees::join(signed(operator()), CLUSTER, worker(member)),
        2 => Committees::leave(signed(operator()), CLUSTER, worker(member)),
        3 => Committees::evict(signed(owner()), CLUSTER, worker(member)),
        _ => Committees::set_threshold(signed(owner()), CLUSTER, dice.roll(4) as u16 + 1),
    });
}

#[test]
fn invariants_hold_and_money_leaves_exactly_once() {
    for seed in 0..SEEDS {
        ExtBuilder::default().build_and_execute(|| {
            let mut dice = Dice(seed);
            let (mut heights, mut paid) = (Vec::new(), 0);
            for _ in 0..STEPS {
                step(&mut dice);
                Committees::do_try_state().unwrap();
                for event in events() {
                    match event {
                        Event::CommitApplied { committee: CLUSTER, height, .. } => heights.push(height),
                        Event::PaidOut { amount, .. } => paid += amount,
                        _ => {}
                    }
                }
            }
            let in_order: Vec<Height> = (1..=applied()).collect();
            assert_eq!(heights, in_order, "seed {seed}");
            assert_eq!(Balances::balance(&payee()), paid, "seed {seed}");
            let escrow = Balances::balance(&Committees::escrow_account(CLUSTER));
            assert!(escrow >= ExistentialDeposit::get(), "seed {seed}");
            assert!(Votes::<Test>::iter_prefix(CLUSTER).count() <= 16 + 1, "seed {seed}");
        });
    }
}

#[test]
fn the_random_days_are_eventful() {
    let (mut most, mut losses) = (0, 0);
    for seed in 0..SEEDS {
        ExtBuilder::default().build_and_execute(|| {
            let mut dice = Dice(seed);
            (0..STEPS).for_each(|_| step(&mut dice));
            most = most.max(applied());
            losses += u32::from(cluster().lost.is_some());
        });
    }
    assert!(most > 5 && losses > 2, "{most} commits and {losses} losses: the test proves little");
}
