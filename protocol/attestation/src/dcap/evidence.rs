//! Reading an Intel quote strictly: every byte of it belongs to a field that some signature covers.

use crate::{Error, Family};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use dcap_qvl::{
    configs::RustCryptoConfig,
    intel::parse_pck_extension_with,
    quote::{AuthData, Quote as DcapQuote, Report},
};
use messages::registration::TeeKind;

/// Type of certification data that wraps the quoting enclave's report (quote v4 and v5).
pub(crate) const QE_REPORT_CERTIFICATION: u16 = 6;
/// Type of certification data that is the PCK certificate chain.
pub(crate) const PCK_CHAIN: u16 = 5;
/// PEM label of a certificate.
const CERTIFICATE: &str = "CERTIFICATE";

/// Bytes of `padded` that are the quote; what follows is padding.
pub(crate) fn length(padded: &[u8]) -> Result<usize, Error> {
    let mut rest = padded;
    DcapQuote::decode(&mut rest).map_err(|_| Error::MalformedQuote)?;
    Ok(padded.len().saturating_sub(rest.len()))
}

/// A quote that parsed and is complete; nothing in it is proven yet.
pub(crate) struct DcapEvidence<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) parsed: DcapQuote,
    /// Certificate of the machine, of the CA that issued it, and of the root that the quote says heads them, DER.
    pub(crate) chain: [Vec<u8>; 3],
}

impl<'a> DcapEvidence<'a> {
    /// Parses a quote and checks its form, kind and debug bit.
    pub(crate) fn parse(kind: TeeKind, bytes: &'a [u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        let parsed = DcapQuote::decode(&mut rest).map_err(|_| Error::MalformedQuote)?;
        if !rest.is_empty() || parsed.encode() != bytes {
            return Err(Error::UnaccountedBytes);
        }
        check_kind(kind, &parsed)?;
        check_debug(&parsed.report)?;
        let chain = chain(&parsed)?;
        Ok(DcapEvidence { bytes, parsed, chain })
    }

    pub(crate) fn family(&self) -> Result<Family, Error> {
        let [leaf, ..] = &self.chain;
        let extension =
            parse_pck_extension_with::<RustCryptoConfig>(leaf).map_err(|_| Error::NoCertificateChain)?;
        Ok(Family { kind: self.kind(), fmspc: extension.fmspc })
    }

    pub(crate) fn kind(&self) -> TeeKind {
        if self.parsed.report.is_sgx() {
            TeeKind::Sgx
        } else {
            TeeKind::Tdx
        }
    }
}

fn check_kind(stated: TeeKind, quote: &DcapQuote) -> Result<(), Error> {
    let is_stated = match stated {
        TeeKind::Sgx => quote.report.is_sgx() && quote.header.is_sgx(),
        TeeKind::Tdx => !quote.report.is_sgx() && !quote.header.is_sgx(),
        TeeKind::Snp => false,
    };
    is_stated.then_some(()).ok_or(Error::WrongKind)
}

/// SGX: the DEBUG attribute. TDX: the whole group "TD under debug", of which any bit makes a TD untrusted.
fn check_debug(report: &Report) -> Result<(), Error> {
    const SGX_DEBUG: u8 = 0b10;
    let debug = match (report.as_sgx(), report.as_td10()) {
        (Some(enclave), _) => enclave.attributes[0] & SGX_DEBUG != 0,
        (None, Some(td)) => td.td_attributes[0] != 0,
        (None, None) => true,
    };
    (!debug).then_some(()).ok_or(Error::DebugMode)
}

/// The quote's chain of exactly leaf, CA and root.
///
/// Line breaks (and the zero byte that Intel's library leaves at the end) are free; any other byte outside the three
/// certificates is refused.
fn chain(quote: &DcapQuote) -> Result<[Vec<u8>; 3], Error> {
    if let AuthData::V4(data) = &quote.auth_data {
        if data.certification_data.cert_type != QE_REPORT_CERTIFICATION {
            return Err(Error::NoCertificateChain);
        }
    }
    if quote.inner_cert_type() != PCK_CHAIN {
        return Err(Error::NoCertificateChain);
    }
    let chain = quote.inner_cert_data();
    let certificates: Vec<Vec<u8>> = pem::parse_many(chain)
        .map_err(|_| Error::NoCertificateChain)?
        .into_iter()
        .map(pem::Pem::into_contents)
        .collect();
    if certificates.len() != 3 {
        return Err(Error::NoCertificateChain);
    }
    if !without_breaks(to_pem(&certificates).as_bytes()).eq(without_breaks(chain)) {
        return Err(Error::UnaccountedBytes);
    }
    certificates.try_into().map_err(|_| Error::NoCertificateChain)
}

/// PEM of a chain, as quotes and collateral carry it.
pub(crate) fn to_pem(certificates: &[Vec<u8>]) -> String {
    let format = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    let blocks: Vec<_> =
        certificates.iter().map(|certificate| pem::Pem::new(CERTIFICATE, certificate.clone())).collect();
    pem::encode_many_config(&blocks, format)
}

fn without_breaks(pem: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let end = pem.strip_suffix(&[0]).unwrap_or(pem);
    end.iter().copied().filter(|byte| !byte.is_ascii_whitespace())
}
