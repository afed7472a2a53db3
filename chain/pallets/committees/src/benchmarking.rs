//! Benchmarks: every call, every statement, and both ends of a visit, each with the largest committee.

use super::*;
use crate::pallet::Committees as CommitteeMap;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{Inspect, Mutate},
        EnsureOrigin, Get,
    },
    BoundedVec,
};
use frame_system::RawOrigin;
use messages::{
    commit::{Commit, Effect},
    committee::{Program, ProgramKind},
    ids::*,
    keys::InputKey,
    limits::*,
    worker::Statement,
    H160, H256,
};

const EVM: Program = Program { kind: ProgramKind::Evm, version: 1 };
const EPOCH_LENGTH: BlockNumber = 10;
/// A majority of [`MAX_MEMBERS`].
const THRESHOLD: u16 = MAX_MEMBERS as u16 / 2 + 1;

fn worker(number: u32) -> WorkerId {
    WorkerId(H256::from_low_u64_be(number.into()).0)
}

fn rich_account<T: Config>() -> AccountId {
    let who: AccountId = whitelisted_caller();
    let ample = T::MinDeposit::get().saturating_add(T::Currency::minimum_balance()).saturating_mul(100);
    T::Currency::set_balance(&who, ample);
    who
}

/// An empty committee, owned by the caller of benchmarks.
fn empty_committee<T: Config>() -> Result<CommitteeId, BenchmarkError> {
    frame_system::Pallet::<T>::set_block_number(EPOCH_LENGTH.into());
    let id = NextCommitteeId::<T>::get();
    Pallet::<T>::do_create(rich_account::<T>(), EVM, THRESHOLD, EPOCH_LENGTH)?;
    Ok(id)
}

/// A committee of `members` live workers, operated by the caller of benchmarks.
fn committee_of<T: Config>(members: u32) -> Result<CommitteeId, BenchmarkError> {
    let id = empty_committee::<T>()?;
    let operator: AccountId = whitelisted_caller();
    let workers: Vec<WorkerId> = (1..=members).map(worker).collect();
    workers.iter().for_each(|worker| T::Workers::make_live(worker, &operator));
    let attendance = workers.iter().map(|worker| Attendance::new(*worker, 0)).collect();
    Attendances::<T>::insert(id, AttendanceList::truncate_from(attendance));
    CommitteeMap::<T>::mutate_extant(id, |committee| {
        committee.members = BoundedVec::truncate_from(workers);
    });
    Ok(id)
}

/// A commit with the largest effects, of the dearest kind: pushes into another channel.
fn commit<T: Config>(id: CommitteeId, height: Height, effects: u32) -> Result<Commit, BenchmarkError> {
    let channel = NextCommitteeId::<T>::get().saturating_sub(1);
    let payload = BoundedVec::truncate_from(vec![7; MAX_EFFECT_PAYLOAD as usize]);
    let effect = Effect::Push { channel, payload };
    Ok(Commit {
        committee: id,
        height,
        parent: H256::zero(),
        upto_block: 1,
        upto_seq: 0,
        state_root: H256::zero(),
        effects: BoundedVec::truncate_from(vec![effect; effects as usize]),
    })
}

/// Every member votes for `hash` at `height`, or, from member `dissent` on, for something else.
fn vote_all<T: Config>(id: CommitteeId, height: Height, hash: H256, dissent: u32) {
    let said = |number| if number < dissent { hash } else { H256::repeat_byte(0xdd) };
    let votes = (1..=MAX_MEMBERS).map(|number| (worker(number), said(number))).collect();
    Votes::<T>::insert(id, height, Ballots::truncate_from(votes));
}

/// Every member but a losing minority agrees on a commit with `effects` effects; losers voted on everything pending.
fn ready_to_apply<T: Config>(effects: u32) -> Result<CommitteeId, BenchmarkError> {
    let id = committee_of::<T>(MAX_MEMBERS)?;
    empty_committee::<T>()?;
    let commit = commit::<T>(id, 1, effects)?;
    let hash = crypto::hash::commit_hash(&commit);
    for height in 1..=MAX_PENDING_COMMITS.into() {
        vote_all::<T>(id, height, hash, u32::from(THRESHOLD) + 1);
    }
    Bodies::<T>::insert(id, (1, hash), commit);
    Ok(id)
}

