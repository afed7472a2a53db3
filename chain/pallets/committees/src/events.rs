//! What the chain says publicly about committees; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A committee was created; workers may be invited.
        CommitteeCreated {
            /// The committee.
            committee: CommitteeId,
            /// What its members run.
            program: Program,
        },
        /// A worker was invited.
        WorkerInvited {
            /// The committee.
            committee: CommitteeId,
            /// The worker.
            worker: WorkerId,
        },
        /// An invitation was withdrawn.
        InvitationWithdrawn {
            /// The committee.
            committee: CommitteeId,
            /// The worker.
            worker: WorkerId,
        },
        /// A worker became a member.
        MemberJoined {
            /// The committee.
            committee: CommitteeId,
            /// The worker.
            worker: WorkerId,
        },
        /// A worker ceased to be a member, and its pending votes ceased to count. They are still held against it.
        MemberLeft {
            /// The committee.
            committee: CommitteeId,
            /// The worker.
            worker: WorkerId,
            /// Whether it was evicted.
            evicted: bool,
        },
        /// The number of equal votes that a commit needs was set.
        ThresholdSet {
            /// The committee.
            committee: CommitteeId,
            /// The number.
            threshold: u16,
        },
        /// The version of the program's rules was set.
        ProgramVersionSet {
            /// The committee.
            committee: CommitteeId,
            /// The version.
            version: u32,
        },
        /// A commit's body arrived.
        BodySubmitted {
            /// The committee.
            committee: CommitteeId,
            /// Its height.
            height: Height,
            /// Its hash.
            hash: H256,
        },
        /// A commit was applied.
        CommitApplied {
            /// The committee.
            committee: CommitteeId,
            /// Its height.
            height: Height,
            /// Its hash.
            hash: H256,
            /// State root after it.
            state_root: H256,
        },
        /// A member voted for another hash than the one that was applied. It may have left since.
        Dissented {
            /// The committee.
            committee: CommitteeId,
            /// Who.
            worker: WorkerId,
            /// The height.
            height: Height,
        },
        /// A member voted twice for one height; its first vote stands.
        Equivocated {
            /// The committee.
            committee: CommitteeId,
            /// The member.
            worker: WorkerId,
            /// The height.
            height: Height,
        },
        /// An effect could not be carried out; the committee is told to refund it.
        EffectFailed {
            /// The committee.
            committee: CommitteeId,
            /// Height of the commit.
            height: Height,
            /// Place of the effect in it.
            index: EffectIndex,
            /// Why.
            error: DispatchError,
        },
        /// A committee paid PHA out of its escrow.
        PaidOut {
            /// The committee.
            committee: CommitteeId,
            /// Who got it.
            to: AccountId,
            /// How much.
            amount: Balance,
        },
        /// A committee made something public.
        Published {
            /// The committee.
            committee: CommitteeId,
            /// What it is about.
            topic: H256,
            /// What it says.
            data: BoundedVec<u8, ConstU32<MAX_EFFECT_PAYLOAD>>,
        },
        /// PHA arrived in a committee's escrow.
        Deposited {
            /// The committee.
            committee: CommitteeId,
            /// Who paid.
            from: AccountId,
            /// The EVM address that gets it.
            to: H160,
            /// How much.
            amount: Balance,
        },
        /// An epoch began: its input key is the one to encrypt to.
        EpochBegan {
            /// The committee.
            committee: CommitteeId,
            /// The epoch.
            epoch: Epoch,
            /// Its input key (X25519).
            public: [u8; 32],
        },
        /// Enough members lack the keys of epochs that no gatekeeper can give any more: calls of those epochs end unopened,
        /// and the committee's pending votes are void; contradictions at those heights are nobody's fault.
        EpochsLost {
            /// The committee.
            committee: CommitteeId,
            /// The newest of these epochs.
            upto: Epoch,
            /// The last message in which their calls were opened.
            after: Seq,
        },
        /// The committee was told to keep its state under the state keys of another generation.
        GenerationSet {
            /// The committee.
            committee: CommitteeId,
            /// The generation.
            generation: Generation,
        },
        /// The gatekeepers are these from now on.
        KeepersSet {
            /// All of them, ascending.
            members: WorkerList,
            /// How many of them it takes.
            threshold: u16,
        },
    }
}
