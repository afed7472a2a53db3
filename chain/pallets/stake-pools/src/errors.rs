//! Why calls are refused; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// There is no pool with this id.
        UnknownPool,
        /// The caller does not own the pool.
        NotTheOwner,
        /// This is for pools of workers and the pool is a vault, or the other way round.
        WrongKind,
        /// No more pools, requests or shares can be counted.
        TooLarge,
        /// The pool has shares, workers, or holders on its list. All must go before it is closed; who does not leave can be
        /// swept out when nothing is at stake.
        PoolInUse,
        /// The holder is on the pool's list already.
        AlreadyAllowed,
        /// The holder is not on the pool's list.
        NotOnTheList,
        /// The pool's list is full.
        ListFull,
        /// The pool takes deposits from those on its list alone. Ask its owner.
        NotAllowed,
        /// The deposit is below the minimum.
        DepositTooSmall,
        /// The deposit would lift the pool's assets above its cap.
        CapExceeded,
        /// The pool lost nearly everything and sells no shares any more.
        Ruined,
        /// The deposit would buy so few shares that rounding costs too much. Deposit more.
        PriceTooHigh,
        /// The holder has positions in as many pools as it may. Withdraw from one first.
        TooManyHoldings,
        /// The holder has no shares of this pool.
        NoPosition,
        /// The last deposit did not stay for long enough yet.
        StayTooShort,
        /// The holder has not so many shares outside the queue.
        TooFewShares,
        /// The withdrawal is below the minimum, and not about all shares.
        WithdrawalTooSmall,
        /// The shares are no dust, or something is at risk. Of a pool that is not open and has nothing at stake, its owner may
        /// have everybody paid out.
        NotDust,
        /// Free funds do not suffice, without those that requests to withdraw have a claim on.
        FundsClaimed,
        /// Only the owner may do this now: no request is overdue, or what is free or being released suffices.
        NothingOverdue,
        /// The caller does not operate this worker.
        NotTheOperator,
        /// The worker belongs to a pool already. Its operator can take it out.
        WorkerTaken,
        /// The worker belongs to no pool.
        UnknownWorker,
        /// The pool has as many workers as it may.
        TooManyWorkers,
        /// Something is at stake for the worker. Stop it and reclaim the stake first.
        WorkerNotIdle,
        /// The worker does not compute.
        WorkerNotWorking,
        /// The worker does not cool down.
        WorkerNotCoolingDown,
        /// Slashes that are pending may take more of the pool than a deposit is to risk: over a tenth, and of a vault's
        /// investment anything. Wait until they are lifted or carried out, or choose another pool.
        PoolAtRisk,
    }
}
