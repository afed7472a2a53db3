//! The technical committee: what it can do at once, and what it cannot do at all.

use super::*;
use adyton_runtime::{config::governance::TechnicalInstance, TechnicalCommittee};
use frame_support::{assert_ok, dispatch::GetDispatchInfo, traits::Get};
use messages::registration::{Measurement, TeeKind};
use sp_runtime::{traits::Hash, DispatchError};

type Motion = pallet_collective::Call<Runtime, TechnicalInstance>;
type MotionEvent = pallet_collective::Event<Runtime, TechnicalInstance>;

/// What the last motion's call came to.
fn executed(chain: &mut Chain) -> Option<DispatchResult> {
    chain.state(System::events).into_iter().find_map(|record| match record.event {
        RuntimeEvent::TechnicalCommittee(
            MotionEvent::Executed { result, .. } | MotionEvent::MemberExecuted { result, .. },
        ) => Some(result),
        _ => None,
    })
}

/// Has members agree on a call, and anybody close the vote.
fn motion(chain: &mut Chain, members: &[Sr25519Keyring], call: impl Into<RuntimeCall>) -> DispatchResult {
    let proposal = call.into();
    let weight = proposal.get_dispatch_info().call_weight;
    let (length_bound, hash) = (proposal.encode().len() as u32, BlakeTwo256::hash_of(&proposal));
    let threshold = members.len() as u32;
    let index = chain.state(pallet_collective::ProposalCount::<Runtime, TechnicalInstance>::get);
    chain.call(signed(members[0]), Motion::propose { threshold, proposal: Box::new(proposal), length_bound });
    if threshold > 1 {
        for member in members {
            chain.call(signed(*member), Motion::vote { proposal: hash, index, approve: true });
        }
        let close = Motion::close { proposal_hash: hash, index, proposal_weight_bound: weight, length_bound };
        chain.call(signed(Eve), close);
    }
    executed(chain).expect("the motion was carried out")
}

fn set_frozen(frozen: bool) -> pallet_registry::Call<Runtime> {
    pallet_registry::Call::set_frozen { frozen }
}

fn is_frozen(chain: &mut Chain) -> bool {
    chain.state(pallet_registry::Frozen::<Runtime>::get)
}

#[test]
fn two_thirds_freeze_registrations_and_deny_a_measurement_at_once() {
    let chain = &mut Chain::new("development");
    assert_ok!(motion(chain, &[Alice, Bob], set_frozen(true)));
    assert!(is_frozen(chain));
    let measurement = attestation::development::MEASUREMENT;
    assert_ok!(motion(chain, &[Bob, Charlie], pallet_registry::Call::deny_measurement { measurement }));
    let policy = chain.state(pallet_registry::Policy::<Runtime>::get);
    assert!(policy.measurements.iter().all(|allowed| allowed.measurement != measurement));
}

#[test]
fn fewer_than_two_thirds_do_nothing() {
    let chain = &mut Chain::new("development");
    assert_eq!(motion(chain, &[Alice], set_frozen(true)), Err(DispatchError::BadOrigin));
    assert!(!is_frozen(chain));
    let proposal = Box::new(set_frozen(true).into());
    let outsider =
        attempt(chain, signed(Dave), Motion::propose { threshold: 2, proposal, length_bound: 100 });
    assert_eq!(outsider, Err(pallet_collective::Error::<Runtime, TechnicalInstance>::NotMember.into()));
}

#[test]
fn members_who_keep_silent_have_not_agreed() {
    let chain = &mut Chain::new("development");
    let proposal: RuntimeCall = set_frozen(true).into();
    let (length_bound, proposal_hash) = (proposal.encode().len() as u32, BlakeTwo256::hash_of(&proposal));
    let proposal_weight_bound = proposal.get_dispatch_info().call_weight;
    chain.call(signed(Alice), Motion::propose { threshold: 2, proposal: Box::new(proposal), length_bound });
    chain.call(signed(Alice), Motion::vote { proposal: proposal_hash, index: 0, approve: true });
    for _ in 0..chain.state(<Runtime as pallet_collective::Config<TechnicalInstance>>::MotionDuration::get) {
        chain.advance();
    }
    chain.call(signed(Eve), Motion::close { proposal_hash, index: 0, proposal_weight_bound, length_bound });
    assert!(!is_frozen(chain));
}

#[test]
fn even_all_of_the_committee_admit_nobody() {
    let chain = &mut Chain::new("development");
    let all = [Alice, Bob, Charlie];
    assert_ok!(motion(chain, &all, set_frozen(true)));
    assert_eq!(motion(chain, &all, set_frozen(false)), Err(DispatchError::BadOrigin));
    let allow = pallet_registry::Call::allow_measurement {
        kind: TeeKind::Tdx,
        measurement: Measurement([9; 32]),
        version: Default::default(),
    };
    assert_eq!(motion(chain, &all, allow), Err(DispatchError::BadOrigin));
    let rules = chain.state(|| pallet_computation::RulesInForce::<Runtime>::get().rules());
    let set_rules = pallet_computation::Call::set_rules { rules };
    assert_eq!(motion(chain, &all, set_rules), Err(DispatchError::BadOrigin));
}

#[test]
fn what_the_committee_whitelists_is_decided_on_the_short_track() {
    let chain = &mut Chain::new("development");
    assert_ok!(motion(chain, &[Alice, Bob], set_frozen(true)));
    let thaw: RuntimeCall = set_frozen(false).into();
    let whitelist = pallet_whitelist::Call::whitelist_call { call_hash: BlakeTwo256::hash_of(&thaw) };
    assert_ok!(motion(chain, &[Alice, Charlie], whitelist));
    let dispatch = pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(thaw) };
    assert_ok!(pass(chain, named(Origin::WhitelistedCaller), dispatch));
    assert!(!is_frozen(chain));
}

#[test]
fn what_is_not_whitelisted_waits_for_it() {
    let chain = &mut Chain::new("development");
    let freeze: RuntimeCall = set_frozen(true).into();
    let dispatch =
        || pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(freeze.clone()) };
    assert_ok!(pass(chain, named(Origin::WhitelistedCaller), dispatch()));
    assert!(!is_frozen(chain));
    assert!(attempt(chain, signed(Eve), dispatch()).is_err());
    let whitelist = pallet_whitelist::Call::whitelist_call { call_hash: BlakeTwo256::hash_of(&freeze) };
    assert_ok!(motion(chain, &[Alice, Bob], whitelist));
    assert_ok!(attempt(chain, signed(Eve), dispatch()));
    assert!(is_frozen(chain));
}

#[test]
fn a_referendum_of_root_appoints_the_committee() {
    let chain = &mut Chain::new("development");
    let new = vec![account(Dave), account(Eve)];
    let appoint = Motion::set_members { new_members: new.clone(), prime: None, old_count: 3 };
    assert_ok!(pass(chain, root(), appoint));
    assert_eq!(chain.state(pallet_collective::Members::<Runtime, TechnicalInstance>::get), new);
    assert!(!chain.state(|| TechnicalCommittee::is_member(&account(Alice))));
}
