//! What benchmarks begin from: gatekeepers, contenders, what they share, and ceremonies.
//!
//! Every secret is 1 and so is every share of it (Shamir's with a constant polynomial): partials are valid and combine.

use crate::{pallet::Ceremonies as OpenCeremonies, *};
use alloc::{vec, vec::Vec};
use crypto::threshold::{evaluate, group::scalar};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{
        fungible::{Inspect, Unbalanced},
        tokens::Precision,
        EnsureOrigin, Get,
    },
    BoundedVec,
};
use messages::{
    ceremony::{Ceremony, PerKeeper, Receiver},
    ids::*,
    keys::*,
    limits::*,
};
use sp_runtime::KeyTypeId;

pub(super) const KEYS: KeyTypeId = KeyTypeId(*b"bnch");
/// Every share.
pub(super) const ONE: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};
/// Its public key: the base point of ristretto255 (RFC 9496, appendix A.1).
pub(super) const BASE: [u8; 32] = [
    0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f, 0x58,
    0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76,
];
/// As many as there may be.
pub(super) const ALL: u32 = MAX_KEEPERS;
/// Members where the other half are candidates.
pub(super) const HALF: u32 = MAX_KEEPERS / 2;
/// A majority of [`ALL`].
pub(super) const MAJORITY: u16 = HALF as u16 + 1;

/// Workers in the order of their numbers.
pub(super) fn keeper(number: u32) -> WorkerId {
    WorkerId(core::array::from_fn(|at| number.to_be_bytes().get(at).copied().unwrap_or_default()))
}

pub(super) fn governance<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

/// An account with funds for a bond, which operates this worker.
pub(super) fn operator_of<T: Config>(worker: &WorkerId) -> Result<AccountId, BenchmarkError> {
    let operator: AccountId = account("operator", 0, worker.0.iter().map(|byte| u32::from(*byte)).sum());
    let ample = T::Bond::get().saturating_mul(2).saturating_add(T::Currency::minimum_balance());
    T::Currency::increase_balance(&operator, ample, Precision::Exact)?;
    T::Workers::make_live(worker, &operator);
    Ok(operator)
}

/// Gatekeepers 1 to `members`, all bonded.
pub(super) fn committee_of<T: Config>(members: u32, threshold: u16) -> Result<(), BenchmarkError> {
    frame_system::Pallet::<T>::set_block_number(1u32.into());
    let workers: Vec<_> = (1..=members).map(keeper).collect();
    T::Committee::set(workers.clone(), threshold)?;
    for worker in workers {
        Pallet::<T>::do_bond(operator_of::<T>(&worker)?, worker)?;
    }
    Ok(())
}

/// Half of the gatekeepers are members, the others up to `last` bonded candidates.
pub(super) fn with_candidates<T: Config>(last: u32) -> Result<(), BenchmarkError> {
    committee_of::<T>(HALF, HALF as u16)?;
    WantedThreshold::<T>::put(MAJORITY);
    for worker in (HALF + 1..=last).map(keeper) {
        Pallet::<T>::do_appoint(worker)?;
        Pallet::<T>::do_bond(operator_of::<T>(&worker)?, worker)?;
    }
    Ok(())
}

/// There are elections for the most seats.
pub(super) fn with_elections<T: Config>() {
    Elections::<T>::put(ElectionRules { era: 1, seats: MAX_SEATS });
}

/// A worker, whose operator is a validator, stands for election with `amount` more at stake.
pub(super) fn contend<T: Config>(number: u32, amount: Balance) -> Result<(), BenchmarkError> {
    let worker = keeper(number);
    let operator = operator_of::<T>(&worker)?;
    T::Validators::make_validator(&operator);
    Pallet::<T>::do_declare(operator, worker, amount)?;
    Ok(())
}

/// As many contenders as there may be, none of which has a seat, the first with the most at stake.
pub(super) fn with_contenders<T: Config>() -> Result<(), BenchmarkError> {
    with_elections::<T>();
    for place in 1..=MAX_CONTENDERS {
        contend::<T>(ALL + place, T::Bond::get().saturating_add(Balance::from(MAX_CONTENDERS - place)))?;
    }
    Ok(())
}

pub(super) fn sharing(
    secret: Secret,
    ceremony: CeremonyId,
    keepers: Vec<WorkerId>,
    threshold: u16,
) -> Sharing {
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
pub(super) fn share_all<T: Config>(first: u32, threshold: u16) {
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
pub(super) fn open<T: Config>(secret: Secret, source: Option<Sharing>, threshold: u16) -> CeremonyId {
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
pub(super) fn hand_on<T: Config>(secret: Secret) {
    let source = Keys::<T>::get().sharing(&secret).cloned();
    open::<T>(secret, source, MAJORITY);
}

/// As many ceremonies as may be open, that of the oldest epoch among them.
pub(super) fn open_all<T: Config>() {
    let generations = (1..=LIVE_GENERATIONS).map(Secret::Generation);
    let epochs = (1..=MAX_CEREMONIES - LIVE_GENERATIONS).map(|epoch| Secret::Epoch(epoch.into()));
    generations.chain(epochs).for_each(hand_on::<T>);
}

/// The share of index `index` evaluated at `label`.
pub(super) fn partial(index: u16, label: &KeyLabel) -> Result<Partial, BenchmarkError> {
    let share = scalar(&ONE).ok_or("1 is a scalar")?;
    Ok(evaluate(&share, index, label))
}
