//! Writes the files of `dev-root/`: `cargo run -p attestation --example make_dev_root`.
//!
//! Needed only after a change of `src/development/authority.rs` or of the two JSON files, which are written by hand.
//! The test `committed_files_are_what_the_authority_makes` fails until it has run.
#![allow(clippy::disallowed_methods)] // it writes files, on a developer's machine

use attestation::development::{
    authority::{sign_collateral, Certified, Flaws},
    QE_IDENTITY, TCB_INFO,
};
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dev-root");
    let honest = Flaws::default();
    let files: [(&str, Vec<u8>); 7] = [
        ("root.der", Certified::Root.certificate(honest)),
        ("pck-ca.der", Certified::PckCa.certificate(honest)),
        ("tcb-signing.der", Certified::TcbSigning.certificate(honest)),
        ("root-crl.der", Certified::Root.revocation_list(&[], honest)),
        ("pck-crl.der", Certified::PckCa.revocation_list(&[], honest)),
        ("tcb-info.sig", sign_collateral(TCB_INFO).to_vec()),
        ("qe-identity.sig", sign_collateral(QE_IDENTITY).to_vec()),
    ];
    files.iter().try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
}
