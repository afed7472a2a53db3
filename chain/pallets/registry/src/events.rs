//! What the chain says publicly about workers, and about the rules for them; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A worker registered or renewed with evidence.
        WorkerRegistered {
            /// The worker.
            worker: WorkerId,
            /// The boot that counts from now on.
            boot_id: BootId,
            /// The account that operates the machine.
            operator: AccountId,
            /// Verdict on the evidence.
            attested: Attested,
        },
        /// A boot was replaced by a newer one and counts no more.
        BootRetired {
            /// The worker.
            worker: WorkerId,
            /// The boot.
            boot_id: BootId,
        },
        /// A worker breaks a rule and counts in the rule's grace only. Its operator does what the reason says (updates
        /// firmware or program) and lets the worker renew before `until_ms`.
        WorkerDegraded {
            /// The worker.
            worker: WorkerId,
            /// What the grace is granted for.
            reason: Grace,
            /// Chain time at which the grace ends.
            until_ms: TimeMs,
        },
        /// A worker counts no more. Its operator does what the reason says and lets the worker renew before
        /// `removed_after_ms`.
        WorkerSuspended {
            /// The worker.
            worker: WorkerId,
            /// The error it is refused with.
            reason: DispatchError,
            /// Chain time after which it is removed.
            removed_after_ms: TimeMs,
        },
        /// A suspended worker renewed with good evidence and counts again.
        WorkerRestored {
            /// The worker.
            worker: WorkerId,
        },
        /// A worker was suspended for too long and is forgotten. Its operator restarts the enclave to register anew.
        WorkerRemoved {
            /// The worker.
            worker: WorkerId,
        },
        /// Every worker was judged by the present policy and collateral.
        AllReevaluated,
        /// A statement and the rest of that worker's in the same extrinsic were not accepted.
        MessageRefused {
            /// The worker named in the message.
            worker: WorkerId,
            /// Its number.
            seq: u64,
            /// Why.
            error: DispatchError,
        },
        /// A statement was accepted and could not be carried out. It is over all the same.
        StatementFailed {
            /// The worker.
            worker: WorkerId,
            /// Its number.
            seq: u64,
            /// Why.
            error: DispatchError,
        },
        /// Newer collateral is in force. All workers are re-evaluated from now on. Somebody uploads newer collateral
        /// before `expires_ms`, or the family's workers count no more.
        CollateralUpdated {
            /// Root it stands under.
            root: TrustRoot,
            /// Platform family it is about.
            family: Family,
            /// Chain time at which it ends.
            expires_ms: TimeMs,
        },
        /// Collateral was removed, because its time was over. Who needs it uploads a newer one.
        CollateralPruned {
            /// Root it stood under.
            root: TrustRoot,
            /// Platform family it was about.
            family: Family,
        },
        /// A measurement was allowed. Operators may install it now; registrations with it count from `from_ms` on.
        MeasurementAllowed {
            /// Kind of hardware.
            kind: TeeKind,
            /// The measurement.
            measurement: Measurement,
            /// Which release it is of.
            version: Version,
            /// Chain time from which on it counts.
            from_ms: TimeMs,
        },
        /// A measurement was denied; workers with it count no more. Operators install an allowed one at once.
        MeasurementDenied {
            /// The measurement.
            measurement: Measurement,
        },
        /// A rule became stricter and is in force. All workers are re-evaluated from now on; who breaks the rule counts
        /// until `by_ms`. Operators update what it concerns and renew before that.
        RuleTightened {
            /// The change.
            change: PolicyChange,
            /// Chain time at which its grace ends.
            by_ms: TimeMs,
        },
        /// A rule will become laxer. Who does not agree objects or leaves before `from_ms`.
        RuleLooseningScheduled {
            /// The change.
            change: PolicyChange,
            /// Chain time from which on it can be in force.
            from_ms: TimeMs,
        },
        /// A scheduled change is in force.
        RuleLoosened {
            /// The change.
            change: PolicyChange,
        },
        /// A scheduled change will not take place.
        RuleLooseningWithdrawn {
            /// The change.
            change: PolicyChange,
        },
        /// Registrations were frozen or thawed. Frozen: operators keep their enclaves running, since none can restart
        /// and register.
        FreezeSet {
            /// Whether they are frozen.
            frozen: bool,
        },
    }
}
