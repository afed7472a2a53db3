//! Benchmarks: every call, every statement, both ends of a visit, and an election, each with the most gatekeepers.
//!
//! Every secret is 1 and so is every share of it (Shamir's with a constant polynomial): partials are valid and combine.

use super::*;
use crate::pallet::Ceremonies as OpenCeremonies;
use alloc::{vec, vec::Vec};
use codec::Encode;
use crypto::threshold::{evaluate, group::scalar};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{Inspect, MutateHold, Unbalanced},
        tokens::Precision,
        EnsureOrigin, Get,
    },
    BoundedVec,
};
use frame_system::RawOrigin;
use messages::{
    ceremony::{Ceremony, Fault, Outcome, PerKeeper, Receiver, Shared},
    ids::*,
    keys::*,
    limits::*,
    worker::Statement,
};
use sp_runtime::KeyTypeId;

const KEYS: KeyTypeId = KeyTypeId(*b"bnch");
/// Every share.
const ONE: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};
/// Its public key: the base point of ristretto255 (RFC 9496, appendix A.1).
const BASE: [u8; 32] = [
    0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f, 0x58,
    0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76,
];
/// As many as there may be.
const ALL: u32 = MAX_KEEPERS;
/// Members where the other half are candidates.
const HALF: u32 = MAX_KEEPERS / 2;
/// A majority of [`ALL`].
const MAJORITY: u16 = HALF as u16 + 1;

/// Workers in the order of their numbers.
fn keeper(number: u32) -> WorkerId {
    WorkerId(core::array::from_fn(|at| number.to_be_bytes().get(at).copied().unwrap_or_default()))
}

fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

/// An account with funds for a bond, which operates this worker.
fn operator_of<T: Config>(worker: &WorkerId) -> Result<AccountId, BenchmarkError> {
    let operator: AccountId = account("operator", 0, worker.0.iter().map(|byte| u32::from(*byte)).sum());
    let ample = T::Bond::get().saturating_mul(2).saturating_add(T::Currency::minimum_balance());
    T::Currency::increase_balance(&operator, ample, Precision::Exact)?;
    T::Workers::make_live(worker, &operator);
    Ok(operator)
}

/// Gatekeepers 1 to `members`, all bonded.
fn committee_of<T: Config>(members: u32, threshold: u16) -> Result<(), BenchmarkError> {
    frame_system::Pallet::<T>::set_block_number(1u32.into());
    let workers: Vec<_> = (1..=members).map(keeper).collect();
    T::Committee::set(workers.clone(), threshold)?;
    for worker in workers {
        Pallet::<T>::do_bond(operator_of::<T>(&worker)?, worker)?;
    }
    Ok(())
}

/// Half of the gatekeepers are members, the others up to `last` bonded candidates.
fn with_candidates<T: Config>(last: u32) -> Result<(), BenchmarkError> {
    committee_of::<T>(HALF, HALF as u16)?;
    WantedThreshold::<T>::put(MAJORITY);
    for worker in (HALF + 1..=last).map(keeper) {
        Pallet::<T>::do_appoint(worker)?;
        Pallet::<T>::do_bond(operator_of::<T>(&worker)?, worker)?;
    }
    Ok(())
}

/// There are elections for the most seats.
fn with_elections<T: Config>() {
    Elections::<T>::put(ElectionRules { era: 1, seats: MAX_SEATS });
}

/// A worker, whose operator is a validator, stands for election with `amount` more at stake.
fn contend<T: Config>(number: u32, amount: Balance) -> Result<(), BenchmarkError> {
    let worker = keeper(number);
    let operator = operator_of::<T>(&worker)?;
    T::Validators::make_validator(&operator);
    Pallet::<T>::do_declare(operator, worker, amount)?;
    Ok(())
}

/// As many contenders as there may be, none of which has a seat, the first with the most at stake.
fn with_contenders<T: Config>() -> Result<(), BenchmarkError> {
    with_elections::<T>();
    for place in 1..=MAX_CONTENDERS {
        contend::<T>(ALL + place, T::Bond::get().saturating_add(Balance::from(MAX_CONTENDERS - place)))?;
    }
    Ok(())
}

