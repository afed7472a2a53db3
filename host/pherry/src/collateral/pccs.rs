//! Intel's protocol for collateral, version 4, as PCCS servers and Intel's own service speak it, and AMD's single
//! request.
//!
//! Four requests: TCB info, QE identity, and the revocation lists of machines and of the root. Who signed is in response
//! headers, percent-encoded. What is signed is JSON *as it stands in the answer*, so it is cut out and never written
//! anew.

use super::{
    source::{Authority, SourceError},
    web::{Answer, Web},
};
use attestation::{Collateral, Family, SnpCollateral};
use dcap_qvl::QuoteCollateralV3;
use messages::{registration::TeeKind, BoundedVec};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Where Intel itself publishes the root's revocation list, which its collateral service lacks.
const INTEL_ROOT_CRL: &str = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der";
/// First byte of everything in DER that is a list of fields.
const DER_SEQUENCE: u8 = 0x30;

#[derive(Deserialize)]
struct TcbInfoAnswer<'a> {
    #[serde(rename = "tcbInfo", borrow)]
    info: &'a RawValue,
    signature: String,
}

#[derive(Deserialize)]
struct IdentityAnswer<'a> {
    #[serde(rename = "enclaveIdentity", borrow)]
    identity: &'a RawValue,
    signature: String,
}

/// Fetches the collateral of one of Intel's families from the service at `base`.
///
/// # Errors
/// [`SourceError`].
pub async fn fetch(web: &Web, base: &str, family: &Family, ca: Authority) -> Result<Collateral, SourceError> {
    let api = |kind: &str, what: &str| format!("{base}/{kind}/certification/v4/{what}");
    let kind = if family.kind == TeeKind::Sgx { "sgx" } else { "tdx" };
    let fmspc = hex::encode_upper(family.fmspc);
    let tcb = web.get(&api(kind, &format!("tcb?fmspc={fmspc}"))).await?;
    let identity = web.get(&api(kind, "qe/identity")).await?;
    let pck_crl = web.get(&api("sgx", &format!("pckcrl?ca={}&encoding=der", ca.name()))).await?;
    let root_crl = match web.get(&api("sgx", "rootcacrl")).await {
        Err(error) if error.is_not_found() => web.get(INTEL_ROOT_CRL).await,
        outcome => outcome,
    }?;
    assemble(&tcb, &identity, &pck_crl, &root_crl)
}

fn assemble(
    tcb: &Answer,
    identity: &Answer,
    pck_crl: &Answer,
    root_crl: &Answer,
) -> Result<Collateral, SourceError> {
    let tcb_info: TcbInfoAnswer<'_> = json(tcb)?;
    let qe_identity: IdentityAnswer<'_> = json(identity)?;
    let fetched = QuoteCollateralV3 {
        pck_crl_issuer_chain: issuer(pck_crl, &["SGX-PCK-CRL-Issuer-Chain"])?,
        root_ca_crl: list(root_crl)?,
        pck_crl: list(pck_crl)?,
        // Version 3 of the protocol called it by the other name, and some servers still do.
        tcb_info_issuer_chain: issuer(tcb, &["TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain"])?,
        tcb_info: tcb_info.info.get().to_owned(),
        tcb_info_signature: signature(tcb, &tcb_info.signature)?,
        qe_identity_issuer_chain: issuer(identity, &["SGX-Enclave-Identity-Issuer-Chain"])?,
        qe_identity: qe_identity.identity.get().to_owned(),
        qe_identity_signature: signature(identity, &qe_identity.signature)?,
        pck_certificate_chain: None,
    };
    Collateral::try_from(fetched).map_err(|error| malformed(tcb, error))
}

/// Fetches the revocation list of an AMD product line from the key server at `base`.
///
/// # Errors
/// [`SourceError`].
pub async fn fetch_amd(web: &Web, base: &str, line: &str) -> Result<Collateral, SourceError> {
    let answer = web.get(&format!("{base}/vcek/v1/{line}/crl")).await?;
    let ark_crl =
        BoundedVec::try_from(list(&answer)?).map_err(|_| malformed(&answer, "the list is too large"))?;
    Ok(Collateral::Snp(SnpCollateral { ark_crl }))
}

fn malformed(answer: &Answer, reason: impl ToString) -> SourceError {
    SourceError::Malformed { url: answer.url.clone(), reason: reason.to_string() }
}

fn json<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<T, SourceError> {
    serde_json::from_slice(&answer.body).map_err(|error| malformed(answer, error))
}

fn signature(answer: &Answer, text: &str) -> Result<Vec<u8>, SourceError> {
    hex::decode(text).map_err(|_| malformed(answer, "the signature is not hex"))
}

