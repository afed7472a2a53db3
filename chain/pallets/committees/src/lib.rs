//! # Committees
//!
//! Who computes, what they agreed on, and what the chain does about it (`docs/protocol/commits.md`).
//!
//! ## Overview
//!
//! A committee is a set of attested workers that execute the messages of one channel. Each member votes on the hash of
//! every block it executed; once `threshold` votes agree, the chain applies the commit: it moves the commit point,
//! acknowledges the messages and carries out the effects, exactly once and in order. Nothing is executed here.
//!
//! ## Interfaces
//!
//! - *Incoming, from workers* (through the registry's signed envelope): [`Pallet::handle_statement`] takes votes, input
//!   keys and words that an epoch is lost.
//! - *Incoming, from accounts*: [`Pallet::submit_body`], [`Pallet::deposit`], [`Pallet::advance`], [`Pallet::join`],
//!   [`Pallet::leave`], [`Pallet::evict`].
//! - *Outgoing*: [`messages::channel::Notice`] into the committee's own channel, through [`Channels`].
//! - *Outgoing*, too: who served, to [`OnCommitApplied`]; who misbehaved, to [`OnMisconduct`].
//! - *Local*: [`Pallet::escrow_account`], [`Workers`], [`Keepers`]; [`Pallet::set_keepers`], [`Pallet::generation_in_use`],
//!   [`Pallet::expel`].
//!
//! ## Properties
//!
//! - *Liveness*: votes and bodies are only recorded when they arrive. What they make possible happens in `on_idle` of the
//!   same block, or in [`Pallet::advance`] where blocks are full; each step is bounded by one commit.
//! - *Progress*: no dissenting vote, failing effect or silent member delays a commit that `threshold` live members agree on.
//! - *Fairness*: `on_idle` visits committees in turn.
//!
//! It never verifies a worker's signature (the registry did) and never reads a payload.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::expect_used)] // FRAME's macros expand to it; `cargo xtask tidy` finds ours

extern crate alloc;

mod commits;
mod events;
mod generations;
mod impls;
mod keepers;
mod keys;
mod lost;
mod membership;
mod misconduct;
mod traits;
mod try_state;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use traits::{Channels, Keepers, OnCommitApplied, OnMisconduct, Tier, Workers};
pub use types::*;
pub use weights::WeightInfo;

