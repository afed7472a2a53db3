//! Writes honest inputs as first corpus of every target: random bytes alone hardly ever decode.

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
    Ok(())
}
