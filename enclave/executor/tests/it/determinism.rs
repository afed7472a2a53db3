//! The same messages give the same state root and the same commits, whatever the host does in between: how it cuts
//! messages into bundles, which blocks it shows, when it loses power or its disk.
//!
//! Two members must agree for anything to be applied. One sees every block at once; the other has an erratic host. So
//! the chain gets on only if every single commit of theirs is equal.

use crate::support::{
    caller::{wei, Caller, PHA},
    ethereum::encrypting,
    World, DEVELOPMENT,
};
use messages::{
    call::DevelopmentCall,
    channel::Notice,
    ids::{AccountId, BlockNumber, Seq},
    H160, H256,
};
use proptest::{collection::vec, prelude::*};

const STEADY: usize = 1;
const ERRATIC: usize = 2;
/// An account that the chain cannot pay.
const BROKEN: u8 = 9;

/// Something that gets into the channel.
#[derive(Clone, Debug)]
enum Act {
    Deposit {
        to: u8,
        units: u16,
    },
    Pay {
        from: u8,
        to: u8,
        units: u16,
    },
    Withdraw {
        from: u8,
        to: u8,
        units: u16,
    },
    Batch {
        from: u8,
        units: Vec<u16>,
    },
    Garbage(Vec<u8>),
    UnknownNotice,
    /// An Ethereum transaction, whose calldata may be encrypted.
    Transaction {
        from: u8,
        encrypted: bool,
    },
    Order(DevelopmentCall),
    /// Goes back to the snapshot that was taken last, if there is one.
    Revert,
}

/// What the erratic host does with a block.
#[derive(Clone, Copy, Debug)]
enum Host {
    /// Delivers all.
    Prompt,
    /// Delivers nothing.
    Asleep,
    /// Delivers a few messages, and gives the enclave little time.
    Drip { messages: usize, steps: usize },
    /// Delivers a few messages, gives the enclave little time and loses power.
    Crash { messages: usize, steps: usize },
    /// Loses the disk when what was executed has left chain state: the member has to join by snapshot.
    Rejoin,
}

fn act() -> impl Strategy<Value = Act> {
    let who = || 1..4u8;
    prop_oneof![
        2 => (who(), 1..500u16).prop_map(|(to, units)| Act::Deposit { to, units }),
        3 => (who(), who(), 1..500u16).prop_map(|(from, to, units)| Act::Pay { from, to, units }),
        2 => (who(), prop_oneof![Just(8), Just(BROKEN)], 1..500u16)
            .prop_map(|(from, to, units)| Act::Withdraw { from, to, units }),
        1 => (who(), vec(1..500u16, 1..4)).prop_map(|(from, units)| Act::Batch { from, units }),
        1 => vec(any::<u8>(), 0..40).prop_map(Act::Garbage),
        1 => Just(Act::UnknownNotice),
        3 => (who(), any::<bool>()).prop_map(|(from, encrypted)| Act::Transaction { from, encrypted }),
        2 => Just(Act::Order(DevelopmentCall::Snapshot)),
        2 => Just(Act::Revert),
        2 => order().prop_map(Act::Order),
    ]
}

fn order() -> impl Strategy<Value = DevelopmentCall> {
    let account = |number: u8| Caller::new(number).address();
    prop_oneof![
        (1..4u64, 0..100u64).prop_map(|(blocks, interval)| DevelopmentCall::Mine { blocks, interval }),
        (0..100u64).prop_map(|seconds| DevelopmentCall::IncreaseTime { seconds }),
        (1..4u8, 0..500u16).prop_map(move |(number, units)| DevelopmentCall::SetBalance {
            account: account(number),
            balance: wei(u128::from(units) * PHA),
        }),
        (1..4u8).prop_map(move |number| DevelopmentCall::SetNonce { account: account(number), nonce: 3 }),
        (1..4u8).prop_map(|number| DevelopmentCall::SetStorage {
            account: H160([5; 20]),
            slot: H256([number; 32]),
            word: H256([number; 32]),
        }),
    ]
}

fn host() -> impl Strategy<Value = Host> {
    let a_little = || (1..4usize, 0..3usize);
    prop_oneof![
        1 => Just(Host::Prompt),
        1 => Just(Host::Asleep),
        3 => a_little().prop_map(|(messages, steps)| Host::Drip { messages, steps }),
        2 => a_little().prop_map(|(messages, steps)| Host::Crash { messages, steps }),
        1 => Just(Host::Rejoin),
    ]
}

