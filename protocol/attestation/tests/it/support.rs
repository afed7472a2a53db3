//! What the tests share: an honest simulated worker on a development network.

use attestation::{development, verify, Collateral, Error, Policy, TrustAnchor, VerifiedAttestation};
use messages::{
    ids::TimeMs,
    registration::{Quote, TrustRoot},
};

/// 22 November 2026.
pub(crate) const NOW_MS: TimeMs = 1_795_305_600_000;
pub(crate) const REPORT_DATA: [u8; 64] = [7; 64];

/// A development network as a verifier sees it.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) anchors: Vec<TrustAnchor>,
    pub(crate) collateral: Vec<(TrustRoot, Collateral)>,
    pub(crate) policy: Policy,
    pub(crate) now_ms: TimeMs,
}

impl Network {
    pub(crate) fn development() -> Self {
        Network {
            anchors: vec![TrustAnchor::intel(), development::trust_anchor()],
            collateral: vec![(TrustRoot::Simulated, development::collateral())],
            policy: development::policy(),
            now_ms: NOW_MS,
        }
    }

    pub(crate) fn verify(&self, quote: &Quote) -> Result<VerifiedAttestation, Error> {
        verify(quote, &REPORT_DATA, &self.anchors, &self.collateral, &self.policy, self.now_ms)
    }
}

/// The honest worker on machine 1.
pub(crate) fn honest() -> Quote {
    development::SimulatedTd::new(1).quote(&REPORT_DATA).unwrap()
}

/// `quote` with other bytes.
pub(crate) fn with_bytes(quote: &Quote, bytes: Vec<u8>) -> Quote {
    Quote { kind: quote.kind, bytes: bytes.try_into().unwrap() }
}
