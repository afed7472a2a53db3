//! Intel TDX, in a TD that runs Linux.
//!
//! A TD has no sealing key: after a restart it is a new worker, whose state comes by snapshot and whose share of a
//! gatekeeper's secrets by repair.

use super::{
    clock::{trust_of_td, Ticks},
    files::{Files, SystemFiles},
    tsm::Tsm,
    ClockTrust, Platform, PlatformError,
};
use messages::registration::{Quote, TeeKind};
use std::path::Path;
use zeroize::Zeroizing;

/// Name of the kernel's driver.
pub(super) const PROVIDER: &str = "tdx_guest";

/// A TD.
pub struct TdxPlatform<F: Files = SystemFiles> {
    reports: Tsm<F>,
    clock_trust: ClockTrust,
    ticks: Ticks,
}

impl TdxPlatform {
    /// The TD whose report entries are in `reports`, and the name of whose clock source is in the file `clocksource`.
    pub fn new(reports: &Path, clocksource: &Path) -> Self {
        Self::with(Tsm::new(reports), trust_of_td(clocksource))
    }
}

impl<F: Files> TdxPlatform<F> {
    fn with(reports: Tsm<F>, clock_trust: ClockTrust) -> Self {
        TdxPlatform { reports, clock_trust, ticks: Ticks::start() }
    }
}

impl<F: Files> Platform for TdxPlatform<F> {
    fn kind(&self) -> TeeKind {
        TeeKind::Tdx
    }

    fn simulated(&self) -> bool {
        false
    }

    fn quote(&mut self, report_data: &[u8; 64]) -> Result<Quote, PlatformError> {
        let report = self.reports.report(report_data)?;
        attestation::without_padding(TeeKind::Tdx, &report.blob).map_err(PlatformError::Quote)
    }

    fn sealing_key(&self) -> Option<Zeroizing<[u8; 32]>> {
        None
    }

    fn clock(&self) -> Ticks {
        self.ticks
    }

    fn clock_trust(&self) -> ClockTrust {
        self.clock_trust
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::fake_kernel::{intel_sample, FakeKernel};
    use std::time::Duration;

    fn platform(kernel: &FakeKernel) -> TdxPlatform<FakeKernel> {
        TdxPlatform::with(Tsm::with(kernel.clone(), kernel.folder(), Duration::ZERO), ClockTrust::Hardware)
    }

    #[test]
    fn recorded_quotes_come_through_without_padding() {
        for name in ["tdx_quote", "tdx_quote_td15ex"] {
            let sample = intel_sample(name);
            let padded = [&sample[..], &[0; 1000]].concat();
            let kernel = FakeKernel::new(PROVIDER, move |_| padded.clone(), None);
            let quote = platform(&kernel).quote(&[5; 64]).unwrap();
            assert_eq!(quote, attestation::without_padding(TeeKind::Tdx, &sample).unwrap(), "{name}");
        }
    }

    #[test]
    fn the_report_data_is_what_was_asked() {
        let kernel = FakeKernel::new(PROVIDER, |data| simulated_quote(data.try_into().unwrap()), None);
        let quote = platform(&kernel).quote(&[9; 64]).unwrap();
        assert_eq!(quote.bytes.as_slice(), simulated_quote(&[9; 64]));
    }

    fn simulated_quote(data: &[u8; 64]) -> Vec<u8> {
        attestation::development::SimulatedTd::new(1).quote(data).unwrap().bytes.to_vec()
    }

    #[test]
    fn it_seals_nothing_and_says_whose_the_clock_is() {
        let platform = platform(&FakeKernel::new(PROVIDER, <[u8]>::to_vec, None));
        assert!(platform.sealing_key().is_none());
        assert_eq!(platform.clock_trust(), ClockTrust::Hardware);
        assert!(!platform.simulated());
    }

    #[test]
    fn what_is_no_quote_is_refused() {
        let kernel = FakeKernel::new(PROVIDER, <[u8]>::to_vec, None);
        assert!(matches!(platform(&kernel).quote(&[5; 64]), Err(PlatformError::Quote(_))));
    }
}
