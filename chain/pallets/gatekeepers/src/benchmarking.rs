//! Benchmarks: every call, every statement, both ends of a visit, and an election, each with the most gatekeepers.

mod setup;

use super::*;
use crate::pallet::Ceremonies as OpenCeremonies;
use alloc::{vec, vec::Vec};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{fungible::MutateHold, Get},
    BoundedVec,
};
use frame_system::RawOrigin;
use messages::{
    ceremony::{Fault, Outcome, PerKeeper, Shared},
    ids::*,
    keys::*,
    limits::*,
    worker::Statement,
};
use setup::*;

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
