//! What evidence says, in parts that a person can compare: registers, certificates, dates. Nothing is proven here.

use attestation::Collateral;
use codec::Decode;
use dcap_qvl::{
    intel::extract_cert_chain,
    quote::{EnclaveReport, Quote as DcapQuote, Report, TDReport10},
};
use messages::{
    ids::TimeMs,
    registration::{Quote, TeeKind},
};
use serde::Serialize;
use std::time::Duration;
use x509_cert::{
    certificate::Certificate,
    der::{DateTime, Decode as _},
};

/// Bytes of a report of SEV-SNP, and of an entry of the certificate table behind it.
const SNP_REPORT: usize = 1184;
const SNP_ENTRY: usize = 24;

/// What a quote says.
#[derive(Default, Serialize)]
pub(super) struct Exhibit {
    /// What the hardware measured, by the names of its vendor.
    pub(super) registers: Vec<Register>,
    /// Certificates from the machine's up to the root's.
    pub(super) chain: Vec<Link>,
}

/// A measurement register.
#[derive(PartialEq, Eq, Debug, Serialize)]
pub(super) struct Register {
    pub(super) name: &'static str,
    /// Hex.
    pub(super) value: String,
}

/// A certificate.
#[derive(PartialEq, Eq, Debug, Serialize)]
pub(super) struct Link {
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) serial: String,
    pub(super) from: String,
    pub(super) until: String,
    /// Whether the time of judgement lies between.
    pub(super) in_date: bool,
}

/// What collateral says of its dates.
#[derive(Serialize)]
pub(super) struct Dates {
    pub(super) root: String,
    pub(super) issued: String,
    pub(super) expires: String,
    pub(super) evaluation_number: u32,
    pub(super) in_date: bool,
    /// Who signs the TCB info (Intel only).
    pub(super) signers: Vec<Link>,
}

impl Exhibit {
    /// Reads a quote as far as it can be read.
    pub(super) fn of(quote: &Quote, time_ms: TimeMs) -> Self {
        let read = match quote.kind {
            TeeKind::Sgx | TeeKind::Tdx => dcap(&quote.bytes),
            TeeKind::Snp => snp(&quote.bytes),
        };
        let (registers, chain) = read.unwrap_or_default();
        Exhibit { registers, chain: links(&chain, time_ms) }
    }
}

type Parts = (Vec<Register>, Vec<Vec<u8>>);

fn dcap(mut bytes: &[u8]) -> Option<Parts> {
    let quote = DcapQuote::decode(&mut bytes).ok()?;
    let registers = match &quote.report {
        Report::SgxEnclave(report) => enclave(report),
        Report::TD10(report) => td(report),
        Report::TD15(report) => td(&report.base),
        Report::TD15Ex(report) => td(&report.base.base),
    };
    Some((registers, extract_cert_chain(&quote).unwrap_or_default()))
}

fn enclave(report: &EnclaveReport) -> Vec<Register> {
    vec![
        register("MRENCLAVE", &report.mr_enclave),
        register("MRSIGNER", &report.mr_signer),
        Register { name: "ISVPRODID", value: report.isv_prod_id.to_string() },
        Register { name: "ISVSVN", value: report.isv_svn.to_string() },
    ]
}

fn td(report: &TDReport10) -> Vec<Register> {
    vec![
        register("MRTD", &report.mr_td),
        register("RTMR0", &report.rt_mr0),
        register("RTMR1", &report.rt_mr1),
        register("RTMR2", &report.rt_mr2),
        register("RTMR3", &report.rt_mr3),
        register("MRCONFIGID", &report.mr_config_id),
        register("MROWNER", &report.mr_owner),
        register("MROWNERCONFIG", &report.mr_owner_config),
        register("TDATTRIBUTES", &report.td_attributes),
    ]
}

/// Offsets: "SEV Secure Nested Paging Firmware ABI Specification", ATTESTATION_REPORT.
fn snp(bytes: &[u8]) -> Option<Parts> {
    let (report, table) = bytes.split_at_checked(SNP_REPORT)?;
    let registers = vec![
        register("MEASUREMENT", report.get(0x90..0xc0)?),
        register("HOST_DATA", report.get(0xc0..0xe0)?),
        register("ID_KEY_DIGEST", report.get(0xe0..0x110)?),
        register("POLICY", report.get(0x08..0x10)?),
        register("REPORTED_TCB", report.get(0x180..0x188)?),
        register("CHIP_ID", report.get(0x1a0..0x1e0)?),
    ];
    Some((registers, certificates(table)))
}

/// Certificates of a table, from the machine's up to the root's, which comes first in it.
fn certificates(table: &[u8]) -> Vec<Vec<u8>> {
    let number = |bytes: Option<&[u8]>| Some(u32::from_le_bytes(bytes?.try_into().ok()?) as usize);
    let certificate = |entry: &[u8]| {
        let offset = number(entry.get(16..20))?;
        Some(table.get(offset..offset.checked_add(number(entry.get(20..24))?)?)?.to_vec())
    };
    let entries = table.chunks_exact(SNP_ENTRY).take_while(|entry| entry.iter().any(|byte| *byte != 0));
    let mut certificates: Vec<_> = entries.filter_map(certificate).collect();
    certificates.reverse();
    certificates
}

fn register(name: &'static str, bytes: &[u8]) -> Register {
    Register { name, value: hex::encode(bytes) }
}

impl Dates {
    /// Reads collateral as far as it can be read.
    pub(super) fn of(root: String, collateral: &Collateral, time_ms: TimeMs) -> Option<Self> {
        let claims = collateral.unverified_claims().ok()?;
        let signers = match collateral {
            Collateral::Dcap(dcap) => pem::parse_many(&dcap.tcb_info_issuer_chain).unwrap_or_default(),
            Collateral::Snp(_) => vec![],
        };
        let signers: Vec<_> = signers.into_iter().map(pem::Pem::into_contents).collect();
        Some(Dates {
            root,
            issued: date(claims.issued_ms),
            expires: date(claims.expires_ms),
            evaluation_number: claims.evaluation_number,
            in_date: (claims.issued_ms..claims.expires_ms).contains(&time_ms),
            signers: links(&signers, time_ms),
        })
    }
}

fn links(chain: &[Vec<u8>], time_ms: TimeMs) -> Vec<Link> {
    chain.iter().filter_map(|der| link(der, time_ms)).collect()
}

fn link(der: &[u8], time_ms: TimeMs) -> Option<Link> {
    let certificate = Certificate::from_der(der).ok()?;
    let signed = certificate.tbs_certificate();
    let [from, until] = [signed.validity().not_before, signed.validity().not_after];
    let now = Duration::from_millis(time_ms);
    Some(Link {
        subject: signed.subject().to_string(),
        issuer: signed.issuer().to_string(),
        serial: hex::encode(signed.serial_number().as_bytes()),
        from: from.to_date_time().to_string(),
        until: until.to_date_time().to_string(),
        in_date: from.to_unix_duration() <= now && now <= until.to_unix_duration(),
    })
}

/// A time as people write it.
pub(crate) fn date(time_ms: TimeMs) -> String {
    let date = DateTime::from_unix_duration(Duration::from_millis(time_ms));
    date.map_or_else(|_| "never".to_owned(), |date| date.to_string())
}
