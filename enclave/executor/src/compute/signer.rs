//! Who signed: secp256k1 signatures recovered with Bitcoin Core's library, which takes a third of the time that code in
//! Rust does. The verdicts are those of `crypto::eip712::recover` (a test compares them).

use messages::{call::EthSignature, receipt::Refusal, H160, H256};
use secp256k1::{
    ecdsa::{RecoverableSignature, RecoveryId},
    Message, Secp256k1, VerifyOnly,
};
use sp_crypto_hashing::keccak_256;

/// Recovers signers. Holds no secrets; making it takes longer than using it.
pub struct Signers(Secp256k1<VerifyOnly>);

impl Default for Signers {
    fn default() -> Self {
        Self(Secp256k1::verification_only())
    }
}

impl Signers {
    /// The address whose key made `signature` over `hash`. Only low `s` is accepted (EIP-2).
    ///
    /// # Errors
    /// [`Refusal::BadSignature`].
    pub fn recover(&self, hash: &H256, signature: &EthSignature) -> Result<H160, Refusal> {
        self.recovered(hash, signature).ok_or(Refusal::BadSignature)
    }

    fn recovered(&self, hash: &H256, signature: &EthSignature) -> Option<H160> {
        let (rs, v) = signature.split_first_chunk::<64>()?;
        let parity = match v {
            [0 | 27] => RecoveryId::Zero,
            [1 | 28] => RecoveryId::One,
            _ => return None,
        };
        let signature = RecoverableSignature::from_compact(rs, parity).ok()?;
        let standard = signature.to_standard();
        let mut low = standard;
        low.normalize_s();
        if low != standard {
            return None;
        }
        let key = self.0.recover_ecdsa(Message::from_digest(hash.0), &signature).ok()?;
        // Uncompressed SEC1: a tag byte, then x and y.
        let [_, point @ ..] = key.serialize_uncompressed();
        let mut address = H160::zero();
        address.0.copy_from_slice(&keccak_256(&point)[12..]);
        Some(address)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crypto::eip712::{self, CallerKey};
    use messages::U256;
    use proptest::prelude::*;

    fn high_s(signature: &EthSignature) -> EthSignature {
        let order =
            U256::from_str_radix("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        let high = order.unwrap() - U256::from_big_endian(&signature[32..64]);
        let mut malleable = *signature;
        malleable[32..64].copy_from_slice(&high.to_big_endian());
        malleable[64] = 55 - malleable[64];
        malleable
    }

    #[test]
    fn the_signer_is_recovered_and_malleable_signatures_are_refused() {
        let (signers, key) = (Signers::default(), CallerKey::from_secret(&[3; 32]).unwrap());
        let hash = H256([7; 32]);
        let signature = key.sign_hash(&hash);
        assert_eq!(signers.recover(&hash, &signature), Ok(key.address()));
        assert_eq!(signers.recover(&hash, &high_s(&signature)), Err(Refusal::BadSignature));
        let mut plain = signature;
        plain[64] -= 27;
        assert_eq!(signers.recover(&hash, &plain), Ok(key.address()));
        assert_eq!(signers.recover(&hash, &[0; 65]), Err(Refusal::BadSignature));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn both_libraries_say_the_same(
            // No key: 0, and what is above the order of the group.
            secret in 1..u8::MAX, hash in any::<[u8; 32]>(), at in 0..65usize, byte in any::<u8>(), turn in any::<bool>(),
        ) {
            let key = CallerKey::from_secret(&[secret; 32]).unwrap();
            let mut signature = key.sign_hash(&H256(hash));
            if turn {
                signature = high_s(&signature);
            }
            signature[at] = byte;
            let ours = Signers::default().recover(&H256(hash), &signature).ok();
            prop_assert_eq!(ours, eip712::recover(&H256(hash), &signature).ok());
        }
    }
}
