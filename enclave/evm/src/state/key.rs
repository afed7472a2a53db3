//! Layout of everything under the state root.
//!
//! | key | value |
//! |---|---|
//! | `a` ‖ address | nonce (8) ‖ balance (32) ‖ code hash (32), little-endian; absent when empty (EIP-161) |
//! | `c` ‖ code hash | code |
//! | `s` ‖ address ‖ slot (32, big-endian) | word (32, big-endian); absent when zero |
//! | `b` ‖ height mod 256 | block hash |
//! | `h` | SCALE of [`super::Head`] |
//! | `i` ‖ name | an item of the executor |
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
#[derive(Clone, Copy)]
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

    pub(crate) fn block_hash(height: u64) -> Self {
        Self::join(b'b', &[&[height as u8]])
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

impl AsRef<[u8]> for StateKey {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
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
            StateKey::head(),
            StateKey::item(b"").unwrap(),
            StateKey::item(&[0x61; MAX_ITEM_NAME]).unwrap(),
        ];
        let distinct: std::collections::BTreeSet<_> = keys.iter().map(|key| key.as_ref().to_vec()).collect();
        assert_eq!(distinct.len(), keys.len());
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
