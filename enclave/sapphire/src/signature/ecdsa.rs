//! ECDSA over digests: nonces of RFC 6979, signatures in DER, public keys in compressed SEC 1.

macro_rules! curve {
    ($name:ident, $implementation:ident, $doc:literal) => {
        #[doc = $doc]
        pub(super) mod $name {
            use crate::signature::{BadArgument, KeyPair};
            use $implementation::ecdsa::{
                signature::hazmat::{PrehashSigner, PrehashVerifier},
                Signature, SigningKey, VerifyingKey,
            };

            /// The seed is the secret scalar, big-endian.
            pub(in crate::signature) fn key_pair(seed: &[u8]) -> Result<KeyPair, BadArgument> {
                let key = SigningKey::from_slice(seed).map_err(|_| BadArgument::Secret)?;
                let public = key.verifying_key().to_sec1_point(true).as_bytes().to_vec();
                Ok(KeyPair { public, secret: key.to_bytes().to_vec() })
            }

            pub(in crate::signature) fn sign(secret: &[u8], digest: &[u8]) -> Result<Vec<u8>, BadArgument> {
                let key = SigningKey::from_slice(secret).map_err(|_| BadArgument::Secret)?;
                let signature: Signature = key.sign_prehash(digest).map_err(|_| BadArgument::Digest)?;
                Ok(signature.to_der().as_bytes().to_vec())
            }

            /// A bad public key is told before a bad digest.
            pub(in crate::signature) fn verify<const N: usize>(
                public: &[u8],
                digest: Result<&[u8; N], BadArgument>,
                signature: &[u8],
            ) -> Result<bool, BadArgument> {
                let key = VerifyingKey::from_sec1_bytes(public).map_err(|_| BadArgument::Public)?;
                let digest = digest?;
                Ok(Signature::from_der(signature)
                    .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()))
            }
        }
    };
}

curve!(
    secp256k1,
    k256,
    "secp256k1; of a signature and its mirror only the one with low `s` is made and valid."
);
curve!(p256, p256, "NIST P-256.");
curve!(p384, p384, "NIST P-384.");
