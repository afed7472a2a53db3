//! What the chain says publicly about the money of clusters; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Somebody paid for a cluster.
        Funded {
            /// The cluster.
            cluster: CommitteeId,
            /// Who paid.
            from: AccountId,
            /// What was added to the deposits.
            amount: Balance,
        },
        /// Other terms hold from this block on.
        TermsSet {
            /// The cluster.
            cluster: CommitteeId,
            /// The terms.
            terms: Terms,
        },
        /// Terms that are worse for workers will hold.
        TermsAnnounced {
            /// The cluster.
            cluster: CommitteeId,
            /// The terms.
            terms: Terms,
            /// First block in which they hold.
            from: BlockNumber,
        },
        /// A served commit was rewarded.
        Rewarded {
            /// The cluster.
            cluster: CommitteeId,
            /// Workers that served it.
            workers: u32,
            /// What each earned out of the deposits.
            of_deposits: Balance,
            /// What each earned out of gas fees and other income.
            of_income: Balance,
        },
        /// The owner will take a part of the deposits back.
        DefundAnnounced {
            /// The cluster.
            cluster: CommitteeId,
            /// Who will get it.
            to: AccountId,
            /// How much at most.
            amount: Balance,
            /// First block in which it may be taken.
            from: BlockNumber,
        },
        /// The owner took a part of the deposits back.
        Defunded {
            /// The cluster.
            cluster: CommitteeId,
            /// Who got it.
            to: AccountId,
            /// How much.
            amount: Balance,
        },
        /// An operator was paid what its workers have earned.
        Claimed {
            /// The cluster.
            cluster: CommitteeId,
            /// Who was paid.
            operator: AccountId,
            /// How much.
            amount: Balance,
        },
    }
}
