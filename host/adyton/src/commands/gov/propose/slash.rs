//! Proposals that lift or confirm a slash before it is due.

use super::ProposalOptions;
use crate::{
    commands::{
        amount::{blocks, grouped, pha},
        gov::explain::args::shortened,
        stake::worker,
    },
    state::{call::call as by_name, ChainState},
};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use messages::ids::{Balance, BlockNumber, TimeMs, WorkerId};
use std::ops::RangeInclusive;
use subxt::ext::{scale_decode::DecodeAsType, scale_value::Value};

/// What becomes of a slash.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Decision {
    /// The stake is free at once.
    Lift,
    /// It is carried out at once.
    Confirm,
}

/// Options of `adyton gov propose slash`.
#[derive(Clone, Debug, Args)]
pub struct SlashOptions {
    /// The worker whose stake is at risk: 32 bytes of hex.
    #[arg(value_parser = worker)]
    worker: WorkerId,
    /// What becomes of it.
    #[arg(value_enum)]
    decision: Decision,
    /// How it is submitted.
    #[command(flatten)]
    pub proposal: ProposalOptions,
}

/// How grave misbehaviour is; names are the chain's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
enum Offence {
    Minor,
    Severe,
    Total,
}

/// A slash that is not carried out yet; names are the chain's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
pub(super) struct PendingSlash {
    offence: Offence,
    amount: Balance,
    /// Block from which on anybody may have it carried out.
    due: BlockNumber,
}

/// The slash that is pending.
///
/// # Errors
/// If none is, or the chain cannot be asked.
pub(super) async fn pending(options: &SlashOptions, state: &ChainState) -> Result<PendingSlash> {
    let worker = options.worker.0;
    let pending = state.read::<PendingSlash>(("Computation", "Slashes"), vec![worker.to_vec()]).await?;
    pending.with_context(|| {
        format!(
            "no slash of worker {} is pending; it was carried out or lifted, or never reported",
            shortened(&worker)
        )
    })
}

/// The call, encoded.
///
/// # Errors
/// If the chain has no such call.
pub(super) fn call(options: &SlashOptions, state: &ChainState) -> Result<Vec<u8>> {
    let name = match options.decision {
        Decision::Lift => "lift_slash",
        Decision::Confirm => "confirm_slash",
    };
    let worker = Value::unnamed_composite([Value::from_bytes(options.worker.0)]);
    let call = by_name(state.metadata(), "Computation", name, vec![("worker", worker)])?;
    Ok(call.encode(state.metadata())?)
}

impl PendingSlash {
    /// What it is about, and whether a referendum that is carried out in one of the blocks `enacted` is in time.
    pub(super) fn notes(
        &self,
        now: BlockNumber,
        block_ms: TimeMs,
        enacted: RangeInclusive<BlockNumber>,
    ) -> Vec<String> {
        let offence = match self.offence {
            Offence::Minor => "a minor offence: 1 % of the stake",
            Offence::Severe => "a severe offence: 10 % of the stake",
            Offence::Total => "an attack: all of the stake",
        };
        let block = |number: BlockNumber| grouped(&number.to_string());
        let due = match self.due.checked_sub(now).filter(|left| *left > 0) {
            Some(left) => format!("from block {} on, in {}", block(self.due), blocks(left, block_ms)),
            None => format!("since block {}", block(self.due)),
        };
        let at_risk =
            format!("{} are at risk ({offence}); anybody may have that carried out {due}", pha(self.amount));
        let late = match self.due {
            due if due <= *enacted.start() => Some(format!(
                "WARNING: the referendum is carried out in block {} at the earliest; anybody may have the slash carried \
                 out before, and then it changes nothing",
                block(*enacted.start())
            )),
            due if due <= *enacted.end() => Some(format!(
                "if holders take the whole time to decide, the referendum is carried out in block {}, and anybody may \
                 have the slash carried out before",
                block(*enacted.end())
            )),
            _ => None,
        };
        std::iter::once(at_risk).chain(late).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_is_told_with_the_time_that_is_left() {
        let slash = PendingSlash { offence: Offence::Severe, amount: 400 * economy::PHA, due: 20_000 };
        let notes = |now, enacted| slash.notes(now, 6_000, enacted);
        let at_risk =
            "400 PHA are at risk (a severe offence: 10 % of the stake); anybody may have that carried out";
        let in_time = notes(5_600, 9_000..=19_999);
        assert_eq!(in_time, [format!("{at_risk} from block 20,000 on, in 14,400 blocks (1 d)")]);

        let only_if_soon = notes(5_600, 19_999..=20_000);
        assert_eq!(only_if_soon.len(), 2);
        assert!(only_if_soon[1].starts_with("if holders take the whole time"), "{}", only_if_soon[1]);

        let too_late = notes(20_000, 20_000..=30_000);
        assert_eq!(too_late[0], format!("{at_risk} since block 20,000"));
        assert!(
            too_late[1].starts_with("WARNING: the referendum is carried out in block 20,000 at the earliest")
        );
    }
}
