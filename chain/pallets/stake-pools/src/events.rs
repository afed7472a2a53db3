//! What the chain says publicly about pools; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A pool was created.
        PoolCreated {
            /// The pool.
            pool: PoolId,
            /// What it does.
            kind: Kind,
            /// Its owner.
            owner: AccountId,
        },
        /// A pool was closed.
        PoolClosed {
            /// The pool.
            pool: PoolId,
        },
        /// A commission was lowered, or a raise was taken back.
        CommissionSet {
            /// The pool.
            pool: PoolId,
            /// Its commission.
            rate: Permill,
        },
        /// A commission will be higher.
        CommissionRaiseAnnounced {
            /// The pool.
            pool: PoolId,
            /// Its commission to come.
            rate: Permill,
            /// Block from which on it holds.
            from: BlockNumber,
        },
        /// A cap was set.
        CapSet {
            /// The pool.
            pool: PoolId,
            /// Assets above which no deposit may lift it.
            cap: Option<Balance>,
        },
        /// A pool was opened to all, or to those on its list alone.
        OpenSet {
            /// The pool.
            pool: PoolId,
            /// Whether to all.
            open: bool,
        },
        /// A holder was put on a pool's list.
        Allowed {
            /// The pool.
            pool: PoolId,
            /// The holder.
            holder: Holder,
        },
        /// A holder was taken off a pool's list.
        Disallowed {
            /// The pool.
            pool: PoolId,
            /// The holder.
            holder: Holder,
        },
        /// Shares were bought.
        Deposited {
            /// The pool.
            pool: PoolId,
            /// Whose they are.
            holder: Holder,
            /// What they cost.
            amount: Balance,
            /// How many.
            shares: Shares,
        },
        /// Shares were put into the queue.
        WithdrawalRequested {
            /// The pool.
            pool: PoolId,
            /// Whose they are.
            holder: Holder,
            /// Their place.
            ticket: TicketId,
            /// How many.
            shares: Shares,
        },
        /// Shares in the queue were paid.
        Withdrawn {
            /// The pool.
            pool: PoolId,
            /// Whose they were.
            holder: Holder,
            /// What was paid.
            amount: Balance,
            /// How many.
            shares: Shares,
        },
        /// The treasury got what an account could not receive.
        DustSwept {
            /// The pool.
            pool: PoolId,
            /// How much.
            amount: Balance,
        },
        /// A worker was assigned to a pool.
        WorkerAdded {
            /// The pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
        },
        /// A worker was taken out of its pool.
        WorkerRemoved {
            /// The pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
        },
        /// A worker began to compute.
        Started {
            /// Its pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
            /// What is at stake for it.
            stake: Balance,
        },
        /// More is at stake for a worker.
        StakeAdded {
            /// Its pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
            /// How much more.
            extra: Balance,
        },
        /// A worker began to cool down.
        Stopped {
            /// Its pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
        },
        /// A stake was given back.
        Reclaimed {
            /// The pool.
            pool: PoolId,
            /// The worker that it was for.
            worker: WorkerId,
            /// What was left of it.
            amount: Balance,
        },
        /// A worker earned something.
        Gained {
            /// Its pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
            /// What it earned.
            amount: Balance,
            /// New shares of the owner.
            commission: Shares,
        },
        /// A vault's owner had its part of a gain.
        CommissionTaken {
            /// The vault.
            vault: PoolId,
            /// What it gained.
            gain: Balance,
            /// New shares of the owner.
            shares: Shares,
        },
        /// A slash was reported; what it would take counts as lost.
        SlashReported {
            /// The pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
            /// What of its stake is at risk, all reports together.
            at_risk: Balance,
        },
        /// A reported slash was lifted.
        SlashLifted {
            /// The pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
        },
        /// A slash was carried out.
        Slashed {
            /// The pool.
            pool: PoolId,
            /// The worker.
            worker: WorkerId,
            /// What is gone from its stake.
            amount: Balance,
        },
    }
}
