//! An authority for SEV-SNP as AMD's is, with keys of its own: what it signs has AMD's form and nobody else's trust.
//!
//! Its two RSA keys (modulus ‖ private exponent, 512 bytes each) are in `tests/data`; chips' keys derive from labels.
#![allow(clippy::disallowed_types)] // signatures made once serve all tests

use attestation::{snp_quote, Collateral, SnpCollateral, SnpProduct, TrustAnchor};
use crypto_bigint::{
    modular::{FixedMontyForm, FixedMontyParams},
    Odd, U4096,
};
use messages::registration::{Quote, TeeKind, TrustRoot};
use p384::ecdsa::{signature::Signer, Signature, SigningKey};
use sha2::{Digest, Sha384};
use std::{collections::BTreeMap, sync::Mutex};

pub(crate) const ARK: Rsa = Rsa(include_bytes!("../data/ark.rsa"));
pub(crate) const ASK: Rsa = Rsa(include_bytes!("../data/ask.rsa"));

/// Offsets of fields in a report.
pub(crate) mod field {
    pub(crate) const VERSION: usize = 0x00;
    pub(crate) const POLICY: usize = 0x08;
    pub(crate) const ALGORITHM: usize = 0x34;
    pub(crate) const PLATFORM_INFO: usize = 0x40;
    pub(crate) const KEY_INFO: usize = 0x48;
    pub(crate) const REPORT_DATA: usize = 0x50;
    pub(crate) const MEASUREMENT: usize = 0x90;
    pub(crate) const HOST_DATA: usize = 0xc0;
    pub(crate) const MIGRATION_AGENT: usize = 0x160;
    pub(crate) const REPORTED_TCB: usize = 0x180;
    pub(crate) const CHIP: usize = 0x1a0;
    pub(crate) const LAUNCH_TCB: usize = 0x1f0;
    pub(crate) const SIGNATURE: usize = 0x2a0;
    pub(crate) const END: usize = 0x4a0;
}

