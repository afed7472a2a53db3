//! Keys, certificates and revocation lists of the development root, as X.509 (RFC 5280).
//!
//! The shape is Intel's: a root certifies a CA for machines and a signer for TCB info and QE identity; the CA certifies
//! each machine's PCK key, with the facts of the machine in Intel's SGX extension. Signatures are deterministic
//! (RFC 6979), so everything here gives the same bytes each time.

use super::der::*;
use alloc::vec::Vec;
use dcap_qvl::oids;
use p256::{
    ecdsa::{signature::Signer, Signature, SigningKey},
    elliptic_curve::ops::ReduceNonZero,
    FieldBytes, NonZeroScalar,
};
use sp_crypto_hashing::sha2_256;

/// FMSPC of all simulated machines.
pub const FMSPC: [u8; 6] = [0xad, 0x17, 0, 0, 0, 0];

const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const PRIME256V1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const CRL_NUMBER: &[u8] = &[0x55, 0x1d, 0x14];
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 0x23];

const ROOT_NAME: &str = "Adyton Development Root CA";
const PCK_CA_NAME: &str = "Adyton Development PCK Processor CA";
const TCB_SIGNING_NAME: &str = "Adyton Development TCB Signing";
const PCK_NAME: &str = "Adyton Simulated Machine";

/// The key that a public label stands for: SHA-256(`adyton/development/v1/` ‖ label ‖ context), reduced to a scalar.
pub(crate) fn key(label: &str, context: &[u8]) -> SigningKey {
    let digest = labelled(label, context);
    SigningKey::from(NonZeroScalar::reduce_nonzero(&FieldBytes::from(digest)))
}

/// 32 public bytes that stand for a label.
pub(crate) fn labelled(label: &str, context: &[u8]) -> [u8; 32] {
    sha2_256(&[b"adyton/development/v1/", label.as_bytes(), context].concat())
}

fn root_key() -> SigningKey {
    key("root", &[])
}

fn pck_ca_key() -> SigningKey {
    key("pck-ca", &[])
}

fn tcb_signing_key() -> SigningKey {
    key("tcb-signing", &[])
}

/// r ‖ s over `bytes`.
pub(crate) fn sign_raw(key: &SigningKey, bytes: &[u8]) -> [u8; 64] {
    let signature: Signature = key.sign(bytes);
    signature.to_bytes().into()
}

/// Certificate of the root, DER.
pub fn root_certificate() -> Vec<u8> {
    let key = root_key();
    let extensions = authority_extensions(Some(1));
    certificate(ROOT_NAME, &key, ROOT_NAME, &key, extensions)
}

/// Certificate of the CA for machines, DER.
pub fn pck_ca_certificate() -> Vec<u8> {
    certificate(PCK_CA_NAME, &pck_ca_key(), ROOT_NAME, &root_key(), authority_extensions(Some(0)))
}

/// Certificate of the signer of TCB info and QE identity, DER.
pub fn tcb_signing_certificate() -> Vec<u8> {
    certificate(TCB_SIGNING_NAME, &tcb_signing_key(), ROOT_NAME, &root_key(), authority_extensions(None))
}

/// Revocation list of the root, DER.
pub fn root_crl() -> Vec<u8> {
    revocation_list(ROOT_NAME, &root_key())
}

/// Revocation list of the CA for machines, DER.
pub fn pck_crl() -> Vec<u8> {
    revocation_list(PCK_CA_NAME, &pck_ca_key())
}

/// Signature over TCB info or QE identity, r ‖ s.
pub fn sign_collateral(json: &[u8]) -> [u8; 64] {
    sign_raw(&tcb_signing_key(), json)
}

/// Key of a machine, which signs its quoting enclave's reports.
pub(crate) fn pck_key(machine: u32) -> SigningKey {
    key("pck", &machine.to_le_bytes())
}

/// Certificate of a machine's PCK key, DER.
pub(crate) fn pck_certificate(machine: u32) -> Vec<u8> {
    let mut extensions = authority_extensions(None);
    extensions.push(extension(oids::SGX_EXTENSION.as_bytes(), false, &sgx_extension(machine)));
    certificate(PCK_NAME, &pck_key(machine), PCK_CA_NAME, &pck_ca_key(), extensions)
}

