//! Simulated hardware: real TDX v4 quotes under the development root, and secrets that follow from the machine's
//! number. Nothing here is protected; networks whose genesis lacks the development root refuse it.

use super::{clock::Ticks, ClockTrust, Platform, PlatformError};
use attestation::development::SimulatedTd;
use messages::registration::{Quote, TeeKind};
use zeroize::Zeroizing;

/// A simulated machine.
#[derive(Debug)]
pub struct SimulatedPlatform {
    machine: u32,
    ticks: Ticks,
}

impl SimulatedPlatform {
    /// Machine number `machine`. The same number is the same machine, with the same sealing key.
    pub fn new(machine: u32) -> Self {
        SimulatedPlatform { machine, ticks: Ticks::start() }
    }
}

impl Platform for SimulatedPlatform {
    fn kind(&self) -> TeeKind {
        TeeKind::Tdx
    }

    fn simulated(&self) -> bool {
        true
    }

    fn quote(&mut self, report_data: &[u8; 64]) -> Result<Quote, PlatformError> {
        SimulatedTd::new(self.machine).quote(report_data).map_err(PlatformError::Quote)
    }

    /// Real TDX has none. Simulated machines have one, so that a development genesis can name its members and a killed
    /// worker comes back as itself.
    fn sealing_key(&self) -> Option<Zeroizing<[u8; 32]>> {
        Some(Zeroizing::new(crypto::simulated::machine_secret(self.machine)))
    }

    fn clock(&self) -> Ticks {
        self.ticks
    }

    fn clock_trust(&self) -> ClockTrust {
        ClockTrust::Host
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use attestation::{development, verify, Error, TrustAnchor};
    use messages::registration::TrustRoot;

    const NOW_MS: u64 = 1_795_305_600_000;

    #[test]
    fn its_quotes_verify_under_the_development_root_and_no_other() {
        let mut platform = SimulatedPlatform::new(3);
        let quote = platform.quote(&[5; 64]).unwrap();
        assert_eq!(quote.kind, platform.kind());
        let verify_under = |anchor| {
            let collateral = [(TrustRoot::Simulated, development::collateral())];
            verify(&quote, &[5; 64], &[anchor], &collateral, &development::policy(), NOW_MS)
        };
        let attestation = verify_under(development::trust_anchor()).unwrap();
        assert_eq!(attestation.root() == TrustRoot::Simulated, platform.simulated());
        assert_eq!(verify_under(TrustAnchor::intel()), Err(Error::UnknownRoot));
    }

    #[test]
    fn a_machine_keeps_its_sealing_key_and_shares_it_with_no_other() {
        let key = |machine| SimulatedPlatform::new(machine).sealing_key();
        assert_eq!(key(1), key(1));
        assert_ne!(key(1), key(2));
    }

    #[test]
    fn entropy_does_not_repeat_and_ticks_do_not_go_back() {
        let mut platform = SimulatedPlatform::new(1);
        assert_ne!(platform.entropy().unwrap(), platform.entropy().unwrap());
        let before = platform.clock().ms();
        assert!(platform.clock().ms() >= before);
    }
}
