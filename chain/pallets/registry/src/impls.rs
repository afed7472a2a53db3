//! What other pallets ask of the registry.

use crate::{pallet::*, types::Condition};
use frame_support::traits::Time;
use frame_system::pallet_prelude::BlockNumberFor;
use messages::{ids::*, registration::WorkerRecord};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// Whether the worker is registered and its attestation counts now.
    pub fn is_live(worker: &WorkerId) -> bool {
        Workers::<T>::get(worker).is_some_and(|record| Self::counts(&record))
    }

    /// The account that operates the worker; `None` when it is not registered.
    pub fn operator(worker: &WorkerId) -> Option<AccountId> {
        Workers::<T>::get(worker).map(|record| record.operator)
    }

    /// How a registered worker stands with the policy. Rewards shrink in [`Condition::Degraded`].
    pub fn condition_of(worker: &WorkerId) -> Condition {
        Conditions::<T>::get(worker)
    }

    /// Whether the attestation in a record counts now.
    pub(crate) fn counts(record: &WorkerRecord) -> bool {
        T::Clock::now() <= record.attested.valid_until_ms
            && !DeniedMeasurements::<T>::contains_key(record.attested.measurement)
    }

    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    pub(crate) fn block_number(number: BlockNumber) -> BlockNumberFor<T> {
        number.into()
    }

    /// Registers a live worker without evidence, for benchmarks of other pallets.
    #[cfg(feature = "runtime-benchmarks")]
    pub fn make_live(worker: &WorkerId, operator: &AccountId) {
        use attestation::{DcapTcb, Family, TcbFacts, TcbLevel, TcbStatus};
        use messages::registration::{Attested, Measurement, TeeKind, TrustRoot};
        let attested = Attested {
            kind: TeeKind::Tdx,
            root: TrustRoot::Simulated,
            measurement: Measurement([0; 32]),
            platform: Default::default(),
            valid_until_ms: TimeMs::MAX,
        };
        let record = WorkerRecord {
            encryption_key: [0; 32],
            operator: operator.clone(),
            boot_id: BootId([0; 16]),
            last_seq: 0,
            attested,
            lease: None,
            endpoint: Default::default(),
        };
        Workers::<T>::insert(worker, record);
        Challenges::<T>::insert(worker, 0);
        let mut tdx = [0; 16];
        tdx[0] = 2;
        let level =
            DcapTcb { cpu_svn: [1; 16], pce_svn: 1, qe_svn: 1, tdx_at_launch: Some(tdx), tdx_now: None };
        let facts = TcbFacts {
            family: Family { kind: TeeKind::Tdx, fmspc: [0; 6] },
            status: TcbStatus::UpToDate,
            advisories: Default::default(),
            evaluation_number: 0,
            level: TcbLevel::Dcap(level),
            machine_serial: Default::default(),
            issuer_serial: Default::default(),
            certificates_until_ms: TimeMs::MAX,
            collateral_until_ms: TimeMs::MAX,
        };
        Facts::<T>::insert(worker, facts);
    }
}