/// Certificates of who signed, from the first of these headers that is there.
fn issuer(answer: &Answer, names: &[&str]) -> Result<String, SourceError> {
    let header = names.iter().find_map(|name| answer.headers.get(*name));
    let header = header.ok_or_else(|| malformed(answer, format!("no header {}", names.join(" or "))))?;
    let text = header.to_str().map_err(|error| malformed(answer, error))?;
    let decoded = percent_decode_str(text).decode_utf8().map_err(|error| malformed(answer, error))?;
    Ok(decoded.into_owned())
}

/// A revocation list: DER, or hex of it as some PCCS servers answer.
fn list(answer: &Answer) -> Result<Vec<u8>, SourceError> {
    if answer.body.first() == Some(&DER_SEQUENCE) && answer.body.get(1).is_some_and(|length| *length >= 0x80)
    {
        return Ok(answer.body.clone());
    }
    let text = std::str::from_utf8(&answer.body).unwrap_or_default();
    hex::decode(text.trim()).map_err(|_| malformed(answer, "the revocation list is neither DER nor hex"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::collateral::{
        fake_pccs::{FakePccs, Sample},
        source::{Source, Wanted},
    };

    #[tokio::test]
    async fn a_pccs_gives_what_verifies_the_quote() {
        for sample in [Sample::sgx(), Sample::tdx()] {
            let pccs = FakePccs::start(&sample, 0).await;
            let source: Source = pccs.url().parse().unwrap();
            let fetched = source.fetch(&Wanted::by(&sample.quote).unwrap()).await.unwrap();
            assert_eq!(fetched, sample.collateral);
        }
    }

    #[tokio::test]
    async fn another_family_is_a_refusal_with_the_url() {
        let (sgx, tdx) = (Sample::sgx(), Sample::tdx());
        let pccs = FakePccs::start(&sgx, 0).await;
        let source: Source = pccs.url().parse().unwrap();
        let error = source.fetch(&Wanted::by(&tdx.quote).unwrap()).await.unwrap_err();
        assert!(error.to_string().contains("/tdx/certification/v4/tcb?fmspc="), "{error}");
        assert!(!error.is_passing());
    }

    fn answer(header: &'static str, value: &'static str, body: &[u8]) -> Answer {
        let mut headers = hyper::HeaderMap::new();
        headers.insert(header, value.parse().unwrap());
        Answer { url: "http://pccs".into(), headers, body: body.to_vec() }
    }

    #[test]
    fn malformed_answers_name_what_is_wrong() {
        let tcb = |body: &[u8]| answer("TCB-Info-Issuer-Chain", "a%0Ab", body);
        let identity =
            answer("SGX-Enclave-Identity-Issuer-Chain", "a", br#"{"enclaveIdentity":{},"signature":"00"}"#);
        let lists = answer("SGX-PCK-CRL-Issuer-Chain", "a", b"3000");
        let good = tcb(br#"{"tcbInfo":{ "a" : 1 },"signature":"00"}"#);
        let reason = |tcb: &Answer, identity: &Answer, crl: &Answer| {
            assemble(tcb, identity, crl, crl).unwrap_err().to_string()
        };
        for (error, part) in [
            (reason(&tcb(b"{}"), &identity, &lists), "missing field `tcbInfo`"),
            (reason(&tcb(br#"{"tcbInfo":{},"signature":"x"}"#), &identity, &lists), "signature is not hex"),
            (reason(&good, &identity, &answer("Other", "a", b"3000")), "no header SGX-PCK-CRL-Issuer-Chain"),
            (reason(&good, &identity, &answer("SGX-PCK-CRL-Issuer-Chain", "a", b"?")), "neither DER nor hex"),
            (
                reason(&answer("Other", "a", &good.body), &identity, &lists),
                "no header TCB-Info-Issuer-Chain or",
            ),
        ] {
            assert!(error.contains(part), "{error} should say {part}");
        }
    }

    #[test]
    fn signed_json_stays_as_it_was_signed() {
        let odd = answer("h", "v", br#"{"signature":"00","tcbInfo":{ "b":1 , "a" : 2 }}"#);
        let parsed: TcbInfoAnswer<'_> = json(&odd).unwrap();
        assert_eq!(parsed.info.get(), r#"{ "b":1 , "a" : 2 }"#);
    }

    #[test]
    fn headers_are_decoded() {
        let chain = answer("SGX-PCK-CRL-Issuer-Chain", "-----BEGIN%20CERTIFICATE-----%0AMII%2B%3D", b"");
        assert_eq!(
            issuer(&chain, &["SGX-PCK-CRL-Issuer-Chain"]).unwrap(),
            "-----BEGIN CERTIFICATE-----\nMII+="
        );
    }
}
