//! How a worker becomes known to the chain, and what the chain then says of it.

use crate::{ids::*, limits::*};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32, H256};

/// Prefix of the SHA-512 preimage that fills the 64 bytes of report data.
pub const REPORT_DATA_DOMAIN: &[u8] = b"adyton/report-data/v1";

/// What a worker claims; its hash is in the report data of the quote:
/// `SHA-512(REPORT_DATA_DOMAIN ‖ scale(claim))`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Claim {
    /// The network.
    pub genesis: GenesisHash,
    /// The worker's identity.
    pub worker: WorkerId,
    /// X25519 key that others encrypt to (HPKE).
    pub encryption_key: [u8; 32],
    /// The account that operates the machine.
    pub operator: AccountId,
    /// This boot.
    pub boot_id: BootId,
    /// A finalized head that this enclave's own light client verified. The chain accepts only a recent block of its
    /// own history, so an enclave that was fed a fork can never register.
    pub challenge: BlockRef,
    /// Hash of the relay checkpoint in parachain mode.
    pub relay_checkpoint: Option<H256>,
}

/// Kind of hardware the quote speaks for.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(feature = "std", derive(Hash))]
pub enum TeeKind {
    /// Intel SGX, DCAP quote v3.
    Sgx,
    /// Intel TDX, DCAP quote v4 or v5.
    Tdx,
    /// AMD SEV-SNP.
    Snp,
}

/// A quote, raw, and how to read it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Quote {
    /// Kind of hardware.
    pub kind: TeeKind,
    /// The bytes as the platform gave them, certificate chain included.
    pub bytes: BoundedVec<u8, ConstU32<MAX_QUOTE>>,
}

/// A claim with the quote that vouches for it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Registration {
    /// The claim.
    pub claim: Claim,
    /// The quote over it.
    pub quote: Quote,
}

/// Which root of trust vouches for a worker.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(feature = "std", derive(Hash))]
pub enum TrustRoot {
    /// Intel's SGX/TDX root certificate.
    Intel,
    /// AMD's root key.
    Amd,
    /// The development root, whose keys are public: simulated hardware.
    Simulated,
}

/// Code and configuration that a TEE measured: SHA-256 over the kind's measurement registers
/// (`attestation::measurement`).
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Measurement(pub [u8; 32]);

/// What the chain found when it verified a worker's evidence.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Attested {
    /// Kind of hardware.
    pub kind: TeeKind,
    /// Root of trust it stands under.
    pub root: TrustRoot,
    /// What runs there.
    pub measurement: Measurement,
    /// Hash of the machine's identity (PPID or chip id).
    pub platform: H256,
    /// Chain time after which it no longer counts.
    pub valid_until_ms: TimeMs,
}

/// A lease nonce as the chain saw it.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Lease {
    /// The nonce the enclave drew.
    pub nonce: [u8; 32],
    /// Block that included it.
    pub block: BlockNumber,
}

/// A registered worker; a single bounded value in chain state.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct WorkerRecord {
    /// X25519 key that others encrypt to.
    pub encryption_key: [u8; 32],
    /// The account that operates the machine.
    pub operator: AccountId,
    /// Newest attested boot.
    pub boot_id: BootId,
    /// Last statement accepted from that boot.
    pub last_seq: u64,
    /// Verdict on its evidence.
    pub attested: Attested,
    /// Newest lease nonce.
    pub lease: Option<Lease>,
    /// Where other hosts reach it; empty when unknown.
    pub endpoint: BoundedVec<u8, ConstU32<MAX_ENDPOINT>>,
}
