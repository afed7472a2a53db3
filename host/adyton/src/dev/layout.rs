//! Who runs where: names, machines, ports and command lines of a local network's processes.

use super::shape::{Shape, MAX_GATEKEEPERS};
use crate::network::Network;
use anyhow::{Context, Result};
use messages::ids::{CommitteeId, KEEPER_COMMITTEE};
use std::{net::TcpListener, path::Path};

/// The cluster that the development genesis names.
const COMPUTE_COMMITTEE: CommitteeId = 1;
/// Simulated machines of the cluster; the development genesis names the same.
const COMPUTE_MACHINES: std::ops::RangeInclusive<u32> = 1..=3;
/// Who operates the simulated machines: the well-known development account Alice.
const OPERATOR: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
/// Who pays for what workers say: the well-known development account Ferdie.
const RELAYER: &str = "//Ferdie";
/// Who pays for what the gateway puts on the chain: the well-known development account One.
const GATEWAY_PAYER: &str = "//One";
/// Ports before those of the workers: node RPC, node p2p, node metrics, pherry.
const PORTS_BEFORE_WORKERS: u16 = 4;

/// The highest port to begin with that leaves room for everybody.
pub(super) const LAST_FIRST_PORT: u16 = u16::MAX - 3 - PORTS_BEFORE_WORKERS - MAX_GATEKEEPERS;

/// One worker of the network.
pub(super) struct Member {
    /// Name of its process and log.
    pub(super) name: String,
    committee: CommitteeId,
    machine: u32,
    port: u16,
}

impl Member {
    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Its command line.
    pub(super) fn arguments(&self, genesis: &str, folder: &Path) -> Vec<String> {
        let Self { committee, machine, .. } = self;
        let mut arguments = words(&format!(
            "--genesis {genesis} --committee {committee} --operator {OPERATOR} --platform simulated --machine {machine} --listen {}",
            self.address()
        ));
        arguments.push("--data".into());
        arguments.push(folder.join(format!("machine-{machine}")).display().to_string());
        arguments
    }
}

/// The parts of a local network and their ports.
pub(super) struct Layout {
    first_port: u16,
    gateway_port: u16,
    members: Vec<Member>,
}

impl Layout {
    /// The cluster's workers come before the gatekeepers, so that their ports do not depend on the gatekeepers' number.
    pub(super) fn new(first_port: u16, gateway_port: u16, shape: &Shape) -> Self {
        let cluster = COMPUTE_MACHINES.map(|machine| (COMPUTE_COMMITTEE, machine));
        let keepers = shape.keeper_machines().map(|machine| (KEEPER_COMMITTEE, machine));
        let names = (1..).map(|place| format!("worker-{place}")).take(COMPUTE_MACHINES.count());
        let names = names.chain((1..).map(|place| format!("gatekeeper-{place}")));
        let ports = first_port.saturating_add(PORTS_BEFORE_WORKERS)..;
        let members = cluster.chain(keepers).zip(names).zip(ports);
        let members =
            members.map(|(((committee, machine), name), port)| Member { name, committee, machine, port });
        Self { first_port, gateway_port, members: members.collect() }
    }

    /// Every worker.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    /// Fails if another program uses one of the ports: its answers would be taken for our own.
    pub(super) fn check_free(&self) -> Result<()> {
        let before = self.first_port..self.first_port.saturating_add(PORTS_BEFORE_WORKERS);
        let members = self.members.iter().map(|member| member.port);
        for port in before.chain(members).chain([self.gateway_port]) {
            TcpListener::bind(("127.0.0.1", port)).with_context(|| {
                format!(
                    "cannot listen on port {port}; is another network running? Choose other ports with --ports and \
                     --gateway-port"
                )
            })?;
        }
        Ok(())
    }

    /// The node's RPC over HTTP.
    pub(super) fn node_http(&self) -> String {
        format!("http://127.0.0.1:{}", self.first_port)
    }

    fn node_ws(&self) -> String {
        format!("ws://127.0.0.1:{}", self.first_port)
    }

    /// Where Ethereum's tools connect.
    pub(super) fn gateway(&self) -> String {
        format!("http://127.0.0.1:{}", self.gateway_port)
    }

