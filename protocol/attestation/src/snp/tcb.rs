//! Product lines of AMD's processors and the versions of their firmware.

use crate::Family;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use messages::registration::TeeKind;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A line of processors; each has a root key of its own.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
pub enum SnpProduct {
    /// EPYC 7003.
    Milan,
    /// EPYC 9004, 8004 and 97x4.
    Genoa,
    /// EPYC 9005.
    Turin,
}

impl SnpProduct {
    /// All of them.
    pub const ALL: [SnpProduct; 3] = [SnpProduct::Milan, SnpProduct::Genoa, SnpProduct::Turin];

    /// Its name, as AMD's certificates write it.
    pub fn name(self) -> &'static str {
        match self {
            SnpProduct::Milan => "Milan",
            SnpProduct::Genoa => "Genoa",
            SnpProduct::Turin => "Turin",
        }
    }

    /// The line with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|product| product.name() == name)
    }

    /// The family that shares its collateral. The name, filled up with zeros, stands where Intel has the FMSPC.
    pub fn family(self) -> Family {
        let mut fmspc = [0; 6];
        fmspc.iter_mut().zip(self.name().bytes()).for_each(|(to, from)| *to = from);
        Family { kind: TeeKind::Snp, fmspc }
    }
}

/// Versions of the components of AMD's firmware (TCB_VERSION).
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Default,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct SnpTcb {
    /// Firmware of the processor's first controller; 0 on lines before Turin, which have none.
    #[serde(default)]
    pub fmc: u8,
    /// Boot loader of the security processor.
    pub bootloader: u8,
    /// Operating system of the security processor.
    pub tee: u8,
    /// SNP firmware.
    pub snp: u8,
    /// Microcode of all cores.
    pub microcode: u8,
}

impl SnpTcb {
    /// Reads TCB_VERSION; the bytes that are reserved must be zero, which a signed report guarantees or `None` tells.
    /// Layout: "SEV Secure Nested Paging Firmware ABI Specification", tables 3 and 4.
    pub(crate) fn read(product: SnpProduct, bytes: [u8; 8]) -> Option<Self> {
        match (product, bytes) {
            (SnpProduct::Milan | SnpProduct::Genoa, [bootloader, tee, 0, 0, 0, 0, snp, microcode]) => {
                Some(SnpTcb { fmc: 0, bootloader, tee, snp, microcode })
            }
            (SnpProduct::Turin, [fmc, bootloader, tee, snp, 0, 0, 0, microcode]) => {
                Some(SnpTcb { fmc, bootloader, tee, snp, microcode })
            }
            _ => None,
        }
    }

    /// Whether no component is older than in `minimum`.
    pub fn meets(&self, minimum: &SnpTcb) -> bool {
        self.lower(minimum) == *minimum
    }

    /// Of each component the older one.
    pub(crate) fn lower(&self, other: &SnpTcb) -> SnpTcb {
        SnpTcb {
            fmc: self.fmc.min(other.fmc),
            bootloader: self.bootloader.min(other.bootloader),
            tee: self.tee.min(other.tee),
            snp: self.snp.min(other.snp),
            microcode: self.microcode.min(other.microcode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn product_lines_differ_in_layout() {
        let bytes = [3, 0, 0, 0, 0, 0, 8, 115];
        let milan = SnpTcb { fmc: 0, bootloader: 3, tee: 0, snp: 8, microcode: 115 };
        assert_eq!(SnpTcb::read(SnpProduct::Milan, bytes), Some(milan));
        assert_eq!(SnpTcb::read(SnpProduct::Turin, bytes), None);
        let turin = SnpTcb { fmc: 1, bootloader: 1, tee: 1, snp: 4, microcode: 81 };
        assert_eq!(SnpTcb::read(SnpProduct::Turin, [1, 1, 1, 4, 0, 0, 0, 81]), Some(turin));
        assert_eq!(SnpTcb::read(SnpProduct::Genoa, [1, 1, 1, 4, 0, 0, 0, 81]), None);
    }

    #[test]
    fn one_old_component_fails_a_minimum() {
        let minimum = SnpTcb { fmc: 0, bootloader: 3, tee: 0, snp: 8, microcode: 115 };
        assert!(minimum.meets(&minimum));
        assert!(SnpTcb { bootloader: 4, ..minimum }.meets(&minimum));
        assert!(!SnpTcb { bootloader: 4, microcode: 114, ..minimum }.meets(&minimum));
    }
}
