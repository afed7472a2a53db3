//! What must be kept of verified evidence, so that it can be judged again without its quote.

use crate::{collateral, snp::SnpTcb, Collateral, Error, Family, TcbStatus};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use messages::{ids::TimeMs, registration::TrustRoot, BoundedVec, ConstU32};
use scale_info::TypeInfo;
use sp_crypto_hashing::blake2_256;

/// Advisories that may apply to one platform. Intel's oldest listed TCB level of a family names about 40; a platform
/// with more is refused.
pub const MAX_RECORDED_ADVISORIES: u32 = 64;
/// Serial number of a certificate, in bytes (RFC 5280 4.1.2.2), with the zero byte that keeps it positive.
pub const MAX_SERIAL: u32 = 21;

/// Serial number of a certificate, big-endian as in DER.
pub type Serial = BoundedVec<u8, ConstU32<MAX_SERIAL>>;

/// Facts about a platform and its firmware. A few hundred bytes, in place of a quote of several thousand.
///
/// With [`messages::registration::Attested`] it is all that [`crate::re_evaluate`] needs when the policy changes, and
/// all that [`TcbFacts::under`] needs when newer collateral arrives.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct TcbFacts {
    /// Whose collateral it was judged by.
    pub family: Family,
    /// State of the firmware under that collateral.
    pub status: TcbStatus,
    /// Security advisories that apply.
    pub advisories: BoundedVec<AdvisoryTag, ConstU32<MAX_RECORDED_ADVISORIES>>,
    /// Running number of that collateral.
    pub evaluation_number: u32,
    /// Versions of the firmware.
    pub level: TcbLevel,
    /// Certificate of the machine.
    pub machine_serial: Serial,
    /// Certificate of the authority that issued it.
    pub issuer_serial: Serial,
    /// Time after which a certificate of the two no longer counts.
    pub certificates_until_ms: TimeMs,
    /// Time after which the collateral no longer counts.
    pub collateral_until_ms: TimeMs,
}

impl TcbFacts {
    /// The facts as the collateral that is `stored` now has them: status, advisories, evaluation number, dates. It is
    /// taken as verified ([`crate::verify_collateral`]); `root` is the worker's.
    ///
    /// # Errors
    /// [`Error::NotProven`], if the machine was revoked, by certificate or by TCB level, or if its firmware is older than
    /// any listed now. [`Error::NoCollateral`], [`Error::MalformedCollateral`].
    pub fn under(&self, root: TrustRoot, stored: &[(TrustRoot, Collateral)]) -> Result<TcbFacts, Error> {
        collateral::of(root, self.family, stored)?.read()?.update(self)
    }
}

/// Versions of a platform's firmware, as its evidence proves them.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum TcbLevel {
    /// Intel SGX and TDX.
    Dcap(DcapTcb),
    /// AMD SEV-SNP: of each component the lower of what signed the report and what launched the guest.
    Snp(SnpTcb),
}

/// Versions of an Intel platform's firmware.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DcapTcb {
    /// SVNs of the 16 components of the CPU.
    pub cpu_svn: [u8; 16],
    /// SVN of the provisioning certification enclave.
    pub pce_svn: u16,
    /// SVN of the quoting enclave.
    pub qe_svn: u16,
    /// TDX only: SVNs of the TDX module and its loader when the TD was launched.
    pub tdx_at_launch: Option<[u8; 16]>,
    /// TDX 1.5 only: the same at the time of the quote.
    pub tdx_now: Option<[u8; 16]>,
}

/// Short name of an advisory: the first 8 bytes of blake2b-256 over its name in upper case. Should two names ever
/// collide, a platform is refused that need not be.
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
pub struct AdvisoryTag(pub [u8; 8]);

impl AdvisoryTag {
    /// The tag of an advisory, such as `INTEL-SA-00615`; upper and lower case do not matter.
    pub fn of(name: &[u8]) -> Self {
        let digest = blake2_256(&name.to_ascii_uppercase());
        AdvisoryTag(digest.first_chunk().copied().unwrap_or_default())
    }
}
