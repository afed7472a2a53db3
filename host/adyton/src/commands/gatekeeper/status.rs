//! `adyton gatekeeper status`: everything proven at one finalized block.

use super::PHA_DECIMALS;
use crate::{commands::format_pha, output::Output, session::Session};
use anyhow::Result;
use client::keepers::{round_deadlines, ProvenKeepers, ROUNDS};
use messages::{
    ceremony::Ceremony,
    ids::{BlockNumber, WorkerId},
    keys::{Beacon, Secret, Sharing},
};
use serde_json::{json, Value};

/// Proves the gatekeepers and shows them.
pub(super) async fn run(session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("proving the gatekeepers");
    let proven = session.cluster.view().keepers().await?;
    drop(progress);
    output.result(&value(&proven), text(&proven))
}

fn value(proven: &ProvenKeepers) -> Value {
    let (committee, head) = (&proven.committee.committee, &proven.committee.head);
    json!({
        "threshold": committee.threshold,
        "members": committee.members.iter().map(|id| member(proven, id)).collect::<Vec<_>>(),
        "candidates": proven.candidates.iter().map(|id| candidate(proven, id)).collect::<Vec<_>>(),
        "generations": proven.keys.generations.iter().map(sharing).collect::<Vec<_>>(),
        "epochs": proven.keys.epochs.iter().map(sharing).collect::<Vec<_>>(),
        "ceremonies": proven.ceremonies.iter().map(ceremony).collect::<Vec<_>>(),
        "beacon": proven.beacon.as_ref().map(beacon),
        "as_of": { "block": head.number(), "hash": hex0x(&head.hash().0), "time_ms": head.time_ms() },
    })
}

fn member(proven: &ProvenKeepers, id: &WorkerId) -> Value {
    let record = proven.committee.members.get(id);
    json!({
        "worker": hex0x(&id.0),
        "live": proven.committee.live_member(id).is_some(),
        "trust_root": record.map(|record| format!("{:?}", record.attested.root).to_lowercase()),
        "endpoint": record.map(|record| String::from_utf8_lossy(&record.endpoint).into_owned()),
        "bond": bond(proven, id),
        "leaving": proven.leaving.contains(id),
        "outgoing": proven.outgoing.contains(id),
        "absent_since": absent_since(proven, id),
    })
}

fn candidate(proven: &ProvenKeepers, id: &WorkerId) -> Value {
    json!({ "worker": hex0x(&id.0), "bond": bond(proven, id), "absent_since": absent_since(proven, id) })
}

/// What is at stake for a worker, in PHA.
fn bond(proven: &ProvenKeepers, id: &WorkerId) -> Option<String> {
    proven.bonds.get(id).map(|bond| format_pha(bond.amount.into(), PHA_DECIMALS))
}

/// Block at which it was found silent.
fn absent_since(proven: &ProvenKeepers, id: &WorkerId) -> Option<BlockNumber> {
    proven.absent.iter().find(|absence| absence.keeper == *id).map(|absence| absence.since)
}

fn sharing(sharing: &Sharing) -> Value {
    let holders = sharing.holders.iter().map(
        |holder| json!({ "worker": hex0x(&holder.keeper.0), "index": holder.index, "lost": holder.lost }),
    );
    json!({
        "secret": name(&sharing.secret),
        "group": hex0x(&sharing.group),
        "threshold": sharing.threshold,
        "holders": holders.collect::<Vec<_>>(),
        "ceremony": sharing.ceremony,
        "since": sharing.since,
    })
}

fn ceremony(ceremony: &Ceremony) -> Value {
    let deadlines = ROUNDS.iter().zip(round_deadlines(ceremony));
    json!({
        "ceremony": ceremony.id,
        "secret": name(&ceremony.secret),
        "fresh": ceremony.source.is_none(),
        "threshold": ceremony.threshold,
        "dealers": ceremony.dealers().map(|(worker, _)| hex0x(&worker.0)).collect::<Vec<_>>(),
        "receivers": ceremony.receivers.iter().map(|receiver| hex0x(&receiver.keeper.0)).collect::<Vec<_>>(),
        "opened_at": ceremony.opened_at,
        "deadlines": deadlines.map(|(round, block)| json!({ "round": round, "block": block })).collect::<Vec<_>>(),
    })
}

