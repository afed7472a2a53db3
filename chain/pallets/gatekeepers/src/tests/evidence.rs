//! Grants with false partials.

use crate::{mock::*, pallet::*, Reason};
use codec::Encode;
use crypto::{hash::blake2_256, threshold::evaluate};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use messages::{
    ids::BootId,
    keys::{GrantedPartial, KeyGrant, KeyLabel, Purpose, KEY_GRANT_DOMAIN},
    worker::Statement,
    H256,
};
use sp_runtime::DispatchResult;

/// Whoever asked for keys.
const REQUESTER: u8 = 20;

fn label(purpose: Purpose) -> KeyLabel {
    KeyLabel { genesis: Gatekeepers::genesis_hash(), committee: 1, key_version: 0, purpose }
}

fn state() -> KeyLabel {
    label(Purpose::State { generation: 1 })
}

fn input() -> KeyLabel {
    label(Purpose::Input { epoch: 1 })
}

/// What an honest gatekeeper grants.
fn granted(number: u8, label: KeyLabel) -> GrantedPartial {
    let sharing = sharing(label.secret());
    let (index, share) = share_of(&sharing, number);
    GrantedPartial { label, ceremony: sharing.ceremony, partial: evaluate(&share, index, &label) }
}

fn changed(mut granted: GrantedPartial, change: impl FnOnce(&mut GrantedPartial)) -> GrantedPartial {
    change(&mut granted);
    granted
}

fn grant(number: u8, partials: Vec<GrantedPartial>) -> KeyGrant {
    let mut grant = KeyGrant {
        worker: worker(REQUESTER),
        boot_id: BootId([1; 16]),
        keeper: worker(number),
        partials: partials.try_into().unwrap(),
        signature: [0; 64],
    };
    let signed = (grant.worker, grant.boot_id, grant.keeper, &grant.partials).encode();
    grant.signature = identity(number).sign_raw(KEY_GRANT_DOMAIN, &signed);
    grant
}

fn accuse(grant: &KeyGrant) -> DispatchResult {
    say(REQUESTER, Statement::FalseGrant(grant.clone()))
}

fn network(test: impl FnOnce()) {
    ExtBuilder::default().bonded().started_and_execute(test);
}

#[test]
fn a_signed_false_partial_costs_bond_and_seat() {
    let lies: [&dyn Fn() -> GrantedPartial; 4] = [
        &|| changed(granted(2, state()), |lie| lie.label = input_of_generation_sharing()),
        &|| changed(granted(2, input()), |lie| lie.partial.proof.0 = [7; 32]),
        &|| changed(granted(2, state()), |lie| lie.partial.point = [0xff; 32]),
        // Another one's partial under its own name.
        &|| granted(3, state()),
    ];
    for lie in lies {
        network(|| {
            let grant = grant(2, vec![granted(2, input()), lie()]);
            assert_ok!(accuse(&grant));
            let keeper = worker(2);
            let expected = [
                Event::Slashed { worker: keeper, amount: BondAmount::get() },
                Event::Discharged { worker: keeper, reason: Reason::Cheated },
                Event::FalsePartial { keeper, evidence: blake2_256(&grant.encode()) },
            ];
            assert_eq!(events(), expected);
            assert_noop!(accuse(&grant), Error::<Test>::NothingAtStake);
            settle();
            assert_eq!(members(), [1, 3]);
        });
    }
}

/// A label that the generation's share was not evaluated at, though it is of the generation.
fn input_of_generation_sharing() -> KeyLabel {
    KeyLabel { committee: 2, ..state() }
}

#[test]
fn true_foreign_and_outdated_partials_are_no_evidence() {
    network(|| {
        let outdated = granted(2, state());
        assert_ok!(say(1, Statement::ShareLost { ceremony: outdated.ceremony }));
        settle();
        events();
        let cases = [
            vec![],
            vec![granted(2, state()), granted(2, input())],
            // Of a sharing that was handed on since: the chain does not know its shares any more.
            vec![outdated],
            // Of another network, where ceremonies have the same numbers.
            vec![changed(granted(2, state()), |other| other.label.genesis = H256([9; 32]))],
            // The named ceremony shares another secret than the label says.
            vec![changed(granted(2, state()), |other| other.ceremony = sharing(EPOCH).ceremony)],
            vec![changed(granted(2, input()), |other| other.label.purpose = Purpose::Input { epoch: 7 })],
        ];
        for partials in cases {
            assert_noop!(accuse(&grant(2, partials)), Error::<Test>::NotFalse);
        }
        assert_eq!(events(), []);
    });
}

#[test]
fn nobody_is_blamed_for_what_it_did_not_sign() {
    network(|| {
        let mut forged = grant(2, vec![granted(3, state())]);
        forged.keeper = worker(1);
        assert_noop!(accuse(&forged), Error::<Test>::BadSignature);
        let mut replaced = grant(2, vec![granted(2, state())]);
        replaced.partials[0].partial.proof.0 = [7; 32];
        assert_noop!(accuse(&replaced), Error::<Test>::BadSignature);
    });
}

#[test]
fn who_has_nothing_at_stake_is_not_judged() {
    network(|| {
        let false_grant = grant(9, vec![granted(2, state())]);
        assert_noop!(accuse(&false_grant), Error::<Test>::NothingAtStake);
    });
}

#[test]
fn evidence_reaches_those_who_left_while_their_bond_is_held() {
    network(|| {
        assert_ok!(resign(2));
        finish_block();
        conclude(GENERATION);
        finish_block();
        assert_eq!((members(), holders(EPOCH)), (vec![1, 3], vec![1, 2, 3]));
        events();
        let lie = changed(granted(2, input()), |lie| lie.partial.proof.0 = [7; 32]);
        assert_ok!(accuse(&grant(2, vec![lie])));
        assert_eq!(events()[0], Event::Slashed { worker: worker(2), amount: BondAmount::get() });
        assert_eq!(Bonds::<Test>::get(worker(2)), None);
    });
}

#[test]
fn statements_for_others_are_refused() {
    network(|| {
        assert_noop!(say(1, Statement::Lease([0; 32])), Error::<Test>::NotAGatekeeperStatement);
        let weight = |statement| Gatekeepers::statement_weight(&statement);
        assert_eq!(weight(Statement::Lease([0; 32])), Weight::zero());
        assert_ne!(weight(Statement::FalseGrant(grant(1, vec![]))), Weight::zero());
    });
}
