//! Verification of a quote, beside `dcap-qvl` alone.
//!
//! The quote is a simulated machine's, which has the form and the signatures of a real TDX quote. Collateral is read
//! from its stored form each time on both sides, as a runtime does. `dcap-qvl` verifies it with every quote and knows no
//! other way; ours does so too where it comes from strangers, and skips signatures that were verified when it was
//! stored. What ours does in addition: it accounts for every byte, finds anchor and collateral, judges by a policy and
//! records facts.

mod wasm;

use crate::{
    machine::timed,
    report::{Goal, Report},
    samples::Samples,
};
use anyhow::{anyhow, ensure, Result};
use attestation::{
    development::{self, SimulatedTd},
    verify_quote, VerifiedCollateral,
};
use dcap_qvl::{configs::RustCryptoConfig, verify::QuoteVerifier, QuoteCollateralV3};
use messages::registration::TrustRoot;

const RUNS: u64 = 200;
/// Within the dates of the development root.
const NOW_MS: u64 = 1_800_000_000_000;
const REPORT_DATA: [u8; 64] = [7; 64];

/// Measures all in turns, and then the runtime.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let quote = SimulatedTd::new(1).quote(&REPORT_DATA).map_err(|error| anyhow!("{error}"))?;
    let anchors = [development::trust_anchor()];
    let stored = [(TrustRoot::Simulated, development::collateral())];
    let policy = development::policy();
    let bare: QuoteCollateralV3 = serde_json::from_value(serde_json::to_value(&stored[0].1)?)?;
    let verifier = QuoteVerifier::<RustCryptoConfig>::new_with_config(anchors[0].certificate.to_vec());
    let [mut ours, mut theirs, mut strangers, mut again] = [(); 4].map(|()| Samples::default());
    for _ in 0..RUNS {
        let (verified, time) = timed(|| {
            let collateral = VerifiedCollateral::dangerous_stored(&stored);
            verify_quote(&quote, &REPORT_DATA, &anchors, collateral, &policy, NOW_MS)
                .map_err(|error| anyhow!("{error}"))
        })?;
        ours.add(time);
        let (_, time) = timed(|| {
            attestation::verify(&quote, &REPORT_DATA, &anchors, &stored, &policy, NOW_MS)
                .map_err(|error| anyhow!("{error}"))
        })?;
        strangers.add(time);
        let (alone, time) = timed(|| verifier.verify(&quote.bytes, &bare, NOW_MS / 1000))?;
        theirs.add(time);
        ensure!(alone.status == format!("{:?}", verified.tcb_status()), "two verdicts");
        let ((), time) = timed(|| {
            let facts = verified.tcb_facts().under(TrustRoot::Simulated, &stored);
            let facts = facts.map_err(|error| anyhow!("{error}"))?;
            let standing = attestation::re_evaluate(&verified.summary(), &facts, &policy, NOW_MS);
            ensure!(standing == attestation::Standing::Good, "judged anew, it is {standing:?}");
            Ok(())
        })?;
        again.add(time);
    }
    let [ours, theirs, strangers] = [ours, theirs, strangers].map(|samples| samples.median() * 1e3);
    report.figure(
        "quote_native_ms",
        ours,
        Goal::AtMost(3.0),
        "milliseconds to verify a TDX quote by stored collateral, native",
    );
    report.figure(
        "quote_and_collateral_ms",
        strangers,
        Goal::None,
        "milliseconds to verify a quote together with its collateral, as enclaves and clients do",
    );
    report.figure(
        "quote_ratio_to_dcap_qvl",
        theirs / ours,
        Goal::AtLeast(0.9),
        format!("time of `dcap-qvl` alone for the same quote ({theirs:.2} ms), over ours"),
    );
    let again = again.median() * 1e6;
    report.figure(
        "reevaluate_us",
        again,
        Goal::None,
        "microseconds to judge a worker anew without its quote",
    );
    wasm::measure(report)
}
