//! The must-fail table of registration: bad evidence, bad claims, and what the policy refuses, each with an error of its
//! own. Forged certificates and signatures have a table in `protocol/attestation`.

use super::policy::{change, measurement_of};
use crate::{mock::*, pallet::Error, *};
use attestation::development::MEASUREMENT;
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use messages::{
    ids::*,
    registration::{Registration, TeeKind},
    BoundedVec, H256,
};

/// A bad registration: what went before it, and the registration itself.
struct Row {
    name: &'static str,
    make: fn() -> Registration,
    error: Error<Test>,
}

/// The registration of an honest enclave on machine 1.
fn honest() -> Registration {
    let enclave = Enclave::boot(1, 1);
    enclave.registration_of(enclave.claim())
}

/// That of an enclave that differs in one thing.
fn changed(change: impl FnOnce(&mut Enclave)) -> Registration {
    let mut enclave = Enclave::boot(1, 1);
    change(&mut enclave);
    enclave.registration_of(enclave.claim())
}

/// That of an enclave whose challenge is block `number` with `hash`.
fn challenged(number: BlockNumber, hash: H256) -> Registration {
    let enclave = Enclave::boot(1, 1);
    let mut claim = enclave.claim();
    claim.challenge = BlockRef { number, hash };
    enclave.registration_of(claim)
}

fn with_bytes(change: impl FnOnce(&mut Vec<u8>)) -> Registration {
    let mut registration = honest();
    let mut bytes = registration.quote.bytes.into_inner();
    change(&mut bytes);
    registration.quote.bytes = bytes.try_into().unwrap();
    registration
}

/// The machine that an honest registration comes from.
fn platform() -> H256 {
    let enclave = Enclave::boot(1, 1);
    assert_ok!(enclave.register());
    let platform = enclave.record().attested.platform;
    go_to(System::block_number() + 1);
    platform
}

const TABLE: &[Row] = &[
    Row {
        name: "reused challenge",
        make: || {
            let registration = honest();
            assert_ok!(Registry::register(relayer(), registration.clone()));
            registration
        },
        error: Error::ChallengeNotNewer,
    },
    Row {
        name: "challenge too old",
        make: || {
            let registration = honest();
            go_to(9 + MaxChallengeAge::get() + 1);
            registration
        },
        error: Error::ChallengeTooOld,
    },
    Row {
        name: "challenge head from a fork",
        make: || challenged(9, H256::repeat_byte(0xf0)),
        error: Error::ChallengeForeign,
    },
    Row {
        name: "challenge head from the future",
        make: || challenged(11, H256::zero()),
        error: Error::ChallengeForeign,
    },
    Row {
        name: "claim for another network",
        make: || {
            let enclave = Enclave::boot(1, 1);
            let mut claim = enclave.claim();
            claim.genesis = H256::repeat_byte(9);
            enclave.registration_of(claim)
        },
        error: Error::ForeignNetwork,
    },
    Row {
        name: "wrong report data",
        make: || {
            let mut registration = honest();
            registration.claim.encryption_key = [9; 32];
            registration
        },
        error: Error::WrongReportData,
    },
    Row {
        name: "debug bit",
        make: || changed(|enclave| enclave.td.attributes |= 1),
        error: Error::DebugMode,
    },
    Row {
        name: "unknown measurement",
        make: || changed(|enclave| enclave.td.mr_td = [9; 48]),
        error: Error::MeasurementNotAllowed,
    },
    Row {
        name: "measurement before its delay is over",
        make: || {
            let mut enclave = Enclave::boot(1, 1);
            enclave.td.mr_td = [9; 48];
            let measurement = measurement_of(&enclave.td);
            assert_ok!(Registry::allow_measurement(root(), TeeKind::Tdx, measurement, Default::default()));
            enclave.registration_of(enclave.claim())
        },
        error: Error::MeasurementNotYetAllowed,
    },
    Row {
        name: "deprecated measurement",
        make: || {
            let until_ms = Some(START_MS + 10 * SLOT_MS);
            let deprecation =
                PolicyChange::Measurement { kind: TeeKind::Tdx, measurement: MEASUREMENT, until_ms };
            assert_ok!(change(deprecation));
            go_to(11);
            honest()
        },
        error: Error::MeasurementDeprecated,
    },
    Row {
        name: "denied measurement",
        make: || {
            assert_ok!(Registry::deny_measurement(root(), MEASUREMENT));
            honest()
        },
        error: Error::MeasurementDenied,
    },
    Row {
        name: "TCB status below policy",
        make: || changed(|enclave| enclave.td.module_svn = 1),
        error: Error::TcbStatusNotAccepted,
    },
    Row {
        name: "revoked TCB",
        make: || changed(|enclave| enclave.td.module_svn = 0),
        error: Error::TcbRevoked,
    },
    Row {
        name: "refused advisory",
        make: || {
            accept_old_firmware();
            let id = b"ADYTON-SIM-00001".to_vec().try_into().unwrap();
            assert_ok!(change(PolicyChange::Advisory { id, from_ms: Some(0) }));
            changed(|enclave| enclave.td.module_svn = 1)
        },
        error: Error::AdvisoryRefused,
    },
    Row {
        name: "collateral from too old an evaluation",
        make: || {
            assert_ok!(change(PolicyChange::MinimumEvaluation { number: 2 }));
            honest()
        },
        error: Error::EvaluationTooOld,
    },
    Row {
        name: "denied platform",
        make: || {
            assert_ok!(change(PolicyChange::Platform { platform: platform(), denied: true }));
            honest()
        },
        error: Error::PlatformDenied,
    },
    Row {
        name: "platform not listed",
        make: || {
            let only = BoundedVec::truncate_from(vec![platform()]);
            assert_ok!(change(PolicyChange::PlatformList { only: Some(only) }));
            let other = Enclave::boot(2, 1);
            other.registration_of(other.claim())
        },
        error: Error::PlatformNotAllowed,
    },
    Row {
        name: "frozen registration",
        make: || {
            assert_ok!(Registry::set_frozen(root(), true));
            honest()
        },
        error: Error::RegistrationFrozen,
    },
    Row { name: "empty quote", make: || with_bytes(|bytes| bytes.clear()), error: Error::QuoteMalformed },
    Row {
        name: "truncated quote",
        make: || with_bytes(|bytes| bytes.truncate(600)),
        error: Error::QuoteMalformed,
    },
    Row {
        name: "trailing bytes",
        make: || with_bytes(|bytes| bytes.push(0)),
        error: Error::QuoteUnaccountedBytes,
    },
    Row {
        name: "quote of another kind",
        make: || {
            let mut registration = honest();
            registration.quote.kind = TeeKind::Sgx;
            registration
        },
        error: Error::QuoteOfOtherKind,
    },
    Row {
        name: "no collateral",
        make: || {
            crate::pallet::Collateral::<Test>::kill();
            honest()
        },
        error: Error::CollateralMissing,
    },
    Row {
        name: "expired collateral",
        make: || {
            // The development root's files end in 2056.
            pallet_timestamp::Now::<Test>::put(2_714_000_000_000);
            honest()
        },
        error: Error::CollateralExpired,
    },
];

