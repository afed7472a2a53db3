//! Reading a quote strictly: every byte of it belongs to a field that some signature covers.

use crate::{Collateral, Error, Family, TrustAnchor};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use dcap_qvl::{
    configs::RustCryptoConfig,
    intel::quote_fmspc_with,
    quote::{AuthData, Quote as DcapQuote, Report},
};
use messages::{
    registration::{Quote, TeeKind, TrustRoot},
    BoundedVec,
};

/// Type of certification data that wraps the quoting enclave's report (quote v4 and v5).
pub(crate) const QE_REPORT_CERTIFICATION: u16 = 6;
/// Type of certification data that is the PCK certificate chain.
pub(crate) const PCK_CHAIN: u16 = 5;
/// PEM label of a certificate.
const CERTIFICATE: &str = "CERTIFICATE";

/// A quote as a platform's driver gave it, without the padding that some leave behind it.
///
/// Platforms call this before they send a quote: [`crate::verify`] refuses padding, so that nobody can make a second
/// form of somebody's quote.
pub fn without_padding(kind: TeeKind, padded: &[u8]) -> Result<Quote, Error> {
    if kind == TeeKind::Snp {
        return Err(Error::Unsupported(kind));
    }
    let mut rest = padded;
    DcapQuote::decode(&mut rest).map_err(|_| Error::MalformedQuote)?;
    let length = padded.len().saturating_sub(rest.len());
    let bytes = padded.get(..length).unwrap_or_default().to_vec();
    Ok(Quote { kind, bytes: BoundedVec::try_from(bytes).map_err(|_| Error::Oversize)? })
}

/// The platform family that a quote names: for looking up its collateral. Nothing is proven.
///
/// # Errors
/// Those of [`crate::verify`] about a quote's form, kind and debug bit.
pub fn unverified_family(quote: &Quote) -> Result<Family, Error> {
    Evidence::parse(quote)?.family()
}

/// A quote that parsed and is complete; nothing in it is proven yet.
pub(crate) struct Evidence<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) parsed: DcapQuote,
    /// Who the quote says heads its certificate chain, DER.
    root_certificate: Vec<u8>,
}

impl<'a> Evidence<'a> {
    /// Parses a quote and checks its form, kind and debug bit.
    pub(crate) fn parse(quote: &'a Quote) -> Result<Self, Error> {
        if quote.kind == TeeKind::Snp {
            return Err(Error::Unsupported(quote.kind));
        }
        let mut rest = quote.bytes.as_slice();
        let parsed = DcapQuote::decode(&mut rest).map_err(|_| Error::MalformedQuote)?;
        if !rest.is_empty() || parsed.encode() != quote.bytes.as_slice() {
            return Err(Error::UnaccountedBytes);
        }
        check_kind(quote.kind, &parsed)?;
        check_debug(&parsed.report)?;
        let root_certificate = chain_root(&parsed)?;
        Ok(Evidence { bytes: &quote.bytes, parsed, root_certificate })
    }

    /// The anchor that heads the quote's certificate chain.
    pub(crate) fn anchor<'b>(&self, anchors: &'b [TrustAnchor]) -> Result<&'b TrustAnchor, Error> {
        anchors
            .iter()
            .find(|anchor| anchor.certificate.as_slice() == self.root_certificate)
            .ok_or(Error::UnknownRoot)
    }

    /// The collateral of the quote's platform family under `root`.
    pub(crate) fn collateral<'b>(
        &self,
        root: TrustRoot,
        stored: &'b [(TrustRoot, Collateral)],
    ) -> Result<&'b Collateral, Error> {
        let family = self.family()?;
        stored
            .iter()
            .filter(|(of, _)| *of == root)
            .map(|(_, collateral)| collateral)
            .find(|collateral| collateral.unverified_claims().is_ok_and(|claims| claims.family == family))
            .ok_or(Error::NoCollateral(root))
    }

    fn family(&self) -> Result<Family, Error> {
        let fmspc =
            quote_fmspc_with::<RustCryptoConfig>(&self.parsed).map_err(|_| Error::NoCertificateChain)?;
        let kind = if self.parsed.report.is_sgx() { TeeKind::Sgx } else { TeeKind::Tdx };
        Ok(Family { kind, fmspc })
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

/// The last certificate of the quote's chain of exactly leaf, CA and root.
///
/// Line breaks (and the zero byte that Intel's library leaves at the end) are free; any other byte outside the three
/// certificates is refused.
fn chain_root(quote: &DcapQuote) -> Result<Vec<u8>, Error> {
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
    let [_leaf, _ca, root] = certificates.as_slice() else { return Err(Error::NoCertificateChain) };
    if !without_breaks(to_pem(&certificates).as_bytes()).eq(without_breaks(chain)) {
        return Err(Error::UnaccountedBytes);
    }
    Ok(root.clone())
}

/// PEM of a chain, as quotes and collateral carry it.
pub(crate) fn to_pem(certificates: &[Vec<u8>]) -> alloc::string::String {
    let format = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    let blocks: Vec<_> =
        certificates.iter().map(|certificate| pem::Pem::new(CERTIFICATE, certificate.clone())).collect();
    pem::encode_many_config(&blocks, format)
}

fn without_breaks(pem: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let end = pem.strip_suffix(&[0]).unwrap_or(pem);
    end.iter().copied().filter(|byte| !byte.is_ascii_whitespace())
}
