//! Contract ABI as people write it on a command line: `"transfer(address,uint256)" 0x… 100`.
//!
//! Covers the elementary types of the Solidity ABI specification (address, bool, uintN, intN is left out, bytesN, bytes,
//! string), not arrays and tuples.

use anyhow::{bail, Context, Result};
use messages::{H160, U256};

const WORD: usize = 32;

/// A value of an elementary type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// address
    Address(H160),
    /// bool
    Bool(bool),
    /// uint8 … uint256
    Uint(U256),
    /// bytes1 … bytes32, padded on the right
    FixedBytes([u8; 32], usize),
    /// bytes
    Bytes(Vec<u8>),
    /// string
    Text(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(a) => write!(f, "{a:?}"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Uint(n) => write!(f, "{n}"),
            Self::FixedBytes(bytes, n) => write!(f, "0x{}", hex::encode(bytes.get(..*n).unwrap_or_default())),
            Self::Bytes(bytes) => write!(f, "0x{}", hex::encode(bytes)),
            Self::Text(text) => write!(f, "{text}"),
        }
    }
}

/// Calldata of `signature` (a function's name and types) with `arguments`.
///
/// # Errors
/// If the signature or an argument does not parse.
pub fn calldata(signature: &str, arguments: &[String]) -> Result<Vec<u8>> {
    let open =
        signature.find('(').with_context(|| format!("`{signature}` lacks its types; write name(type,…)"))?;
    let types = types(signature.get(open..).unwrap_or_default())?;
    let selector = sp_crypto_hashing::keccak_256(signature.replace(' ', "").as_bytes());
    Ok([&selector[..4], &encode(&types, arguments)?].concat())
}

/// Splits `name(inputs)(outputs)`, as `cast` writes it, into the function's signature and the types it returns.
///
/// # Errors
/// If the second list is no list of types.
pub fn split_returns(function: &str) -> Result<(&str, Option<Vec<String>>)> {
    match function.find(")(") {
        Some(end) => {
            let (signature, outputs) = function.split_at(end + 1);
            Ok((signature, Some(types(outputs)?)))
        }
        None => Ok((function, None)),
    }
}

/// Type names of `(a,b,…)`.
///
/// # Errors
/// If it is no parenthesised list.
fn types(list: &str) -> Result<Vec<String>> {
    let inner = list.trim().strip_prefix('(').and_then(|l| l.strip_suffix(')'));
    let inner = inner.with_context(|| format!("`{list}` is no list of types; write (type,…)"))?;
    Ok(inner.split(',').map(|t| t.trim().to_string()).filter(|t| !t.is_empty()).collect())
}

/// ABI encoding of `arguments` as `types`.
///
/// # Errors
/// If their number differs or one does not parse.
pub fn encode(types: &[String], arguments: &[String]) -> Result<Vec<u8>> {
    if types.len() != arguments.len() {
        bail!("{} arguments are needed ({}), {} are given", types.len(), types.join(", "), arguments.len());
    }
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for (ty, argument) in types.iter().zip(arguments) {
        match parse(ty, argument)? {
            Value::Bytes(bytes) => dynamic(&bytes, types.len(), &mut head, &mut tail),
            Value::Text(text) => dynamic(text.as_bytes(), types.len(), &mut head, &mut tail),
            Value::Address(address) => head.extend([&[0; 12][..], &address.0].concat()),
            Value::Bool(bool) => head.extend(U256::from(bool as u8).to_big_endian()),
            Value::Uint(number) => head.extend(number.to_big_endian()),
            Value::FixedBytes(bytes, _) => head.extend(bytes),
        }
    }
    head.extend(tail);
    Ok(head)
}

fn dynamic(bytes: &[u8], count: usize, head: &mut Vec<u8>, tail: &mut Vec<u8>) {
    head.extend(U256::from(count * WORD + tail.len()).to_big_endian());
    tail.extend(U256::from(bytes.len()).to_big_endian());
    tail.extend(bytes);
    tail.resize(tail.len().next_multiple_of(WORD), 0);
}

fn parse(ty: &str, text: &str) -> Result<Value> {
    let wrong = || format!("`{text}` is no {ty}");
    Ok(match ty {
        "address" => Value::Address(H160(
            hex_bytes(text).with_context(wrong)?.try_into().map_err(|_| anyhow::anyhow!(wrong()))?,
        )),
        "bool" => Value::Bool(text.parse().with_context(wrong)?),
        "string" => Value::Text(text.to_string()),
        "bytes" => Value::Bytes(hex_bytes(text).with_context(wrong)?),
        _ if ty.starts_with("uint") => Value::Uint(uint(ty, text).with_context(wrong)?),
        _ if ty.starts_with("bytes") => {
            let size: usize = ty.trim_start_matches("bytes").parse().with_context(wrong)?;
            let bytes = hex_bytes(text).with_context(wrong)?;
            if bytes.len() != size || size > WORD {
                bail!("{}: it has {} bytes", wrong(), bytes.len());
            }
            let mut word = [0; WORD];
            word.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
            Value::FixedBytes(word, size)
        }
        _ => bail!("type {ty} cannot be written on the command line; use a contract library"),
    })
}

