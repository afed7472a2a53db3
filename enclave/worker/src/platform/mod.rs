//! What a worker asks of the machine it runs on: quotes, a sealing key, entropy, time.
//!
//! One file per kind of hardware. The rest of the worker sees only the trait; which hardware it is shows in quotes
//! (and so on chain and in every answer), never in a branch of the program.
//!
//! Reading order: this file → [`open`] (which hardware is here) → `sgx` (Gramine's device files) → `tsm` (reports of
//! the Linux kernel) with `tdx` and `snp` → `sim` → `files` and `clock` (what they share).

mod clock;
mod detect;
mod files;
mod sgx;
mod sim;
mod snp;
mod tdx;
mod tsm;

#[cfg(test)]
mod fake_kernel;

pub use clock::Ticks;
pub use detect::{open, Locations, PlatformKind};
pub use sgx::SgxPlatform;
pub use sim::SimulatedPlatform;
pub use snp::SnpPlatform;
pub use tdx::TdxPlatform;

use messages::registration::{Quote, TeeKind};
use std::{io, path::PathBuf};
use zeroize::Zeroizing;

/// A machine with a trusted execution environment, seen from inside it.
pub trait Platform: Send {
    /// Kind of hardware.
    fn kind(&self) -> TeeKind;

    /// Whether the hardware is simulated. For display only: verifiers see it from the quote's root.
    fn simulated(&self) -> bool;

    /// A quote that vouches for `report_data`, without padding.
    ///
    /// # Errors
    /// Any [`PlatformError`] but [`PlatformError::NoHardware`]; trying again may help.
    fn quote(&mut self, report_data: &[u8; 64]) -> Result<Quote, PlatformError>;

    /// Secret that this code on this machine, and nothing else, gets again after a restart; `None` where the hardware
    /// has no such thing (TDX).
    fn sealing_key(&self) -> Option<Zeroizing<[u8; 32]>>;

    /// 32 random bytes that the host cannot predict.
    ///
    /// # Errors
    /// [`PlatformError::Entropy`]: the worker must not go on without.
    fn entropy(&mut self) -> Result<[u8; 32], PlatformError> {
        entropy()
    }

    /// Its clock, which any thread may read. How far to trust it: [`Platform::clock_trust`].
    fn clock(&self) -> Ticks;

    /// Who can bend [`Platform::clock`].
    fn clock_trust(&self) -> ClockTrust;
}

/// 32 random bytes that the host cannot predict, for any thread: all platforms take them from the processor or from a
/// kernel inside the trusted environment.
///
/// # Errors
/// [`PlatformError::Entropy`].
pub fn entropy() -> Result<[u8; 32], PlatformError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(PlatformError::Entropy)?;
    Ok(bytes)
}

/// Who can bend a platform's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockTrust {
    /// The hardware keeps it; the host can stop the enclave but not its clock.
    Hardware,
    /// The host can slow or stop it. Leases then count answers as well as time.
    Host,
}

/// What a platform failed at.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// What the platform gave is no quote.
    #[error("the platform made no quote: {0}; check its quoting service and try again")]
    Quote(attestation::Error),
    /// A device file failed.
    #[error("cannot {doing} {}: {reason}; {advice}", path.display())]
    Device {
        /// What was tried: `read`, `write`, `create`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
        /// What the operator can do.
        advice: &'static str,
    },
    /// The kernel made no report in time, or for somebody else's question, again and again.
    #[error(
        "the kernel made no report in {attempts} attempts ({reason}); another process may use the report entries, or \
         the quoting service does not answer: check it on the host and try again"
    )]
    NoReport {
        /// Attempts made.
        attempts: u32,
        /// How the last one failed.
        reason: String,
    },
    /// Gramine attests in no way that can be verified here.
    #[error(
        "Gramine's attestation type is `{0}`; set `sgx.remote_attestation = \"dcap\"` in the manifest and sign it anew"
    )]
    NotDcap(String),
    /// A report has another form than the hardware's specification says.
    #[error("the report has an unknown form ({0}); update the kernel, or this program if it is older than the hardware")]
    Malformed(&'static str),
    /// An AMD report came without certificates.
    #[error(
        "the host hands out no certificates with the report, or not the whole chain; let its operator load them into the \
         hypervisor's certificate table, or fetch them from AMD and name their folder with --snp-certificates"
    )]
    NoCertificates,
    /// The firmware gives no derived key.
    #[error("the firmware gives no sealing key: {0}; restart the machine, and check that the guest owns its VMPL 0 key")]
    SealingKey(String),
    /// There is no trusted execution environment.
    #[error(
        "there is no trusted execution environment here; `adyton worker doctor` says what is missing (for a development \
         network, say `--platform simulated`)"
    )]
    NoHardware,
    /// The platform gave no entropy.
    #[error("the platform gives no entropy: {0}; the worker cannot run here")]
    Entropy(getrandom::Error),
}
