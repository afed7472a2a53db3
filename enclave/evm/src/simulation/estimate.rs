//! Gas that a call needs.

use super::{gas_limit, reply, QueryEnv, Simulator};
use crate::{error::StoreError, View};
use messages::{
    query::{QueryRefusal, Reply, Simulation},
    H160,
};
use revm::context::result::ExecutionResult;

/// Added to what an unsigned call used until it failed, which is the answer in place of the error: the signed call may
/// succeed (Sapphire's client libraries count on it).
const UNSIGNED_MARGIN: u64 = 2_000_000;
/// Added to what an unsigned call with calldata needs: the contract may do more for somebody than for address zero, such as
/// granting it a role. Gas that is not used costs nothing.
const SOMEBODY: u64 = 100_000;
/// Gas that storing a byte of a contract's code takes (Yellow Paper, G_codedeposit). A creation that fails early stores none,
/// and there is no more code than init code.
const BYTE_OF_CODE: u64 = 200;
/// Gas of a payment to an account without code.
const PAYMENT: u64 = 21_000;
/// Gas that a call with value gives along; a frame may need it left although it is not used.
const CALL_STIPEND: u64 = 2_300;
/// The search ends when the answer is at most one part in this many too high (go-ethereum allows 1.5%).
const PRECISION: u64 = 64;
/// The search ends when its runs have used this many times the gas that one query may use.
const MAX_RUNS_GAS: u64 = 3;

impl View {
    /// The least gas limit with which a call of `asker` succeeds, or a little more. Who asks unsigned learns nothing of
    /// errors.
    pub fn estimate(
        &self,
        asker: H160,
        simulation: &Simulation,
        max_gas: u64,
        env: &QueryEnv,
    ) -> Result<Reply, StoreError> {
        let limit = gas_limit(simulation, max_gas);
        let mut simulator = Simulator::new(self, asker, simulation, limit, env)?;
        let Some(result) = simulator.run(limit)? else {
            return Ok(Reply::Refused(QueryRefusal::OutOfGas));
        };
        if !result.is_success() {
            let used = result.tx_gas_used().saturating_add(margin(simulation)).min(max_gas);
            return Ok(if asker.is_zero() { Reply::Gas(used) } else { reply(result) });
        }
        // Wallets expect the exact number here.
        if result.tx_gas_used() == PAYMENT && simulation.data.is_empty() {
            return Ok(Reply::Gas(PAYMENT));
        }
        let needed = search(&mut simulator, &result, limit, max_gas.saturating_mul(MAX_RUNS_GAS))?;
        let more = if asker.is_zero() && !simulation.data.is_empty() { SOMEBODY } else { 0 };
        Ok(Reply::Gas(needed.saturating_add(more).min(max_gas)))
    }
}

/// What a call may still need after the point where it failed for address zero.
fn margin(simulation: &Simulation) -> u64 {
    let code = match simulation.to {
        None => BYTE_OF_CODE.saturating_mul(simulation.data.len() as u64),
        Some(_) => 0,
    };
    UNSIGNED_MARGIN.saturating_add(code)
}

/// Halves the range between a limit that fails and one that succeeds; `success` is the run with the highest.
fn search(
    simulator: &mut Simulator,
    success: &ExecutionResult,
    highest: u64,
    mut gas_left: u64,
) -> Result<u64, StoreError> {
    let (mut fails, mut succeeds) = (success.tx_gas_used().saturating_sub(1), highest);
    // Before refunds, with a stipend, and with the 64th part that no frame can pass on: nearly always enough.
    let spent = success.gas().total_gas_spent().saturating_add(CALL_STIPEND);
    let mut next = spent.saturating_add(spent / 63);
    while succeeds.saturating_sub(fails) > succeeds / PRECISION + 1 {
        // Low limits are likelier.
        let middle = fails + (succeeds - fails) / 2;
        let attempt =
            if next > fails && next < succeeds { next } else { middle.min(fails.saturating_mul(2)) };
        let Some(rest) = gas_left.checked_sub(attempt) else { break };
        gas_left = rest;
        match simulator.run(attempt)? {
            Some(result) if result.is_success() => succeeds = attempt,
            _ => fails = attempt,
        }
        next = 0;
    }
    Ok(succeeds)
}
