//! Computes the digest of a measurement again: `recompute SEED LANES UNITS`, as the chain has them from the worker's
//! statement. It takes one processor about 20 ms a unit.
#![allow(clippy::disallowed_methods)] // A program's arguments are its configuration.

use std::{env, io::Write, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let digest = match arguments.as_slice() {
        [seed, lanes, units] => match (seed.parse(), lanes.parse(), units.parse()) {
            (Ok(seed), Ok(lanes), Ok(units)) => capacity::recompute(seed, lanes, units),
            _ => None,
        },
        _ => None,
    };
    let said = match digest {
        Some(digest) => writeln!(std::io::stdout(), "{digest:?}"),
        None => writeln!(
            std::io::stderr(),
            "usage: recompute SEED LANES UNITS (units of whole sweeps over all lanes)"
        ),
    };
    match (digest, said) {
        (Some(_), Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
