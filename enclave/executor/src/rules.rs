//! Rules of execution by program version. A version is changed by a message in the committee's own channel, never by
//! a new binary: replicas with different binaries agree as long as both know the version.

use messages::{
    cluster::{FEE_PERIOD, FEE_UNIT},
    ids::{Balance, Height},
};

/// Version that a committee starts with; later ones arrive as `Notice::ProgramSet`.
pub const FIRST_VERSION: u32 = 1;

/// Constants of one program version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// An executed block closes after the message with which it has used this much gas.
    pub block_gas: u64,
    /// Largest gas limit of one call, and of all calls of one batch together: bounds the work of one message.
    pub message_gas: u64,
    /// Gas a query may use.
    pub query_gas: u64,
    /// Gas fees leave the EVM with every block whose height is a multiple of this ...
    pub fee_period: Height,
    /// ... in multiples of this, in chain units.
    pub fee_unit: Balance,
}

/// The rules of a version, if this binary knows it.
pub fn rules(version: u32) -> Option<Rules> {
    match version {
        1 => Some(Rules {
            block_gas: 30_000_000,
            message_gas: 30_000_000,
            query_gas: 30_000_000,
            fee_period: FEE_PERIOD,
            fee_unit: FEE_UNIT,
        }),
        _ => None,
    }
}
