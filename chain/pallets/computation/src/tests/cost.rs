//! What events cost: the same with ten workers and with ten thousand.

use crate::{mock::*, *};
use economy::{Pace, PHA};
use messages::ids::Balance;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tracing::{field::Visit, Event as Trace, Subscriber};
use tracing_subscriber::{layer::Context, prelude::*, Layer};

/// How often storage was read or written, by the name of the operation.
#[derive(Clone, Default)]
struct Operations(Arc<Mutex<BTreeMap<String, u32>>>);

struct Method(Option<String>);

impl Visit for Method {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "method" {
            self.0 = Some(format!("{value:?}").replace('"', ""));
        }
    }
}

impl<S: Subscriber> Layer<S> for Operations {
    fn on_event(&self, trace: &Trace<'_>, _: Context<'_, S>) {
        if trace.metadata().target() != "state" {
            return;
        }
        let mut method = Method(None);
        trace.record(&mut method);
        if let Some(method) = method.0 {
            *self.0.lock().unwrap().entry(method).or_default() += 1;
        }
    }
}

/// Reads and writes of storage that `action` makes.
fn count(action: impl FnOnce()) -> BTreeMap<String, u32> {
    let operations = Operations::default();
    let subscriber = tracing_subscriber::registry().with(operations.clone());
    tracing::subscriber::with_default(subscriber, action);
    let counted = operations.0.lock().unwrap().clone();
    assert!(counted.get("Get").is_some_and(|reads| *reads > 0), "storage operations are traced: {counted:?}");
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

/// What each event costs with this many workers.
fn costs(workers: u32) -> Vec<(&'static str, BTreeMap<String, u32>)> {
    network(workers).execute_with(|| {
        // A block whose draw comes out as in any other network is not what is measured here.
        set_rules(|rules| rules.pace.challenge_interval = economy::MAX_PERIOD).unwrap();
        let costs = vec![
            ("block", count(next_block)),
            ("heartbeat", count(|| answer(1).unwrap())),
            ("start", count(|| start(workers + 1).unwrap())),
            ("stop", count(|| stop(1).unwrap())),
            ("withdraw", {
                next_block();
                count(|| withdraw(1).unwrap())
            }),
        ];
        assert_eq!(ActiveCount::<Test>::get(), workers);
        costs
    })
}

#[test]
fn events_cost_the_same_with_ten_and_with_ten_thousand_workers() {
    assert_eq!(costs(10), costs(10_000));
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
            let total: u32 = counted.values().sum();
            total
        })
    };
    let (small, large) = (dearest(100), dearest(2_000));
    // In a small network some of those drawn have still to answer, and are not challenged again.
    assert!(small <= large && large <= 500, "{small} and {large} operations");
}