fn sharing(secret: Secret, ceremony: CeremonyId, keepers: Vec<WorkerId>, threshold: u16) -> Sharing {
    let holders = keepers.into_iter().zip(1..);
    let holders = holders.map(|(keeper, index)| Holder { keeper, index, public: BASE, lost: false });
    Sharing {
        secret,
        ceremony,
        group: BASE,
        threshold,
        holders: BoundedVec::truncate_from(holders.collect()),
        since: 1,
    }
}

/// As many secrets as there may be are shared by the gatekeepers from `first` on.
fn share_all<T: Config>(first: u32, threshold: u16) {
    let keepers: Vec<_> = (first..=ALL).map(keeper).collect();
    let generations = (1..=LIVE_GENERATIONS).map(Secret::Generation);
    let epochs = (1..=LIVE_EPOCHS).map(|epoch| Secret::Epoch(epoch.into()));
    let share = |(secret, ceremony)| sharing(secret, ceremony, keepers.clone(), threshold);
    let generations = generations.zip(1..).map(share).collect();
    let epochs = epochs.zip(LIVE_GENERATIONS + 1..).map(share).collect();
    Keys::<T>::put(KeeperKeys {
        generations: BoundedVec::truncate_from(generations),
        epochs: BoundedVec::truncate_from(epochs),
    });
    LastCeremony::<T>::put(LIVE_GENERATIONS + LIVE_EPOCHS);
    LastGeneration::<T>::put(LIVE_GENERATIONS);
    LastEpoch::<T>::put(Epoch::from(LIVE_EPOCHS));
    EpochOpenedAt::<T>::put(1);
}

/// Opens a ceremony of all gatekeepers, in which every one of them has said something about the outcome.
fn open<T: Config>(secret: Secret, source: Option<Sharing>, threshold: u16) -> CeremonyId {
    let id = LastCeremony::<T>::get() + 1;
    let receiver = |keeper| Receiver { keeper, boot_id: BootId([0; 16]), encryption_key: [0; 32] };
    let ceremony = Ceremony {
        id,
        secret,
        threshold,
        receivers: PerKeeper::truncate_from((1..=ALL).map(keeper).map(receiver).collect()),
        source,
        opened: T::Channel::head(),
        opened_at: 1,
        patience: 1,
    };
    LastCeremony::<T>::put(id);
    OpenCeremonies::<T>::mutate(|open| {
        *open = BoundedVec::truncate_from([open.to_vec(), vec![ceremony]].concat())
    });
    let others = (1..=ALL).map(|number| (keeper(number), messages::H256::repeat_byte(7)));
    OutcomeBallots::<T>::insert(id, PerKeeper::truncate_from(others.collect()));
    id
}

/// Opens a ceremony that hands on a listed sharing.
fn hand_on<T: Config>(secret: Secret) {
    let source = Keys::<T>::get().sharing(&secret).cloned();
    open::<T>(secret, source, MAJORITY);
}

/// As many ceremonies as may be open, that of the oldest epoch among them.
fn open_all<T: Config>() {
    let generations = (1..=LIVE_GENERATIONS).map(Secret::Generation);
    let epochs = (1..=MAX_CEREMONIES - LIVE_GENERATIONS).map(|epoch| Secret::Epoch(epoch.into()));
    generations.chain(epochs).for_each(hand_on::<T>);
}

