//! Registration: evidence, challenges, boots.

use crate::{
    mock::*,
    pallet::{Error, Event},
};
use frame_support::{assert_noop, assert_ok};
use messages::{ids::*, H256};

#[test]
fn evidence_under_a_genesis_root_registers_a_worker() {
    on_development_network(|| {
        let enclave = Enclave::boot(1, 1);
        assert!(!Registry::is_live(&enclave.id()));
        assert_ok!(enclave.register());
        let record = enclave.record();
        assert_eq!((record.boot_id, record.last_seq, record.lease), (BootId([1; 16]), 0, None));
        assert_eq!(record.encryption_key, enclave.identity.encryption_key());
        assert_eq!(record.attested.root, messages::registration::TrustRoot::Simulated);
        assert!(Registry::is_live(&enclave.id()));
        assert_eq!(Registry::operator(&enclave.id()), Some(operator()));
    });
}

#[test]
fn simulated_hardware_is_refused_where_genesis_does_not_name_its_root() {
    on_production_network(|| {
        assert_noop!(Enclave::boot(1, 1).register(), Error::<Test>::UnknownRoot);
    });
}

#[test]
fn every_field_of_the_claim_is_bound_by_the_quote() {
    on_development_network(|| {
        let enclave = Enclave::boot(1, 1);
        let honest = enclave.registration_of(enclave.claim());
        let check = |change: fn(&mut messages::registration::Claim)| {
            let mut forged = honest.clone();
            change(&mut forged.claim);
            let refused = Registry::register(relayer(), forged);
            assert_noop!(refused, Error::<Test>::WrongReportData);
        };
        check(|claim| claim.operator = AccountId::new([9; 32]));
        check(|claim| claim.encryption_key = [9; 32]);
        check(|claim| claim.boot_id = BootId([9; 16]));
        check(|claim| claim.worker = WorkerId([9; 32]));
        assert_ok!(Registry::register(relayer(), honest));
    });
}

#[test]
fn a_claim_for_another_network_is_refused() {
    on_development_network(|| {
        let enclave = Enclave::boot(1, 1);
        let mut claim = enclave.claim();
        claim.genesis = H256::repeat_byte(9);
        let refused = Registry::register(relayer(), enclave.registration_of(claim));
        assert_noop!(refused, Error::<Test>::ForeignNetwork);
        let mut claim = enclave.claim();
        claim.relay_checkpoint = Some(H256::zero());
        let refused = Registry::register(relayer(), enclave.registration_of(claim));
        assert_noop!(refused, Error::<Test>::ForeignCheckpoint);
    });
}

#[test]
fn the_challenge_must_be_a_recent_block_of_this_chain() {
    on_development_network(|| {
        go_to(100);
        let enclave = Enclave::boot(1, 1);
        let register_at = |number, hash| {
            let mut claim = enclave.claim();
            claim.challenge = BlockRef { number, hash };
            Registry::register(relayer(), enclave.registration_of(claim))
        };
        for (number, hash, error) in [
            (99, H256::repeat_byte(0xf0), Error::<Test>::ChallengeForeign),
            (100, H256::zero(), Error::ChallengeForeign),
            (101, H256::zero(), Error::ChallengeForeign),
            (1_000, H256::zero(), Error::ChallengeForeign),
            (49, block_hash(49), Error::ChallengeTooOld),
        ] {
            assert_noop!(register_at(number, hash), error);
        }
        assert_ok!(register_at(50, block_hash(50)));
    });
}

#[test]
fn renewal_keeps_numbering_lease_and_endpoint() {
    on_development_network(|| {
        let mut enclave = Enclave::boot(1, 1);
        assert_ok!(enclave.register());
        let url: Vec<u8> = b"http://10.0.0.1".to_vec();
        let said = vec![
            enclave.says(messages::worker::Statement::Lease([7; 32])),
            enclave.says(messages::worker::Statement::Endpoint(url.try_into().unwrap())),
        ];
        assert_ok!(submit(said));
        let before = enclave.record();
        go_to(20);
        assert_ok!(enclave.register());
        let after = enclave.record();
        assert_eq!((after.last_seq, &after.lease, &after.endpoint), (2, &before.lease, &before.endpoint));
        assert!(after.attested.valid_until_ms > before.attested.valid_until_ms);
    });
}

#[test]
fn a_held_back_or_repeated_registration_is_refused() {
    on_development_network(|| {
        let enclave = Enclave::boot(1, 1);
        let held_back = enclave.registration_of(enclave.claim());
        go_to(11);
        let fresh = enclave.registration_of(enclave.claim());
        assert_ok!(Registry::register(relayer(), fresh.clone()));
        assert_noop!(Registry::register(relayer(), fresh), Error::<Test>::ChallengeNotNewer);
        assert_noop!(Registry::register(relayer(), held_back), Error::<Test>::ChallengeNotNewer);
    });
}

#[test]
fn a_new_boot_retires_the_old_one_for_good() {
    on_development_network(|| {
        let (mut old, mut new) = (Enclave::boot(1, 1), Enclave::boot(1, 2));
        assert_ok!(old.register());
        assert_ok!(submit(vec![old.says(to_channel(1))]));
        go_to(11);
        events();
        assert_ok!(new.register());
        assert_eq!(events()[0], Event::BootRetired { worker: old.id(), boot_id: old.boot_id });
        assert_eq!((new.record().boot_id, new.record().last_seq), (new.boot_id, 0));
        assert_ok!(submit(vec![new.says(to_channel(1))]));
        // The clone that still runs can neither speak nor come back, even with a fresh challenge.
        assert_noop!(submit(vec![old.says(to_channel(1))]), Error::<Test>::WrongBoot);
        go_to(12);
        assert_noop!(old.register(), Error::<Test>::BootRetired);
        assert_ok!(new.register());
    });
}

#[test]
fn a_freeze_stops_newcomers_and_new_boots_but_not_renewals() {
    on_development_network(|| {
        let known = Enclave::boot(1, 1);
        assert_ok!(known.register());
        assert_ok!(Registry::set_frozen(root(), true));
        go_to(11);
        assert_noop!(Enclave::boot(2, 1).register(), Error::<Test>::RegistrationFrozen);
        assert_noop!(Enclave::boot(1, 2).register(), Error::<Test>::RegistrationFrozen);
        assert_ok!(known.register());
        assert_ok!(Registry::set_frozen(root(), false));
        assert_ok!(Enclave::boot(2, 1).register());
    });
}

#[test]
fn an_attestation_ends_and_is_renewed() {
    on_development_network(|| {
        let mut enclave = Enclave::boot(1, 1);
        assert_ok!(enclave.register());
        let end = enclave.record().attested.valid_until_ms;
        pallet_timestamp::Now::<Test>::put(end);
        assert!(Registry::is_live(&enclave.id()));
        pallet_timestamp::Now::<Test>::put(end + 1);
        assert!(!Registry::is_live(&enclave.id()));
        let said = enclave.says(to_channel(1));
        assert_noop!(submit(vec![said.clone()]), Error::<Test>::NotLive);
        frame_system::BlockHash::<Test>::insert(10, block_hash(10));
        System::set_block_number(11);
        assert_ok!(enclave.register());
        assert_ok!(submit(vec![said]));
    });
}
