//! Simulated machines. Everything here is public by nature: it exists so that a development genesis can name its
//! members before they start. What makes it harmless is the trust root in the chain spec, not secrecy.

use crate::hash::blake2_256;
use codec::Encode;

/// Sealing secret of simulated machine number `machine`.
pub fn machine_secret(machine: u32) -> [u8; 32] {
    let mut bytes = b"adyton/simulated-machine/v1".to_vec();
    machine.encode_to(&mut bytes);
    blake2_256(&bytes).0
}
