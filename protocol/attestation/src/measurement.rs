//! One 32-byte name for "what runs there", whatever the hardware.

use alloc::vec::Vec;
use dcap_qvl::quote::{EnclaveReport, Report, TDReport10};
use messages::registration::Measurement;
use sp_crypto_hashing::sha2_256;

/// Prefix of the SHA-256 preimage for SGX.
const SGX_DOMAIN: &[u8] = b"adyton/measurement/sgx/v1";
/// Prefix of the SHA-256 preimage for TDX.
const TDX_DOMAIN: &[u8] = b"adyton/measurement/tdx/v1";

/// SHA-256 over the registers that say which code runs, and under which configuration:
/// - SGX: MRENCLAVE ‖ MRSIGNER ‖ CONFIGID area (96 bytes between MRSIGNER and ISVPRODID) ‖ ISVPRODID ‖ ISVSVN;
/// - TDX: MRTD ‖ RTMR0..3 ‖ MRCONFIGID ‖ MROWNER ‖ MROWNERCONFIG ‖ TDATTRIBUTES.
///
/// Left out are facts about the machine (SVNs, SEAM module, XFAM), which the TCB status judges. Service TDs need no
/// register: quotes of TDs that have one are refused.
pub fn measurement(report: &Report) -> Measurement {
    let preimage = match report {
        Report::SgxEnclave(report) => sgx_preimage(report),
        Report::TD10(report) => tdx_preimage(report),
        Report::TD15(report) => tdx_preimage(&report.base),
        Report::TD15Ex(report) => tdx_preimage(&report.base.base),
    };
    Measurement(sha2_256(&preimage))
}

fn sgx_preimage(report: &EnclaveReport) -> Vec<u8> {
    [
        SGX_DOMAIN,
        &report.mr_enclave,
        &report.mr_signer,
        &report.reserved3,
        &report.isv_prod_id.to_le_bytes(),
        &report.isv_svn.to_le_bytes(),
    ]
    .concat()
}

fn tdx_preimage(report: &TDReport10) -> Vec<u8> {
    [
        TDX_DOMAIN,
        &report.mr_td,
        &report.rt_mr0,
        &report.rt_mr1,
        &report.rt_mr2,
        &report.rt_mr3,
        &report.mr_config_id,
        &report.mr_owner,
        &report.mr_owner_config,
        &report.td_attributes,
    ]
    .concat()
}
