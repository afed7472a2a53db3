//! The precompiles at Sapphire's addresses: `0x0100…0001` to `…000a` and `0x0100…0101` to `…0104`.
//!
//! A malformed input is an *error*, which takes all gas of the call; a revert leaves what is unspent. Gas is charged
//! before the work; arguments are read where they lie, for copying them is work. `words(x)` is the number of 32-byte words that `x` bytes touch.

mod asymmetric;
mod gas;
mod hash;
mod subcall;
mod symmetric;

use crate::random::RandomStream;
use alloy_primitives::U256;
use alloy_sol_types::abi::token::{PackedSeqToken, WordToken};
use thiserror::Error;

pub use subcall::CallDataKey;

/// A function of Sapphire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Precompile {
    /// Random bytes: `(uint256 count, bytes personalisation)` → that many bytes, at most 1,024.
    RandomBytes = 0x0001,
    /// X25519 key derivation: public ‖ secret → 32 bytes.
    DeriveKey = 0x0002,
    /// Deoxys-II-256-128: `(bytes32 key, bytes32 nonce, bytes plain, bytes associated)` → ciphertext ‖ tag.
    Seal = 0x0003,
    /// The same backwards; a ciphertext that is not authentic reverts without data.
    Open = 0x0004,
    /// `(uint256 algorithm, bytes seed)` → `(bytes public, bytes secret)`.
    KeyPair = 0x0005,
    /// `(uint256 algorithm, bytes secret, bytes contextOrDigest, bytes message)` → the signature.
    Sign = 0x0006,
    /// `(uint256 algorithm, bytes public, bytes contextOrDigest, bytes message, bytes signature)` → `(bool)`.
    Verify = 0x0007,
    /// X25519 public key of 32 secret bytes.
    Curve25519Public = 0x0008,
    /// Gas that the transaction has used → `(uint64)`.
    GasUsed = 0x0009,
    /// `(uint128 target)`: uses gas until the transaction has used the target.
    PadGas = 0x000a,
    /// SHA-512/256.
    Sha512_256 = 0x0101,
    /// SHA-512.
    Sha512 = 0x0102,
    /// A call of the runtime: `(bytes method, bytes body)` → `(uint64 status, bytes data)`.
    Subcall = 0x0103,
    /// SHA-384.
    Sha384 = 0x0104,
}

/// What surrounds a call of a precompile.
pub struct CallEnv<'a> {
    /// Gas that the whole transaction has used when the precompile begins: intrinsic gas and that of all open frames,
    /// nothing of the precompile's own.
    pub gas_used: u64,
    /// Randomness of the transaction.
    pub random: &'a mut RandomStream,
    /// Whether the caller used `CALL` or `STATICCALL`, so that it speaks for itself.
    pub is_own_call: bool,
    /// The newest key for calldata; `None` while no epoch is live.
    pub call_data_key: Option<CallDataKey>,
}

/// A precompile succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Gas used, within the limit.
    pub gas: u64,
    /// What it returns.
    pub bytes: Vec<u8>,
}

/// A precompile failed. Always the calling contract's fault.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// The gas limit of the call does not cover it. Takes all gas.
    #[error("out of gas")]
    OutOfGas,
    /// The input is malformed. Takes all gas.
    #[error("{0}")]
    Error(&'static str),
    /// Reverts with data and leaves the rest of the gas.
    #[error("reverted")]
    Revert {
        /// Gas used, within the limit.
        gas: u64,
        /// Revert data.
        bytes: Vec<u8>,
    },
}

impl Precompile {
    /// All of them, by address.
    pub const ALL: [Self; 14] = [
        Self::RandomBytes,
        Self::DeriveKey,
        Self::Seal,
        Self::Open,
        Self::KeyPair,
        Self::Sign,
        Self::Verify,
        Self::Curve25519Public,
        Self::GasUsed,
        Self::PadGas,
        Self::Sha512_256,
        Self::Sha512,
        Self::Subcall,
        Self::Sha384,
    ];

    /// Its address: the first byte is one, the last two are its number.
    pub const fn address(self) -> [u8; 20] {
        let [high, low] = (self as u16).to_be_bytes();
        [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, high, low]
    }

    /// The precompile at an address.
    pub fn at(address: &[u8; 20]) -> Option<Self> {
        Self::ALL.into_iter().find(|precompile| precompile.address() == *address)
    }

    /// Runs it on an input with at most `gas_limit` gas. Pure but for the random stream.
    pub fn run(self, input: &[u8], gas_limit: u64, call: &mut CallEnv<'_>) -> Result<Output, Failure> {
        let mut meter = Meter { limit: gas_limit, used: 0 };
        let bytes = match self {
            Self::RandomBytes => symmetric::random_bytes(input, &mut meter, call),
            Self::DeriveKey => symmetric::derive_key(input, &mut meter),
            Self::Seal => symmetric::seal(input, &mut meter),
            Self::Open => symmetric::open(input, &mut meter),
            Self::KeyPair => asymmetric::key_pair(input, &mut meter),
            Self::Sign => asymmetric::sign(input, &mut meter, call),
            Self::Verify => asymmetric::verify(input, &mut meter),
            Self::Curve25519Public => symmetric::public_key(input, &mut meter),
            Self::GasUsed => gas::used(&mut meter, call),
            Self::PadGas => gas::pad(input, &mut meter, call),
            Self::Sha512_256 => hash::sha512_256(input, &mut meter),
            Self::Sha512 => hash::sha512(input, &mut meter),
            Self::Sha384 => hash::sha384(input, &mut meter),
            Self::Subcall => subcall::run(input, &mut meter, call),
        }?;
        Ok(Output { gas: meter.used, bytes })
    }
}

/// Gas of one call of a precompile.
struct Meter {
    limit: u64,
    used: u64,
}

impl Meter {
    fn charge(&mut self, gas: u64) -> Result<(), Failure> {
        let used = self.used.checked_add(gas).filter(|used| *used <= self.limit);
        self.used = used.ok_or(Failure::OutOfGas)?;
        Ok(())
    }

    /// `base` and `per_word` for every word of `len` bytes.
    fn charge_linear(&mut self, base: u64, per_word: u64, len: usize) -> Result<(), Failure> {
        self.charge(base.saturating_add(per_word.saturating_mul(words(len))))
    }
}

/// An argument of type `bytes`.
type BytesArgument<'a> = PackedSeqToken<'a>;
/// An argument of one word.
type WordArgument = WordToken;

fn number(argument: WordArgument) -> U256 {
    argument.0.into()
}

fn words(len: usize) -> u64 {
    len.div_ceil(32) as u64
}

#[cfg(test)]
mod tests;
