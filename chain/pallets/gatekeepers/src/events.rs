//! What the chain says publicly about gatekeepers; a section of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Governance appointed a worker; its operator may bond it.
        Appointed {
            /// The worker.
            worker: WorkerId,
        },
        /// An operator put its bond at stake for a worker.
        Bonded {
            /// The worker.
            worker: WorkerId,
            /// The operator.
            operator: AccountId,
            /// The bond.
            amount: Balance,
        },
        /// A bond was raised.
        BondRaised {
            /// The worker.
            worker: WorkerId,
            /// The bond now.
            amount: Balance,
        },
        /// A worker stands for election.
        Declared {
            /// The worker.
            worker: WorkerId,
            /// The operator.
            operator: AccountId,
            /// What is at stake.
            bond: Balance,
        },
        /// An election was held.
        ElectionHeld {
            /// Who is to be a gatekeeper and was not to be.
            elected: KeeperList,
            /// Gatekeepers that leave when their successors have joined, or when there are none and they may not stay.
            unseated: KeeperList,
        },
        /// Governance set when elections are, and for how many seats.
        ElectionsSet {
            /// The rules.
            rules: ElectionRules,
        },
        /// A bond was given back.
        Withdrawn {
            /// The worker.
            worker: WorkerId,
            /// The bond.
            amount: Balance,
        },
        /// A bond was burnt.
        Slashed {
            /// The worker.
            worker: WorkerId,
            /// What was burnt.
            amount: Balance,
        },
        /// A worker is to be a gatekeeper or a contender no more. One that holds shares stays until they are handed on.
        Discharged {
            /// The worker.
            worker: WorkerId,
            /// Why.
            reason: Reason,
        },
        /// A worker became a gatekeeper.
        KeeperJoined {
            /// The gatekeeper.
            keeper: WorkerId,
        },
        /// A worker ceased to be a gatekeeper.
        KeeperLeft {
            /// The gatekeeper.
            keeper: WorkerId,
        },
        /// Another threshold is wanted, by governance or for the number of seats; secrets are handed on to it.
        ThresholdWanted {
            /// Partials that a key will need.
            threshold: u16,
        },
        /// Governance set how long things take.
        ParametersSet {
            /// The parameters.
            parameters: Parameters,
        },
        /// Governance ordered a new generation.
        RotationOrdered,
        /// A generation is over: nobody derives keys of it any more.
        GenerationRetired {
            /// The generation.
            generation: Generation,
        },
        /// A ceremony began.
        CeremonyOpened {
            /// The ceremony.
            ceremony: CeremonyId,
            /// The secret.
            secret: Secret,
            /// Whether the secret exists and is handed on.
            handed_on: bool,
        },
        /// Too few dealings stood. The ceremony is repeated when it is due.
        CeremonyFailed {
            /// The ceremony.
            ceremony: CeremonyId,
            /// The secret.
            secret: Secret,
        },
        /// A ceremony had no outcome in time. It is repeated when it is due.
        CeremonyExpired {
            /// The ceremony.
            ceremony: CeremonyId,
            /// The secret.
            secret: Secret,
        },
        /// The secret that a ceremony handed on is over.
        CeremonyDropped {
            /// The ceremony.
            ceremony: CeremonyId,
            /// The secret.
            secret: Secret,
        },
        /// A secret is shared, anew or for the first time.
        Shared {
            /// The ceremony that made the shares.
            ceremony: CeremonyId,
            /// The secret.
            secret: Secret,
            /// Partials that a key needs.
            threshold: u16,
            /// Shares that exist.
            shares: u32,
        },
        /// A dealer did not deal, or did not answer, in time. Unless too many did not, it is left out until it shows that
        /// it is there.
        SilentDealer {
            /// The ceremony.
            ceremony: CeremonyId,
            /// The dealer.
            keeper: WorkerId,
        },
        /// A dealer cheated.
        CheatingDealer {
            /// The ceremony.
            ceremony: CeremonyId,
            /// The dealer.
            keeper: WorkerId,
            /// What it did.
            fault: Fault,
        },
        /// A gatekeeper that was silent shows that it is there.
        Returned {
            /// The gatekeeper.
            keeper: WorkerId,
        },
        /// A holder has lost its share.
        ShareLost {
            /// The secret.
            secret: Secret,
            /// The holder.
            keeper: WorkerId,
        },
        /// Fewer shares of an epoch's secret are left than a key needs. The epoch is over and the next one begins.
        EpochLost {
            /// The epoch.
            epoch: Epoch,
        },
        /// Fewer shares of a generation's secret are left than a key needs. Who holds derived keys keeps them; nobody can
        /// derive them any more. Governance should order a rotation.
        GenerationLost {
            /// The generation.
            generation: Generation,
        },
        /// A beacon value was made.
        BeaconMade {
            /// The round.
            round: BeaconRound,
            /// The value.
            value: [u8; 32],
        },
        /// A gatekeeper signed a false partial.
        FalsePartial {
            /// The gatekeeper.
            keeper: WorkerId,
            /// Hash (blake2b-256) of what it signed.
            evidence: H256,
        },
    }
}
