//! The verdict.

use crate::{Standing, TcbFacts, TcbStatus};
use alloc::{string::String, vec::Vec};
use messages::{
    ids::TimeMs,
    registration::{Attested, Measurement, TeeKind, TrustRoot},
    H256,
};

/// Evidence that was verified and found acceptable. Only [`crate::verify`] makes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedAttestation {
    pub(crate) kind: TeeKind,
    pub(crate) root: TrustRoot,
    pub(crate) measurement: Measurement,
    pub(crate) report_data: [u8; 64],
    pub(crate) advisories: Vec<String>,
    pub(crate) platform: H256,
    pub(crate) tcb: TcbFacts,
    pub(crate) standing: Standing,
    pub(crate) valid_until_ms: TimeMs,
}

impl VerifiedAttestation {
    /// Kind of hardware.
    pub fn kind(&self) -> TeeKind {
        self.kind
    }

    /// Root of trust that vouches for it.
    pub fn root(&self) -> TrustRoot {
        self.root
    }

    /// What runs there.
    pub fn measurement(&self) -> Measurement {
        self.measurement
    }

    /// What the TEE bound into its quote.
    pub fn report_data(&self) -> &[u8; 64] {
        &self.report_data
    }

    /// State of the platform's firmware.
    pub fn tcb_status(&self) -> TcbStatus {
        self.tcb.status
    }

    /// Security advisories that apply to the platform (`INTEL-SA-…`, `AMD-SB-…`).
    pub fn advisories(&self) -> &[String] {
        &self.advisories
    }

    /// Running number of the collateral's evaluation.
    pub fn evaluation_number(&self) -> u32 {
        self.tcb.evaluation_number
    }

    /// The machine: hash of its PPID or chip id.
    pub fn platform(&self) -> H256 {
        self.platform
    }

    /// Whether the TEE can be debugged. Always false: such evidence is refused.
    pub fn debug(&self) -> bool {
        false
    }

    /// How it stands under the policy: [`Standing::Good`] or [`Standing::InGrace`], never refused.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Time after which the evidence no longer counts: the earliest of the collateral's end, the policy's age limit and
    /// the end of any grace it was accepted under.
    pub fn valid_until_ms(&self) -> TimeMs {
        self.valid_until_ms
    }

    /// What the chain keeps of it in the worker's record.
    pub fn summary(&self) -> Attested {
        Attested {
            kind: self.kind,
            root: self.root,
            measurement: self.measurement,
            platform: self.platform,
            valid_until_ms: self.valid_until_ms,
        }
    }

    /// What must be kept beside [`VerifiedAttestation::summary`] to judge it again later.
    pub fn tcb_facts(&self) -> &TcbFacts {
        &self.tcb
    }
}
