//! Worker and pherry as children of this program: started again when they end, with growing rests.

use super::{
    config::{Config, Platform},
    folder::Folder,
};
use crate::{output::Output, process::sibling, process::Process};
use anyhow::{Context, Result};
use messages::ids::AccountId;
use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

/// Pause between looks at the children.
const LOOK: Duration = Duration::from_millis(500);
/// Rest before the first restart; each further one is twice as long.
const FIRST_REST: Duration = Duration::from_secs(1);
/// Longest rest.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// A child that ran for so long has recovered: its next rest is the first one again.
const RECOVERED: Duration = Duration::from_secs(120);

/// A program to run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Program {
    /// Name of its log.
    pub(super) name: &'static str,
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its arguments.
    pub(super) arguments: Vec<String>,
}

/// Worker and pherry, as the configuration wants them.
///
/// # Errors
/// If a program is missing.
pub(super) fn programs(config: &Config, folder: &Folder, operator: &AccountId) -> Result<[Program; 2]> {
    let (path, first) = match config.worker.command.as_deref().and_then(<[String]>::split_first) {
        Some((program, first)) => (PathBuf::from(program), first.to_vec()),
        None => (sibling("adyton-worker")?, Vec::new()),
    };
    let arguments = first.into_iter().chain(worker_arguments(config, folder, operator)).collect();
    let worker = Program { name: "worker", path, arguments };
    let pherry =
        Program { name: "pherry", path: sibling("pherry")?, arguments: pherry_arguments(config, folder) };
    Ok([worker, pherry])
}

fn worker_arguments(config: &Config, folder: &Folder, operator: &AccountId) -> Vec<String> {
    let worker = &config.worker;
    let mut arguments = pairs([
        ("--genesis", config.network.genesis.to_string()),
        ("--committee", worker.committee.to_string()),
        ("--operator", operator.to_string()),
        ("--platform", worker.platform.name().into()),
        ("--listen", worker.listen.to_string()),
        ("--data", folder.store().display().to_string()),
        ("--capacity-threads", worker.threads.to_string()),
    ]);
    if worker.platform == Platform::Simulated {
        arguments.extend(pairs([("--machine", worker.machine.to_string())]));
    }
    if let Some(endpoint) = &worker.endpoint {
        arguments.extend(pairs([("--endpoint", endpoint.clone())]));
    }
    if let Some(certificates) = &worker.snp_certificates {
        let certificates = folder.resolve(certificates).display().to_string();
        arguments.extend(pairs([("--snp-certificates", certificates)]));
    }
    arguments
}

fn pherry_arguments(config: &Config, folder: &Folder) -> Vec<String> {
    let relayer = &config.relayer;
    let key = folder.resolve(relayer.key.as_ref().unwrap_or(&config.operator.key));
    let mut arguments = pairs([
        ("--genesis", config.network.genesis.to_string()),
        ("--worker", format!("http://{}", config.worker.listen)),
        // A file: a secret among the arguments would be everybody's.
        ("--account", key.display().to_string()),
        ("--listen", relayer.listen.to_string()),
        ("--cache", folder.relayer().display().to_string()),
    ]);
    arguments.extend(config.network.nodes.iter().flat_map(|node| pairs([("--node", node.0.clone())])));
    if let Some(source) = &relayer.collateral {
        arguments.extend(pairs([("--collateral-source", source.clone())]));
    }
    arguments
}

fn pairs<const N: usize>(pairs: [(&str, String); N]) -> Vec<String> {
    pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
}

/// How a child does, for whoever watches.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// Whether it runs.
    pub(super) up: AtomicBool,
    /// How often it was started again.
    pub(super) restarts: AtomicU32,
}

/// A child, and when it is started again.
struct Child<'a> {
    program: Program,
    health: &'a Health,
    process: Option<Process>,
    /// When it was started, or may be started again.
    since: Instant,
    failures: u32,
}

/// The children of this program.
pub(super) struct Children<'a> {
    children: Vec<Child<'a>>,
    folder: &'a Folder,
    output: Output,
}

