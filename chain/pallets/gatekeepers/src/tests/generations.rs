//! Rotation and retirement.

use crate::{mock::*, pallet::*};
use frame_support::{assert_noop, assert_ok};
use messages::keys::Secret;
use sp_runtime::traits::BadOrigin;

#[test]
fn a_rotation_makes_a_generation_beside_the_old_one() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(Gatekeepers::rotate_generation(root()));
        assert_noop!(Gatekeepers::rotate_generation(root()), Error::<Test>::RotationPending);
        finish_block();
        assert_eq!((open_secrets(), Gatekeepers::generation()), (vec![Secret::Generation(2)], 1));
        conclude_all();
        assert_eq!(Gatekeepers::generation(), 2);
        assert_ne!(sharing(Secret::Generation(2)).group, sharing(GENERATION).group);
        assert_noop!(Gatekeepers::rotate_generation(root()), Error::<Test>::TooManyGenerations);
    });
}

#[test]
fn a_generation_is_retired_when_nobody_uses_it() {
    ExtBuilder::default().started_and_execute(|| {
        assert_noop!(Gatekeepers::retire_generation(root(), 1), Error::<Test>::GenerationIsCurrent);
        assert_noop!(Gatekeepers::retire_generation(root(), 2), Error::<Test>::UnknownGeneration);
        assert_ok!(Gatekeepers::rotate_generation(root()));
        settle();
        InUse::set(vec![1]);
        assert_noop!(Gatekeepers::retire_generation(root(), 1), Error::<Test>::GenerationInUse);
        InUse::set(vec![]);
        events();
        assert_ok!(Gatekeepers::retire_generation(root(), 1));
        assert_eq!(events(), [Event::GenerationRetired { generation: 1 }]);
        assert_noop!(Gatekeepers::retire_generation(root(), 1), Error::<Test>::UnknownGeneration);
        assert_ok!(Gatekeepers::rotate_generation(root()));
        settle();
        assert_eq!(Gatekeepers::generation(), 3);
    });
}

#[test]
fn the_ceremony_of_a_retired_generation_is_dropped() {
    ExtBuilder::default().started_and_execute(|| {
        assert_ok!(Gatekeepers::rotate_generation(root()));
        settle();
        assert_ok!(Gatekeepers::set_threshold(root(), 3));
        finish_block();
        assert!(open_secrets().contains(&GENERATION));
        assert_ok!(Gatekeepers::retire_generation(root(), 1));
        assert!(!open_secrets().contains(&GENERATION));
    });
}

#[test]
fn only_governance_rotates_and_retires() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(Gatekeepers::rotate_generation(signed(operator())), BadOrigin);
        assert_noop!(Gatekeepers::retire_generation(signed(operator()), 1), BadOrigin);
        assert_noop!(Gatekeepers::rotate_generation(root()), Error::<Test>::NoGeneration);
    });
}
