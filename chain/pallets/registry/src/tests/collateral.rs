//! Collateral: genuine, newer, paid for while it is in force, gone when its time is over.

use crate::{
    mock::*,
    pallet::{Deposits, Error, Event},
};
use attestation::{
    development::{self, SimulatedTd},
    Collateral,
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use messages::{
    ids::{AccountId, TimeMs},
    registration::{Quote, TrustRoot},
};
use sp_runtime::DispatchResult;

fn witness() -> Quote {
    SimulatedTd::new(1).quote(&[0; 64]).unwrap()
}

fn upload(collateral: Collateral) -> DispatchResult {
    Registry::submit_collateral(relayer(), Box::new(collateral), witness())
}

/// What its uploader holds for it: base and bytes.
fn price(collateral: &Collateral) -> u128 {
    100 + collateral.encoded_size() as u128
}

#[test]
fn collateral_must_be_genuine_and_newer() {
    on_development_network(|| {
        assert_noop!(upload(development::collateral()), Error::<Test>::CollateralNotNewer);
        let newer = reissued(2026, &[]);
        assert_noop!(upload(unsigned(newer.clone())), Error::<Test>::TcbInfoForged);
        assert_noop!(upload(reissued(2026, &[("{", "")])), Error::<Test>::CollateralMalformed);
        assert_noop!(upload(reissued(2030, &[])), Error::<Test>::CollateralNotYetValid);
        assert_ok!(upload(newer.clone()));
        assert_noop!(upload(newer), Error::<Test>::CollateralNotNewer);
        assert_noop!(upload(reissued(2025, &[])), Error::<Test>::CollateralNotNewer);
        assert_noop!(upload(development::collateral()), Error::<Test>::CollateralNotNewer);
    });
}

#[test]
fn collateral_of_a_new_family_is_taken_from_anybody() {
    let trust = crate::GenesisTrust { collateral: vec![], ..development_trust() };
    build(vec![trust]).execute_with(|| {
        let enclave = Enclave::boot(1, 1);
        assert_noop!(enclave.register(), Error::<Test>::CollateralMissing);
        assert_ok!(upload(development::collateral()));
        assert_ok!(enclave.register());
    });
}

#[test]
fn an_uploader_holds_a_deposit_until_somebody_replaces_the_collateral() {
    on_development_network(|| {
        let (first, second) = (reissued(2025, &[]), reissued(2026, &[]));
        assert_ok!(upload(first.clone()));
        assert_eq!(held(&RELAYER), price(&first));
        let by_operator = frame_system::RawOrigin::Signed(operator()).into();
        assert_ok!(Registry::submit_collateral(by_operator, Box::new(second.clone()), witness()));
        assert_eq!((held(&RELAYER), held(&operator())), (0, price(&second)));
    });
}

#[test]
fn who_cannot_pay_the_deposit_changes_nothing() {
    on_development_network(|| {
        let poor = frame_system::RawOrigin::Signed(AccountId::new([0x77; 32])).into();
        let refused = Registry::submit_collateral(poor, Box::new(reissued(2026, &[])), witness());
        assert!(frame_support::storage::with_storage_layer(|| refused).is_err());
    });
}

/// The year 2056, in which the development root's files end.
const END_MS: TimeMs = 2_714_000_000_000;

#[test]
fn collateral_whose_time_is_over_is_pruned_and_its_deposit_returned() {
    on_development_network(|| {
        assert_ok!(upload(reissued(2026, &[])));
        assert_noop!(Registry::prune_collateral(relayer()), Error::<Test>::NothingChanges);
        events();
        pallet_timestamp::Now::<Test>::put(END_MS);
        assert_ok!(Registry::prune_collateral(relayer()));
        assert!(crate::pallet::Collateral::<Test>::get().is_empty());
        assert_eq!((held(&RELAYER), Deposits::<Test>::iter().count()), (0, 0));
        assert!(matches!(events()[..], [Event::CollateralPruned { root: TrustRoot::Simulated, .. }]));
    });
}

#[test]
fn a_full_list_takes_no_further_family_and_updates_of_known_ones() {
    let others = (1..=crate::MAX_FAMILIES).map(|number| of_family(number, &development::collateral()));
    let trust = crate::GenesisTrust { collateral: others.collect(), ..development_trust() };
    build(vec![trust]).execute_with(|| {
        assert_noop!(upload(development::collateral()), Error::<Test>::TooMuchCollateral);
        Registry::do_try_state().unwrap();
    });
    let others = (1..crate::MAX_FAMILIES).map(|number| of_family(number, &development::collateral()));
    let trust = crate::GenesisTrust {
        collateral: others.chain([development::collateral()]).collect(),
        ..development_trust()
    };
    build(vec![trust]).execute_with(|| {
        assert_ok!(upload(reissued(2026, &[])));
        Registry::do_try_state().unwrap();
    });
}

#[test]
fn all_collateral_together_fits_half_a_proof() {
    // Families with much larger collateral than usual: fewer of them fit than the number that is allowed.
    let large = padded(&development::collateral());
    let most = (crate::MAX_COLLATERAL_BYTES / large.encoded_size()) as u32;
    assert!(most < crate::MAX_FAMILIES);
    let others = (1..=most).map(|number| of_family(number, &large));
    let trust = crate::GenesisTrust { collateral: others.collect(), ..development_trust() };
    build(vec![trust]).execute_with(|| {
        let room = crate::MAX_COLLATERAL_BYTES - crate::pallet::Collateral::<Test>::get().encoded_size();
        let small = development::collateral().encoded_size();
        assert_eq!(upload(development::collateral()).is_ok(), small < room);
        Registry::do_try_state().unwrap();
    });
}