pub(crate) struct Rsa(&'static [u8; 1024]);

impl Rsa {
    fn modulus(&self) -> &[u8] {
        &self.0[..512]
    }

    /// RSASSA-PSS with SHA-384 and a salt that is the digest. Signatures are remembered: they take half a second each, and
    /// most certificates are made by many tests.
    fn sign(&self, message: &[u8]) -> [u8; 512] {
        static MADE: Mutex<BTreeMap<Vec<u8>, [u8; 512]>> = Mutex::new(BTreeMap::new());
        let digest = Sha384::digest(message);
        let label = [&self.modulus()[..8], &digest].concat();
        if let Some(made) = MADE.lock().unwrap().get(&label) {
            return *made;
        }
        let hash = Sha384::new().chain_update([0; 8]).chain_update(digest).chain_update(digest).finalize();
        let mut block = [vec![0; 414], vec![1], digest.to_vec()].concat();
        let mask = (0u32..)
            .flat_map(|n| Sha384::new().chain_update(hash).chain_update(n.to_be_bytes()).finalize().to_vec());
        block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
        block[0] &= 0x7f;
        let encoded = U4096::from_be_slice(&[&block[..], &hash, &[0xbc]].concat());
        let modulus = Odd::new(U4096::from_be_slice(self.modulus())).into_option().unwrap();
        let exponent = U4096::from_be_slice(&self.0[512..]);
        let signature = FixedMontyForm::new(&encoded, &FixedMontyParams::new(modulus)).pow(&exponent);
        let made: [u8; 512] = signature.retrieve().to_be_bytes().as_ref().try_into().unwrap();
        MADE.lock().unwrap().insert(label, made);
        made
    }

    fn public(&self) -> Vec<u8> {
        let key = seq(&[tlv(2, &[&[0], self.modulus()].concat()), tlv(2, &[1, 0, 1])]);
        seq(&[seq(&[oid("1.2.840.113549.1.1.1"), tlv(5, &[])]), tlv(3, &[&[0], &key[..]].concat())])
    }
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = (content.len() as u16).to_be_bytes();
    let header = match content.len() {
        0..=0x7f => vec![tag, low],
        0x80..=0xff => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [header, content.to_vec()].concat()
}

fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

fn oid(id: &str) -> Vec<u8> {
    tlv(6, der::oid::ObjectIdentifier::new(id).unwrap().as_bytes())
}

fn name(common: &str) -> Vec<u8> {
    seq(&[tlv(0x31, &seq(&[oid("2.5.4.3"), tlv(0x0c, common.as_bytes())]))])
}

fn pss() -> Vec<u8> {
    let sha384 = seq(&[oid("2.16.840.1.101.3.4.2.2")]);
    let mgf = seq(&[oid("1.2.840.113549.1.1.8"), sha384.clone()]);
    seq(&[
        oid("1.2.840.113549.1.1.10"),
        seq(&[tlv(0xa0, &sha384), tlv(0xa1, &mgf), tlv(0xa2, &tlv(2, &[48]))]),
    ])
}

fn signed(body: Vec<u8>, key: &Rsa) -> Vec<u8> {
    let signature = key.sign(&body);
    seq(&[body, pss(), tlv(3, &[&[0], &signature[..]].concat())])
}

/// Period that certificates and lists hold: to the end of 2049, or only to that of 2024.
fn period(ended: bool) -> [Vec<u8>; 2] {
    let end = if ended { b"241231000000Z" } else { b"491231000000Z" };
    [b"240101000000Z", end].map(|time| tlv(0x17, time))
}

struct Subject {
    name: String,
    serial: u8,
    key: Vec<u8>,
    extensions: Vec<Vec<u8>>,
    ended: bool,
}

impl Subject {
    fn certified_by(self, issuer: &str, key: &Rsa) -> Vec<u8> {
        let body = [
            tlv(0xa0, &tlv(2, &[2])),
            tlv(2, &[self.serial]),
            pss(),
            name(issuer),
            seq(&period(self.ended)),
            name(&self.name),
            self.key,
            tlv(0xa3, &seq(&self.extensions)),
        ];
        signed(seq(&body), key)
    }
}

fn extension(id: &str, value: &[u8]) -> Vec<u8> {
    seq(&[oid(id), tlv(4, value)])
}

/// A guest on a chip, with everything that a test may want to differ from the honest one.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) product: SnpProduct,
    /// Whether the key that signs is a provider's (VLEK).
    pub(crate) is_vlek: bool,
    /// Chip that the VCEK is certified for.
    pub(crate) certified_chip: Vec<u8>,
    /// Firmware that the key is certified for: boot loader, TEE, SNP, microcode, FMC.
    pub(crate) certified_tcb: [u8; 5],
    /// The report before it is signed.
    pub(crate) report: Vec<u8>,
    /// Signs the VCEK in the place of the authority.
    pub(crate) key_signer: &'static Rsa,
    /// Signs the authority's certificate in the place of the root.
    pub(crate) authority_signer: &'static Rsa,
    pub(crate) key_ended: bool,
    pub(crate) authority_ended: bool,
    /// Name of the authority; its product line's when `None`.
    pub(crate) authority_name: Option<&'static str>,
    /// Label of the key that signs the report; certified is `chip`.
    pub(crate) report_signer: &'static str,
}

impl Guest {
    pub(crate) fn new(product: SnpProduct, report_data: &[u8; 64]) -> Self {
        let is_turin = product == SnpProduct::Turin;
        let mut report = vec![0; field::END];
        let mut put = |at: usize, bytes: &[u8]| report[at..at + bytes.len()].copy_from_slice(bytes);
        let tcb = if is_turin { [1, 3, 0, 8, 0, 0, 0, 115] } else { [3, 0, 0, 0, 0, 0, 8, 115] };
        put(field::VERSION, &[3, 0, 0, 0]);
        put(field::POLICY, &0x3_0000u64.to_le_bytes());
        put(field::ALGORITHM, &[1, 0, 0, 0]);
        put(field::PLATFORM_INFO, &0b10_0001u64.to_le_bytes());
        put(field::REPORT_DATA, report_data);
        put(field::MEASUREMENT, &[9; 48]);
        put(field::MIGRATION_AGENT, &[0xff; 32]);
        for at in [field::REPORTED_TCB, field::LAUNCH_TCB, 0x38, 0x1e0] {
            put(at, &tcb);
        }
        let certified_chip = if is_turin { vec![5; 8] } else { vec![5; 64] };
        put(field::CHIP, &certified_chip);
        Guest {
            product,
            is_vlek: false,
            certified_chip,
            certified_tcb: [3, 0, 8, 115, 1],
            report,
            key_signer: &ASK,
            authority_signer: &ARK,
            key_ended: false,
            authority_ended: false,
            authority_name: None,
            report_signer: "chip",
        }
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Guest)) -> Self {
        change(&mut self);
        self
    }

    /// With other bytes in the report.
    pub(crate) fn put(self, at: usize, bytes: &[u8]) -> Self {
        self.with(|guest| guest.report[at..at + bytes.len()].copy_from_slice(bytes))
    }

    pub(crate) fn vlek(self) -> Self {
        self.with(|guest| guest.is_vlek = true).put(field::KEY_INFO, &[1 << 2, 0, 0, 0])
    }

    fn authority_name(&self) -> String {
        let kind = if self.is_vlek { "SEV-VLEK-" } else { "SEV-" };
        self.authority_name.map_or_else(|| format!("{kind}{}", self.product.name()), String::from)
    }

    fn authority(&self) -> Vec<u8> {
        let authority = Subject {
            name: self.authority_name(),
            serial: 2,
            key: ASK.public(),
            extensions: vec![extension("2.5.29.19", &seq(&[tlv(1, &[0xff])]))],
            ended: self.authority_ended,
        };
        authority.certified_by(&format!("ARK-{}", self.product.name()), self.authority_signer)
    }

    fn key(&self) -> Vec<u8> {
        let point = key("chip").verifying_key().to_sec1_point(false).as_bytes().to_vec();
        let [bootloader, tee, snp, microcode, fmc] = self.certified_tcb.map(|number| tlv(2, &[number]));
        let mut extensions = vec![
            extension("1.3.6.1.4.1.3704.1.1", &tlv(2, &[0])),
            extension("1.3.6.1.4.1.3704.1.3.1", &bootloader),
            extension("1.3.6.1.4.1.3704.1.3.2", &tee),
            extension("1.3.6.1.4.1.3704.1.3.3", &snp),
            extension("1.3.6.1.4.1.3704.1.3.8", &microcode),
        ];
        if self.product == SnpProduct::Turin {
            extensions.push(extension("1.3.6.1.4.1.3704.1.3.9", &fmc));
        }
        if !self.is_vlek {
            extensions.push(extension("1.3.6.1.4.1.3704.1.4", &self.certified_chip));
        }
        let algorithm = seq(&[oid("1.2.840.10045.2.1"), oid("1.3.132.0.34")]);
        let subject = Subject {
            name: if self.is_vlek { "SEV-VLEK" } else { "SEV-VCEK" }.into(),
            serial: 0,
            key: seq(&[algorithm, tlv(3, &[&[0], &point[..]].concat())]),
            extensions,
            ended: self.key_ended,
        };
        subject.certified_by(&self.authority_name(), self.key_signer)
    }

    /// The report, signed.
    pub(crate) fn report(&self) -> Vec<u8> {
        let mut report = self.report.clone();
        let signature: Signature = key(self.report_signer).sign(&report[..field::SIGNATURE]);
        for (half, at) in signature.to_bytes().chunks(48).zip([field::SIGNATURE, field::SIGNATURE + 72]) {
            report[at..at + 48].iter_mut().zip(half.iter().rev()).for_each(|(to, from)| *to = *from);
        }
        report
    }

    pub(crate) fn quote(&self) -> Quote {
        let (ark, authority, key) = (root(self.product), self.authority(), self.key());
        let bytes = snp_quote(&self.report(), &ark, &authority, &key, self.is_vlek).unwrap();
        Quote { kind: TeeKind::Snp, bytes: bytes.try_into().unwrap() }
    }
}

