//! Random histories: the invariants hold after every block, and once all is quiet the wanted set holds everything.

use crate::{mock::*, pallet::*};
use messages::{ceremony::Fault, worker::Statement};

/// Knuth's generator (MMIX): tests need no better.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const WORKERS: u64 = 9;

/// Something happens; whether it is allowed does not matter here.
fn happen(dice: &mut Dice) {
    let number = 1 + dice.roll(WORKERS) as u8;
    let origin = || signed(operator());
    let _ = match dice.roll(12) {
        0 | 1 => Gatekeepers::appoint(root(), worker(number)).and_then(|()| bond(number)),
        2 => resign(number),
        3 => Gatekeepers::set_threshold(root(), 1 + dice.roll(5) as u16),
        4 => Gatekeepers::rotate_generation(root()),
        5 => Gatekeepers::retire_generation(root(), Gatekeepers::generation().saturating_sub(1)),
        6 => Gatekeepers::evict(origin(), worker(number)),
        7 => Gatekeepers::withdraw(origin(), worker(number)),
        8 | 9 => lose_something(number, dice),
        10 => {
            reboot(number);
            Ok(())
        }
        _ => {
            kill(&[number][..dice.roll(2) as usize]);
            Ok(())
        }
    };
}

fn lose_something(number: u8, dice: &mut Dice) -> sp_runtime::DispatchResult {
    let listed: Vec<_> = Keys::<Test>::get().all().map(|sharing| sharing.ceremony).collect();
    let ceremony = listed.get(dice.roll(5) as usize).copied().unwrap_or_default();
    say(number, Statement::ShareLost { ceremony })
}

/// One ceremony ends, sometimes with a fault.
pub(super) fn end_one(dice: &mut Dice) {
    let open = open_secrets();
    if open.is_empty() || dice.roll(3) == 0 {
        return;
    }
    let secret = open[dice.roll(open.len() as u64) as usize];
    let ceremony = ceremony_of(secret);
    let dealers = numbers(ceremony.dealers().map(|(dealer, _)| dealer));
    let dealer = dealers[dice.roll(dealers.len() as u64) as usize];
    let fault = [Fault::Silent, Fault::Malformed][dice.roll(8).min(1) as usize ^ 1];
    let faults = if dice.roll(4) == 0 { vec![(dealer, fault)] } else { vec![] };
    let outcome = outcome_with(&ceremony, &faults);
    for number in receivers(&ceremony) {
        let _ = say(number, Statement::Outcome(outcome.clone()));
    }
}

#[test]
fn invariants_hold_and_peace_returns() {
    let mut seen = Vec::new();
    for seed in 0..16 {
        ExtBuilder::default().keepers(5, 3).bonded().started_and_execute(|| {
            let mut dice = Dice(seed);
            for _ in 0..60 {
                happen(&mut dice);
                end_one(&mut dice);
                finish_block();
            }
            kill(&[]);
            (1..=WORKERS as u8).for_each(reboot);
            // What was said while somebody was not live is not said again: those ceremonies expire.
            pass(4 * PATIENCE + 33);
            settle();
            check_peace();
            seen.extend(events());
        });
    }
    check_variety(&seen);
}

/// The histories are not idle: of everything that matters there is something.
fn check_variety(seen: &[Event<Test>]) {
    let kinds: [fn(&Event<Test>) -> bool; 8] = [
        |event| matches!(event, Event::KeeperJoined { .. }),
        |event| matches!(event, Event::KeeperLeft { .. }),
        |event| matches!(event, Event::CheatingDealer { .. }),
        |event| matches!(event, Event::CeremonyFailed { .. }),
        |event| matches!(event, Event::CeremonyDropped { .. }),
        |event| matches!(event, Event::EpochLost { .. }),
        |event| matches!(event, Event::GenerationRetired { .. }),
        |event| matches!(event, Event::Returned { .. }),
    ];
    let counts = kinds.map(|is_kind| seen.iter().filter(|event| is_kind(event)).count());
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

/// Where enough gatekeepers are left, each of them holds a share of everything, and nobody else does.
fn check_peace() {
    let desired = Gatekeepers::desired();
    if desired.len() < usize::from(Gatekeepers::wanted_threshold()) {
        return;
    }
    let keys = Keys::<Test>::get();
    for sharing in keys.all().filter(|sharing| crate::ceremonies::is_dealable(sharing)) {
        let mut holders: Vec<_> = sharing.holders.iter().map(|holder| holder.keeper).collect();
        holders.sort();
        assert_eq!(holders, desired, "{:?}", sharing.secret);
        assert_eq!(sharing.threshold, Gatekeepers::wanted_threshold());
    }
    assert!(!keys.epochs.is_empty());
}