/// Platforms with old firmware are acceptable.
pub(super) fn accept_old_firmware() {
    let rule = attestation::AcceptedStatus { status: attestation::TcbStatus::OutOfDate, until_ms: None };
    crate::pallet::Policy::<Test>::mutate(|policy| policy.statuses.try_push(rule).unwrap());
}

#[test]
fn every_bad_registration_is_refused_for_its_own_reason() {
    for Row { name, make, error } in TABLE {
        on_development_network(|| {
            let bad = make();
            let refused = Registry::register(relayer(), bad);
            let expected = sp_runtime::DispatchError::from(decoded(error));
            assert_eq!(refused, Err(expected), "{name}");
        });
    }
}

/// Errors cannot be cloned; they are one byte.
fn decoded(error: &Error<Test>) -> Error<Test> {
    Error::decode(&mut error.encode().as_slice()).unwrap()
}

#[test]
fn simulated_evidence_is_refused_on_a_production_network() {
    on_production_network(|| {
        assert_noop!(Registry::register(relayer(), honest()), Error::<Test>::UnknownRoot);
    });
}

#[test]
fn no_call_can_name_a_trust_root() {
    let mut registry = scale_info::Registry::new();
    registry.register_type(&scale_info::meta_type::<crate::pallet::Call<Test>>());
    let types = scale_info::PortableRegistry::from(registry).types;
    let named = |name: &str| types.iter().any(|of| of.ty.path.ident().is_some_and(|ident| ident == name));
    assert!(named("Collateral"), "the search finds types of arguments");
    assert!(!named("TrustAnchor") && !named("TrustRoot"));
}

#[test]
fn collateral_that_is_oversize_does_not_decode() {
    // Nine bounded byte strings: each has room for its largest, and for nothing more.
    let too_long = vec![0u8; attestation::MAX_CRL as usize + 1].encode();
    assert!(
        BoundedVec::<u8, messages::ConstU32<{ attestation::MAX_CRL }>>::decode(&mut &too_long[..]).is_err()
    );
    let snp = [vec![1], too_long].concat();
    assert!(attestation::Collateral::decode(&mut &snp[..]).is_err());
}
