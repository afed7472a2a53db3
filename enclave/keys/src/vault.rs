//! The shares that a boot holds, and what of them may outlive it.

use crate::share::Share;
use aes_gcm_siv::{aead::AeadInOut, Aes256GcmSiv, KeyInit, Nonce, Tag};
use codec::{Decode, DecodeAll, Encode};
use crypto::{prf::derive, threshold::group::scalar};
use messages::{
    ceremony::Ceremonies,
    ids::{CeremonyId, Generation, GenesisHash, WorkerId},
    keys::{KeeperKeys, Secret},
};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

const SEALED_SHARES_LABEL: &[u8] = b"adyton/sealed-shares/v1";
const NONCE: usize = 12;
const TAG: usize = 16;

/// Why sealed shares do not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnsealError {
    /// The host altered them, or they are another worker's, network's or machine's.
    #[error("the sealed shares were altered, or belong to another worker; restore the right file, or delete it and let the others repair the shares")]
    HostMisbehaved,
    /// They opened but make no sense: written by another version of this program.
    #[error("the sealed shares have an unknown form; delete the file and let the others repair the shares")]
    Internal,
}

/// All shares of one boot, at most one of each ceremony; each is wiped when it leaves.
#[derive(Default)]
pub struct Vault(BTreeMap<(Secret, CeremonyId), Share>);

/// A share as it is sealed. Only a generation's has such a form: an epoch's ends with the memory that holds it.
#[derive(Encode, Decode)]
struct SealableShare {
    generation: Generation,
    ceremony: CeremonyId,
    index: u16,
    scalar: [u8; 32],
}

/// Encoded size of a [`SealableShare`].
const SEALABLE_SHARE: usize = 4 + 4 + 2 + 32;

impl Vault {
    /// Takes a share in.
    pub fn insert(&mut self, share: Share) {
        self.0.insert((share.secret(), share.ceremony()), share);
    }

    /// The share of a secret that this ceremony made, if held.
    pub fn get(&self, secret: &Secret, ceremony: CeremonyId) -> Option<&Share> {
        self.0.get(&(*secret, ceremony))
    }

    /// Secrets of which a share is held, ascending.
    pub fn secrets(&self) -> Vec<Secret> {
        let mut secrets: Vec<_> = self.0.keys().map(|(secret, _)| *secret).collect();
        secrets.dedup();
        secrets
    }

    /// Erases every share that neither a listed sharing nor an open ceremony, whose result is not yet listed, can need.
    /// Returns whether what [`Self::seal`] covers has changed.
    pub fn reconcile(&mut self, keys: &KeeperKeys, open: &Ceremonies) -> bool {
        let is_listed =
            |share: &Share| keys.sharing(&share.secret()).is_some_and(|s| s.ceremony == share.ceremony());
        let is_pending = |share: &Share| open.iter().any(|ceremony| ceremony.id == share.ceremony());
        let mut changed = false;
        self.0.retain(|(secret, _), share| {
            let stays = is_listed(share) || is_pending(share);
            changed |= !stays && matches!(secret, Secret::Generation(_));
            stays
        });
        changed
    }

    /// Seals the generations' shares for a later boot of this worker: `nonce ‖ ciphertext ‖ tag`, AES-256-GCM-SIV
    /// (RFC 8452) under a key derived from the platform's. `nonce` is fresh.
    pub fn seal(
        &self,
        sealing_key: &[u8; 32],
        genesis: GenesisHash,
        worker: WorkerId,
        nonce: [u8; NONCE],
    ) -> Vec<u8> {
        let sealable: Vec<SealableShare> = self.0.values().filter_map(SealableShare::of).collect();
        // One allocation, so that no copy is left behind; it becomes ciphertext in place.
        let mut sealed = Vec::with_capacity(NONCE + 5 + sealable.len() * SEALABLE_SHARE + TAG);
        sealed.extend_from_slice(&nonce);
        sealable.encode_to(&mut sealed);
        let body = sealed.get_mut(NONCE..).unwrap_or_default();
        let tag = cipher(sealing_key).encrypt_inout_detached(
            &Nonce::from(nonce),
            &(genesis, worker).encode(),
            body.into(),
        );
        // Fails only above 64 GiB; without a tag it will not open.
        debug_assert!(tag.is_ok());
        sealed.extend_from_slice(&tag.unwrap_or_default());
        sealed
    }

    /// The shares that [`Self::seal`] sealed. What of them is still needed, [`Self::reconcile`] finds.
    ///
    /// # Errors
    /// [`UnsealError`]
    pub fn unseal(
        sealing_key: &[u8; 32],
        genesis: GenesisHash,
        worker: WorkerId,
        sealed: &[u8],
    ) -> Result<Self, UnsealError> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(UnsealError::HostMisbehaved)?;
        let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(UnsealError::HostMisbehaved)?;
        let mut body = Zeroizing::new(body.to_vec());
        cipher(sealing_key)
            .decrypt_inout_detached(
                &Nonce::from(*nonce),
                &(genesis, worker).encode(),
                body.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .map_err(|_| UnsealError::HostMisbehaved)?;
        let shares =
            Vec::<SealableShare>::decode_all(&mut body.as_slice()).map_err(|_| UnsealError::Internal)?;
        let mut vault = Self::default();
        for sealable in &shares {
            vault.insert(sealable.share().ok_or(UnsealError::Internal)?);
        }
        Ok(vault)
    }
}

fn cipher(sealing_key: &[u8; 32]) -> Aes256GcmSiv {
    Aes256GcmSiv::new((&*derive(sealing_key, SEALED_SHARES_LABEL, b"")).into())
}

impl SealableShare {
    fn of(share: &Share) -> Option<Self> {
        let Secret::Generation(generation) = share.secret() else { return None };
        let (ceremony, index, scalar) = (share.ceremony(), share.index(), share.scalar().to_bytes());
        Some(Self { generation, ceremony, index, scalar })
    }

    fn share(&self) -> Option<Share> {
        let scalar = Zeroizing::new(scalar(&self.scalar)?);
        Some(Share::new(Secret::Generation(self.generation), self.ceremony, self.index, scalar))
    }
}

impl Drop for SealableShare {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.scalar);
    }
}
