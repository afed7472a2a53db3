//! Collateral that was verified before: the same verdict for less work.

use crate::{flips::every_flip, support::*};
use attestation::{
    development::{
        self,
        authority::{Certified::*, Flaws},
    },
    verify_collateral, verify_quote, Error, Flaw, VerifiedAttestation, VerifiedCollateral,
};
use codec::Encode;
use dcap_qvl::quote::{AuthData, Quote as DcapQuote};
use messages::registration::Quote;

/// The verdict of who stored the network's collateral.
fn stored(network: &Network, quote: &Quote) -> Result<VerifiedAttestation, Error> {
    let collateral = VerifiedCollateral::dangerous_stored(&network.collateral);
    verify_quote(quote, &REPORT_DATA, &network.anchors, collateral, &network.policy, network.now_ms)
}

/// Nothing in it is signed by who should have.
fn forged() -> Network {
    let forged = Flaws { forged: true, ended: false };
    Network::collateral(|it| {
        it.root_ca_crl = Root.revocation_list(&[], forged).try_into().unwrap();
        it.pck_crl = PckCa.revocation_list(&[], forged).try_into().unwrap();
        it.tcb_info_signature = [1; 64];
        it.qe_identity_signature = [1; 64];
    })
}

#[test]
fn the_verdict_is_the_same_as_with_all_signatures() {
    let network = Network::development();
    assert_eq!(stored(&network, &honest()), network.verify(&honest()));
    every_flip(&honest(), 5, |position, quote| {
        let verdict = stored(&network, quote);
        assert!(verdict.is_err(), "byte {position}");
        assert_eq!(verdict, network.verify(quote), "byte {position}");
    });
}

#[test]
fn signatures_of_stored_collateral_are_not_verified_again() {
    assert_eq!(forged().verify(&honest()), Err(flaw(Flaw::UntrustedRevocationList)));
    assert_eq!(stored(&forged(), &honest()), Network::development().verify(&honest()));
}

/// Dates, revocation and what it says of the machine count each time.
#[test]
fn what_stored_collateral_says_is_checked_each_time() {
    let end = development::collateral().unverified_claims().unwrap().expires_ms;
    assert_eq!(stored(&Network::at(end), &honest()), Network::at(end).verify(&honest()));
    let revoking = Network::collateral(|it| {
        let right = Flaws { forged: false, ended: false };
        it.pck_crl = PckCa.revocation_list(&[Machine(1)], right).try_into().unwrap();
    });
    assert_eq!(stored(&revoking, &honest()), Err(flaw(Flaw::CertificateRevoked)));
    let other = Network::qe_identity("\"isvsvn\": 1", "\"isvsvn\": 9");
    assert_eq!(stored(&other, &honest()), Err(flaw(Flaw::QuotingEnclaveTooOld)));
}

/// Nobody signed these reports; only their form is that of collateral.
#[test]
fn a_quoting_enclaves_report_cannot_pass_for_collateral() {
    let disguises: [&[u8]; 2] = [b"{", &[0x30, 0x82, 1, 124, 2, 1, 1]];
    for disguise in disguises {
        let mut quote = DcapQuote::parse(&honest().bytes).unwrap();
        let AuthData::V4(auth) = &mut quote.auth_data else { panic!("not v4") };
        auth.qe_report_data.qe_report[..disguise.len()].copy_from_slice(disguise);
        let quote = with_bytes(&honest(), quote.encode());
        assert_eq!(stored(&Network::development(), &quote), Err(flaw(Flaw::ForgedQeReport)));
    }
}

/// A list that another CA signed says nothing about the machines of this one.
#[test]
fn collateral_of_another_ca_is_verified_again_and_not_taken_at_upload() {
    let foreign = |mut network: Network| {
        let collateral = dcap(&mut network.collateral[0].1);
        collateral.pck_crl_issuer_chain = collateral.tcb_info_issuer_chain.clone();
        network
    };
    assert_eq!(stored(&foreign(forged()), &honest()), Err(flaw(Flaw::UntrustedRevocationList)));
    let network = foreign(Network::development());
    assert!(stored(&network, &honest()).is_ok());
    let upload = verify_collateral(&honest(), &network.anchors, &network.collateral[0].1, network.now_ms);
    assert_eq!(upload, Err(flaw(Flaw::UntrustedRevocationList)));
}
