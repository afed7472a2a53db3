//! Gas of the transaction: what is used, and padding to a total that tells nothing of the path taken.

use super::{CallEnv, Failure, Meter};
use alloy_primitives::U256;
use alloy_sol_types::SolValue;

const COST: u64 = 10;

/// The cost of asking included.
pub(super) fn used(meter: &mut Meter, call: &CallEnv<'_>) -> Result<Vec<u8>, Failure> {
    meter.charge(COST)?;
    Ok(call.gas_used.saturating_add(meter.used).abi_encode())
}

/// Takes what is missing to the target, so that the transaction has used exactly that when the precompile returns.
pub(super) fn pad(input: &[u8], meter: &mut Meter, call: &CallEnv<'_>) -> Result<Vec<u8>, Failure> {
    meter.charge(COST)?;
    let (target,) =
        <(U256,)>::abi_decode_params(input).map_err(|_| Failure::Error("pad gas: not (uint128)"))?;
    let target = u64::try_from(target).unwrap_or(u64::MAX);
    let used = call.gas_used.saturating_add(meter.used);
    let missing = target.checked_sub(used).ok_or(Failure::Error("pad gas: more is used already"))?;
    meter.charge(missing)?;
    Ok(Vec::new())
}
