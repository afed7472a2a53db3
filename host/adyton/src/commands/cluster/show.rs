//! `adyton cluster show`: a committee, proven by finality and storage proofs.

use crate::{output::Output, session::Session};
use anyhow::Result;
use messages::ids::CommitteeId;

/// Runs the command.
pub(super) async fn run(id: CommitteeId, session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("proving the committee");
    let proven = session.cluster.view().committee(id).await?;
    drop(progress);
    let (committee, head) = (&proven.committee, &proven.head);
    let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
    let members: Vec<_> = committee
        .members
        .iter()
        .map(|worker| {
            let record = proven.members.get(worker);
            serde_json::json!({
                "worker": hex(&worker.0),
                "live": proven.live_member(worker).is_some(),
                "trust_root": record.map(|r| format!("{:?}", r.attested.root).to_lowercase()),
                "measurement": record.map(|r| hex(&r.attested.measurement.0)),
                "endpoint": record.map(|r| String::from_utf8_lossy(&r.endpoint).into_owned()),
            })
        })
        .collect();
    let value = serde_json::json!({
        "committee": id,
        "program": format!("{:?}", committee.program.kind).to_lowercase(),
        "program_version": committee.program.version,
        "threshold": committee.threshold,
        "members": members,
        "epoch": committee.epoch,
        "input_key": committee.input_keys.last().map(|key| hex(&key.public)),
        "height": committee.commit.height,
        "state_root": hex(&committee.commit.state_root.0),
        "as_of": { "block": head.number(), "hash": hex(&head.hash().0), "time_ms": head.time_ms() },
    });
    let human = format!(
        "committee {id}: {:?} version {}, {} members, threshold {}\n  \
         epoch {}, height {}, state root {}\n{}\n  proven at block {}",
        committee.program.kind,
        committee.program.version,
        members.len(),
        committee.threshold,
        committee.epoch,
        committee.commit.height,
        hex(&committee.commit.state_root.0),
        members.iter().map(line).collect::<Vec<_>>().join("\n"),
        head.number(),
    );
    output.result(&value, human)
}

fn line(member: &serde_json::Value) -> String {
    let text = |name: &str| member[name].as_str().unwrap_or("-").to_string();
    let live = if member["live"] == true { "live" } else { "not live" };
    format!("  {}  {live}  trust root: {}  {}", text("worker"), text("trust_root"), text("endpoint"))
}
