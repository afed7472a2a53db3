//! Figures for Prometheus, over HTTP. Alert rules for them: `packaging/adyton-miner.rules.yml`.

use super::{
    children::Health,
    status::{pha_number, Report},
};
use anyhow::{Context, Result};
use axum::{extract::State, routing::get, Router};
use std::{
    fmt::Write,
    net::SocketAddr,
    sync::{atomic::Ordering, Arc},
};
use tokio::sync::watch;

/// Names of the children, as figures label them.
const CHILDREN: [&str; 2] = ["worker", "pherry"];

/// What the figures are made of.
#[derive(Clone)]
pub(super) struct Sources {
    /// The newest report; `None` before the first.
    pub(super) report: watch::Receiver<Option<Report>>,
    /// Whether the chain could be read when it was tried last.
    pub(super) chain_up: watch::Receiver<bool>,
    /// Worker and pherry.
    pub(super) children: Arc<[Health; 2]>,
}

/// Serves `/metrics` until the program ends.
///
/// # Errors
/// If the address is in use.
pub(super) async fn serve(address: SocketAddr, sources: Sources) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await.with_context(|| {
        format!("cannot serve figures on {address}; choose another address in miner.toml, [metrics]")
    })?;
    let page = |State(sources): State<Sources>| async move { sources.render() };
    let router = Router::new().route("/metrics", get(page)).with_state(sources);
    axum::serve(listener, router).await.context("the server of figures stopped")
}

impl Sources {
    /// In Prometheus' text format.
    fn render(&self) -> String {
        let mut page = Page::default();
        page.gauge("chain_up", "Whether the chain could be read", f64::from(*self.chain_up.borrow()));
        let child = |read: fn(&Health) -> f64| {
            let labelled = CHILDREN.iter().zip(self.children.iter());
            labelled.map(move |(name, health)| (format!("{{child=\"{name}\"}}"), read(health)))
        };
        let up = child(|health| health.up.load(Ordering::Relaxed).into());
        page.family("child_up", "gauge", "Whether a child process runs", up);
        let restarts = child(|health| health.restarts.load(Ordering::Relaxed).into());
        page.family("child_restarts_total", "counter", "Restarts of a child process", restarts);
        if let Some(report) = self.report.borrow().as_ref() {
            page.report(report);
        }
        page.text
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str, samples: impl Iterator<Item = (String, f64)>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "# HELP adyton_miner_{name} {help}\n# TYPE adyton_miner_{name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(self.text, "adyton_miner_{name}{labels} {value}");
        }
    }

    fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.family(name, "gauge", help, std::iter::once((String::new(), value)));
    }

    fn counter(&mut self, name: &str, help: &str, value: f64) {
        self.family(name, "counter", help, std::iter::once((String::new(), value)));
    }

    fn report(&mut self, report: &Report) {
        let label = format!("{{worker=\"{}\",simulated=\"{}\"}}", report.worker_name(), report.simulated);
        self.family("info", "gauge", "The worker", std::iter::once((label, 1.0)));
        let step = format!("{{step=\"{}\"}}", report.step);
        self.family("step", "gauge", "What comes next", std::iter::once((step, 1.0)));
        self.gauge("finalized_block", "Block that the figures are of", report.block.into());
        self.gauge("balance_pha", "Free PHA of the operator", pha_number(report.balance));
        self.gauge("attested", "Whether the worker's evidence counts", report.attested.into());
        self.gauge("score", "Measured capacity", report.score.unwrap_or_default().into());
        self.gauge("session_running", "Whether a session runs", report.running.into());
        self.gauge("unresponsive", "Whether the worker was found silent", report.unresponsive.into());
        let age = report.challenge_age.unwrap_or_default();
        self.gauge(
            "challenge_age_blocks",
            "Blocks since the challenge that is open; 0 if none is",
            age.into(),
        );
        if let Some(session) = &report.session {
            self.gauge("stake_pha", "Stake", pha_number(session.stake));
            self.gauge("value_pha", "V", pha_number(session.value));
            self.gauge("performance_ratio", "p / P, as of the last heartbeat", session.performance_ratio());
            self.gauge("share_ratio", "Part of all shares", session.share);
            self.gauge("earned_pha", "Earned since the last heartbeat", pha_number(session.earned));
        }
        if let Some(record) = &report.record {
            self.counter("heartbeats_total", "Heartbeats that counted", record.answered.into());
            self.counter("missed_total", "Times that the worker became unresponsive", record.missed.into());
            self.counter("paid_pha_total", "Paid by heartbeats", pha_number(record.paid));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::status::tests::report, *};

    fn page() -> String {
        let (_keep, report) = watch::channel(Some(report()));
        let (_keep_too, chain_up) = watch::channel(true);
        let children: Arc<[Health; 2]> = Arc::default();
        let [_, pherry] = children.as_ref();
        pherry.restarts.store(3, Ordering::Relaxed);
        Sources { report, chain_up, children }.render()
    }

    #[test]
    fn figures_are_rendered_with_type_and_help() {
        let page = page();
        for line in [
            "adyton_miner_chain_up 1",
            "adyton_miner_child_restarts_total{child=\"pherry\"} 3",
            "# TYPE adyton_miner_paid_pha_total counter",
            "adyton_miner_step{step=\"mine\"} 1",
            "adyton_miner_score 1000",
        ] {
            assert!(page.lines().any(|found| found == line), "`{line}` is not in:\n{page}");
        }
    }

    #[test]
    fn alert_rules_speak_of_figures_that_exist() {
        let page = page();
        let rules = include_str!("../../../../../packaging/adyton-miner.rules.yml");
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let named = rules.split(|letter| !is_part(letter)).filter(|word| word.starts_with("adyton_miner_"));
        let mut count = 0;
        for name in named {
            assert!(page.contains(&format!("# TYPE {name} ")), "{name} is no figure");
            count += 1;
        }
        assert!(count > 5, "the rules name figures");
    }
}
