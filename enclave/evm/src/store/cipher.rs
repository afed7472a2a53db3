//! Encryption of rows.

use super::Table;
use crate::error::StoreError;
use aes_gcm_siv::{aead::AeadInOut, Aes256GcmSiv, KeyInit, Nonce, Tag};
use crypto::prf::prf;
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use zeroize::Zeroizing;

const NONCE: usize = 12;
const TAG: usize = 16;

const NOT_OURS: StoreError =
    StoreError::HostMisbehaved("a row of the store was altered, or belongs to another machine");

/// AES-256-GCM-SIV (RFC 8452) under a key for each row, derived from that of the table and the row key. A row is
/// `nonce ‖ ciphertext ‖ tag`.
///
/// Nonces are random; should two ever coincide at one row, this mode reveals only whether its two contents are equal. Who is
/// given the key of a row can open that row and no other.
pub(super) struct Cipher(Zeroizing<[u8; 32]>);

impl Cipher {
    fn new(store_key: &[u8; 32], table: Table) -> Self {
        Self(Zeroizing::new(prf(store_key, b"adyton/store/table/v1", &[table.name().as_bytes()])))
    }

    fn of_row(&self, key: &[u8]) -> Aes256GcmSiv {
        let row_key = Zeroizing::new(prf(&self.0, b"row", &[key]));
        Aes256GcmSiv::new((&*row_key).into())
    }

    /// Writes the sealed row into `sealed`, whatever it held before.
    pub(super) fn seal(
        &self,
        key: &[u8],
        row: &[u8],
        nonces: &mut ChaCha20Rng,
        sealed: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        let mut nonce = Nonce::default();
        nonces.fill_bytes(&mut nonce);
        sealed.clear();
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(row);
        let body = sealed.get_mut(NONCE..).unwrap_or_default();
        let tag = self
            .of_row(key)
            .encrypt_inout_detached(&nonce, key, body.into())
            .map_err(|_| StoreError::Internal("a row is too large to encrypt"))?;
        sealed.extend_from_slice(&tag);
        Ok(())
    }

    /// The row behind `sealed`, if it was sealed under this key at this place.
    pub(super) fn open(&self, key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(NOT_OURS)?;
        let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(NOT_OURS)?;
        let mut row = body.to_vec();
        self.of_row(key)
            .decrypt_inout_detached(&Nonce::from(*nonce), key, row.as_mut_slice().into(), &Tag::from(*tag))
            .map_err(|_| NOT_OURS)?;
        Ok(row)
    }
}

/// The ciphers of a store.
pub(super) struct Ciphers {
    state: Cipher,
    nodes: Cipher,
    receipts: Cipher,
    blocks: Cipher,
    hashes: Cipher,
    meta: Cipher,
    names: Zeroizing<[u8; 32]>,
}

impl Ciphers {
    pub(super) fn new(store_key: &[u8; 32]) -> Self {
        Self {
            state: Cipher::new(store_key, Table::State),
            nodes: Cipher::new(store_key, Table::Nodes),
            receipts: Cipher::new(store_key, Table::Receipts),
            blocks: Cipher::new(store_key, Table::Blocks),
            hashes: Cipher::new(store_key, Table::Hashes),
            meta: Cipher::new(store_key, Table::Meta),
            names: Zeroizing::new(prf(store_key, b"adyton/store/names/v1", &[])),
        }
    }

    pub(super) fn of(&self, table: Table) -> &Cipher {
        match table {
            Table::State => &self.state,
            Table::Nodes => &self.nodes,
            Table::Receipts => &self.receipts,
            Table::Blocks => &self.blocks,
            Table::Hashes => &self.hashes,
            Table::Meta => &self.meta,
        }
    }

    /// Row key that does not tell what it is of.
    pub(super) fn hidden_key(&self, kind: &[u8], of: &[u8]) -> [u8; 32] {
        prf(&self.names, kind, &[of])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rand_core::SeedableRng;

    fn seal(cipher: &Cipher, nonces: &mut ChaCha20Rng) -> Vec<u8> {
        let mut sealed = vec![9; 3];
        cipher.seal(b"key", b"row", nonces, &mut sealed).unwrap();
        sealed
    }

    #[test]
    fn a_row_opens_at_its_place_only() {
        let mut nonces = ChaCha20Rng::from_seed([1; 32]);
        let ciphers = Ciphers::new(&[7; 32]);
        let sealed = seal(ciphers.of(Table::State), &mut nonces);
        assert_eq!(ciphers.of(Table::State).open(b"key", &sealed).unwrap(), b"row");
        assert!(ciphers.of(Table::State).open(b"kez", &sealed).is_err());
        assert!(ciphers.of(Table::Nodes).open(b"key", &sealed).is_err());
        assert!(Ciphers::new(&[8; 32]).of(Table::State).open(b"key", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(ciphers.of(Table::State).open(b"key", &altered).is_err());
            assert!(ciphers.of(Table::State).open(b"key", &sealed[..at]).is_err());
        }
    }

    #[test]
    fn equal_rows_look_different() {
        let mut nonces = ChaCha20Rng::from_seed([1; 32]);
        let cipher = Cipher::new(&[7; 32], Table::State);
        assert_ne!(seal(&cipher, &mut nonces), seal(&cipher, &mut nonces));
    }
}
