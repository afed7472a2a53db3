//! Hash of typed data (EIP-712), from its JSON form as `eth_signTypedData_v4` takes it. Pure.

use crate::json::parse_data;
use alloy_primitives::{keccak256, I256, U256};
use messages::H256;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Nesting of structs and arrays.
const MAX_DEPTH: usize = 32;
/// Name of the domain's type.
const DOMAIN: &str = "EIP712Domain";

/// Typed data.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypedData {
    types: BTreeMap<String, Vec<Field>>,
    primary_type: String,
    domain: Map<String, Value>,
    message: Map<String, Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

type Word = [u8; 32];

impl TypedData {
    /// The hash that is signed.
    ///
    /// # Errors
    /// What does not fit its type.
    pub fn signing_hash(&self) -> Result<H256, String> {
        let mut bytes = vec![0x19, 0x01];
        bytes.extend(self.hash_struct(DOMAIN, &self.domain, 0)?);
        if self.primary_type != DOMAIN {
            bytes.extend(self.hash_struct(&self.primary_type, &self.message, 0)?);
        }
        Ok(H256(keccak256(bytes).0))
    }

    fn hash_struct(&self, kind: &str, values: &Map<String, Value>, depth: usize) -> Result<Word, String> {
        if depth > MAX_DEPTH {
            return Err(format!("typed data is nested deeper than {MAX_DEPTH}"));
        }
        let fields = self.types.get(kind).ok_or_else(|| format!("type {kind} is not defined"))?;
        let mut bytes = keccak256(self.describe(kind)).to_vec();
        for field in fields {
            let value = values.get(&field.name).unwrap_or(&Value::Null);
            let word = self.word(&field.kind, value, depth + 1);
            bytes.extend(word.map_err(|error| format!("{}: {error}", field.name))?);
        }
        Ok(keccak256(bytes).0)
    }

    /// The type with all types that it uses, sorted, in the form that is hashed.
    fn describe(&self, kind: &str) -> String {
        let mut used = BTreeSet::new();
        self.collect(kind, &mut used);
        used.remove(kind);
        std::iter::once(kind).chain(used).map(|kind| self.describe_one(kind)).collect()
    }

    fn describe_one(&self, kind: &str) -> String {
        let fields = self.types.get(kind).into_iter().flatten();
        let fields: Vec<_> = fields.map(|field| format!("{} {}", field.kind, field.name)).collect();
        format!("{kind}({})", fields.join(","))
    }

    fn collect<'a>(&'a self, kind: &'a str, used: &mut BTreeSet<&'a str>) {
        let base = kind.split('[').next().unwrap_or(kind);
        if let (true, Some((base, fields))) = (!used.contains(base), self.types.get_key_value(base)) {
            used.insert(base);
            fields.iter().for_each(|field| self.collect(&field.kind, used));
        }
    }

    fn word(&self, kind: &str, value: &Value, depth: usize) -> Result<Word, String> {
        if let Some((element, length)) = kind.strip_suffix(']').and_then(|kind| kind.rsplit_once('[')) {
            return self.array(element, length, value, depth);
        }
        if self.types.contains_key(kind) {
            return match value {
                Value::Object(values) => self.hash_struct(kind, values, depth),
                Value::Null => Ok([0; 32]),
                _ => Err(format!("is no {kind}")),
            };
        }
        atom(kind, value)
    }

    fn array(&self, element: &str, length: &str, value: &Value, depth: usize) -> Result<Word, String> {
        if depth > MAX_DEPTH {
            return Err(format!("typed data is nested deeper than {MAX_DEPTH}"));
        }
        let values = value.as_array().ok_or("is no list")?;
        if !length.is_empty() && length.parse() != Ok(values.len()) {
            return Err(format!("has {} elements, not {length}", values.len()));
        }
        let mut bytes = vec![];
        for value in values {
            bytes.extend(self.word(element, value, depth + 1)?);
        }
        Ok(keccak256(bytes).0)
    }
}