#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
    use frame_system::pallet_prelude::*;
    use messages::{
        commit::{Commit, EffectIndex},
        committee::{Committee, Program},
        ids::*,
        keys::InputKey,
        limits::*,
        H160, H256,
    };
    use scale_info::prelude::vec::Vec;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        frame_system::Config<AccountId = AccountId, Hash = H256, RuntimeEvent: From<Event<Self>>>
    {
        /// PHA.
        type Currency: fungible::Mutate<AccountId, Balance = Balance>;
        /// The committees' channels.
        type Channels: Channels;
        /// The registry of workers.
        type Workers: Workers;
        /// What the gatekeepers share.
        type Keepers: Keepers;
        /// Who wants to know which members serve.
        type OnCommitApplied: OnCommitApplied;
        /// Who learns that a member misbehaved.
        type OnMisconduct: OnMisconduct;
        /// Who may create committees. An origin open to accounts should charge for the channel's storage.
        type CreateOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who may do to any committee what its owner may.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Whether this is a development network, where committees of one or two members may work.
        type Development: Get<bool>;
        /// Names the escrow accounts.
        #[pallet::constant]
        type PalletId: Get<PalletId>;
        /// Blocks after which anybody may evict a member that owes a vote. Must be above the longest finality lag that
        /// the network tolerates, or a stall of finality makes honest members look silent.
        #[pallet::constant]
        type SilenceLimit: Get<BlockNumber>;
        /// Smallest deposit: it must be worth its message.
        #[pallet::constant]
        type MinDeposit: Get<Balance>;
        /// Weights.
        type WeightInfo: WeightInfo;
    }

    /// The committees. Enclaves read them by this raw key. `Identity`: ids are counted up by the chain.
    #[pallet::storage]
    pub type Committees<T> = StorageMap<_, Identity, CommitteeId, Committee>;

    /// Id of the next committee; 0 belongs to the gatekeepers.
    #[pallet::storage]
    pub type NextCommitteeId<T> = StorageValue<_, CommitteeId, ValueQuery, ConstU32<1>>;

    /// Who invites members and sets the rules. Governance alone where there is no owner.
    #[pallet::storage]
    pub type Owners<T> = StorageMap<_, Identity, CommitteeId, AccountId>;

    /// Workers that may join.
    #[pallet::storage]
    pub type Invitations<T> = StorageMap<_, Identity, CommitteeId, WorkerList, ValueQuery>;

    /// The committee that each worker computes for: an enclave follows one channel. Hashed: workers choose their keys.
    #[pallet::storage]
    pub type Memberships<T> = StorageMap<_, Blake2_128Concat, WorkerId, CommitteeId>;

    /// Attendance of the members, in the members' order.
    #[pallet::storage]
    pub type Attendances<T> = StorageMap<_, Identity, CommitteeId, AttendanceList, ValueQuery>;

    /// Votes on commit hashes, of members and of workers that left since, by pending height; and those for the commit that
    /// was applied last. `Identity`: only that height and those within the window occur.
    #[pallet::storage]
    pub type Votes<T> =
        StorageDoubleMap<_, Identity, CommitteeId, Identity, Height, Ballots<H256>, ValueQuery>;

    /// Height up to which no vote is misconduct, because an epoch was given up while it was pending.
    #[pallet::storage]
    pub type ExcusedHeights<T> = StorageMap<_, Identity, CommitteeId, Height, ValueQuery>;

    /// Bodies of commits that members vote for, by height and hash. Hashed: a member may choose the hash.
    #[pallet::storage]
    pub type Bodies<T> = StorageDoubleMap<_, Identity, CommitteeId, Blake2_128Concat, (Height, H256), Commit>;

    /// Input keys that members derived for one epoch that their committee has not begun.
    #[pallet::storage]
    pub type InputKeyBallots<T> = StorageMap<_, Identity, CommitteeId, Ballots<InputKey>, ValueQuery>;

    /// Epochs whose key members lack for calls that they have yet to execute.
    #[pallet::storage]
    pub type LostEpochBallots<T> = StorageMap<_, Identity, CommitteeId, Ballots<Epoch>, ValueQuery>;

    /// Committees whose state is kept under the state keys of a generation; none where there is no entry.
    #[pallet::storage]
    pub type GenerationUses<T> = StorageMap<_, Identity, Generation, u32, ValueQuery>;

    /// Committee that `on_idle` visits first in the next block.
    #[pallet::storage]
    pub type Cursor<T> = StorageValue<_, CommitteeId, ValueQuery>;

    /// Committees that exist from the beginning. Each escrow account is endowed with the existential deposit, so that
    /// all that is ever deposited can be paid out again.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The committees.
        pub committees: Vec<GenesisCommittee>,
        /// Ties the type to the runtime.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        #[allow(clippy::panic)] // An inconsistent chain spec must not start a network.
        fn build(&self) {
            for committee in &self.committees {
                if let Err(error) = Pallet::<T>::found(committee) {
                    panic!("committee {} of the chain spec: {error:?}", committee.id);
                }
            }
        }
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no committee with this id.
        UnknownCommittee,
        /// The caller is neither the committee's owner nor governance.
        NotTheOwner,
        /// Only genesis names a committee of gatekeepers.
        KeepersFromGenesisOnly,
        /// Gatekeepers are appointed and dismissed, not invited or evicted. Use the calls of the gatekeepers' pallet.
        KeepersAreAppointed,
        /// The id is taken, or above what the chain counts.
        IdTaken,
        /// The worker is a member already, of this committee or of another.
        AlreadyMember,
        /// The worker is not a member.
        NotAMember,
        /// The worker is invited already.
        AlreadyInvited,
        /// The committee did not invite this worker.
        NotInvited,
        /// The committee has as many members or invitations as it may have.
        CommitteeFull,
        /// The caller does not operate this worker.
        NotTheOperator,
        /// The worker is not registered, or its attestation does not count any more.
        WorkerNotLive,
        /// The member owes no vote, or not for long enough.
        NotSilent,
        /// The threshold is zero or above the number of members.
        ThresholdOutOfRange,
        /// A production network needs more than half of the members, and at least two, to agree. Raise the threshold before
        /// adding a member.
        ThresholdBelowMajority,
        /// The committee would have fewer members than its threshold. Let another worker join first.
        TooFewMembers,
        /// The version is not above the present one.
        VersionNotHigher,
        /// The height is not pending: it is applied, or too far ahead of the last applied one.
        HeightOutsideWindow,
        /// The statement carries no vote.
        EmptyStatement,
        /// No present member voted for this commit at its height.
        BodyNotVotedFor,
        /// The body is known.
        BodyKnown,
        /// Nothing can be applied: votes, the body, messages or room for a notice are missing.
        NothingToApply,
        /// The deposit is below the minimum.
        DepositTooSmall,
        /// This committee computes nothing: it is not an EVM.
        NotAnEvm,
        /// An input key must be for the gatekeepers' current epoch, and newer than the committee's; a lost epoch must be
        /// one that the committee has reached.
        WrongEpoch,
        /// The input key was derived before or after the present set of members.
        WrongKeyVersion,
        /// Gatekeepers still share this epoch's secret. Ask them for the key.
        EpochStillShared,
        /// The epoch is recorded as lost already.
        EpochKnownLost,
        /// The committee's state is under the newest state keys already.
        GenerationNotNewer,
        /// A committee cannot push a message to itself.
        PushToSelf,
        /// The statement is none that committees handle.
        NotACommitteeStatement,
        /// A notice does not fit a message.
        NoticeTooLarge,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::advance_in_turn(remaining)
        }

        #[cfg(feature = "std")]
        fn integrity_test() {
            assert!(T::MinDeposit::get() > 0, "MinDeposit: a deposit of nothing would be a free message");
            assert!(T::SilenceLimit::get() > 0, "SilenceLimit: members need time to vote");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Creates a committee without members.
        ///
        /// ## Dispatch Origin
        ///
        /// [`Config::CreateOrigin`].
        ///
        /// ## Details
        ///
        /// `owner` invites members, sets the rules, and endows the escrow account with the existential deposit. `threshold`
        /// must be within the bound of members.
        #[pallet::call_index(0)]
        pub fn create(
            origin: OriginFor<T>,
            owner: AccountId,
            program: Program,
            threshold: u16,
        ) -> DispatchResult {
            T::CreateOrigin::ensure_origin(origin)?;
            Self::do_create(owner, program, threshold)
        }

        /// Invites a worker. It becomes a member when its operator agrees ([`Pallet::join`]).
        ///
        /// ## Dispatch Origin
        ///
        /// The owner or governance.
        #[pallet::call_index(1)]
        pub fn invite(origin: OriginFor<T>, committee: CommitteeId, worker: WorkerId) -> DispatchResult {
            Self::ensure_invites(committee)?;
            Self::ensure_owner(origin, committee)?;
            Self::do_invite(committee, worker)
        }

        /// Withdraws an invitation.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner or governance.
        #[pallet::call_index(2)]
        pub fn withdraw_invitation(
            origin: OriginFor<T>,
            committee: CommitteeId,
            worker: WorkerId,
        ) -> DispatchResult {
            Self::ensure_invites(committee)?;
            Self::ensure_owner(origin, committee)?;
            Self::do_withdraw_invitation(committee, worker)
        }

        /// Makes an invited worker a member.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator, who thereby consents. The worker must be live.
        #[pallet::call_index(3)]
        pub fn join(origin: OriginFor<T>, committee: CommitteeId, worker: WorkerId) -> DispatchResult {
            Self::ensure_invites(committee)?;
            Self::ensure_operator(origin, &worker)?;
            Self::do_join(committee, worker)
        }

        /// Ends a membership. Refused when too few members would stay to reach the threshold: another must join first.
        ///
        /// ## Dispatch Origin
        ///
        /// The worker's operator.
        #[pallet::call_index(4)]
        pub fn leave(origin: OriginFor<T>, committee: CommitteeId, worker: WorkerId) -> DispatchResult {
            Self::ensure_invites(committee)?;
            Self::ensure_operator(origin, &worker)?;
            Self::ensure_may_leave(committee)?;
            Self::remove_member(committee, worker, false)
        }

        /// Ends the membership of a silent worker. The threshold stays: eviction never makes agreement easier.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody, when the member has owed a vote for longer than [`Config::SilenceLimit`]; the owner or governance at
        /// any time.
        #[pallet::call_index(5)]
        pub fn evict(origin: OriginFor<T>, committee: CommitteeId, worker: WorkerId) -> DispatchResult {
            Self::ensure_invites(committee)?;
            if Self::ensure_owner(origin.clone(), committee).is_err() {
                ensure_signed(origin)?;
                Self::ensure_silent(committee, &worker)?;
            }
            Self::remove_member(committee, worker, true)
        }

        /// Sets the number of equal votes that a commit needs.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner or governance.
        #[pallet::call_index(6)]
        pub fn set_threshold(origin: OriginFor<T>, committee: CommitteeId, threshold: u16) -> DispatchResult {
            Self::ensure_invites(committee)?;
            Self::ensure_owner(origin, committee)?;
            Self::do_set_threshold(committee, threshold)
        }

        /// Sets the version of the program's rules, from the message on that says so.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner or governance.
        #[pallet::call_index(7)]
        pub fn set_program_version(
            origin: OriginFor<T>,
            committee: CommitteeId,
            version: u32,
        ) -> DispatchResult {
            Self::ensure_owner(origin, committee)?;
            Self::do_set_program_version(committee, version)
        }

        /// Brings the body of a commit that a member voted for.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody: the hash binds the body.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::submit_body(commit.effects.len() as u32))]
        pub fn submit_body(origin: OriginFor<T>, commit: Commit) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_submit_body(commit)
        }

        /// Pays PHA into a committee's escrow, for an address of its EVM.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody; the caller pays.
        #[pallet::call_index(9)]
        pub fn deposit(
            origin: OriginFor<T>,
            committee: CommitteeId,
            to: H160,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let from = ensure_signed(origin)?;
            Self::do_deposit(committee, from, to, amount)
        }

        /// Begins the next epoch of a committee and applies its next commit, or gives up epochs that it lost, as far as
        /// that is due. `on_idle` does so too; this call is for blocks that are full.
        ///
        /// ## Dispatch Origin
        ///
        /// Anybody.
        #[pallet::call_index(10)]
        #[pallet::weight(Pallet::<T>::step_weight())]
        pub fn advance(origin: OriginFor<T>, committee: CommitteeId) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let done = Self::advance_once(committee);
            ensure!(done != Advance::default(), Error::<T>::NothingToApply);
            Ok(Some(Self::weight_of(&done)).into())
        }

        /// Has a committee's state re-encrypted under the gatekeepers' newest state keys, from the message on that says so.
        ///
        /// ## Dispatch Origin
        ///
        /// The owner or governance.
        #[pallet::call_index(11)]
        pub fn rotate_state_keys(origin: OriginFor<T>, committee: CommitteeId) -> DispatchResult {
            Self::ensure_owner(origin, committee)?;
            Self::do_rotate_state_keys(committee)
        }
    }
}
