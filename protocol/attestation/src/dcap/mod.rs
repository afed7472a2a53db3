//! Intel's evidence: SGX and TDX quotes with their PCK certificate chain. `dcap-qvl` proves them; this module decides
//! which bytes and which certificates count, and names what is wrong.
//!
//! Reading order: [`evidence`] (form) → [`prove`] (signatures and TCB) → [`verified`] (collateral that was verified
//! before) → [`level`] (the TCB status again, under newer collateral).

mod evidence;
mod flaws;
mod level;
mod prove;
mod verified;

pub(crate) use evidence::{length, to_pem, DcapEvidence, PCK_CHAIN, QE_REPORT_CERTIFICATION};
pub(crate) use level::Reading;
