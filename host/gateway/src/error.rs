//! Errors as Ethereum clients know them: codes and texts are those of geth, by which wallets and libraries recognise them.

use crate::json::data;
use jsonrpsee::types::ErrorObjectOwned;
use messages::query::QueryRefusal;

/// Code of most failures.
const SERVER_ERROR: i32 = -32000;
/// Code of a reverted call.
const REVERTED: i32 = 3;
const INVALID_PARAMS: i32 = -32602;
const INTERNAL: i32 = -32603;
/// Code of a limit that was hit (EIP-1474).
pub const LIMIT_EXCEEDED: i32 = -32005;
const METHOD_NOT_FOUND: i32 = -32601;

/// Why a request is not answered.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RpcError {
    /// An argument is missing or does not parse.
    #[error("{0}")]
    InvalidParams(String),
    /// The request cannot be served as it is; the text is what geth says, or a sentence with the next step.
    #[error("{0}")]
    Refused(String),
    /// A call reverted, with its data.
    #[error("{}", reverted(.0))]
    Reverted(Vec<u8>),
    /// Too many requests, or too large a range.
    #[error("limit exceeded: {0}")]
    LimitExceeded(String),
    /// The method exists on development chains only.
    #[error("the method {0} does not exist/is not available")]
    MethodNotFound(String),
    /// No worker or node gave an answer; nothing is wrong with the request.
    #[error("{0}")]
    Unavailable(String),
}

impl RpcError {
    /// An argument that does not parse, in geth's words.
    pub fn invalid_argument(index: usize, reason: impl std::fmt::Display) -> Self {
        Self::InvalidParams(format!("invalid argument {index}: {reason}"))
    }

    /// An argument that is missing, in geth's words.
    pub fn missing_argument(index: usize) -> Self {
        Self::InvalidParams(format!("missing value for required argument {index}"))
    }

    /// The code that goes with it.
    pub fn code(&self) -> i32 {
        match self {
            Self::InvalidParams(_) => INVALID_PARAMS,
            Self::Refused(_) => SERVER_ERROR,
            Self::Reverted(_) => REVERTED,
            Self::LimitExceeded(_) => LIMIT_EXCEEDED,
            Self::MethodNotFound(_) => METHOD_NOT_FOUND,
            Self::Unavailable(_) => INTERNAL,
        }
    }
}

impl From<RpcError> for ErrorObjectOwned {
    fn from(error: RpcError) -> Self {
        let revert_data = match &error {
            RpcError::Reverted(bytes) => Some(data(bytes)),
            _ => None,
        };
        Self::owned(error.code(), error.to_string(), revert_data)
    }
}

impl From<QueryRefusal> for RpcError {
    fn from(refusal: QueryRefusal) -> Self {
        match refusal {
            QueryRefusal::OutOfGas => Self::Refused("out of gas".into()),
            QueryRefusal::TooMuch => {
                Self::LimitExceeded("the filter or its range of blocks is too large; ask for less".into())
            }
            QueryRefusal::LeashOver => {
                Self::Refused("the leash of the signed query is over; sign a new one".into())
            }
            QueryRefusal::BadEnvelope => Self::Refused(
                "the encrypted calldata does not open; fetch the public key again and encrypt anew".into(),
            ),
            other => Self::Refused(format!("the committee refuses the query: {other:?}")),
        }
    }
}

/// The text of a revert, with its reason if it has one that everybody may read.
fn reverted(output: &[u8]) -> String {
    match reason(output) {
        Some(reason) => format!("execution reverted: {reason}"),
        None => "execution reverted".into(),
    }
}

/// The reason in `Error(string)` or `Panic(uint256)`.
fn reason(output: &[u8]) -> Option<String> {
    const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
    const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];
    let (selector, rest) = output.split_first_chunk::<4>()?;
    match *selector {
        ERROR => {
            let length = usize::try_from(word(rest, 1)?).ok()?;
            let text = rest.get(64..64usize.checked_add(length)?)?;
            String::from_utf8(text.to_vec()).ok()
        }
        PANIC => Some(panic_text(word(rest, 0)?)),
        _ => None,
    }
}

/// Solidity's panic codes, in geth's words.
fn panic_text(code: u64) -> String {
    let text = match code {
        0x00 => "generic panic",
        0x01 => "assert(false)",
        0x11 => "arithmetic underflow or overflow",
        0x12 => "division or modulo by zero",
        0x21 => "enum overflow",
        0x22 => "invalid encoded storage byte array accessed",
        0x31 => "out-of-bounds array access; popping on an empty array",
        0x32 => "out-of-bounds access of an array or bytesN",
        0x41 => "out of memory",
        0x51 => "uninitialized function",
        _ => return format!("unknown panic code: {code:#x}"),
    };
    text.into()
}

/// The number in a 32-byte word, if it is small.
fn word(bytes: &[u8], index: usize) -> Option<u64> {
    let word = bytes.get(index * 32..index * 32 + 32)?;
    let (high, low) = word.split_at(24);
    if high.iter().any(|byte| *byte != 0) {
        return None;
    }
    Some(u64::from_be_bytes(low.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn error_string(text: &str) -> Vec<u8> {
        let mut bytes = vec![0x08, 0xc3, 0x79, 0xa0];
        bytes.extend([[0; 31].as_slice(), &[32]].concat());
        bytes.extend([[0; 31].as_slice(), &[text.len() as u8]].concat());
        bytes.extend(text.as_bytes());
        bytes.resize(4 + 64 + text.len().next_multiple_of(32), 0);
        bytes
    }

    #[test]
    fn reverts_carry_their_data_and_say_their_reason() {
        let bytes = error_string("too poor");
        let object = ErrorObjectOwned::from(RpcError::Reverted(bytes.clone()));
        assert_eq!((object.code(), object.message()), (3, "execution reverted: too poor"));
        assert_eq!(object.data().unwrap().get(), format!("\"0x{}\"", hex::encode(bytes)));
    }

    #[test]
    fn reverts_that_say_nothing_readable_are_only_named() {
        let overflow = [vec![0x4e, 0x48, 0x7b, 0x71], vec![0; 31], vec![0x11]].concat();
        let cut = error_string("too poor")[..60].to_vec();
        let huge = [vec![0x08, 0xc3, 0x79, 0xa0], vec![0; 31], vec![32], vec![0xff; 32]].concat();
        for (output, text) in [
            (vec![], "execution reverted"),
            (vec![1, 2, 3, 4], "execution reverted"),
            (cut, "execution reverted"),
            (huge, "execution reverted"),
            (overflow, "execution reverted: arithmetic underflow or overflow"),
        ] {
            assert_eq!(RpcError::Reverted(output).to_string(), text);
        }
    }

    #[test]
    fn codes_are_those_that_clients_know() {
        for (error, code) in [
            (RpcError::missing_argument(1), -32602),
            (RpcError::Refused("nonce too low".into()), -32000),
            (RpcError::LimitExceeded(String::new()), -32005),
            (RpcError::MethodNotFound(String::new()), -32601),
            (QueryRefusal::TooMuch.into(), -32005),
            (QueryRefusal::OutOfGas.into(), -32000),
        ] {
            assert_eq!(error.code(), code, "{error}");
        }
    }
}