    fn pherry(&self) -> String {
        format!("127.0.0.1:{}", self.first_port.saturating_add(3))
    }

    /// The network file, but for what is known only once it runs.
    pub(super) fn network(&self) -> Network {
        let urls = |committee: CommitteeId| {
            let members = self.members.iter().filter(move |member| member.committee == committee);
            members.map(Member::url).collect()
        };
        Network {
            genesis: String::new(),
            nodes: vec![self.node_ws()],
            committee: COMPUTE_COMMITTEE,
            workers: urls(COMPUTE_COMMITTEE),
            gatekeepers: urls(KEEPER_COMMITTEE),
            pherry: Some(format!("http://{}/status", self.pherry())),
            gateway: Some(self.gateway()),
            simulated: true,
            processes: Vec::new(),
        }
    }

    /// The node's command line; `chain` names a preset or a file.
    pub(super) fn node_arguments(&self, chain: &str, folder: &Path) -> Vec<String> {
        let mut arguments = vec!["--chain".into(), chain.into()];
        arguments.extend(words("--alice --force-authoring --no-telemetry --no-mdns --rpc-cors all"));
        // Whoever connects for the first time proves its trust root in the genesis state, however old the network is.
        arguments.extend(words("--state-pruning archive-canonical"));
        // The fork-aware pool bans a transaction that is in no view for a moment. With finality right after every block
        // that befalls about one in a hundred under load, and all later ones of its account are stuck behind it.
        arguments.extend(words("--pool-type single-state"));
        // A node's network identity is of no value here: made at the first start, kept with its data.
        arguments.push("--unsafe-force-node-key-generation".into());
        let [rpc, p2p, metrics] = [0, 1, 2].map(|place| self.first_port.saturating_add(place));
        arguments.extend(words(&format!("--rpc-port {rpc} --port {p2p} --prometheus-port {metrics}")));
        arguments.push("--base-path".into());
        arguments.push(folder.join("node").display().to_string());
        arguments
    }

    /// The gateway's command line.
    pub(super) fn gateway_arguments(&self, genesis: &str, folder: &Path) -> Vec<String> {
        let mut arguments = words(&format!(
            "--node {} --genesis {genesis} --committee {COMPUTE_COMMITTEE} --listen 127.0.0.1:{} --payer {GATEWAY_PAYER}",
            self.node_ws(),
            self.gateway_port
        ));
        let cluster = self.members.iter().filter(|member| member.committee == COMPUTE_COMMITTEE);
        arguments.extend(cluster.flat_map(|member| ["--worker".into(), member.url()]));
        arguments.push("--data".into());
        arguments.push(folder.join("gateway").display().to_string());
        arguments
    }

    /// Pherry's command line.
    pub(super) fn pherry_arguments(&self, folder: &Path) -> Vec<String> {
        let mut arguments =
            words(&format!("--node {} --listen {} --account {RELAYER}", self.node_ws(), self.pherry()));
        for member in &self.members {
            arguments.extend(["--worker".into(), member.url()]);
        }
        arguments.push("--cache".into());
        arguments.push(folder.join("pherry").display().to_string());
        arguments
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::shape::Pace, *};

    #[test]
    fn everybody_has_a_name_a_machine_and_a_port_of_their_own() {
        let layout = Layout::new(9944, 8545, &Shape::new(2, None, Pace::default()).unwrap());
        let members: Vec<_> =
            layout.members.iter().map(|m| (m.name.as_str(), m.committee, m.machine, m.port)).collect();
        assert_eq!(
            members,
            [
                ("worker-1", 1, 1, 9948),
                ("worker-2", 1, 2, 9949),
                ("worker-3", 1, 3, 9950),
                ("gatekeeper-1", 0, 101, 9951),
                ("gatekeeper-2", 0, 102, 9952),
            ]
        );
        let network = layout.network();
        assert_eq!(network.gatekeepers, ["http://127.0.0.1:9951", "http://127.0.0.1:9952"]);
        assert_eq!(network.workers.len(), 3);
        let pherry = layout.pherry_arguments(Path::new("f"));
        assert_eq!(pherry.iter().filter(|argument| *argument == "--worker").count(), 5);
    }
}
