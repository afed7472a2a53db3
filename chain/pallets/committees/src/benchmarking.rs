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
    channel::{Payload, Sender},
    commit::{Commit, Effect},
    committee::{Program, ProgramKind},
    ids::*,
    keys::InputKey,
    limits::*,
    worker::Statement,
    H160, H256,
};

const EVM: Program = Program { kind: ProgramKind::Evm, version: 1 };
/// The gatekeepers' only epoch; there were as many before it as members can disagree on.
const EPOCH: Epoch = MAX_MEMBERS as Epoch + 1;
/// The gatekeepers' only generation; committees were created in the one before.
const GENERATION: Generation = 2;
/// A majority of [`MAX_MEMBERS`].
const THRESHOLD: u16 = MAX_MEMBERS as u16 / 2 + 1;
/// Old messages that the channels may prune with each push.
const PRUNES_PER_PUSH: u32 = 2;

/// Bytes that begin with a number: in its order.
fn numbered(number: u32) -> [u8; 32] {
    core::array::from_fn(|at| number.to_be_bytes().get(at).copied().unwrap_or_default())
}

fn worker(number: u32) -> WorkerId {
    WorkerId(numbered(number))
}

fn rich_account<T: Config>() -> AccountId {
    let who: AccountId = whitelisted_caller();
    let ample = T::MinDeposit::get().saturating_add(T::Currency::minimum_balance()).saturating_mul(100);
    T::Currency::set_balance(&who, ample);
    who
}

/// An empty committee, owned by the caller of benchmarks.
fn empty_committee<T: Config>() -> Result<CommitteeId, BenchmarkError> {
    T::Keepers::begin(1, 1);
    let id = NextCommitteeId::<T>::get();
    Pallet::<T>::do_create(rich_account::<T>(), EVM, THRESHOLD)?;
    T::Keepers::begin(GENERATION, EPOCH);
    Ok(id)
}

/// A committee of `members` live workers, operated by the caller of benchmarks.
fn committee_of<T: Config>(members: u32) -> Result<CommitteeId, BenchmarkError> {
    let id = empty_committee::<T>()?;
    let operator: AccountId = whitelisted_caller();
    let workers: Vec<WorkerId> = (1..=members).map(worker).collect();
    for worker in &workers {
        T::Workers::make_live(worker, &operator);
        Memberships::<T>::insert(worker, id);
    }
    let attendance = workers.iter().map(|worker| Attendance::new(*worker, 0)).collect();
    Attendances::<T>::insert(id, AttendanceList::truncate_from(attendance));
    CommitteeMap::<T>::mutate_extant(id, |committee| {
        committee.members = BoundedVec::truncate_from(workers);
    });
    Ok(id)
}

/// Fills a channel with the largest messages and goes on to a block in which each of the next `pushes` prunes all it may.
fn stale_messages<T: Config>(channel: ChannelId, pushes: u32) -> Result<(), BenchmarkError> {
    for _ in 0..pushes.saturating_mul(PRUNES_PER_PUSH) {
        let payload = Payload::truncate_from(vec![7; MAX_PAYLOAD as usize]);
        T::Channels::push(channel, Sender::Chain, payload, Tier::Notice)?;
    }
    T::Channels::acknowledge(channel, Seq::MAX);
    let later = Pallet::<T>::now().saturating_add(RETENTION_BLOCKS);
    frame_system::Pallet::<T>::set_block_number(later.into());
    Ok(())
}

/// A full committee whose next notice prunes.
fn full_committee<T: Config>() -> Result<CommitteeId, BenchmarkError> {
    let id = committee_of::<T>(MAX_MEMBERS)?;
    stale_messages::<T>(id, 1)?;
    Ok(id)
}

/// A first commit with the largest effects, of the dearest kind: each is a push into another channel.
fn commit(id: CommitteeId, effects: u32) -> Commit {
    let payload = BoundedVec::truncate_from(vec![7; MAX_EFFECT_PAYLOAD as usize]);
    let others = (id..).skip(1).take(effects as usize);
    let pushes = others.map(|channel| Effect::Push { channel, payload: payload.clone() }).collect();
    Commit {
        committee: id,
        height: 1,
        parent: H256::zero(),
        upto_block: 1,
        upto_seq: 0,
        state_root: H256::zero(),
        generation: GENERATION,
        effects: BoundedVec::truncate_from(pushes),
    }
}

