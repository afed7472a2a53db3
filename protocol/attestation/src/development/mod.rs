//! The development root and everything under it: simulated hardware for development networks and tests.
//!
//! Its keys derive from public labels, so there is no secret to leak and nothing to trust: anyone can make a quote of
//! any measurement under it. What keeps it harmless is that a production chain spec has no such anchor. Certificates,
//! TCB info, QE identity and revocation lists are files in `dev-root/` (made by `examples/make_dev_root.rs`, which
//! gives the same bytes each time); they hold from 2024 to 2056.
//!
//! Reading order: this file (anchor, collateral, policy), [`authority`] (keys and certificates), [`SimulatedTd`]
//! (quotes).

pub mod authority;
mod der;
mod quote;

pub use quote::{SimulatedTd, MRTD};

use crate::{
    dcap::to_pem, AllowedMeasurement, Collateral, DcapCollateral, Policy, TrustAnchor, Version, MAX_ANCHOR,
    MAX_CRL, MAX_ISSUER_CHAIN, MAX_QE_IDENTITY, MAX_TCB_INFO,
};
use alloc::vec::Vec;
use messages::{
    ids::TimeMs,
    registration::{Measurement, TeeKind, TrustRoot},
    BoundedVec,
};

/// The root's certificate, DER.
pub(crate) const ROOT: &[u8] = include_bytes!("../../dev-root/root.der");
/// Certificate of the CA that certifies simulated machines, DER.
pub(crate) const PCK_CA: &[u8] = include_bytes!("../../dev-root/pck-ca.der");
/// Certificate of the signer of TCB info and QE identity, DER.
const TCB_SIGNING: &[u8] = include_bytes!("../../dev-root/tcb-signing.der");
/// Revocation list of the root, DER; empty.
const ROOT_CRL: &[u8] = include_bytes!("../../dev-root/root-crl.der");
/// Revocation list of the machines' CA, DER; empty.
const PCK_CRL: &[u8] = include_bytes!("../../dev-root/pck-crl.der");
/// TCB info of simulated machines, JSON; written by hand.
pub const TCB_INFO: &[u8] = include_bytes!("../../dev-root/tcb-info.json");
const TCB_INFO_SIGNATURE: &[u8; 64] = include_bytes!("../../dev-root/tcb-info.sig");
/// Identity of the simulated quoting enclave, JSON; written by hand.
pub const QE_IDENTITY: &[u8] = include_bytes!("../../dev-root/qe-identity.json");
const QE_IDENTITY_SIGNATURE: &[u8; 64] = include_bytes!("../../dev-root/qe-identity.sig");

// The bounds below cut nothing off.
const _: () = assert!(ROOT.len() <= MAX_ANCHOR as usize);
const _: () = assert!(2 * (PCK_CA.len() + TCB_SIGNING.len() + ROOT.len()) <= MAX_ISSUER_CHAIN as usize);
const _: () = assert!(ROOT_CRL.len() + PCK_CRL.len() <= MAX_CRL as usize);
const _: () =
    assert!(TCB_INFO.len() <= MAX_TCB_INFO as usize && QE_IDENTITY.len() <= MAX_QE_IDENTITY as usize);

/// Measurement of the simulated worker: [`MRTD`], all other registers zero, `SEPT_VE_DISABLE` the only attribute. It
/// states what it is and measures nothing.
pub const MEASUREMENT: Measurement = Measurement([
    0x86, 0x53, 0x4c, 0xa7, 0x9d, 0x1d, 0xd7, 0xc1, 0x83, 0x7b, 0x4f, 0xdb, 0x20, 0xb9, 0x42, 0xe4, 0xb7,
    0x38, 0xd7, 0x87, 0x6f, 0x9d, 0x50, 0xc8, 0x42, 0x01, 0xa0, 0x94, 0xf0, 0x96, 0xfb, 0x27,
]);

/// How long a quote counts on development networks: a year, so that a network left alone goes on working.
pub const MAX_AGE_MS: TimeMs = 365 * 24 * 3600 * 1000;

/// The development root, for genesis states of development networks and nowhere else.
pub fn trust_anchor() -> TrustAnchor {
    TrustAnchor { root: TrustRoot::Simulated, certificate: BoundedVec::truncate_from(ROOT.to_vec()) }
}

/// Collateral of the one family of simulated machines.
pub fn collateral() -> Collateral {
    let issuer_chain =
        |issuer: &[u8]| BoundedVec::truncate_from(to_pem(&[issuer.to_vec(), ROOT.to_vec()]).into_bytes());
    Collateral::Dcap(DcapCollateral {
        pck_crl_issuer_chain: issuer_chain(PCK_CA),
        root_ca_crl: BoundedVec::truncate_from(ROOT_CRL.to_vec()),
        pck_crl: BoundedVec::truncate_from(PCK_CRL.to_vec()),
        tcb_info_issuer_chain: issuer_chain(TCB_SIGNING),
        tcb_info: BoundedVec::truncate_from(TCB_INFO.to_vec()),
        tcb_info_signature: *TCB_INFO_SIGNATURE,
        qe_identity_issuer_chain: issuer_chain(TCB_SIGNING),
        qe_identity: BoundedVec::truncate_from(QE_IDENTITY.to_vec()),
        qe_identity_signature: *QE_IDENTITY_SIGNATURE,
    })
}

/// Accepts the simulated worker, with up-to-date firmware, for [`MAX_AGE_MS`].
pub fn policy() -> Policy {
    let worker = AllowedMeasurement {
        kind: TeeKind::Tdx,
        measurement: MEASUREMENT,
        version: Version { major: 1, minor: 0, patch: 0 },
        from_ms: 0,
        until_ms: None,
    };
    Policy {
        measurements: BoundedVec::truncate_from(alloc::vec![worker]),
        max_age_ms: MAX_AGE_MS,
        ..Policy::default()
    }
}

/// PEM of a simulated machine's certificate chain: `leaf`, CA, root.
fn machine_chain(leaf: Vec<u8>) -> Vec<u8> {
    to_pem(&[leaf, PCK_CA.to_vec(), ROOT.to_vec()]).into_bytes()
}
