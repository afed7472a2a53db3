//! Evidence of any kind: which anchor and collateral it names, and what it proves by them.

use crate::{
    collateral::{self, Signatures},
    dcap::{self, DcapEvidence},
    proven::Proven,
    snp::{self, SnpEvidence},
    Collateral, Error, Family, TrustAnchor,
};
use messages::{
    ids::TimeMs,
    registration::{Quote, TeeKind, TrustRoot},
    BoundedVec,
};

/// A quote as a platform's driver gave it, without the padding that some leave behind it. For SEV-SNP: the report,
/// followed by the certificate table as the hypervisor gave it, from which the chain is taken.
///
/// Platforms call this before they send a quote: [`crate::verify`] refuses padding, so that nobody can make a second
/// form of somebody's quote.
///
/// # Errors
/// [`Error::MalformedQuote`], [`Error::NoCertificateChain`] (SEV-SNP), [`Error::Oversize`].
pub fn without_padding(kind: TeeKind, padded: &[u8]) -> Result<Quote, Error> {
    let bytes = match kind {
        TeeKind::Sgx | TeeKind::Tdx => padded.get(..dcap::length(padded)?).unwrap_or_default().to_vec(),
        TeeKind::Snp => snp::canonical(padded)?,
    };
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
#[allow(clippy::large_enum_variant)] // one lives at a time
pub(crate) enum Evidence<'a> {
    Dcap(DcapEvidence<'a>),
    Snp(SnpEvidence<'a>),
}

impl<'a> Evidence<'a> {
    /// Parses a quote and checks its form, kind and debug bit.
    pub(crate) fn parse(quote: &'a Quote) -> Result<Self, Error> {
        match quote.kind {
            TeeKind::Sgx | TeeKind::Tdx => DcapEvidence::parse(quote.kind, &quote.bytes).map(Evidence::Dcap),
            TeeKind::Snp => SnpEvidence::parse(&quote.bytes).map(Evidence::Snp),
        }
    }

    /// The anchor that heads the quote's certificate chain.
    pub(crate) fn anchor<'b>(&self, anchors: &'b [TrustAnchor]) -> Result<&'b TrustAnchor, Error> {
        let root: &[u8] = match self {
            Evidence::Dcap(DcapEvidence { chain: [_, _, root], .. }) => root,
            Evidence::Snp(snp) => snp.root(),
        };
        anchors.iter().find(|anchor| anchor.certificate.as_slice() == root).ok_or(Error::UnknownRoot)
    }

    /// The collateral of the quote's platform family under `root`.
    pub(crate) fn collateral<'b>(
        &self,
        root: TrustRoot,
        stored: &'b [(TrustRoot, Collateral)],
    ) -> Result<&'b Collateral, Error> {
        collateral::of(root, self.family()?, stored)
    }

    fn family(&self) -> Result<Family, Error> {
        match self {
            Evidence::Dcap(dcap) => dcap.family(),
            Evidence::Snp(snp) => Ok(snp.family()),
        }
    }

    /// Proves the evidence by its anchor and by collateral that is in date.
    pub(crate) fn prove(
        &self,
        anchor: &TrustAnchor,
        (collateral, signatures): (&Collateral, Signatures),
        now_ms: TimeMs,
    ) -> Result<Proven, Error> {
        collateral.check_dates(now_ms)?;
        match self {
            Evidence::Dcap(dcap) => dcap.prove(anchor, (collateral.dcap()?, signatures), now_ms),
            // One signature, and the cheapest of all: it is verified each time.
            Evidence::Snp(snp) => snp.prove(anchor, collateral.snp()?, now_ms),
        }
    }

    /// Whether collateral states the issuers that this evidence proved it by.
    pub(crate) fn check_issuers(&self, collateral: &Collateral) -> Result<(), Error> {
        match self {
            Evidence::Dcap(dcap) => dcap.check_list_issuer(collateral.dcap()?),
            Evidence::Snp(_) => Ok(()),
        }
    }
}