/// Every member votes for `hash` at `height`; from member `dissent` on, each for something of its own.
fn vote_all<T: Config>(id: CommitteeId, height: Height, hash: H256, dissent: u32) {
    let said = |number: u32| if number < dissent { hash } else { H256(numbered(number)) };
    let votes = (1..=MAX_MEMBERS).map(|number| (worker(number), said(number))).collect();
    Votes::<T>::insert(id, height, Ballots::truncate_from(votes));
}

/// Every member but a losing minority agrees on a commit with `effects` effects; losers voted on everything pending.
fn agree<T: Config>(id: CommitteeId, effects: u32) {
    let commit = commit(id, effects);
    let hash = crypto::hash::commit_hash(&commit);
    for height in 1..=MAX_PENDING_COMMITS.into() {
        vote_all::<T>(id, height, hash, u32::from(THRESHOLD) + 1);
    }
    Bodies::<T>::insert(id, (1, hash), commit);
}

/// A committee that agrees on a commit with `effects` effects and on an epoch; every message that follows prunes.
fn ready_to_apply<T: Config>(effects: u32) -> Result<CommitteeId, BenchmarkError> {
    let id = committee_of::<T>(MAX_MEMBERS)?;
    stale_messages::<T>(id, 2)?;
    for _ in 0..effects {
        stale_messages::<T>(empty_committee::<T>()?, 1)?;
    }
    agree::<T>(id, effects);
    propose_keys::<T>(id, |_| 1);
    Ok(id)
}

/// What every member, by its number, says the next epoch's key is.
fn propose_keys<T: Config>(id: CommitteeId, said: impl Fn(u32) -> u8) {
    let key = |number| InputKey {
        committee: id,
        epoch: EPOCH,
        key_version: 1,
        public: [said(number); 32],
        call_data: [0; 32],
    };
    let keys = (1..=MAX_MEMBERS).map(|number| (worker(number), key(number))).collect();
    InputKeyBallots::<T>::insert(id, Ballots::truncate_from(keys));
}

/// Every member, by its number, says that an epoch is lost.
fn lose<T: Config>(id: CommitteeId, said: impl Fn(u32) -> Epoch) {
    CommitteeMap::<T>::mutate_extant(id, |committee| committee.epoch = EPOCH - 1);
    let epochs = (1..=MAX_MEMBERS).map(|number| (worker(number), said(number))).collect();
    LostEpochBallots::<T>::insert(id, Ballots::truncate_from(epochs));
}

