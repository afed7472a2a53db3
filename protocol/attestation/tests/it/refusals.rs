//! Everything that must be refused, each with its own error.

use crate::support::*;
use attestation::{
    development::{self, SimulatedTd},
    without_padding, Error, TrustAnchor,
};
use dcap_qvl::{oids, quote::Quote as DcapQuote};
use messages::{
    limits::MAX_QUOTE,
    registration::{Quote, TeeKind, TrustRoot},
};

fn refusal(network: &Network, quote: &Quote) -> Error {
    network.verify(quote).expect_err("must be refused")
}

fn simulated(change: impl FnOnce(&mut SimulatedTd)) -> Quote {
    let mut td = SimulatedTd::new(1);
    change(&mut td);
    td.quote(&REPORT_DATA).unwrap()
}

fn not_proven(error: Error) -> String {
    match error {
        Error::NotProven(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_td_says_of_itself_is_judged() {
    let network = Network::development();
    let wrong_data = SimulatedTd::new(1).quote(&[8; 64]).unwrap();
    assert_eq!(refusal(&network, &wrong_data), Error::WrongReportData);

    let other_code = simulated(|td| td.mr_td[0] ^= 1);
    assert!(matches!(refusal(&network, &other_code), Error::UnknownMeasurement(_)));

    let other_attributes = simulated(|td| td.attributes |= 1 << 63);
    assert!(matches!(refusal(&network, &other_attributes), Error::UnknownMeasurement(_)));

    for under_debug in [0, 4, 7] {
        let debuggable = simulated(|td| td.attributes |= 1 << under_debug);
        assert_eq!(refusal(&network, &debuggable), Error::DebugMode);
    }

    let migratable = simulated(|td| td.attributes |= 1 << 29);
    assert!(not_proven(refusal(&network, &migratable)).contains("migration"));

    let revoked = simulated(|td| td.module_svn = 0);
    assert!(not_proven(refusal(&network, &revoked)).contains("Revoked"));
}

#[test]
fn simulated_hardware_is_refused_where_its_root_is_not_in_genesis() {
    let production = Network { anchors: vec![TrustAnchor::intel()], ..Network::development() };
    assert_eq!(refusal(&production, &honest()), Error::UnknownRoot);
    let without_any = Network { anchors: vec![], ..Network::development() };
    assert_eq!(refusal(&without_any, &honest()), Error::UnknownRoot);
}

#[test]
fn a_chain_that_only_names_the_root_is_not_proven() {
    let mut impostor = TrustAnchor::intel();
    impostor.root = TrustRoot::Simulated;
    let network = Network { anchors: vec![impostor], ..Network::development() };
    let quote = honest();
    let from = pem_body(&development::trust_anchor());
    let to = pem_body(&network.anchors[0]);
    let relabelled = replace_in_chain(&quote, |chain| chain.replace(&from, &to));
    not_proven(refusal(&network, &relabelled));
}

#[test]
fn collateral_of_the_right_root_and_family_in_date_is_needed() {
    let network = Network::development();
    let none = Network { collateral: vec![], ..network.clone() };
    assert_eq!(refusal(&none, &honest()), Error::NoCollateral(TrustRoot::Simulated));

    let of_another_root =
        Network { collateral: vec![(TrustRoot::Intel, development::collateral())], ..network.clone() };
    assert_eq!(refusal(&of_another_root, &honest()), Error::NoCollateral(TrustRoot::Simulated));

    let mut other_family = network.clone();
    let renamed = replaced(development::TCB_INFO, "AD17", "AD18");
    other_family.collateral[0].1.tcb_info = renamed.try_into().unwrap();
    assert_eq!(refusal(&other_family, &honest()), Error::NoCollateral(TrustRoot::Simulated));

    let before = Network { now_ms: 1_704_067_199_999, ..network.clone() };
    assert_eq!(refusal(&before, &honest()), Error::CollateralNotYetValid);
    let after = Network { now_ms: 2_713_910_400_000, ..network.clone() };
    assert_eq!(refusal(&after, &honest()), Error::CollateralExpired);
}

#[test]
fn collateral_that_somebody_else_wrote_is_not_proven() {
    let forged = |change: fn(&mut attestation::Collateral)| {
        let mut network = Network::development();
        change(&mut network.collateral[0].1);
        not_proven(refusal(&network, &honest()))
    };
    forged(|collateral| {
        let lenient = replaced(&collateral.tcb_info, "Revoked", "UpToDate");
        collateral.tcb_info = lenient.try_into().unwrap();
    });
    forged(|collateral| {
        let lenient = replaced(&collateral.qe_identity, "\"isvsvn\": 1", "\"isvsvn\": 0");
        collateral.qe_identity = lenient.try_into().unwrap();
    });
    forged(|collateral| collateral.tcb_info_issuer_chain = collateral.pck_crl_issuer_chain.clone());
    forged(|collateral| collateral.root_ca_crl = collateral.pck_crl.clone());
    forged(|collateral| collateral.pck_crl = collateral.root_ca_crl.clone());
}

#[test]
fn a_quote_of_another_kind_or_form_is_refused() {
    let network = Network::development();
    let mut quote = honest();
    quote.kind = TeeKind::Sgx;
    assert_eq!(refusal(&network, &quote), Error::WrongKind);
    quote.kind = TeeKind::Snp;
    assert_eq!(refusal(&network, &quote), Error::Unsupported(TeeKind::Snp));

    let empty = with_bytes(&honest(), vec![]);
    assert_eq!(refusal(&network, &empty), Error::MalformedQuote);
    let noise = with_bytes(&honest(), vec![0xff; MAX_QUOTE as usize]);
    assert_eq!(refusal(&network, &noise), Error::MalformedQuote);
}

#[test]
fn every_truncation_is_refused() {
    let network = Network::development();
    let quote = honest();
    for length in (0..quote.bytes.len()).step_by(7).chain([quote.bytes.len() - 1]) {
        let truncated = with_bytes(&quote, quote.bytes[..length].to_vec());
        assert_eq!(refusal(&network, &truncated), Error::MalformedQuote, "length {length}");
    }
}

#[test]
fn bytes_that_belong_to_no_field_are_refused() {
    let network = Network::development();
    let quote = honest();
    let padded = with_bytes(&quote, [&quote.bytes[..], &[0]].concat());
    assert_eq!(refusal(&network, &padded), Error::UnaccountedBytes);
    assert_eq!(without_padding(TeeKind::Tdx, &padded.bytes).unwrap(), quote);

    let commented = replace_in_chain(&quote, |chain| format!("{chain}hidden\n"));
    assert_eq!(refusal(&network, &commented), Error::UnaccountedBytes);
    let longer = replace_in_chain(&quote, |chain| {
        let root = chain.rfind("-----BEGIN").unwrap();
        format!("{chain}{}", &chain[root..])
    });
    assert_eq!(refusal(&network, &longer), Error::NoCertificateChain);
    let none = replace_in_chain(&quote, |_| String::new());
    assert_eq!(refusal(&network, &none), Error::NoCertificateChain);
}

#[test]
fn oversize_is_refused_before_anything_is_parsed() {
    use codec::{Decode, Encode};
    let oversize = (TeeKind::Tdx, vec![0u8; MAX_QUOTE as usize + 1]).encode();
    assert!(Quote::decode(&mut &oversize[..]).is_err());
    let quote = honest();
    let huge = replace_in_chain_bytes(&quote, |chain| format!("{chain}{}", "\n".repeat(MAX_QUOTE as usize)));
    assert_eq!(without_padding(TeeKind::Tdx, &huge), Err(Error::Oversize));
}

/// Every byte is covered by a signature, compared with the anchor, or fixed by the format.
#[test]
fn no_flipped_byte_is_ever_accepted() {
    let network = Network::development();
    let quote = honest();
    for position in (5..quote.bytes.len()).step_by(16) {
        let mut bytes = quote.bytes.to_vec();
        bytes[position] ^= 0xff;
        assert!(network.verify(&with_bytes(&quote, bytes)).is_err(), "byte {position}");
    }
}

#[test]
fn single_bit_flips_in_headers_reports_and_signatures_are_refused() {
    let network = Network::development();
    let quote = honest();
    let signed_and_auth = 48 + 584 + 4 + 64 + 64 + 6 + 384 + 64 + 2 + 32 + 6;
    for position in (0..signed_and_auth).step_by(11) {
        let mut bytes = quote.bytes.to_vec();
        bytes[position] ^= 1 << (position % 8);
        assert!(network.verify(&with_bytes(&quote, bytes)).is_err(), "byte {position}");
    }
}

#[test]
fn a_machine_cannot_take_another_machines_certificate() {
    let network = Network::development();
    let (one, two) = (honest(), SimulatedTd::new(2).quote(&REPORT_DATA).unwrap());
    let chain = |quote: &Quote| {
        String::from_utf8(DcapQuote::parse(&quote.bytes).unwrap().inner_cert_data().to_vec()).unwrap()
    };
    let mixed = replace_in_chain(&one, |_| chain(&two));
    assert!(not_proven(refusal(&network, &mixed)).contains("qe_report"));
}

#[test]
fn the_machines_facts_are_in_intels_extension() {
    let parsed = DcapQuote::parse(&honest().bytes).unwrap();
    let leaf = dcap_qvl::intel::extract_cert_chain(&parsed).unwrap().remove(0);
    let facts = dcap_qvl::intel::parse_pck_extension(&leaf).unwrap();
    assert_eq!((facts.pce_svn, facts.cpu_svn, facts.fmspc), (1, [1; 16], development::authority::FMSPC));
    assert_eq!(facts.ppid.len(), 16);
    assert!(facts.get_value(&oids::PCEID).unwrap().is_some());
}

fn replaced(json: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(json.to_vec()).unwrap();
    assert!(text.contains(from));
    text.replace(from, to).into_bytes()
}

fn pem_body(anchor: &TrustAnchor) -> String {
    pem::encode_config(
        &pem::Pem::new("CERTIFICATE", anchor.certificate.to_vec()),
        pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF),
    )
}

fn replace_in_chain(quote: &Quote, change: impl FnOnce(String) -> String) -> Quote {
    with_bytes(quote, replace_in_chain_bytes(quote, change))
}

fn replace_in_chain_bytes(quote: &Quote, change: impl FnOnce(String) -> String) -> Vec<u8> {
    use codec::Encode;
    let mut parsed = DcapQuote::parse(&quote.bytes).unwrap();
    let dcap_qvl::quote::AuthData::V4(auth) = &mut parsed.auth_data else { panic!("not v4") };
    let chain = &mut auth.qe_report_data.certification_data.body.data;
    *chain = change(String::from_utf8(chain.clone()).unwrap()).into_bytes();
    parsed.encode()
}
