//! Quotes of simulated TDX machines, in the real v4 format.

use super::{
    authority::{key, labelled, public_point, sign_raw, Certified, Flaws},
    machine_chain,
};
use crate::{
    dcap::{PCK_CHAIN, QE_REPORT_CERTIFICATION},
    Error,
};
use alloc::vec::Vec;
use codec::Encode;
use dcap_qvl::{
    quote::{
        AuthData, AuthDataV4, CertificationData, Data, EnclaveReport, Header, QEReportCertificationData,
        Quote as DcapQuote, Report, TDReport10,
    },
    INTEL_QE_VENDOR_ID,
};
use messages::{
    registration::{Quote, TeeKind},
    BoundedVec,
};
use p256::ecdsa::SigningKey;
use sp_crypto_hashing::sha2_256;

/// MRTD of the simulated worker: SHA-384("adyton/simulated-worker/v1").
pub const MRTD: [u8; 48] = [
    0x8d, 0x6b, 0xc5, 0x82, 0x92, 0x12, 0x12, 0xcf, 0xfb, 0x2c, 0x1b, 0x7b, 0x35, 0x8c, 0x6e, 0xba, 0x32,
    0xa4, 0x30, 0xee, 0x84, 0x69, 0x56, 0x25, 0x8e, 0x97, 0xc9, 0x9c, 0x6c, 0xa5, 0x22, 0xc7, 0x6b, 0xf7,
    0x75, 0x1c, 0x39, 0x96, 0x42, 0x6d, 0x11, 0x25, 0xe2, 0x69, 0x7c, 0x46, 0xed, 0x12,
];

/// The only TD attribute that is set, and that verifiers insist on: no #VE on pages the host took away.
const SEPT_VE_DISABLE: u64 = 1 << 28;
/// SVN of the TDX module that `dev-root/tcb-info.json` calls up to date.
const UP_TO_DATE_SVN: u8 = 2;
/// ISVPRODID of the simulated quoting enclave, as in `dev-root/qe-identity.json`.
const QE_PRODUCT: u16 = 2;

/// A trust domain on simulated hardware. Its fields are what a test may want to differ from the honest worker; nothing
/// protects them, because the keys are public.
#[derive(Clone, Debug)]
pub struct SimulatedTd {
    /// Number of the machine; each has its own PPID and PCK certificate.
    pub machine: u32,
    /// MRTD register.
    pub mr_td: [u8; 48],
    /// TD attributes; bit 0 is DEBUG.
    pub attributes: u64,
    /// SVN of the TDX module: 2 is up to date, 1 out of date (advisory `ADYTON-SIM-00001`), 0 revoked.
    pub module_svn: u8,
}

impl SimulatedTd {
    /// The honest worker on machine number `machine`.
    pub fn new(machine: u32) -> Self {
        SimulatedTd { machine, mr_td: MRTD, attributes: SEPT_VE_DISABLE, module_svn: UP_TO_DATE_SVN }
    }

    /// Its quote over `report_data`: header and report signed by the attestation key, which the quoting enclave's report
    /// vouches for, which the machine's PCK key signs, which the development root certifies. Deterministic.
    ///
    /// # Errors
    /// [`Error::Oversize`], if the quote outgrew its bound: a defect of this crate.
    pub fn quote(&self, report_data: &[u8; 64]) -> Result<Quote, Error> {
        let attestation_key = key("attestation-key", &self.machine.to_le_bytes());
        let mut quote = DcapQuote {
            header: header(),
            report: Report::TD10(self.report(report_data)),
            auth_data: AuthData::V4(self.certified(&attestation_key)),
        };
        let unsigned = quote.encode();
        let signed = unsigned.get(..quote.signed_length()).unwrap_or_default();
        if let AuthData::V4(auth) = &mut quote.auth_data {
            auth.ecdsa_signature = sign_raw(&attestation_key, signed);
        }
        let bytes = BoundedVec::try_from(quote.encode()).map_err(|_| Error::Oversize)?;
        Ok(Quote { kind: TeeKind::Tdx, bytes })
    }

    fn report(&self, report_data: &[u8; 64]) -> TDReport10 {
        let mut tee_tcb_svn = [0; 16];
        tee_tcb_svn[0] = self.module_svn;
        TDReport10 {
            tee_tcb_svn,
            mr_seam: [0; 48],
            mr_signer_seam: [0; 48],
            seam_attributes: [0; 8],
            td_attributes: self.attributes.to_le_bytes(),
            xfam: [0; 8],
            mr_td: self.mr_td,
            mr_config_id: [0; 48],
            mr_owner: [0; 48],
            mr_owner_config: [0; 48],
            rt_mr0: [0; 48],
            rt_mr1: [0; 48],
            rt_mr2: [0; 48],
            rt_mr3: [0; 48],
            report_data: *report_data,
        }
    }

    /// Authentication data with everything but the attestation key's own signature.
    fn certified(&self, attestation_key: &SigningKey) -> AuthDataV4 {
        let mut public = [0; 64];
        public
            .iter_mut()
            .zip(public_point(attestation_key).into_iter().skip(1))
            .for_each(|(to, from)| *to = from);
        let machine = Certified::Machine(self.machine);
        let authentication = labelled("qe-authentication-data", &[]);
        let qe_report = quoting_enclave(sha2_256(&[&public[..], &authentication].concat())).encode();
        let qe_report_signature = sign_raw(&machine.key(), &qe_report);
        AuthDataV4 {
            ecdsa_signature: [0; 64],
            ecdsa_attestation_key: public,
            certification_data: certification(QE_REPORT_CERTIFICATION, Vec::new()),
            qe_report_data: QEReportCertificationData {
                qe_report: qe_report.try_into().unwrap_or([0; 384]),
                qe_report_signature,
                qe_auth_data: Data::new(authentication.to_vec()),
                certification_data: certification(
                    PCK_CHAIN,
                    machine_chain(machine.certificate(Flaws::default())),
                ),
            },
        }
    }
}

fn header() -> Header {
    const ECDSA_P256: u16 = 2;
    const TDX: u32 = 0x81;
    Header {
        version: 4,
        attestation_key_type: ECDSA_P256,
        tee_type: TDX,
        qe_svn: 0,
        pce_svn: 0,
        qe_vendor_id: INTEL_QE_VENDOR_ID,
        user_data: [0; 20],
    }
}

/// Report of the simulated quoting enclave, as `dev-root/qe-identity.json` describes it.
fn quoting_enclave(vouches_for: [u8; 32]) -> EnclaveReport {
    const INITIALISED_64_BIT: u8 = 0b101;
    let mut attributes = [0; 16];
    attributes[0] = INITIALISED_64_BIT;
    let mut report_data = [0; 64];
    report_data.iter_mut().zip(vouches_for).for_each(|(to, from)| *to = from);
    EnclaveReport {
        cpu_svn: [1; 16],
        misc_select: 0,
        reserved1: [0; 28],
        attributes,
        mr_enclave: labelled("quoting-enclave", &[]),
        reserved2: [0; 32],
        mr_signer: labelled("quoting-enclave-signer", &[]),
        reserved3: [0; 96],
        isv_prod_id: QE_PRODUCT,
        isv_svn: 1,
        reserved4: [0; 60],
        report_data,
    }
}

fn certification(cert_type: u16, data: Vec<u8>) -> CertificationData {
    CertificationData { cert_type, body: Data::new(data) }
}
