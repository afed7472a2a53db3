//! A gatekeeper's share of one secret.

use crypto::threshold::evaluate;
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_TABLE, Scalar};
use messages::{
    ids::CeremonyId,
    keys::{KeyLabel, Partial, Secret},
};
use zeroize::Zeroizing;

/// A share; wiped when dropped, never printed, never copied.
pub struct Share {
    secret: Secret,
    ceremony: CeremonyId,
    index: u16,
    scalar: Zeroizing<Scalar>,
}

impl Share {
    pub(crate) fn new(secret: Secret, ceremony: CeremonyId, index: u16, scalar: Zeroizing<Scalar>) -> Self {
        Self { secret, ceremony, index, scalar }
    }

    /// The secret it is a share of.
    pub fn secret(&self) -> Secret {
        self.secret
    }

    /// The ceremony that made it. Shares of different ceremonies do not mix.
    pub fn ceremony(&self) -> CeremonyId {
        self.ceremony
    }

    /// Its index (Shamir abscissa), from 1.
    pub fn index(&self) -> u16 {
        self.index
    }

    /// Its public key, compressed ristretto255.
    pub fn public(&self) -> [u8; 32] {
        (&*self.scalar * RISTRETTO_BASEPOINT_TABLE).compress().to_bytes()
    }

    /// Its part of the key of `label`, with a proof; `None` if that key is derived from another secret.
    pub fn evaluate(&self, label: &KeyLabel) -> Option<Partial> {
        (label.secret() == self.secret).then(|| evaluate(&self.scalar, self.index, label))
    }

    pub(crate) fn scalar(&self) -> &Scalar {
        &self.scalar
    }
}
