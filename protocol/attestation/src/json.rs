//! How bytes and foreign enums look in JSON (genesis presets, policy files): `0x` hex and plain names.

use alloc::{format, string::String, vec::Vec};
use messages::registration::{Measurement, TeeKind, TrustRoot};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};

fn parse(text: &str) -> Result<Vec<u8>, hex::FromHexError> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text))
}

/// Bounded bytes as `0x` hex.
pub(crate) mod bytes {
    use super::*;
    use messages::{BoundedVec, ConstU32};

    pub(crate) fn serialize<S: Serializer, const N: u32>(
        bytes: &BoundedVec<u8, ConstU32<N>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        format!("0x{}", hex::encode(bytes)).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: u32>(
        deserializer: D,
    ) -> Result<BoundedVec<u8, ConstU32<N>>, D::Error> {
        let bytes = parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        BoundedVec::try_from(bytes).map_err(|_| D::Error::custom(format!("more than {N} bytes")))
    }
}

/// Bytes of fixed number as `0x` hex.
pub(crate) mod fixed {
    use super::*;

    pub(crate) fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        format!("0x{}", hex::encode(bytes)).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        let bytes = parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        bytes.try_into().map_err(|_| D::Error::custom(format!("not {N} bytes")))
    }
}

/// A measurement as `0x` hex.
pub(crate) mod measurement {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(value: &Measurement, serializer: S) -> Result<S::Ok, S::Error> {
        fixed::serialize(&value.0, serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Measurement, D::Error> {
        fixed::deserialize(deserializer).map(Measurement)
    }
}

/// Names of [`TrustRoot`].
#[derive(Serialize, Deserialize)]
#[serde(remote = "TrustRoot")]
pub(crate) enum TrustRootName {
    Intel,
    Amd,
    Simulated,
}

/// Names of [`TeeKind`].
#[derive(Serialize, Deserialize)]
#[serde(remote = "TeeKind")]
pub(crate) enum TeeKindName {
    Sgx,
    Tdx,
    Snp,
}
