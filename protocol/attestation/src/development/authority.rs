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

/// The key that a public label stands for: SHA-256(`adyton/development/v1/` ‖ label ‖ context), reduced to a scalar.
pub(crate) fn key(label: &str, context: &[u8]) -> SigningKey {
    let digest = labelled(label, context);
    SigningKey::from(NonZeroScalar::reduce_nonzero(&FieldBytes::from(digest)))
}

/// 32 public bytes that stand for a label.
pub(crate) fn labelled(label: &str, context: &[u8]) -> [u8; 32] {
    sha2_256(&[b"adyton/development/v1/", label.as_bytes(), context].concat())
}

/// Who is certified by the development root, or is it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Certified {
    /// The root itself.
    Root,
    /// The CA for machines.
    PckCa,
    /// The signer of TCB info and QE identity.
    TcbSigning,
    /// A machine's PCK key.
    Machine(u32),
}

/// How something differs from what the honest authority makes. The default is honest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flaws {
    /// Signed by a key that nobody certified.
    pub forged: bool,
    /// Its time was the year 2024.
    pub ended: bool,
}

impl Certified {
    fn name(self) -> &'static str {
        match self {
            Certified::Root => "Adyton Development Root CA",
            Certified::PckCa => "Adyton Development PCK Processor CA",
            Certified::TcbSigning => "Adyton Development TCB Signing",
            Certified::Machine(_) => "Adyton Simulated Machine",
        }
    }

    /// The private key, which everybody has.
    pub(crate) fn key(self) -> SigningKey {
        match self {
            Certified::Root => key("root", &[]),
            Certified::PckCa => key("pck-ca", &[]),
            Certified::TcbSigning => key("tcb-signing", &[]),
            Certified::Machine(machine) => key("pck", &machine.to_le_bytes()),
        }
    }

    fn issuer(self) -> Certified {
        match self {
            Certified::Root | Certified::PckCa | Certified::TcbSigning => Certified::Root,
            Certified::Machine(_) => Certified::PckCa,
        }
    }

    fn extensions(self) -> Vec<Vec<u8>> {
        match self {
            Certified::Root => authority_extensions(Some(1)),
            Certified::PckCa => authority_extensions(Some(0)),
            Certified::TcbSigning => authority_extensions(None),
            Certified::Machine(machine) => {
                let facts = extension(oids::SGX_EXTENSION.as_bytes(), false, &sgx_extension(machine));
                let mut extensions = authority_extensions(None);
                extensions.push(facts);
                extensions
            }
        }
    }

    /// The certificate, DER.
    pub fn certificate(self, flaws: Flaws) -> Vec<u8> {
        const VERSION_3: u8 = 2;
        let (key, issuer) = (self.key(), self.issuer());
        let mut extensions = self.extensions();
        extensions.push(extension(SUBJECT_KEY_ID, false, &octets(&key_id(&key))));
        extensions.push(authority_key_id(&issuer.key()));
        let body = sequence(&[
            explicit(0, &integer(&[VERSION_3])),
            serial(&key),
            sequence(&[oid(ECDSA_WITH_SHA256)]),
            name(issuer.name()),
            sequence(&[valid_from(), valid_to(flaws)]),
            name(self.name()),
            sequence(&[sequence(&[oid(EC_PUBLIC_KEY), oid(PRIME256V1)]), bits(0, &public_point(&key))]),
            explicit(3, &sequence(&extensions)),
        ]);
        signed(body, issuer, flaws)
    }

    /// Its revocation list, naming the `revoked`, DER.
    pub fn revocation_list(self, revoked: &[Certified], flaws: Flaws) -> Vec<u8> {
        const VERSION_2: u8 = 1;
        let entries: Vec<_> =
            revoked.iter().map(|revoked| sequence(&[serial(&revoked.key()), valid_from()])).collect();
        let entries = if entries.is_empty() { Vec::new() } else { sequence(&entries) };
        let extensions = [authority_key_id(&self.key()), extension(CRL_NUMBER, false, &integer(&[1]))];
        let body = sequence(&[
            integer(&[VERSION_2]),
            sequence(&[oid(ECDSA_WITH_SHA256)]),
            name(self.name()),
            valid_from(),
            valid_to(flaws),
            entries,
            explicit(0, &sequence(&extensions)),
        ]);
        signed(body, self, flaws)
    }
}

/// r ‖ s over `bytes`.
pub(crate) fn sign_raw(key: &SigningKey, bytes: &[u8]) -> [u8; 64] {
    let signature: Signature = key.sign(bytes);
    signature.to_bytes().into()
}

/// Signature over TCB info or QE identity, r ‖ s.
pub fn sign_collateral(json: &[u8]) -> [u8; 64] {
    sign_raw(&Certified::TcbSigning.key(), json)
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

fn signed(body: Vec<u8>, issuer: Certified, flaws: Flaws) -> Vec<u8> {
    let key = if flaws.forged { key("stranger", &[]) } else { issuer.key() };
    let signature: Signature = key.sign(&body);
    sequence(&[body, sequence(&[oid(ECDSA_WITH_SHA256)]), bits(0, signature.to_der().as_bytes())])
}

fn valid_from() -> Vec<u8> {
    utc_time("240101000000Z")
}

fn valid_to(flaws: Flaws) -> Vec<u8> {
    if flaws.ended {
        utc_time("250101000000Z")
    } else {
        generalized_time("20560101000000Z")
    }
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
