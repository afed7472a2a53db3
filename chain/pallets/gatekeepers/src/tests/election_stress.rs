//! Random histories with elections: what an election may do at most, and who sits when all is quiet.

use super::stress::{end_one, Dice};
use crate::{ceremonies::is_dealable, mock::*, pallet::*, ElectionRules, Reason};
use frame_support::storage::with_storage_layer;
use messages::ids::WorkerId;
use sp_runtime::DispatchResult;

const WORKERS: u64 = 12;
const SEATS: u16 = 5;

/// Something happens; whether it is allowed does not matter here.
fn happen(dice: &mut Dice) {
    let number = 1 + dice.roll(WORKERS) as u8;
    let amount = u128::from(dice.roll(4) * 700);
    let by = || signed(validator(number));
    let _: DispatchResult = with_storage_layer(|| match dice.roll(16) {
        0..=4 => declare(number, amount),
        5 | 6 => Gatekeepers::bond_more(by(), worker(number), amount),
        7 => Gatekeepers::resign(by(), worker(number)),
        8 => Gatekeepers::withdraw(by(), worker(number)),
        9 => Gatekeepers::dismiss(root(), worker(number)),
        10 => Gatekeepers::appoint(root(), worker(number)),
        11 => Gatekeepers::evict(by(), worker(number)),
        12 => {
            let seats = SEATS - dice.roll(3) as u16;
            Gatekeepers::set_elections(root(), ElectionRules { era: 8 + dice.roll(20) as u32, seats })
        }
        13 => {
            reboot(number);
            Ok(())
        }
        14 => {
            retire(&[number][..dice.roll(2) as usize]);
            Ok(())
        }
        _ => {
            kill(&[number][..dice.roll(2) as usize]);
            Ok(())
        }
    });
}

/// Begins a block; an election in it keeps to its bounds.
fn begin_checked_block() {
    let sitting = Gatekeepers::desired().into_iter().filter(|worker| Members::get().contains(worker)).count();
    let threshold = Gatekeepers::wanted_threshold().max(Threshold::get());
    let (held_before, ceremonies) = (LastElection::<Test>::get(), open_secrets().len());
    begin_block();
    if LastElection::<Test>::get() == held_before {
        return;
    }
    assert_eq!(ceremonies, 0, "an election was held during a ceremony");
    let replaceable = sitting.saturating_sub(threshold.into());
    let records = System::events().into_iter().map(|record| record.event);
    let mut held = records.filter_map(|event| match event {
        RuntimeEvent::Gatekeepers(Event::ElectionHeld { elected, unseated }) => Some((elected, unseated)),
        _ => None,
    });
    let (elected, unseated) = held.next_back().expect("an election says what it changed");
    assert!(unseated.len() <= replaceable, "{} of {replaceable} leave", unseated.len());
    assert!(elected.len() <= replaceable.max(1), "{} for {replaceable} join", elected.len());
    let list = Contenders::<Test>::get();
    let is_fit = |worker: &WorkerId| {
        list.iter().any(|contender| contender.worker == *worker && Gatekeepers::is_eligible(contender))
    };
    assert!(elected.iter().all(is_fit));
}

#[test]
fn elections_keep_to_their_bounds_and_end_with_the_highest_bonds() {
    let (mut seen, mut quiet) = (Vec::new(), 0);
    for seed in 0..16 {
        ExtBuilder::default().keepers(4, 3).electing(SEATS).started_and_execute(|| {
            let mut dice = Dice(seed + 1_000);
            for _ in 0..60 {
                happen(&mut dice);
                Gatekeepers::do_try_state().expect("invariants hold");
                end_one(&mut dice);
                end_block();
                begin_checked_block();
            }
            quiet += u32::from(has_come_to_rest());
            seen.extend(events());
        });
    }
    assert!(quiet >= 8, "{quiet}");
    check_variety(&seen);
}

/// Everybody is back and nothing happens any more but elections. Checks who sits then, unless too much was lost.
fn has_come_to_rest() -> bool {
    kill(&[]);
    retire(&[]);
    (1..=WORKERS as u8).for_each(reboot);
    pass(4 * PATIENCE + 33);
    let rules = ElectionRules { era: 10, seats: SEATS };
    Gatekeepers::set_elections(root(), rules).unwrap();
    let dealable = Keys::<Test>::get().generations.iter().all(is_dealable);
    if !dealable || Gatekeepers::desired().len() < usize::from(Gatekeepers::wanted_threshold()) {
        return false;
    }
    (0..8).for_each(|_| elect_and_settle());
    let members = Members::get();
    let list = Contenders::<Test>::get();
    let stands = |worker: &WorkerId| list.iter().any(|contender| contender.worker == *worker);
    let appointed = members.iter().filter(|worker| !stands(worker)).count();
    let seats = usize::from(SEATS).saturating_sub(appointed);
    let eligible = list.iter().filter(|contender| Gatekeepers::is_eligible(contender));
    let best = eligible.take(seats).map(|contender| contender.worker);
    let mut expected: Vec<_> = members.iter().copied().filter(|worker| !stands(worker)).chain(best).collect();
    expected.sort();
    assert_eq!(numbers(members), numbers(expected));
    true
}

/// The histories are not idle: of everything that matters there is something.
fn check_variety(seen: &[Event<Test>]) {
    let kinds: [fn(&Event<Test>) -> bool; 6] = [
        |event| matches!(event, Event::ElectionHeld { elected, .. } if !elected.is_empty()),
        |event| matches!(event, Event::ElectionHeld { unseated, .. } if !unseated.is_empty()),
        |event| matches!(event, Event::Discharged { reason: Reason::Unelected, .. }),
        |event| matches!(event, Event::Slashed { .. }),
        |event| matches!(event, Event::BondRaised { .. }),
        |event| matches!(event, Event::KeeperLeft { .. }),
    ];
    let counts = kinds.map(|is_kind| seen.iter().filter(|event| is_kind(event)).count());
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}