impl<'a> Children<'a> {
    /// Children that are not started yet.
    pub(super) fn new(
        programs: [Program; 2],
        health: &'a [Health; 2],
        folder: &'a Folder,
        output: Output,
    ) -> Self {
        let child =
            |(program, health)| Child { program, health, process: None, since: Instant::now(), failures: 0 };
        Self { children: programs.into_iter().zip(health).map(child).collect(), folder, output }
    }

    /// Starts them, and again whenever they end. Never returns but with an error.
    ///
    /// # Errors
    /// If a program cannot be started for the first time.
    pub(super) async fn tend(&mut self) -> Result<()> {
        for child in &mut self.children {
            child.start(self.folder)?;
            self.output.note(format!(
                "started {}, log {}",
                child.program.name,
                self.folder.logs()?.join(child.program.name).with_extension("log").display()
            ));
        }
        loop {
            tokio::time::sleep(LOOK).await;
            for child in &mut self.children {
                if let Some(news) = child.look(self.folder) {
                    self.output.note(news);
                }
            }
        }
    }

    /// Asks all to end, pherry first, and waits for them.
    pub(super) async fn stop(self) {
        for process in self.children.into_iter().rev().filter_map(|child| child.process) {
            process.stop().await;
        }
    }
}

impl Child<'_> {
    fn start(&mut self, folder: &Folder) -> Result<()> {
        let Program { name, path, arguments } = &self.program;
        folder.rotate(name)?;
        let process = Process::start_at(name, path, arguments, &folder.logs()?)
            .with_context(|| format!("{name} does not start"))?;
        self.process = Some(process);
        self.since = Instant::now();
        self.health.up.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Sees whether it runs, and starts it when its rest is over. Returns what there is to tell.
    fn look(&mut self, folder: &Folder) -> Option<String> {
        if let Some(process) = &mut self.process {
            let ended = process.check().err()?;
            self.process = None;
            self.health.up.store(false, Ordering::Relaxed);
            if self.since.elapsed() >= RECOVERED {
                self.failures = 0;
            }
            let rest = rest(self.failures);
            self.failures = self.failures.saturating_add(1);
            self.since = Instant::now() + rest;
            return Some(format!("{ended}\nit is started again in {} s", rest.as_secs()));
        }
        if Instant::now() < self.since {
            return None;
        }
        self.health.restarts.fetch_add(1, Ordering::Relaxed);
        match self.start(folder) {
            Ok(()) => Some(format!("started {} again", self.program.name)),
            Err(error) => {
                self.since = Instant::now() + LONGEST_REST;
                Some(format!("{error:#}; next attempt in {} s", LONGEST_REST.as_secs()))
            }
        }
    }
}

/// Rest before a restart after this many failures in a row.
fn rest(failures: u32) -> Duration {
    FIRST_REST.saturating_mul(2u32.saturating_pow(failures)).min(LONGEST_REST)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::config::tests::choices, *};
    use std::path::Path;

    #[test]
    fn rests_grow_up_to_a_minute() {
        let seconds: Vec<_> = [0, 1, 2, 5, 6, 7, u32::MAX].map(|failures| rest(failures).as_secs()).into();
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60, 60]);
    }

    #[test]
    fn programs_get_what_the_configuration_says_and_no_secret() {
        let file = choices()
            .file()
            .replace("# collateral", "collateral")
            .replace("# key = \"relayer", "key = \"relayer");
        let config = Config::parse(&file, Path::new("miner.toml")).unwrap();
        let folder = Folder::new(Path::new("/m")).unwrap();
        let operator = AccountId::new([1; 32]);
        let line = |arguments: Vec<String>| arguments.join(" ");
        let genesis = "11".repeat(32);
        assert_eq!(
            line(worker_arguments(&config, &folder, &operator)),
            format!(
                "--genesis 0x{genesis} --committee 1 --operator {operator} --platform simulated --listen 127.0.0.1:8100 \
                 --data /m/worker --capacity-threads 2 --machine 4711"
            )
        );
        assert_eq!(
            line(pherry_arguments(&config, &folder)),
            format!(
                "--genesis 0x{genesis} --worker http://127.0.0.1:8100 --account /m/relayer.key --listen 127.0.0.1:8101 \
                 --cache /m/pherry --node ws://127.0.0.1:9944 --collateral-source https://pccs.example:8081"
            )
        );
    }
}
