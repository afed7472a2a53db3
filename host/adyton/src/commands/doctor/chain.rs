//! What a network says to a machine: whether the clocks agree, and whether its policy knows such hardware.
//!
//! The node is believed here: nothing but advice depends on it.

use super::{ways::Kind, Check};
use anyhow::{Context, Result};
use attestation::{Policy, TrustAnchor};
use client::node::NodePool;
use messages::{
    abi,
    ids::TimeMs,
    registration::{TeeKind, TrustRoot},
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Patience with the node.
const PATIENCE: Duration = Duration::from_secs(5);
/// Greatest age of the newest finalized block that a clock in order shows: finality takes seconds.
const MAX_BEHIND_MS: TimeMs = 120_000;
/// How far the chain may be ahead of the clock: validators accept blocks up to 30 s from the future.
const MAX_AHEAD_MS: TimeMs = 30_000;

/// What the chain says.
#[derive(Default)]
struct Rules {
    time_ms: TimeMs,
    anchors: Vec<TrustAnchor>,
    policy: Policy,
}

/// Checks of the chain behind `node` for a machine with `hardware`.
pub(super) async fn checks(node: &str, hardware: &[Kind]) -> Vec<Check> {
    match rules(node).await {
        Ok(rules) => {
            let now_ms =
                SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
            let welcome = hardware.iter().map(|kind| accepts(&rules, *kind, now_ms));
            std::iter::once(clock(rules.time_ms, now_ms)).chain(welcome).collect()
        }
        Err(error) => {
            vec![Check::new(format!("node {node} answers"), false, &format!("{error:#}"))]
        }
    }
}

async fn rules(node: &str) -> Result<Rules> {
    let pool = NodePool::new(vec![node.to_owned()], None)?;
    pool.ready(PATIENCE).await?;
    let at = pool.finalized_head().await?;
    let foreign = "it is no Adyton node of this version";
    Ok(Rules {
        time_ms: pool.read(&abi::timestamp(), at).await?.context(foreign)?,
        anchors: pool.read(&abi::trust_anchors(), at).await?.context(foreign)?,
        policy: pool.read(&abi::evidence_policy(), at).await?.context(foreign)?,
    })
}

fn clock(chain_ms: TimeMs, now_ms: TimeMs) -> Check {
    let what = if now_ms >= chain_ms {
        format!("clock: newest finalized block is {} s old", (now_ms - chain_ms) / 1000)
    } else {
        format!("clock: newest finalized block is {} s in the future", (chain_ms - now_ms) / 1000)
    };
    let met =
        chain_ms <= now_ms.saturating_add(MAX_AHEAD_MS) && now_ms <= chain_ms.saturating_add(MAX_BEHIND_MS);
    Check::new(
        what,
        met,
        "set the clock with NTP; if it is right, the chain's finality has stalled: ask another node",
    )
}

fn accepts(rules: &Rules, kind: Kind, now_ms: TimeMs) -> Check {
    let (kind, root) = match kind {
        Kind::Sgx => (TeeKind::Sgx, TrustRoot::Intel),
        Kind::Tdx => (TeeKind::Tdx, TrustRoot::Intel),
        Kind::Snp => (TeeKind::Snp, TrustRoot::Amd),
    };
    let rooted = rules.anchors.iter().any(|anchor| anchor.root == root);
    let counts = rules.policy.measurements.iter().any(|allowed| {
        allowed.kind == kind
            && allowed.from_ms <= now_ms
            && allowed.until_ms.is_none_or(|until| now_ms < until)
    });
    let next = if rooted {
        "governance has allowed no program for this hardware; wait for a release, or mine with other hardware"
    } else {
        "genesis names no root of trust of this vendor, and nothing adds one: choose another network or hardware"
    };
    Check::new(format!("policy: the network takes {kind:?}"), rooted && counts, next)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn clocks_agree_within_bounds() {
        let now = 1_000_000_000;
        for (chain, met) in [
            (now, true),
            (now - MAX_BEHIND_MS, true),
            (now - MAX_BEHIND_MS - 1, false),
            (now + MAX_AHEAD_MS, true),
            (now + MAX_AHEAD_MS + 1, false),
            (0, false),
        ] {
            assert_eq!(clock(chain, now).met, met, "{chain}");
        }
    }

    #[test]
    fn a_network_takes_hardware_whose_root_and_program_it_has() {
        let mut rules = Rules { policy: attestation::development::policy(), ..Rules::default() };
        let next = |rules: &Rules, kind| accepts(rules, kind, TimeMs::MAX - 1).next;
        assert!(next(&rules, Kind::Tdx).unwrap().contains("genesis names no root"));
        rules.anchors.push(TrustAnchor::intel());
        assert_eq!(next(&rules, Kind::Tdx), None, "the development policy allows a program on TDX");
        assert!(next(&rules, Kind::Sgx).unwrap().contains("allowed no program"));
    }

    #[tokio::test]
    async fn a_node_that_does_not_answer_is_a_finding() {
        let checks = checks("not-a-url", &[Kind::Tdx]).await;
        assert_eq!(checks.len(), 1);
        assert!(!checks[0].met);
    }
}