fn uint(ty: &str, text: &str) -> Result<U256> {
    let bits: usize = match ty.trim_start_matches("uint") {
        "" => 256,
        bits => bits.parse()?,
    };
    let number = match text.strip_prefix("0x") {
        Some(hex) => U256::from_str_radix(hex, 16).map_err(|e| anyhow::anyhow!("{e:?}"))?,
        None => U256::from_dec_str(text).map_err(|e| anyhow::anyhow!("{e:?}"))?,
    };
    if number.bits() > bits {
        bail!("it has more than {bits} bits");
    }
    Ok(number)
}

fn hex_bytes(text: &str) -> Result<Vec<u8>> {
    Ok(hex::decode(text.trim_start_matches("0x"))?)
}

/// Decodes return data as `types`.
///
/// # Errors
/// If the data is too short for them.
pub fn decode(types: &[String], data: &[u8]) -> Result<Vec<Value>> {
    types.iter().enumerate().map(|(i, ty)| decode_one(ty, data, i * WORD)).collect()
}

fn decode_one(ty: &str, data: &[u8], at: usize) -> Result<Value> {
    let word = word(data, at)?;
    Ok(match ty {
        "address" => Value::Address(H160::from_slice(word.get(12..).unwrap_or_default())),
        "bool" => Value::Bool(word.iter().any(|b| *b != 0)),
        "bytes" => Value::Bytes(decode_bytes(data, &word)?),
        "string" => Value::Text(String::from_utf8_lossy(&decode_bytes(data, &word)?).into_owned()),
        _ if ty.starts_with("uint") => Value::Uint(U256::from_big_endian(&word)),
        _ if ty.starts_with("bytes") => {
            Value::FixedBytes(word, ty.trim_start_matches("bytes").parse().context("unknown bytes type")?)
        }
        _ => bail!("type {ty} cannot be shown; leave the returned types out to see the raw bytes"),
    })
}

fn decode_bytes(data: &[u8], offset: &[u8; WORD]) -> Result<Vec<u8>> {
    let offset = U256::from_big_endian(offset).min(U256::from(data.len())).as_usize();
    let length = U256::from_big_endian(&word(data, offset)?).min(U256::from(data.len())).as_usize();
    let start = offset + WORD;
    Ok(data.get(start..start + length).context("the answer is shorter than it says")?.to_vec())
}

fn word(data: &[u8], at: usize) -> Result<[u8; WORD]> {
    let slice = data.get(at..at + WORD).context("the answer is shorter than its types need")?;
    Ok(slice.try_into()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::{sol, SolCall};

    sol! {
        function mixed(address a, uint256 n, string text, bytes32 word, bool flag, bytes data) external;
    }

    #[test]
    fn calldata_is_what_solidity_expects() {
        let theirs = mixedCall {
            a: [1; 20].into(),
            n: alloy_primitives::U256::from(7),
            text: "hello, adyton, this is longer than one word".into(),
            word: [2; 32].into(),
            flag: true,
            data: vec![1, 2, 3].into(),
        };
        let arguments: Vec<String> = [
            format!("0x{}", "01".repeat(20)),
            "7".into(),
            "hello, adyton, this is longer than one word".into(),
            format!("0x{}", "02".repeat(32)),
            "true".into(),
            "0x010203".into(),
        ]
        .to_vec();
        let signature = "mixed(address,uint256,string,bytes32,bool,bytes)";
        let ours = calldata(signature, &arguments).unwrap();
        assert_eq!(ours, theirs.abi_encode());
        let types = types("(address,uint256,string,bytes32,bool,bytes)").unwrap();
        let shown: Vec<String> = decode(&types, &ours[4..]).unwrap().iter().map(Value::to_string).collect();
        assert_eq!(shown, arguments);
    }

    #[test]
    fn returned_types_may_follow_the_signature() {
        let (signature, returns) = split_returns("balanceOf(address)(uint256)").unwrap();
        assert_eq!((signature, returns), ("balanceOf(address)", Some(vec!["uint256".to_string()])));
        assert_eq!(split_returns("close()").unwrap(), ("close()", None));
    }

    #[test]
    fn mistakes_are_named() {
        for (signature, arguments, says) in [
            ("f", vec![], "types"),
            ("f(uint8)", vec!["256"], "uint8"),
            ("f(address)", vec!["0x01"], "address"),
            ("f(uint256)", vec![], "1 arguments"),
            ("f(uint256[])", vec!["1"], "uint256[]"),
        ] {
            let arguments: Vec<String> = arguments.into_iter().map(String::from).collect();
            let error = format!("{:#}", calldata(signature, &arguments).unwrap_err());
            assert!(error.contains(says), "{signature}: {error}");
        }
    }
}
