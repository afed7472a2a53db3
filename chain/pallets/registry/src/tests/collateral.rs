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
    with_collateral(vec![], || {
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
    let others = |count| (1..=count).map(|number| of_family(number, &development::collateral()));
    with_collateral(others(crate::MAX_FAMILIES).collect(), || {
        assert_noop!(upload(development::collateral()), Error::<Test>::TooMuchCollateral);
    });
    let known = [development::collateral()];
    with_collateral(others(crate::MAX_FAMILIES - 1).chain(known).collect(), || {
        assert_ok!(upload(reissued(2026, &[])));
    });
}

#[test]
fn what_has_expired_makes_room() {
    let over = |number| of_family(number, &reissued(2024, &[("2056-01-01", "2026-01-01")]));
    with_collateral((1..=crate::MAX_FAMILIES).map(over).collect(), || {
        assert_ok!(upload(development::collateral()));
        assert_eq!(crate::pallet::Collateral::<Test>::get().len(), 1);
    });
}

#[test]
fn all_collateral_together_fits_half_a_proof() {
    // Of families with much larger collateral than usual fewer fit than the number that is allowed.
    let large = padded(&development::collateral());
    let most = (crate::MAX_COLLATERAL_BYTES / large.encoded_size()) as u32;
    assert!(most < crate::MAX_FAMILIES);
    with_collateral((1..=most).map(|number| of_family(number, &large)).collect(), || {
        let used = crate::pallet::Collateral::<Test>::get().encoded_size();
        let padding = crate::MAX_COLLATERAL_BYTES - used;
        assert!(padding < large.encoded_size());
        let fits = development::collateral().encoded_size() < padding;
        assert_eq!(upload(development::collateral()).is_ok(), fits);
    });
}