/// A committee whose channel has work, and which has voted for all it may.
fn with_pending_votes<T: Config>() -> Result<CommitteeId, BenchmarkError> {
    let id = committee_of::<T>(MAX_MEMBERS)?;
    for height in 1..=MAX_PENDING_COMMITS.into() {
        vote_all::<T>(id, height, H256::repeat_byte(height as u8), MAX_MEMBERS + 1);
    }
    Ok(id)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create() -> Result<(), BenchmarkError> {
        let origin = T::CreateOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let owner = rich_account::<T>();
        let id = NextCommitteeId::<T>::get();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, owner, EVM, THRESHOLD, EPOCH_LENGTH);

        assert!(CommitteeMap::<T>::contains_key(id));
        Ok(())
    }

    #[benchmark]
    fn invite() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        let others = (100..99 + MAX_MEMBERS).map(worker).collect();
        Invitations::<T>::insert(id, WorkerList::truncate_from(others));

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, worker(99));

        assert!(Invitations::<T>::get(id).contains(&worker(99)));
        Ok(())
    }

    #[benchmark]
    fn withdraw_invitation() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        let others = (100..100 + MAX_MEMBERS).map(worker).collect();
        Invitations::<T>::insert(id, WorkerList::truncate_from(others));

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, worker(100));

        assert!(!Invitations::<T>::get(id).contains(&worker(100)));
        Ok(())
    }

    #[benchmark]
    fn join() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS - 1)?;
        T::Workers::make_live(&worker(MAX_MEMBERS), &whitelisted_caller());
        Invitations::<T>::insert(id, WorkerList::truncate_from(vec![worker(MAX_MEMBERS)]));

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, worker(MAX_MEMBERS));

        assert_eq!(Attendances::<T>::get(id).len() as u32, MAX_MEMBERS);
        Ok(())
    }

    #[benchmark]
    fn leave() -> Result<(), BenchmarkError> {
        let id = with_pending_votes::<T>()?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, worker(1));

        assert_eq!(Attendances::<T>::get(id).len() as u32, MAX_MEMBERS - 1);
        Ok(())
    }

    #[benchmark]
    fn evict() -> Result<(), BenchmarkError> {
        let id = with_pending_votes::<T>()?;
        Attendances::<T>::mutate(id, |list| list.iter_mut().for_each(|a| a.owing_since = Some(0)));
        let late = T::SilenceLimit::get().saturating_add(1);
        frame_system::Pallet::<T>::set_block_number(late.into());
        let anybody: AccountId = account("anybody", 0, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(anybody), id, worker(1));

        assert_eq!(Attendances::<T>::get(id).len() as u32, MAX_MEMBERS - 1);
        Ok(())
    }

    #[benchmark]
    fn set_threshold() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, THRESHOLD + 1);

        assert!(CommitteeMap::<T>::get(id).is_some_and(|c| c.threshold == THRESHOLD + 1));
        Ok(())
    }

    #[benchmark]
    fn set_program_version() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, 2);

        assert!(CommitteeMap::<T>::get(id).is_some_and(|c| c.program.version == 2));
        Ok(())
    }

    #[benchmark]
    fn submit_body(e: Linear<0, MAX_EFFECTS>) -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        let commit = commit::<T>(id, 1, e)?;
        let hash = crypto::hash::commit_hash(&commit);
        vote_all::<T>(id, 1, hash, MAX_MEMBERS + 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), commit);

        assert!(Bodies::<T>::contains_key(id, (1, hash)));
        Ok(())
    }

    #[benchmark]
    fn deposit() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        let payer = rich_account::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(payer), id, H160::zero(), T::MinDeposit::get());

        assert!(T::Currency::balance(&Pallet::<T>::escrow_account(id)) > T::MinDeposit::get());
        Ok(())
    }

    #[benchmark]
    fn advance(e: Linear<0, MAX_EFFECTS>) -> Result<(), BenchmarkError> {
        let id = ready_to_apply::<T>(e)?;
        let keys = (1..=MAX_MEMBERS).map(|number| (worker(number), [1; 32])).collect();
        InputKeyBallots::<T>::insert(id, Ballots::truncate_from(keys));

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id);

        assert!(CommitteeMap::<T>::get(id).is_some_and(|c| c.commit.height == 1 && c.epoch == 1));
        Ok(())
    }

    /// Looks at a committee in which nothing can be applied: the body is missing, the epoch is not agreed on.
    #[benchmark]
    fn visit() -> Result<(), BenchmarkError> {
        let id = with_pending_votes::<T>()?;
        let keys = (1..=MAX_MEMBERS).map(|number| (worker(number), [number as u8; 32])).collect();
        InputKeyBallots::<T>::insert(id, Ballots::truncate_from(keys));
        let done;

        #[block]
        {
            done = Pallet::<T>::advance_once(id);
        }

        assert_eq!(done, Advance::default());
        Ok(())
    }

    #[benchmark]
    fn votes(v: Linear<1, MAX_PENDING_COMMITS>) -> Result<(), BenchmarkError> {
        let id = with_pending_votes::<T>()?;
        let voter = worker(MAX_MEMBERS);
        Pallet::<T>::void_pending_votes(id, 0, &[voter]);
        let commits = BoundedVec::truncate_from(vec![H256::repeat_byte(1); v as usize]);
        let statement = Statement::Votes { committee: id, first_height: 1, commits };

        #[block]
        {
            Pallet::<T>::handle_statement(voter, statement)?;
        }

        assert_eq!(Votes::<T>::get(id, 1).len() as u32, MAX_MEMBERS);
        Ok(())
    }

    #[benchmark]
    fn input_key() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        let others = (1..MAX_MEMBERS).map(|number| (worker(number), [1; 32])).collect();
        InputKeyBallots::<T>::insert(id, Ballots::truncate_from(others));
        let key = InputKey { committee: id, epoch: 1, key_version: 1, public: [1; 32] };

        #[block]
        {
            Pallet::<T>::handle_statement(worker(MAX_MEMBERS), Statement::InputKey(key))?;
        }

        assert_eq!(InputKeyBallots::<T>::get(id).len() as u32, MAX_MEMBERS);
        Ok(())
    }

    #[benchmark]
    fn keeper_share() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        let keepers = CommitteeMap::<T>::get(id).ok_or("the committee exists")?;
        CommitteeMap::<T>::insert(KEEPER_COMMITTEE, keepers);
        KeeperKeys::<T>::kill();
        let said = KeeperShare { group: [1; 32], share: [2; 32] };
        let others = (1..MAX_MEMBERS).map(|number| (worker(number), said)).collect();
        KeeperShares::<T>::put(Ballots::truncate_from(others));
        let statement = Statement::KeeperShare { group: said.group, share: said.share };

        #[block]
        {
            Pallet::<T>::handle_statement(worker(MAX_MEMBERS), statement)?;
        }

        assert!(KeeperKeys::<T>::get().is_some_and(|keys| keys.shares.len() as u32 == MAX_MEMBERS));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
