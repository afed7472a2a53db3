//! What the treasury gets, and who spends it.

use super::*;
use adyton_runtime::{
    config::governance::TreasuryAccount, Executive, SignedPayload, TxExtension, UncheckedExtrinsic,
};
use frame_support::{assert_ok, traits::Get};
use pallet_bounties::BountyStatus;
use sp_runtime::{generic::Era, MultiAddress, Perbill};

/// An account that has nothing yet.
const BUILDER: AccountId = AccountId::new([0xb1; 32]);

fn spend(pha: Balance) -> pallet_treasury::Call<Runtime> {
    pallet_treasury::Call::spend {
        asset_kind: Box::new(()),
        amount: pha * PHA,
        beneficiary: Box::new(MultiAddress::Id(BUILDER)),
        valid_from: None,
    }
}

#[test]
fn an_approved_spend_is_paid_to_its_beneficiary() {
    let chain = &mut Chain::new("development");
    assert_ok!(pass(chain, named(Origin::SmallSpender), spend(10_000)));
    let before = free(chain, &TreasuryAccount::get());
    assert_ok!(attempt(chain, signed(Eve), pallet_treasury::Call::payout { index: 0 }));
    assert_eq!(free(chain, &BUILDER), 10_000 * PHA);
    assert_eq!(before - free(chain, &TreasuryAccount::get()), 10_000 * PHA);
    let again = attempt(chain, signed(Eve), pallet_treasury::Call::payout { index: 0 });
    assert_eq!(again, Err(pallet_treasury::Error::<Runtime>::AlreadyAttempted.into()));
}

#[test]
fn spenders_have_limits_that_a_batch_does_not_widen() {
    let chain = &mut Chain::new("development");
    let refused = Err(pallet_treasury::Error::<Runtime>::InsufficientPermission.into());
    assert_eq!(pass(chain, named(Origin::SmallSpender), spend(10_001)), refused);
    assert_eq!(pass(chain, named(Origin::BigSpender), spend(1_000_001)), refused);
    let calls = vec![spend(6_000).into(), spend(6_000).into()];
    let batch = pallet_utility::Call::batch_all { calls };
    assert_eq!(pass(chain, named(Origin::SmallSpender), batch), refused);
    assert_ok!(pass(chain, named(Origin::BigSpender), spend(10_001)));
}

#[test]
fn a_referendum_approves_no_more_than_five_bounties() {
    let chain = &mut Chain::new("development");
    for _ in 0..6 {
        let propose = pallet_bounties::Call::propose_bounty { value: 10_000 * PHA, description: vec![] };
        chain.call(signed(Bob), propose);
    }
    let approve = |bounty_id: u32| pallet_bounties::Call::<Runtime>::approve_bounty { bounty_id };
    let all = |number| pallet_utility::Call::batch_all {
        calls: (0..number).map(|id| approve(id).into()).collect(),
    };
    let refused = pass(chain, named(Origin::SmallSpender), all(6));
    assert_eq!(refused, Err(pallet_bounties::Error::<Runtime>::TooManyQueued.into()));
    assert_ok!(pass(chain, named(Origin::SmallSpender), all(5)));
}

#[test]
fn an_approved_bounty_is_funded() {
    let chain = &mut Chain::new("development");
    let description = b"audit of the executor".to_vec();
    chain.call(signed(Bob), pallet_bounties::Call::propose_bounty { value: 5_000 * PHA, description });
    assert_ok!(pass(
        chain,
        named(Origin::SmallSpender),
        pallet_bounties::Call::approve_bounty { bounty_id: 0 }
    ));
    for _ in 0..PATIENCE {
        chain.advance();
    }
    let bounty = chain.state(|| pallet_bounties::Bounties::<Runtime>::get(0)).unwrap();
    assert_eq!(bounty.get_status(), BountyStatus::Funded);
    let fund = chain.state(|| adyton_runtime::Bounties::bounty_account_id(0));
    assert_eq!(free(chain, &fund), 5_000 * PHA);
}

/// A transaction of Bob's, his first, with a tip.
fn transaction(call: RuntimeCall, tip: Balance) -> UncheckedExtrinsic {
    let extension: TxExtension = (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(0),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(tip),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
    );
    let payload = SignedPayload::new(call.clone(), extension.clone()).unwrap();
    let signature = payload.using_encoded(|payload| Bob.sign(payload));
    UncheckedExtrinsic::new_signed(call, MultiAddress::Id(account(Bob)), signature.into(), extension)
}

#[test]
fn a_fifth_of_fees_is_the_treasurys_and_the_rest_with_the_tip_the_authors() {
    let chain = &mut Chain::new("development");
    let (treasury, author) = (TreasuryAccount::get(), account(Alice));
    let before = (free(chain, &treasury), free(chain, &author), free(chain, &account(Bob)));
    let tip = 7 * PHA;
    chain.block(|| {
        let call = frame_system::Call::remark { remark: vec![1; 1_000] }.into();
        Executive::apply_extrinsic(transaction(call, tip)).unwrap().unwrap();
    });
    let fee = before.2 - free(chain, &account(Bob)) - tip;
    let part = Perbill::from_percent(20) * fee;
    assert!(part > 0);
    assert_eq!(free(chain, &treasury) - before.0, part);
    assert_eq!(free(chain, &author) - before.1, fee - part + tip);
}

#[test]
fn nothing_of_the_treasury_is_burnt() {
    let chain = &mut Chain::new("development");
    let before = free(chain, &TreasuryAccount::get());
    for _ in 0..3 * chain.state(<Runtime as pallet_treasury::Config>::SpendPeriod::get) {
        chain.advance();
    }
    assert!(free(chain, &TreasuryAccount::get()) >= before);
}

#[test]
fn vesting_pha_votes_and_becomes_free_block_by_block() {
    let chain = &mut Chain::new("development");
    let start = chain.height() + 2;
    let schedule = pallet_vesting::VestingInfo::new(1_000 * PHA, 100 * PHA, start);
    let target = MultiAddress::Id(account(Eve));
    let had = spendable(chain, Eve);
    chain.call(signed(Alice), pallet_vesting::Call::vested_transfer { target, schedule });
    assert_eq!(spendable(chain, Eve), had);

    let index = propose(chain, root(), frame_system::Call::remark { remark: Vec::new() });
    assert_ok!(vote(chain, Eve, index, aye(had + 1_000 * PHA, Conviction::None)));
    chain.call(signed(Eve), pallet_conviction_voting::Call::remove_vote { class: None, index });
    let unlock = pallet_conviction_voting::Call::unlock { class: 0, target: MultiAddress::Id(account(Eve)) };
    chain.call(signed(Eve), unlock);

    while chain.height() < start + 10 {
        chain.advance();
    }
    chain.call(signed(Eve), pallet_vesting::Call::vest {});
    assert_eq!(spendable(chain, Eve), had + 1_000 * PHA);
}
