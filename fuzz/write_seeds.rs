//! Writes honest inputs as first corpus of every target: random bytes alone hardly ever decode.

use attestation::development::{self, SimulatedTd};
use codec::Encode;
use light_client::testing::fuzz::Arena;
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let targets = ["sync_bundle", "justification", "header"];
    for (target, seeds) in targets.into_iter().zip(Arena::default().seeds()) {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(format!("honest-{number}")), seed)?;
        }
    }
    let quote = SimulatedTd::new(1).quote(&[7; 64]).map_err(io::Error::other)?;
    for (target, seed) in [("quote", quote.bytes.to_vec()), ("collateral", development::collateral().encode())] {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("honest"), seed)?;
    }
    Ok(())
}
