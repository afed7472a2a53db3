//! What the tests share: an honest simulated worker on a development network, changes to it, and tables of refusals.

use attestation::{
    development::{self, authority::sign_collateral, SimulatedTd},
    verify, Collateral, DcapCollateral, Error, Flaw, Policy, TrustAnchor, VerifiedAttestation,
};
use cargo_metadata::{Metadata, MetadataCommand};
use messages::{
    ids::TimeMs,
    registration::{Quote, TrustRoot},
};
use std::{path::PathBuf, sync::OnceLock};

/// 22 November 2026.
pub(crate) const NOW_MS: TimeMs = 1_795_305_600_000;
pub(crate) const REPORT_DATA: [u8; 64] = [7; 64];

/// A development network as a verifier sees it.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) anchors: Vec<TrustAnchor>,
    pub(crate) collateral: Vec<(TrustRoot, Collateral)>,
    pub(crate) policy: Policy,
    pub(crate) now_ms: TimeMs,
}

impl Network {
    pub(crate) fn development() -> Self {
        Network {
            anchors: vec![TrustAnchor::intel(), development::trust_anchor()],
            collateral: vec![(TrustRoot::Simulated, development::collateral())],
            policy: development::policy(),
            now_ms: NOW_MS,
        }
    }

    pub(crate) fn verify(&self, quote: &Quote) -> Result<VerifiedAttestation, Error> {
        verify(quote, &REPORT_DATA, &self.anchors, &self.collateral, &self.policy, self.now_ms)
    }

    /// With a change of its policy.
    pub(crate) fn policy(change: impl FnOnce(&mut Policy)) -> Self {
        let mut network = Network::development();
        change(&mut network.policy);
        network
    }

    /// With a change of its collateral, which nobody signs anew.
    pub(crate) fn collateral(change: impl FnOnce(&mut DcapCollateral)) -> Self {
        let mut network = Network::development();
        change(dcap(&mut network.collateral[0].1));
        network
    }

    /// With TCB info in which `to` stands for `from`, rightly signed.
    pub(crate) fn tcb_info(from: &str, to: &str) -> Self {
        Self::collateral(|collateral| {
            collateral.tcb_info = replaced(&collateral.tcb_info, from, to).try_into().unwrap();
            collateral.tcb_info_signature = sign_collateral(&collateral.tcb_info);
        })
    }

    /// With a QE identity in which `to` stands for `from`, rightly signed.
    pub(crate) fn qe_identity(from: &str, to: &str) -> Self {
        Self::collateral(|collateral| {
            collateral.qe_identity = replaced(&collateral.qe_identity, from, to).try_into().unwrap();
            collateral.qe_identity_signature = sign_collateral(&collateral.qe_identity);
        })
    }

    /// At another time.
    pub(crate) fn at(now_ms: TimeMs) -> Self {
        Network { now_ms, ..Network::development() }
    }
}

/// One line of a must-fail table.
pub(crate) type Row = (&'static str, Network, Quote, Error);

/// Every row is refused, with its own error. Tells of all rows that are not.
pub(crate) fn check(rows: impl IntoIterator<Item = Row>) {
    let mut wrong = vec![];
    let mut count = 0;
    for (name, network, quote, expected) in rows {
        count += 1;
        let verdict = network.verify(&quote).map(|attestation| attestation.measurement());
        if verdict != Err(expected.clone()) {
            wrong.push(format!("{name}: expected {expected:?}, got {verdict:?}"));
        }
    }
    assert!(wrong.is_empty() && count > 0, "{}", wrong.join("\n"));
}

pub(crate) fn flaw(flaw: Flaw) -> Error {
    Error::NotProven(flaw)
}

/// Intel's form of collateral.
pub(crate) fn dcap(collateral: &mut Collateral) -> &mut DcapCollateral {
    let Collateral::Dcap(dcap) = collateral else { panic!("not Intel's") };
    dcap
}

/// The honest worker on machine 1.
pub(crate) fn honest() -> Quote {
    development::SimulatedTd::new(1).quote(&REPORT_DATA).unwrap()
}

/// A worker on machine 1 that differs from the honest one.
pub(crate) fn simulated(change: impl FnOnce(&mut SimulatedTd)) -> Quote {
    let mut td = SimulatedTd::new(1);
    change(&mut td);
    td.quote(&REPORT_DATA).unwrap()
}

/// `quote` with other bytes.
pub(crate) fn with_bytes(quote: &Quote, bytes: Vec<u8>) -> Quote {
    Quote { kind: quote.kind, bytes: bytes.try_into().unwrap() }
}

/// `json` with `to` for every `from`, which must be there.
pub(crate) fn replaced(json: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(json.to_vec()).unwrap();
    assert!(text.contains(from));
    text.replace(from, to).into_bytes()
}

/// PEM of certificates, as quotes and collateral carry it.
pub(crate) fn pem(certificates: &[Vec<u8>]) -> String {
    let format = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    let blocks: Vec<_> = certificates.iter().map(|der| pem::Pem::new("CERTIFICATE", der.clone())).collect();
    pem::encode_many_config(&blocks, format)
}

/// A simulated quote with a change of its PEM chain.
pub(crate) fn replace_in_chain(quote: &Quote, change: impl FnOnce(String) -> String) -> Quote {
    with_bytes(quote, replace_in_chain_bytes(quote, change))
}

pub(crate) fn replace_in_chain_bytes(quote: &Quote, change: impl FnOnce(String) -> String) -> Vec<u8> {
    use codec::Encode;
    let mut parsed = dcap_qvl::quote::Quote::parse(&quote.bytes).unwrap();
    let dcap_qvl::quote::AuthData::V4(auth) = &mut parsed.auth_data else { panic!("not v4") };
    let chain = &mut auth.qe_report_data.certification_data.body.data;
    *chain = change(String::from_utf8(chain.clone()).unwrap()).into_bytes();
    parsed.encode()
}

/// Folder of a third-party package, which may have samples of evidence beside its source.
pub(crate) fn package(name: &str) -> PathBuf {
    static METADATA: OnceLock<Metadata> = OnceLock::new();
    let metadata = METADATA.get_or_init(|| {
        MetadataCommand::new()
            .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
            // Packages for other systems need not be there.
            .other_options(["--offline", "--filter-platform", "x86_64-unknown-linux-gnu"].map(Into::into))
            .exec()
            .unwrap()
    });
    let package = metadata.packages.iter().find(|package| package.name.as_str() == name).unwrap();
    package.manifest_path.parent().unwrap().into()
}
