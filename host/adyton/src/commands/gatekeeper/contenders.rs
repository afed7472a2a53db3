//! `adyton gatekeeper contenders`: who stands for election, proven at one finalized block.

use super::{status::hex0x, PHA_DECIMALS};
use crate::{commands::format_pha, output::Output, session::Session};
use anyhow::Result;
use client::keepers::{Contender, ProvenKeepers};
use messages::ids::BlockNumber;
use serde_json::{json, Value};

/// Proves the contenders and shows them.
pub(super) async fn run(session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("proving the contenders");
    let proven = session.cluster.view().keepers().await?;
    drop(progress);
    output.result(&value(&proven), text(&proven))
}

fn value(proven: &ProvenKeepers) -> Value {
    let head = &proven.committee.head;
    json!({
        "era": proven.elections.era,
        "seats": proven.elections.seats,
        "next_election": next_election(proven),
        "contenders": proven.contenders.iter().map(|contender| entry(proven, contender)).collect::<Vec<_>>(),
        "as_of": { "block": head.number(), "hash": hex0x(&head.hash().0), "time_ms": head.time_ms() },
    })
}

/// The block from which the next election is due; it waits for ceremonies that are open then.
fn next_election(proven: &ProvenKeepers) -> Option<BlockNumber> {
    (proven.elections.era > 0).then(|| proven.last_election.saturating_add(proven.elections.era))
}

fn entry(proven: &ProvenKeepers, contender: &Contender) -> Value {
    json!({
        "worker": hex0x(&contender.worker.0),
        "operator": hex0x(contender.operator.as_ref()),
        "bond": format_pha(contender.bond.into(), PHA_DECIMALS),
        "seat": seat(proven, contender),
    })
}

/// What became of it in the last election.
fn seat(proven: &ProvenKeepers, Contender { worker, .. }: &Contender) -> &'static str {
    let is_member = proven.committee.committee.members.contains(worker);
    if proven.leaving.contains(worker) || proven.outgoing.contains(worker) {
        "leaving"
    } else if is_member {
        "gatekeeper"
    } else if proven.candidates.contains(worker) {
        "joining"
    } else {
        "none"
    }
}

fn text(proven: &ProvenKeepers) -> String {
    let elections = match next_election(proven) {
        Some(block) => format!(
            "{} seats, elected every {} blocks; the next election is in block {block}, or as soon after as no ceremony runs",
            proven.elections.seats, proven.elections.era
        ),
        None => "there are no elections; governance appoints gatekeepers".into(),
    };
    let mut lines = vec![elections];
    lines.extend(proven.contenders.iter().zip(1..).map(|(contender, place): (_, u32)| {
        let pha = format_pha(contender.bond.into(), PHA_DECIMALS);
        format!("{place:>3}  {}  bond: {pha}  seat: {}", hex0x(&contender.worker.0), seat(proven, contender))
    }));
    if proven.contenders.is_empty() {
        lines.push("nobody stands for election".into());
    }
    lines.push(format!("proven at block {}", proven.committee.head.number()));
    lines.join("\n")
}
