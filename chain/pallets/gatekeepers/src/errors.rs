//! Why calls fail; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// The worker is a candidate or a member already.
        AlreadyAppointed,
        /// There are as many members and candidates as a dealing may name.
        TooManyGatekeepers,
        /// The worker is neither an appointed candidate nor a member that needs a bond.
        NotAppointed,
        /// The worker is neither a member nor a candidate, and does not stand for election.
        NotAGatekeeper,
        /// The worker is leaving already; it stays until its shares are handed on.
        AlreadyLeaving,
        /// The worker has a bond. One that is left from an earlier time must be withdrawn first.
        AlreadyBonded,
        /// The caller does not operate this worker.
        NotTheOperator,
        /// The worker is not registered, or its attestation does not count any more.
        WorkerNotLive,
        /// There is no bond for this worker.
        NotBonded,
        /// The bond is not the caller's.
        NotTheBonder,
        /// The bond is at stake: the worker is a gatekeeper, or has not ceased to be one for long enough.
        StillAtStake,
        /// The worker holds or deals a share. It may withdraw when that was handed on.
        StillNeeded,
        /// Fewer gatekeepers than the threshold would remain. Appoint another one first, or lower the threshold.
        TooFewGatekeepers,
        /// The gatekeeper is not absent, or not for long enough.
        NotAbsent,
        /// The threshold is zero or above the number of gatekeepers.
        ThresholdOutOfRange,
        /// A production network needs more than half of the gatekeepers, and at least two, to derive a key. Raise the
        /// threshold before adding one.
        ThresholdBelowMajority,
        /// Every period lasts at least one block.
        PeriodTooShort,
        /// There is no generation yet; the first one begins by itself.
        NoGeneration,
        /// As many generations are live as may be. Retire the older one first.
        TooManyGenerations,
        /// A new generation is ordered already.
        RotationPending,
        /// The generation is not live.
        UnknownGeneration,
        /// The generation is the current one; order a rotation first.
        GenerationIsCurrent,
        /// Committees keep their state under this generation.
        GenerationInUse,
        /// No ceremony is due, none has expired, and the committee is as it should be.
        NothingDue,
        /// No ceremony with this number is open.
        UnknownCeremony,
        /// The worker is no receiver of this ceremony.
        NotAReceiver,
        /// An outcome gives each receiver exactly one share.
        WrongNumberOfShares,
        /// A secret that is handed on keeps its group key.
        ForeignGroup,
        /// Faults are listed once for each dealer, ascending by worker, and of dealers only.
        MalformedFaults,
        /// The outcome rests on messages that the channel does not have.
        BeyondTheChannel,
        /// The worker has said this before.
        AlreadySaid,
        /// No live secret was shared by this ceremony, or not the one that this statement needs.
        UnknownSharing,
        /// The worker holds no share of this sharing.
        NotAHolder,
        /// The partial is not for the round that is due.
        WrongRound,
        /// The value of this round is made.
        RoundIsOver,
        /// Valid partials did not combine. That is a bug; please report it.
        PartialsDoNotCombine,
        /// The gatekeeper did not sign this grant.
        BadSignature,
        /// No partial of this grant is false for a live sharing.
        NotFalse,
        /// The worker is no gatekeeper, and has no bond to lose.
        NothingAtStake,
        /// The statement is none that gatekeepers' bookkeeping handles.
        NotAGatekeeperStatement,
        /// There are no elections here; governance appoints.
        NoElections,
        /// An era without blocks is none, and seats are from [`MIN_SEATS`] to [`MAX_SEATS`].
        ElectionsOutOfRange,
        /// Where seats are elected, the threshold is two thirds of them. End the elections to set another.
        ThresholdFollowsSeats,
        /// The operator is no validator now.
        NotAValidator,
        /// The worker stands for election already. Raise its bond instead.
        AlreadyDeclared,
        /// Another worker of this operator stands for election. Each operator has one chance.
        OneContenderEach,
        /// The operator was dismissed and may stand again in the next era, or lost a bond and never may.
        Barred,
        /// The bond is below the least that a gatekeeper has at stake.
        BondTooLow,
        /// The list of contenders is full, and nobody in it who could give way has less at stake.
        Outbid,
    }
}
