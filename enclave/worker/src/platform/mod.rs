//! What a worker asks of the machine it runs on: quotes, a sealing key, entropy, time.
//!
//! One file per kind of hardware. The rest of the worker sees only the trait; which hardware it is shows in quotes
//! (and so on chain and in every answer), never in a branch of the program.

mod sim;

pub use sim::SimulatedPlatform;

use messages::registration::{Quote, TeeKind};
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
    /// [`PlatformError::Quote`]; trying again may help.
    fn quote(&mut self, report_data: &[u8; 64]) -> Result<Quote, PlatformError>;

    /// Secret that this code on this machine, and nothing else, gets again after a restart; `None` where the hardware
    /// has no such thing (TDX).
    fn sealing_key(&self) -> Option<Zeroizing<[u8; 32]>>;

    /// 32 random bytes that the host cannot predict.
    ///
    /// # Errors
    /// [`PlatformError::Entropy`]: the worker must not go on without.
    fn entropy(&mut self) -> Result<[u8; 32], PlatformError>;

    /// Milliseconds since the platform started; never goes back. How far to trust it: [`Platform::clock_trust`].
    fn ticks_ms(&self) -> u64;

    /// Who can bend [`Platform::ticks_ms`].
    fn clock_trust(&self) -> ClockTrust;
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
    /// The platform made no quote.
    #[error("the platform made no quote: {0}; check its quoting service and try again")]
    Quote(attestation::Error),
    /// The platform gave no entropy.
    #[error("the platform gives no entropy: {0}; the worker cannot run here")]
    Entropy(getrandom::Error),
}