/// A committee whose channel has work, and which has voted for all it may; its last member always for something else.
fn with_pending_votes<T: Config>() -> Result<CommitteeId, BenchmarkError> {
    let id = full_committee::<T>()?;
    for height in 1..=MAX_PENDING_COMMITS.into() {
        vote_all::<T>(id, height, H256::repeat_byte(0xaa), MAX_MEMBERS);
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
        _(origin as T::RuntimeOrigin, owner, EVM, THRESHOLD);

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
        stale_messages::<T>(id, 1)?;
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
        _(RawOrigin::Signed(whitelisted_caller()), id, worker(MAX_MEMBERS));

        assert_eq!(Attendances::<T>::get(id).len() as u32, MAX_MEMBERS - 1);
        Ok(())
    }

    #[benchmark]
    fn evict() -> Result<(), BenchmarkError> {
        let id = with_pending_votes::<T>()?;
        Attendances::<T>::mutate(id, |list| list.iter_mut().for_each(|a| a.owing_since = Some(0)));
        let late = Pallet::<T>::now().saturating_add(T::SilenceLimit::get());
        frame_system::Pallet::<T>::set_block_number(late.into());
        let anybody: AccountId = account("anybody", 0, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(anybody), id, worker(MAX_MEMBERS));

        assert_eq!(Attendances::<T>::get(id).len() as u32, MAX_MEMBERS - 1);
        Ok(())
    }

    #[benchmark]
    fn set_threshold() -> Result<(), BenchmarkError> {
        let id = full_committee::<T>()?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, THRESHOLD + 1);

        assert!(CommitteeMap::<T>::get(id).is_some_and(|c| c.threshold == THRESHOLD + 1));
        Ok(())
    }

    #[benchmark]
    fn set_program_version() -> Result<(), BenchmarkError> {
        let id = full_committee::<T>()?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id, 2);

        assert!(CommitteeMap::<T>::get(id).is_some_and(|c| c.program.version == 2));
        Ok(())
    }

    #[benchmark]
    fn submit_body(e: Linear<0, MAX_EFFECTS>) -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        let commit = commit(id, e);
        let hash = crypto::hash::commit_hash(&commit);
        vote_all::<T>(id, 1, hash, MAX_MEMBERS + 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), commit);

        assert!(Bodies::<T>::contains_key(id, (1, hash)));
        Ok(())
    }

    #[benchmark]
    fn deposit() -> Result<(), BenchmarkError> {
        let id = full_committee::<T>()?;
        let payer = rich_account::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(payer), id, H160::zero(), T::MinDeposit::get());

        assert!(T::Currency::balance(&Pallet::<T>::escrow_account(id)) > T::MinDeposit::get());
        Ok(())
    }

    /// `e`: effects. Without any there is one notice less.
    #[benchmark]
    fn advance(e: Linear<1, MAX_EFFECTS>) -> Result<(), BenchmarkError> {
        let id = ready_to_apply::<T>(e)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id);

        assert!(CommitteeMap::<T>::get(id).is_some_and(|c| c.commit.height == 1 && c.epoch == EPOCH));
        Ok(())
    }

    /// Looks at a committee in which nothing can be applied: the commit does not follow the last one, neither an epoch
    /// that begins nor one that is lost is agreed on.
    #[benchmark]
    fn visit() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        agree::<T>(id, MAX_EFFECTS);
        CommitteeMap::<T>::mutate_extant(id, |committee| committee.commit.hash = H256::repeat_byte(0xaa));
        propose_keys::<T>(id, |number| number as u8);
        lose::<T>(id, Epoch::from);
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
        let committee = CommitteeMap::<T>::get(id).ok_or(BenchmarkError::Weightless)?;
        Pallet::<T>::void_pending_votes(id, &committee, |worker| *worker == voter);
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
        propose_keys::<T>(id, |_| 1);
        let key =
            InputKey { committee: id, epoch: EPOCH, key_version: 1, public: [2; 32], call_data: [0; 32] };

        #[block]
        {
            Pallet::<T>::handle_statement(worker(MAX_MEMBERS), Statement::InputKey(key))?;
        }

        assert_eq!(InputKeyBallots::<T>::get(id).last(), Some(&(worker(MAX_MEMBERS), key)));
        Ok(())
    }

    #[benchmark]
    fn epoch_lost() -> Result<(), BenchmarkError> {
        let id = committee_of::<T>(MAX_MEMBERS)?;
        lose::<T>(id, Epoch::from);
        let statement = Statement::EpochLost { committee: id, epoch: 1 };

        #[block]
        {
            Pallet::<T>::handle_statement(worker(MAX_MEMBERS), statement)?;
        }

        assert_eq!(LostEpochBallots::<T>::get(id).last(), Some(&(worker(MAX_MEMBERS), 1)));
        Ok(())
    }

    /// Begins an epoch and gives up another one, while every member voted on something of its own.
    #[benchmark]
    fn lose_epochs() -> Result<(), BenchmarkError> {
        let id = full_committee::<T>()?;
        for height in 1..=MAX_PENDING_COMMITS.into() {
            vote_all::<T>(id, height, H256::zero(), 0);
        }
        propose_keys::<T>(id, |_| 1);
        lose::<T>(id, |_| 1);
        let done;

        #[block]
        {
            done = Pallet::<T>::advance_once(id);
        }

        assert_eq!(done, Advance { epoch: true, applied: None, lost: true });
        Ok(())
    }

    #[benchmark]
    fn rotate_state_keys() -> Result<(), BenchmarkError> {
        let id = full_committee::<T>()?;
        let before = T::Channels::head(id).map(|head| head.seq);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), id);

        assert!(T::Channels::head(id).map(|head| head.seq) > before);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
