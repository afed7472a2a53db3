//! AMD's two signature schemes: RSASSA-PSS with SHA-384 and 4096-bit keys for certificates, ECDSA on P-384 for reports.

use crate::x509::{Certificate, RevocationList};
use alloc::vec::Vec;
use crypto_bigint::{
    modular::{FixedMontyForm, FixedMontyParams},
    Odd, U4096, U64,
};
use der::{
    asn1::{AnyRef, UintRef},
    oid::ObjectIdentifier,
    Decode, Reader, SliceReader,
};
use p384::ecdsa::{signature::Verifier, Signature, VerifyingKey};
use sha2::{Digest, Sha384};
use x509_cert::spki::AlgorithmIdentifierOwned;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Bytes of a modulus and of a signature.
const RSA: usize = 512;
/// The public exponent of AMD's keys.
const EXPONENT: u64 = 65_537;
/// Bytes of a digest, and of the salt.
const HASH: usize = 48;

/// Whether `issuer` signed the certificate.
pub(crate) fn issued(issuer: &Certificate<'_>, certificate: &Certificate<'_>) -> bool {
    let parsed = &certificate.parsed;
    let stated = [parsed.tbs_certificate().signature(), parsed.signature_algorithm()];
    certificate.names_as_issuer(issuer)
        && is_signed(issuer, certificate.signed(), stated, parsed.signature().as_bytes())
}

/// Whether `issuer` signed the revocation list.
pub(crate) fn listed(issuer: &Certificate<'_>, list: &RevocationList<'_>) -> bool {
    let parsed = &list.parsed;
    let stated = [&parsed.tbs_cert_list.signature, &parsed.signature_algorithm];
    parsed.tbs_cert_list.issuer == *issuer.parsed.tbs_certificate().subject()
        && is_signed(issuer, list.signed(), stated, parsed.signature.as_bytes())
}

/// Whether the key of `certificate` made this ECDSA signature, r ‖ s, over a report.
pub(crate) fn reported(certificate: &Certificate<'_>, report: &[u8], signature: &[u8; 96]) -> bool {
    let key = certificate.parsed.tbs_certificate().subject_public_key_info();
    let point = key.subject_public_key.as_bytes().filter(|_| key.algorithm.oid == EC_PUBLIC_KEY);
    let key = point.and_then(|point| VerifyingKey::from_sec1_bytes(point).ok());
    let signature = Signature::from_slice(signature).ok();
    key.zip(signature).is_some_and(|(key, signature)| key.verify(report, &signature).is_ok())
}

/// The algorithm is stated twice, once outside what is signed; both must be the same (RFC 5280 4.1.1.2).
fn is_signed(
    issuer: &Certificate<'_>,
    message: &[u8],
    [inner, outer]: [&AlgorithmIdentifierOwned; 2],
    signature: Option<&[u8]>,
) -> bool {
    let modulus = modulus(issuer);
    let signature = signature.and_then(|signature| <&[u8; RSA]>::try_from(signature).ok());
    inner == outer
        && inner.oid == RSASSA_PSS
        && modulus.zip(signature).is_some_and(|(modulus, signature)| is_pss(&modulus, message, signature))
}

/// The RSA modulus of a certificate's key, if that is a key as AMD has them.
fn modulus(certificate: &Certificate<'_>) -> Option<Odd<U4096>> {
    let key = certificate.parsed.tbs_certificate().subject_public_key_info();
    if key.algorithm.oid != RSA_ENCRYPTION {
        return None;
    }
    let key = AnyRef::from_der(key.subject_public_key.as_bytes()?).ok()?;
    let mut parts = SliceReader::new(key.value()).ok()?;
    let modulus = UintRef::decode(&mut parts).ok()?;
    let exponent = UintRef::decode(&mut parts).ok()?;
    parts.finish().ok()?;
    let bytes: &[u8; RSA] = modulus.as_bytes().try_into().ok()?;
    if exponent.as_bytes() != EXPONENT.to_be_bytes().get(5..)? || bytes.first()? & 0x80 == 0 {
        return None;
    }
    Odd::new(U4096::from_be_slice(bytes)).into_option()
}

/// RSASSA-PSS-VERIFY of RFC 8017, section 8.1.2, with SHA-384, MGF1 and a salt of 48 bytes.
fn is_pss(modulus: &Odd<U4096>, message: &[u8], signature: &[u8; RSA]) -> bool {
    let signature = U4096::from_be_slice(signature);
    if signature >= *modulus.as_ref() {
        return false;
    }
    let field = FixedMontyParams::new_vartime(*modulus);
    let power = FixedMontyForm::new(&signature, &field).pow_vartime(&U64::from_u64(EXPONENT));
    let encoded = power.retrieve().to_be_bytes();
    is_pss_encoding(message, encoded.as_ref()).unwrap_or(false)
}

/// EMSA-PSS-VERIFY of RFC 8017, section 9.1.2, with emBits = 4095.
fn is_pss_encoding(message: &[u8], encoded: &[u8]) -> Option<bool> {
    const TRAILER: u8 = 0xbc;
    const TOP_BIT: u8 = 0x80;
    let (masked, rest) = encoded.split_at_checked(RSA - HASH - 1)?;
    let (hash, trailer) = rest.split_at_checked(HASH)?;
    if trailer != [TRAILER] || masked.first()? & TOP_BIT != 0 {
        return Some(false);
    }
    let mut block: Vec<u8> = masked.iter().zip(mask(hash)).map(|(masked, mask)| masked ^ mask).collect();
    *block.first_mut()? &= !TOP_BIT;
    let (padding, salt) = block.split_at_checked(block.len().checked_sub(HASH)?)?;
    let (one, zeros) = padding.split_last()?;
    let expected =
        Sha384::new().chain_update([0; 8]).chain_update(Sha384::digest(message)).chain_update(salt);
    Some(*one == 1 && zeros.iter().all(|byte| *byte == 0) && expected.finalize().as_slice() == hash)
}

/// MGF1 of RFC 8017, appendix B.2.1; endless.
fn mask(seed: &[u8]) -> impl Iterator<Item = u8> + '_ {
    (0u32..).flat_map(move |counter| {
        let block: [u8; HASH] =
            Sha384::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize().into();
        block
    })
}