fn key(label: &str) -> SigningKey {
    SigningKey::from_slice(&Sha384::digest(label)).unwrap()
}

fn root(product: SnpProduct) -> Vec<u8> {
    let name = format!("ARK-{}", product.name());
    let extensions = vec![extension("2.5.29.19", &seq(&[tlv(1, &[0xff])]))];
    let root = Subject { name: name.clone(), serial: 1, key: ARK.public(), extensions, ended: false };
    root.certified_by(&name, &ARK)
}

/// The root of a line, as a trust anchor.
pub(crate) fn anchor(product: SnpProduct) -> TrustAnchor {
    TrustAnchor { root: TrustRoot::Amd, certificate: root(product).try_into().unwrap() }
}

/// The revocation list of a line's root, by `signer`, naming certificates by their serial numbers.
pub(crate) fn collateral(product: SnpProduct, signer: &Rsa, revoked: &[u8], ended: bool) -> Collateral {
    let [from, to] = period(ended);
    let entries: Vec<_> = revoked.iter().map(|serial| seq(&[tlv(2, &[*serial]), from.clone()])).collect();
    let entries = if entries.is_empty() { vec![] } else { seq(&entries) };
    let number = extension("2.5.29.20", &tlv(2, &[7]));
    let body = [
        tlv(2, &[1]),
        pss(),
        name(&format!("ARK-{}", product.name())),
        from,
        to,
        entries,
        tlv(0xa0, &seq(&[number])),
    ];
    Collateral::Snp(SnpCollateral { ark_crl: signed(seq(&body), signer).try_into().unwrap() })
}
