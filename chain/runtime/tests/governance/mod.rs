//! Governance in the real runtime: referenda, votes, the treasury and the technical committee, with the short periods of
//! development networks.

mod referenda;
mod technical;
mod treasury;
mod voting;

use crate::chain::{account, signed, Chain};
use adyton_runtime::{
    config::governance::origins::Origin, AccountId, Balance, Balances, BlockNumber, OriginCaller, Runtime,
    RuntimeCall, RuntimeEvent, System, PHA,
};
use codec::Encode;
use frame_support::{
    traits::{fungible::Inspect, schedule::DispatchTime, Bounded, UnfilteredDispatchable},
    BoundedVec,
};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_referenda::{ReferendumIndex, ReferendumInfoFor, ReferendumInfoOf};
use sp_keyring::Sr25519Keyring::{self, Alice, AliceStash, Bob, BobStash, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{traits::BlakeTwo256, DispatchResult};

/// Half of those who have PHA on a development network; with them every referendum passes in the end.
const VOTERS: [Sr25519Keyring; 7] = [Bob, Charlie, Dave, Eve, Ferdie, AliceStash, BobStash];
/// Longer than a referendum takes on a development network.
const PATIENCE: BlockNumber = 100;

type Info = ReferendumInfoOf<Runtime, ()>;

fn root() -> OriginCaller {
    frame_system::RawOrigin::Root.into()
}

fn named(origin: Origin) -> OriginCaller {
    OriginCaller::Origins(origin)
}

/// Runs a call as a transaction of a block would, with its outcome.
fn attempt(
    chain: &mut Chain,
    origin: adyton_runtime::RuntimeOrigin,
    call: impl Into<RuntimeCall>,
) -> DispatchResult {
    let call = call.into();
    chain.block(|| call.dispatch_bypass_filter(origin).map(drop).map_err(|refused| refused.error))
}

/// A proposal's call: within the referendum when it is short, else as a preimage.
fn stored(chain: &mut Chain, call: RuntimeCall) -> Bounded<RuntimeCall, BlakeTwo256> {
    let bytes = call.encode();
    if let Ok(short) = BoundedVec::try_from(bytes.clone()) {
        return Bounded::Inline(short);
    }
    let lookup = Bounded::Lookup { hash: sp_io::hashing::blake2_256(&bytes).into(), len: bytes.len() as u32 };
    chain.call(signed(Alice), pallet_preimage::Call::note_preimage { bytes });
    lookup
}

/// Alice proposes a call and pays the deposits. Returns the referendum's number.
fn propose(chain: &mut Chain, origin: OriginCaller, call: impl Into<RuntimeCall>) -> ReferendumIndex {
    let proposal = stored(chain, call.into());
    let index = chain.state(pallet_referenda::ReferendumCount::<Runtime>::get);
    let submit = pallet_referenda::Call::submit {
        proposal_origin: Box::new(origin),
        proposal,
        enactment_moment: DispatchTime::After(0),
    };
    chain.call(signed(Alice), submit);
    chain.call(signed(Alice), pallet_referenda::Call::place_decision_deposit { index });
    index
}

fn aye(balance: Balance, conviction: Conviction) -> AccountVote<Balance> {
    AccountVote::Standard { vote: Vote { aye: true, conviction }, balance }
}

fn vote(
    chain: &mut Chain,
    who: Sr25519Keyring,
    poll_index: ReferendumIndex,
    vote: AccountVote<Balance>,
) -> DispatchResult {
    attempt(chain, signed(who), pallet_conviction_voting::Call::vote { poll_index, vote })
}

/// Half of all PHA votes for a referendum, in one block.
fn support(chain: &mut Chain, poll_index: ReferendumIndex) {
    chain.block(|| {
        for voter in VOTERS {
            let vote = aye(900_000 * PHA, Conviction::Locked1x);
            let call = RuntimeCall::from(pallet_conviction_voting::Call::vote { poll_index, vote });
            call.dispatch_bypass_filter(signed(voter)).unwrap();
        }
    });
}

/// What the call that was enacted in the newest block came to.
fn enacted(chain: &mut Chain) -> Option<DispatchResult> {
    let events = chain.state(System::events);
    events.into_iter().find_map(|record| match record.event {
        RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { id: Some(_), result, .. }) => {
            Some(result)
        }
        _ => None,
    })
}

/// Waits until a call is enacted, and returns what it came to.
fn await_enactment(chain: &mut Chain) -> DispatchResult {
    for _ in 0..PATIENCE {
        chain.advance();
        if let Some(result) = enacted(chain) {
            return result;
        }
    }
    panic!("nothing was enacted");
}

/// Takes a proposal through a referendum that passes, and returns what its call came to.
fn pass(chain: &mut Chain, origin: OriginCaller, call: impl Into<RuntimeCall>) -> DispatchResult {
    let index = propose(chain, origin, call);
    support(chain, index);
    await_enactment(chain)
}

fn info(chain: &mut Chain, index: ReferendumIndex) -> Info {
    chain.state(|| ReferendumInfoFor::<Runtime>::get(index)).unwrap()
}

fn tally(chain: &mut Chain, index: ReferendumIndex) -> pallet_conviction_voting::TallyOf<Runtime> {
    match info(chain, index) {
        Info::Ongoing(status) => status.tally,
        other => panic!("decided already: {other:?}"),
    }
}

fn free(chain: &mut Chain, who: &AccountId) -> Balance {
    chain.state(|| <Balances as Inspect<AccountId>>::balance(who))
}

/// What somebody could send away.
fn spendable(chain: &mut Chain, who: Sr25519Keyring) -> Balance {
    use frame_support::traits::tokens::{Fortitude::Polite, Preservation::Expendable};
    chain.state(|| Balances::reducible_balance(&account(who), Expendable, Polite))
}
