//! What callers sign: EIP-712 typed data, so that any Ethereum wallet can sign an Adyton call or query.
//!
//! Domain: `EIP712Domain(string name,string version,bytes32 salt)` = ("Adyton", "1", genesis hash). The types are in
//! the docs of [`CallBody`] and [`QueryBody`].

use alloc::vec::Vec;
use codec::Encode;
use core::fmt;
use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};
use messages::{
    call::{CallBody, EthSignature, SignedCall},
    ids::GenesisHash,
    query::{CallerProof, Query, QueryBody},
    H160, H256, U256,
};
use sp_crypto_hashing::keccak_256;

/// EIP-712 type of the domain.
pub const DOMAIN_TYPE: &str = "EIP712Domain(string name,string version,bytes32 salt)";
/// EIP-712 type of a call.
pub const CALL_TYPE: &str = "Call(uint32 committee,uint64 nonce,uint64 gasLimit,uint256 maxFeePerGas,address to,bool create,uint256 value,bytes data)";
/// EIP-712 type of a query.
pub const QUERY_TYPE: &str = "Query(uint32 committee,uint64 notAfterBlock,bytes question)";

/// The signature does not recover to an address, or is malleable (high `s`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadSignature;

impl fmt::Display for BadSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature is not a valid low-s secp256k1 signature")
    }
}

#[cfg(feature = "std")]
impl std::error::Error for BadSignature {}

/// Hash that a caller signs for a call.
pub fn call_signing_hash(genesis: &GenesisHash, body: &CallBody) -> H256 {
    let to = body.to.unwrap_or_default();
    signing_hash(
        genesis,
        &[
            keccak_256(CALL_TYPE.as_bytes()),
            word(body.committee.into()),
            word(body.nonce.into()),
            word(body.gas_limit.into()),
            word(body.max_fee_per_gas),
            address(&to),
            word(U256::from(body.to.is_none() as u8)),
            word(body.value),
            keccak_256(&body.data),
        ],
    )
}

/// Hash that a caller signs for a query.
pub fn query_signing_hash(genesis: &GenesisHash, body: &QueryBody) -> H256 {
    signing_hash(
        genesis,
        &[
            keccak_256(QUERY_TYPE.as_bytes()),
            word(body.committee.into()),
            word(body.not_after_block.into()),
            keccak_256(&body.question.encode()),
        ],
    )
}

fn signing_hash(genesis: &GenesisHash, fields: &[[u8; 32]]) -> H256 {
    let domain = keccak_256(
        &[keccak_256(DOMAIN_TYPE.as_bytes()), keccak_256(b"Adyton"), keccak_256(b"1"), genesis.0].concat(),
    );
    let bytes: Vec<u8> = [&[0x19, 0x01], &domain[..], &keccak_256(&fields.concat())[..]].concat();
    H256(keccak_256(&bytes))
}

fn word(value: U256) -> [u8; 32] {
    value.to_big_endian()
}

fn address(address: &H160) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&address.0);
    word
}

/// The address whose key made `signature` over `hash`. Only low `s` is accepted (EIP-2).
pub fn recover(hash: &H256, signature: &EthSignature) -> Result<H160, BadSignature> {
    let (rs, v) = signature.split_at(64);
    let parity = match v.first() {
        Some(0 | 27) => false,
        Some(1 | 28) => true,
        _ => return Err(BadSignature),
    };
    let signature = Signature::from_slice(rs).map_err(|_| BadSignature)?;
    if signature.normalize_s() != signature {
        return Err(BadSignature);
    }
    let key = VerifyingKey::recover_from_prehash(&hash.0, &signature, RecoveryId::new(parity, false))
        .map_err(|_| BadSignature)?;
    Ok(address_of(&key))
}

fn address_of(key: &VerifyingKey) -> H160 {
    let point = key.to_sec1_point(false);
    // Uncompressed SEC1: a tag byte, then x and y.
    let hash = keccak_256(point.as_bytes().get(1..).unwrap_or_default());
    let mut address = H160::zero();
    address.0.copy_from_slice(&hash[12..]);
    address
}

/// A caller's secp256k1 key.
pub struct CallerKey(SigningKey);

impl CallerKey {
    /// From 32 secret bytes; refuses zero and values above the group order.
    pub fn from_secret(secret: &[u8; 32]) -> Result<Self, BadSignature> {
        SigningKey::from_slice(secret).map(Self).map_err(|_| BadSignature)
    }