/// Facts of a machine, after Intel's "SGX PCK Certificate and CRL Profile Specification": PPID, TCB with all SVNs 1,
/// PCE-ID 0, FMSPC, type "standard".
fn sgx_extension(machine: u32) -> Vec<u8> {
    let entry = |arcs: &[u8], value: Vec<u8>| sequence(&[oid(arcs), value]);
    let ppid = labelled("ppid", &machine.to_le_bytes());
    let mut tcb: Vec<Vec<u8>> = (1..=16u8)
        .map(|component| entry(&[oids::TCB.as_bytes(), &[component]].concat(), integer(&[1])))
        .collect();
    tcb.push(entry(oids::PCESVN.as_bytes(), integer(&[1])));
    tcb.push(entry(oids::CPUSVN.as_bytes(), octets(&[1; 16])));
    sequence(&[
        entry(oids::PPID.as_bytes(), octets(ppid.first_chunk::<16>().unwrap_or(&[0; 16]))),
        entry(oids::TCB.as_bytes(), sequence(&tcb)),
        entry(oids::PCEID.as_bytes(), octets(&[0; 2])),
        entry(oids::FMSPC.as_bytes(), octets(&FMSPC)),
        entry(oids::SGX_TYPE.as_bytes(), enumerated(0)),
    ])
}

/// Basic constraints and key usage: of a CA with at most `path` CAs below it, or of a signer of data.
fn authority_extensions(path: Option<u8>) -> Vec<Vec<u8>> {
    const CERT_AND_CRL_SIGN: [u8; 1] = [0b0000_0110];
    const DIGITAL_SIGNATURE_NON_REPUDIATION: [u8; 1] = [0b1100_0000];
    let (constraints, usage) = match path {
        Some(path) => (sequence(&[yes(), integer(&[path])]), bits(1, &CERT_AND_CRL_SIGN)),
        None => (sequence(&[]), bits(6, &DIGITAL_SIGNATURE_NON_REPUDIATION)),
    };
    alloc::vec![extension(BASIC_CONSTRAINTS, true, &constraints), extension(KEY_USAGE, true, &usage)]
}

fn certificate(
    subject: &str,
    subject_key: &SigningKey,
    issuer: &str,
    issuer_key: &SigningKey,
    mut extensions: Vec<Vec<u8>>,
) -> Vec<u8> {
    const VERSION_3: u8 = 2;
    extensions.push(extension(SUBJECT_KEY_ID, false, &octets(&key_id(subject_key))));
    extensions.push(authority_key_id(issuer_key));
    let body = sequence(&[
        explicit(0, &integer(&[VERSION_3])),
        serial(subject_key),
        sequence(&[oid(ECDSA_WITH_SHA256)]),
        name(issuer),
        sequence(&[valid_from(), valid_to()]),
        name(subject),
        sequence(&[sequence(&[oid(EC_PUBLIC_KEY), oid(PRIME256V1)]), bits(0, &public_point(subject_key))]),
        explicit(3, &sequence(&extensions)),
    ]);
    signed(body, issuer_key)
}

/// An empty revocation list that holds as long as the certificates.
fn revocation_list(issuer: &str, issuer_key: &SigningKey) -> Vec<u8> {
    const VERSION_2: u8 = 1;
    let extensions = [authority_key_id(issuer_key), extension(CRL_NUMBER, false, &integer(&[1]))];
    let body = sequence(&[
        integer(&[VERSION_2]),
        sequence(&[oid(ECDSA_WITH_SHA256)]),
        name(issuer),
        valid_from(),
        valid_to(),
        explicit(0, &sequence(&extensions)),
    ]);
    signed(body, issuer_key)
}

fn signed(body: Vec<u8>, issuer_key: &SigningKey) -> Vec<u8> {
    let signature: Signature = issuer_key.sign(&body);
    sequence(&[body, sequence(&[oid(ECDSA_WITH_SHA256)]), bits(0, signature.to_der().as_bytes())])
}

fn valid_from() -> Vec<u8> {
    utc_time("240101000000Z")
}

fn valid_to() -> Vec<u8> {
    generalized_time("20560101000000Z")
}

fn name(common_name: &str) -> Vec<u8> {
    sequence(&[set(&sequence(&[oid(COMMON_NAME), utf8(common_name)]))])
}

fn extension(arcs: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { yes() } else { Vec::new() };
    sequence(&[oid(arcs), critical, octets(value)])
}

fn authority_key_id(issuer_key: &SigningKey) -> Vec<u8> {
    const KEY_IDENTIFIER: u8 = 0x80;
    extension(AUTHORITY_KEY_ID, false, &sequence(&[tlv(KEY_IDENTIFIER, &key_id(issuer_key))]))
}

/// First 20 bytes of SHA-256 over the public point (RFC 7093, method 1).
fn key_id(key: &SigningKey) -> Vec<u8> {
    sha2_256(&public_point(key)).into_iter().take(20).collect()
}

/// Positive, without leading zeros, and different for each key.
fn serial(key: &SigningKey) -> Vec<u8> {
    let mut serial = key_id(key);
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    integer(&serial)
}

/// Uncompressed point: 0x04 ‖ x ‖ y.
pub(crate) fn public_point(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}
