//! What is news to the chain, and when to look again. Pure.

use attestation::{verify_collateral, Collateral, CollateralClaims, Error, TrustAnchor};
use messages::{
    ids::TimeMs,
    registration::{Quote, TrustRoot},
};
use std::time::Duration;

/// Time between two looks. Intel issues collateral daily and it lives 30 days; an hour also spreads an urgent update
/// (a revocation) soon enough.
pub const INTERVAL: Duration = Duration::from_secs(3600);
/// The same before the first worker has evidence.
pub const INTERVAL_WITHOUT_WITNESS: Duration = Duration::from_secs(5);
/// The same after a failure.
pub const INTERVAL_AFTER_FAILURE: Duration = Duration::from_secs(60);
/// Pauses are up to this share longer, so that the relayers of a network neither load a source at the same moment nor
/// pay for the same upload: 1/4.
const JITTER_SHARE: u32 = 4;

/// What to do with fetched collateral.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// The chain has it, or a newer one.
    Known,
    /// The chain would take it, under this root.
    News(TrustRoot, CollateralClaims),
    /// The chain would refuse it.
    Unusable(Error),
}

/// Judges `fetched` as the chain would at `now_ms`, against what it has `stored`.
pub fn judge(
    fetched: &Collateral,
    witness: &Quote,
    anchors: &[TrustAnchor],
    stored: &[(TrustRoot, Collateral)],
    now_ms: TimeMs,
) -> Judgement {
    match verify_collateral(witness, anchors, fetched, now_ms) {
        Err(error) => Judgement::Unusable(error),
        Ok((root, claims)) => {
            let of_root = stored.iter().filter(|(of, _)| *of == root).map(|(_, collateral)| collateral);
            let mut rivals = of_root
                .filter_map(|collateral| collateral.unverified_claims().ok())
                .filter(|stored| stored.family == claims.family);
            if rivals.all(|stored| claims.supersedes(&stored)) {
                Judgement::News(root, claims)
            } else {
                Judgement::Known
            }
        }
    }
}

/// `interval` and a random part of it on top.
pub fn pause(interval: Duration, random: u32) -> Duration {
    let most = interval / JITTER_SHARE;
    interval + most.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::collateral::fake_pccs::Sample;

    #[test]
    fn only_newer_collateral_that_the_chain_would_take_is_news() {
        let sample = Sample::sgx();
        let intel = [TrustAnchor::intel()];
        let claims = sample.collateral.unverified_claims().unwrap();
        let judge = |anchors: &[TrustAnchor], stored: &[(TrustRoot, Collateral)], now_ms| {
            judge(&sample.collateral, &sample.quote, anchors, stored, now_ms)
        };
        let news = Judgement::News(TrustRoot::Intel, claims);
        let same = (TrustRoot::Intel, sample.collateral.clone());
        let of_another_root = (TrustRoot::Simulated, sample.collateral.clone());
        assert_eq!(judge(&intel, &[], claims.issued_ms), news);
        assert_eq!(judge(&intel, &[of_another_root], claims.issued_ms), news);
        assert_eq!(judge(&intel, &[same], claims.issued_ms), Judgement::Known);
        assert_eq!(judge(&intel, &[], claims.expires_ms), Judgement::Unusable(Error::CollateralExpired));
        assert_eq!(judge(&[], &[], claims.issued_ms), Judgement::Unusable(Error::UnknownRoot));
    }

    #[test]
    fn pauses_differ_within_bounds() {
        assert_eq!(pause(INTERVAL, 0), INTERVAL);
        assert_eq!(pause(INTERVAL, u32::MAX), INTERVAL + INTERVAL / 4);
        assert!(pause(INTERVAL, u32::MAX / 2) < pause(INTERVAL, u32::MAX));
    }
}
