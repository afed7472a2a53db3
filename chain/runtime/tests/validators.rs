//! The validator set changes when governance says so, and GRANDPA's authority sets with it.

use crate::chain::{account, signed, Chain};
use adyton_runtime::{
    Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Session, SessionKeys, System, Validators,
};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use messages::abi;
use pallet_validators::{Error, Event};
use sp_consensus_grandpa::{AuthorityList, ConsensusLog, GRANDPA_ENGINE_ID};
use sp_keyring::{
    Ed25519Keyring,
    Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
};
use sp_runtime::{traits::Header as _, DigestItem, DispatchError};

fn set(validators: &[Sr25519Keyring]) -> pallet_validators::Call<Runtime> {
    let validators = BoundedVec::truncate_from(validators.iter().map(|who| account(*who)).collect());
    pallet_validators::Call::set_validators { validators }
}

fn authorities(chain: &mut Chain) -> Vec<[u8; 32]> {
    let list = chain.raw(&abi::grandpa_authorities()).unwrap();
    let list = Vec::<([u8; 32], u64)>::decode(&mut &list[..]).unwrap();
    list.into_iter().map(|(authority, _)| authority).collect()
}

fn set_id(chain: &mut Chain) -> u64 {
    u64::decode(&mut &chain.raw(&abi::grandpa_set_id()).unwrap()[..]).unwrap()
}

/// The change that a block announces, if it does.
fn announced(chain: &Chain) -> Option<AuthorityList> {
    let logs = chain.head().digest().logs();
    let mut changes = logs.iter().filter_map(|log| match log {
        DigestItem::Consensus(GRANDPA_ENGINE_ID, bytes) => ConsensusLog::<u32>::decode(&mut &bytes[..]).ok(),
        _ => None,
    });
    match changes.next() {
        Some(ConsensusLog::ScheduledChange(change)) if change.delay == 0 => Some(change.next_authorities),
        None => None,
        Some(other) => panic!("light clients refuse {other:?}"),
    }
}

#[test]
fn a_change_is_announced_two_blocks_later_and_recorded_as_the_sets_end() {
    let mut chain = Chain::new("local");
    let all = [Ed25519Keyring::Alice, Ed25519Keyring::Bob, Ed25519Keyring::Charlie].map(|who| who.public().0);
    assert_eq!(authorities(&mut chain), all);

    chain.call(RuntimeOrigin::root(), set(&[Alice, Charlie]));
    assert_eq!((announced(&chain), set_id(&mut chain)), (None, 0));
    chain.advance();
    assert_eq!((announced(&chain), set_id(&mut chain)), (None, 0));
    chain.advance();
    assert_eq!(announced(&chain).map(|next| next.len()), Some(2));
    assert_eq!(set_id(&mut chain), 1);
    assert_eq!(authorities(&mut chain), [all[0], all[2]]);
    assert_eq!(chain.raw(&abi::set_end(0)), Some(chain.height().encode()));

    chain.advance();
    assert_eq!((announced(&chain), set_id(&mut chain)), (None, 1), "one change, one set");
}

#[test]
fn every_change_is_a_set_of_its_own() {
    let mut chain = Chain::new("local");
    for number in 1..=4 {
        chain.call(RuntimeOrigin::root(), set(if number % 2 == 0 { &[Alice, Bob, Charlie] } else { &[Bob] }));
        chain.advance();
        chain.advance();
        assert_eq!(set_id(&mut chain), number);
    }
}

#[test]
fn sessions_alone_change_nothing() {
    let mut chain = Chain::new("development");
    (0..pallet_validators::DEFAULT_SESSION_BLOCKS + 2).for_each(|_| chain.advance());
    assert_eq!(chain.state(Session::current_index), 1);
    assert_eq!(set_id(&mut chain), 0);
}

#[test]
fn a_newcomer_registers_keys_first() {
    let mut chain = Chain::new("local");
    chain.block(|| {
        let newcomers = || BoundedVec::truncate_from(vec![account(Alice), account(Dave)]);
        assert_noop!(
            Validators::set_validators(RuntimeOrigin::root(), newcomers()),
            Error::<Runtime>::NoSessionKeys
        );
    });
    chain.state(|| {
        let keys = SessionKeys { aura: Dave.public().into(), grandpa: Ed25519Keyring::Dave.public().into() };
        pallet_session::NextKeys::<Runtime>::insert(account(Dave), keys);
    });
    chain.call(RuntimeOrigin::root(), set(&[Alice, Dave]));
    chain.advance();
    chain.advance();
    assert_eq!(authorities(&mut chain)[1], Ed25519Keyring::Dave.public().0);
}

#[test]
fn senseless_sets_and_strangers_are_refused() {
    let mut chain = Chain::new("local");
    let list =
        |who: &[Sr25519Keyring]| BoundedVec::truncate_from(who.iter().map(|who| account(*who)).collect());
    chain.block(|| {
        let root = RuntimeOrigin::root;
        assert_noop!(Validators::set_validators(root(), list(&[])), Error::<Runtime>::Empty);
        assert_noop!(Validators::set_validators(root(), list(&[Bob, Bob])), Error::<Runtime>::Duplicate);
        assert_noop!(Validators::set_validators(signed(Alice), list(&[Bob])), DispatchError::BadOrigin);
    });
}

#[test]
fn a_set_that_lost_its_keys_is_dropped() {
    let mut chain = Chain::new("local");
    chain.block(|| {
        assert_ok!(Validators::set_validators(
            RuntimeOrigin::root(),
            BoundedVec::truncate_from(vec![account(Bob)])
        ));
        assert_ok!(Session::purge_keys(signed(Bob)));
    });
    chain.advance();
    let dropped = RuntimeEvent::Validators(Event::ChangeDropped);
    assert!(chain.state(|| System::events().into_iter().any(|record| record.event == dropped)));
    assert_eq!(authorities(&mut chain).len(), 3, "the old set stays in force");
}

#[test]
fn sudo_holds_root_on_development_networks_only() {
    let call = || Box::new(RuntimeCall::Validators(set(&[Alice])));
    let mut development = Chain::new("development");
    development.call(signed(Alice), pallet_sudo::Call::sudo { call: call() });
    assert_eq!(development.state(pallet_sudo::Key::<Runtime>::get), Some(account(Alice)));
    assert_eq!(Chain::new("live").state(pallet_sudo::Key::<Runtime>::get), None);
}
