//! Evidence that is kept for those who deal.

use crate::{mock::*, pallet::*};
use frame_support::assert_ok;
use messages::{
    abi,
    ids::{BlockRef, BootId},
    registration::{Claim, Quote, Registration, TeeKind},
    H256,
};

fn registration(number: u8, boot: u8) -> Registration {
    let claim = Claim {
        genesis: H256::zero(),
        worker: worker(number),
        encryption_key: [0; 32],
        operator: operator(),
        boot_id: BootId([boot; 16]),
        challenge: BlockRef { number: 1, hash: H256::zero() },
        relay_checkpoint: None,
    };
    Registration { claim, quote: Quote { kind: TeeKind::Tdx, bytes: Default::default() } }
}

fn register(number: u8, boot: u8) {
    Gatekeepers::keep_evidence(&registration(number, boot));
}

fn is_vouched(number: u8, boot: u8) -> bool {
    Gatekeepers::is_vouched(&worker(number), &BootId([boot; 16]))
}

#[test]
fn the_newest_evidence_of_members_and_candidates_is_kept_and_nobody_elses() {
    ExtBuilder::default().build_and_execute(|| {
        register(1, 1);
        register(1, 2);
        assert_eq!(Evidence::<Test>::get(worker(1)), Some(Some(registration(1, 2))));
        assert!(is_vouched(1, 2) && !is_vouched(1, 1));
        register(4, 1);
        assert!(!is_vouched(4, 1) && !Evidence::<Test>::contains_key(worker(4)));
        assert_ok!(Gatekeepers::appoint(root(), worker(4)));
        // It knows by this that it is to register once more.
        assert_eq!(Evidence::<Test>::get(worker(4)), Some(None));
        register(4, 1);
        assert!(is_vouched(4, 1));
    });
}

#[test]
fn evidence_of_who_left_is_forgotten() {
    ExtBuilder::default().started_and_execute(|| {
        (1..=3).for_each(|number| register(number, 1));
        assert_ok!(resign(2));
        assert!(is_vouched(2, 1));
        settle();
        assert!(!is_vouched(2, 1) && !Evidence::<Test>::contains_key(worker(2)));
        assert_ok!(Gatekeepers::appoint(root(), worker(4)));
        assert_ok!(Gatekeepers::dismiss(root(), worker(4)));
        assert!(!Evidence::<Test>::contains_key(worker(4)));
    });
}

#[test]
fn enclaves_find_it_under_the_key_of_the_abi() {
    assert_eq!(Evidence::<Test>::hashed_key_for(worker(1)), abi::keeper_evidence(&worker(1)));
}
