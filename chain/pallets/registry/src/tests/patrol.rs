//! The patrol: all workers in turn, within its weight, and to the end.

use super::policy::change;
use crate::{
    mock::*,
    pallet::{Conditions, Event, Facts, Patrols, Policy, Workers},
    *,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use messages::ids::WorkerId;

/// As many workers as one machine's evidence can stand for: copies of one record under other keys.
fn crowd(count: u32) {
    let enclave = Enclave::boot(1, 1);
    assert_ok!(enclave.register());
    let (record, facts) = (enclave.record(), Facts::<Test>::get(enclave.id()).unwrap());
    for number in 1..count {
        let mut id = [0; 32];
        id[..4].copy_from_slice(&number.to_le_bytes());
        Workers::<Test>::insert(WorkerId(id), &record);
        Facts::<Test>::insert(WorkerId(id), &facts);
        crate::pallet::Challenges::<Test>::insert(WorkerId(id), 9);
    }
    events();
}

fn deny_machine() {
    let platform = Workers::<Test>::iter_values().next().unwrap().attested.platform;
    assert_ok!(change(PolicyChange::Platform { platform, denied: true }));
}

fn patrol(limit: Weight) -> Weight {
    Registry::on_idle(System::block_number(), limit)
}

fn suspensions() -> usize {
    Conditions::<Test>::iter().count()
}

#[test]
fn ten_thousand_workers_are_judged_over_blocks_and_within_weight() {
    on_development_network(|| {
        crowd(10_000);
        deny_machine();
        let limit = <() as WeightInfo>::carry_out_pending()
            .saturating_add(<() as WeightInfo>::judge(200))
            .saturating_add(<Farewell as OnRemoved>::weight().saturating_mul(200))
            .saturating_mul(2);
        events();
        let mut suspended = Vec::new();
        while Patrols::<Test>::get().judging_rounds > 0 {
            assert!(patrol(limit).all_lte(limit));
            let is_suspension = |event: &&Event<Test>| matches!(event, Event::WorkerSuspended { .. });
            suspended.push(events().iter().filter(is_suspension).count());
        }
        assert_eq!(suspended, [vec![200; 50], vec![0]].concat());
        assert_eq!(suspensions(), 10_000);
    });
}

#[test]
fn a_block_without_spare_time_does_nothing() {
    on_development_network(|| {
        crowd(3);
        deny_machine();
        let before = Patrols::<Test>::get();
        assert_eq!(patrol(Weight::zero()), Weight::zero());
        let barely = <() as WeightInfo>::carry_out_pending().saturating_mul(2);
        assert!(patrol(barely).all_lte(barely));
        assert_eq!((Patrols::<Test>::get(), suspensions()), (before, 0));
        idle();
        assert_eq!(suspensions(), 3);
    });
}

#[test]
fn a_change_in_the_middle_of_a_round_reaches_the_workers_that_were_passed() {
    on_development_network(|| {
        crowd(10);
        assert_ok!(change(PolicyChange::MaxAge { max_age_ms: 1_000_000 }));
        Registry::go_on(Patrols::<Test>::get(), 6);
        deny_machine();
        assert_eq!(Patrols::<Test>::get().judging_rounds, 2);
        Registry::go_on(Patrols::<Test>::get(), 6);
        assert_eq!((Patrols::<Test>::get().judging_rounds, suspensions()), (1, 4));
        // However often the rules change, the end is never more than two rounds away.
        Registry::judge_all();
        Registry::go_on(Patrols::<Test>::get(), 11);
        assert_eq!((Patrols::<Test>::get().judging_rounds, suspensions()), (0, 10));
    });
}

#[test]
fn a_quiet_network_is_watched_a_few_workers_at_a_time() {
    on_development_network(|| {
        crowd(WATCHED_PER_BLOCK + 2);
        Policy::<Test>::mutate(|policy| policy.measurements.clear());
        idle();
        assert_eq!(suspensions(), 0, "nobody is judged anew while the rules have not changed");
        let end = Workers::<Test>::iter_values().next().unwrap().attested.valid_until_ms;
        pallet_timestamp::Now::<Test>::put(end + 1);
        Patrols::<Test>::kill();
        idle();
        assert_eq!(suspensions() as u32, WATCHED_PER_BLOCK);
        idle();
        assert_eq!(suspensions() as u32, WATCHED_PER_BLOCK + 2);
    });
}
