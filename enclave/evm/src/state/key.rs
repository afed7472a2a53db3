//! Layout of everything under the state root.
//!
//! | key | value |
//! |---|---|
//! | `a` ‖ address | nonce (8) ‖ balance (32) ‖ code hash (32), little-endian; absent when empty (EIP-161) |
//! | `c` ‖ code hash | code |
//! | `d` ‖ address | caller whose transaction was the creation of the contract (20) |
//! | `s` ‖ address ‖ slot (32, big-endian) | word (32, big-endian); absent when zero |
//! | `b` ‖ number mod 256 | block hash |
//! | `h` | SCALE of [`super::Head`] |
//! | `i` ‖ name | an item of the executor |
//! | `k` | seed of contracts' keys (32) |
//! | `n` | SCALE of the live snapshots of a development chain, ascending |
//! | `u` ‖ height (8, big-endian) | what a block of a development chain changed, as it was before |
//!
//! Accounts and words have one length each, so that the size of a row does not tell how much somebody owns.

use crate::error::StoreError;
use revm::{
    primitives::{Address, B256, U256},
    state::AccountInfo,
};

/// Longest name of an executor's item, in bytes.
pub const MAX_ITEM_NAME: usize = 64;

/// Length of the longest key below: prefix and item name.
const LONGEST: usize = 1 + MAX_ITEM_NAME;

/// A key under the state root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StateKey {
    bytes: [u8; LONGEST],
    length: usize,
}

impl StateKey {
    pub(crate) fn account(address: &Address) -> Self {
        Self::join(b'a', &[address.as_slice()])
    }

    pub(crate) fn code(hash: &B256) -> Self {
        Self::join(b'c', &[hash.as_slice()])
    }

    pub(crate) fn slot(address: &Address, slot: &U256) -> Self {
        Self::join(b's', &[address.as_slice(), &slot.to_be_bytes::<32>()])
    }

    pub(crate) fn deployer(address: &Address) -> Self {
        Self::join(b'd', &[address.as_slice()])
    }

    pub(crate) fn block_hash(number: u64) -> Self {
        Self::join(b'b', &[&[number as u8]])
    }

    pub(crate) fn contract_seed() -> Self {
        Self::join(b'k', &[])
    }

    pub(crate) fn snapshots() -> Self {
        Self::join(b'n', &[])
    }

    pub(crate) fn undo(height: u64) -> Self {
        Self::join(b'u', &[&height.to_be_bytes()])
    }

    pub(crate) fn head() -> Self {
        Self::join(b'h', &[])
    }

    pub(crate) fn item(name: &[u8]) -> Result<Self, StoreError> {
        if name.len() > MAX_ITEM_NAME {
            return Err(StoreError::Internal("the name of a state item is too long"));
        }
        Ok(Self::join(b'i', &[name]))
    }

    /// A key as an undo record names it.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        match bytes.split_first() {
            Some((prefix, rest)) if rest.len() < LONGEST => Ok(Self::join(*prefix, &[rest])),
            _ => Err(MALFORMED),
        }
    }

    /// What the key is of.
    pub(crate) fn subject(&self) -> Subject {
        let (prefix, rest) = self.as_ref().split_first().unwrap_or((&0, &[]));
        match (prefix, rest.split_first_chunk::<20>()) {
            (b'a', Some((address, _))) => Subject::Account(address.into()),
            (b's', Some((address, slot))) => Subject::Slot(address.into(), U256::from_be_slice(slot)),
            (b'h', _) => Subject::Head,
            (b'b' | b'c' | b'd', _) => Subject::Other,
            _ => Subject::Kept,
        }
    }

    /// Parts that do not fit are cut; the callers above stay below [`LONGEST`].
    fn join(prefix: u8, parts: &[&[u8]]) -> Self {
        let mut key = Self { bytes: [0; LONGEST], length: 0 };
        let all = core::iter::once(&prefix).chain(parts.iter().copied().flatten());
        for (place, byte) in key.bytes.iter_mut().zip(all) {
            *place = *byte;
            key.length += 1;
        }
        key
    }
}

