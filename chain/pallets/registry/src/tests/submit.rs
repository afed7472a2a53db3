//! Statements: order, signatures, boots, networks.

use crate::{
    mock::*,
    pallet::{Error, Event},
    WeightInfo,
};
use frame_support::{assert_noop, assert_ok};
use messages::{ids::*, registration::Lease, worker::Statement, H256};

/// A registered enclave.
fn registered(machine: u32) -> Enclave {
    let enclave = Enclave::boot(machine, 1);
    assert_ok!(enclave.register());
    events();
    enclave
}

#[test]
fn statements_are_carried_out_in_order() {
    on_development_network(|| {
        let mut enclave = registered(1);
        let said = vec![enclave.says(to_channel(1)), enclave.says(to_channel(2))];
        assert_ok!(submit(said));
        assert_eq!(handled(), [1, 2].map(|channel| (enclave.id(), to_channel(channel))));
        assert_eq!(enclave.record().last_seq, 2);
    });
}

#[test]
fn lease_and_endpoint_are_kept_in_the_record() {
    on_development_network(|| {
        let mut enclave = registered(1);
        let url: Vec<u8> = b"http://10.0.0.1:8000".to_vec();
        let endpoint = Statement::Endpoint(url.clone().try_into().unwrap());
        assert_ok!(submit(vec![enclave.says(Statement::Lease([5; 32])), enclave.says(endpoint)]));
        let record = enclave.record();
        assert_eq!(record.lease, Some(Lease { nonce: [5; 32], block: 10 }));
        assert_eq!(record.endpoint.into_inner(), url);
        assert_eq!(handled(), []);
    });
}

#[test]
fn a_failing_statement_is_reported_rolled_back_and_blocks_nothing() {
    on_development_network(|| {
        let mut enclave = registered(1);
        let said = vec![enclave.says(to_channel(13)), enclave.says(to_channel(2))];
        assert_ok!(submit(said));
        assert_eq!(handled(), [(enclave.id(), to_channel(2))]);
        let failed = |event: &Event<Test>| matches!(event, Event::StatementFailed { worker, seq: 1, .. } if *worker == enclave.id());
        assert!(events().iter().any(failed));
        assert_eq!(enclave.record().last_seq, 2);
    });
}

#[test]
fn what_was_accepted_before_is_skipped() {
    on_development_network(|| {
        let mut enclave = registered(1);
        let first = enclave.says(to_channel(1));
        assert_ok!(submit(vec![first.clone()]));
        assert_noop!(submit(vec![first.clone()]), Error::<Test>::NothingNew);
        let second = enclave.says(to_channel(2));
        assert_ok!(submit(vec![first, second]));
        assert_eq!(handled().len(), 2);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn a_gap_refuses_the_rest_of_that_worker_only() {
    on_development_network(|| {
        let (mut one, mut two) = (registered(1), registered(2));
        let first = one.says(to_channel(1));
        let _lost = one.says(to_channel(2));
        let (third, fourth) = (one.says(to_channel(3)), one.says(to_channel(4)));
        let other = two.says(to_channel(5));
        assert_ok!(submit(vec![first, third, fourth, other]));
        assert_eq!((one.record().last_seq, two.record().last_seq), (1, 1));
        let refused =
            Event::MessageRefused { worker: one.id(), seq: 3, error: Error::<Test>::SequenceGap.into() };
        assert_eq!(events(), vec![refused]);
    });
}

#[test]
fn a_forged_statement_is_refused() {
    on_development_network(|| {
        let (mut one, two) = (registered(1), registered(2));
        let mut changed = one.says(to_channel(1));
        changed.message.statement = to_channel(2);
        assert_noop!(submit(vec![changed.clone()]), Error::<Test>::BadSignature);
        // Signed by another worker.
        let foreign = two.signs(changed.message);
        assert_noop!(submit(vec![foreign]), Error::<Test>::BadSignature);
    });
}

#[test]
fn statements_of_other_networks_boots_and_strangers_are_refused() {
    on_development_network(|| {
        let mut enclave = registered(1);
        let honest = enclave.says(to_channel(1)).message;
        let mut foreign = honest.clone();
        foreign.genesis = H256::repeat_byte(9);
        assert_noop!(submit(vec![enclave.signs(foreign)]), Error::<Test>::ForeignNetwork);
        let mut clone = honest.clone();
        clone.boot_id = BootId([9; 16]);
        assert_noop!(submit(vec![enclave.signs(clone)]), Error::<Test>::WrongBoot);
        let mut stranger = Enclave::boot(3, 1);
        assert_noop!(submit(vec![stranger.says(to_channel(1))]), Error::<Test>::UnknownWorker);
        assert_noop!(submit(vec![]), Error::<Test>::NothingNew);
    });
}

#[test]
fn the_weight_of_a_submission_counts_envelopes_and_statements() {
    on_development_network(|| {
        let mut enclave = registered(1);
        let said = vec![enclave.says(to_channel(1)), enclave.says(to_channel(2))];
        let weight = Registry::submit_weight(&said.try_into().unwrap());
        assert_eq!(weight.ref_time(), <() as WeightInfo>::submit(2).ref_time() + 2_000);
    });
}