/// The share of index `index` evaluated at `label`.
fn partial(index: u16, label: &KeyLabel) -> Result<Partial, BenchmarkError> {
    let share = scalar(&ONE).ok_or("1 is a scalar")?;
    Ok(evaluate(&share, index, label))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn appoint() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        with_candidates::<T>(ALL - 1)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, keeper(ALL));

        assert!(Candidates::<T>::get().contains(&keeper(ALL)));
        Ok(())
    }

    #[benchmark]
    fn bond() -> Result<(), BenchmarkError> {
        with_candidates::<T>(ALL - 1)?;
        let worker = keeper(ALL);
        Pallet::<T>::do_appoint(worker)?;
        let operator = operator_of::<T>(&worker)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker);

        assert!(Bonds::<T>::contains_key(worker));
        Ok(())
    }

    #[benchmark]
    fn resign() -> Result<(), BenchmarkError> {
        with_candidates::<T>(ALL)?;
        share_all::<T>(1, MAJORITY);
        open_all::<T>();
        let operator = T::Workers::operator(&keeper(ALL)).ok_or("the worker is live")?;

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), keeper(ALL));

        assert!(!Candidates::<T>::get().contains(&keeper(ALL)));
        Ok(())
    }

    #[benchmark]
    fn dismiss() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        with_candidates::<T>(ALL)?;
        share_all::<T>(1, MAJORITY);
        open_all::<T>();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, keeper(ALL));

        assert!(!Candidates::<T>::get().contains(&keeper(ALL)));
        Ok(())
    }

    #[benchmark]
    fn evict() -> Result<(), BenchmarkError> {
        with_candidates::<T>(ALL)?;
        share_all::<T>(1, MAJORITY);
        open_all::<T>();
        for number in 1..=ALL {
            let receiver = T::Workers::receiver(&keeper(number)).ok_or("the worker is live")?;
            Pallet::<T>::mark_absent(&receiver);
        }
        let late = T::AbsenceLimit::get().saturating_add(2);
        frame_system::Pallet::<T>::set_block_number(late.into());

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), keeper(ALL));

        assert!(!Candidates::<T>::get().contains(&keeper(ALL)));
        Ok(())
    }

    #[benchmark]
    fn withdraw() -> Result<(), BenchmarkError> {
        committee_of::<T>(ALL, MAJORITY)?;
        share_all::<T>(1, MAJORITY);
        open_all::<T>();
        let worker = keeper(ALL + 1);
        let operator = operator_of::<T>(&worker)?;
        let amount = T::Bond::get();
        T::Currency::hold(&HoldReason::Bond.into(), &operator, amount)?;
        Bonds::<T>::insert(worker, Bond { operator: operator.clone(), amount, free_from: Some(1) });

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker);

        assert!(!Bonds::<T>::contains_key(worker));
        Ok(())
    }

    #[benchmark]
    fn set_threshold() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        with_candidates::<T>(ALL)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, MAJORITY + 1);

        assert_eq!(Pallet::<T>::wanted_threshold(), MAJORITY + 1);
        Ok(())
    }

    #[benchmark]
    fn set_parameters() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let parameters = Parameters { epoch_length: 1, refresh: 2, patience: 3 };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, parameters);

        assert_eq!(Pace::<T>::get(), parameters);
        Ok(())
    }

    #[benchmark]
    fn rotate_generation() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        share_all::<T>(1, MAJORITY);
        Keys::<T>::mutate(|keys| keys.generations.truncate(LIVE_GENERATIONS as usize - 1));

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin);

        assert!(RotationDue::<T>::get());
        Ok(())
    }

    #[benchmark]
    fn retire_generation() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        share_all::<T>(1, MAJORITY);
        // Genesis puts committees under the first generation, so that one is in use.
        let unused = 1_000;
        Keys::<T>::mutate(|keys| {
            keys.generations
                .iter_mut()
                .take(1)
                .for_each(|sharing| sharing.secret = Secret::Generation(unused))
        });
        open_all::<T>();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, unused);

        assert!(Keys::<T>::get().sharing(&Secret::Generation(unused)).is_none());
        Ok(())
    }

    /// Every ceremony expires, every member leaves in favour of a candidate, and as many ceremonies are opened again.
    #[benchmark]
    fn advance() -> Result<(), BenchmarkError> {
        with_candidates::<T>(ALL)?;
        share_all::<T>(HALF + 1, HALF as u16);
        open_all::<T>();
        Leaving::<T>::put(KeeperList::truncate_from((1..=HALF).map(keeper).collect()));
        frame_system::Pallet::<T>::set_block_number(1_000u32.into());
        WantedThreshold::<T>::put(HALF as u16 - 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()));

        assert_eq!(T::Committee::members().first(), Some(&keeper(HALF + 1)));
        assert_eq!(OpenCeremonies::<T>::get().len() as u32, MAX_CEREMONIES);
        Ok(())
    }

    /// Looks at everything and finds nothing to do.
    #[benchmark]
    fn visit() -> Result<(), BenchmarkError> {
        committee_of::<T>(ALL, MAJORITY)?;
        share_all::<T>(1, MAJORITY);
        let done;

        #[block]
        {
            done = Pallet::<T>::advance_once();
        }

        assert!(!done);
        Ok(())
    }

    /// The deciding vote on an outcome by which every dealer cheated. An epoch begins, and the oldest one ends while it is
    /// handed on.
    #[benchmark]
    fn outcome() -> Result<(), BenchmarkError> {
        committee_of::<T>(ALL, ALL as u16)?;
        share_all::<T>(1, MAJORITY);
        hand_on::<T>(Secret::Epoch(1));
        let epoch = Epoch::from(LIVE_EPOCHS) + 1;
        let ceremony = open::<T>(Secret::Epoch(epoch), None, ALL as u16);
        let faults = (1..=ALL).map(|number| (keeper(number), Fault::Malformed)).collect();
        let publics = PerKeeper::truncate_from(vec![BASE; ALL as usize]);
        let said = Outcome {
            ceremony,
            shared: Some(Shared { group: BASE, publics }),
            faults: PerKeeper::truncate_from(faults),
            upto: 0,
        };
        let hash = crypto::hash::blake2_256(&said.encode());
        let others = (1..ALL).map(|number| (keeper(number), hash)).collect();
        OutcomeBallots::<T>::insert(ceremony, PerKeeper::truncate_from(others));

        #[block]
        {
            Pallet::<T>::handle_statement(keeper(ALL), Statement::Outcome(said))?;
        }

        assert_eq!(Pallet::<T>::epoch(), epoch);
        assert_eq!(Leaving::<T>::get().len() as u32, ALL);
        Ok(())
    }

    /// The loss that ends an epoch while it is handed on.
    #[benchmark]
    fn share_lost() -> Result<(), BenchmarkError> {
        committee_of::<T>(ALL, MAJORITY)?;
        share_all::<T>(1, ALL as u16);
        open_all::<T>();
        let receiver = T::Workers::receiver(&keeper(ALL)).ok_or("the worker is live")?;
        Pallet::<T>::mark_absent(&receiver);
        let ceremony = LIVE_GENERATIONS + 1;

        #[block]
        {
            Pallet::<T>::handle_statement(keeper(ALL), Statement::ShareLost { ceremony })?;
        }

        assert!(!Pallet::<T>::has_sharing(1));
        Ok(())
    }

    /// The last of as many partials as there may be.
    #[benchmark]
    fn beacon() -> Result<(), BenchmarkError> {
        committee_of::<T>(ALL, MAJORITY)?;
        share_all::<T>(1, ALL as u16);
        LastBeacon::<T>::kill();
        let (round, ceremony) = (1, LIVE_GENERATIONS);
        frame_system::Pallet::<T>::set_block_number(BEACON_PERIOD.into());
        let label = KeyLabel::beacon(Pallet::<T>::genesis_hash(), LIVE_GENERATIONS, round);
        let others = (1..ALL as u16).map(|index| partial(index, &label)).collect::<Result<Vec<_>, _>>()?;
        let partials = PerKeeper::truncate_from(others);
        PendingBeacon::<T>::put(BeaconPartials { round, ceremony, partials });
        let partial = partial(ALL as u16, &label)?;

        #[block]
        {
            Pallet::<T>::handle_statement(keeper(ALL), Statement::Beacon { round, ceremony, partial })?;
        }

        assert!(LastBeacon::<T>::get().is_some());
        Ok(())
    }

    /// `p`: partials, of which only the last is false.
    #[benchmark]
    fn false_grant(p: Linear<1, MAX_KEY_LABELS>) -> Result<(), BenchmarkError> {
        let public = sp_io::crypto::ed25519_generate(KEYS, None);
        let liar = WorkerId(public.0);
        with_candidates::<T>(ALL - 1)?;
        Pallet::<T>::do_appoint(liar)?;
        Pallet::<T>::do_bond(operator_of::<T>(&liar)?, liar)?;
        share_all::<T>(1, MAJORITY);
        let keepers = (1..ALL).map(keeper).chain([liar]).collect();
        let secret = Secret::Generation(LIVE_GENERATIONS);
        let listed = sharing(secret, LIVE_GENERATIONS, keepers, MAJORITY);
        Keys::<T>::mutate(|keys| keys.generations = BoundedVec::truncate_from(vec![listed]));
        let purpose = Purpose::State { generation: LIVE_GENERATIONS };
        let genesis = Pallet::<T>::genesis_hash();
        let label = KeyLabel { genesis, committee: 1, key_version: 0, purpose };
        let partial = partial(ALL as u16, &label)?;
        let mut partials = vec![GrantedPartial { label, ceremony: LIVE_GENERATIONS, partial }; p as usize];
        if let Some(last) = partials.last_mut() {
            last.partial.proof.0 = ONE;
        }
        let mut grant = KeyGrant {
            worker: keeper(1),
            boot_id: BootId([0; 16]),
            keeper: liar,
            partials: BoundedVec::truncate_from(partials),
            signature: [0; 64],
        };
        let bytes = (grant.worker, grant.boot_id, grant.keeper, &grant.partials).encode();
        let signed = [KEY_GRANT_DOMAIN, &bytes].concat();
        grant.signature =
            sp_io::crypto::ed25519_sign(KEYS, &public, &signed).ok_or("the host has the key")?.0;

        #[block]
        {
            Pallet::<T>::handle_statement(keeper(1), Statement::FalseGrant(grant))?;
        }

        assert!(!Bonds::<T>::contains_key(liar));
        Ok(())
    }

    /// The list is full: everybody in it is looked at, and the last one gives way.
    #[benchmark]
    fn declare() -> Result<(), BenchmarkError> {
        committee_of::<T>(ALL, MAJORITY)?;
        with_contenders::<T>()?;
        let worker = keeper(ALL + MAX_CONTENDERS + 1);
        let operator = operator_of::<T>(&worker)?;
        T::Validators::make_validator(&operator);
        let amount = T::Bond::get().saturating_add(1);

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker, amount);

        assert!(Pallet::<T>::is_contender(&worker));
        assert!(!Pallet::<T>::is_contender(&keeper(ALL + MAX_CONTENDERS)));
        Ok(())
    }

    /// The last contender becomes the first.
    #[benchmark]
    fn bond_more() -> Result<(), BenchmarkError> {
        committee_of::<T>(ALL, MAJORITY)?;
        with_contenders::<T>()?;
        let worker = keeper(ALL + MAX_CONTENDERS);
        let operator = T::Workers::operator(&worker).ok_or("the worker is live")?;
        let amount = Balance::from(MAX_CONTENDERS);

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), worker, amount);

        assert_eq!(Contenders::<T>::get().first().map(|contender| contender.worker), Some(worker));
        Ok(())
    }

    #[benchmark]
    fn set_elections() -> Result<(), BenchmarkError> {
        let origin = governance::<T>()?;
        let rules = ElectionRules { era: 1, seats: MAX_SEATS };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, rules);

        assert_eq!(Elections::<T>::get(), rules);
        Ok(())
    }

    /// All seats are taken by contenders, all others have more at stake, and as many as possible are replaced.
    #[benchmark]
    fn elect() -> Result<(), BenchmarkError> {
        let seats = u32::from(MAX_SEATS);
        let replaceable = MAX_SEATS - crate::election::threshold_for(seats as usize);
        committee_of::<T>(seats, MAX_SEATS - replaceable)?;
        share_all::<T>(1, MAJORITY);
        with_elections::<T>();
        for number in 1..=seats {
            contend::<T>(number, number.into())?;
        }
        for number in seats + 1..=MAX_CONTENDERS {
            contend::<T>(number, T::Bond::get().saturating_add(Balance::from(2 * MAX_CONTENDERS)))?;
        }

        #[block]
        {
            Pallet::<T>::hold_due_election();
        }

        assert_eq!(Candidates::<T>::get().len(), usize::from(replaceable));
        assert_eq!(Outgoing::<T>::get().len(), usize::from(replaceable));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
