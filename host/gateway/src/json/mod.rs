//! JSON as geth writes and reads it. Reading order: this file (numbers and bytes) → [`request`] (what is asked) →
//! [`block`], [`transaction`], [`receipt`] (what is answered).

pub mod block;
pub mod receipt;
pub mod request;
pub mod transaction;

use messages::{H160, H256, U256};
use serde::{de::Error, Deserialize, Deserializer};

/// Bytes: `0x` and two digits each.
pub fn data(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// A number: `0x` and its digits without leading zeros.
pub fn quantity(number: impl Into<U256>) -> String {
    format!("{:#x}", number.into())
}

/// Bytes in a request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bytes(pub Vec<u8>);

/// A number in a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Quantity(pub U256);

/// An address in a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address(pub H160);

/// A hash, or another word of 32 bytes, in a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hash(pub H256);

impl Quantity {
    /// As a small number.
    ///
    /// # Errors
    /// If it does not fit.
    pub fn small(self) -> Result<u64, String> {
        u64::try_from(self.0).map_err(|_| "hex number > 64 bits".into())
    }

    /// As a number of gas prices.
    ///
    /// # Errors
    /// If it does not fit.
    pub fn price(self) -> Result<u128, String> {
        u128::try_from(self.0).map_err(|_| "hex number > 128 bits".into())
    }

    /// From its text: hexadecimal with `0x`.
    ///
    /// # Errors
    /// What is wrong, in geth's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix("0x").ok_or("hex string without 0x prefix")?;
        if digits.is_empty() {
            return Err("hex string \"0x\"".into());
        }
        U256::from_str_radix(digits, 16).map(Self).map_err(|_| "invalid hex string".into())
    }
}

/// Bytes from their text.
///
/// # Errors
/// What is wrong, in geth's words.
pub fn parse_data(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.strip_prefix("0x").ok_or("hex string without 0x prefix")?;
    hex::decode(digits).map_err(|error| match error {
        hex::FromHexError::OddLength => "hex string of odd length".into(),
        _ => "invalid hex string".into(),
    })
}

fn fixed<const LENGTH: usize>(text: &str) -> Result<[u8; LENGTH], String> {
    let bytes = parse_data(text)?;
    let found = bytes.len() * 2;
    bytes.try_into().map_err(|_| format!("hex string has length {found}, want {}", LENGTH * 2))
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse_data(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        fixed(&String::deserialize(deserializer)?).map(|bytes| Self(H160(bytes))).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        fixed(&String::deserialize(deserializer)?).map(|bytes| Self(H256(bytes))).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Some tools write small numbers as such.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(u64),
            Text(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Number(number) => Ok(Self(number.into())),
            Form::Text(text) => Self::parse(&text).map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_have_no_leading_zeros_and_bytes_keep_theirs() {
        assert_eq!(
            (quantity(0), quantity(1024), data(&[0, 1])),
            ("0x0".into(), "0x400".into(), "0x0001".into())
        );
    }

    #[test]
    fn malformed_values_are_refused_in_words_that_clients_know() {
        let quantity = |text: &str| serde_json::from_str::<Quantity>(text).map_err(|error| error.to_string());
        assert_eq!(quantity("\"0x10\"").unwrap(), Quantity(16.into()));
        assert_eq!(quantity("7").unwrap(), Quantity(7.into()), "a plain number");
        for (text, reason) in [
            ("\"10\"", "hex string without 0x prefix"),
            ("\"0x\"", "hex string \"0x\""),
            ("\"0xg\"", "invalid hex string"),
        ] {
            assert_eq!(quantity(text).unwrap_err(), reason);
        }
        let address = serde_json::from_str::<Address>("\"0x12\"").unwrap_err().to_string();
        assert!(address.starts_with("hex string has length 2, want 40"), "{address}");
        assert!(serde_json::from_str::<Bytes>("\"0x123\"").is_err());
    }
}