struct Run {
    world: World,
    callers: Vec<Caller>,
    /// Messages that ordered a snapshot, and were not gone back to.
    snapshots: Vec<Seq>,
}

impl Run {
    fn new() -> Self {
        let mut world = World::development(2, 2, BlockNumber::MAX);
        world.ledger.broken_accounts.insert([BROKEN; 32].into());
        let callers = (1..4).map(|number| world.funded(number)).collect();
        Self { world, callers, snapshots: Vec::new() }
    }

    fn act(&mut self, act: &Act) {
        let world = &mut self.world;
        let units = |units: u16| u128::from(units) * PHA / 100;
        match act {
            Act::Deposit { to, units: amount } => {
                world.ledger.deposit(Caller::new(*to).address(), units(*amount));
            }
            Act::Pay { from, to, units: amount } => {
                let caller = &mut self.callers[*from as usize - 1];
                let body = caller.pay(H160([*to; 20]), units(*amount));
                world.push(caller, body);
            }
            Act::Withdraw { from, to, units: amount } => {
                let caller = &mut self.callers[*from as usize - 1];
                let body = caller.withdraw(&AccountId::from([*to; 32]), units(*amount));
                world.push(caller, body);
            }
            Act::Batch { from, units: amounts } => {
                let caller = &mut self.callers[*from as usize - 1];
                let to = H160([5; 20]);
                let bodies = amounts.iter().map(|amount| caller.pay(to, units(*amount))).collect();
                world.push_batch(caller, bodies);
            }
            Act::Garbage(bytes) => drop(world.push_bytes(bytes)),
            Act::UnknownNotice => drop(world.ledger.notify(&Notice::ThresholdSet(2))),
            Act::Transaction { from, encrypted } => {
                let key = *world.ledger.committee().input_keys.last().unwrap();
                let plain = b"calldata";
                let data = match encrypted {
                    true => encrypting(&key, *from).seal(None, [*from; 15], plain),
                    false => plain.to_vec(),
                };
                let caller = &mut self.callers[*from as usize - 1];
                let raw = caller.transaction(DEVELOPMENT.evm_chain_id, H160([5; 20]), data).signed(caller);
                world.push_ethereum(raw, None);
            }
            Act::Order(order) => {
                let seq = world.order(order.clone());
                if *order == DevelopmentCall::Snapshot {
                    self.snapshots.push(seq);
                }
            }
            Act::Revert => {
                // An order ends its block, and a snapshot has the number of that.
                let of = |seq: Seq| world.ledger.applied.iter().find(|commit| commit.upto_seq == seq);
                if let Some(snapshot) = self.snapshots.pop().and_then(of).map(|commit| commit.height) {
                    world.order(DevelopmentCall::Revert { snapshot });
                }
            }
        }
    }

    fn turn(&mut self, acts: &[Act], host: Host) {
        acts.iter().for_each(|act| self.act(act));
        let world = &mut self.world;
        world.seal();
        for place in [0, STEADY] {
            world.deliver(place);
            world.machines[place].work();
        }
        match host {
            Host::Prompt => {
                world.deliver(ERRATIC);
                world.machines[ERRATIC].work();
            }
            Host::Asleep => {}
            Host::Rejoin => {
                world.ledger.prune();
                world.machines[ERRATIC].lose_disk(world.now);
            }
            Host::Drip { messages, steps } | Host::Crash { messages, steps } => {
                world.deliver_part(ERRATIC, messages);
                world.machines[ERRATIC].work_a_little(steps);
            }
        }
        world.carry();
        if let Host::Crash { .. } = host {
            world.kill(ERRATIC);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn neither_bundles_nor_restarts_nor_joins_change_a_result(turns in vec((vec(act(), 0..4), host()), 1..12)) {
        let mut run = Run::new();
        for (acts, host) in &turns {
            run.turn(acts, *host);
        }
        run.world.settle();
        let applied = run.world.ledger.committee().commit;
        for place in [STEADY, ERRATIC] {
            prop_assert_eq!(run.world.machines[place].status().state_root, Some(applied.state_root));
        }
        prop_assert_eq!(run.world.state(STEADY).supply(), run.world.state(ERRATIC).supply());
    }
}