fn beacon(beacon: &Beacon) -> Value {
    json!({ "round": beacon.round, "value": hex0x(&beacon.value), "block": beacon.block })
}

fn text(proven: &ProvenKeepers) -> String {
    let (committee, head) = (&proven.committee.committee, &proven.committee.head);
    let mut lines =
        vec![format!("{} gatekeepers, threshold {}", committee.members.len(), committee.threshold)];
    lines.extend(committee.members.iter().map(|id| member_line(&member(proven, id))));
    lines.extend(proven.candidates.iter().map(|id| candidate_line(&candidate(proven, id))));
    lines.extend(proven.keys.all().map(sharing_line));
    if proven.keys.all().next().is_none() {
        lines.push("no secret is shared yet".into());
    }
    lines.extend(proven.ceremonies.iter().map(ceremony_line));
    lines.push(match &proven.beacon {
        Some(beacon) => format!(
            "beacon        round {}, {}, in block {}",
            beacon.round,
            hex0x(&beacon.value),
            beacon.block
        ),
        None => "beacon        none yet".into(),
    });
    lines.push(format!("proven at block {}", head.number()));
    lines.join("\n")
}

fn member_line(member: &Value) -> String {
    let text = |name: &str| member[name].as_str().unwrap_or("-").to_owned();
    let (worker, root, endpoint) = (text("worker"), text("trust_root"), text("endpoint"));
    format!("  {worker}  {}  trust root: {root}  bond: {}  {endpoint}", state(member), text("bond"))
}

fn state(member: &Value) -> String {
    let live = if member["live"] == true { "live" } else { "not live" };
    let leaving = if member["leaving"] == true { ", leaving" } else { "" };
    let outgoing = if member["outgoing"] == true { ", leaves when its successor has joined" } else { "" };
    let absent = member["absent_since"].as_u64().map(|block| format!(", absent since block {block}"));
    format!("{live}{leaving}{outgoing}{}", absent.unwrap_or_default())
}

fn candidate_line(candidate: &Value) -> String {
    let worker = candidate["worker"].as_str().unwrap_or("-");
    let waits_for = match candidate["bond"].as_str() {
        Some(bond) => format!("bond: {bond}, waits until secrets are handed on to it"),
        None => "appointed, waits for its bond".into(),
    };
    format!("  {worker}  candidate, {waits_for}")
}

fn sharing_line(sharing: &Sharing) -> String {
    let healthy = sharing.healthy().count();
    let lost: Vec<_> =
        sharing.holders.iter().filter(|holder| holder.lost).map(|holder| short(&holder.keeper.0)).collect();
    let lost = if lost.is_empty() { String::new() } else { format!(", lost by {}", lost.join(", ")) };
    format!(
        "{:<13} group {}, {healthy} of {} shares healthy{lost}, threshold {}, since block {}",
        name(&sharing.secret),
        short(&sharing.group),
        sharing.holders.len(),
        sharing.threshold,
        sharing.since
    )
}

fn ceremony_line(ceremony: &Ceremony) -> String {
    let kind = if ceremony.source.is_none() { "fresh" } else { "handed on" };
    let deadlines = ROUNDS.iter().zip(round_deadlines(ceremony));
    let deadlines: Vec<_> = deadlines.map(|(round, block)| format!("{round} {block}")).collect();
    format!(
        "ceremony {:<4} {} ({kind}), {} dealers, {} receivers, threshold {}, open since block {}; ends of rounds at \
         the latest: {}",
        ceremony.id,
        name(&ceremony.secret),
        ceremony.dealers().count(),
        ceremony.receivers.len(),
        ceremony.threshold,
        ceremony.opened_at,
        deadlines.join(", ")
    )
}

fn name(secret: &Secret) -> String {
    match secret {
        Secret::Generation(generation) => format!("generation {generation}"),
        Secret::Epoch(epoch) => format!("epoch {epoch}"),
    }
}

pub(super) fn hex0x(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn short(bytes: &[u8]) -> String {
    format!("{}…", hex0x(bytes.get(..6).unwrap_or(bytes)))
}