/// A value that is no struct and no list.
fn atom(kind: &str, value: &Value) -> Result<Word, String> {
    let text = || value.as_str().ok_or_else(|| format!("is no {kind}"));
    if kind == "string" {
        return Ok(keccak256(text()?).0);
    }
    if kind == "bytes" {
        return Ok(keccak256(parse_data(text()?)?).0);
    }
    if kind == "bool" {
        let flag = value.as_bool().ok_or("is neither true nor false")?;
        return Ok(U256::from(flag).to_be_bytes());
    }
    if kind == "address" {
        return padded(&parse_data(text()?)?, 20, false);
    }
    if let Some(length) = kind.strip_prefix("bytes") {
        let length = length.parse().map_err(|_| format!("{kind} is no type"))?;
        return padded(&parse_data(text()?)?, length, true);
    }
    number(kind, value)
}

/// Bytes of a fixed length as a word: at its begin or at its end.
fn padded(bytes: &[u8], length: usize, at_begin: bool) -> Result<Word, String> {
    if bytes.len() != length || length > 32 {
        return Err(format!("has {} bytes, not {length}", bytes.len()));
    }
    let padding = vec![0; 32 - length];
    let word = if at_begin { [bytes, &padding].concat() } else { [&padding, bytes].concat() };
    word.try_into().map_err(|_| "does not fit a word".into())
}

fn number(kind: &str, value: &Value) -> Result<Word, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Err(format!("is no {kind}")),
    };
    let bits = |prefix| kind.strip_prefix(prefix).and_then(|bits: &str| bits.parse::<usize>().ok());
    let wrong = || format!("is no {kind}");
    if let Some(bits) = bits("uint") {
        let number: U256 = text.parse().map_err(|_| wrong())?;
        return if number.bit_len() <= bits { Ok(number.to_be_bytes()) } else { Err(wrong()) };
    }
    if let Some(bits) = bits("int") {
        let number: I256 = text.parse().map_err(|_| wrong())?;
        let magnitude = if number.is_negative() { !number.into_raw() } else { number.into_raw() };
        return if magnitude.bit_len() < bits { Ok(number.to_be_bytes()) } else { Err(wrong()) };
    }
    Err(format!("{kind} is no type"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn mail() -> Value {
        json!({
            "types": {
                "EIP712Domain": [
                    { "name": "name", "type": "string" },
                    { "name": "version", "type": "string" },
                    { "name": "chainId", "type": "uint256" },
                    { "name": "verifyingContract", "type": "address" },
                ],
                "Person": [{ "name": "name", "type": "string" }, { "name": "wallet", "type": "address" }],
                "Mail": [
                    { "name": "from", "type": "Person" },
                    { "name": "to", "type": "Person" },
                    { "name": "contents", "type": "string" },
                ],
            },
            "primaryType": "Mail",
            "domain": {
                "name": "Ether Mail",
                "version": "1",
                "chainId": 1,
                "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
            },
            "message": {
                "from": { "name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" },
                "to": { "name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" },
                "contents": "Hello, Bob!",
            },
        })
    }

    fn hash(json: Value) -> Result<String, String> {
        serde_json::from_value::<TypedData>(json).unwrap().signing_hash().map(hex::encode)
    }

    #[test]
    fn the_example_of_the_standard_hashes_to_its_hash() {
        let expected = "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";
        assert_eq!(hash(mail()).as_deref(), Ok(expected));
    }

    #[test]
    fn what_does_not_fit_its_type_is_named() {
        let mut missing = mail();
        missing["message"]["contents"] = json!(7);
        assert_eq!(hash(missing), Err("contents: is no string".into()));
        let mut short = mail();
        short["message"]["to"]["wallet"] = json!("0x12");
        assert_eq!(hash(short), Err("to: wallet: has 1 bytes, not 20".into()));
        let mut endless = mail();
        endless["types"]["Person"] = json!([{ "name": "self", "type": "Nobody" }]);
        assert!(hash(endless).is_err());
    }

    #[test]
    fn numbers_keep_to_their_range() {
        let word = |kind: &str, value: Value| atom(kind, &value);
        assert_eq!(word("uint8", json!("0xff")), Ok(U256::from(255).to_be_bytes()));
        assert!(word("uint8", json!(256)).is_err());
        assert_eq!(word("int8", json!(-1)), Ok([0xff; 32]));
        assert!(word("int8", json!("-129")).is_err() && word("int8", json!(128)).is_err());
        assert!(word("int8", json!("-128")).is_ok() && word("int8", json!(127)).is_ok());
        assert!(word("float", json!(1)).is_err());
    }
}
