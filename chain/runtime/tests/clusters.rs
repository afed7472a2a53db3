//! Clusters' money in the real runtime: from the escrow and from deposits into the pot, by votes to the operators.

use crate::{
    chain::{account, signed, Chain},
    workers::{register, say},
};
use adyton_runtime::{config::EXISTENTIAL_DEPOSIT, Balances, Committees, Runtime, PHA};
use frame_support::{
    traits::{fungible::Inspect, Get},
    BoundedVec, PalletId,
};
use messages::{
    cluster::{pot_account, FEE_UNIT, POTS},
    commit::{Commit, Effect},
    ids::*,
    worker::Statement,
    H160, H256,
};
use pallet_clusters::{Call, Terms, INCOME_PARTS};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::traits::AccountIdConversion;

const CLUSTER: CommitteeId = 1;
const FEES: Balance = 300 * FEE_UNIT;

fn balance(chain: &mut Chain, who: &AccountId) -> Balance {
    chain.state(|| <Balances as Inspect<AccountId>>::balance(who))
}

fn earned(chain: &mut Chain) -> Balance {
    chain.state(|| pallet_clusters::Earned::<Runtime>::get(CLUSTER, account(Alice)))
}

/// The next commit of the cluster.
fn next_commit(chain: &mut Chain, effects: Vec<Effect>) -> Commit {
    let applied = chain.state(|| pallet_committees::Committees::<Runtime>::get(CLUSTER)).unwrap().commit;
    Commit {
        committee: CLUSTER,
        height: applied.height + 1,
        parent: applied.hash,
        upto_block: 1,
        upto_seq: applied.upto_seq,
        state_root: H256([1; 32]),
        generation: applied.generation,
        effects: effects.try_into().unwrap(),
    }
}

fn vote(chain: &mut Chain, number: u32, commit: &Commit) {
    let commits = BoundedVec::truncate_from(vec![crypto::hash::commit_hash(commit)]);
    say(chain, number, Statement::Votes { committee: CLUSTER, first_height: commit.height, commits });
}

/// Machines 1 and 2 agree on a commit, which is applied.
fn agree(chain: &mut Chain, effects: Vec<Effect>) -> Commit {
    let commit = next_commit(chain, effects);
    vote(chain, 1, &commit);
    vote(chain, 2, &commit);
    chain.call(signed(Bob), pallet_committees::Call::submit_body { commit: commit.clone() });
    let applied = chain.state(|| pallet_committees::Committees::<Runtime>::get(CLUSTER)).unwrap().commit;
    assert_eq!(applied.height, commit.height);
    commit
}

#[test]
fn chain_and_enclaves_name_the_same_pots() {
    for cluster in [0, 1, 0x0102_0304, CommitteeId::MAX] {
        let pot: AccountId = PalletId(POTS).into_sub_account_truncating(cluster);
        assert_eq!(pot, pot_account(cluster));
        assert_ne!(pot, Committees::escrow_account(cluster));
    }
}

#[test]
fn a_pay_out_of_fees_can_found_a_pot() {
    const { assert!(FEE_UNIT >= EXISTENTIAL_DEPOSIT) };
}

#[test]
fn fees_and_deposits_reach_the_operators_of_those_who_served() {
    let chain = &mut Chain::new("development");
    chain.advance();
    for number in 1..=3 {
        register(chain, number);
    }
    let deposit = pallet_committees::Call::deposit { committee: CLUSTER, to: H160::zero(), amount: 10 * PHA };
    chain.call(signed(Bob), deposit);
    let terms = Terms { reward: PHA, limit: 100 * PHA };
    chain.call(signed(Alice), Call::set_terms { cluster: CLUSTER, terms });
    chain.call(signed(Bob), Call::fund { cluster: CLUSTER, amount: 50 * PHA });

    let first = agree(chain, vec![Effect::PayOut { to: pot_account(CLUSTER), amount: FEES }]);
    assert_eq!(balance(chain, &pot_account(CLUSTER)), 50 * PHA + FEES);
    // The third member is slower; before the next commit is still in time.
    vote(chain, 3, &first);
    assert_eq!(earned(chain), 0);
    agree(chain, Vec::new());
    let share = PHA / 3 + FEES / INCOME_PARTS / 3;
    assert_eq!(earned(chain), 3 * share, "Alice operates all three");

    let before = balance(chain, &account(Alice));
    chain.call(signed(Bob), Call::claim { cluster: CLUSTER, operator: account(Alice) });
    assert_eq!(balance(chain, &account(Alice)), before + 3 * share);
}

#[test]
fn deposits_leave_after_a_week_and_on_development_networks_within_seconds() {
    let notice = || <Runtime as pallet_clusters::Config>::Notice::get();
    assert_eq!(Chain::new("development").state(notice), 20);
    assert_eq!(Chain::new("live").state(notice), 7 * 14_400);
}
