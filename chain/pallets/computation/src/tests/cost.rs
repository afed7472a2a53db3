//! What events cost: the same with ten workers and with ten thousand.

use crate::{mock::*, *};
use economy::{Pace, PHA};
use messages::ids::Balance;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};
use tracing::{field::Visit, Dispatch, Event as Trace, Subscriber};
use tracing_subscriber::{layer::Context, prelude::*, Layer};

/// Calls into storage, by the name of the operation, and the different items that they named.
#[derive(Clone, Debug, Default, PartialEq)]
struct Cost {
    calls: BTreeMap<String, u32>,
    read: BTreeSet<String>,
    written: BTreeSet<String>,
}

impl Cost {
    fn note(&mut self, operation: Operation) {
        *self.calls.entry(operation.method.clone()).or_default() += 1;
        let is_read = matches!(operation.method.as_str(), "Get" | "Exists" | "Hash");
        if is_read { &mut self.read } else { &mut self.written }.insert(operation.key);
    }

    /// All calls; different items read and written.
    fn numbers(&self) -> (u32, usize, usize) {
        (self.calls.values().sum(), self.read.len(), self.written.len())
    }
}

#[derive(Default)]
struct Operation {
    method: String,
    key: String,
}

impl Visit for Operation {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let value = || format!("{value:?}").replace('"', "");
        match field.name() {
            "method" => self.method = value(),
            "key" => self.key = value(),
            _ => {}
        }
    }
}

thread_local! {
    /// What this thread counts, if it does.
    static COUNTED: RefCell<Option<Cost>> = const { RefCell::new(None) };
}

/// Counts what the state machine traces. There is one for all threads: the interest of subscribers that come and go is
/// cached, and calls would be missed.
struct Counter;

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, trace: &Trace<'_>, _: Context<'_, S>) {
        COUNTED.with_borrow_mut(|counted| {
            let Some(cost) = counted.as_mut().filter(|_| trace.metadata().target() == "state") else {
                return;
            };
            let mut operation = Operation::default();
            trace.record(&mut operation);
            if !operation.method.is_empty() {
                cost.note(operation);
            }
        });
    }
}

/// What `action` costs.
fn count(action: impl FnOnce()) -> Cost {
    static COUNTER: OnceLock<Dispatch> = OnceLock::new();
    let counter = COUNTER.get_or_init(|| Dispatch::new(tracing_subscriber::registry().with(Counter)));
    COUNTED.set(Some(Cost::default()));
    tracing::dispatcher::with_default(counter, action);
    let counted = COUNTED.take().unwrap();
    assert!(!counted.read.is_empty(), "storage operations are traced: {counted:?}");
    counted
}

/// A network of `workers` idle workers, of which worker 1 is challenged.
fn network(workers: u32) -> sp_io::TestExternalities {
    let pace = Pace { heartbeat_window: 1_000, challenge_interval: 1_000, cool_down: 1, ..PACE };
    let mut ext = ExtBuilder::default().pace(pace).build();
    ext.execute_with(|| {
        let ample = PHA * 10_000 * Balance::from(workers + 10);
        Balances::force_set_balance(root(), operator(), ample).unwrap();
        (1..=workers).for_each(|number| start(number).unwrap());
        let now = System::block_number();
        Computation::ensure_challenged(worker(1), now);
        Challenged::<Test>::mutate(now, |list| list.try_push(worker(1)).unwrap());
        System::reset_events();
    });
    ext
}

/// What each event costs with this many workers: calls into storage, and different items read and written.
fn costs(workers: u32) -> Vec<(&'static str, (u32, usize, usize))> {
    network(workers).execute_with(|| {
        // A block whose draw comes out as in any other network is not what is measured here.
        set_rules(|rules| rules.pace.challenge_interval = economy::MAX_PERIOD).unwrap();
        let costs = vec![
            ("block", count(next_block).numbers()),
            ("heartbeat", count(|| answer(1).unwrap()).numbers()),
            ("start", count(|| start(workers + 1).unwrap()).numbers()),
            ("stop", count(|| stop(1).unwrap()).numbers()),
            ("withdraw", {
                next_block();
                count(|| withdraw(1).unwrap()).numbers()
            }),
        ];
        assert_eq!(ActiveCount::<Test>::get(), workers);
        costs
    })
}

/// `docs/economy.md` lists these numbers.
#[test]
fn events_cost_the_same_with_ten_and_with_ten_thousand_workers() {
    let few = costs(10);
    assert_eq!(few, costs(10_000));
    let expected = [
        ("block", (12, 7, 4)),
        ("heartbeat", (61, 14, 9)),
        ("start", (59, 13, 11)),
        ("stop", (25, 10, 12)),
        ("withdraw", (39, 8, 6)),
    ];
    assert_eq!(few, expected);
}

/// By the estimates of `weights.rs`, which measured ones replace.
#[test]
fn the_dearest_block_leaves_the_rest_of_it_to_others() {
    let dearest = <() as WeightInfo>::on_initialize(
        economy::MAX_CHALLENGES * EXPIRED_PER_BLOCK,
        economy::MAX_CHALLENGES,
    );
    let block = 2 * frame_support::weights::constants::WEIGHT_REF_TIME_PER_SECOND;
    assert!(dearest.ref_time() < block / 20, "{dearest:?}");
}

/// A block of a large network challenges as many as may be and finds as many silent, whatever the number of workers.
#[test]
fn the_dearest_block_costs_the_same_with_a_hundred_and_with_two_thousand_workers() {
    let dearest = |workers| {
        let pace = Pace { heartbeat_window: 1, challenge_interval: 1, ..PACE };
        let mut ext = ExtBuilder::default().pace(pace).build();
        ext.execute_with(|| {
            Balances::force_set_balance(root(), operator(), PHA * 10_000 * Balance::from(workers)).unwrap();
            (1..=workers).for_each(|number| start(number).unwrap());
            (0..2).for_each(|_| next_block());
            System::reset_events();
            let before = ActiveCount::<Test>::get();
            let counted = count(next_block);
            assert_eq!(before - ActiveCount::<Test>::get(), 20, "one block's were all silent");
            counted.numbers().0
        })
    };
    let (small, large) = (dearest(100), dearest(2_000));
    // In a small network some of those drawn have still to answer, and are not challenged again.
    assert!(small <= large && large <= 500, "{small} and {large} operations");
}
