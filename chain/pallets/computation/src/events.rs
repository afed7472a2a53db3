//! What the chain says publicly about sessions; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A worker was asked to measure itself.
        MeasurementBegun {
            /// The worker.
            worker: WorkerId,
            /// First block at which its result counts.
            until: BlockNumber,
        },
        /// A worker measured itself. Who doubts it computes the digest again from the seed.
        Measured {
            /// The worker.
            worker: WorkerId,
            /// What its kernels began from.
            seed: H256,
            /// Into how many lanes the work was divided.
            lanes: u16,
            /// Units of work done.
            units: u64,
            /// Digest of what was computed.
            digest: H256,
        },
        /// The chain knows how fast a worker is; its next session starts with that.
        ScoreSet {
            /// The worker.
            worker: WorkerId,
            /// Its score.
            score: Score,
        },
        /// A session started.
        Started {
            /// The worker.
            worker: WorkerId,
            /// Whose stake it is.
            staker: AccountId,
            /// The stake.
            stake: Balance,
            /// V, in steps of 2⁻⁶⁴ PHA.
            value: Fixed,
        },
        /// A stake was raised.
        StakeAdded {
            /// The worker.
            worker: WorkerId,
            /// By how much.
            extra: Balance,
            /// V now.
            value: Fixed,
        },
        /// Workers were challenged. Each must answer within the window.
        Challenged {
            /// The workers.
            workers: ChallengeList,
        },
        /// A challenge was answered.
        Heartbeat {
            /// The worker.
            worker: WorkerId,
            /// What was paid.
            payout: Balance,
        },
        /// What a worker earned could not be paid now. It keeps its claim until its next heartbeat.
        PayoutFailed {
            /// The worker.
            worker: WorkerId,
            /// What it has earned.
            amount: Balance,
            /// Why.
            error: DispatchError,
        },
        /// A worker was silent, or its attestation does not count: it earns nothing and its value falls.
        Unresponsive {
            /// The worker.
            worker: WorkerId,
            /// What it had earned since its last heartbeat, which the treasury gets.
            forfeited: Balance,
        },
        /// A worker that was unresponsive has answered.
        Recovered {
            /// The worker.
            worker: WorkerId,
            /// V, after what it lost.
            value: Fixed,
        },
        /// A worker's attestation is worth more or less than before.
        ConfidenceChanged {
            /// The worker.
            worker: WorkerId,
            /// What it is worth now.
            confidence: Confidence,
        },
        /// A session ended.
        Stopped {
            /// The worker.
            worker: WorkerId,
            /// V at the end.
            value: Fixed,
            /// What it had earned since its last heartbeat, which the treasury gets.
            forfeited: Balance,
            /// Block from which on the stake can be withdrawn.
            free_from: BlockNumber,
        },
        /// A stake was given back.
        Withdrawn {
            /// The worker.
            worker: WorkerId,
            /// Whose stake it was.
            staker: AccountId,
            /// What was released.
            amount: Balance,
        },
        /// Misbehaviour was proven. The slash is carried out when due, unless governance lifts it.
        SlashReported {
            /// The worker.
            worker: WorkerId,
            /// What it did.
            offence: Offence,
            /// What is at risk of its stake.
            amount: Balance,
            /// Block from which on anybody may have it carried out.
            due: BlockNumber,
        },
        /// Governance lifted a slash; the stake is free at once.
        SlashLifted {
            /// The worker.
            worker: WorkerId,
        },
        /// A slash was carried out; the treasury has it.
        Slashed {
            /// The worker.
            worker: WorkerId,
            /// What is gone.
            amount: Balance,
        },
        /// The treasury got its part of the budget, and what workers forfeited.
        TreasuryPaid {
            /// How much.
            amount: Balance,
        },
        /// Governance set the rules.
        RulesSet {
            /// The rules.
            rules: Rules,
        },
    }
}
