//! Why calls fail; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// No measurement that was asked for in this block is open. It may have been answered or asked for anew.
        NotAsked,
        /// The measurement is not over yet. Answer when its last block has come.
        MeasurementRuns,
        /// The caller is not the worker's operator.
        NotTheOperator,
        /// The caller is neither the staker of this session nor the worker's operator.
        NotTheStaker,
        /// The worker has a session. One that has ended must be withdrawn first.
        AlreadyComputing,
        /// The worker has no session.
        NoSession,
        /// The session has ended.
        AlreadyStopped,
        /// The session still runs; stop it first.
        StillComputing,
        /// The stake is still cooling down.
        CoolingDown,
        /// A slash of this stake is pending. It can be withdrawn when that is carried out or lifted.
        SlashPending,
        /// The worker's attestation does not count; renew its registration.
        NoConfidence,
        /// The worker's capacity was not measured yet.
        ScoreUnknown,
        /// The machine is too slow to mine.
        ScoreTooLow,
        /// A score is above zero.
        ScoreIsZero,
        /// The stake is below the minimum of a machine this fast.
        StakeTooLow,
        /// The stake is too high for one worker; spread it over several.
        ValueTooHigh,
        /// The worker was not challenged, or has answered, or answers another challenge.
        NotChallenged,
        /// The worker's attestation is worth what it was.
        NothingChanged,
        /// As much of this stake is at risk already.
        AlreadyReported,
        /// No slash of this stake is pending.
        NoSlash,
        /// The time for an appeal is not over.
        AppealOpen,
        /// Refused: values would grow too fast per block. Lower rho.
        GrowthTooFast,
        /// Refused: running costs exceed 1 PHA per block. Lower `cost_k` or `cost_b`.
        CostTooHigh,
        /// Refused: a silent worker cannot lose more than its value per block.
        SlashRateAboveOne,
        /// Refused: the largest value must be between 1 and 16,777,216 PHA.
        ValueLimitOutOfRange,
        /// Refused: `re` must be between 1 and 16.
        StakeFactorOutOfRange,
        /// Refused: the least stake or the rig cost is out of reach. Lower `k`, `rig_k` or `rig_b`.
        StakeTooHigh,
        /// Refused: scores must be ordered, above 0, and at most 1,048,576.
        ScoreOutOfRange,
        /// Refused: the budget is above 200 PHA per block.
        BudgetTooHigh,
        /// Refused: a part of the budget is above the whole.
        PartAboveOne,
        /// Refused: every period lasts from one block to two years.
        PeriodOutOfRange,
        /// Refused: the window of an answer must end before the next challenge is due.
        WindowAboveInterval,
        /// Refused: a block makes between 1 and 20 challenges.
        ChallengesOutOfRange,
    }
}