/// What a key is of, as far as bringing an earlier state back goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Account(Address),
    Slot(Address, U256),
    Head,
    /// Something else of the EVM's state.
    Other,
    /// It never goes back: the executor's, or the means of going back themselves.
    Kept,
}

impl AsRef<[u8]> for StateKey {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// The contract whose storage a key is of.
pub(crate) fn contract_of(key: &[u8]) -> Option<&[u8; 20]> {
    match key.split_first() {
        Some((b's', rest)) => rest.split_first_chunk().map(|(address, _)| address),
        _ => None,
    }
}

const ACCOUNT: usize = 8 + 32 + 32;
const MALFORMED: StoreError = StoreError::Internal("a value under the state root does not decode");

pub(crate) fn encode_account(account: &AccountInfo) -> [u8; ACCOUNT] {
    let mut value = [0; ACCOUNT];
    let nonce = account.nonce.to_le_bytes();
    let balance = account.balance.to_le_bytes::<32>();
    let parts = nonce.iter().chain(&balance).chain(&account.code_hash.0);
    value.iter_mut().zip(parts).for_each(|(place, byte)| *place = *byte);
    value
}

pub(crate) fn decode_account(value: &[u8]) -> Result<AccountInfo, StoreError> {
    let (nonce, rest) = value.split_first_chunk::<8>().ok_or(MALFORMED)?;
    let (balance, code_hash) = rest.split_first_chunk::<32>().ok_or(MALFORMED)?;
    Ok(AccountInfo {
        nonce: u64::from_le_bytes(*nonce),
        balance: U256::from_le_bytes(*balance),
        code_hash: B256::try_from(code_hash).map_err(|_| MALFORMED)?,
        code: None,
        ..AccountInfo::default()
    })
}

pub(crate) fn decode_word(value: &[u8]) -> Result<[u8; 32], StoreError> {
    value.try_into().map_err(|_| MALFORMED)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_of_different_kinds_never_coincide() {
        let address = Address::repeat_byte(0x61);
        let keys = [
            StateKey::account(&address),
            StateKey::slot(&address, &U256::ZERO),
            StateKey::slot(&address, &U256::from(1)),
            StateKey::code(&B256::repeat_byte(0x61)),
            StateKey::block_hash(255),
            StateKey::block_hash(0),
            StateKey::deployer(&address),
            StateKey::head(),
            StateKey::contract_seed(),
            StateKey::snapshots(),
            StateKey::undo(0x6161_6161),
            StateKey::item(b"").unwrap(),
            StateKey::item(&[0x61; MAX_ITEM_NAME]).unwrap(),
        ];
        let distinct: std::collections::BTreeSet<_> = keys.iter().map(|key| key.as_ref().to_vec()).collect();
        assert_eq!(distinct.len(), keys.len());
        for key in keys {
            assert_eq!(StateKey::from_bytes(key.as_ref()).unwrap(), key);
        }
        assert_eq!(StateKey::slot(&address, &U256::from(7)).subject(), Subject::Slot(address, U256::from(7)));
        assert_eq!(StateKey::account(&address).subject(), Subject::Account(address));
        assert_eq!(StateKey::item(b"a").unwrap().subject(), Subject::Kept);
        assert!(StateKey::item(&[0; MAX_ITEM_NAME + 1]).is_err());
    }

    #[test]
    fn accounts_keep_their_fields() {
        let account = AccountInfo {
            nonce: 7,
            balance: U256::from(1) << 200,
            code_hash: B256::repeat_byte(9),
            ..AccountInfo::default()
        };
        assert_eq!(decode_account(&encode_account(&account)).unwrap(), account);
        assert!(decode_account(&[0; ACCOUNT - 1]).is_err());
        assert!(decode_account(&[0; ACCOUNT + 1]).is_err());
    }
}