    /// The caller's address.
    pub fn address(&self) -> H160 {
        address_of(self.0.verifying_key())
    }

    /// Signs a call.
    pub fn sign_call(&self, genesis: &GenesisHash, body: CallBody) -> SignedCall {
        let signature = self.sign_hash(&call_signing_hash(genesis, &body));
        SignedCall { body, signature }
    }

    /// Signs a query.
    pub fn sign_query(&self, genesis: &GenesisHash, body: QueryBody) -> Query {
        let signature = self.sign_hash(&query_signing_hash(genesis, &body));
        Query { body, proof: Some(CallerProof::Typed(signature)) }
    }

    /// Signs a hash as it is. What it is the hash of has to name network and purpose.
    pub fn sign_hash(&self, hash: &H256) -> EthSignature {
        let (signature, parity) = self.0.sign_prehash_recoverable(&hash.0);
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&signature.to_bytes());
        bytes[64] = 27 + parity.is_y_odd() as u8;
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::{eip712_domain, sol, SolStruct};
    use messages::query::Question;

    sol! {
        struct Call { uint32 committee; uint64 nonce; uint64 gasLimit; uint256 maxFeePerGas; address to; bool create; uint256 value; bytes data; }
        struct Query { uint32 committee; uint64 notAfterBlock; bytes question; }
    }

    const GENESIS: GenesisHash = H256([9; 32]);

    fn body(to: Option<H160>) -> CallBody {
        CallBody {
            committee: 1,
            nonce: 7,
            gas_limit: 21_000,
            max_fee_per_gas: U256::from(5),
            to,
            value: U256::from(10).pow(U256::from(18)),
            data: vec![1, 2, 3],
        }
    }

    fn domain() -> alloy_sol_types::Eip712Domain {
        eip712_domain! { name: "Adyton", version: "1", salt: alloy_primitives::B256::from([9; 32]), }
    }

    #[test]
    fn call_hash_is_what_a_wallet_computes() {
        for to in [None, Some(H160([4; 20]))] {
            let ours = body(to);
            let theirs = Call {
                committee: ours.committee,
                nonce: ours.nonce,
                gasLimit: ours.gas_limit,
                maxFeePerGas: alloy_primitives::U256::from(5),
                to: to.unwrap_or_default().0.into(),
                create: to.is_none(),
                value: alloy_primitives::U256::from(10u128.pow(18)),
                data: ours.data.clone().into(),
            };
            assert_eq!(call_signing_hash(&GENESIS, &ours).0, theirs.eip712_signing_hash(&domain()).0);
        }
    }

    #[test]
    fn query_hash_is_what_a_wallet_computes() {
        let ours = QueryBody { committee: 1, not_after_block: 99, question: Question::Account };
        let theirs = Query { committee: 1, notAfterBlock: 99, question: ours.question.encode().into() };
        assert_eq!(query_signing_hash(&GENESIS, &ours).0, theirs.eip712_signing_hash(&domain()).0);
    }

    #[test]
    fn signer_is_recovered_and_binds_network() {
        let key = CallerKey::from_secret(&[3; 32]).unwrap();
        let signed = key.sign_call(&GENESIS, body(None));
        assert_eq!(recover(&call_signing_hash(&GENESIS, &signed.body), &signed.signature), Ok(key.address()));
        let elsewhere = call_signing_hash(&H256([8; 32]), &signed.body);
        assert_ne!(recover(&elsewhere, &signed.signature), Ok(key.address()));
    }

    #[test]
    fn malleable_and_malformed_signatures_are_refused() {
        let key = CallerKey::from_secret(&[3; 32]).unwrap();
        let signed = key.sign_call(&GENESIS, body(None));
        let hash = call_signing_hash(&GENESIS, &signed.body);
        let order =
            U256::from_str_radix("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
                .unwrap();
        let high_s = order - U256::from_big_endian(&signed.signature[32..64]);
        let mut malleable = signed.signature;
        malleable[32..64].copy_from_slice(&high_s.to_big_endian());
        malleable[64] = 55 - malleable[64];
        assert_eq!(recover(&hash, &malleable), Err(BadSignature));
        let mut bad_v = signed.signature;
        bad_v[64] = 29;
        assert_eq!(recover(&hash, &bad_v), Err(BadSignature));
        assert_eq!(recover(&hash, &[0; 65]), Err(BadSignature));
        assert!(CallerKey::from_secret(&[0; 32]).is_err());
    }
}
